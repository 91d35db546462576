"""What else answers an open question, and what no longer does."""

from dataclasses import replace
from datetime import time

import pytest

from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.deadlines import Planned, Purpose
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Session, Stage
from tests.routine.people import EVERYONE, HOUR, MINUTE, NOW, TODAY, heard, rested, screening

THE_DAY_AFTER = EVERYONE["the day after"]
ICES = (Planned(Purpose.ICE, NOW + 2 * HOUR), Planned(Purpose.ICE, NOW + 4 * HOUR))
WALK = Planned(Purpose.MOVE, NOW + 17 * HOUR)


def test_less_than_four_steps_is_a_stop() -> None:
    turn = heard(screening(), e.LessSaid(), session=Session(asked=Question.FOUR_STEPS))
    assert turn.recovery.stage is Stage.STOPPED


@pytest.mark.parametrize("event", [e.Finished(), e.Back(), e.AlreadySaid(), e.StepDone(Step.MOVE)])
def test_an_outing_is_believed_before_its_distance_was_told(event: Event) -> None:
    turn = heard(THE_DAY_AFTER, event, session=Session(asked=Question.OFFER_MOVE))
    assert turn.recovery.moved_on is not None


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        (e.Assessed(None, 8), Question.REMIND),
        (e.Assessed(None, 8, in_words=True), None),
        (e.Assessed(e.Trend.BETTER, 1), None),
        (e.Assessed(None, 0), None),
    ],
)
def test_a_bare_number_is_a_time_of_day_while_reminders_are_on_offer(event: Event, asked: Question | None) -> None:
    offered = EVERYONE["offered reminders"]
    turn = heard(offered, event, session=Session(asked=Question.REMIND))
    assert turn.asked is asked
    assert (turn.recovery.referred_on is None) is (event != e.Assessed(None, 8, in_words=True))


@pytest.mark.parametrize(
    ("event", "offered"),
    [
        (e.RemindersAsked(at=time(20)), (Planned(Purpose.ICE, NOW + 5 * HOUR), WALK)),
        (e.RemindersAsked(wait=124 * MINUTE), (Planned(Purpose.ICE, NOW + 125 * MINUTE), WALK)),
        (e.RemindersAsked(at=time(9), day=e.Day.TOMORROW, what=Step.MOVE), (*ICES, replace(WALK, at=NOW + 18 * HOUR))),
    ],
)
def test_a_time_that_is_named_leaves_the_other_kind_on_offer(event: Event, offered: tuple[Planned, ...]) -> None:
    known = rested(MINUTE, planned=(*ICES, WALK), offered_on=TODAY)
    assert heard(known, event, session=Session(asked=Question.REMIND)).recovery.planned == offered


def test_a_score_in_words_is_no_distance() -> None:
    turn = heard(THE_DAY_AFTER, e.Assessed(None, 8, in_words=True), session=Session(asked=Question.COVERS))
    assert turn.recovery.covers_jog is None
