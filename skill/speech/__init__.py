"""What the coach's acts sound like: `say`. Wording lives in one Fluent file per language, and nowhere else.

Numbers, durations and days are rounded for the ear in one place too: `InWords`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource
from unicode_rbnf import RbnfEngine

from skill.routine import plan
from skill.routine.acts import Act, Ask, Say, SayAgain, Show, Value
from skill.routine.schedule import HALF_AN_HOUR, NOON, part_of

DEFAULT_LOCALE = "en-US"
"""For requests in a language there are no phrases for."""
FOLDER = Path(__file__).parent
UNITS = {"MINUTES": timedelta(minutes=1), "HOURS": timedelta(hours=1)}


class UnknownPhrase(LookupError):
    """A phrase, or a blank in it, that the catalogue of a language does not have."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer in words, plain text without markup."""

    speech: str
    """Empty when nothing is said."""
    reprompt: str = ""
    """Said after a silence; empty when nothing was asked."""
    card: tuple[str, str] | None = None
    """Title and text to read; ``None`` when there is nothing to read."""


def to_ssml(text: str) -> str:
    """Return plain text as an SSML document, in one line."""
    return f"<speak>{escape(' '.join(text.split()), quote=False)}</speak>"


@dataclass(frozen=True, slots=True)
class Shown:
    """A phrase as a screen puts it."""

    text: str
    """Empty when it is not for screens."""
    title: str = ""
    """Above the text; empty when the text has none of its own."""
    short: str = ""
    """In place of the text where there is little room; empty when it fits."""


@cache
def languages() -> list[str]:
    """Return the languages there is a catalogue for: discovered, not registered."""
    return sorted(path.stem for path in FOLDER.glob("*.ftl"))


@cache
def catalogue(language: str) -> FluentBundle:
    """Return the phrases of a language that there is a file for."""
    bundle = FluentBundle([language], functions={"CAP": _capital}, use_isolating=False)
    bundle.add_resource(FluentResource((FOLDER / f"{language}.ftl").read_text("utf-8")))
    return bundle


def _capital(text: Any) -> Any:
    return str(text)[:1].upper() + str(text)[1:]


@lru_cache(maxsize=4096)
def phrase(locale: str, key: str, attribute: str | None = None, /, **values: Any) -> str:
    """Return one piece of the catalogue with its blanks filled, those of the plan's numbers too, else `UnknownPhrase`.

    ``$region`` is that of the locale, such as ``en-GB``; ``$slot_number`` is 1 where it is not given. Without an
    ``attribute`` it is a piece that has none.
    """
    language, _, region = locale.partition("-")
    given = {"region": region or "US", "slot_number": 1, **plan_blanks(language), **values}
    return _text(language, key, attribute, given)


def _text(language: str, key: str, attribute: str | None, values: dict[str, Any]) -> str:
    bundle, pattern = catalogue(language), None
    if bundle.has_message(key):
        message = bundle.get_message(key)
        pattern = message.attributes.get(attribute) if attribute else message.value
    if pattern is None:
        raise UnknownPhrase(f"{language}.ftl has no text for {key}" + (f".{attribute}" if attribute else ""))
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise UnknownPhrase(f"{language}.ftl, {key}: {errors[0]}")
    return str(text)


@cache
def plan_blanks(language: str) -> dict[str, str]:
    """Return the numbers of the plan in words, by their names in `plan`: blanks that every phrase may use.

    A duration comes as ``ICE_TIME``, "twenty minutes", and as ``ICE_TIME_IN_MINUTES``, "twenty".
    """
    words = InWords(language)
    blanks = {"DAYS_OF_ICE": words.number(plan.ICE_DAYS + 1)}
    for name, value in vars(plan).items():
        if isinstance(value, timedelta):
            blanks[name] = words.duration(value)
            for unit, length in UNITS.items():
                blanks[f"{name}_IN_{unit}"] = words.number(round(value / length))
        elif isinstance(value, int | float):
            blanks[name] = words.number(round(value))
    return blanks


def _blanks(values: Mapping[str, Value], locale: str, today: date) -> dict[str, Any]:
    """Return every value in words; a duration ``x`` also as ``about_x``."""
    words = InWords(locale.partition("-")[0])
    durations = {name: value for name, value in values.items() if isinstance(value, timedelta)}
    filled = {name: words.value(value, today) for name, value in values.items()}
    return filled | {f"about_{name}": words.about(time) for name, time in durations.items()}


def say(acts: Iterable[Act], locale: str, today: date, said: str = "") -> Spoken:
    """Return the answer in words, for `SayAgain` what was ``said`` last; raise `UnknownPhrase` when one is missing."""
    speech: list[str] = []
    reprompt, card = "", None
    for act in acts:
        if isinstance(act, SayAgain):
            speech.append(said)
            reprompt = phrase(locale, act.question, "reprompt") if act.question else ""
        elif isinstance(act, Say | Ask | Show):
            key = act.question if isinstance(act, Ask) else act.key
            blanks = _blanks(act.values, locale, today)
            if isinstance(act, Show):
                card = (phrase(locale, key, "title", **blanks), phrase(locale, key, "card", **blanks))
                continue
            speech.append(phrase(locale, key, "speech", **blanks))
            if isinstance(act, Ask):
                reprompt = phrase(locale, key, "reprompt", **blanks)
    return Spoken(" ".join(speech), reprompt, card)


