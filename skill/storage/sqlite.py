"""Recoveries in a SQLite file."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote
from weakref import WeakSet, finalize

from skill.ports import RecoveriesTrouble
from skill.storage.sql import COLUMNS, OTHER_TABLES, TABLES, SqlRecoveries

_T = TypeVar("_T")

BUSY_SECONDS = 1
"""How long to wait for another writer: Alexa's APIs may already have taken three seconds of four."""


class _Opened:
    """A thread's connection. It is closed when its thread ends."""

    def __init__(self, connection: sqlite3.Connection, file: tuple[int, int]) -> None:
        self.connection = connection
        self.file = file
        """Device and inode: an open file can be written to long after it was deleted or replaced."""
        finalize(self, connection.close)


class SqliteRecoveries(SqlRecoveries):
    """A connection for each thread, in WAL mode: a crash of the process loses nothing that was saved."""

    def __init__(self, path: str) -> None:
        """Make the file, for its owner only, and the tables; raise `RecoveriesTrouble` when it cannot.

        It is made now and not later: a file that vanishes must be missed.
        """
        self._path = path
        self._uri = f"{'file://' if path.startswith('/') else 'file:'}{quote(os.fsencode(path))}?mode=rw"
        self._thread = threading.local()
        self._all: WeakSet[_Opened] = WeakSet()
        self._lock = threading.Lock()
        with suppress(OSError):  # SQLite tells what is wrong
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._do(_make_tables)

    def close(self) -> None:
        """Close the connections of all threads; the last one to leave moves the log into the file."""
        with self._lock:
            opened = list(self._all)
            self._all.clear()
        for each in opened:
            each.connection.close()

    def _read(self, statement: str, *values: object) -> list[Any]:
        return self._do(lambda connection: connection.execute(statement, values).fetchall())

    def _change(self, statement: str, *values: object) -> int:
        return self._do(lambda connection: connection.execute(statement, values).rowcount)

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do it on this thread's connection; after trouble, or when another file is there, on a new one."""
        try:
            status = os.stat(self._path)
            file = status.st_dev, status.st_ino
            kept: _Opened | None = getattr(self._thread, "opened", None)
            if kept and kept.file == file and kept in self._all:
                try:
                    return work(kept.connection)
                except sqlite3.Error as error:
                    self._drop()
                    if not _is_read_only(error):
                        raise
            return work(self._open(file))
        except OSError as error:
            self._drop()
            raise RecoveriesTrouble(f"unable to open database file: {error.strerror}") from None
        except sqlite3.Error as error:
            self._drop()
            raise RecoveriesTrouble(" ".join(str(error).split()) or type(error).__name__) from None

    def _open(self, file: tuple[int, int]) -> sqlite3.Connection:
        self._drop()
        connection = sqlite3.connect(self._uri, BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)
        self._thread.opened = opened = _Opened(connection, file)
        with self._lock:
            self._all.add(opened)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _drop(self) -> None:
        """Close this thread's connection."""
        if opened := vars(self._thread).pop("opened", None):
            with suppress(sqlite3.Error):
                opened.connection.close()


def _make_tables(connection: sqlite3.Connection) -> None:
    for table in TABLES:
        connection.execute(table)
    try:
        connection.execute(COLUMNS)
    except sqlite3.OperationalError:
        raise RecoveriesTrouble(OTHER_TABLES) from None


def _is_read_only(error: sqlite3.Error) -> bool:
    """Return whether the connection is read-only, as one stays that was made while the file was."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
