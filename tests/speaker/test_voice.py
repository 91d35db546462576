from pathlib import Path

import pytest

from speaker.voice import NoVoice, Voice


def test_a_missing_program_is_named() -> None:
    with pytest.raises(NoVoice, match="no-such-program, which is not installed"):
        Voice("en-US", "no-such-program")


def test_texts_are_spoken_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    program = tmp_path / "talker"
    program.write_text(f'#!/bin/sh\necho "$2: $(cat)" >>{said}\n', "utf-8")
    program.chmod(0o755)
    voice = Voice("en-GB", str(program))
    voice.say("One.")
    voice.say("")
    voice.say("Two.")
    voice.finish()
    assert not voice.speaking
    voice.close()
    assert said.read_text("utf-8").splitlines() == ["en-gb: One.", "en-gb: Two."]


def test_a_stuck_loudspeaker_holds_up_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.voice.LONGEST", 0.2)
    program = tmp_path / "talker"
    program.write_text("#!/bin/sh\nexec sleep 60\n", "utf-8")
    program.chmod(0o755)
    voice = Voice("en-US", str(program))
    voice.say("One.")
    voice.finish()
    voice.close()
