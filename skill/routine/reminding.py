"""Reminders of the plan by voice: offered, asked for, changed, listed and cancelled."""

from dataclasses import replace

from skill.routine.acts import Act, Question, Say, SetReminders
from skill.routine.alerts import denied, pending, settle, without
from skill.routine.coaching import when
from skill.routine.context import Context, Rule
from skill.routine.events import Day, RemindersAsked, RemindersChanged, RemindersSkipped
from skill.routine.offering import has_ice, is_open
from skill.routine.plan import ICING_GAP
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import CHECK_INS, Planned, Purpose
from skill.routine.schedule import (
    against,
    is_among,
    is_denied,
    is_out_of_reach,
    is_outdated,
    matching,
    moment_of,
    not_on,
    of_plan,
    only_on,
    plan,
    plan_of_tomorrow,
    told,
)

# --- offered and asked for --------------------------------------------------------------------


def ask_for(context: Context) -> Turn:
    """Answer "remind me" with the times, as a question: consent is needed for each of them."""
    asked = context.event if isinstance(context.event, RemindersAsked) else RemindersAsked()
    is_plain = asked == RemindersAsked()
    if is_plain and is_open(context):
        return accept(context)
    if is_out_of_reach(context.recovery) or (is_plain and has_ice(context)):
        return list_(context)
    planned = plan(context.recovery, context.now, asked.every or ICING_GAP)
    if is_denied(context.recovery, context.now):
        return denied(context, planned)
    if asked.at is not None:
        return _at_a_time(context, planned, asked)
    if asked.day is Day.TOMORROW:
        return _tomorrow(context, plan_of_tomorrow(context.recovery, context.now, asked.every or ICING_GAP))
    return _propose(context, planned, *_too_often(context))


def _at_a_time(context: Context, planned: tuple[Planned, ...], asked: RemindersAsked) -> Turn:
    """Offer a time of their own beside what is set and far enough from it; or say why not, and offer the plan's."""
    recovery, now = context.recovery, context.now
    at = moment_of(recovery, asked.at, asked.day, now) if asked.at else None
    if at is None:
        return _propose(context, planned)
    wish = Planned(Purpose.ICE, at)
    if is_among(wish, recovery.reminders):
        return list_(context)
    if not is_among(wish, planned) and (why := against(recovery, at, now)):
        return _propose(context, planned, Say(why))
    beside = (each for each in _set(context) if each.purpose is not Purpose.ICE or abs(each.at - at) >= ICING_GAP)
    return _propose(context, tuple(sorted((wish, *beside), key=lambda each: each.at)))


def _tomorrow(context: Context, planned: tuple[Planned, ...]) -> Turn:
    """Offer those of the following day beside what is set for this one."""
    today = only_on(context.recovery, _set(context), Day.TODAY, context.now)
    return _propose(context, (*today, *planned), *_too_often(context)) if planned else _propose(context, ())


def _set(context: Context) -> tuple[Planned, ...]:
    return tuple(Planned(each.purpose, each.at) for each in of_plan(context.recovery.reminders))


def _propose(context: Context, planned: tuple[Planned, ...], *before: Act) -> Turn:
    if planned:
        return context.with_plan(planned=planned, offered_on=context.today).ask(Question.REMIND, *before)
    held = context.is_held(context.recovery.ice_held_until)
    return context.with_plan(planned=()).say("ice-held" if held else "reminders-nothing")


def _too_often(context: Context) -> tuple[Say, ...]:
    every = context.event.every if isinstance(context.event, RemindersAsked | RemindersChanged) else None
    return (Say("reminders-gap"),) if every is not None and every < ICING_GAP else ()


def accept(context: Context) -> Turn:
    """Set what was offered, as far as nothing stands against it by now."""
    missing = pending(context)
    if missing:
        return context.turn(SetReminders(missing))
    if any(is_among(each, context.recovery.reminders) for each in context.recovery.planned):
        return settle(context, ())
    return _propose(context, plan(context.recovery, context.now))


def decline(context: Context) -> Turn:
    """Take a "no": nothing is offered again today."""
    return context.with_plan(planned=(), offered_on=context.today).say("reminders-declined")


# --- changed ----------------------------------------------------------------------------------


def change(context: Context) -> Turn:
    """Change what is offered, or what is set: new times are asked for first, fewer need no question."""
    assert isinstance(context.event, RemindersChanged | RemindersSkipped)
    if is_out_of_reach(context.recovery):
        return list_(context)
    offer = _unanswered(context)
    current = offer or _set(context)
    if isinstance(context.event, RemindersChanged) and context.event.every is not None:
        return _respaced(context, current)
    kept = _fewer(context, current)
    if not kept and _wants_tomorrow(context) and (current or not context.recovery.reminders):
        return _only_tomorrow(context)
    if kept == current:
        return _not_there(context, current, bool(offer))
    if offer:
        return context.with_plan(planned=kept).ask(Question.REMIND) if kept else decline(context)
    known = without(context, tuple(each for each in of_plan(context.recovery.reminders) if not is_among(each, kept)))
    return known.say("reminders-set", **told(known.recovery, kept)) if kept else known.say("reminders-cancelled")


