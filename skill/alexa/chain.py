"""Check a chain of certificates against the roots that may sign for Alexa.

``cryptography`` builds the chain and checks signatures, dates, purposes, path lengths, name constraints and
hashes as browsers do. The explicit checks here are the ones it leaves to its caller.
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import verification

HOST = "echo-api.amazon.com"
MOST_CERTIFICATES = 12
FEWEST_BITS = 2048

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


Check = Literal[
    "headers",
    "certificate-url",
    "certificate-fetch",
    "certificate-chain",
    "signature",
    "body",
    "timestamp",
    "application-id",
]


class VerificationError(Exception):
    """A request that did not come from Amazon, for this skill, now: answer 400 with an empty body.

    The text is ``check: reason`` and safe to log: the reason holds nothing that the request said.
    """

    def __init__(self, check: Check, reason: str) -> None:
        """Take the name of the check that failed, and why."""
        super().__init__(f"{check}: {reason}")
        self.check: Check = check
        self.reason: str = reason


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


def load_roots(rehearsal: Path | None) -> list[x509.Certificate]:
    """Return Mozilla's roots (as of the installed certifi), and the rehearsal's own if there is one.

    Raises:
        ValueError: the rehearsal's file is missing or holds no certificate.
    """
    with warnings.catch_warnings():
        # A few old roots have serial number 0: a warning today, in a later cryptography an error.
        warnings.simplefilter("ignore")
        roots = [root for block in _blocks(Path(certifi.where()).read_bytes()) if (root := _load(block))]
    if rehearsal is None:
        return roots
    try:
        return [*roots, x509.load_pem_x509_certificate(rehearsal.read_bytes())]
    except (OSError, ValueError) as error:
        raise ValueError(f"no certificate can be read from {rehearsal}") from error


def _blocks(pem: bytes) -> list[bytes]:
    return _BLOCK.findall(pem)


def _load(block: bytes) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(block)
    except (ValueError, UserWarning):  # cryptography's warnings, where warnings are errors
        return None


def _certificates(pem: bytes) -> list[x509.Certificate]:
    blocks = _blocks(pem)
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
