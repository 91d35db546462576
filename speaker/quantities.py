"""Parses numbers and durations in English words: "three and a half", "an hour and fifteen minutes".

The libraries for this parse a "half", "a quarter" and "a minute thirty" wrongly or not at all, so this is a small
grammar. Only the plain number words come from a library. Use it only where a slot expects a quantity: "wait a minute"
is not sixty seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from unicode_rbnf import RbnfEngine

from speaker.durations import to_iso
from speaker.words import words_of

_HALF, _QUARTER = Fraction(1, 2), Fraction(1, 4)
_UNITS = {"hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "h": 3600}
_UNITS |= {"minute": 60, "minutes": 60, "min": 60, "mins": 60, "m": 60}
_UNITS |= {"second": 1, "seconds": 1, "sec": 1, "secs": 1, "s": 1}
_FRACTIONS = {("half",): _HALF, ("a", "half"): _HALF, ("one", "half"): _HALF, ("a", "quarter"): _QUARTER}
_FRACTIONS |= {("one", "quarter"): _QUARTER, ("quarter",): _QUARTER, ("three", "quarters"): 3 * _QUARTER}
_VAGUE = {("a", "couple"): 2, ("couple",): 2, ("a", "few"): 3, ("few",): 3, ("several",): 4}
_VAGUE |= {("a", "dozen"): 12, ("half", "a", "dozen"): 6}
_BETWEEN = {"more", "extra", "or", "so", "of", "whole", "full", "solid", "additional", "further"}
"""What may stand between a count and its unit: "ten or so minutes", "a couple more of minutes"."""


def _number_words() -> dict[tuple[str, ...], int]:
    """Return the words of every whole number below a thousand, without "and"."""
    engine = RbnfEngine.for_language("en")
    said = {tuple(words_of(engine.format_number(number).text)): number for number in range(1000)}
    return said | {("a", *words[1:]): number for words, number in said.items() if words[:2] == ("one", "hundred")}


_NUMBERS = _number_words()
_LONGEST = max(map(len, _NUMBERS))
_FIRST = {words[0] for words in [*_NUMBERS, *_VAGUE, *_FRACTIONS]}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a duration, and where its words end."""

    amount: Fraction
    """The number itself, or seconds."""
    end: int
    """Index of the first word that no longer belongs to it."""


def number_in(text: str) -> str | None:
    """Return the number that ``text`` says, in digits ("25", "3.5"); None when it says anything else."""
    words = words_of(text)
    found = number_at(words, 0)
    return digits(found.amount) if found and found.end == len(words) else None


def duration_in(text: str) -> str | None:
    """Return the duration that ``text`` says as ISO-8601 ("PT1H30M"); None when it says anything else."""
    words = words_of(text)
    found = duration_at(words, 0)
    return iso(found.amount) if found and found.end == len(words) else None


def number_at(words: Sequence[str], start: int) -> Quantity | None:
    """Return the longest number that begins at ``start``."""
    if start >= len(words) or words[start] not in _FIRST:
        return None
    found = _longest(_VAGUE, words, start) or _longest(_FRACTIONS, words, start) or whole_at(words, start)
    if found is None or (found.amount < 1 and found.amount != 0):
        return found
    return _decimals_after(words, found) or _fraction_after(words, found) or found


def duration_at(words: Sequence[str], start: int) -> Quantity | None:
    """Return the longest duration that begins at ``start``; its amount is in seconds."""
    part = _part_at(words, start)
    if part is None:
        return None
    total, unit, end = part
    skip = end + 1 if words[end : end + 1] == ["and"] else end
    rest = _part_at(words, skip)
    if rest and rest[1] < unit:
        return Quantity(total + rest[0], rest[2])
    bare = whole_at(words, skip)
    if unit > 1 and bare and not rest and bare.amount < 60:
        return Quantity(total + bare.amount * unit / 60, bare.end)
    return Quantity(total, end)


def speaks_of_time(words: Sequence[str]) -> bool:
    """Return whether ``words`` have a unit of time, perhaps without a duration that can be parsed."""
    return any(len(word) > 1 and word in _UNITS for word in words)


def digits(amount: Fraction) -> str:
    """Write a number as Alexa does: "25", "3.5"."""
    return f"{float(amount):g}"


def iso(seconds: Fraction) -> str:
    """Write seconds as an ISO-8601 duration: 5400 as "PT1H30M"."""
    return to_iso(timedelta(seconds=round(seconds)))


def _longest(
    table: dict[tuple[str, ...], Fraction] | dict[tuple[str, ...], int], words: Sequence[str], start: int
) -> Quantity | None:
    """Return the longest entry of ``table`` that begins at ``start``."""
    for end in range(min(start + _LONGEST, len(words)), start, -1):
        amount = table.get(tuple(words[start:end]))
        if amount is not None:
            return Quantity(Fraction(amount), end)
    return None


def whole_at(words: Sequence[str], start: int) -> Quantity | None:
    """Return the longest whole number at ``start``, with or without the British "and": "a hundred and five"."""
    found = _longest(_NUMBERS, words, start)
    if found and words[found.end - 1] == "hundred" and words[found.end : found.end + 1] == ["and"]:
        rest = _longest(_NUMBERS, words, found.end + 1)
        if rest and 0 < rest.amount < 100:
            return Quantity(found.amount + rest.amount, rest.end)
    return found


def _decimals_after(words: Sequence[str], found: Quantity) -> Quantity | None:
    """Return ``found`` with the digits after its "point"."""
    end, said = found.end + 1, ""
    if list(words[found.end : end]) != ["point"]:
        return None
    while end < len(words) and _NUMBERS.get((words[end],), 10) < 10:
        said += str(_NUMBERS[(words[end],)])
        end += 1
    return Quantity(found.amount + Fraction(int(said), 10 ** len(said)), end) if said else None


def _fraction_after(words: Sequence[str], found: Quantity) -> Quantity | None:
    """Return ``found`` with its "and a half"."""
    if list(words[found.end : found.end + 1]) != ["and"]:
        return None
    fraction = _longest(_FRACTIONS, words, found.end + 1)
    return Quantity(found.amount + fraction.amount, fraction.end) if fraction else None


def _part_at(words: Sequence[str], start: int) -> tuple[Fraction, int, int] | None:
    """Return one count and its unit as (seconds, seconds of the unit, end): "half an hour", "ten or so minutes"."""
    count = number_at(words, start)
    if count is None:
        if list(words[start : start + 1]) not in (["a"], ["an"], ["another"]) and not _each_at(words, start):
            return None
        count = Quantity(Fraction(1), start if _each_at(words, start) else start + 1)
        if len("".join(words[count.end : count.end + 1])) == 1:
            return None  # "eight a m" is no minute
    end = count.end
    while end < len(words) and (words[end] in _BETWEEN or (count.amount < 1 and words[end] in ("a", "an"))):
        end += 1
    unit = _UNITS.get(words[end]) if end < len(words) else None
    if unit is None:
        return None
    whole = _fraction_after(words, Quantity(count.amount, end + 1)) or Quantity(count.amount, end + 1)
    return whole.amount * unit, unit, whole.end


def _each_at(words: Sequence[str], start: int) -> bool:
    """Return whether a unit stands for one of it: the "hour" of "every hour"."""
    return list(words[start - 1 : start]) in (["every"], ["each"]) and words[start : start + 1] != ["second"]
