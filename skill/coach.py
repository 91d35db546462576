"""One exchange: load, reconcile with the timer, advance, perform the acts, save."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from skill.ports import Conflict, Kept, Recoveries, Settings, SettingsTrouble, TimerGone, Timers, TimerTrouble
from skill.routine.acts import (
    Act,
    CancelTimer,
    Forget,
    PauseTimer,
    ResumeTimer,
    StartTimer,
    WorldAct,
    question_of,
)
from skill.routine.advance import advance, joined
from skill.routine.events import Event, TimerLost, TimerRefused, TimerSeen, TimerSet
from skill.routine.recovery import Recovery, Talk, Turn

log = logging.getLogger(__name__)

TRIES = 3
"""How often an exchange is begun anew when another one of the same user came between."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker someone talks to, for one request."""

    timers: Timers
    settings: Settings


class Coach:
    """Hears events of many users, one exchange at a time."""

    def __init__(self, recoveries: Recoveries, clock: Callable[[], datetime]) -> None:
        """Take the store and a clock that tells aware UTC."""
        self._recoveries = recoveries
        self._clock = clock

    def hear(self, user: str, event: Event, talk: Talk, speaker: Speaker) -> Turn:
        """Return the answer to an event, done and kept.

        Args:
            user: the key of a user, not an id that could be traced.
            event: what was heard.
            talk: the conversation so far.
            speaker: the one it was heard by.

        Raises:
            RecoveriesTrouble: when the store does not answer; timers may have been set by then.
            Conflict: when other exchanges of the same user came between every time.
        """
        for _ in range(TRIES - 1):
            with suppress(Conflict):
                return self._exchange(user, event, talk, speaker)
        return self._exchange(user, event, talk, speaker)

    def _exchange(self, user: str, event: Event, talk: Talk, speaker: Speaker) -> Turn:
        kept, now = self._recoveries.load(user), self._clock()
        known = _with_settings(kept.recovery, speaker.settings, now)
        known, talk = _reconciled(known, talk, speaker.timers, now)
        turn = _performed(advance(known, talk, event, now), speaker.timers, now)
        self._keep(user, kept, turn)
        return turn

    def _keep(self, user: str, kept: Kept, turn: Turn) -> None:
        if any(isinstance(act, Forget) for act in turn.acts):
            self._recoveries.forget(user)
        elif turn.recovery != kept.recovery and (kept.version or not turn.recovery.is_blank):
            self._recoveries.save(user, turn.recovery, kept.version)


def _with_settings(recovery: Recovery, settings: Settings, now: datetime) -> Recovery:
    """Ask for zone and units once a day; what was known stays when the speaker does not tell."""
    today = recovery.local(now).date()
    if recovery.settings_on == today:
        return recovery
    try:
        zone, metric = settings.zone(), settings.metric()
    except SettingsTrouble as trouble:
        log.warning("settings not read: %s", trouble)
        return replace(recovery, zone=recovery.zone or settings.fallback_zone)
    told = replace(
        recovery,
        zone=zone or recovery.zone or settings.fallback_zone,
        metric=recovery.metric if metric is None else metric,
    )
    return replace(told, settings_on=told.local(now).date())


def _reconciled(recovery: Recovery, talk: Talk, timers: Timers, now: datetime) -> tuple[Recovery, Talk]:
    """Believe the speaker about the timer: people pause, resume and cancel it there without telling the coach."""
    if recovery.countdown is None:
        return recovery, talk
    step = recovery.countdown.step
    try:
        live = timers.look(step)
    except TimerTrouble as trouble:
        log.info("timer not looked at: %s", trouble)
        return recovery, talk
    seen = TimerSeen(step, live.timer, live.left, live.paused) if live else TimerSeen(step, None)
    turn = _performed(advance(recovery, talk, seen, now), timers, now)
    # The question that was open before still is: nobody has said anything yet.
    return turn.recovery, replace(turn.talk, asked=talk.asked)


def _performed(turn: Turn, timers: Timers, now: datetime) -> Turn:
    """Do what is to be done in the world, let the routine hear how it went, and return the whole answer."""
    waiting = list(turn.acts)
    done: tuple[Act, ...] = ()
    recovery, talk = turn.recovery, turn.talk
    while waiting:
        act = waiting.pop(0)
        if isinstance(act, Forget) or not isinstance(act, WorldAct):
            done = joined(done, (act,))
            continue
        answer = _perform(act, timers)
        if answer is not None:
            follow = advance(recovery, talk, answer, now)
            recovery, talk = follow.recovery, follow.talk
            waiting[:0] = follow.acts
    asked = next(filter(None, map(question_of, done)), None)
    return Turn(recovery, replace(talk, asked=asked), done)


def _perform(act: StartTimer | PauseTimer | ResumeTimer | CancelTimer, timers: Timers) -> Event | None:
    if isinstance(act, StartTimer):
        try:
            return TimerSet(timers.start(act.step, act.duration))
        except TimerTrouble as trouble:
            log.info("timer refused: %s", trouble)
            return TimerRefused(trouble.reason)
    if isinstance(act, PauseTimer):
        return _changed(partial(timers.pause, act.timer))
    if isinstance(act, ResumeTimer):
        return _changed(partial(timers.resume, act.timer))
    return _changed(partial(timers.cancel, act.step, act.timer))


def _changed(change: Callable[[], None]) -> Event | None:
    try:
        change()
    except TimerGone:
        return TimerLost(gone=True)
    except TimerTrouble as trouble:
        log.info("timer not changed: %s", trouble)
        return TimerLost(gone=False)
    return None
