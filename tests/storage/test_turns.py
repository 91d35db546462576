"""One exchange of a user at a time: between threads, and between real processes."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import IO, cast

import pytest

from skill.storage.turns import FileGate, Turns, place_of

LONG = 20
HOLD = """
import sys
from skill.storage.turns import FileGate, Turns
with Turns(FileGate(sys.argv[1])).turn_of(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
print("over", flush=True)
sys.stdin.close()
"""


@contextmanager
def another_process(file: Path, user: str) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of an exchange, until its input ends."""
    command = [sys.executable, "-c", HOLD, str(file), user]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert cast(IO[str], process.stdout).readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db-turns"


def test_of_many_threads_one_is_in_its_turn() -> None:
    turns, inside, most, guard = Turns(), 0, 0, Lock()

    def exchange(_: int) -> None:
        nonlocal inside, most
        with turns.turn_of("user"):
            with guard:
                inside += 1
                most = max(most, inside)
            Event().wait(0.001)
            with guard:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(exchange, range(40)))
    assert (most, inside) == (1, 0)


def test_others_do_not_wait() -> None:
    turns = Turns()
    with turns.turn_of("anna"), turns.turn_of("ben"):
        pass


def test_a_turn_that_fails_is_over() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn_of("user"):
        raise ZeroDivisionError
    with turns.turn_of("user"):
        pass
    assert not any(lock.locked() for lock in turns._locks)


def test_who_has_waited_for_long_goes_on(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setattr("skill.storage.turns.PATIENCE_SECONDS", 0.05)
    turns = Turns(FileGate(str(file)))
    with another_process(file, "user"), turns.turn_of("user"), ThreadPoolExecutor(1) as pool:

        def exchange() -> str:
            with turns.turn_of("user"):
                return "went on"

        assert pool.submit(exchange).result(LONG) == "went on"


def test_another_process_is_waited_for(file: Path) -> None:
    turns = Turns(FileGate(str(file)))
    with another_process(file, "user") as process:
        with turns.turn_of("somebody else"):
            pass
        assert not turns._gate.take(place_of("user"))
        cast(IO[str], process.stdin).close()
        assert cast(IO[str], process.stdout).readline() == "over\n"
        with turns.turn_of("user"):
            pass


def test_a_process_that_is_killed_holds_nothing(file: Path) -> None:
    turns = Turns(FileGate(str(file)))
    with another_process(file, "user") as process:
        process.kill()
        process.wait()
        assert turns._gate.take(place_of("user"))


def test_another_thread_gives_nothing_back_of_what_this_one_holds(file: Path) -> None:
    turns = Turns(FileGate(str(file)))
    with turns.turn_of("user"):
        with turns.turn_of("another"):
            pass
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, str(file), "user"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            with pytest.raises(subprocess.TimeoutExpired):  # it takes a moment to start, and then waits
                process.wait(1)
            process.kill()
            assert process.communicate()[0] == ""


def test_the_file_is_for_nobody_else_to_read(file: Path) -> None:
    FileGate(str(file))
    assert file.stat().st_mode & 0o777 == 0o600
