"""One step of the routine: `advance`."""

from dataclasses import replace
from datetime import datetime

from skill.routine.acts import Act, AskConsent, Say, question_of
from skill.routine.events import (
    ColdRiskTold,
    Event,
    Finished,
    FootOut,
    MoreTimeAsked,
    No,
    RedFlagSaid,
    SkinWarned,
    StopAsked,
    TimerSeen,
    TwistTold,
    Unheard,
    Unsure,
    Yes,
)
from skill.routine.plan import LATE_OUT, LONGEST_PAUSE, PLAN_ENDS, Step
from skill.routine.recovery import Phase, Recovery, Talk, Turn, changed
from skill.routine.scene import Scene
from skill.routine.screening import out_of_ice
from skill.routine.transitions import TRANSITIONS

SPEAK_FOR_THEMSELVES = (FootOut, Finished, MoreTimeAsked, StopAsked, RedFlagSaid, SkinWarned, TwistTold, ColdRiskTold)
"""What is not preceded by "time's up": it is about that already, or comes before everything else (S6)."""


def advance(recovery: Recovery, talk: Talk, event: Event, now: datetime) -> Turn:
    """Return what follows from what is known, what was heard, and the time.

    Args:
        recovery: what is kept of the user.
        talk: what lives in this conversation.
        event: what was heard, or what the world answered.
        now: aware, UTC.
    """
    scene, acts = settled(Scene(recovery, talk, event, now))
    scene = scene.knowing(heard_on=scene.today)
    if not isinstance(event, Unheard | Yes | No | Unsure):
        scene = scene.minding(unheard=0)
    turn = scene.then(event)
    while turn.then is not None:
        scene = Scene(turn.recovery, turn.talk, turn.then, now)
        turn = TRANSITIONS[type(turn.then)][turn.recovery.phase](scene)
        acts = joined(acts, turn.acts)
    asked = next(filter(None, map(question_of, acts)), None)
    return Turn(turn.recovery, changed(turn.talk, asked=asked), acts)


def joined(first: tuple[Act, ...], second: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return both answers as one: a question of the first gives way to one of the second, or moves to the end."""

    def asks(act: Act) -> bool:
        return question_of(act) is not None or isinstance(act, AskConsent)

    question = [act for act in (*first, *second) if asks(act)][-1:]
    return (*(act for act in (*first, *second) if not asks(act)), *question)


def settled(scene: Scene) -> tuple[Scene, tuple[Act, ...]]:
    """Return the scene after what time alone has done, and what is to be said about it."""
    recovery, now = scene.recovery, scene.now
    heard_on = recovery.heard_on
    if heard_on and scene.today - heard_on >= PLAN_ENDS and recovery.phase is not Phase.RECOVERED:
        return replace(scene, recovery=recovery.fresh(now)), ()
    countdown = recovery.countdown
    if countdown is None or isinstance(scene.event, TimerSeen):
        return scene, ()
    if countdown.paused_at and now - countdown.paused_at > LONGEST_PAUSE:
        return out_of_ice(scene), (Say("pause-ended"),) if countdown.step is Step.ICE else ()
    if countdown.ends_at is None or now < countdown.ends_at:
        return scene, ()
    over = out_of_ice(scene)
    just_now = countdown.step is Step.ICE and now - countdown.ends_at <= LATE_OUT
    said = just_now and not isinstance(scene.event, SPEAK_FOR_THEMSELVES)
    return over, (Say("ice-time-up"),) if said else ()
