"""`python -m skill` as anyone starts it: a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from skill.__main__ import main
from skill.ports import HOUSEHOLD, Record
from skill.routine.recovery import Recovery, Stage
from skill.storage.sqlite import SqliteRecoveries
from speaker.clock import Clock
from speaker.signing import Signer
from tests.alexa.pki import NOW
from tests.alexa.recorded import recorded
from tests.alexa.signing import SKILL_ID
from tests.client import NOWHERE, USER
from tests.raw_http import free_port

PROJECT = Path(__file__).parents[1]
MINUTE = timedelta(minutes=1)
JSON = {"Content-Type": "application/json"}
PATIENCE = 30
"""Seconds after which a process is given up; no test measures time."""
READY = Recovery(
    stage=Stage.READY,
    began_on=date(2026, 3, 1),
    screened_on=date(2026, 3, 1),
    zone="America/New_York",
    settings_on=date(2026, 3, 1),
)


class Server:
    """The skill in a process, in a folder of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, object], rehearsal: Mapping[str, str]) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANKLE_COACH_")}
        self.port = free_port()
        defaults = {"SKILL_ID": SKILL_ID, "PORT": self.port}
        ours = {f"ANKLE_COACH_{name}": str(value) for name, value in {**defaults, **settings}.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "speaker.host" if rehearsal else "skill"],
            env={**inherited, "PYTHONPATH": str(PROJECT), **ours, **rehearsal},
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def told(self) -> IO[str]:
        assert self.process.stderr
        return self.process.stderr

    def wait_until_it_listens(self) -> str:
        """What it told until then."""
        lines = []
        for line in self.told:
            lines.append(line)
            if "listens on http" in line:
                self.wait_until_it_answers()
                return "".join(lines)
        raise AssertionError("".join(lines))

    def wait_until_it_answers(self) -> None:
        """The line comes a moment before the first connection is taken."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), PATIENCE).close()
            except ConnectionError:
                assert time.monotonic() < until
                time.sleep(0.01)

    def end(self) -> tuple[int, str]:
        """Ask it to end; its exit code and what it told."""
        self.process.terminate()
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it told, once it has ended."""
        told = self.told.read()
        return self.process.wait(PATIENCE), told


@contextmanager
def started(folder: Path, rehearsal: Mapping[str, str] | None = None, **settings: object) -> Iterator[Server]:
    server = Server(folder, settings, rehearsal or {})
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait(PATIENCE)
        server.told.close()


# --- it refuses to start


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
    with started(tmp_path, SKILL_ID="") as server:
        assert server.ended() == (2, "Ankle Coach did not start: ANKLE_COACH_SKILL_ID is required.\n")


# --- it serves


def test_it_serves_and_ends_without_a_word_when_a_supervisor_tells_it_to(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        told = json.loads(server.wait_until_it_listens())
        assert told["message"] == f"Ankle Coach listens on {server.url}/alexa"
        assert requests.get(f"{server.url}/health").text == "ok"
        assert server.end() == (0, "")
    assert (tmp_path / "ankle-coach.db").exists()


class Rehearsal:
    """Servers that follow each other on one database, and someone who talks to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock(NOW, 0, folder / "clock.json")
        self.signer = Signer(folder)
        self.system: dict[str, Any] = dict(NOWHERE)
        store = SqliteRecoveries(str(self.folder / "coach.db"))
        store.save(USER, HOUSEHOLD, Record(READY, 0), NOW)
        store.close()

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'coach.db'}"

    @contextmanager
    def server(self, **settings: object) -> Iterator[Server]:
        with started(
            self.folder,
            DATABASE_URL=self.database,
            rehearsal={
                "REHEARSAL_ROOT": str(self.signer.root),
                "REHEARSAL_MIRROR": str(self.signer.mirror),
                "REHEARSAL_CLOCK": str(self.folder / "clock.json"),
            },
            **settings,
        ) as server:
            server.wait_until_it_listens()
            yield server

    def say(self, server: Server, name: str) -> str:
        document = recorded(name)
        document["context"]["System"].update(self.system)
        document["request"]["timestamp"] = self.clock.now().isoformat(timespec="seconds")
        body = json.dumps(document).encode()
        answer = requests.post(f"{server.url}/alexa", data=body, headers=self.signer.headers(body))
        assert answer.status_code == 200
        return str(answer.json()["response"]["outputSpeech"]["ssml"])


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path)
