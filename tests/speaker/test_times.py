"""Times of day as users say them, and words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_rbnf import RbnfEngine

from speaker.times import time_at, time_in, times_at
from speaker.words import words_of

TIMES = {
    "00:00": "midnight/twelve am/twelve at night",
    "05:50": "ten to six",
    "05:53": "seven minutes to six",
    "06:00": "six/six a m/six o'clock",
    "06:05": "6:05/six oh five",
    "06:10": "ten minutes past six o'clock",
    "06:30": "half past six/half six/six thirty",
    "07:45": "a quarter to eight",
    "08:00": "eight in the morning",
    "09:15": "quarter past nine",
    "12:00": "noon/twelve/twelve pm",
    "12:45": "quarter to one",
    "16:30": "16:30",
    "18:00": (
        "18:00/six pm/6 p.m./6pm/six in the evening/six o clock this evening/eighteen hundred/eighteen hundred hours"
    ),
    "18:30": "half past six pm",
    "18:45": "six forty-five pm",
    "20:00": "eight tonight",
    "20:30": "twenty thirty",
    "23:15": "twenty three fifteen",
    "MO": "this morning",
    "AF": "in the afternoon",
    "EV": "this evening",
    "NI": "night/tonight",
}


@pytest.mark.parametrize(("said", "meant"), [(said, at) for at, ways in TIMES.items() for said in ways.split("/")])
def test_times(said: str, meant: str) -> None:
    assert time_in(said) == meant


NO_TIMES = ["", "a", "half", "quarter", "quarter to", "twenty five", "six six", "half an hour", "six hours"]
NO_TIMES += ["ten past", "six to eight", "thirty one", "today", "every two hours", "past six"]


@pytest.mark.parametrize("said", NO_TIMES)
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


def test_a_part_of_the_day_may_be_another_slot_s() -> None:
    assert [each.value for each in times_at(words_of("eight in the evening"), 0)] == ["20:00", "08:00"]
    assert [each.value for each in times_at(words_of("half past six"), 0)] == ["06:30"]
