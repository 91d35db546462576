"""One turn of a user at a time: load, look at the device at most once, advance, do the effects, save or undo them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakValueDictionary

from cachetools import TTLCache

from skill import ports
from skill.effects import SETTINGS, Effects, TimerAct, looks_for
from skill.people import Heard, Plans, affected, failures_of, other_ice, record_of, reminders_of_others, with_notices
from skill.routine import events as e
from skill.routine.acts import CancelReminders, CancelTimer, Forget, WorldAct, open_question
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.plan import TAKE_BACK_WITHIN
from skill.routine.recovery import Recovery, Session, Turn

TRIES = 3
"""How often a turn is tried when another one of the same person is saved first, or a timer is left over."""

PATIENCE_SECONDS = 3.2
"""As long as a turn may take, nearly all of it for Alexa's APIs. A turn that has waited for longer goes on all the
same: a save that comes second is still refused."""
REMEMBERED_FOR = timedelta(minutes=5)
"""A request passes the verifier for 150 s, by Amazon's clock and by ours."""
MOST_IN_RECORD = 10
"""Keys of requests in one record; a user says no more than that while a request is delivered again."""
MOST_ANSWERS = 20_000
"""Entries for answers in memory, two for each of some kilobytes; with more, the oldest go first."""


class Coach:
    """Hears events of many users, one turn of a user at a time."""

    def __init__(self, recoveries: ports.Recoveries, clock: ports.Clock) -> None:
        self._recoveries = recoveries
        self.clock = clock
        self._answers: TTLCache[tuple[str, str | None], Turn] = TTLCache(MOST_ANSWERS, REMEMBERED_FOR.total_seconds())
        """The answers of the last minutes in this process, by user and request; by user and ``None`` the last one."""
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        """One for each user, for as long as a turn holds it or waits for it; other processes meet compare-and-set."""
        self._guard = Lock()

    def hear(
        self, user: str, event: Event, session: Session, device: ports.Device, request: str = "", person: str = ""
    ) -> Turn:
        """Return the answer to an event, its effects done and saved.

        ``user``, ``request`` and ``person`` are keys, not traceable ids; ``person`` is empty when no voice was
        recognised. A request that is delivered again within minutes gets the same answer from this process, and changes
        nothing twice at any; one with an empty key is not recognised. Raise `RecoveriesTrouble` when the store does not
        answer, or another turn of that person was saved first every time; its phrase tells what stands of the effects.
        """
        if person:
            session = replace(session, recognised=True)
        with self.turn_of(user):
            turn = self._answer_to(user, request) if request else None
            if turn is None:
                now = self.clock()
                turn = self._answer(Heard(user, person, event, session, request, now), Effects(device, now))
                with self._guard:
                    self._answers[user, None] = self._answers[user, request] = turn
            return turn

    @contextmanager
    def turn_of(self, user: str) -> Iterator[None]:
        """Wait, within bounds, until no other turn of this user goes on, and let none begin until this one ends."""
        with self._guard:
            lock = self._locks.setdefault(user, Lock())
        is_held = lock.acquire(timeout=PATIENCE_SECONDS)
        try:
            yield
        finally:
            if is_held:
                lock.release()

    def permissions_changed(self, user: str, event: e.PermissionsChanged, at: datetime) -> None:
        """Hear what was permitted in the app, if it is news; with a `RecoveriesTrouble` it is to be sent again."""
        with self.turn_of(user):
            for person, record in self._recoveries.load(user).items():
                before = record.recovery.permissions_at
                if before is None or at > before:
                    turn = advance(replace(record.recovery, permissions_at=at), Session(), event, self.clock())
                    self._recoveries.save(user, person, replace(record, recovery=turn.recovery), at)

    def forget_all(self, user: str, at: datetime, device: ports.Device) -> None:
        """Keep nothing of a household that left the skill then; a plan used since stays. Raise `RecoveriesTrouble`."""
        with self.turn_of(user):
            try:
                household = self._recoveries.load(user)
            except ports.Damaged:  # what cannot be read has not been used since
                self._recoveries.forget_household(user)
                return
            for person, record in household.items():
                if not _used_since(record, at):
                    effects = Effects(device, self.clock())
                    plan = record.recovery
                    effects.begin(plan)
                    if plan.countdown:
                        effects.do(CancelTimer(plan.countdown.step, plan.timer))
                    if plan.tokens:
                        effects.do(CancelReminders(plan.tokens))
                    self._recoveries.forget(user, person)

    def _answer_to(self, user: str, request: str | None) -> Turn | None:
        with self._guard:
            return self._answers.get((user, request))

    def _answer(self, heard: Heard, effects: Effects, tries: int = TRIES) -> Turn:
        """Return the answer; begin again when another process was faster, or a timer is left over."""
        try:
            return self._turn(heard, effects)
        except ports.TimerExists:
            effects.timer_exists = True
        except ports.RecoveriesTrouble as trouble:
            if tries <= 1 or not isinstance(trouble, ports.Conflict):
                stands, danger = effects.restore(), isinstance(heard.event, e.RedFlagSaid | e.SkinWarned)
                trouble.phrase = "trouble-danger" if danger else stands
                raise
        return self._answer(heard, effects, tries - 1)

    def _turn(self, heard: Heard, effects: Effects) -> Turn:
        household = self._recoveries.load(heard.user)
        for person, record in household.items():
            if is_handled(record.handled, heard.request):
                # Another process was faster with this request, or this one before a restart: tell what holds now.
                effects.begin(record.recovery)
                turn = advance(record.recovery, replace(heard.session, person=person), e.WhereAsked(), heard.now)
                acts = tuple(act for act in turn.acts if not isinstance(act, WorldAct))
                session = replace(turn.session, asked=open_question(acts))
                return effects.end(Turn(record.recovery, session, acts))
        plans = {person: record.recovery for person, record in household.items()}
        person, *others = affected(plans, heard)
        failures = [key for other in others for key in self._warn(heard, household[other], other, plans, effects)]
        record = record_of(household, person)
        heard = replace(heard, session=self._recalled(heard, record.recovery))
        plan, turn = _respond(heard, plans, person, record.recovery, effects)
        turn = self._end(heard, person, record, turn, effects)
        return with_notices(turn, plans, heard, person, plan, failures)

    def _recalled(self, heard: Heard, plan: Recovery) -> Session:
        """Return the conversation; one that begins soon knows what the last change answered, and what was heard.

        What is about health is in the memory of this process only (S16). Nothing that runs is ended by a bare "no".
        """
        last, before = self._answer_to(heard.user, None), plan.before
        begins = heard.session.person is None and before is not None and heard.now - before.at <= TAKE_BACK_WITHIN
        runs = plan.countdown is not None and plan.countdown.ends_at is not None
        if runs or not begins or last is None or last.recovery != plan or not last.session.changed:
            return heard.session
        known = last.session
        return replace(
            heard.session, previous=known.previous, changed=True, said_since=known.said_since, heard=known.heard
        )

    def _warn(self, heard: Heard, record: ports.Record, person: str, plans: Plans, effects: Effects) -> tuple[str, ...]:
        """Let a sign of danger, or its correction, count for another foot too; return the keys of what to say of it."""
        heard = replace(heard, request="")  # the plan that answers remembers it
        effects.begin(record.recovery, reminders_of_others(plans, person))
        turn = effects.perform(advance(record.recovery, Session(), heard.event, heard.now))
        return failures_of(self._end(heard, person, record, turn, effects))

    def _end(self, heard: Heard, person: str, record: ports.Record, turn: Turn, effects: Effects) -> Turn:
        """Save, then do what waits for that; what failed of it is found at a later look if it is not saved either."""
        saved = self._save(heard, person, record, turn)
        ended = effects.end(turn)
        if ended.recovery != turn.recovery:
            with suppress(ports.RecoveriesTrouble):
                self._save(heard, person, saved, ended)
        return ended

    def _save(self, heard: Heard, person: str, record: ports.Record, turn: Turn) -> ports.Record:
        """Forget, or save if anything changed, with the request that changed it; return what is stored then."""
        if Forget() in turn.acts:
            self._recoveries.forget(heard.user, person)
        elif turn.recovery != record.recovery and (record.version or not turn.recovery.is_blank):
            since = heard.now - REMEMBERED_FOR
            others = [each for each in record.handled if each.at >= since and each.key != heard.request]
            known = (*others, ports.HandledRequest(heard.request, heard.now)) if heard.request else record.handled
            changed = replace(record, recovery=turn.recovery, handled=known[-MOST_IN_RECORD:])
            self._recoveries.save(heard.user, person, changed, heard.now)
            return replace(changed, version=record.version + 1)
        return record


