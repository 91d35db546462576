"""A real browser that draws screens with speaker/web/apl.js; and the viewports of the devices."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from skill.screen import Screen
from tests.routine.people import NOW

PROJECT = Path(__file__).parents[2]
RENDERER = PROJECT / "speaker" / "web" / "apl.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

VIEWPORTS: dict[str, dict[str, Any]] = {
    "round": {"width": 480, "height": 480, "shape": "round", "mode": "hub"},
    "small hub": {"width": 960, "height": 480, "shape": "rectangle", "mode": "hub"},
    "medium hub": {"width": 1024, "height": 600, "shape": "rectangle", "mode": "hub"},
    "large hub": {"width": 1280, "height": 800, "shape": "rectangle", "mode": "hub"},
    "extra large hub": {"width": 1920, "height": 1080, "shape": "rectangle", "mode": "hub"},
    "portrait": {"width": 1080, "height": 1920, "shape": "rectangle", "mode": "hub"},
    "tv": {"width": 960, "height": 540, "shape": "rectangle", "mode": "tv"},
}

NOW_MS = round(NOW.timestamp() * 1000)

DRAW = """([document_, data, viewport, now, wide]) => {
  const root = document.querySelector('#screen');
  root.style.letterSpacing = wide ? '0.03em' : 'normal';
  window.now = now;
  window.touches = [];
  window.screen_ = drawApl(root, document_, data, viewport, { now: () => window.now, send: (event) => window.touches.push(event) });
  return [window.screen_.faults(), window.screen_.mounted];
}"""


class Browser:
    """One page of a browser, with one screen on it."""

    def __init__(self, page: Page) -> None:
        """Take an empty page."""
        self.page = page
        page.set_content("<!doctype html><style>body{margin:0}</style><div id=screen></div>")
        page.add_script_tag(path=RENDERER)

    def draw(
        self, screen: Screen, viewport: str = "large hub", theme: str = "dark", *, wide: bool = True, **changed: Any
    ) -> list[str]:
        """Draw a screen and return its faults; letters are a little wide, since the devices have another font."""
        shown = {**VIEWPORTS[viewport], "theme": theme}
        document = changed.get("document", screen.document)
        faults, self.mounted = self.page.evaluate(DRAW, [document, changed.get("data", screen.data), shown, NOW_MS, wide])
        return list(faults)

    def later(self, seconds: float) -> None:
        """Let time pass on the device."""
        self.page.evaluate("(ms) => { window.now += ms; window.screen_.tick(); }", round(seconds * 1000))

    @property
    def text(self) -> list[str]:
        """What is written on the screen, in order."""
        return list(self.page.evaluate("[...document.querySelectorAll('#screen span')].map((each) => each.textContent)"))

    def touch(self, label: str) -> list[list[str]]:
        """Touch a button and return what was sent so far."""
        self.page.locator(f'#screen button[aria-label="{label}"]').click()
        return list(self.page.evaluate("window.touches"))


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1920, "height": 1920})
        yield Browser(page)
        chromium.close()
