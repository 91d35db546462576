"""A stop: it names what was heard, can be taken back, and still answers (S3, S6, S21); holds alike."""

from itertools import pairwise, product
from typing import Any

import pytest

from skill.routine import events as e
from skill.routine.acts import Question, StartTimer
from skill.routine.events import Event, Sign
from skill.routine.plan import STILL_WET, TAKE_BACK_WITHIN
from skill.routine.recovery import SETTINGS, Phase, Recovery, Session
from tests import THOROUGH
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, FINE, icing, new, ready, rested, stopped
from tests.routine.test_table import sounds_right
from tests.routine.turns import acts, after, heard, keys, spoken

SORE = e.SorenessReported()
SIGNS = [sign for sign in Sign if sign not in e.MILD_SIGNS]
COLD_RISKS = (Sign.DIABETES, Sign.CIRCULATION, Sign.COLD_TOES, Sign.TOLD)
OF_SKIN = (None, *(sign for sign in Sign if sign is not Sign.BLISTER))  # one that no ice has made is no warning
SERIOUS = [e.RedFlagSaid(), *(e.RedFlagSaid(sign) for sign in SIGNS), *(e.SkinWarned(sign) for sign in OF_SKIN)]
HOLDS: list[Event] = [
    *(e.RedFlagSaid(Sign.NUMB), e.SkinWarned(Sign.BLUE), e.StepsTold(3, can=False)),
    *(e.TwistTold(), e.ColdRiskTold(), e.Assessed(e.Trend.WORSE), e.Assessed(None, 7)),
]
"""What stops the routine, or makes a step wait."""

AT_A_QUESTION: list[tuple[Question, Event]] = [
    (Question.FOUR_STEPS, e.No()),
    *((question, answer) for question in (Question.BENT, Question.COLD) for answer in (e.Yes(), e.Unsure())),
    *((question, e.Yes()) for question in (Question.TWIST, Question.ANYTHING_NEW, Question.MILD, Question.SKIN)),
]
"""The answers that do so."""


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize("event", SERIOUS, ids=str)
def test_s21_the_first_sentence_names_the_sign(event: e.RedFlagSaid | e.SkinWarned) -> None:
    turn = heard(new(), event)
    said = spoken(turn)
    assert turn.recovery.phase is Phase.STOPPED
    known = event.sign in SIGNS and event.sign not in (*COLD_RISKS, Sign.TWIST)
    assert said.startswith("You " if known else "That can be a sign of something serious. ")
    assert "medical care now" in said
    for who in EVERYONE.values():
        sounds_right(heard(who, event))


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ([e.Unsure(), e.Unsure(), e.Unsure()], "You aren't sure that you can take four steps."),
        ([e.Yes(), e.Yes()], "You said it's bent out of shape, hot and red, numb or blue."),
        ([e.Yes(), e.SignDenied(Sign.HOT_RED), e.Yes()], "You said it's bent out of shape, numb or blue."),
        ([e.Yes(), e.SignDenied(Sign.BENT), e.SignDenied(Sign.REDNESS), e.Yes()], "You said it's numb or blue."),
        ([e.Yes(), e.SignDenied(Sign.NUMB), e.SignDenied(Sign.BENT), e.Yes()], "You said it's hot and red or blue."),
        ([e.MildSignTold(Sign.SWELLING), e.Yes()], "You said it's hot, or twice its size."),
    ],
)
def test_s21_a_stop_by_an_answer_names_what_was_asked(answers: list[Event], named: str) -> None:
    turn = heard(new(), SORE, *answers)
    assert turn.recovery.phase is Phase.STOPPED
    assert spoken(turn).startswith(f"{named} Stop here.")
    sounds_right(turn)


@pytest.mark.parametrize(
    ("known", "before", "is_in"),
    [
        (icing(8), (), True),
        (icing(22), (), True),
        (rested(MINUTE, out_told=False), (), True),
        (rested(MINUTE, out_told=True), (), False),
        (rested(STILL_WET + MINUTE, out_told=False), (), False),
        (new(), (SORE,), False),
        (new(), (e.IcingAsked(),), True),
        (new(), (e.IcingAsked(), e.Yes()), True),
        (rested(), (e.IcingAsked(),), True),
        (rested(), (), False),
        (ready(), (), True),
        (EVERYONE["walking"], (), False),
    ],
)
def test_a_foot_that_may_be_in_the_water_comes_out_first(
    known: Recovery, before: tuple[Event, ...], is_in: bool
) -> None:
    turn = heard(known, *before, e.RedFlagSaid(Sign.CHEST))
    assert spoken(turn).startswith("Take your foot out. You said it's your chest") is is_in
    sounds_right(turn)


# --- taking it back ---------------------------------------------------------------------------------


