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

from skill.ports import HOUSEHOLD, Record
from skill.routine.recovery import Recovery, Stage
from skill.server import ENDING
from skill.storage.sqlite import SqliteRecoveries
from speaker.clock import Clock
from speaker.signing import Signer
from tests.alexa.pki import NOW
from tests.alexa.recorded import recorded
from tests.alexa.signing import SKILL_ID
from tests.client import NOWHERE, USER

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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


def refusal(folder: Path, **settings: Any) -> str:
    """The one line of a server that does not start."""
    with started(folder, **settings) as server:
        code, told = server.ended()
    assert code == 2
    assert told.startswith("Ankle Coach did not start: ")
    assert told.count("\n") == 1
    return told


def test_without_the_id_of_the_skill(tmp_path: Path) -> None:
    told = refusal(tmp_path, SKILL_ID="")
    assert told == "Ankle Coach did not start: ANKLE_COACH_SKILL_ID is required.\n"


def test_with_a_port_that_is_none(tmp_path: Path) -> None:
    assert "ANKLE_COACH_PORT" in refusal(tmp_path, PORT="eighty")


def test_with_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1 port {port}" in refusal(tmp_path, PORT=port)


def test_on_a_host_that_is_none(tmp_path: Path) -> None:
    assert "cannot listen on no-such-host.invalid" in refusal(tmp_path, HOST="no-such-host.invalid")


def test_without_the_folder_of_the_database(tmp_path: Path) -> None:
    told = refusal(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/missing/coach.db")
    assert "ANKLE_COACH_DATABASE_URL" in told
    assert "unable to open database file" in told


# --- it serves


def test_it_serves_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        told = json.loads(server.wait_until_it_listens())
        assert told["message"] == f"Ankle Coach listens on {server.url}/alexa"
        health = requests.get(f"{server.url}/health")
        refused = requests.post(f"{server.url}/alexa", json={})
        assert (health.status_code, health.text) == (200, "ok")
        assert (refused.status_code, refused.text) == (400, "")
        code, told = server.end()
    assert code == 0
    assert "Traceback" not in told
    assert (tmp_path / "ankle-coach.db").exists()


@pytest.mark.parametrize("name", ENDING)
def test_every_signal_to_end_is_heeded_without_a_word(tmp_path: Path, name: signal.Signals) -> None:
    with started(tmp_path) as server:
        server.wait_until_it_listens()
        server.process.send_signal(name)
        assert server.ended() == (0, "")


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


def test_a_power_cut_in_mid_ice_keeps_the_time(rehearsal: Rehearsal) -> None:
    with rehearsal.server() as server:
        rehearsal.say(server, "icing-no-slots")
        server.process.kill()
    rehearsal.clock.skip(8 * MINUTE)
    with rehearsal.server() as server:
        assert "twelve minutes" in rehearsal.say(server, "TimeLeftIntent")
