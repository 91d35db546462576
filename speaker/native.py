"""Alexa's own answers about timers and reminders, of which the skill is not told."""

import re
from collections.abc import Callable

from speaker.durations import from_iso, spoken
from speaker.household import Household
from speaker.native_reminders import about_reminders
from speaker.quantities import duration_in
from speaker.refused import Refused
from speaker.timer_orders import Order
from speaker.timers import Timer, Timers

# Answers to Alexa's own questions.
APPROVES = frozenset({"i approve", "approve", "yes", "yeah", "yep", "sure", "okay", "ok", "yes please", "i do"})
REFUSES = frozenset({"no", "nope", "no thanks", "no thank you", "i don't", "don't", "deny", "i do not"})

_TIME = re.compile(r"(?:what time is it|what is the time|what's the time|tell me the time)(?: now)?")
_TIMER = r"(?:(?:my|the|a|an)\s+)?(?:(?P<label>.+?)\s+)?timer"
_NOTHING = ("", "stop", "cancel", "never mind", "thanks", "thank you")
_STOP = re.compile(r"(?:please\s+)?(?:stop|quiet|be quiet|shut up|okay|ok|off|stop (?:the|my) (?:.+ )?(?:timer|alarm))")


def stops(words: str) -> bool:
    """Return whether ``words`` stop an alarm that rings."""
    return bool(_STOP.fullmatch(_clean(words)))


def native_answer(words: str, home: Household) -> str | None:
    """Do what ``words`` ask of Alexa and return the answer; ``None`` when they are for a skill."""
    if _clean(words) in _NOTHING:
        return ""
    if _TIME.fullmatch(_clean(words)):
        now = home.clock.now().astimezone(home.zone)
        return f"It's {now.hour % 12 or 12}:{now:%M} {'AM' if now.hour < 12 else 'PM'}."
    answer = about_timers(words, home.timers)
    return about_reminders(words, home) if answer is None else answer


def about_timers(words: str, timers: Timers) -> str | None:
    """Answer ``words`` about timers; ``None`` when they are about anything else."""
    for pattern, act in _ACTS:
        if match := pattern.fullmatch(_clean(words)):
            try:
                return act(match, timers)
            except Refused as error:
                return f"Sorry, I can't do that: {error.message}."
    return None


def _cancel(match: re.Match[str], timers: Timers) -> str:
    timer = _find(match, timers)
    timers.delete(timer)
    return f"{_named(timer)} is cancelled."


def _pause(match: re.Match[str], timers: Timers) -> str:
    timer = timers.pause(_find(match, timers))
    return f"{_named(timer)} is paused, with {spoken(timers.left(timer))} left."


def _resume(match: re.Match[str], timers: Timers) -> str:
    timer = timers.resume(_find(match, timers))
    return f"{_named(timer)} goes on, with {spoken(timers.left(timer))} left."


def _left(match: re.Match[str], timers: Timers) -> str:
    timer = _find(match, timers)
    return f"You have {spoken(timers.left(timer))} left on your {_label(timer)}."


def _extend(match: re.Match[str], timers: Timers) -> str:
    timer = timers.extend(_find(match, timers), from_iso(duration_in(match["time"]) or ""))
    return f"{_named(timer)} now has {spoken(timers.left(timer))} left."


def _set(match: re.Match[str], timers: Timers) -> str:
    label = (match["label"] or "").strip()
    time = match["time"] or label
    duration = from_iso(duration_in(time) or "")
    timer = timers.create(Order(duration, label if match["time"] else ""), of_skill=False)
    return f"{spoken(duration)}, starting now." if not timer.order.label else f"{_named(timer)} is set."


_ACTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Timers], str]], ...] = (
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


def _find(match: re.Match[str], timers: Timers) -> Timer:
    label = match["label"]
    found = [timer for timer in timers.live if not label or timer.order.label.lower() == label]
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
