"""The server of the page, without a browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from speaker.dialogue import read_dialogue
from speaker.live import Beginning, Live
from speaker.page import PortTaken, page
from speaker.player import Player
from speaker.rehearsal import Rehearsal, Stage
from speaker.shown import state_of


@pytest.fixture
def live(small_stage: Stage, package: Path) -> Iterator[Live]:
    """A conversation with the small skill."""
    conversation = Live(small_stage, Beginning(package=package))
    conversation.begin("en-US")
    yield conversation
    conversation.close()


@pytest.fixture
def address(live: Live) -> Iterator[str]:
    """Where the page is; its token is "token"."""
    with page(live, 0, "token") as where:
        yield where.partition("#")[0]


def post(address: str, path: str, body: object, **headers: str) -> requests.Response:
    own = {"Origin": address.rstrip("/"), "X-Token": "token"}
    return requests.post(address + path, json=body, headers=own | headers, timeout=10)


def test_a_line_is_performed_and_a_bad_one_is_explained(address: str, live: Live) -> None:
    assert post(address, "line", {"line": "U: count"}).status_code == 204
    assert live.text(1) == "Count 1."
    wrong = post(address, "line", {"line": "+ tomorrow"})
    assert (wrong.status_code, wrong.text[:20]) == (400, "no time: 'tomorrow';")
    assert post(address, "line", {"line": "A: no"}).text == "what the speaker answers is up to the skill"
    wrong = post(address, "begin", {"locale": "xx-XX"})
    assert wrong.text == "no interaction model for xx-XX; there are: en-US"


REFUSED = [{"Origin": foreign} for foreign in ("http://127.0.0.1:1", "null", "")]
REFUSED += [{"Host": "evil.example"}, {"X-Token": "tokem"}, {"X-Token": ""}]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_what_does_not_come_from_the_page_is_refused(address: str, live: Live, headers: dict[str, str]) -> None:
    assert post(address, "line", {"line": "U: count"}, **headers).status_code == 403
    with pytest.raises(IndexError):
        live.text(0)


@pytest.mark.parametrize("path", ["saved", "story", "events"])
def test_nothing_is_told_without_the_token(address: str, path: str) -> None:
    assert requests.get(address + path, timeout=10).status_code == 403
    assert requests.get(f"{address}{path}?token=wrong", timeout=10).status_code == 403
    foreign = requests.get(f"{address}{path}?token=token", headers={"Origin": "http://localhost:1"}, timeout=10)
    assert foreign.status_code == 403


def test_the_page_itself_has_no_secrets_and_may_not_be_framed(address: str) -> None:
    answer = requests.get(address, timeout=10)
    assert answer.status_code == 200
    assert "token" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert requests.get(f"{address}web/../page.py", timeout=10).status_code in (403, 404)


def test_a_port_that_is_taken_is_named_with_the_remedy(address: str, live: Live) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    with pytest.raises(PortTaken, match=rf"^port {port}: Address already in use.*--port {port + 1}$"), page(live, port):
        pass


def test_a_saved_conversation_plays_with_the_same_answers(live: Live, small_stage: Stage, package: Path) -> None:
    lines = ["# Ice [and more]", "start the ice", "C: yes", "P: anna", "who am i", "+ 90 s", "+ until 17:30", "count"]
    for line in [*lines, "+ 8 s", "count", "say something broken"]:
        live.do(line)
    name, text = live.saved
    assert name == "talk.txt"
    assert text.startswith("# Play it with: script/talk --check --locale en-US --start '2026-06-01 17:00' FILE\n")
    heard = [line for line in text.splitlines() if line.startswith(("R:", "A: Count"))]
    assert heard == ["R: Foot out.", "A: Count 1.", "A: Count 2."]
    live.close()
    with small_stage.rehearsal(package=package) as talk:
        outcome = Player(talk).play(read_dialogue(text.splitlines()))
    assert outcome.differences == []


def test_an_answer_is_spoken_or_the_missing_tool_named(
    address: str, live: Live, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    live.do("count")
    program = tmp_path / "espeak-ng"
    program.write_text('#!/bin/sh\necho "$@"; cat\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    spoken = requests.get(f"{address}voice/1?token=token", timeout=10)
    assert (spoken.text, spoken.headers["Content-Type"]) == ("-v en-us --stdin --stdout\nCount 1.", "audio/wav")
    monkeypatch.setenv("PATH", "")
    missing = requests.get(f"{address}voice/1?token=token", timeout=10)
    assert missing.status_code == 400
    assert missing.text.startswith("espeak-ng is not installed")


def test_pages_get_what_happens_whole_and_once(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    early: list[list[str]] = []

    def look(talk: Rehearsal) -> dict[str, Any]:
        """A page that is opened in the middle of a turn."""
        early.append([each["text"] for each in entries(next(live.follow("", 0)))])
        return state_of(talk)

    monkeypatch.setattr("speaker.live.state_of", look)
    follower = live.follow("", 0)
    assert entries(next(follower)) == []
    live.do("count")
    assert early == [[], ["count"]]
    said, answered = entries(next(follower))
    assert [said["text"], answered["text"]] == ["count", "Count 1."]
    assert len(answered["turns"]) == 1


def entries(news: Any) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = news["entries"]
    return told
