"""Which day it is, and what to advise: what now, how far, and whether it is time to see someone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from skill.routine.events import Trend
from skill.routine.plan import (
    DAY_BEGINS,
    DAY_ENDS,
    EVALUATE_FROM,
    EVALUATE_LAST,
    ICE_DAYS,
    ICING_GAP,
    MILD,
    MODERATE,
    OUTING_AT,
    Step,
)
from skill.routine.recovery import Recovery
from skill.routine.reminder import Purpose


class Next(StrEnum):
    """What makes sense now."""

    ICE = "ice"
    MASSAGE = "massage"
    MOVE = "move"
    EVALUATE = "evaluate"
    WAIT = "wait"
    MORNING = "morning"
    TOMORROW = "tomorrow"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Now:
    """The next sensible thing."""

    what: Next
    """``WAIT``: for ``step``, ``wait`` long; ``MORNING``: for the ice of the morning; ``TOMORROW``: for the outing."""
    step: Step | None = None
    wait: timedelta = timedelta(0)


def is_day(moment: datetime) -> bool:
    """Return whether people are awake at this local time (S9)."""
    return DAY_BEGINS <= moment.time() < DAY_ENDS


def is_held(until: date | None, today: date) -> bool:
    """Return whether a step held until that day is still held."""
    return until is not None and today < until


def what_now(recovery: Recovery, now: datetime) -> Now:
    """Return the one sensible next thing between icings and between days.

    On day three and later the honest look; from the day after the easy outing, once a day; ice every two hours
    through the following day; before the next one is due, massage once the ankle is warm, once after each icing.
    """
    today = recovery.local(now).date()
    if recovery.day(now) >= EVALUATE_FROM and (recovery.checked_on is None or recovery.checked_on < today):
        return Now(Next.EVALUATE, Step.EVALUATION)
    if _is_time_to_move(recovery, now):
        return Now(Next.MOVE, Step.MOVE)
    return _ice_or_massage(recovery, now) or _until_tomorrow(recovery, now)


def may_move(recovery: Recovery, day: date) -> bool:
    """Return whether an outing makes sense on that day: once a day, and not while it is held (S4, S11, S12)."""
    # Whoever was told to see someone is not sent running; they may still ask. A trip west can lead back a day.
    moved = recovery.moved_on is not None and recovery.moved_on >= day
    return not moved and recovery.referred_on is None and not is_held(recovery.move_held_until, day)


def _is_time_to_move(recovery: Recovery, now: datetime) -> bool:
    """Return whether the outing is next: by day, on a warm ankle, and not when it is time for ice."""
    local, warm_at = recovery.local(now), recovery.warm_at()
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
    local = recovery.local(now)
    morning, outing_at = (datetime.combine(local.date(), at, local.tzinfo) for at in (DAY_BEGINS, OUTING_AT))
    if recovery.iced_at is not None and recovery.iced_at >= morning:
        return True
    ahead = {each.purpose for each in recovery.reminders if recovery.local(each.at).date() == local.date()}
    if Purpose.MOVE in ahead:
        return False
    return now < outing_at or (Purpose.ICE in ahead and now >= outing_at + ICING_GAP)


def _ice_or_massage(recovery: Recovery, now: datetime) -> Now | None:
    ice, rub = next_ice(recovery, now), next_massage(recovery, now)
    coming = [(at, step) for at, step in ((ice, Step.ICE), (rub, Step.MASSAGE)) if at is not None]
    if not coming:
        return None
    at, step = min(coming, key=lambda each: each[0])  # the ice where both are due
    if step is Step.ICE and at > max(recovery.next_icing_at() or now, now):
        return Now(Next.MORNING, step)
    if at > now:
        return Now(Next.WAIT, step, at - now)
    return Now(Next(step.value), step)


def next_ice(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the plan has the next icing, in UTC: after the gap, by day (S9); ``None`` when it has no more."""
    at = max(recovery.next_icing_at() or now, now)
    local = recovery.local(at)
    if not is_day(local):
        morning = local.date() if local.time() < DAY_BEGINS else local.date() + timedelta(days=1)
        at = datetime.combine(morning, DAY_BEGINS, local.tzinfo).astimezone(UTC)
    in_plan = recovery.ice_day(at) <= ICE_DAYS and not is_held(recovery.ice_held_until, recovery.local(at).date())
    return at if in_plan else None


def next_massage(recovery: Recovery, now: datetime) -> datetime | None:
    """Return when the plan has the next massage, in UTC: on a warm ankle (S10); ``None`` when it has none.

    None between midnight and the morning, and none for whoever was told to see someone; they may still ask.
    """
    at = max(recovery.warm_at() or now, now)
    local = recovery.local(at)
    is_off = recovery.referred_on is not None or is_held(recovery.massage_held_until, local.date())
    if is_off or recovery.ice_day(at) >= EVALUATE_FROM or local.time() < DAY_BEGINS:
        return None
    if recovery.massaged_at is None:
        is_due = recovery.iced_at is not None or recovery.ice_held_until is not None
    else:
        is_due = recovery.out_at is not None and recovery.massaged_at < recovery.out_at
    return at if is_due else None


def _until_tomorrow(recovery: Recovery, now: datetime) -> Now:
    tomorrow = recovery.local(now).date() + timedelta(days=1)
    if recovery.ice_day(now) == 0 and may_move(recovery, tomorrow):
        return Now(Next.TOMORROW, Step.MOVE)
    return Now(Next.REST)


class Outing(StrEnum):
    """How to get moving the day after."""

    JOG = "jog"
    SLOW = "slow"
    WALK = "walk"
    NONE = "none"


def outing(score: int, covers_jog: bool) -> Outing:
    """Return the outing for how sore it is when walking, 0 to 10 (S11; the walk: article)."""
    if score > MODERATE:
        return Outing.NONE
    if not covers_jog:
        return Outing.WALK
    return Outing.JOG if score <= MILD else Outing.SLOW


class Advice(StrEnum):
    """What an evaluation comes to. The value is the key of its phrase."""

    WORSE = "advice-worse"
    SEVERE = "advice-severe"
    THERAPIST = "advice-therapist"
    RECOVERED = "advice-recovered"
    GONE_TODAY = "advice-gone-today"
    REST_TODAY = "advice-rest-today"
    EASY_DAY = "advice-easy-day"
    GENTLE_DAY = "advice-gentle-day"


REFERRALS = (Advice.WORSE, Advice.SEVERE, Advice.THERAPIST)
"""Advice to see someone."""


def advise(day: int, trend: Trend | None, score: int | None) -> Advice | None:
    """Return the advice for the day, the trend and the score, 0 to 10; ``None`` when more has to be known.

    Worse comes first, whatever the day (S12); then six and more (S11); then what is over; then day three and four
    (article).
    """
    if trend is Trend.WORSE:
        return Advice.WORSE
    if score is not None and score > MODERATE:
        return Advice.SEVERE
    if trend is Trend.GONE or score == 0:
        return Advice.GONE_TODAY if day == 0 else Advice.RECOVERED
    if day >= EVALUATE_LAST and (score is not None or trend is Trend.SAME):
        return Advice.THERAPIST
    if score is None or (trend is None and day > 0):
        return None
    if day >= EVALUATE_FROM and trend is not Trend.BETTER:
        return Advice.THERAPIST
    if day == 0:
        return Advice.REST_TODAY
    return Advice.EASY_DAY if score <= MILD else Advice.GENTLE_DAY
