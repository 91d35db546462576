"""The terminal, with simulated keys."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from speaker.rehearsal import Rehearsal
from speaker.terminal import Terminal

Shown = list[str]


@contextmanager
def typing(talk: Rehearsal, type_in: Callable[[PipeInput, Shown], None]) -> Iterator[Shown]:
    """Run the terminal while ``type_in`` types. It gets the lines shown so far."""
    shown: Shown = []
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def type_and_leave() -> None:
            try:
                type_in(keys, shown)
            finally:
                keys.send_text("\x04")

        typist = threading.Thread(target=type_and_leave)
        terminal = Terminal(talk, "ankle coach", show=shown.append)
        typist.start()
        terminal.run()
        typist.join()
        yield shown


def wait_for(shown: Shown, words: str) -> None:
    until = time.monotonic() + 10
    while not any(words in line for line in shown):
        assert time.monotonic() < until, shown
        time.sleep(0.02)


def test_a_short_talk(talk: Rehearsal) -> None:
    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("alexa, open ankle coach\r")
        wait_for(shown, "What hurts?")
        keys.send_text("+ tomorrow\r! permission given\rA: no\rstart the ice\r+ 30 min\r")
        wait_for(shown, "Foot out.")
        keys.send_text("quit\r")

    with typing(talk, type_in) as shown:
        text = "\n".join(shown)
    assert "ask ankle coach how much longer" in shown[0]
    assert "Speaker: Hello. What hurts?" in text
    assert "no time: 'tomorrow'" in text
    assert "is up to the skill" in text
    assert "*rings*  Foot out." in text


def test_another_voice_and_another_zone(talk: Rehearsal) -> None:
    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("P: anna\rwho am i\rZ: Europe/Berlin\rwhere am i\rZ: Berlin\r")
        wait_for(shown, "no time zone is called 'Berlin'")

    with typing(talk, type_in) as shown:
        text = "\n".join(shown)
    assert "amzn1.ask.person." in text
    assert "Europe/Berlin" in text


def test_silence_closes_the_microphone(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.terminal.PATIENCE", 0.3)

    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("count\r")
        wait_for(shown, "(silence: the microphone closes)")

    with typing(talk, type_in) as shown:
        pass
    assert [line.strip() for line in shown[1:]] == [
        "Speaker: Count 1.",
        "(silence) Again?",
        "(silence: the microphone closes)",
    ]
    assert talk.cloud.exchanges[-1].request["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"


def test_leaving_ends_the_session(talk: Rehearsal) -> None:
    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("count\r")
        wait_for(shown, "Count 1.")

    with typing(talk, type_in):
        pass
    assert talk.cloud.exchanges[-1].request["request"]["reason"] == "USER_INITIATED"
