"""docs/safety.md, line by line: S1 to S16."""

from dataclasses import fields, replace
from datetime import time, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from skill.ports import Record
from skill.routine import events as e
from skill.routine.acts import SAFETY_QUESTIONS, CancelReminders, CancelTimer, Question, Show, StartTimer
from skill.routine.advance import advance
from skill.routine.advice import Advice
from skill.routine.deadlines import LiveTimer, Purpose
from skill.routine.events import Event
from skill.routine.plan import ICE_TIME, ICING_GAP, Step
from skill.routine.recovery import Phase, Recovery, Session, Turn
from skill.routine.schedule import is_day, plan
from skill.speech import catalogue
from skill.storage.sqlite import to_text
from tests.routine.people import (
    DAY,
    EVERYONE,
    FINE,
    HOUR,
    MINUTE,
    NOW,
    SAID,
    TODAY,
    acts,
    after,
    checked,
    heard,
    icing,
    keys,
    new,
    paused,
    ready,
    reminded,
    rested,
    spoken,
    walking,
)

SORE = e.SorenessReported()


# S1, S2: the questions


def test_s1_the_first_icing_has_its_questions_one_a_turn() -> None:
    asked, turn = [], heard(new(), SORE)
    for answer in FINE:
        asked.append(turn.asked)
        assert turn.recovery.screened_on is None
        turn = after(turn, answer)
    assert tuple(asked) == SAFETY_QUESTIONS
    assert turn.recovery.screened_on == TODAY
    assert turn.recovery.phase is Phase.READY


@pytest.mark.parametrize(
    "wish", [e.IcingAsked(), e.MassageAsked(), e.MoveAsked(), e.NextIcingAsked(), e.Hurts(), e.StartOverAsked()]
)
def test_s1_whatever_is_wanted_first_the_questions_come_before_it(wish: Event) -> None:
    for known in (new(), EVERYONE["screening"], EVERYONE["recovered"]):
        if known.phase is Phase.RECOVERED and isinstance(wish, e.MoveAsked):
            continue  # whoever is well again may run
        turn = heard(known, wish)
        assert turn.asked is Question.FOUR_STEPS
        assert turn.recovery.phase is Phase.SCREENING
        assert not acts(turn, StartTimer)


def test_s1_the_ice_that_was_asked_for_begins_after_the_questions() -> None:
    turn = heard(new(), e.IcingAsked(10 * MINUTE), *FINE)
    assert turn.recovery.phase is Phase.ICING
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, 10 * MINUTE)]


def test_s1_answers_do_not_outlive_the_conversation() -> None:
    half = heard(new(), SORE, e.Yes(), e.No())
    assert heard(half.recovery, e.IcingAsked()).asked is Question.FOUR_STEPS


def test_s1_a_later_icing_has_one_question() -> None:
    asked = heard(rested(3 * HOUR), e.IcingAsked(15 * MINUTE))
    assert asked.asked is Question.ANYTHING_NEW
    warm = after(asked, e.No())
    assert warm.asked is Question.WARM_AGAIN
    begun = after(warm, e.Yes())
    assert begun.recovery.phase is Phase.ICING
    assert acts(begun, StartTimer) == [StartTimer(Step.ICE, 15 * MINUTE)]


@pytest.mark.parametrize("answer", [e.Yes(), e.Unsure()])
def test_s1_something_new_puts_the_questions_again(answer: Event) -> None:
    turn = heard(rested(3 * HOUR), e.IcingAsked(), answer)
    assert turn.asked is Question.FOUR_STEPS
    assert turn.recovery.screened_on is None
    assert turn.recovery.referred_on == TODAY
    through = after(turn, *FINE)
    assert through.recovery.phase is Phase.RESTING
    assert keys(through) == ["clear-again"]


@pytest.mark.parametrize(("before", "answer"), [((), e.No()), ((e.Yes(),), e.Yes()), ((e.Yes(),), e.Unsure())])
def test_s2_polarity_a_flag_stops_everything(before: tuple[Event, ...], answer: Event) -> None:
    turn = heard(new(), SORE, *before, answer)
    assert turn.recovery.phase is Phase.STOPPED
    assert keys(turn) == [f"heard-{Question.BENT if before else Question.FOUR_STEPS}", "care-now"]


def test_s2_not_knowing_whether_four_steps_work_asks_to_try() -> None:
    turn = heard(new(), SORE, e.Unsure())
    assert keys(turn) == ["try-four-steps", Question.FOUR_STEPS]


def test_s2_not_knowing_the_third_is_no_flag_and_the_fourth_is() -> None:
    third = heard(new(), SORE, e.Yes(), e.No(), e.Unsure())
    assert third.asked is Question.COLD
    assert third.recovery.massage_held_until is None
    fourth = after(third, e.Unsure())
    assert fourth.recovery.ice_held_until == TODAY + 14 * DAY


# S3, S6: red flags


@pytest.mark.parametrize("who", EVERYONE)
def test_s3_s6_a_red_flag_is_heard_in_every_phase_and_under_every_question(who: str) -> None:
    for question in (None, *Question):
        turn = heard(EVERYONE[who], e.RedFlagSaid(), session=Session(asked=question))
        assert turn.recovery.phase is Phase.STOPPED
        assert turn.recovery.countdown is None
        assert turn.asked is None
        assert "medical care now" in spoken(turn)
        assert "can't call" in spoken(turn)


