"""The microphone after an answer: open for a while, once more after the reprompt, then closed."""

from datetime import datetime, timedelta

from speaker.clock import Clock

LISTENS_FOR = timedelta(seconds=8)
"""How long it stays open, before and again after the reprompt."""


class Microphone:
    """Closed at first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: datetime | None = None
        self._reprompt = ""

    @property
    def is_open(self) -> bool:
        """Whether one can speak without the wake word."""
        return self._since is not None

    @property
    def closes_at(self) -> datetime | None:
        """When the patience of this opening ends; ``None`` when it is closed."""
        return self._since + LISTENS_FOR if self._since else None

    def open(self, reprompt: str) -> None:
        """Listen; ``reprompt`` is what is said when nobody answers (empty for nothing)."""
        self._since, self._reprompt = self._clock.now(), reprompt

    def close(self) -> None:
        """Stop to listen."""
        self._since, self._reprompt = None, ""

    def take_reprompt(self) -> str:
        """Return the reprompt and listen once more; empty when it was said already or there is none."""
        reprompt = self._reprompt
        if reprompt:
            self.open("")
        return reprompt
