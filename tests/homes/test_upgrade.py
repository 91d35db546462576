"""A database of the released version (released.sql) is read as it is, nothing of it is lost, and it can be written."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.ports import Recoveries
from skill.routine.recovery import Stage
from skill.storage import recoveries_at
from skill.storage.sqlite import to_text
from tests.homes.released import FILE
from tests.storage.postgresql import server

SQL = FILE.read_text("utf-8")
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def stored() -> list[tuple[str, str, int, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SQL)
        return database.execute("SELECT user_key, person, version, record FROM recoveries").fetchall()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Recoveries]:
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "coach.db")) as database:
            database.executescript(SQL)
        with closing(recoveries_at(f"sqlite:///{tmp_path / 'coach.db'}")) as opened:
            yield opened
    else:
        with server() as running:
            import psycopg

            with psycopg.connect(running.url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(SQL.encode())
            with closing(recoveries_at(running.url)) as opened:
                yield opened


def test_all_of_it_is_read_and_written(store: Recoveries) -> None:
    for user, person, version, text in stored():
        record = store.load(user)[person]
        assert record.version == version
        assert json.loads(to_text(record)) == json.loads(text)
        store.save(user, person, record, NOW)
        assert store.load(user)[person].version == version + 1


def test_it_has_users_in_every_stage() -> None:
    assert {json.loads(text)["recovery"].get("stage", "new") for *_, text in stored()} == set(Stage)
