"""The assessment: how sore when walking, better, same or worse, and what to advise (article; S11, S12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from skill.routine import events as e
from skill.routine import plan
from skill.routine.acts import SAFETY_QUESTIONS, Question, Say
from skill.routine.context import Context, Rule
from skill.routine.events import Event
from skill.routine.guidance import ask_score, foot_in
from skill.routine.icing import time_left, uncomfortable
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Stage, Turn
from skill.routine.schedule import days_since, of_plan
from skill.routine.screening import begun, cold_watch, later_of, new_plan, out_of_ice, screen, taken_out
from skill.routine.undo import has_changed, take_back_and_hear

SCORES = (Question.SCORE, Question.ONLY_MILD, Question.VERY_SORE)
"""How sore it is, asked in one way after another (S20)."""

TRENDS = (Question.TREND, Question.WORSE, Question.BETTER)
"""How it compares with yesterday, asked in one way after another (S20)."""


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


def advise(day: int, trend: e.Trend | None, score: int | None) -> Advice | None:
    """Return the advice for the day, the trend and the score, 0 to 10; ``None`` when more has to be known.

    Worse comes first, whatever the day (S12); then six and more (S11); then what is over; then day three and four
    (article). What is mild and better may take a week.
    """
    if trend is e.Trend.WORSE:
        return Advice.WORSE
    if score is not None and score > plan.MODERATE:
        return Advice.SEVERE
    if trend is e.Trend.GONE or score == 0:
        return Advice.GONE_TODAY if day == 0 else Advice.RECOVERED
    still_sore = trend is e.Trend.SAME or (score is not None and (score > plan.MILD or day >= plan.SORE_TOO_LONG))
    if day >= plan.EVALUATE_LAST and still_sore:
        return Advice.THERAPIST
    if score is None or (trend is None and day > 0):
        return None
    if day >= plan.EVALUATE_FROM and trend is not e.Trend.BETTER:
        return Advice.THERAPIST
    if day == 0:
        return Advice.REST_TODAY
    return Advice.EASY_DAY if score <= plan.MILD else Advice.GENTLE_DAY


# --- what was said ------------------------------------------------------------------------------


def trend_between(before: int, now: int) -> e.Trend:
    """Return how two scores compare, yesterday's and today's."""
    return e.Trend.SAME if before == now else e.Trend.WORSE if before < now else e.Trend.BETTER


def compared(context: Context[e.Assessed]) -> Turn:
    """Compare yesterday's score with the one of today that was told before; without one, ask for it."""
    now, before = context.session.score, context.event.score
    return no_score(context) if now is None or before is None else context.then(e.Assessed(trend_between(before, now)))


def assess(context: Context[e.Assessed]) -> Turn:
    """Collect score and trend, one question a turn, until there is something to advise."""
    if not is_on_scale(context.event.score):
        return no_trend(context) if context.session.asked in TRENDS else no_score(context, Say("score-range"))
    is_unasked = context.session.asked is None and context.recovery.assessed_on == context.today
    if is_unasked and context.event in (e.Assessed(e.Trend.BETTER), e.Assessed(e.Trend.SAME)):  # begins no new look
        glad = (Say("glad-better"),) if context.event.trend is e.Trend.BETTER else ()
        return context.then(e.WhereAsked(), *glad)
    event = context.event
    is_gone = (event.trend is e.Trend.GONE and event.score is None) or (event.score == 0 and event.is_bare)
    if is_gone and context.session.asked not in (*SCORES, *TRENDS):  # without a score, unasked, it ends no plan (S20)
        if context.hurt_by_cold_today:
            return context.turn(cold_watch(context))  # it may be the skin that feels better (S8)
        return no_score(context.with_session(trend=e.Trend.BETTER), Say("glad-better"))
    trend = event.trend or context.session.trend
    score = context.session.score if event.score is None else event.score
    told = context.with_session(trend=trend, score=score).with_plan(step=Step.EVALUATION)
    advice = advise(context.day, trend, score)
    if advice is not None:
        return _conclude(told, advice)
    if _only_says_still_sore(context):
        told = told.with_session(trend=context.session.trend)
    return no_score(told) if score is None else no_trend(told)


def _is_sore_after_all(told: e.Assessed) -> bool:
    return told.trend not in (None, e.Trend.GONE) or bool(told.score)


CORRECTED: dict[str, tuple[str, Callable[[e.Assessed], bool]]] = {
    Advice.WORSE: ("move_held_until", lambda told: told.trend not in (None, e.Trend.WORSE)),
    Advice.SEVERE: ("move_held_until", lambda told: told.score is not None and 0 <= told.score <= plan.MODERATE),
    Advice.RECOVERED: ("stage", _is_sore_after_all),
    Advice.GONE_TODAY: ("reminders", _is_sore_after_all),
}
"""The field that an advice changes, and what is said in place of what led to it, and not beside it."""


