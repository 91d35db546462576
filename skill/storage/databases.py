"""The databases that recoveries can be kept in: SQLite by default, PostgreSQL by URL."""

import os
import sqlite3
from contextlib import suppress
from typing import Any, Protocol

from skill.ports import RecoveriesTrouble

BUSY_SECONDS = 2
"""How long to wait for another writer, or for a connection; a voice answer is late after a few seconds."""


class Database(Protocol):
    """Makes connections. Each statement on them is a transaction of its own."""

    trouble: type[Exception]
    """What its driver raises."""
    is_far: bool
    """Whether an answer of it comes over a network."""

    def connect(self) -> Any:
        """Return a new connection; raise ``trouble`` when there is none to be had."""

    def dialect(self, statement: str) -> str:
        """Return a statement, written with ``?`` for its parameters, as the driver wants it."""


class Sqlite:
    """A file; in WAL mode, so that a crash of the process loses nothing that was saved."""

    trouble: type[Exception] = sqlite3.Error
    is_far = False

    def __init__(self, file: str) -> None:
        """Take a path, or a URI that begins with ``file:``."""
        self._file = file

    def connect(self) -> sqlite3.Connection:
        """Return a new connection; a file that is not there is made, for nobody else to read."""
        if not self._file.startswith("file:"):
            with suppress(OSError):  # SQLite tells what is wrong
                # Only when it is new: closing a file that is in use would drop SQLite's locks on it (POSIX), and
                # another process could take its log away.
                os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection = sqlite3.connect(
            self._file,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=self._file.startswith("file:"),
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def dialect(self, statement: str) -> str:
        """Return the statement as it is."""
        return statement


class Postgresql:
    """A server; its driver comes with the extra ``postgresql``."""

    is_far = True

    def __init__(self, url: str) -> None:
        """Take a URL as libpq reads it; raise `RecoveriesTrouble` without the driver."""
        try:
            import psycopg
        except ImportError as error:
            raise RecoveriesTrouble(f"cannot use PostgreSQL: {error}") from None
        self._url = url
        self._psycopg = psycopg
        self.trouble: type[Exception] = psycopg.Error

    def connect(self) -> Any:
        """Return a new connection."""
        return self._psycopg.connect(self._url, autocommit=True, connect_timeout=BUSY_SECONDS)

    def dialect(self, statement: str) -> str:
        """Return the statement with the driver's sign for parameters."""
        return statement.replace("?", "%s")


def database_at(url: str) -> Database:
    """Return the database at ``sqlite:///<file>`` or ``postgresql://...``.

    Raises:
        RecoveriesTrouble: when it is no such URL, or its driver is not installed.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        file = rest[1:]
        if file in ("", ":memory:"):
            raise RecoveriesTrouble("SQLite in memory is another database for each connection; use memory:")
        return Sqlite(file)
    if scheme in ("postgresql", "postgresql+psycopg"):
        return Postgresql(f"postgresql://{rest}")
    raise RecoveriesTrouble("cannot use this database URL: neither sqlite:///<file> nor postgresql://...")
