"""For every test: no log line of the skill has ids, tokens or words of a user."""

import logging
import re
from collections.abc import Iterator

import pytest
from hypothesis import settings

from skill.logs import FIELDS
from speaker.skill_process import SkillProcess
from tests import THOROUGH

# The same examples every time, so that a run tells of the code, not of luck; THOROUGH=1 looks further.
settings.register_profile("thorough", deadline=None)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("thorough" if THOROUGH else "steady")

TELLTALE = re.compile(
    r"amzn1\.ask\.(?:account|device|person)\.|eyJ|Bearer|SECRET|rehearsal\.[0-9a-f]{8}|\b[0-9a-f]{64}\b|<speak>|Traceback"
)
"""Ids and tokens of Amazon, the recordings and the speaker; keys and words of users; values of a defect."""


class _Listening(logging.Handler):
    """Collects every line with private data, formatted as it would be logged."""

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
def no_process_logs_private_data() -> Iterator[None]:
    """Check the output of every skill process when it is stopped."""
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
def no_private_data_is_logged() -> Iterator[None]:
    """Check every line that is logged during a test, by the skill or its libraries."""
    root, skill = logging.getLogger(), logging.getLogger("skill")
    root.addHandler(_LISTENING)
    level, skill.level = skill.level, logging.INFO  # as in production
    yield
    skill.level = level
    root.removeHandler(_LISTENING)
    told, _LISTENING.told = _LISTENING.told, []
    assert told == []
