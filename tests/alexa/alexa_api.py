"""Alexa's REST APIs on loopback, and the skill's way to them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services.service_client_factory import ServiceClientFactory

from skill.alexa.api import AlexaApi
from skill.alexa.device import AlexaReminders, AlexaSettings, AlexaTimers
from tests.fakes import Clock

from .recorded import parsed, recorded

TOKEN = recorded("LaunchRequest")["context"]["System"]["apiAccessToken"]
DEVICE = recorded("LaunchRequest")["context"]["System"]["device"]["deviceId"]
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
TIMERS = "/v1/alerts/timers"
REMINDERS = "/v1/alerts/reminders"


def asking(endpoint: str | None, token: str | None = TOKEN) -> RequestEnvelope:
    """A request that names this endpoint of Alexa's APIs."""
    document = recorded("LaunchRequest")
    document["context"]["System"].update(apiEndpoint=endpoint, apiAccessToken=token)
    return parsed(document)


def services(endpoint: str) -> ServiceClientFactory:
    return AlexaApi(is_local=True).services_for(asking(endpoint))


def timers_at(endpoint: str, clock: Clock, locale: str = "en-US", slot_number: int = 1) -> AlexaTimers:
    return AlexaTimers(services(endpoint).get_timer_management_service(), locale, clock, slot_number)


def reminders_at(endpoint: str, clock: Callable[[], datetime], locale: str = "en-US") -> AlexaReminders:
    return AlexaReminders(services(endpoint).get_reminder_management_service(), locale, clock)


def settings_at(endpoint: str, locale: str = "en-US") -> AlexaSettings:
    return AlexaSettings(services(endpoint).get_ups_service(), DEVICE, locale)


def timer(name: str = "timer-1", **changes: Any) -> dict[str, Any]:
    """A timer as the API tells it: twenty minutes that run out twelve minutes after the clock's `NOW`."""
    return {
        "id": name,
        "status": "ON",
        "duration": "PT20M",
        "triggerTime": "2026-03-01T18:12:00Z",
        "timerLabel": "ice bath",
        "createdTime": "2026-03-01T17:52:00Z",
        "updatedTime": "2026-03-01T17:52:00Z",
        **changes,
    }


def listed(*timers: Any) -> dict[str, Any]:
    return {"totalCount": len(timers), "timers": list(timers), "nextToken": None}
