"""How much of an utterance the samples know at all: the difference between a new wording and another subject."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from math import log

from sklearn.feature_extraction.text import TfidfVectorizer

_ALIKE = 0.6
"""From this similarity on, an unknown word counts as a form of a known one ("swelled" of "swollen"): 0 to 1."""
_MISTYPED = 0.8
"""From this likeness on, an unknown word is a known one mistyped ("ankels"): a ratio of difflib, 0 to 1."""
_SHORT = 3
"""Words up to this length are too much alike to tell which one was meant."""


class Vocabulary:
    """The words of all samples and who says them."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._neighbours: dict[tuple[str, str], set[str]] = defaultdict(set)
        for text, intent in zip(texts, intents, strict=True):
            for word in set(text.split()):
                counts[word][intent] += 1
            for pair in _pairs(text):
                self._neighbours[pair].add(intent)
        self._speakers = {word: frozenset(by_intent) for word, by_intent in counts.items()}
        several = max(2, len(set(intents)))
        self._weights = {word: 1 - _entropy(by.values()) / log(several) for word, by in counts.items()}
        self._known = list(counts)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            self._by_letter[word[0]].append(word)
        self._spelling = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), use_idf=False)
        self._spelled = self._spelling.fit_transform(self._known)

    def mended(self, text: str) -> str:
        """Return ``text`` with mistyped words as they were meant; the first letter is taken to be right."""
        return " ".join(self._mended(word) for word in text.split())

    def _mended(self, word: str) -> str:
        if word in self._speakers or len(word) <= _SHORT:
            return word
        return next(iter(get_close_matches(word, self._by_letter.get(word[0], []), 1, _MISTYPED)), word)

    def share_of_words(self, text: str, intents: Collection[str]) -> float:
        """Return how much of ``text`` is said in samples of ``intents``, 0 to 1.

        A word that tells intents apart weighs more than one that all of them use; an unknown word weighs most.
        """
        total = shared = 0.0
        for word in text.split():
            known, alike = self._closest(word)
            weight = self._weights[known] * alike
            total += weight + 1 - alike
            shared += weight if self._speakers[known].intersection(intents) else 0
        return shared / total if total else 0.0

    def share_of_pairs(self, text: str, intents: Collection[str]) -> float:
        """Return how many neighbouring words of ``text`` are neighbours in a sample of ``intents``, 0 to 1."""
        pairs = list(_pairs(text))
        return sum(not self._neighbours.get(pair, set()).isdisjoint(intents) for pair in pairs) / len(pairs)

    def _closest(self, word: str) -> tuple[str, float]:
        """Return the known word that is spelled most like ``word``, and how alike they are: 0 for no kinship."""
        if word in self._speakers:
            return word, 1.0
        alike = (self._spelled @ self._spelling.transform([word]).T).toarray().ravel()
        best = int(alike.argmax())
        return self._known[best], float(alike[best]) if alike[best] > _ALIKE else 0.0


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    return pairwise(("<", *text.split(), ">"))


def _entropy(counts: Collection[int]) -> float:
    total = sum(counts)
    return -sum(count / total * log(count / total) for count in counts)
