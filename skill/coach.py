"""One turn: load, ask the device at most once, advance, do the effects, save."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from skill.dialog import first_timer_act, needs_reminders, needs_timers, respond
from skill.effects import Effects, Looks, Seen
from skill.idempotency import Answers, is_handled, with_request
from skill.locks import UserLocks
from skill.notices import failures_of, with_notices
from skill.people import meant, other_ice, record_of, reminders_of_others
from skill.ports import HOUSEHOLD, Conflict, Damaged, Device, Record, Recoveries, TimerExists
from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Forget, WorldAct, open_question
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.recovery import Recovery, Session, Turn

TRIES = 3
"""How often a turn is tried when another one of the same person is saved first, or a timer is left over."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one request brings."""

    user: str
    voice: str
    """The key of the person who was recognised; empty when none was."""
    event: Event
    session: Session
    """The conversation so far, with this voice."""
    request: str
    """The key of the request; empty when it has none."""


class Coach:
    """Hears events of many users, one turn of a user at a time."""

    def __init__(self, recoveries: Recoveries, clock: Callable[[], datetime]) -> None:
        """Take the store and a clock that tells aware UTC."""
        self._recoveries = recoveries
        self._clock = clock
        self._answers = Answers()
        self._locks = UserLocks()

    def hear(
        self, user: str, event: Event, session: Session, device: Device, request: str = "", person: str = HOUSEHOLD
    ) -> Turn:
        """Return the answer to an event, done and kept.

        Args:
            user: the key of a user, not an id that could be traced.
            event: what was heard.
            session: the conversation so far.
            device: the gateways of the device it was heard by.
            request: the key of the request; delivered again within minutes, it gets the same answer from this
                process, and changes nothing twice at any. Empty: it is not recognised.
            person: the key of the person who was recognised; empty when none was.

        Raises:
            RecoveriesTrouble: when the store does not answer; timers may have been set by then.
            Conflict: when another turn of the same person was saved first every time.
        """
        talk = replace(session, recognised=session.recognised or bool(person))
        with self._locks.of(user):
            turn = self._answers.of(user, request)
            if turn is None:
                turn = self._answer(Heard(user, person, event, talk, request), Effects(device))
                self._answers.keep(user, request, turn)
            return turn

    def permissions_changed(self, user: str, event: e.PermissionsChanged, at: datetime) -> None:
        """Hear what was permitted in the app, for every plan of the household; late news change nothing.

        Raises:
            RecoveriesTrouble: when the store does not answer.
            Conflict: when another turn was saved first; deliver it again.
        """
        with self._locks.of(user):
            for person, kept in self._recoveries.load(user).items():
                before = kept.recovery.permissions_at
                if before is None or at > before:
                    turn = advance(replace(kept.recovery, permissions_at=at), Session(), event, self._clock())
                    self._recoveries.save(user, person, replace(kept, recovery=turn.recovery), at)

    def forget_all(self, user: str, at: datetime, device: Device) -> None:
        """Keep nothing of a household that left the skill at that moment; a plan used since then stays.

        Raises:
            RecoveriesTrouble: when the store does not answer.
        """
        with self._locks.of(user):
            try:
                household = self._recoveries.load(user)
                left = {person: kept for person, kept in household.items() if not _used_since(kept, at)}
            except Damaged:  # what cannot be read has not been used since
                self._recoveries.forget_household(user)
                return
            for person, kept in left.items():
                effects = Effects(device)
                effects.begin(kept.recovery)
                for act in _endings(kept.recovery):
                    effects.do(act)
                self._recoveries.forget(user, person)

    def _answer(self, heard: Heard, effects: Effects) -> Turn:
        for tries in range(1, TRIES + 1):
            try:
                turn = self._turn(heard, effects)
            except (Conflict, TimerExists) as again:
                if tries == TRIES:
                    raise
                effects.must_look |= isinstance(again, TimerExists)
                continue
            break
        if tries > 1:
            effects.take_back(turn.recovery)
        return turn

    def _turn(self, heard: Heard, effects: Effects) -> Turn:
        now, household = self._clock(), self._recoveries.load(heard.user)
        for person, record in household.items():
            if is_handled(record.handled, heard.request):
                return self._handled(heard, person, record, effects, now)
        person, *others = meant(household, heard.voice, heard.session.person, heard.event, now)
        failures = [key for other in others for key in self._warn(heard, household, other, effects, now)]
        record = record_of(household, person)
        known, turn = _respond(heard, household, person, record.recovery, effects, now)
        self._keep(heard.user, person, record, turn, now, heard.request)
        return with_notices(turn, household, heard.voice, person, heard.event, known, failures, now)

    def _handled(self, heard: Heard, person: str, record: Record, effects: Effects, now: datetime) -> Turn:
        """Return what holds now, as the answer to a request that was handled before; nothing is done twice."""
        known = replace(record.recovery, reminders=effects.one_of_each(record.recovery.reminders))
        if known != record.recovery:
            self._recoveries.save(heard.user, person, replace(record, recovery=known), now)
        turn = advance(known, _about(heard, person), e.WhereAsked(), now)
        acts = tuple(act for act in turn.acts if not isinstance(act, WorldAct))
        return Turn(known, replace(turn.session, asked=open_question(acts)), acts)

    def _warn(
        self, heard: Heard, household: Mapping[str, Record], person: str, effects: Effects, now: datetime
    ) -> tuple[str, ...]:
        """Let a sign of danger count for another foot too, which it may be about; return the keys of what failed."""
        record = household[person]
        effects.begin(record.recovery)
        turn = respond(record.recovery, Session(), heard.event, effects, now, reminders_of_others(household, person))
        self._keep(heard.user, person, record, turn, now, "")
        return failures_of(turn)

    def _keep(self, user: str, person: str, kept: Record, turn: Turn, now: datetime, request: str) -> None:
        """Forget, or save if anything changed, with the request that changed it."""
        if Forget() in turn.acts:
            self._recoveries.forget(user, person)
        elif turn.recovery != kept.recovery and (kept.version or not turn.recovery.is_blank):
            handled = with_request(kept.handled, request, now) if request else kept.handled
            self._recoveries.save(user, person, replace(kept, recovery=turn.recovery, handled=handled), now)


