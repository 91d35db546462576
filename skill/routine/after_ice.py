"""What follows an icing: dry, warm, massage in an hour, ice again in two, and the offer to remind of it (S9, S10)."""

from skill.routine.acts import Act, Question, Say
from skill.routine.offering import offered
from skill.routine.plan import ICE_DAYS
from skill.routine.progress import next_ice, next_massage
from skill.routine.recovery import Turn
from skill.routine.reminder import Purpose
from skill.routine.scene import Scene
from skill.routine.schedule import earliest_ice


def ended(scene: Scene, said: Say, *acts: Act) -> Turn:
    """Tell what comes after an icing, and once a day offer to remind of it, which tells the times of the ice."""
    offering = offered(scene)
    if offering is None:
        return scene.turn(said, *after_ice(scene), *acts)
    named = any(each.purpose is Purpose.ICE for each in offering.recovery.planned)
    return offering.ask(Question.REMIND, said, *(before_ice(scene) if named else after_ice(scene)), *acts)


def after_ice(scene: Scene) -> tuple[Say, ...]:
    """Return what comes after an icing: dry, warm, massage in an hour, ice again in two (S9, S10)."""
    return (*before_ice(scene), *ice_again(scene))


def before_ice(scene: Scene) -> tuple[Say, ...]:
    """Return what comes between two icings (S10)."""
    recovery = scene.recovery
    warm = next_massage(recovery, scene.now)
    if warm is None:
        return (Say("dry-off"),)
    return Say("dry-off"), Say("massage-in", {"wait": warm - scene.now})


def ice_again(scene: Scene) -> tuple[Say, ...]:
    """Return when the ice is due again (S9), and when a reminder of it rings."""
    recovery = scene.recovery
    if scene.is_held(recovery.ice_held_until):
        return ()
    due, following = max(recovery.next_icing_at() or scene.now, scene.now), next_ice(recovery, scene.now)
    if following is None:
        return (Say("ice-over" if recovery.ice_day(scene.now) > ICE_DAYS else "ice-done"),)
    if following > due:
        return (Say("ice-in-morning"),)
    return (Say("ice-in", {"wait": due - scene.now}), *reminded(scene))


def reminded(scene: Scene) -> tuple[Say, ...]:
    """Return when the next reminder of ice rings; nothing when none is set that makes sense."""
    recovery, now = scene.recovery, scene.now
    due = earliest_ice(recovery, now) or now
    ahead = sorted(each.at for each in recovery.reminders if each.purpose is Purpose.ICE and each.at >= max(due, now))
    return (Say("reminder-next", {"ice": (recovery.local(ahead[0]),)}),) if ahead else ()
