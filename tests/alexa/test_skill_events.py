from datetime import UTC, datetime
from typing import Any

import pytest

from skill.alexa.inbound import granted_by, happened_at
from skill.routine.events import Permission

from .recorded import envelope, parsed, recorded

GRANTED = {
    "permission-accepted": (Permission.REMINDERS, Permission.TIMERS),
    "permission-changed": (Permission.REMINDERS,),
    "permission-all-revoked": (),
}


@pytest.mark.parametrize("name", GRANTED)
def test_what_is_permitted(name: str) -> None:
    assert granted_by(envelope(name).request).granted == GRANTED[name]


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"acceptedPermissions": None},
        {"acceptedPermissions": [None, {}, {"scope": None}, {"scope": "alexa::new:thing"}]},
        {"acceptedPersonPermissions": [{"scope": "alexa::alerts:timers:skill:readwrite"}]},
    ],
)
def test_what_is_not_listed_is_not_permitted(body: Any) -> None:
    document = recorded("permission-changed")
    document["request"]["body"] = body
    assert granted_by(parsed(document).request).granted == ()


SENT = datetime(2026, 3, 1, 18, tzinfo=UTC)
EARLIER = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-03-01T19:30:00+02:00", EARLIER),
        ("2026-03-01T17:30:00", EARLIER),
        (None, SENT),
        ("2031-03-01T17:30:00Z", SENT),
        ("0001-01-01T00:00:00+14:00", SENT),
    ],
)
def test_the_moment_it_happened_or_was_sent(told: str | None, at: datetime) -> None:
    document = recorded("skill-disabled")
    document["request"]["eventCreationTime"] = told
    moment = happened_at(parsed(document).request)
    assert (moment, moment.tzinfo) == (at, UTC)
