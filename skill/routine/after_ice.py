"""After the ice: the self-massage of a warm ankle; the day after, a very easy jog or a walk (article; S4, S10, S11)."""

from datetime import timedelta

from skill.routine import events as e
from skill.routine import plan
from skill.routine.acts import Question, Say, StartTimer
from skill.routine.assessment import Advice, advise, no_score, no_trend, referred
from skill.routine.context import Context, E
from skill.routine.deadlines import Countdown
from skill.routine.events import Event
from skill.routine.icing import out
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Stage, Turn
from skill.routine.reminders import OUTING_TAKES, with_offer
from skill.routine.screening import screen, screen_first

# --- massage -----------------------------------------------------------------------------------


def screen_before_massage(context: Context[Event]) -> Turn:
    """Put the safety questions before the massage that was asked for; in the check say when it is held."""
    refused = refuse_massage(context) if context.recovery.phase is Phase.SCREENING and context.massage_held else None
    return screen(context, *refused.acts) if refused else screen_first(context.with_session(wanted=Step.MASSAGE))


def massage(context: Context[Event]) -> Turn:
    """Ask whether the ankle is warm, once an hour has passed since the ice."""
    return refuse_massage(context) or context.with_plan(step=Step.MASSAGE).ask(Question.WARM)


def warm_told(context: Context[Event]) -> Turn:
    """Take "it's warm" as a yes to the massage that is offered; whether it feels normal is still asked (S10)."""
    return context.with_session(denied=(e.Sign.COLD,)).then(e.MassageAsked())


def refuse_massage(context: Context[Event]) -> Turn | None:
    """Say why there is no massage now (S4, S8, S10); ``None`` when there may be one."""
    if context.hurt_by_cold:
        return context.say("massage-off")
    if context.massage_held:
        return context.say("massage-held", day=context.recovery.massage_held_until)
    return context.say("massage-too-early", wait=context.warm_wait) if context.warm_wait else None


def massage_now(context: Context[Event]) -> Turn:
    """Tell how to massage."""
    told = context.with_plan(massaged_at=context.now, step=Step.MASSAGE)
    return refuse_massage(context) or told.tell("massage-how")  # time may have come between question and answer


def massage_declined(context: Context[Event]) -> Turn:
    """Take a "no" to the massage: it is offered again after the next icing."""
    return context.with_plan(massaged_at=context.now).say("later")


# --- outing ------------------------------------------------------------------------------------


def _wanting(context: Context[E], activity: e.Activity | None = None) -> Context[E]:
    return context.with_session(wanted=Step.MOVE, activity=activity, score=None, trend=None)


def screen_before_outing(context: Context[e.MoveAsked]) -> Turn:
    """Put the safety questions before the outing that was asked for; in the check say when it is not for today."""
    refused = refuse_outing(context) if context.recovery.phase is Phase.SCREENING else None
    return screen(context, *refused.acts) if refused else screen_first(_wanting(context, context.event.activity))


def move(context: Context[e.MoveAsked]) -> Turn:
    """Ask how sore it is when walking, once an outing makes sense (S11)."""
    refused = refuse_outing(context)
    is_sent = context.has_moved and context.session.wanted is Step.MOVE and not context.move_held
    if is_sent and context.event.activity is e.Activity.WALK:  # in place of the jog of a moment ago
        return context.ask(Question.WALK_TIMER, Say("walk"))
    if refused and context.recovery.phase is Phase.READY and context.day == 0:
        return context.ask(Question.FOOT_IN, *refused.acts)
    return refused or _wanting(context, context.event.activity).with_plan(step=Step.MOVE).ask(Question.SCORE)


def scored_at_offer(context: Context[e.Assessed]) -> Turn | None:
    """Take a score for a yes to the outing, which asks for it anyway; anything else is an assessment."""
    score, trend = context.event.score, context.event.trend
    if score is None or trend or not 0 <= score <= plan.MODERATE:
        return None
    return refuse_outing(context) or scored(_wanting(context).with_plan(step=Step.MOVE))


