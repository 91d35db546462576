"""The interactive terminal: type what you would say; timers and reminders ring while you type."""

import asyncio
import time
from collections.abc import Callable, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from speaker.dialogue import BadLine, Expected, read_line
from speaker.microphone import LISTENS_FOR
from speaker.perform import perform
from speaker.rehearsal import Rehearsal
from speaker.sounds import Kind, Sound
from speaker.voice import Voice

HINT = """\
Say, for example:  my ankles are sore  |  start the ice  |  alexa, ask {name} how much longer
Time passes with:  + 12 min  (s, h and d too)         Leave with:  quit  or Ctrl-D
Be recognised as Anna with:  P: anna                  Travel with:  Z: Europe/Berlin
"""
PATIENCE = LISTENS_FOR.total_seconds()
"""Real seconds without a key, at any speed of the clock: users do not type faster."""
TICK = 0.2
"""Seconds between two checks of the clock."""
_LOOKS = {
    Kind.ANSWER: "  Speaker: {}",
    Kind.RING: "\a  *rings*  {}",
    Kind.NOTE: "  {}",
    Kind.FAILURE: "  The skill failed: {}",
}


class Terminal:
    """Reads lines from the keyboard. After eight seconds without typing an open microphone closes."""

    def __init__(
        self,
        rehearsal: Rehearsal,
        name: str,
        voice: Voice | None = None,
        show: Callable[[str], None] = print,
    ) -> None:
        """Talk in ``rehearsal`` with the skill called ``name``."""
        self._rehearsal = rehearsal
        self._name = name
        self._voice = voice
        self._show = show
        self._active_at = time.monotonic()
        self._prompt: PromptSession[str] = PromptSession()
        self._prompt.default_buffer.on_text_changed += lambda buffer: self._reset_silence()

    def run(self) -> None:
        """Talk until the user leaves."""
        self._show(HINT.format(name=self._name))
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
            line = read_line(1, typed)
            if isinstance(line, Expected):
                raise BadLine("line 1: what the speaker answers is up to the skill")
            self._hear(perform(self._rehearsal, line))
        except BadLine as error:
            self._show(f"  {str(error).removeprefix('line 1: ')}")
        self._reset_silence()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._hear(self._rehearsal.device.catch_up())
            if self._voice and self._voice.speaking:
                self._reset_silence()
            elif time.monotonic() - self._active_at > PATIENCE:
                self._hear(self._rehearsal.device.silence())
                self._reset_silence()

    def _reset_silence(self) -> None:
        """Start counting the silence again."""
        self._active_at = time.monotonic()

    def _hear(self, sounds: Iterable[Sound]) -> None:
        for sound in sounds:
            if sound.text:
                self._show(_LOOKS[sound.kind].format(sound.text))
            if self._voice and sound.kind is not Kind.FAILURE:
                self._voice.say(sound.text.removeprefix("(silence) "))
        self._prompt.app.invalidate()
