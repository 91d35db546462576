"""The SDK's wiring: one handler for everything, behind the front door."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_runtime.utils import UserAgentManager

from skill.alexa.api import new_session, services_for
from skill.alexa.inbound import locale_of, person_of, request_of, session_of, to_event, user_of
from skill.alexa.outbound import spoken_response, to_response
from skill.alexa.reminders import AlexaReminders, NoReminders
from skill.alexa.serializer import PreparedSerializer
from skill.alexa.settings import AlexaSettings
from skill.alexa.skill_events import Disabled, told_by
from skill.alexa.timers import AlexaTimers, NoTimers
from skill.alexa.verify import Verifier
from skill.alexa.watch import Unwatched, Watcher, kind_of
from skill.alexa.webservice import WebserviceSkillHandler
from skill.coach import Coach, Speaker
from skill.ports import Conflict, RecoveriesTrouble
from skill.routine.recovery import Recovery
from skill.speech import Spoken, phrase

log = logging.getLogger(__name__)

VERSION = "1.0"
"""Of the response's format."""

NOTHING: dict[str, Any] = {"version": VERSION, "response": {}}
"""The answer to what needs none."""


class CoachHandler(AbstractRequestHandler):
    """Hears every request: to event, to the coach, to response."""

    def __init__(
        self,
        coach: Coach,
        clock: Callable[[], datetime],
        *,
        rehearsal: bool = False,
        watcher: Watcher | None = None,
    ) -> None:
        """Take the coach and what its speakers need.

        Args:
            coach: hears the events.
            clock: aware UTC.
            rehearsal: Alexa's API may be on loopback.
            watcher: is told what happens.
        """
        self.watcher = watcher or Unwatched()
        self._coach = coach
        self._clock = clock
        self._rehearsal = rehearsal
        self._connections = new_session(rehearsal)

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle everything."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer a request as the SDK hands it on."""
        response, attributes = self.answer(handler_input.request_envelope)
        if attributes is not None:
            handler_input.attributes_manager.session_attributes = attributes
        return response

    def answer(self, envelope: RequestEnvelope) -> tuple[Response, dict[str, Any] | None]:
        """Return the response to a request, and the session's attributes; ``None`` where there is no session.

        What tells nothing gets an empty response, and so does what happened outside of any conversation.

        Raises:
            RecoveriesTrouble, Conflict: when what happened could not be kept; Amazon delivers it again.
        """
        event = to_event(envelope)
        if event is None:
            self._take_note(envelope)
            self.watcher.answered("nothing")
            return Response(), envelope.session.attributes if envelope.session else None
        locale, user = locale_of(envelope), user_of(envelope)
        speaker, request = self._speaker(envelope, locale), request_of(envelope)
        try:
            turn = self._coach.hear(user, event, session_of(envelope), speaker, request, person_of(envelope))
        except (RecoveriesTrouble, Conflict) as trouble:
            log.error("recovery not available: %s %s", type(trouble).__name__, trouble)
            self.watcher.answered("trouble")
            return spoken_response(Spoken(phrase(locale, "trouble", "speech")), ends=True), None
        self.watcher.timer(user, _timer_end(turn.recovery))
        self.watcher.answered("answered")
        response, attributes = to_response(turn, locale, turn.recovery.local(self._clock()).date())
        return response, attributes if envelope.session else None

    def _take_note(self, envelope: RequestEnvelope) -> None:
        told = told_by(envelope)
        if isinstance(told, Disabled):
            self._coach.forget_all(user_of(envelope), told.at, self._speaker(envelope, locale_of(envelope)))
        elif told:
            self._coach.permissions_changed(user_of(envelope), told.event, told.at)

    def _speaker(self, envelope: RequestEnvelope, locale: str) -> Speaker:
        services = services_for(envelope, self._connections, self._rehearsal, self.watcher.called)
        device = envelope.context.system.device
        name = (device and device.device_id) or ""
        settings = AlexaSettings(services.get_ups_service() if services and name else None, name, locale)
        if services is None:
            return Speaker(_no_timers, NoReminders(), settings)
        timers = partial(AlexaTimers, services.get_timer_management_service(), locale, self._clock)
        reminders = AlexaReminders(services.get_reminder_management_service(), locale, self._clock)
        return Speaker(timers, reminders, settings)


def _no_timers(_: int) -> NoTimers:
    return NoTimers()


class CoachSkill(CustomSkill):
    """Hands requests to the one handler there is.

    The SDK would look for it in a chain, and copy the session's attributes twice on the way.
    """

    handler: CoachHandler

    def invoke(self, request_envelope: RequestEnvelope, context: Any) -> ResponseEnvelope:
        """Return the answer to a request; see `CoachHandler.answer`."""
        response, attributes = self.handler.answer(request_envelope)
        return ResponseEnvelope(VERSION, attributes, UserAgentManager.get_user_agent(), response)


class Door(WebserviceSkillHandler):
    """Amazon's web entry, with the order turned round: nothing is parsed before it is verified."""

    watcher: Watcher = Unwatched()
    """Is told what happens."""

    def verify_request_and_dispatch(self, http_request_headers: list[tuple[str, str]], http_request_body: bytes) -> Any:
        """Return the answer to a genuine request, as JSON-ready data.

        Args:
            http_request_headers: every header line as received.
            http_request_body: the bytes as received.

        Raises:
            Refused: when it is not from Amazon, for this skill, now.
        """
        (verifier,) = self._verifiers
        document = verifier.check(http_request_headers, http_request_body)
        self.watcher.heard(kind_of(document["request"]["type"]))
        _leave_out_the_rest(document)
        try:
            envelope = self._skill.serializer.deserialize_parsed(document, RequestEnvelope)
        except SerializationException as error:
            # Genuine, but not what this SDK declares: a number where it wants an object, or no date.
            log.warning("request not understood: %s", type(error).__name__)
            self.watcher.answered("not-understood")
            return NOTHING
        return self._skill.serializer.serialize(self._skill.invoke(envelope, None))


def open_door(handler: CoachHandler, verifier: Verifier) -> Door:
    """Return the skill behind its front door."""
    builder = CustomSkillBuilder()
    builder.add_request_handler(handler)
    skill = CoachSkill(builder.skill_configuration)
    skill.handler = handler
    skill.serializer = PreparedSerializer()
    door = Door(skill, verify_signature=False, verify_timestamp=False, verifiers=[verifier])
    door.watcher = handler.watcher
    return door


def _leave_out_the_rest(document: dict[str, Any]) -> None:
    """Take from a genuine request what nobody here asks for: what a speaker tells of itself, its screen above all.

    So nothing there can be new or wrong in a way that matters.
    """
    system = document["context"]["System"]
    document["context"] = {"System": {name: value for name, value in system.items() if name != "application"}}
    if session := document.get("session"):
        document["session"] = {"attributes": session.get("attributes")}


def _timer_end(recovery: Recovery) -> datetime | None:
    """Return when the speaker's timer rings; ``None`` when none runs."""
    return recovery.countdown.ends_at if recovery.timer and recovery.countdown else None
