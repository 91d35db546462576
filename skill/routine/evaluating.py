"""The honest look: how sore when walking, and better, same or worse (article; S11, S12)."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question, Say
from skill.routine.events import CheckedIn, Side, SorenessReported, Trend, WhereAsked
from skill.routine.guide import foot_in
from skill.routine.icing import paused_left, uncomfortable
from skill.routine.plan import SEVERE_HOLD, Step
from skill.routine.progress import REFERRALS, Advice, advise
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Scene
from skill.routine.screening import begun, later_of, new_plan, out_of_ice, screen, taken_out

WORST = 10
"""The end of the scale."""


def check_in(scene: Scene) -> Turn:
    """Collect score and trend, one question a turn, until there is something to advise."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.score is not None and not 0 <= scene.event.score <= WORST:
        return scene.ask(Question.SCORE, Say("score-range"))
    if scene.event == CheckedIn(Trend.BETTER) and scene.talk.asked is None and scene.recovery.checked_on == scene.today:
        return scene.then(WhereAsked(), Say("glad-better"))  # said after the advice, it begins no new look
    trend, score = scene.event.trend or scene.talk.trend, scene.event.score
    score = scene.talk.score if score is None else score
    told = scene.minding(trend=trend, score=score).knowing(step=Step.EVALUATION)
    advice = advise(scene.day, trend, score)
    if advice is not None:
        return _conclude(told, advice)
    if _only_says_still_sore(scene):
        told = told.minding(trend=scene.talk.trend)
    return told.ask(Question.SCORE if score is None else Question.TREND)


def _only_says_still_sore(scene: Scene) -> bool:
    """Return whether "the same" was no answer: unasked it is how people say "still sore", and compares nothing."""
    assert isinstance(scene.event, CheckedIn)
    alone = scene.event.trend is Trend.SAME and scene.event.score is None
    return alone and scene.talk.asked is not Question.TREND and scene.talk.score is None


def _conclude(scene: Scene, advice: Advice) -> Turn:
    said = scene.minding(trend=None, score=None, wanted=None).knowing(checked_on=scene.today)
    if advice in REFERRALS:
        said = referred(said, advice)
    elif advice is Advice.RECOVERED:
        said = said.knowing(phase=Phase.RECOVERED, referred_on=None)
    elif advice is Advice.GONE_TODAY:
        # Nothing is left to be reminded of.
        said = replace(said, recovery=said.recovery.without_reminders()).knowing(offered_on=scene.today)
    return said.say(advice, **said.holds)


def referred(scene: Scene, advice: Advice) -> Scene:
    """Return the scene of someone who was told to see somebody; worse and six and more also hold the running."""
    told = scene.knowing(referred_on=scene.today)
    if advice is Advice.THERAPIST:
        return told
    return told.knowing(move_held_until=later_of(scene.today + SEVERE_HOLD, scene.recovery.move_held_until))


def check_in_counting(scene: Scene) -> Turn:
    """Hear how it is while a countdown runs: a reason to see someone is answered at once (S12), the rest waits."""
    assert isinstance(scene.event, CheckedIn)
    advice = advise(scene.day, scene.event.trend, scene.event.score)
    if advice in REFERRALS and (scene.event.score or 0) <= WORST:
        told = referred(scene, advice)
        if scene.countdown.step is Step.MOVE:
            return out_of_ice(told).turn(Say(advice), *taken_out(scene))
        return told.say(advice)
    return scene.say("noted-counting", left=scene.left)


def check_in_new(scene: Scene) -> Turn:
    """Take a check-in without a plan as the report of a soreness, unless there is none."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.trend is Trend.GONE or scene.event.score == 0:
        return scene.say("glad")
    if scene.event.trend is Trend.WORSE:
        return screen(begun(new_plan(scene)).knowing(referred_on=scene.today), Say("worse-check"))
    return scene.then(SorenessReported())


def check_in_screening(scene: Scene) -> Turn:
    """Put the safety questions first, unless there is nothing left to check."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.trend is Trend.WORSE:
        return screen(scene.knowing(referred_on=scene.today), Say("worse-check"))
    if scene.event.trend is Trend.GONE:
        well = scene.minding(cleared=(), wanted=None).knowing(phase=Phase.RECOVERED, referred_on=None)
        return well.say(Advice.GONE_TODAY if scene.day == 0 else Advice.RECOVERED, **well.holds)
    return screen(scene, Say("safety-first"))


def sore_again(scene: Scene) -> Turn:
    """Take a repeated report of soreness as a check-in from the second day on."""
    assert isinstance(scene.event, SorenessReported)
    if scene.event.side is Side.OTHER:
        return joined(scene)
    if scene.day == 0:
        return scene.say("still-day-one", **scene.holds)
    if scene.event.side in (Side.LEFT, Side.RIGHT):
        return scene.ask(Question.NEW_ANKLE)
    return same_ankle(scene)


def same_ankle(scene: Scene) -> Turn:
    """Ask how the ankle is that the plan is about."""
    return scene.minding(score=None, trend=None, wanted=None).ask(Question.SCORE, Say("day", {"day": scene.day}))


def joined(scene: Scene) -> Turn:
    """Take another ankle into the plan: its own safety questions, ice from its day on, no run until the day after.

    Neither the side nor which is which is kept (S16), and the honest look still counts from the first.
    """
    days = scene.event.days_ago or 0 if isinstance(scene.event, SorenessReported) else 0
    first = scene.recovery.began_on or scene.today
    newer = max(scene.today - timedelta(days=days), scene.recovery.joined_on or first, first)
    known = scene.knowing(phase=Phase.SCREENING, joined_on=newer, screened_on=None)
    told = known.minding(cleared=(), wanted=None, trend=None, score=None)
    rests = told.recovery.ice_day(scene.now) == 0
    return screen(told, Say("other-ankle", {"run": "tomorrow" if rests else "free"}))


def joined_ready(scene: Scene) -> Turn:
    """Hear of another ankle before the first ice: it gets its own safety questions, anything else goes on."""
    assert isinstance(scene.event, SorenessReported)
    side = scene.event.side
    is_other = side is Side.OTHER or (scene.day > 0 and side in (Side.LEFT, Side.RIGHT))
    return sore_again(scene) if is_other else foot_in(scene)


def sore_counting(scene: Scene) -> Turn:
    """Hear that it is sore while a countdown runs; another ankle waits until that is done."""
    assert isinstance(scene.event, SorenessReported)
    if scene.event.side is Side.OTHER:
        return scene.say("other-ankle-later", left=scene.left)
    return paused_left(scene) if scene.recovery.phase is Phase.PAUSED else uncomfortable(scene)


def how_sore(scene: Scene) -> Turn:
    """Answer pain between icings by asking how much."""
    return scene.minding(score=None, trend=None, wanted=None).ask(Question.SCORE, Say("hurts-rest"))


def report(scene: Scene) -> Turn:
    """Begin a plan: keep the day it began, and put the safety questions (S1, S15)."""
    assert isinstance(scene.event, SorenessReported)
    event, again = scene.event, scene.recovery.phase is Phase.RECOVERED
    scene = new_plan(scene)
    told = scene.today - timedelta(days=event.days_ago or 0)
    # Said again, the day does not move later: the honest look must not slip.
    began = min(told, scene.recovery.began_on or told)
    reported = scene.knowing(began_on=began).minding(trend=None, score=None)
    side = event.side.value if event.side else "unsaid"
    return screen(reported, Say("reported-again" if again else "reported", {"side": side}))
