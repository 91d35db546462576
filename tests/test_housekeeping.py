"""Data that nobody uses is forgotten, in the background, by one process."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from skill.housekeeping import KEPT_FOR, Housekeeping, Pace
from skill.ports import Kept, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Phase, Recovery
from skill.storage.memory import MemoryRecoveries
from skill.storage.sql import SqlRecoveries
from speaker.clock import Clock
from tests.test_main import Rehearsal, rehearsal

__all__ = ["rehearsal"]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = NOW - KEPT_FOR - DAY
LONG = 20
"""Seconds after which a test gives up; no test measures time."""
QUICK = Pace(nap=0.01, pause=0)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Recoveries]:
    if request.param == "memory":
        yield MemoryRecoveries()
        return
    with closing(SqlRecoveries(f"sqlite:///{tmp_path / 'coach.db'}")) as sql:
        yield sql


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[int, str]]]:
    caplog.set_level(logging.INFO)
    return lambda: [(each.levelno, each.getMessage()) for each in caplog.records if each.name == "skill.housekeeping"]


def keep(store: Recoveries, user: str, at: datetime) -> None:
    store.save(user, "", Kept(Recovery(phase=Phase.NEW, zone="Europe/Berlin"), 0), at)


@contextmanager
def working(housekeeping: Housekeeping) -> Iterator[None]:
    housekeeping.start()
    try:
        yield
    finally:
        housekeeping.stop()


class Troubled(MemoryRecoveries):
    """A store that fails where it is told to, and says when it is asked."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__()
        self.trouble: Exception | None = trouble
        self.asked = Event()

    def expire(self, before: datetime, most: int) -> int:
        self.asked.set()
        if self.trouble:
            raise self.trouble
        return super().expire(before, most)


def test_who_was_not_heard_for_thirty_days_is_forgotten(store: Recoveries, told: Callable[[], object]) -> None:
    for user, at in {"a": NOW, "b": NOW - KEPT_FOR, "c": LATE, "d": LATE - 300 * DAY}.items():
        keep(store, user, at)
    Housekeeping(store, lambda: NOW).look()
    assert {user for user in "abcd" if store.load(user)} == {"a", "b"}
    assert told() == [(logging.INFO, "forgotten after 30 days without use: 2")]


def test_nobody_to_forget_is_no_line(store: Recoveries, told: Callable[[], object]) -> None:
    keep(store, "a", NOW)
    Housekeeping(store, lambda: NOW).look()
    assert store.load("a")
    assert told() == []


def test_many_are_forgotten_in_small_batches(store: Recoveries, told: Callable[[], object]) -> None:
    for number in range(25):
        keep(store, str(number), LATE)
    Housekeeping(store, lambda: NOW, Pace(batch=10, pause=0)).look()
    assert not any(store.load(str(number)) for number in range(25))
    assert told() == [(logging.INFO, "forgotten after 30 days without use: 25")]


def test_only_one_process_does_it_in_each_period(store: Recoveries) -> None:
    clock, pace = Clock(NOW, 0), Pace()
    first, second = (Housekeeping(store, clock.now, pace) for _ in range(2))
    first.look()
    keep(store, "a", LATE)
    for housekeeping in (first, second):
        housekeeping.look()
        assert store.load("a")
    clock.skip(pace.every)
    second.look()
    assert not store.load("a")


@pytest.mark.parametrize(
    ("trouble", "line"),
    [
        (RecoveriesTrouble("disk I/O error"), (logging.WARNING, "housekeeping waits: disk I/O error")),
        (ZeroDivisionError("SECRET"), (logging.ERROR, "housekeeping waits")),
    ],
)
def test_trouble_is_one_line_and_the_next_look_goes_on(
    told: Callable[[], object], trouble: Exception, line: tuple[int, str]
) -> None:
    store = Troubled(trouble)
    keep(store, "a", LATE)
    housekeeping = Housekeeping(store, lambda: NOW)
    housekeeping.look()
    assert store.load("a")
    assert told() == [line]
    store.trouble = None
    housekeeping.look()  # in the same period: the turn is still its own
    assert not store.load("a")


def test_the_thread_looks_again_and_again_whatever_happens() -> None:
    store = Troubled(RecoveriesTrouble("gone for a while"))
    keep(store, "a", LATE)
    with working(Housekeeping(store, lambda: NOW, QUICK)):
        assert store.asked.wait(LONG)
        store.asked.clear()
        assert store.asked.wait(LONG)
        store.trouble = None
        store.asked.clear()
        assert store.asked.wait(LONG)
    assert not store.load("a")


def test_it_ends_between_two_batches() -> None:
    class Endless(MemoryRecoveries):
        asked = Event()

        def expire(self, before: datetime, most: int) -> int:
            self.asked.set()
            return most

    store = Endless()
    with working(Housekeeping(store, lambda: NOW, Pace(pause=LONG * LONG))):
        assert store.asked.wait(LONG)


def test_it_can_end_before_it_began() -> None:
    Housekeeping(MemoryRecoveries(), lambda: NOW).stop()


def test_the_real_process_forgets(rehearsal: Rehearsal) -> None:
    with closing(SqlRecoveries(rehearsal.database)) as store:
        keep(store, "late", rehearsal.clock.now() - KEPT_FOR - DAY)
        with rehearsal.server() as server:
            assert any("forgotten after 30 days without use: 1" in line for line in server.told)
            assert not store.load("late")
            assert server.end()[0] == 0
