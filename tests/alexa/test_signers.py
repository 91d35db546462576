from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from threading import Event
from time import sleep

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from skill.alexa import verify as module
from skill.alexa.api import LARGEST, HttpClient
from skill.alexa.verify import (
    FETCHES_AT_ONCE,
    MOST_SIGNERS,
    NEW_AT_ONCE,
    RETRY_SECONDS,
    Signer,
    Signers,
    VerificationError,
    amazons_signers,
    fetch_chain,
)

from .pki import CHAIN, DAY, INTERMEDIATE, NOW, ROOT, leaf, pem
from .servers import saying, serving

PATH = "/echo.api/x.pem"
OK = b"HTTP/1.1 200 OK\r\n"


class Known:
    """Signers under test, with a clock that the test sets and chain files that can be held back."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {PATH: CHAIN}
        self.read_paths: list[str] = []
        self.open = Event()
        self.open.set()
        self.seconds = 1000.0
        self.signers = Signers(self.read, [ROOT.certificate], lambda: self.seconds)

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        self.open.wait()
        return self.files[path]

    def ask(self, path: str = PATH, now: datetime = NOW) -> Signer:
        return self.signers.signer(path, now)

    def reason(self, path: str = PATH, now: datetime = NOW) -> str:
        return reason(lambda: self.ask(path, now))


def reason(ask: Callable[[], object]) -> str:
    with pytest.raises(VerificationError) as caught:
        ask()
    return str(caught.value)


def until(happened: Callable[[], bool]) -> None:
    while not happened():
        sleep(0.001)


@pytest.fixture
def known() -> Iterator[Known]:
    known = Known()
    yield known
    known.open.set()


@pytest.mark.parametrize("days", [31, -31])
def test_a_chain_that_is_not_in_its_time_is_refused(known: Known, days: int) -> None:
    assert known.ask()
    assert known.reason(now=NOW + days * DAY).startswith("certificate-chain: ")


def test_a_chain_renewed_in_its_place_is_found(known: Known) -> None:
    old = known.ask()
    renewed = leaf(INTERMEDIATE, valid=(NOW, NOW + 60 * DAY))
    known.files[PATH] = pem(renewed, INTERMEDIATE)
    assert known.ask() == old
    assert known.ask(now=NOW + 31 * DAY).not_after == NOW + 60 * DAY


@pytest.mark.parametrize(("file", "why"), [(None, "certificate-fetch: KeyError"), (b"<html>", "certificate-chain: ")])
def test_a_failure_is_remembered_for_a_moment(known: Known, file: bytes | None, why: str) -> None:
    known.files = {PATH: file} if file else {}
    assert known.reason().startswith(why)
    known.files[PATH] = CHAIN
    known.seconds += RETRY_SECONDS - 0.1
    assert known.reason().endswith(" (remembered)")
    assert known.read_paths == [PATH]
    known.seconds += 0.2
    assert known.ask()


def test_what_is_remembered_is_bounded(known: Known) -> None:
    for number in range(MOST_SIGNERS + 1):
        known.files[str(number)] = CHAIN
        assert known.ask(str(number))
    known.read_paths.clear()
    for number in reversed(range(MOST_SIGNERS + 1)):
        assert known.ask(str(number))
    assert known.read_paths == ["0"]


def test_a_file_that_takes_too_long(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)
    known.open.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(known.ask)
        until(lambda: known.read_paths == [PATH])
        assert known.reason() == "certificate-fetch: too slow"
        known.open.set()
        assert first.result()
    assert known.ask()


def test_few_files_are_fetched_at_once_and_some_more_that_were_turned_away(known: Known) -> None:
    """Known signers do not wait for them."""
    signer = known.ask()
    known.read_paths.clear()
    known.open.clear()
    refused = "certificate-fetch: too many fetches"
    names = [str(number) for number in range(FETCHES_AT_ONCE + 1)]
    with ThreadPoolExecutor(FETCHES_AT_ONCE) as threads:
        made_up = [threads.submit(known.reason, name) for name in names[:NEW_AT_ONCE]]
        until(lambda: len(known.read_paths) == NEW_AT_ONCE)
        assert {known.reason(name) for name in names[NEW_AT_ONCE:]} == {refused}
        assert known.ask() == signer
        made_up += [threads.submit(known.reason, name) for name in names[NEW_AT_ONCE:-1]]
        until(lambda: len(known.read_paths) == FETCHES_AT_ONCE)
        assert known.reason(names[-1]) == refused
        known.open.set()
        assert {future.result() for future in made_up} == {"certificate-fetch: KeyError"}
    known.files["another"] = CHAIN
    assert known.ask("another")


def sharing_a_fetch(known: Known, ask: Callable[[], object]) -> tuple["Future[Signer]", "Future[object]"]:
    """A thread that fetches, and one that asks meanwhile."""
    known.open.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(known.ask)
        until(lambda: known.read_paths == [PATH])
        second = threads.submit(ask)
        sleep(0.05)
        known.open.set()
    assert known.read_paths == [PATH]
    return first, second


def test_who_shares_a_fetch_is_judged_by_its_own_clock(known: Known) -> None:
    first, second = sharing_a_fetch(known, lambda: known.reason(now=NOW + 31 * DAY))
    assert first.result()
    assert second.result() == "certificate-chain: not in its time"


def test_each_refusal_is_its_own(known: Known) -> None:
    """Threads that share one exception would grow one traceback together."""
    del known.files[PATH]
    first, second = (each.exception() for each in sharing_a_fetch(known, known.ask))
    assert str(second).startswith(str(first)) or str(first).startswith(str(second))
    assert first is not second


def source(base: str) -> Callable[[str], bytes]:
    return partial(fetch_chain, HttpClient(use_environment=False), base)


def signer(base: str) -> Signer:
    return Signers(source(base), [ROOT.certificate]).signer(PATH, NOW)


def test_amazon_is_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(saying(b"HTTP/1.1 403 Forbidden\r\n\r\n"), heard=heard) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        signers = amazons_signers()
        assert reason(lambda: signers.signer(PATH, NOW)).startswith("certificate-fetch: ")
    assert heard[0].startswith(b"CONNECT s3.amazonaws.com:443 ")


@pytest.mark.parametrize(
    ("status", "length", "why"),
    [
        (200, LARGEST, ""),
        (200, LARGEST + 1, "certificate-fetch: HTTPError"),
        *((status, 0, f"certificate-fetch: status {status}") for status in (204, 206, 302, 404, 503)),
    ],
)
def test_only_200_and_no_large_file_counts(httpserver: HTTPServer, status: int, length: int, why: str) -> None:
    answer = Response(b"" if status == 204 else CHAIN.ljust(length), status, headers={"Location": "/y"})
    httpserver.expect_request(PATH).respond_with_response(answer)
    if why:
        assert reason(lambda: signer(httpserver.url_for(""))) == why
    else:
        assert signer(httpserver.url_for(""))
    assert [request.path for request, _ in httpserver.log] == [PATH]
