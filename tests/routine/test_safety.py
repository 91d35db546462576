"""docs/safety.md, line by line: S1 to S16."""

from dataclasses import fields, replace
from datetime import time, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from skill.ports import Record
from skill.routine import events as e
from skill.routine.acts import SAFETY_QUESTIONS, CancelTimer, Question, Show, StartTimer
from skill.routine.assessment import Advice
from skill.routine.deadlines import Purpose
from skill.routine.events import Event
from skill.routine.plan import ICE_TIME, ICING_GAP, Step
from skill.routine.recovery import Phase, Recovery, Session, Turn
from skill.routine.schedule import agenda, is_day
from skill.speech import catalogue
from skill.storage.sqlite import to_text
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, FINE, SAID, checked, icing, new, paused, ready, rested, walking
from tests.routine.turns import acts, after, heard, keys, left, spoken

SORE, ICE, MASSAGE, OUTING = e.SorenessReported(), e.IcingAsked(), e.MassageAsked(), e.MoveAsked()
YES, NO, UNSURE, OVER_AGAIN = e.Yes(), e.No(), e.Unsure(), e.StartOverAsked()
TWIST, COLD_RISK, HURT = e.TwistTold(), e.ColdRiskTold(), e.SkinWarned()
MILD_SIGN = e.MildSignTold(e.Sign.SWELLING)
FLAG, STOPPED = e.RedFlagSaid(), EVERYONE["stopped"]
SECOND = timedelta(seconds=1)
WORSE, SEVEN = e.Assessed(e.Trend.WORSE), e.Assessed(None, 7)
OVER = ["reported-again", "check-first-coach", Question.FOUR_STEPS]
TOO_EARLY, HELD = ["foot-stays-out", "ice-too-early"], ["foot-stays-out", "ice-held"]
NO_ICE, SPRAINED, DAY_AFTER = EVERYONE["no ice"], EVERYONE["sprained"], EVERYONE["the day after"]
HURT_BY_COLD = heard(icing(), HURT).recovery


def iced(ago: int, out: int) -> Recovery:
    """Return a user whose ice began so many minutes ago, and whose foot came out so many minutes ago."""
    return rested(out * MINUTE, iced_at=NOW - ago * MINUTE)


def referred(day: int) -> Recovery:
    return rested(90 * HOUR, day, referred_on=TODAY, covers_jog=True)


