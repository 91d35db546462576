"""The promises of `skill.ports.Timers`, kept by the timers in memory and by Alexa's over HTTP alike."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import pytest

from skill.alexa.api import AlexaApi
from skill.alexa.timers import AlexaTimers
from skill.ports import LiveTimer, TimerExists, TimerGone, Timers, TimerTrouble
from skill.routine.events import Refusal
from skill.routine.plan import Step
from speaker import clock as speakers_clock
from speaker.household import TIMERS_SCOPE, household
from speaker.rest import Rest
from tests.fakes import NOW, Clock, MemoryTimers

from .alexa_api import asking

MINUTE = timedelta(minutes=1)


class World(Protocol):
    timers: Timers

    def skip(self, time: timedelta) -> None: ...

    def refuse(self) -> None: ...


class InMemory:
    def __init__(self) -> None:
        self.clock = Clock()
        self._memory = MemoryTimers(self.clock)
        self.timers: Timers = self._memory

    def skip(self, time: timedelta) -> None:
        self.clock.skip(time)
        assert self._memory.live is not None

    def refuse(self) -> None:
        self._memory.refusal = Refusal.PERMISSION


class OverHttp:
    """Alexa's own REST, as the speaker on the laptop plays it."""

    def __init__(self, rest: Rest) -> None:
        self._clock = speakers_clock.Clock(NOW, 0)
        self._home = household("en-US", self._clock)
        self._home.granted.add(TIMERS_SCOPE)
        self._token = rest.token(self._home)
        services = AlexaApi(is_local=True).services_for(asking(rest.url, self._token))
        self.timers: Timers = AlexaTimers(services.get_timer_management_service(), "en-US", self.now)

    def now(self) -> datetime:
        return self._clock.now()

    def skip(self, time: timedelta) -> None:
        self._clock.skip(time)
        self._home.timers.ring()

    def refuse(self) -> None:
        self._home.granted.clear()


@pytest.fixture(params=["memory", "http"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield InMemory()
        return
    rest = Rest()
    try:
        yield OverHttp(rest)
    finally:
        rest.close()


def test_a_timer_runs_and_rings(world: World) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.skip(8 * MINUTE)
    assert world.timers.look()[Step.ICE] == LiveTimer(started, 12 * MINUTE, 20 * MINUTE, paused=False)
    world.skip(12 * MINUTE)
    assert world.timers.look() == {}


def test_a_second_start_is_refused_and_changes_nothing(world: World) -> None:
    first = world.timers.start(Step.ICE, 20 * MINUTE)
    with pytest.raises(TimerExists):
        world.timers.start(Step.ICE, 5 * MINUTE)
    assert world.timers.look() == {Step.ICE: LiveTimer(first, 20 * MINUTE, 20 * MINUTE, paused=False)}


def test_steps_have_their_own(world: World) -> None:
    world.timers.start(Step.ICE, 20 * MINUTE)
    walk = world.timers.start(Step.MOVE, 15 * MINUTE)
    assert set(world.timers.look()) == {Step.ICE, Step.MOVE}
    world.timers.cancel(Step.ICE, None)
    assert world.timers.look() == {Step.MOVE: LiveTimer(walk, 15 * MINUTE, 15 * MINUTE, paused=False)}


def test_a_pause_holds_it_and_pausing_twice_changes_nothing(world: World) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.skip(5 * MINUTE)
    world.timers.pause(started)
    world.timers.pause(started)
    world.skip(30 * MINUTE)
    since = NOW + 5 * MINUTE
    assert world.timers.look()[Step.ICE] == LiveTimer(started, 15 * MINUTE, 20 * MINUTE, paused=True, paused_at=since)


def test_it_runs_on_and_resuming_twice_changes_nothing(world: World) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.timers.pause(started)
    world.skip(3 * MINUTE)
    world.timers.resume(started)
    world.timers.resume(started)
    world.skip(5 * MINUTE)
    assert world.timers.look()[Step.ICE] == LiveTimer(started, 15 * MINUTE, 20 * MINUTE, paused=False)


def test_a_cancelled_timer_does_not_ring(world: World) -> None:
    world.timers.cancel(Step.ICE, world.timers.start(Step.ICE, 20 * MINUTE))
    assert world.timers.look() == {}


def test_a_timer_is_cancelled_without_its_id_and_twice_is_well(world: World) -> None:
    world.timers.start(Step.ICE, 20 * MINUTE)
    for _ in range(2):
        world.timers.cancel(Step.ICE, None)
        assert world.timers.look() == {}


def test_what_was_cancelled_is_gone(world: World) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.timers.cancel(Step.ICE, started)
    for change in (world.timers.pause, world.timers.resume, partial(world.timers.cancel, Step.ICE)):
        with pytest.raises(TimerGone):
            change(started)


def test_cancelling_what_has_rung_is_well(world: World) -> None:
    started = world.timers.start(Step.ICE, MINUTE)
    world.skip(2 * MINUTE)
    with suppress(TimerGone):
        world.timers.cancel(Step.ICE, started)
    assert world.timers.look() == {}


def test_without_the_permission_everything_is_refused(world: World) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.refuse()
    for attempt in (
        lambda: world.timers.start(Step.ICE, MINUTE),
        lambda: world.timers.pause(started),
        lambda: world.timers.resume(started),
        lambda: world.timers.cancel(Step.ICE, started),
        lambda: world.timers.look(),
    ):
        with pytest.raises(TimerTrouble) as caught:
            attempt()
        assert caught.value.reason is Refusal.PERMISSION


def test_whoever_may_not_have_timers_has_none_to_cancel(world: World) -> None:
    world.refuse()
    world.timers.cancel(Step.ICE, None)
