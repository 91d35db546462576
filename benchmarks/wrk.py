"""One measurement with wrk: a number of connections, each sending its next request once it has its answer."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.envelopes import LOCALE
from skill.speech import phrase

LUA = Path(__file__).parent / "walk.lua"
TIMEOUT = 8
"""Seconds until an answer counts as missing, as for Alexa."""


class Exhausted(Exception):
    """There were not enough prepared requests for the whole time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What wrk found."""

    seconds: float
    """How long it was measured."""
    good: int
    """Answers with status 200 and speech."""
    bad: int
    """Other answers, the coach's apology for trouble included."""
    exhausted: int
    """Requests there were none left for."""
    lost: int
    """Connections that failed."""
    timeouts: int
    """Answers that took longer than `TIMEOUT`."""
    p50: float
    """Milliseconds from sending to the whole answer; half were faster."""
    p99: float
    """Milliseconds; one in a hundred was slower."""
    slowest: float
    """Milliseconds."""

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.good / self.seconds

    @property
    def errors(self) -> int:
        """Everything that was no good answer."""
        return self.bad + self.lost + self.timeouts


def measure(url: str, requests: Path, connections: int, seconds: int) -> Measured:
    """Send the requests of a file for a time.

    Raises:
        Exhausted: the file was too short.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", "-s", str(LUA), url, "--"]
    words = trouble()
    done = subprocess.run([*command, str(requests), words], capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        raise RuntimeError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    measured = Measured(**json.loads(line.removeprefix("RESULT ")))
    if measured.exhausted:
        raise Exhausted
    if done.stderr.strip():
        print(done.stderr.strip())
    return measured


def trouble() -> str:
    """Return how the coach's apology begins when its database does not answer: a 200 that is no good answer."""
    return phrase(LOCALE, "trouble", "speech").partition(".")[0].rpartition("'")[2]  # JSON may escape apostrophes
