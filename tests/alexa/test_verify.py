"""`Verifier`: certificate URL, signature, body, addressee and time, and what they say of our clock."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from hypothesis import example, given
from hypothesis import strategies as st

from skill.alexa.verify import (
    AMAZON,
    BEHIND,
    CLOCK_DOUBTED_SECONDS,
    LONGEST,
    LONGEST_SIGNATURE,
    LONGEST_URL,
    VerificationError,
    chain_path,
)
from tests.changed import changed

from . import pki
from .pki import NOW
from .signing import SKILL_ID, URL, Headers, VerifierClient, attempt, encoded, headers, refusal, request, sign, stamp

BODY = encoded(request())
CERTIFICATE, SIGNATURE = headers(BODY)
GOOD = sign(BODY)
KEY = pki.rsa_key("leaf")
EVENT = "AlexaSkillEvent.SkillDisabled"
HOST = "https://s3.amazonaws.com"


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> VerifierClient:
    """For tests that change neither its clock nor its folder."""
    return VerifierClient(tmp_path_factory.mktemp("mirror"))


@pytest.fixture
def own_client(tmp_path: Path) -> VerifierClient:
    return VerifierClient(tmp_path)


# --- the certificate URL


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{HOST}/echo.api/echo-api-cert.pem", "/echo.api/echo-api-cert.pem"),
        (f"{HOST}:443/echo.api/x.pem", "/echo.api/x.pem"),
        ("HTTPS://S3.AmazonAWS.com/echo.api/echo-api-cert-6-ats.pem", "/echo.api/echo-api-cert-6-ats.pem"),
        (f"{HOST}/echo.api/../echo.api/x.pem", "/echo.api/x.pem"),
        (f"{HOST}/../echo.api/./x.pem", "/echo.api/x.pem"),
        (f"{HOST}/other/../echo.api/2026/x.pem", "/echo.api/2026/x.pem"),
        (f"{HOST}/echo.api/..x..pem", "/echo.api/..x..pem"),
        (f"{HOST}/echo.api/" + "x" * (LONGEST_URL - 34), "/echo.api/" + "x" * (LONGEST_URL - 34)),
    ],
)
def test_what_amazon_allows_is_one_file_on_its_host(url: str, path: str) -> None:
    assert chain_path(url) == path


ELSEWHERE = r"""
    x /echo.api/x.pem //s3.amazonaws.com/echo.api/x.pem http://s3.amazonaws.com/echo.api/x.pem
    file://s3.amazonaws.com/echo.api/x.pem https:/s3.amazonaws.com/echo.api/x.pem https:///echo.api/x.pem
    https://notamazon.com/echo.api/x.pem https://s3.amazonaws.com.evil.example/echo.api/x.pem
    https://evil-s3.amazonaws.com/echo.api/x.pem https://s3-amazonaws.com/echo.api/x.pem
    https://s3xamazonaws.com/echo.api/x.pem https://s3.amazonaws.com./echo.api/x.pem
    https://s3.amazonaws.com@evil.example/echo.api/x.pem
    https://evil.example@s3.amazonaws.com/echo.api/x.pem https://a:b@s3.amazonaws.com/echo.api/x.pem
    https://s3.amazonaws.com:563/echo.api/x.pem https://s3.amazonaws.com:0443/echo.api/x.pem
    https://s3.amazonaws.com:/echo.api/x.pem https://s3.amazonaws.com:x/echo.api/x.pem
    https://s3.amazonaws.com:99999999999999999999/echo.api/x.pem https://s3.amazonaws.com
    https://s3.amazonaws.com\echo.api\x.pem
"""
NOT_IN_ITS_FOLDER = r"""
    / /EcHo.aPi/x.pem /invalid.path/x.pem /echo.apix/x.pem /x/echo.api/x.pem /echo.api /echo.api/ /echo.api/.
    /echo.api/x/.. /echo.api//x.pem //echo.api/x.pem /echo.api/../x.pem /echo.api/../../echo.apix/x.pem
    /echo.api/x/../../evil/x.pem /echo.api/%2e%2e/evil/x.pem /echo.api/..%2fevil/x.pem /echo.api/%2E%2E%2Fx.pem
    /echo%2eapi/x.pem /echo.api\..\x.pem /echo.api/x.pem?versionId=1 /echo.api/x.pem#x /echo.api/x.pem;x
