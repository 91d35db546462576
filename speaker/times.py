"""Parses times of day in English words: "half past six", "quarter to eight", "six thirty pm", "this evening".

Use it only where a slot expects a time of day: "six" is a number in most sentences.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from speaker.quantities import Quantity, speaks_of_time, whole_at
from speaker.words import words_of

_DAY, _HOUR = 24 * 60, 60
_NAMED: dict[tuple[str, ...], str] = {("noon",): "12:00", ("midday",): "12:00", ("midnight",): "00:00"}
_PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
_AM, _PM = 0, 12
_PARTS_SAID: dict[tuple[str, ...], str] = {("this", part): value for part, value in _PARTS.items()}
_PARTS_SAID |= {("in", "the", part): value for part, value in _PARTS.items()}
_PARTS_SAID |= {("at", "night"): "NI", ("tonight",): "NI"}
_HALVES: dict[tuple[str, ...], int] = {way: _AM if value == "MO" else _PM for way, value in _PARTS_SAID.items()}
_HALVES |= {("am",): _AM, ("a", "m"): _AM, ("pm",): _PM, ("p", "m"): _PM}
_PARTS_SAID |= {(part,): value for part, value in _PARTS.items()}
_LONGEST = max(map(len, [*_NAMED, *_PARTS_SAID, *_HALVES]))
_PAST, _TO = frozenset({"past", "after"}), frozenset({"to", "till", "before"})
_BEFORE_AN_HOUR = {"at", "for", "from", "until", "till", "to", "by", "around", "about", "before", "after", "past"}
_BEFORE_AN_HOUR |= {"and", "or", "not", "but", "between", "it", "than", "of", "do", "make", "say"}
"""Words before "one" that let it be an hour: "put one in at four" and "the one at four" are about four alone."""
_AFTER_A_COUNT = {"out", "of", "mile", "miles", "kilometers", "kilometres", "times", "percent"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A time of day, and where its words end."""

    value: str
    """``HH:MM`` on a clock of 24 hours; ``MO``, ``AF``, ``EV`` or ``NI`` for a part of the day."""
    end: int
    """Index of the first word that no longer belongs to it."""
    bare: bool = False
    """Whether it is an hour alone, which might be any number."""


def time_in(text: str) -> str | None:
    """Return the time of day that ``text`` says; None when it says anything else."""
    words = words_of(text)
    found = time_at(words, 0)
    return found.value if found and found.end == len(words) else None


def time_at(words: Sequence[str], start: int) -> Reading | None:
    """Return the longest time of day that begins at ``start``. An hour alone is in the first half of the day."""
    return next(iter(times_at(words, start)), None)


def times_at(words: Sequence[str], start: int) -> list[Reading]:
    """Return the times of day that begin at ``start``: of "eight in the morning" the whole, and "eight"."""
    fixed = _said(_NAMED, words, start)
    if fixed:
        return [fixed]
    spoken = _past_or_to(words, start) or _hour_and_minutes(words, start)
    if spoken is None:
        part = _said(_PARTS_SAID, words, start)
        return [part] if part else []
    minutes, end, bare = spoken
    clock = Reading(_clock(minutes), end, bare)
    half = _way(_HALVES, words, end)
    if half and minutes < 13 * _HOUR:
        whole = Reading(_clock(minutes % (12 * _HOUR) + _shift(half, minutes) * _HOUR), end + len(half))
        return [whole, clock]
    return [] if bare and _is_a_count(words, start, end) else [clock]


def _shift(half: tuple[str, ...], minutes: int) -> int:
    """Return the hours to add for "pm" and the like; twelve at night is midnight."""
    at_night = half == ("tonight",) or half[-1] == "night"
    return _AM if at_night and minutes // _HOUR == 12 else _HALVES[half]


def _past_or_to(words: Sequence[str], start: int) -> tuple[int, int, bool] | None:
    """Read "half past six", "a quarter to eight", "ten minutes past nine", and the British "half six"."""
    counted = _minutes_before_joint(words, start)
    if counted is None:
        return None
    minutes, end = counted
    joint = words[end] if end < len(words) else ""
    hour = _hour(words, end + 1 if joint in _PAST | _TO else end)
    if hour is None:
        return None
    if joint in _TO:
        before = hour[0] - 1 or 12
        return before % 24 * _HOUR + _HOUR - minutes, _without_oclock(words, hour[1]), False
    if joint in _PAST or words[start] == "half":
        return hour[0] * _HOUR + minutes, _without_oclock(words, hour[1]), False
    return None


