"""The servers measured against refuse what is not genuine, and the proof of it finds a door that is open."""

import sys
from pathlib import Path

import pytest

from benchmarks.crowd import Crowd, knock
from benchmarks.envelopes import Json
from benchmarks.mix import Moment
from benchmarks.refusals import OpenDoor, bad_requests, prove
from benchmarks.subjects import COACH, FLOOR, STOCK, Subject, started
from speaker.signing import Signer
from tests.benchmarks.servers import answering

needs_one_core = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="taskset and /proc are Linux's")


@pytest.fixture
def document(talks: list[list[Moment]]) -> Json:
    return knock(Crowd(talks, users=1))


@needs_one_core
@pytest.mark.parametrize("subject", [COACH, STOCK, FLOOR], ids=lambda subject: subject.key)
def test_it_refuses_what_is_bad(
    subject: Subject, talks: list[list[Moment]], document: Json, signer: Signer, tmp_path: Path
) -> None:
    with started(subject, Crowd(talks, users=10), 10, signer, tmp_path) as server:
        prove(server.url, document, signer)
        assert server.tree()[0] == server.process.pid
        assert server.cpu() > 0
        assert 10 < server.worker_mb() < 1000


def test_a_door_that_lets_all_pass_is_found(document: Json, signer: Signer) -> None:
    with answering(200, "<speak>Hello.</speak>") as url, pytest.raises(OpenDoor, match="no signature was answered"):
        prove(url, document, signer)


def test_a_door_that_lets_nobody_pass_is_found(document: Json, signer: Signer) -> None:
    with answering(400, "") as url, pytest.raises(OpenDoor, match="a genuine request was answered with 400"):
        prove(url, document, signer)


def test_an_answer_without_speech_is_found(document: Json, signer: Signer) -> None:
    with answering(200, "{}") as url, pytest.raises(OpenDoor, match="a genuine request"):
        prove(url, document, signer)


def test_there_are_five_bad_requests_and_each_is_another(document: Json, signer: Signer) -> None:
    knocks = [(body, tuple(headers.items())) for _, (body, headers) in bad_requests(document, signer)]
    assert len(set(knocks)) == 5
