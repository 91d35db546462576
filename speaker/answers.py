"""A skill's response, parsed and validated as strictly as Alexa does.

For some responses real devices say "There was a problem with the requested skill's response". Here these raise
:class:`BrokenAnswer` with the reason, which Amazon does not tell.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from speaker.plain import plain, tree

LONGEST_SPEECH = 8_000
LONGEST_CARD = 8_000
LONGEST_BREAK = 10.0
"""Seconds."""
LARGEST = 24 * 1024
"""Bytes of a whole answer without pictures."""

LARGEST_WITH_SCREEN = LARGEST + 24 * 1024
"""Bytes of an answer with a document for the screen and its data."""
RENDER = "Alexa.Presentation.APL.RenderDocument"
"""The type of a directive that shows a document on the screen."""

TAGS = frozenset({"speak", "break", "p", "s", "emphasis", "prosody", "say-as", "sub", "phoneme", "w", "lang", "voice"})
TAGS |= {"audio", "{amazon}effect", "{amazon}emotion", "{amazon}domain", "{alexa}name"}
CARDS = {
    "Simple": ("title", "content"),
    "Standard": ("title", "text"),
    "LinkAccount": (),
    "AskForPermissionsConsent": (),
}
PARTS = frozenset({"outputSpeech", "reprompt", "card", "directives", "shouldEndSession"})

Json = dict[str, Any]


class BrokenAnswer(Exception):
    """The skill answered something that Alexa would refuse; the message says what."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A permission question that the skill wants Alexa to ask the user."""

    token: str
    """Comes back unchanged with the user's answer."""
    scope: str
    """The permission."""

    def question(self, name: str) -> str:
        """Return the question; ``name`` is the skill's name."""
        what = "".join(self.scope.removeprefix("alexa::").split(":")[1:2])
        return f"Do you give {name} permission to use {what}? You can say I approve, or no."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the skill."""

    speech: str = ""
    """As sent: SSML or plain text; empty for silence."""
    reprompt: str = ""
    """Said once more after silence; empty for nothing."""
    ends: bool | None = None
    """``shouldEndSession``; ``None`` when the skill did not say."""
    consent: Consent | None = None
    """Set when the skill wants a permission."""
    card: Json | None = None
    """Sent to the user's phone."""
    directives: tuple[Json, ...] = ()
    """All directives, as sent."""
    attributes: Json = field(default_factory=dict)
    """Comes back with the next request of the session."""

    @property
    def text(self) -> str:
        """The words that the user hears."""
        return plain(self.speech)

    @property
    def is_heard(self) -> bool:
        """Whether there is anything that reaches the user."""
        return bool(self.speech or self.card or self.directives)

    @property
    def screen(self) -> Json | None:
        """The directive that shows something on the screen."""
        return next((each for each in self.directives if each["type"] == RENDER), None)

    @property
    def opens_microphone(self) -> bool:
        """Whether Alexa listens after speaking. A device without a screen does not when the flag is missing."""
        return self.ends is False


def read_answer(status: int, body: bytes, *, screen: bool = False) -> Answer:
    """Parse the HTTP response of a skill to a device with or without a ``screen``, or raise :class:`BrokenAnswer`."""
    _require(status == 200, f"HTTP status {status}")
    largest = LARGEST_WITH_SCREEN if screen else LARGEST
    _require(len(body) <= largest, f"{len(body)} bytes, more than {largest}")
    try:
        envelope = json.loads(body)
    except ValueError as error:
        raise BrokenAnswer(f"no JSON: {body[:80]!r}") from error
    envelope = _object(envelope, "the answer")
    _require(envelope.get("version") == "1.0", "version is not 1.0")
    response = _object(envelope.get("response"), "response")
    _require(response.keys() <= PARTS, f"unknown parts: {sorted(response.keys() - PARTS)}")
    directives = tuple(_object(each, "a directive") for each in response.get("directives") or ())
    ends = _ends(response)
    consent = _consent([each for each in directives if not _shows(each, screen=screen)])
    _require(consent is None or ends is None, "shouldEndSession must not come with Connections.SendRequest")
    reprompt = _object(response.get("reprompt") or {}, "reprompt")
    return Answer(
        _speech(response.get("outputSpeech")),
        _speech(reprompt.get("outputSpeech")),
        ends,
        consent,
        _card(response.get("card")),
        directives,
        _object(envelope.get("sessionAttributes") or {}, "sessionAttributes"),
    )


