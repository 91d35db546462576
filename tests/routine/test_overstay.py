"""S18, S19: a foot that is in too long, ice that was begun before the coach, and steps done without it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Question, StartTimer
from skill.routine.events import Event
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage
from tests.routine.people import (
    EVERYONE,
    FINE,
    HOUR,
    MINUTE,
    NOW,
    TODAY,
    acts,
    after,
    heard,
    icing,
    keys,
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

UNTOLD = rested(10 * MINUTE, out_told=False)


def in_ice(*, for_: timedelta, is_in: bool = True) -> e.IcedTold:
    return e.IcedTold(for_, is_in)


def left(known: Recovery, now: timedelta = timedelta(0)) -> timedelta | None:
    return known.countdown.remaining_at(NOW + now) if known.countdown else None


# --- an end before its time


@pytest.mark.parametrize("end", [e.FootOut(), e.Finished(), e.IceCancelled()])
@pytest.mark.parametrize(
    "back", [e.No(), e.ResumeAsked(), e.StillIn(), e.TakenBack(), e.PauseAsked(), in_ice(for_=8 * MINUTE)]
)
def test_an_early_end_is_taken_back_with_its_old_deadline(end: Event, back: Event) -> None:
    ended = heard(icing(8), end)
    assert ended.asked is Question.OUT_EARLY
    sounds_right(ended)
    again = after(ended, back, now=NOW + MINUTE)
    assert again.recovery.phase is Phase.ICING
    assert acts(again, StartTimer) == [StartTimer(Step.ICE, 11 * MINUTE)]
    one_shot = heard(ended.recovery, back, now=NOW + MINUTE)
    assert one_shot.recovery.phase is Phase.ICING


@pytest.mark.parametrize(("minutes", "asks"), [(1, True), (19, True), (19.1, False)])
def test_within_a_minute_of_the_deadline_an_end_is_no_early_one(minutes: float, asks: bool) -> None:
    assert (heard(icing(minutes), e.FootOut()).asked is Question.OUT_EARLY) is asks


def test_an_end_that_was_asked_about_is_not_asked_about_again() -> None:
    gone = heard(icing(8), e.TimerSeen(Step.ICE, None), e.TimeAsked(), e.No())
    assert gone.asked is Question.REMIND


# --- the foot is still in


def test_still_in_while_the_time_runs_tells_the_time() -> None:
    turn = heard(icing(8), e.StillIn())
    assert keys(turn) == ["ice-left"]
    assert turn.recovery.countdown == icing(8).countdown


def test_still_in_sets_a_vanished_timer_again() -> None:
    turn = heard(icing(8), e.TimerSeen(Step.ICE, None), e.StillIn())
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, 12 * MINUTE)]


@pytest.mark.parametrize(("pause", "rest"), [(5, 7), (11, 1), (12, None), (30, None)])
def test_a_pause_with_the_foot_in_counts_as_ice(pause: int, rest: int | None) -> None:
    turn = heard(paused(8, pause * MINUTE), e.StillIn())
    assert acts(turn, CancelTimer) == [CancelTimer(Step.ICE, "one")]
    if rest is None:
        assert keys(turn) == ["out-now", Question.SKIN]
        assert (turn.recovery.out_at, turn.recovery.out_told) == (NOW, True)
    else:
        assert acts(turn, StartTimer) == [StartTimer(Step.ICE, rest * MINUTE)]


@pytest.mark.parametrize(
    ("known", "rest"),
    [
        (rested(0 * MINUTE, out_told=False), None),
        (UNTOLD, None),
        (rested(2 * HOUR, out_told=False), None),
        (rested(3 * MINUTE, iced_for=8 * MINUTE), 9),
        (rested(11 * MINUTE, iced_for=8 * MINUTE), 1),
        (rested(12 * MINUTE, iced_for=8 * MINUTE), None),
        (rested(MINUTE, iced_for=10 * MINUTE, out_told=False), 9),
    ],
)
def test_still_in_after_the_end_runs_on_up_to_twenty_minutes_or_is_out_now(known: Recovery, rest: int | None) -> None:
    turn = heard(known, e.StillIn())
    sounds_right(turn)
    assert left(turn.recovery) == (None if rest is None else rest * MINUTE)
    assert acts(turn, StartTimer) == ([] if rest is None else [StartTimer(Step.ICE, rest * MINUTE)])
    if rest is None:
        assert keys(turn) == ["out-now", Question.SKIN]
        assert (turn.recovery.out_at, turn.recovery.out_told) == (NOW, True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [(e.Yes(), "cold-injury-after"), (e.Unsure(), "cold-injury-after"), (e.No(), "wait-massage")],
)
def test_after_an_overstay_the_skin_decides(answer: Event, said: str) -> None:
    turn = heard(UNTOLD, e.StillIn(), answer)
    assert said in keys(turn)
    assert turn.recovery.warm_at(NOW) == NOW + HOUR


def test_still_in_after_out_now_never_runs_on() -> None:
    for known, first in ((paused(8, 30 * MINUTE), e.StillIn()), (icing(8), in_ice(for_=25 * MINUTE))):
        out = heard(known, first)
        for again in (e.StillIn(), e.ResumeAsked()):
            assert after(out, again).recovery.countdown is None


@pytest.mark.parametrize("known", [new(), screening(), EVERYONE["recovered"]])
def test_s1_still_in_before_the_check_takes_the_foot_out_and_checks(known: Recovery) -> None:
    turn = heard(known, e.StillIn())
    assert keys(turn)[0] == "foot-out-first"
    assert turn.asked is Question.FOUR_STEPS
    assert after(turn, *FINE).asked is not None
    assert after(turn, *FINE).recovery.countdown is None


def test_still_in_where_ice_is_held_or_after_a_red_flag_is_out_first() -> None:
    assert keys(heard(EVERYONE["no ice"], e.StillIn())) == ["foot-out-first", "ice-held"]
    for event in (e.StillIn(), in_ice(for_=5 * MINUTE)):
        turn = heard(stopped(), event)
        assert keys(turn)[0] == "foot-out-first"
        assert turn.recovery.phase is Phase.STOPPED


def test_s10_still_in_while_a_plan_is_checked_again_counts_as_out_now() -> None:
    turn = heard(replace(rested(3 * HOUR), stage=Stage.SCREENING, screened_on=None), e.StillIn())
    assert keys(turn)[0] == "foot-out-first"
    assert (turn.recovery.out_at, turn.recovery.out_told) == (NOW, True)


def test_still_in_at_the_bucket_starts_the_ice() -> None:
    assert heard(ready(), e.Opened(), e.StillIn()).recovery.phase is Phase.ICING
    due = heard(rested(110 * MINUTE, massaged_at=NOW), e.Opened())
    assert due.asked is Question.OFFER_ICE
    assert after(due, e.StillIn()).asked is Question.ANYTHING_NEW


# --- an end that was not told


@pytest.mark.parametrize("event", [e.Opened(), e.WhereAsked(), e.TimeAsked(), e.TimerRang(), e.RepeatAsked()])
def test_after_an_end_that_was_not_told_the_foot_comes_first(event: Event) -> None:
    turn = heard(UNTOLD, event)
    assert keys(turn) == [Question.OUT]
    assert keys(heard(rested(10 * MINUTE), event)) != [Question.OUT]
    assert heard(rested(60 * MINUTE, out_told=False), event).asked is not Question.OUT


@pytest.mark.parametrize("yes", [e.Yes(), e.FootOut(), e.Finished(), e.IceCancelled()])
def test_out_since_the_deadline(yes: Event) -> None:
    turn = heard(UNTOLD, e.Opened(), yes)
    assert (turn.recovery.out_at, turn.recovery.out_told) == (UNTOLD.out_at, True)
    assert keys(turn) == ["ice-out", "dry-off", "massage-in", Question.REMIND]


def test_what_is_asked_for_keeps_its_answer() -> None:
    for event, key in ((e.MassageAsked(), "massage-too-early"), (e.NextIcingAsked(), "ice-in")):
        assert keys(heard(icing(20), event)) == ["ice-time-up", key]


@pytest.mark.parametrize(("minutes", "key"), [(8, "ice-left"), (18.9, "ice-left-half"), (19, Question.OUT)])
def test_a_timer_that_rang_is_no_word_about_the_foot(minutes: float, key: str) -> None:
    turn = heard(icing(minutes), e.TimerRang())
    assert keys(turn) == [key]
    assert turn.recovery.countdown == icing(minutes).countdown
    if key is Question.OUT:
        assert after(turn, e.Yes()).recovery.phase is Phase.RESTING
        assert after(turn, e.No()).recovery.phase is Phase.ICING


def test_a_timer_rings_near_the_end_of_a_walk() -> None:
    assert heard(walking(8), e.TimerRang()).recovery.phase is Phase.WALKING
    assert heard(walking(19.5), e.TimerRang()).recovery.phase is Phase.RESTING


# --- iced already


@pytest.mark.parametrize("known", [ready(), rested(5 * HOUR)])
@pytest.mark.parametrize(("told", "began"), [(15 * MINUTE, 15), (20 * MINUTE, 20), (None, 20)])
def test_s19_ice_that_is_over_is_an_icing(known: Recovery, told: timedelta | None, began: int) -> None:
    turn = heard(known, e.IcedTold(told))
    now = turn.recovery
    assert (now.iced_at, now.out_at, now.out_told) == (NOW - began * MINUTE, NOW, True)
    assert (now.phase, now.iced_for) == (Phase.RESTING, began * MINUTE)
    assert keys(turn)[:3] == ["ice-noted", "dry-off", "massage-in"]
    assert keys(heard(now, e.IcingAsked())) == ["foot-stays-out", "ice-too-early"]


def test_s19_ice_that_was_too_long_asks_for_a_look_at_the_skin() -> None:
    assert keys(heard(ready(), e.IcedTold(40 * MINUTE))) == ["ice-out-late"]


@pytest.mark.parametrize(("told", "rest"), [(5, 15), (15, 5), (None, 10)])
def test_s19_a_foot_that_is_in_stays_for_what_is_left(told: int | None, rest: int) -> None:
    turn = heard(ready(), e.IcedTold(told * MINUTE if told else None, is_in=True))
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, rest * MINUTE)]
    assert turn.recovery.iced_at == NOW - (20 - rest) * MINUTE


@pytest.mark.parametrize("known", [ready(), rested(5 * HOUR)])
@pytest.mark.parametrize("told", [20, 40])
def test_s19_a_foot_that_is_in_for_twenty_minutes_is_out_now(known: Recovery, told: int) -> None:
    turn = heard(known, in_ice(for_=told * MINUTE))
    assert keys(turn) == ["out-now", Question.SKIN]
    assert (turn.recovery.out_at, turn.recovery.iced_for) == (NOW, told * MINUTE)
    assert turn.recovery.phase is Phase.RESTING


def test_s19_a_later_icing_that_was_begun_already_has_its_question_first() -> None:
    turn = heard(rested(5 * HOUR), in_ice(for_=5 * MINUTE))
    assert turn.asked is Question.ANYTHING_NEW
    assert acts(after(turn, e.No(), now=NOW + MINUTE), StartTimer) == [StartTimer(Step.ICE, 14 * MINUTE)]
    early = heard(rested(70 * MINUTE), in_ice(for_=5 * MINUTE))
    assert keys(early) == ["foot-out-first", "ice-too-early"]
    assert keys(heard(EVERYONE["no ice"], in_ice(for_=5 * MINUTE))) == ["foot-out-first", "ice-held"]


@pytest.mark.parametrize("known", [new(), screening(), EVERYONE["recovered"]])
def test_s1_s19_before_the_check_the_ice_goes_on_after_it(known: Recovery) -> None:
    asked = heard(known, in_ice(for_=15 * MINUTE))
    sounds_right(asked)
    assert asked.asked is Question.FOUR_STEPS
    assert not acts(asked, StartTimer)
    through = after(asked, *FINE, now=NOW + 2 * MINUTE)
    assert acts(through, StartTimer) == [StartTimer(Step.ICE, 3 * MINUTE)]
    late = after(asked, e.Yes(), now=NOW + 6 * MINUTE)
    assert keys(late) == ["ice-time-up", Question.BENT]
    assert keys(after(late, *FINE[1:], now=NOW + 6 * MINUTE)) == [Question.OUT]


@pytest.mark.parametrize("out", [e.FootOut(), e.Finished()])
def test_s19_out_before_the_check_is_through_it_was_an_icing(out: Event) -> None:
    asked = heard(new(), in_ice(for_=10 * MINUTE), e.Yes())
    turn = after(asked, out, now=NOW + MINUTE)
    assert keys(turn) == ["safety-first", Question.BENT]
    assert (turn.recovery.iced_for, turn.recovery.out_at) == (11 * MINUTE, NOW + MINUTE)
    assert after(turn, e.No(), e.No(), e.No(), now=NOW + MINUTE).recovery.countdown is None


def test_s3_s5_a_sign_in_that_check_takes_the_foot_out_first() -> None:
    asked = heard(new(), in_ice(for_=15 * MINUTE))
    assert keys(after(asked, e.No()))[0] == "foot-out-first"
    assert keys(after(asked, e.ColdRiskTold()))[0] == "foot-out-first"


@pytest.mark.parametrize("known", [new(), screening(), EVERYONE["recovered"]])
def test_s1_s19_ice_that_is_over_counts_after_the_check(known: Recovery) -> None:
    asked = heard(known, e.IcedTold(20 * MINUTE))
    sounds_right(asked)
    assert asked.asked is Question.FOUR_STEPS
    through = after(asked, *FINE, now=NOW + 2 * MINUTE)
    assert through.recovery.phase is Phase.RESTING
    assert through.recovery.out_at == NOW
    assert keys(heard(through.recovery, e.IcingAsked())) == ["foot-stays-out", "ice-too-early"]


def test_s1_s19_twenty_minutes_before_the_check_are_out_now() -> None:
    turn = heard(new(), in_ice(for_=30 * MINUTE))
    sounds_right(turn)
    assert keys(turn) == ["out-now", "check-first-coach", Question.FOUR_STEPS]
    assert turn.recovery.out_at == NOW


@pytest.mark.parametrize("is_in", [True, False])
@pytest.mark.parametrize(("told", "rest"), [(None, 12), (5, 12), (8, 12), (15, 5), (25, None)])
def test_s19_told_while_the_time_runs_it_only_gets_shorter(told: int | None, rest: int | None, is_in: bool) -> None:
    turn = heard(icing(8), e.IcedTold(told * MINUTE if told else None, is_in))
    assert left(turn.recovery) == (None if rest is None else rest * MINUTE)
    if rest == 5:
        assert acts(turn, CancelTimer) == [CancelTimer(Step.ICE, "one")]
        assert acts(turn, StartTimer) == [StartTimer(Step.ICE, 5 * MINUTE)]
    if rest is None:
        assert keys(turn) == ["out-now", Question.SKIN]


def test_s19_a_short_icing_is_not_made_longer_by_what_is_told() -> None:
    short = icing(8, 10 * MINUTE)
    assert heard(short, in_ice(for_=9 * MINUTE)).recovery.countdown == short.countdown


@pytest.mark.parametrize(
    ("known", "told", "said"),
    [
        (UNTOLD, e.IcedTold(20 * MINUTE), "ice-out"),
        (UNTOLD, e.IcedTold(), "ice-out"),
        (UNTOLD, e.IcedTold(40 * MINUTE), "ice-out-late"),
        (UNTOLD, in_ice(for_=30 * MINUTE), "out-now"),
        (UNTOLD, e.IcedTold(is_in=True), "out-now"),
        (rested(10 * MINUTE), e.IcedTold(20 * MINUTE), "wait-massage"),
        (rested(5 * MINUTE, iced_for=5 * MINUTE), in_ice(for_=15 * MINUTE), "resumed"),
    ],
)
def test_s19_the_icing_that_the_coach_has_counted_is_no_other_one(known: Recovery, told: e.IcedTold, said: str) -> None:
    turn = heard(known, told)
    assert keys(turn)[0] == said
    if said == "resumed":
        assert left(turn.recovery) == 5 * MINUTE


@pytest.mark.parametrize("asked", [Question.FOOT_IN, Question.OFFER_ICE, Question.ANYTHING_NEW, Question.WARM_AGAIN])
@pytest.mark.parametrize("event", [e.Thinking(), e.MoreTimeAsked(), e.MoreTimeAsked(5 * MINUTE)])
def test_time_asked_for_before_the_ice_starts_nothing(asked: Question, event: Event) -> None:
    for known in (ready(), rested()):
        turn = heard(known, event, session=Session(asked=asked))
        assert keys(turn) == ["take-your-time", asked]
        assert turn.recovery.countdown is None


def test_more_time_without_a_question_asks_whether_the_foot_is_in() -> None:
    assert keys(heard(ready(), e.MoreTimeAsked())) == ["take-your-time", Question.FOOT_IN]


# --- the walk waits for a warm ankle


@pytest.mark.parametrize(("minutes", "stays"), [(79, False), (80, True), (81, True)])
def test_s11_a_reminder_of_the_walk_straight_after_ice_goes(minutes: int, stays: bool) -> None:
    known = ready(1, reminders=reminders(move=minutes / 60))
    begun = heard(known, e.IcingAsked())
    assert begun.recovery.phase is Phase.ICING
    assert acts(begun, CancelReminders) == ([] if stays else [CancelReminders(("move",))])
    told = heard(ready(1, reminders=reminders(move=59 / 60)), e.IcedTold())
    assert acts(told, CancelReminders) == [CancelReminders(("move",))]


def test_s11_the_walk_is_not_offered_before_the_ankle_is_warm() -> None:
    for minutes in (1, 59):
        known = rested(minutes * MINUTE, 1, massaged_at=NOW)
        assert heard(known, e.Opened()).asked is not Question.OFFER_MOVE


# --- done already


@pytest.mark.parametrize("asked", [None, Question.OFFER_MASSAGE, Question.WARM])
def test_a_massage_that_was_done_is_believed(asked: Question | None) -> None:
    turn = heard(EVERYONE["warm"], e.StepDone(Step.MASSAGE), session=Session(asked=asked))
    assert turn.recovery.massaged_at == NOW
    assert keys(turn) == ["well-done", "wait-ice"]


@pytest.mark.parametrize("asked", [None, Question.OFFER_MOVE, Question.SCORE])
@pytest.mark.parametrize("known", [EVERYONE["the day after"], EVERYONE["due for ice"], icing(8), ready()])
def test_an_outing_that_was_done_is_believed(known: Recovery, asked: Question | None) -> None:
    turn = heard(known, e.StepDone(Step.MOVE), session=Session(asked=asked))
    assert turn.recovery.moved_on == TODAY
    assert keys(turn)[0] == "well-done"
    assert turn.recovery.countdown == known.countdown
    assert turn.asked not in (Question.OFFER_MOVE, Question.SCORE)


def test_done_with_the_walk_that_runs_ends_it() -> None:
    assert keys(heard(walking(), e.StepDone(Step.MOVE))) == ["walk-done", Question.REMIND]


def test_ice_that_was_done_is_ice_that_was_told() -> None:
    assert heard(ready(), e.StepDone(Step.ICE)).recovery.out_at == NOW


@pytest.mark.parametrize(
    ("hour", "key"), [(22.5, "wait-morning"), (3.5, "wait-morning"), (4.5, "wait-ice"), (6.5, "wait-ice")]
)
def test_nobody_is_told_to_rest_well_tonight_in_the_morning(hour: float, key: str) -> None:
    now = NOW + (hour - 15) % 24 * HOUR
    known = rested(timedelta(0), iced_at=now - 5 * HOUR, out_at=now - 4 * HOUR, massaged_at=now)
    assert keys(heard(known, e.WhereAsked(), now=now)) == [key]


@pytest.mark.no_cover
def test_the_lengths_that_are_planned_stay_within_twenty_minutes() -> None:
    for told in (e.StillIn(), *(in_ice(for_=minutes * MINUTE) for minutes in range(1, 30))):
        for known in EVERYONE.values():
            countdown = heard(known, told).recovery.countdown
            assert countdown is None or countdown.planned <= ICE_TIME


def test_a_paused_walk_is_not_in_the_ice() -> None:
    walk = EVERYONE["a paused walk"]
    assert heard(walk, e.StillIn()).recovery.phase is Phase.WALKING
    assert heard(walk, in_ice(for_=15 * MINUTE)).recovery.countdown == walk.countdown


# --- ice of some time ago, and ice that was begun alone


@pytest.mark.parametrize(("minutes", "ago"), [(20, 60), (10, 180), (20, 5)])
def test_s9_s19_ice_of_some_time_ago_counts_from_its_end(minutes: int, ago: int) -> None:
    turn = heard(ready(), e.IcedTold(minutes * MINUTE, ago=ago * MINUTE))
    now = turn.recovery
    assert (now.iced_at, now.out_at) == (NOW - (minutes + ago) * MINUTE, NOW - ago * MINUTE)
    assert keys(turn)[0] == "ice-noted"
    early = keys(heard(now, e.IcingAsked())) == ["foot-stays-out", "ice-too-early"]
    assert early is (max(120 - minutes - ago, 60 - ago) > 0)


def test_s19_ice_of_some_time_ago_does_not_shorten_the_one_that_runs() -> None:
    assert heard(icing(8), e.IcedTold(20 * MINUTE, ago=HOUR)).recovery.countdown == icing(8).countdown


@pytest.mark.parametrize(("minutes", "rest"), [(1, 14), (14, 1), (16, None), (40, None)])
def test_s19_ice_begun_alone_outlives_the_conversation(minutes: int, rest: int | None) -> None:
    told, later = heard(new(), in_ice(for_=5 * MINUTE)), NOW + minutes * MINUTE
    back = heard(told.recovery, e.Opened(), *FINE, now=later)
    if rest is None:
        assert keys(heard(told.recovery, e.Opened(), now=later))[0] == "ice-time-up"
        assert back.asked is Question.OUT
        assert back.recovery.out_at == NOW + 15 * MINUTE
    else:
        assert back.asked is Question.FOOT_IN
        assert acts(after(back, e.Yes(), now=later), StartTimer) == [StartTimer(Step.ICE, rest * MINUTE)]


def test_s18_ice_asked_for_after_an_end_that_was_not_told_asks_first() -> None:
    turn = heard(UNTOLD, e.IcingAsked())
    assert keys(turn) == [Question.OUT]
    assert keys(after(turn, e.HedgedYes())) == ["out-now", Question.SKIN]


@pytest.mark.parametrize("event", [e.IcingAsked(), e.ResumeAsked()])
def test_s9_foot_out_comes_first_where_ice_is_too_early_or_held(event: Event) -> None:
    for who in ("just out", "still cold", "no ice", "hurt by cold"):
        assert keys(heard(EVERYONE[who], event))[0] == "foot-stays-out"


def test_back_from_the_door_goes_on_with_a_pause_and_ends_no_ice() -> None:
    assert heard(paused(), e.Back()).asked is Question.RESUME
    assert heard(icing(), e.Back()).recovery.countdown == icing().countdown
    assert heard(walking(), e.Back()).recovery.countdown is None
    assert heard(screening(), e.Back()).asked is Question.FOUR_STEPS
