"""Effects of a turn: one look at the device, acts that become calls to it, and its answers as events."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from skill.ports import Device, DeviceTrouble, Gone, TimerExists
from skill.routine import acts
from skill.routine import events as e
from skill.routine.advance import advance
from skill.routine.deadlines import Reminder
from skill.routine.events import Event, Refusal, RemindersSeen, TimerSeen
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Turn
from skill.routine.timer_sync import DRIFT

log = logging.getLogger(__name__)

_THREADS = ThreadPoolExecutor(192, "device")
"""For calls that go side by side: three more for each of 64 turns at once. A thread starts when it is needed first."""

ChangeTimer = acts.PauseTimer | acts.ResumeTimer | acts.CancelTimer
TimerAct = acts.StartTimer | ChangeTimer
DeviceAct = TimerAct | acts.SetReminders | acts.CancelReminders

NEEDS_TIMER = (e.Opened, e.WhereAsked, e.TimeAsked)
"""What always depends on the timer."""

TELLS_TIME_LEFT = (
    *NEEDS_TIMER,
    *(e.SorenessReported, e.Assessed, e.MassageAsked, e.MoveAsked, e.TopicAsked, e.KeepAsked),
    *(e.NextIcingAsked, e.NextAsked, e.PreviousAsked, e.PromptsAsked, e.StillIn, e.TimerRang, e.IcedTold),
)
"""What is answered with the time left while a countdown runs: users pause, resume and cancel at the speaker too."""

CHANGES_NOTHING: dict[Phase, tuple[type[Event], ...]] = {
    Phase.ICING: (e.ResumeAsked, e.IcingAsked, e.Back),
    Phase.WALKING: (e.ResumeAsked,),
    Phase.PAUSED: (e.PauseAsked, e.Back),
}
"""What is already so, and is answered with the time left too."""

NEEDS_NO_TIMER_LEFT = (
    *NEEDS_TIMER,
    *(e.PauseAsked, e.PauseMeant, e.ResumeAsked, e.IceCancelled, e.FootOut, e.NeverIn, e.Finished),
    *(e.StillIn, e.TimerRang, e.Back),
)
"""What is answered rightly without a countdown only when no timer is left over, as after a crash."""

BY_NAME = (e.RemindersAsked, e.RemindersChanged, e.RemindersListAsked, e.RemindersCancelled)
"""What asks for reminders, so that they are looked for even where none is known of: an answer may have got lost."""
NEEDS_REMINDERS = (e.Opened, e.WhereAsked, e.NextIcingAsked, *BY_NAME)
"""What is answered rightly only when the reminders are those that Alexa has: users delete them in the app."""
STILL_RINGING = ("reminders-left", "reminders-in-app")
BELIED = ("reminders-cancelled", "reminders-none")
"""What is said of reminders that are gone; a failure to cancel them is known only after these words were chosen."""


Look = Literal["zone", "metric", "timers", "reminders"]
"""What a turn may have to know of the device before it can answer."""
SETTINGS: frozenset[Look] = frozenset(("zone", "metric"))
"""Where nothing else is looked at, a timer may be changed at the same time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the device told; what it was not asked for, or did not tell, is ``None``."""

    zone: str | None = None
    metric: bool | None = None
    settings_failed: bool = False
    """A setting was asked for, and the call failed."""
    timers: tuple[TimerSeen, ...] = ()
    """The timer of the countdown, or those that are left over."""
    reminders: RemindersSeen | None = None

    @property
    def reported(self) -> tuple[Event, ...]:
        """What the routine has to hear."""
        return (*self.timers, *((self.reminders,) if self.reminders else ()))


def looks_for(plan: Recovery, event: Event, now: datetime, *, begins: bool) -> frozenset[Look]:
    """Return what to ask of the device; the units once a day, the zone also when a conversation begins (S9)."""
    is_new_day = plan.settings_on != plan.local(now).date()
    if plan.countdown:
        timers = isinstance(event, (*TELLS_TIME_LEFT, *CHANGES_NOTHING[plan.phase]))
    else:
        timers = isinstance(event, NEEDS_NO_TIMER_LEFT) and not plan.is_blank
    may_remind = plan.reminders or plan.planned or plan.unwanted or isinstance(event, BY_NAME)
    reminders = isinstance(event, NEEDS_REMINDERS) and bool(may_remind)
    wanted: dict[Look, bool] = {"zone": is_new_day or begins, "metric": is_new_day, "timers": timers}
    return frozenset(look for look, is_wanted in {**wanted, "reminders": reminders}.items() if is_wanted)


class Effects:
    """Does what one turn asks of the device: `begin`, `look`, `perform`, then `end` when it is saved, else `restore`.

    Reminders are cancelled once the turn is saved, since one that is set again would have another token.
    """

    def __init__(self, device: Device, now: datetime) -> None:
        self._device = device
        self._now = now
        self._done: dict[DeviceAct, Event | None] = {}
        self._changed: list[ChangeTimer] = []
        """What was done to timers, or may have been, and is not saved."""
        self._later: tuple[str, ...] = ()
        """The tokens of reminders that are to be cancelled."""
        self.timer_exists = False
        """A timer is left over that the record does not have."""

    def begin(self, plan: Recovery, others: frozenset[str] = frozenset()) -> None:
        """Begin a turn about a plan, or again: nothing is set twice. ``others``: tokens of reminders to leave alone."""
        self._plan = plan
        self._timers = self._device.timers(plan.slot_number)
        self._others = others
        self._knows_reminders = False
        self._later = ()
        is_set = acts.StartTimer | acts.SetReminders
        self._done = {act: told for act, told in self._done.items() if isinstance(act, is_set)}

    def look(self, looks: frozenset[Look], ahead: TimerAct | None = None) -> Seen:
        """Ask the device for all of these at once, and do an act meanwhile; raise `TimerExists` as `do` does."""
        settings = self._device.settings
        asks: dict[Look, Callable[[], object]] = {
            "zone": settings.zone,
            "metric": settings.metric,
            "timers": lambda: tuple(self._look_at_timers()),
            "reminders": self._look_at_reminders,
        }
        looks |= {"timers"} if self.timer_exists else set()
        calls: list[Callable[[], dict[str, Any]]] = [partial(self._do_ahead, ahead)] if ahead else []
        calls += [partial(_told, look, ask) for look, ask in asks.items() if look in looks]
        told: dict[str, Any] = {}
        for each in _side_by_side(calls) if self._device.has_api else [call() for call in calls]:
            told.update(each)
        return Seen(**told)

    def with_settings(self, plan: Recovery, looks: frozenset[Look], seen: Seen) -> Recovery:
        """Return the plan with the settings of the device; what was known stays when it does not tell."""
        if "zone" not in looks:
            return plan
        zone = seen.zone or (None if plan.zone_guessed else plan.zone)
        plan = replace(plan, zone=zone or self._device.settings.fallback_zone, zone_guessed=zone is None)
        if "metric" not in looks or seen.settings_failed:
            return plan
        metric = plan.metric if seen.metric is None else seen.metric
        return replace(plan, metric=metric, settings_on=plan.local(self._now).date())

    def reconcile(self, plan: Recovery, session: Session, told_of: tuple[Event, ...]) -> tuple[Recovery, Session]:
        """Return what is known after the device told of its timers, its reminders and a trip, unasked."""
        for told in told_of:
            turn = self.perform(advance(plan, session, told, self._now))
            # The question that was open before still is: the user has not said anything yet.
            plan, session = turn.recovery, replace(turn.session, asked=session.asked)
        return plan, session

    def perform(self, turn: Turn, done: tuple[acts.Act, ...] = ()) -> Turn:
        """Do what a turn asks of the device, let the routine hear how it went, and return the answer after ``done``.

        Before reminders are set, or all is forgotten, those are looked for that the record does not have, so that none
        rings twice.
        """
        waiting = list(turn.acts)
        recovery, session = turn.recovery, turn.session
        while waiting:
            act = waiting.pop(0)
            if isinstance(act, acts.SetReminders | acts.Forget) and not self._knows_reminders:
                told: Event | None = self._look_at_reminders()
                waiting.insert(0, act)
            elif isinstance(act, acts.Forget) or not isinstance(act, acts.WorldAct):
                if not (isinstance(act, acts.Say) and act in done):  # two failures of one kind are told once
                    done = acts.concat(_still_true(done, act), (act,))
                continue
            elif isinstance(act, acts.CancelReminders):
                self._later += act.tokens
                continue
            else:
                told = self.do(act, "" if recovery.zone_guessed else recovery.zone or "")
            if told is not None:
                follow = advance(recovery, session, told, self._now)
                recovery, session = follow.recovery, follow.session
                waiting[:0] = follow.acts
        return Turn(recovery, replace(session, asked=acts.open_question(done)), done)

    def do(self, act: DeviceAct, zone: str = "") -> Event | None:
        """Do it, once in a turn; return what the routine has to hear, or raise `TimerExists`: begin again, and look."""
        if act not in self._done:
            self._done[act] = self._do(act, zone)
            if isinstance(act, acts.CancelTimer):
                self._is_gone(act)
        return self._done[act]

    def _is_gone(self, cancelled: acts.CancelTimer) -> None:
        """Forget what was set before the turn was begun again and is cancelled now, so that it is set anew."""
        for act, told in tuple(self._done.items()):
            timer = told.timer if isinstance(told, e.TimerSet) else None
            if isinstance(act, acts.StartTimer) and act.step is cancelled.step and cancelled.timer in (None, timer):
                del self._done[act]

    def end(self, turn: Turn) -> Turn:
        """Do what waited for the save, and cancel what was set in vain; return the answer with what failed."""
        for act in self._in_vain(turn.recovery):
            self._do(act, "")
        self._changed.clear()
        self._done.clear()  # another plan of this turn may want the same
        told = self.do(acts.CancelReminders(tuple(dict.fromkeys(self._later)))) if self._later else None
        return self.perform(advance(turn.recovery, turn.session, told, self._now), turn.acts) if told else turn

    def restore(self) -> str:
        """Leave the device as the record has it, since the turn was not saved; return the key of what is to be said."""
        self.timer_exists = True
        back = (*self._in_vain(self._plan), *self._as_before(self._plan)) if self._done or self._changed else ()
        failed = [act for act in back if isinstance(self._do(act, ""), e.TimerLost | e.TimerRefused | e.RemindersLeft)]
        if not failed:
            return "trouble"
        return "trouble-paused" if all(isinstance(act, acts.ResumeTimer) for act in failed) else "trouble-alarms"

    def _in_vain(self, known: Recovery) -> Iterator[DeviceAct]:
        """Yield what cancels all that this turn has set, begun again or ahead, and the record does not have."""
        for act, told in self._done.items():
            if isinstance(told, e.TimerSet) and isinstance(act, acts.StartTimer) and told.timer != known.timer:
                yield acts.CancelTimer(act.step, told.timer)
        kept = {each.token for each in known.reminders}
        if tokens := tuple(each.token for each in self._made() if each.token not in kept):
            yield acts.CancelReminders(tokens)

    def _as_before(self, known: Recovery) -> Iterator[TimerAct]:
        """Yield what takes back the changes of a timer; one that was cancelled is set again, with another id."""
        countdown, changed = known.countdown, self._changed
        if countdown is None:
            return
        if countdown.ends_at is None:
            yield from (acts.PauseTimer(act.timer) for act in changed if isinstance(act, acts.ResumeTimer))
        elif countdown.step not in {act.step for act in changed if isinstance(act, acts.CancelTimer) and act.timer}:
            yield from (acts.ResumeTimer(act.timer) for act in changed if isinstance(act, acts.PauseTimer))
        else:
            yield acts.StartTimer(countdown.step, countdown.remaining_at(self._now))

    def _made(self) -> list[Reminder]:
        return [each for told in self._done.values() if isinstance(told, e.RemindersSet) for each in told.reminders]

    def _do_ahead(self, act: TimerAct) -> dict[str, Any]:
        self.do(act)
        return {}

    def _look_at_timers(self) -> Iterator[TimerSeen]:
        try:
            live = self._timers.look()
        except DeviceTrouble as trouble:
            _note("timers not looked at", trouble)
            return
        countdown = self._plan.countdown
        counted = (countdown.step,) if countdown else ()
        for step in (*(step for step in Step if step in live and step not in counted), *counted):
            yield TimerSeen(step, live.get(step))

    def _look_at_reminders(self) -> RemindersSeen | None:
        """Return the reminders that are neither other people's nor set in this turn; ``None`` without permission."""
        self._knows_reminders = True
        try:
            live = self._device.reminders.look()
        except DeviceTrouble as trouble:
            _note("reminders not looked at", trouble)
            return RemindersSeen(None) if trouble.reason is Refusal.UNREACHABLE else None
        left_alone = self._others.union(each.token for each in self._made())
        return RemindersSeen({token: at for token, at in live.items() if token not in left_alone})

    def _do(self, act: DeviceAct, zone: str) -> Event | None:
        if isinstance(act, acts.StartTimer):
            return self._start(act)
        if isinstance(act, acts.SetReminders):
            made, refusal = self._device.reminders.create(act.planned, zone)
            if refusal:
                log.info("reminders refused: %s, %d of %d set", refusal, len(made), len(act.planned))
            return e.RemindersSet(made, refusal)
        if isinstance(act, acts.CancelReminders):
            left = self._device.reminders.cancel(act.tokens)
            return e.RemindersLeft(left) if left else None
        return self._change(act)

    def _start(self, act: acts.StartTimer) -> Event:
        try:
            return e.TimerSet(self._timers.start(act.step, act.duration))
        except DeviceTrouble as trouble:
            if isinstance(trouble, TimerExists) and not self.timer_exists:
                raise
            _note("timer refused", trouble)
            return e.TimerRefused(trouble.reason)

    def _change(self, act: ChangeTimer) -> Event | None:
        told = None
        try:
            if isinstance(act, acts.PauseTimer):
                self._timers.pause(act.timer)
            elif isinstance(act, acts.ResumeTimer):
                self._timers.resume(act.timer)
            else:
                self._timers.cancel(act.step, act.timer)
        except Gone:
            with suppress(DeviceTrouble):
                self._cancel_stand_in(act)
            return None if isinstance(act, acts.CancelTimer) else e.TimerLost(gone=True)
        except DeviceTrouble as trouble:
            log.info("timer not changed: %s", trouble)
            told = e.TimerLost(gone=False)
        self._changed.append(act)
        return told

    def _cancel_stand_in(self, gone: ChangeTimer) -> None:
        """Cancel the timer that `restore` has set in place of the record's: it runs along with the countdown."""
        countdown = self._plan.countdown
        if countdown is None or gone.timer != self._plan.timer:
            return
        live = self._timers.look().get(countdown.step)
        if live and live.timer != gone.timer and abs(live.left - countdown.remaining_at(self._now)) <= DRIFT:
            self._change(acts.CancelTimer(countdown.step, live.timer))


def _still_true(said: tuple[acts.Act, ...], failure: acts.Act) -> tuple[acts.Act, ...]:
    """Return what was said without the words that this failure belies."""
    if not (isinstance(failure, acts.Say) and failure.key in STILL_RINGING):
        return said
    return tuple(act for act in said if not (isinstance(act, acts.Say) and act.key in BELIED))


def _told(name: str, ask: Callable[[], object]) -> dict[str, Any]:
    try:
        return {name: ask()}
    except DeviceTrouble as trouble:
        log.warning("settings not read: %s", trouble)
        return {"settings_failed": True}


def _side_by_side(calls: Sequence[Callable[[], dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the answers of calls that wait for the network at the same time, the first one in this thread."""
    later = [_THREADS.submit(copy_context().run, call) for call in calls[1:]]
    try:
        return [*(call() for call in calls[:1]), *(each.result() for each in later)]
    finally:
        wait(later)


def _note(what: str, trouble: DeviceTrouble) -> None:
    """Log what failed; what a user does not permit, or a device cannot do, is no news at every turn."""
    log.log(logging.INFO if trouble.reason is Refusal.UNREACHABLE else logging.DEBUG, "%s: %s", what, trouble)
