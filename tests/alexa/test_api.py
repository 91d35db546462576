import socket
from contextlib import suppress
from threading import Event, Semaphore

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model.services import ServiceException
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from skill.alexa import api as module
from skill.alexa.api import BRIEF_SECONDS, AlexaApi, is_trusted
from tests.raw_http import LONG

from .alexa_api import AUTHORIZED, TIMERS, TOKEN, asking, bounded, listed, services
from .servers import Talk, dripping, saying, serving, silent


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://api.amazonalexa.com",
        "https://api.amazonalexa.com/",
        "https://api.eu.amazonalexa.com",
        "https://api.fe.amazonalexa.com:443",
        "https://API.AmazonAlexa.COM",
    ],
)
def test_amazon(endpoint: str) -> None:
    assert is_trusted(endpoint, is_local=False)


FOREIGN = [
    "",
    "api.amazonalexa.com",
    "http://api.amazonalexa.com",
    "ftp://api.amazonalexa.com",
    "https://amazonalexa.com",
    "https://.amazonalexa.com",
    "https://amazonalexa.com.evil.example",
    "https://api.amazonalexa.com.evil.example",
    "https://api-amazonalexa.com",
    "https://evilamazonalexa.com",
    "https://api.amazonalexa.co",
    "https://api.amazonalexa.com.",
    "https://evil.example/api.amazonalexa.com",
    "https://evil.example?.amazonalexa.com",
    "https://evil.example#.amazonalexa.com",
    "https://evil.example\\.amazonalexa.com",
    "https://evil.example\\@api.amazonalexa.com",
    "https://evil.example%2f.amazonalexa.com",
    "https://evil.example\x00.amazonalexa.com",
    "https://evil.example .amazonalexa.com",
    "https://api.amazonalexa.com@evil.example",
    "https://user@api.amazonalexa.com",
    "https://:password@api.amazonalexa.com",
    "https://api.amazonalexa.com:8443",
    "https://api.amazonalexa.com:many",
    "https://api.amazonalexa.com:99999",
    "https://[::1].amazonalexa.com",
    "https://api.\u0430mazonalexa.com",
    "https://api\u3002amazonalexa.com",
    "https://api.amazonalexa.com?a=b",
    "https://127.0.0.1",
    "https://localhost",
    "https://169.254.169.254",
]


@pytest.mark.parametrize("endpoint", FOREIGN)
def test_a_token_goes_nowhere_else(endpoint: str) -> None:
    assert not is_trusted(f"{endpoint}{TIMERS}", is_local=False)
    timers = AlexaApi().services_for(asking(endpoint)).get_timer_management_service()
    with pytest.raises(ServiceException, match="API endpoint not trusted"):
        timers.get_timers()


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4711", "https://localhost", "http://[::1]:80"])
def test_a_local_api_may_be_on_this_machine(endpoint: str) -> None:
    assert is_trusted(f"{endpoint}{TIMERS}", is_local=True)
    assert not is_trusted(f"{endpoint}{TIMERS}", is_local=False)


@pytest.mark.parametrize(
    "endpoint", ["ftp://127.0.0.1", "http://127.0.0.1.evil.example", "http://10.0.0.1", "http://api.amazonalexa.com"]
)
def test_but_not_elsewhere(endpoint: str) -> None:
    assert not is_trusted(f"{endpoint}{TIMERS}", is_local=True)


def call(url: str) -> object:
    with bounded():
        return services(url).get_timer_management_service().get_timers()


def fails(url: str) -> ServiceException:
    with pytest.raises(ServiceException) as caught:
        call(url)
    assert TOKEN not in f"{caught.value} {caught.value.body}"
    return caught.value


def test_the_token_goes_along(httpserver: HTTPServer) -> None:
    httpserver.expect_oneshot_request(TIMERS, method="GET", headers=AUTHORIZED).respond_with_json(listed())
    call(httpserver.url_for(""))
    httpserver.check()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(silent, id="never an answer"),
        pytest.param(saying(b""), id="hangs up at once"),
        pytest.param(saying(HEAD + b'500\r\n\r\n{"totalCount":'), id="half a body"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), id="broken chunks"),
        pytest.param(dripping(HEAD + b"5000\r\n\r\n", b" "), id="drips"),
    ],
)
def test_an_answer_that_does_not_come(talk: Talk) -> None:
    with serving(talk) as url:
        assert fails(url).status_code == 500


