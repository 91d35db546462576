"""Numbers and durations as users say them, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from speaker.quantities import duration_in, number_in, speaks_of_time
from speaker.words import words_of

NUMBERS = {
    "0": "zero",
    "5": "five",
    "10": "10",
    "25": "twenty five/twenty-five",
    "100": "a hundred",
    "105": "a hundred and five",
    "240": "two hundred forty",
    "3.5": "three and a half",
    "2.75": "two and three quarters",
    "0.5": "half/a half",
    "0.25": "a quarter",
    "2.5": "2.5",
    "3.14": "three point one four",
    "6.5": "6½",
    "2": "a couple",
    "6": "half a dozen",
}
EMERGENCY = ("112", "911", "999")
DURATIONS = {
    "PT0S": "zero seconds",
    "PT30S": "half a minute",
    "PT1M": "a minute/another minute/one more minute",
    "PT1M30S": "ninety seconds/a minute thirty/one minute and thirty seconds/a minute and a half",
    "PT2M": "a couple of minutes/a couple more minutes",
    "PT2M30S": "two and a half minutes/2.5 minutes",
    "PT3M": "a few minutes",
    "PT5M": "five minutes/5 minutes/5 min/5min",
    "PT10M": "10m/ten or so minutes",
    "PT15M": "a quarter of an hour",
    "PT20M": "twenty more minutes",
    "PT30M": "half an hour/a half hour",
    "PT45M": "three quarters of an hour",
    "PT1H": "an hour",
    "PT1H15M": "an hour fifteen/an hour and fifteen minutes",
    "PT1H30M": "an hour and a half/1 hr 30 min",
    "PT2H": "a hundred and twenty minutes",
}


def each_of(table: dict[str, str]) -> list[tuple[str, str]]:
    """What is said, and what it means."""
    return [(said, meant) for meant, ways in table.items() for said in ways.split("/")]


@pytest.mark.parametrize(("said", "meant"), each_of(NUMBERS))
def test_numbers(said: str, meant: str) -> None:
    assert number_in(said) == meant


@pytest.mark.parametrize(("said", "meant"), each_of(DURATIONS))
def test_durations(said: str, meant: str) -> None:
    assert duration_in(said) == meant


@pytest.mark.parametrize("said", ["", "a", "minutes", "three miles", "point five", "a point", "five six", "three and"])
def test_no_numbers(said: str) -> None:
    assert number_in(said) is None


@pytest.mark.parametrize("said", ["", "five", "minutes", "a while", "8 a.m.", "five miles", "for five minutes", "half"])
def test_no_durations(said: str) -> None:
    assert duration_in(said) is None


def test_minutes_never_follow_minutes() -> None:
    assert duration_in("five minutes ten minutes") is None


def test_a_unit_of_time_is_noticed_even_without_a_count() -> None:
    assert speaks_of_time(words_of("for umpteen minutes"))
    assert not speaks_of_time(words_of("eight a.m."))


@pytest.mark.parametrize("number", EMERGENCY)
def test_emergency_numbers_are_read_digit_by_digit(number: str) -> None:
    assert words_of(f"call {number}!") == words_of(f"call {number[0]} {number[1]} {number[2]}")
    assert number_in(number) is None
    assert duration_in(f"{number} seconds") is not None


@given(st.integers(0, 999))
def test_every_spelled_number_is_read_back(number: int) -> None:
    spelled = RbnfEngine.for_language("en").format_number(number).text
    assert number_in(spelled) == str(number)
    if str(number) not in EMERGENCY:
        assert number_in(str(number)) == str(number)


@given(st.integers(1, 23), st.integers(1, 59))
def test_hours_and_minutes_in_every_form(hours: int, minutes: int) -> None:
    meant = f"PT{hours}H{minutes}M"
    for joint in (" and ", " ", ", "):
        assert duration_in(f"{hours} hours{joint}{minutes} minutes") == meant
    assert duration_in(f"{hours} hours {minutes}") == meant


WORDS = ("a", "an", "and", "half", "quarter", "of", "five", "ten", "minutes", "hour", "more", "point", "hundred")


@given(st.lists(st.sampled_from(WORDS)))
def test_no_words_break_it(words: list[str]) -> None:
    duration_in(" ".join(words))
    number_in(" ".join(words))
