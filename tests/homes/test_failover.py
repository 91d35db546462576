"""PostgreSQL with a standby that has every change too: it takes over under load, and nothing that was told is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests import THOROUGH
from tests.homes.load import PATIENCE, TROUBLE, Load, status
from tests.homes.network import Host, network
from tests.homes.test_hosts import Hosts, database_at, skills_at
from tests.homes.test_rounds import AT_ONCE
from tests.storage.postgresql import Server

pytestmark = pytest.mark.slow
EITHER = "postgresql://coach@{}/postgres?target_session_attrs=read-write"
"""The URL of the one of these hosts that takes changes."""


@contextmanager
def killed(primary: Server, at: Host, standby_at: Host, load: Load) -> Iterator[None]:
    primary.kill()
    yield


@contextmanager
def cut_off(primary: Server, at: Host, standby_at: Host, load: Load) -> Iterator[None]:
    with at.cable_pulled():
        yield
        primary.kill()  # as an operator must: back on the network it would take connections again, and confirm nothing


@contextmanager
def killed_alone(primary: Server, at: Host, standby_at: Host, load: Load) -> Iterator[None]:
    """The standby hears nothing of the last moments; without `commit_at_standby_too` they would be told, and lost."""
    with standby_at.cable_pulled():
        load.wait_until(lambda: len(load.failures) > AT_ONCE)
        primary.kill()
    yield


Loss = Callable[[Server, Host, Host, Load], AbstractContextManager[None]]
LOSSES: list[Loss] = [killed_alone, cut_off, *([killed] if THOROUGH else [])]


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_the_standby_takes_over_under_load(loss: Loss, tmp_path: Path) -> None:
    with (
        network("one", "two", "primary", "standby") as (*at, first, second),
        database_at(first) as primary,
        database_at(second, first.address) as standby,
    ):
        primary.commit_at_standby_too()
        url = EITHER.format(f"{first.address},{second.address}")
        here = EITHER.format("") + f"&host={primary.folder},{standby.folder}"
        with skills_at(at, url, here, tmp_path) as (running, processes):
            hosts = Hosts(running, processes, second, standby)
            load = hosts.load()
            with load.running():
                load.wait_for(40)
                with loss(primary, first, second, load):
                    load.wait_until(lambda: len(load.failures) > AT_ONCE)
                    assert [status(each) for each in processes] == [503, 503]
                    standby.promote()
                    load.wait_for(40)
                    load.wait_until(lambda: all(status(each) == 200 for each in processes))
            assert all(TROUBLE in each for each in load.failures), set(load.failures)
            assert load.slowest < PATIENCE
            hosts.check(load)
