from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from speaker.dialogue import (
    BadLine,
    Expected,
    Line,
    Mishap,
    Moved,
    Permitted,
    Recognised,
    Remark,
    Said,
    Touched,
    Waited,
    read_dialogue,
    read_line,
)
from speaker.perform import time_until


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("# a comment", Remark(1, "# a comment")),
        ("", Remark(1, "")),
        ("U: my ankles are sore", Said(1, "U: my ankles are sore", "my ankles are sore")),
        ("  how much longer", Said(1, "  how much longer", "how much longer")),
        ("A: *twenty*", Expected(1, "A: *twenty*", "A:", "*twenty*")),
        ("R: *out*", Expected(1, "R: *out*", "R:", "*out*")),
        ("+ 12 min", Waited(1, "+ 12 min", timedelta(minutes=12))),
        ("+90s", Waited(1, "+90s", timedelta(seconds=90))),
        ("+ 3 d", Waited(1, "+ 3 d", timedelta(days=3))),
        ("+ until 7:30", Waited(1, "+ until 7:30", until=time(7, 30))),
        ("C: yes", Permitted(1, "C: yes", "ACCEPTED", False)),
        ("C: Ignore", Permitted(1, "C: Ignore", "NOT_ANSWERED", False)),
        ("C: yes, if asked", Permitted(1, "C: yes, if asked", "ACCEPTED", if_asked=True)),
        ("T: AMAZON.YesIntent", Touched(1, "T: AMAZON.YesIntent", "AMAZON.YesIntent")),
        ("P: Anna", Recognised(1, "P: Anna", "anna")),
        ("Z: Europe/Berlin", Moved(1, "Z: Europe/Berlin", "Europe/Berlin")),
        ("! timers 503", Mishap(1, "! timers 503", "timers 503")),
    ],
)
def test_lines(written: str, line: Line) -> None:
    assert read_line(1, written) == line


def test_a_short_line_is_read_as_what_it_stands_for() -> None:
    lines = list(read_dialogue(["# Ice", "! screened", "A: All clear*", "! iced start icing"]))
    assert said(lines, 2) == ["my ankles are sore", "yes", "no", "no", "no"]
    assert said(lines, 4) == ["start icing", "yes", "no", "no", "no", "yes", "my foot is out", "no"]
    assert sum(isinstance(line, Expected) for line in lines) == 4 + 1 + 8
    assert [line.length for line in lines if isinstance(line, Waited)] == [timedelta(minutes=20)]


def said(lines: list[Line], number: int) -> list[str]:
    return [line.words for line in lines if isinstance(line, Said) and line.number == number]


@pytest.mark.parametrize("written", ["U:", "X: hello", "+ soon", "+ until 25:00", "C: perhaps", "C: no, thanks", "!"])
def test_a_bad_line_is_named_by_its_number(written: str) -> None:
    with pytest.raises(BadLine, match=r"^line 3: "):
        list(read_dialogue(["U: hello\n", "\n", f"{written}\n"]))


@pytest.mark.parametrize(
    ("date", "wall_clock", "hours"),
    [
        ((2026, 6, 1, 17), time(18), 1),
        ((2026, 6, 1, 17), time(7), 14),
        ((2026, 6, 1, 17), time(17), 24),
        ((2026, 3, 7, 22), time(8), 9),
        ((2026, 10, 31, 22), time(8), 11),
    ],
)
def test_until_the_clocks_there_show(date: tuple[int, int, int, int], wall_clock: time, hours: float) -> None:
    now = datetime(*date, tzinfo=ZoneInfo("America/New_York"))
    assert time_until(wall_clock, now) == timedelta(hours=hours)
    assert (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(now.tzinfo).time() == wall_clock
