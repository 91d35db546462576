"""One exchange: load, reconcile with the speaker, advance, perform the acts, save."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from skill.answering import answered
from skill.exchange import Exchange, found, last_of, written
from skill.household import kept_of, reminders_of_others, whose
from skill.ports import (
    HOUSEHOLD,
    REMEMBERED,
    Conflict,
    Kept,
    Recoveries,
    Reminders,
    Settings,
    SettingsTrouble,
    Timers,
)
from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Forget
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.recovery import Recovery, Talk, Turn, changed
from skill.world import LiveWorld, RecordedWorld

log = logging.getLogger(__name__)

TRIES = 3
"""How often an exchange is begun anew when another one of the same person came between."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker someone talks to, for one request."""

    timers: Callable[[int], Timers]
    """By the place of a person in the household."""
    reminders: Reminders
    settings: Settings


class Coach:
    """Hears events of many users, one exchange at a time."""

    def __init__(self, recoveries: Recoveries, clock: Callable[[], datetime]) -> None:
        """Take the store and a clock that tells aware UTC."""
        self._recoveries = recoveries
        self._clock = clock

    def hear(
        self, user: str, event: Event, talk: Talk, speaker: Speaker, request: str = "", person: str = HOUSEHOLD
    ) -> Turn:
        """Return the answer to an event, done and kept.

        Args:
            user: the key of a user, not an id that could be traced.
            event: what was heard.
            talk: the conversation so far.
            speaker: the one it was heard by.
            request: the key of the request: delivered again, it gets the same answer and changes nothing. Empty:
                it is not recognised.
            person: the key of the one who was recognised; empty when nobody was.

        Raises:
            RecoveriesTrouble: when the store does not answer; timers may have been set by then.
            Conflict: when other exchanges of the same person came between every time.
        """
        world = LiveWorld(speaker.timers, speaker.reminders)
        for _ in range(TRIES - 1):
            with suppress(Conflict):
                return self._exchange(user, person, event, talk, speaker.settings, world, request)
        return self._exchange(user, person, event, talk, speaker.settings, world, request)

    def permissions_changed(self, user: str, event: e.PermissionsChanged, at: datetime) -> None:
        """Hear what was permitted in the app, for everybody of the household; news that are late change nothing.

        Raises:
            RecoveriesTrouble: when the store does not answer.
            Conflict: when somebody of the household came between; deliver it again.
        """
        for person, kept in self._recoveries.load(user).items():
            before = kept.recovery.permissions_at
            if before is None or at > before:
                now = self._clock()
                turn = advance(replace(kept.recovery, permissions_at=at), Talk(), event, now)
                self._recoveries.save(user, person, replace(kept, recovery=turn.recovery), at)

    def forget_all(self, user: str, at: datetime, speaker: Speaker) -> None:
        """Keep nothing of a household that left the skill at that moment; whoever came back since stays.

        Raises:
            RecoveriesTrouble: when the store does not answer.
        """
        for person, kept in self._recoveries.load(user).items():
            if not _used_since(kept, at):
                world = LiveWorld(speaker.timers, speaker.reminders)
                world.begin(kept.recovery.place, "UTC")
                for act in _endings(kept.recovery):
                    world.do(act)
                self._recoveries.forget(user, person)

    def _exchange(
        self, user: str, heard: str, event: Event, talk: Talk, settings: Settings, world: LiveWorld, request: str
    ) -> Turn:
        household = self._recoveries.load(user)
        for name, kept in household.items():
            if before := found(request, kept.exchanges):
                return answered(before.before, event, _about(talk, name), RecordedWorld(before.answers), before.at)
        person = whose(household, heard, talk.person, event)
        kept = kept_of(household, person)
        now = self._clock()
        known = _with_settings(kept.recovery, settings, now)
        world.begin(known.place, known.zone or settings.fallback_zone)
        others = reminders_of_others(household, person)
        turn = answered(known, event, _about(talk, person), world, now, others)
        if any(isinstance(act, Forget) for act in turn.acts):
            self._recoveries.forget(user, person)
        elif turn.recovery != kept.recovery and (kept.version or not turn.recovery.is_blank):
            exchanges = kept.exchanges
            if request:
                line = written(request, Exchange(now, known, tuple(world.answers)))
                exchanges = (*exchanges, line)[-REMEMBERED:]
            self._recoveries.save(user, person, Kept(turn.recovery, kept.version, kept.used_on, exchanges), now)
        return turn


def _about(talk: Talk, person: str) -> Talk:
    return changed(talk, person=person)


def _used_since(kept: Kept, moment: datetime) -> bool:
    last = last_of(kept.exchanges)
    return kept.used_on > moment.date() or (last is not None and last.at > moment)


def _endings(recovery: Recovery) -> Iterable[CancelTimer | CancelReminders]:
    """Yield what ends everything that may still ring for somebody."""
    if recovery.countdown:
        yield CancelTimer(recovery.countdown.step, recovery.timer)
    if recovery.reminders:
        yield CancelReminders(tuple(each.token for each in recovery.reminders))


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