@pytest.mark.parametrize("known", [icing(), paused(), walking()])
def test_s3_a_red_flag_takes_the_foot_out_and_silences_the_timer(known: Recovery) -> None:
    turn = heard(known, e.RedFlagSaid())
    assert known.countdown
    assert acts(turn, CancelTimer) == [CancelTimer(known.countdown.step, "one")]
    assert ("Take your foot out" in spoken(turn)) is (known.countdown.step is Step.ICE)


@pytest.mark.parametrize(
    ("locale", "number"),
    [
        ("en-US", "nine one one"),
        ("en-CA", "nine one one"),
        ("en-GB", "nine nine nine"),
        ("en-AU", "triple zero"),
        ("en-IN", "one one two"),
    ],
)
def test_s3_the_emergency_number_is_the_locales(locale: str, number: str) -> None:
    for known in (new(), icing(), EVERYONE["stopped"]):
        assert number in spoken(heard(known, e.RedFlagSaid()), locale)
    assert number in spoken(heard(EVERYONE["stopped"], e.Opened()), locale)


def test_s3_after_a_red_flag_the_routine_does_not_go_on() -> None:
    stopped = heard(new(), e.RedFlagSaid())
    for event in SAID:
        if isinstance(event, e.CareHadTold):
            continue
        turn = heard(stopped.recovery, event, now=NOW + 5 * MINUTE)  # too late to take it back
        assert turn.recovery.phase is Phase.STOPPED
        assert not acts(turn, StartTimer)


def test_s3_start_over_asks_first_and_then_checks_again() -> None:
    turn = heard(EVERYONE["stopped"], e.StartOverAsked(), e.Yes())
    assert turn.asked is Question.FOUR_STEPS


# S4: sprain


def test_s4_a_twist_allows_ice_and_holds_massage_and_running_for_three_days() -> None:
    turn = heard(new(), SORE, *checked(Question.TWIST))
    assert turn.asked is Question.FOOT_IN
    known = turn.recovery
    assert known.massage_held_until == known.move_held_until == TODAY + 3 * DAY
    assert heard(known, e.IcingAsked()).recovery.phase is Phase.ICING
    for wish, key in ((e.MassageAsked(), "massage-held"), (e.MoveAsked(), "move-held")):
        assert keys(heard(known, wish))[0] == key
        assert "Thursday" in spoken(heard(known, wish))


def test_s4_the_hold_ends_on_its_day() -> None:
    known = rested(3 * HOUR, massage_held_until=TODAY + 3 * DAY, move_held_until=TODAY + 3 * DAY)
    for days, massage, move in ((2, "massage-held", "move-held"), (3, Question.WARM, Question.SCORE)):
        later = NOW + days * DAY
        assert keys(heard(known, e.MassageAsked(), now=later))[-1] == massage
        assert keys(heard(known, e.MoveAsked(), now=later))[-1] == move


@pytest.mark.parametrize("who", ["icing", "paused"])
def test_s4_a_twist_told_in_the_ice_holds_and_lets_the_ice_run(who: str) -> None:
    turn = heard(EVERYONE[who], e.TwistTold())
    assert turn.recovery.move_held_until == TODAY + 3 * DAY
    assert turn.recovery.countdown == EVERYONE[who].countdown


@pytest.mark.parametrize("who", ["ready", "walking", "a paused walk", "warm", "the day after"])
def test_s4_a_new_twist_is_checked_and_ends_a_walk(who: str) -> None:
    turn = heard(EVERYONE[who], e.TwistTold())
    assert turn.recovery.move_held_until == TODAY + 3 * DAY
    assert turn.asked is Question.FOUR_STEPS
    assert turn.recovery.screened_on is None
    assert bool(acts(turn, CancelTimer)) is (EVERYONE[who].countdown is not None)
    rest = checked(without=(Question.TWIST, Question.COLD))
    through = after(turn, *rest)
    assert through.recovery.screened_on == TODAY


def test_s4_a_hold_is_never_shortened_by_another() -> None:
    hurt = heard(rested(MINUTE), e.SkinWarned()).recovery
    assert heard(hurt, e.TwistTold()).recovery.massage_held_until == TODAY + 14 * DAY


def test_s4_a_twist_told_first_is_not_asked_again() -> None:
    turn = heard(new(), e.TwistTold(), e.Yes(), e.No())
    assert turn.asked is Question.COLD
    assert turn.recovery.move_held_until == TODAY + 3 * DAY


def test_s4_a_twist_after_a_recovery_begins_a_new_plan() -> None:
    turn = heard(EVERYONE["recovered"], e.TwistTold())
    assert turn.asked is Question.FOUR_STEPS
    assert turn.recovery.began_on == TODAY


# S5: cold risk


def test_s5_a_cold_risk_means_no_bucket_and_asking_a_clinician() -> None:
    turn = heard(new(), e.IcingAsked(), *checked(Question.COLD))
    assert turn.recovery.phase is Phase.RESTING
    assert keys(turn) == ["cold-hold", "clear-no-ice"]
    again = heard(turn.recovery, e.IcingAsked())
    assert keys(again) == ["foot-stays-out", "ice-held"]
    assert again.recovery.countdown is None


def test_s5_the_other_steps_need_normal_feeling() -> None:
    known = EVERYONE["no ice"]
    assert heard(known, e.MassageAsked()).asked is Question.WARM
    walk = heard(known, e.MoveAsked(), e.Assessed(None, 1), e.No(), now=NOW + DAY)
    assert "only-normal-feeling" in keys(walk)


@pytest.mark.parametrize("known", [icing(), paused()])
def test_s5_a_cold_risk_told_in_the_ice_takes_the_foot_out(known: Recovery) -> None:
    turn = heard(known, e.ColdRiskTold())
    assert turn.recovery.ice_held_until == TODAY + 14 * DAY
    assert acts(turn, CancelTimer)
    assert spoken(turn).startswith("Take your foot out")


