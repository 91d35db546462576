"""Simulation: thousands of households live random days with the real coach.

Each is checked after every request by the rules in `tests.simulation.rules`. A failing life is printed as a value that
can be lived again. The environment sets the number of lives: ``LIVES=20000 pytest tests/simulation`` lives
that many, others each time.
"""

import random
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.simulation.days import Life, lives
from tests.simulation.stores import MANY, Stores

LIVES = 1500
PARTS = 3
"""Tests that run in parallel."""

RARE = ("massage-how", "jog", "slow-or-walk", "walk-begun", "sprain-hold", "advice-worse", "advice-therapist")
MORE = 4
"""How often more lives are drawn when something rare did not happen."""
RISKY = ("reminders-set", "reminders-some", "reminders-left", "timer-unreachable", "forgotten-with-alerts")
SEEN = (*RARE, *RISKY, "prompts-set", "other-ankle-rests", "ice-more")


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_people_do(tmp_path: Path, part: int) -> None:
    with closing(Stores(tmp_path / "coach.db")) as stores:
        for more in range(MORE):
            _live(stores, random.randrange(2**32) if MANY else part + more * PARTS)
            # Rules about what never happens prove nothing unless such things did happen.
            missing = [key for key in SEEN if not stores.said[key]]
            if not missing:
                break
        assert stores.lived >= (MANY or LIVES) // PARTS
        assert not missing


def _live(stores: Stores, number: int) -> None:
    """Live a third of the lives, drawn by this number."""

    @settings(
        max_examples=(MANY or LIVES) // PARTS,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @seed(number)
    @given(life=lives)
    def live(life: Life) -> None:
        stores.live(life)

    live()
