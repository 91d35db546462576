"""Reminders of the plan by voice: offered, asked for, changed, listed and cancelled."""

from dataclasses import replace

from skill.routine.acts import Act, Question, Say, SetReminders
from skill.routine.alerts import denied, pending, settle, without
from skill.routine.coaching import when
from skill.routine.events import Day, RemindersAsked, RemindersChanged, RemindersSkipped
from skill.routine.offering import has_ice, is_open
from skill.routine.plan import ICING_GAP
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import CHECK_INS, Planned, Purpose
from skill.routine.scene import Rule, Scene
from skill.routine.schedule import (
    against,
    is_among,
    is_denied,
    is_out_of_reach,
    is_outdated,
    matching,
    moment_of,
    not_on,
    of_plan,
    only_on,
    plan,
    plan_of_tomorrow,
    told,
)

# --- offered and asked for --------------------------------------------------------------------


def ask_for(scene: Scene) -> Turn:
    """Answer "remind me" with the times, as a question: consent is needed for each of them."""
    asked = scene.event if isinstance(scene.event, RemindersAsked) else RemindersAsked()
    is_plain = asked == RemindersAsked()
    if is_plain and is_open(scene):
        return accept(scene)
    if is_out_of_reach(scene.recovery) or (is_plain and has_ice(scene)):
        return list_(scene)
    planned = plan(scene.recovery, scene.now, asked.every or ICING_GAP)
    if is_denied(scene.recovery, scene.now):
        return denied(scene, planned)
    if asked.at is not None:
        return _at_a_time(scene, planned, asked)
    if asked.day is Day.TOMORROW:
        return _tomorrow(scene, plan_of_tomorrow(scene.recovery, scene.now, asked.every or ICING_GAP))
    return _propose(scene, planned, *_too_often(scene))


def _at_a_time(scene: Scene, planned: tuple[Planned, ...], asked: RemindersAsked) -> Turn:
    """Offer a time of their own beside what is set and far enough from it; or say why not, and offer the plan's."""
    recovery, now = scene.recovery, scene.now
    at = moment_of(recovery, asked.at, asked.day, now) if asked.at else None
    if at is None:
        return _propose(scene, planned)
    wish = Planned(Purpose.ICE, at)
    if is_among(wish, recovery.reminders):
        return list_(scene)
    if not is_among(wish, planned) and (why := against(recovery, at, now)):
        return _propose(scene, planned, Say(why))
    beside = (each for each in _set(scene) if each.purpose is not Purpose.ICE or abs(each.at - at) >= ICING_GAP)
    return _propose(scene, tuple(sorted((wish, *beside), key=lambda each: each.at)))


def _tomorrow(scene: Scene, planned: tuple[Planned, ...]) -> Turn:
    """Offer those of the following day beside what is set for this one."""
    today = only_on(scene.recovery, _set(scene), Day.TODAY, scene.now)
    return _propose(scene, (*today, *planned), *_too_often(scene)) if planned else _propose(scene, ())


def _set(scene: Scene) -> tuple[Planned, ...]:
    return tuple(Planned(each.purpose, each.at) for each in of_plan(scene.recovery.reminders))


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
    assert isinstance(scene.event, RemindersChanged | RemindersSkipped)
    if is_out_of_reach(scene.recovery):
        return list_(scene)
    offer = _unanswered(scene)
    current = offer or _set(scene)
    if isinstance(scene.event, RemindersChanged) and scene.event.every is not None:
        return _respaced(scene, current)
    kept = _fewer(scene, current)
    if not kept and _wants_tomorrow(scene) and (current or not scene.recovery.reminders):
        return _only_tomorrow(scene)
    if kept == current:
        return _not_there(scene, current, bool(offer))
    if offer:
        return scene.knowing(planned=kept).ask(Question.REMIND) if kept else decline(scene)
    known = without(scene, tuple(each for each in of_plan(scene.recovery.reminders) if not is_among(each, kept)))
    return known.say("reminders-set", **told(known.recovery, kept)) if kept else known.say("reminders-cancelled")


