"""Whose recovery a turn is about, in a household where not everybody is recognised every time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from skill.ports import HOUSEHOLD, STRANGER, Kept
from skill.routine.events import Event, ForgetAsked, KnownAsked, SorenessReported
from skill.routine.recovery import Phase, Recovery

ABOUT_DATA = (KnownAsked, ForgetAsked)
"""What is about everything that is kept of somebody, and not only about what is under way."""

NEVER = datetime.max.replace(tzinfo=UTC)
"""When a time that stands still is up."""

OVER = (Phase.NEW, Phase.RECOVERED)
"""The phases in which nothing is under way."""


def whose(household: Mapping[str, Kept], heard: str, talking: str | None, event: Event) -> str:
    """Return the person whose recovery it is.

    A conversation stays with the one it began with, unless somebody else is recognised. Whoever is recognised has
    a recovery of their own; until it begins, the household's, which may well be theirs from a day when they were not
    recognised. Who is not recognised has the household's, or else the only one that is under way, or whose time is up
    first.

    Args:
        household: what is kept, by person.
        heard: the person who was recognised; empty when nobody was.
        talking: the person this conversation has been about; ``None`` at its start.
        event: what was heard.
    """
    if talking is not None and (heard in (HOUSEHOLD, talking) or talking == HOUSEHOLD):
        return talking
    if isinstance(event, ABOUT_DATA):
        kept = next((each for each in (heard, HOUSEHOLD) if each in household), None)
        return (heard or _only(household) or HOUSEHOLD) if kept is None else kept
    if heard:
        own = household.get(heard, STRANGER).recovery
        begins = isinstance(event, SorenessReported) or not _under_way(household, HOUSEHOLD)
        return heard if begins or not own.is_blank else HOUSEHOLD
    if _under_way(household, HOUSEHOLD):
        return HOUSEHOLD
    return _only(household) or HOUSEHOLD


def _only(household: Mapping[str, Kept]) -> str | None:
    """Return the one person whose recovery is under way; of several the one whose time runs and is up first."""
    active = [person for person in household if _under_way(household, person)]
    if len(active) == 1:
        return active[0]
    ends = {person: countdown.ends_at for person in active if (countdown := household[person].recovery.countdown)}
    running = {person: at for person, at in ends.items() if at}
    return min(running or ends, key=lambda person: running.get(person, NEVER), default=None)


def _under_way(household: Mapping[str, Kept], person: str) -> bool:
    return household.get(person, STRANGER).recovery.phase not in OVER


def kept_of(household: Mapping[str, Kept], person: str) -> Kept:
    """Return what is kept of a person; somebody new gets a place that nobody in the household has."""
    if person in household:
        return household[person]
    if person == HOUSEHOLD:
        return STRANGER
    taken = {kept.recovery.place for kept in household.values()}
    place = next(each for each in range(2, len(taken) + 3) if each not in taken)
    return replace(STRANGER, recovery=Recovery(place=place))


def reminders_of_others(household: Mapping[str, Kept], person: str) -> frozenset[str]:
    """Return the tokens of the reminders that other people of the household have."""
    others = (kept.recovery.reminders for name, kept in household.items() if name != person)
    return frozenset(reminder.token for reminders in others for reminder in reminders)
