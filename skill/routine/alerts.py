"""What became of reminders: set, refused, permitted, deleted in the app, or out of reach."""

from datetime import timedelta

from skill.routine import coaching
from skill.routine.acts import Act, AskConsent, CancelReminders, Say, SetReminders, ShowConsentCard
from skill.routine.context import Context
from skill.routine.events import (
    Consent,
    ConsentAnswered,
    Permission,
    PermissionsChanged,
    Refusal,
    RemindersLeft,
    RemindersSeen,
    RemindersSet,
)
from skill.routine.plan import REWARM
from skill.routine.recovery import Turn
from skill.routine.reminder import CHECK_INS, LiveReminder, Planned, Reminder
from skill.routine.schedule import is_among, is_denied, is_outdated, of_plan, told

MOVED = timedelta(minutes=1)
"""A reminder that differs this much from what was set was moved in the app."""

STILL_RINGING = ("reminders-left", "reminders-in-app")
BELIED = ("reminders-cancelled", "reminders-none")
"""What is said of reminders that are gone; that some are not is heard of only after it was chosen."""


def reminders_set(context: Context) -> Turn:
    """Confirm what is set with its times, or say honestly what is not."""
    assert isinstance(context.event, RemindersSet)
    made, refusal = context.event.reminders, context.event.refusal
    if refusal is Refusal.PERMISSION and not made:
        return _ask_consent(context)
    if made:
        context = context.with_plan(reminders_denied_at=None)
    purposes = {each.purpose for each in made} | {each.purpose for each in context.recovery.planned}
    if not purposes.isdisjoint(CHECK_INS):
        return coaching.answered(context, made, refusal)
    if refusal is None:
        return settle(context, made)
    if made:
        known = context.with_plan(planned=(), reminders=(*context.recovery.reminders, *made))
        return known.say("reminders-some", **told(known.recovery, of_plan(known.recovery.reminders)))
    first = told(context.recovery, context.recovery.planned[:1])
    key = "reminders-unreachable" if refusal is Refusal.UNREACHABLE else "reminders-cannot"
    return context.with_plan(planned=()).say(key, **first)


def settle(context: Context, made: tuple[Reminder, ...]) -> Turn:
    """Keep what was agreed on, and no other reminder of the plan."""
    recovery = context.recovery
    going = tuple(each for each in of_plan(recovery.reminders) if not is_among(each, recovery.planned))
    known = without(context, going).with_plan(planned=())
    known = known.with_plan(reminders=(*known.recovery.reminders, *made))
    return known.say("reminders-set", **told(known.recovery, of_plan(known.recovery.reminders)))


def without(context: Context, going: tuple[Reminder, ...]) -> Context:
    """Return the context with these to be cancelled."""
    kept = tuple(each for each in context.recovery.reminders if each not in going)
    return context.with_plan(reminders=kept, unwanted=(*context.recovery.unwanted, *(each.token for each in going)))


def pending(context: Context) -> tuple[Planned, ...]:
    """Return what was agreed on and is not set, as far as nothing stands against it by now."""
    recovery, now = context.recovery, context.now
    return tuple(
        each
        for each in recovery.planned
        if each.at > now and not is_outdated(recovery, each, now) and not is_among(each, recovery.reminders)
    )


# --- permission -------------------------------------------------------------------------------


def _ask_consent(context: Context) -> Turn:
    """Have Amazon ask for the permission, at most once an hour and not for a week after a refusal."""
    now, prompted = context.now, context.recovery.reminders_prompted_at
    if context.session.timers_prompted:
        return context.turn()  # One question a turn: once the one for timers is answered, this is tried again.
    if (prompted is None or now - prompted >= REWARM) and not is_denied(context.recovery, now):
        asking = context.with_plan(reminders_prompted_at=now)
        return asking.turn(Say("reminders-permission"), AskConsent(Permission.REMINDERS))
    return denied(context, context.recovery.planned)


def denied(context: Context, planned: tuple[Planned, ...]) -> Turn:
    """Say that reminders are not allowed, where to allow them, and what comes first of these; without asking."""
    known = context.with_plan(planned=(), check_ins=False)
    if not planned:
        return known.say("reminders-nothing")
    if planned[0].purpose in CHECK_INS:
        return known.say("check-ins-denied")
    return known.say("reminders-denied", **told(context.recovery, planned[:1]))


