"""Data that nobody uses is forgotten, in the background, by one process."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from skill.housekeeping import KEPT_FOR, TURN, Housekeeping, Pace
from skill.ports import Record, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage.memory import MemoryRecoveries
from skill.storage.sql import SqlRecoveries
from speaker.rehearsal import stage

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = NOW - KEPT_FOR - DAY
LONG = 20
"""Seconds after which a test gives up; no test measures time."""
AT_ONCE = Pace(settle=0)
QUICK = Pace(settle=0, nap=0.01, pause=0)


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
    store.save(user, "", Record(Recovery(stage=Stage.NEW, zone="Europe/Berlin"), 0), at)


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
    Housekeeping(store, lambda: NOW, AT_ONCE).look()
    assert {user for user in "abcd" if store.load(user)} == {"a", "b"}
    assert told() == [(logging.INFO, "forgotten after 30 days without use: 2")]


def test_nobody_to_forget_is_no_line(store: Recoveries, told: Callable[[], object]) -> None:
    keep(store, "a", NOW)
    Housekeeping(store, lambda: NOW, AT_ONCE).look()
    assert store.load("a")
    assert told() == []


def test_many_are_forgotten_in_small_batches(store: Recoveries, told: Callable[[], object]) -> None:
    for number in range(25):
        keep(store, str(number), LATE)
    Housekeeping(store, lambda: NOW, Pace(settle=0, batch=10, pause=0)).look()
    assert not any(store.load(str(number)) for number in range(25))
    assert told() == [(logging.INFO, "forgotten after 30 days without use: 25")]


def test_only_one_process_does_it_in_each_period(store: Recoveries) -> None:
    times, pace = Times(), Pace()
    first, second = (Housekeeping(store, times.clock, pace, times.steady) for _ in range(2))
    settled(first, times)
    second.look()
    first.look()
    keep(store, "a", LATE)
    for housekeeping in (first, second):
        housekeeping.look()
        assert store.load("a")
    times.run(pace.every)
    second.look()
    assert not store.load("a")


def settled(housekeeping: Housekeeping, times: "Times") -> None:
    """As it is once the process has run for a while."""
    housekeeping.look()
    times.run(SETTLE)


class Times:
    """A clock, and seconds that go on whatever it shows."""

    def __init__(self) -> None:
        self.shown, self.passed = NOW, 0.0

    def clock(self) -> datetime:
        return self.shown

    def steady(self) -> float:
        return self.passed

    def run(self, time: timedelta) -> None:
        self.shown += time
        self.passed += time.total_seconds()

    def jump(self, time: timedelta) -> None:
        self.shown += time


MOVED = (logging.WARNING, "housekeeping waits: the clock was moved")
SETTLE = timedelta(seconds=Pace().settle)


def test_it_does_not_look_before_the_clock_has_run_for_a_while(store: Recoveries, told: Callable[[], object]) -> None:
    times = Times()
    housekeeping = Housekeeping(store, times.clock, steady=times.steady)
    keep(store, "a", LATE)
    assert not housekeeping.look()
    times.run(SETTLE - timedelta(seconds=1))
    assert not housekeeping.look()
    assert store.load("a")
    assert told() == []
    times.run(timedelta(seconds=1))
    assert housekeeping.look()
    assert not store.load("a")


def test_a_clock_that_is_wrong_at_first_and_is_put_right_forgets_nobody(
    store: Recoveries, told: Callable[[], object]
) -> None:
    keep(store, "a", NOW)
    times = Times()
    times.jump(400 * DAY)
    housekeeping = Housekeeping(store, times.clock, steady=times.steady)
    housekeeping.look()
    times.run(SETTLE / 2)
    times.jump(-400 * DAY)
    times.run(SETTLE)
    assert not housekeeping.look()
    assert told() == [MOVED]
    times.run(SETTLE)
    assert housekeeping.look()
    assert store.load("a")


@pytest.mark.parametrize("days", [31, -31])
def test_a_clock_that_jumps_is_believed_only_when_it_has_run_for_a_while(
    store: Recoveries, told: Callable[[], object], days: int
) -> None:
    keep(store, "a", NOW)
    times = Times()
    housekeeping = Housekeeping(store, times.clock, steady=times.steady)
    settled(housekeeping, times)
    assert housekeeping.look()
    times.run(timedelta(hours=7))
    times.jump(days * DAY)
    assert not housekeeping.look()
    assert told() == [MOVED]
    times.run(SETTLE)
    times.jump(-days * DAY)
    assert not housekeeping.look()
    times.run(SETTLE)
    assert housekeeping.look()
    assert store.load("a")


def test_a_clock_that_is_set_by_a_little_is_believed(store: Recoveries) -> None:
    times = Times()
    housekeeping = Housekeeping(store, times.clock, steady=times.steady)
    keep(store, "a", LATE)
    settled(housekeeping, times)
    times.jump(timedelta(seconds=90))
    assert housekeeping.look()
    assert not store.load("a")


def test_a_turn_that_was_taken_by_a_wrong_clock_holds_up_nobody(store: Recoveries) -> None:
    times = Times()
    store.take_turn(TURN, NOW + 400 * DAY, Pace().every)
    housekeeping = Housekeeping(store, times.clock, steady=times.steady)
    keep(store, "a", LATE)
    settled(housekeeping, times)
    housekeeping.look()
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
    housekeeping = Housekeeping(store, lambda: NOW, AT_ONCE)
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
    with working(Housekeeping(store, lambda: NOW, Pace(settle=0, pause=LONG * LONG))):
        assert store.asked.wait(LONG)


def test_it_can_end_before_it_began() -> None:
    Housekeeping(MemoryRecoveries(), lambda: NOW).stop()


AT_ONCE_AND_AGAIN = """
from functools import partial
from skill import __main__, housekeeping
housekeeping.Pace = partial(housekeeping.Pace, settle=0, nap=0.05)
raise SystemExit(__main__.main())
"""
"""The server, but for the long times before and between."""


def test_the_real_process_forgets(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    settings, command = {"ANKLE_COACH_DATABASE_URL": database}, (sys.executable, "-c", AT_ONCE_AND_AGAIN)
    with closing(SqlRecoveries(database)) as store:
        keep(store, "late", datetime(2020, 1, 1, tzinfo=UTC))
        with stage(settings=settings, command=command) as running:
            deadline = time.monotonic() + LONG
            while store.load("late") and time.monotonic() < deadline:
                time.sleep(0.05)
            running.skill.stop()
            assert "forgotten after 30 days without use: 1" in running.skill.messages
        assert not store.load("late")


def test_the_real_process_forgets_nobody_when_it_has_just_begun(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    with closing(SqlRecoveries(database)) as store:
        keep(store, "late", datetime(2020, 1, 1, tzinfo=UTC))
        with stage(settings={"ANKLE_COACH_DATABASE_URL": database}) as running:
            running.skill.stop()
        assert store.load("late")
