"""Red flags, mild signs and cold risks: the safety questions, and what an answer means (S1 to S6, S8, S17, S20)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from skill.routine import events as e
from skill.routine import plan
from skill.routine.acts import (
    CLEARING,
    DELETING,
    SAFETY_CHECK,
    SAFETY_QUESTIONS,
    SIGNS_ASKED,
    Act,
    CancelTimer,
    Question,
    SafetyCheck,
    Say,
    denied_with,
    open_parts,
)
from skill.routine.context import Context, Rule, may_be_in
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import NOT_UNDER_WAY, UNSCREENED, Phase, Stage, Turn
from skill.routine.schedule import came_late, next_ice, next_massage

FOOT_OUT_FIRST = Say("foot-out-first")
"""What comes first while a foot may be in the water."""

MAY_BE_MORE = (e.Sign.SWELLING, e.Sign.REDNESS, e.Sign.WARMTH)
"""The mild signs that are asked about."""

BY_THE_COLD = (e.Sign.REDNESS, e.Sign.WARMTH)
"""What is usual in the ice and for a while after it."""

BEFORE_ICE = (Question.FOOT_IN, Question.OFFER_ICE, Question.ANYTHING_NEW, Question.WARM_AGAIN)
"""Questions that lead to ice."""

EXPLAINED = (*CLEARING, Question.MILD, Question.SKIN, Question.WARM, Question.SCORE)
"""The questions whose words are explained."""

PLAIN = (*DELETING, Question.REMIND, Question.OUT, Question.OUT_EARLY, Question.STILL_IN, Question.RESUME)
"""The questions that have no words to explain."""


def screen(context: Context[Event], *acts: Act) -> Turn:
    """Ask the first safety question that is still open; go on with what was wanted when there is none."""
    for question in SAFETY_QUESTIONS:
        if question not in context.session.cleared:
            asking = context.with_plan(stage=Stage.SCREENING).with_session(introduced=True)
            if context.session.asked is Question.MILD:
                return asking.ask(Question.MILD, *acts)  # what may be a red flag is open until it is answered
            if context.session.asked is not question:
                denied = context.session.denied if context.session.asked is Question.FOUR_STEPS else ()
                asking = asking.with_session(denied=denied, unsure=0)
            first = Say("check-first" if context.session.introduced else "check-first-coach")
            return asking.ask(question, *acts, *(() if context.recovery.phase is Phase.SCREENING else (first,)))
    return _passed(context, acts)


def screen_first(context: Context[Event]) -> Turn:
    """Put the safety questions before what was asked for."""
    context = new_plan(context)
    return screen(context, *((Say("safety-first"),) if context.recovery.phase is Phase.SCREENING else ()))


def _passed(context: Context[Event], acts: tuple[Act, ...]) -> Turn:
    recovery = context.recovery
    clear = begun(context).with_plan(stage=Stage.READY, screened_on=context.today)
    clear = with_cleared(clear, Question.ANYTHING_NEW)
    if clear.day >= plan.EVALUATE_LAST:
        clear = clear.with_plan(referred_on=context.today)
        acts = (*acts, Say("sore-for-long"))
    if clear.ice_held or recovery.out_at or recovery.ice_day(context.now) > plan.ICE_DAYS:
        clear = clear.with_plan(stage=Stage.RESTING)
    wishes: dict[Step | None, Event] = {
        Step.ICE: e.IcingAsked(clear.session.duration),
        Step.MASSAGE: e.MassageAsked(),
        Step.MOVE: e.MoveAsked(clear.session.activity),
    }
    if wish := wishes.get(clear.session.wanted):
        return clear.then(wish, *acts)
    if clear.recovery.phase is not Phase.RESTING:
        return clear.ask(Question.FOOT_IN, *acts, Say("clear-for-ice"))
    if came_late(clear.recovery, clear.today):
        rub = next_massage(clear.recovery, clear.now)
        return clear.ask(Question.OFFER_MASSAGE, *acts) if rub == clear.now else clear.then(e.WhereAsked(), *acts)
    if recovery.out_at is None:
        return clear.turn(*acts, _clear_without_ice(clear))
    return _clear_again(clear, recovery.referred_on == context.today, acts)


def _clear_again(context: Context[Event], is_worse: bool, acts: tuple[Act, ...]) -> Turn:
    """Go on after another check: to the ice that is due, else to what is next; what got worse is left in peace."""
    if is_worse:
        return context.turn(*acts, Say("clear-again"))
    if next_ice(context.recovery, context.now) == context.now:
        return context.ask(Question.FOOT_IN, *acts, Say("clear-for-ice"))
    return context.then(e.WhereAsked(), *acts, Say("clear-otherwise"))


def _clear_without_ice(context: Context[Event]) -> Say:
    recovery = context.recovery
    if recovery.massage_held_until and context.massage_held:
        return Say("clear-held", {"day": recovery.massage_held_until})
    return Say("clear-otherwise" if context.move_held else "clear-no-ice")


def with_cleared(context: Context[Event], question: Question) -> Context[Event]:
    """Return the context with this question answered well."""
    return context.with_session(cleared=(*context.session.cleared, question))


def check_answers(check: SafetyCheck) -> dict[type[Event], Rule[Event]]:
    """Return what a yes, a no and an "I don't know" to a safety question lead to (S2).

    A flag counts in whatever phase another speaker has brought about meanwhile (S6): it goes through the table, or
    stops as everywhere.
    """

    def well(context: Context[Event]) -> Turn:
        if context.recovery.phase is not Phase.SCREENING:
            return context.then(e.WhereAsked())  # answered meanwhile, on another speaker
        return screen(with_cleared(context, check.question))

    def flagged(context: Context[Event]) -> Turn:
        return red_flag(context) if isinstance(check.told, e.RedFlagSaid) else context.then(check.told)

    def unsure(context: Context[Event]) -> Turn:
        times = context.session.unsure
        if times < len(check.tries):
            return context.with_session(unsure=times + 1).ask(check.question, check.tries[times])
        return flagged(context) if check.is_flag_if_unsure else well(context)

    return {e.Yes: well, e.No: well, e.Unsure: unsure, check.flag: flagged}


def new_plan(context: Context[Event]) -> Context[Event]:
    """Return the context without a plan that is over."""
    if context.recovery.phase is not Phase.RECOVERED:
        return context
    return replace(context, recovery=context.recovery.fresh(context.now))


def begun(context: Context[Event]) -> Context[Event]:
    """Return the context with a soreness that began today, unless it began before."""
    return context.with_plan(began_on=context.recovery.began_on or context.today)


def twist_told(context: Context[e.TwistTold]) -> Turn:
    """Hear of a twist: one of long ago is no answer, so what is asked is explained (S4)."""
    is_old = (context.event.days_ago or 0) >= plan.OLD_TWIST
    return context.then(e.MeaningAsked()) if is_old else twisted(context)


def twisted(context: Context[Event]) -> Turn:
    """Hold massage and running after a twist, a fall or a pop; ice is fine (S4)."""
    until = context.today + plan.SPRAIN_HOLD
    context = begun(new_plan(context))
    held = context.with_plan(
        massage_held_until=later_of(until, context.recovery.massage_held_until),
        move_held_until=later_of(until, context.recovery.move_held_until),
    )
    who = "child" if isinstance(context.event, e.ChildTold) else "user"
    hold = Say("sprain-hold", {"day": until, "who": who, **held.holds})
    if held.recovery.ice:
        return held.turn(hold)
    acts = taken_out(held)
    held = with_cleared(out_of_ice(held) if acts else held, Question.TWIST)  # ice that was begun alone is fine
    if held.recovery.screened_on:
        # A new twist is a new injury: it gets its own check. Cold has not become a risk by it.
        held = held.with_plan(stage=Stage.SCREENING, screened_on=None)
        held = held.with_session(cleared=(Question.TWIST, Question.COLD))
    return screen(held, hold).with_acts(*acts)


def later_of(day: date, other: date | None) -> date:
    """Return the later of two days; a hold is never shortened by another one."""
    return max(day, other) if other else day


def cold_risk(context: Context[Event]) -> Turn:
    """Hold the ice until a clinician or pharmacist has been asked (S5); a foot that is in it comes out at once.

    White toes that ice may have hurt are a warning of the skin (S8).
    """
    is_new = context.session.asked is not Question.COLD and may_be_hurt_by_ice(context)
    if is_new and context.event == e.ColdRiskTold(e.Sign.COLD_TOES):
        return context.then(e.SkinWarned(e.Sign.BLUE))
    held = begun(new_plan(context)).with_plan(ice_held_until=context.today + plan.COLD_HOLD)
    hold: tuple[Act, ...] = (Say("cold-hold", {"sign": _sign(context.event)}),)
    if context.recovery.phase is Phase.READY:
        held = held.with_plan(stage=Stage.RESTING)
    if context.recovery.ice or context.recovery.ice_since:
        first = Say("cold-out") if context.recovery.ice else FOOT_OUT_FIRST
        held, hold = out_of_ice(held), (first, *hold, *taken_out(context))
    elif may_be_in(context):
        hold = (FOOT_OUT_FIRST, *hold)
    if held.recovery.screened_on:
        return held.turn(*hold)
    wanted = None if context.session.wanted is Step.ICE else context.session.wanted
    return screen(with_cleared(held.with_session(wanted=wanted), Question.COLD), *hold)


def skin_warning(context: Context[Event]) -> Turn:
    """Take numb, pale or blistered skin in the ice, or after it, as an injury by cold (S8), else as a red flag (S3)."""
    if context.recovery.ice:
        is_out = context.countdown.paused_at is not None
        return _cold_injury(out_of_ice(context).with_plan(out_told=is_out)).with_acts(*taken_out(context))
    if may_be_hurt_by_ice(context):
        return _cold_injury(context)
    is_rubbed = isinstance(context.event, e.SkinWarned) and context.event.sign is e.Sign.BLISTER
    return context.then(e.TopicAsked("blister")) if is_rubbed else red_flag(context)


def may_be_hurt_by_ice(context: Context[Event]) -> bool:
    """Return whether a foot is in the ice, or was so lately that its skin is watched (S8)."""
    return context.recovery.ice is not None or context.out_within(plan.SKIN_WATCH)


def _cold_injury(context: Context[Event]) -> Turn:
    """Hold ice and massage; who has not said that the foot is out is taken to have it in the water still."""
    until, left, out_told = context.today + plan.COLD_HOLD, _feeling_back_in(context), context.recovery.out_told
    sign = {"sign": _sign(context.event)}
    held = context.with_plan(ice_held_until=until, massage_held_until=until, referred_on=context.today)
    held = held.with_session(heard=Say("heard", sign))
    if left <= timedelta(0):
        return held.turn(*(() if out_told else (FOOT_OUT_FIRST,)), Say("cold-injury-late", sign))
    if out_told:
        return held.turn(Say("cold-injury-after", {"wait": left, **sign}))
    return held.with_plan(out_at=context.now, out_told=True).turn(Say("cold-injury", sign))


def _feeling_back_in(context: Context[Event]) -> timedelta:
    return (context.recovery.out_at or context.now) + plan.FEELING_BACK - context.now


def cold_watch(context: Context[Event]) -> Say:
    """Return what to do about skin that ice has hurt today: wait for the feeling, then get advice (S8)."""
    left = _feeling_back_in(context)
    return Say("cold-wait", {"wait": left}) if left > timedelta(0) else Say("cold-watch")


def red_flag(context: Context[Event]) -> Turn:
    """Stop everything, name what was heard, and send for care; the routine does not go on (S3, S6, S21)."""
    heard, first = _named(context), (FOOT_OUT_FIRST,) if foot_may_be_in(context) else ()
    times = context.recovery.wordings if context.recovery.phase is Phase.STOPPED else 0
    ended = out_by_now(context) if may_be_in(context) else out_of_ice(context)
    stopped = ended.with_plan(stage=Stage.STOPPED, referred_on=context.today, wordings=times)
    # The safety line comes first, whatever the timer answers.
    return send_to_care(stopped.with_session(heard=heard), "care-now", *first, heard).with_acts(*taken_out(context))


def _named(context: Context[Event]) -> Say:
    """Return the words that name what a stop is for: the sign, or what the open question asks for."""
    asked = context.session.asked
    if asked is None or isinstance(context.event, e.RedFlagSaid | e.SkinWarned):
        return Say("heard", {"sign": _sign(context.event)})
    sure = "no" if isinstance(context.event, e.Unsure) else "yes"
    return Say(f"heard-{asked}", {"sure": sure, **context.put(asked).values})


def _sign(event: Event) -> str:
    sign = event.sign if isinstance(event, e.OfSign) else None
    return str(sign) if sign else "unknown"


def send_to_care(context: Context[Event], key: str, *before: Say) -> Turn:
    """Say one of the two wordings of a phrase about care: never the same twice in a row, in one-shots too."""
    times = context.recovery.wordings
    told = context.with_plan(wordings=times + 1)
    return told.turn(*before, Say(key, {"again": "yes" if times % 2 else "no"}))


def foot_may_be_in(context: Context[Event]) -> bool:
    """Return whether a foot may be in the water: in our ice, in ice that was wanted, or left in after the end."""
    recovery, session = context.recovery, context.session
    if recovery.countdown:
        return recovery.ice is not None
    is_wanted = recovery.phase is Phase.READY or (recovery.phase is Phase.SCREENING and session.wanted is Step.ICE)
    return bool(recovery.ice_since) or is_wanted or session.asked in BEFORE_ICE or may_be_in(context)


def foot_out_first(context: Context[Event]) -> tuple[Say, ...]:
    """Return what comes first while a foot is in the water, as far as is known."""
    recovery = context.recovery
    in_ice = recovery.ice and recovery.ice.paused_at is None
    return (FOOT_OUT_FIRST,) if in_ice or recovery.ice_since else ()


def taken_out(context: Context[Event]) -> tuple[CancelTimer, ...]:
    """Return the act that keeps a running countdown from ringing."""
    countdown = context.recovery.countdown
    return (CancelTimer(countdown.step, context.recovery.timer),) if countdown else ()


def out_of_ice(context: Context[Event]) -> Context[Event]:
    """Return the context with its countdown ended now: an icing taken out of, or a walk done."""
    recovery, countdown = context.recovery, context.recovery.countdown
    if countdown is None and recovery.ice_since and context.now - recovery.ice_since < plan.SHORTEST_ICE:
        return context.with_plan(ice_since=None)
    if countdown is None:
        return iced_since(context, context.now, told=True) if recovery.ice_since else context
    ended = context.with_plan(countdown=None, timer=None)
    # In a pause the foot was out already.
    end = countdown.paused_at or min(context.now, countdown.ends_at or context.now)
    if countdown.step is Step.MOVE:
        return ended.with_plan(moved_on=recovery.local(end).date())
    told = countdown.ends_at is None or context.now < countdown.ends_at
    return ended.with_plan(out_at=end, out_told=told, iced_for=countdown.elapsed_at(context.now), prompts=False)


def out_by_now(context: Context[Event]) -> Context[Event]:
    """Return the context with a foot that was left in after the end taken out now: warmth counts from here (S10)."""
    return context.with_plan(out_at=context.now, out_told=True, iced_for=been_in(context))


def been_in(context: Context[Event]) -> timedelta:
    """Return how long the foot has been in, when it is still: as long as was counted, what passed since, or longer."""
    recovery, now = context.recovery, context.now
    counted = recovery.iced_for + (now - recovery.out_at if recovery.out_at else timedelta(0))
    told = context.event.duration if isinstance(context.event, e.IcedTold) else None
    return max(counted, told or timedelta(0))


def iced_since(context: Context[Event], out_at: datetime, *, told: bool) -> Context[Event]:
    """Return the context with ice that was begun without the coach as an icing that ended then (S19)."""
    since = context.recovery.ice_since or out_at
    ended = context.with_plan(ice_since=None, iced_at=since, out_at=out_at, out_told=told, iced_for=out_at - since)
    return ended.with_plan(step=Step.ICE)


def anything_new(context: Context[Event]) -> Turn:
    """Take "something is new or worse" before a later icing: see someone sooner (S12), and check again (S1)."""
    again = out_of_ice(context).with_plan(stage=Stage.SCREENING, referred_on=context.today, screened_on=None)
    return screen(again.with_session(cleared=(), wanted=None), *foot_out_first(context), Say("worse-check"))


# --- mild signs ----------------------------------------------------------------------------------


def mild(context: Context[e.MildSignTold]) -> Turn:
    """Give a sentence of advice; where it could be more, ask one question (S17)."""
    sign = context.event.sign
    if sign in BY_THE_COLD and (context.recovery.ice or context.out_within(plan.SKIN_WATCH)):
        return context.aside(context.say("mild-in-ice" if context.recovery.ice else "mild-after-ice"))
    advice, known = Say("mild", {"sign": str(sign)}), _answered_well(context)
    if sign in MAY_BE_MORE:
        asked = known.session.asked
        waiting = known.session.waiting if asked is Question.MILD else asked
        return known.with_session(waiting=waiting).ask(Question.MILD, advice)
    if known is not context:
        return screen(known, advice)
    if context.recovery.phase in NOT_UNDER_WAY:
        return context.then(e.WhereAsked(), advice)
    return context.aside(context.turn(advice))


def _answered_well(context: Context[e.MildSignTold]) -> Context[Event]:
    """Return the context with the open safety question answered: "no, but it's swollen" is a no to "is it bent"."""
    asked = context.session.asked
    well = {check.question: check.flag is e.No for check in SAFETY_CHECK}
    if asked not in well or context.event.answer is not well[asked]:
        return context
    return with_cleared(context, asked).with_session(asked=None)


def not_more(context: Context[Event]) -> Turn:
    """Go back to the question that the mild sign came upon, or to the next where it was answered with it."""
    waiting = context.session.waiting
    back = context.with_session(waiting=None, asked=None)
    if waiting is None and context.recovery.phase is Phase.SCREENING:
        return screen(back)
    return back.then(e.WhereAsked()) if waiting in (None, Question.WHAT_NEXT) else back.ask(waiting)


# --- answers to a safety question ----------------------------------------------------------------


def sign_denied(context: Context[e.SignDenied]) -> Turn:
    """Ask for what is left of a question when some of its signs are denied; with nothing left all is well (S20)."""
    asked, said = context.session.asked, (context.event.sign, context.event.also)
    told = tuple(each for sign in said if sign for each in denied_with(sign))
    if asked not in SIGNS_ASKED or not told:
        is_first = context.open_question is None and context.recovery.phase in UNSCREENED
        heard = Say("all-right")
        return context.then(e.WhereAsked(), heard) if is_first else context.aside(context.turn(heard))
    known = context.with_session(denied=(*context.session.denied, *told))
    if set(open_parts(asked, known.session.denied).values()) == {"none"}:
        return known.then(e.Yes() if asked in (Question.WARM, Question.WARM_AGAIN) else e.No())
    return known.ask(asked, Say("all-right"))


def steps_answer(context: Context[e.StepsTold]) -> Turn:
    """Compare a number of steps with the four that were asked for; what tells nothing of them is asked again."""
    steps, can = context.event.steps, context.event.can
    if can and steps >= plan.STEPS:
        return context.then(e.Yes())
    if (can and steps) or (not can and steps <= plan.STEPS):
        return context.then(e.No())
    return context.aside(context.turn())


def steps_and_denied(context: Context[e.SignDenied]) -> Turn | None:
    """Hear that four steps can be taken, and what the next question need not ask; a denial alone is no answer."""
    sign = context.event.sign
    denied_too = (*context.session.denied, *denied_with(sign)) if sign else context.session.denied
    return context.with_session(denied=denied_too).then(e.Yes()) if context.event.can_step else None


def steps_heard(context: Context[e.StepsTold]) -> Turn:
    """Hear of steps that were not asked for: who cannot take four has a red flag (S3, S6)."""
    steps, can = context.event.steps, context.event.can
    if (not can and steps <= plan.STEPS) or (can and context.event.is_steps and 0 < steps < plan.STEPS):
        return context.then(e.RedFlagSaid(e.Sign.NO_STEPS))
    return context.then(e.WhereAsked())


def meaning(context: Context[Event]) -> Turn:
    """Explain the question that is open; with none, tell where they are; what to delete or remind of is put again."""
    asked = context.open_question
    if asked is None:
        return context.then(e.WhereAsked())
    if asked in PLAIN:
        return context.aside(context.turn())
    return context.aside(context.say(f"meaning-{asked}")) if asked in EXPLAINED else context.then(e.HowAsked())


def child(context: Context[e.ChildTold]) -> Turn:
    """Coach a child with a grown-up beside, as any other user (S14); beside a plan that is under way it is another."""
    if context.event.twisted and context.recovery.phase in UNSCREENED:
        return twisted(context)
    if context.recovery.phase in UNSCREENED and context.session.asked not in SAFETY_QUESTIONS:
        return context.then(e.SorenessReported(), Say("child"))
    return context.aside(context.say("child"))
