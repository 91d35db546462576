"""Around every answer: reminders that have rung are dropped, those that no longer make sense are cancelled."""

from dataclasses import replace
from datetime import datetime

from skill.routine.acts import CancelReminders
from skill.routine.coaching import renewed
from skill.routine.context import Context
from skill.routine.events import (
    ConsentAnswered,
    PermissionsChanged,
    RemindersLeft,
    RemindersSeen,
    RemindersSet,
    TimerLost,
    TimerRefused,
    TimerSeen,
    TimerSet,
)
from skill.routine.recovery import Recovery, Turn, changed
from skill.routine.reminder import Purpose
from skill.routine.schedule import outdated

OF_THE_WORLD = (
    ConsentAnswered,
    PermissionsChanged,
    RemindersLeft,
    RemindersSeen,
    RemindersSet,
    TimerLost,
    TimerRefused,
    TimerSeen,
    TimerSet,
)
"""What nobody said: the world answers, or tells."""

UNHEEDED = (RemindersLeft, PermissionsChanged)
"""After these nothing is cancelled: it was just tried, or nobody does what is wanted."""


def tidied(known: Recovery, turn: Turn, context: Context) -> Turn:
    """Return the turn with its reminders brought up to date.

    Args:
        known: what was known before.
        turn: the answer so far.
        context: what was heard, and when.
    """
    recovery = turn.recovery
    if not (recovery.reminders or recovery.planned or recovery.unwanted or recovery.check_ins):
        return turn
    if isinstance(context.event, UNHEEDED):
        return turn
    return renewed(known, _cancelled(known, turn, context), context)


def without_past(recovery: Recovery, now: datetime) -> Recovery:
    """Return it without the reminders that have rung, and without offers whose time has passed."""
    if not (recovery.reminders or recovery.planned):
        return recovery
    return changed(
        recovery,
        reminders=tuple(each for each in recovery.reminders if each.at > now),
        planned=tuple(each for each in recovery.planned if each.at > now),
    )


def _cancelled(known: Recovery, turn: Turn, context: Context) -> Turn:
    """Cancel what is outdated or has just become unwanted; what could not be cancelled, once a visit."""
    recovery = turn.recovery
    gone = outdated(recovery, context.now)
    # Without the permission it would fail at every visit.
    may_try = recovery.reminders_denied_at is None and not isinstance(context.event, OF_THE_WORLD)
    is_visit = may_try and not context.session.said
    tokens = tuple(token for token in recovery.unwanted if is_visit or token not in known.unwanted)
    going = (*tokens, *(each.token for each in gone))
    if not going:
        return turn
    is_early = recovery.countdown is not None and any(each.purpose is Purpose.ICE for each in gone)
    left = changed(
        recovery,
        # An icing that came too close to the next reminder may be followed by an offer of other times.
        offered_on=None if is_early else recovery.offered_on,
        reminders=tuple(each for each in recovery.reminders if each not in gone),
        unwanted=tuple(token for token in recovery.unwanted if token not in tokens),
    )
    return replace(turn, recovery=left, acts=(*turn.acts, CancelReminders(going)))
