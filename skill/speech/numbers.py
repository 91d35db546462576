"""Numbers, durations and days for the ear, rounded in this one place."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel.dates import format_date
from unicode_rbnf import RbnfEngine

Format = Callable[..., str]
"""Fills a piece of the catalogue: ``piece("minutes", count=12, words="twelve")``."""

FINE = 20
"""Up to this many minutes are told to the minute, longer waits in steps of five."""

LONGEST_LIST = 3
"""More times than this are told as a row, not one by one."""

NOON, EVENING = 12, 17


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


@lru_cache(maxsize=1024)
def spoken_number(number: int, language: str) -> str:
    """Return a whole number in words: 21 is "twenty one"."""
    return _engine(language).format_number(number).text.replace("-", " ")


def spoken_duration(time: timedelta, piece: Format, language: str) -> str:
    """Return a duration in words: whole minutes, by five above twenty, by half hours above an hour."""
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

    Args:
        times: in order, told by the clock they carry; those of another day than the first are not told.
        today: the date where they live.
        piece: fills a piece of the catalogue.
        language: such as ``en``.
        brief: as few words as are clear.
    """
    day = times[0].date()
    runs = _runs([each for each in times if each.date() == day])
    if len(times) <= LONGEST_LIST:
        runs = [list(times)]
    told = [_spoken_run(run, piece, language, brief) for run in runs]
    words = _joined(told, piece)
    if day == today:
        return words
    name = piece("tomorrow-part", part=_part(times[0])) if (day - today).days == 1 and not brief else ""
    return piece("on-day", day=name or spoken_day(day, today, piece, language), times=words)


def _runs(times: list[datetime]) -> list[list[datetime]]:
    """Split times into runs of equal gaps."""
    runs: list[list[datetime]] = []
    for each in times:
        last = runs[-1] if runs else []
        is_next = len(last) == 1 or (len(last) > 1 and each - last[-1] == last[-1] - last[-2])
        if is_next:
            last.append(each)
        else:
            runs.append([each])
    return runs


def _spoken_run(run: list[datetime], piece: Format, language: str, brief: bool) -> str:
    words = [_clock(each, piece, language) for each in run]
    if len(run) <= LONGEST_LIST:
        return piece("at-times", times=_joined(words, piece))
    gap = spoken_duration(run[1] - run[0], piece, language)
    return piece("every-brief" if brief else "every", gap=gap, first=words[0], last=words[-1], part=_part(run[-1]))


def _joined(words: list[str], piece: Format) -> str:
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
