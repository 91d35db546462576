"""Log lines and metrics: one line a request, and nothing that tells who spoke or what was said."""

import io
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from skill.__main__ import flush, start_logging
from skill.alexa.inbound import KINDS, kind_of
from skill.ports import Conflict
from speaker.rehearsal import Stage
from tests.alexa.recorded import SECRETS, names
from tests.client import USER, SkillClient, at_home
from tests.homes.load import status
from tests.raw_http import logging_restored, reply_to
from tests.test_server import port_of, ready_for_ice, say, sent_now
from tests.test_web import READY, Unlucky

HEALTH = re.compile(
    r"\b(sore\w*|ankles?|ice|icing|bath|hurts?|pain\w*|numb|twist\w*|fever|swollen|blisters?|diabet\w*|red ?flag|"
    r"jog\w*|massag\w*|foot|feet|skin|cold|doctor|walk\w*|run|medicine|score|better|worse|left|right|\w+Intent)\b",
    re.IGNORECASE,
)
FIELDS = {"time", "level", "logger", "message", "request_id", "kind", "outcome", "check", "status", "ms", "defect"}
LABEL = re.compile(r'(\w+)="([^"]*)"')

MAY_BE_TOLD = {
    "kind": {"launch", "intent", "touch", "session-ended", "consent", "skill-event", "other"},
    "outcome": {"answered", "nothing", "not-understood", "trouble", "refused", "defect", "ok", "failed", "401"},
    "check": {"headers", "method", "path"},
    "operation": {
        *("create-timer", "list-timers", "delete-timer", "pause-timer", "resume-timer"),
        *("create-reminder", "list-reminders", "delete-reminder", "time-zone", "distance-units", "other"),
    },
}
"""Every label, and every value of it that these tests bring about."""


Written = Callable[..., list[str]]


@pytest.fixture
def written() -> Iterator[Written]:
    def lines(do: Callable[[], object]) -> list[str]:
        stream = io.StringIO()
        listener = start_logging(stream)
        do()
        flush(listener)
        return stream.getvalue().splitlines()

    with logging_restored():
        yield lines


def test_a_line_for_a_machine(written: Written) -> None:
    extra = {"status": 200, "kind": "launch", "else": "SECRET"}
    (line,) = map(json.loads, written(lambda: logging.getLogger("skill.x").info("some %s", "words", extra=extra)))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line.pop("time"))
    assert line == {"level": "INFO", "logger": "skill.x", "message": "some words", "kind": "launch", "status": 200}


def test_a_defect_is_one_line_and_tells_no_value(written: Written) -> None:
    def fail() -> None:
        try:
            raise ZeroDivisionError("SECRET\nSECRET")
        except ZeroDivisionError:
            logging.getLogger("_granian").exception("given up")

    (line,) = written(fail)
    assert "given up" in line
    assert "ZeroDivisionError in fail line " in line
    assert "SECRET" not in line


def test_a_line_that_cannot_be_written_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = SkillClient(tmp_path)
    with logging_restored():
        full = open("/dev/full", "w")  # a disk without room  # noqa: SIM115
        listener = start_logging(full)
        assert client.hear("LaunchRequest")
        flush(listener)
        with pytest.raises(OSError, match="No space left"):
            full.close()
    assert capsys.readouterr() == ("", ""), "no traceback either"


def test_other_libraries_tell_no_addresses(written: Written) -> None:
    def tell() -> None:
        logging.getLogger("urllib3.connectionpool").warning("Retrying /v2/devices/SECRET")
        logging.getLogger("skill").debug("details")

    assert written(tell) == []


def test_one_line_a_refusal_and_none_for_pages_that_are_well(tmp_path: Path, written: Written) -> None:
    client = SkillClient(tmp_path, metrics=True)

    def ask() -> None:
        client.http.post("/alexa", json={})
        client.http.get("/alexa?SECRET")
        client.http.get("/admin")
        for page in ("/health", "/ready", "/metrics"):
            assert client.http.get(page).status_code == 200

    lines = [json.loads(line) for line in written(ask)]
    assert [(line["message"], line["check"], line["outcome"], line["level"]) for line in lines] == [
        ("refused: headers: SignatureCertChainUrl or Signature-256 missing", "headers", "refused", "WARNING"),
        ("refused: method: Method Not Allowed", "method", "refused", "INFO"),
        ("refused: path: Not Found", "path", "refused", "INFO"),
    ]
    for check in ("headers", "method", "path"):
        assert figure(client, f'ankle_coach_refusals_total{{check="{check}"}}') == 1
    assert requests_of(client, "other", "refused") == 3
    assert requests_of(client, "other", "page") == 0


def said(document: object) -> Iterator[str]:
    """Every text in a request that is longer than a word."""
    if isinstance(document, dict | list):
        for value in document.values() if isinstance(document, dict) else document:
            yield from said(value)
    elif isinstance(document, str) and len(document) > 12:
        yield document


def converse(running: Stage) -> tuple[list[Any], set[str]]:
    """Send everything that is recorded and much that is refused; the statuses, and what was said by either side."""
    statuses, texts = [], set[str]()
    for name in names():
        body = sent_now(running, name)
        genuine = running.signer.headers(body)
        for sent, with_headers in ((body, genuine), (body + b" ", genuine), (body, {}), (body[:-9], genuine)):
            answer = requests.post(running.skill.url, data=sent, headers=with_headers)
            statuses.append(answer.status_code)
            texts |= set(said(answer.json())) if answer.content else set()
        texts |= set(said(json.loads(body)))
    requests.get(f"{running.skill.url}/SECRET?sore=SECRET")
    for sent in (b"SECRET ankle\r\n\r\n", b"POST /SECRET HTTP/1.1\r\nTransfer-Encoding: SECRET\r\n\r\n"):
        reply_to(port_of(running), sent)  # granian refuses these itself, without a line
    return statuses, texts - {"America/New_York"}


