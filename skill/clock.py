"""The clock of the skill, and whether it is right."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

BEHIND = 3
"""As many requests in a row from behind our time say that it is wrong: one or two may be old ones, sent again."""
REMEMBERED = 300.0
"""Seconds for which a refused request says so, after which new ones are given a chance."""

Clock = Callable[[], datetime]
"""Tells the time now: aware, UTC."""


def system_clock() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)  # noqa: TID251 - the edge that everything else takes `now` from


class ClockCheck:
    """Whether requests that Amazon signed for this skill say that our clock is wrong.

    One from the future is enough, since only Amazon can make it. Those from the past may be old ones, sent again.
    """

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        """Take what measures the time that passes."""
        self._seconds = seconds
        self._refused = 0
        self._refused_at = 0.0

    def accepted(self) -> None:
        """Note a genuine request of the present."""
        self._refused = 0

    def refused(self, *, is_ahead: bool) -> None:
        """Note a genuine request of another time, ahead of our clock or behind."""
        self._refused += BEHIND if is_ahead else 1
        self._refused_at = self._seconds()

    @property
    def is_wrong(self) -> bool:
        """Whether the clock is wrong, as far as is known."""
        return self._refused >= BEHIND and self._seconds() - self._refused_at < REMEMBERED
