"""The Alexa skill: request handlers, exception handler, and the SDK's entry for a web service.

Wired as Amazon's samples are: one handler for each kind of request, registered with `CustomSkillBuilder`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from ask_sdk_core.dispatch_components import (
    AbstractExceptionHandler,
    AbstractRequestHandler,
    AbstractRequestInterceptor,
    AbstractResponseInterceptor,
)
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_core.utils import is_request_type
from ask_sdk_model import RequestEnvelope, Response

from skill.alexa.api import AlexaApi, services_for
from skill.alexa.inbound import locale_of, person_of, request_of, session_of, to_event, user_of
from skill.alexa.kinds import kind_of
from skill.alexa.outbound import spoken_response, to_response
from skill.alexa.reminders import AlexaReminders, NoReminders
from skill.alexa.serializer import PreparedSerializer
from skill.alexa.settings import AlexaSettings
from skill.alexa.skill_events import Disabled, told_by
from skill.alexa.timers import AlexaTimers, NoTimers
from skill.alexa.webservice import WebserviceSkillHandler
from skill.coach import Coach
from skill.ports import Conflict, Device, NullObserver, Observer, RecoveriesTrouble
from skill.routine.recovery import Recovery
from skill.speech import Spoken, phrase

log = logging.getLogger(__name__)

NOTHING: dict[str, Any] = {"version": "1.0", "response": {}}
"""The answer to a request that cannot be read."""


@dataclass(frozen=True, slots=True)
class AlexaSkill:
    """The skill behind Amazon's entry for a web service."""

    webservice: WebserviceSkillHandler
    """Reads a request, finds its handler, writes the response."""
    observer: Observer
    """Is told what happens."""

    def answer(self, body: bytes) -> Any:
        """Return the response to a verified request, as JSON-ready data.

        Raises:
            RecoveriesTrouble, Conflict: when a skill event could not be saved; Amazon delivers it again.
        """
        try:
            return self.webservice.verify_request_and_dispatch({}, body.decode())
        except (SerializationException, RecursionError) as error:
            # Genuine, but not what this SDK declares: a number where it wants an object, or no date.
            log.warning("request not understood: %s", type(error).__name__)
            self.observer.answered("not-understood")
            return NOTHING


def build_skill(
    coach: Coach,
    clock: Callable[[], datetime],
    *,
    rehearsal: bool = False,
    observer: Observer | None = None,
) -> AlexaSkill:
    """Return the skill, for requests that were verified before.

    Args:
        coach: hears the events.
        clock: aware UTC.
        rehearsal: Alexa's API may be on loopback.
        observer: is told what happens.
    """
    observer = observer or NullObserver()
    devices = Devices(clock, rehearsal, observer.called)
    skill = skill_builder(coach, clock, devices, observer).create()
    skill.serializer = PreparedSerializer()
    return AlexaSkill(WebserviceSkillHandler(skill, verify_signature=False, verify_timestamp=False), observer)


def skill_builder(
    coach: Coach, clock: Callable[[], datetime], devices: "Devices", observer: Observer
) -> CustomSkillBuilder:
    """Return the SDK's builder with every handler; the last one takes what no other does."""
    turns = Turns(coach, clock, devices, observer)
    builder = CustomSkillBuilder()
    builder.add_global_request_interceptor(KindInterceptor(observer))
    builder.add_global_response_interceptor(OutcomeInterceptor(observer))
    builder.add_request_handler(LaunchRequestHandler(turns))
    builder.add_request_handler(IntentRequestHandler(turns))
    builder.add_request_handler(ConnectionsHandler(turns))
    builder.add_request_handler(SkillEventHandler(coach, devices))
    builder.add_request_handler(SessionEndedRequestHandler())
    builder.add_request_handler(UnknownRequestHandler())
    builder.add_exception_handler(StoreExceptionHandler(observer))
    return builder


