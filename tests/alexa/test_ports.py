"""The promises of `skill.ports.Timers` and `Reminders`, kept by Alexa's over HTTP and by the timers in memory alike."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from ask_sdk_model.services.service_client_factory import ServiceClientFactory

from skill.alexa.api import AlexaApi
from skill.alexa.device import AlexaReminders, AlexaTimers
from skill.ports import DeviceTrouble, Gone, Reminders, TimerExists, Timers
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
PLANNED = (
    Planned(Purpose.ICE, NOW + 2 * HOUR),
    Planned(Purpose.ICE, NOW + 13 * HOUR),
    Planned(Purpose.MOVE, NOW + 14 * HOUR),
    Planned(Purpose.EASING, NOW + timedelta(minutes=2)),
    Planned(Purpose.HALF_WAY, NOW + timedelta(minutes=10)),
)


class InMemory:
    def __init__(self) -> None:
        self._clock = Clock()
        self._memory = MemoryTimers(self._clock)
        self.timers: Timers = self._memory

    def skip(self, time: timedelta) -> None:
        self._clock.skip(time)
        assert self._memory.live is not None

    def refuse(self) -> None:
        self._memory.refusal = Refusal.PERMISSION


class OverHttp:
    """Alexa's own REST, as the speaker on the laptop plays it."""

    def __init__(self, rest: Rest) -> None:
        self._rest, self._clock = rest, speakers_clock.Clock(NOW, 0)
        self.home = household("en-US", self._clock)
        self.home.granted |= {TIMERS_SCOPE, REMINDERS_SCOPE}
        services = self._services(in_session=True)
        self.timers: Timers = AlexaTimers(services.get_timer_management_service(), "en-US", self._clock.now)
        self.reminders = self._reminders(services)

    def reminders_of_an_event(self) -> Reminders:
        return self._reminders(self._services(in_session=False))

    def _services(self, *, in_session: bool) -> ServiceClientFactory:
        token = self._rest.token(self.home, in_session=in_session)
        return AlexaApi(is_local=True).services_for(asking(self._rest.url, token))

    def _reminders(self, services: ServiceClientFactory) -> Reminders:
        return AlexaReminders(services.get_reminder_management_service(), "en-US", self._clock.now)

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


# --- timers


def running(timer: str, minutes: int, of: int = 20) -> LiveTimer:
    return LiveTimer(timer, minutes * MINUTE, of * MINUTE, paused=False)


def test_a_timer_runs_and_rings_and_may_be_cancelled_then(world: InMemory | OverHttp) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.skip(8 * MINUTE)
    assert world.timers.look()[Step.ICE] == running(started, 12)
    world.skip(12 * MINUTE)
    assert world.timers.look() == {}
    with suppress(Gone):
        world.timers.cancel(Step.ICE, started)
    assert world.timers.look() == {}


def test_a_second_start_is_refused_and_changes_nothing(world: InMemory | OverHttp) -> None:
    first = world.timers.start(Step.ICE, 20 * MINUTE)
    with pytest.raises(TimerExists):
        world.timers.start(Step.ICE, 5 * MINUTE)
    assert world.timers.look() == {Step.ICE: running(first, 20)}


def test_steps_have_their_own(world: InMemory | OverHttp) -> None:
    world.timers.start(Step.ICE, 20 * MINUTE)
    walk = world.timers.start(Step.MOVE, 15 * MINUTE)
    assert set(world.timers.look()) == {Step.ICE, Step.MOVE}
    world.timers.cancel(Step.ICE, None)
    assert world.timers.look() == {Step.MOVE: running(walk, 15, of=15)}


def test_a_pause_holds_it_until_it_runs_on_and_doing_so_twice_changes_nothing(world: InMemory | OverHttp) -> None:
    started = world.timers.start(Step.ICE, 20 * MINUTE)
    world.skip(5 * MINUTE)
    for _ in range(2):
        world.timers.pause(started)
    world.skip(30 * MINUTE)
    since = NOW + 5 * MINUTE
    assert world.timers.look()[Step.ICE] == LiveTimer(started, 15 * MINUTE, 20 * MINUTE, paused=True, paused_at=since)
    for _ in range(2):
        world.timers.resume(started)
    world.skip(5 * MINUTE)
    assert world.timers.look()[Step.ICE] == running(started, 10)


@pytest.mark.parametrize("by_id", [True, False])
def test_a_cancelled_timer_is_gone_and_cancelling_twice_without_its_id_is_well(
    world: InMemory | OverHttp, by_id: bool
) -> None:
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


# --- reminders


def test_what_was_set_is_still_to_ring_until_it_has(over_http: OverHttp) -> None:
    made, refusal = over_http.reminders.create(PLANNED, ZONE)
    assert refusal is None
    assert tuple(Planned(each.purpose, each.at) for each in made) == PLANNED
    assert over_http.reminders.look() == {each.token: each.at for each in made}
    assert len({each.token for each in made}) == len(made)
    over_http.skip(2 * HOUR)
    assert set(over_http.reminders.look()) == {made[1].token, made[2].token}
    assert over_http.reminders.cancel((made[0].token,)) == ()


def test_cancelled_ones_do_not_ring_and_cancelling_twice_is_well(over_http: OverHttp) -> None:
    made, _ = over_http.reminders.create(PLANNED, ZONE)
    tokens = tuple(each.token for each in made)
    for _ in range(2):
        assert over_http.reminders.cancel(tokens[1:]) == ()
        assert list(over_http.reminders.look()) == [tokens[0]]


def test_one_deleted_in_the_app_is_noticed_and_well_to_cancel(over_http: OverHttp) -> None:
    made, _ = over_http.reminders.create(PLANNED, ZONE)
    over_http.home.reminders.delete(made[0].token)
    assert made[0].token not in over_http.reminders.look()
    assert over_http.reminders.cancel((made[0].token,)) == ()


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


def test_what_is_over_cannot_be_set(over_http: OverHttp) -> None:
    late = Planned(Purpose.ICE, NOW - HOUR)
    made, refusal = over_http.reminders.create((late, *PLANNED), ZONE)
    assert refusal is Refusal.UNREACHABLE
    assert tuple(Planned(each.purpose, each.at) for each in made) == PLANNED
