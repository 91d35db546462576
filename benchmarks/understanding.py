"""Measures how much of users' speech is understood, and how fast: ``python -m benchmarks.understanding [--misses]``.

Reads sentences that the interaction model has never seen, compares the intent heard with the intent meant, and
prints shares per intent. Do not write samples by looking at a held-back sentence, or it is held back no longer:
``--misses`` is for ``--sentences benchmarks/development.yaml``.
"""

import argparse
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.independent import Independent
from interaction_model.expand import SENTENCES
from interaction_model.source import read
from skill.alexa.inbound import INTENTS, Slots
from skill.routine.events import Event
from speaker.heard import Heard
from speaker.nearest import FALLBACK
from speaker.shipped_model import model_path
from speaker.understand import Understanding

ROOT = Path(__file__).parent.parent
HELD_OUT = ROOT / "tests" / "speaker" / "held_out.yaml"
HELD_OUT_PLAIN = HELD_OUT.with_name("held_out_plain.yaml")
HELD_OUT_HARSH = HELD_OUT.with_name("held_out_harsh.yaml")
HELD_OUT_MIXED = HELD_OUT.with_name("held_out_mixed.yaml")
HELD_OUT_CLUB = HELD_OUT.with_name("held_out_club.yaml")
HELD_OUT_TWENTY = HELD_OUT.with_name("held_out_twenty.yaml")
"""Sentences by writers who had not seen the samples."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something a person may say, and what is meant by it."""

    text: str
    """As speech recognition or a keyboard gives it."""
    group: str
    """in_domain, red_flags or unrelated."""
    intent: str
    """What is meant, or several names of which each is right; the fallback intent for unrelated speech."""
    slots: Mapping[str, str]
    """The slots that matter: value id of a custom type, else the value. Empty when none is checked."""


@dataclass(frozen=True, slots=True)
class Result:
    """One sentence and what was made of it."""

    sentence: Sentence
    """What was said."""
    heard: Heard
    """What was understood."""

    @property
    def right(self) -> bool:
        """The intent that was meant, or one that tells the same."""
        return meaning(self.heard.intent) in map(meaning, self.sentence.intent.split())

    @property
    def slots_right(self) -> bool:
        """Every slot that matters holds what was meant."""
        heard = {name: slot.id or slot.value for name, slot in self.heard.slots.items()}
        return self.right and all(heard.get(name) == meant for name, meant in self.sentence.slots.items())


@dataclass(frozen=True, slots=True)
class Shares:
    """The figures that have a target; each from 0 to 1."""

    in_domain: float
    """In-domain sentences heard as the intent that was meant."""
    red_flags: float
    """Sentences of the red-flag family heard as one of that family."""
    unrelated: float
    """Unrelated sentences that were refused."""


def meaning(intent: str) -> Event:
    """Return what an intent tells: beside each of Amazon's own stands one of ours that tells the same."""
    return INTENTS[intent](Slots({}, "en-US"))


def sentences(path: Path) -> list[Sentence]:
    """Read in_domain and red_flags (intents -> sentences, plain or with slots) and unrelated (sentences)."""
    groups: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    groups["unrelated"] = {FALLBACK: groups["unrelated"]}
    return [
        _sentence(said if isinstance(said, dict) else {"text": said}, group, intent)
        for group, intents in groups.items()
        for intent, all_said in intents.items()
        for said in all_said
    ]


def _sentence(said: dict[str, Any], group: str, intent: str) -> Sentence:
    slots = {name: str(value) for name, value in said.get("slots", {}).items()}
    return Sentence(said["text"], group, intent, slots)


def hear(listener: Understanding | Independent, said: Iterable[Sentence]) -> list[Result]:
    """Let the speaker, or a classifier of the model alone, listen to every sentence."""
    return [Result(sentence, listener.understand(sentence.text)) for sentence in said]


def _speaker(locale: str) -> Understanding:
    return Understanding.load(model_path(locale))


def shares(results: Sequence[Result]) -> Shares:
    """Return the three figures that have a target."""
    groups = {group: [r for r in results if r.sentence.group == group] for group in Shares.__annotations__}
    family = {intent for r in groups["red_flags"] for intent in r.sentence.intent.split()}
    return Shares(
        in_domain=_share(r.right for r in groups["in_domain"]),
        red_flags=_share(r.heard.intent in family for r in groups["red_flags"]),
        unrelated=_share(r.right for r in groups["unrelated"]),
    )


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


def table(results: Sequence[Result]) -> Iterator[str]:
    """Give a line per intent, worst first, and the totals."""
    intents = {r.sentence.intent: [q for q in results if q.sentence.intent == r.sentence.intent] for r in results}
    for intent, own in sorted(intents.items(), key=lambda item: _share(r.right for r in item[1])):
        yield f"{_share(r.right for r in own):7.0%} of {len(own):3}  {intent}"
    total = shares(results)
    yield f"{total.in_domain:7.1%} of in-domain speech understood"
    yield f"{total.red_flags:7.1%} of red flags heard as red flags"
    yield f"{_share(r.right for r in results if r.sentence.group == 'red_flags'):7.1%} of red flags told apart"
    yield f"{total.unrelated:7.1%} of unrelated speech refused"
    with_slots = [r for r in results if r.sentence.slots and r.right]
    if with_slots:
        yield f"{_share(r.slots_right for r in with_slots):7.1%} of these {len(with_slots)} have every slot right"


def misses(results: Iterable[Result]) -> Iterator[str]:
    """Give a line per sentence that was not understood as it was meant."""
    for r in results:
        if not (r.right and r.slots_right):
            slots = {name: slot.id or slot.value for name, slot in r.heard.slots.items()}
            yield f"{r.sentence.intent} -> {r.heard.intent} {r.heard.score:.2f} {slots or ''}: {r.sentence.text}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=Path, default=HELD_OUT, help="default: %(default)s")
    parser.add_argument("--locale", default="en-US")
    parser.add_argument("--independent", action="store_true", help="measure the samples alone, without the speaker")
    parser.add_argument("--misses", action="store_true", help="also print what was not understood")
    arguments = parser.parse_args()
    said = sentences(arguments.sentences)
    started = time.perf_counter()
    listener = Independent(read(SENTENCES / "en.yaml")) if arguments.independent else _speaker(arguments.locale)
    loaded = time.perf_counter()
    results = hear(listener, said)
    per_sentence = 1000 * (time.perf_counter() - loaded) / len(said)
    print(*table(results), sep="\n")
    print(f"{loaded - started:7.2f} s to load, {per_sentence:.1f} ms a sentence")
    if arguments.misses:
        print(*misses(results), sep="\n")


if __name__ == "__main__":
    main()
