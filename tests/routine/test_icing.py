"""The countdown and Alexa's timer beside it."""

from datetime import datetime, timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import CancelTimer, Question, StartTimer
from skill.routine.deadlines import Countdown, LiveTimer
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, icing, new, paused, ready, recovery, rested, screening, stopped, walking
from tests.routine.turns import acts, after, heard, keys, left, whole

SECOND = timedelta(seconds=1)
OUT, WALK_ENDS = ([CancelTimer(step, "one")] for step in (Step.ICE, Step.MOVE))
SHORTER = e.LengthAsked(10 * MINUTE)
DAY_AFTER, PAUSED_WALK = EVERYONE["the day after"], EVERYONE["a paused walk"]
THREE, GONE, STANDS_STILL = e.Assessed(None, 3), e.Assessed(e.Trend.GONE), ["paused-left", Question.RESUME]
OUT_FOR_LONG, NOTHING_RUNS = rested(121 * MINUTE, out_told=False), ["nothing-runs", Question.OFFER_ICE]

ANSWERS: dict[str, tuple[Recovery, list[e.Event], list[str]]] = {
    # How much time is left.
    "just begun": (icing(0), [e.TimeAsked()], ["ice-left-early"]),
    "at nearly three minutes": (icing(2.9), [e.TimeAsked()], ["ice-left-early"]),
    "at three minutes": (icing(3), [e.TimeAsked()], ["ice-left"]),
    "half way": (icing(10), [e.TimeAsked()], ["ice-left-half"]),
    "the last minute": (icing(19.1), [e.TimeAsked()], ["ice-left-last"]),
    "again, where nothing was said before": (icing(), [e.RepeatAsked()], ["ice-left"]),
    "again, at the bucket": (ready(), [e.RepeatAsked()], [Question.FOOT_IN]),
    # Next and previous.
    "next on day three": (rested(60 * HOUR, 3, step=Step.EVALUATION), [e.NextAsked()], [Question.SCORE]),
    "next before the ice": (ready(), [e.NextAsked()], ["next-after-ice"]),
    "next in the ice": (icing(), [e.NextAsked()], ["next-after-ice"]),
    "next on a walk": (walking(), [e.NextAsked()], ["next-after-move"]),
    "next after the ice": (EVERYONE["warm"], [e.NextAsked()], [Question.WARM]),
    "next after the massage": (EVERYONE["massaged"], [e.NextAsked()], ["move-tomorrow"]),
    "next after the outing": (EVERYONE["moved"], [e.NextAsked()], [Question.SCORE]),
    "back from the massage": (EVERYONE["massaged"], [e.PreviousAsked()], ["ice-in"]),
    "back from the outing": (EVERYONE["moved"], [e.PreviousAsked()], [Question.WARM]),
    "back from the ice": (EVERYONE["warm"], [e.PreviousAsked()], [Question.OFFER_MASSAGE]),
    # Done.
    "done with the massage": (EVERYONE["massaged"], [e.Finished()], ["well-done", "ice-in"]),
    "done, at the offer of the massage": (EVERYONE["warm"], [e.Opened(), e.Finished()], ["well-done", "wait-ice"]),
    "done with the outing": (EVERYONE["moved"], [e.Finished()], ["walk-done"]),
    "done before the outing": (DAY_AFTER, [e.Finished()], [Question.OFFER_MOVE]),
    "done with the walk": (walking(), [e.Finished()], ["walk-done", Question.REMIND]),
    "massaged, and no ice follows": (
        EVERYONE["no ice"],
        [e.MassageAsked(), e.Yes(), e.Finished()],
        ["well-done", "rest"],
    ),
    "out early, said twice": (icing(11), [e.FootOut(), e.FootOut()], ["all-right", Question.REMIND]),
    "out early, once reminders were offered": (
        icing(11, offered_on=TODAY),
        [e.FootOut(), e.Yes()],
        ["all-right"],
    ),
    "done, long after it": (rested(16 * MINUTE), [e.Finished()], ["wait-massage"]),
    "called off, long after it": (rested(16 * MINUTE), [e.IceCancelled()], ["nothing-runs", "wait-massage"]),
    "done, long after an end that was not told": (OUT_FOR_LONG, [e.Finished()], [Question.OFFER_ICE]),
    "called off, long after it too": (OUT_FOR_LONG, [e.IceCancelled()], NOTHING_RUNS),
    "S18: the alarm is turned off": (icing(21), [e.IceCancelled()], [Question.OUT]),
    "no massage for who should see someone": (
        icing(20, referred_on=TODAY),
        [e.FootOut()],
        ["ice-out", "dry-off", Question.REMIND],
    ),
    # In a pause, and where there is nothing to pause.
    "a shorter length": (paused(), [e.LengthAsked(10 * MINUTE)], ["ice-shorter", Question.RESUME]),
    **{f"{each.score}, {each.trend}, in a pause": (paused(), [each], STANDS_STILL) for each in (THREE, GONE)},
    "hang on, where nothing waits": (rested(), [e.PauseAsked()], NOTHING_RUNS),
    # What runs is not begun again, and a paused walk is no ice.
    "a shorter icing than has been": (icing(8), [e.IcingAsked(5 * MINUTE)], ["ice-passed"]),
    "ice, in the ice": (icing(8), [e.IcingAsked()], ["ice-left"]),
    "more time on a paused walk": (PAUSED_WALK, [e.MoreTimeAsked()], ["paused-left", Question.RESUME]),
    "more time in a pause is more of it": (paused(), [e.MoreTimeAsked()], ["take-your-time", Question.RESUME]),
    "more time in a pause of a short icing": (paused(), [SHORTER, e.MoreTimeAsked()], ["ice-more", Question.RESUME]),
    "longer than the most, in a pause": (paused(), [e.LengthAsked(30 * MINUTE)], ["ice-no-more"]),
    "whether it can begin": (ready(), [e.Opened(), e.IcingAsked(is_question=True)], [Question.FOOT_IN]),
    "never in, in the ice": (icing(8), [e.NeverIn()], ["no-ice-yet", Question.FOOT_IN]),
    "never in, after the ring": (icing(21), [e.NeverIn()], ["no-ice-yet", Question.FOOT_IN]),
    "never in, on the walk": (walking(), [e.NeverIn()], ["walk-left"]),
    "never in, long after it": (rested(3 * HOUR), [e.NeverIn()], [Question.OFFER_ICE]),
    "how, in a pause": (paused(), [e.HowAsked(e.Topic.ICE)], ["how-ice", "paused-left", Question.RESUME]),
    "a doctor, in a pause": (paused(), [e.DoctorAsked()], ["doctor-when", "paused-left", Question.RESUME]),
    "a new runner, at the bucket": (ready(), [e.Opened(), e.UsualRunTold(0.0)], ["noted-walk", Question.FOOT_IN]),
    "a question before the plan": (new(), [e.TopicAsked("heat")], ["topic", Question.SORE_TODAY]),
    "a question at the bucket": (ready(), [e.TopicAsked("heat")], ["topic", Question.FOOT_IN]),
    "a question after the plan": (EVERYONE["recovered"], [e.TopicAsked("heat")], ["topic", Question.SORE_TODAY]),
    "a walk": (DAY_AFTER, [e.MoveAsked(e.Activity.WALK), e.Assessed(None, 1)], ["walk", Question.WALK_TIMER]),
    "why, in the safety check": (new(), [e.SorenessReported(), e.WhyAsked()], ["why-safety", Question.FOUR_STEPS]),
}


