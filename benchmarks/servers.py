"""The real coach on several production servers, one worker each: ``python -m benchmarks.servers``.

How fast, how much memory, what slow clients do to it, and what happens when a worker is killed.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks import machine
from benchmarks.crowd import USERS, Crowd, knock
from benchmarks.measuring import Measurement, Row
from benchmarks.processes import Running, end, take_load_core
from benchmarks.refusals import OpenDoor, knock_once
from benchmarks.report import table
from benchmarks.slow_clients import KINDS
from benchmarks.stage import played
from benchmarks.subjects import COACH, Subject, started
from speaker.signing import Signer

BIN = Path(sys.executable).parent
APP = "benchmarks.wsgi:coach"
THREADS = 32
SLOW_AT_MOST = 300
"""Seconds."""
RECOVERY = 20
"""Seconds a server has to answer again after its worker was killed."""

GUNICORN = (str(BIN / "gunicorn"), f"{APP}()", "--workers=1", "--bind=127.0.0.1:{port}", "--log-level=error")
GRANIAN = (
    *(str(BIN / "granian"), "--interface=wsgi", "--factory", "--workers=1", "--respawn-failed-workers", "--no-ws"),
    *("--host=127.0.0.1", "--port={port}"),
)
SERVERS = (
    Subject("shipped", "python -m skill", COACH.command),
    Subject("gunicorn", "gunicorn, sync", (*GUNICORN, "--worker-class=sync")),
    Subject("gunicorn", f"gunicorn, {THREADS} threads", (*GUNICORN, "--worker-class=gthread", f"--threads={THREADS}")),
    Subject(
        "waitress",
        f"waitress, {THREADS} threads",
        (str(BIN / "waitress-serve"), "--listen=127.0.0.1:{port}", f"--threads={THREADS}", "--call", APP),
    ),
    *(
        Subject(
            "granian",
            f"granian, {threads} threads",
            (*GRANIAN, f"--blocking-threads={threads}", APP),
        )
        for threads in (4, THREADS)
    ),
)
HEAD = (
    "server", "requests/s at 1", "at 8", "at 32", "p99 ms at 8", "CPU ms/request", "memory MB", "errors",
    "beside slow headers", "beside slow bodies", "after kill -9 of the worker",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What was found about a server."""

    name: str
    """The server."""
    rows: list[Row]
    """With 1, 8 and 32 connections."""
    beside: dict[str, Row]
    """With 8 connections, beside slow clients of a kind."""
    back: float | None
    """Seconds from the death of the worker to the next good answer; ``None``: not within `RECOVERY`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.servers", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="for each measurement (%(default)s)")
    parser.add_argument("--slow", type=int, default=50, help="how many slow clients (%(default)s)")
    options = parser.parse_args(arguments)
    take_load_core()
    crowd = Crowd(played())
    results = []
    for subject in SERVERS:
        print(f"{subject.name} ...", file=sys.stderr)
        results.append(_examined(subject, crowd, options.seconds, options.slow))
    print("\n".join(table(HEAD, (list(_cells(result)) for result in results))))
    print()
    print("\n".join(machine.lines()))
    print("- " + ", ".join(f"{name} {version(name)}" for name in ("gunicorn", "waitress", "granian")))
    return 0


def _examined(subject: Subject, crowd: Crowd, seconds: int, slow: int) -> Result:
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        folder = Path(name)
        signer = Signer(folder)
        with started(subject, crowd, USERS, signer, folder) as server:
            measurement = Measurement(server, crowd, signer, folder)
            measurement.prove_shut()
            measurement.warm_up()
            rows = [measurement.row(connections, seconds) for connections in (1, 8, 32)]
            beside = {}
            for kind in KINDS:
                with _slow_clients(kind, server.port, slow):
                    beside[kind] = measurement.row(8, seconds)
            return Result(subject.name, rows, beside, _killed(server, crowd, signer))


@contextmanager
def _slow_clients(kind: str, port: int, count: int) -> Iterator[None]:
    words = ["-m", "benchmarks.slow_clients", kind, str(port), str(count), str(SLOW_AT_MOST)]
    process = subprocess.Popen([sys.executable, *words])
    try:
        time.sleep(3)  # by now all are connected, and each has a worker's attention if it can get it
        yield
    finally:
        end(process)


def _killed(server: Running, crowd: Crowd, signer: Signer) -> float | None:
    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)
    began = time.monotonic()
    while time.monotonic() - began < RECOVERY:
        try:
            knock_once(server.url, knock(crowd), signer)
        except (OSError, OpenDoor):
            time.sleep(0.05)
        else:
            return time.monotonic() - began
    return None


def _cells(result: Result) -> Iterator[str]:
    yield result.name
    yield from (f"{row.measured.rate:.0f}" for row in result.rows)
    eight = result.rows[1]
    yield f"{eight.measured.p99:.1f}"
    yield f"{eight.cpu_ms:.2f}"
    yield f"{max(row.memory_mb for row in result.rows):.0f}"
    yield str(sum(row.measured.errors for row in result.rows))
    for row in result.beside.values():
        found = row.measured
        yield f"{found.rate:.0f}/s, p99 {found.p99:.0f} ms, {found.errors} errors" if found.good else "**no answer**"
    yield "gone until restarted" if result.back is None else f"back after {result.back:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