def same(now: Recovery, before: Recovery) -> bool:
    """Whether they are alike, but for settings, Alexa's timer, and the counter of wordings."""
    aside = (*SETTINGS, "timer", "before", "wordings", "step", "offered_on", "reminders", "planned", "unwanted")
    return all(getattr(now, name) == getattr(before, name) for name in Recovery.__slots__ if name not in aside)


@pytest.mark.parametrize("who", EVERYONE)
def test_s21_every_stop_and_hold_can_be_taken_back(who: str) -> None:
    known = heard(EVERYONE[who], e.StopAsked()).recovery  # what time alone has done by now
    for event, first, back in product(HOLDS, (True, False), (e.TakenBack(), e.No())):
        hurt = heard(known, event)
        # A bare "no" answers an open question; said first, it may mean a countdown that runs.
        answers_else = hurt.asked or (first and hurt.recovery.countdown)
        if same(hurt.recovery, known) or (isinstance(back, e.No) and answers_else):
            continue
        session = Session() if first else hurt.session
        turn = heard(hurt.recovery, back, session=session, now=NOW + MINUTE / 6)
        assert same(turn.recovery, known), event
        ran = known.countdown and known.countdown.ends_at and not hurt.recovery.countdown
        assert bool(acts(turn, StartTimer)) is bool(ran)
        sounds_right(turn)


@pytest.mark.parametrize("who", EVERYONE)
def test_s21_an_answer_that_stops_is_taken_back_and_its_question_asked_again(who: str) -> None:
    known = heard(EVERYONE[who], e.StopAsked()).recovery
    for question, answer in AT_A_QUESTION:
        hurt = heard(known, answer, session=Session(asked=question))
        if same(hurt.recovery, known):
            continue
        assert hurt.recovery.before
        assert hurt.recovery.before.asked is None, "S16: it is not kept"
        for session in (hurt.session, Session()):
            turn = heard(hurt.recovery, e.TakenBack(), session=session, now=NOW + MINUTE / 6)
            assert same(turn.recovery, known), (question, answer)
            assert session == Session() or turn.asked is question, answer


def test_s21_too_late_to_take_back_it_offers_to_start_over() -> None:
    hurt = heard(new(), SORE, e.No())
    for session in (hurt.session, Session()):
        late = heard(hurt.recovery, e.TakenBack(), session=session, now=NOW + TAKE_BACK_WITHIN + MINUTE)
        assert keys(late) == ["too-late-to-undo", Question.START_OVER]
        assert after(late, e.Yes(), now=NOW + HOUR).asked is Question.FOUR_STEPS


@pytest.mark.parametrize(
    ("flag", "denied", "is_back"),
    [
        ([e.RedFlagSaid(Sign.NUMB)], Sign.NUMB, True),
        ([e.RedFlagSaid(Sign.NUMB)], Sign.BLUE, False),
        ([e.RedFlagSaid(Sign.SWOLLEN)], Sign.SWELLING, True),
        ([SORE, e.Yes(), e.Yes()], Sign.NUMB, True),
        ([SORE, e.Yes(), e.Yes()], Sign.CHEST, False),
        ([e.MildSignTold(Sign.WARMTH), e.Yes()], Sign.HOT_RED, True),
        ([e.RedFlagSaid()], None, False),
    ],
)
def test_s21_the_sign_of_a_stop_is_denied(flag: list[Event], denied: Sign | None, is_back: bool) -> None:
    turn = heard(new(), *flag, e.SignDenied(denied))
    assert (turn.recovery.phase is not Phase.STOPPED) is is_back


@pytest.mark.parametrize("denied", [Sign.NUMB, Sign.BLUE])
def test_s21_the_skin_of_a_yes_to_its_question_is_denied(denied: Sign) -> None:
    hurt = heard(rested(MINUTE), e.Yes(), session=Session(asked=Question.SKIN))
    assert hurt.recovery.ice_held_until
    turn = after(hurt, e.SignDenied(denied))
    assert (turn.asked, turn.recovery.ice_held_until) == (Question.SKIN, None)
    assert keys(after(hurt, e.SignDenied(denied, is_news=True))) == ["if-misheard"]


def test_s21_who_can_take_four_steps_after_all_goes_on() -> None:
    assert heard(ready(), e.RedFlagSaid(Sign.NO_STEPS), e.StepsTold(10)).recovery.phase is Phase.READY


def test_starting_over_can_be_taken_back_and_forgetting_cannot() -> None:
    assert same(heard(rested(), e.StartOverAsked(), e.Yes(), e.TakenBack()).recovery, rested())
    gone = heard(rested(), e.ForgetAsked(), e.Yes(), e.TakenBack())
    assert (gone.recovery.phase, keys(gone)[0]) == (Phase.NEW, "nothing-to-undo")


