"""Language understanding: from words to intent and slots, by the interaction model alone."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import dropwhile, pairwise
from pathlib import Path
from threading import Lock

from speaker.exact import UNREAD, Match, Samples, Slot, fillings
from speaker.learned import learned
from speaker.model import DURATION, NUMBER, TIME, Blank, Model, read_model
from speaker.nearest import FALLBACK, SAFETY_INTENTS, STOPPING_INTENTS, Nearest
from speaker.quantities import speaks_of_time
from speaker.shape import normalised
from speaker.shipped_model import PACKAGE
from speaker.topics import Topics
from speaker.unasked import ANSWERS, DENYING_INTENTS, is_asked, says_not
from speaker.words import words_of

_SIGNS = {"RED_SIGN", "SKIN_SIGN", "MILD_SIGN", "FEELS_FINE"}
"""Slot types whose values are sentences, which people say in other words."""
_ALIKE = 0.3
"""Similarity, 0 to 1, from which a value is meant."""
_WEAK = 0.3
"""Scores below this give way to a question that is plainly about a topic."""
_UNKNOWN = Slot(UNREAD, None)
_AGO = "ago"
"""The name of a slot that is filled with what stands before that word."""
_OPEN = {"SINCE": "since"}
"""Slot types that take any words after a word, as Alexa fills a custom slot with words that its type does not list."""
_BUT, _BECAUSE = "but", "because"
_BUTS = {_BUT, "except", "apart", "aside", "other", "bar", "minus"}
_JOINS = {*_BUTS, _BECAUSE, "and"}
"""Words that another clause follows; what stands before a "but" does not deny it."""
_LEADING = {"from", "for", "that", "than", "being", "the", "a", "some", "little", "bit", "of"}
"""Words after "except", "apart" or "but for" that add nothing."""
_TOLD = ("MildSignIntent", "ColdRiskIntent", "ChildTwistIntent", "TwistIntent", "SkinWarningIntent", "RedFlagIntent")
"""Intents that tell of a sign; the gravest last."""
_SKIN = {"SkinWarningIntent"}
_PHRASE = 5
"""A value of more words is a sentence."""
_SUBJECTS = {"it", "i", "my", "they", "the", "there"}
"""Words that a clause of its own begins with."""
_SUPPOSED = {"if", "when", "whether"}
"""Words of a question that make what stands in it no fact."""
_CORRECTIONS = ("actually", "i mean", "i meant", "no wait", "no hang on", "no sorry", "or rather", "scrap that")
"""Words between what was said first and what is meant."""
_YES_AND_NO = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
_NEWS = {"CheckInIntent"}
"""Intents that a sign may be told beside: "better, but swollen"."""
_MEANT = {"MeantYesIntent", "MeantNoIntent"}
_WAITING = {"ThinkingIntent", "PauseItIntent", "AMAZON.PauseIntent"}
_FINE = "FeelsFineIntent"
_EMERGENCY, _CALLED = "EMERGENCY", {"one", "help", "ambulance", "emergency"}
"""The value that tells of a call for help, and words of one."""
_NEEDS_SLOT = {"MildSignIntent"}
"""Intents that only a value tells."""
_BEEN_IN, _ICE = "BeenInIntent", {"in", "ice", "icing", "bucket", "water", "bath"}
"""What a foot has been in: "I've been ill" is only like "I've been in"."""
_GREETING = "BackIntent"
"""The intent that leads on to news."""
_KEEP, _ORDER = "NeverMindIntent", "order"
"""The intent that keeps what was ordered to end, with a second thought or a "don't", and its slot for the order."""
_IN = "IN"
"""The value that tells that the foot is in the water."""
_ACTS = {
    *(
        "PauseItIntent",
        "ResumeItIntent",
        "AMAZON.PauseIntent",
        "AMAZON.ResumeIntent",
        "FootOutIntent",
        "CancelIceIntent",
    ),
    *("MoreTimeIntent", "LessTimeIntent", "SetLengthIntent", "StartIcingIntent", "StillInIntent"),
    "ReportSorenessIntent",
}
"""Intents that a clause alone means, whatever stands beside it that can wait: their answers lead on to that."""
_CAN_WAIT = {"TimeLeftIntent", "WhereAmIIntent", "NextIcingIntent", "HowToIntent", "WhyIntent", "AskTopicIntent"}
_CAN_WAIT |= {"MassageIntent", "ListRemindersIntent", "RemindMeIntent", "SkipRemindersIntent", "CancelRemindersIntent"}
_CAN_WAIT |= {"CanStepsIntent", "AllFineIntent", FALLBACK}
"""Intents that ask, or tell what will be asked for."""
_SURE = 0.5
"""Score from which a clause alone tells of a sign."""
_GRAVEST = "WORSE"
"""The value of TREND that wins when several are named."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The intent and slots of an utterance."""

    intent: str
    """Name of the intent; the fallback intent when nothing is near enough."""
    slots: dict[str, Slot] = field(default_factory=dict)
    """The slots that were filled, by name."""
    score: float = 0.0
    """Certainty: 1.0 for a sample word for word, 0.0 for nothing in common."""