def test_s5_told_before_the_questions_it_is_not_asked_again() -> None:
    turn = heard(new(), e.ColdRiskTold(), *checked(without=[Question.COLD]))
    assert turn.asked is None
    assert turn.recovery.phase is Phase.RESTING
    assert turn.recovery.screened_on == TODAY


@pytest.mark.parametrize("who", ["ready", "warm", "just out after ten minutes"])
def test_s5_no_way_leads_back_into_the_ice(who: str) -> None:
    held = heard(EVERYONE[who], e.ColdRiskTold())
    for event in (e.IcingAsked(), e.MoreTimeAsked(), e.ResumeAsked(), e.Yes(), e.NextIcingAsked(), e.Opened()):
        turn = after(held, event)
        assert not acts(turn, StartTimer)
        assert turn.asked is not Question.OFFER_ICE


# S7: twenty minutes


@pytest.mark.parametrize(
    ("asked", "given"), [(None, 20), (10, 10), (20, 20), (21, 20), (40, 20), (1, 1), (0, 20), (0.1, 1)]
)
def test_s7_an_icing_lasts_one_to_twenty_minutes(asked: float | None, given: int) -> None:
    duration = None if asked is None else asked * MINUTE
    turn = heard(ready(), e.IcingAsked(duration))
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, given * MINUTE)]
    assert ("ice-capped" in keys(turn)) is (asked is not None and asked > 20)


@pytest.mark.parametrize(
    ("planned", "asked", "key"),
    [(20, 5, "ice-no-more"), (10, 5, "ice-more"), (18, 5, "ice-more-capped"), (10, None, "ice-more")],
)
def test_s7_more_time_up_to_twenty_in_all(planned: int, asked: int | None, key: str) -> None:
    known = icing(8, planned * MINUTE)
    turn = heard(known, e.MoreTimeAsked(asked * MINUTE if asked else None))
    assert keys(turn) == [key]
    assert turn.recovery.countdown
    assert turn.recovery.countdown.planned <= ICE_TIME
    assert turn.recovery.countdown.remaining_at(NOW) <= ICE_TIME - 8 * MINUTE


@pytest.mark.parametrize(("out_told", "minutes"), [(True, 8), (False, 6)])
def test_s7_more_right_after_a_short_icing_goes_on_up_to_twenty(out_told: bool, minutes: int) -> None:
    known = rested(2 * MINUTE, iced_for=12 * MINUTE, out_told=out_told)
    turn = heard(known, e.MoreTimeAsked(15 * MINUTE))
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, minutes * MINUTE)]
    assert turn.recovery.countdown
    assert turn.recovery.countdown.planned == ICE_TIME


@pytest.mark.parametrize("known", [rested(MINUTE), rested(5 * MINUTE, iced_for=5 * MINUTE)])
def test_s7_s9_more_after_the_end_is_refused(known: Recovery) -> None:
    turn = heard(known, e.MoreTimeAsked(5 * MINUTE))
    assert keys(turn) in (["foot-stays-out", "ice-too-early"], ["ice-no-more-after"])
    assert not acts(turn, StartTimer)


def test_s7_time_added_at_the_speaker_does_not_lengthen_the_ice_and_ten_minutes_count() -> None:
    seen = e.TimerSeen(Step.ICE, LiveTimer("one", 19 * MINUTE))
    assert heard(icing(8), seen).recovery.countdown == icing(8).countdown
    assert "counts" in spoken(heard(icing(12), e.TooCold()))


# S8: too cold, and hurt by cold


@pytest.mark.parametrize("event", [e.TooCold(), e.Hurts()])
def test_s8_too_cold_is_eased_and_the_time_runs_on(event: Event) -> None:
    turn = heard(icing(2), event)
    assert turn.recovery.phase is Phase.ICING
    for words in ("Lift it out", "tap water", "sock", "a minute or two", "about five"):
        assert words in spoken(turn)


@pytest.mark.parametrize("known", [icing(), paused()])
def test_s8_pale_or_numb_skin_is_out_now(known: Recovery) -> None:
    turn = heard(known, e.SkinWarned())
    assert turn.recovery.countdown is None
    assert acts(turn, CancelTimer) == [CancelTimer(Step.ICE, "one")]
    for words in ("Pat it dry", "cover", "don't rub", "thirty minutes", "medical advice today"):
        assert words in spoken(turn)
    assert spoken(turn).startswith("Out of the water now" if known.phase is Phase.ICING else "Keep it out")


@pytest.mark.parametrize("known", [icing(), paused(), rested(MINUTE), rested(40 * MINUTE)])
def test_s8_then_no_more_ice_and_no_massage(known: Recovery) -> None:
    hurt = heard(known, e.SkinWarned()).recovery
    assert keys(heard(hurt, e.IcingAsked())) == ["foot-stays-out", "ice-held"]
    assert keys(heard(hurt, e.MassageAsked())) == ["massage-off"]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (icing(8), ["cold-injury"]),
        (paused(8), ["cold-injury-after"]),
        (icing(20), ["cold-injury"]),
        (rested(0 * MINUTE, out_told=True), ["cold-injury-after"]),
        (rested(29 * MINUTE, out_told=True), ["cold-injury-after"]),
        (rested(30 * MINUTE, out_told=True), ["cold-injury-late"]),
        (rested(29 * MINUTE, out_told=False), ["cold-injury"]),
        (rested(30 * MINUTE, out_told=False), ["foot-out-first", "cold-injury-late"]),
    ],
)
def test_s8_a_user_who_has_not_said_that_the_foot_is_out_hears_to_take_it_out(known: Recovery, said: list[str]) -> None:
    turn = heard(known, e.SkinWarned())
    assert keys(turn) == said
    assert "medical advice today" in spoken(turn)


