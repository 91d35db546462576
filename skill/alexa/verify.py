"""Verify that a request comes from Amazon, for this skill, just now.

Everything works on the raw bytes, cheapest check first: certificate URL, form of the signature, chain of certificates
(fetched once), signature. Only then is the body parsed, and its addressee and time checked.

``cryptography`` builds the chain and checks signatures, dates, purposes, path lengths, name constraints and
hashes as browsers do. The explicit checks here are the ones it leaves to its caller.
"""

import re
import warnings
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from posixpath import normpath
from threading import Lock
from time import monotonic
from typing import Any

import certifi
from ask_sdk_webservice_support import verifier_constants
from cachetools import LRUCache, TTLCache
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import verification
from pydantic_core import from_json

from skill.alexa.api import HttpClient
from skill.ports import Clock

LONGEST = 256 * 1024
"""In bytes, of a body. Amazon bounds what a skill can make it send back (session attributes) well below."""
LONGEST_SIGNATURE = 1400
"""In characters: that of an RSA key of 8192 bits."""
LONGEST_URL = 256

TOLERANCE = timedelta(milliseconds=verifier_constants.MAX_NORMAL_REQUEST_TOLERANCE_IN_MILLIS)
EVENT_TOLERANCE = timedelta(milliseconds=verifier_constants.MAX_SKILL_EVENT_TOLERANCE_IN_MILLIS)
"""Events are delivered late and again, so Amazon grants them more time."""

BEHIND = 3
"""As many requests in a row from behind our time say that our clock is wrong; one or two may be old ones."""
CLOCK_DOUBTED_SECONDS = 300.0
"""For so long a request of another time says so, after which new ones are given a chance."""

_URL = re.compile(r"(?ai:https://s3\.amazonaws\.com)(?::443)?((?:/[A-Za-z0-9._~-]+)+)")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PADDING, _HASH = PKCS1v15(), SHA256()

AMAZON = "https://s3.amazonaws.com"
HOST = "echo-api.amazon.com"
FEWEST_BITS = 2048

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)

WAIT_SECONDS = 3.0
"""For a chain file, from its request to its last byte: Alexa waits eight seconds for the answer."""
RETRY_SECONDS = 2.0
"""After a failure, the file is not asked for again for so long."""
FETCHES_AT_ONCE = 16
"""Of different files; half of the server's threads are left for requests signed with a known chain."""
NEW_AT_ONCE = 12
"""Of these, files that were not turned away before."""
TURNED_AWAY_SECONDS = 60.0
MOST_SIGNERS = 16


class VerificationError(Exception):
    """A request that did not come from Amazon, for this skill, now: answer 400 with an empty body.

    The text is ``check: reason`` and safe to log: the reason holds nothing that the request said.
    """

    def __init__(self, check: str, reason: str) -> None:
        super().__init__(f"{check}: {reason}")
        self.check = check
        self.reason = reason


# --- the certificates behind a signature: fetched once, checked, and their key remembered --------


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs for Alexa, and for how long."""

    key: RSAPublicKey
    """The public key of the leaf."""
    not_before: datetime
    """In UTC: the latest beginning in the chain, root included."""
    not_after: datetime
    """In UTC: the earliest end in the chain, root included."""

    def valid_at(self, now: datetime) -> bool:
        """Return whether every certificate of the chain is in its time."""
        return self.not_before <= now <= self.not_after


def signer_in(pem: bytes, roots: verification.Store, now: datetime) -> Signer:
    """Return the signer whose chain to a root is in ``pem``, the leaf first, else raise ``certificate-chain``.

    Text between the blocks is allowed. Certificates that the chain does not need (old cross-signed roots) are ignored.
    """
    policy = verification.PolicyBuilder().store(roots).time(now)
    try:
        leaf, *others = _certificates(pem)
        chain = policy.build_server_verifier(x509.DNSName(HOST)).verify(leaf, others)
        key = _signing_key(leaf)
    except VerificationError:
        raise
    except verification.VerificationError as error:
        raise VerificationError("certificate-chain", "no valid chain to a trusted root") from error
    except Exception as error:  # a made-up certificate can break its parser in many ways
        raise VerificationError("certificate-chain", f"not readable ({type(error).__name__})") from error
    return Signer(
        key,
        max(certificate.not_valid_before_utc for certificate in chain),
        min(certificate.not_valid_after_utc for certificate in chain),
    )


class Signers:
    """The signer behind each chain file, fetched and checked once. Safe to share between threads.

    A forged request can make the skill fetch, by naming a new file. So a file is fetched once for all that wait for it,
    few at once, and a failure is remembered. A made-up name comes once, but a new certificate of Amazon's with every
    request: some room is for names that were turned away.
    """

    def __init__(
        self, read: Callable[[str], bytes], roots: list[x509.Certificate], seconds: Callable[[], float] = monotonic
    ) -> None:
        """``read`` returns the file at a path such as ``/echo.api/x.pem``, or raises whatever went wrong."""
        self._read = read
        self._roots = verification.Store(roots)
        self._lock = Lock()
        self._known: LRUCache[str, Signer] = LRUCache(MOST_SIGNERS)
        self._failed: TTLCache[str, VerificationError] = TTLCache(1000, RETRY_SECONDS, seconds)
        self._turned_away: TTLCache[str, bool] = TTLCache(10_000, TURNED_AWAY_SECONDS, seconds)
        self._under_way: dict[str, Future[Signer | VerificationError]] = {}

    def signer(self, path: str, now: datetime) -> Signer:
        """Return the signer whose chain file is at a path, valid at ``now``; else raise `VerificationError`."""
        with self._lock:
            known: Signer | None = self._known.get(path)
            if known and known.valid_at(now):
                return known
            fetch, is_ours = self._under_way.get(path), False
            if fetch is None:
                self._check_allowed(path)
                fetch, is_ours = self._under_way.setdefault(path, Future()), True
        if is_ours:
            self._fetch(path, now)
        signer = _outcome(fetch)
        if not signer.valid_at(now):
            raise VerificationError("certificate-chain", "not in its time")
        return signer

    def _check_allowed(self, path: str) -> None:
        failed: VerificationError | None = self._failed.get(path)
        if failed:
            raise VerificationError(failed.check, f"{failed.reason} (remembered)")
        if len(self._under_way) >= (FETCHES_AT_ONCE if path in self._turned_away else NEW_AT_ONCE):
            self._turned_away[path] = True
            raise VerificationError("certificate-fetch", "too many fetches")

    def _fetch(self, path: str, now: datetime) -> None:
        """Fetch a file, once for all that wait for it, and remember what came of it."""
        outcome: Signer | VerificationError
        try:
            outcome = signer_in(self._read(path), self._roots, now)
        except VerificationError as error:
            outcome = error
        except Exception as error:  # a network fails in countless ways, and each means the same here
            outcome = VerificationError("certificate-fetch", type(error).__name__)
        with self._lock:
            if isinstance(outcome, Signer):
                self._known[path] = outcome
            else:
                self._failed[path] = outcome
            fetch = self._under_way.pop(path)
        fetch.set_result(outcome)


def public_roots() -> list[x509.Certificate]:
    """Return Mozilla's roots, as of the installed certifi."""
    with warnings.catch_warnings():
        # A few old roots have serial number 0: a warning today, in a later cryptography an error.
        warnings.simplefilter("ignore")
        return list(_certificates(Path(certifi.where()).read_bytes()))


