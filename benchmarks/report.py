"""Markdown tables."""

from collections.abc import Iterable, Iterator, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> Iterator[str]:
    """Yield the lines of a table; the first ``words`` columns hold words, the others figures."""
    yield _line(head)
    yield _line(["---"] * words + ["---:"] * (len(head) - words))
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def mark(reached: bool) -> str:
    """Return the word for a target."""
    return "reached" if reached else "**missed**"
