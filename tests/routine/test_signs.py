"""Mild signs, and answers to a safety question that are no plain yes or no (S17, S20)."""

import pytest

from skill.routine import events as e
from skill.routine.acts import SAFETY_QUESTIONS, Ask, Question
from skill.routine.assessment import Advice
from skill.routine.events import Event, Sign
from skill.routine.meanings import NOT_FINE
from skill.routine.plan import SKIN_WATCH
from skill.routine.recovery import Phase, Session
from skill.routine.table import OF_SIGNS, OFFERED
from tests.routine.clock import MINUTE, TODAY
from tests.routine.people import EVERYONE, icing, new, rested, screening
from tests.routine.test_table import sounds_right
from tests.routine.turns import after, heard, keys, spoken

SORE = e.SorenessReported()


ASKED_ABOUT = (Sign.SWELLING, Sign.REDNESS, Sign.WARMTH)


# --- mild signs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYONE)
def test_s17_a_mild_sign_is_no_flag_and_changes_nothing(who: str) -> None:
    before = heard(EVERYONE[who], e.StopAsked()).recovery
    for sign in e.MILD_SIGNS:
        turn = heard(EVERYONE[who], e.MildSignTold(sign))
        assert turn.recovery.stage is before.stage, sign
        assert turn.recovery.countdown == before.countdown, sign
        assert (turn.recovery.ice_held_until, turn.recovery.referred_on) == (before.ice_held_until, before.referred_on)
        sounds_right(turn)


WELL = {question: question is Question.FOUR_STEPS for question in SAFETY_QUESTIONS}
"""Whether a yes to a safety question is fine."""


@pytest.mark.parametrize("sign", e.MILD_SIGNS)
@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("question", SAFETY_QUESTIONS)
def test_s20_a_mild_sign_with_the_answer_that_is_fine_answers_the_question(
    sign: Sign, answer: bool, question: Question
) -> None:
    turn = heard(screening(), *at(question, e.MildSignTold(sign, answer)))
    if sign in ASKED_ABOUT:
        assert turn.asked is Question.MILD
        turn = after(turn, e.No())
    following = dict(zip(SAFETY_QUESTIONS, (*SAFETY_QUESTIONS[1:], Question.FOOT_IN), strict=True))
    assert turn.asked is (following[question] if answer is WELL[question] else question)


@pytest.mark.parametrize("who", EVERYONE)
def test_s17_more_than_mild_stops(who: str) -> None:
    for answer in (e.Yes(), e.Unsure()):
        turn = heard(EVERYONE[who], e.MildSignTold(Sign.SWELLING), answer)
        assert turn.recovery.phase is Phase.STOPPED
        assert "medical care now" in spoken(turn) or who == "stopped"


@pytest.mark.parametrize("sign", [Sign.REDNESS, Sign.WARMTH])
def test_s17_red_skin_is_usual_in_the_cold_and_after_it(sign: Sign) -> None:
    told = e.MildSignTold(sign)
    assert spoken(heard(icing(), told)) == "Pink or red is usual in the cold. White, blue or numb: take it out."
    assert keys(heard(rested(SKIN_WATCH), told)) == ["mild-after-ice"]
    assert keys(heard(rested(SKIN_WATCH + MINUTE), told)) == ["mild", Question.MILD]


# --- parts of a question that are denied -------------------------------------------------------------


def at(question: Question, *events: Event) -> tuple[Event, ...]:
    """Return the events up to this question of the check, and these."""
    fine = (e.Yes(), e.No(), e.No())
    return (SORE, *fine[: SAFETY_QUESTIONS.index(question)], *events)


def deny(*signs: Sign) -> tuple[Event, ...]:
    return tuple(e.SignDenied(sign) for sign in signs)


WHITE_TOES = "toes that turn white"
ALL_BENT = "Is it bent out of shape, hot and red, or is the foot numb or blue?"


