"""Chromium, the real skill, and the page of ``script/talk --web`` between them."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from speaker.live import Beginning, Live
from speaker.page import page
from speaker.rehearsal import Stage, stage
from speaker.shipped_model import model_path
from speaker.understand import Understanding

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file: its event loop may not outlive them."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt install chromium)")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def skill() -> Iterator[Stage]:
    """The running skill. What the pages understand is learned before: that may take longer than a browser waits."""
    Understanding.load(model_path("en-US")).learn()
    with stage() as running:
        yield running


@contextmanager
def served(skill: Stage, beginning: Beginning | None = None, port: int = 0, token: str | None = None) -> Iterator[str]:
    live = Live(skill, beginning or Beginning())
    live.begin("en-US")
    with page(live, port, token) as address:
        yield address


@pytest.fixture
def address(skill: Stage) -> Iterator[str]:
    with served(skill) as where:
        yield where


Open = Callable[..., Page]


@pytest.fixture
def open_tab(browser: Browser, address: str) -> Iterator[Open]:
    """Open the page in a new tab, at a width and in light or dark; no error may come up in its scripts."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(width: int = 1280, scheme: str = "light", where: str = address) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(where)
        expect(tab.locator("#hints button").first).to_be_visible()
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def tab(open_tab: Open) -> Page:
    return open_tab()
