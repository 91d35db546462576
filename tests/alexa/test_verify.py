from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.verify import LONGEST_HEADER, VerificationError, build_verifier

from . import pki
from .door import SKILL_ID, URL, Door, Headers, attempt, encoded, headers, refusal, request, sign, stamp
from .pki import DAY, INTERMEDIATE, NOW, leaf, pem

BODY = encoded(request())
CERTIFICATE, SIGNATURE = headers(BODY)
GOOD = sign(BODY)


def test_a_genuine_request_is_accepted(door: Door) -> None:
    door.verifier.check([CERTIFICATE, SIGNATURE], BODY)


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title, str.swapcase])
def test_header_names_are_in_any_case_and_order(door: Door, case: Any) -> None:
    lines = [(case(name), value) for name, value in (SIGNATURE, ("Host", "x"), CERTIFICATE)]
    door.verifier.check(lines, BODY)


def test_the_legacy_signature_is_not_looked_at(door: Door) -> None:
    door.verifier.check([CERTIFICATE, ("Signature", "\xff"), SIGNATURE], BODY)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [CERTIFICATE],
        [SIGNATURE],
        [CERTIFICATE, ("Signature", GOOD)],
        [CERTIFICATE, ("Signature-256 ", GOOD)],
        [CERTIFICATE, CERTIFICATE, SIGNATURE],
        [CERTIFICATE, SIGNATURE, ("signature-256", GOOD)],
        [CERTIFICATE, SIGNATURE, ("SIGNATURE-256", "")],
        [("SignatureCertChainUrl", ""), SIGNATURE],
        [CERTIFICATE, ("Signature-256", "")],
        [CERTIFICATE, ("Signature-256", "A" * (LONGEST_HEADER + 1))],
        [("SignatureCertChainUrl", URL + "x" * LONGEST_HEADER), SIGNATURE],
        [CERTIFICATE, ("Signature-256", GOOD[:-1] + "\xe9")],
        [CERTIFICATE, ("Signature-256", GOOD[:-1] + "\uff1d")],
        [("SignatureCertChainUrl", URL + "\xe9"), SIGNATURE],
    ],
)
def test_headers_missing_doubled_empty_too_long_or_not_ascii(door: Door, lines: Headers) -> None:
    assert refusal(lambda: door.verifier.check(lines, BODY)) == "headers"


def test_a_certificate_url_elsewhere_is_refused(door: Door) -> None:
    lines = headers(BODY, "https://s3.amazonaws.com/evil/x.pem")
    assert refusal(lambda: door.verifier.check(lines, BODY)) == "certificate-url"


@pytest.mark.parametrize("name", ["SignatureCertChainUrl", "Signature-256"])
def test_headers_doubled_and_joined_by_a_server_are_refused(door: Door, name: str) -> None:
    joined = [(key, f"{value}, {value}" if key == name else value) for key, value in (CERTIFICATE, SIGNATURE)]
    with pytest.raises(VerificationError, match=f"^headers: {name} doubled$"):
        door.verifier.check(joined, BODY)


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
    ],
)
def test_a_signature_in_any_other_spelling_is_refused(door: Door, signature: str) -> None:
    lines = [CERTIFICATE, ("Signature-256", signature)]
    assert refusal(lambda: door.verifier.check(lines, BODY)) == "signature"


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
def test_a_signature_of_anything_else_is_refused(door: Door, signature: bytes) -> None:
    lines = [CERTIFICATE, ("Signature-256", b64encode(signature).decode())]
    assert refusal(lambda: door.verifier.check(lines, BODY)) == "signature"


def test_the_bytes_are_signed_not_their_meaning(door: Door) -> None:
    assert refusal(lambda: door.verifier.check(headers(BODY), BODY.replace(b", ", b","))) == "signature"


def test_the_body_is_not_parsed_before_it_is_verified(door: Door) -> None:
    assert refusal(lambda: door.verifier.check(headers(BODY), b"{")) == "signature"


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
def test_nothing_is_fetched_for_a_request_that_cannot_be_genuine(own_door: Door, lines: Headers, body: bytes) -> None:
    with pytest.raises(VerificationError):
        own_door.verifier.check(lines, body)
    assert not own_door.verifier._signers._known
    assert not own_door.verifier._signers._failed


def test_amazon_may_rotate_its_certificate(own_door: Door) -> None:
    own_door.knock(request())
    key = pki.rsa_key("rotated")
    own_door.publish(pem(leaf(INTERMEDIATE, key=key), INTERMEDIATE), "echo-api-cert-13.pem")
    url = URL.replace("12", "13")
    lines = [("SignatureCertChainUrl", url), ("Signature-256", sign(BODY, key))]
    own_door.verifier.check(lines, BODY)
    own_door.verifier.check(headers(BODY), BODY)
    assert refusal(lambda: own_door.verifier.check(headers(BODY, url), BODY)) == "signature"


def test_amazons_own_example_is_fetched_where_it_leads(own_door: Door) -> None:
    own_door.publish(pki.CHAIN, "x.pem")
    for url in ("https://s3.amazonaws.com/echo.api/../echo.api/x.pem", "https://s3.amazonaws.com:443/echo.api/x.pem"):
        own_door.verifier.check(headers(BODY, url), BODY)
    assert list(own_door.verifier._signers._known) == ["/echo.api/x.pem"]


def test_a_chain_that_cannot_be_fetched_refuses(door: Door) -> None:
    lines = headers(BODY, URL.replace("12", "99"))
    assert refusal(lambda: door.verifier.check(lines, BODY)) == "certificate-fetch"


def test_a_chain_that_has_expired_since_refuses(own_door: Door) -> None:
    own_door.knock(request())
    own_door.now = NOW + 31 * DAY
    assert refusal(lambda: own_door.knock(request(timestamp=stamp(own_door.now)))) == "certificate-chain"


def test_a_request_from_149_seconds_ago_is_accepted(own_door: Door) -> None:
    own_door.now += timedelta(seconds=149)
    own_door.verifier.check(headers(BODY), BODY)
    own_door.now += timedelta(seconds=2)
    assert refusal(lambda: own_door.verifier.check(headers(BODY), BODY)) == "timestamp"


def test_without_a_rehearsal_only_public_roots_count(own_door: Door) -> None:
    verifier = build_verifier(SKILL_ID, lambda: NOW, None, str(own_door.folder.parent))
    assert refusal(lambda: verifier.check(headers(BODY), BODY)) == "certificate-chain"


NAMES = st.sampled_from(["SignatureCertChainUrl", "Signature-256", "signature-256", "Host"]) | st.text()
VALUES = st.sampled_from([URL, GOOD]) | st.text() | st.binary().map(lambda value: b64encode(value).decode())


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES)), st.just(BODY) | st.binary())
def test_any_headers_are_accepted_or_refused(door: Door, lines: Headers, body: bytes) -> None:
    result = attempt(lambda: door.verifier.check(lines, body))
    assert result is None or isinstance(result, VerificationError)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=3), st.integers(0, len(BODY)), st.integers(0, 3))
def test_any_change_of_the_body_is_refused(door: Door, inserted: bytes, at: int, dropped: int) -> None:
    changed = BODY[:at] + inserted + BODY[at + dropped :]
    if changed != BODY:
        assert refusal(lambda: door.verifier.check(headers(BODY), changed)) == "signature"
