"""What was not used for 30 days is deleted in the background."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from skill import storage
from skill.ports import KEPT_FOR, Record, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage import keep_house
from skill.storage.sqlite import MemoryRecoveries

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = NOW - KEPT_FOR - DAY


@pytest.fixture
def store() -> MemoryRecoveries:
    return MemoryRecoveries()


def keep(store: Recoveries, user: str, at: datetime) -> None:
    store.save(user, "", Record(Recovery(stage=Stage.NEW, zone="Europe/Berlin"), 0), at)


def test_after_thirty_days_a_user_is_forgotten(store: Recoveries, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for user, at in {"a": NOW, "b": NOW - KEPT_FOR, "c": LATE, "d": LATE - 300 * DAY}.items():
        keep(store, user, at)
    keep_house(store, lambda: NOW)
    assert {user for user in "abcd" if store.load(user)} == {"a", "b"}
    assert [record.getMessage() for record in caplog.records] == ["forgotten after 30 days without use: 2"]


def test_all_is_deleted_however_much(store: Recoveries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "BATCH", 2)
    keep(store, "used", NOW)
    for number in range(5):
        keep(store, str(number), LATE)
    keep_house(store, lambda: NOW)
    assert not any(store.load(str(number)) for number in range(5))


@pytest.mark.parametrize("trouble", [RecoveriesTrouble("disk I/O error"), ZeroDivisionError("SECRET")])
def test_trouble_is_one_line_and_ends_nothing(trouble: Exception, caplog: pytest.LogCaptureFixture) -> None:
    class Troubled(MemoryRecoveries):
        def expire(self, today: date, unused_for: timedelta, most: int) -> int:
            raise trouble

    keep_house(Troubled(), lambda: NOW)
    assert [record.getMessage() for record in caplog.records] == ["housekeeping waits"]