def shown(key: str, values: Mapping[str, Value], locale: str, today: date, otherwise: str | None = None) -> Shown:
    """Return how a screen puts a phrase: in its form for screens, else as its attribute ``otherwise``, else not.

    A piece that is only for screens has no forms.
    """
    message = catalogue(locale.partition("-")[0]).get_message(key)
    attributes, blanks = message.attributes, _blanks(values, locale, today)
    form = "screen" if "screen" in attributes else otherwise

    def text(name: str) -> str:
        return phrase(locale, key, name, **blanks) if name in attributes else ""

    if message.value:
        return Shown(phrase(locale, key, **blanks), short=text("short"))
    return Shown("") if form is None else Shown(text(form), text("title") if form == "screen" else "", text("short"))


# --- numbers, durations and days for the ear ----------------------------------------------------

FINE = 20
"""Up to this many minutes are told to the minute, longer waits in steps of five."""
LONGEST_LIST = 3
"""More times than this are told as a row, not one by one."""
FEW = 2
"""So many may be left out of a row."""
MOST_WORDS = 14
"""A row of times that takes more words is told by its first, its last, and how many there are."""
MINUTE, HALF_A_DAY = timedelta(minutes=1), timedelta(hours=12)
_engine = cache(RbnfEngine.for_language)


@lru_cache(maxsize=1024)
def spoken_number(number: int, language: str) -> str:
    """Return a whole number in words: 21 is "twenty one"."""
    return _engine(language).format_number(number).text.replace("-", " ")


@lru_cache(maxsize=4096)
def _piece(language: str, key: str, values: tuple[tuple[str, Any], ...]) -> str:
    return _text(language, key, None, dict(values))


def _nearest(time: timedelta, unit: timedelta) -> int:
    return (2 * time + unit) // (2 * unit)


@dataclass(frozen=True, slots=True)
class InWords:
    """Says numbers, durations and days in a language."""

    language: str

    def piece(self, key: str, **values: Any) -> str:
        """Return a piece of the catalogue with its blanks filled: ``piece("minutes", count=12, words="twelve")``."""
        return _piece(self.language, key, tuple(values.items()))

    def value(self, value: Any, today: date = date.min) -> Any:
        """Return a value for a blank as its kind is said; what is in words already, and a one, stay as they are."""
        if isinstance(value, timedelta):
            return self.duration(value)
        if isinstance(value, date):
            return self.day(value, today)
        if isinstance(value, tuple):
            is_wait = value and isinstance(value[0], timedelta)
            return self.waits(value) if is_wait else self.times(value, today) if value else ""
        return value if isinstance(value, str) or value == 1 else self.number(value)

    def number(self, number: int) -> str:
        """Return a whole number."""
        return spoken_number(number, self.language)

    def duration(self, time: timedelta) -> str:
        """Return the nearest whole minutes, by five above twenty, by half hours above an hour; whole days."""
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
        elif len(of_day) <= LONGEST_LIST and part_of(of_day[0].hour) is part_of(of_day[-1].hour):
            part = self.piece("day-part", day=self.day(day, today), part=part_of(of_day[-1].hour).value)
            return self.piece(
                "on-day", day=part, times=self.piece("at-times", times=self.joined([*map(told.clock, of_day)]))
            )
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
            clear = [self.words.joined([*map(self.short, each[:-1]), self.clear(each[-1])]) for each in groups]
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
        those = piece("at-times", times=self.words.joined([*map(self.clock, left_out)]))
        return [piece("but-not", row=words, times=those)]

    def clock(self, time: datetime) -> str:
        """Return a time of the day; which half of the day it is in, the others tell."""
        hour, of_day, minutes = map(self.words.number, (time.hour % 12 or 12, time.hour, time.minute))
        key = "clock-minutes" if time.minute >= 10 else "clock-few-minutes" if time.minute else "clock"
        return self.words.piece(key, hour=hour, hour_of_day=of_day, minutes=minutes)

    def short(self, time: datetime) -> str:
        """Return a time of the day as `clock` does; noon has a name."""
        return self.words.piece("noon") if (time.hour, time.minute) == (NOON, 0) else self.clock(time)

    def clear(self, time: datetime) -> str:
        """Return a time of the day with its part of the day; noon has a name."""
        if (time.hour, time.minute) == (NOON, 0):
            return self.words.piece("noon")
        part = f"{'this' if self.is_today else 'in-the'}-{part_of(time.hour)}"
        return self.words.piece("clock-part", clock=self.clock(time), part=part)
