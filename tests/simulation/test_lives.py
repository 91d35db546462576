"""Thousands of households live four random days and a look back with the real coach.

Each is checked after every request by the rules in `tests.simulation.rules`. A failing life is printed as a value that
can be lived again. How many lives there are is told by the environment: ``LIVES=20000 pytest tests/simulation`` lives
that many, others each time.
"""

from hypothesis import HealthCheck, Phase, given, settings

from tests.simulation.days import Life, lives
from tests.simulation.stores import MANY, Stores

LIVES = 1500


@settings(
    max_examples=MANY or LIVES,
    derandomize=not MANY,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(life=lives)
def test_whatever_people_do(stores: Stores, life: Life) -> None:
    stores.live(life)


def test_the_lives_have_seen_something(stores: Stores) -> None:
    """Rules about what never happens prove nothing; this runs after the lives."""
    assert stores.lived >= (MANY or LIVES)
    rare = ("massage-how", "jog", "slow-or-walk", "walk-begun", "sprain-hold", "advice-worse", "advice-therapist")
    risky = ("reminders-set", "reminders-some", "reminders-left", "timer-unreachable", "forgotten")
    assert not [key for key in (*rare, *risky, "prompts-set", "other-ankle", "ice-more") if stores.said[key] < 3]