MILD, DAY_FOUR = [OUTING, e.Assessed(None, 1)], rested(90 * HOUR, 4, covers_jog=True)
ANSWERS: dict[str, tuple[Recovery, list[Event], list[str]]] = {
    "S1: answers end with the talk": (heard(new(), SORE, YES, NO).recovery, [ICE], ["safety-first", OVER[2]]),
    "S2: not knowing whether it is bent stops": (new(), [SORE, YES, UNSURE], ["heard-ask-bent", "care-now"]),
    "S5: told before, it is not asked": (new(), [COLD_RISK, *checked(without=[Question.COLD])], ["clear-no-ice"]),
    "S7: no more after twenty minutes": (rested(MINUTE), [e.MoreTimeAsked(5 * MINUTE)], ["ice-no-more-after"]),
    "S9: no more after a while": (rested(5 * MINUTE, iced_for=5 * MINUTE), [e.MoreTimeAsked(5 * MINUTE)], TOO_EARLY),
    "S7: starting over in the ice": (icing(), [OVER_AGAIN, YES, *FINE, ICE], [*TOO_EARLY, Question.REMIND]),
    "S9: starting over warms no ankle": (rested(MINUTE), [OVER_AGAIN, YES, *FINE, ICE], [*TOO_EARLY, Question.REMIND]),
    "S8: starting over in the ice": (icing(), [OVER_AGAIN, YES], ["foot-out-first", *OVER]),
    "S8: starting over heals no skin": (HURT_BY_COLD, [OVER_AGAIN, YES, *FINE, ICE], HELD),
    "S1: something new puts the questions again": (rested(3 * HOUR), [ICE, YES], ["worse-check", Question.FOUR_STEPS]),
    "S1: nothing is wrong after all": (rested(3 * HOUR), [ICE, UNSURE, *FINE], ["clear-again"]),
    "S9: just before two hours": (iced(119, 99), [ICE], TOO_EARLY),
    "S9: two hours after the start": (iced(120, 100), [ICE], [Question.ANYTHING_NEW]),
    "S9: just before an hour after the end": (iced(125, 59), [ICE], TOO_EARLY),
    "S9: an hour after the end of the ice": (iced(125, 60), [ICE], [Question.ANYTHING_NEW]),
    "S10: no massage when just out": (rested(0 * MINUTE), [MASSAGE], ["massage-too-early"]),
    "S10: no massage just before an hour": (rested(59 * MINUTE), [MASSAGE], ["massage-too-early"]),
    "S10: massage an hour after": (rested(60 * MINUTE), [MASSAGE], [Question.WARM]),
    "S10: how, where it is held": (SPRAINED, [e.HowAsked(e.Topic.MASSAGE)], ["massage-held", Question.WHAT_NEXT]),
    "S11: no outing straight after ice": (rested(59 * MINUTE, 1), [OUTING], ["move-too-early"]),
    "S11: the outing an hour after ice": (rested(60 * MINUTE, 1), [OUTING], [Question.SCORE]),
    "S11: no outing on the first day": (rested(3 * HOUR), [OUTING], ["move-tomorrow"]),
    "S11: the outing once a day": (EVERYONE["moved"], [OUTING], ["move-done-today"]),
    "S11: nothing left on day four": (DAY_FOUR, [OUTING, e.Assessed(None, 0)], ["jog"]),
    "S12: worse, at the question of the outing": (DAY_AFTER, [OUTING, WORSE], [Advice.WORSE]),
    "S12: worse, no massage": (new(), [WORSE, e.SorenessReported(None, 3), *FINE], ["clear-otherwise"]),
    "S4: sprained a week ago": (
        new(),
        [e.SorenessReported(None, 7), *checked(Question.TWIST)],
        ["sore-for-long", "clear-held"],
    ),
    "S17: no to a mild sign that may be more": (new(), [SORE, MILD_SIGN, NO], [Question.FOUR_STEPS]),
    "S17: more of the same": (new(), [SORE, YES, MILD_SIGN, MILD_SIGN, NO], [Question.BENT]),
    "S14: a child is checked first": (new(), [e.ChildTold()], ["child", "reported", "check-first-coach", *OVER[2:]]),
    "S20: what is fine at the four steps": (EVERYONE["screening"], [e.Opened(), e.AllFine()], [Question.BENT]),
    "S20: what looks fine there": (EVERYONE["screening"], [e.Opened(), e.NothingWrong()], [Question.FOUR_STEPS]),
    "in the check, the time": (new(), [SORE, YES, e.TimeAsked()], ["safety-first", Question.BENT]),
    "in the check, hang on": (new(), [SORE, YES, e.PauseAsked()], ["take-your-time", Question.BENT]),
    "S9: not known whether the skin is warm": (rested(3 * HOUR), [ICE, NO, UNSURE], ["cold-not-yet"]),
    "S11: referred, a walk on day three": (referred(3), MILD, ["walk", Question.WALK_TIMER]),
    "S11: referred, a walk on day four": (referred(4), MILD, ["walk-referred", Question.WALK_TIMER]),
    "S12: mild on day four, the trend is asked": (DAY_FOUR, MILD, [Question.TREND]),
    "S12: mild and better on day four": (DAY_FOUR, [*MILD, e.Assessed(e.Trend.BETTER)], ["jog"]),
    "S12: worse on day four": (DAY_FOUR, [*MILD, WORSE], [Advice.WORSE]),
    "sore for three days": (new(), [e.SorenessReported(None, 3), *FINE], [Question.OFFER_MASSAGE]),
    "sore for four days": (new(), [e.SorenessReported(None, 4), *FINE], ["sore-for-long", Question.OFFER_MASSAGE]),
    "sore since yesterday": (new(), [e.SorenessReported(None, 1), *FINE], ["clear-for-ice", Question.FOOT_IN]),
}


