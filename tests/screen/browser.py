"""A real browser that draws screens with speaker/web/apl.js; and the viewports of the devices."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from skill.screen import Screen
from tests.routine.people import NOW
from tests.screen.viewports import VIEWPORTS

PROJECT = Path(__file__).parents[2]
RENDERER = PROJECT / "speaker" / "web" / "apl.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

NOW_MS = round(NOW.timestamp() * 1000)


class Browser:
    """One page of a browser, with one screen on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_content("<!doctype html><style>body{margin:0}</style><div id=screen></div>")
        for script in (RENDERER, Path(__file__).with_name("page.js")):
            page.add_script_tag(path=script)

    def draw(self, screen: Screen, viewport: str = "large hub", theme: str = "dark", *, wide: bool = True) -> list[str]:
        """Draw a screen and return its faults; letters are a little wide, since the devices have another font."""
        return self.draw_all([(screen, viewport)], theme, wide=wide)[0]

    def draw_all(self, screens: Iterable[tuple[Screen, str]], theme: str, *, wide: bool = True) -> list[list[str]]:
        """Draw one screen after the other, each for a viewport, and return the faults of each."""
        cases = [
            (each.document, each.data, {**VIEWPORTS[viewport], "theme": theme}, NOW_MS, wide)
            for each, viewport in screens
        ]
        faults: list[list[str]] = self.page.evaluate("drawAll", json.dumps(cases))
        return faults

    def later(self, seconds: float) -> None:
        self.page.evaluate("(ms) => { window.now += ms; window.apl.tick(); }", round(seconds * 1000))

    @property
    def text(self) -> list[str]:
        return list(
            self.page.evaluate("[...document.querySelectorAll('#screen span')].map((each) => each.textContent)")
        )

    @property
    def ring(self) -> float:
        """How far the ring of the countdown is open, in thousandths."""
        arc = self.page.locator("#screen [stroke-dashoffset]")
        return float(arc.get_attribute("stroke-dashoffset") or "nan")

    @property
    def mounted(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate("window.apl.mounted"))

    @property
    def touches(self) -> list[list[str]]:
        return list(self.page.evaluate("window.touches"))

    def touch(self, label: str) -> list[list[str]]:
        self.page.locator(f'#screen button[aria-label="{label}"]').click()
        return self.touches


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1920, "height": 1920})
        yield Browser(page)
        chromium.close()
