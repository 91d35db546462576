"""The interactive terminal: type what you would say; timers and reminders ring while you type."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterable
from textwrap import fill

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from speaker.dialogue import BadLine, Moved, Waited
from speaker.microphone import LISTENS_FOR
from speaker.perform import lines_typed, perform
from speaker.rehearsal import Rehearsal
from speaker.sounds import Kind, Sound
from speaker.voice import Voice

HINTS = (
    "Say, for example: my ankles are sore | start the ice | alexa, ask {name} how much longer",
    "Time passes with: + 12 min (s, h and d too). Leave with: quit or Ctrl-D.",
    "Be recognised as Anna with: P: anna. Travel with: Z: Europe/Berlin.",
    "Answer nothing with: Enter on an empty line.",
)
PATIENCE = LISTENS_FOR.total_seconds()
"""Real seconds without a key, at any speed of the clock: users do not type faster."""
TICK = 0.2
"""Seconds between two checks of the clock."""
NARROWEST = 30
"""Columns below which words are not wrapped any further."""
_LOOKS = {
    Kind.ANSWER: ("  Speaker: ", ""),
    Kind.RING: ("  *rings*  ", "\a"),
    Kind.NOTE: ("  ", ""),
    Kind.FAILURE: ("  The skill failed: ", ""),
}
"""What stands before the words of a sound, and the character that rings the terminal's bell."""


class Terminal:
    """Reads lines from the keyboard.

    An open microphone waits for an answer, or for Enter alone: silence. With ``strict_timing`` it closes after eight
    seconds without a key, as a real one does.
    """

    def __init__(
        self,
        rehearsal: Rehearsal,
        name: str,
        voice: Voice | None = None,
        show: Callable[[str], None] = print,
        *,
        strict_timing: bool = False,
    ) -> None:
        """Talk in ``rehearsal`` with the skill called ``name``."""
        self._rehearsal = rehearsal
        self._name = name
        self._voice = voice
        self._show = show
        self._strict = strict_timing
        self._active_at = time.monotonic()
        self._prompt: PromptSession[str] = PromptSession()
        self._prompt.default_buffer.on_text_changed += lambda buffer: self._reset_silence()

    def run(self) -> None:
        """Talk until the user leaves."""
        hints = [_wrapped("", hint.format(name=self._name)) for hint in HINTS]
        self._show("\n".join([*hints, "", f"  {self._clock()}"]))
        asyncio.run(self._talk())

    async def _talk(self) -> None:
        with patch_stdout():
            watch = asyncio.create_task(self._watch())
            try:
                while (typed := await self._ask()) is not None:
                    self._do(typed)
            finally:
                watch.cancel()
                self._hear(self._rehearsal.device.leave())

    async def _ask(self) -> str | None:
        """Return the next line; ``None`` when the user leaves."""
        try:
            typed = (await self._prompt.prompt_async(self._mark)).strip()
        except (EOFError, KeyboardInterrupt):
            return None
        return None if typed.lower() == "quit" else typed

    def _mark(self) -> str:
        who = f"{self._rehearsal.home.speaking or 'you'}: "
        return f"(listening) {who}" if self._rehearsal.device.listening else who

    def _do(self, typed: str) -> None:
        try:
            for line in lines_typed(self._rehearsal, typed):
                self._hear(perform(self._rehearsal, line) if typed else self._rehearsal.device.silence())
                if isinstance(line, Waited | Moved):
                    self._show(f"  {self._clock()}")
        except BadLine as error:
            self._put("  ", str(error).removeprefix("line 1: "))
        self._reset_silence()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._hear(self._rehearsal.device.catch_up())
            if self._voice and self._voice.speaking:
                self._reset_silence()
            elif self._strict and time.monotonic() - self._active_at > PATIENCE:
                self._hear(self._rehearsal.device.silence())
                self._reset_silence()

    def _reset_silence(self) -> None:
        """Start counting the silence again."""
        self._active_at = time.monotonic()

    def _hear(self, sounds: Iterable[Sound]) -> None:
        for sound in sounds:
            if sound.text:
                head, bell = _LOOKS[sound.kind]
                self._put(head, sound.text, bell)
            if self._voice and sound.kind is not Kind.FAILURE:
                self._voice.say(sound.text.removeprefix("(silence) "))
        self._prompt.app.invalidate()

    def _put(self, head: str, text: str, bell: str = "") -> None:
        self._show(bell + _wrapped(head, text))

    def _clock(self) -> str:
        """Return day and time where the speaker is: "Mon 17:08"."""
        home = self._rehearsal.home
        return f"{home.clock.now().astimezone(home.zone):%a %H:%M}"


def _wrapped(head: str, text: str) -> str:
    """Return ``text`` behind ``head``, wrapped to the terminal."""
    width = max(NARROWEST, shutil.get_terminal_size().columns - 1)
    return fill(text, width, initial_indent=head, subsequent_indent=" " * len(head))