def amazons_signers() -> Signers:
    """Return the signers whose chain files are at Amazon and end in a public root."""
    return Signers(partial(fetch_chain, HttpClient(), AMAZON), public_roots())


def fetch_chain(client: HttpClient, base: str, path: str) -> bytes:
    """Return a chain file over HTTP; `HttpClient` bounds time and size, and follows no redirect."""
    answer = client.request("GET", base + path, seconds=WAIT_SECONDS)
    if answer.status_code != 200:
        raise VerificationError("certificate-fetch", f"status {answer.status_code}")
    return bytes(answer.body)


def _outcome(fetch: Future[Signer | VerificationError]) -> Signer:
    try:
        outcome = fetch.result(WAIT_SECONDS)
    except TimeoutError:
        raise VerificationError("certificate-fetch", "too slow") from None
    if isinstance(outcome, VerificationError):  # raise one for each thread: one that is shared would grow one traceback
        raise VerificationError(outcome.check, outcome.reason)
    return outcome


def _certificates(pem: bytes) -> Iterator[x509.Certificate]:
    """Yield those that can be read."""
    for block in _BLOCK.findall(pem):
        with suppress(ValueError, UserWarning):  # cryptography's warnings, where warnings are errors
            yield x509.load_pem_x509_certificate(block)


def _signing_key(leaf: x509.Certificate) -> RSAPublicKey:
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if HOST not in names.get_values_for_type(x509.DNSName):
        raise VerificationError("certificate-chain", "the name is only matched by a wildcard")
    # Without such an extension the key is unrestricted, says RFC 5280.
    if not all(each.value.digital_signature for each in leaf.extensions if isinstance(each.value, x509.KeyUsage)):
        raise VerificationError("certificate-chain", "the key is not for signing")
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < FEWEST_BITS:
        raise VerificationError("certificate-chain", f"the key is not an RSA key of {FEWEST_BITS} bits or more")
    return key


# --- a request -------------------------------------------------------------------------------


class Verifier:
    """Lets pass what Alexa sent to one skill just now. Safe to share between threads."""

    def __init__(self, skill_id: str, clock: Clock, signers: Signers, seconds: Callable[[], float] = monotonic) -> None:
        """Take the skill's id, the clock, whose keys count, and what measures time that passes."""
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
        return self._of_another_time >= BEHIND and self._seconds() - self._last_one < CLOCK_DOUBTED_SECONDS

    def check(self, chain_url: str, signature: str, body: bytes) -> None:
        """Return when the request is genuine, else raise `VerificationError` and nothing else.

        The headers ``SignatureCertChainUrl`` and ``Signature-256`` are empty when they are missing; one that came twice
        is joined by a comma, and refused. ``body`` is as it was received.
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
        is_event, sent = (
            request["type"] in verifier_constants.ALEXA_SKILL_EVENT_LIST,
            _timestamp(request.get("timestamp")),
        )
        if abs(now - sent) <= (EVENT_TOLERANCE if is_event else TOLERANCE):
            self._of_another_time = 0
            return
        is_ahead = sent > now
        if is_ahead or not is_event:  # old events are delivered again, for long
            self._of_another_time += BEHIND if is_ahead else 1
            self._last_one = self._seconds()
        raise VerificationError("timestamp", "ahead of our clock" if is_ahead else "behind our clock")


def chain_path(url: str) -> str:
    """Return the path of the chain file on Amazon's host, as ``/echo.api/x.pem``; else raise ``certificate-url``.

    Amazon's rules: https, host s3.amazonaws.com, port 443 or none, and a path that is inside ``/echo.api/`` once its
    dot segments are resolved. Everything else that a URL can hold (user info, escapes, a query, blanks) is refused
    unread: URL parsers disagree about it.
    """
    match = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
    if match is None:
        raise VerificationError("certificate-url", "not of Amazon's form")
    path = normpath(match[1])
    if not path.startswith("/echo.api/"):
        raise VerificationError("certificate-url", "not a file in /echo.api/")
    return path


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
        document = from_json(body)
    except ValueError:
        raise VerificationError("body", "not JSON") from None
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