def test_no_line_of_the_real_process_tells_who_or_what() -> None:
    with ready_for_ice() as running:
        statuses, texts = converse(running)
        with closing(sqlite3.connect(running.skill.database.removeprefix("sqlite:///"))) as other, other:
            other.execute("ALTER TABLE recoveries RENAME TO gone")
        for name in ("LaunchRequest", "RedFlagIntent"):
            say(running, name)
        assert status(running.skill) == 503
        running.skill.stop()
        log = running.skill.messages
    assert {200, 400} == set(statuses)
    lines = [line for line in log.splitlines() if "Ankle Coach" not in line]
    assert len([line for line in lines if "outcome" in line]) == len(statuses) + 1 + 2 + 1
    for line in lines:
        assert not any(secret in line for secret in (*SECRETS, USER, "Traceback"))
        assert not any(text in line for text in texts), line
        assert set(json.loads(line)) <= FIELDS
        assert json.loads(line).get("kind", "other") in MAY_BE_TOLD["kind"]
        assert HEALTH.findall(line) == []


@pytest.fixture
def client(tmp_path: Path) -> SkillClient:
    return SkillClient(tmp_path, metrics=True)


def figure(client: SkillClient, name: str) -> float:
    """A figure by its whole name, 0 when it is not there."""
    for line in client.http.get("/metrics").text.splitlines():
        if line.startswith(f"{name} "):
            return float(line.rpartition(" ")[2])
    return 0


def requests_of(client: SkillClient, kind: str, outcome: str) -> float:
    return figure(client, f'ankle_coach_requests_total{{kind="{kind}",outcome="{outcome}"}}')


@pytest.mark.parametrize(
    ("name", "kind", "outcome", "failure"),
    [
        ("LaunchRequest", "launch", "answered", None),
        ("RedFlagIntent", "intent", "answered", None),
        ("session-ended", "session-ended", "nothing", None),
        ("resumed-accepted", "consent", "answered", None),
        ("skill-enabled", "skill-event", "nothing", None),
        ("unknown-type", "other", "nothing", None),
        ("not understood", "other", "not-understood", None),
        ("LaunchRequest", "launch", "trouble", Conflict()),
        ("LaunchRequest", "launch", "defect", ZeroDivisionError()),
    ],
)
def test_requests_by_kind_and_outcome(
    tmp_path: Path, written: Written, name: str, kind: str, outcome: str, failure: Exception | None
) -> None:
    """One line and one count for each, and ids that lead from a line to the others of its request."""
    client = SkillClient(tmp_path, Unlucky("load", failure) if failure else None, metrics=True)
    document = client.document("LaunchRequest" if name == "not understood" else name)
    if name == "not understood":
        document["context"]["System"]["device"] = 5
    told = [json.loads(line) for line in written(lambda: [client.send(document) for _ in range(2)])]
    lines = [line for line in told if "outcome" in line]  # the rest tells what a speaker did not answer
    status = 500 if outcome == "defect" else 200
    assert [(line["kind"], line["outcome"], line["status"]) for line in lines] == [(kind, outcome, status)] * 2
    assert all(line["ms"] > 0 for line in lines)
    assert len({line["request_id"] for line in lines}) == len({line["request_id"] for line in told}) == 2
    assert requests_of(client, kind, outcome) == 2
    assert figure(client, f'ankle_coach_request_seconds_count{{kind="{kind}"}}') == 2


def test_calls_to_alexas_apis(client: SkillClient) -> None:
    def calls(operation: str, outcome: str) -> float:
        labels = f'{{operation="{operation}",outcome="{outcome}"}}'
        return figure(client, f"ankle_coach_alexa_api_calls_total{labels}")

    def ice(request: str) -> None:
        client.keep(READY)
        document = client.document("icing-no-slots")
        document["request"]["requestId"] = request  # the same one would be answered from memory
        assert client.send(document).status_code == 200

    with at_home(client) as (home, _):
        ice("first")
        assert calls("create-timer", "ok") == 1
        home.granted.clear()
        ice("second")
        assert calls("create-timer", "401") == 1
    ice("third")
    assert calls("create-timer", "failed") == 1
    assert figure(client, 'ankle_coach_alexa_api_seconds_count{operation="create-timer"}') == 3


def test_no_label_tells_of_anyone(client: SkillClient) -> None:
    for name in names():
        client.send(client.document(name))
    with at_home(client):
        for name in ("icing-no-slots", "ReportSorenessIntent", "TimeLeftIntent"):
            client.hear(name)
    client.http.post("/alexa", json={"SECRET": "SECRET"})
    page = client.http.get("/metrics")
    assert page.content_type.startswith("text/plain; version=")
    labels = {(name, value) for name, value in LABEL.findall(page.text) if name != "le"}
    assert labels <= {(name, value) for name, values in MAY_BE_TOLD.items() for value in values}
    assert not any(secret in page.text for secret in (*SECRETS, USER, "en-US", "Intent"))


def test_kinds() -> None:
    assert {*map(kind_of, [*KINDS, "AlexaSkillEvent.SkillEnabled", "Display.Selected"])} == MAY_BE_TOLD["kind"]
