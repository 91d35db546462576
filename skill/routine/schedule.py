"""Which reminders make sense: those of the plan, the check-ins of an icing, and what no longer does. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from skill.routine.acts import Value
from skill.routine.countdown import Countdown
from skill.routine.events import Day, RemindersChanged
from skill.routine.plan import (
    CONSENT_PAUSE,
    DAY_BEGINS,
    EASING_AT,
    ICE_DAYS,
    ICING_GAP,
    LAST_ICE_AT,
    OUTING_AT,
    REWARM,
    SHORTEST_COACHED,
    SOON,
    Step,
)
from skill.routine.progress import is_day, is_held, may_move
from skill.routine.recovery import Phase, Recovery
from skill.routine.reminder import CHECK_INS, Planned, Purpose, Reminder

SHORT_LIST = 3
"""A longer list of times is not told one by one."""
HALF_AN_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
NOON = 12
DAY = timedelta(days=1)
OVER = (Phase.NEW, Phase.STOPPED, Phase.RECOVERED)
"""The phases that remind of nothing."""


# --- the plan ---------------------------------------------------------------------------------


def plan(recovery: Recovery, now: datetime, every: timedelta = ICING_GAP) -> tuple[Planned, ...]:
    """Return what to remind of, in time order: the outing that comes next, and today's icings.

    On the first day, once there are none left, those of the following day.

    Args:
        recovery: with a plan under way.
        now: aware, UTC.
        every: from one icing to the next; never less than S9 allows.
    """
    today = recovery.local(now).date()
    icings = _icings(recovery, now, today, every)
    if not icings and recovery.ice_day(now) == 0:
        icings = _icings(recovery, now, today + DAY, every)
    return _in_order(icings, _outing(recovery, now))


def plan_of_tomorrow(recovery: Recovery, now: datetime, every: timedelta = ICING_GAP) -> tuple[Planned, ...]:
    """Return what to remind of on the day after this one; see `plan`."""
    outing = only_on(recovery, _outing(recovery, now), Day.TOMORROW, now)
    return _in_order(_icings(recovery, now, recovery.local(now).date() + DAY, every), outing)


def _in_order(icings: tuple[Planned, ...], outing: tuple[Planned, ...]) -> tuple[Planned, ...]:
    taken = {each.at for each in outing}
    return tuple(sorted((*(each for each in icings if each.at not in taken), *outing), key=_moment))


def of_plan(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """Return those that are no check-ins, in time order."""
    return tuple(sorted((each for each in reminders if each.purpose not in CHECK_INS), key=_moment))


def is_denied(recovery: Recovery, now: datetime) -> bool:
    """Return whether reminders were refused, so recently that nobody is asked again."""
    return recovery.reminders_denied_at is not None and now - recovery.reminders_denied_at < CONSENT_PAUSE


def is_out_of_reach(recovery: Recovery) -> bool:
    """Return whether reminders are set that cannot be read or cancelled: their permission was withdrawn."""
    # Whoever sets some has allowed them, so that what is denied was denied since.
    return bool(recovery.reminders) and recovery.reminders_denied_at is not None


def is_among(each: Planned | Reminder, others: Iterable[Planned | Reminder]) -> bool:
    """Return whether one of the others is for the same purpose and moment."""
    return any(each.purpose is other.purpose and each.at == other.at for other in others)


def earliest_ice(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the next icing may begin (S9), also while one runs; ``None`` before the first."""
    countdown = recovery.countdown
    if countdown is not None and countdown.step is Step.ICE:
        return max((recovery.iced_at or now) + ICING_GAP, now + countdown.remaining_at(now) + REWARM)
    return recovery.next_icing_at()


def _icings(recovery: Recovery, now: datetime, day: date, every: timedelta) -> tuple[Planned, ...]:
    """Return those of a day: from when the ice is due again, and after an outing that is still to come."""
    every = max(every, ICING_GAP)
    begins = _by_the_clock(recovery, day, DAY_BEGINS, now)
    if recovery.ice_day(begins) > ICE_DAYS or is_held(recovery.ice_held_until, day):
        return ()
    walks = (each.at + ICING_GAP for each in _outing(recovery, now) if recovery.local(each.at).date() == day)
    due = earliest_ice(recovery, now)
    at = now + every if due is None else max(due, (recovery.iced_at or now) + every, now + SOON)
    at = _speakable(recovery, max(at, begins, *walks))
    icings = []
    while (local := recovery.local(at)).date() == day:
        if local.time() <= LAST_ICE_AT:
            icings.append(Planned(Purpose.ICE, at))
        at = _speakable(recovery, at + every)
    return tuple(icings)


