"""What follows an icing: dry, warm, massage in an hour, ice again in two, and the offer to remind of it (S9, S10)."""

from skill.routine.acts import Act, Question, Say
from skill.routine.context import Context
from skill.routine.events import Event
from skill.routine.plan import ICE_DAYS
from skill.routine.recovery import Turn
from skill.routine.reminder import Purpose
from skill.routine.reminders import offered
from skill.routine.schedule import earliest_ice, next_ice, next_massage


def ice_ended(context: Context[Event], said: Say, *acts: Act) -> Turn:
    """Tell what comes after an icing, and once a day offer to remind of it, which tells the times of the ice."""
    offering = offered(context)
    if offering is None:
        return context.turn(said, *_after_ice(context), *acts)
    named = any(each.purpose is Purpose.ICE for each in offering.recovery.planned)
    return offering.ask(Question.REMIND, said, *(before_ice(context) if named else _after_ice(context)), *acts)


def _after_ice(context: Context[Event]) -> tuple[Say, ...]:
    """Return what comes after an icing: dry, warm, massage in an hour, ice again in two (S9, S10)."""
    return (*before_ice(context), *ice_again(context))


def before_ice(context: Context[Event]) -> tuple[Say, ...]:
    """Return what comes between two icings (S10)."""
    recovery = context.recovery
    warm = next_massage(recovery, context.now)
    if warm is None:
        return (Say("dry-off"),)
    return Say("dry-off"), Say("massage-in", {"wait": warm - context.now})


def ice_again(context: Context[Event]) -> tuple[Say, ...]:
    """Return when the ice is due again (S9), and when a reminder of it rings."""
    recovery = context.recovery
    if context.is_held(recovery.ice_held_until):
        return ()
    due, following = max(recovery.next_icing_at() or context.now, context.now), next_ice(recovery, context.now)
    if following is None:
        return (Say("ice-over" if recovery.ice_day(context.now) > ICE_DAYS else "ice-done"),)
    if following > due:
        return (Say("ice-in-morning"),)
    return (Say("ice-in", {"wait": due - context.now}), *reminded(context))


def reminded(context: Context[Event]) -> tuple[Say, ...]:
    """Return when the next reminder of ice rings; nothing when none is set that makes sense."""
    recovery, now = context.recovery, context.now
    due = earliest_ice(recovery, now) or now
    ahead = sorted(each.at for each in recovery.reminders if each.purpose is Purpose.ICE and each.at >= max(due, now))
    return (Say("reminder-next", {"ice": (recovery.local(ahead[0]),)}),) if ahead else ()
