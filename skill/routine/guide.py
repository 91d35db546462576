"""Finding the way: open, where am I, next, back, again, how, why, help, and leaving."""

from dataclasses import replace

from skill.routine.acts import Ask, Forget, Question, Say, SayAgain
from skill.routine.events import (
    CheckedIn,
    Event,
    HowAsked,
    IcingAsked,
    MassageAsked,
    MoveAsked,
    Topic,
    WhereAsked,
    WhyAsked,
)
from skill.routine.icing import after_ice
from skill.routine.plan import EVALUATE_FROM, LATE_OUT, ORDER, Step
from skill.routine.progress import Next, Now, what_now
from skill.routine.recovery import Phase, Recovery, Turn
from skill.routine.scene import Scene
from skill.routine.screening import QUESTIONS, begun, screen, taken_out

STEP_EVENTS: dict[Step, Event] = {
    Step.ICE: IcingAsked(),
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

MAX_UNHEARD = 3
"""After this many misses in a row the coach stops asking: it may be hearing the television."""


# --- where am I -------------------------------------------------------------------------------


def welcome(scene: Scene) -> Turn:
    """Greet someone new, once, with what the coach is and is not (S15)."""
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
        return scene.ask(OFFERS[now.what])
    return scene.turn(*_waiting(scene, now))


def _waiting(scene: Scene, now: Now) -> tuple[Say, ...]:
    if now.what is Next.WAIT:
        return (Say(f"wait-{now.step}", {"wait": now.wait}),)
    if now.what is Next.MORNING:
        return (Say("wait-morning"),)
    if scene.recovery.referred_on:
        return (Say("rest-referred"),)
    return (Say("rest-moved" if scene.recovery.moved_on == scene.today else "rest"),)


def next_icing(scene: Scene) -> Turn:
    """Tell when the ice is due again (S9)."""
    recovery = scene.recovery
    if scene.is_held(recovery.ice_held_until):
        return scene.say("ice-held")
    due = recovery.next_icing_at()
    if due is None:
        return scene.ask(Question.OFFER_ICE)
    if scene.now < due:
        return scene.turn(Say("ice-in", {"wait": due - scene.now}) if scene.by_day(due) else Say("ice-in-morning"))
    return scene.ask(Question.OFFER_ICE) if scene.by_day(scene.now) else scene.say("ice-in-morning")


def next_icing_counting(scene: Scene) -> Turn:
    """Tell that the ice comes two hours after this one began."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("next-ice-after-walk")
    return scene.say("next-ice-after-this", left=scene.left)


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
        return scene.say("next-after-ice")
    return scene.then(STEP_EVENTS[ORDER[ORDER.index(here) + 1]])


def next_counting(scene: Scene) -> Turn:
    """Tell what follows the countdown that runs."""
    return scene.say(f"next-after-{scene.countdown.step}", left=scene.left)


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


# --- how, why, and other asides ---------------------------------------------------------------


def _topic(scene: Scene) -> Topic:
    """Return what "it" is, when it was not said."""
    if isinstance(scene.event, HowAsked | WhyAsked) and scene.event.topic:
        return scene.event.topic
    if scene.recovery.phase is Phase.SCREENING or scene.talk.asked in QUESTIONS:
        return Topic.SAFETY
    here = {Step.MASSAGE: Topic.MASSAGE, Step.EVALUATION: Topic.EVALUATION}
    if scene.recovery.step is Step.MOVE:
        return Topic.JOG if scene.recovery.covers_jog else Topic.WALK
    return here.get(scene.recovery.step, Topic.BUCKET if scene.recovery.phase is Phase.READY else Topic.ICE)


def how(scene: Scene) -> Turn:
    """Tell how a thing is done; the longer form goes on a card."""
    units = "metric" if scene.recovery.metric else "imperial"
    turn = scene.tell(f"how-{_topic(scene)}", units=units)
    if scene.recovery.phase in (Phase.NEW, Phase.RECOVERED) and scene.talk.asked is None:
        # Whoever asks how before the safety check is led to it.
        return replace(turn, acts=(*turn.acts, Ask(Question.SORE_TODAY)))
    return scene.aside(turn)


def why(scene: Scene) -> Turn:
    """Tell what a thing is for."""
    topic = _topic(scene)
    topic = Topic.ICE if topic is Topic.BUCKET else topic
    return scene.aside(scene.say(f"why-{topic}"))


def medicine(scene: Scene) -> Turn:
    """Leave medicine to a pharmacist (S14)."""
    return scene.aside(scene.say("medicine"))


def child(scene: Scene) -> Turn:
    """Want a grown-up beside a child (S14)."""
    return scene.aside(scene.say("child"))


def doctor(scene: Scene) -> Turn:
    """Tell when to see someone (article, step 4; S3, S12)."""
    recovery = scene.recovery
    is_sore = recovery.began_on is not None and recovery.phase is not Phase.RECOVERED
    due = recovery.referred_on is not None or (is_sore and scene.day >= EVALUATE_FROM)
    return scene.aside(scene.say("doctor-yes" if due else "doctor-when"))


# --- help, misses, leaving --------------------------------------------------------------------


def help_(scene: Scene) -> Turn:
    """Tell what can be said now, and end with a question (S15)."""
    said = (Say("coach-not-doctor"), Say(f"can-{scene.recovery.phase}"))
    return scene.turn(*said, Ask(scene.talk.asked or Question.WHAT_NEXT))


def unheard(scene: Scene) -> Turn:
    """Tell what can be said now; after a second miss in a row, leave it at that."""
    missed = scene.minding(unheard=scene.talk.unheard + 1)
    if missed.talk.unheard >= MAX_UNHEARD and scene.talk.asked in (None, Question.WHAT_NEXT):
        return missed.say("quiet")
    asked = scene.talk.asked
    if asked is None or asked is Question.WHAT_NEXT:
        return missed.ask(Question.WHAT_NEXT, Say("unheard"), Say(f"can-{scene.recovery.phase}"))
    if missed.talk.unheard > MAX_UNHEARD:
        return missed.say("quiet")
    return missed.ask(asked, Say("unheard"))


def nothing_asked(scene: Scene) -> Turn:
    """Take a yes, a no or an "I don't know" that answers no question as "what now?"."""
    return scene.then(WhereAsked())


def ask_again(scene: Scene) -> Turn:
    """Put a question again that a yes or a no does not answer."""
    return scene.ask(scene.talk.asked or Question.WHAT_NEXT)


def stop(scene: Scene) -> Turn:
    """Leave without a word."""
    return scene.turn()


def confirm_start_over(scene: Scene) -> Turn:
    """Ask before a plan is thrown away."""
    return scene.ask(Question.START_OVER)


def start_over(scene: Scene) -> Turn:
    """Begin again from the safety questions."""
    acts = taken_out(scene)
    clean = replace(scene, recovery=scene.recovery.fresh()).minding(cleared=(), wanted=None, side=None)
    turn = screen(begun(clean), Say("reported-again", {"side": "unsaid"}))
    return replace(turn, acts=(*turn.acts, *acts))


def confirm_forget(scene: Scene) -> Turn:
    """Ask once before everything is forgotten."""
    return scene.ask(Question.FORGET)


def forget(scene: Scene) -> Turn:
    """Keep nothing."""
    acts = taken_out(scene)
    clean = replace(scene, recovery=Recovery())
    return clean.turn(Say("forgotten"), *acts, Forget())


def keep_plan(scene: Scene) -> Turn:
    """Take a "no" to starting over or forgetting."""
    return scene.say("kept-plan")


def not_sore(scene: Scene) -> Turn:
    """Answer somebody whose ankles are fine."""
    return scene.say("not-sore")


def finished(scene: Scene) -> Turn:
    """Hear that something is done, between icings: tell what comes next."""
    step = scene.recovery.step
    if step is Step.MASSAGE and scene.recovery.massaged_at:
        return scene.turn(Say("well-done"), *_waiting_after(scene))
    if step is Step.MOVE and scene.recovery.moved_on == scene.today:
        return scene.say("walk-done")
    return scene.then(WhereAsked())


def _waiting_after(scene: Scene) -> tuple[Say, ...]:
    if scene.is_held(scene.recovery.ice_held_until) or scene.recovery.next_icing_at() is None:
        return (Say("rest"),)
    return after_ice(scene)[-1:] if (scene.recovery.next_icing_at() or scene.now) > scene.now else ()


def no_countdown(scene: Scene) -> Turn:
    """Tell that nothing runs, unless that was said just now, and what is next."""
    out_at = scene.recovery.out_at
    if out_at and scene.now - out_at <= LATE_OUT:
        return scene.then(WhereAsked())
    return scene.then(WhereAsked(), Say("nothing-runs"))
