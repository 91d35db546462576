"""When: the days of a plan, what comes next, and the moments to remind of. Pure arithmetic."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TypeVar

from skill.routine import plan
from skill.routine.acts import Say, Value
from skill.routine.deadlines import PROMPTS, Agenda, Planned, Purpose, Reminder
from skill.routine.events import Day, Part, Which
from skill.routine.plan import Step
from skill.routine.recovery import NOT_UNDER_WAY, Phase, Recovery, is_held

R = TypeVar("R", bound=Planned)

SHORT_LIST = 2
"""A longer list of times gets a sentence of its own."""
NO_TIME, HALF_AN_HOUR = timedelta(0), timedelta(minutes=30)
NOON, EVENING = 12, 17
PLACES = {Which.FIRST: 0, Which.SECOND: 1, Which.THIRD: 2, Which.LAST: -1}
PURPOSES = {Which.ICE: Purpose.ICE, Which.MOVE: Purpose.MOVE}
WEEKDAYS = tuple(Day)[2:]
DAY = timedelta(days=1)


# --- what now ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Now:
    """The next sensible thing."""

    step: Step | None = None
    """``None`` when there is none but rest."""
    wait: timedelta = NO_TIME
    """How long until then; zero when it is due, or when a night comes before it whose length does not matter."""
    is_next_day: bool = False
    """A night comes before it."""


def is_day(moment: datetime) -> bool:
    """Return whether people are awake at this local time (S9)."""
    return plan.DAY_BEGINS <= moment.time() < plan.DAY_ENDS


def may_ring(recovery: Recovery, at: datetime) -> bool:
    """Return whether it is day then, on every clock they may have where the zone is only guessed (S9)."""
    apart = (-plan.ZONES_WEST, plan.ZONES_EAST) if recovery.zone_guessed else ()
    return all(is_day(recovery.local(at + shift)) for shift in (NO_TIME, *apart))


def belongs_to_ice(recovery: Recovery, at: datetime) -> bool:
    """Return whether the plan has ice on the day of this moment, and nothing holds it."""
    return recovery.ice_day(at) <= plan.ICE_DAYS and not is_held(recovery.ice_held_until, recovery.local(at).date())


def what_now(recovery: Recovery, now: datetime) -> Now:
    """Return the one sensible next thing: what is due, else what comes next (article; S9, S10)."""
    today = recovery.local(now).date()
    if recovery.day(now) >= plan.EVALUATE_FROM and (recovery.assessed_on is None or recovery.assessed_on < today):
        return Now(Step.EVALUATION)
    if _is_time_to_move(recovery, now):
        return Now(Step.MOVE)
    is_first_day = recovery.ice_day(now) == 0 and may_move(recovery, today + DAY)
    return _ice_or_massage(recovery, now) or (Now(Step.MOVE, is_next_day=True) if is_first_day else Now())


def may_move(recovery: Recovery, day: date) -> bool:
    """Return whether an outing makes sense on that day: once a day, and not while it is held (S4, S11, S12)."""
    # A user who was told to see someone is not sent running, but may ask. A trip west can lead back a day.
    moved = recovery.moved_on is not None and recovery.moved_on >= day
    is_off = recovery.referred_on is not None and not came_late(recovery, day)
    return not moved and not is_off and not is_held(recovery.move_held_until, day)


def came_late(recovery: Recovery, day: date) -> bool:
    """Return whether the soreness was too old for ice when it was reported: massage and an easy walk fit it.

    Also for a user who was told to see someone because it lasts; not for one who was told to because it got worse.
    """
    began = recovery.joined_on or recovery.began_on
    is_old = began is not None and (day - began).days > plan.ICE_DAYS and recovery.iced_at is None
    return is_old and not is_held(recovery.move_held_until, day)


def _is_time_to_move(recovery: Recovery, now: datetime) -> bool:
    """Return whether the outing is next: by day, on a warm ankle, and not when it is time for ice."""
    local, warm_at = recovery.local(now), recovery.warm_at(now)
    is_warm = warm_at is None or now >= warm_at
    if recovery.ice_day(now) < 1 or not may_move(recovery, local.date()) or not is_warm or not is_day(local):
        return False
    ice = next_ice(recovery, now)
    return ice is None or ice > now or not _ice_goes_first(recovery, now)


def _ice_goes_first(recovery: Recovery, now: datetime) -> bool:
    """Return whether ice that is due comes before the outing, which then comes between two icings.

    It does once the day has had its first; else the outing has its time from eight on, or as long as it is to be
    reminded of, until those who are reminded of ice have heard the first of these.
    """
    today = recovery.local(now).date()
    morning, outing_at = (recovery.moment(today, at) for at in (plan.DAY_BEGINS, plan.OUTING_AT))
    if recovery.iced_at is not None and recovery.iced_at >= morning:
        return True
    ahead = {each.purpose for each in recovery.reminders if _day_of(recovery, each) == today}
    if Purpose.MOVE in ahead:
        return False
    return now < outing_at or (Purpose.ICE in ahead and now >= outing_at + plan.ICING_GAP)


def _ice_or_massage(recovery: Recovery, now: datetime) -> Now | None:
    ice, rub = next_ice(recovery, now), next_massage(recovery, now)
    coming = [(at, step) for at, step in ((ice, Step.ICE), (rub, Step.MASSAGE)) if at is not None]
    if not coming:
        return None
    at, step = min(coming, key=lambda each: each[0])  # the ice where both are due
    is_morning = step is Step.ICE and at > gap_ends(recovery, now)
    return Now(step, at - now, is_morning)


def gap_ends(recovery: Recovery, now: datetime) -> datetime:
    """Return when there may be ice again, in UTC, by day or night: now at the earliest (S9)."""
    return max(recovery.next_icing_at(now) or now, now)


def next_ice(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the plan has the next icing, in UTC: after the gap, by day (S9); ``None`` when it has no more."""
    at = gap_ends(recovery, now)
    local = recovery.local(at)
    if not is_day(local):
        morning = local.date() if local.time() < plan.DAY_BEGINS else local.date() + DAY
        at = recovery.moment(morning, plan.DAY_BEGINS)
    return at if belongs_to_ice(recovery, at) else None


