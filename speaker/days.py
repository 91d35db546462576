"""``script/talk --days``: play a whole recovery, four days in under a minute.

The story is a dialogue like any other, in four_days.txt. This module formats it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import fill

from speaker.dialogue import Line, read_dialogue
from speaker.player import Outcome, Player
from speaker.rehearsal import Rehearsal

STORY = Path(__file__).with_name("four_days.txt")
WIDTH = 100
"""Columns."""
_PAUSE = 0.25
"""Real seconds after each line, so that one can read along; none in a pipe."""
_ALEXA_ASKS = "# Alexa asks:"
_SPEAKERS = {"U:": "You", "A:": "Speaker", "R:": "*rings*", "C:": "You", _ALEXA_ASKS: "Alexa"}
_CONSENT = {"yes": "I approve.", "no": "No."}


def story() -> list[Line]:
    """Return the lines of the story."""
    return list(read_dialogue(STORY.read_text("utf-8").splitlines()))


def play_story(rehearsal: Rehearsal, show: Callable[[str], None]) -> Outcome:
    """Play the story and ``show`` each line with its time of day, and the comments between them."""
    formatter = _Formatter(rehearsal, show, _PAUSE if sys.stdout.isatty() else 0.0)
    return Player(rehearsal, formatter.line).play(story())


class _Formatter:
    """Formats the lines of a transcript."""

    def __init__(self, rehearsal: Rehearsal, show: Callable[[str], None], pause: float) -> None:
        self._rehearsal, self._show, self._pause = rehearsal, show, pause
        self._stamp = ""

    def line(self, written: str) -> None:
        """Show one line of the transcript; "+" lines are left out."""
        mark, text = _split(written)
        if not text or mark == "+":
            return
        if mark == "P:":
            mark, text = "#", f"({text} speaks)"
        if mark == "#" and not text.startswith("("):
            self._show("\n" + fill(text, WIDTH, initial_indent="    ", subsequent_indent="    "))
        else:
            said = _CONSENT.get(text, text) if mark == "C:" else text
            head = f"{self._now()}  {_SPEAKERS.get(mark, ''):8}"
            self._show(fill(said, WIDTH, initial_indent=head, subsequent_indent=" " * len(head)))
        time.sleep(self._pause)

    def _now(self) -> str:
        """Return the local day and time; blanks when they have not changed."""
        home = self._rehearsal.home
        stamp = f"{home.clock.now().astimezone(home.zone):%a %H:%M}"
        fresh, self._stamp = stamp != self._stamp, stamp
        return stamp if fresh else " " * len(stamp)


def _split(written: str) -> tuple[str, str]:
    if written.startswith(_ALEXA_ASKS):
        return _ALEXA_ASKS, written.removeprefix(_ALEXA_ASKS).strip()
    mark, _, text = written.partition(" ")
    return mark, text.strip()
