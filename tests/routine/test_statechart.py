"""docs/routine.md shows what the routine does."""

from tests.routine.statechart import COMMAND, PAGE, page


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == page(), f"docs/routine.md is out of date: run `{COMMAND}`"
