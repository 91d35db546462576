"""Recoveries in SQLite, in a file or in memory, and `SqlRecoveries` for any database: a row for each person."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote
from weakref import finalize

from pydantic import TypeAdapter, ValidationError

from skill.ports import Conflict, Damaged, Record, Recoveries, RecoveriesTrouble

_T = TypeVar("_T")

BUSY_SECONDS = 1
"""How long to wait for another writer, or a server: Alexa's APIs may already have taken three seconds of four."""

TABLES = (
    "CREATE TABLE IF NOT EXISTS recoveries ("
    " user_key TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, used_on INTEGER NOT NULL,"
    " record TEXT NOT NULL, PRIMARY KEY (user_key, person))",
    "CREATE INDEX IF NOT EXISTS recoveries_by_use ON recoveries (used_on)",
    "CREATE TABLE IF NOT EXISTS checks (id INTEGER PRIMARY KEY, at BIGINT NOT NULL)",
)
"""``used_on`` counts days (`date.toordinal`) in UTC, ``at`` seconds since 1970."""

COLUMNS = "SELECT user_key, person, version, used_on, record FROM recoveries LIMIT 0"
OTHER_TABLES = "its tables are not those of this version of Ankle Coach: choose another database, or move this one away"

INSERT = (
    "INSERT INTO recoveries (used_on, version, record, user_key, person) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
UPDATE = "UPDATE recoveries SET used_on = ?, version = ?, record = ? WHERE user_key = ? AND person = ? AND version = ?"
EXPIRE = (
    "DELETE FROM recoveries WHERE used_on < ? AND (user_key, person) IN"
    " (SELECT user_key, person FROM recoveries WHERE used_on < ? LIMIT ?)"
)
"""The day is compared twice: a row that was used meanwhile stays."""
CHECK = (
    "INSERT INTO checks (id, at) VALUES (1, ?)"
    " ON CONFLICT (id) DO UPDATE SET at = excluded.at WHERE checks.at <> excluded.at"
)

MOUNTS = Path("/proc/mounts")
OF_SEVERAL_HOSTS = ("nfs", "nfs4", "cifs", "smb3", "ceph", "fuse.sshfs", "fuse.glusterfs")
"""File systems on which one host does not see the locks of another, or not the memory that they share."""

_RECORD = TypeAdapter(Record)


class SqlRecoveries(Recoveries, ABC):
    """Compare-and-set on the version of a row. Every change is one statement, so none needs a transaction."""

    placeholder = "?"
    """What stands for a value in a statement."""

    @abstractmethod
    def _do(self, work: Callable[[Any], _T]) -> _T:
        """Do it on a connection; raise `RecoveriesTrouble`."""

    def load(self, user: str) -> dict[str, Record]:
        rows = self._read("SELECT person, version, used_on, record FROM recoveries WHERE user_key = ?", user)
        return {person: from_text(text, version, date.fromordinal(day)) for person, version, day, text in rows}

    def save(self, user: str, person: str, record: Record, at: datetime) -> None:
        values = (at.date().toordinal(), record.version + 1, to_text(record), user, person)
        if not (self._change(UPDATE, *values, record.version) if record.version else self._change(INSERT, *values)):
            raise Conflict

    def forget(self, user: str, person: str) -> None:
        self._change("DELETE FROM recoveries WHERE user_key = ? AND person = ?", user, person)

    def forget_household(self, user: str) -> None:
        self._change("DELETE FROM recoveries WHERE user_key = ?", user)

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
        ((newest,),) = self._read("SELECT max(used_on) FROM recoveries")
        before = min(today.toordinal(), newest or 0) - unused_for.days
        return self._change(EXPIRE, before, before, most)

    def check(self, now: datetime) -> None:
        self._change(CHECK, int(now.timestamp()))

    def _read(self, statement: str, *values: object) -> list[Any]:
        return self._do(lambda connection: list(self._execute(connection, statement, values)))

    def _change(self, statement: str, *values: object) -> int:
        return self._do(lambda connection: int(self._execute(connection, statement, values).rowcount))

    def _execute(self, connection: Any, statement: str, values: tuple[object, ...]) -> Any:
        return connection.execute(statement.replace("?", self.placeholder), values)


def make_tables(connection: Any, no_column: type[Exception], *made_meanwhile: type[Exception]) -> None:
    """Make the tables that are missing; raise `RecoveriesTrouble` when there are others of their names.

    The exceptions are the driver's: for a column that is missing, and for a table that another process has just made.
    """
    for table in TABLES:
        with suppress(*made_meanwhile):
            connection.execute(table)
    try:
        connection.execute(COLUMNS)
    except no_column:
        raise RecoveriesTrouble(OTHER_TABLES) from None


def to_text(record: Record) -> str:
    """Return the JSON of a record, without the fields that have their default, or a column of their own."""
    return _RECORD.dump_json(record, exclude={"version", "used_on"}, exclude_defaults=True).decode()


def from_text(text: str, version: int, used_on: date) -> Record:
    """Return the record of a JSON text, without names that are not known here; raise `Damaged` when it is none."""
    try:
        return replace(_RECORD.validate_json(text), version=version, used_on=used_on)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Damaged(f"a stored record is damaged: {first['loc']} {first['msg']}") from None


class MemoryRecoveries(SqlRecoveries):
    """Records for as long as the process lives: a SQLite database that has no file, and one connection."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._end = finalize(self, self._connection.close)
        self._lock = Lock()
        make_tables(self._connection, sqlite3.OperationalError)

    def close(self) -> None:
        """Close the connection; what was kept is gone."""
        self._end()

    def _do(self, work: Callable[[Any], _T]) -> _T:
        with self._lock:
            return work(self._connection)


class SqliteRecoveries(SqlRecoveries):
    """A connection for each thread at work, in WAL mode: a crash of the process loses nothing that was saved."""

    def __init__(self, path: str) -> None:
        """Make file and tables now, since a file that vanishes later must be missed; raise `RecoveriesTrouble`."""
        if (system := _file_system(path)) in OF_SEVERAL_HOSTS:
            raise RecoveriesTrouble(
                f"SQLite cannot be kept on {system}, which hosts share: take a local disk or PostgreSQL"
            )
        self._path = path
        self._uri = f"{'file://' if path.startswith('/') else 'file:'}{quote(os.fsencode(path))}?mode=rw"
        self._idle: deque[tuple[tuple[int, int, bool], Connection]] = deque()
        """Connections that no thread uses, the last used one last, each with device and inode of its file and whether
        that could be written: an open file can be used long after it was deleted or replaced, and stays read-only."""
        with suppress(OSError):  # SQLite tells what is wrong
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._do(lambda connection: make_tables(connection, sqlite3.OperationalError))

    def close(self) -> None:
        """Close all connections; the last one moves the log into the file."""
        while idle := self._take():
            idle[1].close()

    def _do(self, work: Callable[[Any], _T]) -> _T:
        """Do it on the last used connection, or on a new one when the file is not as it was then."""
        try:
            status = os.stat(self._path)
            file = status.st_dev, status.st_ino, os.access(self._path, os.W_OK)
            while (idle := self._take()) and idle[0] != file:
                idle[1].close()
            connection = idle[1] if idle else self._connect()
            try:
                result = work(connection if idle else _in_wal_mode(connection))
            except BaseException:
                connection.close()
                raise
            self._idle.append((file, connection))
            return result
        except OSError as error:
            raise RecoveriesTrouble(f"unable to open database file: {error.strerror}") from None
        except sqlite3.Error as error:
            raise RecoveriesTrouble(" ".join(str(error).split()) or type(error).__name__) from None

    def _connect(self) -> Connection:
        return sqlite3.connect(self._uri, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)

    def _take(self) -> tuple[tuple[int, int, bool], Connection] | None:
        with suppress(IndexError):
            return self._idle.pop()
        return None


def _in_wal_mode(connection: Connection) -> Connection:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _file_system(path: str) -> str:
    """Return the name of the file system that a file is on; ``""`` where the system does not tell."""
    if not MOUNTS.exists():
        return ""
    file = Path(os.path.realpath(path))
    mounts = [line.split()[1:3] for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    around = [(folder, name) for folder, name in reversed(mounts) if file.is_relative_to(folder)]
    return max(around, key=lambda mount: len(mount[0]), default=("", ""))[1]