@pytest.mark.parametrize(("known", "events", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_answered(known: Recovery, events: list[e.Event], said: list[str]) -> None:
    assert keys(heard(known, *events)) == said


def test_a_countdown_is_a_deadline() -> None:
    ice = Countdown(Step.ICE, ICE_TIME, NOW + ICE_TIME)
    assert ice.remaining_at(NOW + 8 * MINUTE) == 12 * MINUTE
    assert ice.remaining_at(NOW + HOUR) == timedelta(0)
    assert ice.remaining_at(NOW - HOUR) == ICE_TIME, "a clock set back does not stretch the ice"
    held = ice.paused(NOW + 8 * MINUTE)
    assert held.remaining_at(NOW + HOUR) == 12 * MINUTE
    assert held.resumed(NOW + HOUR).ends_at == NOW + HOUR + 12 * MINUTE
    assert held.extended(2 * MINUTE, NOW + HOUR).left == 14 * MINUTE
    assert ice.extended(2 * MINUTE, NOW + 8 * MINUTE).remaining_at(NOW + 8 * MINUTE) == 14 * MINUTE


REPLACED: dict[str, tuple[Recovery, e.Event, list[CancelTimer], float]] = {
    "resume without a timer": (paused(8, timer=None), e.ResumeAsked(), [], 12),
    "less": (icing(8), e.IcingAsked(10 * MINUTE), OUT, 2),
    "stop in five minutes": (icing(8), e.LengthAsked(5 * MINUTE, is_left=True), OUT, 5),
    "more": (icing(8, 10 * MINUTE), e.MoreTimeAsked(5 * MINUTE), OUT, 7),
    "ice after a walk": (walking(), e.IcingAsked(), WALK_ENDS, 20),
    "ice after a paused walk": (PAUSED_WALK, e.IcingAsked(), WALK_ENDS, 20),
    "permission given": (icing(1, timer=None), e.ConsentAnswered(e.Consent.ACCEPTED), [], 19),
}


@pytest.mark.parametrize(("known", "event", "cancelled", "minutes"), REPLACED.values(), ids=REPLACED)
def test_the_timer_is_replaced_by_one_for_what_is_left(
    known: Recovery, event: e.Event, cancelled: list[CancelTimer], minutes: float
) -> None:
    turn = heard(known, event)
    assert (acts(turn, CancelTimer), acts(turn, StartTimer)) == (cancelled, [StartTimer(Step.ICE, minutes * MINUTE)])
    assert whole(turn, e.TimerSet("two")).recovery.timer == "two"


def test_a_length_asked_about_before_the_foot_is_in_starts_nothing_and_is_kept() -> None:
    asked = heard(ready(), e.LengthAsked(15 * MINUTE), session=Session(asked=Question.FOOT_IN))
    assert (asked.recovery.countdown, keys(asked)) == (None, ["length-noted", Question.FOOT_IN])
    for is_in in (e.Yes(), e.IcingAsked(is_in=True)):
        assert left(after(asked, is_in).recovery) == 15 * MINUTE
    alone = heard(ready(), e.LengthAsked(15 * MINUTE, is_alone=True), session=Session(asked=Question.FOOT_IN))
    assert left(alone.recovery) == 15 * MINUTE


@pytest.mark.parametrize(("done", "stops"), [(1, False), (5, False), (6, True)])
def test_s8_agony_is_the_cold_as_long_as_that_stings(done: int, stops: bool) -> None:
    turn = heard(icing(done), e.RedFlagSaid(e.Sign.PAIN))
    assert (turn.recovery.phase is Phase.STOPPED) is stops
    assert heard(icing(done), e.RedFlagSaid(e.Sign.CHEST)).recovery.phase is Phase.STOPPED


def test_a_foot_is_out_since_it_was_said_first_or_the_pause_began() -> None:
    turn = heard(icing(11), e.FootOut())
    assert heard(turn.recovery, e.FootOut(), now=NOW + 10 * MINUTE).recovery.out_at == NOW
    assert heard(paused(8, 10 * MINUTE), e.FootOut()).recovery.out_at == NOW - 10 * MINUTE


def test_more_time_in_a_pause_starts_nothing_before_it_goes_on() -> None:
    known = paused(5, countdown=Countdown(Step.ICE, 10 * MINUTE, NOW + 5 * MINUTE).paused(NOW))
    turn = heard(known, e.MoreTimeAsked(5 * MINUTE))
    assert (acts(turn, CancelTimer), acts(turn, StartTimer)) == (OUT, [])
    assert acts(heard(turn.recovery, e.ResumeAsked()), StartTimer) == [StartTimer(Step.ICE, 10 * MINUTE)]


# Alexa's timer


def seen(left: timedelta, paused: bool = False, timer: str | None = "one") -> e.TimerSeen:
    since = NOW - 2 * MINUTE if paused else None
    return e.TimerSeen(Step.ICE, LiveTimer(timer, left, 20 * MINUTE, paused, since) if timer else None)


@pytest.mark.parametrize(
    ("minutes", "paused_at", "counts"),
    [(14, NOW - 2 * MINUTE, 14), (24, NOW - 2 * MINUTE, 14), (10, NOW - 2 * MINUTE, 10), (14, None, 12)],
    ids=["as long as it ran", "not what was added", "what was taken away", "nobody knows since when"],
)
def test_paused_at_the_speaker(minutes: int, paused_at: datetime | None, counts: int) -> None:
    live = LiveTimer("one", minutes * MINUTE, minutes * MINUTE, True, paused_at)
    turn = heard(icing(8), e.TimerSeen(Step.ICE, live))
    known = turn.recovery
    assert known.phase is Phase.PAUSED
    assert left(known, NOW + HOUR) == counts * MINUTE
    is_longer = minutes > counts
    assert acts(turn, CancelTimer) == (OUT if is_longer else [])
    assert (known.timer is None) is is_longer


@pytest.mark.parametrize(
    ("known", "event", "minutes"),
    [
        (paused(8), seen(12 * MINUTE), 12),
        (icing(8), seen(14 * MINUTE), 12),
        (icing(8), seen(5 * MINUTE), 5),
        (icing(8, timer=None), seen(12 * MINUTE), 12),
        (walking(8), e.TimerSeen(Step.MOVE, LiveTimer("one", 14 * MINUTE)), 14),
    ],
    ids=["resumed", "S7: more lengthens no ice", "less shortens it", "not known before", "more lengthens a walk"],
)
def test_what_the_speaker_says_of_a_running_timer_is_believed(
    known: Recovery, event: e.TimerSeen, minutes: int
) -> None:
    now = heard(known, event).recovery
    assert (left(now), now.timer) == (minutes * MINUTE, "one")
    assert now.phase is not Phase.PAUSED


def test_a_timer_that_could_not_be_paused_is_cancelled_when_it_is_seen_again() -> None:
    failed = heard(heard(icing(8), e.PauseAsked()).recovery, e.TimerLost(gone=False))
    again = heard(failed.recovery, seen(12 * MINUTE))
    assert failed.recovery.phase is again.recovery.phase is Phase.PAUSED
    assert acts(again, CancelTimer) == OUT


def test_a_timer_as_expected_changes_nothing() -> None:
    assert heard(icing(8), seen(12 * MINUTE + 2 * SECOND)).recovery == icing(8)
    assert heard(paused(8), seen(12 * MINUTE, paused=True)).recovery == paused(8)


def test_no_timer_where_there_was_none_is_no_news() -> None:
    known = icing(8, timer=None)
    assert heard(known, seen(timedelta(0), timer=None)).recovery == known
    assert not heard(icing(20 - 1 / 60), seen(timedelta(0), timer=None)).session.timer_lost


@pytest.mark.parametrize(
    ("known", "gone", "wanted", "key"),
    [
        (icing(8), True, StartTimer(Step.ICE, 12 * MINUTE), None),
        (icing(8), False, None, "timer-unreachable"),
        (paused(8), True, None, None),
        (paused(8), False, None, "timer-unreachable"),
        (rested(), False, None, "timer-unreachable"),
        (rested(), True, None, None),
    ],
)
def test_a_timer_that_cannot_be_changed(
    known: Recovery, gone: bool, wanted: StartTimer | None, key: str | None
) -> None:
    turn = heard(known, e.TimerLost(gone))
    assert acts(turn, StartTimer) == ([wanted] if wanted else [])
    assert keys(turn) == ([key] if key else [])


# When the ice is over


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (rested(30 * HOUR, 1), [Question.OFFER_ICE]),
        (rested(30 * HOUR, 2), ["ice-over"]),
        (rested(60 * HOUR, 3), ["ice-over"]),
        (rested(100 * HOUR, 5, assessed_on=TODAY), ["ice-over"]),
        (rested(60 * HOUR, 3, joined_on=TODAY - DAY), [Question.OFFER_ICE]),
        (rested(20 * HOUR, 2, ice_held_until=TODAY + DAY), ["ice-held"]),
        (recovery(Stage.RESTING), [Question.OFFER_ICE]),
        (recovery(Stage.RESTING, 2), ["ice-over"]),
    ],
)
@pytest.mark.parametrize("hours", [0, 1])
def test_after_the_following_day_there_is_no_next_ice(known: Recovery, said: list[str], hours: int) -> None:
    assert keys(heard(known, e.NextIcingAsked(), now=NOW + hours * HOUR)) == said


