"""Numbers for the ear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech import InWords

ENGLISH = InWords("en")


@pytest.mark.parametrize(
    ("seconds", "exact", "about"),
    [
        (0, "less than a minute", "less than a minute"),
        (59, "less than a minute", "less than a minute"),
        (60, "one minute", "about one minute"),
        (89, "one minute", "about one minute"),
        (90, "two minutes", "about two minutes"),
        (150, "three minutes", "about three minutes"),
        (12 * 60 + 20, "twelve minutes", "about twelve minutes"),
        (21 * 60, "twenty minutes", "about twenty minutes"),
        (22 * 60 + 29, "twenty minutes", "about twenty minutes"),
        (22 * 60 + 30, "twenty five minutes", "about twenty five minutes"),
        (57 * 60 + 29, "fifty five minutes", "about fifty five minutes"),
        (57 * 60 + 30, "an hour", "about an hour"),
        (60 * 60, "an hour", "about an hour"),
        (74 * 60 + 59, "an hour", "about an hour"),
        (75 * 60, "an hour and a half", "about an hour and a half"),
        (100 * 60, "an hour and a half", "about an hour and a half"),
        (105 * 60, "two hours", "about two hours"),
        (150 * 60, "two and a half hours", "about two and a half hours"),
    ],
)
def test_durations_are_rounded_to_the_nearest_halves_up(seconds: int, exact: str, about: str) -> None:
    time = timedelta(seconds=seconds)
    assert ENGLISH.duration(time) == exact
    assert ENGLISH.about(time) == about


@pytest.mark.parametrize(("number", "words"), [(0, "zero"), (4, "four"), (21, "twenty one"), (100, "one hundred")])
def test_numbers_in_words(number: int, words: str) -> None:
    assert ENGLISH.number(number) == words


def times(*hours: float) -> tuple[datetime, ...]:
    return tuple(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in hours)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((8,), "at eight this morning"),
        ((20,), "at eight this evening"),
        ((16,), "at four this afternoon"),
        ((12,), "at noon"),
        ((10, 12), "at ten and noon"),
        ((12, 14), "at noon and two this afternoon"),
        ((7.5,), "at seven thirty this morning"),
        ((20 + 5 / 60,), "at eight oh five this evening"),
        ((16, 18), "at four and six this evening"),
        ((16, 18, 20), "at four, six and eight this evening"),
        ((9, 11, 13), "at nine, eleven and one this afternoon"),
        ((8, 21), "at eight this morning and nine this evening"),
        ((8, 10, 20), "at eight and ten this morning and eight this evening"),
        ((10, 12, 14, 16, 18, 20), "every two hours from ten until eight this evening"),
        ((7, 9, 11, 13), "every two hours from seven until one this afternoon"),
        ((7, 9, 11, 13, 15, 17, 19, 21), "every two hours from seven this morning until nine this evening"),
        (
            (31, 33, 35, 37, 39, 41, 43, 45),
            "tomorrow every two hours from seven in the morning until nine in the evening",
        ),
        ((10, 12, 14, 16, 20), "every two hours from ten until eight this evening, but not at six"),
        ((10.5, 12.5, 16.5, 18.5, 20.5), "at ten thirty, then four more times until eight thirty this evening"),
        ((10, 11, 14, 16), "at ten, then three more times until four this afternoon"),
        (
            (34.75, 37.25, 39.75, 42.25, 44.75),
            "tomorrow at ten forty five, then four more times until eight forty five in the evening",
        ),
        ((16, 16, 18), "at four and six this evening"),
        ((34,), "tomorrow morning at ten"),
        ((36, 38), "tomorrow afternoon at twelve and two"),
        ((33, 35, 37), "tomorrow at nine, eleven and one in the afternoon"),
        ((32, 44), "tomorrow at eight in the morning and eight in the evening"),
        ((56,), "Wednesday morning at eight"),
    ],
)
def test_times_in_words(hours: tuple[float, ...], words: str) -> None:
    assert ENGLISH.times(times(*hours), date(2026, 3, 2)) == words


@given(st.lists(st.integers(0, 24 * 12 - 1), min_size=1, max_size=12, unique=True), st.integers(0, 3))
def test_however_many_times_are_told_in_a_few_words(fives: list[int], days: int) -> None:
    told = times(*(24 * days + each / 12 for each in sorted(fives)))
    assert len(ENGLISH.times(told, date(2026, 3, 2)).split()) <= 21
