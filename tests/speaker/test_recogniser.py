"""From recordings to words, without a browser."""

import io
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from speaker.recogniser import NotHeard, Recogniser
from speaker.shipped_model import model_path
from speaker.understand import Understanding


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    pytest.importorskip("pocketsphinx", reason="no pocketsphinx (pip install 'pocketsphinx<5.1')")
    return Recogniser(model_path("en-US"))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


def recorded(sound: bytes, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, 2, rate, 0, "NONE", ""))
        writer.writeframes(sound)
    return file.getvalue()


@pytest.mark.parametrize(
    "said", ["my left ankle is sore", "how cold should the water be", "five more minutes", "seven"]
)
def test_the_models_own_sentences_are_heard_well_enough_to_be_understood(
    recogniser: Recogniser, understanding: Understanding, said: str, tmp_path: Path
) -> None:
    if shutil.which("flite") is None:
        pytest.skip("no flite on this machine (apt install flite)")
    spoken = tmp_path / "spoken.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", said, "-o", spoken], check=True)
    heard = recogniser.words(spoken.read_bytes())
    assert understanding.understand(heard).intent == understanding.understand(said).intent, heard


@pytest.mark.parametrize(
    ("recording", "why"),
    [
        (b"", "no WAV file"),
        (b"RIFF\0\0\0\0AIFF", "no WAV file"),
        (recorded(bytes(8000), 8000), "16000 samples a second"),
        (recorded(b""), "no words"),
        (recorded(bytes(16_000)), "no words"),
    ],
)
def test_what_is_no_speech_is_told(recogniser: Recogniser, recording: bytes, why: str) -> None:
    for _ in range(2):  # the second time too: a decoder may not be left half-way
        with pytest.raises(NotHeard, match=why):
            recogniser.words(recording)


def test_without_pocketsphinx_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(NotHeard, match="-m pip install 'pocketsphinx"):
        Recogniser(model_path("en-US"))
