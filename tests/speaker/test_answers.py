import json
from typing import Any

import pytest

from speaker.answers import Answer, BrokenAnswer, Consent, read_answer
from speaker.plain import plain

SCOPE = "alexa::alerts:timers:skill:readwrite"
ASK: dict[str, Any] = {
    "type": "Connections.SendRequest",
    "name": "AskFor",
    "token": "ice",
    "payload": {"@type": "AskForPermissionsConsentRequest", "@version": "1", "permissionScope": SCOPE},
}
TWO = {"@type": ASK["payload"]["@type"], "@version": "2", "permissionScopes": [{"permissionScope": SCOPE}]}


def answer(status: int = 200, **response: Any) -> Answer:
    return read_answer(status, json.dumps({"version": "1.0", "response": response}).encode())


def ssml(text: str) -> dict[str, str]:
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}


def test_a_whole_answer() -> None:
    card = {"type": "Simple", "title": "Ice", "content": "Fill a bucket."}
    reprompt = {"outputSpeech": ssml("Ready?")}
    read = answer(outputSpeech=ssml("Hi."), reprompt=reprompt, card=card, shouldEndSession=False)
    assert (read.text, plain(read.reprompt), read.card) == ("Hi.", "Ready?", card)
    assert read.opens_microphone


def test_when_the_microphone_opens() -> None:
    assert not answer().opens_microphone
    assert not answer(shouldEndSession=True).opens_microphone
    assert answer(shouldEndSession=None).opens_microphone


@pytest.mark.parametrize("payload", [ASK["payload"], TWO])
def test_a_permission_is_asked(payload: dict[str, Any]) -> None:
    assert answer(directives=[{**ASK, "payload": payload}]).consent == Consent("ice", SCOPE)


@pytest.mark.parametrize(
    ("response", "complaint"),
    [
        ({"outputSpeech": ssml("fish & chips")}, "well-formed"),
        ({"outputSpeech": {"type": "SSML", "ssml": "Hello"}}, "well-formed"),
        ({"outputSpeech": {"type": "SSML", "ssml": "<p>Hello</p>"}}, "begins with <speak>"),
        ({"outputSpeech": ssml("<!-- psst -->")}, "comments"),
        ({"outputSpeech": ssml("<blink>Hi</blink>")}, "unknown SSML tag"),
        ({"outputSpeech": ssml('<break time="11s"/>')}, "at most 10s"),
        ({"outputSpeech": ssml('<break time="long"/>')}, "at most 10s"),
        ({"outputSpeech": ssml("x" * 8000)}, "characters"),
        ({"outputSpeech": {"type": "Song"}}, "of type 'Song'"),
        ({"outputSpeech": {"type": "SSML", "text": "Hi"}}, "without ssml"),
        ({"outputSpeech": "Hi"}, "no object"),
        ({"reprompt": {"outputSpeech": ssml("&")}}, "well-formed"),
        ({"card": {"type": "Simple", "title": "x", "content": "x" * 8000}}, "card of"),
        ({"card": {"type": "Fancy"}}, "card of type"),
        ({"card": {"type": "AskForPermissionsConsent", "permissions": []}}, "no permission"),
        ({"directives": [{"type": "Alexa.Presentation.APL.RenderDocument"}]}, "the device has no screen"),
        ({"directives": [ASK], "shouldEndSession": False}, "must not come with"),
        ({"directives": [ASK, ASK]}, "more than one"),
        ({"directives": [{**ASK, "name": "Buy"}]}, "named 'Buy'"),
        ({"directives": [{**ASK, "payload": {}}]}, "@type"),
        ({"directives": [{**ASK, "payload": {**ASK["payload"], "@version": 1}}]}, "@version"),
        ({"directives": [{**ASK, "payload": {**ASK["payload"], "permissionScope": None}}]}, "permissionScope"),
        ({"shouldEndSession": "no"}, "true or false"),
        ({"speech": "Hi"}, "unknown parts"),
        ({"card": {"type": "Standard", "title": "x", "text": "y" * 7000}, "directives": ["x"]}, "no object"),
    ],
)
def test_what_alexa_refuses(response: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BrokenAnswer, match=complaint):
        answer(**response)


@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (500, b"{}", "HTTP status 500"),
        (200, b"<html>", "no JSON"),
        (200, b"[]", "no object"),
        (200, b"{}", "version"),
        (200, b'{"version": "1.0"}', "response"),
        (200, b" " * 25_000, "bytes"),
        (200, b'{"version": "1.0", "response": {}, "sessionAttributes": [1]}', "sessionAttributes"),
    ],
)
def test_no_answer_at_all(status: int, body: bytes, complaint: str) -> None:
    with pytest.raises(BrokenAnswer, match=complaint):
        read_answer(status, body)


@pytest.mark.parametrize(
    ("speech", "words"),
    [
        ("<speak>Twenty <emphasis>minutes</emphasis>.</speak>", "Twenty minutes."),
        ('<speak>Wait<break time="1s"/>now &amp; then</speak>', "Wait now & then"),
        ("<speak><p>One.</p><p>Two.</p></speak>", "One. Two."),
        ('<speak>A <sub alias="physical therapist">PT</sub>.</speak>', "A physical therapist."),
        ('<speak><audio src="soundbank://x"/>Ding</speak>', "Ding"),
        ('<speak><amazon:effect name="whispered">psst</amazon:effect></speak>', "psst"),
        ("just  words", "just words"),
        ("", ""),
    ],
)
def test_plain_words(speech: str, words: str) -> None:
    assert plain(speech) == words
