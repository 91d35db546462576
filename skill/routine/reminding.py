"""Reminders of the plan by voice: offered, asked for, changed, listed and cancelled."""

from datetime import timedelta

from skill.routine.acts import Act, Question, Say, SetReminders
from skill.routine.alerts import pending, settle, without
from skill.routine.events import RemindersAsked, RemindersChanged
from skill.routine.plan import ICING_GAP, LATE_OUT
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import Planned, Purpose
from skill.routine.scene import Rule, Scene
from skill.routine.schedule import is_among, matching, of_plan, only_on, plan, told

HARDLY_LATER = timedelta(hours=1)
"""A reminder that is set and comes at most this much later than it could is left as it is."""

# --- offered and asked for --------------------------------------------------------------------


def offered(scene: Scene) -> Scene | None:
    """Return the scene that offers reminders; ``None`` when none are: unasked it is after ice, once a day.

    It is once more when this icing has taken the place of one that was reminded of.
    """
    recovery = scene.recovery
    just_out = recovery.out_at is not None and scene.now - recovery.out_at <= LATE_OUT
    if recovery.phase is not Phase.RESTING or not just_out or recovery.offered_on == scene.today:
        return None
    if scene.is_held(recovery.ice_held_until):
        return None
    planned = plan(recovery, scene.now)
    if all(is_among(each, recovery.reminders) for each in planned) or _is_set_soon(scene, planned):
        return None
    return scene.knowing(planned=planned, offered_on=scene.today)


def _is_set_soon(scene: Scene, planned: tuple[Planned, ...]) -> bool:
    """Return whether a reminder of ice that is set comes hardly later than the plan has it."""
    ice = [each.at for each in planned if each.purpose is Purpose.ICE]
    is_set = [each.at for each in scene.recovery.reminders if each.purpose is Purpose.ICE]
    return bool(ice and is_set) and min(is_set) - min(ice) <= HARDLY_LATER


def _has_ice(scene: Scene) -> bool:
    return any(each.purpose is Purpose.ICE for each in scene.recovery.reminders)


def ask_for(scene: Scene) -> Turn:
    """Answer "remind me" with the times, as a question: consent is needed for each of them."""
    every = scene.event.every if isinstance(scene.event, RemindersAsked) else None
    if every is None and scene.talk.asked is Question.REMIND and scene.recovery.planned:
        return accept(scene)
    if every is None and _has_ice(scene):
        return list_(scene)
    planned = plan(scene.recovery, scene.now, every or ICING_GAP)
    return _propose(scene, planned, *_too_often(scene))


def _propose(scene: Scene, planned: tuple[Planned, ...], *before: Act) -> Turn:
    if planned:
        return scene.knowing(planned=planned, offered_on=scene.today).ask(Question.REMIND, *before)
    held = scene.is_held(scene.recovery.ice_held_until)
    return scene.knowing(planned=()).say("ice-held" if held else "reminders-nothing")


def _too_often(scene: Scene) -> tuple[Say, ...]:
    every = scene.event.every if isinstance(scene.event, RemindersAsked | RemindersChanged) else None
    return (Say("reminders-gap"),) if every is not None and every < ICING_GAP else ()


def accept(scene: Scene) -> Turn:
    """Set what was offered, as far as nothing stands against it by now."""
    missing = pending(scene)
    if missing:
        return scene.turn(SetReminders(missing))
    if any(is_among(each, scene.recovery.reminders) for each in scene.recovery.planned):
        return settle(scene, ())
    return _propose(scene, plan(scene.recovery, scene.now))


def decline(scene: Scene) -> Turn:
    """Take a "no": nothing is offered again today."""
    return scene.knowing(planned=(), offered_on=scene.today).say("reminders-declined")


# --- changed ----------------------------------------------------------------------------------


