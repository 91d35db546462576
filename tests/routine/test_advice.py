"""Whether to see someone: every boundary."""

import pytest

from skill.routine.assessment import Advice, advise
from skill.routine.events import Trend

B, S, W, G = Trend.BETTER, Trend.SAME, Trend.WORSE, Trend.GONE


@pytest.mark.parametrize(
    ("day", "trend", "score", "advice"),
    [
        # Worse first, on any day and whatever the score.
        (0, W, None, Advice.WORSE),
        (1, W, 0, Advice.WORSE),
        # Then six and more.
        (0, None, 6, Advice.SEVERE),
        # Then what is over.
        (0, G, None, Advice.GONE_TODAY),
        (0, None, 0, Advice.GONE_TODAY),
        (1, G, None, Advice.RECOVERED),
        # The first day asks for the score only.
        (0, None, None, None),
        (0, None, 4, Advice.REST_TODAY),
        # Then both are asked.
        (1, None, 1, None),
        (2, B, 3, Advice.GENTLE_DAY),
        # Day three: better may wait one more day.
        (3, B, 1, Advice.EASY_DAY),
        (3, B, 4, Advice.GENTLE_DAY),
        (3, S, 1, Advice.THERAPIST),
        (3, None, 1, None),
        # Day four and later: any soreness but what is mild and better.
        (4, B, 0, Advice.RECOVERED),
        (6, B, 2, Advice.EASY_DAY),
        (4, B, 3, Advice.THERAPIST),
        (4, S, 1, Advice.THERAPIST),
        (4, B, None, None),
        # After a week any soreness.
        (7, None, 1, Advice.THERAPIST),
        (7, B, 1, Advice.THERAPIST),
        (7, B, None, None),
    ],
)
def test_advice(day: int, trend: Trend | None, score: int | None, advice: Advice | None) -> None:
    assert advise(day, trend, score) is advice
