"""The proof that a server's door is shut: five bad requests, and a good one."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.envelopes import Json
from skill.clock import system_clock
from speaker.signing import Signer

Knock = tuple[bytes, dict[str, str]]
"""A body and its headers."""


class OpenDoor(Exception):
    """A server let pass what it must refuse, or refused what is genuine."""


def bad_requests(document: Json, signer: Signer) -> Iterator[tuple[str, Knock]]:
    """Yield what is wrong, and the request; ``document`` is a genuine envelope."""
    body = json.dumps(document).encode()
    genuine = signer.headers(body)
    content = {"Content-Type": genuine["Content-Type"]}
    stranger = rsa.generate_private_key(65537, 2048).sign(body, PKCS1v15(), SHA256())
    old = json.loads(body)
    old["request"]["timestamp"] = (system_clock() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    stale = json.dumps(old).encode()
    yield "no signature", (body, content)
    yield (
        "another host",
        (body, {**genuine, "SignatureCertChainUrl": signer.url.replace("s3.amazonaws", "s3.notamazon")}),
    )
    yield "a forged signature", (body, {**genuine, "Signature-256": b64encode(stranger).decode()})
    yield "a changed body", (body.replace(b"en-US", b"en-GB"), genuine)
    yield "an old timestamp", (stale, signer.headers(stale))


def prove(url: str, document: Json, signer: Signer) -> None:
    """Check that a server refuses the bad ones and answers the good one.

    Raises:
        OpenDoor: naming what went wrong.
    """
    knock_once(url, document, signer)
    for wrong, knock in bad_requests(document, signer):
        status = _post(url, knock).status_code
        if status != 400:
            raise OpenDoor(f"{wrong} was answered with {status}")


def knock_once(url: str, document: Json, signer: Signer) -> None:
    """Send a genuine request.

    Raises:
        OpenDoor: when it is not answered with speech.
        OSError: when nobody answers.
    """
    body = json.dumps(document).encode()
    answer = _post(url, (body, signer.headers(body)))
    if answer.status_code != 200 or "<speak>" not in answer.text:
        raise OpenDoor(f"a genuine request was answered with {answer.status_code} {answer.text[:200]}")


def _post(url: str, knock: Knock) -> requests.Response:
    with requests.Session() as http:
        http.trust_env = False
        return http.post(url, data=knock[0], headers=knock[1], timeout=10)
