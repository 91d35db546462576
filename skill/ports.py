"""What the coach needs from the world, promised in writing.

The in-memory implementations keep the same promises as the real ones; tests use them instead of mocks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from skill.routine.events import Refusal, TimerLost, TimerRefused, TimerSeen, TimerSet
from skill.routine.plan import Step
from skill.routine.recovery import Recovery


class TimerTrouble(Exception):
    """A timer could not be set, changed or looked at."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        """Keep the reason; ``detail`` is for the log and holds no token and no user."""
        super().__init__(detail or reason.value)
        self.reason = reason


class TimerGone(TimerTrouble):
    """The timer no longer exists: it rang, or was cancelled at the speaker."""

    def __init__(self) -> None:
        super().__init__(Refusal.UNREACHABLE, "no such timer")


@dataclass(frozen=True, slots=True)
class LiveTimer:
    """A timer as the speaker has it."""

    timer: str
    """Its id."""
    left: timedelta
    """Time to go."""
    duration: timedelta
    """Its whole length."""
    paused: bool


class Timers(Protocol):
    """The speaker's own timers, at most one per step.

    Every call answers, or raises `TimerTrouble`, in bounded time.
    """

    def start(self, step: Step, duration: timedelta) -> str:
        """Ring after ``duration`` and return the timer's id; a timer left over from this step is replaced."""

    def pause(self, timer: str) -> None:
        """Hold the timer; raise `TimerGone` when it no longer exists. Pausing twice changes nothing."""

    def resume(self, timer: str) -> None:
        """Let the timer run on; raise `TimerGone` when it no longer exists. Resuming twice changes nothing."""

    def cancel(self, step: Step, timer: str | None) -> None:
        """Make sure that the timer of this step, and no other, does not ring; one that is gone is well."""

    def look(self, step: Step) -> LiveTimer | None:
        """Return the live timer of this step; ``None`` when there is none."""


class SettingsTrouble(Exception):
    """The speaker's settings could not be read."""


class Settings(Protocol):
    """How the speaker is set up."""

    @property
    def fallback_zone(self) -> str:
        """The IANA zone to assume when none was ever told."""

    def zone(self) -> str | None:
        """Return the IANA time zone; ``None`` when none is set. Raise `SettingsTrouble`."""

    def metric(self) -> bool | None:
        """Return whether distances are metric; ``None`` when not set. Raise `SettingsTrouble`."""


class RecoveriesTrouble(Exception):
    """The store of recoveries does not answer, or is damaged."""


class Conflict(Exception):
    """The recovery was changed by someone else since it was loaded."""


Answer = TimerSeen | TimerSet | TimerRefused | TimerLost | None
"""What the world answered to one act, or to a look at a timer; ``None`` when there was nothing to answer."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange that changed something: enough to say its answer again without doing anything again.

    What was heard comes with the request that is delivered again, so no health answer is kept here (S16).
    """

    request: str
    """The key of the request, not Amazon's id."""
    at: datetime
    """UTC: when it was heard."""
    before: Recovery
    """What was known when it was heard."""
    answers: tuple[Answer, ...] = ()
    """What the world answered, in order."""


REMEMBERED = 3
"""How many exchanges of a user are kept: Amazon delivers again soon or not at all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A recovery, the version it was loaded with, and the last exchanges."""

    recovery: Recovery
    version: int
    """Counts the saves; 0 for a user who is not kept."""
    exchanges: tuple[Exchange, ...] = ()
    """The last that changed something, oldest first."""


class Recoveries(Protocol):
    """The store of recoveries, by a user's key. Every method may raise `RecoveriesTrouble`."""

    def load(self, user: str) -> Kept:
        """Return what is kept; a blank recovery, version 0, when nothing is."""

    def save(self, user: str, kept: Kept) -> None:
        """Keep it if ``kept.version`` is still the newest, else raise `Conflict` and change nothing."""

    def forget(self, user: str) -> None:
        """Keep nothing of this user; forgetting nobody is well."""
