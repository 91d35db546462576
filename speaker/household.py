"""One household of Alexa: account, speaker, settings, timers, reminders and permissions."""

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from speaker.clock import Clock
from speaker.locales import Location, usual_location, zone_named
from speaker.reminders import Reminder, Reminders
from speaker.timers import Timer, Timers

TIMERS_SCOPE = "alexa::alerts:timers:skill:readwrite"
REMINDERS_SCOPE = "alexa::alerts:reminders:skill:readwrite"

Fault = int | Literal["hang", "late", "garbage"] | None
"""How an API fails: answers with this status, never, too late (the work is done), or with garbage."""


@dataclass(slots=True)
class Household:
    """Everything Alexa knows about one household."""

    locale: str
    clock: Clock
    location: Location | None
    """``None`` when the user never set it: the settings API then answers 204."""
    user: str = field(default_factory=lambda: _new_id())
    """Unique part of the ids of account and speaker."""
    enabled: bool = True
    """Whether the skill is enabled in the Alexa app."""
    granted: set[str] = field(default_factory=set)
    """Permission scopes the user gave to the skill."""
    speaking: str = ""
    """Name of the user whose voice is recognised; empty when it is not."""
    screen: bool = False
    """Whether the speaker has a screen."""
    timers_fault: Fault = None
    """Set to make the Timers API fail."""
    reminders_fault: Fault = None
    """Set to make the Reminders API fail."""
    settings_fault: Fault = None
    """Set to make the Settings API fail."""
    timers: Timers = field(init=False)
    """The timers."""
    reminders: Reminders = field(init=False)

    def __post_init__(self) -> None:
        self.timers = Timers(self.clock)
        self.reminders = Reminders(self.clock, lambda: self.zone)

    @property
    def user_id(self) -> str:
        """The id of the account, as a skill sees it."""
        return f"amzn1.ask.account.{self.user}"

    @property
    def device_id(self) -> str:
        """The id of the speaker, as a skill sees it."""
        return f"amzn1.ask.device.{self.user}"

    @property
    def person_id(self) -> str | None:
        """The recognised user, as a skill sees it: always the same for the same name."""
        if not self.speaking:
            return None
        return f"amzn1.ask.person.{hashlib.sha256(self.speaking.encode()).hexdigest()[:32].upper()}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the speaker; the usual one of its locale when none is set."""
        return ZoneInfo((self.location or usual_location(self.locale)).zone)

    def next_due(self) -> datetime | None:
        """Return when a timer or reminder rings next; ``None`` when nothing will."""
        return min((due for due in (self.timers.next_due(), self.reminders.next_due()) if due), default=None)

    def ring(self) -> list[Timer | Reminder]:
        """Return what has become due, earliest first, each once. It rings from now on."""
        due: list[Timer | Reminder] = [*self.timers.ring(), *self.reminders.ring()]
        return sorted(due, key=lambda alert: alert.rang_at or alert.updated)

    def silence(self) -> bool:
        """Stop what rings now; return whether anything did."""
        return any([self.timers.silence(), self.reminders.silence()])

    def move(self, zone: str) -> None:
        """Move to another time zone; raise ``ValueError`` when there is none of that name."""
        self.location = replace(self.location or usual_location(self.locale), zone=zone_named(zone).key)

    def become_new(self) -> None:
        """Get new ids, as Alexa gives them when a skill is enabled again."""
        self.user = _new_id()

    def setting(self, name: str) -> str | None:
        """Return ``System.timeZone``, ``.distanceUnits`` or ``.temperatureUnit``; ``None`` when not set."""
        if self.location is None:
            return None
        return {
            "System.timeZone": self.location.zone,
            "System.distanceUnits": self.location.distance,
            "System.temperatureUnit": self.location.temperature,
        }.get(name)


def household(locale: str, clock: Clock, user: str | None = None) -> Household:
    """Return a new household of ``locale`` without timers, reminders and permissions."""
    home = Household(locale, clock, usual_location(locale))
    if user:
        home.user = user
    return home


def _new_id() -> str:
    return uuid.uuid4().hex.upper()
