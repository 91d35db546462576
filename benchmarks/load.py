"""The coach under load, beside what it is compared with.

``python -m benchmarks.load [--seconds N] [--rounds N] [--only KEYS]``: one core for the server, one for the load.
``script/bench`` installs what this needs and runs it.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import requests

from benchmarks import machine
from benchmarks.crowd import USERS, Crowd
from benchmarks.measuring import Measurement, Row
from benchmarks.mix import Moment, shares
from benchmarks.processes import end, free_port, take_load_core
from benchmarks.report import mark, table
from benchmarks.stage import played
from benchmarks.subjects import SUBJECTS, Subject, started
from speaker.signing import Signer

CONNECTIONS = (1, 8, 32)
HEAD = ("", "server", "connections", "requests/s", "p50 ms", "p99 ms", "CPU ms/request", "memory MB", "errors")
Rows = dict[str, list[Row]]
"""By the key of the subject."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when an answer was no good answer."""
    options = _options(arguments)
    take_load_core()
    talks = played()
    rounds: dict[str, list[list[Row]]] = {}
    with alexa_api() as api:
        # In turns, since a machine that slows down for a while should slow down all alike.
        for number in range(1, options.rounds + 1):
            for subject in (each for each in SUBJECTS if each.key in options.only):
                print(f"round {number}: ({subject.key}) {subject.name} ...", file=sys.stderr)
                crowd = Crowd(played(api), api=api) if subject.asks_alexa else Crowd(talks)
                rounds.setdefault(subject.key, []).append(_measured(subject, crowd, options.seconds))
        asked = _calls(api)
    results = {key: [_middle(rows) for rows in zip(*each, strict=True)] for key, each in rounds.items()}
    print("\n".join(_told(results, talks, asked)))
    return int(any(row.measured.errors for rows in results.values() for row in rows))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=15, help="for each line of the table (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the table has the medians (%(default)s)")
    keys = [subject.key for subject in SUBJECTS]
    parser.add_argument("--only", nargs="+", default=keys, choices=keys, help="which servers")
    return parser.parse_args(arguments)


def _middle(rows: tuple[Row, ...]) -> Row:
    """Return the median of several rounds, by requests a second, with the errors of all."""
    middle = sorted(rows, key=lambda row: row.measured.rate)[len(rows) // 2]
    errors = sum(row.measured.errors for row in rows)
    return replace(middle, measured=replace(middle.measured, bad=errors, lost=0, timeouts=0))


def _measured(subject: Subject, crowd: Crowd, seconds: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        folder = Path(name)
        signer = Signer(folder)
        with started(subject, crowd, USERS, signer, folder) as server:
            measurement = Measurement(server, crowd, signer, folder)
            measurement.prove_shut()
            measurement.warm_up()
            return [measurement.row(connections, seconds) for connections in CONNECTIONS]


@contextmanager
def alexa_api() -> Iterator[str]:
    """Start Alexa's APIs on the core of the load and yield their address."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.alexa_api", str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None and not _answers(url):
            time.sleep(0.05)
        yield url
    finally:
        end(process)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/counts", timeout=2).ok
    except requests.RequestException:
        return False


def _calls(url: str) -> int:
    return int(requests.get(f"{url}/counts", timeout=2).text)


def _told(results: Rows, talks: list[list[Moment]], asked: int) -> Iterator[str]:
    names = {subject.key: subject.name for subject in SUBJECTS}
    cells = [[f"({key})", names[key], *cells_of(row)] for key, rows in results.items() for row in rows]
    yield from table(HEAD, cells, words=2)
    yield ""
    yield from verdicts(results)
    yield ""
    yield from machine.lines()
    moments = [moment for talk in talks for moment in talk]
    saving = sum(moment.saves for moment in moments) / len(moments)
    yield f"- {USERS} users; {len(moments)} turns of {len(talks)} conversations, {saving:.0%} of which save something:"
    yield "  " + ", ".join(f"{name} {share:.0%}" for name, share in shares(moments))
    if asked:
        yield f"- (a+) made {asked} calls of Alexa's APIs, answered at once by a process on the core of the load"


def cells_of(row: Row) -> list[str]:
    """Return the figures of a line of the table."""
    found = row.measured
    milliseconds = (f"{value:.2f}" for value in (found.p50, found.p99, row.cpu_ms))
    return [str(row.connections), f"{found.rate:.0f}", *milliseconds, f"{row.memory_mb:.0f}", str(found.errors)]


def verdicts(results: Rows) -> Iterator[str]:
    """Yield each target that can be told from the results, and whether it was reached."""
    rates = {key: rows[1].measured.rate for key, rows in results.items()}
    if "a" not in rates:
        return
    for other, factor in (("c", 1.0), ("c", 1.3), ("b", 10.0), ("d", 0.5)):
        if other in rates:
            ratio = rates["a"] / rates[other]
            reached = mark(ratio >= factor)
            yield f"- (a) answers {ratio:.2f} times as many as ({other}) at 8; at least {factor:g}: {reached}"
    slow, memory = results["a"][0].measured.p99, max(row.memory_mb for row in results["a"])
    yield f"- p99 of (a) at 1: {slow:.1f} ms; under 10: {mark(slow < 10)}"
    yield f"- memory of (a): {memory:.0f} MB a worker; under 120: {mark(memory < 120)}"


if __name__ == "__main__":
    sys.exit(main())
