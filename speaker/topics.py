"""Questions about a topic: which one is meant, as a classifier of their own tells."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from speaker.exact import Slot
from speaker.model import Blank, Model
from speaker.nearest import TOPIC, Nearest
from speaker.unasked import is_asked

_LIKELY = 0.4
"""Score, 0 to 1, from which words are a question, even about nothing known; a wrong topic is worse than none."""
_AHEAD, _FAR_AHEAD = 0.15, 0.5
"""How far a topic must be ahead of all other talk, with a telling word and without, in units of the margin.

Where there is neither a telling word nor only words of samples, it is about nothing known.
"""
_ALIKE = 0.6
"""Similarity, 0 to 1, from which a question is one of those listed."""
_MOSTLY = 0.6
"""A word tells a topic that has this share of the values it occurs in."""
_ABOUT = ("about", "of", "on")
"""Words before the blank of a sample, after which Alexa takes any words for what a question is about."""


class Topics:
    """Tells what a question is about."""

    def __init__(self, model: Model, nearest: Nearest) -> None:
        self._model = model
        self._nearest = nearest
        asking = (name for name, blanks in model.blanks.items() if blanks and all(map(_is_topic, blanks)))
        self.intent = next(asking, "")
        blanks = model.blanks.get(self.intent, ())
        self._slots = {topic: blank.name for blank in blanks for topic in model.values[blank.type].values()}
        asked = (sample.pieces for sample in model.samples if sample.intent == self.intent)
        self._types = [blank.type for blank in blanks]
        self._telling = self._telling_words()
        self._openings = {pieces[:-1] for pieces in asked if pieces[-2:-1] and pieces[-2] in _ABOUT}

    def _telling_words(self) -> set[str]:
        """Return the words that belong mostly to one topic, and to no sample outside its slots."""
        topics: dict[str, Counter[str]] = defaultdict(Counter)
        for words, topic in (each for type_ in self._types for each in self._model.values[type_].items()):
            for word in set(words):
                topics[word][topic] += 1
        plain = {each for sample in self._model.samples if sample.intent == self.intent for each in sample.pieces}
        return {word for word, by in topics.items() if max(by.values()) >= _MOSTLY * by.total()} - plain

    def slots(self, words: Sequence[str], score: float, *, is_near: bool) -> dict[str, Slot] | None:
        """Return the slot of a question; none for one about nothing known, and ``None`` where it is not a question.

        Args:
            words: what was said.
            score: how sure the classifier is.
            is_near: whether it takes the words for a question.
        """
        opens = any(tuple(words[:end]) in self._openings for end in range(2, len(words)))
        if not (is_near or opens or is_asked(words)):
            return None
        if topic := self._topic(words):
            return {self._slots[topic]: Slot(" ".join(words), topic)}
        return {} if opens or (is_near and score > _LIKELY) else None

    def _topic(self, words: Sequence[str]) -> str | None:
        """Return the topic of the question that is listed and nearly the same, or that the classifier is sure of."""
        named = self._telling & set(words)
        if not (named or self._nearest.knows(words)):
            return None
        alike = self._nearest.values(words, self._types, _ALIKE)
        topic, lead = self._nearest.topic(words)
        told = topic if lead > (_AHEAD if named else _FAR_AHEAD) else None
        listed = (self._model.values[type_][said] for _, type_, said in alike if named & set(said))
        return next(listed, told)


def _is_topic(blank: Blank) -> bool:
    return blank.type.startswith(TOPIC)
