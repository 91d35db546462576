from collections.abc import Iterator

import pytest

from tests.screen.browser import CHROMIUM, Browser, browser


@pytest.fixture(scope="session")
def screens() -> Iterator[Browser]:
    """One browser for all tests."""
    if not CHROMIUM:
        pytest.skip("Chromium is missing: apt-get install chromium, or CHROMIUM=/path/to/it")
    with browser() as started:
        yield started
