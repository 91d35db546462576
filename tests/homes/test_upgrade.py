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
from tests.storage.dynamodb import TABLE, client, emulator, opened_dynamodb
from tests.storage.postgresql import server

SQL = FILE.read_text("utf-8")
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def stored() -> list[tuple[str, str, int, int, str]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(SQL)
        return database.execute("SELECT user_key, person, version, used_on, record FROM recoveries").fetchall()


def item(user: str, person: str, version: int, used_on: int, record: str) -> dict[str, dict[str, str]]:
    """A row of released.sql as version 0.1.0 stored it in DynamoDB."""
    return {
        "user_key": {"S": user},
        "person": {"S": f"p{person}"},
        "version": {"N": str(version)},
        "used_on": {"N": str(used_on)},
        "record": {"S": record},
        "expires_at": {"N": "1800000000"},
        "save": {"S": "0123456789abcdef"},
    }


@pytest.fixture(params=["sqlite", "postgresql", "dynamodb"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recoveries]:
    if request.param == "dynamodb":
        with emulator("moto") as url:
            for row in stored():
                client(url).put_item(TableName=TABLE, Item=item(*row))
            with opened_dynamodb(url, monkeypatch) as opened:
                yield opened
    elif request.param == "sqlite":
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
    for user, person, version, used_on, text in stored():
        record = store.load(user)[person]
        assert (record.version, record.used_on.toordinal()) == (version, used_on)
        assert json.loads(to_text(record)) == json.loads(text)
        store.save(user, person, record, NOW)
        assert store.load(user)[person].version == version + 1


def test_it_has_users_in_every_stage() -> None:
    assert {json.loads(text)["recovery"].get("stage", "new") for *_, text in stored()} == set(Stage)
