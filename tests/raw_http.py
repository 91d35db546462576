"""Raw HTTP clients that send bytes as they are, at once or slowly; and logging restored after a test."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse

LONG = 20
"""Seconds after which a test gives up. No test measures time."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


def read_reply(connection: socket.socket) -> Reply:
    response = HTTPResponse(connection)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, response.read())


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), LONG)


def reply_to(port: int, *parts: bytes) -> Reply:
    with connect(port) as connection:
        for part in parts:
            connection.sendall(part)
        return read_reply(connection)


@contextmanager
def slow_clients(connect: Callable[[], socket.socket], at_once: bytes, slowly: bytes, count: int) -> Iterator[None]:
    """Clients that send some bytes at once, and then others again and again."""
    over = threading.Event()
    with ExitStack() as open_ones:
        clients = [open_ones.enter_context(connect()) for _ in range(count)]
        for client in clients:
            client.sendall(at_once)

        def drip() -> None:
            while not over.wait(0.1):
                for client in clients:
                    with suppress(OSError):
                        client.sendall(slowly)

        thread = threading.Thread(target=drip)
        thread.start()
        open_ones.callback(thread.join)
        open_ones.callback(over.set)
        yield


def free_port() -> int:
    """A port that no server listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    urllib3 = logging.getLogger("urllib3").level
    root.handlers[:] = []  # else those that pytest listens by would be closed
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.raiseExceptions = raises
        logging.getLogger("urllib3").setLevel(urllib3)
