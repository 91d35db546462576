"""From the start of the process to the first accepted request: ``python -m benchmarks.startup``."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.crowd import USERS, Crowd, knock, store
from benchmarks.processes import PROJECT, NoStart, end, environment, free_port, on_server_core, take_load_core
from benchmarks.refusals import OpenDoor, knock_once
from benchmarks.report import mark, table
from benchmarks.stage import played
from benchmarks.subjects import COACH, FLOOR, ON_NODE, STOCK, Subject, settings
from speaker.signing import Signer

TARGET = 1.5
"""Seconds."""
PATIENCE = 30.0
"""Seconds until a start counts as failed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.startup", description=__doc__)
    parser.add_argument("--starts", type=int, default=7, help="of each server (%(default)s)")
    starts = parser.parse_args(arguments).starts
    take_load_core()
    crowd = Crowd(played())
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        folder = Path(name)
        signer = Signer(folder)
        store(crowd, folder / "coach.db", USERS)
        for subject in (COACH, STOCK, ON_NODE, FLOOR):
            times[f"({subject.key}) {subject.name}"] = [
                first_answer(subject, crowd, signer, folder) for _ in range(starts)
            ]
    rows = [[name, f"{median(took):.2f}", f"{max(took):.2f}"] for name, took in times.items()]
    print("\n".join(table(("server", "s to the first accepted request, median", "slowest"), rows)))
    print()
    slowest = max(next(iter(times.values())))
    print(f"- (a) starts within {slowest:.2f} s; under {TARGET}: {mark(slowest < TARGET)}")
    print("\n".join(machine.lines()))
    return 0


def first_answer(subject: Subject, crowd: Crowd, signer: Signer, folder: Path) -> float:
    """Start a server, knock until a genuine request is answered, and return the seconds that took.

    Raises:
        NoStart: when that takes longer than `PATIENCE`.
    """
    port = free_port()
    needs = environment(settings(port, folder / "coach.db", signer, folder))
    command = on_server_core([word.format(port=port) for word in subject.command])
    began = time.monotonic()
    process = subprocess.Popen(command, env=needs, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - began < PATIENCE:
            try:
                knock_once(f"http://127.0.0.1:{port}/alexa", knock(crowd), signer)
            except (OSError, OpenDoor):
                time.sleep(0.005)
            else:
                return time.monotonic() - began
        raise NoStart(subject.name)
    finally:
        end(process)


if __name__ == "__main__":
    sys.exit(main())
