"""Numbers for the ear."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from skill.speech import phrase
from skill.speech.numbers import spoken_about, spoken_duration, spoken_number, spoken_times


def piece(key: str, **values: Any) -> str:
    return phrase("en-US", key, **values)


@pytest.mark.parametrize(
    ("seconds", "exact", "about"),
    [
        (0, "less than a minute", "less than a minute"),
        (59, "less than a minute", "less than a minute"),
        (60, "one minute", "about one minute"),
        (89, "one minute", "about one minute"),
        (91, "two minutes", "about two minutes"),
        (12 * 60 + 20, "twelve minutes", "about twelve minutes"),
        (20 * 60, "twenty minutes", "about twenty minutes"),
        (21 * 60, "twenty five minutes", "about twenty five minutes"),
        (55 * 60, "fifty five minutes", "about fifty five minutes"),
        (56 * 60, "an hour", "about an hour"),
        (60 * 60, "an hour", "about an hour"),
        (61 * 60, "an hour and a half", "about an hour and a half"),
        (100 * 60, "two hours", "about two hours"),
        (150 * 60, "two and a half hours", "about two and a half hours"),
    ],
)
def test_durations_are_rounded_and_waits_never_short(seconds: int, exact: str, about: str) -> None:
    time = timedelta(seconds=seconds)
    assert spoken_duration(time, piece, "en") == exact
    assert spoken_about(time, piece, "en") == about


@pytest.mark.parametrize(("number", "words"), [(0, "zero"), (4, "four"), (21, "twenty one"), (100, "one hundred")])
def test_numbers_in_words(number: int, words: str) -> None:
    assert spoken_number(number, "en") == words


def times(*hours: float) -> tuple[datetime, ...]:
    return tuple(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in hours)


@pytest.mark.parametrize(
    ("hours", "words", "brief"),
    [
        ((16,), "at four", "at four"),
        ((12,), "at twelve", "at twelve"),
        ((7.5,), "at seven thirty", "at seven thirty"),
        ((16, 18), "at four and six", "at four and six"),
        ((16, 18, 20), "at four, six and eight", "at four, six and eight"),
        (
            (10, 12, 14, 16, 18, 20),
            "every two hours from ten until eight this evening",
            "every two hours, ten until eight",
        ),
        ((7, 9, 11, 13), "every two hours from seven until one", "every two hours, seven until one"),
        (
            (10, 12, 14, 16, 20),
            "every two hours from ten until four and at eight",
            "every two hours, ten until four and at eight",
        ),
        ((34,), "tomorrow morning at ten", "tomorrow at ten"),
        ((36, 38), "tomorrow afternoon at twelve and two", "tomorrow at twelve and two"),
        ((56,), "Wednesday at eight", "Wednesday at eight"),
    ],
)
def test_times_in_words(hours: tuple[float, ...], words: str, brief: str) -> None:
    assert spoken_times(times(*hours), date(2026, 3, 2), piece, "en") == words
    assert spoken_times(times(*hours), date(2026, 3, 2), piece, "en", brief=True) == brief
