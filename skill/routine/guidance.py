"""Finding the way: open, where am I, what now, next, back, again, done."""

from datetime import timedelta

from skill.routine import events as e
from skill.routine.acts import Question, Say, SayAgain
from skill.routine.context import Context, Rule, asked_first, may_be_in
from skill.routine.deadlines import Purpose
from skill.routine.events import Event
from skill.routine.icing import ice_again
from skill.routine.plan import LATE_OUT, Step
from skill.routine.recovery import NOT_UNDER_WAY, Phase, Turn
from skill.routine.reminders import lost_told, with_offer
from skill.routine.schedule import Now, next_ice, what_now
from skill.routine.screening import cold_watch, foot_out_first, out_of_ice

STEP_EVENTS = (e.NextIcingAsked(), e.MassageAsked(), e.MoveAsked(), e.Assessed())
"""What asks for each step, in the order of `Step`."""

OFFERS = {Step.ICE: Question.OFFER_ICE, Step.MASSAGE: Question.OFFER_MASSAGE, Step.MOVE: Question.OFFER_MOVE}

SMALL_HOURS = timedelta(hours=3)
"""This long before the ice of the morning the night is nearly over."""


def welcome(context: Context[Event]) -> Turn:
    """Greet a new user, once, with what the coach is and is not (S15)."""
    if context.session.introduced:
        return context.ask(Question.SORE_TODAY)
    return context.with_session(introduced=True).ask(Question.SORE_TODAY, Say("welcome"))


def foot_in(context: Context[Event]) -> Turn:
    """Ask whether the ice can begin; from the day after on, other things may come first."""
    return context.ask(Question.FOOT_IN) if context.day == 0 else now_what(context)


def resting(context: Context[Event]) -> Turn:
    """Ask first whether the foot is out, where that was not said, and how the skin is (S18); else tell what is next."""
    asked = asked_first(context)
    return context.ask(asked) if asked else now_what(context)


def now_what(context: Context[Event]) -> Turn:
    """Tell the next sensible thing, or offer it."""
    now = what_now(context.recovery, context.now)
    if now.step is Step.EVALUATION:
        is_known = context.session.asked is Question.SCORE
        return ask_score(context, *(() if is_known else (Say("day", {"day": context.day}),)))
    see_someone = (Say("see-someone"),) if now.step and context.recovery.referred_on else ()
    if now.step and not (now.wait or now.is_next_day):
        return context.ask(OFFERS[now.step], *see_someone)
    # A user who should see someone first is not also asked about reminders, unless that was asked already.
    is_asked = context.recovery.referred_on is None or context.session.asked is Question.REMIND
    turn = context.turn(*see_someone, _waiting(context, now))
    return with_offer(turn, context) if is_asked else turn


def ask_score(context: Context[Event], *said: Say) -> Turn:
    """Begin an assessment: ask how sore it is, and remember nothing that was said of it before."""
    return context.with_session(score=None, trend=None, wanted=None).ask(Question.SCORE, *said)


def _waiting(context: Context[Event], now: Now) -> Say:
    if now.wait and (now.wait <= SMALL_HOURS or not now.is_next_day):
        return Say("wait-ice" if now.step is Step.ICE else "wait-massage", {"wait": now.wait})
    if now.is_next_day:
        return Say("wait-morning" if now.step is Step.ICE else "wait-tomorrow")
    if context.hurt_by_cold_today:
        return cold_watch(context)
    moved = "rest-moved" if context.has_moved else "rest"
    return Say("rest-referred" if context.recovery.referred_on else moved)


def next_icing(context: Context[Event]) -> Turn:
    """Tell when the ice is due again (S9)."""
    if context.ice_held:
        return context.say("ice-held")
    if next_ice(context.recovery, context.now) == context.now:
        return context.ask(Question.OFFER_ICE)
    known, lost = lost_told(context)
    return known.turn(*lost, *ice_again(context))


def not_moving(context: Context[Event]) -> Turn:
    """Take a "no" to the outing: on the day after there is still the ice."""
    return context.then(e.NextIcingAsked(), Say("all-right")) if context.day == 1 else context.say("later")


