"""What the coach wants said, asked and done, as keys and values: `skill.speech` has the words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from skill.routine.deadlines import Planned
from skill.routine.events import ColdRiskTold, Event, No, Permission, RedFlagSaid, Sign, TwistTold, Yes
from skill.routine.plan import Step

Value = str | int | timedelta | date | tuple[datetime, ...] | tuple[timedelta, ...]
"""A value for a blank in a phrase; speech knows how each kind is said. Moments are told by the clock they carry."""


class Question(StrEnum):
    """What a yes, a no or a number answers. The value is also the key of its phrase."""

    FOUR_STEPS = "ask-four-steps"
    BENT = "ask-bent"
    TWIST = "ask-twist"
    COLD = "ask-cold"
    ANYTHING_NEW = "ask-anything-new"
    WARM_AGAIN = "ask-warm-again"
    SORE_TODAY = "ask-sore-today"
    FOOT_IN = "ask-foot-in"
    RESUME = "ask-resume"
    STILL_IN = "ask-still-in"
    STILL_WALKING = "ask-still-walking"
    WARM = "ask-warm"
    SCORE = "ask-score"
    ONLY_MILD = "ask-only-mild"
    VERY_SORE = "ask-very-sore"
    TREND = "ask-trend"
    WORSE = "ask-worse"
    BETTER = "ask-better"
    COVERS = "ask-covers"
    WALK_TIMER = "ask-walk-timer"
    OFFER_ICE = "ask-offer-ice"
    OFFER_MASSAGE = "ask-offer-massage"
    OFFER_MOVE = "ask-offer-move"
    REMIND = "ask-remind"
    NEW_ANKLE = "ask-new-ankle"
    START_OVER = "ask-start-over"
    FORGET = "ask-forget"
    CANCEL_REMINDERS = "ask-cancel-reminders"
    OUT = "ask-out"
    OUT_EARLY = "ask-out-early"
    SKIN = "ask-skin"
    MILD = "ask-mild"
    WHAT_NEXT = "ask-what-next"


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a phrase."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SafetyCheck:
    """A question of the safety check, and what its answers mean (S1, S2)."""

    question: Question
    flag: type[Yes] | type[No]
    """The answer that is the flag; the opposite one is fine."""
    told: Event
    """What the flag amounts to, as if it had been said in plain words."""
    tries: tuple[Say, ...] = ()
    """What is said to one "I don't know" after another, before the question is put again."""
    is_flag_if_unsure: bool = True
    """Whether "I don't know" is the flag in the end."""


SAFETY_CHECK = (
    SafetyCheck(
        Question.FOUR_STEPS, No, RedFlagSaid(Sign.NO_STEPS), (Say("try-four-steps"), Say("try-across-the-room"))
    ),
    SafetyCheck(Question.BENT, Yes, RedFlagSaid()),
    SafetyCheck(Question.TWIST, Yes, TwistTold(), is_flag_if_unsure=False),
    SafetyCheck(Question.COLD, Yes, ColdRiskTold()),
)
"""The safety check before the first icing, one question a turn in this order (S1)."""

DELETING = (Question.CANCEL_REMINDERS, Question.START_OVER, Question.FORGET)
"""Questions that are not put again: a yes to them was the mistake."""
SAFETY_QUESTIONS = tuple(check.question for check in SAFETY_CHECK)
CLEARING = (*SAFETY_QUESTIONS, Question.ANYTHING_NEW)
"""Questions that clear for ice."""

SIGNS_ASKED: dict[Question, dict[str, tuple[Sign, Sign]]] = {
    Question.BENT: {"ankle": (Sign.BENT, Sign.HOT_RED), "foot": (Sign.NUMB, Sign.BLUE)},
    Question.TWIST: {"start": (Sign.TWIST, Sign.TWIST)},
    Question.COLD: {"illness": (Sign.DIABETES, Sign.CIRCULATION), "toes": (Sign.COLD_TOES, Sign.SKIN)},
    Question.MILD: {"size": (Sign.HOT_RED, Sign.SWOLLEN)},
    Question.SKIN: {"skin": (Sign.NUMB, Sign.BLUE)},
    Question.WARM: {"skin": (Sign.NUMB, Sign.COLD)},
    Question.WARM_AGAIN: {"skin": (Sign.NUMB, Sign.COLD)},
}
"""The signs of a question that asks for several, in pairs; each pair is a blank of its phrase (S20)."""

WITH = {
    Sign.REDNESS: (Sign.HOT_RED,),
    Sign.WARMTH: (Sign.HOT_RED,),
    Sign.SWELLING: (Sign.SWOLLEN,),
    Sign.TIGHT_CALF: (Sign.CALF,),
}
"""What else is denied with a sign: what is not red is not hot and red."""


def denied_with(sign: Sign) -> tuple[Sign, ...]:
    """Return all that is denied with a sign."""
    return (sign, *WITH.get(sign, ()))


def open_parts(question: Question, denied: Collection[Sign]) -> dict[str, str]:
    """Return the blanks of a question: of each pair "both", the one that is open, or "none"."""
    blanks = {}
    for name, pair in SIGNS_ASKED.get(question, {}).items():
        left = [sign for sign in pair if sign not in denied]
        blanks[name] = "both" if len(left) > 1 else str(left[0]) if left else "none"
    return blanks


@dataclass(frozen=True, slots=True)
class Ask:
    """Speak a question and listen for the answer."""

    question: Question
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Show:
    """Put a phrase that is long to hear on a card to read."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SayAgain:
    """Speak the last answer once more."""

    question: Question | None = None
    """The question it ended with, which is open again; ``None`` when it had none."""


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Ring after a while; the coach answers with `TimerSet` or `TimerRefused`."""

    step: Step
    duration: timedelta


@dataclass(frozen=True, slots=True)
class PauseTimer:
    """Hold this timer."""

    timer: str


@dataclass(frozen=True, slots=True)
class ResumeTimer:
    """Let this timer run on."""

    timer: str


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """Make sure the timer of this step does not ring."""

    step: Step
    timer: str | None
    """``None`` when none is known; there may still be one."""


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Have Amazon ask for a permission; the answer comes as `ConsentAnswered`."""

    permission: Permission = Permission.TIMERS