@pytest.mark.parametrize(
    ("since", "said", "words"),
    [
        (0 * MINUTE, "cold-wait", "in about thirty minutes"),
        (20 * MINUTE, "cold-wait", "in about ten minutes"),
        (30 * MINUTE, "cold-watch", "by now"),
    ],
)
@pytest.mark.parametrize("asked", [e.WhereAsked(), e.Opened(), e.DoctorAsked()])
def test_s8_the_feeling_has_half_an_hour_to_come_back(since: timedelta, said: str, words: str, asked: Event) -> None:
    hurt = heard(icing(8), e.SkinWarned()).recovery
    turn = heard(hurt, asked, now=NOW + since)
    assert keys(turn) == [said]
    assert words in spoken(turn)
    later = heard(rested(20 * MINUTE, out_told=True), e.SkinWarned())
    assert "isn't normal in about ten minutes" in spoken(later), "as long is left when the skin is told of later"


@pytest.mark.parametrize("known", [new(), ready(), walking(), rested(2 * HOUR), EVERYONE["screening"]])
def test_s8_numb_without_ice_is_a_red_flag(known: Recovery) -> None:
    assert heard(known, e.SkinWarned()).recovery.phase is Phase.STOPPED


# S9, S10: gaps


@pytest.mark.parametrize(
    ("iced", "out", "allowed"),
    [(119, 99, False), (120, 100, True), (121, 101, True), (125, 59, False), (125, 60, True)],
)
def test_s9_two_hours_after_the_start_and_one_after_the_end(iced: int, out: int, allowed: bool) -> None:
    known = rested(out * MINUTE, iced_at=NOW - iced * MINUTE)
    turn = heard(known, e.IcingAsked())
    assert keys(turn) == ([Question.ANYTHING_NEW] if allowed else ["foot-stays-out", "ice-too-early"])


@pytest.mark.parametrize("answer", [e.No(), e.Unsure(), e.ColdSkinTold()])
def test_s9_a_later_icing_asks_that_the_skin_is_warm(answer: Event) -> None:
    asked = heard(rested(3 * HOUR), e.IcingAsked(), e.No())
    assert asked.asked is Question.WARM_AGAIN
    cold = after(asked, answer)
    assert keys(cold) == ["cold-not-yet"]
    assert not acts(cold, StartTimer)
    assert heard(cold.recovery, e.IcingAsked(), e.No()).asked is Question.WARM_AGAIN, "and is asked again"


@pytest.mark.parametrize(
    "asked",
    [
        Question.ANYTHING_NEW,
        Question.WARM_AGAIN,
        Question.WARM,
        Question.FOOT_IN,
        *(Question.OFFER_ICE, Question.OFFER_MASSAGE, Question.REMIND, None),
    ],
)
@pytest.mark.parametrize(
    ("known", "key"),
    [
        (rested(30 * MINUTE), "cold-usual"),
        (rested(59 * MINUTE), "cold-usual"),
        (rested(60 * MINUTE), "cold-not-yet"),
        (rested(3 * HOUR), "cold-not-yet"),
        (ready(), "cold-not-yet"),
    ],
)
def test_s9_s10_cold_skin_begins_neither_ice_nor_massage(known: Recovery, key: str, asked: Question | None) -> None:
    turn = heard(known, e.ColdSkinTold(), session=Session(asked=asked, wanted=Step.ICE))
    is_water = asked is Question.FOOT_IN and known.out_at is None  # nothing was iced that could be cold still
    assert keys(turn) == (["too-cold-before", asked] if is_water else [key])
    assert turn.recovery == known


@pytest.mark.parametrize(("local_hour", "key"), [(19.9, "ice-in"), (20.1, "ice-in-morning"), (22.5, "ice-in-morning")])
def test_s9_nobody_is_sent_to_the_bucket_at_night(local_hour: float, key: str) -> None:
    now = NOW + (local_hour - 15) % 24 * HOUR
    ends = []
    for offered_on in (TODAY, None):
        known = rested(3 * HOUR, offered_on=offered_on)
        begun = heard(known, e.IcingAsked(), e.No(), e.Yes(), now=now).recovery
        ends.append(heard(begun, e.FootOut(), e.FootOut(), e.NextIcingAsked(), now=now + MINUTE))
    assert [each for each in keys(ends[0]) if each.startswith("ice-in")] == [key]
    times = [(each.purpose, known.local(each.at)) for each in ends[1].recovery.planned]
    assert times[0][0] is Purpose.MOVE, "no ice before the outing of the morning"
    assert all(is_day(at) for _, at in times)


@pytest.mark.parametrize(("known", "first"), [({}, time(8)), ({"move_held_until": TODAY + 3 * DAY}, time(7))])
def test_s9_in_the_small_hours_of_the_day_after_the_day_begins_at_seven(known: dict[str, Any], first: time) -> None:
    now, rests = NOW + 13 * HOUR, rested(3 * HOUR, **known)
    begun = heard(rests, e.IcingAsked(), e.No(), e.Yes(), now=now).recovery
    out = heard(begun, e.FootOut(), e.FootOut(), now=now + MINUTE)
    assert out.recovery.local(out.recovery.planned[0].at).time() == first


