"""Normalises an utterance: without filler words, and with placeholders for its numbers and durations."""

from collections.abc import Sequence

from speaker.quantities import duration_at, number_at, speaks_of_time
from speaker.times import time_at

A_TIME, A_CLOCK, A_NUMBER = "0time", "0clock", "0number"
"""Placeholders for any duration, for a time of day such as "half past six", and for any number, also an hour alone.

Words of users have no digits.
"""
_FILLERS = frozenset(
    ("um", "uh", "uhm", "er", "erm", "hmm", "hm", "mm", "ah", "oh", "hey", "alexa", "please", "okay", "so", "well")
) | {"like", "just", "actually", "coach", "mate", "love", "dear", "bloody", "damn"}
_VAGUE = frozenset(("a", "an", "another", "one", "couple", "few", "half", "quarter", "several"))


def normalised(words: Sequence[str]) -> list[str]:
    """Return ``words`` without fillers (unless there is nothing else) and with quantities in their plainest order.

    "um five more minutes please" becomes "five minutes more", "another minute" becomes "another one minute".
    """
    kept = [word for word in words if word not in _FILLERS] or list(words)
    ordered: list[str] = []
    at = 0
    while at < len(kept):
        time = duration_at(kept, at)
        said = kept[at : time.end] if time else kept[at : at + 1]
        if time and said[0] == "another":
            said = ["another", "one", *said[1:]]
        elif time and "more" in said:
            said = [*(word for word in said if word != "more"), "more"]
        ordered += said
        at += time.end - at if time else 1
    return ordered


def shape(words: Sequence[str]) -> str:
    """Return the normalised words as one text, so that "twelve minutes" looks like the ``{duration}`` of a sample.

    "a minute" and "one" stay: "wait a minute" and "the left one" have no quantity.
    """
    words = normalised(words)
    shaped: list[str] = []
    at = 0
    while at < len(words):
        end, stand_in = _quantity_at(words, at)
        shaped.append(stand_in)
        at = end
    return " ".join(shaped)


def _quantity_at(words: Sequence[str], at: int) -> tuple[int, str]:
    """Return where the quantity at ``at`` ends and its placeholder; or the next word as it is."""
    time = duration_at(words, at)
    if time and (time.end - at > 2 or words[at] not in _VAGUE):
        return time.end, A_TIME
    clock = time_at(words, at)
    if clock and ":" in clock.value and not clock.bare:
        return clock.end, A_CLOCK
    number = number_at(words, at)
    if number is None or words[at] in _VAGUE or _within_digits(words, at, number.end):
        return at + 1, words[at]
    return number.end, A_NUMBER


def _within_digits(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether this is one digit of several: "nine one one" is no quantity, the six of "the six one" is."""
    before = start > 0 and not speaks_of_time(words[start - 1 : start]) and number_at(words, start - 1)
    after = number_at(words, end)
    if after and list(words[end : after.end]) == ["one"]:
        after = number_at(words, after.end)
    return bool(before or after)
