"""One turn of a user at a time, and no user waits for another one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from skill.coach import Coach
from skill.storage.sqlite import MemoryRecoveries
from tests.fakes import Clock

LONG = 20


@pytest.fixture
def coach() -> Coach:
    return Coach(MemoryRecoveries(), Clock())


def test_of_many_threads_one_is_in_its_turn(coach: Coach) -> None:
    inside, most, guard = 0, 0, Lock()

    def turn(_: int) -> None:
        nonlocal inside, most
        with coach.turn_of("user"):
            with guard:
                inside += 1
                most = max(most, inside)
            Event().wait(0.001)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turn, range(40)))
    assert (most, inside) == (1, 0)


def test_no_user_waits_for_another_one(coach: Coach) -> None:
    """A thousand users are in their turns at once; a lock that two of them shared would hold one up."""
    begun = Event()

    def turn() -> None:
        with coach.turn_of("another"):
            begun.set()

    held = [coach.turn_of(str(number)) for number in range(1000)]
    for each in held:
        each.__enter__()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(turn)
        assert begun.wait(1), "it waited"
    for each in held:
        each.__exit__(None, None, None)


def test_a_turn_that_fails_is_over_and_leaves_no_lock(coach: Coach) -> None:
    with pytest.raises(ZeroDivisionError), coach.turn_of("user"):
        raise ZeroDivisionError
    assert not coach._locks


def test_a_turn_that_has_waited_for_long_goes_on(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.coach.PATIENCE_SECONDS", 0.05)

    def turn() -> str:
        with coach.turn_of("user"):
            return "went on"

    with coach.turn_of("user"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(turn).result(LONG) == "went on"
