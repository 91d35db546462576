"""Mild signs, and answers to a safety question that are no plain yes or no (S17, S20)."""

from skill.routine import events as e
from skill.routine.acts import PARTS, SAFETY_QUESTIONS, Question, Say, denied_with, open_parts
from skill.routine.advice import REFERRALS, advise, is_on_scale
from skill.routine.context import Context
from skill.routine.events import Event
from skill.routine.plan import SKIN_WATCH, STEPS
from skill.routine.recovery import NOT_UNDER_WAY, UNSCREENED, Turn
from skill.routine.screening import referred, twisted
from skill.routine.undo import DELETE

MAY_BE_MORE = (e.Sign.SWELLING, e.Sign.REDNESS, e.Sign.WARMTH)
"""The mild signs that are asked about."""

BY_THE_COLD = (e.Sign.REDNESS, e.Sign.WARMTH)
"""What is usual in the ice and for a while after it."""

EXPLAINED = (*SAFETY_QUESTIONS, Question.ANYTHING_NEW, Question.MILD, Question.SKIN, Question.WARM)
"""The questions whose words are explained."""

PLAIN = (*DELETE, Question.REMIND, Question.OUT, Question.OUT_EARLY, Question.STILL_IN, Question.RESUME)
"""The questions that have no words to explain."""


# --- mild signs ----------------------------------------------------------------------------------


def mild(context: Context[e.MildSignTold]) -> Turn:
    """Give a sentence of advice; where it could be more, ask one question (S17)."""
    sign = context.event.sign
    if sign in BY_THE_COLD and (usual := _usual_in_the_cold(context)):
        return context.aside(context.turn(usual))
    advice = Say("mild", {"sign": str(sign)})
    if sign in MAY_BE_MORE:
        asked = context.session.asked
        waiting = context.session.waiting if asked is Question.MILD else asked
        return context.with_session(waiting=waiting).ask(Question.MILD, advice)
    if context.recovery.phase in NOT_UNDER_WAY:
        return context.then(e.WhereAsked(), advice)
    return context.aside(context.turn(advice))


def _usual_in_the_cold(context: Context[Event]) -> Say | None:
    """Return what is said of red or warm skin in the ice, or soon after it; ``None`` at any other time."""
    if context.recovery.ice:
        return Say("mild-in-ice")
    return Say("mild-after-ice") if context.out_within(SKIN_WATCH) else None


def not_more(context: Context[Event]) -> Turn:
    """Go back to the question that the mild sign came upon."""
    waiting = context.session.waiting
    back = context.with_session(waiting=None)
    return back.then(e.WhereAsked()) if waiting in (None, Question.WHAT_NEXT) else back.ask(waiting)


# --- answers to a safety question ----------------------------------------------------------------


def denied(context: Context[e.SignDenied]) -> Turn:
    """Ask for what is left of a question when some of its signs are denied; with nothing left all is well (S20)."""
    asked, said = context.session.asked, (context.event.sign, context.event.also)
    told = tuple(each for sign in said if sign for each in denied_with(sign))
    if asked not in PARTS or not told:
        return context.aside(context.say("all-right"))
    known = context.with_session(denied=(*context.session.denied, *told))
    if set(open_parts(asked, known.session.denied).values()) == {"none"}:
        return known.then(e.Yes() if asked in (Question.WARM, Question.WARM_AGAIN) else e.No())
    return known.ask(asked, Say("all-right"))


def steps_answer(context: Context[e.StepsTold]) -> Turn:
    """Compare a number of steps with the four that were asked for; what tells nothing of them is asked again."""
    steps, can = context.event.steps, context.event.can
    if can and steps >= STEPS:
        return context.then(e.Yes())
    if (can and steps) or (not can and steps <= STEPS):
        return context.then(e.No())
    return context.aside(context.turn())


def steps_and_denied(context: Context[e.SignDenied]) -> Turn | None:
    """Hear that four steps can be taken, and what the next question need not ask; a denial alone is no answer."""
    sign = context.event.sign
    denied_too = (*context.session.denied, *denied_with(sign)) if sign else context.session.denied
    return context.with_session(denied=denied_too).then(e.Yes()) if context.event.can_step else None


def steps_told(context: Context[e.StepsTold]) -> Turn:
    """Hear of steps that were not asked for: who cannot take four has a red flag (S3, S6)."""
    if not context.event.can and context.event.steps <= STEPS:
        return context.then(e.RedFlagSaid(e.Sign.NO_STEPS))
    return context.then(e.WhereAsked())


def assessed_in_check(context: Context[e.Assessed]) -> Turn | None:
    """Take how it is at a safety question as its answer where it is one; it does not end the plan."""
    event, asked = context.event, context.session.asked
    is_well = event.trend is e.Trend.GONE or event.score == 0
    if asked is Question.FOUR_STEPS and event.trend is e.Trend.GONE:
        return context.then(e.Yes())  # a bare "zero" may mean no step at all
    if event.trend is e.Trend.WORSE:
        return context.then(e.Yes()) if asked is Question.ANYTHING_NEW else None
    advice = advise(context.day, None, event.score) if asked is Question.ANYTHING_NEW else None
    if advice in REFERRALS and is_on_scale(event.score):
        told = referred(context, advice)
        return told.aside(told.say(advice))  # a foot may be in the water: the ice is still decided upon
    return context.aside(context.say("glad-better" if is_well or event.trend is e.Trend.BETTER else "safety-first"))


def meaning(context: Context[Event]) -> Turn:
    """Explain the question that is open; with none, tell where they are; what to delete or remind of is put again."""
    asked = context.open_question
    if asked is None:
        return context.then(e.WhereAsked())
    if asked in PLAIN:
        return context.aside(context.turn())
    return context.aside(context.say(f"meaning-{asked}")) if asked in EXPLAINED else context.then(e.HowAsked())


def child(context: Context[e.ChildTold]) -> Turn:
    """Coach a child with a grown-up beside, as any other user (S14)."""
    if context.event.twisted:
        return twisted(context)
    if context.recovery.phase in UNSCREENED and context.session.asked not in SAFETY_QUESTIONS:
        return context.then(e.SorenessReported(), Say("child"))
    return context.aside(context.say("child"))
