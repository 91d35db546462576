"""The arithmetic of docs/scale.md."""

from pathlib import Path

from benchmarks import scale

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def test_the_page_has_the_tables_of_the_arithmetic() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    assert set(scale.load_table() + scale.cost_table()) <= set(lines)


def test_the_page_has_the_figures_that_are_not_measured_yet() -> None:
    text = PAGE.read_text("utf-8")
    assert f"| {scale.LAMBDA_WARM_MS} ms |" in text
    assert f"| {scale.LAMBDA_MEMORY_MB} MB |" in text
    assert f"| {scale.LAMBDA_REPORT_BYTES} bytes |" in text


def test_a_million_turns_by_hand() -> None:
    """0.128 s of half a GB; 0.53 * 1.32 writes and a read; 560 bytes of log."""
    parts = scale.lambda_cost(1_000_000)
    assert round(parts["function"] / 30, 2) == round(0.20 + 0.128 * 0.5 * 13.3334, 2)
    assert round(parts["logs"] / 30, 2) == 0.28
    assert 860_000 < 300 / scale.peak(1) < 870_000
