"""Effects of a turn that go side by side, ahead of the answer, or twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

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
    assert effects.look(Looks(zone=True), frozenset(), START) == Seen(zone="Europe/London")
    assert effects.do(START) == TimerSet("timer-1")
    effects.end()
    assert timers.calls == ["start"]
    assert timers.live == {Step.ICE: START.duration}


def test_a_timer_that_was_set_ahead_and_is_not_wanted_is_cancelled(effects: Effects, timers: MemoryTimers) -> None:
    effects.look(Looks(zone=True), frozenset(), START)
    effects.end()
    assert timers.live == {}


def test_a_change_that_was_made_ahead_may_be_made_again_later(effects: Effects, timers: MemoryTimers) -> None:
    timer = timers.start(Step.ICE, START.duration)
    pause = PauseTimer(timer)
    effects.look(Looks(zone=True), frozenset(), pause)
    effects.do(pause)
    effects.do(pause)
    assert timers.calls == ["start", "pause", "pause"]


def test_a_timer_left_over_is_told_of_once_then_it_is_a_refusal(effects: Effects, timers: MemoryTimers) -> None:
    timers.start(Step.ICE, START.duration)
    for ahead in (True, False):
        with pytest.raises(TimerExists):
            effects.look(Looks(zone=True), frozenset(), START) if ahead else effects.do(START)
    effects.must_look = True
    assert isinstance(effects.do(START), TimerRefused)


def test_without_a_thread_everything_is_still_seen(effects: Effects, monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(self: ThreadPoolExecutor, *_: Any) -> None:
        raise RuntimeError("can't start new thread")

    seen = Seen(zone="Europe/London", metric=True, timers={}, reminders=RemindersSeen(()))
    assert effects.look(ALL, frozenset()) == seen
    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit)
    assert effects.look(ALL, frozenset()) == seen
