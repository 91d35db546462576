"""The web server, waitress, made as strict and as patient as this door needs.

Waitress alone reads chunked bodies, answers some garbage with 501 or not at all, explains its refusals, keeps a
connection for as long as a byte trickles in, and cuts off whoever still sends when it refuses. It reads requests in
one thread and hands them to the others whole, so slow clients cost memory only; here also that is bounded.
"""

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask
from waitress.utilities import BadRequest, Error, ServerNotImplemented

LARGEST_HEAD = 16 * 1024
"""Request line and headers, in bytes; Alexa's are about 1,500."""

KEPT_IN_MEMORY = 64 * 1024
"""Of a body, in bytes; what is longer waits in a file."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer."""

_FIRST_LINE = re.compile(rb"[A-Z]{1,20} [!-~]+ HTTP/1\.[01]\r?")
_BEGINNING = re.compile(rb"([A-Z]{1,20}( ([!-~]+( [HTP/.01]{0,8}\r?)?)?)?)?")
"""Of a first line."""
_BARE_NEWLINE = re.compile(rb"(?<!\r)\n")


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


class LengthRequired(Error):
    """A body that does not say how long it is."""

    code = 411
    reason = "Length Required"


class StrictParser(HTTPRequestParser):
    """Reads HTTP/1.0 and 1.1 with Content-Length, and nothing else."""

    completed: bool
    error: Error | None

    def received(self, data: bytes) -> int:
        """Take bytes and return how many were used."""
        used: int = super().received(data)
        if not self.completed and not self.headers_finished and _is_hopeless(self.header_plus.lstrip()):
            self.error = BadRequest("")
            self.completed = True
        if self.chunked or "TRANSFER_ENCODING" in self.headers or isinstance(self.error, ServerNotImplemented):
            self.error = LengthRequired("")
            self.completed = True
        return used

    def parse_header(self, header_plus: bytes) -> None:
        """Read request line and headers; raise ParsingError, and nothing else, when they are not well."""
        if _is_hopeless(header_plus):
            raise ParsingError("not HTTP")
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("an address or a number that is none") from None


def _is_hopeless(head: bytes) -> bool:
    """Return whether this is not, and will not become, the beginning of a request."""
    line, newline, _ = head.partition(b"\n")
    form = _FIRST_LINE if newline else _BEGINNING
    return not form.fullmatch(line) or _BARE_NEWLINE.search(head) is not None


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


class PatientChannel(HTTPChannel):
    """A connection that is cut when its client takes too long, however busy it looks."""

    parser_class = StrictParser
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
        if len(server.active_channels) > patience.connections:
            waiting = (each for each in server.active_channels.values() if not each.requests and each is not self)
            slowest = min(waiting, key=lambda channel: channel._waiting_since, default=None)
            if slowest:
                slowest._cut()

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
        """Answer a request, in a thread of its own."""
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


class Server:
    """Listens from the beginning, answers once it runs."""

    def __init__(
        self,
        app: Callable[..., Any],
        host: str,
        port: int,
        *,
        threads: int,
        largest_body: int,
        refused: Callable[[int], None],
        patience: Patience | None = None,
    ) -> None:
        """Begin to listen.

        Args:
            app: the WSGI application.
            host: a name or an address.
            port: 0 takes a free one.
            threads: how many requests are answered at once.
            largest_body: in bytes.
            refused: is told the status of what was refused before it reached the application.
            patience: with clients.

        Raises:
            OSError: when it cannot listen there.
            ValueError: when the host is none.
        """
        patience = patience or Patience()
        self.sockets: dict[int, Any] = {}
        self._waitress = waitress.create_server(
            app,
            map=self.sockets,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=largest_body + 1,
            inbuf_overflow=KEPT_IN_MEMORY,
            connection_limit=2 * patience.connections,
            channel_timeout=int(patience.idle) + 60,
            asyncore_use_poll=True,
            log_socket_errors=False,
        )
        self.listeners = [each for each in self.sockets.values() if isinstance(each, BaseWSGIServer)]
        for listener in self.listeners:
            listener.channel_class = partial(PatientChannel, patience=patience, refused=refused)

    def run(self) -> None:
        """Answer until `SystemExit` is raised, as by :meth:`end`; what is being answered then has 5 more seconds."""
        self._waitress.run()

    def end(self) -> None:
        """Take no more connections, and raise `SystemExit`; to be called by a signal."""
        for listener in self.listeners:
            listener.socket.close()
        raise SystemExit(0)
