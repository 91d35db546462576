"""The terminal, with simulated keys."""

import threading
import time

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from speaker.rehearsal import Rehearsal
from speaker.terminal import Terminal

Shown = list[str]


def typed(talk: Rehearsal, *steps: tuple[str, str], strict_timing: bool = False) -> Shown:
    """Type into the terminal, each time until words are shown; return all lines that it showed."""
    shown: Shown = []
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def type_and_leave() -> None:
            try:
                for lines, words in steps:
                    keys.send_text("".join(f"{line}\r" for line in lines.split("\n")))
                    wait_for(shown, words)
            finally:
                keys.send_text("\x04")

        typist = threading.Thread(target=type_and_leave)
        terminal = Terminal(talk, "ankle coach", show=shown.append, strict_timing=strict_timing)
        typist.start()
        terminal.run()
        typist.join()
        return shown


def wait_for(shown: Shown, words: str) -> None:
    until = time.monotonic() + 10
    while not any(words in line for line in shown):
        assert time.monotonic() < until, shown
        time.sleep(0.02)


def test_a_short_talk(talk: Rehearsal) -> None:
    wrong = "+ tomorrow\n! timers\n! delete\n! permission given\nA: no"
    shown = typed(
        talk,
        ("alexa, open ankle coach", "What hurts?"),
        (f"{wrong}\nstart the ice\n+ 30 min", "Foot out."),
        ("quit", "Foot out."),
    )
    text = "\n".join(shown)
    assert "ask ankle coach how much longer" in " ".join(shown[0].split())
    assert "Speaker: Hello. What hurts?" in text
    assert "no time: 'tomorrow'" in text
    assert "an API answers ok, hang" in text
    assert "write 'reminders' behind it" in text
    assert "is up to the skill" in text
    assert "*rings*  Foot out." in text


def test_a_clock_at_every_line_that_moves_it(talk: Rehearsal) -> None:
    shown = typed(talk, ("+ 8 min\n+ until 8:00\nZ: Europe/Berlin", "Tue 14:00"))
    assert shown[0].splitlines()[-1].strip() == "Mon 17:00"
    assert [line.strip() for line in shown[1:]] == ["Mon 17:08", "Tue 08:00", "Tue 14:00"]


def test_words_are_wrapped_to_the_terminal(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = typed(talk, ("! nonsense\nhello", "What hurts?"))
    assert len(shown[1].splitlines()) > 3
    assert all(len(line) < 40 for text in shown[:2] for line in text.splitlines())
    assert shown[2] == "  Speaker: Hello. What hurts?"


def test_enter_alone_is_silence_and_time_is_not(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.terminal.PATIENCE", -1.0)
    shown = typed(talk, ("count", "Count 1."), ("+ 1 s\n", "(silence) Again?"), ("count", "Count 2."))
    assert not any("microphone closes" in line for line in shown)


def test_silence_closes_the_microphone_when_timing_is_strict(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.terminal.PATIENCE", 0.3)
    closed = "(silence: the microphone closes)"
    shown = typed(talk, ("count", closed), strict_timing=True)
    assert [line.strip() for line in shown[1:]] == ["Speaker: Count 1.", "(silence) Again?", closed]
    assert talk.cloud.exchanges[-1].request["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
