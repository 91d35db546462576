"""What Alexa does by herself, with timers and reminders: the skill hears nothing of it."""

import re
from collections.abc import Callable

from speaker.alerts import Alerts, Timer
from speaker.durations import from_iso, spoken
from speaker.household import Household
from speaker.native_reminders import about_reminders
from speaker.quantities import duration_in
from speaker.refused import Refused
from speaker.timer_orders import Order

# Answers to her own questions.
APPROVES = frozenset({"i approve", "approve", "yes", "yeah", "yep", "sure", "okay", "ok", "yes please", "i do"})
REFUSES = frozenset({"no", "nope", "no thanks", "no thank you", "i don't", "don't", "deny", "i do not"})

_TIMER = r"(?:(?:my|the|a|an)\s+)?(?:(?P<label>.+?)\s+)?timer"
_NOTHING = ("", "stop", "cancel", "never mind", "thanks", "thank you")
_STOP = re.compile(r"(?:please\s+)?(?:stop|quiet|be quiet|shut up|okay|ok|off|stop (?:the|my) (?:.+ )?(?:timer|alarm))")


def stops(words: str) -> bool:
    """Whether ``words`` silence an alarm that rings."""
    return bool(_STOP.fullmatch(_clean(words)))


def by_herself(words: str, home: Household) -> str | None:
    """Return what Alexa answers to ``words`` after doing it; ``None`` when they are not for her alone."""
    if _clean(words) in _NOTHING:
        return ""
    answer = about_timers(words, home.alerts)
    return about_reminders(words, home) if answer is None else answer


def about_timers(words: str, alerts: Alerts) -> str | None:
    """Return what Alexa answers to ``words`` about timers; ``None`` when they are about anything else."""
    for pattern, act in _ACTS:
        if match := pattern.fullmatch(_clean(words)):
            try:
                return act(match, alerts)
            except Refused as error:
                return f"Sorry, I can't do that: {error.message}."
    return None


def _cancel(match: re.Match[str], alerts: Alerts) -> str:
    timer = _find(match, alerts)
    alerts.delete(timer)
    return f"{_named(timer)} is cancelled."


def _pause(match: re.Match[str], alerts: Alerts) -> str:
    timer = alerts.pause(_find(match, alerts))
    return f"{_named(timer)} is paused, with {spoken(alerts.left(timer))} left."


def _resume(match: re.Match[str], alerts: Alerts) -> str:
    timer = alerts.resume(_find(match, alerts))
    return f"{_named(timer)} goes on, with {spoken(alerts.left(timer))} left."


def _left(match: re.Match[str], alerts: Alerts) -> str:
    timer = _find(match, alerts)
    return f"You have {spoken(alerts.left(timer))} left on your {_label(timer)}."


def _extend(match: re.Match[str], alerts: Alerts) -> str:
    timer = alerts.extend(_find(match, alerts), from_iso(duration_in(match["time"]) or ""))
    return f"{_named(timer)} now has {spoken(alerts.left(timer))} left."


def _set(match: re.Match[str], alerts: Alerts) -> str:
    label = (match["label"] or "").strip()
    time = match["time"] or label
    duration = from_iso(duration_in(time) or "")
    timer = alerts.create(Order(duration, label if match["time"] else ""), of_skill=False)
    return f"{spoken(duration)}, starting now." if not timer.order.label else f"{_named(timer)} is set."


_ACTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Alerts], str]], ...] = (
    (re.compile(rf"(?:cancel|stop|delete|end)\s+{_TIMER}"), _cancel),
    (re.compile(rf"(?:pause|hold)\s+{_TIMER}"), _pause),
    (re.compile(rf"(?:resume|unpause|continue)\s+{_TIMER}"), _resume),
    (
        re.compile(rf"how (?:much time|much|long)(?: is| do i have)?(?: left)?(?: is)? (?:on|for) {_TIMER}"),
        _left,
    ),
    (re.compile(rf"add (?P<time>.+) to {_TIMER}"), _extend),
    (re.compile(rf"(?:set|start) {_TIMER}(?: for (?P<time>.+))?"), _set),
)


def _find(match: re.Match[str], alerts: Alerts) -> Timer:
    label = match["label"]
    found = [timer for timer in alerts.live if not label or timer.order.label.lower() == label]
    if not found:
        raise Refused(404, "TIMER_NOT_FOUND", f"you have no {label or ''} timer".replace("  ", " "))
    if len(found) > 1:
        raise Refused(400, "AMBIGUOUS", "you have more than one timer, say which")
    return found[0]


def _label(timer: Timer) -> str:
    return f"{timer.order.label} timer".strip()


def _named(timer: Timer) -> str:
    return f"Your {_label(timer)}"


def _clean(words: str) -> str:
    return " ".join(re.sub(r"[^\w\s'-]", " ", words.lower()).split())