def change(scene: Scene) -> Turn:
    """Change what is offered, or what is set: new times are asked for first, fewer need no question."""
    assert isinstance(scene.event, RemindersChanged)
    reminders = of_plan(scene.recovery.reminders)
    is_open = scene.talk.asked is Question.REMIND and bool(scene.recovery.planned)
    current = scene.recovery.planned if is_open else tuple(Planned(each.purpose, each.at) for each in reminders)
    if scene.event.every is not None:
        return _respaced(scene, current)
    if not current:
        return _none(scene)
    kept = _fewer(scene, current)
    if kept == current:
        return _not_there(scene, current, is_open)
    if is_open:
        return scene.knowing(planned=kept).ask(Question.REMIND) if kept else decline(scene)
    going = tuple(each for each in reminders if not is_among(each, kept))
    known = without(scene, going)
    return known.say("reminders-set", **told(known.recovery, kept)) if kept else known.say("reminders-cancelled")


def _fewer(scene: Scene, current: tuple[Planned, ...]) -> tuple[Planned, ...]:
    assert isinstance(scene.event, RemindersChanged)
    if scene.event.without is not None:
        named = matching(scene.recovery, current, scene.event, scene.now)
        return tuple(each for each in current if each not in named)
    return only_on(scene.recovery, current, scene.event.only, scene.now) if scene.event.only else current


def _respaced(scene: Scene, current: tuple[Planned, ...]) -> Turn:
    """Offer the icings at another gap; the outing stays as it was."""
    assert isinstance(scene.event, RemindersChanged)
    spaced = plan(scene.recovery, scene.now, scene.event.every or ICING_GAP)
    had_outing = not current or any(each.purpose is Purpose.MOVE for each in current)
    planned = tuple(each for each in spaced if each.purpose is Purpose.ICE or had_outing)
    if scene.event.only:
        planned = only_on(scene.recovery, planned, scene.event.only, scene.now)
    return _propose(scene, planned, *_too_often(scene))


def _not_there(scene: Scene, current: tuple[Planned, ...], is_open: bool) -> Turn:
    assert isinstance(scene.event, RemindersChanged)
    said = (Say("reminders-not-then"),) if scene.event.without else ()
    if is_open:
        return scene.ask(Question.REMIND, *said)
    return scene.turn(*said, Say("reminders-set", told(scene.recovery, current)))


# --- listed and cancelled ---------------------------------------------------------------------


def list_(scene: Scene) -> Turn:
    """Tell which are set, and honestly when some were deleted in the app."""
    reminders = of_plan(scene.recovery.reminders)
    if not reminders:
        return _none(scene)
    known, lost = lost_told(scene)
    return known.turn(*lost, Say("reminders-set", told(scene.recovery, reminders)))


def lost_told(scene: Scene) -> tuple[Scene, tuple[Say, ...]]:
    """Return the scene in which it was said that reminders were deleted in the app, and the words; once."""
    if not scene.talk.reminders_lost:
        return scene, ()
    return scene.minding(reminders_lost=False), (Say("reminders-deleted"),)


def _none(scene: Scene) -> Turn:
    known, lost = lost_told(scene)
    return known.turn(*lost, Say("reminders-none"))


def aside(rule: Rule) -> Rule:
    """Return the rule for whoever is in the middle of the safety check, which goes on after it."""
    return lambda scene: scene.aside(rule(scene))


def fewer(scene: Scene) -> Turn:
    """Take some away; others are not planned before the safety check is through."""
    assert isinstance(scene.event, RemindersChanged)
    asks_for_others = scene.event.every is not None or not of_plan(scene.recovery.reminders)
    return list_(scene) if asks_for_others else change(scene)


def cancel(scene: Scene) -> Turn:
    """Cancel all of them, check-ins too; nothing is offered again today."""
    if not scene.recovery.reminders:
        if scene.talk.asked is Question.REMIND:
            return decline(scene)
        return _none(scene.knowing(planned=(), check_ins=False, offered_on=scene.today))
    known = scene.knowing(check_ins=False, offered_on=scene.today)
    return without(known, scene.recovery.reminders).knowing(planned=()).say("reminders-cancelled")
