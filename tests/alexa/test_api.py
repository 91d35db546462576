"""Calls to Alexa's APIs: where a token may go, how long they take, and what `HttpClient` promises to both callers."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Semaphore
from time import sleep

import pytest
import trustme
from ask_sdk_model.services import ServiceException
from pytest_httpserver import HTTPServer
from urllib3.exceptions import HTTPError, NewConnectionError

from skill.alexa import api as module
from skill.alexa.api import BRIEF_SECONDS, LARGEST, AlexaApi, HttpClient, is_trusted, operation_of
from tests.raw_http import LONG

from .alexa_api import AUTHORIZED, TIMERS, TOKEN, asking, services
from .servers import Talk, dripping, saying, serving, silent

SOON = 0.3
OK = b"HTTP/1.1 200 OK\r\n"
REFUSED_BY_PROXY = b"HTTP/1.1 403 Forbidden\r\n\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# --- where a token may go

AMAZON = """
    https://api.amazonalexa.com https://api.amazonalexa.com/ https://api.eu.amazonalexa.com
    https://api.fe.amazonalexa.com:443 https://API.AmazonAlexa.COM
"""
LOCAL = "http://127.0.0.1:4711 https://localhost http://[::1]:80"
FOREIGN = r"""
    api.amazonalexa.com http://api.amazonalexa.com ftp://api.amazonalexa.com https://amazonalexa.com
    https://.amazonalexa.com https://amazonalexa.com.evil.example https://api.amazonalexa.com.evil.example
    https://api-amazonalexa.com https://evilamazonalexa.com https://api.amazonalexa.co https://api.amazonalexa.com.
    https://evil.example/api.amazonalexa.com https://evil.example?.amazonalexa.com
    https://evil.example#.amazonalexa.com https://evil.example\.amazonalexa.com
    https://evil.example\@api.amazonalexa.com https://evil.example%2f.amazonalexa.com
    https://api.amazonalexa.com@evil.example https://user@api.amazonalexa.com https://:password@api.amazonalexa.com
    https://api.amazonalexa.com:8443 https://api.amazonalexa.com:many https://api.amazonalexa.com:99999
    https://[::1].amazonalexa.com https://api.amazonalexa.com?a=b https://localhost
    https://169.254.169.254 ftp://127.0.0.1 http://127.0.0.1.evil.example http://10.0.0.1