@pytest.mark.parametrize(("known", "events", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_answered_and_no_ice_begun(known: Recovery, events: list[Event], said: list[str]) -> None:
    turn = heard(known, *events)
    assert keys(turn) == said
    assert not acts(turn, StartTimer)


RUNNER, GONE = EVERYONE["a runner the day after"], e.Assessed(e.Trend.GONE)
HOW_TO_MASSAGE, ANYBODY = e.HowAsked(e.Topic.MASSAGE), ("new", "recovered", "ready", "icing", "paused", "due for ice")
HURT_SKIN = ["Pat it dry", "cover", "don't rub", "medical advice today"]
EASED = ["Lift it out", "tap water", "sock", "a minute or two", "about five"]
WORDS: dict[str, tuple[Recovery, list[Event], list[str]]] = {
    "S8: what hurts is eased": (icing(2), [e.Hurts()], EASED),
    "S8: pale or numb skin in the ice": (icing(), [HURT], ["Out of the water now", "thirty minutes", *HURT_SKIN]),
    "S8: pale or numb skin in a pause": (paused(), [HURT], ["Keep it out", "thirty minutes", *HURT_SKIN]),
    "S10: massage an hour after ice": (rested(MINUTE), [HOW_TO_MASSAGE], ["On a warm ankle, an hour after ice"]),
    "S11: the jog starts with two miles": (DAY_AFTER, [OUTING, e.Assessed(None, 1), YES], ["two miles, three at most"]),
    "S11: or with three kilometers": (RUNNER, [OUTING, e.Assessed(None, 1)], ["three kilometers"]),
    "S12: a ceiling": (DAY_AFTER, [GONE, GONE], ["none much longer than your longest of the last month"]),
    "S13: the set-up": (ready(), [e.Opened(), NO], ["Chair first", "towel ready", "cold water", "four ice cubes"]),
    "S13: how to begin": (ready(), [e.HowAsked(e.Topic.ICE)], ["Sit down, put the foot in"]),
    "S14: a grown-up of any age": (new(), [e.GrownUpTold()], ["Grown-ups go on as usual"]),
    "S13: no salt": (ready(), [e.HowAsked(e.Topic.BUCKET)], ["never salt"]),
    **{f"S14: medicine, {who}": (EVERYONE[who], [e.MedicineAsked()], ["pharmacist"]) for who in ANYBODY},
    **{f"S14: a child, {who}": (EVERYONE[who], [e.ChildTold()], ["grown-up"]) for who in ANYBODY},
}


@pytest.mark.parametrize(("known", "events", "words"), WORDS.values(), ids=WORDS)
def test_what_is_said_names_it(known: Recovery, events: list[Event], words: list[str]) -> None:
    said = spoken(heard(known, *events))
    assert [each for each in words if each not in said] == []


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


@pytest.mark.parametrize("wish", [ICE, MASSAGE, OUTING, e.NextIcingAsked(), e.Hurts(), OVER_AGAIN])
def test_s1_whatever_is_wanted_first_the_questions_come_before_it(wish: Event) -> None:
    over = [] if wish == OUTING else [EVERYONE["recovered"]]  # who is well again may run
    for known in (new(), EVERYONE["screening"], *over):
        turn = heard(known, wish)
        assert (turn.asked, turn.recovery.phase) == (Question.FOUR_STEPS, Phase.SCREENING)
        assert not acts(turn, StartTimer)


# S3, S6: red flags


@pytest.mark.parametrize("who", EVERYONE)
def test_s3_s6_a_red_flag_is_heard_in_every_phase_and_under_every_question(who: str) -> None:
    for question in (None, *Question):
        turn = heard(EVERYONE[who], FLAG, session=Session(asked=question))
        assert turn.recovery.phase is Phase.STOPPED
        assert turn.recovery.countdown is None
        assert turn.asked is None
        assert "medical care now" in spoken(turn)
        assert "can't call" in spoken(turn)


NUMBERS = {"US": "nine one one", "CA": "nine one one", "GB": "nine nine nine", "AU": "triple zero", "IN": "one one two"}


@pytest.mark.parametrize("country", NUMBERS)
def test_s3_the_emergency_number_is_the_locales(country: str) -> None:
    for known, event in ((new(), FLAG), (icing(), FLAG), (STOPPED, FLAG), (STOPPED, e.Opened())):
        assert NUMBERS[country] in spoken(heard(known, event), f"en-{country}")


def test_s3_after_a_red_flag_the_routine_does_not_go_on() -> None:
    stopped = heard(new(), FLAG)
    for event in SAID:
        if isinstance(event, e.CareHadTold):
            continue
        turn = heard(stopped.recovery, event, now=NOW + 5 * MINUTE)  # too late to take it back
        assert turn.recovery.phase is Phase.STOPPED
        assert not acts(turn, StartTimer)


# S4: sprain


def test_s4_the_hold_ends_on_its_day() -> None:
    known = rested(3 * HOUR, massage_held_until=TODAY + 3 * DAY, move_held_until=TODAY + 3 * DAY)
    for days, massage, move in ((2, "massage-held", "move-held"), (3, Question.WARM, Question.SCORE)):
        later = NOW + days * DAY
        assert keys(heard(known, MASSAGE, now=later))[-1] == massage
        assert keys(heard(known, OUTING, now=later))[-1] == move


@pytest.mark.parametrize("who", ["ready", "walking", "a paused walk", "warm", "the day after"])
def test_s4_a_new_twist_is_checked_and_ends_a_walk(who: str) -> None:
    turn = heard(EVERYONE[who], TWIST)
    assert turn.recovery.move_held_until == TODAY + 3 * DAY
    assert (turn.asked, turn.recovery.screened_on) == (Question.FOUR_STEPS, None)
    assert bool(acts(turn, CancelTimer)) is (EVERYONE[who].countdown is not None)
    assert after(turn, *checked(without=(Question.TWIST, Question.COLD))).recovery.screened_on == TODAY


# S5: cold risk


NEXT = (e.Opened(), e.WhereAsked(), e.NextIcingAsked(), e.Hurts(), e.TooCold(), e.PauseAsked(), e.IceCancelled())


@pytest.mark.parametrize("who", ["ready", "warm", "just out after ten minutes"])
def test_s5_no_way_leads_back_into_the_ice(who: str) -> None:
    held = heard(EVERYONE[who], COLD_RISK)
    assert held.recovery.phase is Phase.RESTING
    for event in (ICE, e.MoreTimeAsked(), e.ResumeAsked(), YES, *NEXT):
        for turn in (after(held, event), heard(held.recovery, event)):
            assert not acts(turn, StartTimer)
            assert turn.asked not in (Question.FOOT_IN, Question.OFFER_ICE), event
            assert "foot in the water" not in spoken(turn), event


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
    ("planned", "asked", "key", "given"),
    [(20, 5, "ice-no-more", 12), (10, 5, "ice-more", 7), (18, 5, "ice-more-capped", 12), (10, None, "ice-more", 7)],
)
def test_s7_more_time_up_to_twenty_in_all(planned: int, asked: int | None, key: str, given: int) -> None:
    turn = heard(icing(8, planned * MINUTE), e.MoreTimeAsked(asked * MINUTE if asked else None))
    assert keys(turn) == [key]
    assert left(turn.recovery) == given * MINUTE


# S8: too cold, and hurt by cold


@pytest.mark.parametrize(("out_told", "minutes"), [(True, 8), (False, 6)])
def test_s7_more_right_after_a_short_icing_goes_on_up_to_twenty(out_told: bool, minutes: int) -> None:
    turn = heard(rested(2 * MINUTE, iced_for=12 * MINUTE, out_told=out_told), e.MoreTimeAsked(15 * MINUTE))
    assert acts(turn, StartTimer) == [StartTimer(Step.ICE, minutes * MINUTE)]
    assert turn.recovery.countdown
    assert turn.recovery.countdown.planned == ICE_TIME


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (icing(8), ["cold-injury"]),
        (paused(8), ["cold-injury-after"]),
        (icing(20), ["cold-injury"]),
        (rested(0 * MINUTE), ["cold-injury-after"]),
        (rested(30 * MINUTE - SECOND), ["cold-injury-after"]),
        (rested(30 * MINUTE), ["cold-injury-late"]),
        (rested(30 * MINUTE - SECOND, out_told=False), ["cold-injury"]),
        (rested(30 * MINUTE, out_told=False), ["foot-out-first", "cold-injury-late"]),
    ],
)
def test_s8_a_user_who_has_not_said_that_the_foot_is_out_hears_to_take_it_out(known: Recovery, said: list[str]) -> None:
    turn = heard(known, HURT)
    assert keys(turn) == said
    assert acts(turn, CancelTimer) == ([CancelTimer(Step.ICE, "one")] if left(known) else [])
    assert turn.recovery.countdown is None
    assert "medical advice today" in spoken(turn)


