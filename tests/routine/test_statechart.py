"""docs/routine.md shows what the routine does."""

import pytest

from tests.routine.statechart import COMMAND, PAGE, page


@pytest.mark.slow
def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(), f"docs/routine.md is out of date: run `{COMMAND}`"
