from collections.abc import Iterator

import pytest

from tests.screen.browser import CHROMIUM, Browser, browser


@pytest.fixture(scope="module")
def screens() -> Iterator[Browser]:
    """One browser for the tests of a file: its event loop may not outlive them."""
    if not CHROMIUM:
        pytest.skip("Chromium is missing: apt-get install chromium, or CHROMIUM=/path/to/it")
    with browser() as started:
        yield started
