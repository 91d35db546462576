"""Servers that misbehave below HTTP, on real sockets."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

Talk = Callable[[socket.socket, Event], None]
"""What to do with a connection until the event says that the test is over."""


@contextmanager
def serving(talk: Talk, *, heard: list[bytes] | None = None, greeting: bool = True) -> Iterator[str]:
    """A base URL where every connection is treated to ``talk``, one after the other.

    ``heard`` collects the requests; without ``greeting``, ``talk`` waits for the request itself.
    """
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        thread = Thread(target=_serve, args=(listening, talk, over, heard, greeting))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


def _serve(listening: socket.socket, talk: Talk, over: Event, heard: list[bytes] | None, greeting: bool) -> None:
    while not over.is_set():
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(1)
            try:
                request = connection.recv(65536) if greeting else b""
                if heard is not None:
                    heard.append(request)
                talk(connection, over)
            except OSError:
                pass  # the client has gone, as it should


def silent(_: socket.socket, over: Event) -> None:
    over.wait()


def saying(text: bytes) -> Talk:
    return lambda connection, _: connection.sendall(text)


def dripping(head: bytes, drop: bytes) -> Talk:
    def talk(connection: socket.socket, over: Event) -> None:
        connection.sendall(head)
        while not over.wait(0.02):
            connection.sendall(drop)

    return talk
