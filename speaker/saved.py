"""Writes a conversation down as a dialogue, which plays it again with the same answers at the same times."""

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from speaker.dialogue import Line, Waited
from speaker.sounds import Kind, Sound

_EXPECTED = Kind.ANSWER, Kind.RING


class Saved:
    """The lines of one conversation. What passed between them becomes "+" lines."""

    def __init__(self, head: str, began: datetime) -> None:
        """Begin at ``began`` with the remark ``head``."""
        self._lines = [f"# {head}"]
        self._until = began

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join([*self._lines, ""])

    def line(self, line: Line, now: datetime) -> None:
        """Add a line that is about to be performed at ``now``."""
        self._pass(math.floor((now - self._until).total_seconds()))
        self._lines.append(line.written)

    def heard(self, sounds: Iterable[Sound], line: Line | None, now: datetime) -> None:
        """Add what was heard, at ``now``: after ``line``, or ``None`` when time alone has passed."""
        if isinstance(line, Waited):
            # The real time between two lines is not part of it, but for "until", which ends at the minute.
            self._until = now if line.until else self._until + line.length
        if line is None:
            self._pass(math.ceil((now - self._until).total_seconds()))
        self._lines += [_expected(sound) for sound in sounds if sound.text]

    def _pass(self, seconds: int) -> None:
        if seconds > 0:
            self._lines.append(f"+ {seconds} s")
            self._until += timedelta(seconds=seconds)


def _expected(sound: Sound) -> str:
    return sound.written.replace("[", "?") if sound.kind in _EXPECTED else sound.written