def next_massage(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the plan has the next massage, in UTC: on a warm ankle (S10); ``None`` when it has none.

    None between midnight and the morning, and none for a user who was told to see someone, but may ask. For soreness
    that was reported late, once a day.
    """
    at = max(recovery.warm_at(now) or now, now)
    local = recovery.local(at)
    if is_held(recovery.massage_held_until, local.date()) or local.time() < plan.DAY_BEGINS:
        return None
    if came_late(recovery, local.date()):
        is_done = recovery.massaged_at is not None and recovery.local(recovery.massaged_at).date() >= local.date()
        return None if is_done else at
    if recovery.referred_on is not None or recovery.ice_day(at) >= plan.EVALUATE_FROM:
        return None
    if recovery.massaged_at is None:
        is_due = recovery.iced_at is not None or recovery.ice_held_until is not None
    else:
        is_due = recovery.out_at is not None and recovery.massaged_at < recovery.out_at
    return at if is_due else None


# --- the plan ---------------------------------------------------------------------------------


def agenda(recovery: Recovery, now: datetime, every: timedelta = plan.ICING_GAP) -> Agenda:
    """Return what to remind of: the next outing, and today's icings, or tomorrow's; less than S9's gap counts as it."""
    every = max(every, plan.ICING_GAP)
    if recovery.zone_guessed:  # in full or half hours from now: all that needs no clock
        wait = _first_ice_at(recovery, now, every) - now
        at = now + HALF_AN_HOUR * -(-wait // HALF_AN_HOUR)
        return (Planned(Purpose.ICE, at),) if may_ring(recovery, at) and belongs_to_ice(recovery, at) else ()
    today = recovery.local(now).date()
    icings = _icings(recovery, now, today, every)
    if not icings and recovery.ice_day(now) == 0:
        icings = _icings(recovery, now, today + DAY, every)
    return of_plan((*icings, *_outing(recovery, now)))


def _first_ice_at(recovery: Recovery, now: datetime, every: timedelta) -> datetime:
    """Return when there may first be ice to remind of, by day or night."""
    due = recovery.next_icing_at(now)
    return now + every if due is None else max(due, (recovery.iced_at or now) + every, now + plan.REMINDER_LEAD)


def agenda_of_tomorrow(recovery: Recovery, now: datetime, every: timedelta = plan.ICING_GAP) -> Agenda:
    """Return what to remind of on the day after this one; see `agenda`."""
    if recovery.zone_guessed:
        return ()
    icings = _icings(recovery, now, date_of(recovery, Day.TOMORROW, now), max(every, plan.ICING_GAP))
    return of_plan((*icings, *only_on(recovery, _outing(recovery, now), Day.TOMORROW, now)))


def of_plan(reminders: Iterable[R]) -> tuple[R, ...]:
    """Return those that are no prompts in the ice, in time order."""
    return tuple(sorted((each for each in reminders if each.purpose not in PROMPTS), key=attrgetter("at")))


def is_out_of_reach(recovery: Recovery) -> bool:
    """Return whether reminders are set that cannot be read or cancelled: their permission was withdrawn."""
    # A user who has set some had allowed them, so they were denied since.
    return bool(recovery.reminders) and recovery.reminders_denied_at is not None


def is_among(each: Planned, others: Iterable[Planned]) -> bool:
    """Return whether one of the others is for the same purpose and moment."""
    return any(each.purpose is other.purpose and each.at == other.at for other in others)


def except_for(reminders: Iterable[R], others: Collection[Planned]) -> tuple[R, ...]:
    """Return these without those that are among the others."""
    return tuple(each for each in reminders if not is_among(each, others))


def moments(reminders: Iterable[Planned], purpose: Purpose = Purpose.ICE) -> list[datetime]:
    """Return when those of a purpose ring, in time order."""
    return sorted(each.at for each in reminders if each.purpose is purpose)


def _icings(recovery: Recovery, now: datetime, day: date, every: timedelta) -> Agenda:
    """Return those of a day: from when the ice is due again, and after an outing that is still to come."""
    begins = recovery.moment(day, plan.DAY_BEGINS)
    if not belongs_to_ice(recovery, begins):
        return ()
    walks = (each.at + plan.ICING_GAP for each in _outing(recovery, now) if _day_of(recovery, each) == day)
    at = speakable(recovery, max(_first_ice_at(recovery, now, every), begins, *walks))
    icings = []
    while (local := recovery.local(at)).date() == day:
        if local.time() <= plan.LAST_ICE_AT:
            icings.append(Planned(Purpose.ICE, at))
        at = speakable(recovery, at + every)
    return tuple(icings)


def speakable(recovery: Recovery, at: datetime, unit: timedelta = HALF_AN_HOUR) -> datetime:
    """Return the next full or half hour by their clock, or multiple of a unit: times are said aloud, and remembered."""
    local = recovery.local(at)
    over = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % unit
    return at + (unit - over if over else over)


def _outing(recovery: Recovery, now: datetime) -> Agenda:
    """Return the outing that is set already, else that of the morning after the first day."""
    known = (each for each in recovery.reminders if each.purpose is Purpose.MOVE)
    if ahead := tuple(Planned(each.purpose, each.at) for each in known if not is_outdated(recovery, each, now)):
        return ahead
    today = recovery.local(now).date()
    day = today + DAY if recovery.ice_day(now) == 0 else today
    at = recovery.moment(day, plan.OUTING_AT)
    in_time = at > max(now + plan.REMINDER_LEAD, recovery.warm_at(now) or now)
    return (Planned(Purpose.MOVE, at),) if recovery.ice_day(at) == 1 and may_move(recovery, day) and in_time else ()


def reminder_times(recovery: Recovery, reminders: Iterable[Planned], now: datetime) -> dict[str, Value]:
    """Return the blanks of the phrases that name the times of the plan, or the waits where no clock is known."""
    if recovery.zone_guessed:
        waits = tuple(at - now for at in moments(reminders))
        others: dict[str, Value] = {"move": "", "later": "", "way": ""}
        return {"what": "ice" if waits else "none", "count": len(waits), "ice": waits, **others}
    every, move = (
        tuple(recovery.local(at) for at in moments(reminders, purpose)) for purpose in (Purpose.ICE, Purpose.MOVE)
    )
    ice = tuple(at for at in every if at.date() == every[0].date())
    later = every[len(ice) :]
    way = "jog" if recovery.covers_jog and recovery.referred_on is None else "walk"
    return {"what": _form(ice, move, later), "count": len(ice), "ice": ice, "move": move, "later": later, "way": way}


def _form(ice: tuple[datetime, ...], move: tuple[datetime, ...], later: tuple[datetime, ...]) -> str:
    """Return which phrase tells these, in sentences that are not too long; ``later`` is the ice of a second day."""
    if later:
        return "days-both" if move else "days"
    if not (ice and move):
        return "ice" if ice else "move" if move else "none"
    if move[0] < ice[0]:
        return "move-first"
    minutes = sum(bool(at.minute) for at in (*ice, *move))
    return "apart" if len(ice) > SHORT_LIST or minutes > (len(ice) == 1) else "both"


# --- changes ----------------------------------------------------------------------------------


def readings(recovery: Recovery, at: time, day: date | None, part: Part | None, now: datetime) -> tuple[datetime, ...]:
    """Return what a time can mean on a day, or within 24 hours, the nearest first: before noon also the evening."""
    today = recovery.local(now).date()
    clocks = [at.replace(hour=hour) for hour in hours_meant(at)]
    moments = (
        recovery.moment(each, clock)
        for each in ((today, today + DAY) if day is None else (day,))
        for clock in clocks
        if part is None or part_of(clock.hour) is part
    )
    return tuple(sorted(at for at in moments if at > now + plan.REMINDER_LEAD and (day or at < now + DAY)))


def hours_meant(at: time) -> tuple[int, ...]:
    """Return the hours, 0 to 23, that a time can mean: of one before noon also the evening's, but not of midnight."""
    return (at.hour, at.hour + NOON) if 0 < at.hour < NOON else (at.hour,)


def part_of(hour: int) -> Part:
    """Return the part of the day that an hour, 0 to 23, lies in."""
    return Part.MORNING if hour < NOON else Part.AFTERNOON if hour < EVENING else Part.EVENING


def against(recovery: Recovery, wish: Planned, now: datetime) -> Say | None:
    """Return the words that tell why there is no such reminder; ``None`` when there may be one."""
    local, ice = recovery.local(wish.at), wish.purpose is Purpose.ICE
    day = local.date()
    if not may_ring(recovery, wish.at) or (ice and local.time() > plan.LAST_ICE_AT):
        return Say("reminders-zone-night" if recovery.zone_guessed else "reminders-night")
    if not ice:
        return Say("reminders-no-walk") if is_outdated(recovery, wish, now) else None
    if is_held(recovery.ice_held_until, day):
        return Say("ice-held")
    if recovery.ice_day(wish.at) > plan.ICE_DAYS:
        return Say("reminders-ice-over", {"day": day})
    due = recovery.next_icing_at(now)
    if due is not None and wish.at < due:
        return Say("reminders-too-early")
    is_before = any(wish.at <= walk.at for walk in _outing(recovery, now) if _day_of(recovery, walk) == day)
    return Say("reminders-walk-first") if is_before else None


def at_clock(recovery: Recovery, planned: Agenda, at: time) -> Agenda:
    """Return what "not at six" means: the first at that time, before noon also twelve hours later."""
    clocks = ((each, recovery.local(each.at)) for each in planned)
    return tuple(each for each, clock in clocks if clock.hour in hours_meant(at) and clock.minute == at.minute)[:1]


def named(planned: Agenda, which: Which | None) -> Agenda:
    """Return those that "the second one" or "the walk" means, all for ``None``; none where there are not so many."""
    if which is None:
        return planned
    if which is Which.LAST_ICE:
        return named(named(planned, Which.ICE), Which.LAST)
    if which in PURPOSES:
        return tuple(each for each in planned if each.purpose is PURPOSES[which])
    return planned[PLACES[which] :][:1]


def within(recovery: Recovery, planned: Agenda, first: time | None, last: time | None, now: datetime) -> Agenda:
    """Return those from a time by the clock on, and until another.

    An hour before noon that is past today bounds the rest of it in the evening. Else the first is one of the morning,
    unless it is at night, and the last bounds morning and evening; where nothing would be left, the morning alone.
    """
    low, high, local = first or time.min, last or time.max, recovery.local(now)
    clocks = [(each, recovery.local(each.at)) for each in planned]
    kept = tuple(
        each
        for each, at in clocks
        if _bound(low, at, local, low < plan.DAY_BEGINS) <= at.time() <= _bound(high, at, local, may_be_evening=True)
    )
    return kept or tuple(each for each, at in clocks if low <= at.time() <= high)


def _bound(bound: time, at: datetime, now: datetime, may_be_evening: bool) -> time:
    """Return a bound in the half of the day that a time lies in, or that is still to come."""
    is_past = at.date() == now.date() and bound <= now.time()
    is_evening = 0 < bound.hour < NOON and (is_past or (may_be_evening and at.hour >= NOON))
    return bound.replace(hour=bound.hour + NOON) if is_evening else bound


def date_of(recovery: Recovery, day: Day, now: datetime) -> date:
    """Return the date of a day that was named; of a weekday, the next one; in the night tomorrow comes after sleep."""
    local = recovery.local(now)
    today = local.date()
    if day in (Day.TODAY, Day.TOMORROW):
        return today + DAY * (day is Day.TOMORROW and local.time() >= plan.NIGHT_ENDS)
    return today + DAY * ((WEEKDAYS.index(day) - today.weekday() - 1) % len(WEEKDAYS) + 1)


def days_since(day: Day, today: date) -> int:
    """Return how many days ago the last such weekday was: on a Monday, the last Monday is a week ago."""
    return (today.weekday() - WEEKDAYS.index(day) - 1) % len(WEEKDAYS) + 1


def only_on(recovery: Recovery, planned: Agenda, day: Day | None, now: datetime, part: Part | None = None) -> Agenda:
    """Return those of a day, or of a part of the day."""
    named = day and date_of(recovery, day, now)
    return tuple(
        each
        for each in planned
        if named in (None, _day_of(recovery, each)) and part in (None, part_of(recovery.local(each.at).hour))
    )


def _day_of(recovery: Recovery, each: Planned) -> date:
    return recovery.local(each.at).date()


# --- prompts in the ice -----------------------------------------------------------------------


def prompts_ahead(recovery: Recovery, now: datetime) -> Agenda:
    """Return the prompts ahead of an icing that runs, by day (S9): at about two minutes, and half way."""
    ice = recovery.ice
    if ice is None or ice.ends_at is None:
        return ()
    # In whole seconds, so that the same moment comes back from Alexa.
    begun, half = ice.ends_at.replace(microsecond=0) - ice.planned, ice.planned / 2
    easing = (Planned(Purpose.EASING, begun + plan.EASING_AT),) if half > 2 * plan.EASING_AT else ()
    half_way = (Planned(Purpose.HALF_WAY, begun + half),) if ice.planned >= plan.SHORTEST_COACHED else ()
    return tuple(each for each in (*easing, *half_way) if each.at > now and may_ring(recovery, each.at))


# --- what no longer makes sense ---------------------------------------------------------------


def still_planned(recovery: Recovery, now: datetime) -> Agenda:
    """Return what was offered or agreed on, as far as nothing stands against it by now."""
    return tuple(each for each in recovery.planned if not is_outdated(recovery, each, now))


def outdated(recovery: Recovery, now: datetime) -> tuple[Reminder, ...]:
    """Return the reminders that are to be cancelled; those that have rung are none of them."""
    ring_at = [each.at for each in recovery.reminders]
    numbered = enumerate(recovery.reminders)
    return tuple(each for n, each in numbered if each.at in ring_at[:n] or is_outdated(recovery, each, now))


def is_on_ice(recovery: Recovery, each: Planned, now: datetime) -> bool:
    """Return whether this is of a walk or jog straight after ice (S11)."""
    warm_at = recovery.warm_at(now)
    return each.purpose is Purpose.MOVE and warm_at is not None and each.at < warm_at


def is_outdated(recovery: Recovery, each: Planned, now: datetime) -> bool:
    """Return whether this no longer makes sense: at night, after a flag, held, done, or too early for ice."""
    if recovery.phase in (*NOT_UNDER_WAY, Phase.STOPPED) or not may_ring(recovery, each.at):
        return True
    if each.purpose in PROMPTS:
        return not (recovery.prompts and is_among(each, prompts_ahead(recovery, now)))
    if each.purpose is Purpose.MOVE:
        return (
            is_on_ice(recovery, each, now)
            or recovery.ice_day(each.at) < 1
            or not may_move(recovery, _day_of(recovery, each))
        )
    due = recovery.next_icing_at(now)
    return (due is not None and each.at < due) or not belongs_to_ice(recovery, each.at)
