"""What an Alexa device can do, as the coach's ports: its settings, one labelled timer per step, and reminders."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from ask_sdk_model.services import reminder_management as reminders
from ask_sdk_model.services import timer_management as timers
from ask_sdk_model.services.ups import DistanceUnits, UpsServiceClient
from pydantic import TypeAdapter

from skill.alexa.api import BadRequest, device_trouble
from skill.ports import Clock, DeviceTrouble, Gone, Reminders, Settings, TimerExists, Timers
from skill.routine.deadlines import LiveTimer, Planned, Purpose, Reminder
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.speech import InWords, phrase, to_ssml

_T = TypeVar("_T")
_R = TypeVar("_R")
_DURATION = TypeAdapter(timedelta)

# --- settings --------------------------------------------------------------------------------------

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
        try:
            return ZoneInfo(value).key if isinstance(value, str) else None
        except (KeyError, ValueError, OSError):
            return None

    def metric(self) -> bool | None:
        units = self._ask(lambda client: client.get_system_distance_units(self.device))
        return units is DistanceUnits.METRIC if isinstance(units, DistanceUnits) else None

    def _ask(self, question: Callable[[UpsServiceClient], Any]) -> Any:
        if self.client is None:
            return None
        with device_trouble():
            return question(self.client)


# --- timers ----------------------------------------------------------------------------------------

JUST_MADE = timedelta(seconds=15)
"""A timer made a moment ago has all of its time left, but for this; any other is left over from before."""


@dataclass(frozen=True, slots=True)
class AlexaTimers(Timers):
    """The timers of the speaker that sent a request."""

    client: timers.TimerManagementServiceClient
    locale: str
    """The language of label and announcement."""
    clock: Clock
    slot_number: int = 1
    """Whose timers in a household: 1 for its own, 2 and on for people with a plan of their own. Labels differ."""

    def start(self, step: Step, duration: timedelta) -> str:
        """Ring after ``duration``; Alexa refuses a second timer of one label."""
        wanted = self._request(step, duration)
        try:
            with device_trouble():
                timer = str(self.client.create_timer(wanted).id or "")
            if timer:
                return timer
            raise DeviceTrouble(detail="a timer without an id")
        except DeviceTrouble as trouble:
            if trouble.reason is not Refusal.UNREACHABLE:
                raise
            # Its answer got lost; or, as a label is unique, another process has just made it, or one is left over.
            is_there = isinstance(trouble, BadRequest)
            live = self._unknown(step) if is_there else self.look().get(step)
            if live and not live.paused and abs(live.left - duration) <= JUST_MADE:
                return live.timer
            raise TimerExists(detail="a timer of this step is left over") if is_there else trouble from None

    def pause(self, timer: str) -> None:
        with device_trouble():
            self.client.pause_timer(timer)

    def resume(self, timer: str) -> None:
        with device_trouble():
            self.client.resume_timer(timer)

    def cancel(self, step: Step, timer: str | None) -> None:
        """Delete our timer of this step by its id, or by its label when the id is not known; never another one."""
        if timer is None:
            live = self._unknown(step)
            if live is None:
                return
            timer = live.timer
        with device_trouble():
            self.client.delete_timer(timer)

    def look(self) -> dict[Step, LiveTimer]:
        """Return the live timers with our labels."""
        steps = {self._words("label", step): step for step in (Step.ICE, Step.MOVE)}
        with device_trouble():
            found = self.client.get_timers()
            listed = [each for each in (found and found.timers) or [] if each and each.timer_label in steps]
            ours = [(steps[each.timer_label], self._live(each)) for each in listed]
        return {step: live for step, live in reversed(ours) if live}

    def _unknown(self, step: Step) -> LiveTimer | None:
        """Return a timer that was not recorded; ``None`` also where timers are not permitted."""
        try:
            return self.look().get(step)
        except DeviceTrouble as trouble:
            if trouble.reason is Refusal.UNREACHABLE:
                raise
            return None

    def _live(self, timer: timers.TimerResponse) -> LiveTimer | None:
        if timer.status is None:
            raise DeviceTrouble(detail="a timer of unknown status")
        paused = timer.status is timers.Status.PAUSED
        if paused:
            left = _DURATION.validate_python(timer.remaining_time_when_paused or "PT0S")
        elif timer.status is timers.Status.ON and timer.trigger_time:
            left = timer.trigger_time.replace(tzinfo=timer.trigger_time.tzinfo or UTC) - self.clock()
        else:
            return None
        if left <= timedelta(0) or not timer.id:
            return None
        since = timer.updated_time if paused else None
        paused_at = since.replace(tzinfo=since.tzinfo or UTC).astimezone(UTC) if since else None
        return LiveTimer(timer.id, left, _DURATION.validate_python(timer.duration or "PT0S"), paused, paused_at)

    def _request(self, step: Step, duration: timedelta) -> timers.TimerRequest:
        whole = timedelta(seconds=max(1, round(duration.total_seconds())))
        return timers.TimerRequest(
            duration=_DURATION.dump_python(whole, mode="json"),
            timer_label=self._words("label", step),
            creation_behavior=timers.CreationBehavior(timers.DisplayExperience(timers.Visibility.VISIBLE)),
            triggering_behavior=timers.TriggeringBehavior(
                timers.AnnounceOperation([timers.TextToAnnounce(self.locale, self._words("announce", step))]),
                timers.NotificationConfig(play_audible=True),
            ),
        )

    def _words(self, what: str, step: Step) -> str:
        slot_number = InWords(self.locale.partition("-")[0]).value(self.slot_number)
        return phrase(self.locale, f"timer-{what}-{step}", slot_number=slot_number)


# --- reminders -------------------------------------------------------------------------------------

CALLS_AT_ONCE = 5
"""Calls side by side: a day's reminders fit into the time of one request, and Alexa is not flooded."""
ON_THE_PHONE = (Purpose.ICE, Purpose.MOVE)
"""What the phone tells too, since it is still worth knowing away from the speaker."""
GRAVEST_FIRST = (Refusal.PERMISSION, Refusal.UNSUPPORTED, Refusal.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class AlexaReminders(Reminders):
    """The reminders of this skill, by way of the speaker that sent a request; several calls at once share its time."""

    client: reminders.ReminderManagementServiceClient
    locale: str
    """Of the request; the words come along for every locale of its language."""
    clock: Clock

    def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
        """Set these; what did not answer in time counts as not set, and is found by `look` if it was."""
        outcomes = [self._create(each, zone) for each in planned[:1]]
        if not {Refusal.PERMISSION, Refusal.UNSUPPORTED}.intersection(outcomes):  # else it refuses them all
            outcomes += _at_once(lambda each: self._create(each, zone), planned[1:])
        made = tuple(each for each in outcomes if isinstance(each, Reminder))
        return made, next((refusal for refusal in GRAVEST_FIRST if refusal in outcomes), None)

    def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        gone = _at_once(self._cancel, tokens)
        return tuple(token for token, is_gone in zip(tokens, gone, strict=True) if not is_gone)

    def look(self) -> dict[str, datetime]:
        """Return those that are still to ring; one whose status is new to us is taken as on."""
        with device_trouble():
            found = self.client.get_reminders()
            alerts = (found and found.alerts) or []
            total = (found and found.total_count) or ""
            if total.isdecimal() and int(total) > len(alerts):
                raise DeviceTrouble(detail="only a part of the reminders")
            ahead = [each for each in alerts if each and each.status is not reminders.Status.COMPLETED]
            rings = {str(each.alert_token): _rings_at(each) for each in ahead if each.alert_token}
        return {token: at for token, at in rings.items() if at > self.clock()}

    def _create(self, planned: Planned, zone: str) -> Reminder | Refusal:
        wanted = self._request(planned, zone)
        try:
            with device_trouble():
                token = self.client.create_reminder(wanted).alert_token
        except DeviceTrouble as trouble:
            return trouble.reason
        return Reminder(planned.purpose, planned.at, str(token)) if token else Refusal.UNREACHABLE

    def _cancel(self, token: str) -> bool:
        try:
            with suppress(Gone), device_trouble():
                self.client.delete_reminder(token)
        except DeviceTrouble:
            return False
        return True

    def _request(self, planned: Planned, zone: str) -> reminders.ReminderRequest:
        now = self.clock()
        if zone:
            wall = planned.at.astimezone(ZoneInfo(zone))
            if wall.fold:  # without an offset, an hour that comes twice would mean the first one
                zone, wall = "UTC", planned.at.astimezone(UTC)
            now = now.astimezone(wall.tzinfo)
            trigger = reminders.Trigger(reminders.TriggerType.SCHEDULED_ABSOLUTE, _wall_text(wall), time_zone_id=zone)
        else:
            seconds = round((planned.at - now).total_seconds())
            trigger = reminders.Trigger(reminders.TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=seconds)
        push = reminders.PushNotificationStatus["ENABLED" if planned.purpose in ON_THE_PHONE else "DISABLED"]
        texts = {locale: phrase(locale, f"reminder-text-{planned.purpose}") for locale in _locales(self.locale)}
        words = [reminders.SpokenText(locale, to_ssml(text), text) for locale, text in texts.items()]
        return reminders.ReminderRequest(
            request_time=_wall_text(now),
            trigger=trigger,
            alert_info=reminders.AlertInfo(reminders.SpokenInfo(words)),
            push_notification=reminders.PushNotification(push),
        )


def _at_once(call: Callable[[_T], _R], each: tuple[_T, ...]) -> list[_R]:
    with ThreadPoolExecutor(CALLS_AT_ONCE, "reminders") as threads:
        return list(threads.map(call, each))


def _wall_text(wall: datetime) -> str:
    return wall.replace(tzinfo=None).isoformat(timespec="milliseconds")


def _locales(locale: str) -> list[str]:
    """Return the locales of a language, this one first: the household's other speakers may be set to another."""
    language = locale.partition("-")[0]
    return [locale, *(each for each in FALLBACK_ZONES if each != locale and each.partition("-")[0] == language)]


def _rings_at(alert: reminders.Reminder) -> datetime:
    """Return when it rings, in UTC; an hour that the clock shows twice means the first one, as Python reads it."""
    trigger = alert.trigger
    told: datetime | None = trigger.scheduled_time
    if told is None:
        told = alert.created_time + timedelta(seconds=trigger.offset_in_seconds)
    return (told if told.tzinfo else told.replace(tzinfo=ZoneInfo(trigger.time_zone_id or ""))).astimezone(UTC)
