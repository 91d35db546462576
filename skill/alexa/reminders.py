"""Alexa's Reminders API as the coach's `Reminders`: each rings once, at a time by the clock on the wall."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ask_sdk_model.services import reminder_management as sdk

from skill.alexa.api import device_trouble
from skill.alexa.outbound import to_ssml
from skill.alexa.settings import FALLBACK_ZONES
from skill.ports import Clock, DeviceTrouble, Gone, Reminders
from skill.routine.deadlines import LiveReminder, Planned, Purpose, Reminder
from skill.routine.events import Refusal
from skill.speech import phrase

_T = TypeVar("_T")
_R = TypeVar("_R")

AT_ONCE = 5
"""Calls side by side: a day's reminders fit into the time of one request, and Alexa is not flooded."""

ON_THE_PHONE = (Purpose.ICE, Purpose.MOVE)
"""What the phone tells too, since it is still worth knowing away from the speaker."""

GRAVEST_FIRST = (Refusal.PERMISSION, Refusal.UNSUPPORTED, Refusal.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class AlexaReminders(Reminders):
    """The reminders of this skill, by way of the speaker that sent a request.

    Its calls share that request's time (:class:`skill.alexa.api.TurnApiClient`), in several threads.
    """

    client: sdk.ReminderManagementServiceClient
    locale: str
    """Of the request; the words come along for every locale of its language."""
    clock: Clock

    def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
        """Set these; what did not answer in time counts as not set, and is found by `look` if it was."""
        outcomes = [self._create(each, zone) for each in planned[:1]]
        if not {Refusal.PERMISSION, Refusal.UNSUPPORTED}.intersection(outcomes):  # else it refuses them all
            outcomes += _side_by_side(lambda each: self._create(each, zone), planned[1:])
        made = tuple(each for each in outcomes if isinstance(each, Reminder))
        return made, next((refusal for refusal in GRAVEST_FIRST if refusal in outcomes), None)

    def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        gone = _side_by_side(self._cancel, tokens)
        return tuple(token for token, is_gone in zip(tokens, gone, strict=True) if not is_gone)

    def look(self) -> tuple[LiveReminder, ...]:
        """Return those that are still to ring; one whose status is new to us is taken as on."""
        with device_trouble():
            found = self.client.get_reminders()
        alerts = (found and found.alerts) or []
        total = (found and found.total_count) or ""
        if total.isdecimal() and int(total) > len(alerts):
            raise DeviceTrouble(Refusal.UNREACHABLE, "only a part of the reminders")
        now = self.clock()
        live = [_live(each) for each in alerts if each and each.alert_token and each.status is not sdk.Status.COMPLETED]
        return tuple(each for each in live if each.at > now)

    def _create(self, planned: Planned, zone: str) -> Reminder | Refusal:
        try:
            with device_trouble():
                made = self.client.create_reminder(self._request(planned, zone))
        except DeviceTrouble as trouble:
            return trouble.reason
        if made is None or not made.alert_token:
            return Refusal.UNREACHABLE
        return Reminder(planned.purpose, planned.at, str(made.alert_token))

    def _cancel(self, token: str) -> bool:
        try:
            with device_trouble():
                self.client.delete_reminder(token)
        except Gone:
            return True
        except DeviceTrouble:
            return False
        return True

    def _request(self, planned: Planned, zone: str) -> sdk.ReminderRequest:
        now = self.clock()
        if zone:
            clock, wall = _by_the_wall(planned.at, zone)
            now = now.astimezone(wall.tzinfo)
            trigger = sdk.Trigger(sdk.TriggerType.SCHEDULED_ABSOLUTE, _text(wall), time_zone_id=clock)
        else:
            seconds = round((planned.at - now).total_seconds())
            trigger = sdk.Trigger(sdk.TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=seconds)
        push = sdk.PushNotificationStatus["ENABLED" if planned.purpose in ON_THE_PHONE else "DISABLED"]
        words = [_spoken(locale, planned.purpose) for locale in _locales(self.locale)]
        return sdk.ReminderRequest(
            request_time=_text(now),
            trigger=trigger,
            alert_info=sdk.AlertInfo(sdk.SpokenInfo(words)),
            push_notification=sdk.PushNotification(push),
        )


def _side_by_side(call: Callable[[_T], _R], each: tuple[_T, ...]) -> list[_R]:
    with ThreadPoolExecutor(AT_ONCE, "reminders") as threads:
        return list(threads.map(call, each))


def _by_the_wall(at: datetime, zone: str) -> tuple[str, datetime]:
    """Return the zone and the moment by its clock; in UTC where that clock shows the hour for the second time.

    A time is told without an offset, so it would mean the first.
    """
    wall = at.astimezone(ZoneInfo(zone))
    return ("UTC", at.astimezone(UTC)) if wall.fold else (zone, wall)


def _text(wall: datetime) -> str:
    return wall.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _locales(locale: str) -> list[str]:
    """Return the locales of a language, this one first: the household's other speakers may be set to another."""
    language = locale.partition("-")[0]
    return [locale, *(each for each in FALLBACK_ZONES if each != locale and each.partition("-")[0] == language)]


def _spoken(locale: str, purpose: Purpose) -> sdk.SpokenText:
    text = phrase(locale, f"reminder-text-{purpose}")
    return sdk.SpokenText(locale, to_ssml(text), text)


def _live(alert: sdk.Reminder) -> LiveReminder:
    offset = alert.trigger and alert.trigger.offset_in_seconds
    if offset and alert.created_time and not alert.trigger.scheduled_time:
        return LiveReminder(str(alert.alert_token), (alert.created_time + timedelta(seconds=offset)).astimezone(UTC))
    return LiveReminder(str(alert.alert_token), _moment(alert.trigger))


def _moment(trigger: Any) -> datetime:
    """Return when it rings, in UTC; an hour that the clock shows twice means the first one, as Python reads it."""
    told = trigger and trigger.scheduled_time
    if told is None:
        raise DeviceTrouble(Refusal.UNREACHABLE, "a reminder without a time")
    try:
        wall: datetime = told if told.tzinfo else told.replace(tzinfo=ZoneInfo(trigger.time_zone_id or ""))
        return wall.astimezone(UTC)
    except (KeyError, ValueError, OSError, OverflowError):
        raise DeviceTrouble(Refusal.UNREACHABLE, "a reminder in an unknown zone") from None
