"""Clients that take their time, on real sockets: whoever is quick is answered all the same."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from skill.server import Patience
from tests.listening import LONG, is_cut, listening, read_reply, reply_to
from tests.test_main import PATIENCE, Rehearsal, rehearsal

__all__ = ["rehearsal"]

Address = tuple[str, int]

GOOD = b"GET /health HTTP/1.1\r\nHost: coach\r\n\r\n"
HEAD = b"POST /alexa HTTP/1.1\r\nHost: coach\r\nContent-Type: application/json\r\n"
SLOW = {
    "silent": (b"", b""),
    "headers": (HEAD, b"X"),
    "a first line": (b"GET /", b"x"),
    "blank lines": (b"\r\n\r\n", b"\r\n"),
    "a body": (HEAD + b"Content-Length: 200000\r\n\r\n", b"{"),
    "a body after a question": (HEAD + b"Expect: 100-continue\r\nContent-Length: 200000\r\n\r\n", b"{"),
    "idle": (GOOD, b""),
}
"""What is sent at once, and what slowly."""

IMPATIENT = Patience(receiving=0.3, idle=0.6, lingering=0.3)


def healthy(environ: object, start_response: object) -> list[bytes]:
    """An application that is always well."""
    assert callable(start_response)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@contextmanager
def crowd(address: Address, at_once: bytes, slowly: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Clients that connect and go on sending one drop after the other."""
    over = Event()
    with ExitStack() as open_ones:
        clients = [open_ones.enter_context(socket.create_connection(address, LONG)) for _ in range(count)]
        for client in clients:
            client.sendall(at_once)
        thread = Thread(target=_drip, args=(clients, slowly, over))
        thread.start()
        open_ones.callback(thread.join)
        open_ones.callback(over.set)
        yield clients


def _drip(clients: list[socket.socket], drop: bytes, over: Event) -> None:
    while not over.wait(0.05):
        for client in clients:
            try:
                client.sendall(drop)
            except OSError:
                continue  # cut, as it should be


def until_cut(client: socket.socket) -> bytes:
    """What was received until the connection ended; a server that never ends it is a TimeoutError."""
    received = b""
    try:
        while piece := client.recv(65536):
            received += piece
    except ConnectionError:
        pass
    return received


@pytest.mark.parametrize("kind", SLOW)
def test_fifty_of_them_do_not_stop_the_good_ones(rehearsal: Rehearsal, kind: str) -> None:
    with rehearsal.server() as server, crowd(("127.0.0.1", server.port), *SLOW[kind], count=50):
        for name in ("LaunchRequest", "icing-no-slots", "TimeLeftIntent"):
            assert rehearsal.say(server, name)


def test_six_hundred_of_them_do_not_stop_the_good_ones(rehearsal: Rehearsal) -> None:
    with rehearsal.server() as server, crowd(("127.0.0.1", server.port), *SLOW["a body"], count=600):
        assert rehearsal.say(server, "LaunchRequest")


@pytest.mark.parametrize("kind", SLOW)
def test_they_are_cut(kind: str) -> None:
    with listening(healthy, patience=IMPATIENT) as address, crowd(address, *SLOW[kind], count=5) as clients:
        for client in clients:
            until_cut(client)
        assert reply_to(address, GOOD).status == 200


def test_a_refused_one_that_goes_on_sending_is_cut() -> None:
    with (
        listening(healthy, patience=IMPATIENT) as address,
        crowd(address, b"GET / HTTP/9\r\n\r\n", b"x" * 1000, count=5) as clients,
    ):
        for client in clients:
            assert until_cut(client).startswith(b"HTTP/1.0 400 ")


def test_one_that_does_not_take_its_answers_is_cut() -> None:
    def large(environ: object, start_response: object) -> list[bytes]:
        assert callable(start_response)
        start_response("200 OK", [("Content-Length", "8000000")])
        return [b"x" * 8_000_000]

    with listening(large, patience=IMPATIENT) as address, socket.create_connection(address, LONG) as client:
        client.sendall(GOOD)
        gone = Event()
        assert not gone.wait(1.5)  # longer than it may take to be cut
        assert len(until_cut(client)) < 8_000_000


def test_a_quick_answer_is_never_cut_for_what_came_before() -> None:
    waiting = Event()

    def slow(environ: object, start_response: object) -> list[bytes]:
        waiting.wait(4 * IMPATIENT.receiving)
        return healthy(environ, start_response)

    with listening(slow, patience=IMPATIENT) as address, socket.create_connection(address, LONG) as client:
        for _ in range(2):
            client.sendall(GOOD)
            assert read_reply(client).body == b"ok"


def test_with_too_many_the_slowest_is_cut() -> None:
    few = Patience(connections=3)
    with listening(healthy, patience=few) as address, crowd(address, b"GET /", b"", count=3) as (first, second, third):
        with socket.create_connection(address, LONG) as late:
            late.sendall(GOOD)
            assert read_reply(late).status == 200
        assert is_cut(first)
        for client in (second, third):
            client.sendall(b" HTTP/1.1\r\nHost: coach\r\n\r\n")
            assert read_reply(client).status == 200


def test_who_is_told_to_end_takes_no_new_ones(rehearsal: Rehearsal) -> None:
    """Idle and slow connections do not keep the server from ending."""
    with rehearsal.server() as server, crowd(("127.0.0.1", server.port), *SLOW["a body"], count=20):
        code, told = server.end()
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{server.url}/health", timeout=PATIENCE)
    assert code == 0
    assert told == ""


def test_the_folder_is_left_alone(rehearsal: Rehearsal, tmp_path: Path) -> None:
    """Bodies that wait do so in files that nobody can list."""
    with rehearsal.server() as server:
        before = sorted(path.name for path in tmp_path.iterdir())
        with crowd(("127.0.0.1", server.port), HEAD + b"Content-Length: 200000\r\n\r\n" + b"x" * 150_000, b"x", 3):
            rehearsal.say(server, "WhyIntent")
        assert sorted(path.name for path in tmp_path.iterdir()) == before
