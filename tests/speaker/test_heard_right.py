"""What the speaker hears with the shipped model: the table heard_right.txt, kind by kind."""

from pathlib import Path

import pytest

from benchmarks.understanding import meaning
from skill.alexa.inbound import TOPIC_SLOTS
from speaker.heard import Heard
from speaker.shipped_model import model_path
from speaker.understand import Understanding

TABLE = Path(__file__).parent / "heard_right.txt"


def table() -> dict[str, list[str]]:
    """Return what is meant, "BeenInIntent duration=PT15M" or "not" and intents, and sentences."""
    groups: dict[str, list[str]] = {}
    meant = ""
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("  "):
            groups[meant].append(line.strip())
        elif line and not line.startswith("#"):
            meant = line
            groups.setdefault(meant, [])
    return groups


HEARD_RIGHT = table()


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


@pytest.mark.parametrize("intent", sorted({meant.split()[0] for meant in HEARD_RIGHT}))
def test_it_is_heard_right(understanding: Understanding, intent: str) -> None:
    wrong = [
        (said, meant, heard)
        for meant in HEARD_RIGHT
        if meant.split()[0] == intent
        for said in HEARD_RIGHT[meant]
        if not is_right(meant, heard := understanding.understand(said))
    ]
    assert wrong == []


def is_right(meant: str, heard: Heard) -> bool:
    first, *others = meant.split()
    if first == "not":
        return meaning(heard.intent) not in map(meaning, others)
    slots = {name: {slot.id, slot.value} for name, slot in heard.slots.items()}
    slots.setdefault("topic", {slot.id for name, slot in heard.slots.items() if name in TOPIC_SLOTS})
    wanted = (other.split("=") for other in others)
    return meaning(heard.intent) == meaning(first) and all(value in slots.get(name, ()) for name, value in wanted)


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