@pytest.mark.parametrize("known", [new(), ready(), walking(), rested(2 * HOUR), EVERYONE["screening"]])
def test_s8_numb_without_ice_is_a_red_flag(known: Recovery) -> None:
    assert heard(known, HURT).recovery.phase is Phase.STOPPED


# S9, S10: gaps


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
def test_s9_s10_cold_skin_begins_neither_ice_nor_massage(known: Recovery, key: str) -> None:
    wishes = (Question.FOOT_IN, Question.OFFER_ICE, Question.OFFER_MASSAGE, Question.REMIND, None)
    for asked in (Question.ANYTHING_NEW, Question.WARM_AGAIN, Question.WARM, *wishes):
        turn = heard(known, e.ColdSkinTold(), session=Session(asked=asked, wanted=Step.ICE))
        is_water = asked is Question.FOOT_IN and known.out_at is None  # nothing was iced that could be cold still
        assert (keys(turn), turn.recovery) == (["too-cold-before", asked] if is_water else [key], known), asked


@pytest.mark.parametrize(("local_hour", "key"), [(19.9, "ice-in"), (20.1, "ice-in-morning"), (22.5, "ice-in-morning")])
def test_s9_nobody_is_sent_to_the_bucket_at_night(local_hour: float, key: str) -> None:
    now = NOW + (local_hour - 15) % 24 * HOUR
    ends = []
    for offered_on in (TODAY, None):
        known = rested(3 * HOUR, offered_on=offered_on)
        begun = heard(known, ICE, NO, YES, now=now).recovery
        ends.append(heard(begun, e.FootOut(), e.FootOut(), e.NextIcingAsked(), now=now + MINUTE))
    assert [each for each in keys(ends[0]) if each.startswith("ice-in")] == [key]
    times = [(each.purpose, known.local(each.at)) for each in ends[1].recovery.planned]
    assert times[0][0] is Purpose.MOVE, "no ice before the outing of the morning"
    assert all(is_day(at) for _, at in times)


