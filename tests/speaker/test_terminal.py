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
def typing(
    talk: Rehearsal, type_in: Callable[[PipeInput, Shown], None], *, strict_timing: bool = False
) -> Iterator[Shown]:
    """Run the terminal while ``type_in`` types. It gets the lines shown so far."""
    shown: Shown = []
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def type_and_leave() -> None:
            try:
                type_in(keys, shown)
            finally:
                keys.send_text("\x04")

        typist = threading.Thread(target=type_and_leave)
        terminal = Terminal(talk, "ankle coach", show=shown.append, strict_timing=strict_timing)
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
        keys.send_text("+ tomorrow\r! timers\r! delete\r! permission given\rA: no\rstart the ice\r+ 30 min\r")
        wait_for(shown, "Foot out.")
        keys.send_text("quit\r")

    with typing(talk, type_in) as shown:
        text = "\n".join(shown)
    assert "ask ankle coach how much longer" in " ".join(shown[0].split())
    assert "Speaker: Hello. What hurts?" in text
    assert "no time: 'tomorrow'" in text
    assert "an API answers ok, hang" in text
    assert "write 'reminders' behind it" in text
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


def test_a_clock_at_every_line_that_moves_it(talk: Rehearsal) -> None:
    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("+ 8 min\r+ until 8:00\rZ: Europe/Berlin\r")
        wait_for(shown, "Tue 14:00")

    with typing(talk, type_in) as shown:
        assert shown[0].splitlines()[-1].strip() == "Mon 17:00"
        assert [line.strip() for line in shown[1:]] == ["Mon 17:08", "Tue 08:00", "Tue 14:00"]


def test_alexa_answers_what_is_hers_in_a_session(talk: Rehearsal) -> None:
    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("count\ralexa, what time is it\rcount\r")
        wait_for(shown, "Count 2.")

    with typing(talk, type_in) as shown:
        said = [line.strip().removeprefix("Speaker: ") for line in shown[1:]]
    assert said == ["Count 1.", "It's 5:00 PM.", "Count 2."]


def test_words_are_wrapped_to_the_terminal(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("! nonsense\rhello\r")
        wait_for(shown, "What hurts?")

    with typing(talk, type_in) as shown:
        assert len(shown[1].splitlines()) > 3
        assert all(len(line) < 40 for text in shown[:2] for line in text.splitlines())
        assert shown[2] == "  Speaker: Hello. What hurts?"


def test_enter_alone_is_silence_and_time_is_not(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.terminal.PATIENCE", -1.0)

    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("count\r")
        wait_for(shown, "Count 1.")
        keys.send_text("+ 1 s\r\r")
        wait_for(shown, "(silence) Again?")
        keys.send_text("count\r")
        wait_for(shown, "Count 2.")

    with typing(talk, type_in) as shown:
        assert not any("microphone closes" in line for line in shown)


def test_silence_closes_the_microphone_when_timing_is_strict(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.terminal.PATIENCE", 0.3)

    def type_in(keys: PipeInput, shown: Shown) -> None:
        keys.send_text("count\r")
        wait_for(shown, "(silence: the microphone closes)")

    with typing(talk, type_in, strict_timing=True) as shown:
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
