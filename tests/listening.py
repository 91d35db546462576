"""The skill's web server on a real socket, within the process of the test."""

import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPResponse
from threading import Thread
from typing import Any

from skill.alexa.body import LONGEST
from skill.logs import QUIET
from skill.server import Patience, Server

LONG = 20
"""Seconds after which a test gives up; no test measures time."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@contextmanager
def listening(app: Callable[..., Any], **options: Any) -> Iterator[tuple[str, int]]:
    """The address of a server that runs the application; options are those of `Server`."""
    given = {"threads": 4, "largest_body": LONGEST, "refused": lambda _: None, "patience": Patience(), **options}
    server = Server(app, "127.0.0.1", 0, **{**given, "patience": replace(given["patience"], ending=0)})
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield "127.0.0.1", int(server.listeners[0].effective_port)
    finally:
        server.end()
        thread.join()
        server.close()


def read_reply(connection: socket.socket) -> Reply:
    response = HTTPResponse(connection)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, response.read())


def reply_to(address: tuple[str, int], *parts: bytes) -> Reply:
    """What the server answers to bytes."""
    with socket.create_connection(address, LONG) as connection:
        for part in parts:
            connection.sendall(part)
        return read_reply(connection)


@contextmanager
def logs_as_they_were() -> Iterator[None]:
    """Whatever the test sets up for logging is undone."""
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    levels = {name: logging.getLogger(name).level for name in QUIET}
    root.handlers[:] = []  # else those that pytest listens by would be closed
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.raiseExceptions = raises
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def is_cut(connection: socket.socket) -> bool:
    """Wait for the end of a connection without an answer; false when there is one."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
