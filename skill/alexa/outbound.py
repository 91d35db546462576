"""Turn to response: what is said, whether the microphone opens, cards and directives."""

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

from ask_sdk_model import Response
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.alexa.inbound import SCOPES, to_attributes
from skill.routine.acts import AskConsent, ShowConsentCard
from skill.routine.recovery import Turn
from skill.speech import Spoken, say

LONGEST_SPEECH = 8000
"""Alexa's limit in characters, tags included."""


def to_response(turn: Turn, locale: str, today: date) -> tuple[Response, dict[str, Any]]:
    """Return the response to a turn, and the session's attributes from now on.

    The microphone opens exactly when the turn asks; Amazon's own question leaves ``shouldEndSession`` out.
    """
    spoken = say(turn.acts, locale, today, turn.session.said)
    response = spoken_response(spoken, ends=None if turn.asks_consent else turn.asked is None)
    if spoken.card:
        response.card = SimpleCard(*spoken.card)
    for act in turn.acts:
        if isinstance(act, AskConsent):
            response.directives = [_ask_consent(act)]
        elif isinstance(act, ShowConsentCard):
            response.card = AskForPermissionsConsentCard([SCOPES[act.permission]])
    return response, to_attributes(replace(turn.session, said=spoken.speech))


def spoken_response(spoken: Spoken, ends: bool | None) -> Response:
    """Return the response that says this; ``ends``: the session, where that is said at all."""
    return Response(
        output_speech=_output(spoken.speech) if spoken.speech else None,
        reprompt=Reprompt(_output(spoken.reprompt)) if spoken.reprompt else None,
        should_end_session=ends,
    )


def _output(text: str) -> SsmlOutputSpeech:
    return SsmlOutputSpeech(ssml=f"<speak>{to_ssml(text)}</speak>")


def to_ssml(text: str) -> str:
    """Return plain text fit for an SSML body: escaped, spaces for control characters, within Alexa's limit."""
    if not text.isprintable():
        text = "".join(each if each.isprintable() else " " for each in text)
    printable = " ".join(text.split())
    room = LONGEST_SPEECH - len("<speak></speak>")
    escaped = escape(printable, quote=False)
    while len(escaped) > room:
        printable = printable[: room * len(printable) // len(escaped)].rsplit(" ", 1)[0]
        escaped = escape(printable, quote=False)
    return escaped


def _ask_consent(act: AskConsent) -> SendRequestDirective:
    payload = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "1",
        "permissionScope": SCOPES[act.permission],
    }
    # What goes on afterwards is kept with the recovery; the token only tells what was asked for.
    return SendRequestDirective(name="AskFor", payload=payload, token=act.permission.value)
