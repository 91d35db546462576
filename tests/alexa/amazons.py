"""Amazon's own serializer as the measure of ours: what it makes of JSON, and what of JSON ours does not look at."""

import json
from datetime import datetime
from enum import Enum
from typing import Any
from unittest.mock import patch

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Request
from ask_sdk_model.services.reminder_management import AlertInfo

from .sdk_models import PLACE, class_of, declared_in, parts_of, path_of, real_class

AMAZONS = DefaultSerializer()
NOTHING = object()
"""What is as good as not there."""


def amazons(document: object, model: Any) -> Any:
    """What Amazon's makes of JSON: repaired, and with a request of an unknown type as a plain one."""

    def kind(cls: Any, data: Any) -> str | None:
        real = real_class(cls, data) if isinstance(data, dict) else None
        return path_of(real) if real else None

    repaired = patch.dict(AlertInfo.deserialized_types, {"spoken_info": PLACE})
    with repaired, patch.object(Request, "get_real_child_model", classmethod(kind)):
        return AMAZONS.deserialize(json.dumps(document), model)


def attempt(serializer: DefaultSerializer, document: object, model: Any) -> Any:
    """A tree of what a serializer makes of JSON, or that it refuses; any other exception fails the test."""
    try:
        if serializer is AMAZONS:
            return tree(amazons(document, model))
        return tree(serializer.deserialize(json.dumps(document), model))
    except SerializationException:
        return "refused"


def tree(value: Any) -> Any:
    """Types and values all the way down, private ones included, so that no ``__eq__`` has a say."""
    if isinstance(value, list):
        return [tree(item) for item in value]
    if isinstance(value, dict):
        return {key: tree(item) for key, item in value.items()}
    if hasattr(value, "deserialized_types"):
        return type(value), {name: tree(item) for name, item in vars(value).items()}
    if isinstance(value, datetime):
        return type(value), value.isoformat(), type(value.tzinfo)
    return type(value), value


def looked_at(value: Any, declared: str) -> Any:
    """The part of JSON that ours looks at, by the rules it declares; `NOTHING` for what it takes as absent.

    What Amazon's refuses is left as it is.
    """
    container, inner = parts_of(declared)
    if value is None:
        return None
    if container == "list":
        return _items(value, inner)
    if container == "dict":
        return _kept(value, dict.fromkeys(value, inner)) if isinstance(value, dict) else value
    model = class_of(declared)
    if model is None:
        scalar = declared in ("str", "int", "float", "bool")
        return NOTHING if scalar and isinstance(value, list | dict) else value
    if issubclass(model, Enum):
        return value if value in [member.value for member in model] else NOTHING
    return _object(value, model)


def _items(value: Any, inner: str) -> Any:
    if isinstance(value, str | dict):  # Amazon's takes letters or names for items
        readable = all(attempt(AMAZONS, item, inner) != "refused" for item in value if _keeps(item, inner))
        return NOTHING if readable else value
    return [looked_at(item, inner) for item in value if _keeps(item, inner)] if isinstance(value, list) else value


def _keeps(item: Any, inner: str) -> bool:
    return looked_at(item, inner) is not NOTHING


def _object(value: Any, model: Any) -> Any:
    if not isinstance(value, dict):
        return NOTHING if value in ("", []) else value
    real = real_class(model, value)
    if real is None:
        return NOTHING
    kept = _kept(value, declared_in(real))
    if model is Request:
        kept.setdefault("type", None)
    return kept


def _kept(value: dict[str, Any], declared: dict[str, str]) -> dict[str, Any]:
    looked = {name: looked_at(value[name], inner) for name, inner in declared.items() if name in value}
    return {name: inner for name, inner in looked.items() if inner is not NOTHING}
