"""Vocabulary of the samples: tells a new wording from another subject, and corrects typing errors."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from math import log

from sklearn.feature_extraction.text import TfidfVectorizer

_ALIKE = 0.6
"""Similarity, 0 to 1, from which an unknown word counts as a form of a known one ("swelled", "swollen")."""
_MISTYPED = 0.8
"""Ratio of difflib, 0 to 1, from which an unknown word is a mistyped known one ("ankels")."""
_SHORT = 3
"""Words up to this length are too similar to correct."""


class Vocabulary:
    """The words of all samples, and the intents that use them."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._neighbours: dict[tuple[str, str], set[str]] = defaultdict(set)
        for text, intent in zip(texts, intents, strict=True):
            for word in set(text.split()):
                counts[word][intent] += 1
            for pair in _pairs(text):
                self._neighbours[pair].add(intent)
        self._intents_of = {word: frozenset(by_intent) for word, by_intent in counts.items()}
        several = max(2, len(set(intents)))
        self._weights = {word: 1 - _entropy(by.values()) / log(several) for word, by in counts.items()}
        self._known = list(counts)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            self._by_letter[word[0]].append(word)
        self._spelling = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), use_idf=False)
        self._spelled = self._spelling.fit_transform(self._known)

    def corrected(self, text: str) -> str:
        """Return ``text`` with mistyped words corrected. The first letter is taken to be right."""
        return " ".join(self._corrected(word) for word in text.split())

    def _corrected(self, word: str) -> str:
        if word in self._intents_of or len(word) <= _SHORT:
            return word
        return next(iter(get_close_matches(word, self._by_letter.get(word[0], []), 1, _MISTYPED)), word)

    def has_all(self, text: str) -> bool:
        """Return whether every word of ``text`` occurs in a sample."""
        return all(word in self._intents_of for word in text.split())

    def share_of_words(self, text: str, intents: Collection[str]) -> float:
        """Return the share of the words of ``text`` that samples of ``intents`` use, 0 to 1.

        A word that tells intents apart weighs more than one that all of them use. An unknown word weighs most.
        """
        total = shared = 0.0
        for word in text.split():
            known, alike = self._closest(word)
            weight = self._weights[known] * alike
            total += weight + 1 - alike
            shared += weight if self._intents_of[known].intersection(intents) else 0
        return shared / total if total else 0.0

    def share_of_pairs(self, text: str, intents: Collection[str]) -> float:
        """Return the share of the word pairs of ``text`` that occur in a sample of ``intents``, 0 to 1."""
        pairs = list(_pairs(text))
        return sum(self.has_pair(pair, intents) for pair in pairs) / len(pairs)

    def has_pair(self, pair: tuple[str, str], intents: Collection[str]) -> bool:
        """Return whether two words follow each other in a sample of ``intents``."""
        return not self._neighbours.get(pair, set()).isdisjoint(intents)

    def _closest(self, word: str) -> tuple[str, float]:
        """Return the known word that is spelled most like ``word``, and their similarity: 0 for none."""
        if word in self._intents_of:
            return word, 1.0
        alike = (self._spelled @ self._spelling.transform([word]).T).toarray().ravel()
        best = int(alike.argmax())
        return self._known[best], float(alike[best]) if alike[best] > _ALIKE else 0.0


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    return pairwise(("<", *text.split(), ">"))


def _entropy(counts: Collection[int]) -> float:
    total = sum(counts)
    return -sum(count / total * log(count / total) for count in counts)
