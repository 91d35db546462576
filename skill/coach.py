"""One exchange: load, reconcile with the timer, advance, perform the acts, save."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from skill.ports import REMEMBERED, Conflict, Exchange, Kept, Recoveries, Settings, SettingsTrouble, Timers
from skill.routine import events as e
from skill.routine.acts import Act, Forget, WorldAct, question_of
from skill.routine.advance import advance, joined
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Recovery, Talk, Turn, changed
from skill.world import LiveWorld, RecordedWorld, World

log = logging.getLogger(__name__)

TRIES = 3
"""How often an exchange is begun anew when another one of the same user came between."""

ABOUT_TIME = (
    e.Opened,
    e.WhereAsked,
    e.TimeAsked,
    e.IcingAsked,
    e.PauseAsked,
    e.ResumeAsked,
    e.MoreTimeAsked,
    e.IceCancelled,
    e.FootOut,
    e.Finished,
)
"""What is answered rightly only when no timer runs that nobody wrote down, as after a crash."""


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

    def hear(self, user: str, event: Event, talk: Talk, speaker: Speaker, request: str = "") -> Turn:
        """Return the answer to an event, done and kept.

        Args:
            user: the key of a user, not an id that could be traced.
            event: what was heard.
            talk: the conversation so far.
            speaker: the one it was heard by.
            request: the key of the request: delivered again, it gets the same answer and changes nothing. Empty:
                it is not recognised.

        Raises:
            RecoveriesTrouble: when the store does not answer; timers may have been set by then.
            Conflict: when other exchanges of the same user came between every time.
        """
        world = LiveWorld(speaker.timers)
        for _ in range(TRIES - 1):
            with suppress(Conflict):
                return self._exchange(user, event, talk, speaker.settings, world, request)
        return self._exchange(user, event, talk, speaker.settings, world, request)

    def _exchange(
        self, user: str, event: Event, talk: Talk, settings: Settings, world: LiveWorld, request: str
    ) -> Turn:
        kept = self._recoveries.load(user)
        for before in kept.exchanges:
            if request and before.request == request:
                return _answered(before.before, event, talk, RecordedWorld(before.answers), before.at)
        now = self._clock()
        known = _with_settings(kept.recovery, settings, now)
        world.begin()
        turn = _answered(known, event, talk, world, now)
        self._keep(user, kept, turn, Exchange(request, now, known, tuple(world.answers)))
        return turn

    def _keep(self, user: str, kept: Kept, turn: Turn, exchange: Exchange) -> None:
        if any(isinstance(act, Forget) for act in turn.acts):
            self._recoveries.forget(user)
        elif turn.recovery != kept.recovery and (kept.version or not turn.recovery.is_blank):
            exchanges = (*kept.exchanges, exchange)[-REMEMBERED:] if exchange.request else kept.exchanges
            self._recoveries.save(user, Kept(turn.recovery, kept.version, exchanges))


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


def _answered(known: Recovery, event: Event, talk: Talk, world: World, now: datetime) -> Turn:
    known, talk = _reconciled(known, event, talk, world, now)
    return _performed(advance(known, talk, event, now), world, now)


def _reconciled(known: Recovery, event: Event, talk: Talk, world: World, now: datetime) -> tuple[Recovery, Talk]:
    """Believe the speaker about the timer: people pause, resume and cancel it there without telling the coach.

    Without a countdown there may still be a timer: one that was set just before a crash, or could not be cancelled.
    """
    if known.countdown is not None:
        steps: tuple[Step, ...] = (known.countdown.step,)
    elif isinstance(event, ABOUT_TIME) and not known.is_blank:
        steps = (Step.ICE, Step.MOVE) if known.day(now) else (Step.ICE,)
    else:
        steps = ()
    asked = talk.asked
    for step in steps:
        seen = world.look(step)
        if seen is not None:
            turn = _performed(advance(known, talk, seen, now), world, now)
            known, talk = turn.recovery, turn.talk
    # The question that was open before still is: nobody has said anything yet.
    return known, changed(talk, asked=asked)


def _performed(turn: Turn, world: World, now: datetime) -> Turn:
    """Do what is to be done in the world, let the routine hear how it went, and return the whole answer."""
    waiting = list(turn.acts)
    done: tuple[Act, ...] = ()
    recovery, talk = turn.recovery, turn.talk
    while waiting:
        act = waiting.pop(0)
        if isinstance(act, Forget) or not isinstance(act, WorldAct):
            done = joined(done, (act,))
            continue
        answer = world.do(act)
        if answer is not None:
            follow = advance(recovery, talk, answer, now)
            recovery, talk = follow.recovery, follow.talk
            waiting[:0] = follow.acts
    asked = next(filter(None, map(question_of, done)), None)
    return Turn(recovery, changed(talk, asked=asked), done)
