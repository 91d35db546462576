"""What can go wrong with a real database file, and that it is told in one line."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from skill.ports import EMPTY, HOUSEHOLD, Record, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage import sqlite
from skill.storage.sqlite import SqliteRecoveries
from tests.storage.writing import read_only

NOW = datetime(2026, 3, 2, tzinfo=UTC)
USER = "5" * 64
READY = Recovery(stage=Stage.READY, zone="Europe/London")
OTHER_FILE = "Dear diary, today my ankles are sore. " * 100


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
def store(file: Path) -> Iterator[SqliteRecoveries]:
    with closing(SqliteRecoveries(str(file))) as opened:
        yield opened


def load(store: SqliteRecoveries) -> Record:
    return store.load(USER).get(HOUSEHOLD, EMPTY)


def save(store: SqliteRecoveries, record: Record) -> None:
    store.save(USER, HOUSEHOLD, record, NOW)


def trouble(work: Callable[[], object]) -> str:
    with pytest.raises(RecoveriesTrouble) as caught:
        work()
    told = str(caught.value)
    assert told == " ".join(told.split()), "one line"
    assert USER not in told
    assert told
    return told


def files_of(file: Path) -> list[Path]:
    return list(file.parent.glob(f"{file.name}*"))


def in_threads(work: Callable[[], object]) -> list[object]:
    barrier = Barrier(4)

    def run(_: int) -> object:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(run, range(4)))


def test_only_the_owner_may_read_the_file_and_its_log(file: Path, store: SqliteRecoveries) -> None:
    save(store, Record(READY, 0))
    modes = {each.name: each.stat().st_mode & 0o777 for each in files_of(file)}
    assert modes == dict.fromkeys(["coach.db", "coach.db-wal", "coach.db-shm"], 0o600)


def test_only_what_differs_from_a_new_plan_is_written_and_at_once(file: Path, store: SqliteRecoveries) -> None:
    save(store, Record(READY, 0))
    with closing(sqlite3.connect(file)) as other:
        rows = other.execute("SELECT user_key, version, record FROM recoveries").fetchall()
    assert rows == [(USER, 1, '{"recovery":{"stage":"ready","zone":"Europe/London"}}')]


def test_after_closing_all_lies_in_the_one_file_and_it_opens_again(file: Path, store: SqliteRecoveries) -> None:
    save(store, Record(READY, 0))
    in_threads(lambda: load(store))
    store.close()
    assert files_of(file) == [file]
    assert load(store) == Record(READY, 1)


@pytest.mark.parametrize("name", ["a b.db", "a?mode=memory.db", "a%20b#c.db", "ä\udce4.db"])
def test_any_name_of_a_file(tmp_path: Path, name: str) -> None:
    with closing(SqliteRecoveries(str(tmp_path / name))) as store:
        save(store, Record(READY, 0))
    assert {each.name for each in tmp_path.iterdir()} == {name}


def test_a_file_that_is_no_database(file: Path) -> None:
    file.write_text(OTHER_FILE)
    file.chmod(0o644)
    assert "not a database" in trouble(lambda: SqliteRecoveries(str(file)))
    assert (file.read_text(), file.stat().st_mode & 0o777) == (OTHER_FILE, 0o644)


@pytest.mark.parametrize("columns", ["patient TEXT", "user_key, person, version, used_on, recovery, exchanges"])
def test_a_file_of_another_version(file: Path, columns: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"CREATE TABLE recoveries ({columns})")
    text = trouble(lambda: SqliteRecoveries(str(file)))
    assert "this version of Ankle Coach" in text or "no such column" in text


def test_a_locked_database(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with closing(SqliteRecoveries(str(file))) as store, closing(sqlite3.connect(file)) as other:
        save(store, Record(READY, 0))
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in trouble(lambda: save(store, Record(Recovery(), 1)))
        assert "locked" in trouble(lambda: store.forget(USER, HOUSEHOLD))
        assert "locked" in trouble(lambda: store.check(NOW))
        assert load(store) == Record(READY, 1)
        other.rollback()
        save(store, Record(READY, 1))


def test_a_backup_in_its_place_is_used(file: Path, store: SqliteRecoveries) -> None:
    save(store, Record(READY, 0))
    in_threads(lambda: load(store))
    with closing(sqlite3.connect(file)) as here, closing(sqlite3.connect(file.parent / "backup")) as backup:
        here.backup(backup)
    save(store, Record(READY, 1))
    for each in files_of(file):
        each.unlink()
    (file.parent / "backup").rename(file)
    assert in_threads(lambda: load(store)) == [Record(READY, 1)] * 4
    save(store, Record(READY, 1))
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT version FROM recoveries").fetchall() == [(2,)]


def test_a_file_that_cannot_be_written_for_a_while(file: Path, store: SqliteRecoveries) -> None:
    save(store, Record(READY, 0))
    store.close()
    file.touch()
    with read_only(files_of(file)):
        assert load(store) == Record(READY, 1)
        assert "readonly" in trouble(lambda: save(store, Record(READY, 1)))
        assert "readonly" in trouble(lambda: store.check(NOW))
        assert load(store) == Record(READY, 1)
    save(store, Record(READY, 1))  # on the connection that was made while nothing could be written
    assert load(store) == Record(READY, 2)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", '"ready"'),
        '{"recovery": {"stage": "flying"}}',
        '{"recovery": {"iced_at": "lately"}}',
        '{"recovery": {"stage": "ready", "countdown": {"step": "ice"}}}',
        '{"handled": [{"key": "a"}]}',
        "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_damaged_row(file: Path, store: SqliteRecoveries, text: str) -> None:
    insert(file, text)
    assert "damaged" in trouble(lambda: store.load(USER))
    store.forget_household(USER)
    assert load(store) == EMPTY


def test_a_field_of_another_version_is_ignored(file: Path, store: SqliteRecoveries) -> None:
    insert(file, '{"recovery": {"stage": "ready", "zone": "Europe/London", "of_a_later_version": 3}, "before": null}')
    assert load(store) == Record(READY, 1)


def insert(file: Path, text: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO recoveries VALUES (?, '', 1, 1, ?)", (USER, text))


@pytest.mark.parametrize(("system", "is_refused"), [("nfs4", True), ("ext4", False)])
def test_a_file_system_that_hosts_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, is_refused: bool
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/b {tmp_path} {system} rw 0 0\n")
    monkeypatch.setattr("skill.storage.sqlite.MOUNTS", mounts)
    with pytest.raises(RecoveriesTrouble, match=f"cannot be kept on {system}") if is_refused else nullcontext():
        SqliteRecoveries(str(tmp_path / "coach.db")).close()
