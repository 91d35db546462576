"""Whose recovery a turn is about, in a household where not everybody is recognised every time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from enum import IntEnum

from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine import events as e
from skill.routine.acts import Say
from skill.routine.advance import advance
from skill.routine.events import Event
from skill.routine.plan import LATE_OUT, LONGEST_PAUSE, Step
from skill.routine.recovery import Phase, Recovery, Session, changed

ABOUT_DATA = (e.KnownAsked, e.ForgetAsked)
"""What is about everything that is kept of somebody, and not only about what is under way."""

ABOUT_REMINDERS = (e.RemindersListAsked, e.RemindersChanged, e.RemindersCancelled)
"""What is about the reminders that are set, whoever has them."""

ABOUT_ICE = (e.TimeAsked, e.PauseAsked, e.ResumeAsked, e.MoreTimeAsked, e.IceCancelled, e.TooCold, e.FootOut)
"""What is said with a foot in the ice, and not by who sits beside."""

AT_HOME = (e.SorenessReported, e.IcingAsked, e.MoreTimeAsked, e.MassageAsked)
"""What is not said by who is out for a walk."""

NEEDS_WARMTH = "massage-how"
"""What is said of a massage that begins, for which an ankle that is still cold is not ready (S9)."""

SIGNS = (e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What ends every icing that it may be about."""

OVER = (Phase.NEW, Phase.RECOVERED)
"""The phases in which nothing is under way."""


class Nearness(IntEnum):
    """How near it is that a voice nobody knows is that of a person; the least is nearest."""

    COUNTING = 0
    """Their time runs: the one that is up first."""
    COLD = 1
    """Their ankle is still cold, so no other name gets ice or massage for it (S9): the one that warms up last."""
    UNDER_WAY = 2
    """Their plan rests: that of whoever is never recognised, else the one that was used or reminded of last."""
    OVER = 3
    """Nothing is under way."""


def whose(household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime) -> str:
    """Return the person whose recovery it is.

    A conversation stays with the one it began with, unless somebody else is recognised. Whoever is recognised has
    a recovery of their own; until it begins, the household's, which may well be theirs from a day when they were not
    recognised. Who is not recognised is whoever is nearest, see `Nearness`. A sign of danger is heard for an icing
    first.

    Args:
        household: what is kept, by person.
        heard: the person who was recognised; empty when nobody was.
        talking: the person this conversation has been about; ``None`` at its start.
        event: what was heard.
        now: aware, UTC.
    """
    if not (heard or talking) and household.keys() <= {HOUSEHOLD}:
        return HOUSEHOLD  # there is nobody else, as nearly always
    return _meant(household, heard, talking, event, now)[0]


def also_meant(
    household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime
) -> tuple[str, ...]:
    """Return who else a sign of danger counts for: nobody can tell whose foot it is (S6)."""
    if not isinstance(event, SIGNS):
        return ()
    return tuple(each for each in _meant(household, heard, talking, event, now)[1:] if each in household)


def with_cold_foot(household: Mapping[str, Record], person: str, session: Session, event: Event, now: datetime) -> str:
    """Return whose foot is still cold, when ice or a massage would begin for somebody whom nobody recognised (S9).

    Only the one whose time runs is nearer than the one whose ankle is cold, and such a conversation may come to ice.

    Args:
        household: what is kept, by person.
        person: whose recovery it seems to be about.
        session: the conversation so far, this event included; who was recognised in it speaks for themselves.
        event: what was heard.
        now: aware, UTC.
    """
    if session.recognised or household.keys() <= {person}:
        return person
    warm = {name: _out_of_ice(kept.recovery).next_icing_at() or now for name, kept in household.items()}
    coldest = max(warm, key=lambda name: warm[name], default=person)
    if coldest == person or warm[coldest] <= max(now, warm.get(person, now)):
        return person
    known = record_of(household, person).recovery
    turn = advance(known, session, event, now)
    begins = turn.recovery.iced_at not in (None, known.iced_at)
    rubs = any(isinstance(act, Say) and act.key == NEEDS_WARMTH for act in turn.acts)
    return coldest if begins or rubs else person


def _meant(
    household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime
) -> tuple[str, ...]:
    about = _spoken_of(household, heard, talking, event, now)
    if not isinstance(event, SIGNS):
        return (about,)
    iced = _may_be_in_ice(household, heard, now)
    feet_in = tuple(person for person in iced if _is_running(household[person].recovery, now))
    meant = dict.fromkeys((about, *iced))
    return tuple(sorted(meant, key=lambda person: (person not in feet_in, person not in iced)))


def _may_be_in_ice(household: Mapping[str, Record], heard: str, now: datetime) -> tuple[str, ...]:
    """Return the icings a sign may be about: one's own, else of whoever is not recognised; without a plan, all."""
    iced = tuple(person for person, kept in household.items() if _is_in_ice(kept.recovery, now))
    if heard == HOUSEHOLD or household.get(heard, EMPTY).recovery.is_blank:
        return iced
    return (heard,) if heard in iced else tuple(person for person in iced if person == HOUSEHOLD)


def _spoken_of(household: Mapping[str, Record], heard: str, talking: str | None, event: Event, now: datetime) -> str:
    if talking is not None and (heard in (HOUSEHOLD, talking) or talking == HOUSEHOLD):
        return talking
    return _of_somebody(household, heard, event, now) if heard else _of_nobody(household, event, now)


