"""The answers of a sensible user."""

from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.events import Consent, Permission, Trend
from skill.routine.plan import MILD, MODERATE
from skill.routine.recovery import Session

NO = (Question.BENT, Question.TWIST, Question.COLD, Question.ANYTHING_NEW, Question.SKIN, Question.MILD)
"""Questions that a user with a sore ankle and nothing worse answers with no."""


def sensible(session: Session, consent: Permission | None, score: int, trend: Trend) -> e.Event:
    """Return the answer that leads on."""
    if consent is not None:
        return e.ConsentAnswered(Consent.ACCEPTED, permission=consent)
    if session.asked is Question.SCORE:
        return e.Assessed(None, score)
    if session.asked is Question.TREND:
        return e.Assessed(trend)
    if session.asked is Question.WHAT_NEXT:
        return e.WhereAsked()
    if session.asked is Question.OUT_EARLY:
        return e.FootOut()
    is_no: dict[Question | None, bool] = {
        Question.ONLY_MILD: score > MILD,
        Question.VERY_SORE: score <= MODERATE,
        Question.WORSE: trend is not Trend.WORSE,
        Question.BETTER: trend is not Trend.BETTER,
    }
    return e.No() if session.asked in NO or is_no.get(session.asked) else e.Yes()
