"""What can go wrong with a real PostgreSQL server: it is not waited for, and no text repeats its password."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from time import monotonic

import pytest

from skill.__main__ import main
from skill.ports import HOUSEHOLD, Record, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage import recoveries_at
from skill.storage.sqlite import TABLES
from tests.alexa.signing import SKILL_ID

from .postgresql import Server, emptied, server

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
USER = "5" * 64
READY = Record(Recovery(stage=Stage.READY, zone="Europe/London"), 0)


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture
def store(database: Server) -> Iterator[Recoveries]:
    with closing(recoveries_at(database.url)) as store:
        emptied(database.url)
        store.save(USER, HOUSEHOLD, READY, NOW)
        yield store


def test_a_server_that_hangs_is_not_waited_for(database: Server, store: Recoveries) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.load, [USER] * 50))  # several connections
        with database.hanging():
            begun = monotonic()
            for each in [pool.submit(store.load, USER) for _ in range(24)]:
                with pytest.raises(RecoveriesTrouble, match=r"no answer within 1 s|couldn't get a connection"):
                    each.result()
            assert monotonic() - begun < 6
    assert store.load(USER)[HOUSEHOLD].version == 1


def test_a_server_that_was_away_is_asked_again_at_once(database: Server, store: Recoveries) -> None:
    database.stop()
    with pytest.raises(RecoveriesTrouble):
        store.load(USER)
    database.start()
    assert store.load(USER)[HOUSEHOLD].version == 1
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.load, [USER] * 50))
        database.stop()
        database.start()
        assert all(HOUSEHOLD in each for each in pool.map(store.load, [USER] * 50))


def test_too_many_workers_refuse_to_start(
    database: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """PostgreSQL's 100 are 97 without those of superusers: enough for six workers."""
    recoveries_at(database.url, 6).close()
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    for name, value in {"SKILL_ID": SKILL_ID, "DATABASE_URL": database.url, "WORKERS": "7"}.items():
        monkeypatch.setenv(f"ANKLE_COACH_{name}", value)
    assert main() == 2
    line = capsys.readouterr().err
    assert line.startswith("Ankle Coach did not start: ")
    assert line.count("\n") == 1
    assert "7 workers with up to 16 connections each are too many for PostgreSQL, which has 97" in line


@pytest.mark.parametrize("table", range(len(TABLES)))
def test_two_make_a_table_at_the_same_moment(database: Server, table: int) -> None:
    import psycopg

    url = database.url.replace("+psycopg", "")
    with psycopg.connect(url) as other, ThreadPoolExecutor() as pool:
        other.execute("DROP TABLE IF EXISTS recoveries, checks")
        for each in TABLES[:table]:
            other.execute(each)
        other.commit()
        other.execute(TABLES[table])
        second = pool.submit(recoveries_at, database.url)
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(url, autocommit=True) as watch:
            while watch.execute(blocked).fetchone() != (1,) and not second.done():
                pass
        other.commit()
        with closing(second.result()) as store:
            assert store.load(USER) == {}


def test_a_table_of_another_version(database: Server) -> None:
    import psycopg

    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as other:
        other.execute("DROP TABLE IF EXISTS recoveries")
        other.execute("CREATE TABLE recoveries (user_key TEXT, used_on INTEGER)")
        try:
            with pytest.raises(RecoveriesTrouble, match="this version of Ankle Coach"):
                recoveries_at(database.url)
        finally:
            other.execute("DROP TABLE recoveries")
