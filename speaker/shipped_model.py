"""Reads the skill package: invocation name, slots and permissions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interaction_model.expand import ensure

PACKAGE = Path(__file__).resolve().parent.parent / "interaction_model" / "skill-package"


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """One locale of the skill package."""

    locale: str
    invocation: str
    """The invocation name: "ankle coach"."""
    slots: Mapping[str, Mapping[str, str]]
    """For each intent, the type of each of its slots."""
    values: Mapping[str, Mapping[str, str]]
    """For each type of our own, the name of each value's id."""
    scopes: frozenset[str]
    """Permissions the manifest asks for."""
    screen: bool = False
    """Whether the manifest declares screens."""


def model_path(locale: str, package: Path = PACKAGE) -> Path:
    """Return the path of the model of ``locale``; raise ``FileNotFoundError`` with the locales there are.

    The project's own models are built first when they are missing or stale.
    """
    if package == PACKAGE:
        ensure()
    folder = package / "interactionModels" / "custom"
    path = folder / f"{locale}.json"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in folder.glob("*.json")))
        raise FileNotFoundError(
            f"no interaction model for {locale}; there are: {known}" if known else f"no interaction models in {folder}"
        )
    return path


def shipped_model(locale: str, package: Path = PACKAGE) -> ShippedModel:
    """Read the model of ``locale`` and the manifest."""
    model = json.loads(model_path(locale, package).read_text("utf-8"))["interactionModel"]["languageModel"]
    return ShippedModel(
        locale,
        model["invocationName"],
        {
            intent["name"]: {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
            for intent in model["intents"]
        },
        {kind["name"]: _names(kind) for kind in model.get("types", ())},
        _scopes(package / "skill.json"),
        "ALEXA_PRESENTATION_APL" in (package / "skill.json").read_text("utf-8"),
    )


def _names(kind: dict[str, Any]) -> dict[str, str]:
    return {value.get("id") or value["name"]["value"]: value["name"]["value"] for value in kind["values"]}


def _scopes(manifest: Path) -> frozenset[str]:
    permissions = json.loads(manifest.read_text("utf-8"))["manifest"].get("permissions", ())
    return frozenset(permission["name"] for permission in permissions)