def _respond(heard: Heard, plans: Plans, person: str, plan: Recovery, effects: Effects) -> tuple[Recovery, Turn]:
    """Return the plan as the settings have it, and the answer with its effects done."""
    session, event, now = replace(heard.session, person=person), heard.event, heard.now
    ice = other_ice(plans, person, heard)
    effects.begin(plan, reminders_of_others(plans, person))
    looks = looks_for(plan, event, now, begins=heard.session.person != person)
    # What the answer will ask of the timers first, as far as can be known before the settings are.
    foreseen = advance(plan, session, event, now, ice).acts if looks and looks <= SETTINGS else ()
    ahead = next((act for act in foreseen if isinstance(act, TimerAct)), None)
    seen = effects.look(looks, ahead)
    before, plan = plan, effects.with_settings(plan, looks, seen)
    is_trip = before.zone not in (None, plan.zone) and not before.zone_guessed and not plan.is_blank
    known, session = effects.reconcile(before if is_trip else plan, session, seen.reported)
    if is_trip:
        known = effects.with_settings(known, looks, seen)
        known, session = effects.reconcile(known, session, (e.ZoneChanged(before.zone or ""),))
    return known, effects.perform(advance(known, session, event, now, ice))


def is_handled(handled: tuple[ports.HandledRequest, ...], key: str) -> bool:
    """Return whether a request is among the handled ones; one without a key never is."""
    return any(each.key == key for each in handled)


def _used_since(record: ports.Record, moment: datetime) -> bool:
    """Return whether a plan was used in a later second; Amazon tells when an event happened in whole seconds."""
    later = moment + timedelta(seconds=1)
    return record.used_on > moment.date() or any(each.at >= later for each in record.handled)
