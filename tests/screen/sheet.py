"""Contact sheets: every kind of screen on every device, as PNG files.

python -m tests.screen.sheet FOLDER [dark|light]
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tests.screen.browser import NOW_MS, VIEWPORTS, browser
from tests.screen.scenes import SCENES, shown

HEIGHT = 220
"""Pixels of a picture in the sheet."""
ROWS = 6

SHEET = """([rows, viewports, theme, now, height]) => {
  document.body.style.cssText = 'margin:8px;background:#777;font:14px sans-serif;color:#fff;width:max-content';
  document.body.replaceChildren();
  for (const [name, screen] of rows) {
    const row = document.createElement('div');
    row.style.cssText = 'display:flex;gap:8px;margin-bottom:8px;align-items:center';
    row.innerHTML = `<div style="width:90px">${name}</div>`;
    for (const viewport of viewports) {
      const tall = viewport.height > viewport.width ? 1.6 : 1, scale = height * tall / viewport.height, cell = document.createElement('div'), inner = document.createElement('div');
      cell.style.cssText = `width:${viewport.width * scale}px;height:${height * tall}px;flex:none`;
      inner.style.cssText = `transform:scale(${scale});transform-origin:0 0`;
      cell.append(inner); row.append(cell);
      drawApl(inner, screen.document, screen.data, { ...viewport, theme }, { now: () => now });
    }
    document.body.append(row);
  }
}"""


def chunks(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names in pages of a sheet."""
    rest = iter(names)
    while page := list(islice(rest, ROWS)):
        yield page


def write(folder: Path, theme: str) -> None:
    """Write the sheets of one theme."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as screens:
        screens.page.set_viewport_size({"width": 2000, "height": 300})
        for number, names in enumerate(chunks(list(SCENES)), 1):
            rows: list[Any] = [
                (name, {"document": shown(SCENES[name]).document, "data": shown(SCENES[name]).data}) for name in names
            ]
            screens.page.evaluate(SHEET, [rows, list(VIEWPORTS.values()), theme, NOW_MS, HEIGHT])
            screens.page.screenshot(path=folder / f"{theme}-{number}.png", full_page=True)


if __name__ == "__main__":
    for each in sys.argv[2:] or ["dark", "light"]:
        write(Path(sys.argv[1]), each)
