"""The promises of `skill.ports.Recoveries`, kept by every store alike."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings

from skill.ports import Answer, Conflict, Exchange, Kept, Recoveries
from skill.routine.events import Refusal, TimerLost, TimerRefused, TimerSeen, TimerSet
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery
from skill.storage import recoveries_at
from skill.storage.memory import MemoryRecoveries
from skill.storage.sql import SqlRecoveries

from .postgresql import server
from .recoveries import RECOVERIES

READY = Recovery(phase=Phase.READY, zone="Europe/London")
RESTING = Recovery(phase=Phase.RESTING, zone="Europe/London")

_numbers = count()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with server() as running:
        yield running.url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Recoveries]:
    if request.param == "memory":
        yield MemoryRecoveries()
        return
    sqlite = f"sqlite:///{tmp_path / 'coach.db'}"
    opened = SqlRecoveries(sqlite if request.param == "sqlite" else request.getfixturevalue("postgresql"))
    yield opened
    opened.close()


@pytest.fixture
def user() -> str:
    """Another one for each test: one database serves them all."""
    return f"{next(_numbers):064x}"


def test_a_stranger_is_blank(store: Recoveries, user: str) -> None:
    assert store.load(user) == Kept(Recovery(), 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(recovery=RECOVERIES)
def test_what_is_saved_is_loaded(store: Recoveries, recovery: Recovery) -> None:
    user = f"{next(_numbers):064x}"
    store.save(user, Kept(recovery, 0))
    assert store.load(user) == Kept(recovery, 1)


def test_versions_count_the_saves(store: Recoveries, user: str) -> None:
    for version in range(3):
        store.save(user, Kept(READY if version % 2 else RESTING, version))
        assert store.load(user).version == version + 1


def test_saving_the_same_again_is_a_save(store: Recoveries, user: str) -> None:
    store.save(user, Kept(READY, 0))
    store.save(user, Kept(READY, 1))
    assert store.load(user) == Kept(READY, 2)


@pytest.mark.parametrize("stale", [1, 3, 99])
def test_a_version_that_is_not_the_newest_changes_nothing(store: Recoveries, user: str, stale: int) -> None:
    store.save(user, Kept(READY, 0))
    store.save(user, Kept(READY, 1))
    with pytest.raises(Conflict):
        store.save(user, Kept(RESTING, stale))
    assert store.load(user) == Kept(READY, 2)


def test_a_second_first_save_changes_nothing(store: Recoveries, user: str) -> None:
    store.save(user, Kept(READY, 0))
    with pytest.raises(Conflict):
        store.save(user, Kept(RESTING, 0))
    assert store.load(user) == Kept(READY, 1)


def test_a_version_of_a_stranger_is_a_conflict(store: Recoveries, user: str) -> None:
    with pytest.raises(Conflict):
        store.save(user, Kept(READY, 1))
    assert store.load(user) == Kept(Recovery(), 0)


def test_forgotten_is_a_stranger_again(store: Recoveries, user: str) -> None:
    store.save(user, Kept(READY, 0))
    store.forget(user)
    store.forget(user)
    assert store.load(user) == Kept(Recovery(), 0)
    with pytest.raises(Conflict):
        store.save(user, Kept(READY, 1))
    store.save(user, Kept(RESTING, 0))
    assert store.load(user) == Kept(RESTING, 1)


ANSWERS: list[Answer] = [
    None,
    TimerSet("one"),
    TimerRefused(Refusal.PERMISSION),
    TimerLost(gone=True),
    TimerLost(gone=False),
    TimerSeen(Step.ICE, None),
    TimerSeen(Step.MOVE, "two", timedelta(minutes=12), True, timedelta(minutes=20)),
]
"""Everything the world may have answered."""


def test_exchanges_come_back_as_they_were(store: Recoveries, user: str) -> None:
    at = datetime(2026, 3, 2, 20, 0, 0, 123456, tzinfo=UTC)
    exchanges = (Exchange("a" * 32, at, Recovery()), Exchange("b" * 32, at, RESTING, tuple(ANSWERS)))
    store.save(user, Kept(READY, 0, exchanges))
    assert store.load(user) == Kept(READY, 1, exchanges)


def test_users_do_not_touch_each_other(store: Recoveries, user: str) -> None:
    other = user[::-1]
    store.save(user, Kept(READY, 0))
    store.save(other, Kept(RESTING, 0))
    store.forget(user)
    assert store.load(other) == Kept(RESTING, 1)


def _together(*work: Callable[[], object]) -> None:
    """Run everything at once; whatever is raised fails the test."""
    barrier, raised = Barrier(len(work)), list[BaseException]()

    def run(each: Callable[[], object]) -> None:
        barrier.wait()
        try:
            each()
        except BaseException as error:
            raised.append(error)

    threads = [Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []


def test_two_at_once_lose_nothing(store: Recoveries, user: str) -> None:
    rounds = 25

    def count_up() -> None:
        for _ in range(rounds):
            while True:
                kept = store.load(user)
                longer = replace(kept.recovery, timer=f"{kept.recovery.timer or ''}x")
                try:
                    store.save(user, Kept(longer, kept.version))
                    break
                except Conflict:
                    continue

    _together(count_up, count_up)
    assert store.load(user) == Kept(Recovery(timer="x" * 2 * rounds), 2 * rounds)


def test_of_two_first_saves_at_once_one_wins(store: Recoveries, user: str) -> None:
    won: list[Recovery] = []

    def save(recovery: Recovery) -> None:
        try:
            store.save(user, Kept(recovery, 0))
        except Conflict:
            return
        won.append(recovery)

    _together(*(lambda step=step: save(Recovery(step=step)) for step in Step))
    assert store.load(user) == Kept(won[0], 1)
    assert len(won) == 1


def test_the_url_chooses_the_store(tmp_path: Path) -> None:
    assert isinstance(recoveries_at("memory:"), MemoryRecoveries)
    opened = recoveries_at(f"sqlite:///{tmp_path / 'coach.db'}")
    assert isinstance(opened, SqlRecoveries)
    opened.close()
