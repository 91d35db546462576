"""Words that mean another thing at another question: numbers, moments, "more" and "less", ice of another day."""

import pytest

from skill.routine import events as e
from skill.routine.acts import DELETING, Question
from skill.routine.plan import SEVERE
from skill.routine.recovery import Phase, Recovery, Session
from tests.routine.clock import DAY, TODAY
from tests.routine.people import MINUTE, icing, rested, screening
from tests.routine.turns import heard, keys

TEN = e.Assessed(score=10, is_bare=True)


@pytest.mark.parametrize(
    ("known", "events", "said"),
    [
        (icing(), [TEN], ["ice-shorter"]),
        (icing(), [e.LaterSaid()], ["ice-left"]),
        (icing(), [e.RemindersAsked(wait=10 * MINUTE)], ["ice-left"]),
        (icing(), [e.MoveAsked()], ["move-after-ice"]),
        (icing(move_held_until=TODAY + 3 * DAY), [e.MoveAsked()], ["move-held"]),
        (screening(), [e.RedFlagSaid(e.Sign.CRACK), e.Thinking()], ["care-where"]),
    ],
)
def test_what_is_said_fits_the_moment(known: Recovery, events: list[e.Event], said: list[str]) -> None:
    assert keys(heard(known, *events)) == said


def test_a_word_for_bad_is_about_the_cold_in_the_ice() -> None:
    awful = e.Assessed(score=SEVERE, in_words=True)
    assert keys(heard(icing(), awful)) == keys(heard(icing(), e.Hurts()))
    assert heard(rested(), awful).recovery.move_held_until is not None


@pytest.mark.parametrize("asked", DELETING)
def test_a_wait_or_a_why_neither_deletes_nor_pauses(asked: Question) -> None:
    for event in (e.PauseAsked(), e.WhyAsked()):
        turn = heard(icing(), event, session=Session(asked=asked))
        assert turn.asked is asked
        assert turn.recovery.countdown == icing().countdown


def test_hives_at_the_question_of_cold_answer_it_and_are_a_sign_elsewhere() -> None:
    hives = e.SkinWarned(e.Sign.SKIN)
    asked = Session(asked=Question.COLD)
    assert heard(screening(), hives, session=asked).recovery.phase is Phase.SCREENING
    assert heard(screening(), e.SkinWarned(e.Sign.NUMB), session=asked).recovery.phase is Phase.STOPPED
    assert heard(screening(), hives).recovery.phase is Phase.STOPPED
    assert heard(icing(), hives, session=asked).recovery.ice is None


def test_more_and_less_answer_whether_it_is_better() -> None:
    asked = Session(asked=Question.TREND, score=2)
    assert heard(rested(), e.MoreTimeAsked(), session=asked).recovery.move_held_until is not None
    assert heard(rested(), e.LessSaid(), session=asked).recovery.move_held_until is None
