"""A wrapper of the real store: what is kept, whether a save changed anything, and a save that fails once."""

from datetime import date, datetime, timedelta

from skill.ports import EMPTY, Conflict, Record, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Recovery


class WatchedStore:
    """One user's view of a store."""

    def __init__(self, inner: Recoveries) -> None:
        self._inner = inner
        self.kept: dict[str, Record] = {}
        """By person, as the store has it."""
        self.tears: BaseException | None = None
        """What the next save, or the next forgetting, fails with."""
        self.begin()

    def begin(self) -> None:
        """Begin a request."""
        self.wanted: str | None = None
        """The person whose recovery was saved, or should have been."""
        self.saved = False
        self.idle = 0
        """How many saves changed nothing."""

    def load(self, user: str) -> dict[str, Record]:
        self.kept = self._inner.load(user)
        return dict(self.kept)

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        self._touched(person)
        self.idle += kept.recovery == self.kept.get(person, EMPTY).recovery
        self._inner.save(user, person, kept, at)
        self.saved = True
        self.kept = self._inner.load(user)

    def forget(self, user: str, person: str) -> None:
        self._touched(person)
        self._inner.forget(user, person)
        self.kept.pop(person, None)

    def forget_household(self, user: str) -> None:
        self._inner.forget_household(user)
        self.kept.clear()

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
        return self._inner.expire(today, unused_for, most)

    def check(self, now: datetime) -> None:
        self._inner.check(now)

    def close(self) -> None:
        self._inner.close()

    def of(self, person: str) -> Recovery:
        return self.kept.get(person, EMPTY).recovery

    def _touched(self, person: str) -> None:
        self.wanted = person
        if self.tears:
            tears, self.tears = self.tears, None
            raise tears


class Crash(BaseException):
    """The process dies before it could save."""


BETWEEN, LOCKED = Conflict, RecoveriesTrouble
"""Another request comes between; the store does not save."""
