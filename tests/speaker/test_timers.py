from datetime import UTC, datetime, timedelta

import pytest

from speaker.clock import Clock
from speaker.native import about_timers, stops
from speaker.timer_orders import Order
from speaker.timers import Timers

from .refusals import refusal

FIVE = datetime(2026, 6, 1, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ICE = Order(20 * MINUTE, "ice bath", "ANNOUNCE", {"en-US": "Foot out."})


@pytest.fixture
def clock() -> Clock:
    return Clock(FIVE, 0)


@pytest.fixture
def timers(clock: Clock) -> Timers:
    return Timers(clock, limit=3)


def test_a_paused_timer_keeps_what_is_left(timers: Timers, clock: Clock) -> None:
    timer = timers.create(ICE)
    clock.skip(8 * MINUTE)
    shown = timers.pause(timer).wire()
    assert (shown["status"], shown["remainingTimeWhenPaused"]) == ("PAUSED", "PT12M")
    assert "triggerTime" not in shown
    clock.skip(60 * MINUTE)
    assert timers.ring() == []
    assert timers.resume(timer).wire()["triggerTime"] == "2026-06-01T18:20:00.000Z"


def test_it_rings_once_when_due(timers: Timers, clock: Clock) -> None:
    timer = timers.create(ICE)
    assert timers.next_due() == FIVE + 20 * MINUTE
    clock.skip(20 * MINUTE)
    assert timers.ring() == [timer]
    assert timers.ring() == []
    assert timers.get(timer.id).wire()["status"] == "OFF"
    assert timers.silence() == timer
    assert timers.silence() is None


def test_there_is_a_limit_and_the_users_own_count(timers: Timers) -> None:
    timers.create(Order(MINUTE), of_skill=False)
    timers.create(Order(MINUTE))
    timers.create(Order(MINUTE))
    assert refusal(lambda: timers.create(ICE))[0] == 403


def test_a_skill_does_not_see_the_users_timers(timers: Timers) -> None:
    own = timers.create(Order(MINUTE), of_skill=False)
    longer, shorter = timers.create(ICE), timers.create(Order(5 * MINUTE))
    assert timers.of_skill() == [shorter, longer]
    assert refusal(lambda: timers.get(own.id))[0] == 404


def test_what_is_not_possible_is_refused(timers: Timers) -> None:
    timer = timers.create(ICE)
    assert refusal(lambda: timers.resume(timer))[0] == 400
    timers.pause(timer)
    assert refusal(lambda: timers.pause(timer))[0] == 400
    assert refusal(lambda: timers.extend(timer, timedelta(hours=2)))[0] == 400


def test_alexa_answers_about_timers(timers: Timers, clock: Clock) -> None:
    timer = timers.create(ICE)
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
        assert about_timers(words, timers) == answer
    assert refusal(lambda: timers.get(timer.id))[0] == 404


@pytest.mark.parametrize("words", ["how much longer", "my ankles are sore", "stop the ice", "add five minutes"])
def test_other_words_are_not_for_alexa(timers: Timers, words: str) -> None:
    assert about_timers(words, timers) is None


def test_what_stops_an_alarm() -> None:
    assert stops("Stop!")
    assert stops("stop the alarm")
    assert not stops("stop the ice")
