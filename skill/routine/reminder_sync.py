"""Alexa's reminders against ours: set, refused, permitted, deleted in the app, and cancelled when outdated."""

from dataclasses import replace
from datetime import datetime, timedelta

from skill.routine import events as e
from skill.routine import schedule
from skill.routine.acts import Act, AskConsent, CancelReminders, Say, SetReminders, ShowConsentCard, concat
from skill.routine.context import Context
from skill.routine.deadlines import PROMPTS, Agenda, Planned, Purpose, Reminder
from skill.routine.events import Event
from skill.routine.recovery import Phase, Recovery, Turn, may_request

NOT_CLEANED_UP_AFTER = (e.RemindersLeft, e.PermissionsChanged)
"""After these nothing is cancelled: it was just tried, or the user is not there."""
MOVED_BY = timedelta(minutes=1)
"""A reminder that differs this much from what was set was moved in the app."""


# --- set, or not ------------------------------------------------------------------------------


def reminders_set(context: Context[e.RemindersSet]) -> Turn:
    """Confirm what is set with its times, or say honestly what is not."""
    made, refusal = context.event.reminders, context.event.refusal
    if refusal is e.Refusal.PERMISSION and not made:
        return _request_permission(context)
    if made:
        context = context.with_plan(reminders_denied_at=None)
    are_prompts = any(each.purpose in PROMPTS for each in (*made, *context.recovery.planned))
    if refusal is None and not are_prompts:
        return settle(context, made)
    known = context.with_plan(planned=(), reminders=(*context.recovery.reminders, *made))
    if made:
        return known.turn(prompt_times(known, made) if are_prompts else times(known, "reminders-some"))
    lost = refusal is e.Refusal.UNREACHABLE
    if are_prompts:
        return known.with_plan(prompts=False).say("prompts-unreachable" if lost else "prompts-cannot")
    return known.turn(_instead(context, "reminders-unreachable" if lost else "reminders-cannot"))


def times(context: Context[Event], key: str = "reminders-set") -> Say:
    """Return the words that tell the times of the reminders that are set."""
    are_set = schedule.of_plan(context.recovery.reminders)
    return Say(key, schedule.reminder_times(context.recovery, are_set, context.now))


def _instead(context: Context[Event], key: str) -> Say:
    return Say(key, schedule.reminder_times(context.recovery, context.recovery.planned[:1], context.now))


def settle(context: Context[Event], made: tuple[Reminder, ...]) -> Turn:
    """Keep what was agreed on, and no other reminder of the plan."""
    known = with_only(context, context.recovery.planned)
    known = known.with_plan(planned=(), reminders=(*known.recovery.reminders, *made))
    return known.turn(times(known))


def with_only(context: Context[Event], kept: Agenda) -> Context[Event]:
    """Return the context with the reminders of the plan to be cancelled that are not among these."""
    return without(context, schedule.except_for(schedule.of_plan(context.recovery.reminders), kept))


def without(context: Context[Event], going: tuple[Reminder, ...]) -> Context[Event]:
    """Return the context with these to be cancelled."""
    kept = tuple(each for each in context.recovery.reminders if each not in going)
    return context.with_plan(reminders=kept, unwanted=(*context.recovery.unwanted, *(each.token for each in going)))


def pending(context: Context[Event]) -> Agenda:
    """Return what was agreed on and is not set, as far as nothing stands against it by now."""
    return schedule.except_for(schedule.still_planned(context.recovery, context.now), context.recovery.reminders)


def prompt_times(context: Context[Event], reminders: tuple[Reminder, ...]) -> Say:
    """Return the words that tell when the prompts among these ring; there is at least one."""
    ahead = {each.purpose: each.at - context.now for each in reminders if each.purpose in PROMPTS}
    what, none = "both" if len(ahead) > 1 else next(iter(ahead)), timedelta(0)
    waits = {"easing": ahead.get(Purpose.EASING, none), "half": ahead.get(Purpose.HALF_WAY, none)}
    return Say("prompts-set", {"what": what, **waits})


# --- permission -------------------------------------------------------------------------------


