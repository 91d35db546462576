"""Reads an interaction model: sample sentences and slot values."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speaker.words import words_of

NUMBER, DURATION, TIME = "AMAZON.NUMBER", "AMAZON.DURATION", "AMAZON.TIME"
_PIECES = re.compile(r"\{(\w+)\}|([^{}]+)")


@dataclass(frozen=True, slots=True)
class Blank:
    """A slot inside a sample."""

    name: str
    """The slot's name, unique within its intent."""
    type: str
    """The name of its type: one of the model's own, or Amazon's."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sentence that stands for an intent."""

    intent: str
    """Name of the intent, "AMAZON.StopIntent" style for Amazon's own."""
    pieces: tuple[str | Blank, ...]
    """Its words and blanks, in order."""


@dataclass(frozen=True, slots=True)
class Model:
    """What understanding needs of one locale's model."""

    samples: tuple[Sample, ...]
    """In the order of the file."""
    blanks: Mapping[str, tuple[Blank, ...]]
    """Slots of each intent, by the intent's name."""
    values: Mapping[str, Mapping[tuple[str, ...], str]]
    """For each custom type: words that mean a value -> the value's id."""


def read_model(path: Path) -> Model:
    """Read ``<locale>.json`` in Alexa's format.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no interaction model.
    """
    try:
        language = json.loads(path.read_text("utf-8"))["interactionModel"]["languageModel"]
        blanks = {intent["name"]: _blanks(intent) for intent in language["intents"]}
        samples = tuple(sample for intent in language["intents"] for sample in _samples(intent))
        return Model(samples, blanks, {type_["name"]: _values(type_) for type_ in language.get("types", ())})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is no interaction model: {error!r}") from error


def _blanks(intent: Mapping[str, Any]) -> tuple[Blank, ...]:
    return tuple(Blank(slot["name"], slot["type"]) for slot in intent.get("slots", ()))


def _samples(intent: Mapping[str, Any]) -> Iterator[Sample]:
    """Yield an intent's samples and those of its slots, which answer a question for that slot alone."""
    blanks = {blank.name: blank for blank in _blanks(intent)}
    said = [*intent.get("samples", ()), *(s for slot in intent.get("slots", ()) for s in slot.get("samples", ()))]
    for sample in said:
        yield Sample(intent["name"], tuple(_pieces(sample, blanks)))


def _pieces(sample: str, blanks: Mapping[str, Blank]) -> Iterator[str | Blank]:
    for name, text in _PIECES.findall(sample):
        if name:
            yield blanks[name]
        else:
            yield from words_of(text)


def _values(type_: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    """Return the words for each value; a value without an id is known by its name."""
    words: dict[tuple[str, ...], str] = {}
    for value in type_["values"]:
        name: str = value["name"]["value"]
        ways: Sequence[str] = [name, *value["name"].get("synonyms", ())]
        words |= {tuple(words_of(way)): value.get("id", name) for way in ways}
    return words
