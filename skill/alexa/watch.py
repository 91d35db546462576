"""What the skill tells whoever keeps figures and logs: no user's id, no words, no intent."""

from datetime import datetime
from typing import Literal, Protocol

from skill.alexa.body import EVENTS

Kind = Literal["launch", "intent", "session-ended", "consent", "skill-event", "other"]
"""Coarse on purpose: the name of an intent may tell of somebody's health."""

Outcome = Literal["answered", "nothing", "not-understood", "trouble"]
"""Of a genuine request: with speech, with an empty answer (twice), or with an apology for the store."""

KINDS: dict[str, Kind] = {
    "LaunchRequest": "launch",
    "IntentRequest": "intent",
    "SessionEndedRequest": "session-ended",
    "Connections.Response": "consent",
    "SessionResumedRequest": "consent",
    **dict.fromkeys(EVENTS, "skill-event"),
}


def kind_of(request_type: str) -> Kind:
    """Return what kind of request this is."""
    return KINDS.get(request_type, "other")


class Watcher(Protocol):
    """Is told what happens; called in the thread of the request."""

    def heard(self, kind: Kind) -> None:
        """Take note that a genuine request came in."""

    def answered(self, outcome: Outcome) -> None:
        """Take note of how it ended."""

    def timer(self, user: str, ends_at: datetime | None) -> None:
        """Take note of when the timer of this user's key ends; ``None``: none runs."""

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Take note of a call to Alexa's APIs: ``ok``, the status of an error, or ``failed``."""


class Unwatched:
    """Takes no note of anything."""

    def heard(self, kind: Kind) -> None:
        """Do nothing."""

    def answered(self, outcome: Outcome) -> None:
        """Do nothing."""

    def timer(self, user: str, ends_at: datetime | None) -> None:
        """Do nothing."""

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Do nothing."""
