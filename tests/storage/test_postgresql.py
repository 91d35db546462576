"""What can go wrong with a real PostgreSQL server, and that nobody waits for it or is told its password."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from threading import Barrier

import pytest

from skill.ports import HOUSEHOLD, Record, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage.sql import TABLES, SqlRecoveries

from .postgresql import Server, server

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
USER = "5" * 64
READY = Record(Recovery(stage=Stage.READY, zone="Europe/London"), 0)


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    with server() as running:
        yield running


def test_a_server_that_hangs_is_not_waited_for(database: Server) -> None:
    with closing(SqlRecoveries(database.url)) as store:
        store.save(USER, HOUSEHOLD, READY, NOW)
        barrier = Barrier(3)
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda _: store._do(lambda __: barrier.wait()), range(3)))
        with database.hanging():
            for _ in range(3):
                with pytest.raises(RecoveriesTrouble, match="no answer within 1 s"):
                    store.load(USER)
            with pytest.raises(RecoveriesTrouble, match="timeout"):
                store.load(USER)
        assert store.load(USER)[HOUSEHOLD].version == 1
        store.forget_household(USER)


def test_a_server_that_was_away_is_asked_again_at_once(database: Server) -> None:
    with closing(SqlRecoveries(database.url)) as store:
        store.save(USER, HOUSEHOLD, READY, NOW)
        database.stop()
        with pytest.raises(RecoveriesTrouble):
            store.load(USER)
        database.start()
        assert store.load(USER)[HOUSEHOLD].version == 1
        database.stop()
        database.start()
        store.forget_household(USER)
        assert store.load(USER) == {}


def test_what_a_statement_does_wrong_is_not_tried_again(database: Server) -> None:
    with closing(SqlRecoveries(database.url)) as store:
        tried = []

        def wrong(connection: object) -> None:
            tried.append(connection)
            connection.execute("SELECT 1 / 0")  # type: ignore[attr-defined]

        with pytest.raises(RecoveriesTrouble, match="division by zero"):
            store._do(wrong)
        assert len(tried) == 1


@pytest.mark.parametrize("table", range(len(TABLES)))
def test_two_make_a_table_at_the_same_moment(database: Server, table: int) -> None:
    import psycopg

    with psycopg.connect(database.url.replace("+psycopg", "")) as other, ThreadPoolExecutor() as pool:
        other.execute("DROP TABLE IF EXISTS recoveries, turns")
        for each in TABLES[:table]:
            other.execute(each)
        other.commit()
        other.execute(TABLES[table])
        second = pool.submit(SqlRecoveries, database.url)
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as watch:
            while watch.execute(blocked).fetchone() != (1,) and not second.done():
                pass
        other.commit()
        with closing(second.result()) as store:
            assert store.load(USER) == {}


@pytest.mark.parametrize(
    "address",
    [
        "coach:PASSpa%ss@127.0.0.1:1/x",
        "coach:PASS%00@127.0.0.1:1/x",
        "coach:PASS@[::1/x",
        "coach:PASS/x@127.0.0.1:1/x",
        "coach:1/PASS@127.0.0.1:1/x",
        "coach:a@PASS@127.0.0.1:1/x",
        "coach:PASS?x@127.0.0.1:1/x",
        "coach:PASS@127.0.0.1:1/x?nosuchoption=PASS",
        "coach:PASS@127.0.0.1:port/x",
        "coach:PASS\udce4@127.0.0.1:1/x",
        "coach:PASS@127.0.0.1:1/x?sslmode=PASS",
        "coach:PASS@127.0.0.1:1/x",
        "coach:PASS#x@127.0.0.1:1/x",
        "coach:PASS @127.0.0.1:1/x",
    ],
)
def test_no_text_repeats_a_password(address: str) -> None:
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    with pytest.raises(RecoveriesTrouble) as caught:
        SqlRecoveries(f"postgresql://{address}")
    assert "PASS" not in str(caught.value)
