"""Parses a skill's request for a timer, as strictly as Alexa does."""

from dataclasses import dataclass, field
from datetime import timedelta

from speaker.durations import from_iso
from speaker.refused import Json, as_object, bad

LONGEST = timedelta(hours=2)
LONGEST_LABEL = 256


@dataclass(frozen=True, slots=True)
class Order:
    """One timer as the skill asked for it."""

    duration: timedelta
    """More than zero, at most two hours."""
    label: str = ""
    """The name by which the user speaks of it; empty for none."""
    kind: str = "NOTIFY_ONLY"
    """What happens when it is due: ``NOTIFY_ONLY`` or ``ANNOUNCE``."""
    texts: dict[str, str] = field(default_factory=dict)
    """The announcement by locale."""

    def text(self, locale: str) -> str:
        """Return what to say in ``locale``, or in the first language there is."""
        return self.texts.get(locale) or next(iter(self.texts.values()), "")


def read_order(data: object) -> Order:
    """Parse the body of a create request. What Alexa refuses raises :class:`speaker.refused.Refused`, status 400."""
    body = as_object(data, "the body")
    label = body.get("timerLabel") or ""
    if not isinstance(label, str) or len(label) > LONGEST_LABEL:
        raise bad("INVALID_TIMER_LABEL", f"timerLabel is text of at most {LONGEST_LABEL} characters")
    display = as_object(as_object(body.get("creationBehavior"), "creationBehavior").get("displayExperience"), "display")
    if display.get("visibility") not in ("VISIBLE", "HIDDEN"):
        raise bad("INVALID_VISIBILITY", "visibility is VISIBLE or HIDDEN")
    triggering = as_object(body.get("triggeringBehavior"), "triggeringBehavior")
    audible = as_object(triggering.get("notificationConfig"), "notificationConfig").get("playAudible")
    if not isinstance(audible, bool):
        raise bad("INVALID_NOTIFICATION", "playAudible is true or false")
    kind, texts = _operation(as_object(triggering.get("operation"), "operation"))
    if kind == "NOTIFY_ONLY" and not audible:
        raise bad("INVALID_NOTIFICATION", "a timer that only notifies must be audible")
    return Order(_duration(body.get("duration")), label.strip(), kind, texts)


def _duration(value: object) -> timedelta:
    try:
        duration = from_iso(str(value))
    except ValueError as error:
        raise bad("INVALID_DURATION_FORMAT", str(error)) from error
    if not timedelta(0) < duration <= LONGEST:
        raise bad("INVALID_DURATION", "a timer runs for two hours at most")
    return duration


def _operation(operation: Json) -> tuple[str, dict[str, str]]:
    match operation.get("type"):
        case "NOTIFY_ONLY":
            return "NOTIFY_ONLY", {}
        case "ANNOUNCE":
            return "ANNOUNCE", _texts(operation, "textToAnnounce")
        case other:
            raise bad("INVALID_OPERATION", f"no such operation: {other!r}")


def _texts(operation: Json, key: str) -> dict[str, str]:
    entries = operation.get(key)
    if not isinstance(entries, list) or not entries:
        raise bad("INVALID_TEXT", f"{key} is a list of locale and text")
    texts = {}
    for entry in map(lambda each: as_object(each, key), entries):
        locale, text = entry.get("locale"), entry.get("text")
        if not (isinstance(locale, str) and isinstance(text, str) and text.strip()) or "<speak" in text:
            raise bad("INVALID_TEXT", f"{key} needs a locale and plain text, no SSML")
        texts[locale] = text
    return texts
