from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from speaker.reminder_orders import ReminderOrder, read_reminder
from tests.changed import changed as with_change

from .refusals import refusal

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 6, 1, 21, tzinfo=UTC)
"""Five in the afternoon in New York."""
CONTENT = [
    {"locale": "en-US", "text": "ice", "ssml": "<speak>ice <break time='1s'/> again</speak>"},
    {"locale": "en-GB", "text": "ice, please"},
]
REMINDER: dict[str, Any] = {
    "requestTime": "2026-06-01T17:00:00.000",
    "trigger": {"type": "SCHEDULED_ABSOLUTE", "scheduledTime": "2026-06-01T18:00:00.000", "timeZoneId": NEW_YORK.key},
    "alertInfo": {"spokenInfo": {"content": CONTENT}},
    "pushNotification": {"status": "ENABLED"},
}
changed = partial(with_change, REMINDER)
RULE = "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"


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


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(changed("trigger.timeZoneId", "America/Los_Angeles"), ["06-01 21:00"], id="zone"),
        pytest.param(
            changed("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 600}), ["06-01 17:10"], id="from now"
        ),
        pytest.param(
            coming_back(endDateTime="2026-06-04T23:59:59.000"), ["06-02 09:00", "06-03 09:00", "06-04 09:00"], id="end"
        ),
    ],
)
def test_when_it_rings_and_for_the_last_time(order: dict[str, Any], expected: list[str]) -> None:
    assert rings(read_reminder(order, NOW, NEW_YORK), 9) == expected


def test_without_a_zone_it_is_that_of_the_speaker() -> None:
    order = read_reminder(changed("trigger.timeZoneId", None), NOW, ZoneInfo("America/Chicago"))
    assert rings(order, 1) == ["06-01 19:00"]
    assert order.wire["trigger"]["timeZoneId"] == "America/Chicago"


TWO_RULES = ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "FREQ=DAILY;BYHOUR=7;BYMINUTE=15"]
BESIDE_A_TIME = {"startDateTime": "2026-06-02T00:00:00.000", "recurrenceRules": [RULE]}
OLDER_FORM = {"freq": "WEEKLY", "byDay": ["MO", "WE"]}
"""It takes its hour from the scheduled time, which the newer one ignores."""


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (coming_back("FREQ=DAILY;BYHOUR=8,20;BYMINUTE=30"), ["06-02 08:30", "06-02 20:30", "06-03 08:30"]),
        (coming_back("FREQ=DAILY;BYHOUR=8;BYMINUTE=0;INTERVAL=2"), ["06-02 08:00", "06-04 08:00", "06-06 08:00"]),
        (coming_back("FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=8;BYMINUTE=0"), ["06-05 08:00", "06-08 08:00", "06-12 08:00"]),
        (coming_back("FREQ=WEEKLY;BYHOUR=8;BYMINUTE=0"), ["06-02 08:00", "06-09 08:00", "06-16 08:00"]),
        (coming_back(recurrenceRules=TWO_RULES), ["06-02 07:15", "06-02 09:00", "06-03 07:15"]),
        (changed("trigger.recurrence", OLDER_FORM), ["06-01 18:00", "06-03 18:00", "06-08 18:00"]),
        (changed("trigger.recurrence", BESIDE_A_TIME), ["06-02 09:00", "06-03 09:00", "06-04 09:00"]),
    ],
)
def test_rules(order: dict[str, Any], expected: list[str]) -> None:
    assert rings(read_reminder(order, NOW, NEW_YORK), 3) == expected


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
        ("requestTime", "now"),
        ("trigger", None),
        ("trigger.type", "SOON"),
        *(("trigger.scheduledTime", at) for at in (None, "2026-06-01T18:00:00.000Z", "2026-06-01T18:00:00-04:00")),
        ("trigger.scheduledTime", "2026-06-31T18:00:00.000"),
        ("trigger.scheduledTime", "2026-06-01T17:00:00.000"),
        *(("trigger.timeZoneId", zone) for zone in ("Mars/Olympus", "Europe", "")),
        *(("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": odd}) for odd in (0, "60", True)),
        ("trigger", {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 60, "recurrence": {"freq": "DAILY"}}),
        ("alertInfo", {}),
        ("alertInfo.spokenInfo.content", []),
        *(("alertInfo.spokenInfo.content", [part]) for part in ({"text": "ice"}, {"locale": "en-US"})),
        ("alertInfo.spokenInfo.content", [{"locale": "english", "text": "ice"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "<speak>ice</speak>"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "ice", "ssml": "ice & more"}]),
        ("alertInfo.spokenInfo.content", [{"locale": "en-US", "text": "ice", "ssml": "<speak><b>ice</b></speak>"}]),
        ("pushNotification", None),
        ("pushNotification.status", "YES"),
    ],
)
def test_what_alexa_refuses_is_refused(path: str, value: object) -> None:
    assert refusal(lambda: read_reminder(changed(path, value), NOW, NEW_YORK))[0] == 400


@pytest.mark.parametrize(
    "recurrence",
    [
        {"recurrenceRules": []},
        {"recurrenceRules": ["FREQ=HOURLY;BYHOUR=9"]},
        {"recurrenceRules": ["FREQ=DAILY;BYMINUTE=9"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=25"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;COUNT=3"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;BYHOUR=10"]},
        {"recurrenceRules": ["FREQ=WEEKLY;BYHOUR=9;BYDAY=XX"]},
        {"recurrenceRules": ["FREQ=DAILY;BYHOUR=9;INTERVAL=0"]},
        {"recurrenceRules": [RULE], "startDateTime": "tomorrow"},
        {"recurrenceRules": [RULE], "endDateTime": "2026-06-01T08:00:00.000"},
        {"freq": "MONTHLY"},
    ],
)
def test_no_rule_of_alexas(recurrence: dict[str, Any]) -> None:
    order = changed("trigger.recurrence", recurrence)
    assert refusal(lambda: read_reminder(order, NOW, NEW_YORK)) == (400, "INVALID_TRIGGER")
