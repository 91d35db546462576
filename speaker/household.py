"""One user of Alexa: the account, the speaker in the room, its settings, timers and permissions."""

import uuid
from dataclasses import dataclass, field
from typing import Literal

from speaker.alerts import Alerts
from speaker.clock import Clock
from speaker.locales import Place, place

TIMERS_SCOPE = "alexa::alerts:timers:skill:readwrite"

Fault = int | Literal["hang", "late", "garbage"] | None
"""How an API misbehaves: answers with this status, never, too late (the work is done), or with rubbish."""


@dataclass(slots=True)
class Household:
    """Everything Alexa knows about one user."""

    locale: str
    alerts: Alerts
    place: Place | None
    """``None`` when the user never set it: the settings API then answers 204."""
    user: str = field(default_factory=lambda: uuid.uuid4().hex.upper())
    """Unique part of the account's id."""
    granted: set[str] = field(default_factory=set)
    """Permission scopes the user gave to the skill."""
    timers_fault: Fault = None
    """Set to make the Timers API fail."""
    settings_fault: Fault = None
    """Set to make the Settings API fail."""

    @property
    def user_id(self) -> str:
        """The account, as a skill sees it."""
        return f"amzn1.ask.account.{self.user}"

    @property
    def device_id(self) -> str:
        """The speaker, as a skill sees it."""
        return f"amzn1.ask.device.{self.user}"

    def setting(self, name: str) -> str | None:
        """Return ``System.timeZone``, ``.distanceUnits`` or ``.temperatureUnit``; ``None`` when not set."""
        if self.place is None:
            return None
        return {
            "System.timeZone": self.place.zone,
            "System.distanceUnits": self.place.distance,
            "System.temperatureUnit": self.place.temperature,
        }.get(name)


def household(locale: str, clock: Clock, user: str | None = None) -> Household:
    """Return a new user of ``locale`` with no timers and no permissions given."""
    home = Household(locale, Alerts(clock), place(locale))
    if user:
        home.user = user
    return home
