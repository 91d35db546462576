"""The only clocks of the skill: the system's, and one for rehearsals that another program moves."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]
"""Tells the time now: aware, UTC."""


def system_clock() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)  # noqa: TID251 - the edge that everything else takes `now` from


def rehearsal_clock(path: Path) -> Clock:
    """Return a clock that runs as a file says.

    The file holds ``{"real": ..., "shown": ..., "speed": ...}``: ISO times with zone, and a factor. At ``real`` the
    clock shows ``shown``, and from then on runs ``speed`` times as fast. It is read anew each time.
    """

    def now() -> datetime:
        told = json.loads(path.read_text("utf-8"))
        real, shown = (datetime.fromisoformat(told[name]) for name in ("real", "shown"))
        return (shown + (system_clock() - real) * float(told["speed"])).astimezone(UTC)

    return now
