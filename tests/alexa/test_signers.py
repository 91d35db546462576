from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from queue import Queue
from threading import Event
from threading import enumerate as threads
from time import sleep

import pytest

from skill.alexa.chain import Signer, Trust
from skill.alexa.signers import (
    FAILURE_SECONDS,
    FETCHES_A_MINUTE,
    FETCHES_AT_ONCE,
    REMEMBERED,
    WAITING_AT_ONCE,
    Signers,
)
from skill.alexa.verify import Refused

from .pki import CHAIN, DAY, INTERMEDIATE, NOW, ROOT, leaf, pem

PATH = "/echo.api/x.pem"


class Shelf:
    """A source of chain files that can be held back, and that keeps count."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.read_paths: list[str] = []
        self.open = Event()
        self.open.set()

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        self.open.wait()
        return self.files[path]


class World:
    def __init__(self) -> None:
        self.shelf = Shelf()
        self.seconds = 1000.0
        self.signers = Signers(self.shelf, Trust([ROOT.certificate]), lambda: self.seconds)

    def ask(self, path: str = PATH, now: datetime = NOW) -> Signer:
        return self.signers.signer(path, now)

    def reason(self, path: str = PATH, now: datetime = NOW) -> str:
        with pytest.raises(Refused) as caught:
            self.ask(path, now)
        return str(caught.value)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    world.shelf.files[PATH] = CHAIN
    yield world
    world.shelf.open.set()
    settle()


def settle() -> None:
    """Wait until no fetch is under way."""
    for thread in threads():
        if thread.name == "certificate-fetch":
            thread.join()


def until(happened: Callable[[], bool]) -> None:
    while not happened():
        sleep(0.001)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.alexa.signers.PATIENCE_SECONDS", 0.05)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.alexa.signers.PATIENCE_SECONDS", 60.0)


def test_a_chain_is_fetched_once(world: World) -> None:
    assert world.ask() == world.ask() == world.ask(now=NOW + DAY)
    assert world.shelf.read_paths == [PATH]


def test_a_chain_that_has_expired_since_is_refused(world: World) -> None:
    assert world.ask()
    assert world.reason(now=NOW + 31 * DAY).startswith("certificate-chain: ")


def test_a_chain_that_is_not_valid_yet_is_refused(world: World) -> None:
    assert world.ask()
    assert world.reason(now=NOW - 31 * DAY).startswith("certificate-chain: ")


def test_a_chain_renewed_in_its_place_is_found(world: World) -> None:
    old = world.ask()
    renewed = leaf(INTERMEDIATE, valid=(NOW, NOW + 60 * DAY))
    world.shelf.files[PATH] = pem(renewed, INTERMEDIATE)
    assert world.ask() == old
    assert world.ask(now=NOW + 31 * DAY).not_after == NOW + 60 * DAY


def test_a_failure_is_remembered_briefly(world: World) -> None:
    del world.shelf.files[PATH]
    assert world.reason() == "certificate-fetch: KeyError"
    world.shelf.files[PATH] = CHAIN
    world.seconds += FAILURE_SECONDS - 1
    assert world.reason() == "certificate-fetch: KeyError (remembered)"
    assert world.shelf.read_paths == [PATH]
    world.seconds += 1
    assert world.ask()


def test_a_bad_chain_is_remembered_briefly(world: World) -> None:
    world.shelf.files[PATH] = b"<html>"
    assert world.reason().startswith("certificate-chain: ")
    assert world.reason().endswith(" (remembered)")
    assert world.shelf.read_paths == [PATH]


def test_nobody_can_make_us_fetch_more_than_so_often_a_minute(world: World) -> None:
    assert world.ask()
    for number in range(FETCHES_A_MINUTE - 1):
        assert world.reason(f"/echo.api/{number}") == "certificate-fetch: KeyError"
    world.seconds += 59
    assert world.reason("/echo.api/new") == "certificate-fetch: too many fetches"
    assert len(world.shelf.read_paths) == FETCHES_A_MINUTE
    assert world.ask(), "known signers need no fetch"
    world.seconds += 1
    assert world.reason("/echo.api/new") == "certificate-fetch: KeyError"


def test_what_is_remembered_is_bounded(world: World) -> None:
    for number in range(REMEMBERED + 1):
        world.shelf.files[str(number)] = CHAIN
        assert world.ask(str(number))
    world.shelf.read_paths.clear()
    for number in reversed(range(REMEMBERED + 1)):
        assert world.ask(str(number))
    assert world.shelf.read_paths == ["0"]


def test_failures_are_forgotten(world: World) -> None:
    for number in range(1000):
        world.seconds += 60
        assert world.reason(str(number)) == "certificate-fetch: KeyError"
    assert len(world.signers._failed) == 1
    assert len(world.signers._starts) == 1


def asked(pool: ThreadPoolExecutor, times: int, ask: Callable[[], object]) -> Queue[str]:
    """Ask in many threads; the answers as they come."""
    answers: Queue[str] = Queue()

    def answer(future: Future[object]) -> None:
        answers.put(str(future.exception() or "accepted"))

    for _ in range(times):
        pool.submit(ask).add_done_callback(answer)
    return answers


@pytest.mark.usefixtures("patient")
def test_those_who_want_the_same_file_share_one_fetch_and_only_so_many_wait(world: World) -> None:
    world.shelf.open.clear()
    crowd = WAITING_AT_ONCE + 12
    with ThreadPoolExecutor(crowd) as pool:
        answers = asked(pool, crowd, world.ask)
        busy = [answers.get() for _ in range(12)]
        assert set(busy) == {"certificate-fetch: too many requests waiting"}
        world.shelf.open.set()
    assert {answers.get() for _ in range(WAITING_AT_ONCE)} == {"accepted"}
    assert world.shelf.read_paths == [PATH]


@pytest.mark.usefixtures("impatient")
def test_a_slow_file_holds_nobody_up_and_is_there_the_next_time(world: World) -> None:
    world.shelf.open.clear()
    assert world.reason() == "certificate-fetch: too slow"
    world.seconds += 1
    assert world.reason() == "certificate-fetch: too slow"
    world.shelf.open.set()
    settle()
    assert world.ask()
    assert world.shelf.read_paths == [PATH]


@pytest.mark.usefixtures("impatient")
def test_only_so_many_fetches_go_on_at_once_and_known_signers_do_not_wait(world: World) -> None:
    known = world.ask()
    world.shelf.open.clear()
    for number in range(FETCHES_AT_ONCE):
        assert world.reason(str(number)) == "certificate-fetch: too slow"
    assert world.reason("another") == "certificate-fetch: too many fetches"
    assert world.ask() == known


@pytest.mark.usefixtures("patient")
def test_who_shares_a_fetch_is_judged_by_his_own_clock(world: World) -> None:
    world.shelf.open.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(world.ask)
        until(lambda: world.shelf.read_paths == [PATH])
        second = pool.submit(world.reason, PATH, NOW + 31 * DAY)
        until(lambda: world.signers._seats._value == WAITING_AT_ONCE - 2)
        world.shelf.open.set()
        assert first.result()
        assert second.result() == "certificate-chain: not in its time"


@pytest.mark.usefixtures("patient")
def test_each_refusal_is_its_own(world: World) -> None:
    """Threads that share one exception would grow one traceback together."""
    del world.shelf.files[PATH]
    world.shelf.open.clear()
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(world.ask) for _ in range(2)]
        until(lambda: world.signers._seats._value == WAITING_AT_ONCE - 2)
        world.shelf.open.set()
        first, second = (future.exception() for future in asking)
    assert str(first) == str(second) == "certificate-fetch: KeyError"
    assert first is not second