def _ends(response: Json) -> bool | None:
    """Return the flag; Alexa reads an explicit ``null`` as false."""
    if "shouldEndSession" not in response:
        return None
    ends = response["shouldEndSession"]
    _require(ends is None or isinstance(ends, bool), "shouldEndSession is true or false")
    return bool(ends)


def _speech(speech: object) -> str:
    if speech is None:
        return ""
    said = _object(speech, "outputSpeech")
    keys = {"SSML": "ssml", "PlainText": "text"}
    _require(said.get("type") in keys, f"outputSpeech of type {said.get('type')!r}")
    text = said.get(keys[said["type"]])
    if not isinstance(text, str):
        raise BrokenAnswer(f"outputSpeech without {keys[said['type']]}")
    _require(len(text) <= LONGEST_SPEECH, f"outputSpeech of {len(text)} characters, more than {LONGEST_SPEECH}")
    if said["type"] == "SSML":
        check_ssml(text)
    return text


def check_ssml(ssml: str) -> None:
    """Raise :class:`BrokenAnswer` for SSML that Alexa cannot speak."""
    try:
        root = tree(ssml)
    except ValueError as error:
        raise BrokenAnswer(str(error)) from error
    for element in root.iter():
        _require(element.tag in TAGS, f"unknown SSML tag <{element.tag}>")
        if element.tag == "break" and (time := element.get("time")):
            match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", time)
            seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else LONGEST_BREAK + 1
            _require(seconds <= LONGEST_BREAK, f"a break of {time!r}: at most 10s")


def _card(card: object) -> Json | None:
    if card is None:
        return None
    shown = _object(card, "card")
    kind = shown.get("type")
    _require(kind in CARDS, f"card of type {kind!r}")
    length = sum(len(str(shown.get(part) or "")) for part in CARDS[str(kind)])
    _require(length <= LONGEST_CARD, f"card of {length} characters, more than {LONGEST_CARD}")
    _require(kind != "AskForPermissionsConsent" or bool(shown.get("permissions")), "card asks for no permission")
    return shown


def _shows(directive: Json, *, screen: bool) -> bool:
    """Return whether ``directive`` is for the screen."""
    if directive.get("type") != RENDER:
        return False
    _require(screen, "the device has no screen")
    _object(directive.get("document"), "document")
    _require(bool(directive.get("token")), "RenderDocument without a token")
    return True


def _consent(directives: Iterable[Json]) -> Consent | None:
    consents = []
    for directive in directives:
        kind = directive.get("type")
        _require(kind == "Connections.SendRequest", f"this speaker has no {kind!r}")
        consents.append(_ask_for(directive))
    _require(len(consents) <= 1, "more than one Connections.SendRequest")
    return consents[0] if consents else None


def _ask_for(directive: Json) -> Consent:
    payload = _object(directive.get("payload"), "payload")
    _require(directive.get("name") == "AskFor", f"SendRequest named {directive.get('name')!r}")
    _require(payload.get("@type") == "AskForPermissionsConsentRequest", "payload without its @type")
    version = payload.get("@version")
    scopes = payload.get("permissionScopes") if version == "2" else [payload]
    _require(version in ("1", "2") and isinstance(scopes, list) and len(scopes) == 1, "payload of unknown @version")
    scope = _object(cast(list[object], scopes)[0], "permissionScopes").get("permissionScope")
    _require(isinstance(scope, str), "payload without permissionScope")
    return Consent(str(directive.get("token") or ""), str(scope))


def _object(value: object, name: str) -> Json:
    _require(isinstance(value, dict), f"{name} is no object")
    return cast(Json, value)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenAnswer(otherwise)
