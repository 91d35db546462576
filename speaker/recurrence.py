"""Recurring reminders: the subset of iCalendar rules that Alexa accepts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr  # type: ignore[import-untyped]

PARTS = frozenset({"FREQ", "BYHOUR", "BYMINUTE", "BYSECOND", "BYDAY", "INTERVAL"})
FREQUENCIES = ("DAILY", "WEEKLY")
DAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
_INTERVAL = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_A_CHANGE_OF_SUMMER_TIME = timedelta(hours=3)
"""More than any change of summer time moves clocks, so that no ring around it is missed."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """All times at which one reminder rings, in local time of its zone."""

    rules: tuple[rrule, ...]
    """Each gives naive local times."""
    end: datetime | None
    """Naive local time of the last possible ring; ``None``: for ever."""

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first ring after ``moment`` (aware), in UTC; ``None`` when there is none left."""
        return min((ring for rule in self.rules if (ring := self._after(rule, moment, zone))), default=None)

    def _after(self, rule: rrule, moment: datetime, zone: ZoneInfo) -> datetime | None:
        local = moment.astimezone(zone).replace(tzinfo=None)
        for shown in rule.xafter(local - _A_CHANGE_OF_SUMMER_TIME, inc=True):
            if self.end and shown > self.end:
                return None
            ring: datetime = shown.replace(tzinfo=zone).astimezone(UTC)
            if ring > moment:
                return ring
        return None


def recurrence(rules: Sequence[str], start: datetime, end: datetime | None) -> Recurrence:
    """Parse rules like ``FREQ=DAILY;BYHOUR=9;BYMINUTE=0``; ``start`` and ``end`` are naive local times.

    Raises:
        ValueError: no rule, or one that Alexa does not accept.
    """
    if not rules:
        raise ValueError("no rule")
    return Recurrence(tuple(_rule(rule, start) for rule in rules), end)


def _rule(text: str, start: datetime) -> rrule:
    named = [part.partition("=")[::2] for part in text.rstrip(";").split(";")]
    parts = dict(named)
    if len(parts) < len(named) or not parts.keys() <= PARTS:
        raise ValueError(f"a rule has each of {', '.join(sorted(PARTS))} once at most: {text}")
    if parts.get("FREQ") not in FREQUENCIES or "BYHOUR" not in parts:
        raise ValueError(f"a rule needs FREQ (DAILY or WEEKLY) and BYHOUR: {text}")
    if not set(parts.get("BYDAY", "MO").split(",")) <= DAYS or not _INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        raise ValueError(f"no days, or no interval: {text}")
    return rrulestr(text.rstrip(";"), dtstart=start.replace(microsecond=0))
