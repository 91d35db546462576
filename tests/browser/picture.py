"""The README's moving picture: the page plays the four days, and some moments of them are kept.

python -m tests.browser.picture FILE

The words that can be read in it are kept with it, so that a test can tell whether they are still said.
"""

import io
import json
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from speaker.days import story
from speaker.dialogue import Expected, Line, Remark, Waited
from speaker.live import Beginning, Live
from speaker.page import page
from speaker.rehearsal import stage
from tests.browser.conftest import CHROMIUM

PICTURE = Path(__file__).parents[2] / "docs" / "four-days.webp"
MOMENTS = (
    "U: my left ankle is sore",
    "C: yes",
    "+ 8 min",
    "+ 10 min",
    "U: not at nine",
    "+ until 18:25",
    "U: yes",
    "U: yes",
    "+ until 8:00",
    "U: two",
    "U: yes",
    "U: alexa, tell ankle coach i'm back from my jog",
    "U: a two",
    "U: better",
    "U: zero",
)
"""Lines of the story after which one looks, in this order. Between the "+" ones the countdown is seen to run."""
LOOK, GLANCE, END = 1800, 90, 4000
"""Milliseconds of a frame: a moment, a minute that passes, the last one."""
WIDTH, HEIGHT = 1000, 560
STYLE = """
#hints, #say, #status, #heard-words, #permission, #countdown, #device h3, #reminders, #time .row, #keep, #world,
#developer, #log .control { display: none !important; }
#talk #log { height: 420px; scroll-behavior: auto; }
#log .remark { color: var(--ink); font-weight: 700; text-align: left; align-self: flex-start; }
"""
READABLE = """() => {
  const log = document.getElementById('log').getBoundingClientRect();
  return [...document.querySelectorAll('#log :is(.said, .answer, .ring)')]
    .filter((each) => !each.hidden && each.getBoundingClientRect().bottom > log.top + 12)
    .map((each) => each.lastChild.textContent);
}"""
DESCRIPTION = 0x010E
"""The tag of an image's description."""


@dataclass
class Film:
    tab: Page
    frames: list[Image.Image] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    words: dict[str, None] = field(default_factory=dict)

    def take(self, length: int) -> None:
        self.tab.wait_for_timeout(150)  # a screen is drawn
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
        self.frames.append(Image.open(io.BytesIO(self.tab.screenshot(clip=clip))).convert("RGB"))  # type: ignore[arg-type]
        self.lengths.append(length)
        self.words |= dict.fromkeys(self.tab.evaluate(READABLE))

    def save(self, file: Path) -> None:
        described = Image.Exif()
        described[DESCRIPTION] = json.dumps(list(self.words))
        first, *others = self.frames
        first.save(
            file,
            save_all=True,
            append_images=others,
            duration=self.lengths,
            loop=0,
            quality=55,
            method=6,
            exif=described,
        )


def words_in(file: Path) -> list[str]:
    with Image.open(file) as image:
        return list(json.loads(image.getexif()[DESCRIPTION]))


def film(tab: Page, live: Live) -> Film:
    taken = Film(tab)
    moments = list(MOMENTS)
    for line in story():
        if not moments:
            return taken
        if isinstance(line, Expected) or (isinstance(line, Remark) and not line.written.strip("# ")):
            continue
        seen = line.written == moments[0]
        *minutes, last = _minutes(line) if seen else [line.written]
        for minute in minutes:
            live.do(minute)
            _shown(tab, live)
            taken.take(GLANCE)
        live.do(last)
        _shown(tab, live)
        if seen:
            moments.pop(0)
            taken.take(LOOK if moments else END)
    raise ValueError(f"not in the story: {moments}")


def _minutes(line: Line) -> list[str]:
    """Return what a "+" line of minutes is made of; any other line alone."""
    if not isinstance(line, Waited) or line.until:
        return [line.written]
    return ["+ 1 min"] * round(line.length / timedelta(minutes=1))


def _shown(tab: Page, live: Live) -> None:
    news = next(live.follow("", 0))
    expect(tab.locator("#log p:not(:first-child)")).to_have_count(len(news["entries"]) if news else 0)
    expect(tab.locator("#status")).not_to_contain_text("thinks")
    tab.evaluate("document.getElementById('log').scrollTop = 1e9")


def main(file: Path) -> None:
    with stage() as skill, sync_playwright() as play:
        live = Live(skill, Beginning(speed=0.0))
        live.begin("en-US")
        with page(live, 0) as address:
            chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            tab = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
            tab.goto(address)
            tab.add_style_tag(content=STYLE)
            film(tab, live).save(file)
            chromium.close()
    print(f"{file}: {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PICTURE)
