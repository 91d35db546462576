"""From the first connection to the last answer: `Server`."""

import logging
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

import waitress
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from skill.server.connection import LOOKAHEAD, Patience, PatientChannel
from skill.server.crew import Crew
from skill.server.parser import LARGEST_HEAD

log = logging.getLogger(__name__)

KEPT_IN_MEMORY = 64 * 1024
"""Of a body, in bytes; what is longer waits in a file."""


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
        self._patience = patience or Patience()
        self._ends = False
        self._has_closed = False
        """Lets nobody in any more, and has looked once at what those have sent who were let in."""
        self.sockets: dict[int, Any] = {}
        self._crew = Crew(threads, self._attend, self._wake)
        waitress.create_server(
            app,
            map=self.sockets,
            _dispatcher=self._crew,
            host=host,
            port=port,
            ident=None,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=largest_body + 1,
            inbuf_overflow=KEPT_IN_MEMORY,
            connection_limit=2 * self._patience.connections,
            channel_timeout=int(self._patience.idle) + 60,
            channel_request_lookahead=LOOKAHEAD,
            clear_untrusted_proxy_headers=False,  # nobody reads them
            log_socket_errors=False,
        )
        self.listeners = [each for each in self.sockets.values() if isinstance(each, BaseWSGIServer)]
        for listener in self.listeners:
            listener.channel_class = partial(PatientChannel, patience=self._patience, refused=refused)

    def run(self) -> None:
        """Answer until :meth:`end`, and then, for a bounded time, whoever came before it."""
        self._crew.start()
        while not self._ends:
            self._crew.watch()
        until = monotonic() + self._patience.ending
        while monotonic() < until and (not self._has_closed or self._owed()):
            self._crew.watch()
        if owed := self._owed():
            log.warning("ended with %d unanswered", owed)

    def end(self) -> None:
        """Let :meth:`run` take no more connections and return; may be called by a signal, and from any thread."""
        self._ends = True
        self._wake()

    def close(self) -> None:
        """Let go of every connection and thread; for a process that goes on without the server."""
        self.end()
        self._crew.shutdown()
        wasyncore.close_all(self.sockets)

    def _wake(self) -> None:
        self.listeners[0].pull_trigger()

    def _attend(self) -> None:
        """Wait at most a second until there is something to do with connections, and do it."""
        is_closing = self._ends and not self._has_closed
        if is_closing:
            self._take_no_more()
        wasyncore.loop(timeout=0 if is_closing else 1, use_poll=True, map=self.sockets, count=1)
        self._has_closed = self._has_closed or is_closing

    def _take_no_more(self) -> None:
        """Refuse new connections from now on, after those that the system has accepted already, while there is room.

        Not until nobody waits any more: who knocks as fast as one is let in would keep the server from ending, and
        drive out those who came before.
        """
        for listener in self.listeners:
            for _ in range(self._patience.connections - len(listener.active_channels)):
                listener.handle_accept()
            listener.accepting = False
            listener.del_channel()
            listener.socket.close()

    def _owed(self) -> int:
        channels = [channel for each in self.listeners for channel in tuple(each.active_channels.values())]
        return sum(channel.is_owed for channel in channels)
