"""Recoveries in PostgreSQL; its driver comes with the extra ``postgresql``."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from skill.ports import RecoveriesTrouble
from skill.storage.sqlite import BUSY_SECONDS, SqlRecoveries, make_tables

_T = TypeVar("_T")

CONNECT_SECONDS = 2
"""How long to wait for a connection; the driver takes nothing less."""
CONNECTIONS = 16
MOST_CONNECTIONS = (
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
    " - coalesce(current_setting('reserved_connections', true)::int, 0)"
)
"""PostgreSQL 16 can reserve more of them than those of superusers."""

NETWORK = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2, "tcp_user_timeout": 5000}
"""A server that no packet reaches any more is given up after some seconds."""

LOST = ("08", "57P", "25006")
"""How the states begin that end with the connection, or are its own: away, shut down, read-only."""

UNREADABLE = (
    "the PostgreSQL URL cannot be read; in a name or a password, what is neither letter nor digit"
    " must be percent-encoded: %40 for @, %2F for /, %25 for %"
)
"""Repeats nothing of the URL: where it is not understood, any part may be one of the password."""


class PostgresqlRecoveries(SqlRecoveries):
    """A pool of connections. Statements run in threads of their own, so that none waits for a server that hangs."""

    placeholder = "%s"

    def __init__(self, url: str, processes: int = 1) -> None:
        """Make the tables; raise `RecoveriesTrouble` when it cannot, or so many processes want too many connections."""
        self._password = _password_of(url)
        options: dict[str, Any] = {"autocommit": True, "connect_timeout": CONNECT_SECONDS, **NETWORK}
        try:
            with psycopg.connect(url, **options) as connection:
                _count_connections(connection, processes)
                make_tables(connection, errors.UndefinedColumn, errors.UniqueViolation, errors.DuplicateTable)
        except psycopg.Error as error:
            raise self._trouble(error) from None
        self._pool = ConnectionPool(
            url, kwargs=options, min_size=0, max_size=CONNECTIONS, timeout=BUSY_SECONDS, reconnect_timeout=1, open=True
        )
        self._threads = ThreadPoolExecutor(CONNECTIONS, "postgresql")

    def close(self) -> None:
        """Close the connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()

    def _do(self, work: Callable[[Any], _T]) -> _T:
        try:
            return self._threads.submit(self._done, work).result(BUSY_SECONDS)
        except TooLate:
            raise RecoveriesTrouble(f"PostgreSQL gave no answer within {BUSY_SECONDS} s") from None
        except psycopg.Error as error:
            raise self._trouble(error) from None

    def _done(self, work: Callable[[Any], _T]) -> _T:
        """Do it; when the connection turns out to be lost, look at all that wait, and try once more."""
        try:
            with self._pool.connection() as connection:
                return work(connection)
        except psycopg.Error as error:
            if not _is_lost(error):
                raise
        self._pool.check()
        with self._pool.connection() as connection:
            return work(connection)

    def _trouble(self, error: psycopg.Error) -> RecoveriesTrouble:
        text = " ".join(str(error).split()) or type(error).__name__
        if self._password and self._password in text:
            text = "cannot connect, for a reason that names the password"
        return RecoveriesTrouble(text)


def _count_connections(connection: psycopg.Connection[Any], processes: int) -> None:
    ((most,),) = connection.execute(MOST_CONNECTIONS).fetchall()
    if processes * CONNECTIONS > most:
        raise RecoveriesTrouble(
            f"{processes} workers with up to {CONNECTIONS} connections each are too many for PostgreSQL, which has"
            f" {most}: lower ANKLE_COACH_WORKERS, or raise max_connections"
        )


def _is_lost(error: psycopg.Error) -> bool:
    """Return whether the connection was cut, or leads to a server that no longer takes changes."""
    return (error.sqlstate or "08").startswith(LOST) and not isinstance(error, PoolTimeout)


def _password_of(url: str) -> str:
    """Return the password in a URL, or ``""``; raise `RecoveriesTrouble` where some of it may be read as an address."""
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except (psycopg.Error, UnicodeError):
        raise RecoveriesTrouble(UNREADABLE) from None
    ports = parts.get("port", "").split(",")
    if "@" in parts.get("host", "") + parts.get("dbname", "") or not all(p.isdecimal() or not p for p in ports):
        raise RecoveriesTrouble(UNREADABLE)
    return parts.get("password", "")
