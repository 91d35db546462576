from pathlib import Path

import pytest

from benchmarks.mix import Moment
from benchmarks.stage import played
from speaker.signing import Signer


@pytest.fixture(scope="session")
def talks() -> list[list[Moment]]:
    return played()


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(tmp_path)
