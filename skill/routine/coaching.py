"""Check-ins during an icing ("coach me through it"): reminders at about two minutes and half way."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question, Say, SetReminders
from skill.routine.context import Context
from skill.routine.events import NextIcingAsked, Refusal, SorenessReported
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Turn, changed
from skill.routine.reminder import CHECK_INS, Purpose, Reminder
from skill.routine.schedule import check_ins, is_among, is_denied
from skill.routine.screening import new_plan

SOON = timedelta(minutes=10)
"""Whoever asks in the night gets no check-ins, nor who asks this shortly before it (S9)."""


def ask_first(context: Context) -> Turn:
    """Remember it for the icing to come, behind the safety questions."""
    said = (Say("check-ins-denied"),) if is_denied(context.recovery, context.now) else ()
    return new_plan(context).with_plan(check_ins=not said).then(SorenessReported(), *said)


def before(context: Context) -> Turn:
    """Remember it for the icing to come."""
    if context.is_held(context.recovery.ice_held_until):
        return context.say("ice-held")
    if not context.by_day(context.now + SOON):
        return context.say("check-ins-night")
    wanted, said = _noted(context)
    if context.recovery.phase is Phase.READY:
        return wanted.ask(Question.FOOT_IN, said)
    return wanted.then(NextIcingAsked(), said)


def _noted(context: Context) -> tuple[Context, Say]:
    """Return the context in which they are coming, and the words; both without them where reminders are refused."""
    if is_denied(context.recovery, context.now):
        return context, Say("check-ins-denied")
    return context.with_plan(check_ins=True), Say("check-ins-noted")


def during(context: Context) -> Turn:
    """Set them for what is left of the icing; `answered` says so."""
    if context.countdown.step is Step.MOVE:
        return context.say("check-ins-walk")
    if context.recovery.phase is Phase.PAUSED:
        wanted, said = _noted(context)
        return wanted.ask(Question.RESUME, said)
    ahead = check_ins(context.recovery, context.now)
    if not ahead:
        return context.say("check-ins-late" if context.by_day(context.now + SOON) else "check-ins-night")
    if all(is_among(each, context.recovery.reminders) for each in ahead):
        return context.turn(when(context, context.recovery.reminders))
    missing = tuple(each for each in ahead if not is_among(each, context.recovery.reminders))
    return context.with_plan(check_ins=True, planned=missing).turn(SetReminders(missing))


def renewed(known: Recovery, turn: Turn, context: Context) -> Turn:
    """Return the turn with the check-ins that its icing needs set; those it no longer needs are outdated anyway.

    Args:
        known: what was known before.
        turn: the answer so far.
        context: with the time.
    """
    recovery = turn.recovery
    if not recovery.check_ins or known.countdown == recovery.countdown:
        return turn
    missing = tuple(each for each in check_ins(recovery, context.now) if not is_among(each, recovery.reminders))
    if not missing:
        return turn
    return replace(turn, recovery=changed(recovery, planned=missing), acts=(*turn.acts, SetReminders(missing)))


def answered(context: Context, made: tuple[Reminder, ...], refusal: Refusal | None) -> Turn:
    """Tell when the coach checks in, or that it cannot."""
    known = context.with_plan(planned=(), reminders=(*context.recovery.reminders, *made))
    if not made:
        key = "check-ins-unreachable" if refusal is Refusal.UNREACHABLE else "check-ins-cannot"
        return known.with_plan(check_ins=False).say(key)
    return known.turn(when(known, made))


def when(context: Context, reminders: tuple[Reminder, ...]) -> Say:
    """Return the words that tell when the check-ins among these ring; there is at least one."""
    ahead = {each.purpose: each.at - context.now for each in reminders if each.purpose in CHECK_INS}
    what = "both" if len(ahead) > 1 else next(iter(ahead))
    minutes = {purpose: max(round(wait / timedelta(minutes=1)), 1) for purpose, wait in ahead.items()}
    return Say(
        "check-ins-set",
        {"what": what, "easing": minutes.get(Purpose.EASING, 0), "half": minutes.get(Purpose.HALF_WAY, 0)},
    )