@pytest.mark.parametrize(
    ("day", "hours", "said"),
    [
        (0, 10, "ice-in-morning"),  # one o'clock of the night before the following day
        (1, 6.9, "ice-done"),  # shortly before ten of its evening
        (1, 8, "ice-done"),
        (1, 10, "ice-over"),
        (2, 10, "ice-over"),
    ],
)
def test_nobody_is_told_of_ice_that_does_not_come(day: int, hours: float, said: str) -> None:
    now = NOW + hours * HOUR
    known = rested(20 * HOUR, day, iced_at=now - 80 * MINUTE, out_at=now - HOUR)
    assert keys(heard(known, e.NextIcingAsked(), now=now)) == [said]


# Leaving, forgetting, and coming back


@pytest.mark.parametrize("said", [e.FootOut(), e.Finished()])
@pytest.mark.parametrize(
    ("late", "key"),
    [(0 * MINUTE, "ice-out"), (5 * MINUTE, "ice-out"), (6 * MINUTE, "ice-out-late"), (2 * HOUR, "ice-out-late")],
)
def test_s7_done_after_the_ring_is_when_the_foot_comes_out(said: e.Event, late: timedelta, key: str) -> None:
    out = heard(icing(20), said, now=NOW + late)
    assert keys(out)[0] == key
    assert (out.recovery.out_at, out.recovery.out_told) == (NOW + late, True)
    early = heard(out.recovery, e.MassageAsked(), now=NOW + late + 59 * MINUTE)
    assert keys(early) == ["massage-too-early"]


