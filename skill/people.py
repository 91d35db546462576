"""Whose plan an event is about: resolve the person, in a household where a voice is not recognised every time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine import events as e
from skill.routine.events import Event
from skill.routine.plan import LATE_OUT, LONGEST_PAUSE, Step
from skill.routine.recovery import NOT_UNDER_WAY, Icing, Recovery

ABOUT_DATA = (e.KnownAsked, e.ForgetAsked)
"""What is about everything that is stored, and not only about what is under way."""

ABOUT_REMINDERS = (e.RemindersListAsked, e.RemindersChanged, e.RemindersCancelled)
"""What is about reminders that are set."""

ABOUT_ICE = (e.TimeAsked, e.PauseAsked, e.ResumeAsked, e.MoreTimeAsked, e.IceCancelled, e.TooCold, e.FootOut)
"""What is about ice that runs."""

DANGER_SIGNS = (e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What ends every icing that it may be about (S6)."""

LAST = datetime.max.replace(tzinfo=UTC)


def meant(
    household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime
) -> tuple[str, ...]:
    """Return whose plans an event is about: the first one answers, the others heed a sign of danger too (S6).

    Args:
        household: the records, by person.
        heard: the person who was recognised; empty when none was.
        talking: the person this conversation has been about; ``None`` at its start.
        event: what was heard.
        now: aware, UTC.
    """
    about = resolve_person(household, heard, talking, event, now)
    feet = _feet_in_danger(household, heard, now) if isinstance(event, DANGER_SIGNS) else ()
    if not feet:
        return (about,)
    people = dict.fromkeys(person for person in (about, *feet) if person in household)
    return tuple(sorted(people, key=lambda person: (person not in feet, _is_over(household[person].recovery, now))))


def resolve_person(
    household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime
) -> str:
    """Return whose plan answers an event: a recognised voice has its own plan, any other voice the household's.

    A conversation stays with the plan it began with, unless another voice is recognised. See `meant` for the arguments.
    """
    if talking is not None and (heard in (HOUSEHOLD, talking) or talking == HOUSEHOLD):
        return talking
    return _of_recognised(household, heard, event, now) if heard else _of_unrecognised(household, event, now)


def other_ice(household: Mapping[str, Record], person: str, *, recognised: bool, now: datetime) -> Icing | None:
    """Return the last icing of the coldest other foot that may be this one, which ice and massage wait for (S9).

    A recognised user speaks for their own foot; only a plan that begins waits for the household's last ice, which may
    have been theirs.
    """
    if recognised and record_of(household, person).recovery.phase not in NOT_UNDER_WAY:
        return None
    others = (name for name in household if name != person and (not recognised or name == HOUSEHOLD))
    ices = (household[name].recovery.last_ice for name in others)
    return max((ice for ice in ices if ice and now < ice.next_at), key=lambda ice: ice.next_at, default=None)


def record_of(household: Mapping[str, Record], person: str) -> Record:
    """Return the record of a person; a new person gets a slot that is free."""
    if person in household or person == HOUSEHOLD:
        return household.get(person, EMPTY)
    taken = {record.recovery.slot_number for record in household.values()}
    slot_number = next(each for each in range(2, len(taken) + 3) if each not in taken)
    return replace(EMPTY, recovery=Recovery(slot_number=slot_number))


def reminders_of_others(household: Mapping[str, Record], person: str) -> frozenset[str]:
    """Return the tokens of the reminders that other people of the household have."""
    others = (record.recovery.reminders for name, record in household.items() if name != person)
    return frozenset(reminder.token for reminders in others for reminder in reminders)


def _of_recognised(household: Mapping[str, Record], heard: str, event: Event, now: datetime) -> str:
    """Return their own plan, or the household's where it has what they speak of and their own has not."""
    own, shared = (household.get(person, EMPTY).recovery for person in (heard, HOUSEHOLD))
    if isinstance(event, ABOUT_DATA):
        is_shared = heard not in household and HOUSEHOLD in household
    elif isinstance(event, ABOUT_REMINDERS) and _reminds(shared, now):
        is_shared = not _reminds(own, now)
    elif _is_counting(shared, now, Step.ICE):
        is_shared = own.is_blank or (isinstance(event, ABOUT_ICE) and not _is_counting(own, now))
    else:
        is_shared = own.is_blank and shared.phase not in NOT_UNDER_WAY and not isinstance(event, e.SorenessReported)
    return HOUSEHOLD if is_shared else heard


def _of_unrecognised(household: Mapping[str, Record], event: Event, now: datetime) -> str:
    """Return the countdown that runs, else the household's plan; where it has none, the first that has."""
    people = sorted(household, key=lambda person: household[person].recovery.slot_number)  # the household's is 1
    plans = {person: household[person].recovery for person in people}
    if isinstance(event, ABOUT_DATA):
        fitting = people
    elif isinstance(event, ABOUT_REMINDERS) and any(_reminds(plan, now) for plan in plans.values()):
        fitting = [person for person in people if _reminds(plans[person], now)]
    elif counting := [person for person in people if _is_counting(plans[person], now)]:
        fitting = sorted(counting, key=lambda person: _first_to_end(person, plans[person]))
    else:
        fitting = [person for person in people if plans[person].phase not in NOT_UNDER_WAY]
    return fitting[0] if fitting else HOUSEHOLD


def _first_to_end(person: str, plan: Recovery) -> tuple[bool, bool, datetime]:
    """Return what sorts countdowns: ice before a walk, then the household's, then the first to end."""
    countdown = plan.countdown
    ends_at = countdown.ends_at if countdown else None
    return countdown is None or countdown.step is not Step.ICE, person != HOUSEHOLD, ends_at or LAST


def _feet_in_danger(household: Mapping[str, Record], heard: str, now: datetime) -> tuple[str, ...]:
    """Return every foot in ice; a user with a plan of their own speaks for it, else for the household's."""
    feet = tuple(person for person, record in household.items() if _is_counting(record.recovery, now, Step.ICE))
    if heard == HOUSEHOLD or household.get(heard, EMPTY).recovery.is_blank:
        return feet
    return (heard,) if heard in feet else tuple(person for person in feet if person == HOUSEHOLD)


def _is_counting(plan: Recovery, now: datetime, step: Step | None = None) -> bool:
    """Return whether a countdown, or that of this step, runs, is paused for not too long, or has just ended."""
    countdown = plan.countdown
    if countdown is None or step not in (None, countdown.step):
        return False
    if countdown.paused_at:
        return now - countdown.paused_at <= LONGEST_PAUSE
    return countdown.ends_at is not None and now - countdown.ends_at <= LATE_OUT


def _is_over(plan: Recovery, now: datetime) -> bool:
    """Return whether no time runs."""
    return plan.countdown is None or plan.countdown.ends_at is None or now >= plan.countdown.ends_at


def _reminds(plan: Recovery, now: datetime) -> bool:
    """Return whether a reminder of this plan may still ring."""
    return bool(plan.unwanted) or any(each.at > now for each in plan.reminders)
