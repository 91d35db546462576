"""Tells words that deny or only ask about what they name: "don't cancel my reminders", "how do I cancel them?"."""

import re
from collections.abc import Sequence

ENDING_INTENTS = frozenset(
    {"FootOutIntent", "CancelIceIntent", "CancelRemindersIntent", "SkipRemindersIntent", "ForgetMeIntent"}
    | {"AMAZON.StartOverIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "BeginAgainIntent", "GoodbyeIntent"}
    | {"DoneIntent", "StepDoneIntent", "CanStepsIntent", "SkipNextReminderIntent", "CareHadIntent", "BackIntent"}
)
"""Intents that end or delete something, or say all is well. Other words than their samples must say so outright."""

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
