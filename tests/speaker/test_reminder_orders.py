from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from speaker.refused import Refused
from speaker.reminder_orders import ReminderOrder, read_reminder

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 6, 1, 21, tzinfo=UTC)
"""Five in the afternoon in New York."""
REMINDER: dict[str, Any] = {
    "requestTime": "2026-06-01T17:00:00.000",
    "trigger": {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": "2026-06-01T18:00:00.000",
        "timeZoneId": "America/New_York",
    },
    "alertInfo": {
        "spokenInfo": {
            "content": [
                {"locale": "en-US", "text": "ice", "ssml": "<speak>ice <break time='1s'/> again</speak>"},
                {"locale": "en-GB", "text": "ice, please"},
            ]
        }
    },
    "pushNotification": {"status": "ENABLED"},
}
RULE = "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"


def changed(path: str, value: object) -> dict[str, Any]:
    order = deepcopy(REMINDER)
    *folders, key = path.split(".")
    place = order
    for folder in folders:
        place = place[folder]
    place[key] = value
    return order


def coming_back(rule: str = RULE, **more: Any) -> dict[str, Any]:
    recurrence = {"startDateTime": "2026-06-02T00:00:00.000", "recurrenceRules": [rule], **more}
    trigger = {"type": "SCHEDULED_ABSOLUTE", "timeZoneId": "America/New_York", "recurrence": recurrence}
    return changed("trigger", trigger)


def rings(order: ReminderOrder, count: int, now: datetime = NOW) -> list[str]:
    """The next rings, in New York's local time."""
    found: list[str] = []
    moment: datetime | None = now
    while len(found) < count and (moment := order.schedule.after(moment or now)):
        found.append(f"{moment.astimezone(NEW_YORK):%m-%d %H:%M}")
    return found


def test_an_order_says_when_and_what() -> None:
    order = read_reminder(REMINDER, NOW, NEW_YORK)
    assert order.schedule.after(NOW) == datetime(2026, 6, 1, 22, tzinfo=UTC)
    assert order.schedule.after(datetime(2026, 6, 1, 22, tzinfo=UTC)) is None
    assert order.text("en-US") == order.text("de-DE") == "ice again"
    assert order.text("en-GB") == "ice, please"


def test_the_clock_is_that_of_the_zone_it_names() -> None:
    order = read_reminder(changed("trigger.timeZoneId", "America/Los_Angeles"), NOW, NEW_YORK)
    assert rings(order, 2) == ["06-01 21:00"]


def test_without_a_zone_it_is_that_of_the_speaker() -> None:
    order = read_reminder(changed("trigger.timeZoneId", None), NOW, ZoneInfo("America/Chicago"))
    assert rings(order, 1) == ["06-01 19:00"]
    assert order.wire["trigger"]["timeZoneId"] == "America/Chicago"


def test_a_time_from_now() -> None:
    order = read_reminder(changed("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 600}), NOW, NEW_YORK)
    assert rings(order, 2) == ["06-01 17:10"]


def test_one_that_recurs_every_day_until_it_ends() -> None:
    order = read_reminder(coming_back(endDateTime="2026-06-04T23:59:59.000"), NOW, NEW_YORK)
    assert rings(order, 9) == ["06-02 09:00", "06-03 09:00", "06-04 09:00"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;BYHOUR=8,20;BYMINUTE=30", ["06-02 08:30", "06-02 20:30", "06-03 08:30"]),
        ("FREQ=DAILY;BYHOUR=8;BYMINUTE=0;INTERVAL=2", ["06-02 08:00", "06-04 08:00", "06-06 08:00"]),
        ("FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=8;BYMINUTE=0", ["06-05 08:00", "06-08 08:00", "06-12 08:00"]),
        ("FREQ=WEEKLY;BYHOUR=8;BYMINUTE=0", ["06-02 08:00", "06-09 08:00", "06-16 08:00"]),
    ],
)
def test_rules(rule: str, expected: list[str]) -> None:
    assert rings(read_reminder(coming_back(rule), NOW, NEW_YORK), 3) == expected


def test_several_rules_ring_at_the_times_of_all() -> None:
    rules = ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "FREQ=DAILY;BYHOUR=7;BYMINUTE=15"]
    order = read_reminder(coming_back(recurrenceRules=rules), NOW, NEW_YORK)
    assert rings(order, 3) == ["06-02 07:15", "06-02 09:00", "06-03 07:15"]


