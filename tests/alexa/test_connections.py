"""What `Connections` promises, tried against servers that drip, hang, redirect, and have the wrong certificate."""

import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Event
from typing import Any

import pytest
import trustme
from pytest_httpserver import HTTPServer
from urllib3 import Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError
from werkzeug import Request, Response

from skill.alexa import connections as module
from skill.alexa.connections import Connections

from .alexa_api import AUTHORIZED, TOKEN, bounded
from .servers import Talk, dripping, saying, serving, silent

SOON = Timeout(0.5, 0.3, 0.3)
IN_TIME = Timeout(10, 10, 10)

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def get(
    connections: Connections, url: str, timeout: Timeout = IN_TIME, headers: Mapping[str, str] | None = None
) -> bytes:
    answer = connections.request("GET", url, headers=headers or {}, timeout=timeout)
    try:
        return answer.read()
    finally:
        answer.close()


# --- time


@pytest.mark.parametrize(
    "talk",
    [
        pytest.param(silent, id="nothing"),
        pytest.param(dripping(b"HTTP/1.1 200 O", b"K"), id="its first line"),
        pytest.param(dripping(OK + b"X: ", b"x"), id="a header"),
        pytest.param(dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="to be continued"),
        pytest.param(dripping(OK + b"Content-Length: 9000\r\n\r\n", b"x"), id="its body"),
        pytest.param(dripping(OK + b"\r\n", b"x"), id="a body without an end"),
        pytest.param(dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), id="chunks"),
        pytest.param(dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n1", b"1"), id="the length of a chunk"),
        pytest.param(dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"x"), id="a trailer"),
    ],
)
def test_an_answer_that_drips_is_given_up(talk: Talk) -> None:
    with serving(talk) as url, bounded(), pytest.raises(ReadTimeoutError):
        get(Connections(), url, SOON)


