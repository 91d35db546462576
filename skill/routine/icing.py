"""The ice and every countdown: begin, time left, pause, more, out, and what follows an icing (S9, S10)."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Act, PauseTimer, Question, ResumeTimer, Say, StartTimer
from skill.routine.context import Context
from skill.routine.countdown import Countdown
from skill.routine.events import Event, IcingAsked, MoreTimeAsked
from skill.routine.plan import (
    AFTERTHOUGHT,
    ENOUGH_ICE,
    ICE_DAYS,
    ICE_TIME,
    MORE_ICE,
    MUCH_TOO_LONG,
    SHORTEST_ICE,
    STILL_WET,
    Step,
)
from skill.routine.recovery import Phase, Stage, Turn
from skill.routine.reminders import offered
from skill.routine.schedule import earliest_ice, moments, next_ice, next_massage, prompts_ahead
from skill.routine.screening import out_of_ice, screen_first, taken_out

# --- begin ------------------------------------------------------------------------------------


def screen_before_icing(context: Context[IcingAsked]) -> Turn:
    """Put the safety questions before the icing that was asked for (S1)."""
    return screen_first(context.with_session(wanted=Step.ICE, duration=context.event.duration))


def start(context: Context[IcingAsked]) -> Turn:
    """Start an icing, unless something has to come first: a hold, the check, time, or one question (S1, S5, S9)."""
    recovery = context.recovery
    if context.ice_held:
        return context.say("ice-held")
    if recovery.screened_on is None or recovery.ice_held_until:
        # A hold that has run out ends with a fresh check, and not by itself.
        return screen_before_icing(context.with_plan(ice_held_until=None, screened_on=None))
    due = context.next_icing_at
    if due and context.now < due:
        return context.say("ice-too-early", wait=due - context.now)
    checked_today = recovery.screened_on == context.today and due is None
    if not checked_today and Question.ANYTHING_NEW not in context.session.cleared:
        return context.with_session(wanted=Step.ICE, duration=context.event.duration).ask(Question.ANYTHING_NEW)
    return _begin(context, *(() if due is None else (Say("ice-only-warm"),)))


def _begin(context: Context[IcingAsked], *acts: Act) -> Turn:
    asked = context.event.duration
    duration = min(max(asked or ICE_TIME, SHORTEST_ICE), ICE_TIME)
    is_capped = asked is not None and asked > ICE_TIME
    # Who is coached through it hears of the sharp part in a moment.
    first = context.recovery.iced_at is None and not acts and not context.recovery.prompts
    icing = context.with_plan(
        stage=Stage.RESTING,
        step=Step.ICE,
        countdown=Countdown.begun(Step.ICE, duration, context.now),
        iced_at=context.now,
        out_at=None,
        out_told=False,
        iced_for=timedelta(0),
    )
    key = "ice-capped" if is_capped else "ice-begun-first" if first else "ice-begun"
    if icing.recovery.prompts and not prompts_ahead(icing.recovery, context.now):
        # Nothing rings at night (S9), and a few minutes need no company.
        icing = icing.with_plan(prompts=False)
    return icing.turn(*acts, Say(key, {"duration": duration}), StartTimer(Step.ICE, duration))


def nothing_new(context: Context[Event]) -> Turn:
    """Go on to the later icing that was asked for."""
    cleared = (*context.session.cleared, Question.ANYTHING_NEW)
    return context.with_session(cleared=cleared).then(IcingAsked(context.session.duration))


def start_running(context: Context[IcingAsked]) -> Turn:
    """Hear "start" while the ice runs: tell the time, or make it as short as was asked (less is fine, S7)."""
    asked = context.event.duration
    done = context.countdown.elapsed_at(context.now)
    if asked is None or asked >= context.countdown.planned or asked <= done:
        return time_left(context)
    shorter = context.with_plan(
        countdown=replace(context.countdown, planned=asked).set_to(asked - done, context.now), timer=None
    )
    said = Say("ice-shorter", {"duration": asked, "left": shorter.left})
    return shorter.turn(said, *taken_out(context), StartTimer(Step.ICE, shorter.left))


def start_paused(context: Context[Event]) -> Turn:
    """Hear "start" in a pause: go on with the ice, or leave the walk for it."""
    return resume(context) if context.countdown.step is Step.ICE else replace_walk(context)


# --- while it runs ----------------------------------------------------------------------------


def time_left(context: Context[Event]) -> Turn:
    """Tell how long it still takes; never restart anything."""
    if context.session.timer_lost:
        return _was_cancelled(context)
    if context.countdown.step is Step.MOVE:
        return context.say("walk-left", left=context.left)
    return context.say(_left_key(context), left=context.left)


def _was_cancelled(context: Context[Event]) -> Turn:
    still = Question.STILL_WALKING if context.countdown.step is Step.MOVE else Question.STILL_IN
    return context.ask(still, Say("timer-was-cancelled", {"left": context.left}))


def _left_key(context: Context[Event]) -> str:
    countdown = context.countdown
    elapsed = countdown.elapsed_at(context.now)
    if context.left < timedelta(minutes=1):
        return "ice-left-last"
    if elapsed < timedelta(minutes=3):
        return "ice-left-early"
    return "ice-left-half" if elapsed * 2 >= countdown.planned else "ice-left"


def paused_left(context: Context[Event]) -> Turn:
    """Tell what is left of a paused countdown, and offer to go on."""
    if context.session.timer_lost:
        return _was_cancelled(context)
    return context.ask(Question.RESUME, Say("paused-left", {"left": context.left}))


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


def more(context: Context[MoreTimeAsked]) -> Turn:
    """Add time, up to 20 minutes in all (S7)."""
    if context.countdown.step is Step.MOVE:
        return paused_left(context)
    countdown, asked = context.countdown, _asked_more(context)
    granted = min(asked, ICE_TIME - countdown.planned)
    if granted <= timedelta(0):
        return context.say("ice-no-more", left=context.left)
    longer = context.with_plan(countdown=countdown.extended(granted, context.now))
    said = Say("ice-more" if granted == asked else "ice-more-capped", {"more": granted, "left": longer.left})
    # A paused timer of the old length must not be resumed.
    timer = () if context.recovery.phase is Phase.PAUSED else (StartTimer(countdown.step, longer.left),)
    return longer.with_plan(timer=None).turn(said, *taken_out(context), *timer)


def _asked_more(context: Context[MoreTimeAsked]) -> timedelta:
    return max(context.event.duration or MORE_ICE, timedelta(minutes=1))


def more_after(context: Context[MoreTimeAsked]) -> Turn:
    """Go on with a short icing that just ended, up to 20 minutes in all; else refuse kindly (S7)."""
    recovery, done, asked = context.recovery, _in_for(context), _asked_more(context)
    granted = min(asked, ICE_TIME - done)
    just_ended = recovery.out_at is not None and context.now - recovery.out_at <= AFTERTHOUGHT
    if just_ended and granted < SHORTEST_ICE:
        return context.say("ice-no-more-after")
    if not just_ended or context.ice_held:
        return context.then(IcingAsked())
    whole = Countdown.begun(Step.ICE, done + granted, context.now).set_to(granted, context.now)
    again = context.with_plan(countdown=whole, out_at=None)
    said = Say("ice-more" if granted == asked else "ice-more-capped", {"more": granted, "left": granted})
    return again.turn(said, StartTimer(Step.ICE, granted))


def _in_for(context: Context[Event]) -> timedelta:
    """Return how long the foot has been in the ice, at most: past the deadline, until it is said to be out (S7)."""
    recovery = context.recovery
    late = timedelta(0) if recovery.out_told or recovery.out_at is None else context.now - recovery.out_at
    return recovery.iced_for + late


def uncomfortable(context: Context[Event]) -> Turn:
    """Ease cold that is too much (S8); ten minutes done may also be enough."""
    if context.countdown.step is Step.MOVE:
        return context.say("walk-slower")
    done = context.countdown.elapsed_at(context.now)
    if done >= ENOUGH_ICE:
        return context.say("too-cold-enough", done=done)
    return context.say("too-cold")


# --- the end ----------------------------------------------------------------------------------


def out(context: Context[Event]) -> Turn:
    """End the icing, or the walk, that is counting."""
    done = context.countdown.elapsed_at(context.now)
    return _ended(context, Say("walk-done"), Say("ice-out", {"done": done}))


def call_off(context: Context[Event]) -> Turn:
    """End the icing, or the walk, because it was called off."""
    return _ended(context, Say("walk-cancelled"), Say("ice-cancelled"))


def _ended(context: Context[Event], walk: Say, ice: Say) -> Turn:
    """End what is counting; some seconds of ice do not count, so that the next icing need not wait for two hours."""
    done, acts = out_of_ice(context), taken_out(context)
    if context.countdown.step is Step.MOVE:
        return done.turn(walk, *acts)
    if done.recovery.iced_for < SHORTEST_ICE:
        brief = done.with_plan(stage=Stage.READY, iced_at=None, out_at=None, iced_for=timedelta(0))
        return brief.turn(Say("ice-out-brief"), *acts)
    return ice_ended(done, ice, *acts)


def out_late(context: Context[Event]) -> Turn:
    """Hear that the foot is out when the time was up already, or when nothing ran."""
    recovery = context.recovery
    out_at = recovery.out_at
    if out_at is None or recovery.out_told or context.now - out_at > STILL_WET:
        return context.say("no-ice-runs")
    known = context.with_plan(out_at=context.now, out_told=True, iced_for=_in_for(context))
    if context.now - out_at > MUCH_TOO_LONG:
        return known.say("ice-out-late")
    return ice_ended(known, Say("ice-out", {"done": recovery.iced_for}))


def replace_walk(context: Context[Event]) -> Turn:
    """End a walk that counts, then hear the event again."""
    return out_of_ice(context).then(context.event, *taken_out(context))


# --- after it ----------------------------------------------------------------------------------


def ice_ended(context: Context[Event], said: Say, *acts: Act) -> Turn:
    """Tell what comes after an icing, and once a day offer to remind of it, which tells the times of the ice."""
    offering = offered(context)
    if offering is None:
        return context.turn(said, *_before_ice(context), *ice_again(context), *acts)
    again = () if moments(offering.recovery.planned) else ice_again(context)
    return offering.ask(Question.REMIND, said, *_before_ice(context), *again, *acts)


def _before_ice(context: Context[Event]) -> tuple[Say, ...]:
    """Return what comes between two icings (S10)."""
    warm = next_massage(context.recovery, context.now)
    return (Say("dry-off"), *(() if warm is None else (Say("massage-in", {"wait": warm - context.now}),)))


def ice_again(context: Context[Event]) -> tuple[Say, ...]:
    """Return when the ice is due again (S9), and when a reminder of it rings."""
    recovery = context.recovery
    if context.ice_held:
        return ()
    due, following = max(recovery.next_icing_at() or context.now, context.now), next_ice(recovery, context.now)
    if following is None:
        return (Say("ice-over" if recovery.ice_day(context.now) > ICE_DAYS else "ice-done"),)
    if following > due:
        return (Say("ice-in-morning"),)
    return (Say("ice-in", {"wait": due - context.now}), *_reminded(context))


def _reminded(context: Context[Event]) -> tuple[Say, ...]:
    """Return when the next reminder of ice rings; nothing when none is set that makes sense."""
    recovery, now = context.recovery, context.now
    due = earliest_ice(recovery, now) or now
    ahead = [at for at in moments(recovery.reminders) if at >= max(due, now)]
    return (Say("reminder-next", {"ice": (recovery.local(ahead[0]),)}),) if ahead else ()