"""


@pytest.mark.parametrize("endpoint", [*AMAZON.split(), *LOCAL.split()])
def test_amazon_may_have_it_and_in_a_rehearsal_this_machine(endpoint: str) -> None:
    assert is_trusted(f"{endpoint}{TIMERS}", is_local=True)
    assert is_trusted(f"{endpoint}{TIMERS}", is_local=False) == (endpoint in AMAZON)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "https://evil.example\x00.amazonalexa.com", "https://evil.example .amazonalexa.com"),
        *("https://api.\u0430mazonalexa.com", "https://api\u3002amazonalexa.com"),
        *FOREIGN.split(),
    ],
)
def test_a_token_goes_nowhere_else(endpoint: str) -> None:
    assert not is_trusted(f"{endpoint}{TIMERS}", is_local=False)
    assert is_trusted(f"{endpoint}{TIMERS}", is_local=True) == (endpoint == "https://localhost")
    timers = AlexaApi().services_for(asking(endpoint)).get_timer_management_service()
    with pytest.raises(ServiceException, match="API endpoint not trusted"):
        timers.get_timers()


# --- calls


def call(url: str) -> object:
    return services(url).get_timer_management_service().get_timers()


def fails(url: str) -> ServiceException:
    with pytest.raises(ServiceException) as caught:
        call(url)
    assert TOKEN not in f"{caught.value} {caught.value.body} {caught.value.__cause__}"
    return caught.value


def test_the_calls_of_one_request_share_one_budget(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    assert "no time left" in str(fails(httpserver.url_for("")))
    assert httpserver.log == []


@pytest.mark.parametrize("character", ["\n", "\u20ac"])
def test_a_token_that_cannot_be_sent_is_not_repeated(httpserver: HTTPServer, character: str) -> None:
    odd = AlexaApi(is_local=True).services_for(asking(httpserver.url_for(""), TOKEN + character))
    with pytest.raises(ServiceException) as caught:
        odd.get_timer_management_service().get_timers()
    assert TOKEN not in f"{caught.value} {caught.value.__cause__}"
    assert httpserver.log == []


def test_after_silence_nobody_waits_long_until_somebody_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the client would send the next request over a connection that is just being closed.
    well = saying(OK + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")

    def slowly(connection: socket.socket, over: Event) -> None:
        over.wait(2 * BRIEF_SECONDS)
        well(connection, over)

    def dozing(connection: socket.socket, over: Event) -> None:
        over.wait(1.0)

    moods = [slowly, dozing, slowly, well, slowly]
    outcomes: list[str] = []
    api = AlexaApi(lambda _, outcome, __: outcomes.append(outcome), is_local=True)
    done = Semaphore(0)

    def moody(connection: socket.socket, over: Event) -> None:
        try:
            moods.pop(0)(connection, over)
        finally:
            done.release()

    for name in ("TURN_SECONDS", "SILENT_SECONDS"):
        monkeypatch.setattr(module, name, 60.0)
    with serving(moody) as endpoint:
        for seconds in (60.0, 0.05, 60.0, 60.0, 60.0):
            monkeypatch.setattr(module, "CALL_SECONDS", seconds)
            with suppress(ServiceException):
                api.services_for(asking(endpoint)).get_timer_management_service().get_timers()
            assert done.acquire(timeout=LONG)
    assert outcomes == ["ok", "failed", "failed", "ok", "ok"]


@pytest.mark.parametrize(
    ("call", "operation"),
    [
        ("POST /v1/alerts/timers", "create-timer"),
        ("GET /v1/alerts/timers/", "list-timers"),
        ("DELETE /v1/alerts/timers/SECRET", "delete-timer"),
        ("DELETE /v1/alerts/timers", "other"),
        ("POST /v1/alerts/timers/SECRET/pause", "pause-timer"),
        ("POST /v1/alerts/timers/SECRET/resume", "resume-timer"),
        ("GET /v2/devices/SECRET/settings/System.timeZone", "time-zone"),
        ("GET /v2/devices/SECRET/settings/System.distanceUnits?a=b", "distance-units"),
        ("GET /v2/accounts/SECRET/settings/Profile.email", "other"),
    ],
)
def test_operations(call: str, operation: str) -> None:
    method, path = call.split()
    assert operation_of(method, f"https://api.amazonalexa.com{path}") == operation


# --- the HTTP client: time


def get(client: HttpClient, url: str, seconds: float = 10.0) -> bytes:
    return bytes(client.request("GET", url, seconds=seconds).body)


@pytest.mark.parametrize(
    ("talk", "is_given_up"),
    [
        pytest.param(silent, True, id="nothing"),
        pytest.param(dripping(OK + b"Content-Length: 90000\r\n\r\n", b"x"), True, id="its body"),
        pytest.param(dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), True, id="chunks"),
        pytest.param(dripping(OK + b"X: ", b"x"), False, id="a header"),  # goes on in its thread, which has an end
    ],
)
def test_a_call_that_drips_is_given_up(talk: Talk, is_given_up: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    client = HttpClient()
    with serving(saying(OK + b"Content-Length: 4\r\n\r\nwell")) as well, serving(talk) as hanging:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                get(client, hanging, SOON)
        if is_given_up:
            assert get(client, well) == b"well"


def test_a_timeout_of_the_socket_is_one_too_and_a_refused_connection_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Timeout", lambda _: 0.05)
    with serving(silent) as url, pytest.raises(TimeoutError):
        get(HttpClient(), url)
    with pytest.raises(NewConnectionError):
        get(HttpClient(), url)


def test_a_thread_that_cannot_start_is_no_call_later(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    httpserver.expect_request("/").respond_with_data("well")
    client = HttpClient()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", cannot)
        with pytest.raises(RuntimeError):
            get(client, httpserver.url_for("/"), 0.01)
    sleep(0.02)
    assert get(client, httpserver.url_for("/")) == b"well"
    assert len(httpserver.log) == 1


# --- kept open, and nothing but what was asked for


def test_a_connection_is_used_again() -> None:
    heard: list[bytes] = []

    def talk(connection: socket.socket, over: Event) -> None:
        heard.append(b"connected")
        while said := connection.recv(65536):
            heard.append(said)
            connection.sendall(OK + b"Content-Length: 2\r\n\r\n{}")

    client = HttpClient()
    with serving(talk, greeting=False) as url:
        assert [get(client, url) for _ in range(3)] == [b"{}"] * 3
    assert heard.count(b"connected") == 1


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_not_followed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": "/thief"})
    assert HttpClient().request("GET", httpserver.url_for("/"), seconds=10).status_code == status
    assert [request.path for request, _ in httpserver.log] == ["/"]


ENDS_EARLY, NO_CHUNK = OK + b"Content-Length: 9\r\n\r\nx", OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"


@pytest.mark.parametrize("said", [b"", b"what?\r\n\r\n", ENDS_EARLY, NO_CHUNK])
def test_nothing_is_tried_twice(said: bytes) -> None:
    heard: list[bytes] = []
    with serving(saying(said), heard=heard) as url, pytest.raises(HTTPError):
        get(HttpClient(), url)
    assert len(heard) == 1


def test_an_answer_without_end_is_cut_off() -> None:
    with serving(dripping(OK + b"\r\n", b"x" * LARGEST)) as url, pytest.raises(HTTPError, match="more than"):
        get(HttpClient(), url)


# --- proxies


def test_the_machines_proxy_is_used(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"user:p%40ss@{httpserver.host}:{httpserver.port}")
    httpserver.expect_request("/x", headers={"Host": "api.invalid"}).respond_with_data("by proxy")
    assert get(HttpClient(), "http://api.invalid/x") == b"by proxy"
    assert httpserver.log[0][0].headers["Proxy-Authorization"] == "Basic dXNlcjpwQHNz"
    with pytest.raises(HTTPError):
        get(HttpClient(use_environment=False), "http://api.invalid/x")


def test_nor_for_hosts_that_need_none(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(silent) as nowhere:
        pass
    monkeypatch.setenv("all_proxy", nowhere)
    httpserver.expect_request("/").respond_with_data("direct")
    with pytest.raises(HTTPError):
        get(HttpClient(), httpserver.url_for("/"))
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert get(HttpClient(), httpserver.url_for("/")) == b"direct"


def test_a_token_is_not_told_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    with serving(saying(REFUSED_BY_PROXY), heard=heard) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(HTTPError):
            HttpClient().request("GET", "https://api.amazonalexa.com/", headers=AUTHORIZED, seconds=10)
    assert heard[0].startswith(b"CONNECT api.amazonalexa.com:443 ")
    assert TOKEN.encode() not in b"".join(heard)


# --- TLS


@pytest.fixture
def tls_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HTTPServer]:
    """A server whose root `REQUESTS_CA_BUNDLE` names."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "roots.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "roots.pem"))
    with HTTPServer(host="localhost", ssl_context=context) as server:
        server.expect_request("/").respond_with_data("secured")
        yield server


@pytest.mark.parametrize("use_environment", [True, False])
def test_tls_is_verified(tls_server: HTTPServer, monkeypatch: pytest.MonkeyPatch, use_environment: bool) -> None:
    client = HttpClient(use_environment=use_environment)
    assert get(client, tls_server.url_for("/")) == b"secured"
    with pytest.raises(HTTPError, match="certificate"):
        get(client, f"https://127.0.0.1:{tls_server.port}/")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(HTTPError, match="certificate"):
        get(HttpClient(use_environment=use_environment), tls_server.url_for("/"))
    assert len(tls_server.log) == 1
