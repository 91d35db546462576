"""Whole conversations with the real skill over HTTP: every file in ``dialogues/``, written as speaker/dialogue.py says.

A file called ``name.en-GB.txt`` is spoken in that locale, any other in en-US. Each has a household of its own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.dialogue import read_dialogue
from speaker.player import Player
from speaker.rehearsal import Stage, stage

DIALOGUES = sorted(Path(__file__).with_name("dialogues").glob("*.txt"))


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
    assert not wrong, "\n".join([*wrong, "", *outcome.transcript, "", skill.skill.messages[-2000:]])
