"""The arithmetic of docs/scale.md."""

from pathlib import Path

from benchmarks import scale

PROJECT = Path(__file__).parents[2]
PAGE, TEMPLATE = PROJECT / "docs" / "scale.md", PROJECT / "aws" / "template.yaml"


def test_the_page_has_the_tables_of_the_arithmetic() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    assert set(scale.load_table() + scale.cost_table()) <= set(lines)


def test_the_function_is_that_of_the_template_and_of_the_page() -> None:
    assert f"MemorySize: {scale.LAMBDA_MEMORY_MB}\n" in TEMPLATE.read_text("utf-8")
    text = PAGE.read_text("utf-8")
    for figure in (
        f"| {scale.LAMBDA_WARM_MS} ms |",
        f"| {scale.LAMBDA_MEMORY_MB:,} MB |",
        f"| {scale.LAMBDA_REPORT_BYTES} bytes |",
    ):
        assert figure in text


def test_a_million_turns_by_hand() -> None:
    """0.1063 s of 1.7275 GB; 560 bytes of log; the page's ends of a box and of Lambda's quota."""
    parts = scale.lambda_cost(1_000_000)
    assert round(parts["function"] / 30, 2) == round(0.20 + 0.1063 * 1.7275 * 13.3334, 2)
    assert round(parts["logs"] / 30, 2) == 0.28
    assert 860_000 < 300 / scale.peak(1) < 870_000
    assert round(scale.peak(10_000_000) * scale.lambda_seconds()) == 369
