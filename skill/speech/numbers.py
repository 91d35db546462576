"""Numbers, durations and days for the ear, rounded in this one place."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from babel.dates import format_date
from unicode_rbnf import RbnfEngine

Format = Callable[..., str]
"""Fills a piece of the catalogue: ``piece("minutes", count=12, words="twelve")``."""

FINE = 20
"""Up to this many minutes are told to the minute, longer waits in steps of five."""

LONGEST_LIST = 3
"""More times than this are told as a row, not one by one."""

FEW = 2
"""So many may be left out of a row."""

MOST_WORDS = 14
"""A row of times that takes more words is told by its first, its last, and how many there are."""

HALF_AN_HOUR = timedelta(minutes=30)
NOON, EVENING = 12, 17


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


@lru_cache(maxsize=1024)
def spoken_number(number: int, language: str) -> str:
    """Return a whole number in words: 21 is "twenty one"."""
    return _engine(language).format_number(number).text.replace("-", " ")


def spoken_duration(time: timedelta, piece: Format, language: str) -> str:
    """Return a duration in words: whole minutes, by five above twenty, by half hours above an hour; whole days."""
    days = time.days
    if time == timedelta(days=days) and days:
        name, count = ("days", days) if days % 7 else ("weeks", days // 7)
        return piece(name, count=count, words=spoken_number(count, language))
    minutes = round(time.total_seconds() / 60)
    if time < timedelta(minutes=1):
        return piece("less-than-a-minute")
    if minutes > FINE:
        minutes = -(-minutes // 5) * 5
    if minutes < 60:
        return piece("minutes", count=minutes, words=spoken_number(minutes, language))
    halves = -(-minutes // 30)
    name = "hours-and-half" if halves % 2 else "hours"
    return piece(name, count=halves // 2, words=spoken_number(halves // 2, language))


def spoken_about(time: timedelta, piece: Format, language: str) -> str:
    """Return a rounded duration that says it is one: "about twelve minutes", "less than a minute"."""
    words = spoken_duration(time, piece, language)
    return words if time < timedelta(minutes=1) else piece("about", time=words)


def spoken_day(day: date, today: date, piece: Format, language: str) -> str:
    """Return a day as "tomorrow", as the weekday ahead, or as how long ago it was."""
    ahead = (day - today).days
    if ahead > 1:
        return format_date(day, "EEEE", locale=language)
    if ahead < -1:
        return piece("days-ago", words=spoken_number(-ahead, language))
    return piece({1: "tomorrow", 0: "today", -1: "yesterday"}[ahead])


def spoken_times(times: tuple[datetime, ...], today: date, piece: Format, language: str, brief: bool = False) -> str:
    """Return times of one day: "at four, six and eight", "every two hours from ten until eight".

    At most `MOST_WORDS`, so that a sentence can be made of them.

    Args:
        times: in order, told by the clock they carry; those of another day than the first are not told.
        today: the date where they live.
        piece: fills a piece of the catalogue.
        language: such as ``en``.
        brief: as few words as are clear.
    """
    day = times[0].date()
    of_day = sorted({each for each in times if each.date() == day})
    clocks = [_clock(each, piece, language) for each in of_day]
    if len(of_day) <= LONGEST_LIST:
        forms = [piece("at-times", times=_join_words(clocks, piece))]
    else:
        more = spoken_number(len(clocks) - 1, language)
        row = _row(of_day, today, piece, language, brief)
        forms = [*row, piece("more-times", first=clocks[0], words=more, last=clocks[-1])]
    is_list = len(of_day) <= LONGEST_LIST
    told = [_on_day(words, of_day[0], today, piece, language, brief or not is_list) for words in forms]
    return next((words for words in told if len(words.split()) <= MOST_WORDS), told[-1])


def _on_day(words: str, first: datetime, today: date, piece: Format, language: str, brief: bool) -> str:
    day = first.date()
    if day == today:
        return words
    name = piece("tomorrow-part", part=_part(first)) if (day - today).days == 1 and not brief else ""
    return piece("on-day", day=name or spoken_day(day, today, piece, language), times=words)


def _row(times: list[datetime], today: date, piece: Format, language: str, brief: bool) -> list[str]:
    """Return times as a row of equal gaps, with what is left out of it; nothing when they are none."""
    gap = min(later - each for each, later in pairwise(times))
    row = [times[0] + n * gap for n in range((times[-1] - times[0]) // gap + 1)]
    left_out = [_clock(each, piece, language) for each in row if each not in times]
    if gap % HALF_AN_HOUR or len(row) - len(left_out) < len(times) or len(left_out) > FEW:
        return []
    first, last = _clock(times[0], piece, language), _clock(times[-1], piece, language)
    told = {"gap": spoken_duration(gap, piece, language), "first": first, "last": last, "part": _end(times, today)}
    words = piece(_brief(times) if brief else "every", **told)
    if not left_out:
        return [words]
    return [piece("but-not", row=words, times=piece("at-times", times=_join_words(left_out, piece)))]


def _end(times: list[datetime], today: date) -> str:
    """Return which part of the day a row ends in: "until nine" alone may mean the morning."""
    return _part(times[-1]) if times[-1].date() == today else f"later-{_part(times[-1])}"


def _brief(times: list[datetime]) -> str:
    """Return the piece for a brief row; "seven until nine" would sound like two hours."""
    first, last = times[0], times[-1]
    is_unclear = first.hour < NOON <= last.hour and first.hour % NOON <= last.hour % NOON and not last.minute
    return "every-brief-unclear" if is_unclear else "every-brief"


def _join_words(words: list[str], piece: Format) -> str:
    return piece("and", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else words[0]


def _clock(time: datetime, piece: Format, language: str) -> str:
    """Return a time of the day; which half of the day it is in, the day tells."""
    hour = spoken_number(time.hour % 12 or 12, language)
    of_day = spoken_number(time.hour, language)
    if not time.minute:
        return piece("clock", hour=hour, hour_of_day=of_day)
    return piece("clock-minutes", hour=hour, hour_of_day=of_day, minutes=spoken_number(time.minute, language))


def _part(time: datetime) -> str:
    return "morning" if time.hour < NOON else "afternoon" if time.hour < EVENING else "evening"
