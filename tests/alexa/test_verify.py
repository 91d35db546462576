from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.verify import BEHIND, LONGEST_SIGNATURE, REMEMBERED, VerificationError

from . import pki
from .pki import DAY, INTERMEDIATE, NOW, leaf, pem
from .signing import URL, Headers, VerifierClient, attempt, encoded, headers, refusal, request, sign, stamp

BODY = encoded(request())
CERTIFICATE, SIGNATURE = headers(BODY)
GOOD = sign(BODY)


def test_a_genuine_request_is_accepted(client: VerifierClient) -> None:
    client.check([CERTIFICATE, SIGNATURE], BODY)


@pytest.mark.parametrize("lines", [[], [CERTIFICATE], [SIGNATURE], [CERTIFICATE, ("Signature", GOOD)]])
def test_headers_missing(client: VerifierClient, lines: Headers) -> None:
    assert refusal(lambda: client.check(lines, BODY)) == "headers"


def test_a_certificate_url_elsewhere_is_refused(client: VerifierClient) -> None:
    lines = headers(BODY, "https://s3.amazonaws.com/evil/x.pem")
    assert refusal(lambda: client.check(lines, BODY)) == "certificate-url"


def test_headers_doubled(client: VerifierClient) -> None:
    assert refusal(lambda: client.check([CERTIFICATE, CERTIFICATE, SIGNATURE], BODY)) == "certificate-url"
    assert refusal(lambda: client.check([CERTIFICATE, SIGNATURE, SIGNATURE], BODY)) == "signature"


@pytest.mark.parametrize(
    "signature",
    [
        "?",
        "=",
        "====",
        GOOD[:-1],
        GOOD[:-2],
        GOOD + "=",
        GOOD + "\n",
        " " + GOOD,
        GOOD[:100] + "\r\n" + GOOD[100:],
        GOOD[:100] + "-" + GOOD[101:],
        GOOD[:100] + "=" + GOOD[101:],
        GOOD[:-3] + chr(ord(GOOD[-3]) + 1) + "==",
        "A" * (len(GOOD) - 2) + "B=",
        b64encode(b"\0" * 256).decode(),
        b64encode(b"\xff" * 256).decode(),
        b64encode(b"\0" * 255).decode(),
        b64encode(b"x").decode(),
        b64encode(b"\0" * 1000).decode(),
        GOOD.replace("=", "") + "AAAA",
        "A" * (LONGEST_SIGNATURE + 4),
        GOOD[:-1] + "\xe9",
        GOOD[:-1] + "\uff1d",
    ],
)
def test_a_signature_in_any_other_spelling_is_refused(client: VerifierClient, signature: str) -> None:
    lines = [CERTIFICATE, ("Signature-256", signature)]
    assert refusal(lambda: client.check(lines, BODY)) == "signature"


KEY = pki.rsa_key("leaf")


@pytest.mark.parametrize(
    "signature",
    [
        KEY.sign(BODY, PKCS1v15(), SHA1()),
        KEY.sign(BODY, PKCS1v15(), SHA512()),
        KEY.sign(BODY, PSS(MGF1(SHA256()), PSS.MAX_LENGTH), SHA256()),
        KEY.sign(BODY + b"\n", PKCS1v15(), SHA256()),
        KEY.sign(b"", PKCS1v15(), SHA256()),
        pki.rsa_key("other").sign(BODY, PKCS1v15(), SHA256()),
        pki.rsa_key("long", 4096).sign(BODY, PKCS1v15(), SHA256()),
    ],
    ids=["SHA-1", "SHA-512", "PSS", "a longer body", "no body", "another key", "a longer key"],
)
def test_a_signature_of_anything_else_is_refused(client: VerifierClient, signature: bytes) -> None:
    lines = [CERTIFICATE, ("Signature-256", b64encode(signature).decode())]
    assert refusal(lambda: client.check(lines, BODY)) == "signature"


def test_the_bytes_are_signed_not_their_meaning(client: VerifierClient) -> None:
    assert refusal(lambda: client.check(headers(BODY), BODY.replace(b", ", b","))) == "signature"


def test_the_body_is_not_parsed_before_it_is_verified(client: VerifierClient) -> None:
    assert refusal(lambda: client.check(headers(BODY), b"{")) == "signature"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (headers(BODY, URL + "?"), BODY),
        ([("SignatureCertChainUrl", URL)], BODY),
        ([CERTIFICATE, ("Signature-256", "?")], BODY),
        ([CERTIFICATE, SIGNATURE], b""),
        ([CERTIFICATE, SIGNATURE], b" " * 300_000),
    ],
)
def test_nothing_is_fetched_for_a_request_that_cannot_be_genuine(
    own_client: VerifierClient, lines: Headers, body: bytes
) -> None:
    with pytest.raises(VerificationError):
        own_client.check(lines, body)
    assert not own_client.verifier._signers._known
    assert not own_client.verifier._signers._failed


