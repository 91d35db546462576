"""Speech output through espeak-ng."""

import queue
import shutil
import subprocess
import threading

PROGRAM = "espeak-ng"
LONGEST = 120.0
"""Seconds after which a sentence is given up: a sound card may hang."""


class NoVoice(Exception):
    """espeak-ng is missing; the message says how to install it."""


def wav(text: str, locale: str, program: str = PROGRAM) -> bytes:
    """Return ``text`` spoken, as a WAV file; raise :class:`NoVoice` when ``program`` is missing."""
    path = shutil.which(program)
    if path is None:
        raise NoVoice(f"{program} is not installed (apt or brew install espeak-ng)")
    command = [path, "-v", locale.lower(), "--stdin", "--stdout"]
    return subprocess.run(command, input=text.encode(), timeout=LONGEST, check=True, capture_output=True).stdout


class Voice:
    """Speaks one text after the other in the background."""

    def __init__(self, locale: str, program: str = PROGRAM) -> None:
        """Speak ``locale``; raise :class:`NoVoice` when ``program`` is missing."""
        path = shutil.which(program)
        if path is None:
            raise NoVoice(f"--voice needs {program}, which is not installed (apt or brew install espeak-ng)")
        self._command = [path, "-v", locale.lower(), "--stdin"]
        self._texts: queue.Queue[str | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        self._thread.start()

    @property
    def speaking(self) -> bool:
        """Whether a text is being spoken or waits."""
        return self._texts.unfinished_tasks > 0

    def say(self, text: str) -> None:
        """Queue ``text`` and return at once."""
        if text:
            self._texts.put(text)

    def finish(self) -> None:
        """Wait until all texts are spoken."""
        self._texts.join()

    def close(self) -> None:
        """Stop after the current text."""
        self._texts.put(None)
        self._thread.join(LONGEST)

    def _work(self) -> None:
        while True:
            text = self._texts.get()
            try:
                if text is None:
                    return
                self._speak(text)
            finally:
                self._texts.task_done()

    def _speak(self, text: str) -> None:
        try:
            subprocess.run(
                self._command,
                input=text.encode(),
                timeout=LONGEST,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            # The words are on the screen too, so a broken sound device ends nothing.
            return
