"""Alexa's Timers API as the coach's `Timers`: one labelled timer per step."""

from dataclasses import dataclass
from datetime import UTC, timedelta

from ask_sdk_model.services import timer_management as sdk
from pydantic import TypeAdapter, ValidationError

from skill.alexa.api import BadRequest, device_trouble
from skill.ports import Clock, DeviceTrouble, TimerExists, Timers
from skill.routine.deadlines import LiveTimer
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.speech import phrase

_DURATION = TypeAdapter(timedelta)

ALREADY = ("TIMER_ALREADY_PAUSED", "TIMER_IS_NOT_PAUSED")
"""Error codes of a change that is already so."""

JUST_MADE = timedelta(seconds=15)
"""A timer made a moment ago has all of its time left, but for this; any other is left over from before."""


@dataclass(frozen=True, slots=True)
class AlexaTimers(Timers):
    """The timers of the speaker that sent a request."""

    client: sdk.TimerManagementServiceClient
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
                created = self.client.create_timer(wanted)
        except BadRequest:
            # A label is unique among live timers: one of ours is left over, or another process has just made it.
            live = self._unknown(step)
            if live and _is_just_made(live, duration):
                return live.timer
            raise TimerExists(detail="a timer of this step is left over") from None
        except DeviceTrouble as trouble:
            return self._made_after_all(step, duration, trouble)
        if created is None or not created.id:
            raise DeviceTrouble(Refusal.UNREACHABLE, "a timer without an id")
        return str(created.id)

    def pause(self, timer: str) -> None:
        with device_trouble(*ALREADY):
            self.client.pause_timer(timer)

    def resume(self, timer: str) -> None:
        with device_trouble(*ALREADY):
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
        with device_trouble():
            found = self.client.get_timers()
        steps = {self._words("label", step): step for step in (Step.ICE, Step.MOVE)}
        timers = (found.timers if found else None) or []
        ours = [(steps[each.timer_label], self._live(each)) for each in timers if each and each.timer_label in steps]
        return {step: live for step, live in reversed(ours) if live}

    def _made_after_all(self, step: Step, duration: timedelta, trouble: DeviceTrouble) -> str:
        """Return the timer that was made although its answer got lost; raise ``trouble`` when there is none."""
        live = self.look().get(step) if trouble.reason is Refusal.UNREACHABLE else None
        if live is None or not _is_just_made(live, duration):
            raise trouble
        return live.timer

    def _unknown(self, step: Step) -> LiveTimer | None:
        """Return a timer that was not recorded; ``None`` also where timers are not permitted."""
        try:
            return self.look().get(step)
        except DeviceTrouble as trouble:
            if trouble.reason is Refusal.UNREACHABLE:
                raise
            return None

    def _live(self, timer: sdk.TimerResponse) -> LiveTimer | None:
        if timer.status is None:
            raise DeviceTrouble(Refusal.UNREACHABLE, "a timer of unknown status")
        paused = timer.status is sdk.Status.PAUSED
        if paused:
            left = _duration(timer.remaining_time_when_paused)
        elif timer.status is sdk.Status.ON and timer.trigger_time:
            left = timer.trigger_time.replace(tzinfo=timer.trigger_time.tzinfo or UTC) - self.clock()
        else:
            return None
        if left <= timedelta(0) or not timer.id:
            return None
        since = timer.updated_time if paused else None
        paused_at = since.replace(tzinfo=since.tzinfo or UTC).astimezone(UTC) if since else None
        return LiveTimer(timer.id, left, _duration(timer.duration), paused, paused_at)

    def _request(self, step: Step, duration: timedelta) -> sdk.TimerRequest:
        whole = timedelta(seconds=max(1, round(duration.total_seconds())))
        return sdk.TimerRequest(
            duration=_DURATION.dump_python(whole, mode="json"),
            timer_label=self._words("label", step),
            creation_behavior=sdk.CreationBehavior(sdk.DisplayExperience(sdk.Visibility.VISIBLE)),
            triggering_behavior=sdk.TriggeringBehavior(
                sdk.AnnounceOperation([sdk.TextToAnnounce(self.locale, self._words("announce", step))]),
                sdk.NotificationConfig(play_audible=True),
            ),
        )

    def _words(self, what: str, step: Step) -> str:
        return phrase(self.locale, f"timer-{what}-{step}", slot_number=self.slot_number)


def _is_just_made(live: LiveTimer, duration: timedelta) -> bool:
    return not live.paused and abs(live.left - duration) <= JUST_MADE


def _duration(text: str | None) -> timedelta:
    try:
        return _DURATION.validate_python(text or "PT0S")
    except ValidationError:
        raise DeviceTrouble(Refusal.UNREACHABLE, "a duration that is none") from None
