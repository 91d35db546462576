from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from speaker.clock import Clock
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE, Household, household
from speaker.rest import Rest
from speaker.timer_orders import Order

from .test_reminder_orders import REMINDER, changed
from .test_timer_orders import ORDER

TIMERS = "/v1/alerts/timers"
REMINDERS = "/v1/alerts/reminders"


class Api:
    """Calls the API with the current token of one household."""

    def __init__(self, rest: Rest, home: Household) -> None:
        self.rest, self.home = rest, home

    def __call__(self, method: str, path: str, body: Any = None, token: str | None = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.rest.token(self.home)}"}
        return requests.request(method, self.rest.url + path, json=body, headers=headers, timeout=1)


@pytest.fixture
def home() -> Household:
    home = household("en-US", Clock(datetime(2026, 6, 1, tzinfo=UTC), 0))
    home.granted |= {TIMERS_SCOPE, REMINDERS_SCOPE}
    return home


@pytest.fixture
def call(home: Household) -> Iterator[Api]:
    rest = Rest()
    yield Api(rest, home)
    rest.close()


def test_delete_all_spares_the_users_own(call: Api, home: Household) -> None:
    made = call("POST", TIMERS, ORDER).json()
    assert call("GET", TIMERS).json() == {"totalCount": 1, "timers": [made], "nextToken": None}
    home.timers.create(Order(timedelta(minutes=3)), of_skill=False)
    assert call("DELETE", TIMERS).status_code == 200
    assert [timer.of_skill for timer in home.timers.live] == [False]


def test_permission_and_token_are_checked(call: Api, home: Household) -> None:
    earlier = call.rest.token(home)
    call.rest.token(home)
    assert call("GET", TIMERS, token=earlier).status_code == 401
    home.granted.clear()
    assert call("GET", TIMERS).status_code == 401


def test_refusals_say_why(call: Api) -> None:
    call("POST", TIMERS, ORDER)
    again = call("POST", TIMERS, ORDER)
    assert (again.status_code, again.json()["code"]) == (400, "DUPLICATE_TIMER_LABEL")
    assert call("POST", TIMERS, {**ORDER, "duration": "PT3H"}).status_code == 400
    assert call("POST", TIMERS, [1]).status_code == 400


def test_the_life_of_a_reminder(call: Api) -> None:
    made = call("POST", REMINDERS, REMINDER)
    assert made.status_code == 200
    token, midnight = made.json()["alertToken"], "2026-06-01T00:00:00.000Z"
    one = f"{REMINDERS}/{token}"
    common = {"alertToken": token, "createdTime": midnight, "updatedTime": midnight, "status": "ON", "version": "1"}
    assert made.json() == {**common, "href": one}
    shown = {**common, **{key: REMINDER[key] for key in ("trigger", "alertInfo", "pushNotification")}}
    assert call("GET", one).json() == shown
    assert call("GET", REMINDERS).json() == {"totalCount": "1", "alerts": [shown], "links": None}
    later = call("PUT", one, changed("trigger.scheduledTime", "2026-06-02T08:00:00.000"))
    assert later.json() == {**common, "version": "2", "href": one}
    assert call("GET", one).json()["trigger"]["scheduledTime"] == "2026-06-02T08:00:00.000"
    assert call("DELETE", one).status_code == 200
    for method in ("GET", "PUT", "DELETE"):
        gone = call(method, one, REMINDER)
        assert (gone.status_code, gone.json()["code"]) == (404, "ALERT_NOT_FOUND")


def test_reminders_are_refused_with_a_reason(call: Api, home: Household) -> None:
    refused = call("POST", REMINDERS, changed("trigger.timeZoneId", "Mars/Olympus"))
    assert refused.status_code == 400
    assert refused.json()["code"] == "INVALID_TRIGGER"
    assert "Mars/Olympus" in refused.json()["message"]
    assert call("POST", REMINDERS, [1]).status_code == 400
    home.granted.discard(REMINDERS_SCOPE)
    for method, path in [("POST", REMINDERS), ("GET", REMINDERS), ("DELETE", f"{REMINDERS}/x")]:
        assert call(method, path, REMINDER).status_code == 401
    assert call("GET", TIMERS).status_code == 200


def test_the_token_of_an_event_lists_and_deletes_but_creates_nothing(call: Api, home: Household) -> None:
    token = call("POST", REMINDERS, REMINDER).json()["alertToken"]
    timer = call("POST", TIMERS, ORDER).json()["id"]
    event = call.rest.token(home, in_session=False)
    home.granted.clear()
    assert call("POST", REMINDERS, REMINDER, event).status_code == 403
    assert call("POST", TIMERS, ORDER, event).status_code == 403
    assert call("POST", f"{TIMERS}/{timer}/pause", token=event).status_code == 403
    assert call("PUT", f"{REMINDERS}/{token}", REMINDER, event).status_code == 200
    assert call("GET", REMINDERS, token=event).json()["totalCount"] == "1"
    assert call("DELETE", f"{REMINDERS}/{token}", token=event).status_code == 200
    assert call("DELETE", TIMERS, token=event).status_code == 200
    assert not home.reminders.live
    assert not home.timers.live


def test_settings(call: Api, home: Household) -> None:
    settings = f"/v2/devices/{home.device_id}/settings"
    assert call("GET", f"{settings}/System.timeZone").json() == "America/New_York"
    assert call("GET", f"{settings}/System.distanceUnits").json() == "IMPERIAL"
    assert call("GET", f"{settings}/System.temperatureUnit").json() == "FAHRENHEIT"
    assert call("GET", f"{settings}/System.mood").status_code == 403
    assert call("GET", "/v2/devices/other/settings/System.timeZone").status_code == 403
    home.location = None
    nothing = call("GET", f"{settings}/System.timeZone")
    assert (nothing.status_code, nothing.content) == (204, b"")


def test_the_apis_can_be_told_to_fail(call: Api, home: Household) -> None:
    home.timers_fault = 503
    assert call("GET", TIMERS).status_code == 503
    home.timers_fault = "garbage"
    with pytest.raises(requests.JSONDecodeError):
        call("GET", TIMERS).json()
    home.timers_fault, home.settings_fault = None, 429
    assert call("GET", TIMERS).status_code == 200
    home.reminders_fault = 429
    assert [call("GET", path).status_code for path in (TIMERS, REMINDERS)] == [200, 429]
    home.reminders_fault = 403
    assert call("POST", REMINDERS, REMINDER).json()["code"] == "DEVICE_NOT_SUPPORTED"
    assert call("GET", f"/v2/devices/{home.device_id}/settings/System.timeZone").status_code == 429


@pytest.mark.parametrize(("fault", "timers"), [("hang", 0), ("late", 1)])
def test_too_late_is_not_the_same_as_never(call: Api, home: Household, fault: Any, timers: int) -> None:
    home.timers_fault = fault
    with pytest.raises(requests.ReadTimeout):
        call("POST", TIMERS, ORDER)
    assert len(home.timers.live) == timers
