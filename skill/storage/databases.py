"""The databases that recoveries can be kept in: SQLite by default, PostgreSQL by URL."""

import logging
import os
import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing, suppress
from threading import Thread
from typing import Any, Protocol
from urllib.parse import quote

from skill.ports import RecoveriesTrouble
from skill.storage.turns import FileGate, Gate, NoGate

log = logging.getLogger(__name__)

BUSY_SECONDS = 1
"""How long to wait for another writer, or for an answer: Alexa's APIs may already have taken three seconds of four."""


class Database(Protocol):
    """Makes connections. Each statement on them is a transaction of its own."""

    trouble: type[Exception]
    """What its driver raises."""
    clash: tuple[type[Exception], ...]
    """What of it says that two made the same table at the same moment."""
    is_far: bool
    """Whether an answer of it comes over a network."""

    def place(self) -> Hashable:
        """Return what differs when another database has taken its place; raise ``trouble`` when it is gone."""

    def connect(self) -> Any:
        """Return a new connection; raise ``trouble`` when there is none to be had."""

    def is_lost(self, error: Exception) -> bool:
        """Return whether a new connection may well do what raised this on one that was made earlier."""

    def changed(self) -> None:
        """Hear that something was saved or deleted."""

    def gate(self, do: Callable[[Callable[[Any], bool]], bool]) -> Gate:
        """Return what keeps other processes out; ``do`` does work on a connection, as `SqlRecoveries` does all."""

    def dialect(self, statement: str) -> str:
        """Return a statement, written with ``?`` for its parameters, as the driver wants it."""


PAGE_SIZE = 8192
"""In bytes: a person's row, about four thousand at most, lies in one page, and seldom has to move to another one."""

CHECKPOINT_EVERY = 1000
"""Changes. Each adds about a page to SQLite's log, from where a checkpoint copies them all into the database."""
LOG_PAGES = 8 * CHECKPOINT_EVERY
"""A log as long as that is copied by whoever saves: a thread never catches up with those who save without a pause."""


class Sqlite:
    """A file; in WAL mode, so that a crash of the process loses nothing that was saved.

    Checkpoints are made in a thread of their own: the disk is slow, and nobody who talks should wait for it.
    """

    trouble: type[Exception] = sqlite3.Error
    clash: tuple[type[Exception], ...] = ()
    is_far = False

    def __init__(self, file: str) -> None:
        """Take a path. A file that is not there is made now, and not later: nobody would miss what was in it."""
        self._changes = 0
        self._checkpoint: Thread | None = None
        self._file = file
        self._uri = f"{'file://' if file.startswith('/') else 'file:'}{quote(os.fsencode(file))}?mode=rw"
        with suppress(OSError):  # SQLite tells what is wrong
            # Only when it is new: closing a file that is in use would drop SQLite's locks on it (POSIX), and
            # another process could take its log away.
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def place(self) -> Hashable:
        """Return which file it is: an open one can be written to long after it was deleted."""
        try:
            status = os.stat(self._file)
        except OSError as error:
            raise sqlite3.OperationalError(f"unable to open database file: {error.strerror}") from None
        return status.st_dev, status.st_ino

    def connect(self) -> sqlite3.Connection:
        """Return a new connection to the file, which from then on nobody else can read."""
        connection = sqlite3.connect(
            self._uri, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True
        )
        try:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")  # of a file that is new
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        except sqlite3.Error:
            connection.close()
            raise
        self._close_to_others()
        return connection

    def is_lost(self, error: Exception) -> bool:
        """Return whether the connection is read-only, as one stays that was made while the file was."""
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

    def changed(self) -> None:
        """Begin a checkpoint when it is time, unless one goes on."""
        self._changes += 1  # two threads at once may count as one
        if self._changes >= CHECKPOINT_EVERY and not (self._checkpoint and self._checkpoint.is_alive()):
            self._changes = 0
            self._checkpoint = Thread(target=self._copy, name="checkpoint", daemon=True)
            with suppress(RuntimeError):  # no thread to be had; what was saved is saved, and a later change tries again
                self._checkpoint.start()

    def gate(self, do: Callable[[Callable[[Any], bool]], bool]) -> Gate:
        """Return locks in a file beside it; none where no file can be made, and so nothing be saved."""
        try:
            return FileGate(f"{self._file}-turns")
        except OSError:
            return NoGate()

    def dialect(self, statement: str) -> str:
        """Return the statement as it is."""
        return statement

    def _copy(self) -> None:
        try:
            with closing(self.connect()) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:  # whoever saves next hears of it, and no page of the log is lost
            log.warning("no checkpoint: %s", error)

    def _close_to_others(self) -> None:
        for name in (self._file, *(f"{self._file}-{of}" for of in ("wal", "shm", "turns"))):
            with suppress(OSError):  # it is somebody else's, or not there
                if os.stat(name).st_mode & 0o077:
                    os.chmod(name, 0o600)


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
        try:
            from skill.storage.postgresql import Postgresql  # its driver comes with the extra `postgresql`
        except ImportError as error:
            raise RecoveriesTrouble(f"cannot use PostgreSQL: {error}") from None
        return Postgresql(f"postgresql://{rest}")
    raise RecoveriesTrouble("cannot use this database URL: neither sqlite:///<file> nor postgresql://...")