# --- what it answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.WhyAsked(), "You said your foot is numb."),
        (e.DoctorAsked(), "emergency room"),
        (e.WhereAsked(), "nine one one"),
        (e.HowAsked(), "leg up"),
        (e.MeaningAsked(), "doctor or a nurse"),
        (e.KnownAsked(), "keep"),
    ],
)
def test_s21_after_a_stop_the_coach_still_answers(event: Event, words: str) -> None:
    assert words in spoken(heard(new(), e.RedFlagSaid(Sign.NUMB), event))


def test_s16_a_later_conversation_does_not_know_the_sign() -> None:
    known = heard(new(), e.RedFlagSaid(Sign.NUMB)).recovery
    assert spoken(heard(known, e.WhyAsked())).startswith("You told me a warning sign.")


def three_alike(said: list[Any]) -> list[tuple[Any, ...]]:
    """Return what was said three times in a row."""
    return [trio for trio in zip(said, said[1:], said[2:], strict=False) if len(set(trio)) == 1]


SAID_AGAIN = [
    *(e.Opened(), e.Unheard(), e.Thinking(), e.HowAsked(), e.DoctorAsked(), e.WhyAsked(), e.MeaningAsked()),
    *(e.RedFlagSaid(Sign.NUMB), e.TooCold(), e.Yes()),
]


@pytest.mark.parametrize("event", SAID_AGAIN, ids=str)
@pytest.mark.parametrize("one_shot", [True, False])
def test_nothing_is_heard_three_times_in_a_row_after_a_stop(event: Event, one_shot: bool) -> None:
    turn, said = heard(stopped()), []
    for _ in range(8):
        turn = heard(turn.recovery, event, session=Session() if one_shot else turn.session)
        said.append(spoken(turn))
        sounds_right(turn)
    # Two of them say nothing about care.
    assert isinstance(event, e.Unheard | e.Thinking) or not three_alike(said)
    assert event != e.Opened() or all(one != two for one, two in pairwise(said))


@pytest.mark.parametrize("who", [*EVERYONE][::3])
def test_no_answer_with_a_question_is_given_three_times_in_a_row(who: str) -> None:
    events = (e.MeaningAsked(), e.Thinking(), e.HowAsked(), e.Unsure(), e.TimeAsked())
    share = 1 if THOROUGH else 3
    for question, event in [*product(Question, events)][[*EVERYONE].index(who) // 3 % share :: share]:
        turn, asked = heard(EVERYONE[who], event, session=Session(asked=question)), []
        for _ in range(8):
            asked.append((spoken(turn), turn.asked))
            turn = after(turn, event)
        assert not [trio for trio in three_alike(asked) if trio[0][1]], (question, event)


# --- care that was had -------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [e.ColdRiskTold(), e.Assessed(e.Trend.WORSE), e.Assessed(None, 7)])
def test_s21_care_that_was_had_ends_a_hold_through_the_check(told: Event) -> None:
    held = heard(rested(20 * HOUR, 1), told)
    turn = heard(held.recovery, e.CareHadTold(), now=NOW + HOUR)
    assert turn.asked is Question.FOUR_STEPS
    known = turn.recovery
    assert (known.ice_held_until, known.move_held_until, known.referred_on) == (None, None, None)
    assert heard(known, e.MoveAsked()).asked is Question.FOUR_STEPS
    again = after(turn, *FINE[:3], e.Yes(), now=NOW + HOUR)
    assert again.recovery.ice_held_until == TODAY + 14 * DAY, "the check asks for it anew"


def test_s4_a_sprain_waits_whatever_the_doctor_said() -> None:
    sprained = EVERYONE["sprained"]
    assert keys(heard(sprained, e.CareHadTold())) == ["care-had"]
    for before in ((), (e.RedFlagSaid(),)):
        known = heard(sprained, *before, e.CareHadTold()).recovery
        assert known.move_held_until == known.massage_held_until == sprained.move_held_until


def test_s8_skin_hurt_by_cold_today_gets_no_ice_today_all_the_same() -> None:
    hurt = heard(icing(), e.SkinWarned(Sign.NUMB)).recovery
    assert heard(hurt, e.CareHadTold()).recovery.ice_held_until == TODAY + DAY
    assert heard(hurt, e.CareHadTold(), now=NOW + DAY).recovery.ice_held_until is None


def test_a_miss_after_a_stop_leaves_the_no_that_takes_it_back() -> None:
    missed = heard(heard(new(), e.RedFlagSaid()).recovery, e.Unheard())
    assert missed.asked is None
    assert after(missed, e.No()).recovery.phase is Phase.NEW
