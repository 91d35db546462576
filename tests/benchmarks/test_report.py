"""Tables and verdicts."""

from benchmarks.load import verdicts
from benchmarks.measuring import Row
from benchmarks.report import table
from benchmarks.wrk import Measured


def row(rate: int, p99: float = 5.0, memory: float = 90.0) -> Row:
    return Row(8, Measured(1.0, rate, 0, 0, 0, 0, 1.0, p99, p99), 1.0, memory)


def test_a_table() -> None:
    lines = list(table(("server", "requests/s"), [("one", "12")]))
    assert lines == ["| server | requests/s |", "| --- | ---: |", "| one | 12 |"]


def test_what_is_reached_and_what_is_missed() -> None:
    told = "\n".join(verdicts({"a": [row(1)] + 2 * [row(1200)], "b": 3 * [row(100)], "c": 3 * [row(1000)]}))
    assert "1.20 times as many as (c) at 8; at least 1: reached" in told
    assert "1.20 times as many as (c) at 8; at least 1.3: **missed**" in told
    assert "12.00 times as many as (b) at 8; at least 10: reached" in told
    assert "(d)" not in told
    assert "under 120: reached" in told


def test_without_the_coach_there_is_nothing_to_say() -> None:
    assert not list(verdicts({"b": 3 * [row(100)]}))
