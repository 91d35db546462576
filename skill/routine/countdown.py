"""A deadline, and how long it is until then."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from skill.routine.plan import Step


@dataclass(frozen=True, slots=True)
class Countdown:
    """Time that runs, or stands still, towards the end of a step."""

    step: Step
    planned: timedelta
    """The whole of it, pauses left out."""
    ends_at: datetime | None
    """In UTC; ``None`` while paused. Survives restarts, because nothing has to count in between."""
    left: timedelta = timedelta(0)
    """What was left when it was paused; zero unless paused."""
    paused_at: datetime | None = None
    """In UTC; ``None`` unless paused."""

    @classmethod
    def begun(cls, step: Step, duration: timedelta, now: datetime) -> Self:
        """Return a countdown of ``duration`` that starts now."""
        return cls(step, duration, now + duration)

    def remaining_at(self, now: datetime) -> timedelta:
        """Return the time left at ``now``, never less than zero nor more than was planned."""
        left = self.left if self.ends_at is None else self.ends_at - now
        return min(max(left, timedelta(0)), self.planned)

    def elapsed_at(self, now: datetime) -> timedelta:
        """Return the time that has run at ``now``, pauses left out."""
        return self.planned - self.remaining_at(now)

    def paused(self, now: datetime) -> Self:
        """Return it standing still from ``now``."""
        return replace(self, ends_at=None, left=self.remaining_at(now), paused_at=now)

    def resumed(self, now: datetime) -> Self:
        """Return it running on from ``now``."""
        return self.set_to(self.remaining_at(now), now)

    def set_to(self, left: timedelta, now: datetime) -> Self:
        """Return it running with ``left`` to go at ``now``."""
        return replace(self, ends_at=now + left, left=timedelta(0), paused_at=None)

    def extended(self, by: timedelta, now: datetime) -> Self:
        """Return it with ``by`` added to the plan and to what is left."""
        longer = replace(self, planned=self.planned + by)
        left = self.remaining_at(now) + by
        return replace(longer, left=left) if self.ends_at is None else longer.set_to(left, now)
