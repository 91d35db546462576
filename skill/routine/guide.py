"""Finding the way: open, where am I, what now, next, back, again, done."""

from skill.routine.acts import Question, Say, SayAgain
from skill.routine.after_ice import ice_again
from skill.routine.events import (
    CheckedIn,
    Event,
    FootOut,
    MassageAsked,
    MoveAsked,
    NextIcingAsked,
    WhereAsked,
)
from skill.routine.offering import offered
from skill.routine.plan import LATE_OUT, ORDER, STILL_WET, Step
from skill.routine.progress import Next, Now, next_ice, what_now
from skill.routine.recovery import Phase, Turn
from skill.routine.reminding import lost_told
from skill.routine.scene import Scene
from skill.routine.screening import cold_watch, screen

STEP_EVENTS: dict[Step, Event] = {
    Step.ICE: NextIcingAsked(),
    Step.MASSAGE: MassageAsked(),
    Step.MOVE: MoveAsked(),
    Step.EVALUATION: CheckedIn(),
}
"""What asks for each step."""

OFFERS = {
    Next.ICE: Question.OFFER_ICE,
    Next.MASSAGE: Question.OFFER_MASSAGE,
    Next.MOVE: Question.OFFER_MOVE,
}


# --- where am I -------------------------------------------------------------------------------


def welcome(scene: Scene) -> Turn:
    """Greet someone new, once, with what the coach is and is not (S15)."""
    if scene.talk.introduced:
        return scene.ask(Question.SORE_TODAY)
    return scene.minding(introduced=True).ask(Question.SORE_TODAY, Say("welcome"))


def welcome_back(scene: Scene) -> Turn:
    """Greet someone whose last soreness is over."""
    return scene.ask(Question.SORE_TODAY, Say("welcome-back"))


def go_on_screening(scene: Scene) -> Turn:
    """Go on with the safety questions."""
    return screen(scene, Say("safety-first"))


def foot_in(scene: Scene) -> Turn:
    """Ask whether the ice can begin; from the day after on, other things may come first."""
    return scene.ask(Question.FOOT_IN) if scene.day == 0 else now_what(scene)


def now_what(scene: Scene) -> Turn:
    """Tell the next sensible thing, or offer it."""
    now = what_now(scene.recovery, scene.now)
    if now.what is Next.EVALUATE:
        talk = scene.minding(score=None, trend=None, wanted=None)
        return talk.ask(Question.SCORE, Say("day", {"day": scene.day}))
    if now.what in OFFERS:
        return scene.ask(OFFERS[now.what], *_see_someone(scene))
    # Whoever should see someone first is not also asked about reminders, unless that was asked already.
    is_asked = scene.recovery.referred_on is None or scene.talk.asked is Question.REMIND
    offering = offered(scene) if is_asked else None
    if offering is not None:
        return offering.ask(Question.REMIND, *_waiting(scene, now))
    return scene.turn(*_waiting(scene, now))


def _see_someone(scene: Scene) -> tuple[Say, ...]:
    """Return what comes before any step for whoever was told to see someone."""
    return (Say("see-someone"),) if scene.recovery.referred_on else ()


def _waiting(scene: Scene, now: Now) -> tuple[Say, ...]:
    if now.what is Next.WAIT:
        return (*_see_someone(scene), Say(f"wait-{now.step}", {"wait": now.wait}))
    if now.what in (Next.MORNING, Next.TOMORROW):
        return (*_see_someone(scene), Say(f"wait-{now.what}"))
    if scene.hurt_by_cold and scene.recovery.referred_on == scene.today:
        return (cold_watch(scene),)
    if scene.recovery.referred_on:
        return (Say("rest-referred"),)
    return (Say("rest-moved" if scene.has_moved else "rest"),)


def next_icing(scene: Scene) -> Turn:
    """Tell when the ice is due again (S9)."""
    recovery = scene.recovery
    if scene.is_held(recovery.ice_held_until):
        return scene.say("ice-held")
    following = next_ice(recovery, scene.now)
    if following is not None and following <= scene.now:
        return scene.ask(Question.OFFER_ICE)
    known, lost = lost_told(scene)
    return known.turn(*lost, *ice_again(scene))


def next_icing_counting(scene: Scene) -> Turn:
    """Tell that the ice comes two hours after this one began."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("next-ice-after-walk")
    return scene.say("next-ice-after-this", left=scene.left)


def not_moving(scene: Scene) -> Turn:
    """Take a "no" to the outing: on the day after there is still the ice."""
    return scene.then(NextIcingAsked(), Say("all-right")) if scene.day == 1 else later(scene)


def later(scene: Scene) -> Turn:
    """Take a "no" to an offer."""
    return scene.say("later")


# --- next, back, again ------------------------------------------------------------------------


def next_step(scene: Scene) -> Turn:
    """Go to the step after the one they are at."""
    here = scene.recovery.step
    if here is ORDER[-1]:
        return scene.then(STEP_EVENTS[here])
    if here is Step.ICE and scene.recovery.phase is Phase.READY:
        return scene.say("next-after-ice", **scene.holds)
    return scene.then(STEP_EVENTS[ORDER[ORDER.index(here) + 1]])


def next_counting(scene: Scene) -> Turn:
    """Tell what follows the countdown that runs."""
    return scene.say(f"next-after-{scene.countdown.step}", left=scene.left, **scene.holds)


def previous_step(scene: Scene) -> Turn:
    """Go back one step; the first has none before it."""
    here = scene.recovery.step
    if here is ORDER[0]:
        return scene.then(WhereAsked())
    return scene.then(STEP_EVENTS[ORDER[ORDER.index(here) - 1]])


def again(scene: Scene) -> Turn:
    """Say the last answer of this conversation again; with none, tell where they are."""
    if not scene.talk.said:
        return scene.then(WhereAsked())
    return scene.turn(SayAgain(scene.talk.asked))


# --- done ------------------------------------------------------------------------------------


def finished(scene: Scene) -> Turn:
    """Hear that something is done, between icings: tell what comes next.

    Where that may still have been the ice, the foot comes out only now (S7, S10).
    """
    step = scene.recovery.step
    if step is Step.MASSAGE and scene.recovery.massaged_at:
        return scene.turn(Say("well-done"), *_waiting_after(scene))
    if step is Step.MOVE and scene.has_moved:
        return scene.say("walk-done")
    return scene.then(FootOut() if _may_be_in(scene) else WhereAsked())


def called_off(scene: Scene) -> Turn:
    """Hear that the ice is called off when its time is up: the foot comes out now, where it may still be in."""
    return scene.then(FootOut()) if _may_be_in(scene) else no_countdown(scene)


def _may_be_in(scene: Scene) -> bool:
    recovery = scene.recovery
    return recovery.out_at is not None and not recovery.out_told and scene.now - recovery.out_at <= STILL_WET


def _waiting_after(scene: Scene) -> tuple[Say, ...]:
    if scene.is_held(scene.recovery.ice_held_until) or scene.recovery.next_icing_at() is None:
        return (Say("rest"),)
    return ice_again(scene) if (scene.recovery.next_icing_at() or scene.now) > scene.now else ()


def no_countdown(scene: Scene) -> Turn:
    """Tell that nothing runs, unless that is plain (in the safety check, right after the ice), and what is next."""
    out_at = scene.recovery.out_at
    is_known = scene.recovery.phase is Phase.SCREENING or (out_at and scene.now - out_at <= LATE_OUT)
    if is_known:
        return scene.then(WhereAsked())
    return scene.then(WhereAsked(), Say("nothing-runs"))
