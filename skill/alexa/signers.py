"""The signers we know, and getting to know a new one at nobody's cost.

A chain is fetched and checked once and then remembered for as long as all of it is valid. Anybody can make us
fetch, by naming a new file, so fetching is bounded: one fetch per file at a time, few at once, so many a
minute, failures remembered, and few requests waiting. Whoever names files all day can delay a certificate
that is new to us, but never a request signed with a known one.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore, Lock, Thread

from skill.alexa.chain import Signer, Trust
from skill.alexa.fetch import ChainSource
from skill.alexa.refusal import Refused

PATIENCE_SECONDS = 0.8
"""A request waits this long. The fetch goes on without it, so that the next request finds the chain."""
FAILURE_SECONDS = 10.0
FETCHES_A_MINUTE = 240
"""So many that somebody who names made-up files all the time keeps a new certificate out for seconds, not for hours."""
FETCHES_AT_ONCE = 8
WAITING_AT_ONCE = 24
"""When Amazon changes its certificate everybody waits for the same file; some threads are left for the old one."""
REMEMBERED = 16

Outcome = Signer | Refused


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch under way."""

    answer_by: float
    """Monotonic seconds; nobody waits longer."""
    outcome: Future[Outcome] = field(default_factory=Future)


class Signers:
    """The signer behind each chain file. Safe to share between threads."""

    def __init__(self, source: ChainSource, trust: Trust, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._trust = trust
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: dict[str, Signer] = {}
        self._failed: dict[str, tuple[float, Refused]] = {}
        self._under_way: dict[str, _Fetch] = {}
        self._starts: deque[float] = deque()
        self._seats = BoundedSemaphore(WAITING_AT_ONCE)

    def signer(self, path: str, now: datetime) -> Signer:
        """Return the signer whose chain file is at ``path``, valid at ``now``; answers within a second.

        Raises:
            Refused: ``certificate-fetch`` or ``certificate-chain``.
        """
        with self._lock:
            known = self._known.get(path)
            if known and known.valid_at(now):
                return known
            fetch = self._under_way.get(path) or self._start(path, now)
        outcome = self._wait(fetch)
        if isinstance(outcome, Refused):
            raise Refused(outcome.check, outcome.reason)
        if not outcome.valid_at(now):
            raise Refused("certificate-chain", "not in its time")
        return outcome

    def _start(self, path: str, now: datetime) -> _Fetch:
        moment = self._monotonic()
        self._check_allowed(path, moment)
        self._starts.append(moment)
        fetch = self._under_way[path] = _Fetch(moment + PATIENCE_SECONDS)
        Thread(target=self._run, args=(path, now, fetch), name="certificate-fetch", daemon=True).start()
        return fetch

    def _check_allowed(self, path: str, moment: float) -> None:
        self._failed = {name: failure for name, failure in self._failed.items() if failure[0] > moment}
        if path in self._failed:
            _, refused = self._failed[path]
            raise Refused(refused.check, f"{refused.reason} (remembered)")
        while self._starts and moment - self._starts[0] >= 60:
            self._starts.popleft()
        if len(self._starts) >= FETCHES_A_MINUTE or len(self._under_way) >= FETCHES_AT_ONCE:
            raise Refused("certificate-fetch", "too many fetches")

    def _run(self, path: str, now: datetime, fetch: _Fetch) -> None:
        outcome = self._load(path, now)
        with self._lock:
            del self._under_way[path]
            if isinstance(outcome, Refused):
                self._failed[path] = (self._monotonic() + FAILURE_SECONDS, outcome)
            else:
                self._remember(path, outcome)
        fetch.outcome.set_result(outcome)

    def _load(self, path: str, now: datetime) -> Outcome:
        try:
            return self._trust.signer(self._source.read(path), now)
        except Refused as refused:
            return refused
        except Exception as error:  # a network fails in countless ways, and each means the same here
            return Refused("certificate-fetch", type(error).__name__)

    def _remember(self, path: str, signer: Signer) -> None:
        self._known.pop(path, None)
        self._known[path] = signer
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _wait(self, fetch: _Fetch) -> Outcome:
        if not self._seats.acquire(blocking=False):
            raise Refused("certificate-fetch", "too many requests waiting")
        try:
            return fetch.outcome.result(max(0.0, fetch.answer_by - self._monotonic()))
        except TimeoutError:
            raise Refused("certificate-fetch", "too slow") from None
        finally:
            self._seats.release()
