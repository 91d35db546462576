"""The reminders of one household as Alexa keeps them."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from speaker.clock import Clock, wire_time
from speaker.refused import Json, Refused
from speaker.reminder_orders import ReminderOrder, read_reminder

KEPT_FOR = timedelta(days=3)
"""How long Alexa keeps a reminder after its last ring."""
SPEAKS_FOR = timedelta(seconds=30)
"""How long Alexa needs to say a reminder twice."""
LIMIT = 250
"""Reminders of one user. Amazon publishes a figure for hotels and hospitals only; this is that one."""


@dataclass(slots=True)
class Reminder:
    """One reminder of the household."""

    token: str
    order: ReminderOrder
    created: datetime
    updated: datetime
    next_ring: datetime | None
    """When it rings next, in UTC; ``None`` when it is over."""
    rang_at: datetime | None = None
    """When it rang last."""
    version: int = 1
    """Counts the changes, from one."""

    @property
    def status(self) -> str:
        """``ON``, or ``COMPLETED`` when it will not ring again."""
        return "ON" if self.next_ring else "COMPLETED"

    def announcement(self, locale: str) -> str:
        """Return the words when it rings; Alexa says them twice."""
        return f"Here's your reminder: {self.order.text(locale)}"

    def receipt(self) -> Json:
        """Return the JSON that answers a request to create or change it."""
        return {**self._head(), "href": f"/v1/alerts/reminders/{self.token}"}

    def wire(self) -> Json:
        """Return the JSON of the Reminders API."""
        return {**self._head(), **self.order.wire}

    def _head(self) -> Json:
        return {
            "alertToken": self.token,
            "createdTime": wire_time(self.created),
            "updatedTime": wire_time(self.updated),
            "status": self.status,
            "version": str(self.version),
        }


class Reminders:
    """All reminders of one household. Thread-safe. What Alexa refuses raises :class:`Refused`."""

    def __init__(self, clock: Clock, zone: Callable[[], ZoneInfo], limit: int = LIMIT) -> None:
        """``zone`` returns the speaker's current time zone; ``limit`` counts reminders that will still ring."""
        self._clock, self._zone = clock, zone
        self.limit = limit
        self._lock = threading.RLock()
        self._reminders: dict[str, Reminder] = {}
        self._speaking_since: datetime | None = None

    @property
    def all(self) -> list[Reminder]:
        """Reminders that will ring and, for three days, those that did; oldest first."""
        oldest = self._clock.now() - KEPT_FOR
        with self._lock:
            past = [token for token, each in self._reminders.items() if not each.next_ring and each.updated <= oldest]
            for token in past:
                del self._reminders[token]
            return list(self._reminders.values())

    @property
    def live(self) -> list[Reminder]:
        """Reminders that will still ring, next first."""
        now = self._clock.now()
        return sorted((each for each in self.all if each.next_ring), key=lambda each: each.next_ring or now)

    def create(self, data: object) -> Reminder:
        """Create a reminder from the body of a request."""
        with self._lock:
            now = self._clock.now()
            order = read_reminder(data, now, self._zone())
            if len(self.live) >= self.limit:
                raise Refused(403, "MAX_REMINDERS_EXCEEDED", f"no more than {self.limit} reminders")
            reminder = Reminder(str(uuid.uuid4()), order, now, now, order.schedule.after(now))
            self._reminders[reminder.token] = reminder
            return reminder

    def get(self, token: str) -> Reminder:
        """Return a reminder, also one that rang in the last three days."""
        for reminder in self.all:
            if reminder.token == token:
                return reminder
        raise Refused(404, "ALERT_NOT_FOUND", "no such reminder")

    def update(self, token: str, data: object) -> Reminder:
        """Replace a reminder; one that is over can ring again."""
        with self._lock:
            reminder, now = self.get(token), self._clock.now()
            reminder.order = read_reminder(data, now, self._zone())
            reminder.next_ring = reminder.order.schedule.after(now)
            reminder.updated, reminder.version = now, reminder.version + 1
            return reminder

    def delete(self, token: str) -> None:
        """Delete a reminder: it will not ring, and getting it raises 404."""
        with self._lock:
            del self._reminders[self.get(token).token]

    def clear(self) -> None:
        """Delete all reminders, as the user can in the app."""
        with self._lock:
            self._reminders.clear()

    def next_due(self) -> datetime | None:
        """Return when the next reminder rings; ``None`` when none will."""
        return min((each.next_ring for each in self.live if each.next_ring), default=None)

    def ring(self) -> list[Reminder]:
        """Return the reminders that have become due, earliest first; a recurring one rings once for all it missed."""
        with self._lock:
            now = self._clock.now()
            due = [each for each in self.live if each.next_ring and each.next_ring <= now]
            for reminder in due:
                reminder.rang_at, reminder.next_ring = reminder.next_ring, reminder.order.schedule.after(now)
                reminder.updated = self._speaking_since = now
            return due

    def silence(self) -> bool:
        """Stop the reminder that is said now; return whether there was one."""
        with self._lock:
            since, self._speaking_since = self._speaking_since, None
        return since is not None and self._clock.now() - since <= SPEAKS_FOR
