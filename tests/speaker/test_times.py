"""Times of day as users say them, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from speaker.times import time_at, time_in
from speaker.words import words_of

TIMES = {
    "six": "06:00",
    "twelve": "12:00",
    "six pm": "18:00",
    "6 p.m.": "18:00",
    "6pm": "18:00",
    "six a m": "06:00",
    "twelve am": "00:00",
    "twelve pm": "12:00",
    "six in the evening": "18:00",
    "eight in the morning": "08:00",
    "eight tonight": "20:00",
    "twelve at night": "00:00",
    "six o'clock": "06:00",
    "six o clock this evening": "18:00",
    "half past six": "06:30",
    "half past six pm": "18:30",
    "half six": "06:30",
    "quarter past nine": "09:15",
    "a quarter to eight": "07:45",
    "quarter to one": "12:45",
    "ten to six": "05:50",
    "seven minutes to six": "05:53",
    "ten minutes past six o'clock": "06:10",
    "six thirty": "06:30",
    "six forty-five pm": "18:45",
    "six oh five": "06:05",
    "6:05": "06:05",
    "16:30": "16:30",
    "18:00": "18:00",
    "twenty thirty": "20:30",
    "twenty three fifteen": "23:15",
    "eighteen hundred": "18:00",
    "eighteen hundred hours": "18:00",
    "noon": "12:00",
    "midnight": "00:00",
    "this morning": "MO",
    "in the afternoon": "AF",
    "this evening": "EV",
    "night": "NI",
    "tonight": "NI",
}


@pytest.mark.parametrize(("said", "meant"), TIMES.items())
def test_times(said: str, meant: str) -> None:
    assert time_in(said) == meant


NO_TIMES = [
    "",
    "a",
    "half",
    "quarter",
    "quarter to",
    "twenty five",
    "six six",
    "half an hour",
    "six hours",
    "ten past",
    "six to eight",
]


@pytest.mark.parametrize("said", [*NO_TIMES, "thirty one", "today", "every two hours", "past six"])
def test_no_times(said: str) -> None:
    assert time_in(said) is None


@pytest.mark.parametrize("said", ["six hours", "six out of ten", "six minutes more", "three miles"])
def test_a_count_is_no_hour(said: str) -> None:
    assert time_at(words_of(said), 0) is None


def test_the_one_at_four_is_about_four() -> None:
    words = words_of("skip the one at four")
    assert [found.value for at in range(len(words)) if (found := time_at(words, at))] == ["04:00"]


@pytest.mark.parametrize(("said", "meant"), [("skip the six thirty one", "06:30"), ("six thirty one", "06:31")])
def test_the_six_thirty_one_is_about_half_past_six(said: str, meant: str) -> None:
    words = words_of(said)
    found = time_at(words, words.index("six"))
    assert found
    assert found.value == meant


@given(st.integers(0, 23), st.integers(10, 59))
def test_every_minute_of_the_day(hour: int, minute: int) -> None:
    spell = RbnfEngine.for_language("en").format_number
    assert (
        time_in(f"{spell(hour).text} {spell(minute).text}") == time_in(f"{hour}:{minute}") == f"{hour:02}:{minute:02}"
    )


@given(st.integers(1, 12), st.sampled_from([("am", 0), ("pm", 12)]))
def test_both_halves_of_the_day(hour: int, half: tuple[str, int]) -> None:
    assert time_in(f"{hour} {half[0]}") == f"{hour % 12 + half[1]:02}:00"


WORDS = ("a", "half", "quarter", "past", "to", "six", "twenty", "five", "pm", "o", "clock", "hundred", "night", "the")


@given(st.lists(st.sampled_from(WORDS)))
def test_no_words_break_it(words: list[str]) -> None:
    value = time_in(" ".join(words))
    assert value is None or len(value) in (2, 5)
