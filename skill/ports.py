"""What the coach needs from Alexa and the store, promised in writing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from skill.routine.deadlines import LiveTimer, Planned, Reminder
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.routine.recovery import Recovery

Clock = Callable[[], datetime]
"""Tells the time now: aware, UTC."""


class DeviceTrouble(Exception):
    """A call to the device failed."""

    def __init__(self, reason: Refusal = Refusal.UNREACHABLE, detail: str = "") -> None:
        """Keep the reason; ``detail`` is for the log and holds no token and no user."""
        super().__init__(detail or reason.value)
        self.reason = reason


class Gone(DeviceTrouble):
    """What is to be changed no longer exists: it rang, or was cancelled at the speaker."""


class TimerExists(DeviceTrouble):
    """A timer of this step is left over, which the record does not have."""


class Timers(Protocol):
    """The speaker's own timers, one per step at most; each call answers or raises `DeviceTrouble` in bounded time."""

    def start(self, step: Step, duration: timedelta) -> str:
        """Ring after ``duration`` and return the timer's id; raise `TimerExists` when one of this step is left over."""

    def pause(self, timer: str) -> None:
        """Hold the timer; raise `Gone` when it no longer exists. Pausing twice changes nothing."""

    def resume(self, timer: str) -> None:
        """Let the timer run on; raise `Gone` when it no longer exists. Resuming twice changes nothing."""

    def cancel(self, step: Step, timer: str | None) -> None:
        """Make sure that the timer of this step, and no other, does not ring; raise `Gone` as the others do."""

    def look(self) -> dict[Step, LiveTimer]:
        """Return the live timers of this person, by step."""


class Reminders(Protocol):
    """Alexa's reminders of this skill, for the whole household. Every call ends in bounded time."""

    def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
        """Set these by the clock of an IANA zone, or in so long without; return those set, and why others are not."""

    def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """Make sure that these do not ring, and return those that still may; one that is gone is well."""

    def look(self) -> Mapping[str, datetime]:
        """Return when each rings that is still to, UTC, by token. Raise `DeviceTrouble`."""


class Settings(Protocol):
    """How the speaker is set up."""

    @property
    def fallback_zone(self) -> str:
        """The IANA zone to assume when none was ever told."""

    def zone(self) -> str | None:
        """Return the IANA time zone; ``None`` when none is set. Raise `DeviceTrouble`."""

    def metric(self) -> bool | None:
        """Return whether distances are metric; ``None`` when not set. Raise `DeviceTrouble`."""


@dataclass(frozen=True, slots=True)
class Device:
    """The gateways to the device that sent a request."""

    timers: Callable[[int], Timers]
    """By the slot number of a person in the household."""
    reminders: Reminders
    settings: Settings
    has_api: bool = True
    """Whether the request named an API; without one nothing is worth a thread."""


class RecoveriesTrouble(Exception):
    """The store of recoveries does not answer, or is damaged, or did not save."""

    phrase = "trouble"
    """The key of what the user hears."""


class Damaged(RecoveriesTrouble):
    """What is stored cannot be read; it can be forgotten."""


class Conflict(RecoveriesTrouble):
    """Another turn has saved the record since it was loaded."""


HOUSEHOLD = ""
"""The person whose plan is that of every user who is not recognised."""


@dataclass(frozen=True, slots=True)
class HandledRequest:
    """A request that changed something."""

    key: str
    """A hash of Amazon's id."""
    at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the store keeps of a person, and the version it was loaded with."""

    recovery: Recovery = field(default_factory=Recovery)
    version: int = 0
    """Counts the saves; 0 when nothing is stored."""
    used_on: date = field(default=date.min, compare=False)
    """The day of the last save, UTC; `date.min` when nothing is stored."""
    handled: tuple[HandledRequest, ...] = ()
    """The last requests that changed something, oldest first, so that none does so twice."""


KEPT_FOR = timedelta(days=30)
"""How long a record is kept since its last use."""

EMPTY = Record()
"""The record of a person of whom nothing is stored."""


class Recoveries(Protocol):
    """The records by user and person, shared by processes. A call ends in bounded time, or by `RecoveriesTrouble`."""

    def load(self, user: str) -> dict[str, Record]:
        """Return the records of a user's household, by person."""

    def save(self, user: str, person: str, record: Record, at: datetime) -> None:
        """Keep the record, as used at that moment, if ``record.version`` is still the newest; else raise `Conflict`."""

    def forget(self, user: str, person: str) -> None:
        """Delete the record of a person; one that is not there is well."""

    def forget_household(self, user: str) -> None:
        """Delete all records of a user, readable or not."""

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
        """Delete what was not used for so long; return how many records were deleted, at most ``most``.

        Days are UTC. They count from ``today`` or from the newest use that is stored, whichever is earlier, so that a
        clock that is wrong for a moment deletes nothing. Several processes may do so at once.
        """

    def check(self, now: datetime) -> None:
        """Raise `RecoveriesTrouble` when nothing can be saved; a change is tried about once a second."""

    def close(self) -> None:
        """Let go of what is open, so that a copy of the store is whole."""


Kind = Literal["launch", "intent", "touch", "session-ended", "consent", "skill-event", "other"]
"""The kind of a request. Coarse on purpose: the name of an intent may tell of a user's health."""

Note = Callable[[Literal["kind", "outcome"], str], None]
"""Notes of a genuine request, in its thread, its `Kind`, and how it ended: ``answered`` with speech, with ``nothing``,
``not-understood``, or in ``trouble`` with the store. No user's id, no words, no intent."""