@pytest.mark.parametrize(
    ("question", "signs", "rest"),
    [
        (Question.BENT, [Sign.NUMB], "Is it bent out of shape, hot and red, or is the foot blue?"),
        (Question.BENT, [Sign.NUMB, Sign.BLUE], "Is it bent out of shape, or hot and red?"),
        (Question.BENT, [Sign.BENT, Sign.HOT_RED, Sign.BLUE], "Is the foot numb?"),
        (Question.BENT, [Sign.FEVER], ALL_BENT),
        (Question.COLD, [Sign.DIABETES], f"Do you have poor circulation, or {WHITE_TOES} or get hives in the cold?"),
        (Question.COLD, [Sign.COLD_TOES, Sign.SKIN], "Do you have diabetes or poor circulation?"),
        (Question.COLD, [Sign.DIABETES, Sign.CIRCULATION], f"Do you have {WHITE_TOES} or get hives in the cold?"),
    ],
)
def test_s20_half_a_denial_asks_for_the_rest(question: Question, signs: list[Sign], rest: str) -> None:
    turn = heard(new(), *at(question, *deny(*signs)))
    again = "" if len(signs) > 2 else "All right. "  # which is not said a third time
    assert spoken(turn) == f"{again}{rest}"
    assert after(turn, e.Unsure()).recovery.phase is (Phase.STOPPED if question is Question.BENT else Phase.RESTING)
    assert after(turn, e.No()).asked is not question
    sounds_right(turn)


def test_s20_with_every_part_denied_the_check_goes_on() -> None:
    bent = heard(new(), *at(Question.BENT, *deny(Sign.BENT, Sign.HOT_RED, Sign.NUMB, Sign.BLUE)))
    assert bent.asked is Question.TWIST
    cold = heard(new(), *at(Question.COLD, *deny(Sign.DIABETES, Sign.CIRCULATION, Sign.COLD_TOES, Sign.SKIN)))
    assert (cold.recovery.screened_on, cold.recovery.ice_held_until) == (TODAY, None)


def test_s20_a_new_check_asks_for_all_again() -> None:
    denied = heard(rested(), e.IcingAsked(), e.Yes(), e.Yes(), *deny(Sign.BENT), e.No(), e.No(), e.No())
    assert spoken(after(denied, e.TwistTold(), e.Yes())) == ALL_BENT


@pytest.mark.parametrize("who", EVERYONE)
def test_s20_a_denial_without_its_question_changes_nothing(who: str) -> None:
    before = heard(EVERYONE[who], e.StopAsked()).recovery
    for sign in (None, *Sign):
        turn = heard(EVERYONE[who], e.SignDenied(sign))
        assert (turn.recovery.stage, turn.recovery.countdown) == (before.stage, before.countdown), sign


# --- four steps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (e.StepsTold(4), Question.BENT),
        (e.StepsTold(10), Question.BENT),
        (e.StepsTold(3), None),
        (e.StepsTold(1), None),
        (e.StepsTold(4, can=False), None),
        (e.StepsTold(0, can=False), None),
        (e.StepsTold(10, can=False), Question.FOUR_STEPS),
        (e.StepsTold(0), Question.FOUR_STEPS),
        (e.Assessed(e.Trend.GONE), Question.BENT),
        (e.Assessed(None, 0), Question.FOUR_STEPS),
        (e.Assessed(e.Trend.BETTER), Question.FOUR_STEPS),
        (e.Assessed(None, 5), Question.FOUR_STEPS),
    ],
)
def test_s20_what_is_said_at_the_four_steps(told: Event, asked: Question | None) -> None:
    turn = heard(new(), SORE, told)
    assert turn.asked is asked
    assert turn.recovery.phase is (Phase.SCREENING if asked else Phase.STOPPED)


@pytest.mark.parametrize("who", EVERYONE)
def test_s6_who_cannot_take_four_steps_has_a_red_flag_at_any_time(who: str) -> None:
    assert heard(EVERYONE[who], e.StepsTold(4, can=False)).recovery.phase is Phase.STOPPED
    assert heard(EVERYONE[who], e.StepsTold(3)).recovery.stage is EVERYONE[who].stage


