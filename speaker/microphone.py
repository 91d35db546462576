"""The microphone after an answer: open for eight seconds, again after the reprompt, then closed."""

from datetime import datetime, timedelta

from speaker.clock import Clock

LISTENS_FOR = timedelta(seconds=8)
"""How long it stays open, before and again after the reprompt."""


class Microphone:
    """The state of the microphone, closed at first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: datetime | None = None
        self._reprompt = ""

    @property
    def is_open(self) -> bool:
        """Whether the user can speak without the wake word."""
        return self._since is not None

    @property
    def closes_at(self) -> datetime | None:
        """When it closes without an answer; ``None`` when it is closed."""
        return self._since + LISTENS_FOR if self._since else None

    def open(self, reprompt: str) -> None:
        """Listen; ``reprompt`` is said when the user does not answer (empty for nothing)."""
        self._since, self._reprompt = self._clock.now(), reprompt

    def close(self) -> None:
        """Stop listening."""
        self._since, self._reprompt = None, ""

    def take_reprompt(self) -> str:
        """Return the reprompt and listen once more; empty when there is none or it was said."""
        reprompt = self._reprompt
        if reprompt:
            self.open("")
        return reprompt