def move_scored(context: Context[e.MoveAsked]) -> Turn | None:
    """Go on to the outing with the score that was told before it was asked how it compares with yesterday."""
    score, wanting = context.session.score, _wanting(context, context.event.activity)
    return None if score is None else refuse_outing(context) or wanting.then(e.Assessed(score=score))


def move_counting(context: Context[e.MoveAsked]) -> Turn:
    """Tell what waits until the countdown is over; or that there is no outing for days (S4)."""
    refused = refuse_outing(context) if context.move_held else None
    return refused or context.say("move-after-ice" if context.recovery.ice else "walk-left", left=context.left)


def walk_instead(context: Context[e.MoveAsked]) -> Turn | None:
    """Take "I'll walk" where it was asked how far the user runs: the walk needs no answer to that."""
    is_walk = context.event.activity is e.Activity.WALK and context.session.score is not None
    return send_off(context.with_session(activity=e.Activity.WALK)) if is_walk else None


def refuse_outing(context: Context[Event]) -> Turn | None:
    """Say why there is no outing now (S4, S9, S11); ``None`` when there may be one."""
    recovery, warm_at = context.recovery, context.recovery.warm_at(context.now)
    if context.move_held:
        return context.say("move-held", day=recovery.move_held_until, way=_way(context), **context.holds)
    if recovery.ice_day(context.now) == 0:
        return context.say("move-tomorrow")
    if context.has_moved:
        return context.say("move-done-today")
    if warm_at and context.now < warm_at:
        return context.say("move-too-early", wait=warm_at - context.now)
    return None if context.by_day(context.now) else context.say("move-morning")


def scored(context: Context[e.Assessed]) -> Turn:
    """Turn the score into an outing (S11), or ask what is still needed for it; it is also an assessment."""
    score = context.session.score if context.event.score is None else context.event.score
    if score is None:
        return no_score(context)
    scored_ = context.with_session(score=score)
    advice = advise(context.day, context.event.trend, score)
    if advice is Advice.SEVERE:
        told = referred(scored_.with_plan(assessed_on=context.today), advice)
        return told.say("move-not-at-all", way=_way(context))
    # What is mild on day four may be on its way, unless it was a reason to see someone before.
    is_open = advice is None and context.day >= plan.EVALUATE_LAST
    if advice is Advice.THERAPIST or (is_open and context.recovery.referred_on):
        return _walk_at_most(scored_)
    if is_open:
        return no_trend(scored_)
    if context.recovery.covers_jog is None and not _only_walks(context):
        return scored_.ask(Question.COVERS)
    return send_off(scored_)


def _walk_at_most(context: Context[Event]) -> Turn:
    """Send a user who is still sore after four days to someone (article), and no farther than the walk."""
    is_news = context.recovery.referred_on != context.today
    told = context.with_plan(referred_on=context.today, assessed_on=context.today)
    if refuse_outing(told):
        return told.say(Advice.THERAPIST)  # time, or another speaker, came between question and answer
    said = (Say(Advice.THERAPIST), Say("walk-at-most", told.holds)) if is_news else (Say("walk-referred", told.holds),)
    return told.ask(Question.WALK_TIMER, *said)


def _way(context: Context[Event]) -> str:
    event = context.event
    activity = event.activity if isinstance(event, e.MoveAsked) else context.session.activity
    return "walk" if activity is e.Activity.WALK else "run"


def _only_walks(context: Context[Event]) -> bool:
    """Return whether they asked for the walk, or should see someone, and so do not jog whatever the score."""
    return context.session.activity is e.Activity.WALK or context.recovery.referred_on is not None


