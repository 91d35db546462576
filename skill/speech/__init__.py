"""What the coach's acts sound like: `say`. Wording lives in one Fluent file per language, and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache, partial
from html import escape
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from skill.routine import plan
from skill.routine.acts import Act, Ask, Say, SayAgain, Show, Value
from skill.speech.numbers import InWords

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
    """Return the phrases of a language.

    Raises:
        UnknownPhrase: when there is no file for it.
    """
    path = FOLDER / f"{language}.ftl"
    if not path.is_file():
        raise UnknownPhrase(f"no phrases for {language!r}, only for {', '.join(languages())}")
    bundle = FluentBundle([language], functions={"CAP": _capital}, use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


def _capital(text: Any) -> Any:
    return str(text)[:1].upper() + str(text)[1:]


def phrase(locale: str, key: str, attribute: str | None = None, /, **values: Any) -> str:
    """Return one piece of the catalogue with its blanks filled, those of the plan's numbers too.

    ``$region`` is that of the locale, such as ``en-GB``; ``$slot_number`` is 1 where it is not given. Without an
    ``attribute`` it is a piece that has none.

    Raises:
        UnknownPhrase: when the phrase, or a blank it needs, is missing.
    """
    return _filled(locale, key, attribute, tuple(values.items()))


@lru_cache(maxsize=4096)
def _filled(locale: str, key: str, attribute: str | None, values: tuple[tuple[str, Any], ...]) -> str:
    language, _, region = locale.partition("-")
    given = {"region": region or "US", "slot_number": 1, **plan_blanks(language), **dict(values)}
    return _text(language, key, attribute, given)


def _text(language: str, key: str, attribute: str | None, values: dict[str, Any]) -> str:
    bundle = catalogue(language)
    try:
        message = bundle.get_message(key)
        pattern = message.attributes[attribute] if attribute else message.value
    except LookupError:
        raise UnknownPhrase(f"{language}.ftl has no {key}" + (f".{attribute}" if attribute else "")) from None
    if pattern is None:
        raise UnknownPhrase(f"{language}.ftl: {key} has no text of its own")
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise UnknownPhrase(f"{language}.ftl, {key}: {errors[0]}")
    return str(text)


@cache
def plan_blanks(language: str) -> dict[str, str]:
    """Return the numbers of the plan in words, by their names in `plan`: blanks that every phrase may use.

    A duration comes as ``ICE_TIME``, "twenty minutes", and as ``ICE_TIME_IN_MINUTES``, "twenty".
    """
    words = InWords(lambda key, **values: _text(language, key, None, values), language)
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
    words = InWords(partial(phrase, locale), locale.partition("-")[0])
    filled: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, timedelta):
            filled[name] = words.duration(value)
            filled[f"about_{name}"] = words.about(value)
        elif isinstance(value, tuple):
            filled[name] = _spoken_tuple(value, today, words)
        elif isinstance(value, date):
            filled[name] = words.day(value, today)
        elif isinstance(value, int):
            filled[name] = value if value == 1 else words.number(value)
        else:
            filled[name] = value
    return filled


def _spoken_tuple(value: tuple[Any, ...], today: date, words: InWords) -> str:
    if not value:
        return ""
    return words.waits(value) if isinstance(value[0], timedelta) else words.times(value, today)


def say(acts: Iterable[Act], locale: str, today: date, said: str = "") -> Spoken:
    """Return the answer that these acts make; `SayAgain` repeats what was ``said`` last.

    Raises:
        UnknownPhrase: when a phrase is missing; the tests say every one of them in every locale.
    """
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
    """Return how a screen puts a phrase: in its form for screens, else as its attribute ``otherwise``, else not."""
    attributes = catalogue(locale.partition("-")[0]).get_message(key).attributes
    form = "screen" if "screen" in attributes else otherwise
    blanks = _blanks(values, locale, today)

    def text(name: str) -> str:
        return phrase(locale, key, name, **blanks) if name in attributes else ""

    return Shown("") if form is None else Shown(text(form), text("title") if form == "screen" else "", text("short"))
