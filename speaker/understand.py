"""Language understanding: from words to intent and slots, by the interaction model alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock

from speaker.clauses import Clauses
from speaker.exact import Match, Samples, Slot
from speaker.filling import Filling
from speaker.heard import Heard
from speaker.learned import learned
from speaker.model import Model, read_model
from speaker.nearest import FALLBACK, SAFETY_INTENTS, STOPPING_INTENTS, Nearest
from speaker.shape import normalised
from speaker.shipped_model import PACKAGE
from speaker.topics import Topics
from speaker.unasked import DENYING_INTENTS, is_asked, says_not
from speaker.words import words_of

_WEAK = 0.3
"""Scores below this give way to a question that is plainly about a topic."""
_FINE = "FeelsFineIntent"
_SETTLED = STOPPING_INTENTS | {_FINE, FALLBACK}
"""Intents of a sample word for word in which no clause is looked at alone."""
_EMERGENCY, _CALLED = "EMERGENCY", {"one", "help", "ambulance", "emergency"}
"""The value that tells of a call for help, and words of one."""
_MILD = "MildSignIntent"
_BEEN_IN, _ICE = "BeenInIntent", {"in", "ice", "icing", "bucket", "water", "bath"}
"""What a foot has been in: "I've been ill" is only like "I've been in"."""
_LATER = re.compile(r"\bin (a|an|\w+) (minutes?|hours?|seconds?)\b(?! ago)")
"""What is to come, and has not been."""
_CHECK_IN = "CheckInIntent"
_GONE = re.compile(
    r"^(\w+ ){0,3}gone (?!(now|away|today|already|completely|mostly|down|up|back|from|by|but|and|except|apart)\b)\w+"
)
"""How it is; what has gone some way is not over."""
_ALL_FINE, _EVERYTHING = "AllFineIntent", "everything"
_BOTH = "BothIntent"
_KEEP, _ORDER = "NeverMindIntent", "order"
"""The intent that keeps what was ordered to end, with a second thought or a "don't", and its slot for the order."""
_IN = "IN"
"""The value that tells that the foot is in the water."""


class Understanding:
    """Understands the sentences of one locale."""

    def __init__(self, model: Model, train: Callable[[Model], Nearest] = Nearest) -> None:
        self._model = model
        self._train = train
        self._trained: Nearest | None = None
        self._training = Lock()
        self._samples = Samples(model)
        self._filling = Filling(model, self.learn)
        self._clauses = Clauses(model, self.understand, self._exact)

    def learn(self) -> Nearest:
        """Return the classifier. The first time it is trained, which takes seconds; who else asks waits for that."""
        with self._training:
            self._trained = self._trained or self._train(self._model)
        return self._trained

    @property
    def _nearest(self) -> Nearest:
        return self._trained or self.learn()

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._model, self._nearest)

    @classmethod
    @cache
    def load(cls, model_path: Path) -> "Understanding":
        """Load an interaction model in Alexa's JSON format, once; see :func:`speaker.model.read_model` for errors.

        The classifier of one that is shipped is kept in a file.
        """
        return cls(read_model(model_path), learned if PACKAGE in model_path.parents else Nearest)

    def understand(self, utterance: str) -> Heard:
        """Return the intent of an exact sample, else of the most similar ones, else the fallback intent."""
        words = words_of(utterance)
        exact = self._exact(words) if words else None
        if words[1:2] == ["not"]:  # "doesn't feel numb" leaves the "it" out
            exact = exact or self._exact(["it", *words])
        intent, score = (exact.intent, 1.0) if exact else self._nearest.intent(words)
        is_settled = exact and exact.intent in _SETTLED
        if not is_settled and (sign := self._clauses.sign(words, intent)):
            return sign
        if exact:
            return Heard(exact.intent, exact.read, 1.0)
        if part := self._clauses.other(words, intent):
            return part
        return self._similar(words, intent, score)

    def _similar(self, words: Sequence[str], intent: str | None, score: float) -> Heard:
        """Return the most similar ``intent`` with its slots, or the topic of a question, or the fallback intent."""
        is_near = intent == self._topics.intent
        if intent is None or is_near or score < _WEAK:
            slots = self._topics.slots(normalised(words), score, is_near=is_near)
            if slots is not None:
                return Heard(self._topics.intent, slots, score)
        if intent is None or is_near:
            return Heard(FALLBACK, score=score)
        slots = self._filling.slots(intent, normalised(words))
        return Heard(FALLBACK, score=score) if _tells_nothing(words, intent, slots) else Heard(intent, slots, score)

    def shares(self, utterance: str) -> list[tuple[str, float]]:
        """Return the two intents whose samples are most similar, with their shares, 0 to 1; none before it learned."""
        return self._trained.shares(words_of(utterance)) if self._trained else []

    def _exact(self, words: Sequence[str]) -> Match | None:
        """Return the sample that fits, with or without fillers: a red flag first, else the most literal one."""
        wordings = dict.fromkeys((tuple(words), tuple(normalised(words))))
        matches = [match for wording in wordings for match in self._samples.matches(wording)]
        best = max(matches, key=_preference, default=None)
        if best and best.intent in DENYING_INTENTS and not says_not(words):
            return None
        same = [match for match in matches if best and match.intent == best.intent]
        return max(same, key=lambda match: (len(match.slots), _preference(match)), default=None)


def _tells_nothing(words: Sequence[str], intent: str, slots: Mapping[str, Slot]) -> bool:
    """Return whether an intent that is only similar lacks what makes it one."""
    ids, said = {slot.id for slot in slots.values()}, {*words}
    if _EMERGENCY in ids and words.count("nine") in (1, 2) and not _CALLED & said:
        return True  # an hour, and no number to call
    if (is_asked(words) and _IN in ids) or (intent == _MILD and not slots):
        return True  # "is my foot in" does not tell that it is
    if intent == _BEEN_IN and (is_asked(words) or _LATER.search(" ".join(words)) or not (slots or _ICE & said)):
        return True  # "back in ten minutes"
    if intent == _CHECK_IN and (is_asked(words) or ("GONE" in ids and _GONE.search(" ".join(words)))):
        return True  # "is a three bad", "gone lopsided"
    if intent == _ALL_FINE and _EVERYTHING in said:
        return True  # "everything's swollen"
    if intent == _BOTH and says_not(words):
        return True  # "nope to all three"
    if intent == _KEEP and {*slots} == {_ORDER} and not says_not(words):
        return True  # "stop it and cancel the reminders" keeps nothing
    return intent in DENYING_INTENTS | {_FINE} and {"yes", "no"} <= said  # "hot no, blue yes"


def _preference(match: Match) -> tuple[bool, bool, int, int]:
    """Rank matches: a red flag first, then fully parsed slots, then most words that the model has, outside of slots."""
    is_safety, known = match.intent in SAFETY_INTENTS, match.own_words + match.listed
    return is_safety, not match.unread, known, match.own_words
