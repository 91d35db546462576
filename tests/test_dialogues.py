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
    """One running skill for all dialogues."""
    with stage() as running:
        yield running


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
def test_dialogue(file: Path, skill: Stage) -> None:
    locale = file.stem.partition(".")[2] or "en-US"
    with skill.rehearsal(locale) as rehearsal:
        outcome = Player(rehearsal).play(read_dialogue(file.read_text("utf-8").splitlines()))
    wrong = outcome.failures + outcome.differences
    if file == STORY:
        wrong += [f"not understood: {intent}" for intent in intents(rehearsal) if intent == FALLBACK]
    assert not wrong, "\n".join([*wrong, "", *outcome.transcript, "", skill.skill.messages[-2000:]])


def intents(rehearsal: Rehearsal) -> list[str]:
    """Names of all intents that the skill got, in order."""
    sent = (exchange.request["request"] for exchange in rehearsal.cloud.exchanges)
    return [request["intent"]["name"] for request in sent if request["type"] == "IntentRequest"]
