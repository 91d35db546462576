"""`python -m skill` as anyone starts it: a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from skill.__main__ import main
from tests.alexa.signing import SKILL_ID
from tests.raw_http import free_port

PROJECT = Path(__file__).parents[1]
PATIENCE = 30
"""Seconds after which a process is given up; no test measures time."""


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`python -m skill` in a folder, and its address."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANKLE_COACH_")}
    port = free_port()
    ours = {"ANKLE_COACH_SKILL_ID": SKILL_ID, "ANKLE_COACH_PORT": str(port), "PYTHONPATH": str(PROJECT)}
    environment = {**inherited, **ours, **settings}
    command = [sys.executable, "-m", "skill"]
    with subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def get(url: str) -> requests.Response:
    """Get a page of a server that has told that it listens, a moment before it takes the first connection."""
    with requests.Session() as patient:
        patient.mount("http://", HTTPAdapter(max_retries=Retry(connect=10, backoff_factor=0.05)))
        return patient.get(url, timeout=PATIENCE)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PORT": "eighty"}, "ANKLE_COACH_PORT"),
        ({"HOST": "no-such-host.invalid"}, "cannot listen on no-such-host.invalid"),
        ({"DATABASE_URL": "sqlite:///no/coach.db"}, "No such file or directory); see ANKLE_COACH_DATABASE_URL"),
        ({"PORT": "taken"}, "cannot listen on 127.0.0.1 port "),
    ],
)
def test_it_refuses_to_start_with_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: dict[str, str], told: str
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        defaults = {"SKILL_ID": SKILL_ID, "PORT": str(free_port()), "DATABASE_URL": "memory:"}
        for name, value in {**defaults, **settings}.items():
            value = str(taken.getsockname()[1]) if value == "taken" else value
            monkeypatch.setenv(f"ANKLE_COACH_{name}", value)
        assert main() == 2
    line = capsys.readouterr().err
    assert line.startswith("Ankle Coach did not start: ")
    assert line.count("\n") == 1
    assert told in line


def test_a_refusal_ends_the_process(tmp_path: Path) -> None:
    with started(tmp_path, ANKLE_COACH_SKILL_ID="") as (process, _):
        _, told = process.communicate(timeout=PATIENCE)
        assert (process.returncode, told) == (2, "Ankle Coach did not start: ANKLE_COACH_SKILL_ID is required.\n")


def test_it_serves_and_ends_without_a_word_when_a_supervisor_tells_it_to(tmp_path: Path) -> None:
    with started(tmp_path) as (process, url):
        assert process.stderr
        assert json.loads(process.stderr.readline())["message"] == f"Ankle Coach listens on {url}/alexa"
        assert get(f"{url}/health").text == "ok"
        process.terminate()
        _, told = process.communicate(timeout=PATIENCE)
        assert (process.returncode, told) == (0, "")
    assert (tmp_path / "ankle-coach.db").exists()
