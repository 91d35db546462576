"""The next words take back what a turn changed, with its effects (S21)."""

from dataclasses import fields
from datetime import timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import CancelTimer, PauseTimer, Question, ResumeTimer, SetReminders, StartTimer
from skill.routine.advance import expire
from skill.routine.context import Context
from skill.routine.events import Event
from skill.routine.plan import TAKE_BACK_WITHIN, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.undo import CHANGES
from tests.routine.clock import HOUR, MINUTE, NOW
from tests.routine.people import EVERYONE, SAID, icing, paused, ready, reminded, rested, screening
from tests.routine.turns import acts, after, heard, keys, spoken, whole

SECOND = timedelta(seconds=1)
TimerAct = StartTimer | PauseTimer | ResumeTimer | CancelTimer
SOON = NOW + 10 * SECOND
DISTINCT = (e.TakenBack, e.PreviousAsked)
BACK, YES, NO = e.TakenBack(), e.Yes(), e.No()


@pytest.fixture
def check() -> Turn:
    """The safety check has begun."""
    return heard(screening(), e.Opened())


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
        back = told(after(turn, BACK, now=SOON))
        assert the_same(back.recovery, now_known(known)) in ([], ["countdown"]), event
        assert back.recovery.phase is now_known(known).phase, event
        again = told(heard(turn.recovery, BACK, now=SOON))
        assert again.recovery.phase is now_known(known).phase, (event, "said first")
    assert tried or who in ("stopped", "new", "recovered")


@pytest.mark.parametrize("end", [e.FootOut(), e.Finished(), e.IceCancelled()])
@pytest.mark.parametrize("words", [BACK, e.StillIn(), e.ResumeAsked(), e.PauseAsked(), e.PreviousAsked()])
@pytest.mark.parametrize("first", [True, False])
def test_ice_that_was_ended_goes_on_with_what_was_left(end: Event, words: Event, first: bool) -> None:
    ended, later = heard(icing(5), end), NOW + TAKE_BACK_WITHIN
    assert ended.recovery.phase is Phase.RESTING
    back = told(heard(ended.recovery, words, now=later) if first else after(ended, words, now=later))
    assert (back.recovery.phase, back.recovery.timer) == (Phase.ICING, "two")
    assert acts(back, StartTimer) == [StartTimer(Step.ICE, 13 * MINUTE)], "twenty minutes stay twenty"


def test_later_than_that_nothing_is_taken_back() -> None:
    late = heard(heard(icing(5), e.FootOut()).recovery, BACK, now=NOW + TAKE_BACK_WITHIN + SECOND)
    assert (keys(late)[0], late.recovery.countdown) == ("nothing-to-undo", None)


@pytest.mark.parametrize("words", [e.ResumeAsked(), e.StillIn(), e.PauseAsked()])
def test_a_stop_is_not_left_by_wanting_to_go_on(words: Event) -> None:
    assert heard(icing(), e.RedFlagSaid(), words).recovery.stage is Stage.STOPPED


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("answers", [[NO], [YES, NO, YES], [YES, NO, NO]])
def test_an_answer_that_was_corrected_is_given_again(check: Turn, answers: list[Event], first: bool) -> None:
    *well, last = answers
    known = after(check, *well) if well else check
    meant = after(known, last, e.Meant(e.No()) if last == YES else e.Meant(e.Yes()), now=SOON)
    back = heard(meant.recovery, BACK, session=Session() if first else meant.session, now=SOON)
    assert back.asked is (Question.FOUR_STEPS if first else known.asked)
    assert the_same(back.recovery, known.recovery) == []


@pytest.mark.parametrize("words", [BACK, e.StillIn()])
def test_ice_that_a_correction_ended_goes_on(words: Event) -> None:
    begun = told(heard(ready(), YES, session=Session(asked=Question.FOOT_IN)))
    back = told(after(begun, e.Meant(e.No()), words, now=SOON))
    assert back.recovery.countdown == begun.recovery.countdown is not None


def test_ice_that_was_told_of_before_a_corrected_answer_stays_counted(check: Turn) -> None:
    iced = after(check, e.IcedTold(15 * MINUTE))
    back = after(iced, e.Meant(e.No()), BACK, now=SOON)
    assert (back.asked, back.recovery.iced_at) == (Question.FOUR_STEPS, iced.recovery.iced_at)
    assert back.recovery.iced_at


@pytest.mark.parametrize(
    ("known", "event", "wanted", "phase"),
    [
        (icing(5), e.PauseAsked(), [CancelTimer(Step.ICE, "one"), StartTimer(Step.ICE, 14 * MINUTE)], Phase.ICING),
        (paused(), e.ResumeAsked(), [PauseTimer("one")], Phase.PAUSED),
        (ready(), e.IcingAsked(), [CancelTimer(Step.ICE, "two")], Phase.READY),
        (icing(19.5), e.FootOut(), [], Phase.RESTING),
    ],
    ids=["a pause, with the old deadline", "going on", "a start", "an end, too late for the deadline"],
)
def test_the_timer_follows(known: Recovery, event: Event, wanted: list[TimerAct], phase: Phase) -> None:
    begun = told(heard(known, event))
    back = after(begun, BACK, now=NOW + MINUTE)
    assert [act for act in back.acts if isinstance(act, TimerAct)] == wanted
    assert back.recovery.phase is phase


