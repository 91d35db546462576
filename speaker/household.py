"""One user of Alexa: the account, the speaker in the room, its settings, timers, reminders and permissions."""

import hashlib
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from speaker.alerts import Alerts, Timer
from speaker.clock import Clock
from speaker.locales import Place, place, zone_named
from speaker.reminders import Reminder, Reminders

TIMERS_SCOPE = "alexa::alerts:timers:skill:readwrite"
REMINDERS_SCOPE = "alexa::alerts:reminders:skill:readwrite"

Fault = int | Literal["hang", "late", "garbage"] | None
"""How an API misbehaves: answers with this status, never, too late (the work is done), or with rubbish."""


@dataclass(slots=True)
class Household:
    """Everything Alexa knows about one user."""

    locale: str
    clock: Clock
    place: Place | None
    """``None`` when the user never set it: the settings API then answers 204."""
    user: str = field(default_factory=lambda: _made_up())
    """Unique part of the ids of account and speaker."""
    enabled: bool = True
    """Whether the skill is enabled in the Alexa app."""
    granted: set[str] = field(default_factory=set)
    """Permission scopes the user gave to the skill."""
    speaking: str = ""
    """Name of the person whose voice is recognised; empty when it is not."""
    timers_fault: Fault = None
    """Set to make the Timers API fail."""
    reminders_fault: Fault = None
    """Set to make the Reminders API fail."""
    settings_fault: Fault = None
    """Set to make the Settings API fail."""
    alerts: Alerts = field(init=False)
    """The timers."""
    reminders: Reminders = field(init=False)

    def __post_init__(self) -> None:
        self.alerts = Alerts(self.clock)
        self.reminders = Reminders(self.clock, lambda: self.zone)

    @property
    def user_id(self) -> str:
        """The account, as a skill sees it."""
        return f"amzn1.ask.account.{self.user}"

    @property
    def device_id(self) -> str:
        """The speaker, as a skill sees it."""
        return f"amzn1.ask.device.{self.user}"

    @property
    def person_id(self) -> str | None:
        """Who speaks, as a skill sees it: always the same for the same name."""
        if not self.speaking:
            return None
        return f"amzn1.ask.person.{hashlib.sha256(self.speaking.encode()).hexdigest()[:32].upper()}"

    @property
    def zone(self) -> ZoneInfo:
        """Where the speaker stands; the usual zone of its language when nobody set any."""
        return ZoneInfo((self.place or place(self.locale)).zone)

    def next_due(self) -> datetime | None:
        """Return when a timer or reminder rings next; ``None`` when nothing will."""
        return min((due for due in (self.alerts.next_due(), self.reminders.next_due()) if due), default=None)

    def ring(self) -> list[Timer | Reminder]:
        """Return what has become due, earliest first, each once; it rings from now on."""
        due: list[Timer | Reminder] = [*self.alerts.ring(), *self.reminders.ring()]
        return sorted(due, key=lambda alert: alert.rang_at or alert.updated)

    def silence(self) -> bool:
        """Stop what rings now; tell whether anything did."""
        return any([self.alerts.silence(), self.reminders.silence()])

    def move(self, zone: str) -> None:
        """Stand in another time zone; raise ``ValueError`` when there is none of that name."""
        self.place = replace(self.place or place(self.locale), zone=zone_named(zone).key)

    def become_new(self) -> None:
        """Get other ids, as whoever enables a skill again does."""
        self.user = _made_up()

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
    """Return a new user of ``locale`` with no timers or reminders and no permissions given."""
    home = Household(locale, clock, place(locale))
    if user:
        home.user = user
    return home


def _made_up() -> str:
    return uuid.uuid4().hex.upper()
