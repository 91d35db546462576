"""Measuring one running server: prepare signed requests, let wrk send them, and see what they cost."""

from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from benchmarks.crowd import Crowd, knock, write_requests
from benchmarks.processes import Running
from benchmarks.refusals import prove
from benchmarks.wrk import Exhausted, Measured, measure
from speaker.signing import Signer

WARM_UP = 3
"""Seconds; one more before that tells how fast the server is."""
FIRST = 2000
"""Answers expected of a server nothing is known about."""
MARGIN = 1.3
"""Requests prepared for each that is expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    connections: int
    """How many requests are under way at any moment."""
    measured: Measured
    """What wrk found."""
    cpu_ms: float
    """CPU time of the server for each good answer, in milliseconds, user space and kernel, all its processes."""
    memory_mb: float
    """Resident memory of the largest process afterwards."""


@dataclass(slots=True)
class Measurement:
    """A server under measurement. Requests are signed anew before each part, so none is old and none is sent twice."""

    server: Running
    crowd: Crowd
    signer: Signer
    folder: Path
    turn: int = 0
    """The next request to send, counted over all parts."""
    rate: float = field(default=0.0)
    """The best rate seen, in answers a second; what is prepared goes by it."""

    def prove_shut(self) -> None:
        """Check that the server refuses what is not genuine; raise `OpenDoor`."""
        prove(self.server.url, knock(self.crowd), self.signer)

    def warm_up(self) -> None:
        """Let the server answer for a while, unmeasured."""
        for seconds in (1, WARM_UP):
            self._send(8, seconds)

    def row(self, connections: int, seconds: int) -> Row:
        """Measure with a number of connections."""
        measured, cpu = self._send(connections, seconds)
        return Row(connections, measured, cpu / max(1, measured.good) * 1000, self.server.worker_mb())

    def _send(self, connections: int, seconds: int) -> tuple[Measured, float]:
        """Return what was found, and the CPU seconds that the server used meanwhile."""
        prepared = ceil((self.rate * seconds or FIRST) * MARGIN) + connections
        while True:
            before = self.server.cpu()
            try:
                measured = self._try(connections, seconds, prepared)
            except Exhausted:
                prepared *= 2
                continue
            self.rate = max(self.rate, measured.rate)
            return measured, self.server.cpu() - before

    def _try(self, connections: int, seconds: int, prepared: int) -> Measured:
        requests = self.folder / "requests"
        turns = range(self.turn, self.turn + prepared)
        write_requests(requests, self.crowd, self.signer, self.server.port, turns)
        try:
            measured = measure(self.server.url, requests, connections, seconds)
        except Exhausted:
            self.turn = turns.stop
            raise
        finally:
            requests.unlink()
        # What was under way in the end was heard, if not answered; who was not reached goes on where they are.
        self.turn += min(prepared, measured.good + measured.bad + connections)
        return measured
