"""The self-massage: only on a warm ankle that feels normal (article; S4, S10)."""

from skill.routine.acts import Question
from skill.routine.plan import Step
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
    return put_off(scene) or scene.knowing(step=Step.MASSAGE).ask(Question.WARM)


def put_off(scene: Scene) -> Turn | None:
    """Say why there is no massage now (S4, S8, S10); ``None`` when there may be one."""
    until, warm_at = scene.recovery.massage_held_until, scene.recovery.warm_at()
    if until and scene.is_held(until):
        return scene.say("massage-off") if scene.hurt_by_cold else scene.say("massage-held", day=until)
    if warm_at and scene.now < warm_at:
        return scene.say("massage-too-early", wait=warm_at - scene.now)
    return None


def instruct(scene: Scene) -> Turn:
    """Tell how to massage."""
    if refused := put_off(scene):
        return refused  # time, or another speaker, came between question and answer
    return scene.knowing(massaged_at=scene.now, step=Step.MASSAGE).tell("massage-how")


def declined(scene: Scene) -> Turn:
    """Take a "no" to the massage: it is offered again after the next icing."""
    return scene.knowing(massaged_at=scene.now).say("later")


def not_warm(scene: Scene) -> Turn:
    """Wait until it is warm, with normal feeling."""
    return scene.say("massage-not-warm")


def after_ice(scene: Scene) -> Turn:
    """Put the massage off until an hour after the ice."""
    if scene.countdown.step is not Step.ICE:
        return scene.say("massage-after-walk")
    return scene.say("massage-after-ice", left=scene.left)
