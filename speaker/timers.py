"""The timers of one household as Alexa keeps them: the skill's and the user's own."""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from speaker.clock import Clock, wire_time
from speaker.durations import to_iso
from speaker.refused import Json, Refused
from speaker.timer_orders import LONGEST, Order

RINGS_FOR = timedelta(minutes=10)
"""How long an alarm rings when the user does not stop it."""


@dataclass(slots=True)
class Timer:
    """One timer of the household."""

    id: str
    order: Order
    created: datetime
    updated: datetime
    ends_at: datetime | None
    """When it is due; ``None`` while it is paused."""
    remaining: timedelta | None = None
    """What is left; only while it is paused."""
    status: str = "ON"
    """``ON``, ``PAUSED``, or ``OFF`` once it has rung."""
    rang_at: datetime | None = None
    """When it was due; only once it has rung."""
    of_skill: bool = True
    """False for a timer that the user set. A skill never sees those."""

    def announcement(self, locale: str) -> str:
        """Return the announcement when it rings."""
        return self.order.text(locale) or f"(the {self.order.label} timer rings)".replace("  ", " ")

    def wire(self) -> Json:
        """Return the JSON of the Timers API."""
        shown: Json = {
            "id": self.id,
            "status": self.status,
            "duration": to_iso(self.order.duration),
            "timerLabel": self.order.label or None,
            "createdTime": wire_time(self.created),
            "updatedTime": wire_time(self.updated),
        }
        if self.ends_at:
            shown["triggerTime"] = wire_time(self.ends_at)
        if self.remaining is not None:
            shown["remainingTimeWhenPaused"] = to_iso(self.remaining)
        return shown


class Timers:
    """All timers of one household. Thread-safe. What Alexa refuses raises :class:`Refused`."""

    def __init__(self, clock: Clock, limit: int = 10) -> None:
        """Allow ``limit`` running or paused timers, the user's own included."""
        self._clock = clock
        self._limit = limit
        self._lock = threading.RLock()
        self._timers: dict[str, Timer] = {}
        self._ringing: tuple[Timer, datetime] | None = None

    @property
    def live(self) -> list[Timer]:
        """Timers that run or are paused, shortest first, as Alexa lists them."""
        with self._lock:
            alive = [timer for timer in self._timers.values() if timer.status != "OFF"]
        return sorted(alive, key=lambda timer: timer.order.duration)

    def create(self, order: Order, *, of_skill: bool = True) -> Timer:
        """Start a timer now."""
        with self._lock:
            live = self.live
            if order.label and any(timer.order.label.lower() == order.label.lower() for timer in live):
                raise Refused(400, "DUPLICATE_TIMER_LABEL", f"there is already a timer called {order.label!r}")
            if len(live) >= self._limit:
                raise Refused(403, "MAX_TIMERS_EXCEEDED", f"no more than {self._limit} timers")
            now = self._clock.now()
            timer = Timer(str(uuid.uuid4()), order, now, now, now + order.duration, of_skill=of_skill)
            self._timers[timer.id] = timer
            return timer

    def of_skill(self) -> list[Timer]:
        """Return the timers that a skill can see."""
        return [timer for timer in self.live if timer.of_skill]

    def get(self, id: str) -> Timer:
        """Return a timer of the skill, also one that has rung. A deleted one raises 404."""
        with self._lock:
            timer = self._timers.get(id)
        if timer is None or not timer.of_skill:
            raise Refused(404, "TIMER_NOT_FOUND", "no such timer")
        return timer

    def pause(self, timer: Timer) -> Timer:
        """Pause a timer and keep the time left."""
        with self._lock:
            if timer.status != "ON" or timer.ends_at is None:
                raise Refused(400, "TIMER_ALREADY_PAUSED", f"the timer is {timer.status}")
            now = self._clock.now()
            timer.status, timer.updated = "PAUSED", now
            timer.remaining, timer.ends_at = timer.ends_at - now, None
            return timer

    def resume(self, timer: Timer) -> Timer:
        """Resume a timer with the time left."""
        with self._lock:
            if timer.status != "PAUSED" or timer.remaining is None:
                raise Refused(400, "TIMER_IS_NOT_PAUSED", f"the timer is {timer.status}")
            now = self._clock.now()
            timer.status, timer.updated = "ON", now
            timer.ends_at, timer.remaining = now + timer.remaining, None
            return timer

    def extend(self, timer: Timer, time: timedelta) -> Timer:
        """Add ``time``. A user can ask Alexa to; a skill cannot."""
        with self._lock:
            if self.left(timer) + time > LONGEST:
                raise Refused(400, "INVALID_DURATION", "a timer runs for two hours at most")
            timer.updated = self._clock.now()
            if timer.ends_at is not None:
                timer.ends_at += time
            if timer.remaining is not None:
                timer.remaining += time
            return timer

    def left(self, timer: Timer) -> timedelta:
        """Return the time left now; zero when it has rung."""
        if timer.remaining is not None:
            return timer.remaining
        return max(timedelta(0), timer.ends_at - self._clock.now()) if timer.ends_at else timedelta(0)

    def delete(self, timer: Timer) -> None:
        """Forget ``timer``: it will not ring, and asking for it says 404."""
        with self._lock:
            self._timers.pop(timer.id, None)

    def next_due(self) -> datetime | None:
        """Return when the next timer rings; ``None`` when nothing runs."""
        return min((timer.ends_at for timer in self.live if timer.ends_at), default=None)

    def ring(self) -> list[Timer]:
        """Return the timers that have become due, earliest first, each once. They ring from now on."""
        with self._lock:
            now = self._clock.now()
            due = [timer for timer in self.live if timer.ends_at and timer.ends_at <= now]
            due.sort(key=lambda timer: timer.ends_at or now)
            for timer in due:
                timer.status, timer.updated = "OFF", now
                self._ringing = (timer, timer.ends_at or now)
                timer.rang_at, timer.ends_at = timer.ends_at, None
            return due

    def silence(self) -> Timer | None:
        """Stop the alarm that rings now and return it; ``None`` when there was none."""
        with self._lock:
            ringing, self._ringing = self._ringing, None
        if ringing is None or self._clock.now() - ringing[1] > RINGS_FOR:
            return None
        return ringing[0]