"""
TOO_LONG = f"{HOST}/echo.api/" + "x" * (LONGEST_URL - 33)


@pytest.mark.parametrize(
    "url",
    [
        *("", f" {HOST}/echo.api/x.pem", "https://\u017f3.amazonaws.com/echo.api/x.pem", TOO_LONG),
        *(f"{HOST}/echo.api/{name}" for name in ("x.pem\n", "x.pem\r\nHost: x", "\tx.pem", "x.pem\0", "x .pem")),
        *(f"{HOST}/echo.api/{name}" for name in ("x\u200b.pem", "\xe9.pem")),
        *ELSEWHERE.split(),
        *(f"{HOST}{path}" for path in NOT_IN_ITS_FOLDER.split()),
    ],
)
def test_every_other_url_is_refused(url: str) -> None:
    assert refusal(lambda: chain_path(url)) == "certificate-url"


@given(st.text(max_size=8), st.integers(0, len(URL)), st.integers(0, 8))
@example("/../..", 33, 0)
def test_a_url_with_something_put_in_stays_inside_or_is_refused(inserted: str, at: int, dropped: int) -> None:
    url = URL[:at] + inserted + URL[at + dropped :]
    path = attempt(lambda: chain_path(url))
    if isinstance(path, VerificationError):
        assert path.check == "certificate-url"
        return
    assert path.startswith("/echo.api/")
    assert not {"", ".", ".."} & set(path.split("/")[1:])
    assert urlsplit(AMAZON + path).geturl() == AMAZON + path
    assert urlsplit(url).hostname == "s3.amazonaws.com"


# --- the signature


@pytest.mark.parametrize(
    ("lines", "check"),
    [
        ([], "headers"),
        ([CERTIFICATE], "headers"),
        ([SIGNATURE], "headers"),
        ([CERTIFICATE, ("Signature", GOOD)], "headers"),
        ([CERTIFICATE, CERTIFICATE, SIGNATURE], "certificate-url"),
        (headers(BODY, f"{HOST}/evil/x.pem"), "certificate-url"),
        ([CERTIFICATE, SIGNATURE, SIGNATURE], "signature"),
        (headers(BODY, URL.replace("12", "99")), "certificate-fetch"),
    ],
)
def test_headers_that_are_missing_doubled_or_lead_elsewhere(client: VerifierClient, lines: Headers, check: str) -> None:
    assert refusal(lambda: client.check(lines, BODY)) == check


@pytest.mark.parametrize(
    "signature",
    [
        *("?", "=", "====", GOOD[:-1], GOOD[:-2], f"{GOOD}=", f"{GOOD}\n", f" {GOOD}", GOOD.replace("=", "") + "AAAA"),
        *(GOOD[:100] + "\r\n" + GOOD[100:], GOOD[:100] + "-" + GOOD[101:], GOOD[:100] + "=" + GOOD[101:]),
        *(GOOD[:-3] + chr(ord(GOOD[-3]) + 1) + "==", "A" * (len(GOOD) - 2) + "B=", "A" * (LONGEST_SIGNATURE + 4)),
        *(f"{GOOD[:-1]}\xe9", f"{GOOD[:-1]}\uff1d"),
        *(b64encode(each).decode() for each in (b"\0" * 256, b"\xff" * 256, b"\0" * 255, b"x", b"\0" * 1000)),
        pytest.param(KEY.sign(BODY, PKCS1v15(), SHA1()), id="SHA-1"),
        pytest.param(KEY.sign(BODY, PKCS1v15(), SHA512()), id="SHA-512"),
        pytest.param(KEY.sign(BODY, PSS(MGF1(SHA256()), PSS.MAX_LENGTH), SHA256()), id="PSS"),
        pytest.param(KEY.sign(BODY + b"\n", PKCS1v15(), SHA256()), id="a longer body"),
        pytest.param(KEY.sign(b"", PKCS1v15(), SHA256()), id="no body"),
        pytest.param(pki.rsa_key("other").sign(BODY, PKCS1v15(), SHA256()), id="another key"),
        pytest.param(pki.rsa_key("long", 4096).sign(BODY, PKCS1v15(), SHA256()), id="a longer key"),
    ],
)
def test_any_other_signature_or_spelling_of_it_is_refused(client: VerifierClient, signature: str | bytes) -> None:
    told = signature if isinstance(signature, str) else b64encode(signature).decode()
    assert refusal(lambda: client.check([CERTIFICATE, ("Signature-256", told)], BODY)) == "signature"


@pytest.mark.parametrize("changed", [BODY.replace(b", ", b","), b"{"], ids=["blanks", "no JSON"])
def test_the_bytes_are_signed_and_not_parsed_before(client: VerifierClient, changed: bytes) -> None:
    assert refusal(lambda: client.check(headers(BODY), changed)) == "signature"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (headers(BODY, URL + "?"), BODY),
        ([("SignatureCertChainUrl", URL)], BODY),
        ([CERTIFICATE, ("Signature-256", "?")], BODY),
        ([CERTIFICATE, ("Signature-256", "A" * (LONGEST_SIGNATURE + 4))], BODY),
        ([CERTIFICATE, SIGNATURE], b""),
        ([CERTIFICATE, SIGNATURE], b" " * 300_000),
    ],
)
def test_nothing_is_fetched_in_vain(own_client: VerifierClient, lines: Headers, body: bytes) -> None:
    with pytest.raises(VerificationError):
        own_client.check(lines, body)
    assert not own_client.verifier._signers._known
    assert not own_client.verifier._signers._failed


NAMES = st.sampled_from(["SignatureCertChainUrl", "Signature-256"])
VALUES = st.sampled_from([URL, GOOD]) | st.text() | st.binary().map(lambda value: b64encode(value).decode())


@given(st.lists(st.tuples(NAMES, VALUES)), st.just(BODY) | st.binary())
def test_any_headers_are_accepted_or_refused(client: VerifierClient, lines: Headers, body: bytes) -> None:
    attempt(lambda: client.check(lines, body))


@given(st.binary(min_size=1, max_size=3), st.integers(0, len(BODY)), st.integers(0, 3))
def test_any_change_of_the_body_is_refused(client: VerifierClient, inserted: bytes, at: int, dropped: int) -> None:
    changed = BODY[:at] + inserted + BODY[at + dropped :]
    if changed != BODY:
        assert refusal(lambda: client.check(headers(BODY), changed)) == "signature"


# --- the body


def padded(length: int) -> bytes:
    return BODY + b" " * (length - len(BODY))


ACCEPTED = {
    "unknown members": encoded({**request(), "certificationParam": {"x": [1, None]}, "__dict__": {}}),
    "an unknown type": encoded(request(type="Alexa.Something.New")),
    "no session": encoded({name: value for name, value in request().items() if name != "session"}),
    "session null": encoded({**request(), "session": None}),
    "blanks around": b"\r\n\t " + BODY + b"\n",
    "an emoji, escaped": encoded(request(text="\N{ICE CUBE}")),
    "just short enough": padded(LONGEST),
}

REFUSED = {
    "empty": b"",
    "blank": b" ",
    "too long": padded(LONGEST + 1),
    "hopelessly deep": b"[" * LONGEST,
    "deep in objects": b'{"a":' * 10_000,
    "not JSON": b"hello",
    "two documents": BODY * 2,
    "not UTF-8": encoded(request(text="?")).replace(b"?", b"\xe9"),
    "half an escaped pair": encoded(request(text="\ud83e")),
    "half a pair as a name": encoded({**request(), "\ud83e": 1}),
    "byte order mark": b"\xef\xbb\xbf" + BODY,
    "UTF-16": BODY.decode().encode("utf-16"),
    "null": b"null",
    "array": b"[" + BODY + b"]",
    "a number of 5,000 digits": encoded(request(x="?")).replace(b'"?"', b"1" * 5000),
    "no request": encoded({**request(), "request": None}),
    "a request that is text": encoded({**request(), "request": "LaunchRequest"}),
    "a request without a type": encoded(request(type=None)),
    "a type that is a list": encoded(request(type=["LaunchRequest"])),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_strict_object_is_accepted(client: VerifierClient, name: str) -> None:
    client.send_bytes(ACCEPTED[name])


@pytest.mark.parametrize("name", REFUSED)
def test_any_other_body_is_refused_although_signed(client: VerifierClient, name: str) -> None:
    assert refusal(lambda: client.send_bytes(REFUSED[name])) == "body"


FOREIGN = SKILL_ID[:-1] + "6"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *(("context", None), ("context", []), ("context", {})),
        *(("context.System", value) for value in (None, {"application": SKILL_ID})),
        *(("context.System.application.applicationId", value) for value in (None, [SKILL_ID], FOREIGN)),
        *(("context.System.application.applicationId", value) for value in (f"{SKILL_ID} ", SKILL_ID.upper())),
        *(("session", {"application": {}}), ("session", {}), ("session", SKILL_ID), ("session", False)),
        *(("session.application.applicationId", value) for value in (None, FOREIGN)),
    ],
)
def test_a_request_for_another_skill_is_refused(client: VerifierClient, path: str, value: object) -> None:
    assert refusal(lambda: client.send(changed(request(), path, value))) == "application-id"


# --- the time


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize(
    ("kind", "accepted", "refused"),
    [("IntentRequest", 150, 151), (EVENT, 3600, 3601), ("AlexaSkillEvent.Other", 150, 151)],
)
def test_how_far_from_now(client: VerifierClient, kind: str, accepted: int, refused: int, sign: int) -> None:
    def send(seconds: int) -> None:
        client.send(request(type=kind, timestamp=stamp(NOW + timedelta(seconds=sign * seconds))))

    send(accepted - 1)
    send(accepted)
    assert refusal(lambda: send(refused)) == "timestamp"


MOMENTS = "2026-03-01T18:00:00Z 2026-03-01T18:00:00.123Z 2026-03-01T17:59:59.123456789Z 2026-03-01T13:00:00-05:00"
NO_MOMENTS = """
    now 1772388000 2026-03-01 2026-03-01T18:00:00 20260301T180000Z 2026-03-01T18:00Z 2026-03-01T18:00:00z
    2026-03-01T18:00:00+0000 2026-02-29T18:00:00Z 2026-03-01T25:00:00Z 2026-03-01T18:00:61Z
    2026-03-01T18:00:00+99:99 0000-00-00T00:00:00Z 0001-01-01T00:00:00+23:59 9999-12-31T23:59:59-23:59
    \u0662\u0660\u0662\u0666-03-01T18:00:00Z
