"""What comes in at the door as bytes, on real sockets; clients that take their time are in test_slow_clients.py."""

import json
import logging
import random
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from skill.alexa.body import LONGEST
from skill.server import HEADERS, LARGEST_HEAD
from tests.alexa.door import headers
from tests.knocking import Knocker
from tests.listening import LONG, is_cut, listening, read_reply, reply_to

Address = tuple[str, int]

POST = b"POST /alexa HTTP/1.1\r\nHost: coach\r\n"
OLD = b"POST /alexa HTTP/1.0\r\n"
JSON = b"Content-Type: application/json\r\n"
TWO = b"Content-Length: 2\r\n"
CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def knocker(tmp_path_factory: pytest.TempPathFactory) -> Knocker:
    return Knocker(tmp_path_factory.mktemp("mirror"), metrics=True)


@pytest.fixture(scope="module")
def address(knocker: Knocker) -> Iterator[Address]:
    with listening(knocker.app, refused=knocker.app.refused_unread) as address:
        yield address


def genuine(knocker: Knocker, first: bytes = POST) -> bytes:
    """A request as Alexa sends it."""
    body = json.dumps(knocker.document("LaunchRequest")).encode()
    signed = "".join(f"{name}: {value}\r\n" for name, value in headers(body))
    return first + JSON + f"{signed}Content-Length: {len(body)}\r\n\r\n".encode() + body