class Devices:
    """Makes the gateways to Alexa's APIs for the device that sent a request."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        rehearsal: bool = False,
        called: Callable[[str, str, float], None] | None = None,
    ) -> None:
        """See `build_skill`; ``called`` is told of every call."""
        self._clock = clock
        self._called = called
        self._api = AlexaApi(rehearsal)

    def device(self, envelope: RequestEnvelope) -> Device:
        """Return the device's timers, reminders and settings."""
        services, locale = services_for(envelope, self._api, self._called), locale_of(envelope)
        device = envelope.context.system.device
        name = (device and device.device_id) or ""
        settings = AlexaSettings(services.get_ups_service() if services and name else None, name, locale)
        if services is None:
            return Device(_no_timers, NoReminders(), settings)
        timers = partial(AlexaTimers, services.get_timer_management_service(), locale, self._clock)
        reminders = AlexaReminders(services.get_reminder_management_service(), locale, self._clock)
        return Device(timers, reminders, settings)


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes a turn of a conversation: request to event, coach, turn to response."""

    coach: Coach
    clock: Callable[[], datetime]
    """Aware UTC."""
    devices: Devices
    observer: Observer

    def take(self, handler_input: HandlerInput) -> Response:
        """Return the response to what the user said; an empty one when the request tells of no user."""
        envelope = handler_input.request_envelope
        event = to_event(envelope)
        if event is None:
            return Response()
        locale, user, device = locale_of(envelope), user_of(envelope), self.devices.device(envelope)
        turn = self.coach.hear(user, event, session_of(envelope), device, request_of(envelope), person_of(envelope))
        self.observer.timer(user, _timer_end(turn.recovery))
        response, attributes = to_response(turn, locale, turn.recovery.local(self.clock()).date())
        _set_attributes(handler_input, attributes)
        return response


class TurnHandler(AbstractRequestHandler):
    """Base of the handlers of what users say."""

    def __init__(self, turns: Turns) -> None:
        """Take what takes the turn."""
        self._turns = turns

    def handle(self, handler_input: HandlerInput) -> Response:
        """Ask the coach."""
        return self._turns.take(handler_input)


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


class SkillEventHandler(AbstractRequestHandler):
    """Handles what happens outside of any session: the skill was disabled, permissions were changed."""

    def __init__(self, coach: Coach, devices: Devices) -> None:
        """Take whom to tell."""
        self._coach = coach
        self._devices = devices

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle the events that change what the coach knows."""
        return told_by(handler_input.request_envelope) is not None

    def handle(self, handler_input: HandlerInput) -> Response:
        """Tell the coach."""
        envelope = handler_input.request_envelope
        told, user = told_by(envelope), user_of(envelope)
        if isinstance(told, Disabled):
            self._coach.forget_all(user, told.at, self._devices.device(envelope))
        elif told:
            self._coach.permissions_changed(user, told.event, told.at)
        return Response()


class SilentHandler(AbstractRequestHandler):
    """Base of the handlers of what needs no answer."""

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer with an empty response."""
        return Response()


class SessionEndedRequestHandler(SilentHandler):
    """Handles the end of a session, to which no answer is spoken."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle the end of a session."""
        return bool(is_request_type("SessionEndedRequest")(handler_input))


class UnknownRequestHandler(SilentHandler):
    """Handles all other requests: those of screens and players, and types newer than the SDK."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle everything."""
        return True


class StoreExceptionHandler(AbstractExceptionHandler):
    """Tells the user in one sentence that the store cannot be reached."""

    def __init__(self, observer: Observer) -> None:
        """Take who is told."""
        self._observer = observer

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Handle trouble while a user waits; a skill event is refused instead, so that Amazon delivers it again."""
        spoken = to_event(handler_input.request_envelope) is not None
        return spoken and isinstance(exception, RecoveriesTrouble | Conflict)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Apologise, and end the session."""
        log.error("recovery not available: %s %s", type(exception).__name__, exception)
        self._observer.answered("trouble")
        _set_attributes(handler_input, None)
        locale = locale_of(handler_input.request_envelope)
        return spoken_response(Spoken(phrase(locale, "trouble", "speech")), ends=True)


class KindInterceptor(AbstractRequestInterceptor):
    """Tells the observer what kind of request came in."""

    def __init__(self, observer: Observer) -> None:
        """Take who is told."""
        self._observer = observer

    def process(self, handler_input: HandlerInput) -> None:
        """Tell the kind."""
        self._observer.heard(kind_of(handler_input.request_envelope.request.object_type))


class OutcomeInterceptor(AbstractResponseInterceptor):
    """Tells the observer whether there was an answer."""

    def __init__(self, observer: Observer) -> None:
        """Take who is told."""
        self._observer = observer

    def process(self, handler_input: HandlerInput, response: Response) -> None:
        """Tell the outcome."""
        self._observer.answered("answered" if response.output_speech or response.directives else "nothing")


def _set_attributes(handler_input: HandlerInput, attributes: dict[str, Any] | None) -> None:
    if handler_input.request_envelope.session is not None:  # else the SDK raises
        handler_input.attributes_manager.session_attributes = attributes


def _no_timers(_: int) -> NoTimers:
    return NoTimers()


def _timer_end(recovery: Recovery) -> datetime | None:
    """Return when the device's timer rings; ``None`` when none runs."""
    return recovery.countdown.ends_at if recovery.timer and recovery.countdown else None
