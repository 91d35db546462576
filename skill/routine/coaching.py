"""Check-ins during an icing ("coach me through it"): reminders at about two minutes and half way."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question, Say, SetReminders
from skill.routine.events import NextIcingAsked, SorenessReported
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Turn, changed
from skill.routine.reminder import CHECK_INS, Purpose, Reminder
from skill.routine.scene import Scene
from skill.routine.schedule import check_ins, is_among
from skill.routine.screening import new_plan

SOON = timedelta(minutes=10)
"""Whoever asks in the night gets no check-ins, nor who asks this shortly before it (S9)."""


def ask_first(scene: Scene) -> Turn:
    """Remember it for the icing to come, behind the safety questions."""
    return new_plan(scene).knowing(check_ins=True).then(SorenessReported())


def before(scene: Scene) -> Turn:
    """Remember it for the icing to come."""
    if scene.is_held(scene.recovery.ice_held_until):
        return scene.say("ice-held")
    if not scene.by_day(scene.now + SOON):
        return scene.say("check-ins-night")
    wanted = scene.knowing(check_ins=True)
    if scene.recovery.phase is Phase.READY:
        return wanted.ask(Question.FOOT_IN, Say("check-ins-noted"))
    return wanted.then(NextIcingAsked(), Say("check-ins-noted"))


def during(scene: Scene) -> Turn:
    """Set them for what is left of the icing; `answered` says so."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("check-ins-walk")
    if scene.recovery.phase is Phase.PAUSED:
        return scene.knowing(check_ins=True).ask(Question.RESUME, Say("check-ins-noted"))
    ahead = check_ins(scene.recovery, scene.now)
    if not ahead:
        return scene.say("check-ins-late" if scene.by_day(scene.now + SOON) else "check-ins-night")
    if all(is_among(each, scene.recovery.reminders) for each in ahead):
        return scene.turn(_when(scene, scene.recovery.reminders))
    missing = tuple(each for each in ahead if not is_among(each, scene.recovery.reminders))
    return scene.knowing(check_ins=True, planned=missing).turn(SetReminders(missing))


def renewed(known: Recovery, turn: Turn, scene: Scene) -> Turn:
    """Return the turn with the check-ins that its icing needs set; those it no longer needs are outdated anyway.

    Args:
        known: what was known before.
        turn: the answer so far.
        scene: with the time.
    """
    recovery = turn.recovery
    if not recovery.check_ins or known.countdown == recovery.countdown:
        return turn
    missing = tuple(each for each in check_ins(recovery, scene.now) if not is_among(each, recovery.reminders))
    if not missing:
        return turn
    return replace(turn, recovery=changed(recovery, planned=missing), acts=(*turn.acts, SetReminders(missing)))


def answered(scene: Scene, made: tuple[Reminder, ...]) -> Turn:
    """Tell when the coach checks in, or that it cannot."""
    known = scene.knowing(planned=(), reminders=(*scene.recovery.reminders, *made))
    if not made:
        return known.knowing(check_ins=False).say("check-ins-cannot")
    return known.turn(_when(known, made))


def _when(scene: Scene, reminders: tuple[Reminder, ...]) -> Say:
    ahead = {each.purpose: each.at - scene.now for each in reminders if each.purpose in CHECK_INS}
    what = "both" if len(ahead) > 1 else next(iter(ahead))
    minutes = {purpose: max(round(wait / timedelta(minutes=1)), 1) for purpose, wait in ahead.items()}
    return Say(
        "check-ins-set",
        {"what": what, "easing": minutes.get(Purpose.EASING, 0), "half": minutes.get(Purpose.HALF_WAY, 0)},
    )
