"""Questions that ask for several signs: what of them is open after some were denied (S20)."""

from collections.abc import Collection

from skill.routine.acts import Question
from skill.routine.events import Sign

PARTS: dict[Question, dict[str, tuple[Sign, Sign]]] = {
    Question.BENT: {"ankle": (Sign.BENT, Sign.HOT_RED), "foot": (Sign.NUMB, Sign.BLUE)},
    Question.TWIST: {"start": (Sign.TWIST, Sign.TWIST)},
    Question.COLD: {"illness": (Sign.DIABETES, Sign.CIRCULATION), "toes": (Sign.COLD_TOES, Sign.SKIN)},
    Question.MILD: {"size": (Sign.HOT_RED, Sign.SWOLLEN)},
    Question.SKIN: {"skin": (Sign.NUMB, Sign.BLUE)},
    Question.WARM: {"skin": (Sign.NUMB, Sign.COLD)},
    Question.WARM_AGAIN: {"skin": (Sign.NUMB, Sign.COLD)},
}
"""The signs of a question in pairs; each pair is a blank of its phrase."""

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
    for name, pair in PARTS.get(question, {}).items():
        left = [sign for sign in pair if sign not in denied]
        blanks[name] = "both" if len(left) > 1 else str(left[0]) if left else "none"
    return blanks