@pytest.mark.parametrize("local_hour", [22, 23.5, 3, 6.9])
def test_s9_no_ice_is_offered_at_night(local_hour: float) -> None:
    known = rested(9 * HOUR, massaged_at=NOW)
    turn = heard(known, e.Opened(), now=NOW + (local_hour - 15) % 24 * HOUR)
    assert turn.asked not in (Question.OFFER_ICE, Question.OFFER_MOVE)


@pytest.mark.parametrize(("minutes", "asked"), [(0, None), (59, None), (60, Question.WARM), (61, Question.WARM)])
def test_s10_massage_an_hour_after_coming_out(minutes: int, asked: Question | None) -> None:
    assert heard(rested(minutes * MINUTE), e.MassageAsked()).asked is asked


@pytest.mark.parametrize("answer", [e.No(), e.Unsure()])
def test_s10_and_only_when_warm_with_normal_feeling(answer: Event) -> None:
    turn = heard(rested(70 * MINUTE), e.MassageAsked(), answer)
    assert keys(turn) == ["massage-not-warm"]
    assert turn.recovery.massaged_at is None
    done = heard(rested(70 * MINUTE), e.MassageAsked(), e.Yes())
    assert done.recovery.massaged_at == NOW
    assert acts(done, Show)


# S11: the outing


def outing(score: int, *more: Event, known: Recovery | None = None) -> Turn:
    return heard(known or EVERYONE["the day after"], e.MoveAsked(), e.Assessed(None, score), *more)


@pytest.mark.parametrize("score", range(11))
def test_s11_the_score_decides_how_far(score: int) -> None:
    runner = outing(score, known=EVERYONE["a runner the day after"])
    beginner = outing(score, *((e.No(),) if score <= 5 else ()))
    if score <= 2:
        assert (keys(runner)[:1], keys(beginner)) == (["jog"], ["walk", Question.WALK_TIMER])
    elif score <= 5:
        assert (keys(runner), keys(beginner)) == (["slow-or-walk", Question.WALK_TIMER], ["walk", Question.WALK_TIMER])
    else:
        assert keys(runner) == keys(beginner) == ["move-not-at-all"]
        assert runner.recovery.referred_on == TODAY
        assert runner.recovery.moved_on is None


def test_s11_the_jog_starts_with_two_miles() -> None:
    assert "two miles, three at most" in spoken(outing(1, e.Yes()))
    assert "three kilometers" in spoken(outing(1, known=EVERYONE["a runner the day after"]))


@pytest.mark.parametrize(
    ("known", "key"),
    [
        (rested(59 * MINUTE, 1), "move-too-early"),
        (rested(60 * MINUTE, 1), Question.SCORE),
        (rested(3 * HOUR), "move-tomorrow"),
        (EVERYONE["moved"], "move-done-today"),
    ],
)
def test_s11_not_straight_after_ice_nor_on_the_first_day_and_once_a_day(known: Recovery, key: str) -> None:
    assert keys(heard(known, e.MoveAsked())) == [key]


# S12: worse


@pytest.mark.parametrize("who", [who for who in EVERYONE if who not in ("new", "screening", "stopped", "recovered")])
def test_s12_worse_at_any_time_is_a_reason_to_see_someone(who: str) -> None:
    turn = heard(EVERYONE[who], e.Assessed(e.Trend.WORSE))
    assert keys(turn)[0] == Advice.WORSE
    assert turn.recovery.referred_on == TODAY


def test_s12_worse_answers_the_outing_question_and_the_usual_distance_is_a_ceiling() -> None:
    assert keys(heard(EVERYONE["the day after"], e.MoveAsked(), e.Assessed(e.Trend.WORSE))) == [Advice.WORSE]
    well = heard(EVERYONE["the day after"], e.Assessed(e.Trend.GONE))
    assert well.recovery.phase is Phase.RECOVERED
    assert "none much longer than your longest of the last month" in spoken(well)


def test_s12_whoever_was_sent_to_someone_is_not_sent_running() -> None:
    worse = heard(EVERYONE["the day after"], e.Assessed(e.Trend.WORSE)).recovery
    assert heard(worse, e.Opened()).asked is not Question.OFFER_MOVE


# S13, S14, S15


def test_s13_the_set_up_has_chair_towel_cubes_and_no_salt() -> None:
    said = spoken(heard(ready(), e.Opened(), e.No()))
    for words in ("Chair first", "towel ready", "cold water", "four ice cubes"):
        assert words in said
    assert "never salt" in spoken(heard(ready(), e.HowAsked(e.Topic.BUCKET)))


def test_s13_the_water_in_the_scale_of_the_country_which_is_named() -> None:
    for locale, said in (("en-US", "fifty to fifty nine Fahrenheit"), ("en-GB", "ten to fifteen Celsius")):
        for metric in (None, True, False):
            assert said in spoken(heard(ready(metric=metric), e.HowAsked(e.Topic.WATER)), locale)


def test_s13_is_not_recited_when_nobody_asked() -> None:
    for known, event in product((icing(), rested(), EVERYONE["the day after"]), (e.Opened(), e.TimeAsked())):
        assert "cubes" not in spoken(heard(known, event))


def test_s14_medicine_is_for_a_pharmacist_and_children_for_a_grown_up() -> None:
    for known in (new(), ready(), icing(), rested()):
        assert "pharmacist" in spoken(heard(known, e.MedicineAsked()))
        assert "grown-up" in spoken(heard(known, e.ChildTold()))