def test_nobody_there() -> None:
    with serving(silent) as url:
        pass
    assert fails(url).status_code == 500


def test_half_a_surrogate_pair_is_no_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_request(TIMERS).respond_with_data(r'{"timers": [{"id": "\ud83e"}]}')
    with pytest.raises(SerializationException):
        call(httpserver.url_for(""))


def test_the_calls_of_one_request_share_one_budget(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    assert "no time left" in str(fails(httpserver.url_for("")))
    assert httpserver.log == []


@pytest.mark.parametrize("body", ["", "<html>Bad gateway</html>", '{"code": "FORB', "null", "[]", "{}"])
@pytest.mark.parametrize("status", [401, 404, 503])
def test_the_status_of_an_error_is_never_lost(httpserver: HTTPServer, status: int, body: str) -> None:
    httpserver.expect_request(TIMERS).respond_with_data(body, status, content_type="text/html")
    assert fails(httpserver.url_for("")).status_code == status


def test_a_cookie_is_not_kept(httpserver: HTTPServer) -> None:
    def bake(request: Request) -> Response:
        assert "Cookie" not in request.headers
        return Response('{"timers": []}', headers={"Set-Cookie": "a=b; Path=/"})

    httpserver.expect_request(TIMERS).respond_with_handler(bake)
    client = services(httpserver.url_for("")).get_timer_management_service()
    client.get_timers()
    client.get_timers()
    httpserver.check()


@pytest.mark.parametrize("character", ["\n", "\u20ac"])
def test_a_token_that_cannot_be_sent_is_not_repeated(httpserver: HTTPServer, character: str) -> None:
    odd = AlexaApi(is_local=True).services_for(asking(httpserver.url_for(""), TOKEN + character))
    with pytest.raises(ServiceException) as caught:
        odd.get_timer_management_service().get_timers()
    assert TOKEN not in f"{caught.value} {caught.value.__cause__}"
    assert httpserver.log == []


def test_after_silence_nobody_waits_long_until_somebody_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the client would send the next request over a connection that is just being closed.
    well = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    def slowly(connection: socket.socket, over: Event) -> None:
        over.wait(2 * BRIEF_SECONDS)
        well(connection, over)

    def dozing(connection: socket.socket, over: Event) -> None:
        over.wait(0.2)

    moods = [slowly, dozing, slowly, well, slowly]
    outcomes: list[str] = []
    api = AlexaApi(lambda _, outcome, __: outcomes.append(outcome), is_local=True)
    done = Semaphore(0)

    def moody(connection: socket.socket, over: Event) -> None:
        try:
            moods.pop(0)(connection, over)
        finally:
            done.release()

    with serving(moody) as endpoint:
        for seconds in (60.0, 0.05, 60.0, 60.0, 60.0):
            monkeypatch.setattr("skill.alexa.api.CALL_SECONDS", seconds)
            monkeypatch.setattr("skill.alexa.api.TURN_SECONDS", 60.0)
            monkeypatch.setattr("skill.alexa.api.SILENT_SECONDS", 60.0)
            with suppress(ServiceException):
                api.services_for(asking(endpoint)).get_timer_management_service().get_timers()
            assert done.acquire(timeout=LONG)
    assert outcomes == ["ok", "failed", "failed", "ok", "ok"]


def test_calls_are_told_with_how_they_ended(httpserver: HTTPServer) -> None:
    told: list[tuple[str, str]] = []
    httpserver.expect_request("/v1/alerts/reminders", method="GET").respond_with_json({"alerts": []})
    httpserver.expect_request("/v1/alerts/reminders", method="POST").respond_with_data("", 403)
    api = AlexaApi(lambda operation, outcome, _: told.append((operation, outcome)), is_local=True)
    reminders = api.services_for(asking(httpserver.url_for(""))).get_reminder_management_service()
    reminders.get_reminders()
    with pytest.raises(ServiceException):
        reminders.create_reminder({})
    with serving(silent) as nowhere:
        reminders._api_endpoint = nowhere
    with pytest.raises(ServiceException):
        reminders.delete_reminder("SECRET")
    assert told == [("list-reminders", "ok"), ("create-reminder", "403"), ("delete-reminder", "failed")]
