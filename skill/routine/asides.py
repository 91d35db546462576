"""What is said on the way: how, why, help, misses, starting over, forgetting and leaving."""

from dataclasses import replace
from datetime import timedelta

from skill.routine import massage, moving
from skill.routine.acts import Ask, CancelReminders, CancelTimer, Forget, Question, Say, Show, Value
from skill.routine.events import HowAsked, Topic, WhereAsked, WhyAsked
from skill.routine.plan import EVALUATE_FROM, Step
from skill.routine.recovery import Phase, Recovery, Turn
from skill.routine.scene import Scene
from skill.routine.schedule import is_out_of_reach
from skill.routine.screening import QUESTIONS, begun, cold_watch, out_of_ice, screen, taken_out

DAY = timedelta(days=1)

MAX_UNHEARD = 3
"""After this many misses in a row the coach stops asking: it may be hearing the television."""


def _topic(scene: Scene) -> Topic:
    """Return what "it" is, when it was not said."""
    if isinstance(scene.event, HowAsked | WhyAsked) and scene.event.topic:
        return scene.event.topic
    if scene.recovery.phase is Phase.SCREENING or scene.talk.asked in (*QUESTIONS, Question.ANYTHING_NEW):
        return Topic.SAFETY
    here = {Step.MASSAGE: Topic.MASSAGE, Step.EVALUATION: Topic.EVALUATION}
    if scene.recovery.step is Step.MOVE:
        return Topic.JOG if scene.recovery.covers_jog else Topic.WALK
    return here.get(scene.recovery.step, Topic.BUCKET if scene.recovery.phase is Phase.READY else Topic.ICE)


def how(scene: Scene) -> Turn:
    """Tell how a thing is done; the longer form goes on a card."""
    topic = _topic(scene)
    if refused := _held(scene, topic):
        return scene.aside(refused)
    turn = scene.tell(f"how-{topic}", **scene.units)
    if scene.recovery.phase in (Phase.NEW, Phase.RECOVERED) and scene.talk.asked is None:
        # Whoever asks how before the safety check is led to it.
        return replace(turn, acts=(*turn.acts, Ask(Question.SORE_TODAY)))
    return scene.aside(turn)


def _held(scene: Scene, topic: Topic) -> Turn | None:
    """Return why a step is not explained now: instructions invite to follow them (S4, S5, S8)."""
    recovery = scene.recovery
    if topic in (Topic.ICE, Topic.BUCKET, Topic.WATER) and scene.is_held(recovery.ice_held_until):
        return scene.say("ice-held")
    if topic is Topic.MASSAGE and scene.is_held(recovery.massage_held_until):
        return massage.put_off(scene)
    if topic in (Topic.JOG, Topic.WALK) and scene.is_held(recovery.move_held_until):
        return moving.put_off(scene)
    return None


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
    if scene.hurt_by_cold and recovery.referred_on == scene.today:
        return scene.aside(scene.turn(cold_watch(scene)))
    is_sore = recovery.began_on is not None and recovery.phase is not Phase.RECOVERED
    due = recovery.referred_on is not None or (is_sore and scene.day >= EVALUATE_FROM)
    return scene.aside(scene.say("doctor-yes" if due else "doctor-when"))


# --- help, misses, leaving --------------------------------------------------------------------


def help_(scene: Scene) -> Turn:
    """Tell what can be said now, and end with a question (S15)."""
    said = (Say("coach-not-doctor"), Say(f"can-{scene.recovery.phase}"))
    return scene.ask(scene.talk.asked or Question.WHAT_NEXT, *said)


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
    """Put a question again that a yes or a no does not answer; in the end let go."""
    scene = scene.minding(unheard=scene.talk.unheard + 1)
    if scene.talk.unheard >= MAX_UNHEARD:
        return scene.say("quiet")
    return scene.ask(scene.talk.asked or Question.WHAT_NEXT)


def stop(scene: Scene) -> Turn:
    """Leave without a word."""
    return scene.turn()


def confirm_start_over(scene: Scene) -> Turn:
    """Ask before a plan is thrown away."""
    return scene.ask(Question.START_OVER)


