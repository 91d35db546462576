from datetime import UTC, datetime
from typing import Any

import pytest

from skill.alexa.skill_events import Disabled, PermissionsTold, told_by
from skill.routine.events import Permission, PermissionsChanged

from .recorded import envelope, names, parsed, recorded

AT = datetime(2026, 3, 1, 17, 59, 58, tzinfo=UTC)


def permitting(*granted: Permission, at: datetime = AT) -> PermissionsTold:
    return PermissionsTold(PermissionsChanged(granted), at)


TOLD = {
    "skill-disabled": Disabled(AT),
    "permission-accepted": permitting(Permission.REMINDERS, Permission.TIMERS),
    "permission-changed": permitting(Permission.REMINDERS),
    "permission-all-revoked": permitting(),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_skill_event_tells(name: str) -> None:
    assert told_by(envelope(name)) == TOLD[name]


def test_no_other_request_does() -> None:
    others = set(names()) - set(TOLD) - {"unknown-type", "session-ended-unknown-reason"}
    assert {told_by(envelope(name)) for name in others} == {None}


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"acceptedPermissions": None},
        {"acceptedPermissions": []},
        {"acceptedPermissions": [None, {}, {"scope": None}, {"scope": "alexa::new:thing"}]},
        {"acceptedPersonPermissions": [{"scope": "alexa::alerts:timers:skill:readwrite"}]},
    ],
)
@pytest.mark.parametrize("name", ["permission-accepted", "permission-changed"])
def test_what_is_not_listed_is_not_permitted(name: str, body: Any) -> None:
    document = recorded(name)
    document["request"]["body"] = body
    assert told_by(parsed(document)) == permitting()


@pytest.mark.parametrize("name", ["skill-disabled", "permission-changed"])
def test_the_moment_it_happened_or_was_told(name: str) -> None:
    document = recorded(name)
    document["request"]["eventCreationTime"] = "2026-03-01T19:30:00+02:00"
    told = told_by(parsed(document))
    assert told
    assert (told.at, told.at.tzinfo) == (datetime(2026, 3, 1, 17, 30, tzinfo=UTC), UTC)
    document["request"]["eventCreationTime"] = "2026-03-01T17:30:00"
    assert told_by(parsed(document)) == told
    for odd in (None, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2031-03-01T17:30:00Z"):
        document["request"]["eventCreationTime"] = odd
        told = told_by(parsed(document))
        assert told
        assert told.at == datetime(2026, 3, 1, 18, 0, tzinfo=UTC), odd
    del document["request"]["eventCreationTime"]
    told = told_by(parsed(document))
    assert told
    assert told.at == datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("user", [None, {}, {"userId": ""}])
@pytest.mark.parametrize("name", TOLD)
def test_an_event_of_nobody_tells_nothing(name: str, user: Any) -> None:
    document = recorded(name)
    document["context"]["System"]["user"] = user
    assert told_by(parsed(document)) is None
