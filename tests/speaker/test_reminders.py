from datetime import UTC, datetime, timedelta

import pytest

from speaker.clock import Clock
from speaker.household import Household, household
from speaker.native_reminders import about_reminders
from speaker.reminders import Reminders

from .refusals import refusal
from .test_reminder_orders import NEW_YORK, RULE, changed, coming_back

FIVE = datetime(2026, 6, 1, 21, tzinfo=UTC)
"""In the afternoon in New York."""
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(FIVE, 0)


@pytest.fixture
def reminders(clock: Clock) -> Reminders:
    return Reminders(clock, lambda: NEW_YORK, limit=3)


@pytest.fixture
def home(clock: Clock) -> Household:
    return household("en-US", clock)


def at(hour: str) -> dict[str, object]:
    return changed("trigger.scheduledTime", f"2026-06-{hour}:00.000")


def test_one_that_rings_once(reminders: Reminders, clock: Clock) -> None:
    reminder = reminders.create(at("01T18:00"))
    assert reminders.next_due() == FIVE + HOUR
    assert reminders.ring() == []
    clock.skip(HOUR)
    assert reminders.ring() == [reminder]
    assert reminders.ring() == reminders.live == []
    assert reminders.get(reminder.token).status == "COMPLETED"


def test_what_is_over_can_be_looked_at_for_three_days(reminders: Reminders, clock: Clock) -> None:
    token = reminders.create(at("01T18:00")).token
    clock.skip(HOUR)
    reminders.ring()
    clock.skip(timedelta(days=3) - timedelta(minutes=1))
    assert [each.token for each in reminders.all] == [token]
    clock.skip(timedelta(minutes=1))
    assert reminders.all == []
    assert refusal(lambda: reminders.get(token)) == (404, "ALERT_NOT_FOUND")


def test_a_recurring_one_stays_on_until_its_end(reminders: Reminders, clock: Clock) -> None:
    reminder = reminders.create(coming_back(RULE, endDateTime="2026-06-03T23:59:59.000"))
    for status in ("ON", "COMPLETED"):
        clock.skip_to(reminder.next_ring or FIVE)
        assert reminders.ring() == [reminder]
        assert reminder.status == status


def test_there_is_a_limit_of_those_that_will_ring(reminders: Reminders, clock: Clock) -> None:
    for hour in ("01T18:00", "02T18:00", "02T19:00"):
        reminders.create(at(hour))
    assert refusal(lambda: reminders.create(at("02T20:00"))) == (403, "MAX_REMINDERS_EXCEEDED")
    clock.skip(HOUR)
    reminders.ring()
    reminders.create(at("02T20:00"))


def test_a_changed_one_rings_at_its_new_time(reminders: Reminders, clock: Clock) -> None:
    reminder = reminders.create(at("01T18:00"))
    clock.skip(HOUR)
    reminders.ring()
    reminders.update(reminder.token, at("02T08:00"))
    assert (reminder.status, reminder.version) == ("ON", 2)
    assert reminders.next_due() == datetime(2026, 6, 2, 12, tzinfo=UTC)


def test_a_refused_change_changes_nothing(reminders: Reminders) -> None:
    reminder = reminders.create(at("01T18:00"))
    assert refusal(lambda: reminders.update(reminder.token, at("01T12:00")))[0] == 400
    assert (reminder.version, reminders.next_due()) == (1, FIVE + HOUR)


def test_one_that_is_said_can_be_stopped(reminders: Reminders, clock: Clock) -> None:
    reminders.create(at("01T18:00"))
    assert not reminders.silence()
    clock.skip(HOUR)
    reminders.ring()
    assert reminders.silence()
    assert not reminders.silence()


def test_alexa_lists_reminders(home: Household) -> None:
    assert about_reminders("what reminders do I have?", home) == "You have no reminders."
    for hour in ("02T08:00", "01T18:30", "05T12:00"):
        home.reminders.create(at(hour))
    everything = "Today at 6:30 PM: ice again Tomorrow at 8:00 AM: ice again Friday at 12:00 PM: ice again"
    assert about_reminders("list my reminders", home) == f"You have 3 reminders. {everything}"
    assert about_reminders("When's my next reminder?", home) == "You have 1 reminder. Today at 6:30 PM: ice again"
    tomorrow = about_reminders("what reminders do i have tomorrow", home)
    assert tomorrow == "You have 1 reminder. Tomorrow at 8:00 AM: ice again"


@pytest.mark.parametrize(
    ("words", "answer", "left"),
    [
        ("cancel my reminders", "I've deleted 3 reminders.", 0),
        ("Delete all of my reminders.", "I've deleted 3 reminders.", 0),
        ("cancel all my reminders for tomorrow", "I've deleted 1 reminder.", 2),
        ("cancel my next reminder", "I've deleted 1 reminder.", 2),
        ("delete my six thirty reminder", "I've deleted 1 reminder.", 2),
        ("delete the 8 am reminder", "I've deleted 1 reminder.", 2),
        ("delete my nine o'clock reminder", "You have no such reminder.", 3),
        ("cancel my dentist reminder", None, 3),
        ("no more reminders", None, 3),
        ("remind me to ice", None, 3),
    ],
)
def test_alexa_deletes_reminders(home: Household, words: str, answer: str | None, left: int) -> None:
    for hour in ("02T08:00", "01T18:30", "05T12:00"):
        home.reminders.create(at(hour))
    assert about_reminders(words, home) == answer
    assert len(home.reminders.live) == left