@pytest.mark.parametrize("first", [e.Opened(), SORE, e.IcingAsked(), e.MassageAsked(), e.TwistTold(), e.HelpAsked()])
def test_s15_first_use_and_help_say_what_a_coach_is_not(first: Event) -> None:
    assert "I'm a coach, not a doctor" in spoken(heard(new(), first))


def test_s15_it_is_said_once_in_a_conversation() -> None:
    assert "doctor" not in spoken(heard(new(), e.Opened(), e.Yes()))


# S16: nothing about health is kept


@pytest.mark.no_cover
def test_s16_what_is_kept_holds_no_answers_scores_sides_or_reasons() -> None:
    names = " ".join(each.name for each in fields(Recovery))
    for word in ("side", "left", "right", "score", "trend", "pain", "answer", "reason", "flag"):
        assert word not in names
    for known, event in product(EVERYONE.values(), SAID):
        kept = to_text(Record(heard(known, event).recovery))
        for word in ("score", "trend", "side", "left", "worse", "better", "flag", "diabet", "asked", "cleared"):
            assert word not in kept.replace('"left":"PT', ""), kept


def test_s16_a_score_changes_nothing_that_is_kept_but_the_day() -> None:
    one, two = (outing(score, known=EVERYONE["a runner the day after"]) for score in (0, 2))
    assert one.recovery == two.recovery


REMINDED = reminded(2, 4, 6)


@pytest.mark.parametrize("who", EVERYONE)
def test_s9_every_reminder_rings_by_day_where_they_live_and_keeps_the_gap(who: str) -> None:
    for hours, zone in product(range(0, 30), ("America/New_York", "Europe/Berlin", "Asia/Kathmandu")):
        now, known = NOW + hours * HOUR, replace(EVERYONE[who], zone=zone)
        for every in (ICING_GAP, 3 * HOUR, 5 * HOUR):
            planned = plan(known, now, every)
            ice = [each.at for each in planned if each.purpose is Purpose.ICE]
            assert all(time(7) <= known.local(each.at).time() < time(22) for each in planned)
            assert all(known.local(at + ICE_TIME).time() <= time(22) for at in ice)
            assert all(later - at >= every for at, later in pairwise(ice))
            assert all(known.local(each.at).date() <= known.local(now).date() + DAY for each in planned)
            due = known.next_icing_at(now)
            assert due is None or all(at >= due for at in ice)


@pytest.mark.parametrize("event", [e.RedFlagSaid(), e.SkinWarned(), e.Assessed(e.Trend.GONE)])
def test_s3_s8_nothing_calls_to_the_bucket_after_a_sign(event: Event) -> None:
    turn = heard(REMINDED, event)
    assert not turn.recovery.reminders
    assert acts(turn, CancelReminders)
    assert turn.asked is not Question.REMIND


@pytest.mark.parametrize("event", [e.TwistTold(), e.Assessed(e.Trend.WORSE), e.Assessed(None, 6)])
def test_s4_s11_s12_nothing_calls_to_a_run_that_waits(event: Event) -> None:
    assert acts(heard(REMINDED, event), CancelReminders) == [CancelReminders(("move",))]


def test_s16_another_ankle_is_kept_as_a_day_and_not_as_a_side() -> None:
    left, right = (
        heard(EVERYONE["day two"], e.SorenessReported(side), e.Yes()).recovery for side in (e.Side.LEFT, e.Side.RIGHT)
    )
    assert left == right
    assert left.joined_on == TODAY


# What is never said


def test_the_coach_never_diagnoses_or_promises() -> None:
    text = str([item.__dict__ for item in catalogue("en")._messages.values()]).lower()
    for word in ("not broken", "cure", "heal", "broken", "diagnos"):
        assert word not in text.replace("health", "")


def test_a_question_about_progress_never_restarts_the_time() -> None:
    for known, event in product(
        (icing(), walking(), paused()), (e.TimeAsked(), e.Opened(), e.WhereAsked(), e.SorenessReported())
    ):
        turn = heard(known, event)
        assert turn.recovery.countdown == known.countdown
        assert not acts(turn, StartTimer)


@pytest.mark.parametrize(("days_ago", "said"), [(2, []), (3, []), (4, ["sore-for-long"]), (7, ["sore-for-long"])])
def test_a_soreness_of_some_days_gets_massage_and_walk_and_its_ice_only_when_asked(
    days_ago: int, said: list[str]
) -> None:
    turn = heard(new(), e.SorenessReported(None, days_ago), *FINE)
    assert keys(turn) == [*said, Question.OFFER_MASSAGE]
    assert (turn.recovery.referred_on == TODAY) is bool(said)
    assert keys(after(turn, e.Yes(), e.Yes())) == ["massage-how"]
    rubbed = after(turn, e.Yes(), e.Yes()).recovery
    looked = heard(rubbed, e.Assessed(e.Trend.SAME, 3)).recovery
    assert heard(looked, e.WhereAsked()).asked is Question.OFFER_MOVE
    walked = heard(looked, e.MoveAsked(e.Activity.WALK), e.Assessed(None, 3), e.No()).recovery
    assert heard(walked, e.WhereAsked()).asked is None
    assert keys(after(turn, e.IcingAsked())) == ["ice-begun-first"]


def test_a_soreness_of_some_days_that_gets_worse_or_is_held_is_left_in_peace() -> None:
    worse = heard(new(), e.Assessed(e.Trend.WORSE), e.SorenessReported(None, 3), *FINE)
    assert keys(worse) == ["clear-otherwise"]
    assert keys(heard(worse.recovery, e.MoveAsked())) == ["move-held"]
    held = heard(new(), e.SorenessReported(None, 7), *checked(Question.TWIST))
    assert keys(held) == ["sore-for-long", "clear-held"]
    night = heard(new(), e.SorenessReported(None, 3), *FINE, now=NOW + 11 * HOUR)
    assert night.asked is Question.SCORE


