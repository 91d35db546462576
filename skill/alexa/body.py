"""Reading a request's body strictly, once its signature was checked; and whether it is new, and for us."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from jiter import from_json

from skill.alexa.refusal import Refused

LONGEST = 256 * 1024
"""In bytes. Amazon bounds what a skill can make it send back (session attributes) well below."""
DEEPEST = 64
"""Objects and arrays inside each other."""

TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
EVENTS = frozenset(
    f"AlexaSkillEvent.Skill{name}"
    for name in ("Enabled", "Disabled", "PermissionAccepted", "PermissionChanged", "AccountLinked")
)
"""Delivered late and again, so Amazon grants them more time."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def check_length(body: bytes) -> None:
    """Refuse an empty or an over-long body.

    Raises:
        Refused: ``body``.
    """
    if not 0 < len(body) <= LONGEST:
        raise Refused("body", "too long" if body else "empty")


def parse(body: bytes) -> dict[str, Any]:
    """Return the JSON object in ``body``: UTF-8 without a byte order mark, no name twice, no NaN.

    Raises:
        Refused: ``body``.
    """
    # Few bodies have that many brackets at all, and counting them is quick.
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        raise Refused("body", "nested too deeply")
    try:
        document = from_json(body, catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys")
        # Half a surrogate pair is no text: nobody could store it or hash it.
        if rb"\u" in body and rb"\ud" in body.lower():
            json.dumps(document, ensure_ascii=False).encode()
    except ValueError as error:
        raise Refused("body", f"not strict JSON ({type(error).__name__})") from None
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


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for bracket in _STRING.sub(b"", body).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"{[" else -1
        deepest = max(deepest, depth)
    return deepest


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