def _minutes_before_joint(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """Return the minutes of "a quarter", "half", "ten" or "ten minutes", and where they end."""
    at = start + 1 if _follows(words, start, ("a",)) else start
    named = {"half": 30, "quarter": 15}.get(words[at]) if at < len(words) else None
    if named:
        return named, at + 1
    count = whole_at(words, at)
    if count is None or not 0 < count.amount < _HOUR:
        return None
    if speaks_of_time(words[count.end : count.end + 1]):
        return int(count.amount), count.end + 1
    # "Six to eight" are two hours of the day, and "five to eight" is one.
    return (int(count.amount), count.end) if count.amount % 5 == 0 else None


def _hour_and_minutes(words: Sequence[str], start: int) -> tuple[int, int, bool] | None:
    """Read "six", "six o'clock", "six thirty", "six oh five", "eighteen hundred"."""
    hour = _hour(words, start)
    if hour is None:
        return None
    clock, end = hour[0] * _HOUR, hour[1]
    oclock = _without_oclock(words, end)
    if oclock > end:
        return clock, oclock, False
    if words[end : end + 1] and words[end] in ("hundred", "zero"):
        return clock, end + 2 if _follows(words, end + 1, ("hours",)) else end + 1, False
    oh = words[end : end + 1] and words[end] in ("oh", "o")
    minutes = _minutes_after_hour(words, start, end + 1 if oh else end)
    if minutes and ((10 <= minutes.amount < _HOUR and not oh) or (oh and 0 < minutes.amount < 10)):
        return clock + int(minutes.amount), minutes.end, False
    return clock, end, True


def _minutes_after_hour(words: Sequence[str], start: int, at: int) -> Quantity | None:
    """Return the number at ``at``: of "the six thirty one", which is a reminder, only the "thirty"."""
    found = whole_at(words, at)
    if found and found.end - at > 1 and words[found.end - 1] == "one" and start and words[start - 1] == "the":
        return whole_at(words[: found.end - 1], at)
    return found


def _hour(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """Return the hour, 0 to 24, that begins at ``start`` and where it ends: of "twenty thirty" the "twenty"."""
    for end in (start + 2, start + 1):
        found = whole_at(words[:end], start) if end <= len(words) else None
        if found and found.end == end and found.amount <= 24:
            return int(found.amount), end
    return None


def _is_a_count(words: Sequence[str], start: int, end: int) -> bool:
    """Return whether the number counts something: "three hours", "six out of ten", "the one"."""
    if speaks_of_time(words[end : end + 1]) or set(words[end : end + 1]) & _AFTER_A_COUNT:
        return True
    if words[start] != "one":
        return False
    is_more = words[end : end + 1] in (["more"], ["at"], ["in"], ["is"], *([part] for part in _PARTS))
    return is_more or (start > 0 and words[start - 1] not in _BEFORE_AN_HOUR)


def _without_oclock(words: Sequence[str], end: int) -> int:
    if _follows(words, end, ("oclock",)):
        return end + 1
    return end + 2 if _follows(words, end, ("o", "clock")) else end


def _said(table: dict[tuple[str, ...], str], words: Sequence[str], start: int) -> Reading | None:
    way = _way(table, words, start)
    return Reading(table[way], start + len(way)) if way else None


def _way(table: Collection[tuple[str, ...]], words: Sequence[str], start: int) -> tuple[str, ...] | None:
    """Return the longest way of ``table`` that begins at ``start``."""
    ways = (tuple(words[start : start + length]) for length in range(_LONGEST, 0, -1))
    return next((way for way in ways if way in table), None)


def _follows(words: Sequence[str], at: int, way: tuple[str, ...]) -> bool:
    return tuple(words[at : at + len(way)]) == way


def _clock(minutes: int) -> str:
    hours, minutes = divmod(minutes % _DAY, _HOUR)
    return f"{hours:02}:{minutes:02}"
