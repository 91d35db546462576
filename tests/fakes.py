"""In-memory fakes of the ports in `skill.ports`: timers, reminders, settings and a clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from skill.ports import DeviceTrouble, Gone, TimerExists
from skill.routine.deadlines import LiveTimer, Planned, Reminder
from skill.routine.events import Refusal
from skill.routine.plan import Step

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def skip(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True)
class _Running:
    name: str
    duration: timedelta
    ends_at: datetime
    paused_with: timedelta | None = None
    updated: datetime | None = None


class MemoryTimers:
    """The timers of one speaker, which people also talk to directly: see `told`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timers: dict[Step, _Running] = {}
        self._count = 0
        self.refusal: Refusal | None = None
        """Set: everything is refused with this reason."""
        self.blind = False
        """Set: looking at timers fails, all else works."""
        self.calls: list[str] = []
        """The names of the methods called, in order."""

    def start(self, step: Step, duration: timedelta) -> str:
        self._called("start")
        if step in self.live:
            raise TimerExists
        self._count += 1
        self._timers[step] = _Running(f"timer-{self._count}", duration, self._clock() + duration)
        return self._timers[step].name

    def pause(self, timer: str) -> None:
        self._called("pause")
        self._pause(self._step_of(timer))

    def resume(self, timer: str) -> None:
        self._called("resume")
        self._resume(self._step_of(timer))

    def cancel(self, step: Step, timer: str | None) -> None:
        if timer is None and self.refusal not in (None, Refusal.UNREACHABLE):
            return  # without the permission there are no timers
        self._called("cancel")
        step = step if timer is None else self._step_of(timer)
        self._timers.pop(step, None)

    def look(self) -> dict[Step, LiveTimer]:
        self._called("look")
        if self.blind:
            raise DeviceTrouble(Refusal.UNREACHABLE, "blind")
        self._ring()
        return {step: self._live(timer) for step, timer in self._timers.items()}

    def _live(self, timer: _Running) -> LiveTimer:
        paused = timer.paused_with is not None
        return LiveTimer(timer.name, self._left(timer), timer.duration, paused, timer.updated if paused else None)

    def natively_paused(self, step: Step = Step.ICE) -> None:
        self._pause(step)

    def natively_resumed(self, step: Step = Step.ICE) -> None:
        self._resume(step)

    def natively_cancelled(self, step: Step = Step.ICE) -> None:
        del self._timers[step]

    def natively_stretched(self, by: timedelta, step: Step = Step.ICE) -> None:
        timer = self._timers[step]
        paused = None if timer.paused_with is None else timer.paused_with + by
        self._timers[step] = replace(
            timer, duration=timer.duration + by, ends_at=timer.ends_at + by, paused_with=paused, updated=self._clock()
        )

    @property
    def live(self) -> dict[Step, timedelta]:
        self._ring()
        return {step: self._left(timer) for step, timer in self._timers.items()}

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.refusal:
            raise DeviceTrouble(self.refusal, "told to refuse")

    def _step_of(self, name: str) -> Step:
        self._ring()
        for step, timer in self._timers.items():
            if timer.name == name:
                return step
        raise Gone

    def _pause(self, step: Step) -> None:
        timer = self._timers[step]
        if timer.paused_with is None:
            self._timers[step] = replace(timer, paused_with=self._left(timer), updated=self._clock())

    def _resume(self, step: Step) -> None:
        timer = self._timers[step]
        self._timers[step] = replace(timer, ends_at=self._clock() + self._left(timer), paused_with=None)

    def _left(self, timer: _Running) -> timedelta:
        return timer.ends_at - self._clock() if timer.paused_with is None else timer.paused_with

    def _ring(self) -> None:
        self._timers = {step: timer for step, timer in self._timers.items() if self._left(timer) > timedelta(0)}


class MemoryReminders:
    """The reminders of one household."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0
        self.set: dict[str, datetime] = {}
        """All that were set and not cancelled, by token; also those that have rung."""
        self.zones: list[str] = []
        """The zones they were told in."""
        self.refusal: Refusal | None = None
        """Set: everything is refused with this reason."""
        self.room = 100
        """How many may be live."""
        self.calls: list[str] = []
        """The names of the methods called, in order."""

    def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
        self.calls.append("create")
        if self.refusal:
            return (), self.refusal
        self.zones.append(zone)
        made = []
        for each in planned[: max(0, self.room - len(self.live))]:
            self._count += 1
            made.append(Reminder(each.purpose, each.at, f"reminder-{self._count}"))
            self.set[made[-1].token] = each.at
        return tuple(made), None if len(made) == len(planned) else Refusal.UNSUPPORTED

    def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        self.calls.append("cancel")
        if self.refusal:
            return tokens
        for token in tokens:
            self.set.pop(token, None)
        return ()

    def look(self) -> dict[str, datetime]:
        self.calls.append("look")
        if self.refusal:
            raise DeviceTrouble(self.refusal, "told to refuse")
        return self.live

    @property
    def live(self) -> dict[str, datetime]:
        return {token: at for token, at in self.set.items() if at > self._clock()}


class MemorySettings:
    """The settings of one speaker."""

    fallback_zone = "America/Chicago"

    def __init__(self, zone: str | None = "America/Los_Angeles", metric: bool | None = False) -> None:
        self.told = zone, metric
        self.trouble = False
        """Set: nothing can be read."""
        self.asked = 0
        """How often the zone was asked for."""

    def zone(self) -> str | None:
        self.asked += 1
        if self.trouble:
            raise DeviceTrouble(detail="told to fail")
        return self.told[0]

    def metric(self) -> bool | None:
        if self.trouble:
            raise DeviceTrouble(detail="told to fail")
        return self.told[1]