@pytest.mark.parametrize("days_ago", [0, 1])
def test_on_the_days_of_ice_a_report_leads_to_the_ice(days_ago: int) -> None:
    assert heard(new(), e.SorenessReported(None, days_ago), *FINE).asked is Question.FOOT_IN


def test_time_alone_ends_an_icing_at_its_deadline() -> None:
    turn = advance(icing(), Session(), e.Opened(), NOW + 30 * MINUTE)
    assert turn.recovery.out_at == NOW + 12 * MINUTE
    assert turn.recovery.iced_for == ICE_TIME


# What testers found


def test_s5_a_hold_that_ran_out_ends_with_a_fresh_check_and_not_by_itself() -> None:
    known = EVERYONE["no ice"]
    later = advance(known, Session(), e.IcingAsked(), NOW + 13 * DAY).recovery  # keeps the plan alive
    turn = advance(later, Session(), e.IcingAsked(), NOW + 20 * DAY)
    assert turn.asked is Question.FOUR_STEPS
    assert not acts(turn, StartTimer)


def test_s1_a_check_of_another_day_is_not_enough_for_the_first_ice() -> None:
    turn = advance(ready(), Session(), e.IcingAsked(), NOW + 5 * DAY)
    assert turn.asked is Question.ANYTHING_NEW
    assert advance(turn.recovery, turn.session, e.No(), NOW + 5 * DAY).recovery.phase is Phase.ICING


@pytest.mark.parametrize("known", [icing(), rested(MINUTE)])
def test_s7_s9_starting_over_does_not_warm_an_ankle(known: Recovery) -> None:
    assert heard(known, e.StartOverAsked(), e.Yes(), *FINE, e.IcingAsked()).recovery.countdown is None


def test_s8_starting_over_gives_no_ice_to_hurt_skin_today() -> None:
    hurt = heard(icing(), e.SkinWarned()).recovery
    assert keys(heard(hurt, e.StartOverAsked(), e.Yes(), *FINE, e.IcingAsked())) == ["foot-stays-out", "ice-held"]


@pytest.mark.parametrize("wish", [e.StartOverAsked(), e.ForgetAsked()])
def test_throwing_the_plan_away_in_the_ice_takes_the_foot_out(wish: Event) -> None:
    assert spoken(heard(icing(), wish, e.Yes())).startswith("Take your foot out.")
    assert not spoken(heard(rested(), wish, e.Yes())).startswith("Take your foot out.")


@pytest.mark.parametrize("told", [e.Assessed(e.Trend.WORSE), e.Assessed(None, 7)])
def test_s11_s12_worse_ends_a_walk_and_holds_the_running(told: Event) -> None:
    turn = heard(walking(), told)
    assert turn.recovery.phase is Phase.RESTING
    assert acts(turn, CancelTimer)
    resting = heard(EVERYONE["the day after"], told).recovery
    assert keys(heard(resting, e.MoveAsked())) == ["move-held"]
    assert keys(heard(resting, e.MoveAsked(), now=NOW + 3 * DAY)) == [Question.SCORE]


@pytest.mark.parametrize(("day", "said"), [(1, "walk"), (3, "walk"), (4, "walk-referred")])
def test_whoever_should_see_someone_walks_and_does_not_jog(day: int, said: str) -> None:
    known = rested(90 * HOUR, day, referred_on=TODAY, covers_jog=True)
    assert keys(heard(known, e.MoveAsked(), e.Assessed(None, 1))) == [said, Question.WALK_TIMER]


@pytest.mark.parametrize("asked", [e.MoveAsked(), e.MoveAsked(e.Activity.JOG), e.MoveAsked(e.Activity.WALK)])
@pytest.mark.parametrize("known", [{}, {"covers_jog": True}, {"referred_on": TODAY - DAY}])
@pytest.mark.parametrize("score", [1, 5])
def test_sore_on_day_four_asking_for_a_run_is_sent_to_someone_and_walks(
    asked: Event, known: dict[str, Any], score: int
) -> None:
    turn = heard(rested(90 * HOUR, 4, **known), asked, e.Assessed(None, score))
    if turn.asked is Question.TREND:
        turn = after(turn, e.Assessed(e.Trend.SAME))
    assert keys(turn) == [Advice.THERAPIST, "walk-at-most", Question.WALK_TIMER]
    assert (turn.recovery.referred_on, turn.recovery.assessed_on) == (TODAY, TODAY)
    assert keys(heard(turn.recovery, e.WhereAsked())) == ["rest-referred"], "and is not asked for the number again"
    told = after(turn, e.UsualRunTold(5.0))
    assert keys(told) == ["walk", Question.WALK_TIMER], "however far they usually run"


@pytest.mark.parametrize("answer", [e.Assessed(e.Trend.BETTER), e.Assessed(e.Trend.BETTER, 1)])
def test_mild_and_better_on_day_four_is_sent_jogging_and_to_no_one(answer: Event) -> None:
    asked = heard(rested(90 * HOUR, 4, covers_jog=True), e.MoveAsked(), e.Assessed(None, 1))
    assert asked.asked is Question.TREND
    turn = after(asked, answer)
    assert keys(turn) == ["jog"]
    assert turn.recovery.referred_on is None
    assert keys(after(asked, e.Assessed(e.Trend.WORSE))) == [Advice.WORSE]


