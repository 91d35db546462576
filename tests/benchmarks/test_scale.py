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
