"""The SDK's wiring: one handler for everything, behind the front door."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope, Response

from skill.alexa.api import new_session, services_for
from skill.alexa.inbound import locale_of, request_of, talk_of, to_event, user_of
from skill.alexa.outbound import to_response, to_ssml
from skill.alexa.serializer import PreparedSerializer
from skill.alexa.settings import AlexaSettings
from skill.alexa.timers import AlexaTimers, NoTimers
from skill.alexa.verify import Verifier
from skill.alexa.watch import Unwatched, Watcher, kind_of
from skill.alexa.webservice import WebserviceSkillHandler
from skill.coach import Coach, Speaker
from skill.ports import Conflict, RecoveriesTrouble
from skill.routine.recovery import Recovery
from skill.speech import phrase

log = logging.getLogger(__name__)

NOTHING: dict[str, Any] = {"version": "1.0", "response": {}}
"""The answer to what needs none."""


class CoachHandler(AbstractRequestHandler):
    """Hears every request: to event, to the coach, to response."""

    def __init__(
        self,
        coach: Coach,
        clock: Callable[[], datetime],
        *,
        rehearsal: bool = False,
        task_skill_id: str | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        """Take the coach and what its speakers need.

        Args:
            coach: hears the events.
            clock: aware UTC.
            rehearsal: Alexa's API may be on loopback.
            task_skill_id: timers open the skill with this id when they are up; ``None``: they announce.
            watcher: is told what happens.
        """
        self.watcher = watcher or Unwatched()
        self._coach = coach
        self._clock = clock
        self._rehearsal = rehearsal
        self._task_skill_id = task_skill_id
        self._connections: requests.Session = new_session(rehearsal)

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Handle everything."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer a request; what tells nothing gets an empty answer."""
        envelope = handler_input.request_envelope
        event = to_event(envelope)
        if event is None:
            self.watcher.answered("nothing")
            return handler_input.response_builder.response
        locale, user = locale_of(envelope), user_of(envelope)
        try:
            turn = self._coach.hear(
                user, event, talk_of(envelope), self._speaker(envelope, locale), request_of(envelope)
            )
        except (RecoveriesTrouble, Conflict) as trouble:
            log.error("recovery not available: %s %s", type(trouble).__name__, trouble)
            self.watcher.answered("trouble")
            speech = to_ssml(phrase(locale, "trouble", "speech"))
            return handler_input.response_builder.speak(speech).set_should_end_session(True).response
        self.watcher.timer(user, _timer_end(turn.recovery))
        self.watcher.answered("answered")
        response, attributes = to_response(turn, locale, turn.recovery.local(self._clock()).date())
        if envelope.session:
            handler_input.attributes_manager.session_attributes = attributes
        return response

    def _speaker(self, envelope: RequestEnvelope, locale: str) -> Speaker:
        services = services_for(envelope, self._connections, self._rehearsal, self.watcher.called)
        device = envelope.context.system.device
        settings = AlexaSettings(
            services.get_ups_service() if services and device else None, device.device_id if device else "", locale
        )
        if services is None:
            return Speaker(NoTimers(), settings)
        timers = services.get_timer_management_service()
        return Speaker(AlexaTimers(timers, locale, self._clock, self._task_skill_id), settings)


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
        (document,) = [verifier.check(http_request_headers, http_request_body) for verifier in self._verifiers]
        self.watcher.heard(kind_of(document["request"]["type"]))
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
    skill = builder.create()
    skill.serializer = PreparedSerializer()
    door = Door(skill, verify_signature=False, verify_timestamp=False, verifiers=[verifier])
    door.watcher = handler.watcher
    return door


def _timer_end(recovery: Recovery) -> datetime | None:
    """Return when the speaker's timer rings; ``None`` when none runs."""
    return recovery.countdown.ends_at if recovery.timer and recovery.countdown else None
