from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.simulation.stores import Stores


@pytest.fixture(scope="package")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    with closing(Stores(tmp_path_factory.mktemp("lives") / "coach.db")) as stores:
        yield stores
