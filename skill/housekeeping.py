"""Forgets, in the background, whoever has not talked to the coach for 30 days: `Housekeeping`."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread

from skill.clock import Clock
from skill.ports import Recoveries, RecoveriesTrouble

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
"""How long data is kept that nobody uses."""

OFF_BY = timedelta(minutes=5)
"""How far the clock may stray from the time that has passed; more is a clock that was moved, now or before."""

TURN = "housekeeping"
"""The name of the turn that one process takes for all."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How seldom and how gently it works."""

    every: timedelta = timedelta(hours=6)
    """One process works in each of these periods."""
    settle: float = 900
    """Seconds that the clock must have run steadily for: machines often start with a wrong one, and mend it soon."""
    nap: float = 3600
    """Seconds until the next look whether it is this process's turn, up to a quarter more or less."""
    batch: int = 100
    """How many at a time: meanwhile nothing else is saved, for some milliseconds."""
    pause: float = 0.2
    """Seconds after each batch, for whoever wants to save."""


class Housekeeping:
    """A thread that looks about once an hour, as long as the clock runs steadily."""

    def __init__(
        self,
        recoveries: Recoveries,
        clock: Clock,
        pace: Pace | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the store, the clock that its days are from, the pace, and seconds that nobody can set."""
        self._recoveries = recoveries
        self._clock = clock
        self._pace = pace or Pace()
        self._steady = steady
        self._since: tuple[datetime, float] | None = None
        self._has_turn = False
        self._over = Event()
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the batch that is under way."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> bool:
        """Forget whoever is due, if it is this process's turn; after trouble the turn goes on with the next look.

        Return whether the clock has run steadily. Where it has not, nobody is forgotten.
        """
        try:
            now = self._clock()
            if not self._is_steady(now):
                return False
            self._has_turn = self._has_turn or self._recoveries.take_turn(TURN, now, self._pace.every)
            if self._has_turn and (count := self._forget(now - KEPT_FOR)):
                log.info("forgotten after %d days without use: %d", KEPT_FOR.days, count)
            self._has_turn = False
        except RecoveriesTrouble as error:
            log.warning("housekeeping waits: %s", error)
        except Exception:  # a thread that ends would be missed by nobody
            log.exception("housekeeping waits")
        return True

    def _is_steady(self, now: datetime) -> bool:
        if self._since is None:
            self._since = now, self._steady()
        began, counted_from = self._since
        passed = self._steady() - counted_from
        was_moved = abs(now - began - timedelta(seconds=passed)) > OFF_BY
        is_steady = not was_moved and passed >= self._pace.settle
        if was_moved:
            log.warning("housekeeping waits: the clock was moved")
        if was_moved or is_steady:
            self._since = now, counted_from + passed
        return is_steady

    def _forget(self, before: datetime) -> int:
        most = self._pace.batch
        count = found = self._recoveries.expire(before, most)
        while found == most and not self._over.wait(self._pace.pause):
            found = self._recoveries.expire(before, most)
            count += found
        return count

    def _run(self) -> None:
        nap = 0.0
        while not self._over.wait(nap):
            is_steady = self.look()
            nap = self._pace.nap * random.uniform(0.75, 1.25) if is_steady else self._pace.settle