def next_step(context: Context[Event]) -> Turn:
    """Go to the step after the one they are at; the last has none after it."""
    here = context.recovery.step
    if here is Step.ICE and context.recovery.phase is Phase.READY:
        return context.say("next-after-ice", **context.holds)
    return context.then(STEP_EVENTS[min([*Step].index(here) + 1, len(Step) - 1)])


def next_counting(context: Context[Event]) -> Turn:
    """Tell what follows the countdown that runs."""
    key = "next-after-ice" if context.countdown.step is Step.ICE else "next-after-move"
    return context.say(key, left=context.left, **context.holds)


def previous_step(context: Context[Event]) -> Turn:
    """Go back one step; the first has none before it."""
    here = [*Step].index(context.recovery.step)
    return context.then(STEP_EVENTS[here - 1] if here else e.WhereAsked())


def again(context: Context[Event]) -> Turn:
    """Say the last answer of this conversation again; with none, tell where they are."""
    if not context.session.said:
        return context.then(e.WhereAsked())
    return context.turn(SayAgain(context.session.asked))


def finished(context: Context[Event]) -> Turn:
    """Hear that something is done, between icings; where that may be the ice, the foot comes out only now (S7, S10)."""
    step = context.recovery.step
    if step is Step.MASSAGE and context.recovery.massaged_at:
        due = None if context.ice_held else context.recovery.next_icing_at(context.now)
        after = (Say("rest"),) if due is None else ice_again(context) if due > context.now else ()
        return context.turn(Say("well-done"), *after)
    if step is Step.MOVE and context.has_moved:
        return context.say("walk-done")
    return context.then(e.FootOut() if may_be_in(context) else e.WhereAsked())


def called_off(context: Context[Event]) -> Turn:
    """Hear that the ice is called off between icings: it is the ice to come."""
    is_reminded = any(each.purpose is Purpose.ICE for each in context.recovery.reminders)
    gone = e.RemindersSkipped(None, which=e.Which.ICE, is_guess=True)
    return context.then(gone) if is_reminded else no_countdown(context)


def step_done(context: Context[e.StepDone]) -> Turn:
    """Believe that a step was done without the coach, and tell what comes next."""
    step, phase = context.event.step, context.recovery.phase
    if step is Step.ICE:
        return context.then(e.IcedTold())
    if phase is Phase.WALKING and step is Step.MOVE:
        return context.then(e.Finished())
    if phase in NOT_UNDER_WAY or step is Step.EVALUATION:
        return context.then(e.WhereAsked())
    known = context if context.recovery.countdown else context.with_plan(step=step)
    if step is Step.MOVE and context.move_held:
        return known.with_plan(moved_on=context.today).then(e.MoveAsked())
    is_massage = step is Step.MASSAGE
    known = known.with_plan(massaged_at=context.now) if is_massage else known.with_plan(moved_on=context.today)
    return known.then(e.WhereAsked(), *(() if phase is Phase.SCREENING else (Say("well-done"),)))


def still_cold(context: Context[Event]) -> Turn:
    """Begin neither ice nor massage on skin that is still cold (S9, S10)."""
    usual = Say("cold-usual" if context.warm_wait else "cold-not-yet")
    return out_of_ice(context).turn(*foot_out_first(context), usual)


def out_or(rule: Rule[Event]) -> Rule[Event]:
    """Return a rule that asks first whether the foot is out, where that was not said (S18), else does what it did."""
    return lambda context: context.ask(Question.OUT) if may_be_in(context) else rule(context)


def resume_over(context: Context[Event]) -> Turn:
    """Hear "go on" when nothing runs: start, or say that the foot stays out before the next ice is due (S9)."""
    phase, waits = context.recovery.phase, context.ice_held or context.ice_wait
    is_of_ice = phase is Phase.READY or (phase is Phase.RESTING and waits)
    return context.then(e.IcingAsked()) if is_of_ice else no_countdown(context)


def no_countdown(context: Context[Event]) -> Turn:
    """Tell that nothing runs, unless that is plain (in the safety check, right after the ice), and what is next."""
    is_known = context.recovery.phase is Phase.SCREENING or context.out_within(LATE_OUT) or may_be_in(context)
    return context.then(e.WhereAsked(), *(() if is_known else (Say("nothing-runs"),)))
