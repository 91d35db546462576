"""Between JSON and the SDK's objects, in about a sixth of the time that Amazon's serializer needs, and forgiving."""

import json
from functools import cache
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer

from skill.alexa.readers import reader_of
from skill.alexa.values import Unknown

PLAIN = frozenset({type(None), str, int, float, bool})
"""What JSON has by itself."""


class PreparedSerializer(DefaultSerializer):
    """Amazon's serializer, with each class of the SDK looked at once instead of at every value.

    What Amazon's makes of JSON, and the other way round, this one makes too, except that:

    - names that a class does not have are ignored; Amazon's sets them as attributes, ``__dict__`` and all.
    - a value of an enumeration, or a discriminator, that this version of the SDK does not know is taken as absent
      (``None``, and left out of an array or a map); Amazon's raises. Only a request of an unknown type is kept, as a
      plain ``Request``: it has to be answered.
    - an array or object where text, a number or a boolean is declared, text or an object where an array is, ``""``
      or ``[]`` where an object is: what Amazon's would take for what it is not is taken as absent. Alone, with nothing
      around it, it raises, as does all that Amazon's raises for.
    - ``""`` where a moment is declared is absent; Amazon's raises.
    - ``AlertInfo`` can be read, whose declaration names a module that does not exist.
    - the only exception is ``SerializationException``, and its text never repeats what was sent.
    - arrays of mixed types, such as ``list[int, str]``, cannot be declared; no class of the SDK does.

    It has no state and may be shared between threads.
    """

    def deserialize(self, payload: str | bytes | None, obj_type: Any) -> Any:
        """Return the object that JSON text stands for.

        Args:
            payload: JSON; ``None`` gives ``None``.
            obj_type: a class, or text such as ``list[a.b.C]``.

        Raises:
            SerializationException: when it is not JSON, or not of that type.
        """
        if payload is None:
            return None
        try:
            document = json.loads(payload)
        except (ValueError, TypeError, RecursionError):
            raise SerializationException("not JSON") from None
        return self.deserialize_parsed(document, obj_type)

    def deserialize_parsed(self, document: Any, obj_type: Any) -> Any:
        """Return the object that JSON stands for, once it was parsed; see :meth:`deserialize`."""
        if document is None:
            return None
        try:
            return reader_of(obj_type)(document)
        except Unknown:
            return None
        except RecursionError:
            raise SerializationException("nested too deeply") from None

    def serialize(self, obj: Any) -> Any:
        """Return the JSON-ready data of an object; members that are ``None`` are left out."""
        kind: Any = type(obj)
        if kind in PLAIN:
            return obj
        if kind is dict:
            return {key: value if type(value) in PLAIN else self.serialize(value) for key, value in obj.items()}
        if kind is list:
            return [item if type(item) in PLAIN else self.serialize(item) for item in obj]
        members = _members_of(kind)
        if members is None:  # moments, members of enumerations and the like
            return super().serialize(obj)
        data = {}
        for attribute, name in members:
            value = getattr(obj, attribute)
            if value is not None:
                data[name] = value if type(value) in PLAIN else self.serialize(value)
        return data


@cache
def _members_of(kind: Any) -> tuple[tuple[str, str], ...] | None:
    """Return the attributes of a class of the SDK with their names in JSON; ``None`` for any other class."""
    if not hasattr(kind, "deserialized_types"):
        return None
    names = getattr(kind, "attribute_map", {})
    return tuple((attribute, names.get(attribute, attribute)) for attribute in kind.deserialized_types)