def or_correct(rule: Rule[e.Assessed]) -> Rule[e.Assessed]:
    """Return a rule that takes the last advice back when the next words say otherwise (S21)."""

    def either(context: Context[e.Assessed]) -> Turn:
        heard = context.session.heard
        field, is_otherwise = CORRECTED.get(heard.key if heard else "", ("", lambda told: False))
        if not (is_otherwise(context.event) and has_changed(context, field)):
            return rule(context)
        return take_back_and_hear(context, Question.TREND if context.event.score is None else Question.SCORE)

    return either


def _only_says_still_sore(context: Context[e.Assessed]) -> bool:
    """Return whether "the same" was no answer: unasked it is how people say "still sore", and compares nothing."""
    alone = context.event.trend is e.Trend.SAME and context.event.score is None
    return alone and context.session.asked not in TRENDS and context.session.score is None


def no_score(context: Context[Event], *acts: Say) -> Turn:
    """Ask in another way how sore it is, at most twice; what stays unknown is more than mild, and no jog (S20)."""
    asked = context.session.asked
    if asked is Question.VERY_SORE:
        return context.with_session(activity=e.Activity.WALK).then(e.Assessed(None, plan.MODERATE))
    return context.ask(SCORES[SCORES.index(asked) + 1] if asked in SCORES else Question.SCORE, *acts)


def no_trend(context: Context[Event]) -> Turn:
    """Ask in another way how it compares with yesterday; what stays unknown is the same (S20)."""
    asked = context.session.asked
    if asked in (Question.WORSE, Question.BETTER):
        return context.then(e.Assessed(e.Trend.SAME))
    return context.ask(Question.WORSE if asked is Question.TREND else Question.TREND)


def referred(context: Context[Event], advice: Advice) -> Context[Event]:
    """Return the context of a user who was told to see someone; worse and six and more also hold the running."""
    held = context.recovery.move_held_until
    until = held if advice is Advice.THERAPIST else later_of(context.today + plan.SEVERE_HOLD, held)
    told = context.with_session(heard=Say(advice))
    return told.with_plan(referred_on=context.today, move_held_until=until)


def _conclude(context: Context[Event], advice: Advice) -> Turn:
    said = context.with_session(trend=None, score=None, wanted=None, heard=Say(advice))
    said = said.with_plan(assessed_on=context.today)
    if advice in REFERRALS:
        said = referred(said, advice)
    elif advice is Advice.RECOVERED:
        said = said.with_plan(stage=Stage.RECOVERED, referred_on=None)
    elif advice is Advice.GONE_TODAY:
        # Nothing is left to be reminded of.
        said = replace(said, recovery=said.recovery.without_reminders()).with_plan(offered_on=context.today)
        if said.hurt_by_cold:
            return said.turn(cold_watch(said))  # it may be the skin that feels better (S8)
    is_over = advice in (Advice.RECOVERED, Advice.GONE_TODAY) and of_plan(context.recovery.reminders)
    return said.turn(Say(advice, said.holds), *((Say("reminders-cancelled"),) if is_over else ()))


def _referral(day: int, trend: e.Trend | None, score: int | None) -> Advice | None:
    """Return the advice to see someone that follows at once from what was said; ``None`` when none does."""
    advice = advise(day, trend, score)
    return advice if advice in REFERRALS and is_on_scale(score) else None


def assess_counting(context: Context[e.Assessed]) -> Turn:
    """Hear how it is while a countdown runs: a reason to see someone is answered at once (S12), the rest waits."""
    advice = _referral(context.day, context.event.trend, context.event.score)
    if advice:
        told = referred(context, advice)
        if context.countdown.step is Step.MOVE:
            return out_of_ice(told).turn(Say(advice), *taken_out(context))
        return told.say(advice)
    is_paused = context.recovery.phase is Phase.PAUSED
    return time_left(context) if is_paused else context.say("noted-counting", left=context.left)


def assessed_in_check(context: Context[e.Assessed]) -> Turn | None:
    """Take how it is at a safety question as its answer where it is one; it does not end the plan."""
    event, asked = context.event, context.session.asked
    is_well = event.trend is e.Trend.GONE or event.score == 0
    if asked is Question.FOUR_STEPS and event.trend is e.Trend.GONE:
        return context.then(e.Yes())  # a bare "zero" may mean no step at all
    if event.trend is e.Trend.WORSE:
        return context.then(e.Yes()) if asked is Question.ANYTHING_NEW else None
    if event.trend and event.score is None and asked is Question.ANYTHING_NEW:
        return context.then(e.No())  # the same, or better
    advice = _referral(context.day, None, event.score) if asked is Question.ANYTHING_NEW else None
    if advice:
        told = referred(context, advice)
        return told.aside(told.say(advice))  # a foot may be in the water: the ice is still decided upon
    return context.aside(context.say("glad-better" if is_well or event.trend is e.Trend.BETTER else "safety-first"))


