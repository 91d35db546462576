"""The function as Lambda runs it: skill events, forgetting, trouble with the table, and what the log tells."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer

from skill.ports import HOUSEHOLD, Record, Recoveries
from speaker.signing import Signer
from speaker.skill_process import SkillProcess
from tests.alexa.recorded import recorded
from tests.alexa.signing import SKILL_ID
from tests.client import USER
from tests.storage.dynamodb import TABLE, FaultyProxy, emulator, opened_dynamodb, settings
from tests.test_web import READY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the recordings, so that leaving the skill came later."""
COMMAND = (sys.executable, "-m", "tests.aws.home", "aws.lambda_function.lambda_handler")
SERVER = "cryptography flask granian prometheus_client psycopg requests werkzeug ask_sdk_webservice_support"


class Function(SkillProcess):
    def __init__(self, way: FaultyProxy, folder: Path) -> None:
        chosen = {
            **settings(way.url),
            "ANKLE_COACH_SKILL_ID": SKILL_ID,
            "ANKLE_COACH_DATABASE_URL": f"dynamodb://{TABLE}",
        }
        super().__init__(folder, Signer(folder), folder / "clock.json", chosen, COMMAND)
        self.way = way
        self._ids = count()

    def send(self, document: dict[str, Any]) -> requests.Response:
        document["request"]["requestId"] = str(next(self._ids))  # else it would be delivered again
        return requests.post(self.url, json=document, timeout=20)

    def hear(self, name: str) -> str:
        answer = self.send(recorded(name)).json()
        return str(answer["response"].get("outputSpeech", {}).get("ssml", ""))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.messages.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def table() -> Iterator[str]:
    with emulator("moto") as url:
        yield url


@pytest.fixture(scope="module")
def function(table: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Function]:
    pytest.importorskip("awslambdaric", reason="Amazon's runtime client is not installed")
    with HTTPServer(threaded=True) as between:
        running = Function(FaultyProxy(between, table), tmp_path_factory.mktemp("lambda"))
        try:
            running.start()
            yield running
        finally:
            running.kill()  # Lambda's client logs the traceback of what is not answered


@pytest.fixture
def store(table: str, function: Function, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recoveries]:
    function.way.throttled = function.way.lost = 0
    with opened_dynamodb(table, monkeypatch) as opened:
        opened.forget_household(USER)
        opened.save(USER, HOUSEHOLD, Record(READY), LONG_AGO)
        yield opened


def test_a_turn_is_one_line_of_the_log(function: Function, store: Recoveries) -> None:
    assert "<speak>" in function.hear("LaunchRequest")
    line = function.lines[-1]
    assert (line["level"], line["kind"], line["outcome"]) == ("INFO", "launch", "answered")
    assert set(line) == {"time", "level", "logger", "message", "kind", "outcome", "ms"}


def test_a_skill_event_that_is_not_saved_is_an_error(function: Function, store: Recoveries) -> None:
    function.way.throttled = 99
    refused = function.send(recorded("skill-disabled"))
    assert refused.status_code == 500
    assert refused.json()["errorType"] == "NotAnswered"
    assert store.load(USER)
    function.way.throttled = 0
    assert function.send(recorded("skill-disabled")).status_code == 200
    assert store.load(USER) == {}


def test_a_throttled_table_is_an_apology_and_an_error_in_the_log(function: Function, store: Recoveries) -> None:
    function.way.throttled = 99
    assert "<speak>" in function.hear("LaunchRequest")
    *_, trouble, line = function.lines
    assert trouble["level"] == "ERROR"
    assert "ProvisionedThroughputExceededException" in trouble["message"]
    assert line["outcome"] == "trouble"
    function.way.throttled = 0
    assert "<speak>" in function.hear("LaunchRequest")
    assert function.lines[-1]["outcome"] == "answered"


def test_a_request_for_another_skill_is_an_error_that_tells_no_value(function: Function, store: Recoveries) -> None:
    document = recorded("LaunchRequest")
    document["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.SECRET"
    refused = function.send(document)
    assert refused.status_code == 500
    assert "SECRET" not in refused.text
    assert function.lines[-1]["message"].startswith("defect: AskSdkException in ")


def test_a_request_that_cannot_be_read_gets_an_empty_answer(function: Function, store: Recoveries) -> None:
    document = recorded("LaunchRequest") | {"context": []}
    assert function.send(document).json() == {"version": "1.0", "response": {}}
    assert function.lines[-1]["outcome"] == "not-understood"


def test_it_imports_nothing_of_the_server() -> None:
    code = f"import sys, skill.serverless; print([each for each in {SERVER.split()} if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
