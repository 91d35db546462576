"""Notices: what an answer adds about other plans of the household, and about a trip."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from skill.people import DANGER_SIGNS
from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine import events as e
from skill.routine.acts import Forget, Say
from skill.routine.advance import concat
from skill.routine.events import Event
from skill.routine.recovery import NOT_UNDER_WAY, Phase, Recovery, Turn
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
"""What a recognised user could take to be about a plan of their own."""

FAILURES = ("timer-unreachable", "reminders-left")
"""What is said of a plan that was ended along with another one."""


def with_notices(
    turn: Turn,
    household: Mapping[str, Record],
    voice: str,
    person: str,
    event: Event,
    known: Recovery,
    failures: Iterable[str],
    now: datetime,
) -> Turn:
    """Return the turn with its notices; a question still comes last.

    Args:
        turn: the answer.
        household: the records before, by person.
        voice: the person who was recognised; empty when none was.
        person: whose plan it is.
        event: what was heard.
        known: the plan before, in the zone that holds now.
        failures: the keys of what failed for other plans.
        now: aware, UTC.
    """
    is_shared = bool(voice) and person == HOUSEHOLD and isinstance(event, NAMED) and not known.is_blank
    before = (Say("household-plan"),) if is_shared else ()
    trip = _of_trip(household.get(person, EMPTY).recovery, known, event, now)
    keys = (*dict.fromkeys(failures), *trip, *_of_plans(household, voice, person, turn))
    if not before and not keys:
        return turn
    acts = concat((*before, *turn.acts), tuple(Say(key) for key in keys))
    return Turn(turn.recovery, turn.session, acts)


def failures_of(turn: Turn) -> tuple[str, ...]:
    """Return the keys of what failed."""
    return tuple(act.key for act in turn.acts if isinstance(act, Say) and act.key in FAILURES)


def _of_plans(household: Mapping[str, Record], voice: str, person: str, turn: Turn) -> tuple[str, ...]:
    """Return the keys about other plans: that a user gets one of their own, or that another one stays."""
    under_way = {name for name, record in household.items() if record.recovery.phase not in NOT_UNDER_WAY}
    if Forget() in turn.acts:
        others = {name for name, record in household.items() if name != person and not record.recovery.is_blank}
        if HOUSEHOLD in others:
            return ("household-plan-stays",)
        return ("another-plan-stays",) if others and not voice else ()
    begins = turn.recovery.phase is Phase.SCREENING and person not in under_way
    return ("own-plan",) if begins and person != HOUSEHOLD and HOUSEHOLD in under_way else ()


def _of_trip(before: Recovery, known: Recovery, event: Event, now: datetime) -> tuple[str, ...]:
    """Return the key that reminders would ring at night in a new zone (S9)."""
    if before.zone in (None, known.zone) or isinstance(event, DANGER_SIGNS):
        return ()
    ahead = [each for each in known.reminders if each.at > now]
    return () if all(is_day(known.local(each.at)) for each in ahead) else ("zone-changed",)
