"""Whole conversations with the real skill over HTTP: every file in ``dialogues/``, see speaker/dialogue.py.

A file called ``name.en-GB.txt`` is spoken in that locale, any other in en-US. Each has a household of its own. The four
days that ``script/talk --days`` tells are one of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.days import STORY
from speaker.dialogue import read_dialogue
from speaker.nearest import FALLBACK
from speaker.player import Player
from speaker.rehearsal import Rehearsal, Stage, stage

DIALOGUES = [*sorted(Path(__file__).with_name("dialogues").glob("*.txt")), STORY]


@pytest.fixture(scope="module")
def skill() -> Iterator[Stage]:
    with stage() as running:
        yield running


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_dialogue(file: Path, skill: Stage) -> None:
    with skill.rehearsal(locale_of(file)) as rehearsal:
        check(rehearsal, file)
    assert file != STORY or FALLBACK not in intents(rehearsal)


def locale_of(file: Path) -> str:
    return file.stem.partition(".")[2] or "en-US"


def check(rehearsal: Rehearsal, file: Path) -> None:
    """Play a dialogue and compare the answers; where one differs, show the transcript and the log."""
    outcome = Player(rehearsal).play(read_dialogue(file.read_text("utf-8").splitlines()))
    wrong = outcome.failures + outcome.differences
    assert not wrong, "\n".join([*wrong, "", *outcome.transcript, "", rehearsal.stage.skill.messages[-2000:]])


def intents(rehearsal: Rehearsal) -> list[str]:
    sent = (exchange.request["request"] for exchange in rehearsal.cloud.exchanges)
    return [request["intent"]["name"] for request in sent if request["type"] == "IntentRequest"]
