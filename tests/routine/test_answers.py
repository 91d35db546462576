"""What else answers an open question, and what no longer does."""

from dataclasses import replace

import pytest

from skill.routine import events as e
from skill.routine.acts import DELETING, SAFETY_QUESTIONS, Question, SetReminders
from skill.routine.assessment import Advice
from skill.routine.deadlines import Planned, Purpose
from skill.routine.events import Event
from skill.routine.plan import MASSAGE_TIME, TAKE_BACK_WITHIN, Step
from skill.routine.recovery import Session, Stage
from tests.routine.clock import HOUR, MINUTE, NOW
from tests.routine.people import EVERYONE, icing, reminded, screening
from tests.routine.turns import after, heard, keys

THE_DAY_AFTER = EVERYONE["the day after"]
WALK = Planned(Purpose.MOVE, NOW + 17 * HOUR)

STEPS, BENT, SCORE, COVERS = Question.FOUR_STEPS, Question.BENT, Question.SCORE, Question.COVERS
YES, NO, DID_NOT, WALKS, CARE = e.Yes(), e.No(), e.DidNot(), e.Walks(), ["heard-ask-four-steps", "care-now"]
COUNTS_AS_THE_OUTING = (e.Finished(), e.Back(), e.AlreadySaid(), e.StepDone(Step.MOVE))


def number(told: int) -> Event:
    return e.Assessed(None, told, is_bare=True)


IN_THE_CHECK: dict[str, tuple[list[Event], list[str]]] = {
    "less than four steps": ([e.LessSaid()], CARE),
    "three, a number alone": ([number(3)], CARE),
    "none, a number alone": ([number(0)], ["glad-better", STEPS]),
    **{f"{told}, a number alone": ([number(told)], [BENT]) for told in (4, 10)},
    "too many to take": ([e.RemindersChanged()], ["try-four-steps", STEPS]),
    "four, a bare number as a length": ([e.LengthAsked(4 * MINUTE, is_bare=True)], [BENT]),
    "two, a bare number as a length": ([e.LengthAsked(2 * MINUTE, is_bare=True)], CARE),
    "I can walk": ([WALKS], [BENT]),
    "I can walk, at another question": ([WALKS, WALKS], ["safety-first", BENT]),
    "it did not, where nothing was told": ([YES, NO, DID_NOT], [Question.COLD]),
    "it did not, at the question of cold": ([YES, NO, DID_NOT, DID_NOT], ["clear-for-ice", Question.FOOT_IN]),
    "fine, after a hold": ([YES, NO, YES, e.AllFine()], [Question.COLD]),
    "fine, without a hold": ([YES, NO, NO, e.AllFine()], ["clear-for-ice", Question.FOOT_IN]),
}


@pytest.mark.parametrize(("events", "said"), IN_THE_CHECK.values(), ids=IN_THE_CHECK)
def test_what_answers_in_the_safety_check(events: list[Event], said: list[str]) -> None:
    assert keys(heard(screening(), e.Opened(), *events)) == said


AT_A_QUESTION: dict[str, tuple[Question, Event, list[str]]] = {
    "none at all is a zero": (SCORE, e.No(is_none=True), [COVERS]),
    "no is no zero": (SCORE, NO, [Question.ONLY_MILD]),
    "how sore means what": (SCORE, e.MeaningAsked(), ["meaning-ask-score", SCORE]),
    "better or worse means what": (Question.TREND, e.MeaningAsked(), ["how-evaluation", Question.TREND]),
    "why the score": (SCORE, e.WhyAsked(), ["why-evaluation", SCORE]),
    "why out": (Question.OUT, e.WhyAsked(), ["why-timer", Question.OUT]),
    "why the skin": (Question.SKIN, e.WhyAsked(), ["why-timer", Question.SKIN]),
    "how, at the offer of an outing": (Question.OFFER_MOVE, e.HowAsked(), ["how-walk", Question.OFFER_MOVE]),
    "what an outing is": (Question.OFFER_MOVE, e.MeaningAsked(), ["how-walk", Question.OFFER_MOVE]),
    "a length of time is no score": (SCORE, e.LengthAsked(20 * MINUTE), [SCORE]),
    "a length of time is no distance": (COVERS, e.LengthAsked(20 * MINUTE), [COVERS]),
    "a score in words is no distance": (COVERS, e.Assessed(None, 8, in_words=True), [Advice.SEVERE]),
    **{f"{each}": (Question.OFFER_MOVE, each, ["well-done", Question.OFFER_ICE]) for each in COUNTS_AS_THE_OUTING},
}


@pytest.mark.parametrize(("asked", "event", "said"), AT_A_QUESTION.values(), ids=AT_A_QUESTION)
def test_what_answers_a_question_of_the_day_after(asked: Question, event: Event, said: list[str]) -> None:
    assert keys(heard(THE_DAY_AFTER, event, session=Session(asked=asked, wanted=Step.MOVE))) == said


