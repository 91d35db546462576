"""Genuine requests beside a burst of forged ones: ``python -m benchmarks.burst``.

The forged ones come at a steady rate over one connection: some are refused by their headers, some by their signature
after a whole RSA verification, and each of the last kind names a chain that nobody has seen, which is to be fetched.
"""

import argparse
import http.client
import itertools
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import machine
from benchmarks.crowd import USERS, Crowd, knock
from benchmarks.load import cells_of
from benchmarks.measuring import Measurement, Row
from benchmarks.processes import take_load_core
from benchmarks.refusals import Knock, bad_requests
from benchmarks.report import table
from benchmarks.stage import played
from benchmarks.subjects import COACH, started
from speaker.signing import Signer

CONNECTIONS = (1, 8)
RATES = (0, 100, 400)
"""Forged requests a second."""
HEAD = ("forged/s", "refused", "connections", "requests/s", "p50 ms", "p99 ms", "CPU ms/request", "memory MB", "errors")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.burst", description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="for each line of the table (%(default)s)")
    options = parser.parse_args(arguments)
    take_load_core()
    crowd = Crowd(played())
    cells = []
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        folder = Path(name)
        signer = Signer(folder)
        with started(COACH, crowd, USERS, signer, folder) as server:
            measurement = Measurement(server, crowd, signer, folder)
            measurement.prove_shut()
            measurement.warm_up()
            for connections, rate in itertools.product(CONNECTIONS, RATES):
                row, statuses = _beside(measurement, connections, rate, options.seconds)
                cells.append([str(rate), _told(statuses), *cells_of(row)])
    print("\n".join([*table(HEAD, cells, words=0), "", *machine.lines()]))
    return 0


def _beside(measurement: Measurement, connections: int, rate: int, seconds: int) -> tuple[Row, Counter[int]]:
    forged = forged_requests(measurement.crowd, measurement.signer)
    with sent(measurement.server.url, forged, rate) as statuses:
        row = measurement.row(connections, seconds)
    return row, statuses


def forged_requests(crowd: Crowd, signer: Signer) -> Iterator[Knock]:
    """Yield requests that are to be refused, without end: each kind of bad ones, and chains that nobody knows."""
    document = knock(crowd)
    body = json.dumps(document).encode()
    bad = [each for _, each in bad_requests(document, signer)]
    for number in itertools.count():
        yield bad[number % len(bad)]
        unknown = f"https://s3.amazonaws.com/echo.api/{number}-{signer.url.rpartition('/')[2]}"
        yield body, {**signer.headers(body), "SignatureCertChainUrl": unknown}


@contextmanager
def sent(url: str, forged: Iterator[Knock], rate: int) -> Iterator[Counter[int]]:
    """Send forged requests at a rate, a second, and yield the statuses that they are answered with."""
    statuses: Counter[int] = Counter()
    ends = threading.Event()
    thread = threading.Thread(target=_send, args=(url, forged, rate, statuses, ends))
    if rate:
        thread.start()
    try:
        yield statuses
    finally:
        ends.set()
        if rate:
            thread.join()


def _send(url: str, forged: Iterator[Knock], rate: int, statuses: Counter[int], ends: threading.Event) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    next_at = time.monotonic()
    while not ends.wait(max(0.0, next_at - time.monotonic())):
        next_at += 1 / rate
        body, headers = next(forged)
        connection.request("POST", parts.path, body, headers)
        answer = connection.getresponse()
        answer.read()
        statuses[answer.status] += 1
    connection.close()


def _told(statuses: Counter[int]) -> str:
    return ", ".join(f"{count} with {status}" for status, count in sorted(statuses.items())) or "-"


if __name__ == "__main__":
    sys.exit(main())
