"""Vocabulary of the samples: corrects typing errors, and tells which words follow each other in an intent's samples."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise

_MISTYPED = 0.8
"""Ratio of difflib, 0 to 1, from which an unknown word is a mistyped known one ("ankels")."""
_TELLING = 0.6
"""From here on a word tells of some intents: an even one is as usual in all others."""
_SHORT = 3
"""Words up to this length are too similar to correct."""


class Vocabulary:
    """The words of all samples, and the intents that use them in which order."""

    def __init__(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._known: set[str] = set()
        self._intents_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._uses: dict[str, Counter[str]] = defaultdict(Counter)
        """How many texts of each intent have a word."""
        self._of: Counter[str] = Counter(intents)
        for text, intent in zip(texts, intents, strict=True):
            self._known.update(text.split())
            for word in {*text.split()}:
                self._uses[word][intent] += 1
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

    def tells(self, text: str, intents: Collection[str]) -> bool:
        """Return whether a word of ``text`` is much more usual in the samples of ``intents`` than in all others."""
        return any(self._usual(word, intents) >= _TELLING for word in text.split())

    def _usual(self, word: str, intents: Collection[str]) -> float:
        """Return how usual a word is in these samples beside all others: 0 in others only, 1 in these only."""
        uses = self._uses.get(word, Counter())

        def share(of: Collection[str]) -> float:
            return sum(uses[each] for each in of) / max(sum(self._of[each] for each in of), 1)

        inside, outside = share(intents), share(self._of.keys() - {*intents})
        return inside / (inside + outside) if inside else 0.0

    def has_pair(self, pair: tuple[str, str], intents: Collection[str]) -> bool:
        """Return whether two words follow each other in a sample of ``intents``."""
        return not self._intents_of.get(pair, set()).isdisjoint(intents)


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    return pairwise(("<", *text.split(), ">"))
