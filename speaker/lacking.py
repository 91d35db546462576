"""What only sounds like an intent: sentences near its samples that lack what makes it one, or have what unmakes it."""

import re
from collections.abc import Mapping, Sequence

from speaker.exact import Slot
from speaker.unasked import is_asked, says_not

_TO_COME = r"\b(about|going) to\b|\bin (a|an|\w+) minutes?\b"
_NOT_PUT = r"\bnot (\w+ ){0,3}(put|putting|want|ready)\b"
_YES_AND_NO = r"\byes\b.*\bno\b|\bno\b.*\byes\b"

UNMADE: dict[str, str] = {
    # "back in ten minutes"
    "BeenInIntent": r"\bin (a|an|\w+) (minutes?|hours?|seconds?)\b(?! ago)",
    # "everything's swollen"
    "AllFineIntent": r"\beverything\b",
    # "I'm not putting it in there"
    "StillInIntent": _NOT_PUT,
    # "I'll take it out when it rings", "I took my phone out"
    "FootOutIntent": (
        r"\b(at the end|later|soon|(when|once) it|love to|(phone|towel|sock|cubes?) out|out my phone|other foot)\b"
    ),
    # "hot no, blue yes"
    **dict.fromkeys(("DenySignIntent", "FeelsFineIntent"), _YES_AND_NO),
}
"""Patterns with which the words do not mean the intent."""

UNMADE_VALUES: dict[str, str] = {
    # "I'm not ready to put it in", "in a minute it's in"
    "IN": f"{_NOT_PUT}|{_TO_COME}",
    # "gone lopsided"
    "GONE": (
        r"^(\w+ ){0,3}gone (?!(now|away|today|already|completely|mostly|down|up|back|from|by|but|and|except|apart)\b)\w"
    ),
    # "at nine": an hour, and no number to call
    "EMERGENCY": r"^(?!.*\b(one|help|ambulance|emergency)\b)(?!.*\bnine nine nine\b).*\bnine\b",
}
"""The same for the values of slots, by id."""

UNASKED = {"BeenInIntent", "CheckInIntent"}
"""Intents that a question does not mean: "is a three bad"."""
_ICE = {"in", "ice", "icing", "bucket", "water", "bath"}
"""What a foot has been in: "I've been ill" is only like "I've been in"."""


def tells_nothing(words: Sequence[str], intent: str, slots: Mapping[str, Slot]) -> bool:
    """Return whether an intent whose samples are only similar lacks what makes it one."""
    said, ids, asked = " ".join(words), {slot.id or "" for slot in slots.values()}, is_asked(words)
    patterns = [UNMADE.get(intent), *(UNMADE_VALUES.get(each) for each in ids)]
    is_unmade = any(re.search(pattern, said) for pattern in patterns if pattern)
    return is_unmade or (asked and (intent in UNASKED or "IN" in ids)) or _lacks(words, intent, slots)


def _lacks(words: Sequence[str], intent: str, slots: Mapping[str, Slot]) -> bool:
    if intent == "MildSignIntent":
        return not slots
    if intent == "BeenInIntent":
        return not slots and _ICE.isdisjoint(words)
    if intent == "NeverMindIntent":  # "stop it and cancel the reminders" keeps nothing
        return {*slots} == {"order"} and not says_not(words)
    return intent == "BothIntent" and says_not(words)  # "nope to all three"
