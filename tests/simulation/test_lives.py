"""Simulation: many households live random days with the real coach; with THOROUGH=1 thousands, others each time.

Each is checked after every request by the rules in `tests.simulation.rules`. A failing life is printed as a value that
can be lived again.
"""

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import THOROUGH
from tests.simulation.days import Life, lives
from tests.simulation.stores import Stores

LIVES = 20_000 if THOROUGH else 150
PARTS, FIRST = 2 if THOROUGH else 1, 10
"""Tests, and the number of the first one: in its lives all that is rare happens."""

RARE = ("massage-how", "jog", "slow-or-walk", "walk-begun", "sprain-hold", "advice-worse", "advice-therapist")
MORE, TRIES = 50, 9
"""So many more lives are drawn, so often at most, while something rare did not happen."""
RISKY = ("reminders-set", "reminders-some", "reminders-left", "timer-unreachable", "forgotten-with-alerts")
SEEN = (*RARE, *RISKY, "prompts-set", "other-ankle-rests", "ice-more")


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_people_do(tmp_path: Path, part: int) -> None:
    with closing(Stores(tmp_path / "coach.db")) as stores:
        for more in range(1 + TRIES):
            number = random.randrange(2**32) if THOROUGH else FIRST + part + more * PARTS
            live(stores, number, MORE if more else LIVES // PARTS, Phase.generate, Phase.shrink)
            # Rules about what never happens prove nothing unless such things did happen.
            missing = [key for key in SEEN if not stores.said[key]]
            if not missing:
                break
        assert stores.lived >= LIVES // PARTS
        assert not missing


def live(stores: Stores, number: int, count: int, *phases: Phase) -> None:
    """Live so many lives, drawn by this number."""

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @seed(number)
    @given(life=lives)
    def each(life: Life) -> None:
        stores.live(life)

    each()
