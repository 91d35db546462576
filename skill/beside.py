"""What an answer says besides: of the household's other plans, and of a trip."""

from collections.abc import Mapping
from datetime import datetime

from skill.household import OVER, SIGNS
from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine import events as e
from skill.routine.acts import Forget, Say, has
from skill.routine.advance import joined
from skill.routine.events import Event
from skill.routine.recovery import Phase, Recovery, Turn
from skill.routine.schedule import is_day

NAMED = (
    e.Opened,
    e.RemindersListAsked,
    e.RemindersChanged,
    e.RemindersCancelled,
    e.KnownAsked,
    e.ForgetAsked,
    e.StartOverAsked,
)
"""What a recognised person could take to be about a plan of their own."""

FAILURES = ("timer-unreachable", "reminders-left")
"""What is worth hearing of a plan that was ended along with another one."""


def with_words(turn: Turn, added: tuple[str, ...], heard: str, person: str, event: Event, known: Recovery) -> Turn:
    """Return the turn with what is said besides; the household's plan is named to whoever has none of their own.

    Args:
        turn: the answer.
        added: the keys of what follows it; a question still comes last.
        heard: the person who was recognised; empty when nobody was.
        person: whose recovery it is.
        event: what was heard.
        known: what was kept before.
    """
    is_shared = bool(heard) and person == HOUSEHOLD and isinstance(event, NAMED) and not known.is_blank
    if not is_shared and not added:
        return turn
    before = (Say("household-plan"),) if is_shared else ()
    acts = joined((*before, *turn.acts), tuple(Say(key) for key in added))
    return Turn(turn.recovery, turn.session, acts)


def is_begun(kept: Record, turn: Turn) -> bool:
    """Return whether a plan began with this turn."""
    return kept.recovery.phase in OVER and turn.recovery.phase not in OVER


def of_plans(household: Mapping[str, Record], heard: str, person: str, turn: Turn) -> tuple[str, ...]:
    """Return what is to be said of other plans: that one's own begins, or that another one stays."""
    if has(turn.acts, Forget):
        others = {name for name, kept in household.items() if name != person and not kept.recovery.is_blank}
        if HOUSEHOLD in others:
            return ("household-plan-stays",)
        return ("another-plan-stays",) if others and not heard else ()
    if person == HOUSEHOLD or turn.recovery.phase is not Phase.SCREENING:
        return ()
    shared = household.get(HOUSEHOLD, EMPTY).recovery.phase
    return ("own-plan",) if is_begun(household.get(person, EMPTY), turn) and shared not in OVER else ()


def of_trip(before: Recovery, known: Recovery, event: Event, now: datetime) -> tuple[str, ...]:
    """Return what is to be said when reminders would ring at night in the zone that is new (S9)."""
    if before.zone in (None, known.zone) or isinstance(event, SIGNS):
        return ()
    ahead = [each for each in known.reminders if each.at > now]
    return () if all(is_day(known.local(each.at)) for each in ahead) else ("zone-changed",)