@pytest.mark.parametrize(("days", "held"), [(None, True), (6, True), (14, False)])
def test_a_twist_of_long_ago_is_none_in_a_yes_too(days: int | None, held: bool) -> None:
    turn = heard(screening(), e.YesSince(days), session=Session(asked=Question.TWIST, cleared=(Question.FOUR_STEPS,)))
    assert (turn.recovery.move_held_until is not None) is held
    assert held or turn.asked is Question.TWIST


@pytest.mark.parametrize("asked", [Question.SCORE, Question.OFFER_MOVE])
def test_who_limps_gets_no_jog(asked: Question) -> None:
    runs = replace(THE_DAY_AFTER, covers_jog=True)
    turn = heard(runs, e.Walks(limping=True), session=Session(asked=asked, wanted=Step.MOVE))
    turn = after(turn, e.Assessed(score=1)) if turn.asked is Question.SCORE else turn
    assert (turn.asked, "jog" in keys(turn)) == (Question.WALK_TIMER, False)


def test_i_would_rather_walk_is_a_yes_to_the_walk() -> None:
    walks = heard(THE_DAY_AFTER, e.MoveAsked(e.Activity.WALK), session=Session(asked=Question.WALK_TIMER, score=2))
    assert walks.recovery.countdown is not None


@pytest.mark.parametrize("said", [e.DidNot(), e.TwistTold(365), e.SorenessReported(days_ago=14)])
def test_s21_no_it_did_not_after_a_twist_takes_that_back(said: Event) -> None:
    told = heard(screening(), e.Opened(), e.Yes(), e.No(), e.Yes())
    assert (told.asked, told.recovery.move_held_until is None) == (Question.COLD, False)
    back = after(told, said)
    assert (back.asked, back.recovery.move_held_until) == (Question.TWIST, None)


@pytest.mark.parametrize("asked", [Question.SCORE, Question.REMIND, Question.BENT, None])
def test_s6_only_two_steps_is_a_sign_at_any_question(asked: Question | None) -> None:
    two = heard(THE_DAY_AFTER, e.StepsTold(2, is_steps=True), session=Session(asked=asked, wanted=Step.MOVE))
    assert two.recovery.stage is Stage.STOPPED


@pytest.mark.parametrize(
    ("told", "is_held"),
    [(e.Assessed(score=6), True), (e.Assessed(score=6, is_bare=True), False), (e.Assessed(score=1), False)],
)
def test_s20_a_higher_score_at_the_question_how_far_counts(told: Event, is_held: bool) -> None:
    turn = heard(THE_DAY_AFTER, told, session=Session(asked=Question.COVERS, wanted=Step.MOVE, score=2))
    assert (turn.recovery.move_held_until is not None) is is_held


@pytest.mark.parametrize(
    "told", [e.Assessed(score=6, is_bare=True, is_meant=True), e.LengthAsked(6 * MINUTE, is_meant=True)]
)
@pytest.mark.parametrize("asked", [Question.COVERS, Question.REMIND])
def test_s11_a_score_that_is_corrected_is_no_distance_and_no_time(told: Event, asked: Question) -> None:
    session = Session(asked=asked, wanted=Step.MOVE, score=2)
    assert heard(THE_DAY_AFTER, told, session=session).recovery.move_held_until is not None or asked is Question.REMIND
    assert not heard(THE_DAY_AFTER, told, session=session).recovery.planned


@pytest.mark.parametrize(
    ("asked", "purposes"),
    [(Question.OFFER_MOVE, {Purpose.MOVE}), (Question.WALK_TIMER, {Purpose.MOVE}), (Question.FOOT_IN, {Purpose.ICE})],
)
def test_remind_me_in_two_hours_is_about_what_is_on_offer(asked: Question, purposes: set[Purpose]) -> None:
    turn = heard(THE_DAY_AFTER, e.RemindersAsked(wait=2 * HOUR), session=Session(asked=asked))
    assert {each.purpose for each in turn.recovery.planned} == purposes


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


def test_pain_in_the_massage_is_about_pressing() -> None:
    known = EVERYONE["massaged"]
    assert keys(heard(known, e.Hurts())) == ["massage-softer", Question.SCORE]
    assert keys(heard(known, e.Hurts(), now=NOW + MASSAGE_TIME)) == ["hurts-rest", Question.SCORE]


@pytest.mark.parametrize("event", [e.WhereAsked(), e.NextAsked(), e.Assessed(e.Trend.SAME), e.IcingAsked(), e.Opened()])
def test_whether_it_is_more_than_a_mild_sign_is_open_until_it_is_answered(event: Event) -> None:
    mild = heard(screening(), e.Opened(), e.Yes(), e.MildSignTold(e.Sign.SWELLING))
    assert after(mild, event).asked is Question.MILD
    assert after(mild, event, e.No()).asked is Question.BENT


@pytest.mark.parametrize("between", [e.RemindersListAsked(), e.TopicAsked("days"), e.HelpAsked(), e.TimeAsked()])
def test_a_plain_no_is_about_the_last_words(between: Event) -> None:
    cancelled = heard(reminded(2, 4), e.RemindersCancelled(), e.Yes())
    assert cancelled.recovery.reminders == ()
    assert SetReminders in map(type, after(cancelled, e.No()).acts)
    assert SetReminders not in map(type, after(cancelled, between, e.No()).acts)
    assert SetReminders in map(type, after(cancelled, e.RemindersListAsked(), e.TakenBack()).acts)


