"""The assessment, another ankle, a plan that is over, and what is known."""

from dataclasses import replace

import pytest

from skill.routine import events as e
from skill.routine.acts import Question, Show
from skill.routine.assessment import SCORES, TRENDS, Advice
from skill.routine.recovery import Phase, Recovery, Session, Turn
from skill.speech import say
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, FINE, icing, paused, ready, rested, walking
from tests.routine.turns import acts, after, heard, keys, spoken

LATER = EVERYONE["day two"]
WHERE = e.WhereAsked()
LEFT, OTHER = e.SorenessReported(e.Side.LEFT), e.SorenessReported(e.Side.OTHER)


# --- it asks rather than remembers


@pytest.mark.parametrize("day", [1, 2, 3])
def test_score_and_trend_are_both_asked_and_neither_is_remembered(day: int) -> None:
    asked = heard(rested(20 * HOUR, day), e.Assessed())
    assert asked.asked is Question.SCORE
    scored = after(asked, e.Assessed(None, 3))
    assert scored.asked is Question.TREND
    done = after(scored, e.Assessed(e.Trend.BETTER))
    assert (done.asked, done.session.score, done.session.trend) == (None, None, None)
    assert heard(done.recovery, e.Assessed(), now=NOW + DAY).asked is Question.SCORE


@pytest.mark.parametrize("question", [None, Question.SCORE, Question.TREND, Question.COVERS, Question.REMIND])
def test_worse_comes_first_whatever_was_asked(question: Question | None) -> None:
    for day in range(6):
        turn = heard(rested(20 * HOUR, day), e.Assessed(e.Trend.WORSE), session=Session(asked=question, score=1))
        assert keys(turn) == [Advice.WORSE]


SAME, BETTER, WORSE, GONE = (e.Assessed(trend) for trend in (e.Trend.SAME, e.Trend.BETTER, e.Trend.WORSE, e.Trend.GONE))
THREE, SEVEN = e.Assessed(None, 3), e.Assessed(None, 7)
YESTERDAY_FIVE, YESTERDAY_TWO = (e.Assessed(score=score, is_before=True) for score in (5, 2))
MORNING, THREE_TO_GO = EVERYONE["the day after"], [e.MoveAsked(), THREE]
DAY_THREE, SOON_AFTER = rested(60 * HOUR, 3), rested(30 * MINUTE, 1, offered_on=TODAY)

ADVISED: dict[str, tuple[Recovery, list[e.Event], list[str]]] = {
    "still sore is no comparison": (DAY_THREE, [SAME], [Question.SCORE]),
    "still sore, with a score: the trend is asked": (DAY_THREE, [SAME, THREE], [Question.TREND]),
    "sore and better on day three": (DAY_THREE, [SAME, THREE, BETTER], [Advice.GENTLE_DAY]),
    "sore and the same on day three": (DAY_THREE, [SAME, THREE, SAME], [Advice.THERAPIST]),
    "the same, with a number, on day three": (DAY_THREE, [e.Assessed(e.Trend.SAME, 3)], [Advice.THERAPIST]),
    "the same, as an answer, on day three": (DAY_THREE, [THREE, SAME], [Advice.THERAPIST]),
    "yesterday's score, as an answer": (DAY_THREE, [THREE, YESTERDAY_FIVE], [Advice.GENTLE_DAY]),
    "yesterday's score, worse, at the distance": (MORNING, [*THREE_TO_GO, YESTERDAY_TWO], [Advice.WORSE]),
    "yesterday's score, better, at the distance": (MORNING, [*THREE_TO_GO, YESTERDAY_FIVE], [Question.COVERS]),
    "yesterday's score alone": (DAY_THREE, [e.Assessed(), YESTERDAY_FIVE], [Question.ONLY_MILD]),
    "the same on day five": (EVERYONE["day five"], [SAME], [Advice.THERAPIST]),
    "better after the advice": (rested(90 * HOUR, 4), [THREE, BETTER], ["glad-better", "rest-referred"]),
    "what now, referred today": (rested(70 * MINUTE, referred_on=TODAY), [WHERE], ["see-someone", "wait-ice"]),
    "what now, referred, the next day": (
        rested(20 * HOUR, 1, referred_on=TODAY),
        [WHERE],
        ["see-someone", Question.OFFER_ICE],
    ),
    "what now, referred, on day two": (rested(40 * HOUR, 2, referred_on=TODAY), [WHERE], ["rest-referred"]),
    "sore, without a side": (LATER, [e.SorenessReported()], ["day", Question.SCORE]),
    "sore again on the first day": (rested(), [e.SorenessReported()], ["still-day-one"]),
    "another ankle soon after ice": (SOON_AFTER, [OTHER, *FINE], ["clear-otherwise", "wait-massage"]),
    "gone, told first in the safety check": (EVERYONE["screening"], [GONE], [Advice.GONE_TODAY]),
    "gone, on day two of it": (replace(EVERYONE["screening"], began_on=TODAY - 2 * DAY), [GONE], [Advice.RECOVERED]),
    "a side that is no new ankle": (LATER, [LEFT, e.No()], ["day", Question.SCORE]),
    "a side that is no new one, on the first day": (rested(), [LEFT, e.No()], ["still-day-one"]),
    "a side that is no new one, before the ice": (ready(), [LEFT, e.No()], [Question.FOOT_IN]),
    "a side that is no new one, the day after": (ready(1), [LEFT, e.No()], [Question.OFFER_MOVE]),
    "not known whether it is a new one": (LATER, [LEFT, e.Unsure()], ["other-ankle-rests", Question.FOUR_STEPS]),
    "a side, once both are sore": (replace(LATER, joined_on=TODAY - DAY), [LEFT], ["day", Question.SCORE]),
}


