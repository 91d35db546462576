"""Signed requests, and a verifier that reads certificate chains from a folder."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.verify import VerificationError, Verifier
from speaker.host import rehearsal_signers

from .pki import CHAIN, NOW, ROOT, rsa_key

SKILL_ID = "amzn1.ask.skill.11111111-2222-3333-4444-555555555555"
URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-12.pem"

Headers = list[tuple[str, str]]
Result = TypeVar("Result")


def request(**changes: object) -> dict[str, Any]:
    """An envelope as Alexa sends it; ``changes`` are members of its ``request``."""
    application = {"applicationId": SKILL_ID}
    return {
        "version": "1.0",
        "session": {"new": True, "application": application, "user": {"userId": "amzn1.ask.account.SECRET"}},
        "context": {"System": {"application": application, "apiAccessToken": "SECRET"}},
        "request": {"type": "LaunchRequest", "timestamp": stamp(NOW), "locale": "en-US", **changes},
    }


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def sign(body: bytes, key: RSAPrivateKey | None = None) -> str:
    return b64encode((key or rsa_key("leaf")).sign(body, PKCS1v15(), SHA256())).decode()


def headers(body: bytes, url: str = URL) -> Headers:
    return [("SignatureCertChainUrl", url), ("Signature-256", sign(body))]


class VerifierClient:
    """The verifier under test, with a clock that the test sets."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.passed = 1000.0
        self.folder = folder / "echo.api"
        self.folder.mkdir()
        self.publish(CHAIN)
        root = folder / "root.pem"
        root.write_bytes(ROOT.pem)
        self.verifier = Verifier(SKILL_ID, lambda: self.now, rehearsal_signers(root, folder), lambda: self.passed)

    def publish(self, chain: bytes, name: str = "echo-api-cert-12.pem") -> None:
        (self.folder / name).write_bytes(chain)

    def send(self, document: object) -> None:
        self.send_bytes(encoded(document))

    def send_bytes(self, body: bytes) -> None:
        self.check(headers(body), body)

    def check(self, lines: Headers, body: bytes) -> None:
        """Check a request with these headers; those of one name are joined, as a server does."""

        def read(wanted: str) -> str:
            return ",".join(value for name, value in lines if name == wanted)

        self.verifier.check(read("SignatureCertChainUrl"), read("Signature-256"), body)


def attempt(call: Callable[[], Result]) -> Result | VerificationError:
    """The result, or the refusal; any other exception fails the test."""
    try:
        return call()
    except VerificationError as refused:
        result = refused
    assert "SECRET" not in str(result)
    return result


def refusal(call: Callable[[], object]) -> str:
    """The name of the check that refused."""
    with pytest.raises(VerificationError) as caught:
        call()
    assert str(caught.value).startswith(f"{caught.value.check}: ")
    assert "SECRET" not in str(caught.value)
    return caught.value.check
