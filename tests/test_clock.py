import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skill.clock import BEHIND, REMEMBERED, ClockCheck, rehearsal_clock, system_clock

SHOWN = "2026-03-01T18:00:00+00:00"


def write(file: Path, real: datetime, shown: str = SHOWN, speed: float = 0) -> None:
    file.write_text(json.dumps({"real": real.isoformat(), "shown": shown, "speed": speed}), "utf-8")


def test_the_system_clock_tells_aware_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_a_rehearsals_clock_may_stand_still(tmp_path: Path) -> None:
    write(tmp_path / "clock.json", system_clock())
    clock = rehearsal_clock(tmp_path / "clock.json")
    assert clock() == clock() == datetime(2026, 3, 1, 18, tzinfo=UTC)


def test_it_is_read_anew_each_time(tmp_path: Path) -> None:
    write(tmp_path / "clock.json", system_clock())
    clock = rehearsal_clock(tmp_path / "clock.json")
    clock()
    write(tmp_path / "clock.json", system_clock(), "2026-03-02T07:00:00+00:00")
    assert clock() == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_it_may_run_faster(tmp_path: Path) -> None:
    write(tmp_path / "clock.json", system_clock() - timedelta(hours=1), speed=60)
    assert rehearsal_clock(tmp_path / "clock.json")() >= datetime(2026, 3, 1, 18, tzinfo=UTC) + timedelta(hours=60)


def test_it_tells_utc_whatever_zone_is_shown(tmp_path: Path) -> None:
    write(tmp_path / "clock.json", system_clock(), "2026-03-01T10:00:00-08:00")
    now = rehearsal_clock(tmp_path / "clock.json")()
    assert now == datetime(2026, 3, 1, 18, tzinfo=UTC)
    assert now.tzinfo is UTC


def test_a_file_that_is_missing_is_no_time_at_all(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rehearsal_clock(tmp_path / "clock.json")()


def test_a_request_from_the_future_says_that_the_clock_is_wrong_until_one_is_accepted() -> None:
    check = ClockCheck()
    assert not check.is_wrong
    check.refused(is_ahead=True)
    assert check.is_wrong
    check.accepted()
    assert not check.is_wrong


def test_requests_from_the_past_say_so_only_when_there_are_several_and_for_a_while() -> None:
    passed = 0.0
    check = ClockCheck(lambda: passed)
    for _ in range(BEHIND - 1):
        check.refused(is_ahead=False)
    assert not check.is_wrong
    check.refused(is_ahead=False)
    assert check.is_wrong
    passed = REMEMBERED
    assert not check.is_wrong
