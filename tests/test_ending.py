"""A server that is told to end: whoever came before is answered, whoever comes after is not let in."""

import json
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from skill.server import Patience, Server
from tests.alexa.recorded import recorded
from tests.alexa.servers import serving
from tests.listening import LONG, read_reply
from tests.test_main import Rehearsal, rehearsal
from tests.test_slow_clients import until_cut

__all__ = ["rehearsal"]

GOOD = b"GET /health HTTP/1.1\r\nHost: coach\r\n\r\n"
THREADS = 2
CROWD = 30
"""Far more than there are threads."""


def genuine(rehearsal: Rehearsal, number: int) -> bytes:
    """A request of a user of its own, as Alexa sends it."""
    document = recorded("LaunchRequest")
    document["context"]["System"].update(rehearsal.system)
    for system in (document["context"]["System"], document["session"]):
        system["user"]["userId"] += str(number)
    document["request"].update(
        requestId=f"amzn1.echo-api.request.{number}", timestamp=rehearsal.clock.now().isoformat(timespec="seconds")
    )
    body = json.dumps(document).encode()
    signed = {**rehearsal.signer.headers(body), "Content-Type": "application/json", "Content-Length": len(body)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
    return f"POST /alexa HTTP/1.1\r\nHost: coach\r\n{lines}\r\n".encode() + body


def wait_until_closed(port: int) -> None:
    """Come again and again, until nobody is let in."""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), LONG):
                pass
        except ConnectionError:
            return


def test_all_that_wait_are_answered(rehearsal: Rehearsal) -> None:
    """A real process with all its threads busy, because Alexa's own server is silent."""
    asked, answers = Event(), Event()

    def slow(_: socket.socket, over: Event) -> None:
        asked.set()
        answers.wait(LONG)

    with rehearsal.server(THREADS=THREADS) as server, serving(slow) as api, ExitStack() as open_ones:
        rehearsal.system["apiEndpoint"] = api
        clients = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), LONG)) for _ in range(CROWD)
        ]
        for number, client in enumerate(clients):
            client.sendall(genuine(rehearsal, number))
        assert asked.wait(LONG)
        server.process.terminate()
        wait_until_closed(server.port)
        answers.set()
        replies = [read_reply(client) for client in clients]
        code, told = server.ended()
    assert [(reply.status, reply.headers["connection"]) for reply in replies] == [(200, "close")] * CROWD
    assert all(json.loads(reply.body)["response"]["outputSpeech"] for reply in replies)
    assert code == 0
    assert "unanswered" not in told


# --- within this process, where the application waits for the test


class Slow:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.asked = Event()
        self.answers = Event()

    def __call__(self, environ: object, start_response: Any) -> list[bytes]:
        self.asked.set()
        self.answers.wait(LONG)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


class Running:
    """A server that runs in a thread."""

    def __init__(self, app: Any, patience: Patience) -> None:
        self.server = Server(app, "127.0.0.1", 0, threads=1, largest_body=9, refused=lambda _: None, patience=patience)
        self.port = int(self.server.listeners[0].effective_port)
        self.thread = Thread(target=self.server.run)
        self.thread.start()

    def knock(self, sent: bytes) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), LONG)
        client.sendall(sent)
        return client

    def has_ended(self) -> bool:
        self.thread.join(LONG)
        return not self.thread.is_alive()


@contextmanager
def running(app: Any, patience: Patience) -> Iterator[Running]:
    here = Running(app, patience)
    try:
        yield here
    finally:
        here.server.end()
        here.thread.join()
        here.server.close()


@pytest.fixture
def slow() -> Iterator[Slow]:
    app = Slow()
    yield app
    app.answers.set()


def test_several_in_a_row_on_one_connection_are_answered(slow: Slow) -> None:
    with running(slow, Patience()) as here, here.knock(3 * GOOD) as client:
        assert slow.asked.wait(LONG)
        here.server.end()
        wait_until_closed(here.port)
        slow.answers.set()
        received = until_cut(client)
        assert here.has_ended()
    first, second, last = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert first.endswith(b"\r\n\r\nok")
    assert b"Connection: close" not in first + second
    assert b"Connection: close" in last


def test_who_is_in_mid_sentence_may_finish_it(slow: Slow) -> None:
    slow.answers.set()
    with running(slow, Patience(rest=LONG)) as here, here.knock(GOOD[:20]) as client:
        here.server.end()
        wait_until_closed(here.port)
        client.sendall(GOOD[20:])
        assert read_reply(client).body == b"ok"
        assert here.has_ended()


def test_who_never_finishes_it_is_not_waited_for(slow: Slow) -> None:
    with running(slow, Patience(ending=LONG, rest=0.1)) as here, here.knock(GOOD[:20]):
        here.server.end()
        assert here.has_ended()


def test_who_has_nothing_to_say_is_not_waited_for(slow: Slow) -> None:
    slow.answers.set()
    with running(slow, Patience(ending=LONG, rest=LONG)) as here, here.knock(GOOD) as client:
        assert read_reply(client).body == b"ok"
        here.server.end()
        assert here.has_ended()


def test_an_answer_that_never_comes_is_not_waited_for(slow: Slow, caplog: pytest.LogCaptureFixture) -> None:
    with running(slow, Patience(ending=0.1)) as here, here.knock(GOOD), here.knock(GOOD):
        assert slow.asked.wait(LONG)
        here.server.end()
        assert here.has_ended()
        slow.answers.set()
    assert [(each.levelno, each.getMessage()) for each in caplog.records if each.name.startswith("skill")] == [
        (logging.WARNING, "ended with 2 unanswered")
    ]


def test_who_is_told_to_end_before_it_runs_lets_nobody_in(slow: Slow) -> None:
    server = Server(slow, "127.0.0.1", 0, threads=1, largest_body=9, refused=lambda _: None)
    server.end()
    server.run()
    wait_until_closed(int(server.listeners[0].effective_port))
    server.close()


def test_who_knocks_while_it_ends_drives_nobody_out(slow: Slow) -> None:
    """Beyond the room there is, the last to come are not let in, instead of the first to have come being cut off."""
    slow.answers.set()
    patience = Patience(connections=3, rest=0.1)
    server = Server(slow, "127.0.0.1", 0, threads=1, largest_body=9, refused=lambda _: None, patience=patience)
    address = "127.0.0.1", int(server.listeners[0].effective_port)
    with socket.create_connection(address, LONG) as first, ExitStack() as crowd:
        first.sendall(GOOD)
        for _ in range(CROWD):
            crowd.enter_context(socket.create_connection(address, LONG))
        server.end()
        server.run()
        assert read_reply(first).body == b"ok"
    server.close()