def is_foot_out(context: Context[e.Assessed]) -> Turn | None:
    """Ask again whether the foot is out, unless what is told sends to someone first (S11, S12)."""
    sends = _referral(context.day, context.event.trend, context.event.score)
    return None if sends else context.aside(context.say("all-right"))


def assess_unscreened(context: Context[e.Assessed]) -> Turn:
    """Put the safety questions first; without a plan it is the report of a soreness, unless there is none."""
    event, phase = context.event, context.recovery.phase
    is_better = event.trend is e.Trend.BETTER and phase is Phase.RECOVERED
    if phase is not Phase.SCREENING and (is_better or event.trend is e.Trend.GONE or event.score == 0):
        return context.say("glad")
    if event.trend is e.Trend.WORSE:
        return screen(referred(begun(new_plan(context)), Advice.WORSE), Say("worse-check"))
    if phase is not Phase.SCREENING:
        return context.then(e.SorenessReported())
    if event.trend is e.Trend.GONE:
        well = context.with_session(cleared=(), wanted=None).with_plan(stage=Stage.RECOVERED, referred_on=None)
        return well.say(Advice.GONE_TODAY if context.day == 0 else Advice.RECOVERED, **well.holds)
    return screen(context, Say("safety-first"))


def sore_again(context: Context[e.SorenessReported]) -> Turn:
    """Take a repeated report of soreness as an assessment from the second day on."""
    if context.event.side is e.Side.OTHER:
        return add_ankle(context, _days_ago(context))
    return context.ask(Question.NEW_ANKLE) if _may_be_new(context) else same_ankle(context)


def _may_be_new(context: Context[e.SorenessReported]) -> bool:
    """Return whether this may be another ankle: which ones are sore is not kept (S16), only that two are."""
    return context.event.side is not None and context.recovery.joined_on is None


def same_ankle(context: Context[Event]) -> Turn:
    """Go on with the ankle that the plan is about: to its first ice, or to how it is."""
    if context.recovery.phase is Phase.READY:
        return foot_in(context)
    if context.day == 0:
        return context.say("still-day-one", **context.holds)
    return ask_score(context, Say("day", {"day": context.day}))


def add_ankle(context: Context[Event], days_ago: int = 0) -> Turn:
    """Take another ankle into the plan: its own safety questions, ice from its day on, no run until the day after.

    Neither the side nor which is which is kept (S16), and the assessment still counts from the first.
    """
    first = context.recovery.began_on or context.today
    newer = max(context.today - timedelta(days=days_ago), context.recovery.joined_on or first, first)
    known = context.with_plan(stage=Stage.SCREENING, joined_on=newer, screened_on=None)
    told = known.with_session(cleared=(), wanted=None, trend=None, score=None)
    rests = told.recovery.ice_day(context.now) == 0
    return screen(told, Say("other-ankle-rests" if rests else "other-ankle"))


def sore_counting(context: Context[e.SorenessReported]) -> Turn:
    """Hear that it is sore while a countdown runs; another ankle waits until that is done."""
    if context.event.side is e.Side.OTHER:
        return context.say("other-ankle-later", left=context.left)
    note = (Say("other-ankle-after"),) if _may_be_new(context) else ()
    if context.recovery.phase is Phase.PAUSED:
        return time_left(context).with_acts(first=note)  # its question comes last
    return uncomfortable(context).with_acts(*note)


def how_sore(context: Context[Event]) -> Turn:
    """Answer pain between icings by asking how much; skin that ice has hurt today is watched (S8)."""
    if context.hurt_by_cold_today:
        return context.turn(cold_watch(context))
    rubbed = context.recovery.massaged_at if context.recovery.step is Step.MASSAGE else None
    is_massage = rubbed is not None and context.now - rubbed <= plan.MASSAGE_TIME
    return ask_score(context, Say("massage-softer" if is_massage else "hurts-rest"))


def report(context: Context[e.SorenessReported]) -> Turn:
    """Begin a plan: keep the day it began, and put the safety questions (S1, S15)."""
    event, again = context.event, context.recovery.phase is Phase.RECOVERED
    fresh = new_plan(context)
    told = context.today - timedelta(days=_days_ago(context))
    # Said again, the day does not move later: the assessment must not slip.
    began = min(told, fresh.recovery.began_on or told)
    reported = fresh.with_plan(began_on=began).with_session(trend=None, score=None)
    if event.side is None and context.session.asked in SAFETY_QUESTIONS:
        return screen(reported, Say("safety-first"))  # it was told already
    side = event.side.value if event.side else "unsaid"
    unclear = (Say("since-unclear", {"said": event.unclear}),) if event.unclear else ()
    return screen(reported, Say("reported-again" if again else "reported", {"side": side}), *unclear)


def _days_ago(context: Context[e.SorenessReported]) -> int:
    days, named = context.event.days_ago, context.event.weekday
    return days_since(named, context.today) if named and days is None else days or 0
