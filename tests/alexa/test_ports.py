"""The promises of `skill.ports.Timers` and `Reminders`, kept by Alexa's over HTTP and by the timers in memory alike."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from ask_sdk_model.services.service_client_factory import ServiceClientFactory

from skill.alexa.api import AlexaApi
from skill.alexa.device import AlexaReminders, AlexaTimers
from skill.ports import DeviceTrouble, Gone, TimerExists
from skill.routine.deadlines import LiveTimer, Planned, Purpose
from skill.routine.events import Refusal
from skill.routine.plan import Step
from speaker import clock as speakers_clock
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE, household
from speaker.rest import Rest
from tests.fakes import NOW, Clock, MemoryTimers

from .alexa_api import asking

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ZONE = "Europe/Berlin"
AT = (
    *((Purpose.ICE, 2 * HOUR), (Purpose.ICE, 13 * HOUR), (Purpose.MOVE, 14 * HOUR)),
    *((Purpose.EASING, 2 * MINUTE), (Purpose.HALF_WAY, 10 * MINUTE)),
)
PLANNED = tuple(Planned(purpose, NOW + time) for purpose, time in AT)


class InMemory:
    def __init__(self) -> None:
        self._clock = Clock()
        self.timers = MemoryTimers(self._clock)

    def skip(self, time: timedelta) -> None:
        self._clock.skip(time)

    def refuse(self) -> None:
        self.timers.refusal = Refusal.PERMISSION


class OverHttp:
    """Alexa's own REST, as the speaker on the laptop plays it."""

    def __init__(self, rest: Rest) -> None:
        self._rest, self._clock = rest, speakers_clock.Clock(NOW, 0)
        self.home = household("en-US", self._clock)
        self.home.granted |= {TIMERS_SCOPE, REMINDERS_SCOPE}
        services = self._services(in_session=True)
        self.timers = AlexaTimers(services.get_timer_management_service(), "en-US", self._clock.now)
        self.reminders = self._reminders(services)

    def reminders_of_an_event(self) -> AlexaReminders:
        return self._reminders(self._services(in_session=False))

    def _reminders(self, services: ServiceClientFactory) -> AlexaReminders:
        return AlexaReminders(services.get_reminder_management_service(), "en-US", self._clock.now)

    def _services(self, *, in_session: bool) -> ServiceClientFactory:
        token = self._rest.token(self.home, in_session=in_session)
        return AlexaApi(is_local=True).services_for(asking(self._rest.url, token))

    def skip(self, time: timedelta) -> None:
        self._clock.skip(time)
        self.home.timers.ring()
        self.home.reminders.ring()

    def refuse(self) -> None:
        self.home.granted.clear()


@pytest.fixture
def over_http() -> Iterator[OverHttp]:
    rest = Rest()
    try:
        yield OverHttp(rest)
    finally:
        rest.close()


@pytest.fixture(params=["memory", "over_http"])
def world(request: pytest.FixtureRequest) -> InMemory | OverHttp:
    found: InMemory | OverHttp = InMemory() if request.param == "memory" else request.getfixturevalue("over_http")
    return found


def running(timer: str, minutes: int, of: int = 20) -> LiveTimer:
    return LiveTimer(timer, minutes * MINUTE, of * MINUTE, paused=False)


def test_the_life_of_a_timer(world: InMemory | OverHttp) -> None:
    """A second start, pause or resume changes nothing; steps have their own."""
    timers = world.timers
    ice = timers.start(Step.ICE, 20 * MINUTE)
    with pytest.raises(TimerExists):
        timers.start(Step.ICE, 5 * MINUTE)
    world.skip(5 * MINUTE)
    assert timers.look() == {Step.ICE: running(ice, 15)}
    for _ in range(2):
        timers.pause(ice)
    world.skip(30 * MINUTE)
    since = NOW + 5 * MINUTE
    assert timers.look() == {Step.ICE: LiveTimer(ice, 15 * MINUTE, 20 * MINUTE, paused=True, paused_at=since)}
    for _ in range(2):
        timers.resume(ice)
    world.skip(5 * MINUTE)
    walk = timers.start(Step.MOVE, 15 * MINUTE)
    assert timers.look() == {Step.ICE: running(ice, 10), Step.MOVE: running(walk, 15, of=15)}
    timers.cancel(Step.ICE, None)
    assert timers.look() == {Step.MOVE: running(walk, 15, of=15)}
    world.skip(15 * MINUTE)
    assert timers.look() == {}
    with suppress(Gone):
        timers.cancel(Step.MOVE, walk)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_cancelled_timer_is_gone(world: InMemory | OverHttp, by_id: bool) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.timers.cancel(Step.ICE, started if by_id else None)
    assert world.timers.look() == {}
    world.timers.cancel(Step.ICE, None)
    for change in (world.timers.pause, world.timers.resume, partial(world.timers.cancel, Step.ICE)):
        with pytest.raises(Gone):
            change(started)


def test_without_the_permission_everything_is_refused(world: InMemory | OverHttp) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.refuse()
    for attempt in (
        lambda: world.timers.start(Step.ICE, MINUTE),
        lambda: world.timers.pause(started),
        lambda: world.timers.resume(started),
        lambda: world.timers.cancel(Step.ICE, started),
        lambda: world.timers.look(),
    ):
        with pytest.raises(DeviceTrouble) as caught:
            attempt()
        assert caught.value.reason is Refusal.PERMISSION
    world.timers.cancel(Step.ICE, None)  # there can be none


def test_the_life_of_reminders(over_http: OverHttp) -> None:
    """What is over cannot be set; what was cancelled, deleted in the app or has rung is well to cancel."""
    late = Planned(Purpose.ICE, NOW - HOUR)
    made, refusal = over_http.reminders.create((late, *PLANNED), ZONE)
    assert refusal is Refusal.UNREACHABLE
    assert tuple(Planned(each.purpose, each.at) for each in made) == PLANNED
    assert over_http.reminders.look() == {each.token: each.at for each in made}
    first, second, third, *others = (each.token for each in made)
    for _ in range(2):
        assert over_http.reminders.cancel(tuple(others)) == ()
    assert set(over_http.reminders.look()) == {first, second, third}
    over_http.home.reminders.delete(second)
    over_http.skip(2 * HOUR)
    assert set(over_http.reminders.look()) == {third}
    assert over_http.reminders.cancel((first, second)) == ()


def test_without_the_permission_no_reminder_is_set_seen_or_cancelled(over_http: OverHttp) -> None:
    made, _ = over_http.reminders.create(PLANNED[:1], ZONE)
    over_http.refuse()
    assert over_http.reminders.create(PLANNED, ZONE) == ((), Refusal.PERMISSION)
    assert over_http.reminders.cancel((made[0].token,)) == (made[0].token,)
    with pytest.raises(DeviceTrouble) as caught:
        over_http.reminders.look()
    assert caught.value.reason is Refusal.PERMISSION


def test_an_event_can_look_and_cancel_but_not_create(over_http: OverHttp) -> None:
    made, _ = over_http.reminders.create(PLANNED, ZONE)
    event = over_http.reminders_of_an_event()
    assert event.create(PLANNED[:1], ZONE) == ((), Refusal.UNSUPPORTED)
    assert len(event.look()) == len(made)
    assert event.cancel(tuple(each.token for each in made)) == ()
    assert event.look() == {}
