"""Check-ins during an icing ("coach me through it"): reminders at about two minutes and half way."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question, Say, SetReminders
from skill.routine.events import NextIcingAsked, Refusal, SorenessReported
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Turn, changed
from skill.routine.reminder import CHECK_INS, Purpose, Reminder
from skill.routine.scene import Scene
from skill.routine.schedule import check_ins, is_among, is_denied
from skill.routine.screening import new_plan

SOON = timedelta(minutes=10)
"""Whoever asks in the night gets no check-ins, nor who asks this shortly before it (S9)."""


def ask_first(scene: Scene) -> Turn:
    """Remember it for the icing to come, behind the safety questions."""
    said = (Say("check-ins-denied"),) if is_denied(scene.recovery, scene.now) else ()
    return new_plan(scene).knowing(check_ins=not said).then(SorenessReported(), *said)


def before(scene: Scene) -> Turn:
    """Remember it for the icing to come."""
    if scene.is_held(scene.recovery.ice_held_until):
        return scene.say("ice-held")
    if not scene.by_day(scene.now + SOON):
        return scene.say("check-ins-night")
    wanted, said = _noted(scene)
    if scene.recovery.phase is Phase.READY:
        return wanted.ask(Question.FOOT_IN, said)
    return wanted.then(NextIcingAsked(), said)


def _noted(scene: Scene) -> tuple[Scene, Say]:
    """Return the scene in which they are coming, and the words; both without them where reminders are refused."""
    if is_denied(scene.recovery, scene.now):
        return scene, Say("check-ins-denied")
    return scene.knowing(check_ins=True), Say("check-ins-noted")


def during(scene: Scene) -> Turn:
    """Set them for what is left of the icing; `answered` says so."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("check-ins-walk")
    if scene.recovery.phase is Phase.PAUSED:
        wanted, said = _noted(scene)
        return wanted.ask(Question.RESUME, said)
    ahead = check_ins(scene.recovery, scene.now)
    if not ahead:
        return scene.say("check-ins-late" if scene.by_day(scene.now + SOON) else "check-ins-night")
    if all(is_among(each, scene.recovery.reminders) for each in ahead):
        return scene.turn(when(scene, scene.recovery.reminders))
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


def answered(scene: Scene, made: tuple[Reminder, ...], refusal: Refusal | None) -> Turn:
    """Tell when the coach checks in, or that it cannot."""
    known = scene.knowing(planned=(), reminders=(*scene.recovery.reminders, *made))
    if not made:
        key = "check-ins-unreachable" if refusal is Refusal.UNREACHABLE else "check-ins-cannot"
        return known.knowing(check_ins=False).say(key)
    return known.turn(when(known, made))


def when(scene: Scene, reminders: tuple[Reminder, ...]) -> Say:
    """Return the words that tell when the check-ins among these ring; there is at least one."""
    ahead = {each.purpose: each.at - scene.now for each in reminders if each.purpose in CHECK_INS}
    what = "both" if len(ahead) > 1 else next(iter(ahead))
    minutes = {purpose: max(round(wait / timedelta(minutes=1)), 1) for purpose, wait in ahead.items()}
    return Say(
        "check-ins-set",
        {"what": what, "easing": minutes.get(Purpose.EASING, 0), "half": minutes.get(Purpose.HALF_WAY, 0)},
    )
