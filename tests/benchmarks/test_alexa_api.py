"""The APIs of the benchmarks answer as Alexa's do: the coach's own adapter gets along with them."""

import json

from benchmarks.alexa_api import Speakers, token_of

ORDER = json.dumps({"duration": "PT20M", "timerLabel": "ice"}).encode()
TIMERS = "/v1/alerts/timers"


def test_a_timer_from_its_making_to_its_end() -> None:
    speakers, token = Speakers(), token_of(1, None)
    status, made = speakers.answer("POST", TIMERS, token, ORDER)
    assert (status, made["status"], made["timerLabel"]) == (200, "ON", "ice")
    one = f"{TIMERS}/{made['id']}"
    speakers.answer("POST", f"{one}/pause", token, b"")
    _, found = speakers.answer("GET", TIMERS, token, b"")
    assert [timer["status"] for timer in found["timers"]] == ["PAUSED"]
    assert found["timers"][0]["remainingTimeWhenPaused"].startswith("PT19M")
    speakers.answer("POST", f"{one}/resume", token, b"")
    assert speakers.answer("GET", TIMERS, token, b"")[1]["timers"][0]["status"] == "ON"
    speakers.answer("DELETE", one, token, b"")
    assert speakers.answer("GET", TIMERS, token, b"")[1]["totalCount"] == 0
    assert speakers.answer("DELETE", one, token, b"")[0] == 404
    assert speakers.calls == 8


def test_a_token_brings_its_timer() -> None:
    timer = {"id": "one", "status": "ON", "triggerTime": "2030-01-01T00:00:00.000000Z"}
    _, found = Speakers().answer("GET", TIMERS, token_of(2, timer), b"")
    assert found["timers"] == [timer]


def test_settings() -> None:
    answer = Speakers().answer("GET", "/v2/devices/x/settings/System.timeZone", token_of(3, None), b"")
    assert answer == (200, "America/New_York")