"""


@pytest.mark.parametrize("timestamp", MOMENTS.split())
def test_a_moment_may_be_written_with_a_fraction_or_an_offset(client: VerifierClient, timestamp: str) -> None:
    client.send(request(timestamp=timestamp))


@pytest.mark.parametrize(
    "timestamp",
    [
        *(None, 1772388000, 1772388000000, True, [], {"$date": "2026-03-01T18:00:00Z"}),
        *("", "2026-03-01 18:00:00Z", "2026-03-01T18:00:00Z\n", " 2026-03-01T18:00:00Z"),
        *NO_MOMENTS.split(),
    ],
)
def test_any_other_moment_or_none_is_refused(client: VerifierClient, timestamp: object) -> None:
    assert refusal(lambda: client.send(request(timestamp=timestamp))) == "timestamp"
    without = {**request(), "request": {"type": "LaunchRequest"}}
    assert refusal(lambda: client.send(without)) == "timestamp"


@pytest.mark.parametrize(("seconds", "count"), [(-151, 1), (151, BEHIND)])
def test_requests_of_another_time_doubt_the_clock(own_client: VerifierClient, seconds: int, count: int) -> None:
    for sent in range(count):
        assert not own_client.verifier.is_clock_wrong, sent
        own_client.now = NOW + timedelta(seconds=seconds)
        assert refusal(lambda: own_client.check(headers(BODY), BODY)) == "timestamp"
    assert own_client.verifier.is_clock_wrong
    own_client.passed += CLOCK_DOUBTED_SECONDS
    assert not own_client.verifier.is_clock_wrong
    own_client.passed -= 0.1
    assert own_client.verifier.is_clock_wrong
    own_client.now = NOW
    own_client.check(headers(BODY), BODY)
    assert not own_client.verifier.is_clock_wrong


@pytest.mark.parametrize("changes", [{"type": EVENT}, {"timestamp": "soon"}])
def test_old_events_say_nothing_of_the_clock(own_client: VerifierClient, changes: dict[str, Any]) -> None:
    own_client.now = NOW + timedelta(hours=2)
    for _ in range(BEHIND):
        assert refusal(lambda: own_client.send(request(**changes))) == "timestamp"
    assert not own_client.verifier.is_clock_wrong
