"""Every class that Amazon's SDK declares, and what may stand in its JSON."""

import pkgutil
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

import ask_sdk_model
from ask_sdk_model import Request

MISPLACED = "ask_sdk_model.services.reminder_management.alert_info_spoken_info.SpokenInfo"
PLACE = "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"


def _classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(ask_sdk_model.__path__, "ask_sdk_model."):
        for found in vars(import_module(module.name)).values():
            if isinstance(found, type) and found.__module__ == module.name:
                yield found


CLASSES = list(_classes())
MODELS = [each for each in CLASSES if hasattr(each, "deserialized_types")]
ENUMS = [each for each in CLASSES if issubclass(each, Enum)]


def path_of(model: type) -> str:
    return f"{model.__module__}.{model.__qualname__}"


BY_PATH = {path_of(each): each for each in CLASSES}


def declared_in(model: Any) -> dict[str, str]:
    """Name in JSON: declared type."""
    return {model.attribute_map[name]: declared for name, declared in model.deserialized_types.items()}


def class_of(declared: str) -> Any:
    """The class of a declared type; ``None`` for a native one."""
    return BY_PATH.get(PLACE if declared == MISPLACED else declared)


def parts_of(declared: str) -> tuple[str, str]:
    """Kind (list, dict or one) and the type inside."""
    if declared.startswith("list["):
        return "list", declared[5:-1]
    if declared.startswith("dict("):
        return "dict", declared[5:-1].split(", ")[1]
    return "one", declared


@cache
def discriminators(model: Any) -> dict[str, str]:
    """Discriminator: path of the class it stands for; those that stand for ``model`` itself when there are any."""
    every: dict[str, str] = getattr(model, "discriminator_value_class_map", {})
    return {value: path for value, path in every.items() if path == path_of(model)} or every


def real_class(model: Any, document: dict[str, Any]) -> Any:
    """The class that an object is of by its discriminator; ``None`` for an unknown one."""
    if not hasattr(model, "get_real_child_model"):
        return model
    value = document.get(model.json_discriminator_key)
    path = model.discriminator_value_class_map.get(value) if isinstance(value, str) else None
    return BY_PATH[path] if path else Request if model is Request else None
