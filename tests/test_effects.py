"""Effects of a turn that go side by side, ahead of the answer, or twice."""

from datetime import timedelta

import pytest

from skill.effects import Effects, Looks, Seen
from skill.ports import Device, TimerExists
from skill.routine.acts import PauseTimer, StartTimer
from skill.routine.events import RemindersSeen, TimerRefused, TimerSet
from skill.routine.plan import Step
from skill.routine.recovery import Recovery
from tests.fakes import Clock, MemoryReminders, MemorySettings, MemoryTimers

ALL = Looks(zone=True, units=True, timers=True, reminders=True)
START = StartTimer(Step.ICE, timedelta(minutes=20))


@pytest.fixture
def timers() -> MemoryTimers:
    return MemoryTimers(Clock())


@pytest.fixture
def effects(timers: MemoryTimers) -> Effects:
    effects = Effects(
        Device(lambda slot_number: timers, MemoryReminders(Clock()), MemorySettings("Europe/London", True))
    )
    effects.begin(Recovery())
    return effects


def test_what_was_done_ahead_is_not_done_again(effects: Effects, timers: MemoryTimers) -> None:
    assert effects.look(Looks(zone=True), START) == Seen(zone="Europe/London")
    assert effects.do(START) == TimerSet("timer-1")
    effects.end(Recovery(timer="timer-1"))
    assert timers.calls == ["start"]
    assert timers.live == {Step.ICE: START.duration}


def test_a_timer_that_was_set_ahead_and_is_not_wanted_is_cancelled(effects: Effects, timers: MemoryTimers) -> None:
    effects.look(Looks(zone=True), START)
    effects.end(Recovery())
    assert timers.live == {}


def test_a_turn_that_is_begun_again_sets_nothing_twice_and_changes_all_again(
    effects: Effects, timers: MemoryTimers
) -> None:
    timer = effects.do(START)
    assert isinstance(timer, TimerSet)
    for _ in range(2):
        effects.begin(Recovery())
        effects.do(START)
        effects.do(PauseTimer(timer.timer))
    assert timers.calls == ["start", "pause", "pause"]


def test_a_timer_left_over_is_told_of_once_then_it_is_a_refusal(effects: Effects, timers: MemoryTimers) -> None:
    timers.start(Step.ICE, START.duration)
    for ahead in (True, False):
        with pytest.raises(TimerExists):
            effects.look(Looks(zone=True), START) if ahead else effects.do(START)
    effects.timer_exists = True
    assert isinstance(effects.do(START), TimerRefused)


def test_all_is_seen_at_once(effects: Effects) -> None:
    seen = Seen(zone="Europe/London", metric=True, timers=(), reminders=RemindersSeen(()))
    assert effects.look(ALL) == seen