def test_amazon_may_rotate_its_certificate(own_client: VerifierClient) -> None:
    own_client.send(request())
    key = pki.rsa_key("rotated")
    own_client.publish(pem(leaf(INTERMEDIATE, key=key), INTERMEDIATE), "echo-api-cert-13.pem")
    url = URL.replace("12", "13")
    lines = [("SignatureCertChainUrl", url), ("Signature-256", sign(BODY, key))]
    own_client.check(lines, BODY)
    own_client.check(headers(BODY), BODY)
    assert refusal(lambda: own_client.check(headers(BODY, url), BODY)) == "signature"


def test_amazons_own_example_is_fetched_where_it_leads(own_client: VerifierClient) -> None:
    own_client.publish(pki.CHAIN, "x.pem")
    for url in ("https://s3.amazonaws.com/echo.api/../echo.api/x.pem", "https://s3.amazonaws.com:443/echo.api/x.pem"):
        own_client.check(headers(BODY, url), BODY)
    assert list(own_client.verifier._signers._known) == ["/echo.api/x.pem"]


def test_a_chain_that_cannot_be_fetched_refuses(client: VerifierClient) -> None:
    lines = headers(BODY, URL.replace("12", "99"))
    assert refusal(lambda: client.check(lines, BODY)) == "certificate-fetch"


def test_a_chain_that_has_expired_since_refuses(own_client: VerifierClient) -> None:
    own_client.send(request())
    own_client.now = NOW + 31 * DAY
    assert refusal(lambda: own_client.send(request(timestamp=stamp(own_client.now)))) == "certificate-chain"


def test_a_request_from_149_seconds_ago_is_accepted(own_client: VerifierClient) -> None:
    own_client.now += timedelta(seconds=149)
    own_client.check(headers(BODY), BODY)
    own_client.now += timedelta(seconds=2)
    assert refusal(lambda: own_client.check(headers(BODY), BODY)) == "timestamp"


@pytest.mark.parametrize(("seconds", "count"), [(-151, 1), (151, BEHIND)])
def test_requests_of_another_time_say_that_the_clock_is_wrong_until_one_is_accepted(
    own_client: VerifierClient, seconds: int, count: int
) -> None:
    for sent in range(count):
        assert not own_client.verifier.is_clock_wrong, sent
        own_client.now = NOW + timedelta(seconds=seconds)
        assert refusal(lambda: own_client.check(headers(BODY), BODY)) == "timestamp"
    assert own_client.verifier.is_clock_wrong
    own_client.passed += REMEMBERED
    assert not own_client.verifier.is_clock_wrong
    own_client.passed -= 0.1
    assert own_client.verifier.is_clock_wrong
    own_client.now = NOW
    own_client.check(headers(BODY), BODY)
    assert not own_client.verifier.is_clock_wrong


@pytest.mark.parametrize("changes", [{"type": "AlexaSkillEvent.SkillDisabled"}, {"timestamp": "soon"}])
def test_old_events_and_what_has_no_time_say_nothing_of_the_clock(
    own_client: VerifierClient, changes: dict[str, Any]
) -> None:
    own_client.now = NOW + timedelta(hours=2)
    for _ in range(BEHIND):
        assert refusal(lambda: own_client.send(request(**changes))) == "timestamp"
    assert not own_client.verifier.is_clock_wrong


NAMES = st.sampled_from(["SignatureCertChainUrl", "Signature-256"])
VALUES = st.sampled_from([URL, GOOD]) | st.text() | st.binary().map(lambda value: b64encode(value).decode())


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES)), st.just(BODY) | st.binary())
def test_any_headers_are_accepted_or_refused(client: VerifierClient, lines: Headers, body: bytes) -> None:
    result = attempt(lambda: client.check(lines, body))
    assert result is None or isinstance(result, VerificationError)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=3), st.integers(0, len(BODY)), st.integers(0, 3))
def test_any_change_of_the_body_is_refused(client: VerifierClient, inserted: bytes, at: int, dropped: int) -> None:
    changed = BODY[:at] + inserted + BODY[at + dropped :]
    if changed != BODY:
        assert refusal(lambda: client.check(headers(BODY), changed)) == "signature"
