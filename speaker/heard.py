"""What was understood of an utterance."""

from dataclasses import dataclass, field

from speaker.exact import Slot


@dataclass(frozen=True, slots=True)
class Heard:
    """The intent and slots of an utterance."""

    intent: str
    """Name of the intent; the fallback intent when nothing is near enough."""
    slots: dict[str, Slot] = field(default_factory=dict)
    """The slots that were filled, by name."""
    score: float = 0.0
    """Certainty: 1.0 for a sample word for word, 0.0 for nothing in common."""
