"""Recoveries in a SQL database: SQLite by default, PostgreSQL by URL.

SQLite runs in WAL mode, so that a crash of the process loses nothing that was saved.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Insert,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Update,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from skill.ports import Conflict, Kept, RecoveriesTrouble
from skill.routine.recovery import Recovery
from skill.storage.codec import exchanges_from_text, exchanges_to_text, from_text, to_text

_T = TypeVar("_T")

_TABLES = MetaData()
_RECOVERIES = Table(
    "recoveries",
    _TABLES,
    Column("user_key", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("recovery", Text, nullable=False),
    Column("exchanges", Text, nullable=False),
)

# Built once: building a statement costs more than SQLite needs to answer it.
_KEY = _RECOVERIES.c.user_key == bindparam("user")
_VALUES: dict[str, Any] = {
    "version": bindparam("next"),
    "recovery": bindparam("text"),
    "exchanges": bindparam("exchanges_text"),
}
_LOAD = select(_RECOVERIES.c.version, _RECOVERIES.c.recovery, _RECOVERIES.c.exchanges).where(_KEY)
_INSERT = insert(_RECOVERIES).values(user_key=bindparam("user"), **_VALUES)
_UPDATE = update(_RECOVERIES).where(_KEY, _RECOVERIES.c.version == bindparam("newest")).values(**_VALUES)
_FORGET = delete(_RECOVERIES).where(_KEY)

BUSY_SECONDS = 2
"""How long to wait for another writer, or for a connection; a voice answer is late after a few seconds."""


class SqlRecoveries:
    """One row per user, compare-and-set on its version."""

    def __init__(self, url: str) -> None:
        """Open the database and make the table when it is missing; raise `RecoveriesTrouble` when it cannot."""
        self._engine = _engine(url)
        try:
            self._do(_TABLES.create_all)
        except RecoveriesTrouble:
            self.close()
            raise

    def load(self, user: str) -> Kept:
        """Return what is kept; a blank recovery, version 0, when nothing is."""
        row = self._do(lambda connection: connection.execute(_LOAD, {"user": user}).first())
        if row is None:
            return Kept(Recovery(), 0)
        return Kept(from_text(row.recovery), row.version, exchanges_from_text(row.exchanges))

    def save(self, user: str, kept: Kept) -> None:
        """Keep it if ``kept.version`` is still the newest, else raise `Conflict`."""
        values = {
            "user": user,
            "newest": kept.version,
            "next": kept.version + 1,
            "text": to_text(kept.recovery),
            "exchanges_text": exchanges_to_text(kept.exchanges),
        }
        statement = _UPDATE if kept.version else _INSERT
        if not self._do(lambda connection: _changes(connection, statement, values)):
            raise Conflict

    def forget(self, user: str) -> None:
        """Keep nothing of this user."""
        self._do(lambda connection: connection.execute(_FORGET, {"user": user}))

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def _do(self, work: Callable[[Connection], _T]) -> _T:
        try:
            with self._engine.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            # SQLAlchemy's own text repeats the statement with its parameters; the driver's does not.
            raise RecoveriesTrouble(_one_line(getattr(error, "orig", None) or type(error).__name__)) from None


def _changes(connection: Connection, statement: Update | Insert, values: dict[str, Any]) -> bool:
    """Return whether the statement changed a row; a row that is there already is not inserted twice."""
    try:
        return bool(connection.execute(statement, values).rowcount)
    except IntegrityError:
        return False


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        if sqlite and parsed.database in (None, "", ":memory:"):
            raise RecoveriesTrouble("SQLite in memory is another database for each thread; use memory:")
        connecting = {} if sqlite else {"connect_timeout": BUSY_SECONDS}
        # Every change is one statement, so none needs a transaction around it.
        engine = create_engine(
            parsed,
            isolation_level="AUTOCOMMIT",
            connect_args=connecting,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=not sqlite,
        )
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise RecoveriesTrouble(f"cannot use this database URL: {_one_line(error)}") from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except Exception:
        connection.close()  # nobody else knows of it yet
        raise
