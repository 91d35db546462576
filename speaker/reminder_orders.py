"""Parses a skill's request for a reminder, as strictly as Alexa does."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from speaker.answers import BrokenAnswer, check_ssml
from speaker.locales import zone_named
from speaker.plain import plain
from speaker.recurrence import Recurrence, recurrence
from speaker.refused import Json, Refused, as_object, bad

_WALL_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?", re.ASCII)
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a reminder rings."""

    zone: ZoneInfo
    """The time zone of its local times."""
    once: datetime | None
    """The only time, aware; ``None`` for a recurring one."""
    again: Recurrence | None = None
    """The times of a recurring one."""

    def after(self, moment: datetime) -> datetime | None:
        """Return the first ring after ``moment``, in UTC; ``None`` when there is none left."""
        if self.again:
            return self.again.after(moment, self.zone)
        return self.once if self.once and self.once > moment else None


@dataclass(frozen=True, slots=True)
class ReminderOrder:
    """One reminder as the skill asked for it."""

    schedule: Schedule
    texts: dict[str, str]
    """The words by locale."""
    wire: Json
    """``trigger``, ``alertInfo`` and ``pushNotification`` as the API returns them."""

    def text(self, locale: str) -> str:
        """Return what to say in ``locale``, or in the first language there is."""
        return self.texts.get(locale) or next(iter(self.texts.values()))


def read_reminder(data: object, now: datetime, home_zone: ZoneInfo) -> ReminderOrder:
    """Parse the body of a request that creates or changes a reminder.

    ``now`` is aware; ``home_zone`` is the speaker's, for a trigger that names none. Raises :class:`Refused` with
    status 400 for what Alexa refuses.
    """
    body = as_object(data, "the body")
    _requested(body.get("requestTime"))
    trigger = as_object(body.get("trigger"), "trigger")
    schedule = _schedule(trigger, now, home_zone)
    if schedule.after(now) is None:
        raise bad("INVALID_TRIGGER", "this time is over")
    push = as_object(body.get("pushNotification"), "pushNotification")
    if push.get("status") not in ("ENABLED", "DISABLED"):
        raise bad("INVALID_REQUEST_FORMAT", "pushNotification.status is ENABLED or DISABLED")
    alert = as_object(body.get("alertInfo"), "alertInfo")
    wire = {"trigger": trigger, "alertInfo": alert, "pushNotification": push}
    if trigger["type"] == "SCHEDULED_ABSOLUTE":
        wire["trigger"] = {**trigger, "timeZoneId": schedule.zone.key}
    return ReminderOrder(schedule, _texts(alert), wire)


def _requested(value: object) -> None:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        raise bad("INVALID_REQUEST_FORMAT", "requestTime is missing or no ISO time") from None


def _schedule(trigger: Json, now: datetime, home_zone: ZoneInfo) -> Schedule:
    match trigger.get("type"):
        case "SCHEDULED_RELATIVE":
            offset = trigger.get("offsetInSeconds")
            if not isinstance(offset, int) or isinstance(offset, bool) or offset <= 0:
                raise bad("INVALID_TRIGGER", "offsetInSeconds is a whole number above zero")
            if trigger.get("recurrence"):
                raise bad("INVALID_TRIGGER", "only a SCHEDULED_ABSOLUTE reminder comes back")
            return Schedule(home_zone, now + timedelta(seconds=offset))
        case "SCHEDULED_ABSOLUTE":
            zone = _zone(trigger.get("timeZoneId"), home_zone)
            if trigger.get("recurrence"):
                return Schedule(zone, None, _recurrence(trigger, now.astimezone(zone)))
            shown = _wall_clock(trigger.get("scheduledTime"), "scheduledTime")
            return Schedule(zone, shown.replace(tzinfo=zone).astimezone(UTC))
        case other:
            raise bad("INVALID_TRIGGER", f"no such trigger: {other!r}")


def _zone(name: object, home_zone: ZoneInfo) -> ZoneInfo:
    try:
        return home_zone if name is None else zone_named(str(name))
    except ValueError as error:
        raise bad("INVALID_TRIGGER", f"timeZoneId: {error}") from None


def _wall_clock(value: object, name: str) -> datetime:
    """Parse a local time: no offset, at most milliseconds."""
    try:
        if not _WALL_CLOCK.fullmatch(str(value)):
            raise ValueError
        return datetime.fromisoformat(str(value))
    except ValueError:
        message = f"{name} is a local time like 2026-06-01T16:00:00.000, without an offset, not {value!r}"
        raise bad("INVALID_TRIGGER", message) from None


def _recurrence(trigger: Json, now: datetime) -> Recurrence:
    """Parse ``recurrence``, in its current or its older form. Only the older one has a ``scheduledTime``."""
    wanted = as_object(trigger["recurrence"], "recurrence")
    start, end = wanted.get("startDateTime"), wanted.get("endDateTime")
    begins = now.replace(tzinfo=None) if start is None else _wall_clock(start, "startDateTime")
    rules = wanted.get("recurrenceRules")
    if rules is None:
        begins = _wall_clock(trigger.get("scheduledTime"), "scheduledTime")
        rules = [_older_rule(wanted, begins)]
    ends = None if end is None else _wall_clock(end, "endDateTime")
    try:
        return recurrence([str(rule) for rule in rules], begins, ends)
    except (TypeError, ValueError) as error:
        raise bad("INVALID_TRIGGER", f"recurrenceRules: {error}") from None


def _older_rule(wanted: Json, begins: datetime) -> str:
    days = f";BYDAY={','.join(map(str, wanted['byDay']))}" if wanted.get("byDay") else ""
    at = f"BYHOUR={begins.hour};BYMINUTE={begins.minute}"
    return f"FREQ={wanted.get('freq')};{at};INTERVAL={wanted.get('interval') or 1}{days}"


def _texts(alert: Json) -> dict[str, str]:
    content = as_object(alert.get("spokenInfo"), "spokenInfo").get("content")
    if not isinstance(content, list) or not content:
        raise _bad_text("content is a list of locale, text and ssml")
    return dict(_spoken(as_object(entry, "content")) for entry in content)


def _spoken(entry: Json) -> tuple[str, str]:
    """Return the locale and the words of one entry: of its SSML when there is any."""
    locale, text, ssml = entry.get("locale"), entry.get("text"), entry.get("ssml")
    if not isinstance(locale, str) or not _LOCALE.fullmatch(locale):
        raise _bad_text(f"no locale: {locale!r}")
    if text is not None and (not isinstance(text, str) or "<speak" in text):
        raise _bad_text("text is plain text")
    try:
        if ssml is not None:
            check_ssml(str(ssml))
    except BrokenAnswer as error:
        raise _bad_text(str(error)) from None
    said = plain(str(ssml if ssml is not None else text or ""))
    if not said:
        raise _bad_text("nothing to say")
    return locale, said


def _bad_text(message: str) -> Refused:
    return bad("INVALID_ALERT_INFO", message)
