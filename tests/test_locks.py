"""One turn of a user at a time, and no user waits for another one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from skill.coach import UserLocks

LONG = 20


def test_of_many_threads_one_is_in_its_turn() -> None:
    locks, inside, most, guard = UserLocks(), 0, 0, Lock()

    def turn(_: int) -> None:
        nonlocal inside, most
        with locks.of("user"):
            with guard:
                inside += 1
                most = max(most, inside)
            Event().wait(0.001)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turn, range(40)))
    assert (most, inside) == (1, 0)


def test_no_user_waits_for_another_one() -> None:
    """A thousand users are in their turns at once; a lock that two of them shared would hold one up."""
    locks, begun = UserLocks(), Event()

    def turn() -> None:
        with locks.of("another"):
            begun.set()

    held = [locks.of(str(number)) for number in range(1000)]
    for each in held:
        each.__enter__()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(turn)
        assert begun.wait(1), "it waited"
    for each in held:
        each.__exit__(None, None, None)


def test_a_turn_that_fails_is_over_and_leaves_no_lock() -> None:
    locks = UserLocks()
    with pytest.raises(ZeroDivisionError), locks.of("user"):
        raise ZeroDivisionError
    assert not locks._locks


def test_a_turn_that_has_waited_for_long_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.coach.PATIENCE_SECONDS", 0.05)
    locks = UserLocks()

    def turn() -> str:
        with locks.of("user"):
            return "went on"

    with locks.of("user"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(turn).result(LONG) == "went on"
