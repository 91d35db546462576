"""Who answers, and who attends meanwhile: the threads of the server."""

import socket
from contextlib import ExitStack
from threading import Event
from typing import Any

import pytest

from skill.server.crew import Crew
from skill.waiting import about_to_wait
from tests.listening import LONG, listening, read_reply

THREADS = 4


def asking(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: coach\r\n\r\n".encode()


class App:
    """Answers at once, or when it is let go: ``/says`` says that it waits, ``/silent`` does not."""

    def __init__(self) -> None:
        self.asked = 0
        self.all_ask = Event()
        self.answers = Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] != "/":
            self.asked += 1
            if self.asked == THREADS:
                self.all_ask.set()
            if environ["PATH_INFO"] == "/says":
                about_to_wait()
            self.answers.wait(LONG)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@pytest.fixture
def app() -> App:
    return App()


@pytest.mark.parametrize("path", ["/says", "/silent"])
def test_while_an_answer_waits_others_are_answered(app: App, path: str) -> None:
    with (
        listening(app) as address,
        socket.create_connection(address, LONG) as waiting,
        socket.create_connection(address, LONG) as other,
    ):
        waiting.sendall(asking(path))
        for _ in range(3):
            other.sendall(asking("/"))
            assert read_reply(other).body == b"ok"
        app.answers.set()
        assert read_reply(waiting).body == b"ok"


@pytest.mark.parametrize("path", ["/says", "/silent"])
def test_as_many_wait_at_once_as_there_are_threads_and_the_next_after_them(app: App, path: str) -> None:
    with listening(app, threads=THREADS) as address, ExitStack() as open_ones:
        clients = [open_ones.enter_context(socket.create_connection(address, LONG)) for _ in range(THREADS + 2)]
        for client in clients:
            client.sendall(asking(path))
        assert app.all_ask.wait(LONG)
        app.answers.set()
        assert [read_reply(client).body for client in clients] == [b"ok"] * len(clients)


def test_while_everybody_waits_connections_are_attended_to(app: App) -> None:
    with listening(app, threads=THREADS) as address, ExitStack() as open_ones:
        clients = [open_ones.enter_context(socket.create_connection(address, LONG)) for _ in range(THREADS)]
        for client in clients:
            client.sendall(asking("/says"))
        assert app.all_ask.wait(LONG)
        with socket.create_connection(address, LONG) as polite:
            polite.sendall(b"POST / HTTP/1.1\r\nHost: coach\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
            assert polite.recv(100).startswith(b"HTTP/1.1 100 ")
        app.answers.set()


def test_what_waits_in_a_thread_of_its_own_disturbs_nobody() -> None:
    about_to_wait()


def test_a_crew_whose_leader_fails_tells_so() -> None:
    def attend() -> None:
        raise OSError("no such connection")

    def watch() -> None:
        while True:
            crew.watch()

    crew = Crew(1, attend, wake=lambda: None)
    crew.start()
    with pytest.raises(OSError, match="no such connection"):
        watch()
    crew.shutdown()


def test_an_answer_that_fails_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done = Event()

    class Fails:
        def service(self) -> None:
            raise ZeroDivisionError

    class Works:
        def service(self) -> None:
            done.set()

    crew = Crew(1, lambda: None, wake=lambda: None)
    crew.add_task(Fails())
    crew.add_task(Works())
    crew.start()
    assert done.wait(LONG)
    crew.shutdown()
    assert [record.getMessage() for record in caplog.records] == ["answer given up"]
