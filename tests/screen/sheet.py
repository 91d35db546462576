"""Contact sheets: every kind of screen on every device, as PNG files.

python -m tests.screen.sheet FOLDER [dark|light]
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.screen.browser import NOW_MS, browser
from tests.screen.scenes import SCENES, shown
from tests.screen.viewports import VIEWPORTS

HEIGHT = 220
"""Pixels of a picture in the sheet."""
ROWS = 6


def chunks(names: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while page := list(islice(rest, ROWS)):
        yield page


def write(folder: Path, theme: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as screens:
        screens.page.set_viewport_size({"width": 2000, "height": 300})
        for number, names in enumerate(chunks(list(SCENES)), 1):
            rows = [(name, shown(SCENES[name]).document, shown(SCENES[name]).data) for name in names]
            page = [rows, list(VIEWPORTS.values()), theme, NOW_MS, HEIGHT]
            screens.page.evaluate("drawSheet", json.dumps(page))
            screens.page.screenshot(path=folder / f"{theme}-{number}.png", full_page=True)


if __name__ == "__main__":
    for each in sys.argv[2:] or ["dark", "light"]:
        write(Path(sys.argv[1]), each)
