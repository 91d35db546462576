"""The conversations of tests/dialogues on PostgreSQL: a few, and all of them with THOROUGH=1."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from speaker.rehearsal import Stage, stage
from tests import THOROUGH
from tests.storage.postgresql import server
from tests.test_dialogues import DIALOGUES, check, locale_of

FEW = ("forget-me", "four-days", "two-people")


@pytest.fixture(scope="module")
def skill() -> Iterator[Stage]:
    with server() as database, stage(settings={"ANKLE_COACH_DATABASE_URL": database.url}) as running:
        yield running


@pytest.mark.parametrize(
    "file", [each for each in DIALOGUES if THOROUGH or each.stem in FEW], ids=lambda file: file.stem
)
def test_dialogue(file: Path, skill: Stage) -> None:
    with skill.rehearsal(locale_of(file)) as rehearsal:
        check(rehearsal, file)
