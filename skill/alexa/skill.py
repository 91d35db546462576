"""The Alexa skill, wired as Amazon's samples are: its handlers, and its ways in for a web service and AWS Lambda."""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_core.utils import is_request_type
from ask_sdk_model import RequestEnvelope, Response
from ask_sdk_model.interfaces.alexa.presentation.apl import RenderDocumentDirective
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SimpleCard, SsmlOutputSpeech

from skill.alexa import inbound
from skill.alexa.api import AlexaApi
from skill.alexa.device import AlexaReminders, AlexaSettings, AlexaTimers
from skill.alexa.serializer import Plain, PreparedSerializer
from skill.coach import Coach
from skill.ports import Device, Note, RecoveriesTrouble
from skill.routine.acts import AskConsent, ShowConsentCard
from skill.routine.recovery import Turn
from skill.screen import Screen, show
from skill.speech import Spoken, phrase, say, to_ssml

log = logging.getLogger(__name__)

NOTHING: dict[str, Any] = {"version": "1.0", "response": {}}
"""The answer to a request that cannot be read."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the skill does with each kind of request."""

    coach: Coach
    api: AlexaApi
    note: Note = lambda *_: None

    def take_turn(self, handler_input: HandlerInput) -> Response:
        """Take a turn: request to event, coach, turn to response; an empty one when the request tells of no user."""
        envelope = handler_input.request_envelope
        event = inbound.to_event(envelope)
        if event is None:
            return Response()
        turn = self.coach.hear(
            inbound.user_of(envelope),
            event,
            inbound.session_of(envelope),
            self._device(envelope),
            inbound.request_of(envelope),
            inbound.person_of(envelope),
        )
        now, locale = self.coach.clock(), inbound.locale_of(envelope)
        screen = show(turn, locale, now) if inbound.has_screen(envelope) else None
        response, attributes = to_response(turn, locale, turn.recovery.local(now).date(), screen)
        _set_attributes(handler_input, attributes)
        return response

    def forget_household(self, handler_input: HandlerInput) -> Response:
        """Forget all of a user who disabled the skill."""
        envelope = handler_input.request_envelope
        if user := inbound.user_of(envelope):
            self.coach.forget_all(user, inbound.happened_at(envelope.request), self._device(envelope))
        return Response()

    def note_permissions(self, handler_input: HandlerInput) -> Response:
        """Note what a user permits the skill in the Alexa app."""
        envelope = handler_input.request_envelope
        if user := inbound.user_of(envelope):
            granted, at = inbound.granted_by(envelope.request), inbound.happened_at(envelope.request)
            self.coach.permissions_changed(user, granted, at)
        return Response()

    def apologise(self, handler_input: HandlerInput, trouble: RecoveriesTrouble) -> Response:
        """Say that the store cannot be reached, and what stands if not all is as it was; end the session."""
        log.error("recovery not available: %s %s", type(trouble).__name__, trouble)
        self.note("outcome", "trouble")
        _set_attributes(handler_input, None)
        locale = inbound.locale_of(handler_input.request_envelope)
        return spoken_response(Spoken(phrase(locale, trouble.phrase, "speech")), ends=True)

    def note_kind(self, handler_input: HandlerInput) -> None:
        """Note the kind of a request."""
        self.note("kind", inbound.kind_of(handler_input.request_envelope.request.object_type))

    def note_outcome(self, _: HandlerInput, response: Response) -> None:
        """Note how it ended."""
        self.note("outcome", "answered" if response.output_speech or response.directives else "nothing")

    def _device(self, envelope: RequestEnvelope) -> Device:
        services, locale = self.api.services_for(envelope), inbound.locale_of(envelope)
        system = envelope.context.system
        name = (system.device and system.device.device_id) or ""
        return Device(
            partial(AlexaTimers, services.get_timer_management_service(), locale, self.coach.clock),
            AlexaReminders(services.get_reminder_management_service(), locale, self.coach.clock),
            AlexaSettings(services.get_ups_service() if system.api_endpoint and name else None, name, locale),
            bool(system.api_endpoint),
        )


# --- turn to response -----------------------------------------------------------------------------


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
            scope = {"permissionScope": inbound.SCOPES[act.permission]}
            payload = {"@type": "AskForPermissionsConsentRequest", "@version": "1", **scope}
            # What goes on afterwards is kept with the recovery; the token only tells what was asked for.
            response.directives = [SendRequestDirective(name="AskFor", payload=payload, token=act.permission.value)]
        elif isinstance(act, ShowConsentCard):
            response.card = AskForPermissionsConsentCard([inbound.SCOPES[act.permission]])
    return response, inbound.to_attributes(replace(turn.session, said=spoken.speech))