def _unanswered(scene: Scene) -> tuple[Planned, ...]:
    """Return what is on offer: until it is answered, whatever is said in between, or something else is set."""
    recovery = scene.recovery
    is_on = scene.talk.asked is Question.REMIND or not of_plan(recovery.reminders)
    if recovery.phase is Phase.SCREENING or not is_on:
        return ()
    ahead = (each for each in recovery.planned if each.at > scene.now and each.purpose not in CHECK_INS)
    return tuple(each for each in ahead if not is_outdated(recovery, each, scene.now))


def _only_tomorrow(scene: Scene) -> Turn:
    """Offer what the plan has for the following day, where all that is set or on offer is of this one."""
    planned = only_on(scene.recovery, plan(scene.recovery, scene.now), Day.TOMORROW, scene.now)
    planned = planned or plan_of_tomorrow(scene.recovery, scene.now)
    return denied(scene, planned) if is_denied(scene.recovery, scene.now) else _propose(scene, planned)


def _wants_tomorrow(scene: Scene) -> bool:
    return isinstance(scene.event, RemindersChanged) and scene.event.only is Day.TOMORROW and not scene.event.without


def _fewer(scene: Scene, current: tuple[Planned, ...]) -> tuple[Planned, ...]:
    if isinstance(scene.event, RemindersSkipped):
        return not_on(scene.recovery, current, scene.event.day, scene.now)
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
    if is_denied(scene.recovery, scene.now):
        return denied(scene, planned)
    if planned and planned == current and not is_open(scene):
        return scene.turn(*_too_often(scene), Say("reminders-set", told(scene.recovery, current)))
    return _propose(scene, planned, *_too_often(scene))


def _not_there(scene: Scene, current: tuple[Planned, ...], is_offer: bool) -> Turn:
    if not current:
        return _none(scene)
    said: tuple[Say, ...] = ()
    if isinstance(scene.event, RemindersSkipped):
        said = (Say("reminders-not-that-day"),) if scene.event.day else ()
    elif isinstance(scene.event, RemindersChanged) and scene.event.without:
        said = (Say("reminders-not-then"),)
    if is_offer:
        return scene.ask(Question.REMIND, *said)
    return scene.turn(*said, Say("reminders-set", told(scene.recovery, current)))


# --- listed and cancelled ---------------------------------------------------------------------


def list_(scene: Scene) -> Turn:
    """Tell which are set, and honestly when some were deleted in the app or are out of reach; or what is on offer."""
    if is_out_of_reach(scene.recovery):
        return scene.say("reminders-out-of-reach")
    reminders = of_plan(scene.recovery.reminders)
    if is_open(scene):
        return scene.ask(Question.REMIND)
    if not reminders and (offer := _unanswered(scene)):
        known, lost = lost_told(scene)
        return known.knowing(planned=offer).ask(Question.REMIND, *lost, Say("reminders-none"))
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
    ringing = scene.recovery.reminders  # check-ins, which are of this icing alone
    return known.turn(*lost, when(scene, ringing) if ringing else Say("reminders-none"))


def aside(rule: Rule) -> Rule:
    """Return the rule for whoever is in the middle of the safety check, which goes on after it."""
    return lambda scene: scene.aside(rule(scene))


def honest(rule: Rule) -> Rule:
    """Return the rule which first tells that reminders were deleted in the app."""

    def told_first(scene: Scene) -> Turn:
        known, lost = lost_told(scene)
        turn = rule(known)
        return replace(turn, acts=(*lost, *turn.acts)) if lost else turn

    return told_first


def fewer(scene: Scene) -> Turn:
    """Take some away; others are not planned before the safety check is through."""
    event = scene.event
    is_more = isinstance(event, RemindersChanged) and (event.every is not None or _wants_tomorrow(scene))
    return list_(scene) if is_more or not of_plan(scene.recovery.reminders) else change(scene)


def cancel(scene: Scene) -> Turn:
    """Cancel all of them, check-ins too; nothing is offered again today."""
    if not scene.recovery.reminders:
        if scene.talk.asked is Question.REMIND:
            return decline(scene)
        return _none(scene.knowing(planned=(), check_ins=False, offered_on=scene.today))
    known = scene.knowing(check_ins=False, offered_on=scene.today)
    return without(known, scene.recovery.reminders).knowing(planned=()).say("reminders-cancelled")
