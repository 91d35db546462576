"""Alexa's Settings API as the coach's `Settings`: where the user lives, and in which units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ask_sdk_model.services.ups import DistanceUnits, UpsServiceClient

from skill.alexa.api import device_trouble
from skill.ports import Settings

FALLBACK_ZONES = {
    "en-US": "America/Chicago",
    "en-GB": "Europe/London",
    "en-CA": "America/Toronto",
    "en-AU": "Australia/Sydney",
    "en-IN": "Asia/Kolkata",
}
"""Where most people of a locale are awake at the same hours; only until the speaker tells."""


@dataclass(frozen=True, slots=True)
class AlexaSettings(Settings):
    """The settings of the speaker that sent a request."""

    client: UpsServiceClient | None
    """``None`` when the request named no API or no device; then nothing is set."""
    device: str
    locale: str

    @property
    def fallback_zone(self) -> str:
        """The IANA zone to assume when none was ever told."""
        return FALLBACK_ZONES.get(self.locale, "UTC")

    def zone(self) -> str | None:
        """Return the IANA time zone; ``None`` when none is set, or one that this system does not know."""
        name = self._ask(lambda client: client.get_system_time_zone(self.device))
        value = getattr(name, "value", name)
        return value if isinstance(value, str) and _is_zone(value) else None

    def metric(self) -> bool | None:
        units = self._ask(lambda client: client.get_system_distance_units(self.device))
        return units is DistanceUnits.METRIC if isinstance(units, DistanceUnits) else None

    def _ask(self, question: Callable[[UpsServiceClient], Any]) -> Any:
        if self.client is None:
            return None
        with device_trouble():
            return question(self.client)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
