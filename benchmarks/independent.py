"""A classifier that knows the interaction model and nothing else: how well its samples alone tell intents apart.

On an Echo nothing but the model helps. Alexa's own classifier cannot be run here; this plain one stands for it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import cycle

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union

from interaction_model.source import Language
from speaker.heard import Heard
from speaker.nearest import FALLBACK

SLOT = re.compile(r"{([^{}]*)}")
BUILT_IN = {
    "AMAZON.NUMBER": ["three", "five", "two", "four", "seven", "fifteen", "ten", "one", "twenty"],
    "AMAZON.DURATION": ["ten minutes", "five minutes", "fifteen minutes", "an hour", "two hours", "twelve minutes"],
    "AMAZON.TIME": ["nine", "half past six", "eight thirty", "seven in the evening", "nine o'clock", "noon"],
}
"""Values for slots whose values Amazon knows."""
CERTAIN = 0.2
"""Probability below which nothing was understood."""


class Independent:
    """Logistic regression over word and character n-grams of the samples."""

    def __init__(self, language: Language, leave_out: Collection[str] = (), tolerance: float = 1e-3) -> None:
        said = [(text, intent) for text, intent, sample in texts(language) if sample not in leave_out]
        self._features = make_union(
            TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32, min_df=2),
        )
        samples = self._features.fit_transform([text for text, _ in said])
        classifier = LogisticRegression(C=20, max_iter=200, tol=tolerance)
        self._classifier = classifier.fit(samples, [name for _, name in said])

    def understand(self, utterance: str) -> Heard:
        """Return the likeliest intent and its probability; the fallback intent when that is low."""
        return next(self.hear([utterance]))

    def hear(self, utterances: Collection[str]) -> Iterator[Heard]:
        """Yield what is understood of each; to ask for many at once takes less time."""
        for shares in self._classifier.predict_proba(self._features.transform([each.lower() for each in utterances])):
            best = int(shares.argmax())
            intent = str(self._classifier.classes_[best])
            yield Heard(intent if shares[best] >= CERTAIN else FALLBACK, score=float(shares[best]))


def texts(language: Language) -> Iterator[tuple[str, str, str]]:
    """Yield every sample with its slots filled in turn (a slot alone: with every value), intent and sample."""
    values = BUILT_IN | {kind.name: [w for words in kind.values.values() for w in words] for kind in language.types}
    turns = {name: cycle(words) for name, words in values.items()}
    for intent in language.intents:
        for sample in intent.samples:
            slots = SLOT.findall(sample)
            alone = len(slots) == 1 and sample == f"{{{slots[0]}}}"
            times = len(values[intent.slots[slots[0]]]) if alone else 2 if slots else 1
            for _ in range(times):
                yield _filled(sample, intent.slots, turns), intent.name, sample


def _filled(sample: str, slots: Mapping[str, str], turns: Mapping[str, Iterator[str]]) -> str:
    return SLOT.sub(lambda found: next(turns[slots[found[1]]]), sample)
