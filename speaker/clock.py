"""The time of a rehearsal: it can run fast, stand still, and be skipped.

The speaker and the skill are two processes that must agree on the hour, so every change is written to a
small JSON file from which the skill computes the same time by the same formula.
"""

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def real_now() -> datetime:
    """Return the time on the wall, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place of the speaker that reads a real clock


def wire_time(moment: datetime) -> str:
    """Write an aware ``moment`` as Alexa does: UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clock:
    """Shown time = where it was last set + real time since then * speed. Safe to use from many threads."""

    def __init__(
        self,
        start: datetime,
        speed: float = 1.0,
        file: Path | None = None,
        real: Callable[[], datetime] = real_now,
    ) -> None:
        """Start at ``start`` (aware); with ``speed`` 0 time passes only when it is skipped."""
        self._lock = threading.RLock()
        self._wall = real
        self._speed = speed
        self._file = file
        self._set(start.astimezone(UTC))

    @property
    def speed(self) -> float:
        """Shown seconds per real second."""
        return self._speed

    def now(self) -> datetime:
        """Return the shown time, in UTC."""
        with self._lock:
            return self._shown + (self._wall() - self._real) * self._speed

    def skip(self, time: timedelta) -> None:
        """Let ``time`` pass at once."""
        with self._lock:
            self._set(self.now() + time)

    def skip_to(self, moment: datetime) -> None:
        """Let time pass up to ``moment``; nothing happens when it is already over."""
        with self._lock:
            if moment > self.now():
                self._set(moment.astimezone(UTC))

    def reset(self, moment: datetime) -> None:
        """Put the clock to ``moment``, backwards too: for the next conversation on the same skill."""
        with self._lock:
            self._set(moment.astimezone(UTC))

    def _set(self, shown: datetime) -> None:
        self._real = self._wall()
        self._shown = shown
        if self._file:
            self._write(self._file)

    def _write(self, file: Path) -> None:
        moments = {"real": self._real.isoformat(), "shown": self._shown.isoformat(), "speed": self._speed}
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(moments), "utf-8")
        # The skill may read at any moment: it must see the old file or the new one, never half of one.
        os.replace(fresh, file)
