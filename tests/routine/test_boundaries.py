"""Where a number of plan.py is the limit: at exactly that time, and a second later."""

from datetime import timedelta
from math import nextafter

import pytest

from skill.routine import events as e
from skill.routine.acts import AskConsent, CancelTimer, Question
from skill.routine.deadlines import LiveTimer, Planned, Purpose
from skill.routine.plan import (
    AFTERTHOUGHT,
    JOG_MILES,
    LATE_OUT,
    LONGEST_PAUSE,
    MUCH_TOO_LONG,
    PROMPT_PAUSE,
    SKIN_WATCH,
    STILL_WET,
    Step,
)
from skill.routine.recovery import Phase
from tests.routine.clock import HOUR, MINUTE, NOW
from tests.routine.people import EVERYONE, icing, paused, rested
from tests.routine.turns import acts, heard, keys

SECOND = timedelta(seconds=1)
AT_AND_AFTER = pytest.mark.parametrize("over", [timedelta(0), SECOND], ids=["at", "after"])
"""The last moment at which it still holds, and the first at which it does not."""


def minutes(time: timedelta) -> float:
    return time / MINUTE


@pytest.mark.parametrize(
    ("miles", "covers"), [(1.8, False), (nextafter(JOG_MILES, 0), False), (JOG_MILES, True), (1.9, True), (13.1, True)]
)
def test_three_kilometers_are_enough_for_the_jog(miles: float, covers: bool) -> None:
    turn = heard(EVERYONE["the day after"], e.MoveAsked(), e.Assessed(None, 1), e.UsualRunTold(miles))
    assert turn.recovery.covers_jog is covers
    assert keys(turn)[0] == ("jog" if covers else "walk")


@AT_AND_AFTER
def test_numb_skin_comes_from_the_cold_for_an_hour(over: timedelta) -> None:
    turn = heard(rested(SKIN_WATCH + over), e.SkinWarned())
    assert turn.recovery.phase is (Phase.STOPPED if over else Phase.RESTING)


@AT_AND_AFTER
def test_more_time_continues_a_short_icing_for_three_minutes(over: timedelta) -> None:
    known = rested(AFTERTHOUGHT + over, iced_for=10 * MINUTE)
    turn = heard(known, e.MoreTimeAsked(2 * MINUTE))
    assert turn.recovery.phase is (Phase.RESTING if over else Phase.ICING)


@AT_AND_AFTER
def test_time_is_up_is_news_for_a_quarter_of_an_hour(over: timedelta) -> None:
    known = icing(20 + minutes(LATE_OUT + over))
    assert ("ice-time-up" in keys(heard(known, e.TimeAsked()))) is not bool(over)


@AT_AND_AFTER
def test_that_nothing_runs_is_plain_for_a_quarter_of_an_hour(over: timedelta) -> None:
    assert ("nothing-runs" in keys(heard(rested(LATE_OUT + over), e.TimeAsked()))) is bool(over)


@AT_AND_AFTER
def test_reminders_are_offered_unasked_for_a_quarter_of_an_hour(over: timedelta) -> None:
    turn = heard(rested(LATE_OUT + over, massaged_at=None), e.WhereAsked())
    assert (turn.asked is Question.REMIND) is not bool(over)


@AT_AND_AFTER
def test_a_foot_that_comes_out_five_minutes_late_was_in_for_too_long_after_that(over: timedelta) -> None:
    turn = heard(rested(MUCH_TOO_LONG + over, out_told=False), e.FootOut())
    assert ("ice-out-late" in keys(turn)) is bool(over)


@AT_AND_AFTER
def test_a_foot_is_believed_to_come_out_only_now_for_two_hours(over: timedelta) -> None:
    turn = heard(rested(STILL_WET + over, out_told=False), e.FootOut())
    assert ("no-ice-runs" in keys(turn)) is bool(over)


@AT_AND_AFTER
def test_a_pause_lasts_an_hour_at_most(over: timedelta) -> None:
    turn = heard(paused(since=LONGEST_PAUSE + over), e.TimeAsked())
    assert turn.recovery.phase is (Phase.RESTING if over else Phase.PAUSED)
    assert ("pause-ended" in keys(turn)) is bool(over)


@AT_AND_AFTER
def test_a_timer_that_was_paused_at_the_device_is_believed_for_an_hour(over: timedelta) -> None:
    known = icing(20 + minutes(LONGEST_PAUSE + over))
    since = NOW - LONGEST_PAUSE - over - 5 * MINUTE
    seen = heard(known, e.TimerSeen(Step.ICE, LiveTimer("one", 5 * MINUTE, paused=True, paused_at=since)))
    assert bool(acts(seen, CancelTimer)) is bool(over)


@AT_AND_AFTER
def test_amazon_asks_for_a_permission_once_an_hour(over: timedelta) -> None:
    asked_at = NOW - PROMPT_PAUSE + SECOND - over
    timer = heard(icing(consent_asked_at=asked_at), e.TimerRefused(e.Refusal.PERMISSION))
    assert bool(acts(timer, AskConsent)) is bool(over)
    planned = (Planned(Purpose.ICE, NOW + 2 * HOUR),)
    known = rested(MINUTE, planned=planned, reminders_prompted_at=asked_at)
    reminder = heard(known, e.RemindersSet((), e.Refusal.PERMISSION))
    assert bool(acts(reminder, AskConsent)) is bool(over)
