"""Recoveries kept in memory: the reference for the promises of `skill.ports.Recoveries`."""

from dataclasses import replace
from threading import Lock

from skill.ports import Conflict, Kept
from skill.routine.recovery import Recovery


class MemoryRecoveries:
    """Kept for as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._lock = Lock()

    def load(self, user: str) -> Kept:
        """Return what is kept; a blank recovery, version 0, when nothing is."""
        return self._kept.get(user, Kept(Recovery(), 0))

    def save(self, user: str, kept: Kept) -> None:
        """Keep it if ``kept.version`` is still the newest, else raise `Conflict`."""
        with self._lock:
            if self.load(user).version != kept.version:
                raise Conflict
            self._kept[user] = replace(kept, version=kept.version + 1)

    def forget(self, user: str) -> None:
        """Keep nothing of this user."""
        with self._lock:
            self._kept.pop(user, None)
