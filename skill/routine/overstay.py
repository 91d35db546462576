"""A foot that is still in the ice, or may be: it runs on for what is left of twenty minutes, or comes out now (S18)."""

from datetime import timedelta

from skill.routine import undo
from skill.routine.acts import Question, Say, StartTimer
from skill.routine.advice import REFERRALS, advise
from skill.routine.context import Context, may_be_in
from skill.routine.deadlines import Countdown
from skill.routine.events import Assessed, Event, IcingAsked, ResumeAsked, TakenBack, WhereAsked
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Stage, Turn
from skill.routine.screening import FOOT_OUT_FIRST, been_in, new_plan, out_by_now, out_of_ice, screen, taken_out
from skill.routine.stopped import care_first

NOTHING = timedelta(0)


def run_on(context: Context[Event], left: timedelta, planned: timedelta = ICE_TIME) -> Turn:
    """Let the ice run for what is left of it, with a timer; take the foot out when nothing is."""
    known = context.with_plan(stage=Stage.RESTING, step=Step.ICE, ice_since=None)
    if left <= NOTHING:
        return out_now(known)
    running = known.with_plan(
        countdown=Countdown(Step.ICE, planned, context.now + left),
        timer=None,
        out_at=None,
        out_told=False,
        iced_for=NOTHING,
    )
    return running.turn(Say("resumed", {"left": left}), *taken_out(context), StartTimer(Step.ICE, left))


def out_now(context: Context[Event]) -> Turn:
    """Take the foot out: twenty minutes is the most (S7). Then the skin is looked at (S8)."""
    return out_by_now(out_of_ice(context)).ask(Question.SKIN, Say("out-now"), *taken_out(context))


def skin_is_fine(context: Context[Event]) -> Turn:
    """Hear that the skin is neither white nor numb: it is not asked again, and the end is not taken back any more."""
    return context.with_plan(before=None).then(WhereAsked())


def still_in(context: Context[Event]) -> Turn:
    """Hear that the foot is in between icings: go on after a mistake, else run on, or take it out."""
    return undo.or_go_on(in_after_the_end)(context)


def in_after_the_end(context: Context[Event]) -> Turn:
    """Let the ice run on for what is left of twenty minutes since it began, else take the foot out."""
    recovery, due = context.recovery, context.recovery.next_icing_at()
    if context.ice_held:
        return context.turn(FOOT_OUT_FIRST, Say("ice-held"))
    is_new = due is None or (context.now >= due and not may_be_in(context))
    if is_new or context.session.asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return context.then(IcingAsked())
    left = ICE_TIME - been_in(context)
    began = min(recovery.iced_at or context.now, context.now + left - ICE_TIME)
    return run_on(context.with_plan(iced_at=began), left)


def is_foot_out(context: Context[Assessed]) -> Turn | None:
    """Ask again whether the foot is out, unless what is told sends to someone first (S11, S12)."""
    sends = advise(context.day, context.event.trend, context.event.score) in REFERRALS
    return None if sends else context.aside(context.say("all-right"))


def still_in_pause(context: Context[Event]) -> Turn:
    """Go on as if there had been no pause: the foot was in all the time."""
    countdown, paused_at = context.countdown, context.countdown.paused_at
    if countdown.step is Step.MOVE or paused_at is None:
        return context.then(ResumeAsked())
    return run_on(context, countdown.left - (context.now - paused_at), countdown.planned)


def still_in_unscreened(context: Context[Event]) -> Turn:
    """Put the safety questions before any ice (S1); a foot that is in for an unknown time comes out meanwhile."""
    if context.recovery.ice_since:
        return context.then(WhereAsked())
    if undo.is_after(context, Question.START_OVER):
        return context.then(TakenBack())
    plan = new_plan(context).with_session(wanted=None)
    if plan.recovery.out_at:
        plan = out_by_now(plan)
    return screen(plan, FOOT_OUT_FIRST)


def still_in_stopped(context: Context[Event]) -> Turn:
    """Take the foot out first, then care (S3)."""
    care = care_first(context)
    return Turn(care.recovery, care.session, (FOOT_OUT_FIRST, *care.acts))
