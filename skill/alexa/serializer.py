"""The SDK's serializer, with what it looks up at every value looked up once for each class.

Reading forgives what is new: a name that a class does not declare is ignored; a value that an enumeration or a
discriminator does not know is ``None``, as is an array or object in place of a text or number; a request of an unknown
type is a plain `Request`. What else is not of the declared type raises ``SerializationException``, not repeating it.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cache, partial
from pkgutil import resolve_name
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Context, Request
from ask_sdk_model.services.reminder_management import AlertInfo
from pydantic_core import from_json

_class_named = cache(resolve_name)

# ask-sdk-model 1.82 declares a module that does not exist.
AlertInfo.deserialized_types["spoken_info"] = "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"


class Plain(dict[str, Any]):
    """What is ready for JSON already: a screen has hundreds of parts that need not be looked at in every turn."""


class PreparedSerializer(DefaultSerializer):
    """Between JSON and the SDK's objects. Has no state and may be shared between threads."""

    def serialize(self, obj: Any) -> Any:
        """Return it ready for JSON."""
        return obj if isinstance(obj, Plain) else super().serialize(obj)

    def deserialize(self, payload: str | bytes | None, obj_type: Any) -> Any:
        """Return what JSON stands for, by a class or a name as ``list[a.b.C]``; else raise `SerializationException`."""
        if payload is None:
            return None
        try:
            return _read(obj_type, from_json(payload))
        except Exception as error:  # what is sent can be wrong in any way
            raise SerializationException(type(error).__name__) from None


def _read(declared: Any, value: Any) -> Any:
    return None if value is None else _reader_of(declared)(value)


@cache
def _reader_of(declared: Any) -> Callable[[Any], Any]:
    if isinstance(declared, str):
        if declared.startswith("list["):
            return lambda value: [_read(declared[5:-1], item) for item in _checked(value, list)]
        if declared.startswith("dict("):
            inner = declared[5:-1].partition(",")[2].strip()
            return lambda value: {key: _read(inner, item) for key, item in _checked(value, dict).items()}
        declared = DefaultSerializer.NATIVE_TYPES_MAPPING.get(declared) or _class_named(declared)
    if declared is object:
        return lambda value: value
    if declared is datetime:  # the Reminders API sends "" for times that a reminder does not have
        return lambda value: datetime.fromisoformat(value) if value != "" else None
    if declared in (str, int, float, bool):
        return partial(_read_plain, declared)
    if issubclass(declared, Enum):
        return {member.value: member for member in declared}.get
    return partial(_read_kind if hasattr(declared, "get_real_child_model") else _read_object, declared)


def _read_plain(kind: type, value: Any) -> Any:
    return value if type(value) is kind else None if isinstance(value, list | dict) else kind(value)


@cache
def _members_of(model: Any) -> dict[str, tuple[str, Any]]:
    """Return attribute and declared type of every member that is read, by its name in JSON."""
    # What a new kind of screen tells of itself in the context cannot go wrong: it is not read.
    names = {"system": "System"} if model is Context else model.attribute_map
    return {name: (each, model.deserialized_types[each]) for each, name in names.items()}


def _read_kind(base: Any, value: Any) -> Any:
    found = base.get_real_child_model({base.json_discriminator_key: None, **_checked(value, dict)})
    if found:
        return _read_object(_class_named(found), value)
    return _read_object(base, value) if base is Request else None


def _read_object(model: Any, value: Any) -> Any:
    found, members = model(), _members_of(model)
    for name, inner in _checked(value, dict).items():
        if name in members:
            attribute, declared = members[name]
            setattr(found, attribute, None if inner is None else _reader_of(declared)(inner))
    return found


def _checked(value: Any, kind: Any) -> Any:
    if isinstance(value, kind):
        return value
    raise TypeError(f"not {kind}")
