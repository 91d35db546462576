"""What `HttpClient` promises, against servers that drip, hang, redirect, and have the wrong certificate."""

import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep

import pytest
import trustme
from pytest_httpserver import HTTPServer
from urllib3.exceptions import HTTPError
from werkzeug import Request, Response

from skill.alexa import api as http_client
from skill.alexa.api import LARGEST, HttpClient, TooLarge

from .alexa_api import AUTHORIZED, TOKEN, bounded
from .servers import Talk, dripping, saying, serving, silent

SOON = 0.3
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def get(client: HttpClient, url: str, seconds: float = 10.0) -> bytes:
    return client.request("GET", url, seconds=seconds).body


# --- time


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(silent, id="nothing"),
        pytest.param(dripping(OK + b"X: ", b"x"), id="a header"),
        pytest.param(dripping(OK + b"Content-Length: 9000\r\n\r\n", b"x"), id="its body"),
        pytest.param(dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), id="chunks"),
    ],
)
def test_a_call_that_drips_is_given_up(talk: Talk) -> None:
    with serving(talk) as url, bounded(), pytest.raises((TimeoutError, HTTPError)):
        get(HttpClient(), url, SOON)


@pytest.mark.parametrize(
    "talk", [silent, dripping(OK + b"Content-Length: 90000\r\n\r\n", b"x")], ids=["nothing", "a body that drips"]
)
def test_a_call_that_was_given_up_leaves_room_for_the_next(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "AT_ONCE", 1)
    client = HttpClient()
    with serving(talk) as hanging, bounded():
        for _ in range(3):
            with pytest.raises((TimeoutError, HTTPError)):
                get(client, hanging, SOON)
    with serving(saying(OK + b"Content-Length: 4\r\n\r\nwell")) as well:
        assert get(client, well) == b"well"


def test_a_name_that_is_not_found_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: over.wait(20))
    with bounded(), pytest.raises(TimeoutError):
        get(HttpClient(), "http://api.invalid", SOON)
    over.set()


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


def test_many_threads_at_once(httpserver: HTTPServer) -> None:
    def echo(request: Request) -> Response:
        return Response(request.args["n"])

    httpserver.expect_request("/").respond_with_handler(echo)
    client = HttpClient()
    with ThreadPoolExecutor(12) as threads:
        answers = threads.map(lambda n: get(client, httpserver.url_for(f"/?n={n}")), range(100))
    assert list(answers) == [str(n).encode() for n in range(100)]


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_not_followed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": "/thief"})
    assert HttpClient().request("GET", httpserver.url_for("/"), seconds=10).status == status
    assert [request.path for request, _ in httpserver.log] == ["/"]


@pytest.mark.parametrize("talk", [saying(b""), saying(b"what?\r\n\r\n"), saying(OK + b"Content-Length: 9\r\n\r\nx")])
def test_nothing_is_tried_twice(talk: Talk) -> None:
    heard: list[bytes] = []
    with serving(talk, heard=heard) as url, pytest.raises(HTTPError):
        get(HttpClient(), url)
    assert len(heard) == 1


def test_an_answer_without_end_is_cut_off() -> None:
    with serving(dripping(OK + b"\r\n", b"x" * LARGEST)) as url, bounded(), pytest.raises(TooLarge):
        get(HttpClient(), url)


def test_a_password_file_does_not_take_the_place_of_the_token(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login user password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    httpserver.expect_oneshot_request("/", headers=AUTHORIZED).respond_with_data("")
    HttpClient().request("GET", httpserver.url_for("/"), headers=AUTHORIZED, seconds=10)
    httpserver.check()


# --- proxies


def test_the_machines_proxy_is_used_but_not_in_a_rehearsal(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    with serving(saying(b"HTTP/1.1 403 Forbidden\r\n\r\n"), heard=heard) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(HTTPError):
            HttpClient().request("GET", "https://api.amazonalexa.com/", headers=AUTHORIZED, seconds=10)
    assert heard[0].startswith(b"CONNECT api.amazonalexa.com:443 ")
    assert TOKEN.encode() not in b"".join(heard)


# --- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The operator has named roots of their own."""
    roots = tmp_path / "roots.pem"
    authority.cert_pem.write_to_path(str(roots))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(roots))


@pytest.fixture
def tls_server(authority: trustme.CA) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(host="localhost", ssl_context=context) as server:
        server.expect_request("/").respond_with_data("secured")
        yield server


@pytest.mark.parametrize("use_environment", [True, False])
def test_tls_is_verified(tls_server: HTTPServer, use_environment: bool) -> None:
    with pytest.raises(HTTPError, match="certificate"):
        get(HttpClient(use_environment=use_environment), tls_server.url_for("/"))
    assert not tls_server.log


@pytest.mark.usefixtures("trusting")
def test_tls_is_verified_against_the_name(tls_server: HTTPServer) -> None:
    assert get(HttpClient(), tls_server.url_for("/")) == b"secured"
    with pytest.raises(HTTPError, match="certificate"):
        get(HttpClient(), f"https://127.0.0.1:{tls_server.port}/")
