"""Deletes, in the background, what was not used for 30 days."""

import logging
from datetime import timedelta
from threading import Thread
from time import sleep

from skill.clock import Clock
from skill.ports import Recoveries

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
"""Since the last use."""
EVERY = timedelta(hours=6)
FIRST = timedelta(minutes=15)
"""After the start: a clock that is wrong then is commonly set by that time."""
BATCH = 500
"""Rows that are deleted at once."""
PAUSE_SECONDS = 0.1
"""After each batch, for what waits to be saved."""


def start_housekeeping(store: Recoveries, clock: Clock) -> None:
    """Look after `FIRST`, and then `EVERY` six hours, in a thread that ends with the process."""

    def run() -> None:
        sleep(FIRST.total_seconds())
        while True:
            keep_house(store, clock)
            sleep(EVERY.total_seconds())

    Thread(target=run, name="housekeeping", daemon=True).start()


def keep_house(store: Recoveries, clock: Clock) -> None:
    """Delete what is due; trouble is logged and waits for the next time."""
    try:
        count = 0
        while found := store.expire(clock().date(), KEPT_FOR, BATCH):
            count += found
            sleep(PAUSE_SECONDS)
        if count:
            log.info("forgotten after %d days without use: %d", KEPT_FOR.days, count)
    except Exception:
        log.exception("housekeeping waits")
