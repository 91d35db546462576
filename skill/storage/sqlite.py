"""Recoveries in a SQLite file."""

import os
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from sqlite3 import Connection
from typing import Any, TypeVar
from urllib.parse import quote

from skill.ports import RecoveriesTrouble
from skill.storage.sql import COLUMNS, OTHER_TABLES, TABLES, SqlRecoveries

_T = TypeVar("_T")

BUSY_SECONDS = 1
"""How long to wait for another writer: Alexa's APIs may already have taken three seconds of four."""


class SqliteRecoveries(SqlRecoveries):
    """A connection for each thread at work, in WAL mode: a crash of the process loses nothing that was saved."""

    def __init__(self, path: str) -> None:
        """Make the file, for its owner only, and the tables; raise `RecoveriesTrouble` when it cannot.

        It is made now and not later: a file that vanishes must be missed.
        """
        self._path = path
        self._uri = f"{'file://' if path.startswith('/') else 'file:'}{quote(os.fsencode(path))}?mode=rw"
        self._idle: deque[tuple[tuple[int, int], Connection]] = deque()
        """Connections that no thread uses, the last used one last, each with the device and inode of its file: an open
        file can be written to long after it was deleted or replaced."""
        with suppress(OSError):  # SQLite tells what is wrong
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._do(_make_tables)

    def close(self) -> None:
        """Close all connections; the last one moves the log into the file."""
        while idle := self._take():
            idle[1].close()

    def _read(self, statement: str, *values: object) -> list[Any]:
        return self._do(lambda connection: connection.execute(statement, values).fetchall())

    def _change(self, statement: str, *values: object) -> int:
        return self._do(lambda connection: connection.execute(statement, values).rowcount)

    def _do(self, work: Callable[[Connection], _T]) -> _T:
        """Do it on the last used connection, or on a new one when that is read-only or of another file."""
        try:
            status = os.stat(self._path)
            file = status.st_dev, status.st_ino
            while idle := self._take():
                if idle[0] != file:
                    idle[1].close()
                    continue
                try:
                    return self._done(work, file, idle[1])
                except sqlite3.Error as error:
                    if not _is_read_only(error):
                        raise
            opened = sqlite3.connect(
                self._uri, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True
            )
            return self._done(lambda connection: work(_set_up(connection)), file, opened)
        except OSError as error:
            raise RecoveriesTrouble(f"unable to open database file: {error.strerror}") from None
        except sqlite3.Error as error:
            raise RecoveriesTrouble(" ".join(str(error).split()) or type(error).__name__) from None

    def _done(self, work: Callable[[Connection], _T], file: tuple[int, int], connection: Connection) -> _T:
        """Do it, and keep the connection for others; after trouble, close it."""
        try:
            result = work(connection)
        except BaseException:
            connection.close()
            raise
        self._idle.append((file, connection))
        return result

    def _take(self) -> tuple[tuple[int, int], Connection] | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None


def _set_up(connection: Connection) -> Connection:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _make_tables(connection: Connection) -> None:
    for table in TABLES:
        connection.execute(table)
    try:
        connection.execute(COLUMNS)
    except sqlite3.OperationalError:
        raise RecoveriesTrouble(OTHER_TABLES) from None


def _is_read_only(error: sqlite3.Error) -> bool:
    """Return whether the connection is read-only, as one stays that was made while the file was."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
