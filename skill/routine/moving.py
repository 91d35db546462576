"""The day after: a very easy jog, or a 20-minute walk (article; S4, S11)."""

from skill.routine.acts import Question, Say, StartTimer
from skill.routine.countdown import Countdown
from skill.routine.events import Activity, CheckedIn, MoveAsked, UsualRunTold
from skill.routine.plan import JOG_MILES, SEVERE_HOLD, WALK_TIME, Step
from skill.routine.progress import Advice, Outing, outing
from skill.routine.progress import advise as look
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Scene
from skill.routine.screening import later_of, screen_first


def _wanting(scene: Scene) -> Scene:
    activity = scene.event.activity if isinstance(scene.event, MoveAsked) else None
    return scene.minding(wanted=Step.MOVE, activity=activity, score=None, trend=None)


def ask_first(scene: Scene) -> Turn:
    """Put the safety questions before the outing that was asked for."""
    return screen_first(_wanting(scene))


def move(scene: Scene) -> Turn:
    """Ask how sore it is when walking, once an outing makes sense (S11)."""
    if scene.recovery.screened_on is None:
        return ask_first(scene)
    return put_off(scene) or _wanting(scene).knowing(step=Step.MOVE).ask(Question.SCORE)


def put_off(scene: Scene) -> Turn | None:
    """Say why there is no outing now (S4, S9, S11); ``None`` when there may be one."""
    recovery, warm_at = scene.recovery, scene.recovery.warm_at()
    if recovery.move_held_until and scene.is_held(recovery.move_held_until):
        return scene.say("move-held", day=recovery.move_held_until, way=_way(scene), **scene.holds)
    if recovery.ice_day(scene.now) == 0:
        return scene.say("move-tomorrow")
    if scene.has_moved:
        return scene.say("move-done-today")
    if warm_at and scene.now < warm_at:
        return scene.say("move-too-early", wait=warm_at - scene.now)
    return None if scene.by_day(scene.now) else scene.say("move-morning")


def after_ice(scene: Scene) -> Turn:
    """Put the outing off while the foot is in the ice."""
    if scene.countdown.step is Step.MOVE:
        return scene.say("walk-left", left=scene.left)
    return scene.say("move-after-ice", left=scene.left)


def scored(scene: Scene) -> Turn:
    """Turn the score into an outing (S11), or ask what is still needed for it; it is also an honest look."""
    assert isinstance(scene.event, CheckedIn)
    score = scene.talk.score if scene.event.score is None else scene.event.score
    if score is None:
        return scene.ask(Question.SCORE)
    scored_ = scene.minding(score=score)
    walks = scene.talk.activity is Activity.WALK or scene.recovery.referred_on is not None
    advice = look(scene.day, None, score)
    if advice is Advice.SEVERE:
        told = scored_.knowing(referred_on=scene.today, checked_on=scene.today)
        held = told.knowing(move_held_until=later_of(scene.today + SEVERE_HOLD, scene.recovery.move_held_until))
        return held.say("move-not-at-all", way=_way(scene))
    if advice is Advice.THERAPIST:
        return _walk_at_most(scored_)
    if scene.recovery.covers_jog is None and not walks:
        return scored_.ask(Question.COVERS)
    return advise(scored_)


def _walk_at_most(scene: Scene) -> Turn:
    """Send whoever is still sore after four days to someone (article), and nobody farther than the walk."""
    is_news = scene.recovery.referred_on != scene.today
    told = scene.knowing(referred_on=scene.today, checked_on=scene.today)
    if put_off(told):
        return told.say(Advice.THERAPIST)  # time, or another speaker, came between question and answer
    if is_news:
        return told.ask(Question.WALK_TIMER, Say(Advice.THERAPIST), Say("walk-at-most", told.holds))
    return told.ask(Question.WALK_TIMER, Say("walk-referred", told.holds))


def _way(scene: Scene) -> str:
    event = scene.event
    activity = event.activity if isinstance(event, MoveAsked) else scene.talk.activity
    return "walk" if activity is Activity.WALK else "run"


def advise(scene: Scene) -> Turn:
    """Send them off, as far as the score allows; whoever should see someone walks."""
    if refused := put_off(scene):
        return refused  # time, or another speaker, came between question and answer
    jogs = scene.talk.activity is not Activity.WALK and scene.recovery.referred_on is None
    covers = bool(scene.recovery.covers_jog) and jogs
    what = outing(scene.talk.score or 0, covers)
    extra = (Say("only-normal-feeling"),) if scene.is_held(scene.recovery.ice_held_until) else ()
    if what is Outing.JOG:
        gone = scene.knowing(moved_on=scene.today)
        return gone.turn(*extra, Say("jog", scene.units))
    said = Say("slow-or-walk", scene.units) if what is Outing.SLOW else Say("walk")
    return scene.ask(Question.WALK_TIMER, *extra, said)


def covers_jog(scene: Scene) -> Turn:
    """Keep that the easy jog is nothing new to them, and go on."""
    return _go_on(scene.knowing(covers_jog=True))


def new_runner(scene: Scene) -> Turn:
    """Keep that the jog would be too far, so that it becomes the walk (article), and go on."""
    return _go_on(scene.knowing(covers_jog=False))


def usual_run(scene: Scene) -> Turn:
    """Hear how far they usually run."""
    assert isinstance(scene.event, UsualRunTold)
    if scene.event.miles is None:
        return scene.ask(Question.COVERS)
    return covers_jog(scene) if scene.event.miles >= JOG_MILES else new_runner(scene)


def _go_on(scene: Scene) -> Turn:
    screened = scene.recovery.screened_on is not None
    if screened and scene.talk.wanted is Step.MOVE and scene.talk.score is not None:
        return advise(scene)
    return scene.aside(scene.say("noted-jog" if scene.recovery.covers_jog else "noted-walk", **scene.holds))


def time_walk(scene: Scene) -> Turn:
    """Start the time of the walk."""
    if refused := put_off(scene):
        return refused
    countdown = Countdown.begun(Step.MOVE, WALK_TIME, scene.now)
    walking = scene.knowing(phase=Phase.WALKING, step=Step.MOVE, countdown=countdown, moved_on=scene.today)
    return walking.turn(Say("walk-begun", {"duration": WALK_TIME}), StartTimer(Step.MOVE, WALK_TIME))


def untimed(scene: Scene) -> Turn:
    """Send them off without a timer."""
    if refused := put_off(scene):
        return refused
    return scene.knowing(moved_on=scene.today).say("enjoy-walk")
