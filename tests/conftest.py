"""For every test: what is measured, what begins first, and that no log line has ids, tokens or words of a user."""

import logging
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from coverage import Coverage
from hypothesis import settings

import skill
from skill.config import FIELDS
from speaker.skill_process import SkillProcess
from tests import THOROUGH

# The same examples every time, so that a run tells of the code, not of luck; THOROUGH=1 looks further.
settings.register_profile("thorough", deadline=None)
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("thorough" if THOROUGH else "steady")


# --- what is measured with --cov

MEASURED = re.compile(
    r"(alexa|routine|storage)/|screen/test_show|speech/test_numbers|aws/test_function|homes/test_backup"
    r"|test_(coach|config|effects|locks|main|pages|people|telemetry|web)\.py"
)
"""Files of tests in which the skill runs in the process of the test."""
STARTED = re.compile(r"test_main\.py")
"""Files of tests that start it as an operator does, and in which the processes are measured too."""
SWEEPS = re.compile(r"test_(calls|icing|serializer|statechart|stopped|table|topics)\.py")
"""Those of them that go everywhere: the others get to nearly every branch in half the time."""
MEASURING = pytest.StashKey[Coverage]()
"""What measures this process, while it is stopped."""
PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable for which Python measures a process that is started."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop what has measured a worker's start: pytest-cov begins anew now, and can pause nothing else."""
    while hasattr(session.config, "workerinput") and (measuring := Coverage.current()):
        measuring.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Measure what every module of the skill does when it is imported, and no more: it takes twice as long."""
    if measuring := Coverage.current():
        for module in walk_packages(skill.__path__, "skill."):
            import_module(module.name)
        measuring.stop()
        session.config.stash[MEASURING] = measuring


@pytest.fixture(autouse=True, scope="module")
def is_measured(request: pytest.FixtureRequest) -> Iterator[None]:
    measuring = request.config.stash.get(MEASURING, None)
    if measuring is None:
        yield
        return
    path = request.path.relative_to(Path(__file__).parent).as_posix()
    is_measured = MEASURED.match(path) and not SWEEPS.search(path)
    with pytest.MonkeyPatch.context() as patch:
        if not STARTED.match(path):
            patch.delenv(PROCESSES, raising=False)
        if is_measured:
            measuring.start()
        yield
        if is_measured:
            measuring.stop()


# --- the order


LONG = (
    *("test_fresh_clone", "test_hosts", "test_page", "test_layout", "test_microphone", "test_rounds", "test_failover"),
    *("test_dialogues", "test_load", "test_understand", "test_server", "test_confused", "test_never_lost"),
    *("test_backup", "test_package", "test_wheel", "test_lives", "test_main", "test_api", "test_heard_right"),
    *("test_contract", "test_rules_bite", "test_web", "test_signs", "test_table", "test_telemetry", "test_calls"),
    *("test_document", "test_ports", "test_checks", "test_function", "test_rest", "test_models", "test_undo"),
    *("test_safety", "test_statechart", "test_proxies", "test_postgresql", "test_verify", "test_timers"),
)
"""Files of tests that take seconds, the longest first: a whole file is run by one worker, so these begin first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the random order, but for the files that begin first."""
    order = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))


# --- what is logged

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
