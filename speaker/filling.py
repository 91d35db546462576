"""Fills the slots of an utterance that is only like the samples of its intent, from anywhere in its words."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from speaker.exact import UNREAD, Slot, fillings
from speaker.model import DURATION, NUMBER, TIME, Blank, Model
from speaker.nearest import Nearest
from speaker.quantities import speaks_of_time
from speaker.times import times_at

_SIGNS = {"RED_SIGN", "SKIN_SIGN", "MILD_SIGN", "FEELS_FINE"}
"""Slot types whose values are sentences, which people say in other words."""
_ALIKE = 0.3
"""Similarity, 0 to 1, from which a value is meant."""
_UNKNOWN = Slot(UNREAD, None)
_AGO = "ago"
"""The name of a slot that is filled with what stands before that word."""
_OPEN = {"SINCE": "since"}
"""Slot types that take any words after a word, as Alexa fills a custom slot with words that its type does not list."""
_BOUND = "BOUND"
"""The slot type of words that stand right before a time: "not before seven", "keep the nine"."""
_NOT_ANKLE, _THING = "NOT_ANKLE", "THING"
"""What twisted or fell in place of an ankle; a thing has to be what the sentence begins with: "my phone fell"."""
_ELSEWHERE = "elsewhere"
"""The slot for what is no foot: beside it a sign has to be said word for word, and of a foot."""
_FOOT = {"foot", "feet", "toe", "toes", "ankle", "ankles", "heel", "heels"}
_GRAVEST = "WORSE"
"""The value of TREND that wins when several are named."""


class Filling:
    """Finds what fills the slots of an intent."""

    def __init__(self, model: Model, learn: Callable[[], Nearest]) -> None:
        self._model = model
        self._learn = learn

    @cached_property
    def _first(self) -> set[Blank]:
        """The blanks that are filled at the beginning of an utterance only, as "no" before a mild sign."""
        places: dict[Blank, set[int]] = {}
        for sample in self._model.samples:
            for at, piece in enumerate(sample.pieces):
                if isinstance(piece, Blank):
                    places.setdefault(piece, set()).add(at)
        return {blank for blank, at in places.items() if at == {0}}

    @cached_property
    def _followed(self) -> Counter[tuple[str | Blank, str | Blank]]:
        """How many samples have a blank after a word."""
        return Counter(pair for sample in self._model.samples for pair in pairwise(("", *sample.pieces)))

    def slots(self, intent: str, words: Sequence[str]) -> dict[str, Slot]:
        """Return the slots of ``intent`` that can be filled, by name; a sign by what is alike."""
        blanks = self._model.blanks[intent]
        may_be_ago = any(blank.name == _AGO for blank in blanks)
        found = {blank.name: self._find(blank, words, may_be_ago) for blank in blanks}
        if not found.get(_ELSEWHERE):
            found |= {blank.name: self._alike(blank, words) for blank in blanks if not found[blank.name]}
        elif _FOOT.isdisjoint(words):
            found["skin"] = None  # "my hands went numb"
        for type_ in dict.fromkeys(blank.type for blank in blanks):
            alike = [blank for blank in blanks if blank.type == type_]
            if len(alike) > 1 and not may_be_ago and found[alike[0].name] not in (None, _UNKNOWN):
                shared = self._shared_out(alike, words)
                found |= shared if any(shared.values()) else dict.fromkeys([blank.name for blank in alike[1:]])
        found |= {blank.name: _any_words(blank, words) for blank in blanks if not found[blank.name]}
        return {name: slot for name, slot in found.items() if slot}

    def _shared_out(self, blanks: Sequence[Blank], words: Sequence[str]) -> dict[str, Slot | None]:
        """Return what each of several blanks of one type holds: the value after a word that it mostly follows."""
        found: dict[str, Slot | None] = dict.fromkeys(blank.name for blank in blanks)
        taken = 0
        for at, end, slot in self._candidates(blanks[0], words):
            free = [blank for blank in blanks if found[blank.name] is None]
            if free and slot != _UNKNOWN and at >= taken:
                best = max(free, key=lambda blank: self._followed[words[at - 1] if at else "", blank])
                found[best.name], taken = slot, end
        return found

    def _alike(self, blank: Blank, words: Sequence[str]) -> Slot | None:
        if blank.type not in _SIGNS:
            return None
        said = next((said for _, _, said in self._learn().values(words, {blank.type}, _ALIKE)), None)
        return Slot(" ".join(said), self._model.values[blank.type][said]) if said else None

    def _find(self, blank: Blank, words: Sequence[str], may_be_ago: bool) -> Slot | None:
        """Return the longest value of ``blank``, the first of equals; "?" for a unit of time without a number.

        A number without a unit is no duration. A time of day that follows "at" wins over any other number. Of two
        ankles, the one that is worse counts, and of two numbers the higher. ``may_be_ago``: what stands before "ago" is
        the slot of that name.
        """
        found = [each for each in self._candidates(blank, words) if each[2] != _UNKNOWN]
        if blank.type == _BOUND:
            found = [each for each in found if _is_before_time(words, each[1])]
        if blank.type == _NOT_ANKLE:
            found = [each for each in found if each[2].id != _THING or each[0] <= 1]
        if may_be_ago:
            found = [each for each in found if (words[each[1] : each[1] + 1] == [_AGO]) is (blank.name == _AGO)]
        if found:
            return max(found, key=lambda each: _rank(blank, words, *each))[2]
        return _UNKNOWN if blank.type == DURATION and blank.name != _AGO and speaks_of_time(words) else None

    def _candidates(self, blank: Blank, words: Sequence[str]) -> Iterator[tuple[int, int, Slot]]:
        """Yield start, end and value of what can fill ``blank``, but for the "worse" inside of "no worse"."""
        after = 0
        for at in range(1 if blank in self._first else len(words)):
            for end, slot in fillings(blank, self._model, words, at):
                if end > after:
                    yield at, end, slot
            after = max([after, *(end for end, _ in fillings(blank, self._model, words, at))])


def _is_before_time(words: Sequence[str], at: int) -> bool:
    """Return whether a time of day begins here, with or without "the" or "at"."""
    return any(True for _ in times_at(words, at + (words[at : at + 1] in (["the"], ["at"]))))


def _any_words(blank: Blank, words: Sequence[str]) -> Slot | None:
    """Return what stands after the word that opens this slot, as words that its type does not list."""
    opens = _OPEN.get(blank.type)
    said = words[words.index(opens) + 1 :] if opens in words else ()
    return Slot(" ".join(said), None) if said else None


def _rank(blank: Blank, words: Sequence[str], at: int, end: int, slot: Slot) -> tuple[bool, bool, float, int]:
    before = words[at - 1 : at]
    of_two = float(slot.value) if blank.type == NUMBER and before != ["of"] else 0.0
    return slot.id == _GRAVEST, blank.type == TIME and before in (["at"], ["not"]), of_two, end - at
