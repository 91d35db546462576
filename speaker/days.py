"""Four days with the coach in under a minute, told for somebody who watches.

The story is a dialogue like any other, shipped beside this file; here is only how it looks.
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
"""Real seconds after each line, for the eye to follow; nobody follows a pipe."""
_ALEXA_ASKS = "# Alexa asks:"
_SPEAKERS = {"U:": "You", "A:": "Speaker", "R:": "*rings*", "C:": "You", _ALEXA_ASKS: "Alexa"}
_CONSENT = {"yes": "I approve.", "no": "No."}


def story() -> list[Line]:
    """Return the lines of the story."""
    return list(read_dialogue(STORY.read_text("utf-8").splitlines()))


def tell(rehearsal: Rehearsal, show: Callable[[str], None]) -> Outcome:
    """Play the story, and ``show`` it with the time of day at the side and the annotations in between."""
    teller = _Teller(rehearsal, show, _PAUSE if sys.stdout.isatty() else 0.0)
    return Player(rehearsal, teller.line).play(story())


class _Teller:
    """Turns the lines of a transcript into a page."""

    def __init__(self, rehearsal: Rehearsal, show: Callable[[str], None], pause: float) -> None:
        self._rehearsal, self._show, self._pause = rehearsal, show, pause
        self._stamp = ""

    def line(self, written: str) -> None:
        """Show one line of the transcript; that time passes is seen from the clock."""
        mark, text = _parted(written)
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
        """Return day and hour where the speaker stands; blanks when they have not changed."""
        home = self._rehearsal.home
        stamp = f"{home.clock.now().astimezone(home.zone):%a %H:%M}"
        fresh, self._stamp = stamp != self._stamp, stamp
        return stamp if fresh else " " * len(stamp)


def _parted(written: str) -> tuple[str, str]:
    if written.startswith(_ALEXA_ASKS):
        return _ALEXA_ASKS, written.removeprefix(_ALEXA_ASKS).strip()
    mark, _, text = written.partition(" ")
    return mark, text.strip()
