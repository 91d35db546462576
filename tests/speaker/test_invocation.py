import pytest

from speaker.invocation import Utterance, parse_utterance


@pytest.mark.parametrize(
    ("said", "words", "awake", "invokes"),
    [
        ("Alexa, open ankle coach", "", True, True),
        ("alexa ankle coach", "", True, True),
        ("alexa, ask ankle coach how much longer", "how much longer", True, True),
        ("alexa, tell ankle coach that my ankles are sore", "my ankles are sore", True, True),
        ("alexa, tell ankle coach I'm done", "I'm done", True, True),
        ("alexa, ask ankle coach to start the ice", "start the ice", True, True),
        ("alexa, launch ankle coach and start the ice", "start the ice", True, True),
        ("hey alexa, start the ice with ankle coach", "start the ice", True, True),
        ("open ankle coach", "", False, True),
        ("alexa, stop", "stop", True, False),
        ("my ankle coaches me", "my ankle coaches me", False, False),
    ],
)
def test_wake_word_and_invocation_name(said: str, words: str, awake: bool, invokes: bool) -> None:
    assert parse_utterance(said, "ankle coach") == Utterance(words, awake, invokes)
