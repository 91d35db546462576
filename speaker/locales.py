"""The usual location of a speaker of each locale: time zone and units."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

OPENING = datetime(2026, 6, 1, 17, 0)  # noqa: DTZ001 - a wall clock, read in the zone of each locale
"""When a written dialogue begins: a Monday, five in the afternoon, far from any change of summer time."""


@dataclass(frozen=True, slots=True)
class Location:
    """The settings of a speaker that depend on where it is."""

    zone: str
    """IANA name."""
    distance: str = "METRIC"
    """``METRIC`` or ``IMPERIAL``."""
    temperature: str = "CELSIUS"
    """``CELSIUS`` or ``FAHRENHEIT``."""

    def at(self, wall_clock: datetime) -> datetime:
        """Return the moment when local clocks show ``wall_clock`` (naive)."""
        return wall_clock.replace(tzinfo=ZoneInfo(self.zone))


LOCATIONS = {
    "en-US": Location("America/New_York", "IMPERIAL", "FAHRENHEIT"),
    "en-GB": Location("Europe/London", "IMPERIAL"),
    "en-CA": Location("America/Toronto"),
    "en-AU": Location("Australia/Sydney"),
    "en-IN": Location("Asia/Kolkata"),
}


def usual_location(locale: str) -> Location:
    """Return the usual location of ``locale``; metric and UTC for a locale that is not listed."""
    return LOCATIONS.get(locale, Location("UTC"))


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name; raise ``ValueError`` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone is called {name!r}; write one like Europe/Berlin") from None
