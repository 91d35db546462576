"""A classifier: the intent whose samples are most similar to an utterance."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import cycle
from math import exp, log

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from speaker.evidence import Vocabulary
from speaker.model import DURATION, NUMBER, TIME, Blank, Model, Sample
from speaker.shape import A_NUMBER, A_TIME, shape
from speaker.unasked import ENDING_INTENTS, is_denied_or_asked

FALLBACK = "AMAZON.FallbackIntent"
SAFETY_INTENTS = frozenset({"RedFlagIntent", "SkinWarningIntent", "TwistIntent", "ColdRiskIntent"})
"""Intents about safety. They win against an intent that is about as similar."""
_SAFETY_AHEAD = 0.1
"""How far behind the best intent a safety intent may be and still win, in units of the classifier's margin."""
_ENOUGH, _ENOUGH_FOR_SAFETY, _ENOUGH_TO_END = 0.03, 0.2, 0.2
"""Scores below this are the fallback intent: the coach asks again. A stop, and what ends or deletes something, is worse
misheard than asked again.

Chosen on benchmarks/development.yaml, so that three of four of its unrelated sentences are refused: most of those are
near misses, and most other talk is told by the samples of the fallback intent.
"""
_CERTAIN = 0.5
"""Score from which words are a sign for sure."""
_DENIALS = {"DenySignIntent", "CannotStepsIntent", "AMAZON.NoIntent", "UnsureIntent"}
"""Intents whose samples deny something in most of their words."""
_NOT, _ABLE = {"not", "never", "nobody"}, {"can", "could", "will"}
_NEW_CLAUSE = {"but", "and", "it", "i", "my"}
"""Words that begin another clause after a "not"."""
_ALIKE = 0.3
"""Similarity, 0 to 1, from which a sample tells the value of a slot."""
_FILLED = 2
"""Number of slot values that each sample is trained with; one that is a slot alone is trained with all of them."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Features that speak for an intent, before weighting."""

    margin: float
    """The classifier's margin for the intent: about -1 to 2."""
    nearest: float
    """Similarity of the most similar sample of any intent, 0 to 1."""
    words: float
    """Share of the words that samples of this intent use, or of any safety intent for one of them."""
    pairs: float
    """Share of the word pairs that occur there too."""
    length: float
    """Logarithm of the number of words: three known words are worth more than one."""


WEIGHTS, BIAS = Signs(0.2, 3.5, 5.5, 4.6, 0.8), -10.5
"""Fitted on benchmarks/development.yaml; ``python -m benchmarks.fit_understanding`` prints them anew."""


class Nearest:
    """A linear classifier over character and word n-grams that refuses unrelated utterances."""

    def __init__(self, model: Model) -> None:
        learned = {(text, intent): value for text, intent, value in _training_texts(model)}
        texts, intents = [text for text, _ in learned], [intent for _, intent in learned]
        self._intents, self._values = np.array(intents), list(learned.values())
        self._features = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
        )
        self._samples = self._features.fit_transform(texts)
        self._classifier = LinearSVC(C=1.0, random_state=0).fit(self._samples, intents)
        self._is_safety = np.isin(self._classifier.classes_, list(SAFETY_INTENTS))
        self._vocabulary = Vocabulary(texts, intents)

    def intent(self, words: Sequence[str]) -> tuple[str | None, float]:
        """Return the most similar intent (None when the score is too low, or it is denied) and its score, 0 to 1."""
        if not words:
            return None, 0.0
        intent, signs = self.signs(words)
        weighed = sum(weight * sign for weight, sign in zip(astuple(WEIGHTS), astuple(signs), strict=True))
        score = 1 / (1 + exp(-weighed - BIAS))
        enough = _ENOUGH_FOR_SAFETY if intent in SAFETY_INTENTS else _ENOUGH
        if intent in ENDING_INTENTS:
            enough = 1.0 if is_denied_or_asked(words) else _ENOUGH_TO_END
        if intent == FALLBACK:
            return None, score
        denied = intent not in _DENIALS and self._is_denied(words, intent)
        return (None if score < enough or denied else intent), score

    def _is_denied(self, words: Sequence[str], intent: str) -> bool:
        """Return whether a "not" stands where no sample of ``intent`` has it, and no clause after it means the same.

        "My foot is not asleep" is no warning; "it is not right it is blue", and "I can not lift it", are.
        """
        said, kin = self._vocabulary.corrected(shape(words)).split(), _kin(intent)
        for at, word in enumerate(said):
            if word not in _NOT or self._vocabulary.has_pair((word, [*said, ">"][at + 1]), kin):
                continue
            if intent in SAFETY_INTENTS and not self._is_sign([*said[:at], *said[at + 1 :]], said[at - 1]):
                continue
            clause = next((i for i, after in enumerate(said) if i > at and after in _NEW_CLAUSE), len(said))
            return self.intent(said[clause:])[0] not in kin
        return False

    def _is_sign(self, without: Sequence[str], verb: str) -> bool:
        """Return whether words ``without`` the "not" after ``verb`` are a sign; "can not" is part of one."""
        return verb not in _ABLE and self.intent(without)[1] > _CERTAIN

    def value(self, words: Sequence[str], intent: str) -> tuple[str, ...]:
        """Return the words of the most similar sample of ``intent`` that is a slot alone; none when none is alike."""
        features = self._features.transform([self._vocabulary.corrected(shape(words))])
        alike = (self._samples @ features.T).toarray().ravel() / 2
        of_intent = (self._intents == intent) & np.array([bool(value) for value in self._values])
        best = int(np.where(of_intent, alike, 0.0).argmax())
        return self._values[best] if of_intent[best] and alike[best] > _ALIKE else ()

    def signs(self, words: Sequence[str]) -> tuple[str, Signs]:
        """Return the most similar intent, whatever its score, and its features."""
        text = self._vocabulary.corrected(shape(words))
        features = self._features.transform([text])
        margins = self._classifier.decision_function(features)[0]
        preferred = margins + np.where(self._is_safety, _SAFETY_AHEAD, 0.0)
        best = int(preferred.argmax())
        intent = str(self._classifier.classes_[best])
        kin = _kin(intent)
        return intent, Signs(
            margin=float(margins[best]),
            nearest=float((self._samples @ features.T).max() / 2),
            words=self._vocabulary.share_of_words(text, kin),
            pairs=self._vocabulary.share_of_pairs(text, kin),
            length=log(len(text.split())),
        )


def _kin(intent: str) -> Collection[str]:
    return SAFETY_INTENTS if intent in SAFETY_INTENTS else {intent}


def _training_texts(model: Model) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield shape and intent of every sample, with the values of its slots taken in turn.

    The third is the value when the sample is a slot alone, and empty otherwise.
    """
    turns = {name: cycle([" ".join(words) for words in values]) for name, values in model.values.items()}
    turns |= {NUMBER: cycle([A_NUMBER]), TIME: cycle([A_NUMBER]), DURATION: cycle([A_TIME])}
    for sample in model.samples:
        listed = [len(model.values[p.type]) for p in sample.pieces if isinstance(p, Blank) and p.type in model.values]
        alone = len(sample.pieces) == 1 and bool(listed)
        for _ in range(sum(listed) if alone else _FILLED if listed else 1):
            filled = _filled(sample, turns)
            yield shape(filled), sample.intent, tuple(filled) if alone else ()


def _filled(sample: Sample, turns: Mapping[str, Iterator[str]]) -> list[str]:
    filled: list[str] = []
    for piece in sample.pieces:
        filled += [piece] if isinstance(piece, str) else next(turns[piece.type]).split()
    return filled
