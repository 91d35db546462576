"""Recoveries in a SQL database, one row for each person of a user's household."""

from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from skill.ports import Conflict, Record, RecoveriesTrouble
from skill.storage.codec import from_text, to_text
from skill.storage.databases import database_at
from skill.storage.turns import Turns

_T = TypeVar("_T")

TABLES = (
    "CREATE TABLE IF NOT EXISTS recoveries ("
    " user_key TEXT NOT NULL, person TEXT NOT NULL, version INTEGER NOT NULL, used_on INTEGER NOT NULL,"
    " record TEXT NOT NULL, PRIMARY KEY (user_key, person))",
    "CREATE INDEX IF NOT EXISTS recoveries_by_use ON recoveries (used_on)",
    "CREATE TABLE IF NOT EXISTS turns (name TEXT PRIMARY KEY, taken_at BIGINT NOT NULL)",
)
"""``used_on`` counts days (`date.toordinal`), ``taken_at`` seconds since 1970, both in UTC."""

LOAD = "SELECT person, version, used_on, record FROM recoveries WHERE user_key = ?"
INSERT = (
    "INSERT INTO recoveries (used_on, version, record, user_key, person) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
UPDATE = "UPDATE recoveries SET version = ?, record = ? WHERE user_key = ? AND person = ? AND version = ?"
UPDATE_ON_ANOTHER_DAY = UPDATE.replace("SET ", "SET used_on = ?, ")
"""Apart, since a column that is set is written into its index anew, even when it does not change."""
FORGET_HOUSEHOLD = "DELETE FROM recoveries WHERE user_key = ?"
FORGET = f"{FORGET_HOUSEHOLD} AND person = ?"
EXPIRE = (
    "DELETE FROM recoveries WHERE (user_key, person) IN"
    " (SELECT user_key, person FROM recoveries WHERE used_on < ? LIMIT ?)"
)
TAKE_TURN = (
    "INSERT INTO turns (name, taken_at) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET taken_at = excluded.taken_at WHERE turns.taken_at NOT BETWEEN ? AND ?"
)


class SqlRecoveries(Turns):
    """Compare-and-set on the version of a row. Every change is one statement, so none needs a transaction around it."""

    def __init__(self, url: str) -> None:
        """Open the database and make the tables when they are missing; raise `RecoveriesTrouble` when it cannot."""
        self._database = database_at(url)
        super().__init__(self._database.gate(self._do))
        self._idle: list[tuple[Hashable, Any]] = []
        words = (LOAD, INSERT, UPDATE, UPDATE_ON_ANOTHER_DAY, FORGET, FORGET_HOUSEHOLD, EXPIRE, TAKE_TURN)
        self._statements = {each: self._database.dialect(each) for each in words}
        for table in TABLES:
            self._do(partial(self._make, table))

    def load(self, user: str) -> dict[str, Record]:
        """Return what is kept of a user's household, by person."""
        rows = self._do(lambda connection: connection.execute(self._statements[LOAD], (user,)).fetchall())
        return {
            person: from_text(record, version, date.fromordinal(used_on)) for person, version, used_on, record in rows
        }

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        """Keep it if ``kept.version`` is still the newest, else raise `Conflict`."""
        values = (kept.version + 1, to_text(kept), user, person)
        today = at.date()
        if not kept.version:
            changed = self._change(INSERT, today.toordinal(), *values)
        elif kept.used_on == today:
            changed = self._change(UPDATE, *values, kept.version)
        else:
            changed = self._change(UPDATE_ON_ANOTHER_DAY, today.toordinal(), *values, kept.version)
        if not changed:
            raise Conflict

    def forget(self, user: str, person: str) -> None:
        """Keep nothing of this person."""
        self._change(FORGET, user, person)

    def forget_household(self, user: str) -> None:
        """Keep nothing of anybody of this household, readable or not."""
        self._change(FORGET_HOUSEHOLD, user)

    def expire(self, before: datetime, most: int) -> int:
        """Keep nothing that was last used before that day, UTC; return how many were removed, at most ``most``."""
        return self._change(EXPIRE, before.date().toordinal(), most)

    def take_turn(self, name: str, now: datetime, every: timedelta) -> bool:
        """Return whether this process may do what only one may do in each such time, by a clock that was right."""
        within = _seconds(now - every) + 1, _seconds(now + every)
        return bool(self._change(TAKE_TURN, name, _seconds(now), *within))

    def close(self) -> None:
        """Let go of the connections."""
        while self._idle:
            with suppress(IndexError):  # another thread may take the last one at any moment
                self._idle.pop()[1].close()

    def _change(self, statement: str, *values: object) -> int:
        count = self._do(lambda connection: int(connection.execute(self._statements[statement], values).rowcount))
        self._database.changed()
        return count

    def _make(self, table: str, connection: Any) -> None:
        try:
            connection.execute(table)
        except self._database.clash:  # another process has made it by now
            connection.execute(table)

    def _do(self, work: Callable[[Any], _T]) -> _T:
        """Do the work on a connection of its own; when it turns out to be lost, all are, and a new one is tried."""
        try:
            place = self._database.place()
            if connection := self._idle_at(place):
                try:
                    return self._done(work, place, connection)
                except self._database.trouble as error:
                    if not self._database.is_lost(error):
                        raise
                self.close()
            return self._done(work, place, self._database.connect())
        except self._database.trouble as error:
            raise RecoveriesTrouble(" ".join(str(error).split()) or type(error).__name__) from None

    def _idle_at(self, place: Hashable) -> Any:
        """Return a connection to the database that is there now; ``None`` when none waits."""
        while self._idle:
            try:
                led_to, connection = self._idle.pop()
            except IndexError:  # another thread has taken the last one
                break
            if led_to == place:
                return connection
            connection.close()
        return None

    def _done(self, work: Callable[[Any], _T], place: Hashable, connection: Any) -> _T:
        try:
            done = work(connection)
        except BaseException:
            with suppress(self._database.trouble):
                connection.close()
            raise
        self._idle.append((place, connection))
        return done


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
