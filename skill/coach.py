"""One turn: load, reconcile with the speaker, advance, perform the acts, save."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from skill.answering import answered
from skill.idempotency import Answers, is_handled, with_request
from skill.locks import UserLocks
from skill.notices import FAILURES, of_plans, of_trip, with_notices
from skill.people import meant, other_ice, record_of, reminders_of_others
from skill.ports import (
    HOUSEHOLD,
    Conflict,
    Damaged,
    Record,
    Recoveries,
    Reminders,
    Settings,
    SettingsTrouble,
    Timers,
)
from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Forget, Say, WorldAct, has, open_question
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.recovery import Recovery, Session, Turn
from skill.world import LiveWorld

log = logging.getLogger(__name__)

TRIES = 3
"""How often a turn is tried when another one of the same person is saved first."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The speaker someone talks to, for one request."""

    timers: Callable[[int], Timers]
    """By the place of a person in the household."""
    reminders: Reminders
    settings: Settings


class Coach:
    """Hears events of many users, one turn of a user at a time."""

    def __init__(self, recoveries: Recoveries, clock: Callable[[], datetime]) -> None:
        """Take the store and a clock that tells aware UTC."""
        self._recoveries = recoveries
        self._clock = clock
        self._answers = Answers()
        self._locks = UserLocks()

    def hear(
        self, user: str, event: Event, session: Session, speaker: Speaker, request: str = "", person: str = HOUSEHOLD
    ) -> Turn:
        """Return the answer to an event, done and kept.

        Args:
            user: the key of a user, not an id that could be traced.
            event: what was heard.
            session: the conversation so far.
            speaker: the one it was heard by.
            request: the key of the request; delivered again within minutes, it gets the same answer from this
                process, and changes nothing twice at any. Empty: it is not recognised.
            person: the key of the one who was recognised; empty when nobody was.

        Raises:
            RecoveriesTrouble: when the store does not answer; timers may have been set by then.
            Conflict: when another turn of the same person was saved first every time.
        """
        world = LiveWorld(speaker.timers, speaker.reminders)
        with self._locks.of(user):
            turn = self._answers.of(user, request)
            if turn is None:
                turn = self._answer(user, person, event, session, speaker.settings, world, request)
                self._answers.keep(user, request, turn)
            return turn

    def permissions_changed(self, user: str, event: e.PermissionsChanged, at: datetime) -> None:
        """Hear what was permitted in the app, for everybody of the household; news that are late change nothing.

        Raises:
            RecoveriesTrouble: when the store does not answer.
            Conflict: when somebody of the household came between; deliver it again.
        """
        with self._locks.of(user):
            for person, kept in self._recoveries.load(user).items():
                before = kept.recovery.permissions_at
                if before is None or at > before:
                    turn = advance(replace(kept.recovery, permissions_at=at), Session(), event, self._clock())
                    self._recoveries.save(user, person, replace(kept, recovery=turn.recovery), at)

    def forget_all(self, user: str, at: datetime, speaker: Speaker) -> None:
        """Keep nothing of a household that left the skill at that moment; whoever came back since stays.

        Raises:
            RecoveriesTrouble: when the store does not answer.
        """
        with self._locks.of(user):
            try:
                household = self._recoveries.load(user)
                left = {person: kept for person, kept in household.items() if not _used_since(kept, at)}
            except Damaged:  # nobody can have come back to what cannot be read
                self._recoveries.forget_household(user)
                return
            for person, kept in left.items():
                world = LiveWorld(speaker.timers, speaker.reminders)
                world.begin(kept.recovery.place, "UTC")
                for act in _endings(kept.recovery):
                    world.do(act)
                self._recoveries.forget(user, person)

    def _answer(
        self, user: str, heard: str, event: Event, session: Session, settings: Settings, world: LiveWorld, request: str
    ) -> Turn:
        for tries in range(1, TRIES + 1):
            try:
                turn = self._turn(user, heard, event, session, settings, world, request)
            except Conflict:
                if tries == TRIES:
                    raise
                continue
            break
        if tries > 1:
            world.take_back(turn.recovery)
        return turn

    def _turn(
        self, user: str, heard: str, event: Event, session: Session, settings: Settings, world: LiveWorld, request: str
    ) -> Turn:
        now = self._clock()
        household = self._recoveries.load(user)
        session = replace(session, recognised=session.recognised or bool(heard))
        for name, kept in household.items():
            if is_handled(kept.handled, request):
                return self._handled(user, name, kept, _about(session, name), world, now)
        person, *others = meant(household, heard, session.person, event, now)
        failures: list[str] = []
        for other in others:
            failures += self._warn(user, household, other, event, world, now)
        kept = record_of(household, person)
        known = _with_settings(kept.recovery, settings, now, begins=session.person != person)
        world.begin(known.place, known.zone or settings.fallback_zone)
        ice = other_ice(household, person, recognised=session.recognised, now=now)
        turn = answered(known, event, _about(session, person), world, now, reminders_of_others(household, person), ice)
        news = (*of_trip(kept.recovery, known, event, now), *of_plans(household, heard, person, turn))
        added = (*dict.fromkeys(failures), *news)
        self._keep(user, person, kept, turn, now, request)
        return with_notices(turn, added, heard, person, event, known)

    def _handled(self, user: str, person: str, kept: Record, session: Session, world: LiveWorld, now: datetime) -> Turn:
        """Return what holds now, as the answer to a request that was handled before; nothing is done twice."""
        known = replace(kept.recovery, reminders=world.one_of_each(kept.recovery.reminders))
        if known != kept.recovery:
            self._recoveries.save(user, person, replace(kept, recovery=known), now)
        turn = advance(known, session, e.WhereAsked(), now)
        acts = tuple(act for act in turn.acts if not isinstance(act, WorldAct))
        return Turn(known, replace(turn.session, asked=open_question(acts)), acts)

    def _warn(
        self, user: str, household: Mapping[str, Record], person: str, event: Event, world: LiveWorld, now: datetime
    ) -> list[str]:
        """Let a sign of danger count for somebody else too, whose foot it may be; return the keys of what failed."""
        kept = household[person]
        world.begin(kept.recovery.place, kept.recovery.zone or "UTC")
        turn = answered(kept.recovery, event, Session(), world, now, reminders_of_others(household, person))
        self._keep(user, person, kept, turn, now, "")
        return [act.key for act in turn.acts if isinstance(act, Say) and act.key in FAILURES]

    def _keep(self, user: str, person: str, kept: Record, turn: Turn, now: datetime, request: str) -> None:
        """Forget, or save if anything changed, with the request that changed it."""
        if has(turn.acts, Forget):
            self._recoveries.forget(user, person)
        elif turn.recovery != kept.recovery and (kept.version or not turn.recovery.is_blank):
            handled = with_request(kept.handled, request, now) if request else kept.handled
            self._recoveries.save(user, person, replace(kept, recovery=turn.recovery, handled=handled), now)


