"""The Alexa app on the phone: the user enables, disables and permits; the skill gets events."""

from collections.abc import Callable

from speaker import envelopes
from speaker.clock import Clock, wire_time
from speaker.cloud import Cloud, SkillFailed
from speaker.envelopes import Json
from speaker.household import Household
from speaker.rest import Rest
from speaker.sounds import Kind, Sound

Delivery = Callable[[], list[Sound]]


class App:
    """The settings of the skill. Events are delivered at once, unless they are held back.

    Every method returns the failures of the skill. The user hears nothing.
    """

    def __init__(self, home: Household, cloud: Cloud, rest: Rest, clock: Clock) -> None:
        self._home, self._cloud, self._rest, self._clock = home, cloud, rest, clock
        self._held: list[Delivery] | None = None
        self._last: Delivery | None = None

    def enable(self) -> list[Sound]:
        """Enable the skill unless it is enabled."""
        if self._home.enabled:
            return []
        self._home.enabled = True
        return self._tell("SkillEnabled")

    def disable(self) -> list[Sound]:
        """Disable the skill: permissions end, and enabling it again makes a new user id.

        Its timers and reminders stay, unless the skill deletes them on this event.
        """
        if not self._home.enabled:
            return []
        failures = self._tell("SkillDisabled", {"userInformationPersistenceStatus": "NOT_PERSISTED"})
        self._home.enabled = False
        self._home.granted.clear()
        self._home.become_new()
        return failures

    def permit(self, scope: str) -> list[Sound]:
        """Give the permission ``scope``."""
        first = not self._home.granted
        self._home.granted.add(scope)
        return self._tell("SkillPermissionAccepted" if first else "SkillPermissionChanged", self._accepted())

    def revoke(self, scope: str) -> list[Sound]:
        """Withdraw the permission ``scope``."""
        self._home.granted.discard(scope)
        return self._tell("SkillPermissionChanged", self._accepted())

    def hold_events(self) -> None:
        """Deliver nothing for now."""
        self._held = self._held or []

    def deliver_events(self) -> list[Sound]:
        """Deliver the events held back, newest first: Amazon promises no order."""
        held, self._held = self._held or [], None
        return [failure for deliver in reversed(held) for failure in deliver()]

    def repeat_event(self) -> list[Sound]:
        """Deliver the last event again; raise ``ValueError`` when there was none."""
        if self._last is None:
            raise ValueError("there was no event yet")
        return self._last()

    def _accepted(self) -> Json | None:
        """Return the permissions given now; ``None`` when there are none."""
        accepted = [{"scope": scope} for scope in sorted(self._home.granted)]
        return {"acceptedPermissions": accepted} if accepted else None

    def _tell(self, name: str, body: Json | None = None) -> list[Sound]:
        api = self._rest.url, self._rest.token(self._home, in_session=False)
        event: Json = {"type": f"AlexaSkillEvent.{name}", "eventCreationTime": wire_time(self._clock.now())}
        if body:
            event["body"] = body
        self._last = self._delivery(event, envelopes.event_context(self._home, api))
        if self._held is None:
            return self._last()
        self._held.append(self._last)
        return []

    def _delivery(self, event: Json, context: Json) -> Delivery:
        """Return a function that delivers ``event``, with the ``context`` of the time when it happened."""

        def deliver() -> list[Sound]:
            try:
                answer = self._cloud.send(envelopes.event_envelope(event, context, self._clock.now()))
            except SkillFailed as failed:
                return [Sound(Kind.FAILURE, f"{event['type']}: {failed.detail}")]
            return (
                [Sound(Kind.FAILURE, f"{event['type']} was answered, which no user hears")] if answer.is_heard else []
            )

        return deliver
