"""Effects of a turn that go side by side, ahead of the answer, or twice."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from threading import Event, get_ident

import pytest

from skill.effects import SETTINGS, Effects, Look, Seen
from skill.ports import Device, Gone, TimerExists
from skill.routine.acts import CancelTimer, PauseTimer, StartTimer
from skill.routine.deadlines import Countdown
from skill.routine.events import RemindersSeen, TimerRefused, TimerSet
from skill.routine.plan import Step
from skill.routine.recovery import Recovery, Session, Turn
from tests.fakes import NOW, Clock, MemoryReminders, MemorySettings, MemoryTimers

ZONE: frozenset[Look] = frozenset(("zone",))
ALL: frozenset[Look] = SETTINGS | {"timers", "reminders"}
START = StartTimer(Step.ICE, timedelta(minutes=20))


@pytest.fixture
def timers() -> MemoryTimers:
    return MemoryTimers(Clock())


@pytest.fixture
def effects(timers: MemoryTimers) -> Effects:
    effects = Effects(
        Device(lambda slot_number: timers, MemoryReminders(Clock()), MemorySettings("Europe/London", True)), NOW
    )
    effects.begin(Recovery())
    return effects


def test_what_was_done_ahead_is_not_done_again(effects: Effects, timers: MemoryTimers) -> None:
    assert effects.look(ZONE, START) == Seen(zone="Europe/London")
    assert effects.do(START) == TimerSet("timer-1")
    effects.end(Turn(Recovery(timer="timer-1"), Session()))
    assert timers.calls == ["start"]
    assert timers.live == {Step.ICE: START.duration}


def test_a_turn_that_is_begun_again_sets_nothing_twice(effects: Effects, timers: MemoryTimers) -> None:
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
            effects.look(ZONE, START) if ahead else effects.do(START)
    effects.timer_exists = True
    assert isinstance(effects.do(START), TimerRefused)


def test_all_is_seen_at_once(effects: Effects) -> None:
    seen = Seen(zone="Europe/London", metric=True, timers=(), reminders=RemindersSeen({}))
    assert effects.look(ALL) == seen


class Waiting(MemorySettings):
    """Settings that do something before they answer."""

    def __init__(self, before: Callable[[], object]) -> None:
        super().__init__("Europe/London", True)
        self._before = before

    def metric(self) -> bool | None:
        self._before()
        return super().metric()


def asking(before: Callable[[], object], timers: MemoryTimers, *, has_api: bool = True) -> Effects:
    device = Device(lambda slot_number: timers, MemoryReminders(Clock()), Waiting(before), has_api)
    effects = Effects(device, NOW)
    effects.begin(Recovery())
    return effects


def test_a_look_in_another_thread_has_the_context_of_the_request(timers: MemoryTimers) -> None:
    request = ContextVar[str]("request")
    seen: list[tuple[str, int]] = []
    effects = asking(lambda: seen.append((request.get(), get_ident())), timers)
    for name in ("first", "second"):
        request.set(name)
        effects.look(ALL)
    assert [name for name, _ in seen] == ["first", "second"]
    assert get_ident() not in {thread for _, thread in seen}


def test_without_an_api_nothing_needs_a_thread(timers: MemoryTimers) -> None:
    threads: list[int] = []
    effects = asking(lambda: threads.append(get_ident()), timers, has_api=False)
    assert effects.look(ALL).metric is True
    assert threads == [get_ident()]


def test_a_turn_that_is_begun_again_waits_for_the_looks_of_the_first_try(timers: MemoryTimers) -> None:
    timers.start(Step.ICE, START.duration)
    begun, answered = Event(), []

    def slowly() -> None:
        begun.wait(20)
        answered.append(True)

    class Exists(MemoryTimers):
        def start(self, step: Step, duration: timedelta) -> str:
            begun.set()
            raise TimerExists

    with pytest.raises(TimerExists):
        asking(slowly, Exists(Clock())).look(frozenset(("metric",)), START)
    assert answered


def test_only_a_timer_in_place_of_the_records_is_cancelled_for_one_that_is_gone(timers: MemoryTimers) -> None:
    countdown = Countdown(Step.ICE, START.duration, NOW + START.duration)
    effects = asking(lambda: None, timers)
    effects.begin(Recovery(countdown=countdown, timer=timers.start(Step.ICE, START.duration)))
    effects.do(CancelTimer(Step.ICE, "another"))
    assert timers.live == {Step.ICE: START.duration}
    effects.begin(Recovery(countdown=countdown, timer="gone"))
    effects.do(CancelTimer(Step.ICE, "gone"))
    assert timers.live == {}


def test_a_timer_that_is_gone_and_still_listed_is_gone() -> None:
    class Listed(MemoryTimers):
        def cancel(self, step: Step, timer: str | None) -> None:
            raise Gone

    timers = Listed(Clock())
    effects = asking(lambda: None, timers)
    gone = timers.start(Step.ICE, START.duration)
    effects.begin(Recovery(countdown=Countdown(Step.ICE, START.duration, NOW + START.duration), timer=gone))
    assert effects.do(CancelTimer(Step.ICE, gone)) is None