def start_over(scene: Scene) -> Turn:
    """Begin again from the safety questions."""
    acts, first = taken_out(scene), _foot_out(scene)
    hurt = scene.hurt_by_cold
    clean = replace(scene, recovery=out_of_ice(scene).recovery.fresh(scene.now)).minding(cleared=(), wanted=None)
    if hurt:
        # Skin that was hurt by cold today gets no ice today, whatever is answered now (S8).
        clean = clean.knowing(ice_held_until=scene.today + DAY, massage_held_until=scene.today + DAY)
    turn = screen(begun(clean), *first, Say("reported-again", {"side": "unsaid"}))
    return replace(turn, acts=(*turn.acts, *acts))


def confirm_forget(scene: Scene) -> Turn:
    """Ask once before everything is forgotten."""
    return scene.ask(Question.FORGET)


def forget(scene: Scene) -> Turn:
    """Keep nothing."""
    tokens = scene.recovery.without_reminders().unwanted
    cancelled = (CancelReminders(tokens),) if tokens else ()
    clean = replace(scene, recovery=Recovery())
    rang = "some" if scene.recovery.countdown or (tokens and not is_out_of_reach(scene.recovery)) else "none"
    ending = (*taken_out(scene), *cancelled, *_left_over(scene.recovery))
    return clean.turn(*_foot_out(scene), Say("forgotten", {"alerts": rang}), *ending, Forget())


def _left_over(recovery: Recovery) -> tuple[CancelTimer, ...]:
    """Return what ends timers that could not be cancelled before, or stand still since an older plan."""
    running = recovery.countdown and recovery.countdown.step
    steps = () if recovery.is_blank else (Step.ICE, Step.MOVE)
    return tuple(CancelTimer(step, None) for step in steps if step is not running)


def known(scene: Scene) -> Turn:
    """Tell what is kept, with a card that has all of it."""
    recovery = scene.recovery
    if recovery.is_blank:
        return scene.aside(scene.say("known-nothing"))
    values = _known(scene)
    said = [Say("known-began", values)] if recovery.began_on else []
    said += [Say("known-checked", values)] if recovery.screened_on else []
    said += [Say("known-iced", values)] if recovery.iced_at else []
    said += [Say("known-reminders", values)] if recovery.reminders else []
    said = said or [Say("known-settings")]
    turn = scene.turn(*said, Say("known-forget"), Show("known", values))
    return turn if recovery.iced_at else scene.aside(turn)


def _known(scene: Scene) -> dict[str, Value]:
    """Return the blanks for what is kept; "none" where nothing is."""
    recovery = scene.recovery
    holds = (recovery.ice_held_until, recovery.massage_held_until, recovery.move_held_until)
    refusals = (recovery.denied_at, recovery.reminders_denied_at)
    until = max((day for day in holds if day and scene.is_held(day)), default=None)
    return {
        "began": recovery.began_on or "none",
        "checked": recovery.screened_on or "none",
        "iced": recovery.local(recovery.iced_at).date() if recovery.iced_at else "none",
        "moved": recovery.moved_on or "none",
        "until": until or "none",
        "reminders": len(recovery.reminders),
        "zone": recovery.zone or "none",
        "units": "none" if recovery.metric is None else "metric" if recovery.metric else "imperial",
        "jogs": "none" if recovery.covers_jog is None else "yes" if recovery.covers_jog else "no",
        "refused": max((recovery.local(at).date() for at in refusals if at), default="none"),
    }


def _foot_out(scene: Scene) -> tuple[Say, ...]:
    countdown = scene.recovery.countdown
    in_ice = countdown is not None and countdown.step is Step.ICE and countdown.paused_at is None
    return (Say("foot-out-first"),) if in_ice else ()


def keep_plan(scene: Scene) -> Turn:
    """Take a "no" to starting over or forgetting."""
    return scene.say("kept-plan")


def not_sore(scene: Scene) -> Turn:
    """Answer somebody whose ankles are fine."""
    return scene.say("not-sore")
