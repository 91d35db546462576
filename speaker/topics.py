"""Questions about a topic: which one is meant, by the value of a slot that is most like what was said."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from speaker.exact import Slot
from speaker.model import Blank, Model
from speaker.nearest import Nearest

_TOPIC = "TOPIC_"
"""How the slot types of a question begin."""
_LIKELY = 0.4
"""Score, 0 to 1, from which words are a question, even about nothing known; a wrong topic is worse than none."""
_ALIKE, _MORE_ALIKE, _MOST_ALIKE = 0.45, 0.5, 0.6
"""Similarity, 0 to 1, from which a topic is meant: of a likely question, of a less likely one, and of any other.

From the last one on, common words alone tell a topic, unless there is a word that no sample has.
"""
_MOSTLY = 0.6
"""A word tells a topic that has this share of the values it occurs in."""
_ABOUT = ("about", "of", "on")
"""Words before the blank of a sample, after which Alexa takes any words for what a question is about."""
_ASKED = re.compile(r"(can|could|may|should|shall|is|are|do|does|would|will|might|what|how|why|when|which|am) ")


class Topics:
    """Tells what a question is about."""

    def __init__(self, model: Model, nearest: Nearest) -> None:
        self._model = model
        self._nearest = nearest
        asking = (name for name, blanks in model.blanks.items() if blanks and all(map(_is_topic, blanks)))
        self.intent = next(asking, "")
        self._slots = {blank.type: blank.name for blank in model.blanks.get(self.intent, ())}
        self._telling = self._telling_words()
        asked = (sample.pieces for sample in model.samples if sample.intent == self.intent)
        self._openings = {pieces[:-1] for pieces in asked if pieces[-2:-1] and pieces[-2] in _ABOUT}

    def _telling_words(self) -> set[str]:
        """Return the words that belong mostly to one topic, and to no sample outside its slots."""
        topics: dict[str, Counter[str]] = defaultdict(Counter)
        for type_ in self._slots:
            for words, topic in self._model.values[type_].items():
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
        if not self.intent or not (is_near or opens or _ASKED.match(" ".join(words))):
            return None
        is_likely = is_near and score > _LIKELY
        enough = _ALIKE if is_likely else _MORE_ALIKE if is_near else _MOST_ALIKE
        alone = _MOST_ALIKE if self._nearest.knows(words) else 1.0
        for similarity, type_, said in self._nearest.values(words, self._slots, enough):
            if similarity > alone or self._telling & set(said) & set(words):
                return {self._slots[type_]: Slot(" ".join(said), self._model.values[type_][said])}
        return {} if is_likely or opens else None


def _is_topic(blank: Blank) -> bool:
    return blank.type.startswith(_TOPIC)
