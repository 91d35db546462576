"""S18, S19: a foot that is in too long, ice that was begun before the coach, and steps done without it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Question, StartTimer
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import (
    EVERYONE,
    FINE,
    icing,
    new,
    paused,
    ready,
    reminders,
    rested,
    screening,
    stopped,
    walking,
)
from tests.routine.test_table import sounds_right
from tests.routine.turns import acts, after, heard, keys, left

UNTOLD = rested(10 * MINUTE, out_told=False)


def in_ice(*, for_: timedelta, is_in: bool = True) -> e.IcedTold:
    return e.IcedTold(for_, is_in)


IN, UNTOLD_OUT = e.StillIn(), ["ice-out", "dry-off", "massage-in", Question.REMIND]
A_HALF_HOUR_PASSED = e.IcedTold(30 * MINUTE, is_in=True, is_bare=True)
IN_FOR_FIVE, IN_FOR_FIFTEEN = in_ice(for_=5 * MINUTE), in_ice(for_=15 * MINUTE)
FOOT_IN = e.IcingAsked(is_in=True)
OUT_NOW = ["out-now", Question.SKIN]
NO_ICE, PAUSED_WALK = EVERYONE["no ice"], EVERYONE["a paused walk"]

ANSWERS: dict[str, tuple[Recovery, list[Event], list[str]]] = {
    "an end that was asked about": (icing(8), [e.TimerSeen(Step.ICE, None), e.TimeAsked(), e.No()], UNTOLD_OUT),
    "still in, where ice is held": (NO_ICE, [IN], ["foot-out-first", "ice-held"]),
    "still in, after a stop": (stopped(), [IN], ["foot-out-first", "care-first"]),
    "still in, at the bucket": (ready(), [e.Opened(), IN], ["ice-begun-first"]),
    "still in, at a later ice": (rested(110 * MINUTE, massaged_at=NOW), [e.Opened(), IN], [Question.ANYTHING_NEW]),
    "still in, on a paused walk": (PAUSED_WALK, [IN], ["resumed"]),
    "in the ice, on a paused walk": (PAUSED_WALK, [IN_FOR_FIFTEEN], ["paused-left", Question.RESUME]),
    "a massage, asked for after the ring": (icing(20), [e.MassageAsked()], ["ice-time-up", "massage-too-early"]),
    "the next ice, asked for after the ring": (icing(20), [e.NextIcingAsked()], ["ice-time-up", "ice-in"]),
    "S18: ice, after an end that was not told": (UNTOLD, [e.IcingAsked()], [Question.OUT]),
    "S18: a hedged yes to whether it is out": (UNTOLD, [e.IcingAsked(), e.HedgedYes()], OUT_NOW),
    "S18: not known whether the skin is normal": (UNTOLD, [IN, e.Unsure()], ["cold-injury-after"]),
    "S19: ice that was too long": (ready(), [e.IcedTold(40 * MINUTE)], ["ice-out-late"]),
    "S19: in where ice is held": (NO_ICE, [IN_FOR_FIVE], ["foot-out-first", "ice-held"]),
    "S5: a cold risk, foot in": (
        new(),
        [IN_FOR_FIFTEEN, e.ColdRiskTold()],
        ["foot-out-first", "cold-hold", Question.FOUR_STEPS],
    ),
    "S19: thirty minutes before the check": (
        new(),
        [in_ice(for_=30 * MINUTE)],
        ["out-now", "check-first-coach", Question.FOUR_STEPS],
    ),
    "S19: counted ice": (UNTOLD, [e.IcedTold(20 * MINUTE)], UNTOLD_OUT),
    "S19: counted ice that was too long": (UNTOLD, [e.IcedTold(40 * MINUTE)], ["ice-out-late"]),
    "S19: counted ice, and still in": (UNTOLD, [in_ice(for_=30 * MINUTE)], OUT_NOW),
    "S19: only that half an hour has passed": (UNTOLD, [A_HALF_HOUR_PASSED], OUT_NOW),
    "only that half an hour has passed, with the foot out": (
        rested(10 * MINUTE),
        [A_HALF_HOUR_PASSED],
        ["wait-massage", Question.REMIND],
    ),
    "S19: counted ice, in for nobody knows how long": (UNTOLD, [e.IcedTold(is_in=True)], OUT_NOW),
    "S19: counted ice, told once more": (
        rested(10 * MINUTE),
        [e.IcedTold(20 * MINUTE)],
        ["wait-massage", Question.REMIND],
    ),
    "S19: a short icing, and in again": (rested(5 * MINUTE, iced_for=5 * MINUTE), [IN_FOR_FIFTEEN], ["resumed"]),
    "more time, without a question": (ready(), [e.MoreTimeAsked()], ["take-your-time", Question.FOOT_IN]),
    "more time, at a later ice": (rested(), [e.Opened(), e.MoreTimeAsked()], ["take-your-time", Question.OFFER_ICE]),
    "S9: to go on with the ice, too early": (
        rested(40 * MINUTE),
        [e.ResumeAsked()],
        ["foot-stays-out", "ice-too-early"],
    ),
    "S9: to go on with the ice, where it is held": (NO_ICE, [e.ResumeAsked()], ["foot-stays-out", "ice-held"]),
    "still in, long after it was out": (rested(3 * HOUR), [IN], [Question.ANYTHING_NEW]),
    "an outing that was done, told in the ice": (icing(8), [e.StepDone(Step.MOVE)], ["well-done", "ice-left"]),
    "S11: no walk when just out": (rested(MINUTE, 1, massaged_at=NOW), [e.Opened()], ["wait-ice", Question.REMIND]),
    "done with the walk that runs": (walking(), [e.StepDone(Step.MOVE)], ["walk-done", Question.REMIND]),
    "done with the ice": (ready(), [e.StepDone(Step.ICE)], ["ice-noted", "dry-off", "massage-in", Question.REMIND]),
    "back, in the check": (screening(), [e.Back()], ["safety-first", Question.FOUR_STEPS]),
    "the timer rang on a walk": (walking(8), [e.TimerRang()], ["walk-left"]),
    "the timer rang at its end": (walking(19.5), [e.TimerRang()], ["walk-done", Question.REMIND]),
}


@pytest.mark.parametrize(("known", "events", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_answered(known: Recovery, events: list[Event], said: list[str]) -> None:
    turn = heard(known, *events)
    assert keys(turn) == said
    sounds_right(turn)


# --- an end before its time


@pytest.mark.parametrize(("minutes", "asks"), [(1, True), (19, True), (19.1, False)])
def test_within_a_minute_of_the_deadline_an_end_is_no_early_one(minutes: float, asks: bool) -> None:
    assert (heard(icing(minutes), e.FootOut()).asked is Question.OUT_EARLY) is asks


# --- the foot is still in


def test_still_in_while_the_time_runs_sets_a_vanished_timer_again() -> None:
    again = heard(icing(8), e.TimerSeen(Step.ICE, None), IN)
    assert (keys(again), acts(again, StartTimer)) == (["resumed"], [StartTimer(Step.ICE, 12 * MINUTE)])


@pytest.mark.parametrize(
    ("known", "told", "rest"),
    [
        # A pause with the foot in counts as ice.
        (paused(8, 5 * MINUTE), IN, 7),
        (paused(8, 12 * MINUTE), IN, None),
        # Still in, after the end.
        (rested(0 * MINUTE, out_told=False), IN, None),
        (UNTOLD, IN, None),
        (rested(10 * HOUR, out_told=False), IN, None),
        (rested(3 * MINUTE, iced_for=8 * MINUTE), IN, 9),
        (rested(12 * MINUTE, iced_for=8 * MINUTE), IN, None),
        (rested(MINUTE, iced_for=10 * MINUTE, out_told=False), IN, 9),
        # Ice that was begun before the coach.
        (ready(), IN_FOR_FIFTEEN, 5),
        (ready(), e.IcedTold(is_in=True), 10),
        *(
            (known, in_ice(for_=minutes * MINUTE), None)
            for known in (ready(), rested(5 * HOUR))
            for minutes in (20, 40)
        ),
        # Told while the time runs, it only gets shorter.
        *((icing(8), e.IcedTold(5 * MINUTE, is_in), 12) for is_in in (True, False)),
        *((icing(8), e.IcedTold(15 * MINUTE, is_in), 5) for is_in in (True, False)),
        *((icing(8), e.IcedTold(25 * MINUTE, is_in), None) for is_in in (True, False)),
        *((icing(minutes), e.IcedTold(), 20 - minutes) for minutes in (1, 12)),
        (icing(1), e.IcedTold(is_in=True), 10),
        (icing(8, 10 * MINUTE), in_ice(for_=9 * MINUTE), 2),
        (icing(8), e.IcedTold(20 * MINUTE, ago=HOUR), 12),
    ],
)
def test_s7_s18_s19_ice_runs_on_up_to_twenty_minutes_in_all_or_the_foot_is_out_now(
    known: Recovery, told: Event, rest: int | None
) -> None:
    turn = heard(known, told)
    sounds_right(turn)
    stays, rests = left(known), None if rest is None else rest * MINUTE
    changes = rests != stays or (known.phase is Phase.PAUSED)
    assert left(turn.recovery) == rests
    assert acts(turn, StartTimer) == ([StartTimer(Step.ICE, rests)] if rests and changes else [])
    assert acts(turn, CancelTimer) == ([CancelTimer(Step.ICE, "one")] if stays and changes else [])
    if rest is None:
        assert keys(turn) == OUT_NOW
        assert (turn.recovery.out_at, turn.recovery.out_told) == (NOW, True)


BEFORE_THE_CHECK = pytest.mark.parametrize("known", [new(), screening(), EVERYONE["recovered"]])


@pytest.mark.parametrize(("known", "first"), [(paused(8, 30 * MINUTE), IN), (icing(8), in_ice(for_=25 * MINUTE))])
def test_still_in_after_out_now_never_runs_on(known: Recovery, first: Event) -> None:
    for again in (IN, e.ResumeAsked()):
        assert heard(known, first, again).recovery.countdown is None


@BEFORE_THE_CHECK
def test_s1_still_in_before_the_check_takes_the_foot_out_and_checks(known: Recovery) -> None:
    turn = heard(known, IN)
    assert keys(turn)[0] == "foot-out-first"
    assert turn.asked is Question.FOUR_STEPS
    assert keys(after(turn, *FINE)) == ["clear-for-ice", Question.FOOT_IN]


# --- an end that was not told


@pytest.mark.parametrize("event", [e.Opened(), e.WhereAsked(), e.TimeAsked(), e.TimerRang(), e.RepeatAsked()])
def test_after_an_end_that_was_not_told_the_foot_comes_first(event: Event) -> None:
    turn = heard(UNTOLD, event)
    assert keys(turn) == [Question.OUT]
    assert keys(heard(rested(10 * MINUTE), event)) != [Question.OUT]
    assert heard(rested(121 * MINUTE, out_told=False), event).asked is not Question.OUT


# --- iced already


@BEFORE_THE_CHECK
def test_s1_s19_a_foot_told_to_be_in_at_a_safety_question_is_ice_that_began_then(known: Recovery) -> None:
    asked = heard(known, e.SorenessReported(), FOOT_IN)
    assert asked.asked is Question.FOUR_STEPS
    through = after(asked, *FINE, now=NOW + 13 * MINUTE)
    assert acts(through, StartTimer) == [StartTimer(Step.ICE, 7 * MINUTE)]
    again = after(asked, FOOT_IN, now=NOW + 5 * MINUTE)
    assert again.recovery.ice_since == NOW, "when it was first said"
    assert keys(after(asked, e.No()))[0] == "foot-out-first"
    late = heard(asked.recovery, e.Opened(), *FINE, now=NOW + 30 * MINUTE)
    assert late.asked is Question.OUT
    assert keys(heard(asked.recovery, e.FootOut(), now=NOW + 30 * MINUTE))[0] == "ice-out-late"
    assert heard(asked.recovery, e.FootOut(), now=NOW + MINUTE / 2).recovery.out_at is None, "too short to count"


def test_s9_s19_a_foot_told_to_be_in_before_a_later_icing_is_ice_that_began_then() -> None:
    asked = heard(rested(5 * HOUR), FOOT_IN)
    assert asked.asked is Question.ANYTHING_NEW
    assert after(asked, e.No()).asked is Question.WARM_AGAIN, "warm is asked while it may be so"
    assert keys(after(asked, e.No(), e.Yes())) == ["ice-begun"]
    on = after(asked, e.No(), now=NOW + 14 * MINUTE)
    assert acts(on, StartTimer) == [StartTimer(Step.ICE, 6 * MINUTE)]
    worse = after(asked, e.Yes(), now=NOW + 5 * MINUTE)
    assert keys(worse)[:2] == ["foot-out-first", "worse-check"]
    assert worse.recovery.iced_for == 5 * MINUTE
    out = after(asked, e.FootOut(), now=NOW + 5 * MINUTE)
    assert (keys(out)[0], out.recovery.iced_for) == ("ice-out", 5 * MINUTE)
    cold = after(after(asked, e.No()), e.No(), now=NOW + 5 * MINUTE)
    assert keys(cold) == ["foot-out-first", "cold-not-yet"]
    assert after(asked, e.FootOut(), now=NOW + MINUTE / 2).recovery.iced_at == rested(5 * HOUR).iced_at
    assert keys(after(asked, e.FootOut(), now=NOW + 40 * MINUTE))[0] == "ice-out-late"
    shorter = after(heard(rested(5 * HOUR), e.IcingAsked(10 * MINUTE, is_in=True)), e.No(), now=NOW + 4 * MINUTE)
    assert acts(shorter, StartTimer) == [StartTimer(Step.ICE, 6 * MINUTE)]


def test_s9_a_foot_told_to_be_in_too_early_comes_out_and_may_not_have() -> None:
    early = heard(rested(40 * MINUTE), FOOT_IN)
    assert keys(early) == ["foot-out-first", "ice-too-early"]
    assert heard(early.recovery, e.Opened(), now=NOW + 20 * MINUTE).asked is Question.OUT
    assert heard(early.recovery, e.FootOut(), now=NOW + 20 * MINUTE).recovery.out_at == NOW + 20 * MINUTE
    assert keys(heard(early.recovery, IN)) == OUT_NOW
    assert keys(heard(NO_ICE, FOOT_IN)) == ["foot-out-first", "ice-held"]
    held = heard(replace(screening(), ice_held_until=TODAY + 14 * DAY), FOOT_IN)
    assert keys(held)[0] == "foot-out-first"
    assert held.recovery.ice_since is None


# --- the walk waits for a warm ankle


@pytest.mark.parametrize(("told", "rest"), [(None, 8), (2, 10), (12, 8), (15, 5)])
def test_s7_back_in_out_of_a_pause_the_ice_runs_from_then(told: int | None, rest: int) -> None:
    still = paused(8)
    since = still.countdown.paused_at if still.countdown else None
    assert since
    turn = heard(still, e.IcedTold(told * MINUTE if told else None, is_in=True), now=since + 4 * MINUTE)
    assert left(turn.recovery, since + 4 * MINUTE) == rest * MINUTE
    assert turn.recovery.phase is Phase.ICING


@pytest.mark.parametrize(("minutes", "stays"), [(79, False), (80, True), (81, True)])
def test_s11_a_reminder_of_the_walk_straight_after_ice_goes(minutes: int, stays: bool) -> None:
    begun = heard(ready(1, reminders=reminders(move=minutes / 60)), e.IcingAsked())
    assert begun.recovery.phase is Phase.ICING
    assert acts(begun, CancelReminders) == ([] if stays else [CancelReminders(("move",))])
    assert ("walk-reminder-off" in keys(begun)) is not stays


# --- done already


@pytest.mark.parametrize(
    ("event", "tells"),
    [(e.IcedTold(), True), (e.RedFlagSaid(), False), (e.ColdRiskTold(), False), (e.Assessed(e.Trend.WORSE), False)],
)
def test_s11_it_is_told_only_where_it_is_for_the_ice(event: Event, tells: bool) -> None:
    turn = heard(ready(1, reminders=reminders(move=59 / 60)), event)
    assert ("walk-reminder-off" in keys(turn)) is tells
    assert not tells or acts(turn, CancelReminders) == [CancelReminders(("move",))]


@pytest.mark.parametrize(
    ("hour", "key"), [(22.5, "wait-morning"), (3.5, "wait-morning"), (4.5, "wait-ice"), (6.5, "wait-ice")]
)
def test_nobody_is_told_to_rest_well_tonight_in_the_morning(hour: float, key: str) -> None:
    now = NOW + (hour - 15) % 24 * HOUR
    known = rested(timedelta(0), iced_at=now - 5 * HOUR, out_at=now - 4 * HOUR, massaged_at=now)
    assert keys(heard(known, e.WhereAsked(), now=now)) == [key]


# --- ice of some time ago, and ice that was begun alone


@pytest.mark.parametrize(("minutes", "ago"), [(20, 60), (10, 180), (20, 5)])
def test_s9_s19_ice_of_some_time_ago_counts_from_its_end(minutes: int, ago: int) -> None:
    turn = heard(ready(), e.IcedTold(minutes * MINUTE, ago=ago * MINUTE))
    now = turn.recovery
    assert (now.iced_at, now.out_at) == (NOW - (minutes + ago) * MINUTE, NOW - ago * MINUTE)
    assert keys(turn)[0] == "ice-noted"
    early = keys(heard(now, e.IcingAsked())) == ["foot-stays-out", "ice-too-early"]
    assert early is (max(120 - minutes - ago, 60 - ago) > 0)


@pytest.mark.parametrize(("minutes", "rest"), [(1, 14), (14, 1), (16, None), (40, None)])
def test_s19_ice_begun_alone_outlives_the_conversation(minutes: int, rest: int | None) -> None:
    told, later = heard(new(), IN_FOR_FIVE), NOW + minutes * MINUTE
    back = heard(told.recovery, e.Opened(), *FINE, now=later)
    if rest is None:
        assert keys(heard(told.recovery, e.Opened(), now=later))[0] == "ice-time-up"
        assert back.asked is Question.OUT
        assert back.recovery.out_at == NOW + 15 * MINUTE
    else:
        assert back.asked is Question.FOOT_IN
        assert acts(after(back, e.Yes(), now=later), StartTimer) == [StartTimer(Step.ICE, rest * MINUTE)]


@pytest.mark.parametrize("event", [e.SoftNo(), e.LaterSaid(), e.Dodged()])
def test_not_now_is_no_answer_while_the_foot_may_be_in(event: Event) -> None:
    assert heard(UNTOLD, event).asked is Question.OUT
    assert heard(rested(10 * MINUTE), event).asked is not Question.OUT