@pytest.mark.parametrize(("known", "first"), [({}, time(8)), ({"move_held_until": TODAY + 3 * DAY}, time(7))])
def test_s9_in_the_small_hours_of_the_day_after_the_day_begins_at_seven(known: dict[str, Any], first: time) -> None:
    now, rests = NOW + 13 * HOUR, rested(3 * HOUR, **known)
    begun = heard(rests, ICE, NO, YES, now=now).recovery
    out = heard(begun, e.FootOut(), e.FootOut(), now=now + MINUTE)
    assert out.recovery.local(out.recovery.planned[0].at).time() == first


@pytest.mark.parametrize("local_hour", [22, 23.5, 3, 6.9])
def test_s9_no_ice_is_offered_at_night_and_nobody_runs(local_hour: float) -> None:
    now = NOW + (local_hour - 15) % 24 * HOUR
    turn = heard(rested(9 * HOUR, massaged_at=NOW), e.Opened(), now=now)
    assert turn.asked not in (Question.OFFER_ICE, Question.OFFER_MOVE)
    assert keys(heard(DAY_AFTER, OUTING, now=now)) == ["move-morning"]


@pytest.mark.parametrize("answer", [NO, UNSURE])
def test_s10_and_only_when_warm_with_normal_feeling(answer: Event) -> None:
    turn = heard(rested(70 * MINUTE), MASSAGE, answer)
    assert (keys(turn), turn.recovery.massaged_at) == (["massage-not-warm"], None)
    done = heard(rested(70 * MINUTE), MASSAGE, YES)
    assert done.recovery.massaged_at == NOW
    assert acts(done, Show)


# S11: the outing


def test_s5_the_walk_needs_normal_feeling() -> None:
    assert "only-normal-feeling" in keys(heard(NO_ICE, OUTING, e.Assessed(None, 1), NO, now=NOW + DAY))


def outing(score: int, *more: Event, known: Recovery | None = None) -> Turn:
    return heard(known or DAY_AFTER, OUTING, e.Assessed(None, score), *more)


