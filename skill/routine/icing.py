"""The ice and every countdown: begin, time left, pause, more, out."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import (
    Act,
    PauseTimer,
    Question,
    ResumeTimer,
    Say,
    StartTimer,
)
from skill.routine.after_ice import ended
from skill.routine.countdown import Countdown
from skill.routine.events import (
    IcingAsked,
    MoreTimeAsked,
)
from skill.routine.plan import (
    AFTERTHOUGHT,
    ICE_TIME,
    MORE_ICE,
    MUCH_TOO_LONG,
    SHORTEST_ICE,
    STILL_WET,
    Step,
)
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Scene
from skill.routine.schedule import check_ins
from skill.routine.screening import out_of_ice, screen_first, taken_out

RUNNING = {Step.ICE: Phase.ICING, Step.MOVE: Phase.WALKING}
"""The phase in which the countdown of a step runs."""


# --- begin ------------------------------------------------------------------------------------


def ask_first(scene: Scene) -> Turn:
    """Put the safety questions before the icing that was asked for (S1)."""
    duration = scene.event.duration if isinstance(scene.event, IcingAsked) else None
    return screen_first(scene.minding(wanted=Step.ICE, duration=duration))


def start(scene: Scene) -> Turn:
    """Start an icing, unless something has to come first: a hold, the check, time, or one question (S1, S5, S9)."""
    recovery = scene.recovery
    if scene.is_held(recovery.ice_held_until):
        return scene.say("ice-held")
    if recovery.screened_on is None or recovery.ice_held_until:
        # A hold that has run out ends with a fresh check, and not by itself.
        return ask_first(scene.knowing(ice_held_until=None, screened_on=None))
    due = recovery.next_icing_at()
    if due and scene.now < due:
        return scene.say("ice-too-early", wait=due - scene.now)
    checked_today = recovery.screened_on == scene.today and due is None
    if not checked_today and Question.ANYTHING_NEW not in scene.talk.cleared:
        duration = scene.event.duration if isinstance(scene.event, IcingAsked) else None
        return scene.minding(wanted=Step.ICE, duration=duration).ask(Question.ANYTHING_NEW)
    return _begin(scene, *(() if due is None else (Say("ice-only-warm"),)))


def _begin(scene: Scene, *acts: Act) -> Turn:
    asked = scene.event.duration if isinstance(scene.event, IcingAsked) else None
    duration = min(max(asked or ICE_TIME, SHORTEST_ICE), ICE_TIME)
    is_capped = asked is not None and asked > ICE_TIME
    # Who is coached through it hears of the sharp part in a moment.
    first = scene.recovery.iced_at is None and not acts and not scene.recovery.check_ins
    icing = scene.knowing(
        phase=Phase.ICING,
        step=Step.ICE,
        countdown=Countdown.begun(Step.ICE, duration, scene.now),
        iced_at=scene.now,
        out_at=None,
        out_told=False,
        iced_for=timedelta(0),
    )
    key = "ice-capped" if is_capped else "ice-begun-first" if first else "ice-begun"
    if icing.recovery.check_ins and not check_ins(icing.recovery, scene.now):
        # Nothing rings at night (S9), and a few minutes need no company.
        icing = icing.knowing(check_ins=False)
    return icing.turn(*acts, Say(key, {"duration": duration}), StartTimer(Step.ICE, duration))


def nothing_new(scene: Scene) -> Turn:
    """Go on to the later icing that was asked for."""
    cleared = (*scene.talk.cleared, Question.ANYTHING_NEW)
    return scene.minding(cleared=cleared).then(IcingAsked(scene.talk.duration))


def set_up(scene: Scene) -> Turn:
    """Tell how to get the foot into the water, for who is not there yet (S13)."""
    return scene.tell("set-up")


def start_running(scene: Scene) -> Turn:
    """Hear "start" while the ice runs: tell the time, or make it as short as was asked (less is fine, S7)."""
    asked = scene.event.duration if isinstance(scene.event, IcingAsked) else None
    done = scene.countdown.elapsed_at(scene.now)
    if asked is None or asked >= scene.countdown.planned or asked <= done:
        return time_left(scene)
    shorter = scene.knowing(
        countdown=replace(scene.countdown, planned=asked).set_to(asked - done, scene.now), timer=None
    )
    said = Say("ice-shorter", {"duration": asked, "left": shorter.left})
    return shorter.turn(said, *taken_out(scene), StartTimer(Step.ICE, shorter.left))


def start_paused(scene: Scene) -> Turn:
    """Hear "start" in a pause: go on with the ice, or leave the walk for it."""
    return resume(scene) if scene.countdown.step is Step.ICE else replace_walk(scene)


# --- while it runs ----------------------------------------------------------------------------


def time_left(scene: Scene) -> Turn:
    """Tell how long it still takes; never restart anything."""
    if scene.talk.timer_lost:
        return _was_cancelled(scene)
    if scene.countdown.step is Step.MOVE:
        return scene.say("walk-left", left=scene.left)
    return scene.say(_left_key(scene), left=scene.left)


def _was_cancelled(scene: Scene) -> Turn:
    still = Question.STILL_WALKING if scene.countdown.step is Step.MOVE else Question.STILL_IN
    return scene.ask(still, Say("timer-was-cancelled", {"left": scene.left}))


def _left_key(scene: Scene) -> str:
    countdown = scene.countdown
    elapsed = countdown.elapsed_at(scene.now)
    if scene.left < timedelta(minutes=1):
        return "ice-left-last"
    if elapsed < timedelta(minutes=3):
        return "ice-left-early"
    return "ice-left-half" if elapsed * 2 >= countdown.planned else "ice-left"


def paused_left(scene: Scene) -> Turn:
    """Tell what is left of a paused countdown, and offer to go on."""
    if scene.talk.timer_lost:
        return _was_cancelled(scene)
    return scene.ask(Question.RESUME, Say("paused-left", {"left": scene.left}))


def pause(scene: Scene) -> Turn:
    """Let the countdown stand still."""
    timer = scene.recovery.timer
    acts: tuple[Act, ...] = (PauseTimer(timer),) if timer else ()
    paused = scene.knowing(phase=Phase.PAUSED, countdown=scene.countdown.paused(scene.now))
    return paused.turn(*acts, Say("paused", {"left": scene.left}))


def resume(scene: Scene) -> Turn:
    """Let the countdown run on."""
    timer, countdown = scene.recovery.timer, scene.countdown
    running = scene.knowing(phase=RUNNING[countdown.step], countdown=countdown.resumed(scene.now))
    act = ResumeTimer(timer) if timer else StartTimer(countdown.step, scene.left)
    return running.turn(Say("resumed", {"left": scene.left}), act)


def more(scene: Scene) -> Turn:
    """Add time, up to 20 minutes in all (S7)."""
    if scene.countdown.step is Step.MOVE:
        return paused_left(scene)
    countdown, asked = scene.countdown, _asked_more(scene)
    granted = min(asked, ICE_TIME - countdown.planned)
    if granted <= timedelta(0):
        return scene.say("ice-no-more", left=scene.left)
    longer = scene.knowing(countdown=countdown.extended(granted, scene.now))
    said = Say("ice-more" if granted == asked else "ice-more-capped", {"more": granted, "left": longer.left})
    if scene.recovery.phase is Phase.PAUSED:
        # A paused timer of the old length must not be resumed.
        return longer.knowing(timer=None).turn(said, *taken_out(scene))
    return longer.knowing(timer=None).turn(said, *taken_out(scene), StartTimer(countdown.step, longer.left))


def _asked_more(scene: Scene) -> timedelta:
    asked = scene.event.duration if isinstance(scene.event, MoreTimeAsked) else None
    return max(asked or MORE_ICE, timedelta(minutes=1))


def more_after(scene: Scene) -> Turn:
    """Go on with a short icing that just ended, up to 20 minutes in all; else refuse kindly (S7)."""
    recovery, done, asked = scene.recovery, _in_for(scene), _asked_more(scene)
    granted = min(asked, ICE_TIME - done)
    just_ended = recovery.out_at is not None and scene.now - recovery.out_at <= AFTERTHOUGHT
    if just_ended and granted < SHORTEST_ICE:
        return scene.say("ice-no-more-after")
    if not just_ended or scene.is_held(recovery.ice_held_until):
        return scene.then(IcingAsked())
    whole = Countdown.begun(Step.ICE, done + granted, scene.now).set_to(granted, scene.now)
    again = scene.knowing(phase=Phase.ICING, countdown=whole, out_at=None)
    said = Say("ice-more" if granted == asked else "ice-more-capped", {"more": granted, "left": granted})
    return again.turn(said, StartTimer(Step.ICE, granted))


def _in_for(scene: Scene) -> timedelta:
    """Return how long the foot has been in the ice, at most: past the deadline, until it is said to be out (S7)."""
    recovery = scene.recovery
    late = timedelta(0) if recovery.out_told or recovery.out_at is None else scene.now - recovery.out_at
    return recovery.iced_for + late


def uncomfortable(scene: Scene) -> Turn:
    """Ease cold that is too much (S8); ten minutes done may also be enough."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("walk-slower")
    done = scene.countdown.elapsed_at(scene.now)
    if done >= timedelta(minutes=10):
        return scene.say("too-cold-enough", done=done)
    return scene.say("too-cold")