def _of_somebody(household: Mapping[str, Record], heard: str, event: Event, now: datetime) -> str:
    """Return the recognised person, or the household's plan where that is what they speak of."""
    own, shared = (household.get(each, EMPTY).recovery for each in (heard, HOUSEHOLD))
    if isinstance(event, ABOUT_DATA):
        return HOUSEHOLD if heard not in household and HOUSEHOLD in household else heard
    if isinstance(event, ABOUT_REMINDERS) and _reminds(shared, now) and not _reminds(own, now):
        return HOUSEHOLD
    if _is_in_ice(shared, now) and not _is_counting(own, now):
        return HOUSEHOLD if own.is_blank or isinstance(event, ABOUT_ICE) else heard
    begins = isinstance(event, e.SorenessReported) or shared.phase in OVER
    return heard if begins or not own.is_blank else HOUSEHOLD


def _of_nobody(household: Mapping[str, Record], event: Event, now: datetime) -> str:
    """Return who is nearest to a voice that nobody knows."""
    if isinstance(event, ABOUT_DATA) and HOUSEHOLD in household:
        return HOUSEHOLD
    if isinstance(event, ABOUT_REMINDERS):
        household = {who: kept for who, kept in household.items() if _reminds(kept.recovery, now)} or household
    walks = not isinstance(event, AT_HOME)
    ranks = {person: _rank(person, kept, now, walks) for person, kept in household.items()}
    nearest = min(ranks, key=lambda person: ranks[person], default=HOUSEHOLD)
    if nearest in ranks and ranks[nearest][0] is Nearness.OVER and not isinstance(event, ABOUT_DATA):
        return HOUSEHOLD
    return nearest


def _rank(person: str, kept: Record, now: datetime, walks: bool) -> tuple[Nearness, bool, float]:
    """Return the nearness of a person and, among those who are as near, what decides; the least is nearest.

    ``walks``: a walk whose time runs makes them near.
    """
    recovery = kept.recovery
    if recovery.countdown and _is_counting(recovery, now) and (walks or recovery.countdown.step is Step.ICE):
        ends_at = recovery.countdown.ends_at
        ends = ends_at.timestamp() if ends_at else float("inf")
        return Nearness.COUNTING, recovery.countdown.step is not Step.ICE, ends
    warm_at = _out_of_ice(recovery).next_icing_at()
    if warm_at and now < warm_at:
        return Nearness.COLD, False, -warm_at.timestamp()
    is_over = recovery.phase in OVER
    used = 0.0 if person == HOUSEHOLD else -_used_at(kept, now).timestamp()
    return Nearness.OVER if is_over else Nearness.UNDER_WAY, person != HOUSEHOLD, used


def _used_at(kept: Record, now: datetime) -> datetime:
    """Return when a plan was last heard of: used, or called by a reminder."""
    used = kept.handled_at or datetime.combine(kept.used_on, time(), UTC)
    return max((used, *(each.at for each in kept.recovery.reminders if each.at <= now)))


def _is_counting(recovery: Recovery, now: datetime) -> bool:
    """Return whether a countdown runs, stands still for not too long, or has only just rung."""
    countdown = recovery.countdown
    if countdown is None:
        return False
    if countdown.paused_at:
        return now - countdown.paused_at <= LONGEST_PAUSE
    return countdown.ends_at is not None and now - countdown.ends_at <= LATE_OUT


def _is_running(recovery: Recovery, now: datetime) -> bool:
    ends_at = recovery.countdown.ends_at if recovery.countdown else None
    return ends_at is not None and now < ends_at


def _is_in_ice(recovery: Recovery, now: datetime) -> bool:
    countdown = recovery.countdown
    return countdown is not None and countdown.step is Step.ICE and _is_counting(recovery, now)


def _reminds(recovery: Recovery, now: datetime) -> bool:
    """Return whether something of it may still ring."""
    return bool(recovery.unwanted) or any(each.at > now for each in recovery.reminders)


def _out_of_ice(recovery: Recovery) -> Recovery:
    """Return it with an icing that nobody has ended yet as if it had ended in time."""
    countdown = recovery.countdown
    if countdown is None or countdown.step is not Step.ICE:
        return recovery
    out_at = countdown.paused_at or countdown.ends_at
    ended = {"countdown": None, "timer": None, "out_at": out_at, "iced_at": recovery.iced_at or out_at}
    return changed(recovery, **ended)


def with_cold(begun: Recovery, household: Mapping[str, Record], now: datetime) -> Recovery:
    """Return a plan that just began, with the cold of the household's last ice: it may be the same foot (S9)."""
    shared = _out_of_ice(household.get(HOUSEHOLD, EMPTY).recovery)
    warm_at, own = shared.next_icing_at(), begun.next_icing_at()
    if warm_at is None or warm_at <= max(now, own or now):
        return begun
    return changed(
        begun, iced_at=shared.iced_at, out_at=shared.out_at, out_told=shared.out_told, iced_for=shared.iced_for
    )


def record_of(household: Mapping[str, Record], person: str) -> Record:
    """Return what is kept of a person; somebody new gets a place that nobody in the household has."""
    if person in household:
        return household[person]
    if person == HOUSEHOLD:
        return EMPTY
    taken = {kept.recovery.place for kept in household.values()}
    place = next(each for each in range(2, len(taken) + 3) if each not in taken)
    return replace(EMPTY, recovery=Recovery(place=place))


def reminders_of_others(household: Mapping[str, Record], person: str) -> frozenset[str]:
    """Return the tokens of the reminders that other people of the household have."""
    if len(household) < 2 and person in household:
        return frozenset()
    others = (kept.recovery.reminders for name, kept in household.items() if name != person)
    return frozenset(reminder.token for reminders in others for reminder in reminders)
