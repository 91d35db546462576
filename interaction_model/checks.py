"""Validates the sentences before a model is written."""

import re
from collections.abc import Iterator, Mapping

from interaction_model.errors import SentencesError
from interaction_model.source import Intent, Language

MOST_SAMPLES = 8_850
"""Of one locale. Combinations of the same words teach a recognizer little, other people's sentences much: those of five
more writers brought most, as benchmarks/README.md measures."""

SLOT = re.compile(r"{([^{}]*)}")
PLAIN = re.compile(r"[a-z' .\-]*")


def check(language: Language) -> None:
    """Raise SentencesError for the first fault of a language."""
    for fault in _faults(language):
        raise SentencesError(f"{language.file}: {fault}")


def _faults(language: Language) -> Iterator[str]:
    for intent in language.intents:
        yield from _sample_faults(intent)
    yield from _shared_samples(language)
    yield from _slot_type_faults(language)
    yield from _value_faults(language)
    total = sum(len(intent.samples) for intent in language.intents)
    if total > MOST_SAMPLES:
        yield f"{total} samples are more than {MOST_SAMPLES}: use fewer options"


def _sample_faults(intent: Intent) -> Iterator[str]:
    said: set[str] = set()
    for sample in intent.samples:
        said.update(SLOT.findall(sample))
        for fault in _faults_of_one(sample, intent.slots):
            yield f"{intent.name}: {sample!r}: {fault}"
    for slot in intent.slots:
        if slot not in said:
            yield f"{intent.name}: slot {{{slot}}} is in no sentence"


def _faults_of_one(sample: str, declared: Mapping[str, str]) -> Iterator[str]:
    slots = SLOT.findall(sample)
    for slot in slots:
        if slot not in declared:
            yield f"slot {{{slot}}} is not declared"
    if len(set(slots)) < len(slots):
        yield "one slot twice"
    if not sample or not PLAIN.fullmatch(SLOT.sub("", sample)):
        yield "only small letters, spaces, apostrophes, periods and hyphens"
    if re.search(r"}[^ ]|[^ ]{", sample):
        yield "a slot stands alone, between spaces"


def _shared_samples(language: Language) -> Iterator[str]:
    owners: dict[str, str] = {}
    for intent in language.intents:
        for sample in intent.samples:
            owner = owners.setdefault(sample, intent.name)
            if owner != intent.name:
                yield f"{sample!r} is in both {owner} and {intent.name}"


def _slot_type_faults(language: Language) -> Iterator[str]:
    declared = {slot_type.name for slot_type in language.types}
    used = {name for intent in language.intents for name in intent.slots.values()}
    for name in sorted(used - declared):
        if not name.startswith("AMAZON."):
            yield f"slot type {name} is not declared"
    for name in sorted(declared - used):
        yield f"slot type {name} is used by no intent"


def _value_faults(language: Language) -> Iterator[str]:
    for slot_type in language.types:
        owners: dict[str, str] = {}
        for value, words in slot_type.values.items():
            for word in words:
                owner = owners.setdefault(word, value)
                if owner != value:
                    yield f"{slot_type.name}: {word!r} is in both {owner} and {value}"
