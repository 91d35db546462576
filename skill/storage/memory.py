"""Recoveries in memory: the reference for the promises of `skill.ports.Recoveries`."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock

from skill.ports import EMPTY, Conflict, Record, Recoveries


class MemoryRecoveries(Recoveries):
    """Records for as long as the process lives."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        self._lock = Lock()

    def load(self, user: str) -> dict[str, Record]:
        return dict(self._records.get(user, {}))

    def save(self, user: str, person: str, record: Record, at: datetime) -> None:
        with self._lock:
            household = self._records.get(user, {})
            if household.get(person, EMPTY).version != record.version:
                raise Conflict
            saved = replace(record, version=record.version + 1, used_on=at.date())
            self._records[user] = {**household, person: saved}

    def forget(self, user: str, person: str) -> None:
        with self._lock:
            self._forget(user, person)

    def forget_household(self, user: str) -> None:
        with self._lock:
            self._records.pop(user, None)

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
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
