import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skill.clock import rehearsal_clock, system_clock

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
