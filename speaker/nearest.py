"""A classifier: the intent whose samples are most similar to an utterance."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import cycle
from math import ceil, exp
from typing import TYPE_CHECKING, Any

import numpy as np

from speaker.model import DURATION, NUMBER, TIME, Blank, Model, Sample
from speaker.shape import A_CLOCK, A_NUMBER, A_TIME, shape
from speaker.unasked import (
    ANSWERS,
    DENYING_INTENTS,
    ENDING_INTENTS,
    is_asked,
    is_asked_back,
    is_denied_or_asked,
    says_not,
)
from speaker.vocabulary import Vocabulary

if TYPE_CHECKING:
    from sklearn.svm import LinearSVC

FALLBACK = "AMAZON.FallbackIntent"
SAFETY_INTENTS = frozenset({"RedFlagIntent", "SkinWarningIntent", "TwistIntent", "ChildTwistIntent", "ColdRiskIntent"})
"""Intents about safety. They win against an intent that is about as similar."""
STOPPING_INTENTS = frozenset({"RedFlagIntent", "SkinWarningIntent"})
"""Those that stop the routine."""
_SAFETY_AHEAD = 0.05
"""How far behind the best intent a safety intent may be and still win, in units of the classifier's margin."""
_ENOUGH, _ENOUGH_TO_STOP, _ENOUGH_TO_END = 0.045, 0.12, 0.1
"""Scores below these are the fallback intent: the coach asks again. A stop, and what ends or deletes something, is
worse misheard than asked again. Chosen so that of all sentences held back about one in 400 is a stop for nothing.
"""
_CLEAR = 0.05
"""How far a stop must be ahead of all but signs, in units of the classifier's margin; less far is asked again."""
_CAUTIOUS = SAFETY_INTENTS - STOPPING_INTENTS
"""Intents that need a telling word: "I was late" looks like "I was hurt". A stop needs none: "it won't hold me"."""
_WELL = {"AllFineIntent", "FeelsFineIntent", "NothingWrongIntent", "DenySignIntent", "CanStepsIntent", "WarmIntent"}
"""Intents that tell of what is well: a sentence with an unknown word tells nothing."""
_CERTAIN = 0.8
"""Score from which words are a sign for sure. A question about a sign is rarely one."""
_NONE = re.compile(r"no (?!no\b|more\b)\w+( \w+)? no (?!no\b|more\b)\w+")
"""What denies one sign after another: "no white, no blue"."""
_DENIED = 0.95
"""Score of a sign from which a "not" denies it, and is no part of it as in "it does not feel right"."""
_TAKE_BACK = "TakeBackIntent"
_OF_ICE = {
    "StartIcingIntent",
    "StillInIntent",
    "BeenInIntent",
    "IcedBeforeIntent",
    "ResumeItIntent",
    "AMAZON.ResumeIntent",
}
"""Intents that tell whether there is ice, or was."""
_TURNED = SAFETY_INTENTS | ENDING_INTENTS | _OF_ICE | {"AgreeIntent", "AllFineIntent", "WarmIntent", _TAKE_BACK}
"""Intents whose opposite is meant when a "not" is said that no sample of theirs has."""
_NOT, _ABLE = {"not", "never", "nobody"}, {"can", "could", "will"}
_LESS = {"hardly", "barely", "nearly", "almost", "except", "apart", "anything"}
"""Words that make less of what is well: "nearly in", "anything but warm"; "almost black" is a sign all the same."""
_NEW_CLAUSE = {"but", "and", "it", "i", "my"}
"""Words that begin another clause after a "not"."""
_SHARPNESS = 5.0
"""Makes shares of margins; for display alone."""
_EVEN, _EVEN_OF_TOPICS = 0.6, 0.3
"""How far the numbers of texts are evened out, of intents and of topics: 0 not at all, 1 wholly."""
TOPIC = "TOPIC_"
"""How the types of slots begin that tell what a question is about."""
_FILLED = 2
"""The least number of slot values that each sample is trained with; one that is a slot alone is trained with all."""
_STEEPNESS, _HALF = 4.0, 1.1
"""How a lead over other talk becomes a score: how steeply, and the lead that scores a half."""


