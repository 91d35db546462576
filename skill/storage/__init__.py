"""Where recoveries are kept, `recoveries_at` a URL, and for how long: `start_housekeeping`."""

import logging
import re
from datetime import timedelta
from threading import Thread
from time import sleep

from skill.ports import KEPT_FOR, Clock, Recoveries, RecoveriesTrouble
from skill.storage.sqlite import MemoryRecoveries, SqliteRecoveries

log = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
FIRST = timedelta(minutes=15)
"""After the start: a clock that is wrong then is commonly set by that time."""
BATCH = 500
"""Rows that are deleted at once."""
PAUSE_SECONDS = 0.1
"""After each batch, for what waits to be saved."""


def recoveries_at(url: str, processes: int = 1) -> Recoveries:
    """Return the store at ``sqlite:///<file>``, ``postgresql://...``, ``dynamodb://<table>`` or ``memory:``.

    Raise `RecoveriesTrouble`, with why in one line, when it cannot be opened, or not by so many processes at once.
    """
    scheme, _, rest = url.partition("://")
    if url == "memory:":
        return MemoryRecoveries()
    if scheme == "sqlite" and rest.startswith("/"):
        if rest in ("/", "/:memory:"):
            raise RecoveriesTrouble("SQLite in memory is another database for each connection; use memory:")
        return SqliteRecoveries(rest[1:])
    try:
        if scheme in ("postgresql", "postgresql+psycopg"):
            from skill.storage.postgresql import PostgresqlRecoveries

            return PostgresqlRecoveries(f"postgresql://{rest}", processes)
        if scheme == "dynamodb" and re.fullmatch(r"[\w.-]{3,255}", rest, re.ASCII):
            from skill.storage.dynamodb import DynamodbRecoveries

            return DynamodbRecoveries(rest)
    except ImportError as error:  # what they need comes with the extras `postgresql` and `dynamodb`
        raise RecoveriesTrouble(f"cannot use {scheme}: {error}") from None
    raise RecoveriesTrouble(
        "cannot use this database URL: neither sqlite:///<file> nor postgresql://... nor dynamodb://<table>"
    )


def start_housekeeping(store: Recoveries, clock: Clock) -> None:
    """Delete what is not used any more, after `FIRST` and then `EVERY` six hours, in a thread of the process."""

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
