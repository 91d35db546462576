"""PostgreSQL; its driver comes with the extra ``postgresql``."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

from skill.ports import RecoveriesTrouble
from skill.storage.databases import BUSY_SECONDS

CONNECT_SECONDS = 2
"""How long to wait for a connection; the driver takes nothing less."""
TICK = 0.05
"""Seconds after which the driver looks up while it waits."""

UNREADABLE = (
    "the PostgreSQL URL cannot be read; in a name or a password, what is neither letter nor digit"
    " must be percent-encoded: %40 for @, %2F for /, %25 for %"
)
"""Repeats nothing of the URL: where it is not understood, any part may be one of the password."""

LOST = ("08", "57P", "25006")
"""How the states begin that end with the connection, or are its own: away, shut down, read-only."""


class TooLate(psycopg.OperationalError):
    """The server took a statement, and is silent."""


class Connection(psycopg.Connection[Any]):
    """A connection that does not wait for long; it is of no use after `TooLate`."""

    def wait(self, gen: PQGen[Any], interval: float = TICK, timeout: float | None = None) -> Any:
        """Return what the server answers within `BUSY_SECONDS`."""
        return super().wait(_in_time(gen, monotonic() + BUSY_SECONDS), min(interval, TICK))


class Postgresql:
    """A server."""

    trouble: type[Exception] = psycopg.Error
    clash: tuple[type[Exception], ...] = (errors.UniqueViolation, errors.DuplicateTable)
    is_far = True

    def __init__(self, url: str) -> None:
        """Take a URL as libpq reads it; raise `RecoveriesTrouble` when it cannot be read."""
        try:
            parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except (psycopg.Error, UnicodeError):
            raise RecoveriesTrouble(UNREADABLE) from None
        if _misread(parts):
            raise RecoveriesTrouble(UNREADABLE)
        self._url, self._password = url, parts.get("password")

    def place(self) -> Hashable:
        """Return the same always: a connection ends when its server does."""
        return None

    def connect(self) -> Connection:
        """Return a new connection."""
        try:
            return Connection.connect(self._url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.Error as error:
            if self._password and self._password in str(error):
                raise psycopg.OperationalError("cannot connect, for a reason that names the password") from None
            raise

    def is_lost(self, error: Exception) -> bool:
        """Return whether the connection was cut, or leads to a server that no longer takes changes."""
        state = getattr(error, "sqlstate", None)
        return state.startswith(LOST) if state else not isinstance(error, TooLate)

    def changed(self) -> None:
        """Do nothing: the server keeps house by itself."""

    def gate(self, do: Callable[[Callable[[Any], bool]], bool]) -> "AdvisoryGate":
        """Return locks that the server keeps, for as long as a connection lasts."""
        return AdvisoryGate(do)

    def dialect(self, statement: str) -> str:
        """Return the statement with the driver's sign for parameters."""
        return statement.replace("?", "%s")


class AdvisoryGate:
    """Locks on numbers, which belong to a connection and end with it."""

    def __init__(self, do: Callable[[Callable[[Any], bool]], bool]) -> None:
        """Take what does work on a connection."""
        self._do = do
        self._held: dict[int, Any] = {}

    def take(self, place: int) -> bool:
        """Hold a place from now on, unless another process does; return whether it is held."""

        def take(connection: Any) -> bool:
            (is_held,) = connection.execute("SELECT pg_try_advisory_lock(%s)", (place,)).fetchone()
            if is_held:
                self._held[place] = connection
            return bool(is_held)

        return self._do(take)

    def give_back(self, place: int) -> None:
        """Hold it no longer."""
        with suppress(psycopg.Error):  # then the connection has ended, and the lock with it
            self._held.pop(place).execute("SELECT pg_advisory_unlock(%s)", (place,))


_T = TypeVar("_T")


def _in_time(gen: PQGen[_T], deadline: float) -> PQGen[_T]:
    """Go on as ``gen`` does until the deadline; raise `TooLate` then."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and monotonic() > deadline:
                raise TooLate(f"no answer within {BUSY_SECONDS} s")
            wanted = gen.send(ready)
    except StopIteration as done:
        result: _T = done.value
        return result


def _misread(parts: Mapping[str, str]) -> bool:
    """Return whether some of a password seems to have become an address."""
    ports = parts.get("port", "").split(",")
    return any("@" in parts.get(name, "") for name in ("host", "dbname")) or not all(
        port.isdecimal() or not port for port in ports
    )
