"""The APL document: its size, its colours, and what Amazon's schema says of it."""

import json
from itertools import combinations, product
from typing import Any

import pytest

from skill.screen import FOLDER
from tests.changed import changed
from tests.screen.scenes import SCENES, every_screen, shown
from tests.screen.schema import MISSING, findings

Json = dict[str, Any]
DOCUMENT: Json = json.loads((FOLDER / "coach.json").read_text("utf-8"))
SCREENS = [shown(turn) for turn in SCENES.values()]

needs_npm = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")


def size(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def test_documents_are_small_and_need_nothing_from_a_network() -> None:
    assert max(size(each.document) for each in every_screen()) < 12_000
    assert max(size(each.document) + size(each.data) for each in every_screen()) < 14_000
    assert DOCUMENT["version"] == "1.9"
    assert "import" not in DOCUMENT
    assert "http" not in json.dumps(DOCUMENT)


def test_every_picture_is_drawn_on_some_screen() -> None:
    assert {"ring", "bell"} | {each.data["coach"]["picture"] for each in SCREENS} == set(DOCUMENT["graphics"])


@needs_npm
def test_amazon_s_schema_finds_nothing() -> None:
    assert findings(DOCUMENT) == [[]]


SCHEMA_FAULTS: dict[str, object] = {
    "mainTemplate.item.backgroundColour": "red",
    "layouts.Touches.item.direction": "sideways",
    "layouts.Touch.item.role": "knob",
    "layouts.Touch.item.item.item.height": "high",
}


@needs_npm
def test_amazon_s_schema_finds_seeded_faults() -> None:
    found = findings(*(changed(DOCUMENT, path, wrong) for path, wrong in SCHEMA_FAULTS.items()))
    assert all(found), found


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


THEMES: dict[str, dict[str, str]] = {
    str(block.get("when", "dark")): block["colors"] for block in DOCUMENT["resources"] if "colors" in block
}


@pytest.mark.parametrize("theme", THEMES)
def test_colours_have_the_contrast_of_wcag_aa(theme: str) -> None:
    colours = THEMES[theme]
    for ink, ground in product(("ink", "dim", "tone"), ("background",)):
        assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for ground in ("button", "buttonOn"):
        assert _contrast(colours["ink"], colours[ground]) >= 4.5, ground
    for one, other in combinations(("tone", "track"), 2):
        assert _contrast(colours[one], colours[other]) >= 3, "what is left on the ring"