REFUSED = {
    "no length": (411, POST + JSON + b"\r\n"),
    "no length in HTTP/1.0": (411, OLD + JSON + b"\r\n{}"),
    "no length, and the body held back": (411, POST + JSON + b"Expect: 100-continue\r\n\r\n"),
    "chunks": (411, POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS),
    "chunks to come": (411, POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n"),
    "chunks and a length": (411, POST + JSON + TWO + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS),
    "chunks in HTTP/1.0": (411, OLD + JSON + TWO + b"Transfer-Encoding: chunked\r\n\r\n{}"),
    "another coding": (411, POST + JSON + b"Transfer-Encoding: gzip, chunked\r\n\r\n"),
    "no coding and a length": (411, POST + JSON + TWO + b"Transfer-Encoding:\r\n\r\n{}"),
    "no coding in capitals": (411, POST + JSON + TWO + b"TRANSFER-ENCODING: \r\n\r\n{}"),
    "too large": (413, POST + JSON + f"Content-Length: {LONGEST + 1}\r\n\r\n".encode()),
    "too large to count": (413, POST + JSON + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n"),
    "too large to read": (400, POST + JSON + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n"),
    "a negative length": (400, POST + JSON + b"Content-Length: -2\r\n\r\n{}"),
    "a signed length": (400, POST + JSON + b"Content-Length: +2\r\n\r\n{}"),
    "a length in words": (400, POST + JSON + b"Content-Length: two\r\n\r\n{}"),
    "an empty length": (400, POST + JSON + b"Content-Length:\r\n\r\n{}"),
    "a length twice": (400, POST + JSON + TWO + TWO + b"\r\n{}"),
    "two lengths": (400, POST + JSON + TWO + b"Content-Length: 3\r\n\r\n{}"),
    "no body": (400, POST + JSON + b"Content-Length: 0\r\n\r\n"),
    "no type": (415, POST + TWO + b"\r\n{}"),
    "a form": (415, POST + b"Content-Type: application/x-www-form-urlencoded\r\n" + TWO + b"\r\n{}"),
    "text": (415, POST + b"Content-Type: text/json\r\n" + TWO + b"\r\n{}"),
    "another charset": (415, POST + b"Content-Type: application/json; charset=latin-1\r\n" + TWO + b"\r\n{}"),
    "a type twice": (415, POST + JSON + JSON + TWO + b"\r\n{}"),
    "not signed": (400, POST + JSON + TWO + b"\r\n{}"),
    "not signed, with a charset": (400, POST + b"content-type: Application/JSON;charset=UTF-8\r\n" + TWO + b"\r\n{}"),
    "no slash": (400, b"POST alexa HTTP/1.1\r\nHost: coach\r\n" + JSON + TWO + b"\r\n{}"),
    "GET": (405, b"GET /alexa HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "OPTIONS": (405, b"OPTIONS /alexa HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "TRACE": (405, b"TRACE /alexa HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "an unknown method": (405, b"BREW /alexa HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "another place": (404, b"GET /admin HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "a doubled slash": (404, b"GET /x//health HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "no place": (404, b"OPTIONS * HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "a place that is not UTF-8": (404, b"GET /%ff%00 HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "headers too large": (431, POST + b"X: " + b"x" * LARGEST_HEAD + b"\r\n\r\n"),
    "headers without an end": (431, POST + b"X: x\r\n" * LARGEST_HEAD),
    "a first line too long": (431, b"GET /" + b"x" * LARGEST_HEAD),
    "an address that is none": (400, b"GET http://[ HTTP/1.1\r\n\r\n"),
    "an address with raw bytes": (400, b"GET /\xff HTTP/1.1\r\nHost: coach\r\n\r\n"),
    "another version": (400, b"GET /health HTTP/2.0\r\n\r\n"),
    "no version": (400, b"GET /health\r\n"),
    "a small method": (400, b"get /health HTTP/1.1\r\n"),
    "spaces": (400, b"GET  /health HTTP/1.1\r\n"),
    "bare newlines": (400, b"GET /health HTTP/1.1\nHost: x\n\n"),
    "a bare newline later": (400, POST + b"X: x\n"),
    "no host": (400, b"GET /health HTTP/1.1\r\n\r\n"),
    "no host, and a body": (400, b"POST /alexa HTTP/1.1\r\n" + JSON + TWO + b"\r\n{}"),
    "two hosts": (400, b"GET /health HTTP/1.1\r\nHost: coach\r\nHost: other\r\n\r\n"),
    "a host twice": (400, b"GET /health HTTP/1.1\r\nHost: coach\r\nhost: coach\r\n\r\n"),
    "two hosts in HTTP/1.0": (400, b"GET /health HTTP/1.0\r\nHost: coach\r\nHost: other\r\n\r\n"),
    "two hosts in one line": (400, b"GET /health HTTP/1.1\r\nHost: coach, other\r\n\r\n"),
    "an empty host": (400, b"GET /health HTTP/1.1\r\nHost: \r\n\r\n"),
    "a host with a path": (400, b"GET /health HTTP/1.1\r\nHost: coach/alexa\r\n\r\n"),
    "a host with a user": (400, b"GET /health HTTP/1.1\r\nHost: me@coach\r\n\r\n"),
    "a host with a port that is none": (400, b"GET /health HTTP/1.1\r\nHost: coach:http\r\n\r\n"),
    "a host that is not ASCII": (400, b"GET /health HTTP/1.1\r\nHost: co\xe4ch\r\n\r\n"),
    "a bare return": (400, POST + b"X: x\rY: y\r\n\r\n"),
    "a header without a colon": (400, POST + b"Host\r\n\r\n"),
    "a header with a space before its colon": (400, POST + b"Content-Length : 2\r\n\r\n"),
    "a header that begins folded": (400, b"GET /health HTTP/1.1\r\n X: x\r\n\r\n"),
    "a zero byte": (400, POST + b"X: a\x00b\r\n\r\n"),
    "TLS": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    "HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "words": (400, b"alexa, open ankle coach"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_without_a_word(
    address: Address, knocker: Knocker, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.INFO)
    status, sent = REFUSED[name]
    reply = reply_to(address, sent)
    assert (reply.status, reply.body) == (status, b"")
    assert HEADERS.items() <= {name.title(): value for name, value in reply.headers.items()}.items()
    assert not {"server", "via", "x-powered-by"} & set(reply.headers)
    assert ("POST" in reply.headers.get("allow", "")) == (status == 405)
    assert reply_to(address, genuine(knocker)).status == 200
    refusals = [record for record in caplog.records if record.getMessage().startswith("refused: ")]
    assert [vars(record)["status"] for record in refusals] == [status]


@pytest.mark.parametrize("first", [POST, OLD])
def test_a_genuine_request_is_answered(address: Address, knocker: Knocker, first: bytes) -> None:
    reply = reply_to(address, genuine(knocker, first))
    assert reply.status == 200
    assert json.loads(reply.body)["response"]["outputSpeech"]
    assert HEADERS.items() <= {name.title(): value for name, value in reply.headers.items()}.items()
    assert "server" not in reply.headers


@pytest.mark.parametrize(
    "host", ["coach", "coach:8080", "coach.example.com.", "127.0.0.1:443", "[::1]", "[2001:db8::7]:8080", "my_coach-1"]
)
def test_a_host_is_a_name_or_an_address(address: Address, host: str) -> None:
    assert reply_to(address, f"GET /health HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()).status == 200


def test_the_old_protocol_needs_no_host(address: Address) -> None:
    assert reply_to(address, b"GET /health HTTP/1.0\r\n\r\n").status == 200


def test_several_on_one_connection(address: Address, knocker: Knocker) -> None:
    with socket.create_connection(address, LONG) as connection:
        for _ in range(3):
            connection.sendall(genuine(knocker))
            assert read_reply(connection).status == 200


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_an_answer_comes_in_one_piece(version: bytes) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "5"), ("Content-Type", "text/plain")])
        return [b"sound"]

    asked = b"GET / HTTP/" + version + b"\r\nHost: coach\r\nConnection: keep-alive\r\n\r\n"
    with listening(app) as address, socket.create_connection(address, LONG) as connection:
        for _ in range(20):  # the second piece may be as quick as the first, but not every time
            connection.sendall(asked)
            assert connection.recv(4096).endswith(b"\r\n\r\nsound")


def test_a_body_that_waits_to_be_asked_for(address: Address, knocker: Knocker) -> None:
    head, _, body = genuine(knocker).partition(b"\r\n\r\n")
    with socket.create_connection(address, LONG) as connection:
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert read_reply(connection).status == 200


def test_a_body_of_the_largest_size_is_read(address: Address) -> None:
    body = b" " * LONGEST
    length = f"Content-Length: {len(body)}\r\n\r\n".encode()
    assert reply_to(address, POST + JSON + length, body).status == 400


def test_who_sends_far_too_much_hears_so(address: Address) -> None:
    body = b" " * 4_000_000
    reply = reply_to(address, POST + JSON + f"Content-Length: {len(body)}\r\n\r\n".encode(), body)
    assert (reply.status, reply.body) == (413, b"")


def test_a_longer_body_than_was_told_is_cut_and_refused(address: Address, knocker: Knocker) -> None:
    sent = genuine(knocker)
    length = len(sent.partition(b"\r\n\r\n")[2])
    shorter = sent.replace(f"Content-Length: {length}".encode(), f"Content-Length: {length - 1}".encode())
    assert reply_to(address, shorter).status == 400


def test_a_shorter_body_than_was_told_is_never_heard(address: Address, knocker: Knocker) -> None:
    with socket.create_connection(address, LONG) as connection:
        connection.sendall(genuine(knocker)[:-1])
        connection.shutdown(socket.SHUT_WR)
        assert is_cut(connection)


@pytest.mark.parametrize("name", ["SignatureCertChainUrl", "Signature-256"])
def test_a_signature_header_twice(address: Address, knocker: Knocker, name: str) -> None:
    sent = genuine(knocker)
    (line,) = (line for line in sent.split(b"\r\n") if line.startswith(name.encode()))
    assert reply_to(address, sent.replace(line, line + b"\r\n" + line)).status == 400


@pytest.mark.parametrize("seed", range(40))
def test_garbage_is_never_answered_with_a_failure(address: Address, knocker: Knocker, seed: int) -> None:
    dice = random.Random(seed)
    sent = bytearray(genuine(knocker))
    for _ in range(dice.randint(1, 30)):
        sent[dice.randrange(len(sent))] = dice.randrange(256)
    with socket.create_connection(address, LONG) as connection:
        connection.sendall(bytes(sent))
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(12)
    assert not answer or 400 <= int(answer[9:12]) < 500


@pytest.mark.parametrize("own", [(), (("Date", "Sun, 01 Mar 2026 08:00:00 GMT"),), (("Server", "another"),)])
@pytest.mark.parametrize(
    "asked", [b"", b"Connection: keep-alive\r\n", b"Connection: close\r\n", b"Connection: TE, Close\r\n"]
)
def test_the_headers_of_an_answer(own: tuple[tuple[str, str], ...], asked: bytes) -> None:
    def app(environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "2"), ("Content-Type", "text/plain"), *own])
        return [b"ok"]

    with listening(app) as address, socket.create_connection(address, LONG) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: coach\r\n" + asked + b"\r\n")
        with connection.makefile("rb") as told:
            lines = list(iter(told.readline, b"\r\n"))
            assert told.read(2) == b"ok"
    assert lines[0] == b"HTTP/1.1 200 OK\r\n"
    assert {b"Content-Length: 2\r\n", b"Content-Type: text/plain\r\n"} < set(lines)
    assert sum(line.startswith(b"Date: ") and line.endswith(b" GMT\r\n") for line in lines) == 1
    assert (b"Connection: close\r\n" in lines) == (b"close" in asked.lower())


def test_a_defect_below_the_application_is_told_without_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: object, start_response: object) -> list[bytes]:
        raise ZeroDivisionError

    told: list[int] = []
    with listening(broken, refused=told.append) as address:
        reply = reply_to(address, b"GET /health HTTP/1.1\r\nHost: coach\r\nX: SECRET\r\n\r\n")
    assert (reply.status, reply.body) == (500, b"")
    assert told == [500]
    assert "SECRET" not in caplog.text


def test_refusals_below_the_application_are_counted(tmp_path: Path) -> None:
    knocker = Knocker(tmp_path, metrics=True)
    with listening(knocker.app, refused=knocker.app.refused_unread) as address:
        for name in ("chunks", "too large", "words"):
            reply_to(address, REFUSED[name][1])
    page = knocker.http.get("/metrics").text
    for check in ("length", "size", "http"):
        assert f'ankle_coach_refusals_total{{check="{check}"}} 1.0' in page
