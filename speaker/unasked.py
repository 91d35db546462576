"""Tells words that deny or only ask about what they name: "don't cancel my reminders", "how do I cancel them?"."""

import re
from collections.abc import Sequence

ENDING_INTENTS = frozenset(
    {"FootOutIntent", "CancelIceIntent", "CancelRemindersIntent", "SkipRemindersIntent", "ForgetMeIntent"}
    | {"AMAZON.StartOverIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "BeginAgainIntent", "GoodbyeIntent"}
    | {"DoneIntent", "StepDoneIntent", "CanStepsIntent", "CareHadIntent", "BackIntent", "MeantNoIntent"}
)
"""Intents that end or delete something, or say all is well. Other words than their samples must say so outright."""

ANSWERS = frozenset(
    {"AgreeIntent", "DeclineIntent", "HedgedYesIntent", "AllFineIntent", "NothingWrongIntent"}
    | {"BothIntent", "SlowlyIntent", "MeantYesIntent", "MeantNoIntent"}
)
"""Intents that answer a question."""

DENYING_INTENTS = frozenset({"DenySignIntent"})
"""Intents that deny a sign: their samples have a "not"."""

_NOT = re.compile(
    r"\b(no|not|nope|nah|naw|nay|nae|nane|never|none|nothing|nowt|neither|nor|without|free|any|zero|nil|stopped|far|"
    r"knot|feel|straight|shape|normal)\b"
)
"""Words that deny, as they are heard, or that tell of what is well."""
_NO_DENIAL = re.compile(
    r"\b(no|nope|nah|not) (just|only)\b|\b(no |not )?(feel|feels|feeling|felt|now) nothing\b|\bno (more )?feeling\b"
)
"""Words with a "not" that deny nothing: "no, just numb", "I feel nothing"."""
_ASKED_BACK = re.compile(
    r"(how|what|when|who|where|which|is|does|are|am)\b(?! (not|fine|okay|grand|good))|"
    r"(should|would|could) (i|it|that|this|you|we|the)\b|"
    r".*\b((is|would|could|does|will|should|can) (that|it|this)|(is|would|does|could) not it)"
    r"( be)?( a| an)?( \w+){0,2}$"
)

_DENIED = re.compile(
    r"\b(not|never|nobody|no one|no need|no way)"
    r"( (want|to|you|ever|please|need|going|yet|have|been|be|dare|really|quite|all|even))*"
    r"( (say|said|ask|asked|tell|told|think|that|you|to|i|can|my|foot|it|is|has))* "
    r"(cancel|delete|stop|forget|forgotten|erase|remove|wipe|clear|end|quit|restart|reset|start|begin|skip|drop|turn|"
    r"switch|take|taken|took|taking|pulled|lifted|got|gotten|get|getting|come|out|done|finished|over|lose|do|manage)\b"
)
_ASKED = re.compile(
    r"(how|what|why|when|will|who|does|do(?! not)|did(?! (my|the|a))|is|are|should|if|am|was|were|where|which|has|"
    r"have you)\b|"
    r"(can|could|may|shall|would|must) (i|it|that|this|the|my|there)\b"
)


def is_asked(words: Sequence[str]) -> bool:
    """Return whether ``words`` are a question."""
    return bool(_ASKED.match(" ".join(words)))


def is_denied_or_asked(words: Sequence[str]) -> bool:
    """Return whether ``words`` deny, or only ask about, what they name."""
    return is_asked(words) or bool(_DENIED.search(" ".join(words)))


def is_asked_back(words: Sequence[str]) -> bool:
    """Return whether ``words`` are a question, or end in one: "I'm over sixty, is that a problem?"."""
    return bool(_ASKED_BACK.match(" ".join(words)))


def says_not(words: Sequence[str]) -> bool:
    """Return whether ``words`` have anything that denies; "no, just numb" has not."""
    return bool(_NOT.search(_NO_DENIAL.sub("", " ".join(words))))