def spoken_response(spoken: Spoken, ends: bool | None) -> Response:
    """Return the response that says this; ``ends``: the session, where that is said at all."""
    return Response(
        output_speech=SsmlOutputSpeech(ssml=to_ssml(spoken.speech)) if spoken.speech else None,
        reprompt=Reprompt(SsmlOutputSpeech(ssml=to_ssml(spoken.reprompt))) if spoken.reprompt else None,
        should_end_session=ends,
    )


# --- the handlers, registered, and two ways in ----------------------------------------------------


def build_skill(handlers: Handlers, skill_id: str | None = None) -> CustomSkill:
    """Return the SDK's skill, with a serializer that forgives what is new; requests for another id raise."""
    builder = CustomSkillBuilder()
    builder.skill_id = skill_id
    for request_type, handle in {
        **dict.fromkeys(("LaunchRequest", "IntentRequest", inbound.TOUCH), handlers.take_turn),
        **dict.fromkeys(("Connections.Response", "SessionResumedRequest"), handlers.take_turn),
        "AlexaSkillEvent.SkillDisabled": handlers.forget_household,
        "AlexaSkillEvent.SkillPermissionAccepted": handlers.note_permissions,
        "AlexaSkillEvent.SkillPermissionChanged": handlers.note_permissions,
    }.items():
        builder.request_handler(is_request_type(request_type))(handle)
    # Anything else: the end of a session, players, and types newer than the SDK.
    builder.request_handler(lambda _: True)(lambda _: Response())
    builder.exception_handler(_is_spoken_trouble)(handlers.apologise)
    builder.global_request_interceptor()(handlers.note_kind)
    builder.global_response_interceptor()(handlers.note_outcome)
    skill = builder.create()
    skill.serializer = PreparedSerializer()
    return skill


class CertvalidatorNotLoaded(Exception):
    """Takes the place of certvalidator's classes; it validates nothing, so that Amazon's verifier fails."""


def web_answer(handlers: Handlers) -> Callable[[bytes], Any]:
    """Return what answers bodies that were verified; a skill event that was not saved raises `RecoveriesTrouble`."""
    webservice = _webservice_handler()(build_skill(handlers), verify_signature=False, verify_timestamp=False)
    return understood(handlers, partial(webservice.verify_request_and_dispatch, {}))


def _webservice_handler() -> Any:
    """Import the SDK's class without ``certvalidator``, which only Amazon's own verifier needs.

    Its ``oscrypto`` cannot be imported with OpenSSL 3.0.10 and later (github.com/wbond/oscrypto, issue 78).
    """
    stand_in = ModuleType("certvalidator")
    names = ("CertificateValidator", "ValidationError", "PathError")
    vars(stand_in).update(dict.fromkeys(names, CertvalidatorNotLoaded))
    sys.modules.update({"certvalidator": stand_in, "certvalidator.errors": stand_in})
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler

    return WebserviceSkillHandler


def lambda_answer(handlers: Handlers, skill_id: str) -> Callable[[Any, Any], Any]:
    """Return what answers the events of AWS Lambda: the SDK's `lambda_handler`, with a skill that is built once."""
    skill = build_skill(handlers, skill_id)

    def answer(event: Any, context: Any) -> Any:
        envelope = skill.serializer.deserialize(json.dumps(event), RequestEnvelope)
        return skill.serializer.serialize(skill.invoke(envelope, context))

    return understood(handlers, answer)


def understood(handlers: Handlers, answer: Callable[..., Any]) -> Callable[..., Any]:
    """Answer `NOTHING` to a request that is not what this SDK declares, with a number for an object, or no date."""

    def answer_or_nothing(*request: Any) -> Any:
        try:
            return answer(*request)
        except (SerializationException, RecursionError) as error:
            log.warning("request not understood: %s", type(error).__name__)
            handlers.note("outcome", "not-understood")
            return NOTHING

    return answer_or_nothing


def _is_spoken_trouble(handler_input: HandlerInput, error: Exception) -> bool:
    """Return whether a user waits; a skill event is refused instead, so that Amazon delivers it again."""
    spoken = inbound.to_event(handler_input.request_envelope) is not None
    return spoken and isinstance(error, RecoveriesTrouble)


def _set_attributes(handler_input: HandlerInput, attributes: dict[str, Any] | None) -> None:
    if handler_input.request_envelope.session is not None:  # else the SDK raises
        handler_input.attributes_manager.session_attributes = attributes
