import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import trustme
from pytest_httpserver import HTTPServer
from urllib3.exceptions import HTTPError, ReadTimeoutError
from werkzeug import Request, Response

from skill.alexa.certificate_url import AMAZON
from skill.alexa.chain import Signer, Trust
from skill.alexa.fetch import MOST_BYTES, FolderSource, HttpSource, chain_source
from skill.alexa.signers import Signers
from skill.alexa.verify import Refused

from .alexa_api import bounded
from .pki import CHAIN, LEAF, NOW, ROOT
from .servers import Talk, dripping, saying, serving, silent

PATH = "/echo.api/x.pem"
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits are the same, only shorter."""
    monkeypatch.setattr("skill.alexa.fetch.WHOLE_SECONDS", 0.4)
    monkeypatch.setattr("skill.alexa.signers.PATIENCE_SECONDS", 5.0)


def signer(mirror: str, now: datetime = NOW) -> Signer:
    return Signers(chain_source(mirror), Trust([ROOT.certificate])).signer(PATH, now)


def reason(mirror: str) -> str:
    with pytest.raises(Refused) as caught:
        signer(mirror)
    return str(caught.value)


def test_amazon_itself_is_the_source_unless_rehearsing() -> None:
    source = chain_source(None)
    assert isinstance(source, HttpSource)
    assert (source._base, source._use_environment) == (AMAZON, True)


def test_a_mirror_may_be_a_url(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/aside" + PATH).respond_with_data(CHAIN)
    assert signer(httpserver.url_for("/aside")).key == LEAF.certificate.public_key()
    assert signer(httpserver.url_for("/aside/")).key == LEAF.certificate.public_key()


def test_a_mirror_may_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "echo.api").mkdir()
    (tmp_path / PATH[1:]).write_bytes(CHAIN)
    assert signer(str(tmp_path)).key == LEAF.certificate.public_key()


@pytest.mark.parametrize("status", [201, 204, 206, 403, 404, 500, 503])
def test_only_200_counts(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request(PATH).respond_with_data(b"" if status == 204 else CHAIN, status)
    assert reason(httpserver.url_for("")) == f"certificate-fetch: status {status}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request(PATH).respond_with_response(Response(status=status, headers={"Location": "/y"}))
    httpserver.expect_request("/y").respond_with_data(CHAIN)
    assert reason(httpserver.url_for("")) == f"certificate-fetch: status {status}"
    assert [request.path for request, _ in httpserver.log] == [PATH]


def test_a_page_is_not_a_chain(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data("<html>hello</html>")
    assert reason(httpserver.url_for("")).startswith("certificate-chain: ")


def test_the_largest_file(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data(CHAIN + b" " * (MOST_BYTES - len(CHAIN)))
    assert signer(httpserver.url_for(""))


def test_a_file_too_large(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data(CHAIN + b" " * (MOST_BYTES - len(CHAIN) + 1))
    assert reason(httpserver.url_for("")) == "certificate-fetch: too large"


def test_a_file_too_large_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_bytes(CHAIN + b" " * (MOST_BYTES - len(CHAIN) + 1))
    with pytest.raises(Refused, match="certificate-fetch: too large"):
        FolderSource(tmp_path).read("/x.pem")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert reason(str(tmp_path)) == "certificate-fetch: FileNotFoundError"


def test_an_endless_stream_is_cut_off(httpserver: HTTPServer) -> None:
    def endless(_: Request) -> Response:
        def blocks() -> Iterator[bytes]:
            while True:
                yield CHAIN

        return Response(blocks())

    httpserver.expect_request(PATH).respond_with_handler(endless)
    assert reason(httpserver.url_for("")) == "certificate-fetch: too large"


@pytest.mark.parametrize(
    "talk",
    [
        dripping(OK + b"\r\n", b"x"),
        dripping(OK + b"Content-Length: 60000\r\n\r\n", b"x"),
        dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        dripping(OK + b"X: ", b"x"),
        silent,
    ],
    ids=["until it closes", "of a length", "in chunks", "headers", "nothing"],
)
def test_an_answer_that_drips_is_given_up(talk: Talk) -> None:
    with serving(talk) as url, bounded(), pytest.raises(ReadTimeoutError):
        HttpSource(url).read(PATH)


@pytest.mark.parametrize(
    "talk",
    [
        silent,
        saying(b""),
        saying(b"hello\r\n"),
        saying(OK + b"Content-Length: 60000\r\n\r\n" + CHAIN),
        saying(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        saying(OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n"),
        saying(OK + b"X: x\r\n" * 200 + b"\r\n"),
    ],
    ids=["silent", "empty", "not HTTP", "cut short", "bad chunk", "long header", "many headers"],
)
def test_half_an_answer_is_none(talk: Talk) -> None:
    with serving(talk) as url:
        assert reason(url).startswith("certificate-fetch: ")


def test_endless_headers_hold_up_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.alexa.signers.PATIENCE_SECONDS", 0.2)
    with serving(dripping(OK + b"X: ", b"x")) as url:
        assert reason(url) == "certificate-fetch: too slow"


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "http://[", "https://"])
def test_a_server_that_is_not_there(url: str) -> None:
    assert reason(url).startswith("certificate-fetch: ")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls_server(authority: trustme.CA) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with HTTPServer(host="localhost", ssl_context=context) as server:
        server.expect_request(PATH).respond_with_data(CHAIN)
        yield server


def test_tls_is_verified(tls_server: HTTPServer) -> None:
    assert reason(tls_server.url_for("")) == "certificate-fetch: SSLError"
    assert not tls_server.log


def test_tls_is_verified_against_the_name(
    tls_server: HTTPServer, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    roots = tmp_path / "roots.pem"
    authority.cert_pem.write_to_path(str(roots))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(roots))
    assert HttpSource(tls_server.url_for("")).read(PATH) == CHAIN
    with pytest.raises(HTTPError, match="certificate"):
        HttpSource(f"https://127.0.0.1:{tls_server.port}").read(PATH)


def test_the_machines_proxy_is_used_but_not_in_a_rehearsal(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", httpserver.url_for(""))
    httpserver.expect_request("http://s3.invalid" + PATH).respond_with_data(CHAIN)
    httpserver.expect_request(PATH).respond_with_data(CHAIN)
    assert HttpSource("http://s3.invalid").read(PATH) == CHAIN
    assert reason("http://s3.invalid") == "certificate-fetch: NameResolutionError"
