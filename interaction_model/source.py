"""Reads and expands sentences/<lang>.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from interaction_model.errors import SentencesError
from interaction_model.templates import Templates

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C library's where there is one, which is ten times as fast."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent and its sample sentences."""

    name: str
    """As Alexa sends it: ``TimeLeftIntent``, ``AMAZON.YesIntent``."""
    slots: Mapping[str, str]
    """Slot name to slot type, in the file's order; empty for most."""
    samples: tuple[str, ...]
    """Expanded, sorted, each once, in the file's own spelling."""


@dataclass(frozen=True, slots=True)
class SlotType:
    """A custom slot type."""

    name: str
    """In capitals: ``SIDE``."""
    values: Mapping[str, tuple[str, ...]]
    """Value id to the words for it; the first is the value's name, the others its synonyms."""


@dataclass(frozen=True, slots=True)
class Language:
    """One file of sentences."""

    file: str
    """The file's name, for messages."""
    invocation_name: str
    """What opens the skill."""
    locales: Mapping[str, Mapping[str, str]]
    """Locale to its own spelling: word as the file writes it to word as the locale does."""
    intents: tuple[Intent, ...]
    """In the file's order."""
    types: tuple[SlotType, ...]
    """In the file's order."""


def read(path: Path) -> Language:
    """Return the language that a file describes, its templates expanded.

    Raises:
        SentencesError: when the file is not what this module expects. What the sentences say is
            judged later, by ``checks``.
    """
    try:
        return _language(path.name, yaml.load(path.read_text("utf-8"), _LOADER))
    except yaml.YAMLError as error:
        raise SentencesError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error
    except KeyError as error:
        raise SentencesError(f"{path.name}: {error.args[0]} is missing") from error
    except SentencesError as error:
        raise SentencesError(f"{path.name}: {error}") from error


def _language(file: str, found: Any) -> Language:
    if not isinstance(found, dict):
        raise SentencesError("expected intents, slot_types, expansion_rules, locales and invocation_name")
    templates = Templates(found.get("expansion_rules") or {})
    return Language(
        file=file,
        invocation_name=found["invocation_name"],
        locales={locale: (own or {}).get("spelling") or {} for locale, own in found["locales"].items()},
        intents=tuple(_intent(name, body or {}, templates) for name, body in found["intents"].items()),
        types=tuple(_slot_type(name, body, templates) for name, body in found["slot_types"].items()),
    )


def _intent(name: str, body: Mapping[str, Any], templates: Templates) -> Intent:
    samples = _expanded(name, body.get("sentences") or [], templates)
    return Intent(name, body.get("slots") or {}, tuple(sorted(set(samples))))


def _slot_type(name: str, body: Mapping[str, list[str]], templates: Templates) -> SlotType:
    return SlotType(name, {value: _expanded(f"{name}.{value}", words, templates) for value, words in body.items()})


def _expanded(owner: str, lines: list[Any], templates: Templates) -> tuple[str, ...]:
    wordings: dict[str, None] = {}
    for line in lines:
        if not isinstance(line, str):
            # YAML reads a bare yes or no as true or false.
            raise SentencesError(f"{owner}: {line!r} is not text: put it in quotes")
        try:
            wordings.update(dict.fromkeys(templates.expand(line)))
        except SentencesError as error:
            raise SentencesError(f"{owner}: {error}") from error
    return tuple(wordings)
