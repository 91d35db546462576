"""`AlexaTimers` on the wire; that it keeps the promises of the port is tried in test_ports.py."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from skill.alexa.device import AlexaTimers
from skill.ports import DeviceTrouble, Gone, TimerExists
from skill.routine.deadlines import LiveTimer
from skill.routine.events import Refusal
from skill.routine.plan import Step
from tests.fakes import NOW, Clock

from .alexa_api import AUTHORIZED, TIMERS, listed, timer, timers_at

MINUTE = timedelta(minutes=1)

CREATE = {
    "duration": "PT20M",
    "timerLabel": "ice bath",
    "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
    "triggeringBehavior": {
        "operation": {
            "type": "ANNOUNCE",
            "textToAnnounce": [
                {
                    "locale": "en-US",
                    "text": "Time is up. Take your foot out and pat it dry. Then say: Alexa, open Ankle Coach.",
                }
            ],
        },
        "notificationConfig": {"playAudible": True},
    },
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timers(httpserver: HTTPServer, clock: Clock) -> AlexaTimers:
    return timers_at(httpserver.url_for(""), clock)


def reply(httpserver: HTTPServer, method: str, answer: Any, status: int = 200) -> None:
    """Answer every request of this method, with text as it is and anything else as JSON."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    request = httpserver.expect_request(re.compile(f"{TIMERS}.*"), method=method, headers=AUTHORIZED)
    request.respond_with_response(Response(body, status, content_type="application/json"))


def methods(httpserver: HTTPServer) -> list[str]:
    return [request.method for request, _ in httpserver.log]


def outcome(call: Callable[[], object]) -> object:
    """What a call returns; of trouble the reason, or the class when it is a special one."""
    try:
        return call()
    except DeviceTrouble as trouble:
        return type(trouble) if isinstance(trouble, TimerExists | Gone) else trouble.reason


def test_create(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    reply(httpserver, "POST", timer())
    assert timers.start(Step.ICE, 20 * MINUTE) == "timer-1"
    (request,) = (request for request, _ in httpserver.log)
    assert (request.path, request.json) == (TIMERS, CREATE)
    assert request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(("slot_number", "label"), [(1, "ice bath"), (2, "ice bath two"), (5, "ice bath five")])
def test_each_person_of_a_household_has_a_label(
    httpserver: HTTPServer, timers: AlexaTimers, slot_number: int, label: str
) -> None:
    reply(httpserver, "POST", timer())
    replace(timers, slot_number=slot_number).start(Step.ICE, 20 * MINUTE)
    assert (httpserver.log[0][0].json or {})["timerLabel"] == label


@pytest.mark.parametrize(
    ("duration", "wire"),
    [(90, "PT1M30S"), (754.6, "PT12M35S"), (0, "PT1S"), (0.2, "PT1S"), (-5, "PT1S"), (7200, "PT2H")],
)
def test_a_duration_in_whole_seconds(httpserver: HTTPServer, timers: AlexaTimers, duration: float, wire: str) -> None:
    reply(httpserver, "POST", timer())
    timers.start(Step.ICE, timedelta(seconds=duration))
    assert (httpserver.log[0][0].json or {})["duration"] == wire


MADE = timer("made", triggerTime="2026-03-01T18:19:58Z")
LEFT_OVER = timer(status="PAUSED", triggerTime=None, remainingTimeWhenPaused="PT20M")
TAKEN = {"code": "TIMER_LABEL_ALREADY_EXISTS", "message": "A timer with this label exists."}
LOST = Refusal.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "answer", "live", "expected"),
    [
        # a label that is taken: by another process just now, or by a timer that is left over
        (400, TAKEN, [MADE], "made"),
        (400, TAKEN, [timer()], TimerExists),
        (400, TAKEN, [], TimerExists),
        # an answer that got lost, of a timer that was made or was not; another one is not taken for it
        *((status, "", [MADE], "made") for status in (302, 429, 500, 503, 504)),
        *((504, "", live, LOST) for live in ([], [timer()], [LEFT_OVER])),
        # what is certain is not looked into
        *((401, body, None, Refusal.PERMISSION) for body in ("", "<html>", "null", '{"code": "X", "message": "y"}')),
        (403, {"code": "DEVICE_NOT_SUPPORTED", "message": "no"}, None, Refusal.UNSUPPORTED),
        # no timer
        *((200, body, [], LOST) for body in ("null", "[]", '"text"', "<html>", '{"id": "t-')),
        *((200, body, [], LOST) for body in ("", "{}", '{"id": null}', '{"id": ""}')),
        (204, "", [], LOST),
        (204, "", [MADE], "made"),
    ],
)
def test_what_starting_comes_to(
    httpserver: HTTPServer, timers: AlexaTimers, status: int, answer: Any, live: list[Any] | None, expected: object
) -> None:
    reply(httpserver, "POST", answer, status)
    reply(httpserver, "GET", listed(*(live or [])))
    assert outcome(lambda: timers.start(Step.ICE, 20 * MINUTE)) == expected
    assert methods(httpserver).count("GET") <= (0 if live is None else 1)


