"""Reading a request's body strictly, once its signature was checked; and whether it is new, and for us."""

import re
from datetime import datetime, timedelta
from typing import Any

from skill.alexa.refusal import Refused
from skill.alexa.serializer import load_json

LONGEST = 256 * 1024
"""In bytes. Amazon bounds what a skill can make it send back (session attributes) well below."""

TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
EVENTS = frozenset(
    f"AlexaSkillEvent.Skill{name}"
    for name in ("Enabled", "Disabled", "PermissionAccepted", "PermissionChanged", "AccountLinked")
)
"""Delivered late and again, so Amazon grants them more time."""

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def check_length(body: bytes) -> None:
    """Refuse an empty or an over-long body.

    Raises:
        Refused: ``body``.
    """
    if not 0 < len(body) <= LONGEST:
        raise Refused("body", "too long" if body else "empty")


def parse(body: bytes) -> dict[str, Any]:
    """Return the JSON object in ``body``.

    Raises:
        Refused: ``body``.
    """
    try:
        document = load_json(body)
    except (ValueError, RecursionError) as error:
        raise Refused("body", f"not JSON ({type(error).__name__})") from None
    if not isinstance(document, dict):
        raise Refused("body", "not an object")
    return document


def check_fresh(document: dict[str, Any], now: datetime) -> None:
    """Refuse a request that was not sent just now, before or after.

    Raises:
        Refused: ``body`` or ``timestamp``.
    """
    request = document.get("request")
    if not isinstance(request, dict) or not isinstance(request.get("type"), str):
        raise Refused("body", "no request with a type")
    tolerance = EVENT_TOLERANCE if request["type"] in EVENTS else TOLERANCE
    if abs(now - _timestamp(request.get("timestamp"))) > tolerance:
        raise Refused("timestamp", "too far from now")


def check_addressee(document: dict[str, Any], skill_id: str) -> None:
    """Refuse a request meant for another skill.

    Raises:
        Refused: ``application-id``.
    """
    if _application_id(document, "context", "System") != skill_id:
        raise Refused("application-id", "another or none in the context")
    # Skill events and some requests of a screen belong to no session.
    if document.get("session") is not None and _application_id(document, "session") != skill_id:
        raise Refused("application-id", "another or none in the session")


def _timestamp(value: object) -> datetime:
    """Return the moment in ``value``, such as ``2026-01-31T18:00:00Z``; a zone is required."""
    if not isinstance(value, str) or not _TIMESTAMP.fullmatch(value):
        raise Refused("timestamp", "missing or malformed")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise Refused("timestamp", "no such moment") from None


def _application_id(document: dict[str, Any], *parents: str) -> object:
    value: object = document
    for name in (*parents, "application", "applicationId"):
        value = value.get(name) if isinstance(value, dict) else None
    return value