@pytest.mark.parametrize("event", [e.AllFine(), e.NothingWrong(), e.SignDenied()])
def test_good_news_puts_the_question_that_stopped_again(event: Event) -> None:
    for answers, question in (([e.No()], Question.FOUR_STEPS), ([e.Yes(), e.Yes()], Question.BENT)):
        stop = heard(screening(), e.Opened(), *answers)
        assert after(stop, event).asked is question
        assert heard(stop.recovery, event, now=NOW + TAKE_BACK_WITHIN + MINUTE).recovery.stage is Stage.STOPPED
    assert keys(heard(icing(), e.RedFlagSaid(e.Sign.BENT), event)) == ["if-misheard"]


NUMB, BLUE = e.Sign.NUMB, e.Sign.BLUE
GOOD_OF_SKIN = (e.NothingWrong(), e.MildSignTold(e.Sign.REDNESS), e.SignDenied(NUMB), e.SignDenied())


@pytest.mark.parametrize(
    ("stop", "event", "said"),
    [
        # Good news of the skin alone does not put the foot back in, and an idiom of "no" takes no stop back.
        *((e.SkinWarned(BLUE), event, "if-misheard") for event in (*GOOD_OF_SKIN, e.SignDenied(BLUE, is_news=True))),
        *((stop, e.No(is_plain=False), "if-misheard") for stop in (e.RedFlagSaid(e.Sign.BENT), e.SkinWarned(NUMB))),
        # What contradicts the warning does.
        *((e.SkinWarned(BLUE), event, "undone-ice") for event in (NO, e.TakenBack(), e.SignDenied(BLUE))),
    ],
)
def test_s21_only_what_contradicts_a_warning_in_the_ice_takes_it_back(stop: Event, event: Event, said: str) -> None:
    assert keys(heard(icing(), stop, event)) == [said]


def test_actually_yes_answers_the_open_question_and_else_the_one_before() -> None:
    bent = heard(screening(), e.Opened(), e.Yes())
    assert after(bent, e.Meant(e.No(), may_be_new=True)).asked is Question.TWIST
    assert after(bent, e.Meant(e.No())).recovery.stage is Stage.STOPPED
    stopped = heard(screening(), e.Opened(), e.No())
    assert after(stopped, e.Meant(e.Yes(), may_be_new=True)).asked is Question.BENT


def test_yes_but_i_am_tired_is_a_yes_to_a_sign_and_a_no_to_an_offer() -> None:
    known = {
        Question.FOUR_STEPS: e.Yes(),
        Question.BENT: e.Yes(),
        Question.FOOT_IN: e.Yes(),
        Question.REMIND: e.No(),
        Question.OFFER_MASSAGE: e.No(),
    }
    for question, answer in known.items():
        turns = [heard(EVERYONE["warm"], each, session=Session(asked=question)) for each in (e.YesBut(), answer)]
        assert turns[0].acts == turns[1].acts


@pytest.mark.parametrize("event", [e.GoAhead(), e.UpToYou(), e.Dodged()])
@pytest.mark.parametrize("question", [*SAFETY_QUESTIONS, Question.MILD])
def test_what_answers_an_offer_answers_no_question_of_safety(question: Question, event: Event) -> None:
    turn = heard(EVERYONE["screening"], event, session=Session(asked=question))
    assert (turn.asked, turn.recovery) == (question, EVERYONE["screening"])


def test_not_yet_is_no_word_of_what_they_cannot_do() -> None:
    """It is tried first; of a sign it is a no."""
    steps, bent = (heard(screening(), e.SoftNo(), session=Session(asked=each)) for each in SAFETY_QUESTIONS[:2])
    assert keys(steps) == ["try-four-steps", Question.FOUR_STEPS]
    assert bent.asked is Question.FOUR_STEPS
    assert bent.recovery.stage is Stage.SCREENING


@pytest.mark.parametrize("event", [e.SoftNo(), e.Dodged()])
def test_a_no_to_an_offer_declines_it(event: Event) -> None:
    for known, question in ((reminded(2, 4), Question.CANCEL_REMINDERS), (EVERYONE["warm"], Question.OFFER_MASSAGE)):
        turns = [heard(known, each, session=Session(asked=question)) for each in (event, e.No())]
        assert turns[0].acts == turns[1].acts


@pytest.mark.parametrize("question", DELETING)
def test_nothing_is_deleted_because_they_do_not_mind(question: Question) -> None:
    assert keys(heard(reminded(2, 4), e.UpToYou(), session=Session(asked=question))) == ["kept-plan"]


def test_no_just_a_bit_bigger_is_a_no_to_the_question_about_swelling() -> None:
    session = Session(asked=Question.MILD, waiting=Question.BENT)
    turn = heard(EVERYONE["screening"], e.MildSignTold(e.Sign.SWELLING, answer=False), session=session)
    assert turn.asked is Question.BENT
