"""Where a number of plan.py is the limit: at exactly that time, and a second later."""

from collections.abc import Callable
from datetime import timedelta
from math import nextafter

import pytest

from skill.routine import events as e
from skill.routine.acts import AskConsent, CancelTimer, Question
from skill.routine.deadlines import LiveTimer, Planned, Purpose
from skill.routine.plan import (
    AFTERTHOUGHT,
    JOG_MILES,
    LATE_OUT,
    LONGEST_PAUSE,
    MUCH_TOO_LONG,
    PROMPT_PAUSE,
    SKIN_WATCH,
    STILL_WET,
    Step,
)
from skill.routine.recovery import Phase, Recovery
from tests.routine.clock import HOUR, MINUTE, NOW
from tests.routine.people import EVERYONE, icing, paused, rested
from tests.routine.turns import acts, heard, keys

SECOND = timedelta(seconds=1)
PLANNED = (Planned(Purpose.ICE, NOW + 2 * HOUR),)
JUST_ASKED = NOW - PROMPT_PAUSE + SECOND


def over(time: timedelta) -> Recovery:
    """Return somebody whose twenty minutes have been over for so long."""
    return icing(20 + time / MINUTE)


def cancels_paused(time: timedelta) -> bool:
    """Return whether a timer that was paused at the device for so long is not believed."""
    since = LiveTimer("one", 5 * MINUTE, paused=True, paused_at=NOW - time - 5 * MINUTE)
    return bool(acts(heard(over(time), e.TimerSeen(Step.ICE, since)), CancelTimer))


def asks_consent(known: Recovery, refused: e.TimerRefused | e.RemindersSet) -> bool:
    return bool(acts(heard(known, refused), AskConsent))


NO_TIMER, NO_REMINDER = e.TimerRefused(e.Refusal.PERMISSION), e.RemindersSet((), e.Refusal.PERMISSION)
HOLDS: dict[str, Callable[[timedelta], bool]] = {
    "numb from the cold": lambda s: heard(rested(SKIN_WATCH + s), e.SkinWarned()).recovery.phase is Phase.RESTING,
    "more time goes on with a short icing": lambda s: (
        heard(rested(AFTERTHOUGHT + s, iced_for=10 * MINUTE), e.MoreTimeAsked(2 * MINUTE)).recovery.phase is Phase.ICING
    ),
    "that time is up is news": lambda s: "ice-time-up" in keys(heard(over(LATE_OUT + s), e.TimeAsked())),
    "that nothing runs is plain": lambda s: "nothing-runs" not in keys(heard(rested(LATE_OUT + s), e.TimeAsked())),
    "reminders are offered": lambda s: heard(rested(LATE_OUT + s), e.WhereAsked()).asked is Question.REMIND,
    "out in time": lambda s: "ice-out-late" not in keys(heard(rested(MUCH_TOO_LONG + s, out_told=False), e.FootOut())),
    "out only now": lambda s: "no-ice-runs" not in keys(heard(rested(STILL_WET + s, out_told=False), e.FootOut())),
    "a pause": lambda s: heard(paused(since=LONGEST_PAUSE + s), e.TimeAsked()).recovery.phase is Phase.PAUSED,
    "a pause goes on": lambda s: "pause-ended" not in keys(heard(paused(since=LONGEST_PAUSE + s), e.TimeAsked())),
    "paused at the device": lambda s: not cancels_paused(LONGEST_PAUSE + s),
    "asked to allow timers": lambda s: not asks_consent(icing(consent_asked_at=JUST_ASKED - s), NO_TIMER),
    "asked to allow reminders": lambda s: (
        not asks_consent(rested(MINUTE, planned=PLANNED, reminders_prompted_at=JUST_ASKED - s), NO_REMINDER)
    ),
}
"""What holds until the limit is passed."""


@pytest.mark.parametrize("name", HOLDS)
def test_at_the_limit_it_still_holds_and_a_second_later_it_does_not(name: str) -> None:
    assert HOLDS[name](timedelta(0))
    assert not HOLDS[name](SECOND)


@pytest.mark.parametrize(
    ("miles", "covers"), [(1.8, False), (nextafter(JOG_MILES, 0), False), (JOG_MILES, True), (1.9, True)]
)
def test_three_kilometers_are_enough_for_the_jog(miles: float, covers: bool) -> None:
    turn = heard(EVERYONE["the day after"], e.MoveAsked(), e.Assessed(None, 1), e.UsualRunTold(miles))
    assert turn.recovery.covers_jog is covers
    assert keys(turn)[0] == ("jog" if covers else "walk")