class Understanding:
    """Understands the sentences of one locale."""

    def __init__(self, model: Model, train: Callable[[Model], Nearest] = Nearest) -> None:
        self._model = model
        self._train = train
        self._trained: Nearest | None = None
        self._training = Lock()
        self._samples = Samples(model)
        self._first = _always_first(model)
        """The blanks that are filled at the beginning of an utterance only, as "no" before a mild sign."""
        self._followed = Counter(pair for sample in model.samples for pair in pairwise(("", *sample.pieces)))
        """How many samples have a blank after a word."""

    def learn(self) -> Nearest:
        """Return the classifier. The first time it is trained, which takes seconds; who else asks waits for that."""
        with self._training:
            self._trained = self._trained or self._train(self._model)
        return self._trained

    @property
    def _nearest(self) -> Nearest:
        return self._trained or self.learn()

    @cached_property
    def _joined(self) -> set[str]:
        """What stands around such a word inside of a value: "black and blue"; but for values that are sentences."""
        every = (words for values in self._model.values.values() for words in values if len(words) <= _PHRASE)
        joined = (words[at - 1 : at + 2] for words in every for at, word in enumerate(words) if word in _JOINS)
        return {" ".join(words) for words in joined if len(words) == 3 and words[-1] not in _SUBJECTS}

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
        words = words_of(utterance)
        exact = self._exact(words) if words else None
        intent, score = (exact.intent, 1.0) if exact else self._nearest.intent(words)
        is_settled = exact and exact.intent in STOPPING_INTENTS | {_FINE, FALLBACK}
        if not is_settled and (told := self._told_in_part(words, intent)):
            return told
        if exact:
            return Heard(exact.intent, exact.read, 1.0)
        part = self._mild(words, intent) or self._corrected(words, intent)
        if part := part or self._act(words, intent) or self._news(words):
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
        slots = self._slots(intent, normalised(words))
        return Heard(FALLBACK, score=score) if _tells_nothing(words, intent, slots) else Heard(intent, slots, score)

    def _told_in_part(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return the gravest sign that a clause tells alone, whatever stands beside it (S6, S20).

        "It's not hot, but it's numb", "yes but it's bleeding", "I twisted it, but it's not swollen", "how long is left,
        and it's gone blue".
        """
        is_denied = heard in SAFETY_INTENTS and says_not(words)
        if heard in STOPPING_INTENTS and not is_denied:
            return None
        clauses = self._clauses(words)
        if is_asked(words):
            clauses = [] if _SUPPOSED & {*words} else [each for each in clauses if {*each[:1]} & _SUBJECTS]
        parts = [self.understand(" ".join(clause)) for clause in clauses]
        counts: Collection[str] = STOPPING_INTENTS
        if heard is None and not {*_BUTS, _BECAUSE} & {*words}:
            counts = _SKIN  # "I dropped it and it's bent"
        elif heard is None or is_denied or heard in DENYING_INTENTS | ANSWERS | _YES_AND_NO | _NEWS:
            counts = _TOLD
        signs = [part for part in parts if part.intent in counts and part.score >= _SURE]
        denies = is_denied or (heard is None and bool(parts) and parts[-1].intent in DENYING_INTENTS)
        denial = parts[-1] if denies and parts else None
        return max(signs, key=lambda part: _TOLD.index(part.intent), default=denial)

    def _mild(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return the mild sign that one clause tells, where together they only sound like a stop (S17).

        "It's sore, and it's swollen"; but "it's hot, and it's red" is a stop.
        """
        parts = (
            [self.understand(" ".join(clause)) for clause in self._clauses(words)] if heard in STOPPING_INTENTS else []
        )
        told = [part for part in parts if part.intent in _TOLD]
        return told[0] if len(told) == 1 and told[0].intent == _TOLD[0] and told[0].score >= _SURE else None

    def _corrected(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return what was meant after all, said word for word, as in "yes, I mean no"; a sign stays one."""
        said = " ".join(words)
        marks = [at for each in _CORRECTIONS for at in re.finditer(rf" {each} ", said)]
        last = max(marks, key=re.Match.end, default=None)
        if last is None or heard in SAFETY_INTENTS:
            return None
        first, exact = (self._exact(part.split()) for part in (said[: last.start()], said[last.end() :]))
        if not first or not exact or exact.slots or {first.intent, heard} <= _MEANT | _WAITING:
            return None
        return Heard(exact.intent, {}, 1.0)

    def _act(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return what a clause asks for word for word, beside what can wait: "pause it, and how long is left"."""
        if (heard or FALLBACK) not in _CAN_WAIT:
            return None
        exact = (self._exact(clause) for clause in self._clauses(words) if not is_asked(clause))
        return next((Heard(each.intent, each.read, 1.0) for each in exact if each and each.intent in _ACTS), None)

    def _news(self, words: Sequence[str]) -> Heard | None:
        """Return what is told after a greeting: "I'm back, and I rolled it"."""
        greeting, *rest = self._clauses(words) or [()]
        exact = self._exact(greeting) if rest else None
        told = self.understand(" ".join(rest[0])) if exact and exact.intent == _GREETING else None
        return told if told and told.score >= _SURE else None

    def _clauses(self, words: Sequence[str]) -> list[Sequence[str]]:
        """Return the parts of words around "but", "and" and "because"; none where they are one, or deny both."""
        joins = [
            at
            for at, word in enumerate(words)
            if word in _JOINS
            and 0 < at < len(words) - 1
            and (word != "other" or words[at + 1] == "than")
            and " ".join(words[at - 1 : at + 2]) not in self._joined
        ]
        ends = pairwise([-1, *joins, len(words)])
        clauses = [(words[at + 1 : end], words[at] if at >= 0 else _BUT, words[: max(at, 0)]) for at, end in ends]
        told = [clause for clause, join, before in clauses if join in _BUTS or _is_another(clause, before)]
        return [tuple(dropwhile(_LEADING.__contains__, clause)) for clause in told] if joins else []

    def shares(self, utterance: str) -> list[tuple[str, float]]:
        """Return the two intents whose samples are most similar, with their shares, 0 to 1; none before it learned."""
        return self._trained.shares(words_of(utterance)) if self._trained else []

    def _exact(self, words: Sequence[str]) -> Match | None:
        """Return the sample that fits, with or without fillers: a red flag first, else the most literal one.

        Without its "just", a sentence may become one of those that are refused; as it was said it counts.
        """
        matches = list(self._samples.matches(words))
        plain = [] if normalised(words) == list(words) else self._samples.matches(normalised(words))
        matches += [match for match in plain if not matches or match.intent != FALLBACK]
        best = max(matches, key=_preference, default=None)
        if best and best.intent in DENYING_INTENTS and not says_not(words):
            return None
        same = [match for match in matches if best and match.intent == best.intent]
        return max(same, key=lambda match: (len(match.slots), _preference(match)), default=None)

    def _slots(self, intent: str, words: Sequence[str]) -> dict[str, Slot]:
        """Return the slots of ``intent`` that can be filled from anywhere in ``words``, a sign by what is alike."""
        blanks = self._model.blanks[intent]
        may_be_ago = any(blank.name == _AGO for blank in blanks)
        found = {blank.name: self._find(blank, words, may_be_ago) or self._alike(blank, words) for blank in blanks}
        for type_ in dict.fromkeys(blank.type for blank in blanks):
            alike = [blank for blank in blanks if blank.type == type_]
            if len(alike) > 1 and not may_be_ago and found[alike[0].name] not in (None, _UNKNOWN):
                shared = self._shared_out(alike, words)
                found |= shared if any(shared.values()) else dict.fromkeys([blank.name for blank in alike[1:]])
        found |= {blank.name: _any_words(blank, words) for blank in blanks if not found[blank.name]}
        return {name: slot for name, slot in found.items() if slot}

    def _shared_out(self, blanks: Sequence[Blank], words: Sequence[str]) -> dict[str, Slot | None]:
        """Return what each of several blanks of one type holds: the value after a word that it mostly follows."""
        found: dict[str, Slot | None] = dict.fromkeys(blank.name for blank in blanks)
        taken = 0
        for at, end, slot in self._candidates(blanks[0], words):
            free = [blank for blank in blanks if found[blank.name] is None]
            if free and slot != _UNKNOWN and at >= taken:
                best = max(free, key=lambda blank: self._followed[words[at - 1] if at else "", blank])
                found[best.name], taken = slot, end
        return found

    def _alike(self, blank: Blank, words: Sequence[str]) -> Slot | None:
        if blank.type not in _SIGNS:
            return None
        said = next((said for _, _, said in self._nearest.values(words, {blank.type}, _ALIKE)), None)
        return Slot(" ".join(said), self._model.values[blank.type][said]) if said else None

    def _find(self, blank: Blank, words: Sequence[str], may_be_ago: bool) -> Slot | None:
        """Return the longest value of ``blank``, the first of equals; "?" for a unit of time without a number.

        A number without a unit is no duration. A time of day that follows "at" wins over any other number. Of two
        ankles, the one that is worse counts, and of two numbers the higher. ``may_be_ago``: what stands before "ago" is
        the slot of that name.
        """
        found = [each for each in self._candidates(blank, words) if each[2] != _UNKNOWN]
        if may_be_ago:
            found = [each for each in found if (words[each[1] : each[1] + 1] == [_AGO]) is (blank.name == _AGO)]
        if found:
            return max(found, key=lambda each: _rank(blank, words, *each))[2]
        return _UNKNOWN if blank.type == DURATION and blank.name != _AGO and speaks_of_time(words) else None

    def _candidates(self, blank: Blank, words: Sequence[str]) -> Iterator[tuple[int, int, Slot]]:
        """Yield start, end and value of what can fill ``blank``, but for the "worse" inside of "no worse"."""
        after = 0
        for at in range(1 if blank in self._first else len(words)):
            for end, slot in fillings(blank, self._model, words, at):
                if end > after:
                    yield at, end, slot
            after = max([after, *(end for end, _ in fillings(blank, self._model, words, at))])


def _tells_nothing(words: Sequence[str], intent: str, slots: Mapping[str, Slot]) -> bool:
    """Return whether an intent that is only similar lacks what makes it one."""
    ids, said = {slot.id for slot in slots.values()}, {*words}
    if _EMERGENCY in ids and words.count("nine") in (1, 2) and not _CALLED & said:
        return True  # an hour, and no number to call
    if (is_asked(words) and _IN in ids) or (intent in _NEEDS_SLOT and not slots):
        return True  # "is my foot in" does not tell that it is
    if intent == _BEEN_IN and not slots and not _ICE & said:
        return True
    if intent == _KEEP and {*slots} == {_ORDER} and not says_not(words):
        return True  # "stop it and cancel the reminders" keeps nothing
    return intent in DENYING_INTENTS | {_FINE} and {"yes", "no"} <= said  # "hot no, blue yes"


def _is_another(clause: Sequence[str], before: Sequence[str]) -> bool:
    """Return whether a "not" ``before`` does not deny the clause too, as it does in "it's not numb and blue"."""
    return bool({*clause[:1]} & _SUBJECTS) or not says_not(before) or list(before) == ["no"]


def _always_first(model: Model) -> set[Blank]:
    """Return the blanks that every sample that has them begins with."""
    places: dict[Blank, set[int]] = {}
    for sample in model.samples:
        for at, piece in enumerate(sample.pieces):
            if isinstance(piece, Blank):
                places.setdefault(piece, set()).add(at)
    return {blank for blank, at in places.items() if at == {0}}


def _any_words(blank: Blank, words: Sequence[str]) -> Slot | None:
    """Return what stands after the word that opens this slot, as words that its type does not list."""
    opens = _OPEN.get(blank.type)
    said = words[words.index(opens) + 1 :] if opens in words else ()
    return Slot(" ".join(said), None) if said else None


def _rank(blank: Blank, words: Sequence[str], at: int, end: int, slot: Slot) -> tuple[bool, bool, float, int]:
    before = words[at - 1 : at]
    of_two = float(slot.value) if blank.type == NUMBER and before != ["of"] else 0.0
    return slot.id == _GRAVEST, blank.type == TIME and before in (["at"], ["not"]), of_two, end - at


def _preference(match: Match) -> tuple[bool, bool, int, int]:
    """Rank matches: a red flag first, then fully parsed slots, then most words of the sample's own."""
    return match.intent in SAFETY_INTENTS, not match.unread, match.own_words, match.listed
