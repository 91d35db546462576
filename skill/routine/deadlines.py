"""What ends or rings at a moment: a countdown, timers and reminders."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class LiveTimer:
    """A timer as the speaker has it."""

    timer: str
    """Its id."""
    left: timedelta
    """Time to go."""
    duration: timedelta = timedelta(0)
    """The length it was made with."""
    paused: bool = False
    paused_at: datetime | None = None
    """UTC: since when it stands still, as it was left; ``None`` while it runs, or when the speaker does not tell."""


class Purpose(StrEnum):
    """What a reminder is for; stored by this id."""

    ICE = "ice"
    """Ice again."""
    MOVE = "move"
    """The walk or jog of the morning after."""
    EASING = "easing"
    """A prompt during an icing: the sharp part is over."""
    HALF_WAY = "half-way"
    """A prompt during an icing: half of the time is done."""


PROMPTS = (Purpose.EASING, Purpose.HALF_WAY)
"""What rings during an icing; the others are of the plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder, as it is to be set."""

    purpose: Purpose
    at: datetime
    """UTC: when it rings."""


Agenda = tuple[Planned, ...]
"""Reminders as they are set, offered or named: in time order, but where a function tells otherwise."""


@dataclass(frozen=True, slots=True)
class Reminder(Planned):
    """A reminder that is set."""

    token: str
    """Alexa's id for it."""
