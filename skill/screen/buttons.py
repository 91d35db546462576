"""What can be touched: each button is an intent, so that a touch is the same event as the word."""

from dataclasses import dataclass

from skill.routine.acts import SAFETY_QUESTIONS, Question
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery


@dataclass(frozen=True, slots=True)
class Button:
    """Something to touch."""

    key: str
    """Its phrase."""
    event: str
    """The name of an intent; where it has a slot, also the slot's name and value, separated by spaces."""


YES = Button("button-yes", "AMAZON.YesIntent")
NO = Button("button-no", "AMAZON.NoIntent")
UNSURE = Button("button-unsure", "UnsureIntent")
PAUSE = Button("button-pause", "AMAZON.PauseIntent")
RESUME = Button("button-resume", "AMAZON.ResumeIntent")
FOOT_OUT = Button("button-foot-out", "FootOutIntent")
TOO_COLD = Button("button-too-cold", "TooColdIntent")
DONE = Button("button-done", "DoneIntent")
TRENDS = tuple(
    Button(f"button-{trend}", f"CheckInIntent trend {trend.upper()}") for trend in ("better", "same", "worse")
)

MAY_BE_UNSURE = (*SAFETY_QUESTIONS, Question.ANYTHING_NEW, Question.MILD, Question.SKIN)
"""The questions that "I don't know" answers in a way of its own."""

OTHER_ANSWERS = {Question.TREND: TRENDS, Question.SCORE: (UNSURE,), Question.WHAT_NEXT: ()}
"""The questions that are not answered with yes or no."""

SCALE = tuple(f"CheckInIntent score {score}" for score in range(11))
"""How sore, 0 to 10: an event for each."""


def answers(question: Question) -> tuple[Button, ...]:
    """Return the answers to a question."""
    return OTHER_ANSWERS.get(question, (YES, NO, UNSURE) if question in MAY_BE_UNSURE else (YES, NO))


def controls(recovery: Recovery) -> tuple[Button, ...]:
    """Return what can be done about the countdown that runs or stands still; nothing where there is none."""
    if recovery.countdown is None:
        return ()
    first = RESUME if recovery.phase is Phase.PAUSED else PAUSE
    if recovery.countdown.step is Step.MOVE:
        return (first, DONE)
    return (first, FOOT_OUT) if first is RESUME else (first, FOOT_OUT, TOO_COLD)
