"""Which reminders make sense: those of the plan, the check-ins of an icing, and what no longer does. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from skill.routine.acts import Value
from skill.routine.countdown import Countdown
from skill.routine.events import Day, RemindersChanged
from skill.routine.plan import (
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
DAY = timedelta(days=1)
OVER = (Phase.NEW, Phase.STOPPED, Phase.RECOVERED)
"""The phases that remind of nothing."""


# --- the plan ---------------------------------------------------------------------------------


def plan(recovery: Recovery, now: datetime, every: timedelta = ICING_GAP) -> tuple[Planned, ...]:
    """Return what to remind of, in time order: today's icings, and on the first day tomorrow's outing.

    Args:
        recovery: with a plan under way.
        now: aware, UTC.
        every: from one icing to the next; never less than S9 allows.
    """
    outing = _outing(recovery, now)
    taken = {each.at for each in outing}
    icings = (each for each in _icings(recovery, now, max(every, ICING_GAP)) if each.at not in taken)
    return tuple(sorted((*icings, *outing), key=_moment))


def of_plan(reminders: Iterable[Reminder]) -> tuple[Reminder, ...]:
    """Return those that are no check-ins, in time order."""
    return tuple(sorted((each for each in reminders if each.purpose not in CHECK_INS), key=_moment))


def is_among(each: Planned | Reminder, others: Iterable[Planned | Reminder]) -> bool:
    """Return whether one of the others is for the same purpose and moment."""
    return any(each.purpose is other.purpose and each.at == other.at for other in others)


def earliest_ice(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the next icing may begin (S9), also while one runs; ``None`` before the first."""
    countdown = recovery.countdown
    if countdown is not None and countdown.step is Step.ICE:
        return max((recovery.iced_at or now) + ICING_GAP, now + countdown.remaining_at(now) + REWARM)
    return recovery.next_icing_at()


def _icings(recovery: Recovery, now: datetime, every: timedelta) -> Iterable[Planned]:
    today, tz = recovery.local(now).date(), recovery.local(now).tzinfo
    if recovery.ice_day(now) > ICE_DAYS or is_held(recovery.ice_held_until, today):
        return
    due = earliest_ice(recovery, now)
    at = now + every if due is None else max(due, (recovery.iced_at or now) + every, now + SOON)
    at = _speakable(recovery, max(at, datetime.combine(today, DAY_BEGINS, tz).astimezone(UTC)))
    while (local := recovery.local(at)).date() == today:
        if local.time() <= LAST_ICE_AT:
            yield Planned(Purpose.ICE, at)
        at = _speakable(recovery, at + every)


def _speakable(recovery: Recovery, at: datetime) -> datetime:
    """Return the next full or half hour by their clock: times are said aloud, and remembered."""
    local = recovery.local(at)
    over = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
    return at + (HALF_AN_HOUR - over if over else over)


def _outing(recovery: Recovery, now: datetime) -> tuple[Planned, ...]:
    """Return the outing of tomorrow on the first day, or the one that is set already."""
    local = recovery.local(now)
    tomorrow = local.date() + DAY
    if recovery.ice_day(now) == 0 and may_move(recovery, tomorrow):
        return (Planned(Purpose.MOVE, datetime.combine(tomorrow, OUTING_AT, local.tzinfo).astimezone(UTC)),)
    known = (each for each in recovery.reminders if each.purpose is Purpose.MOVE)
    return tuple(Planned(each.purpose, each.at) for each in known if not is_outdated(recovery, each, now))


def _moment(each: Planned | Reminder) -> datetime:
    return each.at


def told(recovery: Recovery, reminders: Iterable[Planned | Reminder]) -> dict[str, Value]:
    """Return the blanks of the phrases that name the times of the plan."""
    each = {purpose: _clock(recovery, reminders, purpose) for purpose in (Purpose.ICE, Purpose.MOVE)}
    ice, move = each[Purpose.ICE], each[Purpose.MOVE]
    what = "both" if ice and move else "ice" if ice else "move" if move else "none"
    if what == "both" and (len(ice) > SHORT_LIST or any(at.minute for at in ice)):
        what = "both-long"
    way = "jog" if recovery.covers_jog and recovery.referred_on is None else "walk"
    return {"what": what, "ice": ice, "move": move, "way": way}


def _clock(recovery: Recovery, reminders: Iterable[Planned | Reminder], purpose: Purpose) -> tuple[datetime, ...]:
    return tuple(sorted(recovery.local(each.at) for each in reminders if each.purpose is purpose))


# --- changes ----------------------------------------------------------------------------------


def matching(
    recovery: Recovery, planned: tuple[Planned, ...], change: RemindersChanged, now: datetime
) -> tuple[Planned, ...]:
    """Return those that "not at six" means: the first at that time, before noon also twelve hours later."""
    named = change.without
    if named is None:
        return ()
    hours = (named.hour, named.hour + 12) if named.hour < 12 else (named.hour,)

    def is_named(each: Planned) -> bool:
        local = recovery.local(each.at)
        in_day = change.only is None or _is_on(recovery, each, change.only, now)
        return in_day and local.hour in hours and local.minute == named.minute

    return tuple(filter(is_named, planned))[:1]


def only_on(recovery: Recovery, planned: tuple[Planned, ...], day: Day, now: datetime) -> tuple[Planned, ...]:
    """Return those of today, or those of tomorrow."""
    return tuple(each for each in planned if _is_on(recovery, each, day, now))


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
