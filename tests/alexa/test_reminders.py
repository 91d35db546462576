"""`AlexaReminders` on the wire; that it keeps the promises of the port is tried in test_ports.py."""

import json
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from xml.etree import ElementTree

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from skill.alexa.device import CALLS_AT_ONCE, AlexaReminders
from skill.ports import DeviceTrouble
from skill.routine.deadlines import Planned, Purpose, Reminder
from skill.routine.events import Refusal
from skill.speech import phrase
from tests.fakes import NOW, Clock

from .alexa_api import AUTHORIZED, REMINDERS, TOKEN, reminders_at
from .recorded import MODEL

HOUR = timedelta(hours=1)
ZONE = "America/Los_Angeles"
"""It is ten in the morning there at `NOW`."""

ICE = Planned(Purpose.ICE, NOW + 2 * HOUR)
DAY = tuple(Planned(Purpose.ICE, NOW + 2 * hours * HOUR) for hours in range(1, 6))
MADE = {"alertToken": "r-1", "createdTime": "2026-03-01T18:00:00.000Z", "status": "ON", "version": "1", "href": "x"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reminders(httpserver: HTTPServer, clock: Clock) -> AlexaReminders:
    return reminders_at(httpserver.url_for(""), clock)


def sent(httpserver: HTTPServer, which: int = 0) -> dict[str, Any]:
    document: dict[str, Any] = httpserver.log[which][0].json
    return document


def alert(token: str = "r-1", wall: str = "2026-03-01T12:00:00.000", zone: str | None = ZONE, **changes: Any) -> Any:
    return {
        "alertToken": token,
        "createdTime": "2026-03-01T18:00:00.000Z",
        "updatedTime": "2026-03-01T18:00:00.000Z",
        "status": "ON",
        "trigger": {"type": "SCHEDULED_ABSOLUTE", "scheduledTime": wall, "timeZoneId": zone},
        "alertInfo": {"spokenInfo": {"content": [{"locale": "en-US", "text": "Ice", "ssml": "<speak>Ice</speak>"}]}},
        "pushNotification": {"status": "ENABLED"},
        "version": "1",
        **changes,
    }


RECURRING = {**alert()["trigger"], "recurrence": {"startDateTime": "", "endDateTime": "", "recurrenceRules": []}}


def listed(*alerts: Any) -> dict[str, Any]:
    return {"totalCount": str(len(alerts)), "alerts": list(alerts), "links": None}


def test_create(httpserver: HTTPServer, reminders: AlexaReminders) -> None:
    httpserver.expect_request(REMINDERS, method="POST", headers=AUTHORIZED).respond_with_json(MADE)
    assert reminders.create((ICE,), ZONE) == ((Reminder(Purpose.ICE, ICE.at, "r-1"),), None)
    document = sent(httpserver)
    content = document.pop("alertInfo")["spokenInfo"].pop("content")
    assert document == {
        "requestTime": "2026-03-01T10:00:00.000",
        "trigger": {"type": "SCHEDULED_ABSOLUTE", "scheduledTime": "2026-03-01T12:00:00.000", "timeZoneId": ZONE},
        "pushNotification": {"status": "ENABLED"},
    }
    text = phrase("en-US", "reminder-text-ice")
    assert content[0] == {"locale": "en-US", "text": text, "ssml": f"<speak>{text}</speak>"}


def test_without_a_zone_it_rings_so_long_from_now(httpserver: HTTPServer, reminders: AlexaReminders) -> None:
    httpserver.expect_request(REMINDERS, method="POST").respond_with_json(MADE)
    assert reminders.create((ICE,), "") == ((Reminder(Purpose.ICE, ICE.at, "r-1"),), None)
    assert sent(httpserver)["trigger"] == {"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 7200}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
def test_the_words_of_every_locale(httpserver: HTTPServer, clock: Clock, purpose: Purpose, locale: str) -> None:
    httpserver.expect_request(REMINDERS).respond_with_json(MADE)
    reminders_at(httpserver.url_for(""), clock, locale).create((Planned(purpose, NOW + HOUR),), ZONE)
    told = sent(httpserver)
    assert (told["pushNotification"]["status"] == "ENABLED") == (purpose in (Purpose.ICE, Purpose.MOVE))
    content = told["alertInfo"]["spokenInfo"]["content"]
    shipped = {path.stem for path in MODEL.parent.glob(f"{locale[:2]}-*.json")}
    assert len(content) == len(shipped)
    assert {each["locale"] for each in content} == shipped
    assert content[0]["locale"] == locale
    for each in content:
        assert each["text"] == phrase(each["locale"], f"reminder-text-{purpose}")
        assert "".join(ElementTree.fromstring(each["ssml"]).itertext()) == each["text"]


def test_cancel(httpserver: HTTPServer, reminders: AlexaReminders) -> None:
    tokens = {"r-1": 200, "r-2": 204, "a/../b?c": 200, "gone": 404}
    for token, status in tokens.items():
        path = f"{REMINDERS}/{token}"
        httpserver.expect_request(path, method="DELETE", headers=AUTHORIZED).respond_with_data("", status)
    assert reminders.cancel(tuple(tokens)) == ()
    paths = {request.environ["RAW_URI"] for request, _ in httpserver.log}
    assert paths == {f"{REMINDERS}/{name}" for name in ("r-1", "r-2", "a%2F..%2Fb%3Fc", "gone")}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_what_cannot_be_cancelled(httpserver: HTTPServer, reminders: AlexaReminders, status: int) -> None:
    httpserver.expect_request(f"{REMINDERS}/r-1").respond_with_data("")
    httpserver.expect_request(f"{REMINDERS}/r-2").respond_with_data("", status)
    assert reminders.cancel(("r-1", "r-2")) == ("r-2",)


def test_they_are_made_side_by_side_and_told_in_order(clock: Clock) -> None:
    together = Barrier(len(DAY) - 1)

    def make(request: Request) -> Response:
        wall = (request.json or {})["trigger"]["scheduledTime"]
        if wall != "2026-03-01T12:00:00.000":  # the first goes ahead
            together.wait(10)
        return Response(json.dumps({**MADE, "alertToken": wall}))

    assert len(DAY) - 1 <= CALLS_AT_ONCE
    with HTTPServer(threaded=True) as server:
        server.expect_request(REMINDERS).respond_with_handler(make)
        made, refusal = reminders_at(server.url_for(""), clock).create(DAY, ZONE)
    assert refusal is None
    assert [each.at for each in made] == [each.at for each in DAY]
    assert [each.token for each in made] == [f"2026-03-01T{hour}:00:00.000" for hour in (12, 14, 16, 18, 20)]


@pytest.mark.parametrize(
    ("status", "reason", "calls"),
    [
        *((401, Refusal.PERMISSION, 1), (403, Refusal.UNSUPPORTED, 1)),  # for good: not asked for again
        *((status, Refusal.UNREACHABLE, len(DAY)) for status in (302, 400, 404, 429, 500, 503)),
    ],
)
def test_a_refusal(httpserver: HTTPServer, reminders: AlexaReminders, status: int, reason: Refusal, calls: int) -> None:
    httpserver.expect_request(REMINDERS).respond_with_data(f"Bearer {TOKEN}", status)
    assert reminders.create(DAY, ZONE) == ((), reason)
    assert len(httpserver.log) == calls
    with pytest.raises(DeviceTrouble) as caught:
        reminders.look()
    assert caught.value.reason is reason
    assert TOKEN not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize("body", ["", "null", "{}", "[]", '"x"', "<html>", '{"alertToken": "', '{"alertToken": ""}'])
def test_a_created_reminder_that_is_none(httpserver: HTTPServer, reminders: AlexaReminders, body: str) -> None:
    httpserver.expect_request(REMINDERS).respond_with_data(body, content_type="application/json")
    assert reminders.create((ICE,), ZONE) == ((), Refusal.UNREACHABLE)


def test_look(httpserver: HTTPServer, reminders: AlexaReminders) -> None:
    found = listed(
        alert("r-1"),
        None,
        alert("rung", "2026-03-01T09:00:00.000"),
        alert("just now", "2026-03-01T10:00:00.000"),
        alert("completed", status="COMPLETED"),
        alert("completed in no time", status="COMPLETED", trigger=None),
        alert("far away", "2026-03-01T20:00:00.000", "Europe/Berlin"),
        alert("with a zone of its own", "2026-03-01T21:00:00.000+01:00"),
        alert("", "2026-03-01T13:00:00.000"),
        alert("of a new status", "2026-03-01T14:00:00.000", status="SNOOZED"),
        alert("so long from its making", trigger={"type": "SCHEDULED_RELATIVE", "offsetInSeconds": 7200}),
        alert("without other times", updatedTime="", trigger=RECURRING),
    )
    httpserver.expect_request(REMINDERS, method="GET", headers=AUTHORIZED).respond_with_json(found)
    assert reminders.look() == {
        "r-1": NOW + 2 * HOUR,
        "far away": NOW + HOUR,
        "with a zone of its own": NOW + 2 * HOUR,
        "of a new status": NOW + 4 * HOUR,
        "so long from its making": NOW + 2 * HOUR,
        "without other times": NOW + 2 * HOUR,
    }


@pytest.mark.parametrize("found", [listed(), {}, {"alerts": None}, {"totalCount": "many"}, None])
def test_none_is_left(httpserver: HTTPServer, reminders: AlexaReminders, found: Any) -> None:
    httpserver.expect_request(REMINDERS).respond_with_json(found)
    assert reminders.look() == {}


@pytest.mark.parametrize(
    "found",
    [
        *("<html>", '{"alerts": [', '"text"', "5", '{"alerts": [7]}'),
        *(listed(alert(), alert(trigger=None)), listed(alert(), alert(trigger={}))),
        *(listed(alert(), alert(wall=wall)) for wall in ("", "soon")),
        *(listed(alert(), alert(zone=zone)) for zone in (None, "", "Mars/Olympus", "../../etc/passwd")),
        listed(alert(wall="0001-01-01T00:00:00.000", zone="Asia/Tokyo")),
        {**listed(alert()), "totalCount": "12"},
    ],
)
def test_what_cannot_be_read(httpserver: HTTPServer, reminders: AlexaReminders, found: object) -> None:
    body = found if isinstance(found, str) else json.dumps(found)
    httpserver.expect_request(REMINDERS).respond_with_data(body, content_type="application/json")
    with pytest.raises(DeviceTrouble) as caught:
        reminders.look()
    assert caught.value.reason is Refusal.UNREACHABLE


AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half past two in Berlin, for the first time."""
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("at", "zone", "wall", "told_in"),
    [
        (AUTUMN, BERLIN, "2026-10-25T02:30:00.000", BERLIN),
        (AUTUMN + HOUR, BERLIN, "2026-10-25T01:30:00.000", "UTC"),  # half past two for the second time
        (NOW + timedelta(microseconds=250_999), "Asia/Kolkata", "2026-03-01T23:30:00.250", "Asia/Kolkata"),
        # in Samoa, Friday the 30th never was
        (datetime(2011, 12, 30, 20, tzinfo=UTC), "Pacific/Apia", "2011-12-31T10:00:00.000", "Pacific/Apia"),
    ],
)
def test_the_clock_on_the_wall(
    httpserver: HTTPServer, reminders: AlexaReminders, at: datetime, zone: str, wall: str, told_in: str
) -> None:
    httpserver.expect_request(REMINDERS).respond_with_json(MADE)
    reminders.create((Planned(Purpose.ICE, at),), zone)
    trigger = sent(httpserver)["trigger"]
    assert (trigger["scheduledTime"], trigger["timeZoneId"]) == (wall, told_in)
