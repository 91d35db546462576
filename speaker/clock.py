"""The clock of a rehearsal: it can run fast, stand still and skip time.

The speaker and the skill are two processes that need the same time. So every change is written to a small JSON file,
from which the skill computes the time by the same formula.
"""

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def real_now() -> datetime:
    """Return the real time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the only real clock the speaker reads


def wire_time(moment: datetime) -> str:
    """Write an aware ``moment`` as Alexa does: UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Clock:
    """Simulated time: the time it was last set to, plus the real time since then times the speed. Thread-safe."""

    def __init__(
        self,
        start: datetime,
        speed: float = 1.0,
        file: Path | None = None,
        real: Callable[[], datetime] = real_now,
    ) -> None:
        """Start at ``start`` (aware). With ``speed`` 0 time passes only when it is skipped."""
        self._lock = threading.RLock()
        self._wall = real
        self._speed = speed
        self._file = file
        self._set(start.astimezone(UTC))

    @property
    def speed(self) -> float:
        """Simulated seconds per real second."""
        return self._speed

    def pace(self, speed: float) -> None:
        """Run at another speed from now on."""
        with self._lock:
            shown, self._speed = self.now(), speed
            self._set(shown)

    def now(self) -> datetime:
        """Return the simulated time, in UTC."""
        with self._lock:
            return self._shown + (self._wall() - self._real) * self._speed

    def skip(self, time: timedelta) -> None:
        """Let ``time`` pass at once."""
        with self._lock:
            self._set(self.now() + time)

    def skip_to(self, moment: datetime) -> None:
        """Let time pass up to ``moment``, unless it is over."""
        with self._lock:
            if moment > self.now():
                self._set(moment.astimezone(UTC))

    def reset(self, moment: datetime) -> None:
        """Set the clock to ``moment``, backwards too: for the next rehearsal with the same skill."""
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
        # The skill may read at any time and must never see half a file.
        os.replace(fresh, file)
