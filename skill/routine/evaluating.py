"""The honest look: how sore when walking, and better, same or worse (article; S11, S12)."""

from dataclasses import replace
from datetime import timedelta

from skill.routine.acts import Question, Say
from skill.routine.events import CheckedIn, SorenessReported, Trend
from skill.routine.plan import Step
from skill.routine.progress import REFERRALS, Advice, advise
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Scene
from skill.routine.screening import screen

WORST = 10
"""The end of the scale."""


def check_in(scene: Scene) -> Turn:
    """Collect score and trend, one question a turn, until there is something to advise."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.score is not None and not 0 <= scene.event.score <= WORST:
        return scene.ask(Question.SCORE, Say("score-range"))
    trend, score = scene.event.trend or scene.talk.trend, scene.event.score
    score = scene.talk.score if score is None else score
    told = scene.minding(trend=trend, score=score).knowing(step=Step.EVALUATION)
    advice = advise(scene.day, trend, score)
    if advice is not None:
        return _conclude(told, advice)
    return told.ask(Question.SCORE if score is None else Question.TREND)


def _conclude(scene: Scene, advice: Advice) -> Turn:
    said = scene.minding(trend=None, score=None, wanted=None).knowing(checked_on=scene.today)
    if advice in REFERRALS:
        said = said.knowing(referred_on=scene.today)
    elif advice is Advice.RECOVERED:
        said = said.knowing(phase=Phase.RECOVERED, referred_on=None)
    return said.say(advice)


def check_in_counting(scene: Scene) -> Turn:
    """Hear how it is while a countdown runs: a reason to see someone is answered at once (S12), the rest waits."""
    assert isinstance(scene.event, CheckedIn)
    advice = advise(scene.day, scene.event.trend, scene.event.score)
    if advice in REFERRALS and (scene.event.score or 0) <= WORST:
        return scene.knowing(referred_on=scene.today).say(advice)
    return scene.say("noted-counting", left=scene.left)


def check_in_new(scene: Scene) -> Turn:
    """Take a check-in without a plan as the report of a soreness, unless there is none."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.trend is Trend.GONE or scene.event.score == 0:
        return scene.say("glad")
    return scene.then(SorenessReported())


def check_in_screening(scene: Scene) -> Turn:
    """Put the safety questions first."""
    assert isinstance(scene.event, CheckedIn)
    if scene.event.trend is Trend.WORSE:
        return screen(scene.knowing(referred_on=scene.today), Say("worse-check"))
    return screen(scene, Say("safety-first"))


def sore_again(scene: Scene) -> Turn:
    """Take a repeated report of soreness as a check-in from the second day on."""
    assert isinstance(scene.event, SorenessReported)
    if scene.day == 0:
        return scene.say("still-day-one")
    return scene.minding(score=None, trend=None, wanted=None).ask(Question.SCORE, Say("day", {"day": scene.day}))


def how_sore(scene: Scene) -> Turn:
    """Answer pain between icings by asking how much."""
    return scene.minding(score=None, trend=None, wanted=None).ask(Question.SCORE, Say("hurts-rest"))


def report(scene: Scene) -> Turn:
    """Begin a plan: keep the day it began, and put the safety questions (S1, S15)."""
    assert isinstance(scene.event, SorenessReported)
    event, again = scene.event, scene.recovery.phase is Phase.RECOVERED
    if again:
        scene = replace(scene, recovery=scene.recovery.fresh())
    began = scene.today - timedelta(days=event.days_ago or 0)
    begun = scene.knowing(began_on=began).minding(side=event.side, trend=None, score=None)
    side = event.side.value if event.side else "unsaid"
    return screen(begun, Say("reported-again" if again else "reported", {"side": side}))