def _request_permission(context: Context[Event]) -> Turn:
    """Have Amazon ask for the permission, at most once an hour and not for a week after a refusal."""
    now, prompted = context.now, context.recovery.reminders_prompted_at
    if context.session.timers_prompted:
        return context.turn()  # One question a turn: once the one for timers is answered, this is tried again.
    if may_request(prompted, context.recovery.reminders_denied_at, now):
        asking = context.with_plan(reminders_prompted_at=now)
        return asking.turn(Say("reminders-permission"), AskConsent(e.Permission.REMINDERS))
    return not_allowed(context)


def not_allowed(context: Context[Event]) -> Turn:
    """Say that reminders are not allowed, where to allow them, and what comes first of those planned; do not ask."""
    return _not_set(context, "reminders-denied", prompts="prompts-denied", none="reminders-nothing")


def _not_set(context: Context[Event], plan: str, *acts: Act, prompts: str, none: str) -> Turn:
    """Drop what was planned; of the three phrases tell the one that fits what it was."""
    planned = context.recovery.planned
    dropped = context.with_plan(planned=(), prompts=False)
    if not planned:
        return dropped.turn(Say(none), *acts)
    if planned[0].purpose in PROMPTS:
        return dropped.turn(Say(prompts), *acts)
    return dropped.turn(_instead(context, plan), *acts)


def reminder_consent(context: Context[e.ConsentAnswered]) -> Turn:
    """Set in this very turn what was agreed on, or go on without it."""
    answer = context.event
    if answer.consent is e.Consent.ACCEPTED:
        permitted = context.with_plan(reminders_denied_at=None, planned=pending(context))
        planned = permitted.recovery.planned
        return permitted.turn(SetReminders(planned)) if planned else permitted.say("reminders-kept")
    if answer.consent is e.Consent.DENIED:
        context = context.with_plan(reminders_denied_at=context.now)
    card = () if answer.card_thrown else (ShowConsentCard(e.Permission.REMINDERS),)
    where = () if answer.consent is e.Consent.FAILED else (Say("reminders-card"), *card)
    return _not_set(context, "reminders-by-voice", *where, prompts="prompts-cannot", none="reminders-without")


def permissions_changed(context: Context[e.PermissionsChanged]) -> Turn:
    """Believe what was changed in the app; without a permission, what it was for cannot be managed any more.

    A permission that is missing counts as refused only if it was ever requested or used: Amazon tells every change
    with all that is given, also of permissions that were never asked for.
    """
    recovery, granted = context.recovery, context.event.granted
    if e.Permission.TIMERS in granted:
        context = context.with_plan(denied_at=None)
    elif recovery.consent_asked_at or recovery.timer or recovery.denied_at:
        context = context.with_plan(denied_at=context.now)
    if e.Permission.REMINDERS in granted:
        return context.with_plan(reminders_denied_at=None).turn()
    if recovery.reminders_prompted_at or recovery.reminders or recovery.reminders_denied_at:
        context = context.with_plan(reminders_denied_at=context.now)
    # Those that are set still ring: a user who asks for them hears that only the app can delete them.
    return context.with_plan(planned=()).turn()


# --- what Alexa has ---------------------------------------------------------------------------


def reminders_left(context: Context[e.RemindersLeft]) -> Turn:
    """Say that some may still ring; they are tried again at the next visit, unless everything was forgotten."""
    if context.recovery.is_blank:
        return context.say("reminders-in-app")
    tokens = tuple(dict.fromkeys((*context.recovery.unwanted, *context.event.tokens)))
    is_hopeless = context.recovery.reminders_denied_at is not None
    return context.with_plan(unwanted=tokens).say("reminders-in-app" if is_hopeless else "reminders-left")


