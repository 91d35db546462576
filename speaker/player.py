"""Plays a written dialogue, prints the transcript and compares it with the expected answers."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from speaker.dialogue import Expected, Line, Permitted
from speaker.perform import perform
from speaker.rehearsal import Rehearsal
from speaker.sounds import Kind, Sound


@dataclass(slots=True)
class Outcome:
    """How a dialogue went."""

    transcript: list[str] = field(default_factory=list)
    """The lines that were played, with the real answers."""
    differences: list[str] = field(default_factory=list)
    """Where the answer was not the expected one; each begins with the line number."""
    failures: list[str] = field(default_factory=list)
    """Where the skill did not answer as it should."""


class Player:
    """Plays one dialogue. ``print_line`` gets each line of the transcript at once."""

    def __init__(self, rehearsal: Rehearsal, print_line: Callable[[str], None] = lambda line: None) -> None:
        self._rehearsal = rehearsal
        self._print = print_line
        self._unheard: deque[Sound] = deque()
        self._checks = False
        self._line = 0
        self.outcome = Outcome()

    def play(self, lines: Iterable[Line]) -> Outcome:
        """Play all lines."""
        for line in lines:
            if isinstance(line, Expected):
                self._expect(line)
            elif isinstance(line, Permitted) and not self._rehearsal.device.asks_permission:
                if not line.if_asked:
                    self._differ(line.number, "Alexa asked for no permission")
            else:
                self._no_more_rings()
                self._line = line.number
                self._put(line.written)
                self._hear(perform(self._rehearsal, line))
        self._no_more_rings()
        return self.outcome

    def _hear(self, sounds: Iterable[Sound]) -> None:
        self._unheard.clear()
        for sound in sounds:
            self._put(sound.written)
            if sound.kind is Kind.FAILURE:
                self.outcome.failures.append(f"line {self._line}: {sound.text}")
            elif sound.kind is not Kind.NOTE:
                self._unheard.append(sound)

    def _expect(self, line: Expected) -> None:
        self._checks = True
        if line.mark == "R:":
            while self._unheard and self._unheard[0].kind is Kind.ANSWER:
                self._unheard.popleft()
        heard = self._unheard.popleft() if self._unheard else None
        if heard is None:
            self._differ(line.number, f"expected {line.mark} {line.pattern}, heard nothing")
        elif heard.kind.value.strip() != line.mark or not _matches(heard.text, line.pattern):
            self._differ(line.number, f"expected {line.mark} {line.pattern}, heard {heard.written}")

    def _no_more_rings(self) -> None:
        """Report rings that were not expected, in a dialogue that expects anything: silence is tested too."""
        for sound in self._unheard:
            if self._checks and sound.kind is Kind.RING:
                self._differ(self._line, f"not expected: {sound.written}")
        self._unheard.clear()

    def _differ(self, number: int, how: str) -> None:
        self.outcome.differences.append(f"line {number}: {how}")

    def _put(self, line: str) -> None:
        self.outcome.transcript.append(line)
        self._print(line)


def _matches(text: str, pattern: str) -> bool:
    return fnmatchcase(_plain(text), _plain(pattern))


def _plain(text: str) -> str:
    """Ignore case, blanks and the kind of quotation marks."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