def test_a_start_is_taken_back() -> None:
    begun = told(heard(ready(), e.IcingAsked()))
    back = after(begun, BACK, now=SOON)
    assert (keys(back)[0], back.recovery.iced_at) == ("foot-out-first", None)
    assert heard(begun.recovery, NO, now=SOON).recovery.phase is Phase.ICING, "by no plain no in another conversation"


@pytest.mark.parametrize("words", [BACK, NO, e.PreviousAsked()])
def test_reminders_that_were_cancelled_are_set_again_and_a_late_one_is_told(words: Event) -> None:
    cancelled = told(heard(reminded(0.02, 2, 4, out_ago=3 * HOUR), e.RemindersCancelled(), YES))
    assert cancelled.recovery.reminders == ()
    back = after(cancelled, words, now=NOW + 90 * SECOND)
    (again,) = acts(back, SetReminders)
    assert [each.at - NOW for each in again.planned] == [2 * HOUR, 4 * HOUR, 17 * HOUR]
    assert "undone-too-late" in keys(back)
    assert back.asked is None, "without asking again"
    assert len(told(back).recovery.reminders) == 3


def test_what_can_be_taken_back_is_every_field_but_settings() -> None:
    names = {each.name for each in fields(Recovery)}
    assert set(CHANGES) < names
    assert {"zone", "metric", "denied_at", "before", "timer"}.isdisjoint(CHANGES)


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
    assert getattr(heard(known, hold).recovery, held)
    assert getattr(heard(known, hold, e.SignDenied(denied)).recovery, held) is None
    assert getattr(heard(known, hold, e.SignDenied(e.Sign.BENT)).recovery, held)


@pytest.mark.parametrize("event", [BACK, NO])
def test_what_was_forgotten_cannot_be_brought_back_and_that_is_said(event: Event) -> None:
    turn = heard(Recovery(zone="UTC"), event)
    assert keys(turn)[0] == "nothing-to-undo"
    assert "keep nothing" in spoken(turn)


# --- said to someone else


@pytest.mark.parametrize(
    ("known", "events"),
    [
        (icing(), [e.IceCancelled()]),
        (icing(), [e.SkinWarned()]),
        (rested(), [e.RedFlagSaid()]),
        (rested(), [e.TwistTold()]),
        (reminded(2, 4), [e.RemindersCancelled(), YES]),
        (reminded(2, 4), [e.Assessed(None, 0)]),
    ],
)
def test_talk_to_others_takes_back_what_stopped_ended_or_deleted(known: Recovery, events: list[Event]) -> None:
    lost = heard(known, *events)
    assert after(lost, e.NotForYou()) == after(lost, BACK)


@pytest.mark.parametrize(
    ("known", "events"),
    [
        (icing(0.5), []),
        (icing(), [e.PauseAsked()]),
        (ready(), [e.Opened(), YES]),
        (reminded(2, 4), []),
        (screening(), [e.Opened(), YES]),
        (reminded(2, 4), [e.RemindersCancelled()]),
        (rested(), [e.ForgetAsked()]),
    ],
)
def test_talk_to_others_changes_nothing_else(known: Recovery, events: list[Event]) -> None:
    before = heard(known, *events)
    turn = after(before, e.NotForYou())
    assert the_same(turn.recovery, before.recovery) == []
    assert turn.asked not in (Question.CANCEL_REMINDERS, Question.FORGET)


def test_what_takes_reminders_back_says_so() -> None:
    offered = heard(EVERYONE["offered reminders"], e.RemindersAsked())
    assert keys(after(whole(after(offered, YES), None), BACK))[0] == "undone-reminders"


@pytest.mark.parametrize("no", [NO, e.CannotSaid(), e.No(is_plain=False)])
@pytest.mark.parametrize("sign", [e.RedFlagSaid(e.Sign.NO_STEPS), e.SkinWarned(e.Sign.NUMB)])
def test_a_stop_that_was_right_after_all_stops_again(sign: Event, no: Event) -> None:
    stopped = heard(icing(5), sign)
    back = told(after(stopped, BACK, now=SOON))
    again = after(back, no, now=SOON)
    assert again.recovery.phase is stopped.recovery.phase
    assert again.recovery.countdown is None
    assert CancelTimer(Step.ICE, "two") in again.acts
    assert after(back, e.TimeAsked(), no, now=SOON).recovery.phase is Phase.ICING, "only the next words"


def test_a_reminder_that_was_dropped_is_put_back() -> None:
    dropped = heard(reminded(2, 4), e.RemindersSkipped(None, which=e.Which.LAST))
    assert acts(after(dropped, e.ResumeAsked(), now=SOON), SetReminders)


def test_reminders_that_were_taken_back_are_set_again_by_keep_them() -> None:
    offered = heard(EVERYONE["offered reminders"], e.RemindersAsked())
    back = after(whole(after(offered, YES), None), BACK)
    assert acts(after(back, e.KeepAsked()), SetReminders)
    assert not acts(after(back, e.TimeAsked(), e.KeepAsked()), SetReminders)


@pytest.mark.parametrize("first", [True, False])
def test_ice_that_was_ended_instead_of_paused_stands_still(first: bool) -> None:
    ended = heard(icing(5), e.IceCancelled())
    meant = e.PauseMeant()
    paused = told(heard(ended.recovery, meant, now=SOON) if first else after(ended, meant, now=SOON))
    assert paused.recovery.phase is Phase.PAUSED
    assert not acts(paused, StartTimer)
    assert acts(after(paused, e.ResumeAsked(), now=SOON), StartTimer)
