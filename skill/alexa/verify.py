"""Verify that a request comes from Amazon, for this skill, just now.

Everything works on the raw bytes, cheapest check first: certificate URL, form of the signature, chain of certificates
(fetched once), signature. Only then is the body parsed, and its addressee and time checked.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.chain import Signers, VerificationError
from skill.alexa.serializer import load_json

__all__ = ["VerificationError", "Verifier"]

LONGEST = 256 * 1024
"""In bytes, of a body. Amazon bounds what a skill can make it send back (session attributes) well below."""
LONGEST_SIGNATURE = 1400
"""In characters: that of an RSA key of 8192 bits."""
LONGEST_URL = 256

TOLERANCE = timedelta(seconds=150)
EVENT_TOLERANCE = timedelta(hours=1)
EVENTS = frozenset(
    f"AlexaSkillEvent.Skill{name}"
    for name in ("Enabled", "Disabled", "PermissionAccepted", "PermissionChanged", "AccountLinked")
)
"""Delivered late and again, so Amazon grants them more time."""

BEHIND = 3
"""As many requests in a row from behind our time say that our clock is wrong; one or two may be old ones."""
REMEMBERED = 300.0
"""Seconds for which a request of another time says so, after which new ones are given a chance."""

_URL = re.compile(r"(?ai:https://s3\.amazonaws\.com)(?::443)?((?:/[A-Za-z0-9._~-]+)+)")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PADDING, _HASH = PKCS1v15(), SHA256()


class Verifier:
    """Lets pass what Alexa sent to one skill just now. Safe to share between threads."""

    def __init__(
        self, skill_id: str, clock: Callable[[], datetime], signers: Signers, seconds: Callable[[], float] = monotonic
    ) -> None:
        """Take the skill's id, a clock that tells aware UTC, whose keys count, and what measures time that passes."""
        self._skill_id = skill_id
        self._clock = clock
        self._signers = signers
        self._seconds = seconds
        self._of_another_time, self._last_one = 0, 0.0

    @property
    def is_clock_wrong(self) -> bool:
        """Whether requests that Amazon signed for this skill say that our clock is wrong.

        One from the future is enough, since only Amazon can make it. Those from the past may be old ones, sent again.
        """
        return self._of_another_time >= BEHIND and self._seconds() - self._last_one < REMEMBERED

    def check(self, chain_url: str, signature: str, body: bytes) -> None:
        """Return when the request is genuine.

        Args:
            chain_url: the header ``SignatureCertChainUrl``, empty when it is missing.
            signature: the header ``Signature-256``. A header that came twice is joined by a comma, and refused.
            body: the bytes as received.

        Raises:
            VerificationError: with the name of the check that failed. Nothing else.
        """
        if not (chain_url and signature):
            raise VerificationError("headers", "SignatureCertChainUrl or Signature-256 missing")
        path, decoded = chain_path(chain_url), _decoded(signature)
        if not 0 < len(body) <= LONGEST:
            raise VerificationError("body", "too long" if body else "empty")
        now = self._clock()
        try:
            self._signers.signer(path, now).key.verify(decoded, body, _PADDING, _HASH)
        except InvalidSignature:
            raise VerificationError("signature", "not of this body by this key") from None
        document = _parsed(body)
        _check_addressee(document, self._skill_id)
        self._check_fresh(document, now)

    def _check_fresh(self, document: dict[str, Any], now: datetime) -> None:
        """Refuse a request that was not sent just now, before or after, and note what that says of our clock."""
        request = document.get("request")
        if not isinstance(request, dict) or not isinstance(request.get("type"), str):
            raise VerificationError("body", "no request with a type")
        is_event, sent = request["type"] in EVENTS, _timestamp(request.get("timestamp"))
        if abs(now - sent) <= (EVENT_TOLERANCE if is_event else TOLERANCE):
            self._of_another_time = 0
            return
        is_ahead = sent > now
        if is_ahead or not is_event:  # old events are delivered again, for long
            self._of_another_time += BEHIND if is_ahead else 1
            self._last_one = self._seconds()
        raise VerificationError("timestamp", "ahead of our clock" if is_ahead else "behind our clock")


def chain_path(url: str) -> str:
    """Return the path of the chain file on Amazon's host, as ``/echo.api/x.pem``.

    Amazon's rules: https, host s3.amazonaws.com, port 443 or none, and a path that is inside ``/echo.api/`` once its
    dot segments are resolved. Everything else that a URL can hold (user info, escapes, a query, blanks) is refused
    unread: URL parsers disagree about it.

    Raises:
        VerificationError: ``certificate-url``.
    """
    match = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
    if match is None:
        raise VerificationError("certificate-url", "not of Amazon's form")
    segments: list[str] = []
    for segment in match[1].split("/")[1:]:
        if segment == "..":
            segments = segments[:-1]
        elif segment != ".":
            segments.append(segment)
    if len(segments) < 2 or segments[0] != "echo.api":
        raise VerificationError("certificate-url", "not a file in /echo.api/")
    return "/" + "/".join(segments)


def _decoded(signature: str) -> bytes:
    try:
        decoded = b64decode(signature[: LONGEST_SIGNATURE + 1])
    except ValueError:
        decoded = b""
    if b64encode(decoded).decode() != signature:  # the decoder forgives some spellings; there is only one
        raise VerificationError("signature", "not strict base64")
    return decoded


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        document = load_json(body)
    except (ValueError, RecursionError) as error:
        raise VerificationError("body", f"not JSON ({type(error).__name__})") from None
    if not isinstance(document, dict):
        raise VerificationError("body", "not an object")
    return document


def _timestamp(value: object) -> datetime:
    """Return the moment in ``value``, such as ``2026-01-31T18:00:00Z``; a zone is required."""
    if not isinstance(value, str) or not _TIMESTAMP.fullmatch(value):
        raise VerificationError("timestamp", "missing or malformed")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise VerificationError("timestamp", "no such moment") from None


def _check_addressee(document: dict[str, Any], skill_id: str) -> None:
    """Refuse a request meant for another skill."""
    if _application_id(document, "context", "System") != skill_id:
        raise VerificationError("application-id", "another or none in the context")
    # Skill events and some requests of a screen belong to no session.
    if document.get("session") is not None and _application_id(document, "session") != skill_id:
        raise VerificationError("application-id", "another or none in the session")


def _application_id(document: dict[str, Any], *parents: str) -> object:
    value: object = document
    for name in (*parents, "application", "applicationId"):
        value = value.get(name) if isinstance(value, dict) else None
    return value
