"""Recoveries kept in memory: the reference for the promises of `skill.ports.Recoveries`."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from skill.ports import EMPTY, Conflict, Record
from skill.storage.turns import Turns


class MemoryRecoveries(Turns):
    """Record for as long as the process lives."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, dict[str, Record]] = {}
        self._turns: dict[str, datetime] = {}
        self._lock = Lock()

    def load(self, user: str) -> dict[str, Record]:
        """Return what is kept of a user's household, by person."""
        return dict(self._kept.get(user, {}))

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        """Keep it if ``kept.version`` is still the newest, else raise `Conflict`."""
        with self._lock:
            household = self._kept.get(user, {})
            if household.get(person, EMPTY).version != kept.version:
                raise Conflict
            saved = replace(kept, version=kept.version + 1, used_on=at.date())
            self._kept[user] = {**household, person: saved}

    def forget(self, user: str, person: str) -> None:
        """Keep nothing of this person."""
        with self._lock:
            self._left(user, {name: kept for name, kept in self.load(user).items() if name != person})

    def forget_household(self, user: str) -> None:
        """Keep nothing of anybody of this household, readable or not."""
        with self._lock:
            self._kept.pop(user, None)

    def expire(self, before: datetime, most: int) -> int:
        """Keep nothing that was last used before that day, UTC; return how many were removed, at most ``most``."""
        with self._lock:
            people = ((user, name, kept) for user, household in self._kept.items() for name, kept in household.items())
            late = [(user, name) for user, name, kept in people if kept.used_on < before.date()][:most]
            for user, person in late:
                self._left(user, {name: kept for name, kept in self.load(user).items() if name != person})
        return len(late)

    def take_turn(self, name: str, now: datetime, every: timedelta) -> bool:
        """Return whether this process may do what only one may do in each such time, by a clock that was right."""
        with self._lock:
            if name in self._turns and abs(self._turns[name] - now) < every:
                return False
            self._turns[name] = now
            return True

    def _left(self, user: str, household: dict[str, Record]) -> None:
        self._kept.pop(user, None)
        if household:
            self._kept[user] = household

    def close(self) -> None:
        """Do nothing."""
