"""A small skill and a small interaction model for the speaker's tests."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE
from speaker.rehearsal import Rehearsal, Stage, stage

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in.py")))

INTENTS = [
    {
        "name": "StartIcingIntent",
        "samples": ["start the ice", "start icing", "begin the ice", "ice for {duration}"],
        "slots": [{"name": "duration", "type": "AMAZON.DURATION"}],
    },
    {"name": "TimeLeftIntent", "samples": ["how much longer", "how much time is left", "how long have i got"]},
    {"name": "CountIntent", "samples": ["count", "count again", "count on"]},
    {"name": "SideIntent", "samples": ["{side}", "my {side} ankle"], "slots": [{"name": "side", "type": "SIDE"}]},
    {"name": "ZoneIntent", "samples": ["where am i", "where do i live"]},
    {"name": "RemindIntent", "samples": ["remind me at {time}"], "slots": [{"name": "time", "type": "AMAZON.TIME"}]},
    {"name": "ShowIntent", "samples": ["show me"]},
    {"name": "WhoIntent", "samples": ["who am i"]},
    {"name": "BrokenIntent", "samples": ["say something broken"]},
    {"name": "SlowIntent", "samples": ["take your time"]},
    {"name": "CrashIntent", "samples": ["crash now"]},
    {"name": "AMAZON.StopIntent", "samples": []},
    {"name": "AMAZON.FallbackIntent", "samples": ["play some music", "what is the weather"]},
]
SIDE = {"name": "SIDE", "values": [{"id": "LEFT", "name": {"value": "left", "synonyms": ["left one"]}}]}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A skill package with the intents of the small skill."""
    folder = tmp_path_factory.mktemp("package")
    models = folder / "interactionModels" / "custom"
    models.mkdir(parents=True)
    language = {"invocationName": "ankle coach", "intents": INTENTS, "types": [SIDE]}
    (models / "en-US.json").write_text(json.dumps({"interactionModel": {"languageModel": language}}), "utf-8")
    manifest = {"manifest": {"permissions": [{"name": TIMERS_SCOPE}, {"name": REMINDERS_SCOPE}]}}
    (folder / "skill.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture(scope="session")
def small_stage() -> Iterator[Stage]:
    """The small skill, running."""
    with stage(command=STAND_IN) as running:
        yield running


@pytest.fixture
def talk(small_stage: Stage, package: Path) -> Iterator[Rehearsal]:
    """A household that talks to the small skill."""
    with small_stage.rehearsal(package=package) as rehearsal:
        yield rehearsal
