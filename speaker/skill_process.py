"""The real skill in a process of its own, in rehearsal."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import requests

from speaker.envelopes import SKILL_ID
from speaker.signing import Signer

SKILL = (sys.executable, "-m", "speaker.host")
"""Starts the skill as ``python -m skill`` does, for a rehearsal."""
START_UP = 60.0
"""Seconds until the skill must answer."""
SHUT_DOWN = 5.0
"""Seconds until it must have stopped cleanly."""


class SkillWouldNotStart(Exception):
    """The skill did not start; the message has its output."""


class SkillProcess:
    """The skill's server on a free port; it trusts ``signer`` and reads the clock of the rehearsal."""

    def __init__(
        self,
        folder: Path,
        signer: Signer,
        clock_file: Path,
        settings: Mapping[str, str],
        command: Sequence[str] = SKILL,
    ) -> None:
        """Prepare; what the skill writes goes to ``skill.log`` in ``folder``.

        ``settings`` are more ANKLE_COACH_* variables; ``command`` starts the skill.
        """
        self._command = command
        self._port = _free_port()
        self._log = folder / "skill.log"
        self._process: subprocess.Popen[bytes] | None = None
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("ANKLE_COACH_")}
        self._environment = inherited | {
            "ANKLE_COACH_SKILL_ID": SKILL_ID,
            "ANKLE_COACH_PORT": str(self._port),
            "ANKLE_COACH_DATABASE_URL": f"sqlite:///{folder / 'skill.db'}",
            "REHEARSAL_ROOT": str(signer.root),
            "REHEARSAL_MIRROR": str(signer.mirror),
            "REHEARSAL_CLOCK": str(clock_file),
            **settings,
        }

    @property
    def url(self) -> str:
        """Where Alexa sends requests."""
        return f"{self._base}/alexa"

    @property
    def database(self) -> str:
        """The URL of the skill's database."""
        return self._environment["ANKLE_COACH_DATABASE_URL"]

    @property
    def messages(self) -> str:
        """The output of the skill."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def running(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def _base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start and wait until it answers; raise :class:`SkillWouldNotStart` when it does not."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self._command),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        deadline = time.monotonic() + START_UP
        while not self._answers():
            if self._process.poll() is not None:
                raise SkillWouldNotStart(self._failure(f"it ended with code {self._process.returncode}"))
            if time.monotonic() > deadline:
                self.kill()
                raise SkillWouldNotStart(self._failure(f"no answer within {START_UP:.0f} seconds"))
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the skill cleanly."""
        if self._process and self.running:
            self._process.terminate()
            try:
                self._process.wait(SHUT_DOWN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """Kill the skill, as a power cut does. It can be started again on the same database."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # the server and its worker
            self._process.wait()
            while self._answers():
                time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            with requests.Session() as http:
                http.trust_env = False
                return http.get(f"{self._base}/health", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def _failure(self, otherwise: str) -> str:
        return f"the skill does not start: {self.messages.strip() or otherwise}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
