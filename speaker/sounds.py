"""What the user hears: answers, rings and notes."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The kind of a sound; the value is its mark in a transcript."""

    ANSWER = "A: "
    """An answer of the skill, or of Alexa itself."""
    RING = "R: "
    """An alarm."""
    NOTE = "# "
    """Alexa's own question, silence, or the microphone closing."""
    FAILURE = "# failed: "
    """The skill did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One thing heard."""

    kind: Kind
    text: str
    """Plain words; empty for an answer without any."""

    @property
    def written(self) -> str:
        """Return the line of a transcript."""
        return f"{self.kind.value}{self.text}".rstrip()
