"""What is measured: the coach, and the servers it is compared with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import certifi

from benchmarks.crowd import Crowd, store
from benchmarks.envelopes import SKILL_ID
from benchmarks.processes import Running, free_port, running
from speaker.signing import Signer

NODE = Path(__file__).parent / "node"


@dataclass(frozen=True, slots=True)
class Subject:
    """One server."""

    key: str
    """Its letter in the table."""
    name: str
    """For a person."""
    command: tuple[str, ...]
    """Starts it; ``{port}`` stands for the port."""
    asks_alexa: bool = False
    """Whether its requests tell an address of Alexa's APIs."""


COACH = Subject("a", "the real coach", (sys.executable, "-m", "skill"))
COACH_WITH_TIMERS = Subject("a+", "the same, asking Alexa's timers and settings", COACH.command, asks_alexa=True)
STOCK = Subject(
    "b", "the coach behind Amazon's verifier and serializer", (sys.executable, "-m", "benchmarks.doors.stock")
)
ON_NODE = Subject(
    "c",
    "a one-intent skill on Amazon's Node SDK",
    ("node", "--require", str(NODE / "rehearsal.js"), str(NODE / "server.js"), "{port}"),
)
FLOOR = Subject("d", "Flask, an RSA verification and JSON", (sys.executable, "-m", "benchmarks.doors.floor"))
SUBJECTS = (COACH, COACH_WITH_TIMERS, STOCK, ON_NODE, FLOOR)


@contextmanager
def started(subject: Subject, crowd: Crowd, stored: int, signer: Signer, folder: Path) -> Iterator[Running]:
    """Start a subject on a new database with ``stored`` users, and yield it.

    Raises:
        NoStart: when it does not start.
    """
    database = folder / "coach.db"
    store(crowd, database, stored)
    with on_database(subject, database, signer, folder) as server:
        yield server


@contextmanager
def on_database(subject: Subject, database: Path, signer: Signer, folder: Path) -> Iterator[Running]:
    """Start a subject on a database that is there, and yield it.

    Raises:
        NoStart: when it does not start.
    """
    port = free_port()
    command = [word.format(port=port) for word in subject.command]
    with running(command, settings(port, database, signer, folder), port, folder) as server:
        yield server


def settings(port: int, database: Path, signer: Signer, folder: Path) -> dict[str, str]:
    """Return the environment of every subject: where to listen, what to keep, whom to trust."""
    roots = folder / "roots.pem"
    roots.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + signer.root.read_bytes())
    return {
        "ANKLE_COACH_SKILL_ID": SKILL_ID,
        "ANKLE_COACH_HOST": "127.0.0.1",
        "ANKLE_COACH_PORT": str(port),
        "ANKLE_COACH_DATABASE_URL": f"sqlite:///{database}",
        "ANKLE_COACH_REHEARSAL_ROOT": str(signer.root),
        "ANKLE_COACH_REHEARSAL_MIRROR": str(signer.mirror),
        "BENCH_MIRROR": str(signer.mirror),
        "BENCH_ROOT": str(signer.root),
        "SSL_CERT_FILE": str(roots),
    }