def test_nothing_left_on_day_four_is_no_reason_to_see_someone() -> None:
    known = rested(90 * HOUR, 4, covers_jog=True)
    assert keys(heard(known, e.MoveAsked(), e.Assessed(None, 0))) == ["jog"]


def test_sore_on_day_four_is_sent_to_someone_even_if_the_outing_has_to_wait() -> None:
    asked = heard(rested(90 * HOUR, 4), e.MoveAsked())
    late = after(asked, e.Assessed(None, 3), now=NOW + 8 * HOUR)
    assert keys(late) == [Advice.THERAPIST]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (e.MoveAsked(e.Activity.WALK), "Only the steps you need until Thursday, or until someone has looked at it."),
        (e.MoveAsked(e.Activity.JOG), "No running until Thursday, or until someone has looked at it."),
        (e.MoveAsked(), "No running until Thursday, or until someone has looked at it."),
    ],
)
def test_s11_at_seven_a_walk_is_answered_as_a_walk(asked: Event, words: str) -> None:
    severe = heard(rested(20 * HOUR, 1), e.Assessed(None, 7)).recovery
    assert spoken(heard(severe, asked)).startswith(words)
    too_sore = heard(rested(20 * HOUR, 1), asked, e.Assessed(None, 7))
    way = "walk" if asked == e.MoveAsked(e.Activity.WALK) else "run"
    assert spoken(too_sore).startswith(f"That's too sore for a {way}.")


NO_ICE, SPRAINED = EVERYONE["no ice"], EVERYONE["sprained"]


@pytest.mark.parametrize(
    "event", [e.Assessed(None, 2), e.SorenessReported(), e.HowAsked(e.Topic.BUCKET), e.HowAsked(), e.NextIcingAsked()]
)
def test_s5_nothing_advises_ice_where_it_is_held(event: Event) -> None:
    said = spoken(heard(NO_ICE, event)).lower()
    assert "ice every" not in said
    assert "bucket with" not in said
    assert "foot in" not in said


@pytest.mark.parametrize(
    "event",
    [
        e.Assessed(None, 2),
        e.Assessed(e.Trend.BETTER, 1),
        e.SorenessReported(),
        e.UsualRunTold(5.0),
        e.HowAsked(e.Topic.JOG),
        e.Assessed(e.Trend.GONE),
        e.Opened(),
    ],
)
def test_s4_nothing_advises_running_where_it_is_held(event: Event) -> None:
    for now in (NOW, NOW + DAY):
        said = spoken(heard(SPRAINED, event, now=now)).lower()
        for word in ("easy walk", "easy jog", "one easy outing", "usual runs"):
            assert word not in said, said


def test_s10_how_to_massage_names_the_condition_and_waits_where_it_is_held() -> None:
    assert spoken(heard(rested(MINUTE), e.HowAsked(e.Topic.MASSAGE))).startswith("On a warm ankle, an hour after ice")
    assert keys(heard(SPRAINED, e.HowAsked(e.Topic.MASSAGE)))[0] == "massage-held"


def test_s8_after_an_injury_by_cold_the_coach_remembers_it_that_day() -> None:
    hurt = heard(rested(MINUTE), e.SkinWarned()).recovery
    for event in (e.WhereAsked(), e.DoctorAsked()):
        assert "medical advice today" in spoken(heard(hurt, event))
    assert heard(hurt, e.Opened(), now=NOW + DAY).asked is not Question.OFFER_MOVE


@pytest.mark.parametrize("who", ["stopped", "sprained", "just out", "new", "recovered"])
@pytest.mark.parametrize("asked", [Question.COVERS, Question.WARM, Question.WALK_TIMER, Question.OFFER_ICE])
def test_s3_s4_s10_an_answer_to_an_old_question_passes_no_hold(who: str, asked: Question) -> None:
    session = Session(asked=asked, wanted=Step.MOVE, score=1)
    turn = heard(EVERYONE[who], e.Yes(), session=session)
    assert not acts(turn, StartTimer)
    assert not {"jog", "massage-how", "walk"} & set(keys(turn))


@pytest.mark.parametrize("event", [e.TimeAsked(), e.TooCold(), e.FootOut()])
def test_in_the_safety_check_only_the_question_is_put_again(event: Event) -> None:
    half = heard(new(), SORE, e.Yes(), event)
    assert keys(half) == ["safety-first", Question.BENT]


def test_in_the_safety_check_hang_on_gets_time_to_answer() -> None:
    assert keys(heard(new(), SORE, e.Yes(), e.PauseAsked())) == ["take-your-time", Question.BENT]


@pytest.mark.parametrize("event", [e.RedFlagSaid(), e.SkinWarned(), e.TwistTold(), e.ColdRiskTold()])
def test_s6_right_after_the_ring_a_sign_is_heard_first(event: Event) -> None:
    assert "Time's up" not in spoken(heard(icing(8), event, now=NOW + 13 * MINUTE))


def test_nobody_runs_in_the_night() -> None:
    midnight = NOW + 9.5 * HOUR
    assert keys(heard(EVERYONE["the day after"], e.MoveAsked(), now=midnight)) == ["move-morning"]


def test_a_report_said_again_does_not_move_the_day_later() -> None:
    assert heard(new(), e.SorenessReported(None, 3), e.SorenessReported()).recovery.began_on == TODAY - 3 * DAY


def test_a_walk_that_nobody_closed_counts_for_its_own_day() -> None:
    next_day = NOW + 20 * HOUR
    assert heard(walking(), e.Opened(), now=next_day).recovery.moved_on == TODAY
    assert heard(walking(), e.Opened(), now=next_day).asked is Question.OFFER_MOVE
