"""Numbers, durations and days for the ear, rounded in this one place."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache

from babel.dates import format_date
from unicode_rbnf import RbnfEngine

Format = Callable[..., str]
"""Fills a piece of the catalogue: ``piece("minutes", count=12, words="twelve")``."""

FINE = 20
"""Up to this many minutes are told to the minute, longer waits in steps of five."""


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
    """Return a day as "tomorrow" or its weekday."""
    return piece("tomorrow") if (day - today).days == 1 else format_date(day, "EEEE", locale=language)
