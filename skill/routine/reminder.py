"""A reminder: what for, when, and Alexa's token for one that is set."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a reminder is for; stored by this id."""

    ICE = "ice"
    """Ice again."""
    MOVE = "move"
    """The walk or jog of the morning after."""
    EASING = "easing"
    """A prompt during an icing: the sharp part is over."""
    HALF_WAY = "half-way"
    """A prompt during an icing: half of the time is done."""


PROMPTS = (Purpose.EASING, Purpose.HALF_WAY)
"""What rings during an icing; the others are of the plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder, as it is to be set."""

    purpose: Purpose
    at: datetime
    """UTC: when it rings."""


@dataclass(frozen=True, slots=True)
class Reminder(Planned):
    """A reminder that is set."""

    token: str
    """Alexa's id for it."""


@dataclass(frozen=True, slots=True)
class LiveReminder:
    """A reminder as Alexa has it, which does not tell what it is for."""

    token: str
    at: datetime
    """UTC: when it rings."""
