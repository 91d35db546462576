"""Where a speaker of each locale stands, unless somebody says otherwise."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

OPENING = datetime(2026, 6, 1, 17, 0)  # noqa: DTZ001 - a wall clock, read in the zone of each locale
"""When a written dialogue begins: a Monday, five in the afternoon, far from any change of summer time."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the settings of a speaker say about where it is."""

    zone: str
    """IANA name."""
    distance: str = "METRIC"
    """``METRIC`` or ``IMPERIAL``."""
    temperature: str = "CELSIUS"
    """``CELSIUS`` or ``FAHRENHEIT``."""

    def at(self, wall_clock: datetime) -> datetime:
        """Return the moment at which the clocks here show ``wall_clock`` (naive)."""
        return wall_clock.replace(tzinfo=ZoneInfo(self.zone))


PLACES = {
    "en-US": Place("America/New_York", "IMPERIAL", "FAHRENHEIT"),
    "en-GB": Place("Europe/London", "IMPERIAL"),
    "en-CA": Place("America/Toronto"),
    "en-AU": Place("Australia/Sydney"),
    "en-IN": Place("Asia/Kolkata"),
}


def place(locale: str) -> Place:
    """Return the usual place of ``locale``; a locale nobody placed is metric and in UTC."""
    return PLACES.get(locale, Place("UTC"))


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name; raise ``ValueError`` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone is called {name!r}; write one like Europe/Berlin") from None