def _by_the_clock(recovery: Recovery, day: date, at: time, now: datetime) -> datetime:
    return datetime.combine(day, at, recovery.local(now).tzinfo).astimezone(UTC)


def _speakable(recovery: Recovery, at: datetime) -> datetime:
    """Return the next full or half hour by their clock: times are said aloud, and remembered."""
    local = recovery.local(at)
    over = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
    return at + (HALF_AN_HOUR - over if over else over)


def _outing(recovery: Recovery, now: datetime) -> tuple[Planned, ...]:
    """Return the outing of the morning after the first day, or the one that is set already."""
    today = recovery.local(now).date()
    day = today + DAY if recovery.ice_day(now) == 0 else today
    at = _by_the_clock(recovery, day, OUTING_AT, now)
    in_time = at > max(now + SOON, recovery.warm_at() or now)
    if recovery.ice_day(at) == 1 and may_move(recovery, day) and in_time:
        return (Planned(Purpose.MOVE, at),)
    known = (each for each in recovery.reminders if each.purpose is Purpose.MOVE)
    return tuple(Planned(each.purpose, each.at) for each in known if not is_outdated(recovery, each, now))


def _moment(each: Planned | Reminder) -> datetime:
    return each.at


def told(recovery: Recovery, reminders: Iterable[Planned | Reminder]) -> dict[str, Value]:
    """Return the blanks of the phrases that name the times of the plan."""
    every, move = (_clock(recovery, reminders, purpose) for purpose in (Purpose.ICE, Purpose.MOVE))
    ice = tuple(at for at in every if at.date() == every[0].date())
    later = every[len(ice) :]
    way = "jog" if recovery.covers_jog and recovery.referred_on is None else "walk"
    return {"what": _form(ice, move, later), "ice": ice, "move": move, "later": later, "way": way}


def _form(ice: tuple[datetime, ...], move: tuple[datetime, ...], later: tuple[datetime, ...]) -> str:
    """Return which phrase tells these in a few words; ``later`` is the ice of a second day."""
    if later:
        return "days-both" if move else "days"
    if not (ice and move):
        return "ice" if ice else "move" if move else "none"
    if move[0] < ice[0]:
        return "move-first" if _is_regular(ice, move) and not any(at.minute for at in ice) else "move-apart"
    if len(ice) > SHORT_LIST or any(at.minute for at in (*ice, *move)):
        return "both-long" if _is_regular(ice, move) else "both-apart"
    return "both"


def _is_regular(ice: tuple[datetime, ...], move: tuple[datetime, ...]) -> bool:
    """Return whether they are told in a few words: not when some were moved in the app, left out, or taken along."""
    gaps = {later - at for at, later in pairwise(ice)}
    even = len(ice) <= SHORT_LIST or (len(gaps) == 1 and not any(gap % HOUR for gap in gaps))
    return even and not any(at.minute % 30 for at in ice) and not any(at.minute for at in move)


def _clock(recovery: Recovery, reminders: Iterable[Planned | Reminder], purpose: Purpose) -> tuple[datetime, ...]:
    return tuple(sorted(recovery.local(each.at) for each in reminders if each.purpose is purpose))


# --- changes ----------------------------------------------------------------------------------


def moment_of(recovery: Recovery, at: time, day: Day | None, now: datetime) -> datetime | None:
    """Return the next moment that a time by the clock can mean: before noon also twelve hours later.

    ``None`` when the day that was named has no such moment ahead.
    """
    today = recovery.local(now).date()
    days = {None: (today, today + DAY), Day.TODAY: (today,), Day.TOMORROW: (today + DAY,)}[day]
    clocks = (at, at.replace(hour=at.hour + NOON)) if at.hour < NOON else (at,)
    moments = (_by_the_clock(recovery, each, clock, now) for each in days for clock in clocks)
    return min((moment for moment in moments if moment > now + SOON), default=None)