def _respond(
    heard: Heard, household: Mapping[str, Record], person: str, known: Recovery, effects: Effects, now: datetime
) -> tuple[Recovery, Turn]:
    """Return the plan as the settings have it, and the answer with its effects done."""
    session, others = _about(heard, person), reminders_of_others(household, person)
    ice = other_ice(household, person, recognised=heard.session.recognised, now=now)
    looks = _looks(known, heard, person, now, effects)
    effects.begin(known)
    ahead = first_timer_act(known, session, heard.event, now, ice) if looks.is_of_settings else None
    seen = effects.look(looks, others, ahead)
    known = _with_settings(known, looks, seen, effects, now)
    effects.begin(known)
    turn = respond(known, session, heard.event, effects, now, None if looks.reminders else others, seen, ice)
    effects.end()
    return known, turn


def _looks(known: Recovery, heard: Heard, person: str, now: datetime, effects: Effects) -> Looks:
    """Return what to ask of the device: the zone when a conversation begins, since users travel; the units daily."""
    is_new_day = known.settings_on != known.local(now).date()
    return Looks(
        zone=is_new_day or heard.session.person != person,
        units=is_new_day,
        timers=effects.must_look or needs_timers(known, heard.event),
        reminders=needs_reminders(known, heard.event),
    )


def _with_settings(known: Recovery, looks: Looks, seen: Seen, effects: Effects, now: datetime) -> Recovery:
    """Return the plan with the settings of the device; what was known stays when it does not tell."""
    if not looks.zone:
        return known
    known = replace(known, zone=seen.zone or known.zone or effects.fallback_zone)
    if not looks.units or seen.settings_failed:
        return known
    metric = known.metric if seen.metric is None else seen.metric
    return replace(known, metric=metric, settings_on=known.local(now).date())


def _about(heard: Heard, person: str) -> Session:
    return replace(heard.session, person=person)


def _used_since(kept: Record, moment: datetime) -> bool:
    at = kept.handled_at
    return kept.used_on > moment.date() or (at is not None and at > moment)


def _endings(recovery: Recovery) -> Iterable[CancelTimer | CancelReminders]:
    """Yield what ends everything of a plan that may still ring."""
    if recovery.countdown:
        yield CancelTimer(recovery.countdown.step, recovery.timer)
    if tokens := recovery.without_reminders().unwanted:
        yield CancelReminders(tokens)