def send_off(context: Context[Event]) -> Turn:
    """Send them off, as far as the score allows (S11); new runners (article) and those who should see someone walk."""
    if refused := refuse_outing(context):
        return refused  # time, or another speaker, came between question and answer
    jogs = context.recovery.covers_jog and not _only_walks(context)
    extra = (Say("only-normal-feeling"),) if context.ice_held else ()
    if jogs and (context.session.score or 0) <= plan.MILD:
        gone = context.with_plan(moved_on=context.today)
        return with_offer(gone.turn(*extra, Say("jog", context.units)), gone, OUTING_TAKES)
    said = Say("slow-or-walk", context.units) if jogs else Say("walk")
    return context.ask(Question.WALK_TIMER, *extra, said)


def usual_run(context: Context[e.UsualRunTold]) -> Turn:
    """Keep whether the easy jog is nothing new to them, else it becomes the walk (article), and go on."""
    if context.event.miles is None:
        return context.ask(Question.COVERS)
    covers = context.event.miles >= plan.JOG_MILES
    known = context.with_plan(covers_jog=covers)
    screened = known.recovery.screened_on is not None
    if screened and known.session.wanted is Step.MOVE and known.session.score is not None:
        return send_off(known)
    noted = known.say("noted-jog" if covers else "noted-walk", **known.holds)
    return noted if known.session.asked is Question.COVERS else known.aside(noted)


def number_told(context: Context[e.Assessed]) -> Turn | None:
    """Take a number as the usual distance, in the units that were asked in, unless it corrects the score."""
    number, trend = context.event.score, context.event.trend
    before = context.session.score
    is_worse = trend is e.Trend.WORSE or (context.event.is_before and (before or 0) > (number or 0))
    if is_worse:  # a reason to see someone (S12)
        return None
    if context.event.is_before:
        return context.aside(context.turn())
    is_corrected = not context.event.is_bare and (number or 0) > (before or 0)  # the higher one counts (S20)
    if before is not None and (context.event.is_meant or is_corrected):
        return scored(context)
    if number is None or trend or context.event.in_words:
        return None
    # Where the units are unknown the shorter ones count.
    miles = number if context.recovery.metric is False else number / plan.KILOMETERS_PER_MILE
    return context.then(e.UsualRunTold(miles))


def time_shorter_walk(context: Context[e.LengthAsked]) -> Turn:
    """Time the walk that is offered for as long as was said; one that is longer is put again as it was offered."""
    length = context.event.duration or plan.WALK_TIME
    return time_walk(context, length) if length <= plan.WALK_TIME else walk_no_longer(context)


def walk_no_longer(context: Context[Event]) -> Turn:
    """Offer the walk of the usual length where a longer one was asked for."""
    return context.ask(Question.WALK_TIMER, Say("walk-no-longer"))


def time_walk(context: Context[Event], length: timedelta = plan.WALK_TIME) -> Turn:
    """Start the time of the walk."""
    begun = walking(context, Countdown(Step.MOVE, length, context.now + length))
    said = Say("walk-begun", {"duration": length})
    return refuse_outing(context) or begun.turn(said, StartTimer(Step.MOVE, length))


def walking(context: Context[Event], countdown: Countdown) -> Context[Event]:
    """Return the context with a walk that is timed."""
    return context.with_plan(stage=Stage.RESTING, step=Step.MOVE, countdown=countdown, moved_on=context.today)


def walk_or_jog(context: Context[e.MoveAsked]) -> Turn | None:
    """Time the walk, or let them go slowly, as was chosen of the two; who is only to walk is asked again."""
    if context.event.activity is e.Activity.WALK:
        return time_walk(context)
    if context.event.activity is None or not context.recovery.covers_jog or _only_walks(context):
        return None
    gone = context.with_plan(moved_on=context.today)
    return refuse_outing(context) or with_offer(gone.say("slow-jog", **context.units), gone, OUTING_TAKES)


def untimed(context: Context[Event]) -> Turn:
    """Send them off without a timer."""
    gone = context.with_plan(moved_on=context.today)
    return refuse_outing(context) or with_offer(gone.say("enjoy-walk"), gone, OUTING_TAKES)


def walk_ended(context: Context[Event]) -> Turn:
    """End the walk that runs, and offer to remind of the ice of that day."""
    return with_offer(out(context), context)
