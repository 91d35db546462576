"""Recoveries in memory: the reference for the promises of `skill.ports.Recoveries`."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock

from skill.ports import EMPTY, Conflict, Record


class MemoryRecoveries:
    """Records for as long as the process lives."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        self._lock = Lock()

    def load(self, user: str) -> dict[str, Record]:
        """Return the records of a user's household, by person."""
        return dict(self._records.get(user, {}))

    def save(self, user: str, person: str, record: Record, at: datetime) -> None:
        """Keep the record if its version is still the newest, else raise `Conflict`."""
        with self._lock:
            household = self._records.get(user, {})
            if household.get(person, EMPTY).version != record.version:
                raise Conflict
            saved = replace(record, version=record.version + 1, used_on=at.date())
            self._records[user] = {**household, person: saved}

    def forget(self, user: str, person: str) -> None:
        """Delete the record of a person."""
        with self._lock:
            self._forget(user, person)

    def forget_household(self, user: str) -> None:
        """Delete all records of a user, readable or not."""
        with self._lock:
            self._records.pop(user, None)

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
        """Delete what was not used for so long; return how many records were deleted, at most ``most``."""
        with self._lock:
            used = {(user, person): each.used_on for user, all in self._records.items() for person, each in all.items()}
            newest = min(today, max(used.values(), default=today))
            late = [key for key, day in used.items() if day < newest - unused_for][:most]
            for user, person in late:
                self._forget(user, person)
        return len(late)

    def check(self, now: datetime) -> None:
        """Do nothing: memory takes every change."""

    def close(self) -> None:
        """Do nothing."""

    def _forget(self, user: str, person: str) -> None:
        left = {name: record for name, record in self._records.pop(user, {}).items() if name != person}
        if left:
            self._records[user] = left
