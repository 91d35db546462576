"""What `python -m speaker.host` tells the skill's server: see also every dialogue, which runs on it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from skill.config import system_clock
from speaker.clock import Clock
from speaker.host import rehearsal_clock

START = datetime(2026, 3, 1, 18, tzinfo=UTC)


def test_both_sides_agree_on_the_time_also_when_it_runs_faster(tmp_path: Path) -> None:
    an_hour_ago = system_clock() - timedelta(hours=1)
    Clock(START, 60, tmp_path / "clock.json", real=lambda: an_hour_ago)
    now = rehearsal_clock(tmp_path / "clock.json")()
    assert START + timedelta(hours=60) <= now < START + timedelta(hours=61)
    assert now.tzinfo is UTC
