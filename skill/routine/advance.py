"""One step of the routine: `advance`."""

from dataclasses import replace
from datetime import datetime

from skill.routine.acts import Act, Say, asks
from skill.routine.events import (
    ColdRiskTold,
    Event,
    Finished,
    FootOut,
    IceCancelled,
    MoreTimeAsked,
    No,
    PermissionsChanged,
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
from skill.routine.screening import out_of_ice, taken_out
from skill.routine.tidy import OF_THE_WORLD, tidied, without_past
from skill.routine.transitions import TRANSITIONS

SIGNS = (RedFlagSaid, SkinWarned, TwistTold, ColdRiskTold)
"""What is answered before anything else is done, since every failure is told of (S6)."""

SPEAK_FOR_THEMSELVES = (FootOut, Finished, IceCancelled, MoreTimeAsked, StopAsked, *SIGNS)
"""What is not preceded by "time's up": it is about that already, or comes before everything else (S6)."""

NOT_AN_ANSWER_OF_ITS_OWN = (Unheard, Yes, No, Unsure)
"""What may not have been understood, or is understood only where it fits."""


def advance(recovery: Recovery, talk: Talk, event: Event, now: datetime) -> Turn:
    """Return what follows from what is known, what was heard, and the time.

    Args:
        recovery: what is kept of the user.
        talk: what lives in this conversation.
        event: what was heard, or what the world answered.
        now: aware, UTC.
    """
    heard = Scene(without_past(recovery, now), talk, event, now)
    scene, over = settled(heard)
    if not isinstance(event, OF_THE_WORLD):
        scene = scene.knowing(heard_on=scene.today)
    if not isinstance(event, NOT_AN_ANSWER_OF_ITS_OWN):
        scene = scene.minding(unheard=0)
    turn = scene.then(event)
    acts: tuple[Act, ...] = ()
    while turn.then is not None:
        scene = Scene(turn.recovery, turn.talk, turn.then, now)
        turn = TRANSITIONS[type(turn.then)][turn.recovery.phase](scene)
        acts = joined(acts, turn.acts)
    acts = joined(acts, over) if isinstance(event, SIGNS) else joined(over, acts)
    turn = tidied(recovery, Turn(turn.recovery, turn.talk, acts), heard)
    return Turn(turn.recovery, changed(turn.talk, asked=turn.asked), turn.acts)


def joined(first: tuple[Act, ...], second: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return both answers as one: a question of the first gives way to one of the second, or moves to the end."""
    if not (first and second):
        return first or second
    acts = first + second
    asking = [act for act in acts if asks(act)]
    return (*(act for act in acts if not asks(act)), asking[-1]) if asking else acts


def _is_left_alone(scene: Scene) -> bool:
    """Return whether the plan has ended by itself; who comes back hears of it, so the world does not end it."""
    heard_on = scene.recovery.heard_on
    if heard_on is None or scene.recovery.phase is Phase.RECOVERED or isinstance(scene.event, OF_THE_WORLD):
        return False
    return scene.today - heard_on >= PLAN_ENDS


def settled(scene: Scene) -> tuple[Scene, tuple[Act, ...]]:
    """Return the scene after what time alone has done, and what is to be said about it."""
    recovery, now = scene.recovery, scene.now
    if _is_left_alone(scene):
        said = recovery.began_on is not None and not isinstance(scene.event, SPEAK_FOR_THEMSELVES)
        return replace(scene, recovery=recovery.fresh(now)), (Say("plan-ended"),) if said else ()
    countdown = recovery.countdown
    if countdown is None or isinstance(scene.event, TimerSeen | PermissionsChanged):
        return scene, ()  # to be heard of, and the timer to be cancelled, once somebody is there
    if countdown.paused_at and now - countdown.paused_at > LONGEST_PAUSE:
        said = countdown.step is Step.ICE and not isinstance(scene.event, SPEAK_FOR_THEMSELVES)
        ended = (Say("pause-ended"),) if said else ()
        return out_of_ice(scene), (*ended, *taken_out(scene))  # else the paused timer would be taken up again
    if countdown.ends_at is None or now < countdown.ends_at:
        return scene, ()
    over = out_of_ice(scene)
    just_now = countdown.step is Step.ICE and now - countdown.ends_at <= LATE_OUT
    said = just_now and not isinstance(scene.event, SPEAK_FOR_THEMSELVES)
    return over, (Say("ice-time-up"),) if said else ()
