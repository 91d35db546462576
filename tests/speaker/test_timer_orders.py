from datetime import timedelta
from typing import Any

import pytest

from speaker.durations import from_iso, spoken, to_iso
from speaker.timer_orders import read_order
from tests.changed import changed

from .refusals import refusal

ORDER: dict[str, Any] = {
    "duration": "PT20M",
    "timerLabel": "ice bath",
    "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
    "triggeringBehavior": {
        "operation": {"type": "ANNOUNCE", "textToAnnounce": [{"locale": "en-US", "text": "Foot out."}]},
        "notificationConfig": {"playAudible": True},
    },
}


def test_an_order_says_what_rings() -> None:
    order = read_order(ORDER)
    assert (order.duration, order.label) == (timedelta(minutes=20), "ice bath")
    assert order.text("en-US") == order.text("de-DE") == "Foot out."


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("duration", "20 minutes"),
        ("duration", "PT0S"),
        ("duration", "PT2H1S"),
        ("duration", None),
        ("timerLabel", "x" * 257),
        ("creationBehavior", None),
        ("creationBehavior.displayExperience.visibility", "SEEN"),
        ("triggeringBehavior.notificationConfig", {}),
        ("triggeringBehavior.operation", {"type": "SING"}),
        ("triggeringBehavior.operation", {"type": "ANNOUNCE", "textToAnnounce": []}),
        ("triggeringBehavior.operation.textToAnnounce", [{"locale": "en-US", "text": "<speak>Out</speak>"}]),
        ("triggeringBehavior.operation", {"type": "LAUNCH_TASK", "textToConfirm": [], "task": {}}),
        ("triggeringBehavior", {"operation": {"type": "NOTIFY_ONLY"}, "notificationConfig": {"playAudible": False}}),
    ],
)
def test_what_alexa_refuses_is_refused(path: str, value: object) -> None:
    assert refusal(lambda: read_order(changed(ORDER, path, value)))[0] == 400


def test_no_json_at_all_is_refused() -> None:
    assert refusal(lambda: read_order(None))[0] == 400


@pytest.mark.parametrize(
    ("iso", "seconds"), [("PT20M", 1200), ("PT1H30M", 5400), ("PT45S", 45), ("P1D", 86400), ("PT1H0M1S", 3601)]
)
def test_durations(iso: str, seconds: int) -> None:
    assert from_iso(iso) == timedelta(seconds=seconds)
    assert from_iso(to_iso(from_iso(iso))) == from_iso(iso)


@pytest.mark.parametrize("text", ["", "P", "PT", "20", "PT-1M"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        from_iso(text)


def test_spoken_durations() -> None:
    assert spoken(timedelta(hours=1, minutes=5)) == "1 hour 5 minutes"
    assert spoken(timedelta(seconds=0)) == "0 seconds"
    assert to_iso(timedelta(seconds=61.2)) == "PT1M2S"
