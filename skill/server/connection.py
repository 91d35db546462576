"""A connection: how long it may take, how it is refused, and how it ends."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from time import monotonic
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import build_http_date

from skill.server.parser import StrictParser

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer."""


LOOKAHEAD = 1
"""Requests of a connection that are read while one is answered."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the server waits for its clients, in seconds, and for how many."""

    receiving: float = 5
    """For a whole request, from its first byte, or from the beginning of the connection; and to take the answer."""
    idle: float = 75
    """For the next request; longer than a reverse proxy keeps its connections (nginx: 60)."""
    lingering: float = 2
    """For the end of what a refused client still sends, so that the answer reaches it."""
    connections: int = 500
    """Beyond them, who keeps the server waiting longest is cut off. A process may commonly have 1024 open files."""
    ending: float = 8
    """For everything that was taken on when the server is told to end; then Alexa no longer waits for an answer, and
    who told it to end commonly kills it after 10."""
    rest: float = 1
    """For the rest of a request that is half there when the server is told to end."""


USUALLY_MISSING = {"Date", "Server"}
"""Headers of an application that are a matter for waitress."""

http_date = lru_cache(maxsize=2)(build_http_date)
"""The time as a header tells it; the same for a second."""


class EmptyErrorTask(ErrorTask):
    """Refuses without a word."""

    def execute(self) -> None:
        """Answer with the status alone."""
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(HEADERS.items())
        self.content_length = 0
        self.set_close_on_finish()
        self.write(b"")
        self.channel.refused(error.code)


class PartingTask(WSGITask):
    """Answers, and says good-bye with the last answer when the server ends."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        """Send the head and the beginning of the body in one piece: two would wake the client twice."""
        if self.wrote_header or not self.complete or self.content_length != len(data) or not self.has_body:
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(head + data)

    def build_response_header(self) -> bytes:
        """Return status and headers.

        The usual case is written here as it is, in a third of the time of waitress, which looks at every header for
        what it might mean, spells its name anew, and sorts them all.
        """
        channel = self.channel
        if not channel.server.accepting and len(channel.requests) == 1 and channel.request is None:
            self.set_close_on_finish()
        if self.close_on_finish or self.version != "1.1" or "CONNECTION" in self.request.headers:
            return bytes(super().build_response_header())
        names = {name for name, _ in self.response_headers}
        if "Content-Length" not in names or names & USUALLY_MISSING or not self.has_body:
            return bytes(super().build_response_header())
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.response_headers)
        date = http_date(int(self.start_time))
        return f"HTTP/1.1 {self.status}\r\n{lines}Date: {date}\r\n\r\n".encode("latin-1")


class _Waking:
    """The server as a channel sees it: woken only when there is something for it to do.

    Waitress wakes the thread that reads after every answer, to read from the connection again. Here it never stopped
    reading (`LOOKAHEAD`), and waking it for nothing costs about as much as parsing a request.
    """

    def __init__(self, server: Any, channel: HTTPChannel) -> None:
        self._server = server
        self._channel = channel
        self.adj, self.application = server.adj, server.application
        self.server_name, self.effective_port = server.server_name, server.effective_port
        self.active_channels = server.active_channels

    def __getattr__(self, name: str) -> Any:
        return getattr(self._server, name)

    def pull_trigger(self) -> None:
        """Wake whoever attends to the connections, when there is something left to send, or a connection to close."""
        if self._channel.writable():
            self._server.pull_trigger()


class PatientChannel(HTTPChannel):
    """A connection that is cut when its client takes too long, however busy it looks."""

    parser_class = StrictParser
    task_class = PartingTask
    error_task_class = EmptyErrorTask
    close_when_flushed: bool

    def __init__(
        self, server: Any, *arguments: Any, patience: Patience, refused: Callable[[int], None], **options: Any
    ) -> None:
        self.patience = patience
        self.refused = refused
        self._waiting_since = monotonic()
        self._begun = True  # whoever connects has something to say
        self._lingers = False
        super().__init__(server, *arguments, **options)
        self.server = _Waking(server, self)
        if len(server.active_channels) > patience.connections:
            waiting = (each for each in server.active_channels.values() if not each.requests and each is not self)
            slowest = min(waiting, key=lambda channel: channel._waiting_since, default=None)
            if slowest:
                slowest._cut()

    @property
    def is_owed(self) -> bool:
        """Whether its client is still to be answered, when the server ends."""
        if self.requests or self.total_outbufs_len or self.close_when_flushed:
            return True
        return (self._begun or self._lingers) and monotonic() - self._waiting_since < self.patience.rest

    def readable(self) -> bool:
        """Tell whether to read, and cut who is late; the server asks at least once a second."""
        if not self.requests and monotonic() - self._waiting_since > self._limit():
            self._cut()
        return not self.will_close if self._lingers else bool(super().readable())

    def handle_read(self) -> None:
        """Read; what comes after a refusal is thrown away."""
        if self._lingers:
            self.recv(self.adj.recv_bytes)
        else:
            super().handle_read()

    def received(self, data: bytes) -> bool:
        """Take bytes of a request."""
        if not self._begun:
            self._begun, self._waiting_since = True, monotonic()
        return bool(super().received(data))

    def send_continue(self) -> None:
        """Ask for the body, unless the headers were enough to refuse or to answer."""
        if self.request.error or self.request.body_rcv is None:
            self.request.expect_continue = False
        else:
            super().send_continue()

    def service(self) -> None:
        """Answer a request."""
        self._waiting_since = inf
        super().service()
        self._begun, self._waiting_since = self.request is not None, monotonic()

    def handle_write(self) -> None:
        """Send what is to be sent; a connection is closed towards the client first, then altogether."""
        if self.will_close or not self.close_when_flushed:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.connected and not self.will_close and not self.total_outbufs_len:
            self.close_when_flushed, self._lingers, self._waiting_since = False, True, monotonic()
            self.socket.shutdown(socket.SHUT_WR)

    def handle_error(self) -> None:
        """Give up a connection; the log tells where it failed, and nothing that was sent."""
        self.logger.exception("connection given up")
        self.handle_close()

    def _limit(self) -> float:
        if self._lingers:
            return self.patience.lingering
        return self.patience.receiving if self._begun or self.total_outbufs_len else self.patience.idle

    def _cut(self) -> None:
        self.will_close = True
        with suppress(OSError):  # the client may have been quicker
            self.socket.shutdown(socket.SHUT_RDWR)  # else it would wait until a client takes what it is sent