def _by_voice(context: Context, *acts: Act) -> Turn:
    planned = context.recovery.planned
    known = context.with_plan(planned=(), check_ins=False)
    if not planned:
        return known.turn(Say("reminders-without"), *acts)
    if planned[0].purpose in CHECK_INS:
        return known.turn(Say("check-ins-cannot"), *acts)
    return known.turn(Say("reminders-by-voice", told(context.recovery, planned[:1])), *acts)


def consent_answered(context: Context) -> Turn:
    """Set in this very turn what was agreed on, or go on without it."""
    assert isinstance(context.event, ConsentAnswered)
    answer = context.event
    if answer.consent is Consent.ACCEPTED:
        permitted = context.with_plan(reminders_denied_at=None, planned=pending(context))
        planned = permitted.recovery.planned
        return permitted.turn(SetReminders(planned)) if planned else permitted.say("reminders-kept")
    if answer.consent is Consent.DENIED:
        context = context.with_plan(reminders_denied_at=context.now)
    if answer.consent is Consent.FAILED:
        return _by_voice(context)
    card = () if answer.card_thrown else (ShowConsentCard(Permission.REMINDERS),)
    return _by_voice(context, Say("reminders-card"), *card)


def permissions_changed(context: Context) -> Turn:
    """Believe what was changed in the app; without a permission, what it was for cannot be managed any more.

    A permission that is missing counts as refused only if it was ever requested or used: Amazon tells every change
    with all that is given, and nobody has refused what they were never asked for.
    """
    assert isinstance(context.event, PermissionsChanged)
    recovery, granted = context.recovery, context.event.granted
    if Permission.TIMERS in granted:
        context = context.with_plan(denied_at=None)
    elif recovery.consent_asked_at or recovery.timer or recovery.denied_at:
        context = context.with_plan(denied_at=context.now)
    if Permission.REMINDERS in granted:
        return context.with_plan(reminders_denied_at=None).turn()
    if recovery.reminders_prompted_at or recovery.reminders or recovery.reminders_denied_at:
        context = context.with_plan(reminders_denied_at=context.now)
    # Those that are set still ring: whoever asks for them hears that only the app can delete them.
    return context.with_plan(planned=()).turn()


# --- what Alexa has ---------------------------------------------------------------------------


def left(context: Context) -> Turn:
    """Say that some may still ring; they are tried again at the next visit, unless everything was forgotten."""
    assert isinstance(context.event, RemindersLeft)
    if context.recovery.is_blank:
        return context.say("reminders-in-app")
    tokens = tuple(dict.fromkeys((*context.recovery.unwanted, *context.event.tokens)))
    is_hopeless = context.recovery.reminders_denied_at is not None
    return context.with_plan(unwanted=tokens).say("reminders-in-app" if is_hopeless else "reminders-left")


def still_true(said: tuple[Act, ...], failure: Act) -> tuple[Act, ...]:
    """Return what was said without the words that this failure belies."""
    if not (isinstance(failure, Say) and failure.key in STILL_RINGING):
        return said
    return tuple(act for act in said if not (isinstance(act, Say) and act.key in BELIED))


def seen(context: Context) -> Turn:
    """Believe Alexa: what was deleted or moved in the app, and what nobody wrote down, as after a crash."""
    assert isinstance(context.event, RemindersSeen)
    if context.event.live is None:
        # When all was forgotten nobody comes back to look again.
        return context.say("reminders-in-app") if context.recovery.is_blank else context.turn()
    recovery, live = context.recovery, {each.token: each for each in context.event.live}
    ahead = [each for each in recovery.reminders if each.at > context.now]
    ours = tuple(_as_it_is(each, live[each.token]) for each in ahead if each.token in live)
    strangers = tuple(token for token in live if token not in {each.token for each in recovery.reminders})
    known = context.with_plan(reminders=ours, unwanted=(), reminders_denied_at=None)  # who may read them may set them
    if len(ours) < len(ahead):
        known = known.with_session(reminders_lost=True)
    return known.turn(CancelReminders(strangers)) if strangers else known.turn()


def _as_it_is(ours: Reminder, live: LiveReminder) -> Reminder:
    return Reminder(ours.purpose, live.at, ours.token) if abs(live.at - ours.at) >= MOVED else ours
