"""What the page shows of a rehearsal, as JSON. Times are in milliseconds."""

import json
from datetime import datetime, timedelta
from typing import Any

from speaker.cloud import Exchange
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE
from speaker.rehearsal import Rehearsal
from speaker.rest import Call

Json = dict[str, Any]


def state_of(talk: Rehearsal) -> Json:
    """Return how things stand in a household, for the controls of the page."""
    device, home, clock = talk.device, talk.home, talk.clock
    return {
        "now": milliseconds(clock.now()),
        "speed": clock.speed,
        "zone": home.zone.key,
        "locale": home.locale,
        "listening": device.listening,
        "question": device.question,
        "speaking": home.speaking,
        "enabled": home.enabled,
        "may": {"timers": TIMERS_SCOPE in home.granted, "reminders": REMINDERS_SCOPE in home.granted},
        "faults": {
            "timers": str(home.timers_fault or "ok"),
            "reminders": str(home.reminders_fault or "ok"),
            "settings": "none" if home.location is None else str(home.settings_fault or "ok"),
        },
        "timers": [
            {
                "label": timer.order.label,
                "total": _length(timer.order.duration),
                "due": timer.ends_at and milliseconds(timer.ends_at),
                "left": timer.remaining and _length(timer.remaining),
            }
            for timer in home.timers.live
        ],
        "reminders": [
            {"at": milliseconds(each.next_ring), "text": each.order.text(home.locale)}
            for each in home.reminders.live
            if each.next_ring
        ],
        "has_screen": home.screen,
        "shown": device.shown if home.screen else None,
    }


def turn_of(exchange: Exchange) -> Json:
    """Return a request and its response as they were sent."""
    try:
        response = json.loads(exchange.body)
    except ValueError:
        response = exchange.body.decode("utf-8", "replace")
    return {"request": exchange.request, "response": response, "seconds": exchange.seconds}


def call_of(call: Call) -> Json:
    """Return a call of the skill to Alexa."""
    return {"method": call.method, "path": call.path, "status": call.status, "seconds": call.seconds}


def milliseconds(moment: datetime) -> int:
    """Return ``moment`` as JavaScript counts."""
    return round(moment.timestamp() * 1000)


def _length(time: timedelta) -> int:
    return round(time.total_seconds() * 1000)