@pytest.mark.parametrize("question", SAFETY_QUESTIONS[1:])
@pytest.mark.parametrize("told", [e.Assessed(e.Trend.GONE), e.Assessed(None, 0), e.Assessed(e.Trend.BETTER, 1)])
def test_s20_how_it_is_ends_no_plan_in_the_check(question: Question, told: Event) -> None:
    turn = heard(new(), *at(question, told))
    assert turn.asked is question
    assert turn.recovery.phase is Phase.SCREENING


def test_s20_at_the_question_of_a_later_icing_worse_is_a_yes_and_anything_else_a_no() -> None:
    asked = heard(rested(), e.IcingAsked())
    asked = after(asked, e.Yes()) if asked.asked is Question.WARM_AGAIN else asked
    assert after(asked, e.Assessed(e.Trend.WORSE)).asked is Question.FOUR_STEPS
    for trend in (e.Trend.SAME, e.Trend.BETTER, e.Trend.GONE):
        assert after(asked, e.Assessed(trend)).asked is Question.WARM_AGAIN


def test_s11_a_score_of_six_at_the_question_of_a_later_icing_holds_the_run_and_asks_again() -> None:
    turn = heard(rested(), e.IcingAsked(), e.Assessed(None, 6))
    assert keys(turn) == [Advice.SEVERE, Question.ANYTHING_NEW]
    assert turn.recovery.move_held_until
    assert keys(heard(rested(), e.IcingAsked(), e.Assessed(None, 5))) == ["safety-first", Question.ANYTHING_NEW]


# --- hmm, and what do you mean -----------------------------------------------------------------------


@pytest.mark.parametrize("question", Question)
def test_thinking_and_asking_for_the_meaning_answer_nothing(question: Question) -> None:
    for event in (e.Thinking(), e.MeaningAsked()):
        turn = heard(EVERYONE["screening"], event, session=Session(asked=question))
        assert turn.recovery.phase is Phase.SCREENING
        assert question is Question.WHAT_NEXT or turn.asked is question
        sounds_right(turn)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question.FOUR_STEPS, "Limping is fine"),
        (Question.BENT, "points in a wrong way"),
        (Question.TWIST, "A pop is"),
        (Question.COLD, "Poor circulation means"),
        (Question.ANYTHING_NEW, "wasn't there before"),
    ],
)
def test_each_safety_question_is_explained(question: Question, words: str) -> None:
    assert words in spoken(heard(EVERYONE["screening"], e.MeaningAsked(), session=Session(asked=question)))


@pytest.mark.parametrize("who", ["ready", "icing", "just out"])
def test_s4_a_child_beside_a_plan_that_is_under_way_holds_nothing(who: str) -> None:
    turn = heard(EVERYONE[who], e.ChildTold(twisted=True))
    assert "grown-up" in spoken(turn)
    assert turn.recovery == EVERYONE[who]


# --- hedged and partial answers -------------------------------------------------------------------


@pytest.mark.parametrize("question", Question)
def test_s20_a_hedged_yes_never_says_that_all_is_well(question: Question) -> None:
    for known in EVERYONE.values():
        session = Session(asked=question)
        answers = [heard(known, event, session=session).acts for event in (e.Unsure(), e.Yes())]
        hedged = heard(known, e.HedgedYes(), session=session).acts
        assert hedged in answers
        if question in (Question.FOUR_STEPS, Question.WARM, Question.WARM_AGAIN, Question.OUT, Question.FORGET):
            assert hedged == answers[0]


@pytest.mark.parametrize("question", [Question.TWIST, Question.WORSE, Question.REMIND, Question.FOOT_IN])
def test_s20_where_the_yes_is_graver_or_an_offer_a_hedged_yes_is_one(question: Question) -> None:
    known = EVERYONE["offered reminders" if question is Question.REMIND else "ready"]
    session = Session(asked=question)
    assert heard(known, e.HedgedYes(), session=session).acts == heard(known, e.Yes(), session=session).acts