def against(recovery: Recovery, at: datetime, now: datetime) -> str | None:
    """Return the key of the phrase that tells why nobody is reminded of ice then; ``None`` when they can be."""
    if not _by_day(recovery, at) or recovery.local(at).time() > LAST_ICE_AT:
        return "reminders-night"
    if recovery.ice_day(at) > ICE_DAYS:
        return "reminders-ice-over"
    due = earliest_ice(recovery, now)
    if due is not None and at < due:
        return "reminders-too-early"
    day = recovery.local(at).date()
    walks = (each.at for each in _outing(recovery, now) if recovery.local(each.at).date() == day)
    return "reminders-walk-first" if any(at <= walk for walk in walks) else None


def matching(
    recovery: Recovery, planned: tuple[Planned, ...], change: RemindersChanged, now: datetime
) -> tuple[Planned, ...]:
    """Return those that "not at six" means: the first at that time, before noon also twelve hours later."""
    named = change.without
    if named is None:
        return ()
    hours = (named.hour, named.hour + NOON) if named.hour < NOON else (named.hour,)

    def is_named(each: Planned) -> bool:
        local = recovery.local(each.at)
        in_day = change.only is None or _is_on(recovery, each, change.only, now)
        return in_day and local.hour in hours and local.minute == named.minute

    return tuple(filter(is_named, planned))[:1]


def only_on(recovery: Recovery, planned: tuple[Planned, ...], day: Day, now: datetime) -> tuple[Planned, ...]:
    """Return those of today, or those of tomorrow."""
    return tuple(each for each in planned if _is_on(recovery, each, day, now))


def not_on(recovery: Recovery, planned: tuple[Planned, ...], day: Day | None, now: datetime) -> tuple[Planned, ...]:
    """Return all but those of today, or but those of tomorrow."""
    return tuple(each for each in planned if day is None or not _is_on(recovery, each, day, now))


def _is_on(recovery: Recovery, each: Planned, day: Day, now: datetime) -> bool:
    today = recovery.local(now).date()
    return recovery.local(each.at).date() == (today if day is Day.TODAY else today + DAY)


# --- check-ins --------------------------------------------------------------------------------


def check_ins(recovery: Recovery, now: datetime) -> tuple[Planned, ...]:
    """Return the check-ins ahead of an icing that runs, by day (S9): at about two minutes, and half way."""
    countdown = recovery.countdown
    if countdown is None or countdown.step is not Step.ICE or countdown.ends_at is None:
        return ()
    return tuple(each for each in _of(countdown, countdown.ends_at) if each.at > now and _by_day(recovery, each.at))


def _of(countdown: Countdown, ends_at: datetime) -> Iterable[Planned]:
    # In whole seconds, so that the same moment comes back from Alexa.
    begun, half = ends_at.replace(microsecond=0) - countdown.planned, countdown.planned / 2
    if half > 2 * EASING_AT:
        yield Planned(Purpose.EASING, begun + EASING_AT)
    if countdown.planned >= SHORTEST_COACHED:
        yield Planned(Purpose.HALF_WAY, begun + half)


def _by_day(recovery: Recovery, at: datetime) -> bool:
    return is_day(recovery.local(at))


# --- what no longer makes sense ---------------------------------------------------------------


def outdated(recovery: Recovery, now: datetime) -> tuple[Reminder, ...]:
    """Return the reminders that are to be cancelled; those that have rung are none of them."""
    if not recovery.reminders:
        return ()
    seen: set[datetime] = set()
    gone = []
    for each in recovery.reminders:
        if each.at in seen or is_outdated(recovery, each, now):
            gone.append(each)
        seen.add(each.at)
    return tuple(gone)


def is_outdated(recovery: Recovery, each: Planned | Reminder, now: datetime) -> bool:
    """Return whether this no longer makes sense: at night, after a flag, held, done, or too early for ice."""
    if recovery.phase in OVER or not _by_day(recovery, each.at):
        return True
    if each.purpose in CHECK_INS:
        return not (recovery.check_ins and is_among(each, check_ins(recovery, now)))
    day = recovery.local(each.at).date()
    if each.purpose is Purpose.MOVE:
        return recovery.ice_day(each.at) < 1 or not may_move(recovery, day)
    due = earliest_ice(recovery, now)
    too_early = due is not None and each.at < due
    return too_early or recovery.ice_day(each.at) > ICE_DAYS or is_held(recovery.ice_held_until, day)
