"""Turns that show every screen there is, and every screen that any event leads to."""

import json
from functools import cache
from itertools import product

from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.deadlines import Countdown
from skill.routine.plan import WALK_TIME, Step
from skill.routine.recovery import Session, Turn
from skill.screen import Screen, show
from tests.routine.people import (
    EVERYONE,
    FINE,
    HOUR,
    MINUTE,
    NOW,
    SAID,
    TODAY,
    heard,
    icing,
    new,
    paused,
    ready,
    recovered,
    reminded,
    rested,
    screening,
    stopped,
    walking,
)

TIRED = rested(20 * HOUR, 1, covers_jog=True)

SCENES: dict[str, Turn] = {
    "new": heard(new(), e.Opened()),
    "safety 1": heard(screening(), e.Opened()),
    "safety 2": heard(screening(), e.Opened(), *FINE[:1]),
    "safety 3": heard(screening(), e.Opened(), *FINE[:2]),
    "safety 4": heard(screening(), e.Opened(), *FINE[:3]),
    "ready": heard(ready(), e.Opened()),
    "ready, later": heard(ready(), e.Opened(), e.No()),
    "icing begun": heard(ready(), e.Opened(), e.Yes()),
    "icing": heard(icing(), e.TimeAsked()),
    "too cold": heard(icing(3), e.TooCold()),
    "paused": heard(icing(), e.PauseAsked()),
    "paused, asked": heard(paused(), e.TimeAsked()),
    "no permission": heard(
        ready(), e.IcingAsked(), e.TimerRefused(e.Refusal.PERMISSION), e.ConsentAnswered(e.Consent.DENIED)
    ),
    "no reminders": heard(reminded(2), e.ConsentAnswered(e.Consent.DENIED, permission=e.Permission.REMINDERS)),
    "out": heard(icing(20), e.FootOut()),
    "out early": heard(icing(), e.FootOut()),
    "plan": heard(reminded(2, 4, 6), e.WhereAsked()),
    "ice offered": heard(rested(20 * HOUR, 1, moved_on=TODAY), e.NextIcingAsked()),
    "plan, next day": heard(rested(20 * HOUR, 1, moved_on=TODAY), e.Thinking()),
    "massage offered": heard(rested(70 * MINUTE, offered_on=TODAY), e.Opened()),
    "massage?": heard(rested(70 * MINUTE), e.MassageAsked()),
    "massage": heard(rested(70 * MINUTE), e.MassageAsked(), e.Yes()),
    "how sore": heard(TIRED, e.MoveAsked()),
    "outing, jog": heard(TIRED, e.MoveAsked(), e.Assessed(score=1)),
    "outing, slow": heard(TIRED, e.MoveAsked(), e.Assessed(score=4)),
    "walking": heard(walking(), e.TimeAsked()),
    "walk paused": heard(
        paused(countdown=Countdown(Step.MOVE, WALK_TIME, NOW + WALK_TIME).paused(NOW), step=Step.MOVE), e.TimeAsked()
    ),
    "trend": heard(rested(60 * HOUR, 3), e.Opened(), e.Assessed(score=2)),
    "checked in": heard(rested(60 * HOUR, 3, assessed_on=TODAY), e.WhereAsked()),
    "white skin": heard(icing(), e.SkinWarned(e.Sign.BLUE)),
    "care now": heard(icing(), e.RedFlagSaid(e.Sign.NUMB)),
    "care, later": heard(stopped(), e.Opened()),
    "recovered": heard(recovered(), e.Opened()),
    "well again": heard(rested(80 * HOUR, 4), e.Assessed(score=0)),
}
"""A turn for each kind of screen, by a name."""


def shown(turn: Turn, locale: str = "en-US") -> Screen:
    screen = show(turn, locale, NOW)
    assert screen
    return screen


ASIDES = (*(e.HowAsked(topic) for topic in e.Topic), e.UsualRunTold(5.0), e.Unheard(), e.Thinking())
"""What is said in between, before a question is put again."""


@cache
def every_screen() -> tuple[Screen, ...]:
    """Return screens with all the words, and all the lines of days, that any answer to everyone leads to."""
    found: dict[str, Screen] = {}
    turns = [heard(known, event) for known, event in product(EVERYONE.values(), SAID)]
    for known, asked, event in product((ready(), icing(), rested()), Question, ASIDES):
        turns.append(heard(known, event, session=Session(asked=asked)))
    for turn in turns:
        screen = show(turn, "en-US", NOW)
        if screen:
            data = screen.data["coach"]
            words = [data[name] for name in ("title", "text", "buttons", "picture")]
            found.setdefault(json.dumps([bool(data["countdown"]), bool(data["days"]), words]), screen)
            found.setdefault(json.dumps(data["days"]), screen)
    return tuple({id(screen): screen for screen in found.values()}.values())
