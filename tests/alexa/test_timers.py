"""`AlexaTimers` on the wire; that it keeps the promises of the port is tried in test_timers_port.py."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from skill.alexa.timers import AlexaTimers
from skill.ports import LiveTimer, TimerExists, TimerGone, TimerTrouble
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.speech import phrase
from tests.fakes import NOW, Clock

from .alexa_api import AUTHORIZED, TIMERS, TOKEN, bounded, listed, timer, timers_at
from .servers import serving, silent

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
TAKEN = {"code": "TIMER_LABEL_ALREADY_EXISTS", "message": "A timer with this label exists."}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timers(httpserver: HTTPServer, clock: Clock) -> AlexaTimers:
    return timers_at(httpserver.url_for(""), clock)


def calls(httpserver: HTTPServer) -> list[tuple[str, str]]:
    return [(request.method, request.path) for request, _ in httpserver.log]


# --- what goes over the wire


def test_create(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    request = httpserver.expect_request(TIMERS, method="POST", headers=AUTHORIZED, json=CREATE)
    request.respond_with_json(timer())
    assert timers.start(Step.ICE, 20 * MINUTE) == "timer-1"
    assert httpserver.log[0][0].headers["Content-Type"] == "application/json"
    httpserver.check()


@pytest.mark.parametrize(
    ("duration", "wire"),
    [(90, "PT1M30S"), (754.6, "PT12M35S"), (0, "PT1S"), (0.2, "PT1S"), (-5, "PT1S"), (7200, "PT2H")],
)
def test_a_duration_in_whole_seconds(httpserver: HTTPServer, timers: AlexaTimers, duration: float, wire: str) -> None:
    httpserver.expect_request(TIMERS).respond_with_json(timer())
    timers.start(Step.ICE, timedelta(seconds=duration))
    assert (httpserver.log[0][0].json or {})["duration"] == wire


def test_a_walk_has_its_own_label_and_words(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS).respond_with_json(timer())
    timers.start(Step.MOVE, 20 * MINUTE)
    sent = httpserver.log[0][0].json or {}
    assert sent["timerLabel"] == "easy walk"
    assert "walk is done" in sent["triggeringBehavior"]["operation"]["textToAnnounce"][0]["text"]


@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_pause_and_resume(httpserver: HTTPServer, timers: AlexaTimers, verb: str) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1/{verb}", method="POST", headers=AUTHORIZED).respond_with_json(timer())
    getattr(timers, verb)("t-1")
    httpserver.check()


def test_cancel_by_id(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1", method="DELETE", headers=AUTHORIZED).respond_with_data("")
    timers.cancel(Step.ICE, "t-1")
    assert calls(httpserver) == [("DELETE", f"{TIMERS}/t-1")]


def test_an_id_cannot_lead_elsewhere(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(f"{TIMERS}/a/../b?c", method="DELETE").respond_with_data("")
    timers.cancel(Step.ICE, "a/../b?c")
    assert httpserver.log[0][0].environ["RAW_URI"] == f"{TIMERS}/a%2F..%2Fb%3Fc"


# --- a label that is taken


def test_a_timer_that_another_process_has_just_made_stands_for_it(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_ordered_request(TIMERS, method="POST", json=CREATE).respond_with_json(TAKEN, 400)
    made = timer("made", triggerTime="2026-03-01T18:19:58Z")
    httpserver.expect_ordered_request(TIMERS, method="GET").respond_with_json(listed(made))
    assert timers.start(Step.ICE, 20 * MINUTE) == "made"
    httpserver.check()


@pytest.mark.parametrize("live", [[], [timer("ours")]])
def test_a_timer_left_over_is_told_of(httpserver: HTTPServer, timers: AlexaTimers, live: list[dict[str, Any]]) -> None:
    httpserver.expect_request(TIMERS, method="POST").respond_with_json(TAKEN, 400)
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(listed(*live))
    with pytest.raises(TimerExists):
        timers.start(Step.ICE, 20 * MINUTE)
    assert [method for method, _ in calls(httpserver)] == ["POST", "GET"]


# --- an answer that got lost


def test_a_timer_whose_answer_got_lost_is_found(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS, method="POST").respond_with_data("", 504)
    made = timer("made", triggerTime="2026-03-01T18:19:58Z")
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(listed(made))
    assert timers.start(Step.ICE, 20 * MINUTE) == "made"


@pytest.mark.parametrize(
    "left_over",
    [timer(), timer(status="PAUSED", triggerTime=None, remainingTimeWhenPaused="PT20M")],
    ids=["half over", "paused"],
)
def test_a_timer_left_over_is_not_taken_for_it(
    httpserver: HTTPServer, timers: AlexaTimers, left_over: dict[str, Any]
) -> None:
    httpserver.expect_request(TIMERS, method="POST").respond_with_data("", 504)
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(listed(left_over))
    with pytest.raises(TimerTrouble) as caught:
        timers.start(Step.ICE, 20 * MINUTE)
    assert caught.value.reason is Refusal.UNREACHABLE


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_that_is_certain_is_not_looked_into(httpserver: HTTPServer, timers: AlexaTimers, status: int) -> None:
    httpserver.expect_request(TIMERS, method="POST").respond_with_data("", status)
    with pytest.raises(TimerTrouble):
        timers.start(Step.ICE, 20 * MINUTE)
    assert calls(httpserver) == [("POST", TIMERS)]


# --- our own timer, and nobody else's

OTHERS = [
    timer("no-label", timerLabel=None),
    timer("unlabelled"),
    timer("theirs", timerLabel="pasta"),
    timer("loud", timerLabel="ICE BATH"),
    timer("walk", timerLabel="easy walk"),
    timer("strange", timerLabel="strange", duration="a while", status="ON", triggerTime=None),
    None,
]
del OTHERS[1]["timerLabel"]  # type: ignore[union-attr]


def test_look_finds_ours_among_others(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(listed(*OTHERS, timer("ours")))
    assert timers.look()[Step.ICE] == LiveTimer("ours", 12 * MINUTE, 20 * MINUTE, paused=False)


def test_cancel_without_an_id_touches_none_of_the_others(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(listed(*OTHERS))
    timers.cancel(Step.ICE, None)
    assert calls(httpserver) == [("GET", TIMERS)]


def test_look_at_a_paused_one(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    paused = timer(status="PAUSED", triggerTime=None, remainingTimeWhenPaused="PT3M20S")
    httpserver.expect_request(TIMERS).respond_with_json(listed(paused))
    since = NOW - 8 * MINUTE
    assert timers.look()[Step.ICE] == LiveTimer("timer-1", timedelta(seconds=200), 20 * MINUTE, True, since)


def test_a_moment_without_a_zone_is_utc(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS).respond_with_json(listed(timer(triggerTime="2026-03-01T18:12:00")))
    assert timers.look()[Step.ICE] == LiveTimer("timer-1", 12 * MINUTE, 20 * MINUTE, paused=False)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(listed(), id="none"),
        pytest.param(listed(timer(status="OFF")), id="off"),
        pytest.param(listed(timer(triggerTime="2026-03-01T18:00:00Z")), id="just rung"),
        pytest.param(listed(timer(triggerTime="2026-03-01T17:59:00Z")), id="rung"),
        pytest.param(listed(timer(triggerTime=None)), id="on, but never"),
        pytest.param(listed(timer(status="PAUSED")), id="paused with nothing left"),
        pytest.param(listed(timer(id=None)), id="without an id"),
        pytest.param({"timers": None}, id="null for a list"),
        pytest.param({}, id="empty"),
        pytest.param(None, id="null"),
    ],
)
def test_no_live_timer(httpserver: HTTPServer, timers: AlexaTimers, found: Any) -> None:
    httpserver.expect_request(TIMERS).respond_with_json(found)
    assert timers.look() == {}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        '{"timers": [',
        '"text"',
        "5",
        '{"timers": [7]}',
        '{"timers": [{"timerLabel": "ice bath", "id": "x", "status": "ON", "triggerTime": "soon"}]}',
        '{"timers": [{"timerLabel": "ice bath", "id": "x", "status": "ON", "triggerTime": 5}]}',
        '{"timers": [{"timerLabel": "ice bath", "id": "x", "status": "PAUSED", "remainingTimeWhenPaused": "a while"}]}',
        '{"timers": [{"timerLabel": "ice bath", "id": "x", "status": "ON", "duration": "long",'
        ' "triggerTime": "2026-03-01T18:12:00Z"}]}',
    ],
)
def test_a_list_that_is_none(httpserver: HTTPServer, timers: AlexaTimers, body: str) -> None:
    httpserver.expect_request(TIMERS).respond_with_data(body, content_type="application/json")
    with pytest.raises(TimerTrouble) as caught:
        timers.look()
    assert caught.value.reason is Refusal.UNREACHABLE


@pytest.mark.parametrize("status", ["SLEEPING", None, 7, {}])
def test_a_timer_of_a_status_that_nobody_knows_may_still_ring(
    httpserver: HTTPServer, timers: AlexaTimers, status: Any
) -> None:
    httpserver.expect_request(TIMERS).respond_with_json(listed(timer(status=status)))
    with pytest.raises(TimerTrouble) as caught:
        timers.look()
    assert caught.value.reason is Refusal.UNREACHABLE


def test_somebody_elses_timer_of_such_a_status_is_nobodys_trouble(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    strange = timer("theirs", timerLabel="pasta", status="SLEEPING")
    httpserver.expect_request(TIMERS).respond_with_json(listed(strange, timer("ours")))
    assert timers.look()[Step.ICE] == LiveTimer("ours", 12 * MINUTE, 20 * MINUTE, paused=False)


# --- people of one household


def test_people_of_one_household_have_timers_of_their_own(
    httpserver: HTTPServer, timers: AlexaTimers, clock: Clock
) -> None:
    other = timers_at(httpserver.url_for(""), clock, slot_number=2)
    label = phrase("en-US", "timer-label-ice", slot_number=2)
    assert label != phrase("en-US", "timer-label-ice", slot_number=1)
    httpserver.expect_request(TIMERS, method="POST").respond_with_json(timer())
    httpserver.expect_request(TIMERS, method="GET").respond_with_json(
        listed(timer("first"), timer("other", timerLabel=label))
    )
    other.start(Step.ICE, 20 * MINUTE)
    assert (httpserver.log[0][0].json or {})["timerLabel"] == label
    looked = other.look(), timers.look()
    assert [live[Step.ICE].timer for live in looked] == ["other", "first"]


@pytest.mark.parametrize(
    "body", ["", "null", "{}", "[]", '"text"', "<html>", '{"id": "t-', '{"id": null}', '{"id": ""}']
)
def test_a_created_timer_that_is_none(httpserver: HTTPServer, timers: AlexaTimers, body: str) -> None:
    httpserver.expect_request(TIMERS, method="POST").respond_with_data(body, content_type="application/json")
    with pytest.raises(TimerTrouble) as caught:
        timers.start(Step.ICE, 20 * MINUTE)
    assert caught.value.reason is Refusal.UNREACHABLE


def test_created_with_an_empty_answer(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS).respond_with_response(Response(status=204))
    with pytest.raises(TimerTrouble, match="without an id"):
        timers.start(Step.ICE, 20 * MINUTE)


# --- refusals

BODIES = ['{"code": "DEVICE_NOT_SUPPORTED", "message": "no"}', "", "<html>Oops</html>", '{"code": "DEV', "null"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, Refusal.PERMISSION),
        (403, Refusal.UNSUPPORTED),
        (429, Refusal.UNREACHABLE),
        (500, Refusal.UNREACHABLE),
        (503, Refusal.UNREACHABLE),
        (504, Refusal.UNREACHABLE),
        (302, Refusal.UNREACHABLE),
    ],
)
def test_a_refusal(httpserver: HTTPServer, timers: AlexaTimers, status: int, reason: Refusal, body: str) -> None:
    httpserver.expect_request(TIMERS).respond_with_data(body, status)
    for attempt in (lambda: timers.start(Step.ICE, 20 * MINUTE), lambda: timers.look()):
        with pytest.raises(TimerTrouble) as caught:
            attempt()
        assert caught.value.reason is reason
        assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 504])
@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_a_change_that_is_refused(httpserver: HTTPServer, timers: AlexaTimers, verb: str, status: int) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1/{verb}").respond_with_json({"code": "X", "message": "y"}, status)
    with pytest.raises(TimerTrouble) as caught:
        getattr(timers, verb)("t-1")
    assert isinstance(caught.value, TimerGone) == (status == 404)


@pytest.mark.parametrize(("verb", "code"), [("pause", "TIMER_ALREADY_PAUSED"), ("resume", "TIMER_IS_NOT_PAUSED")])
def test_a_change_that_is_so_already(httpserver: HTTPServer, timers: AlexaTimers, verb: str, code: str) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1/{verb}").respond_with_json({"code": code, "message": ""}, 400)
    getattr(timers, verb)("t-1")
    httpserver.check()


def test_another_bad_request(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1/pause").respond_with_json({"code": "INVALID", "message": ""}, 400)
    with pytest.raises(TimerTrouble) as caught:
        timers.pause("t-1")
    assert not isinstance(caught.value, TimerGone)


def test_a_timer_to_cancel_that_is_gone(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1").respond_with_json({"code": "TIMER_NOT_FOUND", "message": ""}, 404)
    with pytest.raises(TimerGone):
        timers.cancel(Step.ICE, "t-1")


def test_a_timer_that_cannot_be_cancelled(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(f"{TIMERS}/t-1").respond_with_json({"code": "X", "message": ""}, 500)
    with pytest.raises(TimerTrouble):
        timers.cancel(Step.ICE, "t-1")


def test_an_api_that_never_answers(clock: Clock) -> None:
    with serving(silent) as url, bounded(), pytest.raises(TimerTrouble) as caught:
        timers_at(url, clock).start(Step.ICE, 20 * MINUTE)
    assert caught.value.reason is Refusal.UNREACHABLE


def test_nothing_tells_the_token(httpserver: HTTPServer, timers: AlexaTimers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    httpserver.expect_request(TIMERS).respond_with_data(f"Bearer {TOKEN}", 500)
    with pytest.raises(TimerTrouble) as caught:
        timers.look()
    error: BaseException | None = caught.value
    while error:
        assert TOKEN not in str(error)
        error = error.__cause__
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("status", [401, 403])
def test_whoever_may_not_have_timers_has_none_to_cancel(
    httpserver: HTTPServer, timers: AlexaTimers, status: int
) -> None:
    httpserver.expect_request(TIMERS, method="GET").respond_with_data("", status)
    timers.cancel(Step.ICE, None)
    assert calls(httpserver) == [("GET", TIMERS)]


def test_one_that_may_be_there_and_cannot_be_seen_may_still_ring(httpserver: HTTPServer, timers: AlexaTimers) -> None:
    httpserver.expect_request(TIMERS, method="GET").respond_with_data("", 500)
    with pytest.raises(TimerTrouble):
        timers.cancel(Step.ICE, None)
