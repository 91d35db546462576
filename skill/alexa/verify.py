"""The front door: is this request from Amazon, for this skill, and of this moment?

Everything works on the raw bytes, cheapest check first: headers, certificate URL, form of the signature,
chain of certificates (fetched once), signature. Only then is the body parsed, and its time and addressee
checked.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.body import check_addressee, check_fresh, check_length, parse
from skill.alexa.certificate_url import chain_path
from skill.alexa.chain import Signer, Trust, load_roots
from skill.alexa.fetch import chain_source
from skill.alexa.refusal import Refused
from skill.alexa.signers import Signers
from skill.alexa.webservice import AbstractVerifier

__all__ = ["Refused", "Verifier", "build_verifier"]

_PADDING, _HASH = PKCS1v15(), SHA256()

LONGEST_HEADER = 1400
"""In characters: the signature of an RSA key of 8192 bits."""


def build_verifier(
    skill_id: str, clock: Callable[[], datetime], rehearsal_root: Path | None, rehearsal_mirror: str | None
) -> "Verifier":
    """Return the verifier of a skill.

    Args:
        skill_id: ``amzn1.ask.skill.`` and so on.
        clock: the time now, with its zone.
        rehearsal_root: a PEM file with one more root to trust, besides the public ones.
        rehearsal_mirror: a base URL or folder that stands for ``https://s3.amazonaws.com/`` when fetching.

    Raises:
        ValueError: no certificate can be read from ``rehearsal_root``.
    """
    return Verifier(skill_id, clock, Signers(chain_source(rehearsal_mirror), Trust(load_roots(rehearsal_root))))


class Verifier(AbstractVerifier):
    """Lets pass what Alexa sent to one skill just now. Safe to share between threads."""

    def __init__(self, skill_id: str, clock: Callable[[], datetime], signers: Signers) -> None:
        self._skill_id = skill_id
        self._clock = clock
        self._signers = signers

    def check(self, headers: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
        """Return the parsed body of a genuine request.

        Args:
            headers: every header line as received, names in any case; a name twice is seen as twice.
            body: the bytes as received.

        Raises:
            Refused: with the name of the check that failed. Nothing else.
        """
        path = chain_path(_only(headers, "SignatureCertChainUrl"))
        signature = _decoded(_only(headers, "Signature-256"))
        check_length(body)
        now = self._clock()
        _check_signed(self._signers.signer(path, now), signature, body)
        document = parse(body)
        check_fresh(document, now)
        check_addressee(document, self._skill_id)
        return document

    def verify(self, headers: Mapping[str, str], serialized_request_env: str, deserialized_request_env: object) -> None:
        """Do what the SDK asks of a verifier; what the SDK made of the body is not looked at.

        Raises:
            Refused: see :meth:`check`.
        """
        try:
            body = serialized_request_env.encode()
        except UnicodeEncodeError:
            raise Refused("body", "not text") from None
        self.check(list(headers.items()), body)


def _only(headers: list[tuple[str, str]], name: str) -> str:
    values = [value for key, value in headers if key.lower() == name.lower()]
    if len(values) != 1:
        raise Refused("headers", f"{name} {'doubled' if values else 'missing'}")
    (value,) = values
    if ", " in value:  # how the server joins them; neither of both headers may hold a blank
        raise Refused("headers", f"{name} doubled")
    if not (value.isascii() and 0 < len(value) <= LONGEST_HEADER):
        raise Refused("headers", f"{name} empty, too long or not ASCII")
    return value


def _decoded(signature: str) -> bytes:
    try:
        decoded = b64decode(signature)
    except ValueError:
        decoded = b""
    if b64encode(decoded).decode() != signature:  # the decoder forgives some spellings; there is only one
        raise Refused("signature", "not strict base64")
    return decoded


def _check_signed(signer: Signer, signature: bytes, body: bytes) -> None:
    try:
        signer.key.verify(signature, body, _PADDING, _HASH)
    except InvalidSignature:
        raise Refused("signature", "not of this body by this key") from None
