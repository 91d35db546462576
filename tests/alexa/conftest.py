from pathlib import Path

import pytest

from .door import Door


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """For tests that change neither its clock nor its folder."""
    return Door(tmp_path_factory.mktemp("mirror"))


@pytest.fixture
def own_door(tmp_path: Path) -> Door:
    return Door(tmp_path)
