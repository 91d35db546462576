"""The audit of what gets installed: a real pip-audit asks a database on this machine."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.alexa.servers import serving, silent

AUDIT = Path(__file__).parents[1] / "script/audit.py"
Audit = Callable[..., tuple[int, str]]

FLAW = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-1"],
    "summary": "a flaw",
    "affected": [
        {
            "package": {"name": "two", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.1"}]}],
        }
    ],
}


def lock(*names: str) -> str:
    return "".join(f"{name} \\\n    --hash=sha256:{'0' * 64}\n" for name in names)


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    """Run the audit of two lock files against a database at a URL; how it ended, and what it said."""
    folder = tmp_path / "requirements"
    folder.mkdir()
    (folder / "skill.txt").write_text(lock("one==1.0"))
    (folder / "test.txt").write_text(lock("one==1.0", "two==2.0", 'other==3.0 ; sys_platform == "plan9"'))

    def run(url: str, *arguments: str) -> tuple[int, str]:
        command = [sys.executable, str(AUDIT), "--osv-url", url, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr == ""
        return done.returncode, done.stdout

    return run


@pytest.fixture
def database(httpserver: HTTPServer) -> str:
    """A database that knows one flaw."""

    def query(request: Request) -> Response:
        known = json.loads(request.data) == {"package": {"name": "two", "ecosystem": "PyPI"}, "version": "2.0"}
        return Response(json.dumps({"vulns": [FLAW]} if known else {}), content_type="application/json")

    httpserver.expect_request("/v1/query", method="POST").respond_with_handler(query)
    return httpserver.url_for("/v1/query")


def test_a_known_vulnerability_fails(audit: Audit, database: str) -> None:
    code, told = audit(database)
    assert code == 1
    assert told.splitlines() == [
        "Audit: 2 requirements, 1 known vulnerabilities",
        "  two 2.0: PYSEC-2026-1, CVE-2026-1; fixed in 2.1",
    ]


def test_one_that_is_let_pass(audit: Audit, database: str) -> None:
    assert audit(database, "--ignore-vuln", "CVE-2026-1") == (0, "Audit: 2 requirements, no known vulnerabilities\n")


def test_nothing_known(audit: Audit, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/query").respond_with_json({})
    assert audit(httpserver.url_for("/v1/query")) == (0, "Audit: 2 requirements, no known vulnerabilities\n")


@pytest.mark.parametrize(("status", "body"), [(500, "{}"), (403, ""), (200, "<html>log in to this network</html>")])
def test_an_answer_that_is_none_is_said_in_one_line(
    audit: Audit, httpserver: HTTPServer, status: int, body: str
) -> None:
    httpserver.expect_request("/v1/query").respond_with_data(body, status)
    code, told = audit(httpserver.url_for("/v1/query"))
    assert code == 0
    assert told.startswith("Audit: NOT DONE")
    assert told.count("\n") == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1/query", "http://no-such-host.invalid/v1/query"])
def test_without_a_network_it_is_said_in_one_line(audit: Audit, url: str) -> None:
    code, told = audit(url)
    assert code == 0
    assert told.startswith("Audit: NOT DONE")
    assert told.count("\n") == 1


def test_a_database_that_is_silent_is_given_up(audit: Audit) -> None:
    with serving(silent) as url:
        code, told = audit(f"{url}/v1/query", "--timeout", "1")
    assert code == 0
    assert told.startswith("Audit: NOT DONE")


@pytest.mark.parametrize("text", ["one==1.0\n", "one>=1.0 --hash=sha256:00\n", "no requirement!\n"])
def test_a_lock_file_that_is_none_fails(audit: Audit, database: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "requirements" / "skill.txt").write_text(text)
    code, told = audit(database)
    assert code == 2
    assert told.startswith("Audit: the lock files cannot be read: ")


def test_it_takes_a_bounded_time(audit: Audit, database: str) -> None:
    code, told = audit(database, "--within", "0.01")
    assert (code, told) == (
        0,
        "Audit: NOT DONE, the database of vulnerabilities did not answer: not within 0.01 seconds\n",
    )
