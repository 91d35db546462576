"""The documents name files that exist."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path.relative_to(PROJECT)
    for path in (PROJECT / "README.md", *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("benchmarks/*.md"))
)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
NAMED = re.compile(r"`((?:skill|speaker|tests|interaction_model|benchmarks|docs|script)/[\w./-]*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_a_document_names_exists(document: Path) -> None:
    text = (PROJECT / document).read_text("utf-8")
    missing = [link for link in LINK.findall(text) if not (PROJECT / document.parent / link).exists()]
    missing += [name for name in NAMED.findall(text) if not (PROJECT / name).exists()]
    assert not missing


def test_the_readme_is_short() -> None:
    assert len((PROJECT / "README.md").read_text("utf-8").splitlines()) <= 120
