"""The coach under load, beside what it is compared with: ``script/bench [--only a c] [--users N ...]``.

One core for the server, one for the load. All subjects are measured in turns, and the table has the medians.
"""

import argparse
import os
import platform
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

import certifi

from benchmarks.talks import Crowd, Moment, played
from skill.config import system_clock
from speaker.envelopes import SKILL_ID
from speaker.signing import Signer

PROJECT, NODE = Path(__file__).parents[1], Path(__file__).parent / "node"
SERVER_CORE, LOAD_CORE = 0, 1
CONNECTIONS = (1, 8)
PATIENCE = 8.0
"""Seconds that Alexa waits for an answer."""
TICKS = os.sysconf("SC_CLK_TCK")
FIRST_RATE = 400
"""Requests a second that are prepared for a server nothing is known about."""
SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a": ("the coach on its own server", (sys.executable, "-m", "speaker.host")),
    "b": ("the coach behind Amazon's verifier and serializer", (sys.executable, "-m", "benchmarks.peers", "amazon")),
    "c": (
        "a one-intent skill on Amazon's Node SDK",
        ("node", "--require", str(NODE / "rehearsal.js"), str(NODE / "server.js")),
    ),
    "d": ("Flask, a constant", (sys.executable, "-m", "benchmarks.peers", "floor")),
}
VERIFY = ("a", "b", "c")


@dataclass(slots=True)
class Measured:
    """What one measurement found."""

    good: int = 0
    """Answers of status 200 with speech."""
    bad: int = 0
    """Any other, and connections that were lost."""
    waits: list[float] = field(default_factory=list)
    """Seconds from sending a request to the end of its answer."""
    seconds: float = 0
    """How long it took."""
    cpu: float = 0
    """CPU seconds of the server and its processes, in user space and in the kernel."""

    def cells(self) -> tuple[float, ...]:
        """Return requests a second, p50 and p99 in milliseconds, CPU milliseconds a request, and errors."""
        cuts = quantiles(self.waits, n=100)
        each = 1000 / max(1, self.good)
        return self.good / self.seconds, cuts[49] * 1000, cuts[98] * 1000, self.cpu * each, self.bad


class Connection:
    """One connection that sends its next request once it has the answer to the last."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answer = b""
        self._sent_at = 0.0

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._answer, self._sent_at = b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self, found: Measured) -> bool:
        """Read what came; whether the answer is whole. Raise ``ConnectionError`` when there will be none."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self._answer += part
        head, _, body = self._answer.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        if not length or len(body) < int(length):
            return False
        found.waits.append(time.perf_counter() - self._sent_at)
        if head.startswith(b"HTTP/1.1 200") and b"<speak>" in body:
            found.good += 1
        else:
            found.bad += 1
        return True


def send(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Measured:
    """Send requests, each once, until there are no more or the time is over."""
    found, rest = Measured(), iter(requests)
    began = time.perf_counter()
    with selectors.DefaultSelector() as waiting:
        for _ in range(connections):
            _begin(waiting, port, rest)
        while waiting.get_map():
            for ready, _ in waiting.select(PATIENCE) or [(each, 0) for each in list(waiting.get_map().values())]:
                _go_on(waiting, ready.data, port, rest if time.perf_counter() - began < seconds else iter(()), found)
    found.seconds = time.perf_counter() - began
    return found


def _begin(waiting: selectors.BaseSelector, port: int, rest: Iterator[bytes]) -> None:
    connection = Connection(port)
    waiting.register(connection.socket, selectors.EVENT_READ, connection)
    connection.send(next(rest))


def _go_on(
    waiting: selectors.BaseSelector, connection: Connection, port: int, rest: Iterator[bytes], found: Measured
) -> None:
    try:
        if not connection.receive(found):
            return
        request = next(rest, None)
        if request:
            connection.send(request)
            return
    except OSError:
        found.bad += 1
        rest = iter(())
    waiting.unregister(connection.socket)
    connection.socket.close()


@dataclass(slots=True)
class Server:
    """A subject that runs, and the crowd that talks to it."""

    process: subprocess.Popen[bytes]
    port: int
    crowd: Crowd
    signer: Signer
    turn: int = 0
    """The next request of the crowd."""
    rate: float = FIRST_RATE
    """The best rate seen; what is prepared goes by it."""

    def measure(self, connections: int, seconds: float) -> Measured:
        """Sign requests, send them, and return what was found."""
        wanted = int(self.rate * seconds * 1.3) + connections
        requests = [self.crowd.http(turn, self.signer) for turn in range(self.turn, self.turn + wanted)]
        before = self.cpu()
        found = send(self.port, requests, connections, seconds)
        found.cpu = self.cpu() - before
        self.turn += found.good + found.bad
        self.rate = max(self.rate, (found.good + found.bad) / found.seconds)
        return found

    def refuses_forgeries(self) -> bool:
        """Whether a request is refused whose body was changed after it was signed."""
        forged = self.crowd.http(self.turn, self.signer).replace(b'"en-US"', b'"en-GB"')
        return send(self.port, [forged], 1, 5).bad == 1

    def cpu(self) -> float:
        """Return the CPU seconds used by the process and all its descendants."""
        found = [self.process.pid]
        for pid in found:
            tasks = Path(f"/proc/{pid}/task").iterdir()
            found.extend(int(child) for task in tasks for child in (task / "children").read_text().split())
        used = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in found)
        return sum(int(ticks) for each in used for ticks in each) / TICKS


