"""What holds for every test: no line that the skill logs tells who spoke, with which token, or what was said."""

import logging
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import settings

from skill.telemetry import FIELDS
from speaker.skill_process import SkillProcess

# The same examples every time, so that a run tells of the code, not of luck. HYPOTHESIS_PROFILE=default looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

TELLTALE = re.compile(
    r"amzn1\.ask\.(?:account|device|person)\.|eyJ|Bearer|SECRET|rehearsal\.[0-9a-f]{8}|\b[0-9a-f]{64}\b|<speak>|Traceback"
)
"""Ids and tokens of Amazon's, of the recordings and of the speaker; keys of users; what was said; a defect's values."""


class _Listening(logging.Handler):
    """Writes down every line that tells too much, as it would be written into a log."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "werkzeug":  # what tests put in Alexa's place
            return
        # A defect is told by its place alone: see tests/test_telemetry.py.
        line = " ".join([record.getMessage(), *(str(getattr(record, name, "")) for name in FIELDS)])
        if TELLTALE.search(line):
            self.told.append(line)


_LISTENING = _Listening()


@pytest.fixture(autouse=True, scope="session")
def nobody_is_told_of_anyone_by_a_process() -> Iterator[None]:
    """Read what every process of the skill has written when it is stopped."""
    told: list[str] = []
    stop = SkillProcess.stop

    def stop_and_read(process: SkillProcess) -> None:
        stop(process)
        told.extend(line for line in process.messages.splitlines() if TELLTALE.search(line))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SkillProcess, "stop", stop_and_read)
        yield
    assert told == []


@pytest.fixture(autouse=True)
def nobody_is_told_of_anyone() -> Iterator[None]:
    """Read every line that is logged during every test, by the skill or below it."""
    root, skill = logging.getLogger(), logging.getLogger("skill")
    root.addHandler(_LISTENING)
    level, skill.level = skill.level, logging.INFO  # as in production
    yield
    skill.level = level
    root.removeHandler(_LISTENING)
    told, _LISTENING.told = _LISTENING.told, []
    assert told == []
