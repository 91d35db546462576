"""What can go wrong with a real database file, and that a person is told in one line."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, sleep

import pytest

from skill.ports import EMPTY, HOUSEHOLD, Record, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage import databases
from skill.storage.databases import PAGE_SIZE, Sqlite
from skill.storage.sql import SqlRecoveries
from tests.storage.writing import read_only

NOW = datetime(2026, 3, 2, tzinfo=UTC)
USER = "5" * 64
READY = Recovery(stage=Stage.READY, zone="Europe/London")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


@pytest.fixture
def store(file: Path) -> Iterator[SqlRecoveries]:
    opened = SqlRecoveries(f"sqlite:///{file}")
    yield opened
    opened.close()


def load(store: SqlRecoveries) -> Record:
    return store.load(USER).get(HOUSEHOLD, EMPTY)


def save(store: SqlRecoveries, kept: Record) -> None:
    store.save(USER, HOUSEHOLD, kept, NOW)


def trouble(work: object) -> str:
    assert callable(work)
    with pytest.raises(RecoveriesTrouble) as caught:
        work()
    told = str(caught.value)
    assert told == " ".join(told.split()), "one line"
    assert USER not in told
    assert told
    return told


def test_the_file_outlives_the_process_that_wrote_it(file: Path) -> None:
    first = SqlRecoveries(f"sqlite:///{file}")
    save(first, Record(READY, 0))
    first.close()
    second = SqlRecoveries(f"sqlite:///{file}")
    assert load(second) == Record(READY, 1)
    save(second, Record(READY, 1))
    second.close()


def test_the_file_is_for_nobody_else_to_read(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    kept = list(file.parent.glob("coach.db*"))
    assert len(kept) == 4, "the database, its log, its index, and whose turn it is"
    assert {each.stat().st_mode & 0o777 for each in kept} == {0o600}


def test_no_other_process_takes_the_log_away_while_it_is_in_use(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    with ThreadPoolExecutor() as pool:  # more connections than one
        assert {kept.version for kept in pool.map(lambda _: load(store), range(50))} == {1}
    visit = (
        f"import sqlite3; other = sqlite3.connect({str(file)!r});"
        " print(other.execute('SELECT version FROM recoveries').fetchone()); other.close()"
    )
    told = subprocess.run([sys.executable, "-c", visit], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(1,)"
    # Whoever leaves as the last one removes it; that process must see that it is not.
    assert file.with_name("coach.db-wal").exists()


def test_two_open_the_same_file(file: Path, store: SqlRecoveries) -> None:
    other = SqlRecoveries(f"sqlite:///{file}")
    save(store, Record(READY, 0))
    assert load(other) == Record(READY, 1)
    other.close()


def test_it_is_in_wal_mode(file: Path, store: SqlRecoveries) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_row_lies_in_one_page(file: Path, store: SqlRecoveries) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (PAGE_SIZE,)


def test_what_was_saved_is_in_the_file_before_it_is_closed(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT user_key, version, record FROM recoveries").fetchall()
    assert rows == [(USER, 1, '{"recovery":{"stage":"ready","zone":"Europe/London"}}')]


def eventually(is_so: Callable[[], bool]) -> bool:
    until = monotonic() + 20
    while not is_so() and monotonic() < until:
        sleep(0.01)
    return is_so()


def test_what_was_saved_moves_into_the_database_by_and_by(
    file: Path, store: SqlRecoveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "CHECKPOINT_EVERY", 3)
    for version in range(2):
        save(store, Record(READY, version))
    assert b"Europe/London" not in file.read_bytes(), "it is in the log"
    save(store, Record(READY, 2))
    assert eventually(lambda: b"Europe/London" in file.read_bytes())
    moved, version = replace(READY, zone="Europe/Paris"), 3
    while b"Europe/Paris" not in file.read_bytes():  # one that goes on is not begun again
        save(store, Record(moved, version))
        version += 1
        assert version < 5000, "it goes on to"
    assert load(store) == Record(moved, version)


def test_whoever_saves_moves_it_when_nobody_else_does(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "LOG_PAGES", 5)
    store = SqlRecoveries(f"sqlite:///{file}")
    for version in range(10):
        save(store, Record(READY, version))
    assert b"Europe/London" in file.read_bytes()
    store.close()


def test_a_database_that_is_gone_when_it_is_to_be_moved(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(databases, "CHECKPOINT_EVERY", 1)
    database = Sqlite(str(file))
    file.unlink()
    database.changed()
    assert eventually(lambda: caplog.messages == ["no checkpoint: unable to open database file"])
    file.touch()

    def tried_again() -> bool:
        database.changed()
        return file.stat().st_size > 0

    assert eventually(tried_again)
    assert len(caplog.messages) == 1


def test_what_is_saved_is_saved_though_no_thread_can_be_had(
    file: Path, store: SqlRecoveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")  # as Python says it

    monkeypatch.setattr(databases, "CHECKPOINT_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", refuse)
        save(store, Record(READY, 0))
    assert b"Europe/London" not in file.read_bytes()
    save(store, Record(READY, 1))
    assert eventually(lambda: b"Europe/London" in file.read_bytes())


def test_a_locked_database(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0)
    store = SqlRecoveries(f"sqlite:///{file}")
    save(store, Record(READY, 0))
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in trouble(lambda: save(store, Record(Recovery(), 1)))
        assert "locked" in trouble(lambda: store.forget(USER, HOUSEHOLD))
        assert load(store) == Record(READY, 1)
        other.rollback()
    save(store, Record(READY, 1))
    store.close()


def test_a_database_locked_before_it_is_opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE of_somebody_else (a)")
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in trouble(lambda: SqlRecoveries(f"sqlite:///{file}"))


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert "unable to open" in trouble(lambda: SqlRecoveries(f"sqlite:///{tmp_path / 'missing' / 'coach.db'}"))


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    trouble(lambda: SqlRecoveries(f"sqlite:///{tmp_path}"))


def test_a_file_that_is_no_database(file: Path) -> None:
    file.write_text("Dear diary, today my ankles are sore. " * 100)
    assert "not a database" in trouble(lambda: SqlRecoveries(f"sqlite:///{file}"))


def test_a_table_of_somebody_else(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recoveries (patient TEXT)")
    assert "no such column" in trouble(lambda: SqlRecoveries(f"sqlite:///{file}"))


def files_of(file: Path) -> list[Path]:
    return list(file.parent.glob(f"{file.name}*"))


def test_a_file_that_was_made_for_all_to_read_no_longer_is(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    for each in files_of(file):
        each.chmod(0o644)
    again = SqlRecoveries(f"sqlite:///{file}")
    assert load(again) == Record(READY, 1)
    assert {each.stat().st_mode & 0o777 for each in files_of(file)} == {0o600}
    again.close()


def test_a_file_of_something_else_keeps_its_mode(file: Path) -> None:
    file.write_text("Dear diary, today my ankles are sore. " * 100)
    file.chmod(0o644)
    trouble(lambda: SqlRecoveries(f"sqlite:///{file}"))
    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["a b.db", "a?mode=memory.db", "a%20b#c.db", "ä\udce4.db"])
def test_any_name_of_a_file(tmp_path: Path, name: str) -> None:
    store = SqlRecoveries(f"sqlite:///{tmp_path / name}")
    save(store, Record(READY, 0))
    store.close()
    assert {each.name for each in tmp_path.iterdir()} == {name, f"{name}-turns"}


# --- what happens to the file while it is in use


def several(store: SqlRecoveries) -> None:
    """Have more connections than one wait for the next to ask."""
    barrier = Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store._do(lambda __: barrier.wait()), range(4)))
    assert len(store._idle) == 4


@pytest.mark.parametrize("before", [lambda _: None, several])
def test_a_file_that_is_gone_is_missed_and_not_made_again(
    file: Path, store: SqlRecoveries, before: Callable[[SqlRecoveries], None]
) -> None:
    save(store, Record(READY, 0))
    before(store)
    away = file.parent / "away"
    away.mkdir()
    for each in files_of(file):
        each.rename(away / each.name)
    for _ in range(6):
        assert "unable to open" in trouble(lambda: load(store))
        assert "unable to open" in trouble(lambda: save(store, Record(READY, 1)))
        assert "unable to open" in trouble(lambda: store.take_turn("ready", NOW, timedelta(0)))
    assert files_of(file) == []
    for each in away.iterdir():
        each.rename(file.parent / each.name)
    assert load(store) == Record(READY, 1)
    save(store, Record(READY, 1))
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT version FROM recoveries").fetchall() == [(2,)]


def test_another_file_in_its_place_is_noticed(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    several(store)
    with closing(sqlite3.connect(file)) as here, closing(sqlite3.connect(file.parent / "backup")) as backup:
        here.backup(backup)
    save(store, Record(READY, 1))
    for each in files_of(file):
        each.unlink()
    (file.parent / "backup").rename(file)
    several(store)
    assert load(store) == Record(READY, 1)
    for version in range(1, 6):
        save(store, Record(READY, version))
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT version FROM recoveries").fetchall() == [(6,)]
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_empty_file_in_its_place_is_no_plan(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    for each in files_of(file):
        each.unlink()
    file.touch()
    assert "no such table" in trouble(lambda: load(store))


def test_a_file_that_cannot_be_written_for_a_while(file: Path, store: SqlRecoveries) -> None:
    save(store, Record(READY, 0))
    store.close()
    file.touch()
    with read_only(files_of(file)):
        several(store)
        assert load(store) == Record(READY, 1)
        assert "readonly" in trouble(lambda: save(store, Record(READY, 1)))
        several(store)
    assert len(store._idle) == 4
    save(store, Record(READY, 1))
    assert load(store) == Record(READY, 2)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with read_only([tmp_path]):
        trouble(lambda: SqlRecoveries(f"sqlite:///{tmp_path / 'coach.db'}"))


DAMAGED = [
    "",
    "{",
    "null",
    "[]",
    '"ready"',
    '{"recovery": {"stage": "flying"}}',
    '{"recovery": {"stage": "icing"}}',
    '{"recovery": {"iced_at": "lately"}}',
    '{"recovery": {"iced_for": "a while"}}',
    '{"handled": [{"key": "a"}]}',
    '{"recovery": {"stage": "ready", "countdown": {"step": "ice"}}}',
    "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_row(file: Path, store: SqlRecoveries, text: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO recoveries VALUES (?, '', 1, 1, ?)", (USER, text))
        connection.commit()
    assert "damaged" in trouble(lambda: store.load(USER))
    store.forget_household(USER)
    assert load(store) == Record(Recovery(), 0)


def test_a_field_of_another_version_is_ignored(file: Path, store: SqlRecoveries) -> None:
    with closing(sqlite3.connect(file)) as connection:
        later = '{"recovery": {"stage": "ready", "zone": "Europe/London", "of_a_later_version": 3}, "before": null}'
        connection.execute("INSERT INTO recoveries VALUES (?, '', 1, 1, ?)", (USER, later))
        connection.commit()
    assert load(store) == Record(READY, 1)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "coach.db",
        "nosuchdatabase://somewhere/coach",
        "postgresql+nosuchdriver://coach:PASSWORD@somewhere/coach",
        "mysql+nosuchdriver://coach:PASSWORD@somewhere/coach",
        "postgresql+psycopg://coach:PASSWORD@127.0.0.1:1/coach",
        "postgresql+psycopg://coach:PASSWORD@127.0.0.1:port/coach",
        "sqlite://somewhere/coach.db",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_url_that_leads_nowhere(url: str) -> None:
    assert "PASSWORD" not in trouble(lambda: SqlRecoveries(url))