def test_the_older_form_takes_its_hour_from_the_scheduled_time() -> None:
    order = read_reminder(changed("trigger.recurrence", {"freq": "WEEKLY", "byDay": ["MO", "WE"]}), NOW, NEW_YORK)
    assert rings(order, 3) == ["06-01 18:00", "06-03 18:00", "06-08 18:00"]


def test_the_newer_form_ignores_the_scheduled_time() -> None:
    wanted = {"startDateTime": "2026-06-02T00:00:00.000", "recurrenceRules": [RULE]}
    assert rings(read_reminder(changed("trigger.recurrence", wanted), NOW, NEW_YORK), 1) == ["06-02 09:00"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (datetime(2026, 3, 7, 22, tzinfo=NEW_YORK), ["03-08 01:30", "03-09 01:30"]),
        (datetime(2026, 10, 31, 22, tzinfo=NEW_YORK), ["11-01 01:30", "11-02 01:30"]),
    ],
)
def test_it_rings_once_a_day_when_summer_time_begins_and_ends(start: datetime, expected: list[str]) -> None:
    order = coming_back("FREQ=DAILY;BYHOUR=1;BYMINUTE=30", startDateTime="2026-03-01T00:00:00")
    assert rings(read_reminder(order, start, NEW_YORK), 2, start) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("requestTime", None),
        ("requestTime", "now"),
        ("trigger", None),
        ("trigger.type", "SOON"),
        ("trigger.scheduledTime", None),
        ("trigger.scheduledTime", "2026-06-01T18:00:00.000Z"),
        ("trigger.scheduledTime", "2026-06-01T18:00:00-04:00"),
        ("trigger.scheduledTime", "2026-06-01T18:00:00.000000"),
        ("trigger.scheduledTime", "2026-06-31T18:00:00.000"),
        ("trigger.scheduledTime", "2026-06-01T17:00:00.000"),
        ("trigger.timeZoneId", "Mars/Olympus"),
        ("trigger.timeZoneId", "Europe"),
        ("trigger.timeZoneId", ""),
        ("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 0}),
        ("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": "60"}),
        ("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": True}),
        ("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 60, "recurrence": {"freq": "DAILY"}}),
        ("alertInfo", {}),
        ("alertInfo.spokenInfo.content", []),
        ("alertInfo.spokenInfo.content", [{"text": "ice"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "english", "text": "ice"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "<speak>ice</speak>"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "ice", "ssml": "ice & more"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "ice", "ssml": "<speak><b>ice</b></speak>"}]),
        ("pushNotification", None),
        ("pushNotification.status", "YES"),
    ],
)
def test_what_alexa_refuses_is_refused(path: str, value: object) -> None:
    with pytest.raises(Refused) as refused:
        read_reminder(changed(path, value), NOW, NEW_YORK)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "recurrence",
    [
        {"recurrenceRules": []},
        {"recurrenceRules": [1]},
        {"recurrenceRules": "FREQ=DAILY;BYHOUR=9"},
        {"recurrenceRules": ["FREQ=HOURLY;BYHOUR=9"]},
        {"recurrenceRules": ["FREQ=DAILY;BYMINUTE=9"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=25"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;COUNT=3"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;BYHOUR=10"]},
        {"recurrenceRules": ["FREQ=WEEKLY;BYHOUR=9;BYDAY=XX"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;INTERVAL=0"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;INTERVAL=-1"]},
        {"recurrenceRules": [RULE], "startDateTime": "tomorrow"},
        {"recurrenceRules": [RULE], "endDateTime": "2026-06-01T08:00:00.000"},
        {"freq": "MONTHLY"},
    ],
)
def test_no_rule_of_alexas(recurrence: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        read_reminder(changed("trigger.recurrence", recurrence), NOW, NEW_YORK)
    assert (refused.value.status, refused.value.code) == (400, "INVALID_TRIGGER")


def test_no_json_at_all_is_refused() -> None:
    with pytest.raises(Refused):
        read_reminder(None, NOW, NEW_YORK)
