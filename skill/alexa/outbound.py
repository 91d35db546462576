"""Turn to response: what is said, whether the microphone opens, cards and directives."""

from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

from ask_sdk_model import Response
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.alexa.inbound import SCOPES, to_attributes
from skill.alexa.serializer import Plain
from skill.routine.acts import AskConsent, ShowConsentCard
from skill.routine.recovery import Turn
from skill.screen import Screen
from skill.speech import Spoken, say


def to_response(turn: Turn, locale: str, today: date, screen: Screen | None = None) -> tuple[Response, dict[str, Any]]:
    """Return the response to a turn, and the session's attributes from now on.

    The microphone opens exactly when the turn asks. ``shouldEndSession`` is left out where Amazon asks, and where a
    screen stays to be touched.
    """
    spoken = say(turn.acts, locale, today, turn.session.said)
    ends = None if turn.asks_consent or (screen and turn.asked is None) else turn.asked is None
    response = spoken_response(spoken, ends)
    if screen:
        response.directives = [RenderDocumentDirective(screen.token, Plain(screen.document), Plain(screen.data))]
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
        output_speech=SsmlOutputSpeech(ssml=to_ssml(spoken.speech)) if spoken.speech else None,
        reprompt=Reprompt(SsmlOutputSpeech(ssml=to_ssml(spoken.reprompt))) if spoken.reprompt else None,
        should_end_session=ends,
    )


def to_ssml(text: str) -> str:
    """Return plain text as an SSML document, in one line."""
    return f"<speak>{escape(' '.join(text.split()), quote=False)}</speak>"


def _ask_consent(act: AskConsent) -> SendRequestDirective:
    payload = {"@type": "AskForPermissionsConsentRequest", "@version": "1", "permissionScope": SCOPES[act.permission]}
    # What goes on afterwards is kept with the recovery; the token only tells what was asked for.
    return SendRequestDirective(name="AskFor", payload=payload, token=act.permission.value)