@dataclass(frozen=True, slots=True)
class ShowConsentCard:
    """Put a card for a permission into the app."""

    permission: Permission = Permission.TIMERS


@dataclass(frozen=True, slots=True)
class SetReminders:
    """Remind of these; the coach answers with `RemindersSet`."""

    planned: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class CancelReminders:
    """Make sure that these do not ring; the coach answers with `RemindersLeft` when some may."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forget:
    """Keep nothing of this user."""


WorldAct = StartTimer | PauseTimer | ResumeTimer | CancelTimer | SetReminders | CancelReminders | Forget
"""Acts the coach performs."""
SpokenAct = Say | Ask | SayAgain | Show | AskConsent | ShowConsentCard
"""Acts that end up in the answer."""
Act = WorldAct | SpokenAct


def asks(act: Act) -> bool:
    """Return whether this act asks the user something: the coach does, or Amazon."""
    return isinstance(act, AskConsent) or (isinstance(act, Ask | SayAgain) and act.question is not None)


def concat(first: tuple[Act, ...], second: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return both answers as one: a question of the first gives way to one of the second, or moves to the end."""
    if not (first and second):
        return first or second
    acts = first + second
    asking = [act for act in acts if asks(act)]
    return (*(act for act in acts if not asks(act)), asking[-1]) if asking else acts


def open_question(acts: Iterable[Act]) -> Question | None:
    """Return the coach's question that these acts open; ``None`` when they open none."""
    return next((act.question for act in acts if isinstance(act, Ask | SayAgain) and act.question), None)
