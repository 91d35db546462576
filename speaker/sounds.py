"""What comes out of the speaker."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Who or what is heard; the value is the mark in a transcript."""

    ANSWER = "A: "
    """The skill, or Alexa when she does something by herself."""
    RING = "R: "
    """An alarm."""
    NOTE = "# "
    """Something one would notice in the room: Alexa's own question, silence, the microphone."""
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
