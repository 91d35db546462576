"""Whoever takes part in a benchmark is genuine, and everyone is asked before anyone is asked again."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.crowd import LENGTH, Crowd, store, write_requests
from benchmarks.envelopes import User
from benchmarks.mix import CONVERSATIONS, Moment, shares
from skill.ports import EMPTY, HOUSEHOLD
from skill.storage.sql import SqlRecoveries
from speaker.signing import Signer

Talks = list[list[Moment]]


def test_every_sentence_was_answered_with_speech(talks: Talks) -> None:
    assert [len(talk) for talk in talks] == [len(talk) for talk in CONVERSATIONS]


def test_the_mix_is_of_many_intents_and_some_turns_save(talks: Talks) -> None:
    moments = [moment for talk in talks for moment in talk]
    found = dict(shares(moments))
    assert len(found) > 25
    assert sum(found.values()) == pytest.approx(1)
    assert 0.2 < sum(moment.saves for moment in moments) / len(moments) < 0.6


def test_everyone_is_asked_once_before_anyone_again(talks: Talks) -> None:
    crowd = Crowd(talks, users=200)
    first = [json.loads(crowd.body(turn)) for turn in range(400)]
    users = Counter(document["session"]["user"]["userId"] for document in first)
    assert set(users.values()) == {2}
    assert len({document["request"]["requestId"] for document in first}) == 400


def test_a_conversation_goes_on_where_it_was(talks: Talks) -> None:
    crowd = Crowd(talks, users=3)
    said = [json.loads(crowd.body(turn))["request"] for turn in range(0, 3 * len(talks[0]) + 1, 3)]
    names = [request.get("intent", request).get("name") or request["type"] for request in said]
    assert names == [*(moment.said for moment in talks[0]), talks[0][0].said]


def test_what_is_stored_is_what_was_known_before_the_first_request(talks: Talks, tmp_path: Path) -> None:
    crowd = Crowd(talks, users=100, stride=5)
    store(crowd, tmp_path / "coach.db", 500)
    recoveries = SqlRecoveries(f"sqlite:///{tmp_path / 'coach.db'}")
    moments = [moment for talk in talks for moment in talk]
    for number in range(100):
        kept = recoveries.load(User(number * 5).key).get(HOUSEHOLD, EMPTY)
        before = moments[number % len(moments)].before
        assert kept.version == (1 if before else 0)
        assert before is None or replace(kept, version=before.version) == before
    recoveries.close()


def test_the_users_who_take_no_part_are_stored_too(talks: Talks, tmp_path: Path) -> None:
    crowd = Crowd(talks, users=100, stride=5)
    unknown = sum(moment.before is None for talk in talks for moment in talk)
    rows = list(crowd.stored(500))
    assert 500 - 2 * unknown - 2 <= len(rows) <= 500
    assert len({key for key, _ in rows}) == len(rows)


def test_a_file_of_requests_is_read_as_it_was_written(talks: Talks, signer: Signer, tmp_path: Path) -> None:
    crowd = Crowd(talks, users=4)
    write_requests(tmp_path / "requests", crowd, signer, 8080, range(2, 6))
    content = (tmp_path / "requests").read_bytes()
    bodies = []
    while content:
        length = int(content[:LENGTH])
        request, content = content[LENGTH : LENGTH + length], content[LENGTH + length :]
        head, _, body = request.partition(b"\r\n\r\n")
        assert head.startswith(b"POST /alexa HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        assert b"Signature-256: " in head
        bodies.append(json.loads(body)["session"]["user"]["userId"])
    assert bodies == [User(2).id, User(3).id, User(0).id, User(1).id]
