"""The Alexa app and its events to the skill, over real HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from speaker.envelopes import SKILL_ID
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE
from speaker.rehearsal import Rehearsal
from speaker.sounds import Kind

HOUR = timedelta(hours=1)


def events(talk: Rehearsal) -> list[dict[str, Any]]:
    return [sent.request for sent in talk.cloud.exchanges if "AlexaSkillEvent" in sent.request["request"]["type"]]


def kinds(talk: Rehearsal) -> list[str]:
    return [event["request"]["type"].removeprefix("AlexaSkillEvent.") for event in events(talk)]


def test_an_event_has_all_that_alexa_sends_and_no_session(talk: Rehearsal) -> None:
    user = talk.home.user_id
    assert talk.app.disable() == []
    (event,) = events(talk)
    assert event.keys() == {"version", "context", "request"}
    system = event["context"]["System"]
    assert system.keys() == {"application", "user", "apiEndpoint", "apiAccessToken"}
    assert system["application"] == {"applicationId": SKILL_ID}
    assert system["user"] == {"userId": user}
    request = event["request"]
    times = {"timestamp", "eventCreationTime", "eventPublishingTime"}
    assert request.keys() == {"type", "requestId", "body"} | times
    assert request["timestamp"] == "2026-06-01T21:00:00Z"
    assert request["eventCreationTime"] == request["eventPublishingTime"] == "2026-06-01T21:00:00.000Z"


def test_an_event_lists_all_permissions_or_none_when_none_is_left(talk: Rehearsal) -> None:
    talk.app.permit(TIMERS_SCOPE)
    talk.app.permit(REMINDERS_SCOPE)
    talk.app.revoke(TIMERS_SCOPE)
    talk.app.revoke(REMINDERS_SCOPE)
    assert kinds(talk) == ["SkillPermissionAccepted", *["SkillPermissionChanged"] * 3]
    both = [{"scope": REMINDERS_SCOPE}, {"scope": TIMERS_SCOPE}]
    assert [event["request"].get("body") for event in events(talk)] == [
        {"acceptedPermissions": [{"scope": TIMERS_SCOPE}]},
        {"acceptedPermissions": both},
        {"acceptedPermissions": [{"scope": REMINDERS_SCOPE}]},
        None,
    ]
    scopes = [event["context"]["System"]["user"].get("permissions", {}).get("scopes") for event in events(talk)]
    assert scopes[1] == {REMINDERS_SCOPE: {"status": "GRANTED"}, TIMERS_SCOPE: {"status": "GRANTED"}}
    assert scopes[3] is None


def test_a_user_who_enables_the_skill_again_is_new_and_has_no_permissions(talk: Rehearsal) -> None:
    talk.app.permit(TIMERS_SCOPE)
    user, device = talk.home.user_id, talk.home.device_id
    talk.app.disable()
    assert talk.app.disable() == []
    talk.app.enable()
    assert talk.app.enable() == []
    assert kinds(talk) == ["SkillPermissionAccepted", "SkillDisabled", "SkillEnabled"]
    assert [event["context"]["System"]["user"]["userId"] == user for event in events(talk)] == [True, True, False]
    assert device != talk.home.device_id
    assert talk.home.granted == set()


def test_an_answer_to_an_event_is_a_failure(talk: Rehearsal) -> None:
    talk.app.disable()
    (failure,) = talk.app.enable()
    assert failure.kind is Kind.FAILURE
    assert failure.text == "AlexaSkillEvent.SkillEnabled was answered, which no user hears"


def test_reminders_stay_when_the_skill_does_not_delete_them(talk: Rehearsal) -> None:
    talk.home.granted.add(REMINDERS_SCOPE)
    talk.device.say("remind me at six pm")
    talk.home.reminders_fault = 500
    talk.app.disable()
    assert [sound.kind for sound in talk.device.wait(2 * HOUR)] == [Kind.RING]


def test_events_may_come_late_in_any_order_and_twice(talk: Rehearsal) -> None:
    talk.app.hold_events()
    talk.app.permit(TIMERS_SCOPE)
    talk.clock.skip(HOUR)
    talk.app.revoke(TIMERS_SCOPE)
    assert events(talk) == []
    talk.clock.skip(HOUR)
    assert talk.app.deliver_events() == []
    assert talk.app.repeat_event() == []
    assert kinds(talk) == ["SkillPermissionChanged", "SkillPermissionAccepted", "SkillPermissionChanged"]
    requests = [event["request"] for event in events(talk)]
    assert [request["eventCreationTime"][11:16] for request in requests] == ["22:00", "21:00", "22:00"]
    assert {request["timestamp"][11:16] for request in requests} == {"23:00"}
    assert len({request["requestId"] for request in requests}) == 3
    talk.app.permit(TIMERS_SCOPE)
    assert kinds(talk)[-1] == "SkillPermissionAccepted"


def test_a_skill_that_cannot_be_reached_is_a_failure(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk.cloud, "_url", "http://127.0.0.1:9/alexa")
    (failure,) = talk.app.disable()
    assert failure.text.startswith("AlexaSkillEvent.SkillDisabled: the skill cannot be reached")