def reminders_seen(context: Context[e.RemindersSeen]) -> Turn:
    """Believe Alexa: what was deleted or moved in the app, and what is not in the store, as after a crash."""
    if context.event.live is None:
        # When all was forgotten there is no later visit to look again.
        return context.say("reminders-in-app") if context.recovery.is_blank else context.turn()
    recovery, live = context.recovery, context.event.live
    ahead = [each for each in recovery.reminders if each.at > context.now]
    there = [(each, live[each.token]) for each in ahead if each.token in live]
    ours = tuple(replace(each, at=at) if abs(at - each.at) >= MOVED_BY else each for each, at in there)
    strangers = tuple(token for token in live if token not in {each.token for each in recovery.reminders})
    # What may be read may be set: the permission is there.
    known = context.with_plan(reminders=ours, unwanted=(), reminders_denied_at=None)
    if len(ours) < len(ahead):
        known = known.with_session(reminders_lost=True)
    return known.turn(CancelReminders(strangers)) if strangers else known.turn()


def zone_changed(context: Context[e.ZoneChanged]) -> Turn:
    """Have the reminders follow a trip, at the same times by the clock there; past the following day they go."""
    recovery, now = context.recovery, context.now
    before, are_set = replace(recovery, zone=context.event.before), schedule.of_plan(recovery.reminders)
    clocks = [(each.purpose, before.local(each.at)) for each in are_set]
    moved = tuple(Planned(what, recovery.moment(clock.date(), clock.time())) for what, clock in clocks)
    ahead = (each for each in schedule.still_planned(replace(recovery, planned=moved), now) if each.at > now)
    last = context.today + schedule.DAY
    known = context.with_plan(planned=tuple(each for each in ahead if recovery.local(each.at).date() <= last))
    if missing := pending(known):
        return known.turn(SetReminders(missing))
    return settle(known, ()) if are_set else context.turn()


# --- cleanup, around every answer -------------------------------------------------------------


def without_past(recovery: Recovery, now: datetime) -> Recovery:
    """Return it without the reminders that have rung, and without offers whose time has passed."""
    return replace(
        recovery,
        reminders=tuple(each for each in recovery.reminders if each.at > now),
        planned=tuple(each for each in recovery.planned if each.at > now),
    )


def cleanup(known: Recovery, turn: Turn, context: Context[Event]) -> Turn:
    """Return the turn, outdated reminders cancelled, and the prompts set that a changed icing needs."""
    if isinstance(context.event, NOT_CLEANED_UP_AFTER):
        return turn
    return _with_prompts(known, _cancelled(known, turn, context), context.now)


def _cancelled(known: Recovery, turn: Turn, context: Context[Event]) -> Turn:
    """Cancel what is outdated or has just become unwanted; what could not be cancelled, once a visit."""
    recovery = turn.recovery
    gone = schedule.outdated(recovery, context.now)
    # Without the permission it would fail at every visit.
    may_try = recovery.reminders_denied_at is None and not isinstance(context.event, e.WorldEvent)
    is_visit = may_try and not context.session.said
    tokens = tuple(token for token in recovery.unwanted if is_visit or token not in known.unwanted)
    going = (*tokens, *(each.token for each in gone))
    if not going:
        return turn
    is_early = recovery.countdown is not None and any(each.purpose is Purpose.ICE for each in gone)
    left = replace(
        recovery,
        # An icing that came too close to the next reminder may be followed by an offer of other times.
        offered_on=None if is_early else recovery.offered_on,
        reminders=tuple(each for each in recovery.reminders if each not in gone),
        unwanted=tuple(token for token in recovery.unwanted if token not in tokens),
    )
    is_off = recovery.ice_held_until is None and any(schedule.is_on_ice(recovery, each, context.now) for each in gone)
    said = (Say("walk-reminder-off"),) if is_off and recovery.phase in (Phase.ICING, Phase.RESTING) else ()
    return replace(turn, recovery=left, acts=(*concat(turn.acts, said), CancelReminders(going)))


def _with_prompts(known: Recovery, turn: Turn, now: datetime) -> Turn:
    """Set the prompts that the icing needs now; those it no longer needs are outdated."""
    recovery = turn.recovery
    if not recovery.prompts or known.countdown == recovery.countdown:
        return turn
    if missing := schedule.except_for(schedule.prompts_ahead(recovery, now), recovery.reminders):
        return replace(turn, recovery=replace(recovery, planned=missing), acts=(*turn.acts, SetReminders(missing)))
    return turn
