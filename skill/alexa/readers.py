"""From JSON to the SDK's objects: one reader for each type the SDK declares, prepared when it is first met.

A type is declared as a class or as text, such as ``str``, ``list[a.b.C]`` or ``dict(str, a.b.C)``. What Amazon's
own deserialiser does with a type is described in :class:`skill.alexa.serializer.PreparedSerializer`, with the few
places where these readers differ on purpose.
"""

from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model import Request

from skill.alexa.values import Absent, Reader, Unknown, enum_reader, read_moment, scalar_reader

REPAIRED = {
    "ask_sdk_model.services.reminder_management.alert_info_spoken_info.SpokenInfo": (
        "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"
    )
}
"""Names of classes that are not where ask-sdk-model 1.82 declares them, and where they are."""

NATIVE: dict[str, Any] = {
    "str": str,
    "int": int,
    "long": int,
    "float": float,
    "bool": bool,
    "object": object,
    "datetime": datetime,
    "date": date,
}

_Member = tuple[str, type | None, Reader]
"""An attribute, the type of the values it takes as they are, and the reader for all others."""


@cache
def reader_of(declared: Any) -> Reader:
    """Return the reader for a type.

    Raises:
        SerializationException: when there is no such class.
    """
    if isinstance(declared, str):
        for start, end, reader in (("list[", "]", _list_reader), ("dict(", ")", _dict_reader)):
            if declared.startswith(start) and declared.endswith(end):
                return reader(declared[len(start) : -1])
        declared = NATIVE[declared] if declared in NATIVE else _class_named(declared)
    if declared in (str, int, float, bool):
        return scalar_reader(declared)
    if declared in (datetime, date):
        return read_moment if declared is datetime else lambda value: read_moment(value).date()
    if issubclass(declared, Enum):
        return enum_reader(declared)
    if hasattr(declared, "get_real_child_model"):
        return _polymorphic_reader(declared)
    return _model_reader(declared) if hasattr(declared, "deserialized_types") else lambda value: value


def _class_named(name: str) -> Any:
    module, _, own = REPAIRED.get(name, name).rpartition(".")
    try:
        return getattr(import_module(module), own)
    except (ImportError, AttributeError, ValueError):
        raise SerializationException(f"no class {name}") from None


def _list_reader(inner: str) -> Reader:
    read_item = reader_of(inner)

    def read(value: Any) -> list[Any]:
        _check_array(value, read_item)
        items = []
        for item in value:
            try:
                items.append(None if item is None else read_item(item))
            except Absent:
                continue
        return items

    return read


def _dict_reader(inner: str) -> Reader:
    read_item = reader_of(inner.partition(",")[2].strip())

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise SerializationException("not an object")
        items = {}
        for key, item in value.items():
            try:
                items[key] = None if item is None else read_item(item)
            except Absent:
                continue
        return items

    return read


def _polymorphic_reader(base: Any) -> Reader:
    def read(value: Any) -> Any:
        _check_object(value)
        try:
            name = base.get_real_child_model(value)
        except (KeyError, TypeError):
            name = None
        if name:
            return _named_model_reader(name)(value)
        if base is Request:  # has to be seen as a request, of a kind that nobody here knows
            return _model_reader(base)(value)
        raise Unknown(f"a new kind of {base.__name__}")

    return read


@cache
def _named_model_reader(name: str) -> Reader:
    return _model_reader(_class_named(name))


@cache
def _model_reader(model: Any) -> Reader:
    fresh = vars(model())
    names = getattr(model, "attribute_map", {})
    members: dict[str, _Member] = {}
    for attribute, declared in model.deserialized_types.items():
        name = names.get(attribute, attribute)
        members[name] = attribute, _as_it_is(declared), _prepared_when_met(members, name, attribute, declared)

    def read(value: Any) -> Any:
        if type(value) is not dict:
            _check_object(value)
        state = fresh.copy()
        for name, inner in value.items():
            if name in members:
                attribute, as_it_is, read_member = members[name]
                if inner is None or type(inner) is as_it_is:
                    state[attribute] = inner
                    continue
                try:
                    state[attribute] = read_member(inner)
                except Absent:
                    continue
        found = model.__new__(model)
        found.__dict__ = state
        return found

    return read


def _as_it_is(declared: Any) -> type | None:
    """Return the type of the JSON values that stand for themselves: most members, which then need no reader."""
    kind = NATIVE.get(declared, declared) if isinstance(declared, str) else declared
    return kind if kind in (str, int, float, bool) else None


def _prepared_when_met(members: dict[str, _Member], name: str, attribute: str, declared: Any) -> Reader:
    # Classes refer to each other in circles, and most of them are never sent: none is loaded before its time.
    def read(value: Any) -> Any:
        reader = reader_of(declared)
        members[name] = attribute, _as_it_is(declared), reader
        return reader(value)

    return read


def _check_array(value: Any, read_item: Reader) -> None:
    if isinstance(value, str | dict):
        for letter_or_name in value:  # what Amazon's takes for the items
            with suppress(Absent):
                read_item(letter_or_name)
        raise Absent("text or an object, for an array")
    if not isinstance(value, list):
        raise SerializationException("not an array")


def _check_object(value: Any) -> None:
    if not isinstance(value, dict):
        if value in ("", []):
            raise Absent("nothing, for an object")
        raise SerializationException("not an object")
