"""The format of the four-day story. That the real skill plays it is tested in test_main.py."""

from pathlib import Path

import pytest

from speaker.days import play_story
from speaker.rehearsal import Rehearsal

SHORT = """\
# Monday. A first run.
U: start the ice
A: May I?
C: yes

+ 20 min
R: foot out.
U: stop
U: count
+ 1 min
P: anna
U: who am i
A: unrecognised
"""


def test_a_story_as_it_is_shown(talk: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "story.txt"
    file.write_text(SHORT, "utf-8")
    monkeypatch.setattr("speaker.days.STORY", file)
    shown: list[str] = []
    outcome = play_story(talk, shown.append)
    assert outcome.failures == []
    assert [difference.partition(":")[0] for difference in outcome.differences] == ["line 13"]
    assert [line for line in shown if "amzn1" not in line] == [
        "\n    Monday. A first run.",
        "Mon 17:00  You     start the ice",
        "           Speaker May I?",
        "           Alexa   Do you give Ankle Coach permission to use timers? You can say I approve, or no.",
        "           You     I approve.",
        "           Speaker Ice for PT20M.",
        "Mon 17:20  *rings* Foot out.",
        "           You     stop",
        "                   (the alarm stops)",
        "           You     count",
        "           Speaker Count 1.",
        "Mon 17:21          (silence) Again?",
        "                   (silence: the microphone closes)",
        "                   (anna speaks)",
        "           You     who am i",
    ]
