"""The ice and every countdown: begin, time left, pause, more, out, and what follows an icing (S9, S10)."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from skill.routine import events as e
from skill.routine import plan, schedule, screening, undo
from skill.routine.acts import Act, PauseTimer, Question, ResumeTimer, Say, StartTimer
from skill.routine.context import Context, Rule, is_skin_to_see, may_be_in
from skill.routine.deadlines import Countdown, Planned, Purpose
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Icing, Phase, Stage, Turn
from skill.routine.reminders import offered, with_offer
from skill.routine.stopped import care_first

TOO_LONG = plan.ICE_TIME + plan.MUCH_TOO_LONG
"""A foot that was in the ice for longer than this is looked at, and nothing is offered."""

# --- begin ------------------------------------------------------------------------------------


def screen_before_icing(context: Context[e.IcingAsked]) -> Turn:
    """Put the safety questions before the icing that was asked for (S1); a foot that is in has begun it."""
    if context.event.is_in and (context.ice_held or context.ice_wait):
        return screening.screen(screening.new_plan(context).with_session(wanted=None), screening.FOOT_OUT_FIRST)
    return screening.screen_first(_wanting(context))


def _wanting(context: Context[e.IcingAsked]) -> Context[e.IcingAsked]:
    """Return the context with the ice that is wanted; it began when the foot was first said to be in the water.

    Questions may still come before the time runs, and the foot may stay in meanwhile.
    """
    since = context.recovery.ice_since or (context.now if context.event.is_in else None)
    return context.with_plan(ice_since=since).with_session(wanted=Step.ICE, duration=context.event.duration)


def start(context: Context[e.IcingAsked]) -> Turn:
    """Start an icing, unless something has to come first: a hold, the check, time, or a question (S1, S5, S9)."""
    recovery, since = context.recovery, context.recovery.ice_since
    if context.ice_held:
        return _no_ice(context, Say("ice-held"))
    if recovery.screened_on is None or recovery.ice_held_until:
        # A hold that has run out ends with a fresh check, and not by itself.
        return screen_before_icing(context.with_plan(ice_held_until=None, screened_on=None))
    if may_be_in(context) and not since:
        return context.ask(Question.OUT)
    if context.ice_wait:
        return _no_ice(context, Say("ice-too-early", {"wait": context.ice_wait}))
    asking, is_first = _wanting(context), not context.icings
    checked_today = is_first and recovery.screened_on == context.today
    if not checked_today and Question.ANYTHING_NEW not in context.session.cleared:
        return asking.ask(Question.ANYTHING_NEW)
    is_begun = since and context.now - since >= plan.SHORTEST_ICE
    if not is_first and Question.WARM_AGAIN not in context.session.cleared and not is_begun:
        return asking.ask(Question.WARM_AGAIN)
    if since and is_begun:
        planned = min(context.event.duration or plan.ICE_TIME, plan.ICE_TIME)
        return run_on(context.with_plan(iced_at=since), planned - (context.now - since), planned)
    return _begin(context.with_plan(ice_since=None))


def _no_ice(context: Context[e.IcingAsked], why: Say) -> Turn:
    """Keep a foot out; one that is said to be in is cold from now on, and may not have come out (S9, S18)."""
    if context.event.is_in and not context.recovery.ice_since and context.recovery.out_at:
        return context.with_plan(out_at=context.now, out_told=False).turn(screening.FOOT_OUT_FIRST, why)
    first = screening.FOOT_OUT_FIRST if context.recovery.ice_since or context.event.is_in else Say("foot-stays-out")
    return screening.out_of_ice(context).turn(first, why)


def _begin(context: Context[e.IcingAsked]) -> Turn:
    if context.event.is_question:
        return context.with_session(wanted=Step.ICE).ask(Question.FOOT_IN)
    asked = context.event.duration
    duration = min(max(asked or plan.ICE_TIME, plan.SHORTEST_ICE), plan.ICE_TIME)
    is_capped = asked is not None and asked > plan.ICE_TIME
    # Who is coached through it hears of the sharp part in a moment.
    first = context.recovery.iced_at is None and not context.recovery.prompts
    icing = in_ice(context, Countdown(Step.ICE, duration, context.now + duration), context.now)
    context = context.with_session(duration=None)
    key = "ice-capped" if is_capped else "ice-begun-first" if first else "ice-begun"
    if icing.recovery.prompts and not schedule.prompts_ahead(icing.recovery, context.now):
        # Nothing rings at night (S9), and a few minutes need no company.
        icing = icing.with_plan(prompts=False)
    return icing.turn(Say(key, {"duration": duration}), StartTimer(Step.ICE, duration))


def in_ice(context: Context[Event], countdown: Countdown, began: datetime | None) -> Context[Event]:
    """Return the context with an icing that counts, in place of the last one."""
    begun = context.with_plan(stage=Stage.RESTING, step=Step.ICE, countdown=countdown, iced_at=began)
    return begun.with_plan(out_at=None, out_told=False, iced_for=timedelta(0))


def foot_in(context: Context[Event]) -> Turn:
    """Start the ice with the length that was noted before."""
    return context.then(e.IcingAsked(context.session.duration, is_in=True))


def note_length(context: Context[e.LengthAsked]) -> Turn:
    """Keep a length for when the foot is in; said alone where that is asked, it starts the time."""
    length = context.event.duration
    if context.event.is_alone:
        return context.then(e.IcingAsked(length))
    said = (Say("length-noted", {"duration": min(max(length, plan.SHORTEST_ICE), plan.ICE_TIME)}),) if length else ()
    return context.with_session(duration=length).ask(Question.FOOT_IN, *said)


def cleared(question: Question) -> Rule[Event]:
    """Return the rule that takes a question before a later icing as answered well, and goes on to the ice."""
    return lambda context: screening.with_cleared(context, question).then(e.IcingAsked(context.session.duration))


def start_running(context: Context[e.IcingAsked]) -> Turn:
    """Hear "start" while the ice runs: tell the time, or make it as short as was asked (less is fine, S7)."""
    return _shortened(context, context.event.duration or plan.ICE_TIME)


def _shortened(context: Context[Event], planned: timedelta) -> Turn:
    """Make the icing as short as was asked; tell the time when that is no less, or has passed already."""
    countdown, done = context.countdown, context.countdown.elapsed_at(context.now)
    if countdown.step is Step.ICE and planned <= done:
        return context.aside(context.say("ice-passed", left=context.left))
    if not done < planned < countdown.planned:
        return time_left(context)
    return _changed(context, countdown.extended(planned - countdown.planned, context.now), "ice-shorter", planned)


def _changed(context: Context[Event], countdown: Countdown, key: str, named: timedelta) -> Turn:
    """Let the icing run with another length; a paused timer of the old length must not be resumed."""
    changed = context.with_plan(countdown=countdown, timer=None)
    acts: tuple[Act, ...] = (Say(key, {"duration": named, "left": changed.left}), *screening.taken_out(context))
    if context.recovery.phase is Phase.PAUSED:
        return changed.ask(Question.RESUME, *acts)
    return changed.turn(*acts, StartTimer(countdown.step, changed.left))


def start_again(context: Context[Event]) -> Turn:
    """Hear "start" in a pause, or on the walk: go on with the ice, or end the walk for it."""
    if context.countdown.step is Step.ICE:
        return resume(context)
    return screening.out_of_ice(context).then(context.event, *screening.taken_out(context))


# --- while it runs ----------------------------------------------------------------------------


def time_left(context: Context[Event]) -> Turn:
    """Tell how long it still takes, and offer to go on with what stands still; never restart anything."""
    left = {"left": context.left}
    if context.session.timer_lost:
        still = Question.STILL_WALKING if context.countdown.step is Step.MOVE else Question.STILL_IN
        return context.ask(still, Say("timer-was-cancelled", left))
    if context.recovery.phase is Phase.PAUSED:
        return context.ask(Question.RESUME, Say("paused-left", left))
    return context.turn(Say(_left_key(context), left))


def _left_key(context: Context[Event]) -> str:
    countdown, elapsed = context.countdown, context.countdown.elapsed_at(context.now)
    if countdown.step is Step.MOVE:
        return "walk-left"
    if context.left < timedelta(minutes=1):
        return "ice-left-last"
    if elapsed < timedelta(minutes=3):
        return "ice-left-early"
    return "ice-left-half" if elapsed * 2 >= countdown.planned else "ice-left"


def pause(context: Context[Event]) -> Turn:
    """Let the countdown stand still."""
    timer = context.recovery.timer
    acts: tuple[Act, ...] = (PauseTimer(timer),) if timer else ()
    paused = context.with_plan(countdown=context.countdown.paused(context.now))
    return paused.turn(*acts, Say("paused", {"left": context.left}))


def resume(context: Context[Event]) -> Turn:
    """Let the countdown run on."""
    timer, countdown = context.recovery.timer, context.countdown
    running = context.with_plan(countdown=countdown.resumed(context.now))
    act = ResumeTimer(timer) if timer else StartTimer(countdown.step, context.left)
    return running.turn(Say("resumed", {"left": context.left}), act)


def more(context: Context[e.MoreTimeAsked]) -> Turn:
    """Add time, up to 20 minutes in all (S7)."""
    countdown = context.countdown
    if countdown.step is Step.MOVE:
        return time_left(context)
    granted, key = _granted(context, countdown.planned)
    if granted <= timedelta(0):
        return context.say("ice-no-more", left=context.left)
    return _changed(context, countdown.extended(granted, context.now), key, granted)


def more_in_pause(context: Context[e.MoreTimeAsked]) -> Turn:
    """Add time; where there is none to add, it is the pause that is to be longer."""
    if context.recovery.ice and context.countdown.planned >= plan.ICE_TIME:
        return context.ask(Question.RESUME, Say("take-your-time"))
    return more(context)


def less(context: Context[e.LessTimeAsked]) -> Turn:
    """Take time off; when less is left than that, ten minutes done are enough (S7)."""
    countdown, off = context.countdown, context.event.duration or plan.MORE_ICE
    if countdown.step is Step.ICE and context.left <= off and countdown.elapsed_at(context.now) >= plan.ENOUGH_ICE:
        return uncomfortable(context)
    return _shortened(context, countdown.planned - off)


def set_length(context: Context[e.LengthAsked]) -> Turn:
    """Make the icing as long, or as short, as was said, up to 20 minutes in all (S7)."""
    event, countdown = context.event, context.countdown
    left = _until(context) or (event.duration if event.is_left else None)
    asked = countdown.elapsed_at(context.now) + left if left else event.duration or countdown.planned
    longer = asked - countdown.planned
    if longer > timedelta(0):
        return more(context.hearing(e.MoreTimeAsked(longer)))
    return _shortened(context, asked)


def _until(context: Context[e.LengthAsked]) -> timedelta | None:
    """Return how long it is until the time that was said; ``None`` without one, or where their clock is not known."""
    at, recovery = context.event.until, context.recovery
    if at is None or recovery.zone_guessed:
        return None
    ends = (recovery.moment(context.today, at.replace(hour=hour)) for hour in schedule.hours_meant(at))
    return min((end - context.now for end in ends if end > context.now), default=None)


def start_of_length(context: Context[e.LengthAsked]) -> Turn:
    """Take a length as that of the icing to come; "until six" is none."""
    if context.event.until:
        return context.then(e.WhereAsked())
    return context.then(e.IcingAsked(context.event.duration))


def _granted(context: Context[e.MoreTimeAsked], done: timedelta) -> tuple[timedelta, str]:
    """Return what is granted of the time that was asked for, up to 20 minutes in all (S7), and the key of the words."""
    asked = max(context.event.duration or plan.MORE_ICE, timedelta(minutes=1))
    granted = min(asked, plan.ICE_TIME - done)
    return granted, "ice-more" if granted == asked else "ice-more-capped"


def not_yet(context: Context[Event]) -> Turn:
    """Give the time that is asked for before the foot is in."""
    return context.ask(context.session.asked or Question.FOOT_IN, Say("take-your-time"))


def more_after(context: Context[e.MoreTimeAsked]) -> Turn:
    """Go on with a short icing that just ended, up to 20 minutes in all; else refuse kindly (S7)."""
    # Past the deadline, until it is said to be out, it counts as in (S7).
    done = screening.been_in(context) if may_be_in(context) else context.recovery.iced_for
    granted, key = _granted(context, done)
    just_ended = context.out_within(plan.AFTERTHOUGHT)
    if just_ended and granted < plan.SHORTEST_ICE:
        return context.say("ice-no-more-after")
    if not just_ended or context.ice_held:
        return context.then(e.IcingAsked())
    whole = Countdown(Step.ICE, done + granted, context.now + granted)
    return _changed(context.with_plan(out_at=None), whole, key, granted)


def uncomfortable(context: Context[Event]) -> Turn:
    """Ease cold that is too much (S8); ten minutes done may also be enough."""
    if context.countdown.step is Step.MOVE:
        return context.say("walk-slower")
    done = context.countdown.elapsed_at(context.now)
    if done >= plan.ENOUGH_ICE:
        return context.say("too-cold-enough", done=done)
    return context.say("too-cold")


# --- the end ----------------------------------------------------------------------------------


def out(context: Context[Event]) -> Turn:
    """End the icing, or the walk, that is counting."""
    done = context.countdown.elapsed_at(context.now)
    return _end_countdown(context, Say("walk-done"), Say("ice-out", {"done": done}))


def call_off(context: Context[Event]) -> Turn:
    """End the icing, or the walk, because it was called off."""
    return _end_countdown(context, Say("walk-cancelled"), Say("ice-cancelled"))


def _end_countdown(context: Context[Event], walk: Say, ice: Say) -> Turn:
    """End what is counting; some seconds of ice do not count, so that the next icing need not wait for two hours."""
    done, acts = screening.out_of_ice(context), screening.taken_out(context)
    if context.countdown.step is Step.MOVE:
        return done.turn(walk, *acts)
    if done.recovery.iced_for < plan.SHORTEST_ICE:
        brief = done.with_plan(stage=Stage.READY, iced_at=None, out_at=None, iced_for=timedelta(0))
        return brief.turn(Say("ice-out-brief"), *acts)
    # An end that answers whether the foot is out is not asked about again.
    if context.left >= plan.SHORTEST_ICE and context.session.asked not in (Question.STILL_IN, Question.OUT):
        return done.ask(Question.OUT_EARLY, ice, *_before_ice(done), *acts)
    return ice_ended(done, ice, *acts)


def never_in(context: Context[Event]) -> Turn:
    """Hear that the foot has not been in: there was no ice, and it can begin."""
    is_just_over = may_be_in(context) or context.out_within(plan.LATE_OUT)
    if context.ice_held or not (context.recovery.ice or is_just_over):
        return context.then(e.WhereAsked())
    none = context.with_plan(stage=Stage.READY, countdown=None, timer=None, prompts=False, out_told=False)
    none = none.with_plan(iced_at=None, out_at=None, iced_for=timedelta(0))
    return none.ask(Question.FOOT_IN, Say("no-ice-yet"), *screening.taken_out(context))


def out_late(context: Context[Event]) -> Turn:
    """Hear that the foot is out when the time was up already, or when nothing ran."""
    if context.recovery.ice_since:
        done = screening.out_of_ice(context)
        said = Say("ice-out", {"done": done.recovery.iced_for})
        return ice_ended(done, said) if done.recovery.out_at == context.now else done.say("ice-out-brief")
    if context.hurt_by_cold:
        return context.turn(screening.cold_watch(context))
    if not may_be_in(context):
        return context.ask(Question.SKIN) if is_skin_to_see(context) else context.say("no-ice-runs")
    known = screening.out_by_now(context)
    if not context.out_within(plan.MUCH_TOO_LONG):
        return known.say("ice-out-late")
    return ice_ended(known, Say("ice-out", {"done": context.recovery.iced_for}))


def out_early(context: Context[Event]) -> Turn:
    """Hear that the foot is out indeed, although time was left."""
    return with_offer(context.say("all-right"), context)


def out_since(context: Context[Event]) -> Turn | None:
    """Hear that the foot has been out since the deadline; ``None`` where there is none, or the end was told."""
    if not may_be_in(context):
        return None
    told = context.with_plan(out_told=True)
    return ice_ended(told, Say("ice-out", {"done": told.recovery.iced_for}))


# --- a foot that is still in, or may be (S18) ----------------------------------------------------


def run_on(context: Context[Event], left: timedelta, planned: timedelta = plan.ICE_TIME) -> Turn:
    """Let the ice run for what is left of it, with a timer; take the foot out when nothing is."""
    known = context.with_plan(stage=Stage.RESTING, step=Step.ICE, ice_since=None)
    if left <= timedelta(0):
        return out_now(known)
    countdown = Countdown(Step.ICE, planned, context.now + left)
    running = in_ice(known.with_plan(timer=None), countdown, known.recovery.iced_at)
    return running.turn(Say("resumed", {"left": left}), *screening.taken_out(context), StartTimer(Step.ICE, left))


def out_now(context: Context[Event]) -> Turn:
    """Take the foot out: twenty minutes is the most (S7). Then the skin is looked at (S8)."""
    return screening.out_by_now(screening.out_of_ice(context)).ask(
        Question.SKIN, Say("out-now"), *screening.taken_out(context)
    )


def skin_is_fine(context: Context[Event]) -> Turn:
    """Hear that the skin is neither white nor numb: it is not asked again, and the end is not taken back any more."""
    return context.with_plan(before=None).then(e.WhereAsked())


def still_in(context: Context[Event]) -> Turn:
    """Hear that the foot is in between icings: go on after a mistake, else run on, or take it out."""
    return undo.or_go_on(in_after_the_end)(context)


def in_after_the_end(context: Context[Event]) -> Turn:
    """Let the ice run on for what is left of twenty minutes since it began, else take the foot out."""
    recovery, due = context.recovery, context.recovery.next_icing_at(context.now)
    if context.ice_held:
        return context.turn(screening.FOOT_OUT_FIRST, Say("ice-held"))
    is_over = recovery.out_told or not context.out_within(plan.OVERSLEPT)
    is_new = due is None or recovery.ice or (context.now >= due and is_over)
    if is_new or context.session.asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return context.then(e.IcingAsked(is_in=True))
    left = plan.ICE_TIME - screening.been_in(context)
    began = min(recovery.iced_at or context.now, context.now + left - plan.ICE_TIME)
    return run_on(context.with_plan(iced_at=began), left)


def still_in_pause(context: Context[Event]) -> Turn:
    """Go on as if there had been no pause: the foot was in all the time."""
    countdown, paused_at = context.countdown, context.countdown.paused_at
    if countdown.step is Step.MOVE or paused_at is None:
        return context.then(e.ResumeAsked())
    return run_on(context, countdown.left - (context.now - paused_at), countdown.planned)


def still_in_unscreened(context: Context[Event]) -> Turn:
    """Put the safety questions before any ice (S1); a foot that is in for an unknown time comes out meanwhile."""
    if context.recovery.ice_since:
        return context.then(e.WhereAsked())
    if undo.is_after(context, Question.START_OVER):
        return context.then(e.TakenBack())
    fresh = screening.new_plan(context).with_session(wanted=None)
    if fresh.recovery.out_at:
        fresh = screening.out_by_now(fresh)
    return screening.screen(fresh, screening.FOOT_OUT_FIRST)


def still_in_stopped(context: Context[Event]) -> Turn:
    """Take the foot out first, then care (S3)."""
    return care_first(context).with_acts(first=(screening.FOOT_OUT_FIRST,))


# --- iced already (S19) -------------------------------------------------------------------------


def of_today(rule: Rule[e.IcedTold]) -> Rule[e.IcedTold]:
    """Return a rule that counts ice of today from when it ended; that of another day changes nothing (S9, S19)."""

    def dated(context: Context[e.IcedTold]) -> Turn:
        event = context.event
        if event.is_other_day or event.ago >= schedule.DAY:
            return context.aside(context.turn()) if context.open_question else context.then(e.WhereAsked())
        return rule(replace(context, event=replace(event, ago=event.ago or _since(context, event.at))))

    return dated


def _since(context: Context[e.IcedTold], at: time | None) -> timedelta:
    """Return how long ago it was so late; zero when the hour is still to come, or their clock is not known."""
    now = context.recovery.local(context.now)
    if at is None or context.recovery.zone is None:
        return timedelta(0)
    ends = (datetime.combine(now.date(), at.replace(hour=hour), now.tzinfo) for hour in schedule.hours_meant(at))
    return min((now - end for end in ends if end <= now), default=timedelta(0))


def iced_told(context: Context[e.IcedTold]) -> Turn:
    """Take ice that was begun without the coach as an icing: what is left of twenty minutes may follow."""
    began, out_at = _began(context), context.recovery.out_at
    if out_at and (began <= out_at or may_be_in(context)):
        return _known_already(context)
    if context.event.is_in and _lasted(context) < plan.ICE_TIME:
        return context.with_plan(ice_since=began).then(e.IcingAsked())
    over = _counted_ice(context).with_plan(stage=Stage.RESTING)
    if context.event.is_in:
        return out_now(over)
    if context.event.ago:
        return over.then(e.WhereAsked(), _noted(context))
    return over.turn(_noted(context)) if _lasted(context) > TOO_LONG else ice_ended(over, _noted(context))


def _began(context: Context[e.IcedTold]) -> datetime:
    return context.now - context.event.ago - _lasted(context)


def _lasted(context: Context[e.IcedTold]) -> timedelta:
    """Return how long it was, so far; a foot that is in for an unknown time is taken to be half through."""
    return context.event.duration or (plan.ENOUGH_ICE if context.event.is_in else plan.ICE_TIME)


def _counted_ice(context: Context[e.IcedTold]) -> Context[Event]:
    known = context.with_plan(ice_since=_began(context))
    return screening.iced_since(known, context.now - context.event.ago, told=True)


def _noted(context: Context[e.IcedTold]) -> Say:
    return Say("ice-out-late" if _lasted(context) > TOO_LONG else "ice-noted", {"done": _lasted(context)})


def _known_already(context: Context[e.IcedTold]) -> Turn:
    """Hear of the icing that the coach has counted itself; it may have been longer than it knows (S8)."""
    if _lasted(context) > TOO_LONG and not context.event.is_in:
        return (screening.out_by_now(context) if may_be_in(context) else context).say("ice-out-late")
    if not may_be_in(context) and (context.event.is_bare or not context.event.is_in):
        return context.then(e.WhereAsked())
    if context.event.is_in:
        # How long it has been is no mistake of the coach's to be taken back.
        return in_after_the_end(context) if context.event.duration else still_in(context)
    recovery, told = context.recovery, context.event.duration or timedelta(0)
    if told > recovery.iced_for:  # longer than the coach has counted
        iced_at = min(recovery.iced_at or context.now, context.now - told)
        context = context.with_plan(iced_for=told, iced_at=iced_at)
    return out_since(context) or context.then(e.FootOut())


def iced_told_running(context: Context[e.IcedTold]) -> Turn:
    """Hear how long the foot has been in: longer than was counted shortens what is left, and a pause is over.

    When the icing before this one was too close to it (S9), the foot is to come out; the time runs until it is said
    to be.
    """
    if _is_too_close(context):
        return context.say("ice-too-close")
    began = _began(context)
    left = plan.ICE_TIME - (context.now - began)
    event, paused_at = context.event, context.countdown.paused_at
    is_of_this = context.countdown.step is Step.ICE and (event.is_in or event.duration) and not event.ago
    if paused_at and is_of_this and event.is_in and not event.is_bare:
        in_the_pause = context.countdown.left - min(_lasted(context), context.now - paused_at)
        return run_on(context, min(in_the_pause, left if event.duration else in_the_pause), context.countdown.planned)
    if not is_of_this or context.left - left < plan.SHORTEST_ICE:
        return time_left(context)
    return run_on(context.with_plan(iced_at=began), left)


def _is_too_close(context: Context[e.IcedTold]) -> bool:
    """Return whether what is told of was an icing so short before the one that runs (S9)."""
    iced_at, ago = context.recovery.iced_at, context.event.ago
    if not ago or not iced_at or context.countdown.step is not Step.ICE:
        return False
    return iced_at < Icing(_began(context), context.now - ago).next_at


def out_unscreened(context: Context[Event]) -> Turn:
    """Hear that the foot is out before the safety check is through: that was an icing."""
    known = context.with_plan(ice_since=context.recovery.iced_at) if may_be_in(context) else context
    if known.recovery.ice_since is None:
        return context.then(e.WhereAsked())
    done = screening.out_of_ice(known).with_session(wanted=None)
    is_too_long = context.now - known.recovery.ice_since > TOO_LONG
    return done.then(e.WhereAsked(), *((Say("ice-out-late"),) if is_too_long else ()))


def iced_told_unscreened(context: Context[e.IcedTold]) -> Turn:
    """Remember the ice, and put the safety questions before any more of it (S1)."""
    if context.event.is_in and _lasted(context) < plan.ICE_TIME:
        begun = screening.begun(screening.new_plan(context.with_plan(ice_since=_began(context))))
        return screening.screen(begun.with_session(wanted=Step.ICE, duration=None), _noted(context))
    first = Say("out-now") if context.event.is_in else _noted(context)
    return screening.screen(screening.begun(screening.new_plan(_counted_ice(context))).with_session(wanted=None), first)


# --- after it ----------------------------------------------------------------------------------


def ice_ended(context: Context[Event], said: Say, *acts: Act) -> Turn:
    """Tell what comes after an icing, and once a day offer to remind of it, which tells the times of the ice."""
    offering = offered(context)
    again = () if offering and schedule.moments(offering.recovery.planned) else ice_again(context)
    told = (said, *_before_ice(context), *again, *acts)
    return offering.ask(Question.REMIND, *told) if offering else context.turn(*told)


def _before_ice(context: Context[Event]) -> tuple[Say, ...]:
    """Return what comes between two icings (S10)."""
    warm = schedule.next_massage(context.recovery, context.now)
    return (Say("dry-off"), *(() if warm is None else (Say("massage-in", {"wait": warm - context.now}),)))


def ice_again(context: Context[Event]) -> tuple[Say, ...]:
    """Return when the ice is due again (S9), and when a reminder of it rings."""
    recovery, now = context.recovery, context.now
    if context.ice_held:
        return ()
    following, due = schedule.next_ice(recovery, now), schedule.gap_ends(recovery, now)
    if following is None:
        return (Say("ice-over" if recovery.ice_day(now) > plan.ICE_DAYS else "ice-done"),)
    if following > due:
        return (Say("ice-in-morning"),)
    first = tuple(Planned(Purpose.ICE, at) for at in schedule.moments(recovery.reminders) if at >= due)[:1]
    reminded = (Say("reminder-next", schedule.reminder_times(recovery, first, now)),) if first else ()
    return (Say("ice-in", {"wait": due - now}), *reminded)
