"""Two hosts and a database on a network of their own: killed, cut off, restarted, and talked to at once."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from speaker.rehearsal import Stage, stage
from speaker.skill_process import SkillProcess
from tests import THOROUGH
from tests.homes.load import PATIENCE, TROUBLE, Load, doubled, in_the_ice, lost, status, unlike_after_a_visit
from tests.homes.network import Host, network
from tests.homes.proxies import CADDY, Proxy, caddy
from tests.homes.test_rounds import AT_ONCE
from tests.storage.postgresql import Server, server

pytestmark = pytest.mark.slow
GONE_SECONDS = 60 if THOROUGH else 0
HERE = (sys.executable, "-m", "tests.homes.host")


class HostProcess(SkillProcess):
    host: Host

    @property
    def _base(self) -> str:
        return f"http://{self.host.address}:{self._port}"

    def start(self) -> None:
        self.host.do(super().start)


@dataclass(frozen=True)
class Hosts:
    """Where the skill runs, and its database."""

    stage: Stage
    """Its own skill is not asked: users begin there."""
    processes: list[HostProcess]
    database_host: Host
    database: Server

    def load(self, urls: Sequence[str] | None = None, verify: str | bool = True) -> Load:
        """New users who talk to the hosts in turn, or to other addresses."""
        return Load(self.stage, in_the_ice(self.stage, AT_ONCE), urls or [each.url for each in self.processes], verify)

    def check(self, load: Load) -> None:
        """Nothing that was told is lost, no timer is there twice, and each record fits its timer after a visit."""
        assert lost(load.users, self.database.url) == []
        for process in self.processes:
            assert unlike_after_a_visit(self.stage, load.users, process) == []
        assert doubled(load.users) == []


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with network("one", "two", "database") as (*at, db), database_at(db) as database:
        url = f"postgresql://coach@{db.address}/postgres"
        with skills_at(at, url, database.url, tmp_path_factory.mktemp("hosts")) as (running, processes):
            yield Hosts(running, processes, db, database)


@contextmanager
def skills_at(at: Sequence[Host], url: str, url_here: str, folder: Path) -> Iterator[tuple[Stage, list[HostProcess]]]:
    """The skill at each host, and one here where users begin, with the URLs of their database."""
    with ExitStack() as cleanup:
        running = cleanup.enter_context(stage(settings={"ANKLE_COACH_DATABASE_URL": url_here}))
        clock = Path(running.skill._environment["REHEARSAL_CLOCK"])
        processes = []
        for host in at:
            settings = {"ANKLE_COACH_DATABASE_URL": url, "ANKLE_COACH_HOST": host.address}
            cleanup.enter_context(host.forwarding(int(running.rest.url.rpartition(":")[2])))
            (folder / host.name).mkdir()
            process = HostProcess(folder / host.name, running.signer, clock, settings, HERE)
            process.host = host
            cleanup.callback(process.stop)
            process.start()
            processes.append(process)
        yield running, processes


@contextmanager
def database_at(host: Host, primary: str = "") -> Iterator[Server]:
    """PostgreSQL at a host; it stays there when it is stopped and started."""
    context = server(host.address, primary)
    database = host.do(context.__enter__)
    start = database.start
    vars(database)["start"] = lambda: host.do(start)
    try:
        yield database
    finally:
        context.__exit__(None, None, None)


@pytest.fixture
def proxy(hosts: Hosts, tmp_path: Path) -> Iterator[Proxy]:
    if not CADDY.exists():
        pytest.skip("caddy is not installed")
    addresses = [each.url.removeprefix("http://").removesuffix("/alexa") for each in hosts.processes]
    with caddy(tmp_path, addresses) as running:
        yield running


def in_turn(hosts: Hosts, load: Load) -> None:
    for process in hosts.processes:
        load.wait_for(40)
        process.stop()
        load.wait_for(20)
        told = len(process.messages)
        process.start()
        load.wait_until(lambda process=process, told=told: "answered" in process.messages[told:])  # type: ignore[misc]


def killed(hosts: Hosts, load: Load) -> None:
    load.wait_for(40)
    hosts.processes[0].kill()
    load.wait_for(40)
    hosts.processes[0].start()


def cut_off(hosts: Hosts, load: Load) -> None:
    load.wait_for(40)
    with hosts.processes[0].host.cable_pulled():
        load.wait_for(40)


@pytest.mark.parametrize("lose", [in_turn, killed, cut_off])
def test_a_host_that_is_gone_under_load(hosts: Hosts, proxy: Proxy, lose: Callable[[Hosts, Load], None]) -> None:
    """No user hears of it; but where its cable is pulled, a few do."""
    load = hosts.load([f"{proxy.url}/alexa"], str(proxy.ca))
    with load.running():
        lose(hosts, load)
        load.wait_for(40)
    refusals = [line for each in hosts.processes for line in each.messages.splitlines() if '"refused' in line]
    assert load.failures == [] or lose is cut_off, refusals
    hosts.check(load)


@contextmanager
def restarted(hosts: Hosts) -> Iterator[None]:
    hosts.database.stop()
    try:
        yield
    finally:
        hosts.database.start()


GONE: dict[str, Callable[[Hosts], Any]] = {
    "stopped": restarted,
    "hanging": lambda hosts: hosts.database.hanging(),
    "cut off": lambda hosts: hosts.database_host.cable_pulled(),
}


@pytest.mark.parametrize("how", GONE)
def test_a_database_that_is_gone_for_a_while_under_load(hosts: Hosts, how: str) -> None:
    load = hosts.load()
    with load.running():
        load.wait_for(40)
        begun = [len(each.messages) for each in hosts.processes]
        until = time.monotonic() + GONE_SECONDS
        with GONE[how](hosts):
            load.wait_until(lambda: len(load.failures) > AT_ONCE and time.monotonic() > until, GONE_SECONDS + 30)
            assert [status(each) for each in hosts.processes] == [503, 503]
        load.wait_for(40)
    assert load.failures
    assert all(TROUBLE in each for each in load.failures), set(load.failures)
    assert load.slowest < PATIENCE
    for each, begin in zip(hosts.processes, begun, strict=True):
        assert "recovery not available: " in each.messages[begin:]
        assert "defect" not in each.messages[begin:]
    assert [status(each) for each in hosts.processes] == [200, 200]
    hosts.check(load)
