"""The coach with a thousand users stored, and with a million: ``python -m benchmarks.users``.

Both databases are measured in turn, several times, so that a machine that slows down slows both. The requests of the
second come from ten thousand users spread evenly over the million.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from benchmarks import machine
from benchmarks.crowd import USERS, Crowd, store
from benchmarks.load import CONNECTIONS, cells_of
from benchmarks.measuring import Measurement, Row
from benchmarks.mix import Moment
from benchmarks.processes import take_load_core
from benchmarks.report import mark, table
from benchmarks.stage import played
from benchmarks.subjects import COACH, on_database
from speaker.signing import Signer

HEAD = ("users stored", "database MB", "round", "connections", "requests/s", "p50 ms", "p99 ms", "CPU ms/request",
        "memory MB", "errors")  # fmt: skip
WITHIN = 0.10
"""How much fewer answers a second there may be with the larger database."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.users", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="for each line of the table (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    parser.add_argument("--stored", type=int, nargs=2, default=[1_000, 1_000_000], help="users (%(default)s)")
    options = parser.parse_args(arguments)
    take_load_core()
    found: dict[int, list[list[Row]]] = {stored: [] for stored in options.stored}
    sizes: dict[int, float] = {}
    turns: dict[int, int] = {}
    talks = played()
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        folder = Path(name)
        signer = Signer(folder)
        for stored in options.stored:
            sizes[stored] = _filled(crowd_of(talks, stored), folder / f"{stored}.db", stored)
        for round_ in range(options.rounds):
            # Whoever came second may profit from a warm machine.
            for stored in options.stored[:: 1 if round_ % 2 == 0 else -1]:
                database, turn = folder / f"{stored}.db", turns.get(stored, 0)
                rows, turns[stored] = _round(crowd_of(talks, stored), turn, database, signer, folder, options.seconds)
                found[stored].append(rows)
    print("\n".join(_told(found, sizes)))
    return 0


def crowd_of(talks: list[list[Moment]], stored: int) -> Crowd:
    """Return those who talk: all who are stored, or some of them, evenly spread."""
    users = min(stored, USERS)
    return Crowd(talks, users, stored // users)


def _filled(crowd: Crowd, database: Path, stored: int) -> float:
    began = time.monotonic()
    store(crowd, database, stored)
    size = database.stat().st_size / 1e6
    print(f"{stored} users stored in {time.monotonic() - began:.1f} s, {size:.1f} MB", file=sys.stderr)
    return size


def _round(
    crowd: Crowd, turn: int, database: Path, signer: Signer, folder: Path, seconds: int
) -> tuple[list[Row], int]:
    _read_through(database)
    with on_database(COACH, database, signer, folder) as server:
        measurement = Measurement(server, crowd, signer, folder, turn)
        measurement.prove_shut()
        measurement.warm_up()
        return [measurement.row(connections, seconds) for connections in CONNECTIONS], measurement.turn


def _read_through(database: Path) -> None:
    """Have the file in memory, as the system has the one of a server that runs: some take it away when it is idle."""
    with database.open("rb") as file:
        while file.read(1 << 20):
            pass


def _told(found: dict[int, list[list[Row]]], sizes: dict[int, float]) -> Iterator[str]:
    cells = [
        [f"{stored:,}", f"{sizes[stored]:.1f}", str(number), *cells_of(row)]
        for stored, rounds in found.items()
        for number, rows in enumerate(rounds, 1)
        for row in rows
    ]
    yield from table(HEAD, cells, words=0)
    yield ""
    few, many = (
        [mean(rows[place].measured.rate for rows in rounds) for place in range(len(CONNECTIONS))]
        for rounds in found.values()
    )
    for connections, small, large in zip(CONNECTIONS, few, many, strict=True):
        change = large / small - 1
        yield f"- at {connections}: {change:+.1%} answers a second; within {WITHIN:.0%}: {mark(change >= -WITHIN)}"
    yield from machine.lines()


if __name__ == "__main__":
    sys.exit(main())
