"""What the speaker hears with the shipped model: the table heard_right.txt, kind by kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.understanding import meaning
from skill.alexa.inbound import TOPIC_SLOTS
from speaker.shipped_model import model_path
from speaker.understand import Understanding

TABLE = Path(__file__).parent / "heard_right.txt"


def rows() -> Iterator[tuple[str, str]]:
    """Yield what is meant, "BeenInIntent duration=PT15M" or "not" and intents, and a sentence."""
    meant = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("  "):
            yield meant, line.strip()
        elif line and not line.startswith("#"):
            meant = line


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


@pytest.mark.parametrize(("meant", "said"), list(rows()))
def test_it_is_heard_right(understanding: Understanding, meant: str, said: str) -> None:
    heard = understanding.understand(said)
    first, *others = meant.split()
    if first == "not":
        assert meaning(heard.intent) not in map(meaning, others)
        return
    assert meaning(heard.intent) == meaning(first)
    slots = {name: {slot.id, slot.value} for name, slot in heard.slots.items()}
    slots.setdefault("topic", {slot.id for name, slot in heard.slots.items() if name in TOPIC_SLOTS})
    for name, value in (other.split("=") for other in others):
        assert value in slots[name]


@pytest.mark.parametrize(
    "said",
    [
        "i can't do the four steps and it isn't bent",
        "i don't think i can walk on it but it's not numb",
        "i couldn't do four steps there's no swelling",
    ],
)
def test_what_denies_the_steps_is_not_heard_as_that_they_can_be_taken(understanding: Understanding, said: str) -> None:
    assert "able" not in understanding.understand(said).slots
