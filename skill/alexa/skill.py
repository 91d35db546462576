"""The Alexa skill: request handlers, exception handler, and the SDK's entry for a web service.

Wired as Amazon's samples are: one handler for each kind of request, registered with `CustomSkillBuilder`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_core.utils import is_request_type
from ask_sdk_model import RequestEnvelope, Response

from skill.alexa import inbound
from skill.alexa.api import AlexaApi
from skill.alexa.outbound import spoken_response, to_response
from skill.alexa.reminders import AlexaReminders
from skill.alexa.serializer import PreparedSerializer
from skill.alexa.settings import AlexaSettings
from skill.alexa.timers import AlexaTimers
from skill.alexa.webservice import WebserviceSkillHandler
from skill.coach import Coach
from skill.ports import Device, Observer, RecoveriesTrouble
from skill.speech import Spoken, phrase

log = logging.getLogger(__name__)

NOTHING: dict[str, Any] = {"version": "1.0", "response": {}}
"""The answer to a request that cannot be read."""

Answer = Callable[[bytes], Any]
"""Takes the body of a verified request, returns the response as JSON-ready data.

Raises `RecoveriesTrouble` when a skill event could not be saved; Amazon delivers it again.
"""


@dataclass(frozen=True, slots=True)
class Context:
    """What the handlers share."""

    coach: Coach
    clock: Callable[[], datetime]
    """Aware UTC."""
    api: AlexaApi

    def device(self, envelope: RequestEnvelope) -> Device:
        """Return the timers, reminders and settings of the device that sent a request."""
        services, locale = self.api.services_for(envelope), inbound.locale_of(envelope)
        system = envelope.context.system
        name = (system.device and system.device.device_id) or ""
        return Device(
            partial(AlexaTimers, services.get_timer_management_service(), locale, self.clock),
            AlexaReminders(services.get_reminder_management_service(), locale, self.clock),
            AlexaSettings(services.get_ups_service() if system.api_endpoint and name else None, name, locale),
            bool(system.api_endpoint),
        )


def build_skill(context: Context, observer: Observer) -> Answer:
    """Return what answers requests that were verified before; ``observer`` is told what happens."""
    skill = skill_builder(context, observer).create()
    skill.serializer = PreparedSerializer()
    webservice = WebserviceSkillHandler(skill, verify_signature=False, verify_timestamp=False)

    def answer(body: bytes) -> Any:
        try:
            return webservice.verify_request_and_dispatch({}, body.decode())
        except (SerializationException, RecursionError) as error:
            # Genuine, but not what this SDK declares: a number where it wants an object, or no date.
            log.warning("request not understood: %s", type(error).__name__)
            observer.answered("not-understood")
            return NOTHING

    return answer


def skill_builder(context: Context, observer: Observer) -> CustomSkillBuilder:
    """Return the SDK's builder with every handler; the last one takes what no other does."""
    builder = CustomSkillBuilder()
    builder.add_request_handler(LaunchRequestHandler(context))
    builder.add_request_handler(IntentRequestHandler(context))
    builder.add_request_handler(ConnectionsHandler(context))
    builder.add_request_handler(SkillDisabledHandler(context))
    builder.add_request_handler(PermissionsHandler(context))
    builder.add_request_handler(SilentHandler())
    builder.add_exception_handler(StoreExceptionHandler(observer))

    @builder.global_request_interceptor()  # type: ignore[untyped-decorator]
    def tell_kind(handler_input: HandlerInput) -> None:
        observer.heard(inbound.kind_of(handler_input.request_envelope.request.object_type))

    @builder.global_response_interceptor()  # type: ignore[untyped-decorator]
    def tell_outcome(_: HandlerInput, response: Response) -> None:
        observer.answered("answered" if response.output_speech or response.directives else "nothing")

    return builder


class CoachHandler(AbstractRequestHandler):
    """Base of the handlers that tell the coach something."""

    def __init__(self, context: Context) -> None:
        self._context = context


class TurnHandler(CoachHandler):
    """Base of the handlers of what users say."""

    def handle(self, handler_input: HandlerInput) -> Response:
        """Take a turn: request to event, coach, turn to response; an empty one when the request tells of no user."""
        envelope = handler_input.request_envelope
        event = inbound.to_event(envelope)
        if event is None:
            return Response()
        turn = self._context.coach.hear(
            inbound.user_of(envelope),
            event,
            inbound.session_of(envelope),
            self._context.device(envelope),
            inbound.request_of(envelope),
            inbound.person_of(envelope),
        )
        today = turn.recovery.local(self._context.clock()).date()
        response, attributes = to_response(turn, inbound.locale_of(envelope), today)
        _set_attributes(handler_input, attributes)
        return response


class LaunchRequestHandler(TurnHandler):
    """Handles "open Ankle Coach"."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle the launch."""
        return bool(is_request_type("LaunchRequest")(handler_input))


class IntentRequestHandler(TurnHandler):
    """Handles every intent, by the table `skill.alexa.inbound.INTENTS`."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle all intents."""
        return bool(is_request_type("IntentRequest")(handler_input))


class ConnectionsHandler(TurnHandler):
    """Handles the answer to Amazon's permission question."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle both forms in which it comes."""
        answer, resumed = is_request_type("Connections.Response"), is_request_type("SessionResumedRequest")
        return bool(answer(handler_input) or resumed(handler_input))


class SkillDisabledHandler(CoachHandler):
    """Forgets the household of a user who disabled the skill."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle the skill event, when it names a user."""
        envelope = handler_input.request_envelope
        return bool(is_request_type("AlexaSkillEvent.SkillDisabled")(handler_input)) and inbound.has_user(envelope)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tell the coach."""
        envelope = handler_input.request_envelope
        at = inbound.happened_at(envelope.request)
        self._context.coach.forget_all(inbound.user_of(envelope), at, self._context.device(envelope))
        return Response()


class PermissionsHandler(CoachHandler):
    """Notes what a user permits the skill in the Alexa app."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle both skill events, when they name a user."""
        types = [f"AlexaSkillEvent.SkillPermission{what}" for what in ("Accepted", "Changed")]
        envelope = handler_input.request_envelope
        return envelope.request.object_type in types and inbound.has_user(envelope)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tell the coach."""
        envelope = handler_input.request_envelope
        user, at = inbound.user_of(envelope), inbound.happened_at(envelope.request)
        self._context.coach.permissions_changed(user, inbound.granted_by(envelope.request), at)
        return Response()


class SilentHandler(AbstractRequestHandler):
    """Handles all that needs no answer: the end of a session, screens, players, and types newer than the SDK."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle everything."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer with an empty response."""
        return Response()


class StoreExceptionHandler(AbstractExceptionHandler):
    """Tells the user that the store cannot be reached, and what stands if not all is as it was."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Handle trouble while a user waits; a skill event is refused instead, so that Amazon delivers it again."""
        spoken = inbound.to_event(handler_input.request_envelope) is not None
        return spoken and isinstance(exception, RecoveriesTrouble)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Apologise, and end the session."""
        log.error("recovery not available: %s %s", type(exception).__name__, exception)
        self._observer.answered("trouble")
        _set_attributes(handler_input, None)
        locale = inbound.locale_of(handler_input.request_envelope)
        return spoken_response(Spoken(phrase(locale, getattr(exception, "phrase", "trouble"), "speech")), ends=True)


def _set_attributes(handler_input: HandlerInput, attributes: dict[str, Any] | None) -> None:
    if handler_input.request_envelope.session is not None:  # else the SDK raises
        handler_input.attributes_manager.session_attributes = attributes