def _about(session: Session, person: str) -> Session:
    return replace(session, person=person)


def _used_since(kept: Record, moment: datetime) -> bool:
    at = kept.handled_at
    return kept.used_on > moment.date() or (at is not None and at > moment)


def _endings(recovery: Recovery) -> Iterable[CancelTimer | CancelReminders]:
    """Yield what ends everything that may still ring for somebody."""
    if recovery.countdown:
        yield CancelTimer(recovery.countdown.step, recovery.timer)
    if tokens := recovery.without_reminders().unwanted:
        yield CancelReminders(tokens)


def _with_settings(recovery: Recovery, settings: Settings, now: datetime, *, begins: bool) -> Recovery:
    """Ask for the zone when a conversation begins, since people travel, and for the units once a day.

    What was known stays when the speaker does not tell.
    """
    is_new_day = recovery.settings_on != recovery.local(now).date()
    if not (begins or is_new_day):
        return recovery
    known = replace(recovery, zone=recovery.zone or settings.fallback_zone)
    try:
        known = replace(known, zone=settings.zone() or known.zone)
        if is_new_day:
            metric = settings.metric()
            known = replace(known, metric=known.metric if metric is None else metric)
            known = replace(known, settings_on=known.local(now).date())
    except SettingsTrouble as trouble:
        log.warning("settings not read: %s", trouble)
    return known