@pytest.mark.parametrize(("known", "events", "said"), ADVISED.values(), ids=ADVISED)
def test_what_is_advised_and_asked(known: Recovery, events: list[e.Event], said: list[str]) -> None:
    assert keys(heard(known, *events)) == said


def test_after_the_advice_no_new_look_begins_that_day() -> None:
    looked = heard(rested(90 * HOUR, 4), THREE)
    assert heard(looked.recovery, BETTER, now=NOW + DAY).asked is Question.SCORE
    assert heard(LATER, SEVEN, SAME).asked is not Question.SCORE


@pytest.mark.parametrize("said", [e.Assessed(e.Trend.WORSE), e.Assessed(None, 7)])
@pytest.mark.parametrize("day", [0, 1, 2, 4])
def test_no_massage_is_offered_to_whoever_was_sent_to_someone(said: e.Event, day: int) -> None:
    sent = heard(rested(70 * MINUTE, day), said).recovery
    turn = heard(sent, WHERE)
    assert turn.asked not in (Question.OFFER_MASSAGE, Question.OFFER_MOVE)
    assert "see a physical therapist or doctor" in spoken(turn)


@pytest.mark.parametrize("well", [GONE, e.Assessed(score=0, is_bare=True)])
@pytest.mark.parametrize("who", ["due for ice", "day two", "reminded"])
def test_s20_words_of_who_is_well_end_the_plan_only_when_it_was_asked_how_it_is(who: str, well: e.Event) -> None:
    told = heard(EVERYONE[who], well)
    assert keys(told) == ["glad-better", Question.SCORE]
    assert told.recovery.stage is EVERYONE[who].stage
    assert keys(after(told, GONE))[0] in (Advice.GONE_TODAY, Advice.RECOVERED)
    assert after(told, e.Assessed(None, 2)).recovery.phase is not Phase.RECOVERED


@pytest.mark.parametrize("question", [Question.WARM, Question.WARM_AGAIN])
def test_feels_fine_answers_whether_it_feels_normal(question: Question) -> None:
    asked = Session(asked=question)
    assert heard(rested(3 * HOUR), GONE, session=asked) == heard(rested(3 * HOUR), e.Yes(), session=asked)


@pytest.mark.parametrize(
    ("before", "said", "asked"),
    [
        ([WORSE], SAME, Question.SCORE),
        ([WORSE], BETTER, Question.SCORE),
        ([e.Assessed(None, 0)], e.Assessed(None, 2), Question.TREND),
    ],
)
def test_s21_a_trend_or_a_score_in_the_next_words_takes_the_last_advice_back(
    before: list[e.Event], said: e.Event, asked: Question
) -> None:
    known = heard(rested(20 * HOUR, 1), e.StopAsked()).recovery
    turn = after(heard(known, *before), said)
    assert keys(turn) == ["undone", asked]
    assert (turn.recovery.move_held_until, turn.recovery.stage) == (known.move_held_until, known.stage)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (WORSE, e.Assessed(None, 4)),
        (WORSE, WORSE),
        (e.Assessed(None, 7), BETTER),
        (e.Assessed(None, 7), e.Assessed(None, 8)),
    ],
)
def test_what_adds_to_the_last_advice_leaves_its_hold(before: e.Event, said: e.Event) -> None:
    held = heard(rested(20 * HOUR, 1), before)
    assert after(held, said).recovery.move_held_until == held.recovery.move_held_until is not None
    late = after(held, e.Assessed(e.Trend.SAME, 2), now=NOW + 3 * MINUTE)
    assert late.recovery.move_held_until == held.recovery.move_held_until


# --- an answer that is none


SCORE_ASKED = heard(rested(20 * HOUR, 1, covers_jog=True), e.MoveAsked())
LOOK_BEGUN = heard(rested(60 * HOUR, 3), e.Assessed())
YES, NO, UNSURE, UNHEARD = e.Yes(), e.No(), e.Unsure(), e.Unheard()
TOO_MUCH = e.Assessed(None, 50)


