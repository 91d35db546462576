"""Language understanding: from words to intent and slots, by the interaction model alone."""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock

from speaker.clauses import Clauses
from speaker.exact import Match, Samples
from speaker.filling import Filling
from speaker.heard import Heard
from speaker.lacking import tells_nothing
from speaker.learned import learned
from speaker.model import Model, read_model
from speaker.nearest import FALLBACK, SAFETY_INTENTS, STOPPING_INTENTS, Nearest
from speaker.shape import normalised
from speaker.shipped_model import PACKAGE
from speaker.topics import Topics
from speaker.unasked import DENYING_INTENTS, says_not
from speaker.words import words_of

_NOT_AT_ALL = re.compile(r"\b(not (a bit|at all|even a little|remotely|in the least)|far from|nowhere near) (?=\w)")
"""Ways to say "not", before what is denied."""
_WEAK = 0.3
"""Scores below this give way to a question that is plainly about a topic."""
_SETTLED = STOPPING_INTENTS | {"FeelsFineIntent", FALLBACK}
"""Intents of a sample word for word in which no clause is looked at alone."""


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
        words = _NOT_AT_ALL.sub("not ", " ".join(words_of(utterance))).split()
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
        return Heard(FALLBACK, score=score) if tells_nothing(words, intent, slots) else Heard(intent, slots, score)

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


def _preference(match: Match) -> tuple[bool, bool, int, int]:
    """Rank matches: a red flag first, then fully parsed slots, then most words that the model has, outside of slots."""
    is_safety, known = match.intent in SAFETY_INTENTS, match.own_words + match.listed
    return is_safety, not match.unread, known, match.own_words
