"""Recorded requests of `tests/requests`: whole envelopes as Alexa sends them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope

from interaction_model.expand import ensure

FOLDER = Path(__file__).parents[1] / "requests"
MODEL = ensure() / "en-US.json"

SECRETS = ("SECRET", "amzn1.ask.account", "amzn1.ask.device", "eyJ0")
"""Parts of every id and token in the recordings, which nothing may repeat."""


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def recorded(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return document


def parsed(document: dict[str, Any]) -> RequestEnvelope:
    """What Amazon's SDK makes of a request."""
    return DefaultSerializer().deserialize(json.dumps(document), RequestEnvelope)


def envelope(name: str) -> RequestEnvelope:
    return parsed(recorded(name))


def modelled_intents() -> dict[str, set[str]]:
    """Every intent of the shipped model, and the names of its slots."""
    model = json.loads(MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    return {each["name"]: {slot["name"] for slot in each.get("slots", [])} for each in model["intents"]}


def with_slot(intent: str, slot: str, value: object) -> RequestEnvelope:
    """An intent with one slot, as Alexa sends a slot of a built-in type."""
    document = recorded(intent)
    document["request"]["intent"]["slots"] = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"}}
    return parsed(document)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and array, with what it is in."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])
