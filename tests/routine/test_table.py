"""Every phase answers every event, and every answer can be spoken."""

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from skill.routine import events as e
from skill.routine.acts import Question, SetReminders, StartTimer, WorldAct
from skill.routine.advance import advance
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.table import ANSWERS, TABLE, holes
from skill.speech import Spoken, say
from tests import THOROUGH
from tests.routine.clock import NOW, TODAY
from tests.routine.people import ANSWERED, EVERYONE, SAID
from tests.routine.turns import after, heard, whole

OUTCOMES = [e.TimerSet("two"), *(e.TimerRefused(reason) for reason in e.Refusal)]
MOST_WORDS, LONGEST_SENTENCE = 45, 20
"""docs/safety.md, "How it sounds"."""


def test_the_table_has_no_holes() -> None:
    assert holes() == []
    assert all(set(row) == set(Phase) for row in TABLE.values())


def test_a_hole_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE[e.TooCold], Phase.WALKING)
    assert holes() == ["TooCold"]


def test_there_is_somebody_in_every_phase_and_every_event_is_tried() -> None:
    assert {each.phase for each in EVERYONE.values()} == set(Phase)
    assert {type(each) for each in [*SAID, *ANSWERED]} == set(TABLE)


def sounds_right(turn: Turn, locale: str = "en-US", today: date = TODAY) -> Spoken:
    """Return how a turn sounds; check the rules for anything that is spoken."""
    spoken = say(turn.acts, locale, today, turn.session.said)
    words = spoken.speech.split()
    assert len(words) <= MOST_WORDS, spoken.speech
    for sentence in re.split(r"(?<=[.?!:;]) ", f"{spoken.speech} {spoken.reprompt}"):
        assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    assert spoken.speech.count("?") <= 1, spoken.speech
    assert not re.search(r"\d|[{}<>&_]|sorry", spoken.speech.lower()), spoken.speech
    if turn.asked:
        assert spoken.speech.endswith("?"), spoken.speech
        assert spoken.reprompt
    else:
        assert "?" not in spoken.speech, spoken.speech
    return spoken


@pytest.mark.parametrize("who", EVERYONE)
def test_everybody_gets_a_spoken_answer_to_everything(who: str) -> None:
    for event in SAID:
        turn = heard(EVERYONE[who], event)
        assert turn == heard(EVERYONE[who], event)
        asks_alexa = any(isinstance(act, StartTimer | SetReminders) for act in turn.acts)
        for outcome in OUTCOMES if asks_alexa else OUTCOMES[:1]:
            spoken = sounds_right(whole(turn, outcome))
            assert isinstance(event, e.StopAsked) or spoken.speech, event


@pytest.mark.parametrize("who", EVERYONE)
def test_every_open_question_gets_a_spoken_answer_to_everything(who: str) -> None:
    share = 1 if THOROUGH else 11
    turns = [*EVERYONE].index(who)
    for question, event in [*product(Question, SAID)][turns % share :: share]:  # each with a part of them
        session = Session(asked=question, said="What I asked before?")
        spoken = sounds_right(whole(heard(EVERYONE[who], event, session=session), OUTCOMES[0]))
        said = event.answer if isinstance(event, e.Meant) else event
        is_no = isinstance(said, e.StopAsked | e.No | e.DidNot | e.SoftNo | e.Dodged | e.CannotSaid)
        assert is_no or spoken.speech, (question, event)


@pytest.mark.parametrize("who", EVERYONE)
def test_what_the_world_answers_never_fails(who: str) -> None:
    for event in ANSWERED:
        sounds_right(heard(EVERYONE[who], event))


def test_every_question_has_answers() -> None:
    assert set(ANSWERS) == set(Question)


def test_a_turn_with_two_questions_is_refused() -> None:
    from skill.routine.acts import Ask, Say

    with pytest.raises(ValueError, match="one question per turn"):
        Turn(Recovery(), Session(), (Ask(Question.WARM), Ask(Question.COLD)))
    with pytest.raises(ValueError, match="comes last"):
        Turn(Recovery(), Session(), (Ask(Question.WARM), Say("welcome")))


@pytest.mark.parametrize("stage", Stage)
def test_a_countdown_is_the_phase_while_there_is_one_else_the_stage_is(stage: Stage) -> None:
    assert replace(EVERYONE["icing"], stage=stage).phase is Phase.ICING
    assert replace(EVERYONE["walking"], stage=stage).phase is Phase.WALKING
    assert replace(EVERYONE["paused"], stage=stage).phase is Phase.PAUSED
    assert replace(EVERYONE["icing"], stage=stage, countdown=None).phase.value == stage.value


def test_stop_says_nothing_and_changes_nothing() -> None:
    for known in EVERYONE.values():
        turn = advance(known, Session(said="what was said before"), e.StopAsked(), NOW)
        assert turn.acts == ()
        assert replace(turn.recovery, heard_on=TODAY) == replace(known, heard_on=TODAY)


@pytest.mark.parametrize("asked", [None, *Question])
def test_what_is_not_understood_stops_holds_and_ends_nothing(asked: Question | None) -> None:
    kept = ("stage", "countdown", "reminders", "ice_held_until", "massage_held_until", "move_held_until", "screened_on")
    for known in EVERYONE.values():
        turn = heard(known, e.Unheard(), session=Session(asked=asked))
        assert [getattr(turn.recovery, name) for name in kept] == [getattr(known, name) for name in kept]


def test_help_ends_with_a_question_and_says_what_a_coach_is_not() -> None:
    for known in EVERYONE.values():
        turn = heard(known, e.HelpAsked())
        in_check = known.phase is Phase.SCREENING
        assert turn.asked in ((Question.FOUR_STEPS,) if in_check else (Question.WHAT_NEXT, Question.OUT))
        assert "I'm a coach, not a doctor" in say(turn.acts, "en-US", TODAY).speech


def test_misses_in_a_row_end_in_silence_but_not_in_a_safety_check() -> None:
    miss, known = e.Unheard(), EVERYONE["icing"]
    assert heard(known, miss, miss).asked is Question.WHAT_NEXT
    assert heard(known, miss, miss, miss).asked is None
    assert heard(known, miss, miss, e.TimeAsked(), miss).asked is Question.WHAT_NEXT
    check = heard(EVERYONE["new"], e.SorenessReported(), miss, miss, miss)
    assert check.asked is Question.FOUR_STEPS
    assert after(check, e.Unheard()).asked is None


def test_no_act_for_the_world_where_nothing_runs() -> None:
    for known in EVERYONE.values():
        if known.countdown is None and not known.unwanted:
            assert not [act for act in heard(known, e.Opened()).acts if isinstance(act, WorldAct)]
