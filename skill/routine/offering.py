"""The offer of reminders: when it is made unasked, and how it stays open until it is answered."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question
from skill.routine.alerts import pending
from skill.routine.events import Day, TimerSet
from skill.routine.plan import ICE_DAYS, LATE_OUT
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import Planned, Purpose
from skill.routine.scene import Rule, Scene
from skill.routine.schedule import is_among, is_denied, of_plan, only_on, plan

NOTHING = timedelta(0)
OUTING_TAKES = timedelta(minutes=40)
"""Nobody who was just sent walking or jogging is back earlier, and ready for ice."""
HARDLY_LATER = timedelta(hours=1)
"""A reminder that is set and comes at most this much later than it could is left as it is."""


def offered(scene: Scene, busy: timedelta = NOTHING) -> Scene | None:
    """Return the scene that offers reminders; ``None`` when none are, or when they are refused.

    Unasked it is after ice, and on the following day already before: once a day, once more when this icing has taken
    the place of one that was reminded of, and once more when only the following day is left to remind of.

    Args:
        scene: after the icing, or whatever was said.
        busy: how long they are busy with something else.
    """
    recovery = scene.recovery
    if is_open(scene):
        return scene
    if not (_is_just_out(scene) or _is_the_day_after(scene)) or is_denied(recovery, scene.now):
        return None
    planned = plan(recovery, scene.now + busy)
    if recovery.offered_on == scene.today and not _is_for_tomorrow(scene, planned):
        return None
    if all(is_among(each, recovery.reminders) for each in planned) or _is_set_soon(scene, planned):
        return None
    return scene.knowing(planned=planned, offered_on=scene.today)


def is_open(scene: Scene) -> bool:
    """Return whether the offer has just been made and is not answered."""
    return scene.talk.asked is Question.REMIND and bool(pending(scene))


def _is_just_out(scene: Scene) -> bool:
    recovery = scene.recovery
    just_out = recovery.out_at is not None and scene.now - recovery.out_at <= LATE_OUT
    return recovery.phase is Phase.RESTING and just_out and not scene.is_held(recovery.ice_held_until)


def _is_the_day_after(scene: Scene) -> bool:
    """Return whether it is the following day, by day, and nobody is reminded of its ice yet."""
    recovery = scene.recovery
    resting = recovery.phase in (Phase.RESTING, Phase.WALKING) and scene.by_day(scene.now)
    held = scene.is_held(recovery.ice_held_until)
    return resting and recovery.ice_day(scene.now) == ICE_DAYS and not held and not has_ice(scene)


def _is_for_tomorrow(scene: Scene, planned: tuple[Planned, ...]) -> bool:
    """Return whether who has agreed to reminders has only those of the following day left."""
    is_tomorrow = len(only_on(scene.recovery, planned, Day.TOMORROW, scene.now)) == len(planned)
    return is_tomorrow and bool(of_plan(scene.recovery.reminders))


def _is_set_soon(scene: Scene, planned: tuple[Planned, ...]) -> bool:
    """Return whether a reminder of ice that is set comes hardly later than the plan has it."""
    ice = [each.at for each in planned if each.purpose is Purpose.ICE]
    is_set = [each.at for each in scene.recovery.reminders if each.purpose is Purpose.ICE]
    return bool(ice and is_set) and min(is_set) - min(ice) <= HARDLY_LATER


def has_ice(scene: Scene) -> bool:
    """Return whether a reminder of ice is set."""
    return any(each.purpose is Purpose.ICE for each in scene.recovery.reminders)


def after_outing(rule: Rule) -> Rule:
    """Return the rule which, once it sends them off, offers to remind of the ice of that day."""

    def offering(scene: Scene) -> Turn:
        turn = rule(scene)
        is_off = turn.recovery.moved_on != scene.recovery.moved_on and turn.recovery.countdown is None
        return _offering(turn, scene, OUTING_TAKES) if is_off else turn

    return offering


def on_a_walk(rule: Rule) -> Rule:
    """Return the rule about the timer, or the end, of a walk, with that offer."""
    return lambda scene: _offering(rule(scene), scene, OUTING_TAKES if isinstance(scene.event, TimerSet) else NOTHING)


def _offering(turn: Turn, scene: Scene, busy: timedelta) -> Turn:
    if turn.then is not None or turn.asked:
        return turn
    offer = offered(replace(scene, recovery=turn.recovery), busy)
    return turn if offer is None else replace(offer.ask(Question.REMIND, *turn.acts), talk=turn.talk)


def kept_open(rule: Rule) -> Rule:
    """Return the rule after which the offer is put again that it leaves without an answer."""

    def put_again(scene: Scene) -> Turn:
        turn = rule(scene)
        is_aside = turn.then is None and not turn.asked and turn.recovery.phase is Phase.RESTING
        return scene.aside(turn) if is_aside and is_open(scene) else turn

    return put_again
