"""The offer of reminders: when it is made unasked, and how it stays open until it is answered."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question
from skill.routine.alerts import pending
from skill.routine.context import Context, Rule
from skill.routine.events import Day, TimerSet
from skill.routine.plan import ICE_DAYS, LATE_OUT
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import Planned, Purpose
from skill.routine.schedule import is_among, is_denied, of_plan, only_on, plan

NOTHING = timedelta(0)
OUTING_TAKES = timedelta(minutes=40)
"""Nobody who was just sent walking or jogging is back earlier, and ready for ice."""
HARDLY_LATER = timedelta(hours=1)
"""A reminder that is set and comes at most this much later than it could is left as it is."""


def offered(context: Context, busy: timedelta = NOTHING) -> Context | None:
    """Return the context that offers reminders; ``None`` when none are, or when they are refused.

    Unasked it is after ice, and on the following day already before: once a day, once more when this icing has taken
    the place of one that was reminded of, and once more when only the following day is left to remind of.

    Args:
        context: after the icing, or whatever was said.
        busy: how long they are busy with something else.
    """
    recovery = context.recovery
    if is_open(context):
        return context
    if not (_is_just_out(context) or _is_the_day_after(context)) or is_denied(recovery, context.now):
        return None
    planned = plan(recovery, context.now + busy)
    if recovery.offered_on == context.today and not _is_for_tomorrow(context, planned):
        return None
    if all(is_among(each, recovery.reminders) for each in planned) or _is_set_soon(context, planned):
        return None
    return context.with_plan(planned=planned, offered_on=context.today)


def is_open(context: Context) -> bool:
    """Return whether the offer has just been made and is not answered."""
    return context.session.asked is Question.REMIND and bool(pending(context))


def _is_just_out(context: Context) -> bool:
    recovery = context.recovery
    just_out = recovery.out_at is not None and context.now - recovery.out_at <= LATE_OUT
    return recovery.phase is Phase.RESTING and just_out and not context.is_held(recovery.ice_held_until)


def _is_the_day_after(context: Context) -> bool:
    """Return whether it is the following day, by day, and nobody is reminded of its ice yet."""
    recovery = context.recovery
    resting = recovery.phase in (Phase.RESTING, Phase.WALKING) and context.by_day(context.now)
    held = context.is_held(recovery.ice_held_until)
    return resting and recovery.ice_day(context.now) == ICE_DAYS and not held and not has_ice(context)


def _is_for_tomorrow(context: Context, planned: tuple[Planned, ...]) -> bool:
    """Return whether who has agreed to reminders has only those of the following day left."""
    is_tomorrow = len(only_on(context.recovery, planned, Day.TOMORROW, context.now)) == len(planned)
    return is_tomorrow and bool(of_plan(context.recovery.reminders))


def _is_set_soon(context: Context, planned: tuple[Planned, ...]) -> bool:
    """Return whether a reminder of ice that is set comes hardly later than the plan has it."""
    ice = [each.at for each in planned if each.purpose is Purpose.ICE]
    is_set = [each.at for each in context.recovery.reminders if each.purpose is Purpose.ICE]
    return bool(ice and is_set) and min(is_set) - min(ice) <= HARDLY_LATER


def has_ice(context: Context) -> bool:
    """Return whether a reminder of ice is set."""
    return any(each.purpose is Purpose.ICE for each in context.recovery.reminders)


def after_outing(rule: Rule) -> Rule:
    """Return the rule which, once it sends them off, offers to remind of the ice of that day."""

    def offering(context: Context) -> Turn:
        turn = rule(context)
        is_off = turn.recovery.moved_on != context.recovery.moved_on and turn.recovery.countdown is None
        return _offering(turn, context, OUTING_TAKES) if is_off else turn

    return offering


def on_a_walk(rule: Rule) -> Rule:
    """Return the rule about the timer, or the end, of a walk, with that offer."""
    return lambda context: _offering(
        rule(context), context, OUTING_TAKES if isinstance(context.event, TimerSet) else NOTHING
    )


def _offering(turn: Turn, context: Context, busy: timedelta) -> Turn:
    if turn.then is not None or turn.asked:
        return turn
    offer = offered(replace(context, recovery=turn.recovery), busy)
    return turn if offer is None else replace(offer.ask(Question.REMIND, *turn.acts), session=turn.session)


def kept_open(rule: Rule) -> Rule:
    """Return the rule after which the offer is put again that it leaves without an answer."""

    def put_again(context: Context) -> Turn:
        turn = rule(context)
        is_aside = turn.then is None and not turn.asked and turn.recovery.phase is Phase.RESTING
        return context.aside(turn) if is_aside and is_open(context) else turn

    return put_again
