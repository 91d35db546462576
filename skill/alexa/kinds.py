"""The kind of a request, for logs and metrics: `kind_of`."""

from skill.alexa.verify import EVENTS
from skill.ports import Kind

KINDS: dict[str, Kind] = {
    "LaunchRequest": "launch",
    "IntentRequest": "intent",
    "SessionEndedRequest": "session-ended",
    "Connections.Response": "consent",
    "SessionResumedRequest": "consent",
    **dict.fromkeys(EVENTS, "skill-event"),
}


def kind_of(request_type: str) -> Kind:
    """Return the kind of a request's type."""
    return KINDS.get(request_type, "other")
