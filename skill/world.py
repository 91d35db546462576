"""The effects of a turn: what the coach asks of the speaker, and what the routine hears of it."""

import logging
from collections.abc import Callable
from functools import partial

from skill.ports import Answer, Reminders, ReminderTrouble, TimerGone, Timers, TimerTrouble
from skill.routine.acts import CancelReminders, CancelTimer, PauseTimer, ResumeTimer, SetReminders, StartTimer
from skill.routine.events import (
    Refusal,
    RemindersLeft,
    RemindersSeen,
    RemindersSet,
    TimerLost,
    TimerRefused,
    TimerSeen,
    TimerSet,
)
from skill.routine.plan import Step
from skill.routine.recovery import Recovery
from skill.routine.reminder import Reminder

log = logging.getLogger(__name__)

TimerAct = StartTimer | PauseTimer | ResumeTimer | CancelTimer
WishedAct = TimerAct | SetReminders | CancelReminders
"""What a speaker is asked to do."""


class LiveWorld:
    """Does what is wanted at the speaker; :meth:`begin` first."""

    def __init__(self, timers_of: Callable[[int], Timers], reminders: Reminders) -> None:
        """Take the timers, by the place of a person in the household, and the reminders of all."""
        self._timers_of = timers_of
        self._reminders = reminders
        self._done: dict[StartTimer | SetReminders, Answer] = {}

    def begin(self, place: int, zone: str) -> None:
        """Begin the turn, or begin it again; what was set for it before is not set twice.

        Args:
            place: of the person in the household.
            zone: the IANA zone whose clock tells the reminders.
        """
        self._timers = self._timers_of(place)
        self._zone = zone

    def look(self, step: Step) -> TimerSeen | None:
        """Return what the speaker says of the timer of a step; ``None`` when it does not say."""
        try:
            live = self._timers.look(step)
        except TimerTrouble as trouble:
            _note(trouble, "timer not looked at: %s", trouble)
            return None
        if live is None:
            return TimerSeen(step, None)
        return TimerSeen(step, live.timer, live.left, live.paused, live.duration, live.paused_at)

    def look_at_reminders(self, of_others: frozenset[str]) -> RemindersSeen | None:
        """Return the reminders that are not those of other people; ``None`` for who may not have any."""
        try:
            live = self._reminders.look()
        except ReminderTrouble as trouble:
            _note(trouble, "reminders not looked at: %s", trouble)
            return RemindersSeen(None) if trouble.reason is Refusal.UNREACHABLE else None
        return RemindersSeen(tuple(each for each in live if each.token not in of_others))

    def do(self, act: WishedAct) -> Answer:
        """Do it and return what the routine has to hear of it."""
        if isinstance(act, StartTimer | SetReminders):
            # A turn that is tried again must not set anything twice.
            if act not in self._done:
                self._done[act] = self._start(act) if isinstance(act, StartTimer) else self._remind(act)
            return self._done[act]
        if isinstance(act, CancelReminders):
            return self._forgo(act)
        if isinstance(act, PauseTimer):
            return _changed(partial(self._timers.pause, act.timer))
        if isinstance(act, ResumeTimer):
            return _changed(partial(self._timers.resume, act.timer))
        return _changed(partial(self._timers.cancel, act.step, act.timer))

    def take_back(self, kept: Recovery) -> None:
        """Cancel what this turn has set and the record does not have, since another process was saved first."""
        for act, answer in self._done.items():
            if isinstance(act, StartTimer) and isinstance(answer, TimerSet) and answer.timer != kept.timer:
                _changed(partial(self._timers.cancel, act.step, answer.timer))
        known = {each.token for each in kept.reminders}
        if tokens := tuple(each.token for each in self._made() if each.token not in known):
            self._reminders.cancel(tokens)

    def one_of_each(self, kept: tuple[Reminder, ...]) -> tuple[Reminder, ...]:
        """Return one live reminder for each moment, of those kept and those this turn has set.

        Another process has handled the same request at the same moment, and each may have cancelled the other's.
        """
        made = self._made()
        if not made:
            return kept
        try:
            live = {each.token for each in self._reminders.look()}
        except ReminderTrouble:
            return kept
        one = {(each.purpose, each.at): each for each in (*made, *kept) if each.token in live}
        return tuple(sorted(one.values(), key=lambda each: each.at))

    def _made(self) -> list[Reminder]:
        return [each for answer in self._done.values() if isinstance(answer, RemindersSet) for each in answer.reminders]

    def _start(self, act: StartTimer) -> Answer:
        try:
            return TimerSet(self._timers.start(act.step, act.duration))
        except TimerTrouble as trouble:
            _note(trouble, "timer refused: %s", trouble)
            return TimerRefused(trouble.reason)

    def _forgo(self, act: CancelReminders) -> RemindersLeft | None:
        # What was set for this turn, and is cancelled as unknown when it is tried again, is to be set again.
        made = {wish: answer for wish, answer in self._done.items() if isinstance(answer, RemindersSet)}
        for wish, answer in made.items():
            if any(each.token in act.tokens for each in answer.reminders):
                del self._done[wish]
        left = self._reminders.cancel(act.tokens)
        return RemindersLeft(left) if left else None

    def _remind(self, act: SetReminders) -> RemindersSet:
        made, refusal = self._reminders.create(act.planned, self._zone)
        if refusal:
            log.info("reminders refused: %s, %d of %d set", refusal, len(made), len(act.planned))
        return RemindersSet(made, refusal)


def _changed(change: Callable[[], None]) -> TimerLost | None:
    try:
        change()
    except TimerGone:
        return TimerLost(gone=True)
    except TimerTrouble as trouble:
        log.info("timer not changed: %s", trouble)
        return TimerLost(gone=False)
    return None


def _note(trouble: TimerTrouble | ReminderTrouble, words: str, *values: object) -> None:
    """Tell the log what failed; what somebody does not permit, or a speaker cannot do, is no news at every turn."""
    log.log(logging.INFO if trouble.reason is Refusal.UNREACHABLE else logging.DEBUG, words, *values)
