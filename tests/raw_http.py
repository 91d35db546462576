"""A raw HTTP client that sends bytes as they are; and logging restored after a test."""

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


def reply_to(port: int, *parts: bytes) -> Reply:
    """Send bytes to a server on this machine and return its answer."""
    with socket.create_connection(("127.0.0.1", port), LONG) as connection:
        for part in parts:
            connection.sendall(part)
        return read_reply(connection)


def free_port() -> int:
    """A port that no server listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def logging_restored() -> Iterator[None]:
    """Undo what the test sets up for logging."""
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