@pytest.mark.parametrize("score", range(11))
def test_s11_the_score_decides_how_far(score: int) -> None:
    runner = outing(score, known=RUNNER)
    beginner = outing(score, *((NO,) if score <= 5 else ()))
    if score <= 2:
        assert (keys(runner)[:1], keys(beginner)) == (["jog"], ["walk", Question.WALK_TIMER])
    elif score <= 5:
        assert (keys(runner), keys(beginner)) == (["slow-or-walk", Question.WALK_TIMER], ["walk", Question.WALK_TIMER])
    else:
        assert keys(runner) == keys(beginner) == ["move-not-at-all"]
        assert runner.recovery.referred_on == TODAY
        assert runner.recovery.moved_on is None


# S12: worse


@pytest.mark.parametrize("who", [who for who in EVERYONE if who not in ("new", "screening", "stopped", "recovered")])
def test_s12_worse_at_any_time_is_a_reason_to_see_someone(who: str) -> None:
    turn = heard(EVERYONE[who], WORSE)
    assert keys(turn)[0] == Advice.WORSE
    assert turn.recovery.referred_on == TODAY
    assert heard(turn.recovery, e.Opened()).asked is not Question.OFFER_MOVE


# S13, S14, S15


def test_s13_the_water_in_the_scale_of_the_country_which_is_named() -> None:
    for locale, said in (("en-US", "fifty to fifty nine Fahrenheit"), ("en-GB", "ten to fifteen Celsius")):
        for metric in (None, True, False):
            assert said in spoken(heard(ready(metric=metric), e.HowAsked(e.Topic.WATER)), locale)


@pytest.mark.parametrize("first", [e.Opened(), SORE, ICE, MASSAGE, TWIST, e.HelpAsked()])
def test_s15_first_use_and_help_say_what_a_coach_is_not_once_in_a_conversation(first: Event) -> None:
    turn = heard(new(), first)
    assert "I'm a coach, not a doctor" in spoken(turn)
    assert "doctor" not in spoken(after(turn, YES)) or isinstance(first, e.HelpAsked)


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


def test_s16_neither_a_score_nor_a_side_is_kept() -> None:
    one, two = (outing(score, known=RUNNER).recovery for score in (0, 2))
    assert one == two
    one, two = (
        heard(EVERYONE["day two"], e.SorenessReported(side), YES).recovery for side in (e.Side.LEFT, e.Side.RIGHT)
    )
    assert one == two
    assert one.joined_on == TODAY


# What is never said


@pytest.mark.parametrize("who", EVERYONE)
def test_s9_every_reminder_rings_by_day_where_they_live_and_keeps_the_gap(who: str) -> None:
    for hours, zone in product(range(0, 30), ("America/New_York", "Europe/Berlin", "Asia/Kathmandu")):
        now, known = NOW + hours * HOUR, replace(EVERYONE[who], zone=zone)
        for every in (ICING_GAP, 3 * HOUR, 5 * HOUR):
            planned = agenda(known, now, every)
            ice = [each.at for each in planned if each.purpose is Purpose.ICE]
            assert all(time(7) <= known.local(each.at).time() < time(22) for each in planned)
            assert all(known.local(at + ICE_TIME).time() <= time(22) for at in ice)
            assert all(later - at >= every for at, later in pairwise(ice))
            assert all(known.local(each.at).date() <= known.local(now).date() + DAY for each in planned)
            due = known.next_icing_at(now)
            assert due is None or all(at >= due for at in ice)


def test_the_coach_never_diagnoses_or_promises() -> None:
    text = str([item.__dict__ for item in catalogue("en")._messages.values()]).lower()
    for word in ("not broken", "cure", "heal", "broken", "diagnos"):
        assert word not in text.replace("health", "")


def test_a_question_about_progress_never_restarts_the_time() -> None:
    for known, event in product((icing(), walking(), paused()), (e.TimeAsked(), e.Opened(), e.WhereAsked(), SORE)):
        turn = heard(known, event)
        assert turn.recovery.countdown == known.countdown
        assert not acts(turn, StartTimer)


# What testers found


