"""Speech recognition with pocketsphinx, offline: from a recording to words, by the sentences of the interaction model.

English only: pocketsphinx brings one acoustic model and one dictionary, of American English.
"""

import io
import json
import re
import sys
import tempfile
import threading
import wave
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from speaker.model import DURATION, NUMBER, TIME
from speaker.words import words_of

RATE = 16_000
"""Samples a second of a recording: 16 bits, one channel."""
_COUNTS = [" ".join(words_of(str(number))) for number in range(61)]
_TIMES = [
    f"{hour} {part}".strip() for hour in _COUNTS[1:13] for part in ("", "o'clock", "thirty", "pm", "in the morning")
]
_VALUES = {
    NUMBER: _COUNTS[:31],
    DURATION: [
        *(f"{count} minutes" for count in _COUNTS[2:]),
        "a minute",
        "half an hour",
        "an hour",
        "two hours",
        "a week",
    ],
    TIME: [*_TIMES, "noon", *(f"half past {hour}" for hour in _COUNTS[1:13])],
}
"""What fills the slots of Amazon's types."""
_ANSWERS = ["yes", "no", "yeah", "nope", "stop", "pause", "help", "better", "the same", "worse", *_COUNTS[:11]]
_OFTEN = 400
"""How many times more often than a sample each of these is said."""
_FILLED = 6
"""How many sentences are made of a sample with slots."""
_DISCOUNT = 0.2
"""Share of the probability that is left for words that follow each other in no sample, 0 to 1."""
_MARGIN = 3
"""Frames of silence that are kept before and after the voice, 30 milliseconds each."""


class NotHeard(Exception):
    """There are no words; the message says why: no pocketsphinx, no recording, or no speech in it."""


class Recogniser:
    """Recognises what the sentences of one model say. Each has a decoder, which hears one recording at a time."""

    def __init__(self, model: Path) -> None:
        """Read ``model``, in Alexa's format, in about a second; raise :class:`NotHeard` without pocketsphinx."""
        try:
            from pocketsphinx import Decoder, Vad, get_model_path
            from pocketsphinx.lm import ArpaBoLM
        except ImportError:
            command = f"{sys.executable} -m pip install 'pocketsphinx<5.1'"
            raise NotHeard(f"pocketsphinx is not installed. Install it with: {command}") from None
        own = Path(get_model_path()) / "en-us"
        words = str(own / "cmudict-en-us.dict")
        grammar = ArpaBoLM(text="\n".join(f"<s> {each} </s>" for each in _sentences(model)), discount_mass=_DISCOUNT)
        grammar.compute()
        with tempfile.TemporaryDirectory() as folder:
            language = str(Path(folder) / "sentences.lm")
            grammar.write_file(language)
            self._decoder = Decoder(hmm=str(own / "en-us"), lm=language, dict=words, loglevel="FATAL")
        self._voice, self._one_at_a_time = Vad(), threading.Lock()

    def words(self, recording: bytes) -> str:
        """Return what a WAV file says; raise :class:`NotHeard` when it holds no speech, or is none."""
        with self._one_at_a_time:
            sound = self._spoken(_sound(recording))
            words = self._decoded(sound) if sound else ""
        if not words:
            raise NotHeard("I heard no words. Please say it again, closer to the microphone.")
        return words

    def _decoded(self, sound: bytes) -> str:
        self._decoder.start_utt()
        self._decoder.process_raw(sound, full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return str(heard.hypstr) if heard else ""

    def _spoken(self, sound: bytes) -> bytes:
        """Return ``sound`` without the silence around the voice, in which words would be heard."""
        size = self._voice.frame_bytes
        frames = [sound[at : at + size] for at in range(0, len(sound) - size + 1, size)]
        voiced = [at for at, frame in enumerate(frames) if self._voice.is_speech(frame)]
        return b"".join(frames[max(voiced[0] - _MARGIN, 0) : voiced[-1] + _MARGIN]) if voiced else b""


recogniser = cache(Recogniser)
"""The recogniser of a model, which is made once."""


def _sound(recording: bytes) -> bytes:
    try:
        with wave.open(io.BytesIO(recording)) as file:
            form = file.getframerate(), file.getsampwidth(), file.getnchannels()
            sound = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise NotHeard(f"this is no WAV file: {error}") from None
    if form != (RATE, 2, 1):
        raise NotHeard(f"the recording needs {RATE} samples a second of 16 bits, in one channel")
    return bytes(sound)


def _sentences(model: Path) -> Iterator[str]:
    """Yield what users may say: samples with their slots filled, values alone, short answers, Alexa's own words."""
    language = json.loads(model.read_text("utf-8"))["interactionModel"]["languageModel"]
    values = _VALUES | {kind["name"]: list(_ways(kind)) for kind in language["types"]}
    name = language["invocationName"]
    yield from _plain([*_ANSWERS * _OFTEN, *[f"alexa open {name}"] * _OFTEN, "alexa stop"])
    next_values = {kind: cycle(ways) for kind, ways in values.items()}
    for intent in language["intents"]:
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        for sample in intent.get("samples", ()):
            filled = (
                re.sub(r"{(\w+)}", lambda slot: next(next_values[slots[slot[1]]]), sample)  # noqa: B023 - used at once
                for _ in range(_FILLED if "{" in sample else 1)
            )
            yield from _plain(filled)
    for ways in values.values():
        yield from _plain(ways)


def _ways(kind: dict[str, Any]) -> Iterator[str]:
    for value in kind["values"]:
        yield from (value["name"]["value"], *value["name"].get("synonyms", ()))


def _plain(texts: Iterable[str]) -> Iterator[str]:
    """Yield ``texts`` as the dictionary writes words, without those that say nothing."""
    for text in texts:
        if words := re.findall(r"[a-z']+", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")):
            yield " ".join(words)
