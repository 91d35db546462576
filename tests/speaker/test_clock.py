import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from speaker.clock import Clock

FIVE = datetime(2026, 6, 1, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Wall:
    """A real clock that the test moves."""

    now = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(("speed", "passed"), [(1, MINUTE), (60, 60 * MINUTE), (0, 0 * MINUTE)])
def test_time_runs_at_its_speed(speed: float, passed: timedelta) -> None:
    wall = Wall()
    clock = Clock(FIVE, speed, real=wall)
    wall.now += MINUTE
    assert clock.now() == FIVE + passed


def test_time_can_be_skipped_and_never_back() -> None:
    clock = Clock(FIVE, 0)
    clock.skip(MINUTE)
    clock.skip_to(FIVE + 5 * MINUTE)
    clock.skip_to(FIVE)
    assert clock.now() == FIVE + 5 * MINUTE


def test_the_file_gives_the_same_time(tmp_path: Path) -> None:
    wall, file = Wall(), tmp_path / "clock.json"
    clock = Clock(FIVE, 60, file, wall)
    wall.now += MINUTE
    clock.skip(3 * MINUTE)
    wall.now += MINUTE
    written = json.loads(file.read_text("utf-8"))
    since = wall.now - datetime.fromisoformat(written["real"])
    assert datetime.fromisoformat(written["shown"]) + since * written["speed"] == clock.now()
    assert [each.name for each in tmp_path.iterdir()] == ["clock.json"]


def test_a_new_conversation_may_begin_earlier() -> None:
    clock = Clock(FIVE, 0)
    clock.skip(9 * MINUTE)
    clock.reset(FIVE)
    assert clock.now() == FIVE
