"""Vocabulary of the samples: corrects typing errors, and tells which words follow each other in an intent's samples."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise

_MISTYPED = 0.8
"""Ratio of difflib, 0 to 1, from which an unknown word is a mistyped known one ("ankels")."""
_SHORT = 3
"""Words up to this length are too similar to correct."""


class Vocabulary:
    """The words of all samples, and the intents that use them in which order."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._known: set[str] = set()
        self._intents_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for text, intent in zip(texts, intents, strict=True):
            self._known.update(text.split())
            for pair in _pairs(text):
                self._intents_of[pair].add(intent)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            self._by_letter[word[0]].append(word)

    def corrected(self, text: str) -> str:
        """Return ``text`` with mistyped words corrected. The first letter is taken to be right."""
        return " ".join(self._corrected(word) for word in text.split())

    def _corrected(self, word: str) -> str:
        if word in self._known or len(word) <= _SHORT:
            return word
        return next(iter(get_close_matches(word, self._by_letter.get(word[0], []), 1, _MISTYPED)), word)

    def has_all(self, text: str) -> bool:
        """Return whether every word of ``text`` occurs in a sample."""
        return all(word in self._known for word in text.split())

    def has_pair(self, pair: tuple[str, str], intents: Collection[str]) -> bool:
        """Return whether two words follow each other in a sample of ``intents``."""
        return not self._intents_of.get(pair, set()).isdisjoint(intents)


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    return pairwise(("<", *text.split(), ">"))
