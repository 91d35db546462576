"""What to advise: an easy day, a gentle one, or to see someone."""

from enum import StrEnum

from skill.routine.events import Trend
from skill.routine.plan import EVALUATE_FROM, EVALUATE_LAST, MILD, MODERATE, SORE_TOO_LONG

WORST = 10
"""The end of the scale."""


def is_on_scale(score: int | None) -> bool:
    """Return whether this is a score from 0 to 10, or none."""
    return score is None or 0 <= score <= WORST


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
    (article). What is mild and better may take a week.
    """
    if trend is Trend.WORSE:
        return Advice.WORSE
    if score is not None and score > MODERATE:
        return Advice.SEVERE
    if trend is Trend.GONE or score == 0:
        return Advice.GONE_TODAY if day == 0 else Advice.RECOVERED
    still_sore = trend is Trend.SAME or (score is not None and (score > MILD or day >= SORE_TOO_LONG))
    if day >= EVALUATE_LAST and still_sore:
        return Advice.THERAPIST
    if score is None or (trend is None and day > 0):
        return None
    if day >= EVALUATE_FROM and trend is not Trend.BETTER:
        return Advice.THERAPIST
    if day == 0:
        return Advice.REST_TODAY
    return Advice.EASY_DAY if score <= MILD else Advice.GENTLE_DAY