# --- the end ----------------------------------------------------------------------------------


def out(scene: Scene) -> Turn:
    """End the icing, or the walk, that is counting."""
    if scene.countdown.step is Step.MOVE:
        return out_of_ice(scene).turn(Say("walk-done"), *taken_out(scene))
    done = out_of_ice(scene)
    if done.recovery.iced_for < SHORTEST_ICE:
        return _not_begun(done).turn(Say("ice-out-brief"), *taken_out(scene))
    return ended(done, Say("ice-out", {"done": done.recovery.iced_for}), *taken_out(scene))


def _not_begun(scene: Scene) -> Scene:
    """Return the scene as if the foot had not been in: nobody waits two hours for some seconds of ice."""
    return scene.knowing(phase=Phase.READY, iced_at=None, out_at=None, iced_for=timedelta(0))


def cancel(scene: Scene) -> Turn:
    """End the icing because it was called off."""
    if scene.countdown.step is Step.MOVE:
        return out_of_ice(scene).turn(Say("walk-cancelled"), *taken_out(scene))
    done = out_of_ice(scene)
    if done.recovery.iced_for < SHORTEST_ICE:
        return _not_begun(done).turn(Say("ice-out-brief"), *taken_out(scene))
    return ended(done, Say("ice-cancelled"), *taken_out(scene))


def out_late(scene: Scene) -> Turn:
    """Hear that the foot is out when the time was up already, or when nothing ran."""
    recovery = scene.recovery
    out_at = recovery.out_at
    if out_at is None or recovery.out_told or scene.now - out_at > STILL_WET:
        return scene.say("no-ice-runs")
    known = scene.knowing(out_at=scene.now, out_told=True, iced_for=_in_for(scene))
    if scene.now - out_at > MUCH_TOO_LONG:
        return known.say("ice-out-late")
    return ended(known, Say("ice-out", {"done": recovery.iced_for}))


def replace_walk(scene: Scene) -> Turn:
    """End a walk that counts, then hear the event again."""
    return out_of_ice(scene).then(scene.event, *taken_out(scene))
