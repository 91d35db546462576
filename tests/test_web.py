import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from skill.alexa.verify import LONGEST
from skill.config import Config
from skill.ports import Conflict, Record, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.speech import phrase
from skill.storage.sqlite import MemoryRecoveries, SqliteRecoveries
from skill.web import create_app
from speaker.answers import read_answer
from tests.alexa.recorded import SECRETS, names, places, recorded
from tests.alexa.signing import SKILL_ID, headers
from tests.client import USER, SkillClient

TODAY = date(2026, 3, 1)
READY = Recovery(
    stage=Stage.READY, began_on=TODAY, screened_on=TODAY, zone="America/New_York", settings_on=TODAY, heard_on=TODAY
)

NEWS = {"skill-disabled", "permission-accepted", "permission-all-revoked", "permission-changed"}
"""Requests out of any conversation that the coach takes note of."""

SILENT = NEWS | {"session-ended", "session-ended-by-error", "session-ended-unknown-reason"}
SILENT |= {"skill-enabled", "resumed-without-cause", "unknown-type"}
"""Requests that tell the routine nothing, and get an empty answer."""


@pytest.fixture
def client(tmp_path: Path) -> SkillClient:
    return SkillClient(tmp_path)


def nothing_secret(log: str) -> bool:
    return not any(secret in log for secret in (*SECRETS, USER))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> SkillClient:
    return SkillClient(tmp_path_factory.mktemp("mirror"))


@pytest.mark.parametrize("name", sorted(set(names()) - SILENT))
def test_a_request_is_answered(shared: SkillClient, caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.set_level(logging.INFO)
    for stage in (Stage.NEW, Stage.READY, Stage.STOPPED):
        for person in shared.recoveries.load(USER):
            shared.recoveries.forget(USER, person)
        shared.keep(replace(READY, stage=stage))
        response = shared.send(shared.document(name))
        answer = read_answer(response.status_code, response.data)
        document = json.loads(response.data)
        asked = document["sessionAttributes"]["session"].get("asked")
        assert document["version"] == "1.0"
        assert (asked is not None) == bool(answer.reprompt) == (answer.ends is False), stage
        assert answer.ends is not None, stage
    assert nothing_secret(caplog.text)


@pytest.mark.parametrize("name", sorted(SILENT))
def test_what_tells_nothing_gets_an_empty_answer(client: SkillClient, name: str) -> None:
    client.keep(READY)
    answer = client.hear(name)
    assert answer["response"] == {}
    assert answer.get("sessionAttributes", {}) == {}
    assert client.kept == Record(READY, 1) or name in NEWS


def test_what_was_permitted_in_the_app_is_believed(client: SkillClient) -> None:
    client.keep(replace(READY, consent_asked_at=client.clock.now()))
    for seconds, name in ((9, "permission-all-revoked"), (8, "permission-accepted")):
        document, at = client.document(name), client.clock.now() - timedelta(seconds=seconds)
        document["request"]["eventCreationTime"] = at.isoformat()
        assert client.send(document).status_code == 200
        assert client.known.permissions_at == at
        assert (client.known.denied_at is None) == (name == "permission-accepted")


class Unlucky(MemoryRecoveries):
    def __init__(self, call: str, failure: Exception) -> None:
        super().__init__()
        self.failure = failure
        setattr(self, call, self.fail)

    def fail(self, *_: object) -> Any:
        raise self.failure


@pytest.mark.parametrize("name", sorted(NEWS))
@pytest.mark.parametrize("failure", [RecoveriesTrouble("gone"), Conflict("gone")])
def test_news_that_cannot_be_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, failure: Exception
) -> None:
    client = SkillClient(tmp_path, Unlucky("load", failure))
    answer = client.send(client.document(name))
    assert (answer.status_code, answer.data) == (503, b"")
    assert caplog.messages == [f"recovery not available: {type(failure).__name__} gone"]


def test_leaving_the_skill_forgets_also_what_cannot_be_read(tmp_path: Path) -> None:
    with closing(SqliteRecoveries(str(tmp_path / "coach.db"))) as store:
        client = SkillClient(tmp_path, store)
        client.keep(READY)
        with closing(sqlite3.connect(tmp_path / "coach.db")) as other, other:
            other.execute("UPDATE recoveries SET record = ?", ('{"recovery": {"stage": "of-a-later-version"}}',))
        assert client.send(client.document("skill-disabled")).status_code == 200
        assert store.load(USER) == {}


OLD = {"request": {"type": "LaunchRequest", "timestamp": "2020-01-01T00:00:00Z"}}
ANOTHERS = {"session": {"application": {"applicationId": "amzn1.ask.skill.another"}}}


