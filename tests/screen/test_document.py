"""The APL document: its size, its colours, and what Amazon's schema says of it."""

import fcntl
import json
import shutil
import subprocess
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from skill.screen import FOLDER
from tests.changed import changed
from tests.screen.scenes import SCENES, every_screen, shown

Json = dict[str, Any]
DOCUMENT: Json = json.loads((FOLDER / "coach.json").read_text("utf-8"))
SCREENS = [shown(turn) for turn in SCENES.values()]

NODE = Path(__file__).with_name("node")
LOCK, STAMP = NODE / "package-lock.json", NODE / "node_modules" / ".installed"
MISSING = [name for name in ("node", "npm") if shutil.which(name) is None]
"""What is not on this machine, so that the schema cannot be asked."""
needs_npm = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")


def findings(*documents: dict[str, Any]) -> list[list[str]]:
    _install()
    run = subprocess.run(
        ["node", NODE / "check.js"], input=json.dumps(documents), capture_output=True, text=True, check=True
    )
    found: list[list[str]] = json.loads(run.stdout)
    return found


def _install() -> None:
    """Install once for each lock file; processes of one test run wait for each other."""
    with (NODE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not STAMP.exists() or STAMP.read_bytes() != LOCK.read_bytes():
            options = ["--prefix", str(NODE), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            if subprocess.run(["npm", "ci", *options]).returncode:
                pytest.skip("npm could not install Amazon's schema")
            STAMP.write_bytes(LOCK.read_bytes())


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
