"""Which of the things said in one sentence counts: a sign beside an answer, an act beside a question, a correction."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from itertools import dropwhile, pairwise

from speaker.exact import Match
from speaker.heard import Heard
from speaker.model import Model
from speaker.nearest import FALLBACK, SAFETY_INTENTS, STOPPING_INTENTS
from speaker.unasked import ANSWERS, DENYING_INTENTS, is_asked, says_not

# --- words ------------------------------------------------------------------------------------------

_BUT, _BECAUSE = "but", ("because", "cause")
_BUTS = {_BUT, "though", "although", "except", "apart", "aside", "other", "bar", "minus"}
_JOINS = {*_BUTS, *_BECAUSE, "and"}
"""Words that another clause follows; what stands before a "but" does not deny it."""
_LEADING = {"from", "for", "that", "than", "being", "the", "a", "some", "little", "bit", "of"}
"""Words after "except", "apart" or "but for" that add nothing."""
_SUBJECTS = {"it", "i", "my", "they", "the", "there"}
"""Words that a clause of its own begins with."""
_SUPPOSED = {"if", "when", "whether"}
"""Words of a question that make what stands in it no fact."""
_CORRECTIONS = ("actually", "i mean", "i meant", "no wait", "no hang on", "no sorry", "or rather", "scrap that")
"""Words between what was said first and what is meant."""
_TURN = re.compile(
    r"(?P<first>(it is not|they are not|(can|should|could|may) i|how (long|much)|what (do|should) i) .*?\w)"
    r"(?<! but)(?<! and)(?<! because)(?<! that)(?<! if)(?<! when)(?<! though)(?<! while)(?<! until)"
    r"(?<! after)(?<! before)(?<! like) "
    r"(?P<then>(it is|they are|my (foot|toes?|ankle|feet|skin|chest) (is|are|has|have)|i feel) .*)"
)
"""Two clauses without a word between: "it's not red, it's white", "can I stop, my foot is blue"."""
_PHRASE = 5
"""A value of more words is a sentence."""
_SURE = 0.5
"""Score from which a clause alone tells of a sign, or of news."""

# --- intents ----------------------------------------------------------------------------------------

_TOLD = ("MildSignIntent", "ColdRiskIntent", "ChildTwistIntent", "TwistIntent", "SkinWarningIntent", "RedFlagIntent")
"""Intents that tell of a sign; the gravest last."""
_MILD = _TOLD[0]
_SKIN = {"SkinWarningIntent"}
_YES_AND_NO = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
_BESIDE = ANSWERS | DENYING_INTENTS | _YES_AND_NO | {"CheckInIntent", "StepDoneIntent", "DoneIntent", "BackIntent"}
"""Intents that a sign may be told beside: "no, and it's hot", "better, but swollen", "I ran, and it swelled up"."""
_MEANT = {"MeantYesIntent", "MeantNoIntent"}
_WAITING = {"ThinkingIntent", "PauseItIntent", "AMAZON.PauseIntent"}
_GREETINGS = {"BackIntent", "StepDoneIntent"}
"""Intents that lead on to news: how it went."""
_ACTS = {"PauseItIntent", "ResumeItIntent", "AMAZON.PauseIntent", "AMAZON.ResumeIntent", "FootOutIntent"}
_ACTS |= {"CancelIceIntent", "MoreTimeIntent", "LessTimeIntent", "SetLengthIntent", "StartIcingIntent"}
_ACTS |= {"StillInIntent", "ReportSorenessIntent", "CanStepsIntent"}
"""Intents that a clause alone means, whatever stands beside it that can wait: their answers lead on to that."""
_CAN_WAIT = {"TimeLeftIntent", "WhereAmIIntent", "NextIcingIntent", "HowToIntent", "WhyIntent", "AskTopicIntent"}
_CAN_WAIT |= {"MassageIntent", "ListRemindersIntent", "RemindMeIntent", "SkipRemindersIntent", "CancelRemindersIntent"}
_CAN_WAIT |= {"CanStepsIntent", "AllFineIntent", "HurtsIntent", FALLBACK}
"""Intents that ask, or tell what will be asked for."""


class Clauses:
    """Tells what counts of an utterance with several clauses, each understood alone."""

    def __init__(
        self,
        model: Model,
        understand: Callable[[str], Heard],
        exact: Callable[[Sequence[str]], Match | None],
    ) -> None:
        self._model = model
        self._understand = understand
        self._exact = exact

    @cached_property
    def _joined(self) -> set[str]:
        """What stands around such a word inside of a value: "black and blue"; but for values that are sentences."""
        every = (words for values in self._model.values.values() for words in values if len(words) <= _PHRASE)
        joined = (words[at - 1 : at + 2] for words in every for at, word in enumerate(words) if word in _JOINS)
        return {" ".join(words) for words in joined if len(words) == 3 and words[-1] not in _SUBJECTS}

    def sign(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return the gravest sign that a clause tells alone, whatever stands beside it (S6, S20).

        "It's not hot, but it's numb", "yes but it's bleeding", "I twisted it, but it's not swollen", "how long is left,
        and it's gone blue".

        Args:
            words: what was said.
            heard: the intent that all of it sounds like; ``None`` for none.
        """
        is_denied = heard in SAFETY_INTENTS and says_not(words)
        if heard in STOPPING_INTENTS and not is_denied:
            return None
        clauses = self._clauses(words)
        if is_asked(words):
            clauses = [] if _SUPPOSED & {*words} else [each for each in clauses if {*each[:1]} & _SUBJECTS]
        parts = [self._understand(" ".join(clause)) for clause in clauses]
        counts: Collection[str] = STOPPING_INTENTS
        if heard is None and not {*_BUTS, *_BECAUSE} & {*words}:
            counts = _SKIN  # "I dropped it and it's bent"
        elif heard is None or is_denied or heard in _BESIDE:
            counts = _TOLD
        signs = [part for part in parts if part.intent in counts and part.score >= _SURE]
        denies = is_denied or (heard is None and bool(parts) and parts[-1].intent in DENYING_INTENTS)
        denial = parts[-1] if denies and parts else None
        return max(signs, key=lambda part: _TOLD.index(part.intent), default=denial)

    def other(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return what else counts more than what all of it sounds like: what was meant, done, or told as news."""
        told = self._mild(words, heard) or self._corrected(words, heard)
        return told or self._act(words, heard) or self._news(words)

    def _mild(self, words: Sequence[str], heard: str | None) -> Heard | None:
        """Return the mild sign that one clause tells, where together they only sound like a stop (S17).

        "It's sore, and it's swollen"; but "it's hot, and it's red" is a stop.
        """
        clauses = self._clauses(words) if heard in STOPPING_INTENTS else []
        told = [part for part in map(self._understand, map(" ".join, clauses)) if part.intent in _TOLD]
        return told[0] if len(told) == 1 and told[0].intent == _MILD and told[0].score >= _SURE else None

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
        """Return what is told after a greeting: "I'm back, and I rolled it", "I did the massage, and it hurt"."""
        greeting, *rest = self._clauses(words) or [()]
        exact = self._exact(greeting) if rest else None
        told = self._understand(" ".join(rest[0])) if exact and exact.intent in _GREETINGS else None
        return told if told and told.score >= _SURE else None

    def _clauses(self, words: Sequence[str]) -> list[Sequence[str]]:
        """Return the parts of words around "but", "and" and "because"; none where they are one, or deny both."""
        words = _with_but(words)
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


def _with_but(words: Sequence[str]) -> Sequence[str]:
    """Return the words with a "but" between clauses that have none, and in place of the "just" after "I'm fine"."""
    said = re.sub(r"\b(fine|okay|good) just\b", r"\1 but", " ".join(words))
    turn = _TURN.match(said)
    return (f"{turn['first']} {_BUT} {turn['then']}" if turn else said).split()


def _is_another(clause: Sequence[str], before: Sequence[str]) -> bool:
    """Return whether a "not" ``before`` does not deny the clause too, as it does in "it's not numb and blue"."""
    return bool({*clause[:1]} & _SUBJECTS) or not says_not(before) or list(before) == ["no"]
