"""wrk looks at every answer, sends no request twice, and says so when there are too few."""

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.crowd import Crowd, write_requests
from benchmarks.envelopes import User
from benchmarks.mix import Moment
from benchmarks.wrk import Exhausted, measure, trouble
from speaker.signing import Signer
from tests.benchmarks.servers import answering

pytestmark = pytest.mark.skipif(not shutil.which("wrk"), reason="wrk is installed by script/bench")


@pytest.fixture
def requests(talks: list[list[Moment]], signer: Signer, tmp_path: Path) -> Path:
    write_requests(tmp_path / "requests", Crowd(talks), signer, 80, range(50))
    return tmp_path / "requests"


@pytest.fixture
def many(requests: Path) -> Path:
    requests.write_bytes(requests.read_bytes() * 1000)
    return requests


def test_good_answers_are_counted(many: Path) -> None:
    with answering(200, '"<speak>Hello.</speak>"') as url:
        found = measure(url, many, 2, 1)
    assert found.good > 0
    assert found.errors == 0
    assert found.rate == found.good / found.seconds
    assert 0 < found.p50 <= found.p99 <= found.slowest


def test_the_requests_are_sent_in_order_from_the_first_and_none_twice(
    talks: list[list[Moment]], signer: Signer, tmp_path: Path
) -> None:
    heard: list[bytes] = []
    crowd = Crowd(talks)
    write_requests(tmp_path / "requests", crowd, signer, 80, range(5000))
    with answering(200, "<speak>", heard) as url:
        found = measure(url, tmp_path / "requests", 1, 1)
    users = [json.loads(body)["session"]["user"]["userId"] for body in heard]
    assert users == [User(number).id for number in range(len(users))]
    assert 0 <= len(heard) - found.good <= 1


@pytest.mark.parametrize(("status", "text"), [(200, "{}"), (400, "<speak>"), (500, "")])
def test_other_answers_are_errors(many: Path, status: int, text: str) -> None:
    with answering(status, text) as url:
        found = measure(url, many, 2, 1)
    assert found.good == 0
    assert found.bad > 0


def test_an_apology_is_an_error(many: Path) -> None:
    assert len(trouble()) > 10
    with answering(200, json.dumps(f"<speak>I can't{trouble()}</speak>")) as url:
        assert measure(url, many, 1, 1).bad > 0


def test_too_few_requests(requests: Path) -> None:
    with answering(200, "<speak>") as url, pytest.raises(Exhausted):
        measure(url, requests, 2, 2)