def test_s5_a_hold_that_ran_out_ends_with_a_fresh_check_and_not_by_itself() -> None:
    later = heard(NO_ICE, ICE, now=NOW + 13 * DAY).recovery  # keeps the plan alive
    turn = heard(later, ICE, now=NOW + 20 * DAY)
    assert turn.asked is Question.FOUR_STEPS
    assert not acts(turn, StartTimer)


@pytest.mark.parametrize("told", [WORSE, SEVEN])
def test_s11_s12_worse_ends_a_walk_and_holds_the_running(told: Event) -> None:
    turn = heard(walking(), told)
    assert turn.recovery.phase is Phase.RESTING
    assert acts(turn, CancelTimer)
    resting = heard(DAY_AFTER, told).recovery
    assert keys(heard(resting, OUTING)) == ["move-held"]
    assert keys(heard(resting, OUTING, now=NOW + 3 * DAY)) == [Question.SCORE]


@pytest.mark.parametrize("asked", [OUTING, e.MoveAsked(e.Activity.JOG), e.MoveAsked(e.Activity.WALK)])
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


@pytest.mark.parametrize(
    ("asked", "way", "words"),
    [
        (e.MoveAsked(e.Activity.WALK), "walk", "Only the steps you need"),
        *((asked, "run", "No running") for asked in (OUTING, e.MoveAsked(e.Activity.JOG))),
    ],
)
def test_s11_at_seven_a_walk_is_answered_as_a_walk(asked: Event, way: str, words: str) -> None:
    severe = heard(rested(20 * HOUR, 1), SEVEN).recovery
    assert spoken(heard(severe, asked)).startswith(f"{words} until Thursday, or until someone has looked at it.")
    assert spoken(heard(rested(20 * HOUR, 1), asked, SEVEN)).startswith(f"That's too sore for a {way}.")


@pytest.mark.parametrize(
    "event", [e.Assessed(None, 2), SORE, e.HowAsked(e.Topic.BUCKET), e.HowAsked(), e.NextIcingAsked()]
)
def test_s5_nothing_advises_ice_where_it_is_held(event: Event) -> None:
    said = spoken(heard(NO_ICE, event)).lower()
    assert "ice every" not in said
    assert "bucket with" not in said
    assert "foot in" not in said


@pytest.mark.parametrize(
    "event",
    [
        *(e.Assessed(None, 2), e.Assessed(e.Trend.BETTER, 1), e.Assessed(e.Trend.GONE)),
        *(SORE, e.UsualRunTold(5.0), e.HowAsked(e.Topic.JOG), e.Opened()),
    ],
)
def test_s4_nothing_advises_running_where_it_is_held(event: Event) -> None:
    for now in (NOW, NOW + DAY):
        said = spoken(heard(SPRAINED, event, now=now)).lower()
        for word in ("easy walk", "easy jog", "one easy outing", "usual runs"):
            assert word not in said, said


def test_s12_sore_for_four_days_is_sent_to_someone() -> None:
    assert heard(new(), e.SorenessReported(None, 4), *FINE).recovery.referred_on == TODAY


def test_s8_after_an_injury_by_cold_the_coach_remembers_it_that_day() -> None:
    hurt = heard(rested(MINUTE), HURT).recovery
    for event in (e.WhereAsked(), e.DoctorAsked()):
        assert "medical advice today" in spoken(heard(hurt, event))
    assert heard(hurt, e.Opened(), now=NOW + DAY).asked is not Question.OFFER_MOVE


@pytest.mark.parametrize("who", ["stopped", "sprained", "just out", "new", "recovered"])
@pytest.mark.parametrize("asked", [Question.COVERS, Question.WARM, Question.WALK_TIMER, Question.OFFER_ICE])
def test_s3_s4_s10_an_answer_to_an_old_question_passes_no_hold(who: str, asked: Question) -> None:
    session = Session(asked=asked, wanted=Step.MOVE, score=1)
    turn = heard(EVERYONE[who], YES, session=session)
    assert not acts(turn, StartTimer)
    assert not {"jog", "massage-how", "walk"} & set(keys(turn))


def test_a_report_said_again_does_not_move_the_day_later() -> None:
    assert heard(new(), e.SorenessReported(None, 3), SORE).recovery.began_on == TODAY - 3 * DAY
