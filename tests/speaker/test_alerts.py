from datetime import UTC, datetime, timedelta

import pytest

from speaker.alerts import Alerts
from speaker.clock import Clock
from speaker.native import about_timers, stops
from speaker.refused import Refused
from speaker.timer_orders import Order

FIVE = datetime(2026, 6, 1, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ICE = Order(20 * MINUTE, "ice bath", "ANNOUNCE", {"en-US": "Foot out."})


@pytest.fixture
def clock() -> Clock:
    return Clock(FIVE, 0)


@pytest.fixture
def alerts(clock: Clock) -> Alerts:
    return Alerts(clock, limit=3)


def test_a_running_timer_on_the_wire(alerts: Alerts) -> None:
    shown = alerts.create(ICE).wire()
    assert shown["status"] == "ON"
    assert shown["duration"] == "PT20M"
    assert shown["triggerTime"] == "2026-06-01T17:20:00.000Z"
    assert "remainingTimeWhenPaused" not in shown


def test_a_paused_timer_keeps_what_is_left(alerts: Alerts, clock: Clock) -> None:
    timer = alerts.create(ICE)
    clock.skip(8 * MINUTE)
    shown = alerts.pause(timer).wire()
    assert (shown["status"], shown["remainingTimeWhenPaused"]) == ("PAUSED", "PT12M")
    assert "triggerTime" not in shown
    clock.skip(60 * MINUTE)
    assert alerts.ring() == []
    assert alerts.resume(timer).wire()["triggerTime"] == "2026-06-01T18:20:00.000Z"


def test_it_rings_once_when_due(alerts: Alerts, clock: Clock) -> None:
    timer = alerts.create(ICE)
    assert alerts.next_due() == FIVE + 20 * MINUTE
    clock.skip(20 * MINUTE)
    assert alerts.ring() == [timer]
    assert alerts.ring() == []
    assert alerts.get(timer.id).wire()["status"] == "OFF"
    assert alerts.silence() == timer
    assert alerts.silence() is None


def test_an_alarm_gives_up_after_a_while(alerts: Alerts, clock: Clock) -> None:
    alerts.create(ICE)
    clock.skip(20 * MINUTE)
    alerts.ring()
    clock.skip(11 * MINUTE)
    assert alerts.silence() is None


def test_labels_are_unique_among_live_timers(alerts: Alerts) -> None:
    timer = alerts.create(ICE)
    with pytest.raises(Refused) as refused:
        alerts.create(Order(MINUTE, "Ice Bath"))
    assert refused.value.status == 400
    alerts.delete(timer)
    alerts.create(ICE)


def test_there_is_a_limit_and_the_users_own_count(alerts: Alerts) -> None:
    alerts.create(Order(MINUTE), of_skill=False)
    alerts.create(Order(MINUTE))
    alerts.create(Order(MINUTE))
    with pytest.raises(Refused) as refused:
        alerts.create(ICE)
    assert refused.value.status == 403


def test_a_skill_does_not_see_the_users_timers(alerts: Alerts) -> None:
    own = alerts.create(Order(MINUTE), of_skill=False)
    longer, shorter = alerts.create(ICE), alerts.create(Order(5 * MINUTE))
    assert alerts.of_skill() == [shorter, longer]
    with pytest.raises(Refused) as refused:
        alerts.get(own.id)
    assert refused.value.status == 404


def test_what_is_not_possible_is_refused(alerts: Alerts) -> None:
    timer = alerts.create(ICE)
    with pytest.raises(Refused):
        alerts.resume(timer)
    alerts.pause(timer)
    with pytest.raises(Refused):
        alerts.pause(timer)
    with pytest.raises(Refused):
        alerts.extend(timer, timedelta(hours=2))


def test_alexa_does_about_timers_what_the_user_asks_her(alerts: Alerts, clock: Clock) -> None:
    timer = alerts.create(ICE)
    clock.skip(5 * MINUTE)
    for words, answer in [
        ("how much time is left on my ice bath timer", "You have 15 minutes left on your ice bath timer."),
        ("Pause my ice bath timer.", "Your ice bath timer is paused, with 15 minutes left."),
        ("pause my ice bath timer", "Sorry, I can't do that: the timer is PAUSED."),
        ("add five minutes to my ice bath timer", "Your ice bath timer now has 20 minutes left."),
        ("resume the timer", "Your ice bath timer goes on, with 20 minutes left."),
        ("cancel the ice bath timer", "Your ice bath timer is cancelled."),
        ("cancel my timer", "Sorry, I can't do that: you have no timer."),
        ("set a timer for twenty minutes", "20 minutes, starting now."),
        ("set a ten minute timer", "10 minutes, starting now."),
        ("set an ice timer for twenty minutes", "Your ice timer is set."),
        ("cancel my egg timer", "Sorry, I can't do that: you have no egg timer."),
    ]:
        assert about_timers(words, alerts) == answer
    with pytest.raises(Refused):
        alerts.get(timer.id)


@pytest.mark.parametrize("words", ["how much longer", "my ankles are sore", "stop the ice", "add five minutes"])
def test_other_words_are_not_for_her(alerts: Alerts, words: str) -> None:
    assert about_timers(words, alerts) is None


def test_what_stops_an_alarm() -> None:
    assert stops("Stop!")
    assert stops("stop the alarm")
    assert not stops("stop the ice")
