"""Numbers and durations as users say them, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from speaker.quantities import duration_in, number_in, speaks_of_time
from speaker.words import words_of

NUMBERS = {
    "zero": "0",
    "five": "5",
    "twenty five": "25",
    "twenty-five": "25",
    "a hundred": "100",
    "a hundred and five": "105",
    "two hundred forty": "240",
    "three and a half": "3.5",
    "two and three quarters": "2.75",
    "half": "0.5",
    "a half": "0.5",
    "a quarter": "0.25",
    "three point one four": "3.14",
    "a couple": "2",
    "half a dozen": "6",
    "10": "10",
    "2.5": "2.5",
    "6½": "6.5",
}
EMERGENCY = ("112", "911", "999")
DURATIONS = {
    "five minutes": "PT5M",
    "5 minutes": "PT5M",
    "5 min": "PT5M",
    "5min": "PT5M",
    "10m": "PT10M",
    "a minute": "PT1M",
    "another minute": "PT1M",
    "one more minute": "PT1M",
    "twenty more minutes": "PT20M",
    "ten or so minutes": "PT10M",
    "a couple of minutes": "PT2M",
    "a couple more minutes": "PT2M",
    "a few minutes": "PT3M",
    "ninety seconds": "PT1M30S",
    "a minute thirty": "PT1M30S",
    "one minute and thirty seconds": "PT1M30S",
    "a minute and a half": "PT1M30S",
    "two and a half minutes": "PT2M30S",
    "2.5 minutes": "PT2M30S",
    "half a minute": "PT30S",
    "half an hour": "PT30M",
    "a half hour": "PT30M",
    "a quarter of an hour": "PT15M",
    "three quarters of an hour": "PT45M",
    "an hour": "PT1H",
    "an hour and a half": "PT1H30M",
    "an hour and fifteen minutes": "PT1H15M",
    "an hour fifteen": "PT1H15M",
    "1 hr 30 min": "PT1H30M",
    "a hundred and twenty minutes": "PT2H",
    "zero seconds": "PT0S",
}


@pytest.mark.parametrize(("said", "meant"), NUMBERS.items())
def test_numbers(said: str, meant: str) -> None:
    assert number_in(said) == meant


@pytest.mark.parametrize(("said", "meant"), DURATIONS.items())
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
