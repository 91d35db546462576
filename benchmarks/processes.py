"""Servers as processes of their own on one core, and what they use of the machine."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

PROJECT = Path(__file__).parent.parent
SERVER_CORE, LOAD_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")
START_UP = 30.0
"""Seconds a server may take to answer at first."""


class NoStart(Exception):
    """A server did not start; the text holds its own words."""


def take_load_core() -> None:
    """Keep this process, and every one it starts for the load, on its own core."""
    if len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {LOAD_CORE})


def on_server_core(command: Sequence[str]) -> list[str]:
    """Return the command that runs on the server's core."""
    if not shutil.which("taskset"):
        raise NoStart("taskset is missing (Debian: apt-get install util-linux)")
    return ["taskset", "--cpu-list", str(SERVER_CORE), *command]


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    """What it wrote for its operator."""

    @property
    def url(self) -> str:
        """Where requests are sent."""
        return f"http://127.0.0.1:{self.port}/alexa"

    def tree(self) -> list[int]:
        """Return the ids of the process and all its descendants, itself first."""
        found = [self.process.pid]
        for pid in found:
            found.extend(_children(pid))
        return found

    def cpu(self) -> float:
        """Return the CPU seconds the whole tree has used, in user space and in the kernel."""
        return sum(_cpu(pid) for pid in self.tree())

    def worker_mb(self) -> float:
        """Return the resident memory of the largest process, in megabytes of a million bytes."""
        return max(_resident(pid) for pid in self.tree()) / 1e6

    def workers(self) -> list[int]:
        """Return the processes that answer: the descendants, or the process itself when it has none."""
        return self.tree()[1:] or self.tree()


@contextmanager
def running(command: Sequence[str], settings: Mapping[str, str], port: int, folder: Path) -> Iterator[Running]:
    """Start a server on its core, wait for its /health and yield it; it is ended afterwards.

    ``settings`` are environment variables; those of the coach that this process has are not handed on.

    Raises:
        NoStart: when it ends, or does not answer in time.
    """
    log = folder / "server.log"
    with log.open("ab") as told:
        process = subprocess.Popen(
            on_server_core(command), env=environment(settings), cwd=PROJECT, stdout=told, stderr=told
        )
    try:
        server = Running(process, port, log)
        _wait(server)
        yield server
    finally:
        workers = Running(process, port, log).tree()[1:]
        end(process)
        _end_orphans(workers)


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment without settings of the coach, and with these."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ANKLE_COACH_")} | dict(settings)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, in good order if it will."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_orphans(workers: Sequence[int]) -> None:
    """End workers that outlived their master: it was killed because it would not end."""
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


def _wait(server: Running) -> None:
    deadline = time.monotonic() + START_UP
    while not _healthy(server.port):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise NoStart(server.log.read_text("utf-8", "replace").strip()[-2000:] or "no word of it")
        time.sleep(0.05)


def _healthy(port: int) -> bool:
    try:
        with requests.Session() as http:
            http.trust_env = False
            return http.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