@contextmanager
def running(key: str, crowd: Crowd, database: Path, signer: Signer, folder: Path) -> Iterator[Server]:
    """Start a subject on the server's core and yield it when it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    roots = folder / "roots.pem"
    roots.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + signer.root.read_bytes())
    settings = {
        "ANKLE_COACH_SKILL_ID": SKILL_ID,
        "ANKLE_COACH_PORT": str(port),
        "ANKLE_COACH_DATABASE_URL": f"sqlite:///{database}",
        "REHEARSAL_ROOT": str(signer.root),
        "REHEARSAL_MIRROR": str(signer.mirror),
        "BENCH_MIRROR": str(signer.mirror),
        "BENCH_ROOT": str(signer.root),
        "SSL_CERT_FILE": str(roots),
    }
    with (folder / f"{key}.log").open("ab") as log:
        process = subprocess.Popen(
            SUBJECTS[key][1], env={**os.environ, **settings}, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        os.sched_setaffinity(process.pid, {SERVER_CORE})
        _wait(process, port, folder / f"{key}.log")
        yield Server(process, port, crowd, signer)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit(f"a server does not start: {log.read_text('utf-8', 'replace')[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"a server does not answer: {log}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when an answer was no good answer."""
    parser = argparse.ArgumentParser("script/bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="for each line of the table (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often; the table has the medians (%(default)s)")
    parser.add_argument("--only", nargs="+", default=list(SUBJECTS), choices=SUBJECTS, help="which subjects")
    parser.add_argument("--users", nargs="+", type=int, default=[1000], help="in the database, each a line of its own")
    options = parser.parse_args(arguments)
    moments = played()
    found: dict[tuple[str, int, int], list[Measured]] = {}
    with tempfile.TemporaryDirectory(prefix="ankle-coach-bench-") as name:
        for number in range(options.rounds):
            for key in options.only:
                for users in options.users:
                    print(f"round {number + 1}: {SUBJECTS[key][0]}, {users} users ...", file=sys.stderr)
                    for connections, measured in _round(key, users, moments, Path(name), options.seconds):
                        found.setdefault((key, users, connections), []).append(measured)
    print("\n".join(_table(found)))
    return int(any(each.bad for rows in found.values() for each in rows))


def _round(key: str, users: int, moments: list[Moment], folder: Path, seconds: float) -> Iterator[tuple[int, Measured]]:
    crowd, signer, database = Crowd(moments, users), Signer(folder), folder / f"{key}-{users}.db"
    for file in folder.glob(f"{database.name}*"):
        file.unlink()
    crowd.fill(database)
    with running(key, crowd, database, signer, folder) as server:
        if key in VERIFY and not server.refuses_forgeries():
            raise SystemExit(f"{SUBJECTS[key][0]} answers forged requests")
        server.measure(8, seconds / 5)
        server.measure(8, seconds / 2)
        for connections in CONNECTIONS:
            yield connections, server.measure(connections, seconds)


def _table(found: dict[tuple[str, int, int], list[Measured]]) -> Iterator[str]:
    yield "| | subject | users | connections | requests/s | p50 ms | p99 ms | CPU ms/request | errors |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for (key, users, connections), rows in found.items():
        rate, p50, p99, cpu, _ = (median(values) for values in zip(*(row.cells() for row in rows), strict=True))
        figures = f"{rate:.0f} | {p50:.2f} | {p99:.2f} | {cpu:.2f} | {sum(row.bad for row in rows)}"
        yield f"| ({key}) | {SUBJECTS[key][0]} | {users} | {connections} | {figures} |"
    packages = ", ".join(f"{name} {version(name)}" for name in ("flask", "granian", "cryptography", "ask-sdk-core"))
    load = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    yield f"\n{system_clock():%Y-%m-%d}, Python {platform.python_version()}, {packages}"
    yield f"{os.cpu_count()} cores; load average at the end {load}"


if __name__ == "__main__":
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {LOAD_CORE})
    sys.exit(main())
