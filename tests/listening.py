"""Talking to a server byte by byte, and what a test of logging must put back."""

import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse

LONG = 20
"""Seconds after which a test gives up; no test measures time."""


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
    """What a server on this machine answers to bytes."""
    with socket.create_connection(("127.0.0.1", port), LONG) as connection:
        for part in parts:
            connection.sendall(part)
        return read_reply(connection)


@contextmanager
def logs_as_they_were() -> Iterator[None]:
    """Whatever the test sets up for logging is undone."""
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
