"""The load benchmark: it measures, counts errors, and fills a database that the coach can read."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import load
from benchmarks.load import main, send
from benchmarks.talks import Crowd, Moment, body_of, key, played
from skill.ports import HOUSEHOLD
from skill.storage import recoveries_at
from speaker.signing import Signer
from tests.alexa.servers import serving, silent


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


def test_what_is_no_good_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PATIENCE", 0.2)
    with serving(silent) as url:
        port = int(url.rpartition(":")[2])
        found = send(port, [b"POST / HTTP/1.1\r\n\r\n"] * 3, 2, 0.2)
    assert (found.good, found.waits) == (0, [])
    assert found.bad > 0


def test_everyone_is_stored_where_their_first_request_finds_them(tmp_path: Path, moments: list[Moment]) -> None:
    crowd = Crowd(moments, 3 * len(moments))
    crowd.fill(tmp_path / "coach.db")
    with closing(recoveries_at(f"sqlite:///{tmp_path / 'coach.db'}")) as store:
        for user in range(crowd.stored):
            expected = moments[user % len(moments)].before
            kept = store.load(key(user)).get(HOUSEHOLD)
            assert (kept and kept.recovery) == (expected and expected.recovery)


def test_those_who_talk_are_spread_over_all_who_are_stored(tmp_path: Path, moments: list[Moment]) -> None:
    crowd, signer = Crowd(moments, 30_000), Signer(tmp_path)
    assert crowd.talking == 10_000
    for turn, user in ((0, 0), (1, 3), (9_999, 29_997), (10_000, 0)):
        account = body_of(user, moments[0]).partition(b'"userId": "')[2][:40]
        assert account in crowd.http(turn, signer)
