"""Effects of a turn: acts become calls to the device, and its answers become events."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any

from skill.ports import (
    Answer,
    Device,
    LiveTimer,
    ReminderTrouble,
    SettingsTrouble,
    TimerExists,
    TimerGone,
    TimerTrouble,
)
from skill.routine.acts import CancelReminders, CancelTimer, PauseTimer, ResumeTimer, SetReminders, StartTimer
from skill.routine.events import Refusal, RemindersLeft, RemindersSeen, RemindersSet, TimerLost, TimerRefused, TimerSet
from skill.routine.plan import Step
from skill.routine.recovery import Recovery
from skill.routine.reminder import Reminder

log = logging.getLogger(__name__)

TimerAct = StartTimer | PauseTimer | ResumeTimer | CancelTimer
DeviceAct = TimerAct | SetReminders | CancelReminders
"""What a device is asked to do."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a turn has to know of the device before it can answer."""

    zone: bool = False
    units: bool = False
    timers: bool = False
    reminders: bool = False

    @property
    def is_of_settings(self) -> bool:
        """Whether nothing but settings is asked for, so that a timer may be changed at the same time."""
        return (self.zone or self.units) and not (self.timers or self.reminders)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the device told; what it was not asked for, or did not tell, is ``None``."""

    zone: str | None = None
    metric: bool | None = None
    settings_failed: bool = False
    """A setting was asked for, and the call failed."""
    timers: dict[Step, LiveTimer] | None = None
    reminders: RemindersSeen | None = None


class Effects:
    """Does what one turn asks of the device; :meth:`begin` first."""

    def __init__(self, device: Device) -> None:
        """Take the gateways of the device."""
        self._device = device
        self._done: dict[StartTimer | SetReminders, Answer] = {}
        self._ahead: dict[TimerAct, Answer] = {}
        self.must_look = False
        """A timer is left over that the record does not have."""

    @property
    def fallback_zone(self) -> str:
        """The IANA zone to assume when none was ever told."""
        return self._device.settings.fallback_zone

    def begin(self, plan: Recovery) -> None:
        """Begin the turn about a plan, or begin it again; what was set for it before is not set twice."""
        self._timers = self._device.timers(plan.slot_number)
        self._zone = plan.zone or self.fallback_zone

    def look(self, looks: Looks, others: frozenset[str], ahead: TimerAct | None = None) -> Seen:
        """Ask the device for all of these at once.

        Args:
            looks: what is asked for.
            others: the tokens of other people's reminders, which are not returned.
            ahead: an act to do at the same time; its answer is kept until it is to be done.

        Raises:
            TimerExists: when that act starts a timer, and one is left over.
        """
        calls: list[Callable[[], dict[str, Any]]] = [partial(self._do_ahead, ahead)] if ahead else []
        settings = self._device.settings
        calls += [partial(_setting, "zone", settings.zone)] if looks.zone else []
        calls += [partial(_setting, "metric", settings.metric)] if looks.units else []
        calls += [self._look_at_timers] if looks.timers else []
        calls += [lambda: {"reminders": self.look_at_reminders(others)}] if looks.reminders else []
        told: dict[str, Any] = {}
        for each in _side_by_side(calls):
            told.update(each)
        return Seen(**told)

    def look_at_reminders(self, others: frozenset[str]) -> RemindersSeen | None:
        """Return the reminders that are not those of other people; ``None`` without the permission."""
        try:
            live = self._device.reminders.look()
        except ReminderTrouble as trouble:
            _note(trouble, "reminders not looked at: %s", trouble)
            return RemindersSeen(None) if trouble.reason is Refusal.UNREACHABLE else None
        return RemindersSeen(tuple(each for each in live if each.token not in others))

    def do(self, act: DeviceAct) -> Answer:
        """Do it and return what the routine has to hear of it.

        Raises:
            TimerExists: when a timer is left over; look at the timers and begin the turn again.
        """
        if isinstance(act, TimerAct) and act in self._ahead:
            return self._ahead.pop(act)
        if isinstance(act, StartTimer | SetReminders):
            # A turn that is tried again must not set anything twice.
            if act not in self._done:
                self._done[act] = self._start(act) if isinstance(act, StartTimer) else self._remind(act)
            return self._done[act]
        if isinstance(act, CancelReminders):
            return self._cancel_reminders(act)
        return self._change(act)

    def take_back(self, known: Recovery) -> None:
        """Cancel what this turn has set and the record does not have, since another process was saved first."""
        for act, answer in self._done.items():
            if isinstance(act, StartTimer) and isinstance(answer, TimerSet) and answer.timer != known.timer:
                self._change(CancelTimer(act.step, answer.timer))
        kept = {each.token for each in known.reminders}
        if tokens := tuple(each.token for each in self._made() if each.token not in kept):
            self._device.reminders.cancel(tokens)

    def one_of_each(self, kept: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
        """Return one live reminder for each moment, of those kept and those this turn has set.

        Another process has handled the same request at the same moment, and each may have cancelled the other's.
        """
        made = self._made()
        if not made:
            return kept
        try:
            live = {each.token for each in self._device.reminders.look()}
        except ReminderTrouble:
            return kept
        one = {(each.purpose, each.at): each for each in (*made, *kept) if each.token in live}
        return tuple(sorted(one.values(), key=lambda each: each.at))

    def end(self) -> None:
        """Cancel a timer that was started ahead and is not wanted after all."""
        for act, answer in self._ahead.items():
            if isinstance(act, StartTimer) and isinstance(answer, TimerSet):
                self._change(CancelTimer(act.step, answer.timer))
        self._ahead.clear()

    def _made(self) -> list[Reminder]:
        return [each for answer in self._done.values() if isinstance(answer, RemindersSet) for each in answer.reminders]

    def _do_ahead(self, act: TimerAct) -> dict[str, Any]:
        self._ahead[act] = self.do(act)
        return {}

    def _look_at_timers(self) -> dict[str, Any]:
        try:
            return {"timers": self._timers.look()}
        except TimerTrouble as trouble:
            _note(trouble, "timers not looked at: %s", trouble)
            return {}

    def _start(self, act: StartTimer) -> Answer:
        try:
            return TimerSet(self._timers.start(act.step, act.duration))
        except TimerTrouble as trouble:
            if isinstance(trouble, TimerExists) and not self.must_look:
                raise
            _note(trouble, "timer refused: %s", trouble)
            return TimerRefused(trouble.reason)

    def _change(self, act: PauseTimer | ResumeTimer | CancelTimer) -> TimerLost | None:
        try:
            if isinstance(act, PauseTimer):
                self._timers.pause(act.timer)
            elif isinstance(act, ResumeTimer):
                self._timers.resume(act.timer)
            else:
                self._timers.cancel(act.step, act.timer)
        except TimerGone:
            return TimerLost(gone=True)
        except TimerTrouble as trouble:
            log.info("timer not changed: %s", trouble)
            return TimerLost(gone=False)
        return None

    def _cancel_reminders(self, act: CancelReminders) -> RemindersLeft | None:
        # What was set for this turn, and is cancelled as unknown when it is tried again, is to be set again.
        made = {wish: answer for wish, answer in self._done.items() if isinstance(answer, RemindersSet)}
        for wish, answer in made.items():
            if any(each.token in act.tokens for each in answer.reminders):
                del self._done[wish]
        left = self._device.reminders.cancel(act.tokens)
        return RemindersLeft(left) if left else None

    def _remind(self, act: SetReminders) -> RemindersSet:
        made, refusal = self._device.reminders.create(act.planned, self._zone)
        if refusal:
            log.info("reminders refused: %s, %d of %d set", refusal, len(made), len(act.planned))
        return RemindersSet(made, refusal)


def _setting(name: str, ask: Callable[[], object]) -> dict[str, Any]:
    try:
        return {name: ask()}
    except SettingsTrouble as trouble:
        log.warning("settings not read: %s", trouble)
        return {"settings_failed": True}


def _side_by_side(calls: Sequence[Callable[[], dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the answers of calls that wait for the network at the same time, the first one in this thread."""
    if len(calls) < 2:
        return [call() for call in calls]
    with ThreadPoolExecutor(len(calls) - 1, "device") as threads:
        try:
            later = [threads.submit(copy_context().run, call) for call in calls[1:]]
        except RuntimeError:  # no thread can be started: one after the other
            threads.shutdown(cancel_futures=True)
            return [call() for call in calls]
        return [calls[0](), *(each.result() for each in later)]


def _note(trouble: TimerTrouble | ReminderTrouble, words: str, *values: object) -> None:
    """Log what failed; what a user does not permit, or a device cannot do, is no news at every turn."""
    log.log(logging.INFO if trouble.reason is Refusal.UNREACHABLE else logging.DEBUG, words, *values)
