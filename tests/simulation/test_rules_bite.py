"""Mutation tests: a coach that breaks a rule is caught, and by that rule.

Some breaches show only in a rare life: those are tried when many are asked for, see `test_lives`.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import Phase

from skill import coach, effects, people
from skill.routine import (
    advance,
    after_ice,
    assessment,
    guidance,
    icing,
    plan,
    recovery,
    schedule,
    screening,
    undo,
)
from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer
from skill.routine.assessment import Advice
from skill.storage.sqlite import MemoryRecoveries
from tests import THOROUGH
from tests.simulation import rules
from tests.simulation.life import Household
from tests.simulation.stores import Stores
from tests.simulation.test_found import household
from tests.simulation.test_lives import live

MINUTE = timedelta(minutes=1)
LIVES, TOGETHER = 6000 if THOROUGH else 600, 10
"""So many at most for each mutant, a few at a time, since the first ones drawn are short."""
rare = pytest.mark.skipif(not THOROUGH, reason="takes many lives: THOROUGH=1")


@dataclass(frozen=True)
class Mutant:
    """A coach that breaks a rule."""

    name: str
    changes: tuple[tuple[object, str, Any], ...]
    caught_by: tuple[str, ...]


def mutant(
    name: str, *changes: tuple[object, str, Any], by: tuple[Callable[..., object] | str, ...], is_rare: bool = False
) -> Any:
    """Return a coach with these names of these modules changed, and the rules or checks that may catch it."""
    names = tuple(each if isinstance(each, str) else each.__name__ for each in by)
    return pytest.param(Mutant(name, changes, names), id=name, marks=[rare] if is_rare else [])


def _does_no(kind: type[Any], do: Any = effects.Effects._do) -> Any:
    return lambda self, act, zone: None if isinstance(act, kind) else do(self, act, zone)


def _at_the_beginning_of_a_day(*args: Any, ask: Any = effects.looks_for, **begins: Any) -> Any:
    looks = ask(*args, **begins)
    return looks if "metric" in looks else looks - {"zone"}


BY_DAY = (rules.rings_by_day, rules.is_set_for_the_day, rules.held_ankle_does_not_run)
BEFORE_US = (rules.twenty_minutes_with_those_before_us, rules.ice_at_most_twenty_minutes)
TAKEN_BACK = (rules.every_stop_can_be_taken_back, rules.no_alarm_is_lost)
HELD = (rules.held_ankle_does_not_run, rules.no_reminder_of_what_is_held)

MUTANTS = [
    mutant(
        "warm after half an hour",
        (recovery, "REWARM", 30 * MINUTE),
        by=(rules.massage_on_a_warm_ankle,),
        is_rare=True,
    ),
    mutant(
        "ice without a check",
        (screening, "screen_first", lambda context, *_: icing.run_on(context, plan.ICE_TIME, plan.ICE_TIME)),
        by=(rules.ice_after_the_check,),
    ),
    mutant("ice every hour", (recovery, "ICING_GAP", 60 * MINUTE), by=(rules.ice_after_its_gap,)),
    mutant("half an hour of ice", (plan, "ICE_TIME", 30 * MINUTE), by=(rules.ice_at_most_twenty_minutes,)),
    mutant(
        "a foot that is late was out in time",
        (screening, "been_in", lambda context: context.recovery.iced_for),
        by=(rules.ice_at_most_twenty_minutes,),
    ),
    mutant(
        "rings until eleven",
        (plan, "DAY_ENDS", time(23)),
        (plan, "LAST_ICE_AT", time(22, 30)),
        by=(rules.is_set_for_the_day, "sounds_right"),  # "until ten at night" may also be a word too many
    ),
    mutant(
        "the outing in two days", (schedule, "DAY", timedelta(days=2)), by=(rules.is_set_for_the_day,), is_rare=True
    ),
    mutant(
        "nothing is outdated",
        (schedule, "outdated", lambda *_: ()),
        by=(rules.rings_by_day, rules.no_reminder_of_what_is_held),
    ),
    mutant(
        "cancels no reminder",
        (effects.Effects, "_do", _does_no(CancelReminders)),
        by=(rules.no_reminder_is_lost, rules.forgotten_is_gone, rules.one_reminder_for_a_moment),
    ),
    mutant(
        "cancels no timer",
        (effects.Effects, "_do", _does_no(CancelTimer)),
        by=(rules.one_timer_each, rules.forgotten_is_gone),
    ),
    mutant("a twist holds for a day", (plan, "SPRAIN_HOLD", timedelta(days=1)), by=HELD, is_rare=True),
    mutant(
        "jogs with any score",
        (plan, "MILD", 10),
        by=(rules.runs_as_far_as_the_score_allows, rules.held_ankle_does_not_run),
    ),
    mutant(
        "worse is fine",
        (assessment, "advise", lambda *_: Advice.EASY_DAY),
        by=(rules.worse_is_told_to_see_someone,),
        is_rare=True,
    ),
    mutant("ice for a week", (plan, "ICE_DAYS", 7), by=(rules.tells_of_ice_that_comes,)),
    mutant("no look on day four", (plan, "EVALUATE_LAST", 9), by=(rules.worse_is_told_to_see_someone,), is_rare=True),
    mutant(
        "time is up before care",
        (advance, "SPEAK_FOR_THEMSELVES", ()),
        by=(rules.care_comes_first, rules.is_short),
        is_rare=True,
    ),
    mutant(
        "sets without a look",
        (effects.Effects, "_look_at_reminders", lambda self: setattr(self, "_knows_reminders", True)),
        by=(rules.one_reminder_for_a_moment,),
    ),
    mutant("forgets none", (MemoryRecoveries, "forget", lambda *_: None), by=(rules.forgotten_is_gone, "disables")),
    mutant("does it again after a restart", (coach, "is_handled", lambda *_: False), by=("_again",)),
    mutant("does it again", (coach.Coach, "_answer_to", lambda *_: None), by=("_again",)),
    mutant("learns of a trip the next day", (coach, "looks_for", _at_the_beginning_of_a_day), by=BY_DAY),
    mutant(
        "a cold foot is iced under another name",
        (coach, "other_ice", lambda *_, **__: None),
        by=(rules.unrecognised_ice_waits_for_every_cold_foot,),
    ),
    mutant(
        "takes back without the timer", (undo, "_with_timer", lambda _, back: (back, ())), by=(rules.no_alarm_is_lost,)
    ),
    mutant("ice before the coach is no ice", (icing, "_began", lambda context: context.now), by=BEFORE_US),
    mutant("remembers nothing to take back", (undo, "CHANGES", ()), by=TAKEN_BACK),
    mutant("a hold stays", (undo, "STAYS", (*undo.STAYS, "move_held_until")), by=(rules.every_stop_can_be_taken_back,)),
    mutant("forgets who came back", (coach, "_used_since", lambda *_: False), by=("disables",)),
    mutant(
        "cancels the reminders of others",
        (coach, "reminders_of_others", lambda *_: frozenset()),
        by=(rules.known_reminders_are_set,),
        is_rare=True,
    ),
]


@pytest.mark.parametrize("broken", MUTANTS)
def test_a_coach_that_breaks_a_rule_is_caught(broken: Mutant, stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, name, value in broken.changes:
        monkeypatch.setattr(where, name, value)

    with pytest.raises(AssertionError) as caught:
        _live(stores)
    places = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert set(broken.caught_by) & set(places[-3:]), places


def _live(stores: Stores) -> None:
    for number in range(LIVES // TOGETHER):
        live(stores, number, TOGETHER, Phase.generate)


# --- what is rarer than many lives is told as a story


def _done_long_after_the_ring(home: Household) -> None:
    home.visits(e.IcingAsked())
    home.waits(60 * MINUTE)
    home.visits(e.Finished())
    home.waits(30 * MINUTE)
    home.visits(e.MassageAsked())


def _two_feet(home: Household) -> None:
    home.visits(e.IcingAsked(), "anna")
    home.visits(e.IcingAsked(), "ben")
    home.visits(e.RedFlagSaid())


def _reminders_of_another_plan(home: Household) -> None:
    home.visits(e.SorenessReported(), replies=(e.StopAsked(),))
    home.visits(e.SorenessReported(), "anna")
    home.waits(20 * MINUTE)
    home.visits(e.FootOut(), "anna")
    home.waits(180 * MINUTE)
    home.visits(e.RemindersListAsked())


def _ice_in_the_conversation_about_a_walk(home: Household) -> None:
    home.visits(e.IcingAsked(), "anna")
    home.waits(20 * MINUTE)
    home.visits(e.FootOut(), "anna")
    home.sleeps_until(9)
    home.visits(e.IcingAsked(), "ben")
    home.waits(20 * MINUTE)
    home.visits(e.FootOut(), "ben")
    home.visits(e.MoveAsked(e.Activity.WALK), "anna")
    home.visits(e.StartOverAsked(), replies=(e.IcingAsked(),))


def _a_run_on_day_four(home: Household) -> None:
    home.visits(e.SorenessReported())
    for _ in range(4):
        home.sleeps_until(8)
    home.visits(e.MoveAsked(), score=4)


def _the_same_question_three_times(home: Household) -> None:
    home.hears(e.SorenessReported())
    for _ in range(3):
        home.hears(e.MeaningAsked())


STORIES = [
    pytest.param(
        _done_long_after_the_ring,
        guidance,
        "may_be_in",
        lambda _: False,
        rules.massage_on_a_warm_ankle,
        id="done is not out",
    ),
    pytest.param(
        _a_run_on_day_four,
        after_ice,
        "_walk_at_most",
        after_ice.send_off,
        rules.worse_is_told_to_see_someone,
        id="a run on day four",
    ),
    pytest.param(
        _the_same_question_three_times,
        advance,
        "_without_repetition",
        lambda session, turn: turn,
        rules.no_sentence_three_times_in_a_row,
        id="never lets go",
    ),
    pytest.param(_two_feet, people, "_feet_in_danger", lambda *_: (), rules.every_foot_comes_out, id="a foot stays in"),
    pytest.param(
        _reminders_of_another_plan,
        people,
        "ABOUT_REMINDERS",
        (),
        rules.says_truly_what_rings,
        id="reminders of another plan",
    ),
    pytest.param(
        _ice_in_the_conversation_about_a_walk,
        coach,
        "other_ice",
        lambda *_, **__: None,
        rules.unrecognised_ice_waits_for_every_cold_foot,
        id="ice for a foot that is cold",
    ),
]


@pytest.mark.parametrize(("story", "where", "name", "value", "rule"), STORIES)
def test_a_story_is_well_and_a_coach_that_breaks_its_rule_is_caught(
    story: Callable[[Household], None],
    where: object,
    name: str,
    value: object,
    rule: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story(household())
    monkeypatch.setattr(where, name, value)
    with pytest.raises(AssertionError) as caught:
        story(household())
    assert rule.__name__ in [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
