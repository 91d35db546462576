"""Log lines: one a request, and nothing in them that tells who spoke or what was said."""

import io
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from skill.logs import begin_request, end_request, log_request, set_up
from tests.alexa.recorded import SECRETS, names, recorded
from tests.knocking import USER, Knocker
from tests.listening import logs_as_they_were, reply_to
from tests.test_main import PATIENCE, Rehearsal, rehearsal

__all__ = ["rehearsal"]

HEALTH = re.compile(
    r"\b(sore\w*|ankles?|ice|icing|bath|hurts?|pain\w*|numb|twist\w*|fever|swollen|blisters?|diabet\w*|red ?flag|"
    r"jog\w*|massag\w*|foot|feet|skin|cold|doctor|walk\w*|run|medicine|score|better|worse|left|right|\w+Intent)\b",
    re.IGNORECASE,
)
FIELDS = {"time", "level", "logger", "message", "request_id", "kind", "outcome", "check", "status", "ms", "defect"}
KINDS = {"launch", "intent", "session-ended", "consent", "skill-event", "other"}


class Told(io.StringIO):
    """A stream that lines are written to, a terminal or not."""

    def __init__(self, terminal: bool = False) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    with logs_as_they_were():
        yield
    end_request()


@pytest.fixture
def told() -> Told:
    stream = Told()
    set_up("json", stream)
    return stream


# --- the form of a line


def test_a_line_for_a_machine(told: Told) -> None:
    logging.getLogger("skill.x").info("some %s", "words", extra={"status": 200, "kind": "launch", "else": "SECRET"})
    (line,) = told.lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line.pop("time"))
    assert line == {"level": "INFO", "logger": "skill.x", "message": "some words", "kind": "launch", "status": 200}


def test_a_line_for_a_person() -> None:
    stream = Told()
    set_up("text", stream)
    begin_request()
    logging.getLogger("skill.x").warning("some\nwords", extra={"status": 400, "check": "path"})
    form = r"\S+ \S+ WARNING skill\.x: some words request_id=[0-9a-f]{16} check=path status=400\n"
    assert re.fullmatch(form, stream.getvalue())


@pytest.mark.parametrize(("terminal", "begins"), [(True, "2"), (False, "{")])
def test_the_form_when_none_is_set(terminal: bool, begins: str) -> None:
    stream = Told(terminal)
    set_up(None, stream)
    logging.getLogger("skill").info("words")
    assert stream.getvalue().startswith(begins)


@pytest.mark.parametrize("style", ["json", "text"])
def test_a_defect_is_one_line_and_tells_no_value(style: Any) -> None:
    stream = Told()
    set_up(style, stream)
    try:
        raise ZeroDivisionError("SECRET\nSECRET")
    except ZeroDivisionError:
        logging.getLogger("waitress").exception("given up")
    (line,) = stream.getvalue().splitlines()
    assert "given up" in line
    assert "ZeroDivisionError in test_a_defect_is_one_line_and_tells_no_value line " in line
    assert "SECRET" not in line
    assert "Traceback" not in line


def test_lines_of_a_request_have_its_id_and_others_none(told: Told) -> None:
    log = logging.getLogger("skill")
    name = begin_request()
    log.info("one")
    assert begin_request() != name
    log.info("two")
    end_request()
    log.info("three")
    one, two, three = told.lines
    assert one["request_id"] == name
    assert two["request_id"] not in (name, None)
    assert "request_id" not in three


def test_the_line_of_a_request_is_like_any_other(told: Told) -> None:
    log, fields = logging.getLogger("skill.x"), {"kind": "launch", "status": 200, "check": None, "else": "SECRET"}
    begin_request()
    log.warning("words", extra=fields)
    log_request(log, logging.WARNING, "words", fields)
    one, other = told.lines
    assert len(one.pop("time")) == len(other.pop("time"))
    assert one == other
    log_request(log, logging.DEBUG, "details", fields)
    assert len(told.lines) == 2


def test_whoever_else_listens_hears_the_line_of_a_request_too(told: Told) -> None:
    other = Told()
    logging.getLogger().addHandler(logging.StreamHandler(other))
    log_request(logging.getLogger("skill.x"), logging.INFO, "words", {"status": 200})
    assert other.getvalue() == "words\n"
    assert [line["status"] for line in told.lines] == [200]


def test_a_line_that_cannot_be_written_is_lost_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    knocker = Knocker(tmp_path)
    full = open("/dev/full", "w")  # a disk without room  # noqa: SIM115
    set_up("json", full)
    assert knocker.hear("LaunchRequest")
    logging.getLogger("skill").info("words")
    with pytest.raises(OSError, match="No space left"):
        full.close()
    assert knocker.hear("LaunchRequest"), "nor one to a stream that is closed"
    assert capsys.readouterr() == ("", ""), "no traceback either"


