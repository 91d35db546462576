"""The certificates behind the signatures of requests: fetch a chain file once, check it, remember its key.

``cryptography`` builds the chain and checks signatures, dates, purposes, path lengths, name constraints and
hashes as browsers do. The explicit checks here are the ones it leaves to its caller.
"""

import re
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

import certifi
from cachetools import LRUCache, TTLCache
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import verification

from skill.alexa.api import HttpClient

AMAZON = "https://s3.amazonaws.com"
HOST = "echo-api.amazon.com"
MOST_CERTIFICATES = 12
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
REMEMBERED = 16

ReadChain = Callable[[str], bytes]
"""Returns the file at a path such as ``/echo.api/x.pem``, or raises whatever went wrong."""


class VerificationError(Exception):
    """A request that did not come from Amazon, for this skill, now: answer 400 with an empty body.

    The text is ``check: reason`` and safe to log: the reason holds nothing that the request said.
    """

    def __init__(self, check: str, reason: str) -> None:
        """Take the name of the check that failed, and why."""
        super().__init__(f"{check}: {reason}")
        self.check = check
        self.reason = reason


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


class Trust:
    """The roots that a chain may end in."""

    def __init__(self, roots: list[x509.Certificate]) -> None:
        self._store = verification.Store(roots)

    def signer(self, pem: bytes, now: datetime) -> Signer:
        """Return the signer whose chain is in ``pem``: the leaf first, text between the blocks allowed.

        Certificates that the chain does not need (old cross-signed roots) are ignored, readable or not.

        Raises:
            VerificationError: ``certificate-chain``.
        """
        try:
            return self._signer(_certificates(pem), now)
        except VerificationError:
            raise
        except verification.VerificationError as error:
            raise VerificationError("certificate-chain", "no valid chain to a trusted root") from error
        except Exception as error:  # a made-up certificate can break its parser in many ways
            raise VerificationError("certificate-chain", f"not readable ({type(error).__name__})") from error

    def _signer(self, certificates: Sequence[x509.Certificate], now: datetime) -> Signer:
        verifier = verification.PolicyBuilder().store(self._store).time(now).build_server_verifier(x509.DNSName(HOST))
        leaf, *others = certificates
        chain = verifier.verify(leaf, others)
        _check_named(leaf)
        _check_usage(leaf)
        return Signer(
            _strong_key(chain),
            max(certificate.not_valid_before_utc for certificate in chain),
            min(certificate.not_valid_after_utc for certificate in chain),
        )


class Signers:
    """The signer behind each chain file, fetched and checked once. Safe to share between threads.

    A forged request can make the skill fetch, by naming a new file. So every file is fetched once however many wait for
    it, few are fetched at once, and a failure is remembered for a moment. A request signed with a known chain never
    waits. A made-up name comes once, but a new certificate of Amazon's with every request: some room is for names that
    were turned away.
    """

    def __init__(self, read: ReadChain, trust: Trust, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take how to read the files, and the roots to trust."""
        self._read = read
        self._trust = trust
        self._lock = Lock()
        self._known: LRUCache[str, Signer] = LRUCache(REMEMBERED)
        self._failed: TTLCache[str, VerificationError] = TTLCache(1000, RETRY_SECONDS, monotonic)
        self._turned_away: TTLCache[str, bool] = TTLCache(10_000, TURNED_AWAY_SECONDS, monotonic)
        self._under_way: dict[str, Future[Signer | VerificationError]] = {}

    def signer(self, path: str, now: datetime) -> Signer:
        """Return the signer whose chain file is at a path, valid at ``now``.

        Raises:
            VerificationError: ``certificate-fetch`` or ``certificate-chain``.
        """
        with self._lock:
            known: Signer | None = self._known.get(path)
            if known and known.valid_at(now):
                return known
            fetch, is_ours = self._under_way.get(path), False
            if fetch is None:
                self._check_allowed(path)
                fetch, is_ours = self._under_way.setdefault(path, Future()), True
        if is_ours:
            self._end(path, self._fetch(path, now))
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

    def _fetch(self, path: str, now: datetime) -> Signer | VerificationError:
        try:
            return self._trust.signer(self._read(path), now)
        except VerificationError as error:
            return error
        except Exception as error:  # a network fails in countless ways, and each means the same here
            return VerificationError("certificate-fetch", type(error).__name__)

    def _end(self, path: str, outcome: Signer | VerificationError) -> None:
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
        return [root for block in _BLOCK.findall(Path(certifi.where()).read_bytes()) if (root := _load(block))]


def amazons_signers() -> Signers:
    """Return the signers whose chain files are at Amazon and end in a public root."""
    return Signers(http_source(AMAZON, HttpClient()), Trust(public_roots()))


def http_source(base: str, client: HttpClient) -> ReadChain:
    """Return how to read chain files over HTTP; `HttpClient` bounds time and size, and follows no redirect."""

    def read(path: str) -> bytes:
        answer = client.request("GET", base + path, seconds=WAIT_SECONDS)
        if answer.status != 200:
            raise VerificationError("certificate-fetch", f"status {answer.status}")
        return answer.body

    return read


def _outcome(fetch: Future[Signer | VerificationError]) -> Signer:
    try:
        outcome = fetch.result(WAIT_SECONDS)
    except TimeoutError:
        raise VerificationError("certificate-fetch", "too slow") from None
    if isinstance(outcome, VerificationError):  # raise one for each thread: one that is shared would grow one traceback
        raise VerificationError(outcome.check, outcome.reason)
    return outcome


def _load(block: bytes) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(block)
    except (ValueError, UserWarning):  # cryptography's warnings, where warnings are errors
        return None


def _certificates(pem: bytes) -> list[x509.Certificate]:
    blocks = _BLOCK.findall(pem)
    if not 0 < len(blocks) <= MOST_CERTIFICATES:
        raise VerificationError("certificate-chain", f"{len(blocks)} certificates in the file")
    leaf = x509.load_pem_x509_certificate(blocks[0])
    return [leaf, *(other for block in blocks[1:] if (other := _load(block)))]


def _check_named(leaf: x509.Certificate) -> None:
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if HOST not in names.get_values_for_type(x509.DNSName):
        raise VerificationError("certificate-chain", "the name is only matched by a wildcard")


def _check_usage(leaf: x509.Certificate) -> None:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return  # unrestricted, says RFC 5280
    if not usage.digital_signature:
        raise VerificationError("certificate-chain", "the key is not for signing")


def _strong_key(chain: Sequence[x509.Certificate]) -> RSAPublicKey:
    """Return the leaf's key, an RSA key, when no RSA key in the chain is short."""
    keys = [certificate.public_key() for certificate in chain]
    if any(isinstance(key, RSAPublicKey) and key.key_size < FEWEST_BITS for key in keys):
        raise VerificationError("certificate-chain", f"a key has fewer than {FEWEST_BITS} bits")
    if not isinstance(keys[0], RSAPublicKey):
        raise VerificationError("certificate-chain", "the key is not an RSA key")
    return keys[0]
