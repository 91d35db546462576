"""Alexa of one household, with an API that fails: the promises of `skill.ports`, and what really is set."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from skill.ports import Device, DeviceTrouble, TimerExists
from skill.routine.deadlines import LiveTimer, Planned, Reminder
from skill.routine.events import Permission, Refusal
from skill.routine.plan import Step
from tests.fakes import Clock, MemoryReminders, MemorySettings, MemoryTimers

FAILS = 0.2
"""One call in five."""


class Fate(Enum):
    """What becomes of one call."""

    WELL = None
    LOST = "lost"
    """It was done, but the answer got lost."""
    UNREACHABLE = Refusal.UNREACHABLE
    UNSUPPORTED = Refusal.UNSUPPORTED
    PERMISSION = Refusal.PERMISSION

    @property
    def refusal(self) -> Refusal:
        return self.value if isinstance(self.value, Refusal) else Refusal.UNREACHABLE


TROUBLES = [Fate.LOST, Fate.LOST, Fate.UNREACHABLE, Fate.UNREACHABLE, Fate.UNSUPPORTED, Fate.PERMISSION]


@dataclass
class Alexa:
    """Timers by slot_number, the reminders of all, settings and permissions; begun anew for every request."""

    clock: Clock
    settings: MemorySettings
    granted: set[Permission] = field(default_factory=set)
    timers: dict[int, MemoryTimers] = field(default_factory=dict)
    escaped: set[tuple[int, Step]] = field(default_factory=set)
    """The timers about which the last call failed: it is not known whether they ring."""
    touched: set[tuple[int, Step]] = field(default_factory=set)
    """The timers that were paused, resumed or stretched at the speaker itself, until the next one is set."""
    stretched: set[tuple[int, Step]] = field(default_factory=set)
    """Those of them that were given more time there."""
    stray: set[str] = field(default_factory=set)
    """The reminders that were made without the coach hearing of it, or that it could not delete."""
    owner: dict[str, str] = field(default_factory=dict)
    """The person each reminder belongs to, by token."""
    planned: dict[str, Planned] = field(default_factory=dict)
    """What each reminder was made for, by token."""
    moved: set[str] = field(default_factory=set)
    """The reminders that were moved in the app and not looked at since."""
    gone: set[str] = field(default_factory=set)
    """The reminders that were deleted in the app, or by a request that could not be saved."""
    moved_ever: set[str] = field(default_factory=set)
    """All that were moved in the app."""

    def __post_init__(self) -> None:
        self.reminders = MemoryReminders(self.clock)
        self.begin(0)

    def begin(self, trouble: int, *, in_session: bool = True) -> None:
        """Begin a request; ``trouble`` decides which calls fail, 0: none."""
        self._random = Random(trouble) if trouble else None
        self.in_session = in_session
        self.failed = False
        self.looked = False
        self.denied: set[Permission | None] = set()
        """The permissions refused to this request, rightly or not: without one no timers are assumed."""
        self.made: list[tuple[Planned, str]] = []
        """What was set in this request, and in which zone."""
        self.cancelled: set[str] = set()
        """The tokens of what was cancelled in this request."""
        self.new: list[str] = []
        """The tokens of what was set in this request."""
        self.started: set[tuple[int, Step]] = set()
        self.settings.trouble = self.fate(None) is not Fate.WELL

    def fate(self, needed: Permission | None) -> Fate:
        fate = self._fate(needed)
        if fate in (Fate.PERMISSION, Fate.UNSUPPORTED):
            self.denied.add(needed)
        return fate

    def _fate(self, needed: Permission | None) -> Fate:
        if needed and needed not in self.granted:
            self.failed = True
            return Fate.PERMISSION
        if self._random is None or self._random.random() >= FAILS:
            return Fate.WELL
        self.failed = True
        return self._random.choice(TROUBLES)

    @property
    def speaker(self) -> Device:
        return Device(lambda slot_number: ShakyTimers(self, slot_number), ShakyReminders(self), self.settings)

    def at(self, slot_number: int) -> MemoryTimers:
        return self.timers.setdefault(slot_number, MemoryTimers(self.clock))

    def live_of(self, person: str) -> dict[str, datetime]:
        return {token: at for token, at in self.reminders.live.items() if self.owner.get(token) == person}

    def next_ring(self) -> datetime | None:
        return min(self.reminders.live.values(), default=None)


@dataclass
class ShakyTimers:
    """The timers of one slot_number."""

    alexa: Alexa
    slot_number: int

    def start(self, step: Step, duration: timedelta) -> str:
        memory = self.alexa.at(self.slot_number)
        fate = self._fate(step)
        if step in memory.live and fate in (Fate.WELL, Fate.LOST):
            raise TimerExists
        if fate in (Fate.WELL, Fate.LOST):
            timer = memory.start(step, duration)
            self.alexa.touched.discard((self.slot_number, step))
            self.alexa.stretched.discard((self.slot_number, step))
            self.alexa.started.add((self.slot_number, step))
            if fate is Fate.WELL or self._fate(step) is Fate.WELL:  # it is looked for
                self.alexa.escaped.discard((self.slot_number, step))
                return timer
        raise DeviceTrouble(fate.refusal, "told to fail")

    def pause(self, timer: str) -> None:
        self._change(lambda memory: memory.pause(timer))

    def resume(self, timer: str) -> None:
        self._change(lambda memory: memory.resume(timer))

    def cancel(self, step: Step, timer: str | None) -> None:
        fate = self._fate(step)
        if timer is None and fate in (Fate.PERMISSION, Fate.UNSUPPORTED):
            return  # without the permission there are no timers
        if fate in (Fate.WELL, Fate.LOST):
            self.alexa.at(self.slot_number).cancel(step, timer)
        if fate is not Fate.WELL:
            raise DeviceTrouble(fate.refusal, "told to fail")

    def look(self) -> dict[Step, LiveTimer]:
        fate = self.alexa.fate(Permission.TIMERS)
        if fate is not Fate.WELL:
            raise DeviceTrouble(fate.refusal, "told to fail")
        self.alexa.escaped -= {(self.slot_number, step) for step in Step}
        return self.alexa.at(self.slot_number).look()

    def _fate(self, step: Step) -> Fate:
        fate = self.alexa.fate(Permission.TIMERS)
        if fate is not Fate.WELL:
            self.alexa.escaped.add((self.slot_number, step))
        return fate

    def _change(self, change: Callable[[MemoryTimers], None]) -> None:
        memory = self.alexa.at(self.slot_number)
        fate = self.alexa.fate(Permission.TIMERS)
        if fate is not Fate.WELL:
            self.alexa.escaped |= {(self.slot_number, step) for step in memory.live}
        if fate in (Fate.WELL, Fate.LOST):
            change(memory)
        if fate is not Fate.WELL:
            raise DeviceTrouble(fate.refusal, "told to fail")


@dataclass
class ShakyReminders:
    """The reminders of the household."""

    alexa: Alexa

    def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
        made: list[Reminder] = []
        refused: set[Refusal] = set()
        for number, each in enumerate(planned):
            fate = self.alexa.fate(Permission.REMINDERS) if self.alexa.in_session else Fate.UNSUPPORTED
            if fate in (Fate.WELL, Fate.LOST):
                made += self._make(each, zone, known=fate is Fate.WELL)
            if fate is not Fate.WELL:
                refused.add(fate.refusal)
            if number == 0 and fate in (Fate.PERMISSION, Fate.UNSUPPORTED):
                break
        return tuple(made), next((each for each in Refusal if each in refused), None)

    def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        left = []
        for token in tokens:
            fate = self.alexa.fate(Permission.REMINDERS)
            if fate in (Fate.WELL, Fate.LOST):
                self.alexa.reminders.cancel((token,))
                self.alexa.cancelled.add(token)
            if fate is not Fate.WELL:
                left.append(token)
        return tuple(left)

    def look(self) -> dict[str, datetime]:
        fate = self.alexa.fate(Permission.REMINDERS)
        if fate is not Fate.WELL:
            raise DeviceTrouble(fate.refusal, "told to fail")
        self.alexa.looked = True
        return self.alexa.reminders.look()

    def _make(self, each: Planned, zone: str, *, known: bool) -> tuple[Reminder, ...]:
        made, _ = self.alexa.reminders.create((each,), zone)
        token = made[0].token
        self.alexa.made.append((each, zone))
        self.alexa.new.append(token)
        self.alexa.planned[token] = each
        if known:
            return made
        self.alexa.stray.add(token)
        return ()