def _unanswered(context: Context) -> tuple[Planned, ...]:
    """Return what is on offer: until it is answered, whatever is said in between, or something else is set."""
    recovery = context.recovery
    is_on = context.session.asked is Question.REMIND or not of_plan(recovery.reminders)
    if recovery.phase is Phase.SCREENING or not is_on:
        return ()
    ahead = (each for each in recovery.planned if each.at > context.now and each.purpose not in CHECK_INS)
    return tuple(each for each in ahead if not is_outdated(recovery, each, context.now))


def _only_tomorrow(context: Context) -> Turn:
    """Offer what the plan has for the following day, where all that is set or on offer is of this one."""
    planned = only_on(context.recovery, plan(context.recovery, context.now), Day.TOMORROW, context.now)
    planned = planned or plan_of_tomorrow(context.recovery, context.now)
    return denied(context, planned) if is_denied(context.recovery, context.now) else _propose(context, planned)


def _wants_tomorrow(context: Context) -> bool:
    return (
        isinstance(context.event, RemindersChanged) and context.event.only is Day.TOMORROW and not context.event.without
    )


def _fewer(context: Context, current: tuple[Planned, ...]) -> tuple[Planned, ...]:
    if isinstance(context.event, RemindersSkipped):
        return not_on(context.recovery, current, context.event.day, context.now)
    assert isinstance(context.event, RemindersChanged)
    if context.event.without is not None:
        named = matching(context.recovery, current, context.event, context.now)
        return tuple(each for each in current if each not in named)
    return only_on(context.recovery, current, context.event.only, context.now) if context.event.only else current


def _respaced(context: Context, current: tuple[Planned, ...]) -> Turn:
    """Offer the icings at another gap; the outing stays as it was."""
    assert isinstance(context.event, RemindersChanged)
    spaced = plan(context.recovery, context.now, context.event.every or ICING_GAP)
    had_outing = not current or any(each.purpose is Purpose.MOVE for each in current)
    planned = tuple(each for each in spaced if each.purpose is Purpose.ICE or had_outing)
    if context.event.only:
        planned = only_on(context.recovery, planned, context.event.only, context.now)
    if is_denied(context.recovery, context.now):
        return denied(context, planned)
    if planned and planned == current and not is_open(context):
        return context.turn(*_too_often(context), Say("reminders-set", told(context.recovery, current)))
    return _propose(context, planned, *_too_often(context))


def _not_there(context: Context, current: tuple[Planned, ...], is_offer: bool) -> Turn:
    if not current:
        return _none(context)
    said: tuple[Say, ...] = ()
    if isinstance(context.event, RemindersSkipped):
        said = (Say("reminders-not-that-day"),) if context.event.day else ()
    elif isinstance(context.event, RemindersChanged) and context.event.without:
        said = (Say("reminders-not-then"),)
    if is_offer:
        return context.ask(Question.REMIND, *said)
    return context.turn(*said, Say("reminders-set", told(context.recovery, current)))


# --- listed and cancelled ---------------------------------------------------------------------


def list_(context: Context) -> Turn:
    """Tell which are set, and honestly when some were deleted in the app or are out of reach; or what is on offer."""
    if is_out_of_reach(context.recovery):
        return context.say("reminders-out-of-reach")
    reminders = of_plan(context.recovery.reminders)
    if is_open(context):
        return context.ask(Question.REMIND)
    if not reminders and (offer := _unanswered(context)):
        known, lost = lost_told(context)
        return known.with_plan(planned=offer).ask(Question.REMIND, *lost, Say("reminders-none"))
    if not reminders:
        return _none(context)
    known, lost = lost_told(context)
    return known.turn(*lost, Say("reminders-set", told(context.recovery, reminders)))


def lost_told(context: Context) -> tuple[Context, tuple[Say, ...]]:
    """Return the context in which it was said that reminders were deleted in the app, and the words; once."""
    if not context.session.reminders_lost:
        return context, ()
    return context.with_session(reminders_lost=False), (Say("reminders-deleted"),)


def _none(context: Context) -> Turn:
    known, lost = lost_told(context)
    ringing = context.recovery.reminders  # check-ins, which are of this icing alone
    return known.turn(*lost, when(context, ringing) if ringing else Say("reminders-none"))


def aside(rule: Rule) -> Rule:
    """Return the rule for whoever is in the middle of the safety check, which goes on after it."""
    return lambda context: context.aside(rule(context))


def honest(rule: Rule) -> Rule:
    """Return the rule which first tells that reminders were deleted in the app."""

    def told_first(context: Context) -> Turn:
        known, lost = lost_told(context)
        turn = rule(known)
        return replace(turn, acts=(*lost, *turn.acts)) if lost else turn

    return told_first


def fewer(context: Context) -> Turn:
    """Take some away; others are not planned before the safety check is through."""
    event = context.event
    is_more = isinstance(event, RemindersChanged) and (event.every is not None or _wants_tomorrow(context))
    return list_(context) if is_more or not of_plan(context.recovery.reminders) else change(context)


def cancel(context: Context) -> Turn:
    """Cancel all of them, check-ins too; nothing is offered again today."""
    if not context.recovery.reminders:
        if context.session.asked is Question.REMIND:
            return decline(context)
        return _none(context.with_plan(planned=(), check_ins=False, offered_on=context.today))
    known = context.with_plan(check_ins=False, offered_on=context.today)
    return without(known, context.recovery.reminders).with_plan(planned=()).say("reminders-cancelled")
