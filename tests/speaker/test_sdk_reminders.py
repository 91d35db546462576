"""Amazon's SDK client of the Reminders API against the speaker's server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import requests
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse, ApiConfiguration, ServiceException
from ask_sdk_model.services.reminder_management import (
    AlertInfo,
    PushNotification,
    PushNotificationStatus,
    Recurrence,
    ReminderManagementServiceClient,
    ReminderRequest,
    SpokenInfo,
    SpokenText,
    Status,
    Trigger,
    TriggerType,
)

from speaker.clock import Clock
from speaker.household import REMINDERS_SCOPE, Household, household
from speaker.rest import Rest

SPOKEN_INFO = "ask_sdk_model.services.reminder_management.spoken_info.SpokenInfo"
"""The SDK names a module that does not exist, and cannot read what it wrote."""
AT_SIX = Trigger(
    object_type=TriggerType.SCHEDULED_ABSOLUTE,
    scheduled_time="2026-06-01T18:00:00.000",
    time_zone_id="America/New_York",
)


class Loopback(ApiClient):
    """The SDK's own client takes https only."""

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        answer = requests.request(
            request.method, request.url, headers=dict(request.headers), json=request.body, timeout=5
        )
        return ApiClientResponse(list(answer.headers.items()), answer.text, answer.status_code)


@pytest.fixture
def home() -> Household:
    home = household("en-US", Clock(datetime(2026, 6, 1, 21, tzinfo=UTC), 0))
    home.granted.add(REMINDERS_SCOPE)
    return home


@pytest.fixture
def client(home: Household, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReminderManagementServiceClient]:
    monkeypatch.setitem(AlertInfo.deserialized_types, "spoken_info", SPOKEN_INFO)
    rest = Rest()
    yield ReminderManagementServiceClient(ApiConfiguration(DefaultSerializer(), Loopback(), rest.token(home), rest.url))
    rest.close()


def request(trigger: Trigger) -> ReminderRequest:
    content = [SpokenText(locale="en-US", text="ice", ssml="<speak>ice</speak>")]
    return ReminderRequest(
        request_time="2026-06-01T17:00:00.000",
        trigger=trigger,
        alert_info=AlertInfo(SpokenInfo(content)),
        push_notification=PushNotification(PushNotificationStatus.ENABLED),
    )


def test_create_list_get_update_delete(client: ReminderManagementServiceClient, home: Household) -> None:
    made = client.create_reminder(request(AT_SIX))
    assert (made.status, made.version) == (Status.ON, "1")
    assert made.href.endswith(made.alert_token)

    listed = client.get_reminders()
    assert listed.total_count == "1"
    assert listed.alerts[0].trigger.time_zone_id == "America/New_York"
    assert listed.alerts[0].trigger.scheduled_time.hour == 18

    found = client.get_reminder(made.alert_token)
    assert found.alert_info.spoken_info.content[0].text == "ice"
    assert found.push_notification.status is PushNotificationStatus.ENABLED

    in_ten_minutes = Trigger(object_type=TriggerType.SCHEDULED_RELATIVE, offset_in_seconds=600)
    assert client.update_reminder(made.alert_token, request(in_ten_minutes)).version == "2"
    assert home.reminders.next_due() == home.clock.now() + timedelta(minutes=10)

    client.delete_reminder(made.alert_token)
    assert client.get_reminders().alerts == []


def test_a_recurring_one(client: ReminderManagementServiceClient, home: Household) -> None:
    recurrence = Recurrence(
        start_date_time="2026-06-02T00:00:00.000",
        end_date_time="2026-06-03T23:59:59.000",
        recurrence_rules=["FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"],
    )
    zone = "America/New_York"
    trigger = Trigger(object_type=TriggerType.SCHEDULED_ABSOLUTE, time_zone_id=zone, recurrence=recurrence)
    made = client.create_reminder(request(trigger))
    assert client.get_reminder(made.alert_token).trigger.recurrence.recurrence_rules == recurrence.recurrence_rules
    assert home.reminders.next_due() == datetime(2026, 6, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scope", "limit", "status", "code"),
    [(REMINDERS_SCOPE, 0, HTTPStatus.FORBIDDEN, "MAX_REMINDERS_EXCEEDED"), ("", 1, HTTPStatus.UNAUTHORIZED, None)],
)
def test_refusals(
    client: ReminderManagementServiceClient, home: Household, scope: str, limit: int, status: int, code: str | None
) -> None:
    home.granted = {scope}
    home.reminders.limit = limit
    with pytest.raises(ServiceException) as refused:
        client.create_reminder(request(AT_SIX))
    assert refused.value.status_code == status
    assert getattr(refused.value.body, "code", None) == code


def test_one_that_is_not_there(client: ReminderManagementServiceClient) -> None:
    with pytest.raises(ServiceException) as refused:
        client.get_reminder("no-such-token")
    assert refused.value.status_code == HTTPStatus.NOT_FOUND
