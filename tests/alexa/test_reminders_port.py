"""The promises of `skill.ports.Reminders`, kept by Alexa's over HTTP, as the speaker on the laptop plays it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from skill.alexa.api import AlexaApi
from skill.alexa.reminders import AlexaReminders
from skill.ports import Reminders, ReminderTrouble
from skill.routine.events import Refusal
from skill.routine.reminder import LiveReminder, Planned, Purpose
from speaker import clock as speakers_clock
from speaker.household import REMINDERS_SCOPE, household
from speaker.rest import Rest
from tests.fakes import NOW

from .alexa_api import asking

HOUR = timedelta(hours=1)
ZONE = "Europe/Berlin"
PLANNED = (
    Planned(Purpose.ICE, NOW + 2 * HOUR),
    Planned(Purpose.ICE, NOW + 13 * HOUR),
    Planned(Purpose.MOVE, NOW + 14 * HOUR),
    Planned(Purpose.EASING, NOW + timedelta(minutes=2)),
    Planned(Purpose.HALF_WAY, NOW + timedelta(minutes=10)),
)


class OverHttp:
    def __init__(self, rest: Rest) -> None:
        self._clock = speakers_clock.Clock(NOW, 0)
        self._home = household("en-US", self._clock)
        self._home.granted.add(REMINDERS_SCOPE)
        self._rest = rest
        self.reminders: Reminders = self.by_token(in_session=True)

    def by_token(self, *, in_session: bool) -> AlexaReminders:
        token = self._rest.token(self._home, in_session=in_session)
        services = AlexaApi(is_local=True).services_for(asking(self._rest.url, token))
        return AlexaReminders(services.get_reminder_management_service(), "en-US", self.now)

    def now(self) -> datetime:
        return self._clock.now()

    def skip(self, time: timedelta) -> None:
        self._clock.skip(time)
        self._home.reminders.ring()

    def delete(self, token: str) -> None:
        """What the user does in the app."""
        self._home.reminders.delete(token)

    def refuse(self) -> None:
        self._home.granted.clear()


@pytest.fixture
def world() -> Iterator[OverHttp]:
    rest = Rest()
    try:
        yield OverHttp(rest)
    finally:
        rest.close()


def test_what_was_set_is_still_to_ring(world: OverHttp) -> None:
    made, refusal = world.reminders.create(PLANNED, ZONE)
    assert refusal is None
    assert tuple(Planned(each.purpose, each.at) for each in made) == PLANNED
    assert len({each.token for each in made}) == len(made)
    assert set(world.reminders.look()) == {LiveReminder(each.token, each.at) for each in made}


def test_what_has_rung_is_not(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED, ZONE)
    world.skip(2 * HOUR)
    assert {each.token for each in world.reminders.look()} == {made[1].token, made[2].token}


def test_cancelled_ones_do_not_ring_and_cancelling_twice_is_well(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED, ZONE)
    tokens = tuple(each.token for each in made)
    for _ in range(2):
        assert world.reminders.cancel(tokens[1:]) == ()
        assert [each.token for each in world.reminders.look()] == [tokens[0]]


def test_one_deleted_in_the_app_is_noticed_and_well_to_cancel(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED, ZONE)
    world.delete(made[0].token)
    assert made[0].token not in {each.token for each in world.reminders.look()}
    assert world.reminders.cancel((made[0].token,)) == ()


def test_one_that_has_rung_is_well_to_cancel(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED[:1], ZONE)
    world.skip(3 * HOUR)
    assert world.reminders.cancel((made[0].token,)) == ()


def test_without_the_permission_everything_is_refused(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED[:1], ZONE)
    world.refuse()
    assert world.reminders.create(PLANNED, ZONE) == ((), Refusal.PERMISSION)
    assert world.reminders.cancel((made[0].token,)) == (made[0].token,)
    with pytest.raises(ReminderTrouble) as caught:
        world.reminders.look()
    assert caught.value.reason is Refusal.PERMISSION


def test_an_event_can_look_and_cancel_but_not_create(world: OverHttp) -> None:
    made, _ = world.reminders.create(PLANNED, ZONE)
    event = world.by_token(in_session=False)
    assert event.create(PLANNED[:1], ZONE) == ((), Refusal.UNSUPPORTED)
    assert len(event.look()) == len(made)
    assert event.cancel(tuple(each.token for each in made)) == ()
    assert event.look() == ()


def test_what_is_over_cannot_be_set(world: OverHttp) -> None:
    late = Planned(Purpose.ICE, NOW - HOUR)
    made, refusal = world.reminders.create((late, *PLANNED), ZONE)
    assert refusal is Refusal.UNREACHABLE
    assert tuple(Planned(each.purpose, each.at) for each in made) == PLANNED