def test_an_answer_that_drips_over_tls_is_given_up(authority: trustme.CA, trusting: None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    def talk(connection: socket.socket, over: Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65536)
            dripping(OK + b"X: ", b"x")(secured, over)

    with serving(talk, greeting=False) as url, bounded(), pytest.raises(ReadTimeoutError):
        get(Connections(), url.replace("http", "https"), SOON)


def test_a_handshake_that_never_ends_is_given_up() -> None:
    with serving(silent) as url, bounded(), pytest.raises(HTTPError):
        get(Connections(), url.replace("http", "https"), SOON)


@pytest.fixture
def lost_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A name service that does not answer."""
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: over.wait(20))
    yield
    over.set()


@pytest.mark.usefixtures("lost_names")
def test_a_name_that_is_not_found_in_time_is_given_up() -> None:
    with bounded(), pytest.raises(ConnectTimeoutError):
        get(Connections(), "http://api.invalid", SOON)


@pytest.mark.usefixtures("lost_names")
def test_few_connect_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_connecting", BoundedSemaphore(2))
    for _ in range(2):
        with pytest.raises(ConnectTimeoutError):
            get(Connections(), "http://api.invalid", SOON)
    with pytest.raises(NewConnectionError, match="too many"):
        get(Connections(), "http://api.invalid", SOON)


def test_whoever_has_connected_makes_room(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_connecting", BoundedSemaphore(1))
    httpserver.expect_request("/").respond_with_data("well")
    for _ in range(3):
        assert get(Connections(), httpserver.url_for("/")) == b"well"


def test_all_addresses_of_a_host_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as waiting:
        waiting.connect(full.getsockname())  # nobody takes it, and there is room for no other
        with socket.socket() as another:
            another.setblocking(False)
            another.connect_ex(full.getsockname())
            address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", full.getsockname())
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [address] * 200)
            with bounded(), pytest.raises(ConnectTimeoutError):
                get(Connections(), "http://api.invalid", SOON)


# --- kept open


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    ],
    ids=["with a body", "empty", "no content", "in chunks"],
)
def test_a_connection_is_used_again(answer: bytes) -> None:
    heard: list[bytes] = []

    def talk(connection: socket.socket, over: Event) -> None:
        heard.append(b"connected")
        connection.sendall(answer)
        while said := connection.recv(65536):
            heard.append(said)
            connection.sendall(answer)

    connections = Connections()
    with serving(talk) as url:
        for _ in range(3):
            get(connections, url)
        connections.close()
    assert heard.count(b"connected") == 1
    assert len(heard) == 3


def test_one_that_was_given_up_is_not() -> None:
    greeted: list[int] = []

    def talk(connection: socket.socket, over: Event) -> None:
        greeted.append(1)
        connection.sendall(OK + b"Content-Length: 2\r\n\r\n" + (b"" if len(greeted) == 1 else b"{}"))
        over.wait(0.5 if len(greeted) == 1 else 0)

    connections = Connections()
    with serving(talk) as url, bounded():
        with pytest.raises(ReadTimeoutError):
            get(connections, url, SOON)
        assert get(connections, url) == b"{}"


def test_many_threads_at_once(httpserver: HTTPServer) -> None:
    def echo(request: Request) -> Response:
        return Response(request.args["n"])

    httpserver.expect_request("/").respond_with_handler(echo)
    connections = Connections()
    with ThreadPoolExecutor(12) as threads:
        answers = threads.map(lambda n: get(connections, httpserver.url_for(f"/?n={n}")), range(200))
    assert list(answers) == [str(n).encode() for n in range(200)]


# --- nothing but what was asked for


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": "/thief"})
    answer = Connections().request("GET", httpserver.url_for("/"), headers={}, timeout=IN_TIME)
    assert answer.status == status
    answer.close()
    assert [request.path for request, _ in httpserver.log] == ["/"]


@pytest.mark.parametrize("talk", [saying(b""), saying(b"what?\r\n\r\n"), saying(OK + b"Content-Length: 9\r\n\r\nx")])
def test_nothing_is_tried_twice(talk: Talk) -> None:
    tried: list[int] = []

    def counted(connection: socket.socket, over: Event) -> None:
        tried.append(1)
        talk(connection, over)

    with serving(counted) as url, pytest.raises(HTTPError):
        get(Connections(), url)
    assert len(tried) == 1


def test_a_password_file_does_not_take_the_place_of_the_token(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password something\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    httpserver.expect_request("/").respond_with_data("")
    for use_environment in (True, False):
        get(Connections(use_environment=use_environment), httpserver.url_for("/"), headers=AUTHORIZED)
    assert [request.headers["Authorization"] for request, _ in httpserver.log] == [f"Bearer {TOKEN}"] * 2


# --- proxies


def test_the_machines_proxy_is_used_but_not_in_a_rehearsal(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", httpserver.url_for(""))
    httpserver.expect_request("/x", headers={"Host": "api.invalid"}).respond_with_data("by proxy")
    assert get(Connections(), "http://api.invalid/x") == b"by proxy"
    with pytest.raises(HTTPError):
        get(Connections(use_environment=False), "http://api.invalid/x", SOON)


def test_nor_for_hosts_that_need_none(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(silent) as nowhere:
        pass
    monkeypatch.setenv("all_proxy", nowhere)
    httpserver.expect_request("/").respond_with_data("direct")
    with pytest.raises(HTTPError):
        get(Connections(), httpserver.url_for("/"))
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
    assert get(Connections(), httpserver.url_for("/")) == b"direct"


def test_a_proxy_may_want_a_password_and_have_no_scheme(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"user:p%40ss@{httpserver.host}:{httpserver.port}")
    httpserver.expect_request("/x", headers={"Host": "api.invalid"}).respond_with_data("well")
    assert get(Connections(), "http://api.invalid/x") == b"well"
    wanted = b64encode(b"user:p@ss").decode()
    assert httpserver.log[0][0].headers["Proxy-Authorization"] == f"Basic {wanted}"


def test_a_token_is_not_told_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    def refusing(connection: socket.socket, over: Event) -> None:
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    with serving(refusing, heard=heard) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(HTTPError):
            get(Connections(), "https://api.amazonalexa.com/", headers=AUTHORIZED)
    assert heard[0].startswith(b"CONNECT api.amazonalexa.com:443 ")
    assert TOKEN.encode() not in b"".join(heard)


def test_a_proxy_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(dripping(OK + b"X: ", b"x")) as proxy, bounded():
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(HTTPError):
            get(Connections(), "https://api.amazonalexa.com/", SOON)


def test_a_proxy_of_a_kind_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(HTTPError):
        get(Connections(), "https://api.amazonalexa.com/")


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
        get(Connections(use_environment=use_environment), tls_server.url_for("/"))
    assert not tls_server.log


@pytest.mark.usefixtures("trusting")
def test_tls_is_verified_against_the_name(tls_server: HTTPServer) -> None:
    assert get(Connections(), tls_server.url_for("/")) == b"secured"
    with pytest.raises(HTTPError, match="certificate"):
        get(Connections(), f"https://127.0.0.1:{tls_server.port}/")


def test_roots_may_be_a_folder(
    tls_server: HTTPServer, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path))
    with pytest.raises(HTTPError, match="certificate"):
        get(Connections(), tls_server.url_for("/"))


def test_no_version_of_tls_that_is_out_of_date() -> None:
    context: Any = module._verifying()
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
