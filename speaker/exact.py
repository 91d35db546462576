"""Exact matching: utterances that are a sample word for word, with the slots filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from speaker.model import DURATION, NUMBER, TIME, Blank, Model
from speaker.quantities import digits, duration_at, iso, number_at
from speaker.times import times_at

UNREAD = "?"
"""What Alexa puts into a slot whose words it could not parse."""

_BEFORE_ONE = {"the", "that", "this", "left", "right", "other", "which", "next", "last", "first"}
_AFTER_ONE = {"is", "has", "got", "feels", "hurts", "ankle"}
"""Words beside "one" that make it no number: "the left one", "one is better"."""
_DAYS = {"day", "days", "night", "nights", "week", "weeks"}


@dataclass(frozen=True, slots=True)
class Slot:
    """What a slot holds."""

    value: str
    """The words said; digits for a number, ISO-8601 for a duration, "18:30" for a time of day.

    "?" when the words could not be parsed.
    """
    id: str | None
    """Which value of a custom type it is; None for Amazon's types and for words the type does not list."""


@dataclass(slots=True)
class _Node:
    """A node of the tree of samples."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    blanks: dict[Blank, "_Node"] = field(default_factory=dict)
    intents: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Match:
    """A sample that fits the whole utterance."""

    intent: str
    """Name of the sample's intent."""
    slots: dict[str, Slot]
    """By slot name."""
    own_words: int
    """Number of words outside the slots."""

    @property
    def read(self) -> dict[str, Slot]:
        """The slots whose words could be parsed. The ten of "ice for ten" has no unit, so it is no duration."""
        return {name: slot for name, slot in self.slots.items() if slot.value != UNREAD}

    @property
    def listed(self) -> int:
        """Number of words in slots that the model lists: "tonight" is a DAY rather than an AMAZON.TIME."""
        return sum(len(slot.value.split()) for slot in self.slots.values() if slot.id is not None)

    @property
    def unread(self) -> bool:
        """Whether a slot has words that could not be parsed."""
        return len(self.read) < len(self.slots)


class Samples:
    """All samples as one tree (trie), so that an utterance is compared with all of them at once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._root = _Node()
        for sample in model.samples:
            node = self._root
            for piece in sample.pieces:
                if isinstance(piece, Blank):
                    node = node.blanks.setdefault(piece, _Node())
                else:
                    node = node.words.setdefault(piece, _Node())
            node.intents.append(sample.intent)

    def matches(self, words: Sequence[str]) -> Iterator[Match]:
        """Yield every sample that matches ``words`` exactly."""
        yield from self._walk(self._root, words, 0, Match("", {}, 0))

    def _walk(self, node: _Node, words: Sequence[str], at: int, so_far: Match) -> Iterator[Match]:
        if at == len(words):
            yield from (replace(so_far, intent=intent) for intent in node.intents)
            return
        if words[at] in node.words:
            longer = replace(so_far, own_words=so_far.own_words + 1)
            yield from self._walk(node.words[words[at]], words, at + 1, longer)
        for blank, after in node.blanks.items():
            for end, slot in fillings(blank, self._model, words, at):
                yield from self._walk(after, words, end, replace(so_far, slots=so_far.slots | {blank.name: slot}))


def fillings(blank: Blank, model: Model, words: Sequence[str], start: int) -> list[tuple[int, Slot]]:
    """Return the values that ``blank`` can take from ``start`` on, each with the index after it, longest first."""
    if blank.type in (NUMBER, DURATION):
        return _quantity(blank.type, words, start)
    if blank.type == TIME:
        return [(time.end, Slot(time.value, None)) for time in times_at(words, start)]
    values = model.values.get(blank.type, {})
    longest = max(map(len, values), default=0)
    ends = range(min(start + longest, len(words)), start, -1)
    said = ((end, tuple(words[start:end])) for end in ends)
    return [(end, Slot(" ".join(way), values[way])) for end, way in said if way in values]


def _quantity(type_: str, words: Sequence[str], start: int) -> list[tuple[int, Slot]]:
    """Return the number or duration at ``start``. A duration without its unit fills the slot with "?"."""
    number, time = number_at(words, start), duration_at(words, start)
    if type_ == DURATION and time:
        return [(time.end, Slot(iso(time.amount), None))]
    if type_ == NUMBER and (_is_an_ankle(words, start) or (number and _counts_days(words, start, number.end))):
        return []
    return [(number.end, Slot(digits(number.amount) if type_ == NUMBER else UNREAD, None))] if number else []


def _counts_days(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether a number tells of days: "nine days", "day three"."""
    return not _DAYS.isdisjoint(words[end : end + 1]) or list(words[max(start - 1, 0) : start]) == ["day"]


def _is_an_ankle(words: Sequence[str], at: int) -> bool:
    """Return whether the "one" at ``at`` is an ankle rather than a number."""
    before, after = set(words[max(at - 1, 0) : at]), set(words[at + 1 : at + 2])
    return words[at] == "one" and not (before.isdisjoint(_BEFORE_ONE) and after.isdisjoint(_AFTER_ONE))
