"""The next words take back what a turn changed, with its effects (S21)."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import CancelTimer, PauseTimer, Question, SetReminders, StartTimer
from skill.routine.advance import expire
from skill.routine.context import Context
from skill.routine.events import Event
from skill.routine.plan import TAKE_BACK, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.undo import CHANGES
from tests.routine.people import (
    EVERYONE,
    HOUR,
    MINUTE,
    NOW,
    SAID,
    acts,
    after,
    heard,
    icing,
    keys,
    paused,
    ready,
    reminded,
    rested,
    screening,
    spoken,
    whole,
)

SECOND = timedelta(seconds=1)
SOON = NOW + 10 * SECOND
DISTINCT = (e.TakenBack, e.PreviousAsked)
ENDS = (e.FootOut(), e.Finished(), e.IceCancelled())


def now_known(known: Recovery) -> Recovery:
    """Return what is known after what time alone has done."""
    return expire(Context(known, Session(), e.TakenBack(), NOW))[0].recovery


def the_same(back: Recovery, known: Recovery) -> list[str]:
    """Return the fields in which what was brought back differs, but for the tokens of reminders that were set again."""

    def plain(recovery: Recovery, name: str) -> object:
        value = getattr(recovery, name)
        return sorted((each.purpose, each.at) for each in value) if name == "reminders" else value

    return [name for name in CHANGES if name != "unwanted" and plain(back, name) != plain(known, name)]


def told(turn: Turn) -> Turn:
    return whole(turn, e.TimerSet("two"))


@pytest.mark.parametrize("who", EVERYONE)
def test_whatever_was_changed_is_taken_back(who: str) -> None:
    known, tried = EVERYONE[who], 0
    for event in SAID:
        turn = told(heard(known, event))
        if isinstance(event, DISTINCT) or turn.recovery.before is None:
            continue
        tried += 1
        back = told(after(turn, e.TakenBack(), now=SOON))
        assert the_same(back.recovery, now_known(known)) in ([], ["countdown"]), event
        assert back.recovery.phase is now_known(known).phase, event
        again = told(heard(turn.recovery, e.TakenBack(), now=SOON))
        assert again.recovery.phase is now_known(known).phase, (event, "said first")
    assert tried or who in ("stopped", "new", "recovered")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("words", [e.TakenBack(), e.StillIn(), e.ResumeAsked(), e.PauseAsked(), e.PreviousAsked()])
@pytest.mark.parametrize("first", [True, False])
def test_ice_that_was_ended_goes_on_with_what_was_left(end: Event, words: Event, first: bool) -> None:
    ended = heard(icing(5), end)
    assert ended.recovery.phase is Phase.RESTING
    later = NOW + TAKE_BACK
    back = told(heard(ended.recovery, words, now=later) if first else after(ended, words, now=later))
    assert back.recovery.phase is Phase.ICING
    assert acts(back, StartTimer) == [StartTimer(Step.ICE, 13 * MINUTE)], "twenty minutes stay twenty"
    assert back.recovery.timer == "two"


def test_later_than_that_nothing_is_taken_back() -> None:
    ended = heard(icing(5), e.FootOut())
    late = heard(ended.recovery, e.TakenBack(), now=NOW + TAKE_BACK + SECOND)
    assert late.recovery.countdown is None
    assert keys(late)[0] == "nothing-to-undo"


def test_a_stop_brings_its_question_back() -> None:
    stop = after(heard(screening(), e.Opened()), e.Yes(), e.Yes())
    assert stop.recovery.stage is Stage.STOPPED
    for words in (e.No(), e.TakenBack(), e.PreviousAsked()):
        back = after(stop, words, now=SOON)
        assert (back.recovery.stage, back.asked) == (Stage.SCREENING, Question.BENT)
        assert back.session.cleared == (Question.FOUR_STEPS,), "what was answered before still is"
    for later in (e.TakenBack(), e.MeantNo()):
        first = heard(stop.recovery, later, now=SOON)
        assert first.asked is Question.FOUR_STEPS, "what was asked is not kept, so that the check begins anew (S16)"
    meant = after(stop, e.MeantNo(), now=SOON)
    assert (meant.recovery.stage, meant.asked) == (Stage.SCREENING, Question.TWIST)


def test_a_stop_is_not_left_by_wanting_to_go_on() -> None:
    stop = heard(icing(), e.RedFlagSaid())
    for words in (e.ResumeAsked(), e.StillIn(), e.PauseAsked()):
        assert after(stop, words, now=SOON).recovery.stage is Stage.STOPPED


def test_skin_that_was_hurt_stays_out_of_the_ice_unless_that_was_wrong() -> None:
    hurt = heard(icing(), e.SkinWarned())
    assert after(hurt, e.ResumeAsked(), now=SOON).recovery.countdown is None
    back = told(after(hurt, e.TakenBack(), now=SOON))
    assert back.recovery.phase is Phase.ICING
    assert back.recovery.ice_held_until is None


def test_an_answer_is_given_again() -> None:
    twist = after(heard(screening(), e.Opened()), e.Yes(), e.No())
    assert twist.asked is Question.TWIST
    cold = after(twist, e.No())
    assert cold.asked is Question.COLD
    assert after(cold, e.TakenBack()).asked is Question.TWIST
    held = after(cold, e.MeantYes())
    assert held.recovery.massage_held_until is not None
    assert held.asked is Question.COLD


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("answers", [[e.No()], [e.Yes(), e.No(), e.Yes()], [e.Yes(), e.No(), e.No()]])
def test_an_answer_that_was_corrected_is_given_again(answers: list[Event], first: bool) -> None:
    *well, last = answers
    known = heard(screening(), e.Opened(), *well)
    meant = after(known, last, e.MeantNo() if last == e.Yes() else e.MeantYes(), now=SOON)
    back = heard(meant.recovery, e.TakenBack(), now=SOON) if first else after(meant, e.TakenBack(), now=SOON)
    assert back.asked is (Question.FOUR_STEPS if first else known.asked)
    assert the_same(back.recovery, known.recovery) == []


@pytest.mark.parametrize("words", [e.TakenBack(), e.StillIn()])
def test_ice_that_a_correction_ended_goes_on(words: Event) -> None:
    begun = told(heard(ready(), e.Yes(), session=Session(asked=Question.FOOT_IN)))
    back = told(after(begun, e.MeantNo(), words, now=SOON))
    assert back.recovery.countdown == begun.recovery.countdown is not None


def test_ice_that_was_told_of_before_a_corrected_answer_stays_counted() -> None:
    iced = heard(screening(), e.Opened(), e.IcedTold(15 * MINUTE))
    back = after(iced, e.MeantNo(), e.TakenBack(), now=SOON)
    assert (back.asked, back.recovery.iced_at) == (Question.FOUR_STEPS, iced.recovery.iced_at)
    assert back.recovery.iced_at


def test_ice_that_was_over_by_then_stays_counted_when_what_was_said_is_taken_back() -> None:
    begun = replace(rested(), ice_since=NOW - 8 * HOUR)
    held = heard(begun, e.Assessed(None, 7))
    back = after(held, e.TakenBack(), now=SOON).recovery
    assert held.recovery.move_held_until
    assert (back.move_held_until, back.ice_since, back.iced_at) == (None, None, NOW - 8 * HOUR)


def test_an_aside_in_between_does_not_hide_the_answer() -> None:
    cold = after(heard(screening(), e.Opened()), e.Yes(), e.No(), e.No(), e.WhyAsked(), e.RepeatAsked())
    assert after(cold, e.TakenBack()).asked is Question.TWIST


def test_a_pause_is_taken_back_with_the_old_deadline() -> None:
    back = told(after(heard(icing(5), e.PauseAsked()), e.TakenBack(), now=NOW + MINUTE))
    assert acts(back, CancelTimer)
    assert acts(back, StartTimer) == [StartTimer(Step.ICE, 14 * MINUTE)]
    assert back.recovery.phase is Phase.ICING


def test_going_on_is_taken_back() -> None:
    back = after(heard(paused(), e.ResumeAsked()), e.TakenBack(), now=SOON)
    assert acts(back, PauseTimer) == [PauseTimer("one")]
    assert back.recovery.phase is Phase.PAUSED


def test_a_start_is_taken_back() -> None:
    begun = told(heard(ready(), e.IcingAsked()))
    back = after(begun, e.TakenBack(), now=SOON)
    assert acts(back, CancelTimer) == [CancelTimer(Step.ICE, "two")]
    assert (back.recovery.stage, back.recovery.iced_at) == (Stage.READY, None)
    assert keys(back)[0] == "foot-out-first"


def test_a_plain_no_does_not_end_what_runs_in_another_conversation() -> None:
    begun = told(heard(ready(), e.IcingAsked()))
    assert heard(begun.recovery, e.No(), now=SOON).recovery.phase is Phase.ICING


def test_an_end_that_is_taken_back_too_late_for_the_deadline_is_an_overstay() -> None:
    ended = heard(icing(19), e.FootOut())
    back = after(ended, e.TakenBack(), now=NOW + 90 * SECOND)
    assert back.recovery.countdown is None
    assert not acts(back, StartTimer)


def test_reminders_that_were_cancelled_are_set_again_and_a_late_one_is_told() -> None:
    known = reminded(0.02, 2, 4, out_ago=3 * HOUR)
    cancelled = told(after(heard(known, e.RemindersCancelled(), session=Session(asked=None)), e.Yes()))
    assert cancelled.recovery.reminders == ()
    back = after(cancelled, e.TakenBack(), now=NOW + 90 * SECOND)
    (again,) = acts(back, SetReminders)
    assert [each.at - NOW for each in again.planned] == [2 * HOUR, 4 * HOUR, 17 * HOUR]
    assert "undone-too-late" in keys(back)


def test_reminders_that_were_set_are_cancelled_again() -> None:
    offered = after(heard(rested(MINUTE), e.RemindersAsked()), e.Yes())
    set_ = told(offered)
    assert set_.recovery.reminders
    back = after(set_, e.TakenBack(), now=SOON)
    assert back.recovery.reminders == ()
    assert back.asked is None


def test_what_can_be_taken_back_is_every_field_but_settings() -> None:
    names = {each.name for each in fields(Recovery)}
    assert set(CHANGES) < names
    assert {"zone", "metric", "denied_at", "before", "timer"}.isdisjoint(CHANGES)


def test_what_was_deleted_by_mistake_is_brought_back_without_asking_again() -> None:
    cancelled = told(after(heard(reminded(2, 4), e.RemindersCancelled()), e.Yes()))
    back = told(after(cancelled, e.TakenBack(), now=SOON))
    assert len(back.recovery.reminders) == 3
    assert back.asked is None


@pytest.mark.parametrize(
    ("hold", "denied", "held"),
    [
        (e.TwistTold(), e.Sign.TWIST, "massage_held_until"),
        (e.ColdRiskTold(e.Sign.DIABETES), e.Sign.DIABETES, "ice_held_until"),
        (e.ColdRiskTold(), e.Sign.CIRCULATION, "ice_held_until"),
    ],
)
@pytest.mark.parametrize("known", [ready(), rested(), screening()])
def test_a_hold_whose_reason_is_denied_is_taken_back(known: Recovery, hold: Event, denied: e.Sign, held: str) -> None:
    held_now = heard(known, hold)
    assert getattr(held_now.recovery, held)
    assert getattr(after(held_now, e.SignDenied(denied)).recovery, held) is None
    assert getattr(after(held_now, e.SignDenied(e.Sign.BENT)).recovery, held)


def test_no_twist_at_its_question_is_a_no() -> None:
    asked = heard(screening(), session=Session(asked=Question.TWIST, cleared=(Question.FOUR_STEPS, Question.BENT)))
    assert after(asked, e.SignDenied(e.Sign.TWIST)).asked is Question.COLD


@pytest.mark.parametrize("event", [e.TakenBack(), e.No()])
def test_what_was_forgotten_cannot_be_brought_back_and_that_is_said(event: Event) -> None:
    assert keys(heard(Recovery(zone="UTC"), event))[0] == "nothing-to-undo"
    assert "keep nothing" in spoken(heard(Recovery(zone="UTC"), event))