def test_other_libraries_tell_no_addresses(told: Told) -> None:
    logging.getLogger("urllib3.connectionpool").warning("Retrying /v2/devices/SECRET")
    logging.getLogger("waitress").warning("Client disconnected while serving /SECRET")
    logging.getLogger("skill").debug("details")
    assert told.lines == []


# --- one line a request


def test_one_line_a_request(tmp_path: Path, told: Told) -> None:
    knocker = Knocker(tmp_path)
    for name in ("LaunchRequest", "session-ended", "consent-denied", "skill-enabled"):
        knocker.hear(name)
    lines = [line for line in told.lines if "outcome" in line]  # the rest tells what a speaker did not answer
    assert [(line["kind"], line["outcome"], line["status"]) for line in lines] == [
        ("launch", "answered", 200),
        ("session-ended", "nothing", 200),
        ("consent", "answered", 200),
        ("skill-event", "nothing", 200),
    ]
    assert all(line["ms"] > 0 for line in lines)
    assert {line["request_id"] for line in told.lines} == {line["request_id"] for line in lines}
    assert len({line["request_id"] for line in lines}) == 4


def test_one_line_a_refusal(tmp_path: Path, told: Told) -> None:
    knocker = Knocker(tmp_path)
    knocker.http.post("/alexa", json={})
    knocker.http.get("/alexa?SECRET")
    assert [(line["message"], line["check"], line["outcome"], line["level"]) for line in told.lines] == [
        ("refused: headers: SignatureCertChainUrl missing", "headers", "refused", "WARNING"),
        ("refused: method: Method Not Allowed", "method", "refused", "INFO"),
    ]


def test_pages_that_are_well_have_no_line(tmp_path: Path, told: Told) -> None:
    knocker = Knocker(tmp_path, metrics=True)
    for page in ("/health", "/ready", "/metrics"):
        assert knocker.http.get(page).status_code == 200
    assert told.lines == []


# --- a whole conversation through the real process


def said(document: object) -> Iterator[str]:
    """Every text in a request that is longer than a word."""
    if isinstance(document, dict):
        for value in document.values():
            yield from said(value)
    elif isinstance(document, list):
        for value in document:
            yield from said(value)
    elif isinstance(document, str) and len(document) > 12:
        yield document


def converse(rehearsal: Rehearsal, url: str, port: int) -> tuple[list[Any], set[str]]:
    """Send everything that is recorded and much that is refused; the statuses, and what was said by either side."""
    statuses, texts = [], set[str]()
    for name in names():
        document = recorded(name)
        document["context"]["System"].update(rehearsal.system)
        document["request"]["timestamp"] = rehearsal.clock.now().isoformat(timespec="seconds")
        body = json.dumps(document).encode()
        genuine = rehearsal.signer.headers(body)
        for sent, with_headers in ((body, genuine), (body + b" ", genuine), (body, {}), (body[:-9], genuine)):
            answer = requests.post(f"{url}/alexa", data=sent, headers=with_headers)
            statuses.append(answer.status_code)
            texts |= set(said(answer.json())) if answer.content else set()
        texts |= set(said(document))
    requests.get(f"{url}/SECRET?sore=SECRET")
    for sent in (b"SECRET ankle\r\n\r\n", b"POST /SECRET HTTP/1.1\r\nTransfer-Encoding: SECRET\r\n\r\n"):
        reply_to(("127.0.0.1", port), sent)
    return statuses, texts - {"America/New_York"}


@pytest.mark.parametrize("style", ["json", "text"])
def test_no_line_of_the_real_process_tells_who_or_what(rehearsal: Rehearsal, style: str) -> None:
    with ThreadPoolExecutor() as pool, rehearsal.server(LOG=style) as server:
        told = pool.submit(server.told.read)  # a pipe that is full would stop it
        statuses, texts = converse(rehearsal, server.url, server.port)
        with closing(sqlite3.connect(rehearsal.folder / "coach.db")) as other, other:
            other.execute("ALTER TABLE recoveries RENAME TO gone")
        for name in ("LaunchRequest", "RedFlagIntent"):
            rehearsal.say(server, name)
        assert requests.get(f"{server.url}/ready").status_code == 503
        server.process.terminate()
        log = told.result()
        assert server.process.wait(PATIENCE) == 0
    assert {200, 400, 415} == set(statuses)
    lines = [line for line in log.splitlines() if "Ankle Coach" not in line]
    assert len([line for line in lines if "outcome" in line]) == len(statuses) + 3 + 2 + 1
    for line in lines:
        assert not any(secret in line for secret in (*SECRETS, USER, "Traceback"))
        assert not any(text in line for text in texts), line
        if style == "json":
            assert set(json.loads(line)) <= FIELDS
            assert json.loads(line).get("kind", "other") in KINDS
        assert HEALTH.findall(line) == []