@pytest.mark.parametrize(
    ("known", "asked"),
    [(rested(), Question.STILL_IN), *((each, Question.FOOT_IN) for each in (stopped(), screening()))],
)
def test_hang_on_at_a_question_that_is_open_no_more_is_an_answer_to_none(known: Recovery, asked: Question) -> None:
    assert keys(heard(known, e.PauseAsked(), session=Session(asked=asked))) == keys(heard(known, e.PauseAsked()))


@pytest.mark.parametrize(("minutes", "rest"), [(5, 5), (30, 12), (-30, 12)])
def test_the_ice_ends_at_the_time_that_was_said(minutes: int, rest: int) -> None:
    until = icing(8).local(NOW + minutes * MINUTE).time()
    assert left(heard(icing(8), e.LengthAsked(is_left=True, until=until)).recovery) == rest * MINUTE


@pytest.mark.parametrize(
    ("known", "left", "is_paused"),
    [
        (icing(8, timer=None), 12 * MINUTE, True),
        (icing(8, timer=None), 20 * MINUTE, False),
        (icing(8, timer="another"), 17 * MINUTE, False),
        (paused(8, timer=None), 12 * MINUTE, True),
        (paused(8, timer=None), 12 * MINUTE, False),
    ],
)
def test_a_timer_of_another_icing_is_cancelled(known: Recovery, left: timedelta, is_paused: bool) -> None:
    turn = heard(known, seen(left, is_paused))
    assert turn.recovery == known
    assert acts(turn, CancelTimer) == OUT
    assert turn.session.timer_lost is (known.timer is not None)


def test_ice_that_somebody_wants_on_day_two_is_not_followed_by_more() -> None:
    begun = heard(rested(40 * HOUR, 2), e.IcingAsked(), e.No(), e.Yes())
    out = heard(begun.recovery, e.FootOut(), now=NOW + 20 * MINUTE)
    assert keys(out) == ["ice-out", "dry-off", "massage-in", "ice-over"]


def test_ice_that_never_was_leaves_nothing_to_wait_for() -> None:
    never = heard(icing(21), e.NeverIn())
    begun = after(never, e.Yes())
    assert (never.recovery.next_icing_at(NOW), begun.recovery.phase) == (None, Phase.ICING)