@pytest.mark.parametrize(
    ("question", "sign", "left", "other"),
    [
        (Question.SKIN, Sign.NUMB, "blue", Sign.BLUE),
        (Question.WARM, Sign.NUMB, "cold", Sign.COLD),
        (Question.WARM_AGAIN, Sign.COLD, "numb", Sign.NUMB),
    ],
)
def test_s20_half_a_denial_leaves_the_rest_to_ask(question: Question, sign: Sign, left: str, other: Sign) -> None:
    asked = heard(rested(), e.SignDenied(sign), session=Session(asked=question))
    assert asked.asked is question
    assert left in asked.acts[-1].values.values()  # type: ignore[union-attr]
    good = e.Yes() if question in (Question.WARM, Question.WARM_AGAIN) else e.No()
    well = heard(rested(), good, session=Session(asked=question)).acts
    assert after(asked, e.SignDenied(other)).acts == well
    assert heard(rested(), e.SignDenied(sign, other), session=Session(asked=question)).acts == well


def test_s20_what_was_denied_belongs_to_its_question() -> None:
    asked = heard(rested(), e.SignDenied(Sign.NUMB), session=Session(asked=Question.SKIN))
    assert after(asked, e.IcingAsked()).session.denied == ()


@pytest.mark.parametrize("sign", [Sign.DIABETES, Sign.CIRCULATION, Sign.COLD_TOES])
def test_s21_a_cold_hold_names_the_sign(sign: Sign) -> None:
    for known in (new(), icing(), rested()):
        is_by_ice = sign is Sign.COLD_TOES and known.countdown
        said = spoken(heard(known, e.ColdRiskTold(sign)))
        assert ("White or blue skin is a warning" if is_by_ice else "You said ") in said
    assert "You said " not in spoken(heard(new(), e.ColdRiskTold()))


def test_s8_pain_after_an_injury_by_cold_is_no_score() -> None:
    assert keys(heard(icing(), e.SkinWarned(Sign.BLUE), e.Hurts())) == ["cold-wait"]


@pytest.mark.parametrize("question", set(OFFERED) - {Question.OFFER_MOVE})
def test_no_its_fine_declines_an_offer(question: Question) -> None:
    known, at = EVERYONE["paused"] if question is Question.RESUME else rested(), Session(asked=question)
    assert heard(known, e.NothingWrong(), session=at) == heard(known, e.No(), session=at)


@pytest.mark.parametrize("said", [e.AllFine(of_me=True), e.AllFine(), e.NothingWrong()])
def test_s20_fine_at_the_offer_of_the_outing_is_how_sore_it_is(said: e.Event) -> None:
    assert heard(rested(), said, session=Session(asked=Question.OFFER_MOVE)).asked is Question.SCORE


@pytest.mark.parametrize("question", OF_SIGNS)
@pytest.mark.parametrize("said", [e.AllFine(), e.NothingWrong()])
def test_what_is_fine_is_no_sign(question: Question, said: e.Event) -> None:
    at = Session(asked=question)
    assert heard(rested(), said, session=at) == heard(rested(), e.No(), session=at)


@pytest.mark.parametrize("question", NOT_FINE)
def test_its_fine_ends_and_deletes_nothing(question: Question) -> None:
    turn = heard(rested(), e.AllFine(), session=Session(asked=question))
    assert turn.asked is question
    assert [type(act) for act in turn.acts] == [Ask]


@pytest.mark.parametrize("who", EVERYONE)
def test_not_two_tells_of_steps_only_where_they_are_asked_for(who: str) -> None:
    bare = e.StepsTold(2, can=False, is_bare=True)
    assert heard(EVERYONE[who], bare).recovery.stage is EVERYONE[who].stage
    assert heard(new(), SORE, bare).recovery.phase is Phase.STOPPED


@pytest.mark.parametrize("who", ["new", "screening"])
def test_a_sign_denied_before_the_check_leads_into_it(who: str) -> None:
    assert heard(EVERYONE[who], e.SignDenied(e.Sign.NUMB)).asked is not None
