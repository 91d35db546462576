"""From a JSON value to text, a number, a moment or a member of an enumeration, as Amazon's deserialiser reads them."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer

Reader = Callable[[Any], Any]
"""Takes a JSON value other than null, returns what it stands for.

It raises ``SerializationException`` for what it cannot be, and `Absent` for what is as good as not there.
"""

_AMAZONS = DefaultSerializer()
_UTC = _AMAZONS.deserialize('"2000-01-01T00:00:00Z"', datetime).tzinfo
_USUAL_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z", re.ASCII)


class Absent(SerializationException):
    """A value of another kind than declared: inside of something, it is taken as not there."""


class Unknown(Absent):
    """A value that this version of the SDK has no name for."""


def scalar_reader(kind: type) -> Reader:
    """Return the reader for text, a number or a boolean, which turns one into the other where that can be done."""

    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        if isinstance(value, list | dict):
            raise Absent(f"an array or object for {kind.__name__}")
        try:
            return kind(value)
        except (ValueError, OverflowError):
            raise SerializationException(f"not {kind.__name__}") from None

    return read


def read_moment(value: Any) -> datetime:
    """Return a moment. ISO 8601 is read quickly, and what else Amazon's accepts by Amazon's; no text is no moment.

    The Reminders API sends ``""`` for times that a reminder does not have: alexa-apis-for-python, issue 30.
    """
    if value == "":
        raise Absent("no moment")
    if isinstance(value, str) and _USUAL_MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value[:-1]).replace(tzinfo=_UTC)
        except ValueError:
            raise SerializationException("no such moment") from None
    try:
        found: datetime = _AMAZONS.deserialize(json.dumps(value), datetime)
    except Exception:  # it guesses at any text, and stumbles in many ways
        raise SerializationException("not a moment") from None
    return found


def enum_reader(kind: type[Enum]) -> Reader:
    """Return the reader for an enumeration; what it has no member for is `Unknown`."""
    members = {member.value: member for member in kind}

    def read(value: Any) -> Enum:
        try:
            return members[value]
        except (KeyError, TypeError):
            raise Unknown(f"a new {kind.__name__}") from None

    return read
