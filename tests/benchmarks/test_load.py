"""The load benchmark: it measures, counts errors, and fills a database that the coach can read."""

import re

import pytest

from benchmarks import load
from benchmarks.load import main
from benchmarks.talks import Moment, played


@pytest.fixture(scope="module")
def moments() -> list[Moment]:
    return played()


def test_it_measures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, moments: list[Moment]
) -> None:
    monkeypatch.setattr(load, "played", lambda: moments)
    assert main(["--only", "b", "d", "--seconds", "0.2", "--rounds", "1", "--users", "60"]) == 0
    lines = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| (")]
    assert [(line[0], line[3]) for line in lines] == [(f"| ({key})", each) for key in "bd" for each in ("1", "8")]
    for line in lines:
        rate, p50, p99, cpu = map(float, line[4:8])
        assert rate > 1
        assert 0 < p50 <= p99
        assert cpu > 0
        assert re.fullmatch(r"0 \|", line[8])
