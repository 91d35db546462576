"""The self-massage: only on a warm ankle that feels normal (article; S4, S10)."""

from skill.routine.acts import Question
from skill.routine.plan import SPRAIN_HOLD, Step
from skill.routine.recovery import Turn
from skill.routine.scene import Scene
from skill.routine.screening import screen_first


def ask_first(scene: Scene) -> Turn:
    """Put the safety questions before the massage that was asked for."""
    return screen_first(scene.minding(wanted=Step.MASSAGE))


def massage(scene: Scene) -> Turn:
    """Ask whether the ankle is warm, once an hour has passed since the ice."""
    recovery = scene.recovery
    if recovery.screened_on is None:
        return ask_first(scene)
    until = recovery.massage_held_until
    if until and scene.is_held(until):
        by_cold = until - scene.today > SPRAIN_HOLD
        return scene.say("massage-off") if by_cold else scene.say("massage-held", day=until)
    warm_at = recovery.warm_at()
    if warm_at and scene.now < warm_at:
        return scene.say("massage-too-early", wait=warm_at - scene.now)
    return scene.knowing(step=Step.MASSAGE).ask(Question.WARM)


def instruct(scene: Scene) -> Turn:
    """Tell how to massage."""
    return scene.knowing(massaged_at=scene.now, step=Step.MASSAGE).tell("massage-how")


def not_warm(scene: Scene) -> Turn:
    """Wait until it is warm, with normal feeling."""
    return scene.say("massage-not-warm")


def after_ice(scene: Scene) -> Turn:
    """Put the massage off until an hour after the ice."""
    if scene.countdown.step is not Step.ICE:
        return scene.say("massage-after-walk")
    return scene.say("massage-after-ice", left=scene.left)
