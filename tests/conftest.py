"""For every test: no log line of the skill has ids, tokens or words of a user."""

import logging
import re
from collections.abc import Iterator

import pytest
from coverage import Coverage
from hypothesis import settings

from skill.logs import FIELDS
from speaker.skill_process import SkillProcess
from tests import THOROUGH

# The same examples every time, so that a run tells of the code, not of luck; THOROUGH=1 looks further.
settings.register_profile("thorough", deadline=None)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("thorough" if THOROUGH else "steady")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop what has measured a worker's start: pytest-cov begins anew now, and `no_cover` pauses nothing else."""
    while hasattr(session.config, "workerinput") and (measuring := Coverage.current()):
        measuring.stop()


LONG = (
    *("test_backup", "test_calls", "test_confused", "test_contract", "test_dialogues", "test_document"),
    *("test_failover", "test_fresh_clone", "test_hosts", "test_lives", "test_load", "test_main", "test_microphone"),
    *("test_never_lost", "test_package", "test_page", "test_rounds", "test_rules_bite", "test_safety", "test_server"),
    *("test_statechart", "test_table", "test_telemetry", "test_understand", "test_web", "test_wheel"),
)
"""Files of tests that take many seconds together: a whole file is run by one worker, so these begin first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the random order, but for the files that begin first."""
    items.sort(key=lambda item: item.path.stem not in LONG)


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