OTHERS = [
    {name: value for name, value in timer("unlabelled").items() if name != "timerLabel"},
    timer("no-label", timerLabel=None),
    timer("theirs", timerLabel="pasta"),
    timer("loud", timerLabel="ICE BATH"),
    timer("walk", timerLabel="easy walk"),
    timer("strange", timerLabel="strange", duration="a while", triggerTime=None),
    timer("of a new status", timerLabel="strange", status="SLEEPING"),
    None,
]
OURS = LiveTimer("timer-1", 12 * MINUTE, 20 * MINUTE, paused=False)
NEW_STATUSES: list[object] = ["SLEEPING", None, 7, {}]
PAUSED = timer(status="PAUSED", triggerTime=None, remainingTimeWhenPaused="PT3M20S")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (listed(*OTHERS, timer()), OURS),
        (listed(timer(triggerTime="2026-03-01T18:12:00")), OURS),
        (listed(PAUSED), LiveTimer("timer-1", timedelta(seconds=200), 20 * MINUTE, True, NOW - 8 * MINUTE)),
        # none that runs
        *((listed(*live), None) for live in ([], OTHERS)),
        *((listed(timer(**changes)), None) for changes in ({"status": "OFF"}, {"status": "PAUSED"}, {"id": None})),
        *((listed(timer(triggerTime=f"2026-03-01T{at}:00Z")), None) for at in ("18:00", "17:59")),
        (listed(timer(triggerTime=None)), None),
        *((answer, None) for answer in ({"timers": None}, {}, None)),
        # what cannot be read may still ring
        *((text, LOST) for text in ("<html>", '{"timers": [', '"text"', "5", '{"timers": [7]}')),
        *((listed(timer(status=status)), LOST) for status in NEW_STATUSES),
        *((listed(timer(**changes)), LOST) for changes in ({"triggerTime": "soon"}, {"triggerTime": 5})),
        *((listed(timer(duration="long")), LOST), (listed({**PAUSED, "remainingTimeWhenPaused": "a while"}), LOST)),
    ],
)
def test_look(httpserver: HTTPServer, timers: AlexaTimers, answer: Any, expected: object) -> None:
    reply(httpserver, "GET", answer)
    found = outcome(timers.look)
    assert (found.get(Step.ICE) if isinstance(found, dict) else found) == expected


VERBS = ("look", "pause", "resume", "cancel")


def call(timers: AlexaTimers, verb: str) -> object:
    arguments = {"look": (), "cancel": (Step.ICE, "t-1")}
    return getattr(timers, verb)(*arguments.get(verb, ("t-1",)))


@pytest.mark.parametrize(
    ("verb", "status", "code", "expected"),
    [
        *((verb, 401, "X", Refusal.PERMISSION) for verb in VERBS),
        *((verb, 403, "X", Refusal.UNSUPPORTED) for verb in VERBS),
        *((verb, 500, "X", LOST) for verb in VERBS),
        *((verb, 404, "X", Gone) for verb in ("pause", "resume", "cancel")),
        *(("pause", 400, "TIMER_ALREADY_PAUSED", None), ("resume", 400, "TIMER_IS_NOT_PAUSED", None)),
        ("pause", 400, "INVALID", LOST),
    ],
)
def test_a_call_that_is_refused(
    httpserver: HTTPServer, timers: AlexaTimers, verb: str, status: int, code: str, expected: object
) -> None:
    for method in ("GET", "POST", "DELETE"):
        reply(httpserver, method, {"code": code, "message": "y"}, status)
    assert outcome(lambda: call(timers, verb)) == expected


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [(200, listed(*OTHERS), None), (401, "", None), (403, "", None), (500, "", LOST)],
)
def test_none_of_ours_to_cancel(
    httpserver: HTTPServer, timers: AlexaTimers, status: int, answer: Any, expected: object
) -> None:
    reply(httpserver, "GET", answer, status)
    assert outcome(lambda: timers.cancel(Step.ICE, None)) == expected
    assert methods(httpserver) == ["GET"]
