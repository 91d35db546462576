"""The conversations of tests/dialogues on AWS: the Lambda handler in Amazon's runtime client, with DynamoDB."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.rehearsal import Stage, stage
from tests import THOROUGH
from tests.storage.dynamodb import TABLE, emulator, settings
from tests.test_dialogues import DIALOGUES, check, locale_of

HOME = (sys.executable, "-m", "tests.aws.home", "tests.aws.rehearsal.lambda_handler")

SOME = {
    *("first-time", "four-days", "forget-me", "household-beside-a-person", "left-alone", "new-runner.en-GB", "night"),
    *("permission-denied", "prompts", "red-flag-mid-ice", "reminders", "reminders-next-day", "sprain-hold"),
    *("stop-taken-back", "timers-fail", "trip-west", "two-people", "two-people-taken-back", "zone-unknown"),
}
"""Of each kind that is kept, or asks Alexa for something else."""
PLAYED = [file for file in DIALOGUES if THOROUGH or file.stem in SOME]


@pytest.fixture(scope="module")
def aws() -> Iterator[Stage]:
    pytest.importorskip("awslambdaric", reason="Amazon's runtime client is not installed")
    with emulator("dynalite") as url:
        chosen = {**settings(url), "ANKLE_COACH_DATABASE_URL": f"dynamodb://{TABLE}"}
        with stage(settings=chosen, command=HOME) as running:
            yield running


@pytest.mark.parametrize("file", PLAYED, ids=lambda file: file.stem)
def test_dialogue(file: Path, aws: Stage) -> None:
    with aws.rehearsal(locale_of(file)) as rehearsal:
        check(rehearsal, file)