@pytest.mark.parametrize(
    ("begun", "answers", "said"),
    [
        # How sore, for the outing.
        (SCORE_ASKED, (YES, YES), ["jog", Question.REMIND]),
        (SCORE_ASKED, (UNHEARD, e.Assessed(None, 2)), ["jog", Question.REMIND]),
        (SCORE_ASKED, (TOO_MUCH, TOO_MUCH, NO), ["slow-or-walk", Question.WALK_TIMER]),
        (SCORE_ASKED, (UNSURE, NO, NO), ["slow-or-walk", Question.WALK_TIMER]),
        (SCORE_ASKED, (UNSURE, UNSURE, YES), ["move-not-at-all"]),
        # What stays unknown is more than mild, and no jog.
        (SCORE_ASKED, (UNHEARD, UNHEARD, UNHEARD), ["walk", Question.WALK_TIMER]),
        (SCORE_ASKED, (SAME, NO, UNHEARD), ["walk", Question.WALK_TIMER]),
        # The look.
        (LOOK_BEGUN, (YES, YES, UNSURE, YES), [Advice.WORSE]),
        (LOOK_BEGUN, (UNHEARD, UNSURE, NO, YES, NO, YES), [Advice.GENTLE_DAY]),
        (LOOK_BEGUN, (UNHEARD, YES, YES, NO, YES), [Advice.EASY_DAY]),
        # What stays unknown is the same.
        (LOOK_BEGUN, (UNSURE, UNSURE, UNSURE, UNSURE, UNSURE), [Advice.THERAPIST]),
        (LOOK_BEGUN, (YES, YES, UNHEARD, UNHEARD), [Advice.THERAPIST]),
        (LOOK_BEGUN, (YES, YES, NO, NO, NO), [Advice.THERAPIST]),
        (LOOK_BEGUN, (BETTER, YES), [Advice.EASY_DAY]),
        (LOOK_BEGUN, (SAME, YES, e.Assessed(None, 2), BETTER), [Advice.EASY_DAY]),
    ],
)
def test_what_is_not_answered_is_asked_in_another_way_and_ends(
    begun: Turn, answers: tuple[e.Event, ...], said: list[str]
) -> None:
    turn, asked = begun, [begun.asked]
    for answer in answers:
        turn = after(turn, answer)
        asked.append(turn.asked)
    assert keys(turn) == said
    assert len(set(asked)) == len(asked), "never the same question"


@pytest.mark.parametrize("event", [YES, NO, UNSURE, UNHEARD, SAME, TOO_MUCH, e.Assessed(), e.Assessed(None, 4)])
@pytest.mark.parametrize("begun", [SCORE_ASKED, LOOK_BEGUN])
def test_whatever_is_said_again_and_again_the_look_ends(begun: Turn, event: e.Event) -> None:
    turn, asked = begun, [begun.asked]
    while turn.asked in (*SCORES, *TRENDS):
        turn = after(turn, event)
        assert turn.asked not in asked
        asked.append(turn.asked)


# --- another ankle


def test_another_ankle_before_the_first_ice_and_in_the_ice() -> None:
    assert heard(ready(), OTHER).asked is Question.FOUR_STEPS
    for known in (icing(), paused(), walking()):
        assert keys(heard(known, OTHER)) == ["other-ankle-later"]
        turn = heard(known, LEFT)
        assert [key for key in keys(turn) if key != "other-ankle-after"] == keys(heard(known, e.SorenessReported()))
        assert "other-ankle-after" in keys(turn)
        assert turn.recovery.countdown == known.countdown


# --- over, and again


TWO_WEEKS_LATER = NOW + 14 * DAY


def test_only_what_is_said_ends_a_plan_that_was_left_alone() -> None:
    for event, ends in ((e.RemindersSeen({}), False), (e.Opened(), True)):
        turn = heard(rested(), event, now=TWO_WEEKS_LATER)
        assert ((turn.recovery.phase is not Phase.RESTING), "plan-ended" in keys(turn)) == (ends, ends)


@pytest.mark.parametrize("event", [e.RedFlagSaid(), e.StopAsked(), e.TwistTold()])
def test_nothing_is_said_before_a_sign_or_to_who_leaves(event: e.Event) -> None:
    assert "plan-ended" not in keys(heard(rested(), event, now=TWO_WEEKS_LATER))


# --- what is known


@pytest.mark.parametrize("who", EVERYONE)
def test_what_is_known_is_told_in_a_breath_and_read_on_a_card(who: str) -> None:
    known = EVERYONE[who]
    turn = heard(known, e.KnownAsked())
    assert len(spoken(turn).split()) <= 45
    if known.is_blank:
        assert keys(turn) == ["known-nothing"]
        return
    assert "forget me" in spoken(turn)
    card = say(acts(turn, Show), "en-US", TODAY).card
    assert card
    assert "forget me" in card[1]


def test_what_is_left_of_an_ended_plan_is_told_and_on_the_card() -> None:
    ended = replace(rested(), covers_jog=True, metric=True, denied_at=NOW - DAY).fresh(NOW)
    turn = heard(ended, e.KnownAsked())
    assert keys(turn) == ["known-settings", "known-forget"]
    assert "time zone" in spoken(turn)
    card = say(acts(turn, Show), "en-US", TODAY).card
    assert card
    for words in ("Units: metric", "two miles or more: yes", "refused: yesterday", "America/New_York"):
        assert words in card[1]