@pytest.mark.parametrize(
    ("changes", "added", "is_signed", "refusal"),
    [
        ({}, b"", False, "headers: SignatureCertChainUrl or Signature-256 missing"),
        ({}, b" ", True, "signature: not of this body by this key"),
        (OLD, b"", True, "timestamp: behind our clock"),
        (ANOTHERS, b"", True, "application-id: another or none in the session"),
        ({"request": {}}, b"", True, "body: no request with a type"),
    ],
)
def test_what_is_not_from_amazon_is_refused_with_one_line(
    client: SkillClient, caplog: pytest.LogCaptureFixture, changes: Any, added: bytes, is_signed: bool, refusal: str
) -> None:
    body = json.dumps({**client.document("LaunchRequest"), **changes}).encode()
    answer = client.http.post("/alexa", data=body + added, headers=headers(body) if is_signed else [])
    assert (answer.status_code, answer.data) == (400, b"")
    assert caplog.messages == [f"refused: {refusal}"]


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        *(("GET", "/health", 200, "ok"), ("GET", "/ready", 200, "ready")),
        *((method, "/alexa", 405, "") for method in ("GET", "PUT", "DELETE", "PATCH")),
        *((method, path, 405, "") for method in ("POST", "DELETE") for path in ("/health", "/ready", "/metrics")),
        *(("GET", path, 404, "") for path in ("/", "/alexa/", "/health/x", "/static/x", "/console")),
        ("POST", "/alexa", 413, ""),
    ],
)
def test_pages_are_read_only_and_run_nothing(tmp_path: Path, method: str, path: str, status: int, text: str) -> None:
    data = b" " * (LONGEST + 1) if status == 413 else b""
    answer = SkillClient(tmp_path, metrics=True).http.open(path, method=method, data=data)
    assert (answer.status_code, answer.text) == (status, text)
    assert (status == 405) == ("Allow" in answer.headers)
    assert answer.mimetype == "text/plain" or not text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_not_ready_while_the_database_does_not_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def statuses(statement: str = "SELECT 1") -> list[int]:
        with closing(sqlite3.connect(tmp_path / "coach.db")) as other, other:
            other.execute(statement)
        return [app.http.get(page).status_code for page in ("/ready", "/health")]

    with closing(SqliteRecoveries(str(tmp_path / "coach.db"))) as store:
        app = SkillClient(tmp_path, store)
        assert statuses() == [200, 200]
        assert statuses("ALTER TABLE recoveries RENAME TO gone") == [503, 200]
        assert app.http.get("/ready").data == b"not ready"
        assert statuses("ALTER TABLE gone RENAME TO recoveries") == [200, 200]
    assert caplog.messages == ["not ready: no such table: recoveries"] * 2


@pytest.mark.parametrize(("days", "count"), [(-1, 1), (1, 3)])
def test_not_ready_while_the_clock_is_off(
    client: SkillClient, caplog: pytest.LogCaptureFixture, days: int, count: int
) -> None:
    genuine = client.document("LaunchRequest")
    client.clock.skip(timedelta(days=days))
    for _ in range(count):
        assert client.http.get("/ready").status_code == 200
        assert client.send(genuine).status_code == 400
    assert client.http.get("/ready").status_code == 503
    assert caplog.messages[-1].startswith("not ready: the clock is wrong")
    client.clock.skip(timedelta(days=-days))
    assert client.send(genuine).status_code == 200
    assert client.http.get("/ready").status_code == 200


def test_ready_though_another_skills_request_is_of_another_time(client: SkillClient) -> None:
    document = client.document("LaunchRequest")
    document["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.another"
    document["request"]["timestamp"] = "2999-01-01T00:00:00Z"
    assert client.send(document).status_code == 400
    assert client.http.get("/ready").status_code == 200


def test_a_defect_is_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    answer = SkillClient(tmp_path, Unlucky("load", ZeroDivisionError("with SECRET"))).send(recorded("LaunchRequest"))
    assert (answer.status_code, answer.data) == (500, b"")
    (record,) = caplog.records
    assert record.message.startswith("defect: ZeroDivisionError in fail line ")
    assert record.exc_info is None
    assert nothing_secret(caplog.text)


@pytest.mark.parametrize("failure", [RecoveriesTrouble("disk full"), Conflict()])
def test_trouble_with_the_store(tmp_path: Path, caplog: pytest.LogCaptureFixture, failure: Exception) -> None:
    answer = SkillClient(tmp_path, Unlucky("save", failure)).hear("ReportSorenessIntent")
    assert answer["response"] == {
        "outputSpeech": {"type": "SSML", "ssml": f"<speak>{phrase('en-US', 'trouble', 'speech')}</speak>"},
        "shouldEndSession": True,
    }
    (told,) = (each.message for each in caplog.records if each.levelno >= logging.ERROR)
    assert told.startswith(f"recovery not available: {type(failure).__name__}")
    assert nothing_secret(caplog.text)


def test_there_are_no_metrics_unless_they_are_set() -> None:
    http = create_app(Config(skill_id=SKILL_ID), MemoryRecoveries()).test_client()
    assert (http.get("/health").status_code, http.get("/metrics").status_code) == (200, 404)


ODD: list[object] = [None, {}, [], "", "x", 7, True, [None], [{}], {"x": None}]
ODD += ["P3000000D", "0001-01-01T00:00:00+14:00"]


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "part"),
    [
        *(("launch-recognised", "context"), ("yes-in-a-talk", "session"), ("skill-disabled", "request")),
        *((name, "request") for name in ("ReportSorenessIntent", "RemindMeIntent")),
        *((name, "request") for name in ("consent-v2-accepted", "resumed-accepted")),
    ],
)
def test_no_member_is_so_strange_that_answering_it_is_a_defect(client: SkillClient, name: str, part: str) -> None:
    document = client.document(name)
    for parent, key in [(document, part), *places(document[part])]:
        before = parent[key]
        for parent[key] in ODD:
            assert client.send(document).status_code in (200, 400), (key, parent[key])
        parent[key] = before
