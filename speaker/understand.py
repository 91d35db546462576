"""What was said -> intent and slots, from the shipped interaction model and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from speaker.exact import UNREAD, Match, Samples, Slot, fillings
from speaker.model import DURATION, TIME, Blank, Model, read_model
from speaker.nearest import FAMILY, Nearest
from speaker.quantities import speaks_of_time
from speaker.shape import plain
from speaker.words import words_of

__all__ = ["FALLBACK", "Ears", "Heard", "Slot", "Understanding"]

FALLBACK = "AMAZON.FallbackIntent"
_UNKNOWN = Slot(UNREAD, None)
_GRAVEST = "WORSE"
"""The value of TREND that counts when several are named."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an utterance was taken for."""

    intent: str
    """Name of the intent; the fallback intent when nothing is near enough."""
    slots: dict[str, Slot] = field(default_factory=dict)
    """The slots that were filled, by name."""
    score: float = 0.0
    """How sure: 1.0 for a sample word for word, 0.0 for nothing in common."""


class Ears(Protocol):
    """Turns words into an intent."""

    def understand(self, utterance: str) -> Heard:
        """Return the nearest intent; ``AMAZON.FallbackIntent`` when nothing is near."""
        ...


class Understanding:
    """Knows the sentences of one locale."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._samples = Samples(model)
        self._nearest = Nearest(model)

    @classmethod
    def load(cls, model_path: Path) -> "Understanding":
        """Learn an interaction model in Alexa's JSON format; see :func:`speaker.model.read_model` for errors."""
        return cls(read_model(model_path))

    def understand(self, utterance: str) -> Heard:
        """Return the sample that says it word for word, else the nearest intent, else the fallback."""
        words = words_of(utterance)
        exact = self._exact(words) if words else None
        if exact:
            return Heard(exact.intent, exact.read, 1.0)
        intent, score = self._nearest.intent(words)
        if intent is None:
            return Heard(FALLBACK, score=score)
        return Heard(intent, self._slots(intent, plain(words)), score)

    def _exact(self, words: Sequence[str]) -> Match | None:
        """Return the sample that fits, fillers or not: a red flag first, else the most literal, with all its slots."""
        wordings = dict.fromkeys((tuple(words), tuple(plain(words))))
        matches = [match for wording in wordings for match in self._samples.matches(wording)]
        best = max(matches, key=_preference, default=None)
        same = [match for match in matches if best and match.intent == best.intent]
        return max(same, key=lambda match: (len(match.slots), _preference(match)), default=None)

    def _slots(self, intent: str, words: Sequence[str]) -> dict[str, Slot]:
        """Fill what slots of ``intent`` can be found anywhere in ``words``."""
        return {blank.name: slot for blank in self._model.blanks[intent] if (slot := self._find(blank, words))}

    def _find(self, blank: Blank, words: Sequence[str]) -> Slot | None:
        """Return the longest filling of ``blank``, the first of equals; "?" for a unit of time without a length.

        A number without a unit is no length of time. A time of day is rather what follows "at" than a number from
        anywhere. Of two ankles, the one that is worse is told.
        """
        places = [place for place in self._places(blank, words) if place[2] != _UNKNOWN]
        if places:
            return max(places, key=lambda place: _rank(blank, words, *place))[2]
        return _UNKNOWN if blank.type == DURATION and speaks_of_time(words) else None

    def _places(self, blank: Blank, words: Sequence[str]) -> Iterator[tuple[int, int, Slot]]:
        """Give start, end and content of what can fill ``blank``; the "worse" of "no worse" is within another."""
        after = 0
        for at in range(len(words)):
            for end, slot in fillings(blank, self._model, words, at):
                if end > after:
                    yield at, end, slot
            after = max([after, *(end for end, _ in fillings(blank, self._model, words, at))])


def _rank(blank: Blank, words: Sequence[str], at: int, end: int, slot: Slot) -> tuple[bool, bool, int]:
    return slot.id == _GRAVEST, blank.type == TIME and words[at - 1 : at] == ["at"], end - at


def _preference(match: Match) -> tuple[bool, bool, int, int]:
    """Order matches: a red flag before all, then what was read whole, then what says most in the model's words."""
    return match.intent in FAMILY, not match.unread, match.own_words, match.listed
