"""Tells words that deny or only ask about what they name: "don't cancel my reminders", "how do I cancel them?"."""

import re
from collections.abc import Sequence

ENDING_INTENTS = frozenset(
    {"FootOutIntent", "CancelIceIntent", "CancelRemindersIntent", "SkipRemindersIntent", "ForgetMeIntent"}
    | {"DoneIntent", "StepDoneIntent", "AMAZON.StartOverIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent"}
)
"""Intents that end or delete something. Other words than their samples must ask for it outright."""

_DENIED = re.compile(
    r"\b(not|never|no need)( (want|to|you|ever|please|need|going|yet|have|been|be|dare|really|quite|all|even|say|said|"
    r"ask|asked|tell|told|that|i))* (cancel|delete|stop|forget|erase|remove|wipe|clear|end|quit|restart|reset|start|"
    r"skip|drop|turn|switch|take|taken|took|taking|pulled|lifted|got|gotten|get|come|out|done|finished|over|lose)\b"
)
_ASKED = re.compile(
    r"(how|what|why|when|will|who|does|do(?! not)|did(?! (my|the|a))|is|are|should|if|am|was|were|where|which|has)\b|"
    r"(can|could|may|shall|would|must) (i|it|that|this)\b"
)


def is_denied_or_asked(words: Sequence[str]) -> bool:
    """Return whether ``words`` deny, or only ask about, the ending that they name."""
    text = " ".join(words)
    return bool(_ASKED.match(text) or _DENIED.search(text))
