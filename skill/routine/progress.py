"""Which day it is, and what to advise: what now, how far, and whether it is time to see someone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from skill.routine.events import Trend
from skill.routine.plan import (
    DAY_BEGINS,
    DAY_ENDS,
    EVALUATE_FROM,
    EVALUATE_LAST,
    MILD,
    MODERATE,
    Step,
)
from skill.routine.recovery import Recovery


class Next(StrEnum):
    """What makes sense now."""

    ICE = "ice"
    MASSAGE = "massage"
    MOVE = "move"
    EVALUATE = "evaluate"
    WAIT = "wait"
    MORNING = "morning"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Now:
    """The next sensible thing."""

    what: Next
    """``WAIT``: for ``step``, ``wait`` long; ``MORNING``: for the ice of tomorrow morning; ``REST``: until tomorrow."""
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

    On day three and later the honest look; from the day after the easy outing, once a day; massage once the
    ankle is warm, once after each icing; ice again every two hours through the following day.
    """
    local = recovery.local(now)
    today, day = local.date(), recovery.day(now)
    warm_at = recovery.warm_at()
    is_warm = warm_at is None or now >= warm_at
    if day >= EVALUATE_FROM and recovery.checked_on != today:
        return Now(Next.EVALUATE, Step.EVALUATION)
    if _may_move(recovery, today, day) and is_warm and is_day(local):
        return Now(Next.MOVE, Step.MOVE)
    return (_ice_or_massage(recovery, now) if day < EVALUATE_FROM else None) or Now(Next.REST)


def _may_move(recovery: Recovery, today: date, day: int) -> bool:
    # Whoever was told to see someone is not sent running; they may still ask.
    return (
        day >= 1
        and recovery.moved_on != today
        and recovery.referred_on is None
        and not is_held(recovery.move_held_until, today)
    )


def _ice_or_massage(recovery: Recovery, now: datetime) -> Now | None:
    today = recovery.local(now).date()
    coming: list[tuple[datetime, Step]] = []
    if not is_held(recovery.massage_held_until, today) and _massage_is_due(recovery):
        coming.append((recovery.warm_at() or now, Step.MASSAGE))
    if recovery.day(now) <= 1 and not is_held(recovery.ice_held_until, today):
        coming.append((recovery.next_icing_at() or now, Step.ICE))
    if not coming:
        return None
    at, step = min(coming, key=lambda each: max(each[0], now))
    if step is Step.ICE and not is_day(recovery.local(max(at, now))):
        return Now(Next.MORNING, step)
    if at > now:
        return Now(Next.WAIT, step, at - now)
    return Now(Next(step.value), step)


def _massage_is_due(recovery: Recovery) -> bool:
    if recovery.massaged_at is None:
        return recovery.iced_at is not None or recovery.ice_held_until is not None
    return recovery.out_at is not None and recovery.massaged_at < recovery.out_at


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