class Nearest:
    """A linear classifier over character and word n-grams that refuses unrelated utterances."""

    def __init__(self, model: Model) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # a second of imports, which not every talk needs
        from sklearn.pipeline import make_union

        learned = list(dict.fromkeys(_training_texts(model)))
        texts, intents = [text for text, _, _ in learned], [intent for _, intent, _ in learned]
        self._features = make_union(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
        )
        samples = self._features.fit_transform(texts)
        self._listed = [(name, words) for name, values in model.values.items() for words in values]
        self._types = np.array([name for name, _ in self._listed])
        self._listed_features = self._features.transform([shape(words) for _, words in self._listed]).T.tocsr()
        self._classifier = _fit(samples, intents, _EVEN)
        topics = [topic for _, _, topic in learned]
        self._topics = _fit(samples, topics, _EVEN_OF_TOPICS) if any(topics) else None
        self._is_safety = np.isin(self._classifier.classes_, list(SAFETY_INTENTS))
        self._is_answer = np.isin(self._classifier.classes_, list(ANSWERS))
        self._is_denial = np.isin(self._classifier.classes_, list(DENYING_INTENTS))
        self._fallback = list(self._classifier.classes_).index(FALLBACK)
        self._vocabulary = Vocabulary(texts, intents)

    def intent(self, words: Sequence[str]) -> tuple[str | None, float]:
        """Return the most similar intent (None when the score is too low, or it is denied) and its score, 0 to 1.

        The score says how far the intent is ahead of the fallback intent, whose samples are other people's talk.
        """
        if not words:
            return None, 0.0
        margins = self._margins(words)
        if is_asked_back(words):  # a question is no answer
            margins[self._is_answer] = -np.inf
        if not says_not(words):
            margins[self._is_denial] = -np.inf
        best = int((margins + np.where(self._is_safety, _SAFETY_AHEAD, 0.0)).argmax())
        intent = str(self._classifier.classes_[best])
        lead = float(margins[best] - margins[self._fallback])
        score = 1 / (1 + exp(-_STEEPNESS * (lead - _HALF)))
        is_far = score < _enough(intent, words)
        is_vague = intent in STOPPING_INTENTS and margins[best] - margins[~self._is_safety].max() < _CLEAR
        is_none = intent == FALLBACK or is_far or is_vague or self._lacks_words(words, intent)
        return (None if is_none or self._is_denied(words, intent) else intent), score

    def topic(self, words: Sequence[str]) -> tuple[str, float]:
        """Return the most similar topic, a value of a slot of questions, and how far it is ahead of all other talk.

        An empty text and 0 where the model has none.
        """
        if self._topics is None:
            return "", 0.0
        text = self._vocabulary.corrected(shape(words))
        of_other_talk, *margins = self._topics.decision_function(self._features.transform([text]))[0]
        best = int(np.argmax(margins))
        return str(self._topics.classes_[1 + best]), float(margins[best] - of_other_talk)

    def shares(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return the two most similar intents with their shares of all, 0 to 1: a softmax of the sharpened margins."""
        margins = self._margins(words)
        weights = np.exp(_SHARPNESS * (margins - margins.max()))
        best = weights.argsort()[::-1][:2]
        return [(str(self._classifier.classes_[each]), float(weights[each] / weights.sum())) for each in best]

    def _lacks_words(self, words: Sequence[str], intent: str) -> bool:
        """Return whether the words are only like samples of ``intent``: a strange one among those of what is well."""
        if intent in _WELL:
            return not self.knows(words)
        if intent in SAFETY_INTENTS and _NONE.match(" ".join(words)):
            return True
        said = self._vocabulary.corrected(shape(words))
        return intent in _CAUTIOUS and not self._vocabulary.tells(said, SAFETY_INTENTS)

    def _is_denied(self, words: Sequence[str], intent: str) -> bool:
        """Return whether a "not" stands where no sample of ``intent`` has it, and no clause after it means the same.

        "My foot is not asleep" is no warning; "it is not right it is blue", and "I can not lift it", are.
        """
        if intent not in _TURNED:
            return False
        said, kin = self._vocabulary.corrected(shape(words)).split(), _kin(intent)
        for at, word in enumerate(said):
            is_not = word in _NOT or (word in _LESS and intent not in SAFETY_INTENTS)
            if not is_not:
                continue
            if intent in SAFETY_INTENTS:
                is_meant = not self._is_sign([*said[:at], *said[at + 1 :]], said[at - 1])
            else:
                is_meant = self._vocabulary.has_pair((word, [*said, ">"][at + 1]), kin)
            if is_meant:
                continue
            clause = next((i for i, after in enumerate(said) if i > at and after in _NEW_CLAUSE), len(said))
            return self.intent(said[clause:])[0] not in kin
        return False

    def _is_sign(self, without: Sequence[str], verb: str) -> bool:
        """Return whether words ``without`` the "not" after ``verb`` are a sign; "can not" is part of one."""
        return verb not in _ABLE and self.intent(without)[1] > _DENIED

    def knows(self, words: Sequence[str]) -> bool:
        """Return whether every word, but for typing errors, occurs in a sample."""
        return self._vocabulary.has_all(self._vocabulary.corrected(shape(words)))

    def values(
        self, words: Sequence[str], types: Collection[str], enough: float
    ) -> Iterator[tuple[float, str, tuple[str, ...]]]:
        """Yield the values of some slot types that are alike enough, the most similar first.

        Each comes with its similarity, 0 to 1, and its type.
        """
        features = self._features.transform([self._vocabulary.corrected(shape(words))])
        alike = (features @ self._listed_features).toarray().ravel() / 2
        of_types = np.where(np.isin(self._types, list(types)), alike, 0.0)
        for at in of_types.argsort()[::-1][: np.count_nonzero(of_types > enough)]:
            yield (float(of_types[at]), *self._listed[at])

    def _margins(self, words: Sequence[str]) -> np.ndarray:
        """Return how far ``words`` are on the side of every intent, about -2 to 2."""
        text = self._vocabulary.corrected(shape(words))
        margins: np.ndarray = self._classifier.decision_function(self._features.transform([text]))[0]
        return margins


def _enough(intent: str, words: Sequence[str]) -> float:
    """Return the score from which ``words`` are ``intent``."""
    if intent in ENDING_INTENTS:
        return 1.0 if is_denied_or_asked(words) else _ENOUGH_TO_END
    if intent == _TAKE_BACK and is_asked(words):
        return 1.0  # "what's wrong with it" takes no stop back
    if intent in STOPPING_INTENTS:
        return _CERTAIN if is_asked(words) else _ENOUGH_TO_STOP
    return _ENOUGH


def _fit(samples: Any, labels: Sequence[str], even: float) -> "LinearSVC":
    """Return a classifier with a weight for every label, so that one with many texts takes few words from the others.

    ``even``: how far their numbers are evened out, 0 not at all, 1 wholly.
    """
    from sklearn.svm import LinearSVC

    counts = Counter(labels)
    weights = {label: (len(labels) / len(counts) / count) ** even for label, count in counts.items()}
    fitted = LinearSVC(C=0.5, random_state=0, class_weight=weights).fit(samples, labels)
    fitted.coef_ = fitted.coef_.astype(np.float32)  # half as much to keep
    return fitted


def _kin(intent: str) -> Collection[str]:
    return SAFETY_INTENTS if intent in SAFETY_INTENTS else {intent}


def _training_texts(model: Model) -> Iterator[tuple[str, str, str]]:
    """Yield shape, intent and topic (else "") of every sample, with the values of its slots taken in turn."""
    turns = {name: cycle(values) for name, values in model.values.items()}
    turns |= {NUMBER: cycle([(A_NUMBER,)]), TIME: cycle([(A_CLOCK,), (A_NUMBER,)]), DURATION: cycle([(A_TIME,)])}
    fills = _fills(model)
    for sample in model.samples:
        if sample.intent.startswith("AMAZON.") and sample.intent != FALLBACK:
            continue
        of_pieces = [piece.type if isinstance(piece, Blank) else "" for piece in sample.pieces]
        types = list(filter(None, of_pieces))
        all_of = len(model.values.get(types[0], ())) if _is_alone(sample) else 0
        for _ in range(all_of or max((fills.get(type_, 1) for type_ in types), default=1)):
            filled = [(piece,) if isinstance(piece, str) else next(turns[piece.type]) for piece in sample.pieces]
            said = zip(of_pieces, filled, strict=True)
            topic = next((model.values[of][words] for of, words in said if of.startswith(TOPIC)), "")
            yield shape([word for words in filled for word in words]), sample.intent, topic


def _fills(model: Model) -> dict[str, int]:
    """Return with how many values of a type each sample is trained that has it among other words.

    Together they have all values, unless a sample that is a slot alone has them.
    """
    using = Counter(p.type for sample in model.samples for p in set(sample.pieces) if isinstance(p, Blank))
    whole = {p.type for s in model.samples if _is_alone(s) for p in s.pieces if isinstance(p, Blank)}
    each = {name: ceil(len(values) / max(using[name], 1)) for name, values in model.values.items()}
    return {TIME: _FILLED, **{name: _FILLED if name in whole else max(_FILLED, count) for name, count in each.items()}}


def _is_alone(sample: Sample) -> bool:
    return len(sample.pieces) == 1 and isinstance(sample.pieces[0], Blank)
