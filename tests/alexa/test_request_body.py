import json
from datetime import timedelta
from typing import Any

import pytest
from ask_sdk_webservice_support import verifier_constants
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.alexa.verify import EVENT_TOLERANCE, EVENTS, LONGEST, TOLERANCE, VerificationError, _parsed

from .pki import NOW
from .signing import SKILL_ID, VerifierClient, attempt, encoded, refusal, request, stamp

EVENT = "AlexaSkillEvent.SkillDisabled"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


def padded(length: int) -> bytes:
    body = encoded(request())
    return body + b" " * (length - len(body))


ACCEPTED = {
    "unknown members": encoded({**request(), "certificationParam": {"x": [1, None]}, "__dict__": {}}),
    "an unknown type": encoded(request(type="Alexa.Something.New")),
    "no session": encoded({name: value for name, value in request().items() if name != "session"}),
    "session null": encoded({**request(), "session": None}),
    "blanks around": b"\r\n\t " + encoded(request()) + b"\n",
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
    "two documents": encoded(request()) * 2,
    "not UTF-8": encoded(request(text="?")).replace(b"?", b"\xe9"),
    "half an escaped pair": encoded(request(text="\ud83e")),
    "half a pair as a name": encoded({**request(), "\ud83e": 1}),
    "byte order mark": b"\xef\xbb\xbf" + encoded(request()),
    "UTF-16": encoded(request()).decode().encode("utf-16"),
    "null": b"null",
    "array": b"[" + encoded(request()) + b"]",
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


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize(
    ("kind", "accepted", "refused"),
    [("IntentRequest", 150, 151), (EVENT, 3600, 3601), ("AlexaSkillEvent.Other", 150, 151)],
)
def test_how_far_from_now_a_request_may_be(
    client: VerifierClient, kind: str, accepted: int, refused: int, sign: int
) -> None:
    def send(seconds: int) -> None:
        client.send(request(type=kind, timestamp=stamp(NOW + timedelta(seconds=sign * seconds))))

    send(accepted - 1)
    send(accepted)
    assert refusal(lambda: send(refused)) == "timestamp"


def test_the_tolerances_are_amazons() -> None:
    assert verifier_constants.ALEXA_SKILL_EVENT_LIST == EVENTS
    assert timedelta(milliseconds=verifier_constants.MAX_NORMAL_REQUEST_TOLERANCE_IN_MILLIS) == TOLERANCE
    assert timedelta(milliseconds=verifier_constants.MAX_SKILL_EVENT_TOLERANCE_IN_MILLIS) == EVENT_TOLERANCE


@pytest.mark.parametrize(
    "timestamp",
    [
        "2026-03-01T18:00:00Z",
        "2026-03-01T18:00:00.123Z",
        "2026-03-01T17:59:59.123456789Z",
        "2026-03-01T13:00:00-05:00",
    ],
)
def test_a_moment_may_be_written_with_a_fraction_or_an_offset(client: VerifierClient, timestamp: str) -> None:
    client.send(request(timestamp=timestamp))


@pytest.mark.parametrize(
    "timestamp",
    [
        None,
        1772388000,
        1772388000000,
        True,
        [],
        {"$date": "2026-03-01T18:00:00Z"},
        "",
        "now",
        "1772388000",
        "2026-03-01",
        "2026-03-01T18:00:00",
        "2026-03-01 18:00:00Z",
        "20260301T180000Z",
        "2026-03-01T18:00Z",
        "2026-03-01T18:00:00Z\n",
        " 2026-03-01T18:00:00Z",
        "2026-03-01T18:00:00z",
        "2026-03-01T18:00:00+0000",
        "2026-02-29T18:00:00Z",
        "2026-03-01T25:00:00Z",
        "2026-03-01T18:00:61Z",
        "2026-03-01T18:00:00+99:99",
        "0000-00-00T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "\u0662\u0660\u0662\u0666-03-01T18:00:00Z",
    ],
)
def test_any_other_moment_is_refused(client: VerifierClient, timestamp: object) -> None:
    assert refusal(lambda: client.send(request(timestamp=timestamp))) == "timestamp"


def test_a_missing_moment_is_refused(client: VerifierClient) -> None:
    document = request()
    del document["request"]["timestamp"]
    assert refusal(lambda: client.send(document)) == "timestamp"


def application(value: object) -> dict[str, object]:
    return {"application": {"applicationId": value}}


@pytest.mark.parametrize(
    "changes",
    [
        {"context": None},
        {"context": []},
        {"context": {}},
        {"context": {"System": None}},
        {"context": {"System": {"application": SKILL_ID}}},
        {"context": {"System": application(None)}},
        {"context": {"System": application([SKILL_ID])}},
        {"context": {"System": application(SKILL_ID[:-1] + "6")}},
        {"context": {"System": application(SKILL_ID + " ")}},
        {"context": {"System": application(SKILL_ID.upper())}},
        {"session": application(SKILL_ID[:-1] + "6")},
        {"session": application(None)},
        {"session": {"application": {}}},
        {"session": {}},
        {"session": SKILL_ID},
        {"session": False},
    ],
)
def test_a_request_for_another_skill_is_refused(client: VerifierClient, changes: dict[str, object]) -> None:
    assert refusal(lambda: client.send({**request(), **changes})) == "application-id"


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["session", "context", "request", "version"]), JSON))
def test_any_members_are_accepted_or_refused(client: VerifierClient, changes: dict[str, Any]) -> None:
    document = {**request(), **changes}
    result = attempt(lambda: client.send(document))
    if isinstance(result, VerificationError):
        assert result.check in {"body", "timestamp", "application-id"}


@given(st.binary())
def test_any_bytes_are_accepted_or_refused(body: bytes) -> None:
    result = attempt(lambda: _parsed(body))
    assert result.check == "body" if isinstance(result, VerificationError) else result == json.loads(body)
