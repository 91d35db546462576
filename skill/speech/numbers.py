"""Numbers, durations and days for the ear, rounded in this one place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from babel.dates import format_date
from unicode_rbnf import RbnfEngine

from skill.routine.schedule import NOON, part_of

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

MINUTE, HALF_AN_HOUR, HALF_A_DAY = timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=12)

_engine = cache(RbnfEngine.for_language)


@lru_cache(maxsize=1024)
def spoken_number(number: int, language: str) -> str:
    """Return a whole number in words: 21 is "twenty one"."""
    return _engine(language).format_number(number).text.replace("-", " ")


def _nearest(time: timedelta, unit: timedelta) -> int:
    return (2 * time + unit) // (2 * unit)


@dataclass(frozen=True, slots=True)
class InWords:
    """Says numbers, durations and days in a language."""

    piece: Format
    language: str

    def number(self, number: int) -> str:
        """Return a whole number."""
        return spoken_number(number, self.language)

    def duration(self, time: timedelta) -> str:
        """Return whole minutes, by five above twenty, by half hours above an hour; whole days.

        To the nearest of these, halves up.
        """
        days = time.days
        if time == timedelta(days=days) and days:
            name, count = ("days", days) if days % 7 else ("weeks", days // 7)
            return self.piece(name, count=count, words=self.number(count))
        if time < MINUTE:
            return self.piece("less-than-a-minute")
        minutes = _nearest(time, MINUTE)
        if minutes > FINE:
            minutes = 5 * _nearest(time, 5 * MINUTE)
        if minutes < 60:
            return self.piece("minutes", count=minutes, words=self.number(minutes))
        halves = _nearest(time, HALF_AN_HOUR)
        name = "hours-and-half" if halves % 2 else "hours"
        return self.piece(name, count=halves // 2, words=self.number(halves // 2))

    def about(self, time: timedelta) -> str:
        """Return a rounded duration that says it is one: "about twelve minutes", "less than a minute"."""
        words = self.duration(time)
        return words if time < MINUTE else self.piece("about", time=words)

    def waits(self, times: tuple[timedelta, ...]) -> str:
        """Return waits: "in two hours and in four hours"."""
        return self.joined([self.piece("in-time", time=self.duration(each)) for each in times])

    def day(self, day: date, today: date) -> str:
        """Return a day as "tomorrow", as the weekday ahead, or as how long ago it was."""
        ahead = (day - today).days
        if ahead > 1:
            return format_date(day, "EEEE", locale=self.language)
        if ahead < -1:
            return self.piece("days-ago", words=self.number(-ahead))
        return self.piece({1: "tomorrow", 0: "today", -1: "yesterday"}[ahead])

    def times(self, times: tuple[datetime, ...], today: date) -> str:
        """Return times of a day: "at six and eight this evening", "every two hours from ten until eight this evening".

        Whether it is morning or evening is said wherever it could be either. At most `MOST_WORDS` or little more, so
        that a sentence can be made of them. Times of another day than the first are not told.
        """
        day = times[0].date()
        of_day = sorted({each for each in times if each.date() == day})
        told = _Times(of_day, day == today, self)
        if day == today:
            forms = told.forms()
        elif len(of_day) <= LONGEST_LIST and (of_day[0].hour < NOON) is (of_day[-1].hour < NOON):
            part = self.piece("day-part", day=self.day(day, today), part=part_of(of_day[-1].hour).value)
            return self.piece("on-day", day=part, times=self.piece("at-times", times=told.joined(of_day)))
        else:
            named = self.day(day, today)
            forms = [self.piece("on-day", day=named, times=words) for words in told.forms()]
        return next((words for words in forms if len(words.split()) <= MOST_WORDS), forms[-1])

    def joined(self, words: list[str]) -> str:
        """Return "five, seven and nine"."""
        return self.piece("and", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else words[0]


@dataclass(frozen=True, slots=True)
class _Times:
    """Times of one day, told in several ways."""

    times: list[datetime]
    """In order, at least one."""
    is_today: bool
    words: InWords

    @property
    def is_unclear(self) -> bool:
        """Whether a time of the morning might as well be one of the evening, before the last one."""
        return any(each.hour < NOON and each + HALF_A_DAY <= self.times[-1] for each in self.times)

    def forms(self) -> list[str]:
        """Return the ways to tell them, the fullest first; the last one is short."""
        halves = [[each for each in self.times if (each.hour < NOON) is early] for early in (True, False)]
        groups = [each for each in halves if each] if self.is_unclear else [self.times]
        number, piece = len(self.times), self.words.piece
        if number <= LONGEST_LIST:
            clear = [self.words.joined([*map(self.clock, each[:-1]), self.clear(each[-1])]) for each in groups]
            listed = [piece("at-times", times=self.words.joined(clear))]
        else:
            listed = self._row()
        more = self.words.number(number - 1)
        return [*listed, piece("more-times", first=self._first, words=more, last=self.clear(self.times[-1]))]

    @property
    def _first(self) -> str:
        return self.clear(self.times[0]) if self.is_unclear else self.clock(self.times[0])

    def _row(self) -> list[str]:
        """Return them as a row of equal gaps, with what is left out of it; nothing when they are none."""
        times, piece = self.times, self.words.piece
        gap = min(later - each for each, later in pairwise(times))
        row = [times[0] + n * gap for n in range((times[-1] - times[0]) // gap + 1)]
        left_out = [each for each in row if each not in times]
        if gap % HALF_AN_HOUR or len(row) - len(left_out) < len(times) or len(left_out) > FEW:
            return []
        words = piece("every", gap=self.words.duration(gap), first=self._first, last=self.clear(times[-1]))
        if not left_out:
            return [words]
        return [piece("but-not", row=words, times=piece("at-times", times=self.joined(left_out)))]

    def joined(self, times: list[datetime]) -> str:
        """Return these of them, one after another."""
        return self.words.joined([*map(self.clock, times)])

    def clock(self, time: datetime) -> str:
        """Return a time of the day; which half of the day it is in, the others tell."""
        hour, of_day, minutes = map(self.words.number, (time.hour % 12 or 12, time.hour, time.minute))
        key = "clock-minutes" if time.minute >= 10 else "clock-few-minutes" if time.minute else "clock"
        return self.words.piece(key, hour=hour, hour_of_day=of_day, minutes=minutes)

    def clear(self, time: datetime) -> str:
        """Return a time of the day with its part of the day; noon has a name."""
        if (time.hour, time.minute) == (NOON, 0):
            return self.words.piece("noon")
        part = f"{'this' if self.is_today else 'in-the'}-{part_of(time.hour)}"
        return self.words.piece("clock-part", clock=self.clock(time), part=part)
