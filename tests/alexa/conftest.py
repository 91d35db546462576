from pathlib import Path

import pytest

from .signing import VerifierClient


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> VerifierClient:
    """For tests that change neither its clock nor its folder."""
    return VerifierClient(tmp_path_factory.mktemp("mirror"))


@pytest.fixture
def own_client(tmp_path: Path) -> VerifierClient:
    return VerifierClient(tmp_path)
