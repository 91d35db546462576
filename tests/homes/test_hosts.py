"""Two hosts and a database on a network of their own: killed, cut off, restarted, and talked to at once."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from speaker.rehearsal import Stage, stage
from speaker.skill_process import SkillProcess
from tests import THOROUGH
from tests.homes.load import (
    PATIENCE,
    TROUBLE,
    Load,
    User,
    deliver,
    doubled,
    in_the_ice,
    lost,
    status,
    unlike_after_a_visit,
)
from tests.homes.network import Host, network
from tests.homes.proxies import CADDY, Proxy, caddy
from tests.homes.test_rounds import AT_ONCE
from tests.storage.postgresql import Server, server

pytestmark = pytest.mark.slow
GONE_SECONDS = 60 if THOROUGH else 0
HERE = (sys.executable, "-m", "tests.homes.host")


class HostProcess(SkillProcess):
    """The skill at a host of its own."""

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

    def deliver(self, process: SkillProcess, body: bytes) -> requests.Response:
        """Deliver a request to one host."""
        return deliver(self.stage, process, body)

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


def test_one_user_at_two_hosts_at_once_loses_nothing(hosts: Hosts) -> None:
    for user in in_the_ice(hosts.stage, 6):
        changes = [("NewRunnerIntent", hosts.processes[0]), ("TwistIntent", hosts.processes[1])]
        bodies = [(process, json.dumps(user.request(hosts.stage, intent)).encode()) for intent, process in changes]
        with ThreadPoolExecutor(2) as pool:
            answers = [each.result().text for each in [pool.submit(hosts.deliver, *body) for body in bodies]]
        assert not any(TROUBLE in each for each in answers)
        (record,) = user.stored(hosts.database.url).values()
        assert record.recovery.covers_jog is False
        assert record.recovery.move_held_until


def test_a_request_at_two_hosts_at_once_changes_once(hosts: Hosts) -> None:
    for user in in_the_ice(hosts.stage, 6):
        body = json.dumps(user.request(hosts.stage, "AMAZON.PauseIntent")).encode()
        before = user.stored(hosts.database.url)[""].version
        with ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(hosts.deliver, process, body) for process in hosts.processes]:
                assert TROUBLE not in each.result().text
        assert user.stored(hosts.database.url)[""].version == before + 1
        assert doubled([user]) == []


def test_killed_in_mid_turn_the_other_host_goes_on_with_the_one_timer(
    hosts: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timer is made and nothing is saved yet when the host is killed; the proxy delivers the request again."""
    first, second = hosts.processes
    with hosts.stage.rehearsal(allow_timers=True) as session:
        for words in ("my ankles are sore", "yes", "no", "no", "no"):
            session.device.say(words)
        last, timers = session.cloud.exchanges[-1], session.home.timers
        assert last.answer
        document = User(session.home, last.request).request(hosts.stage, "AMAZON.YesIntent")
        document["session"] |= {"attributes": last.answer.attributes, "new": False}
        body = json.dumps(document).encode()
        with monkeypatch.context() as patch:
            patch.setattr(timers, "create", then_killing(first, timers.create))
            with pytest.raises(requests.ConnectionError):
                hosts.deliver(first, body)
        assert "Twenty minutes" in hosts.deliver(second, body).text
        assert len(timers.of_skill()) == 1
        first.start()
        assert "wenty minutes left" in hosts.deliver(first, body).text
        assert len(timers.of_skill()) == 1


def then_killing(process: SkillProcess, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return the work with a process killed at its end."""

    def both(*args: Any, **kwargs: Any) -> Any:
        made = work(*args, **kwargs)
        process.kill()
        return made

    return both


def test_a_rolling_restart_under_load_is_not_heard(hosts: Hosts, proxy: Proxy) -> None:
    load = hosts.load([f"{proxy.url}/alexa"], str(proxy.ca))
    with load.running():
        for process in hosts.processes:
            load.wait_for(40)
            process.stop()
            load.wait_for(20)
            told = len(process.messages)
            process.start()
            load.wait_until(partial(has_answered, process, told))
        load.wait_for(40)
    assert load.failures == [], refusals(hosts)
    hosts.check(load)


def test_a_host_that_is_killed_under_load_is_not_heard(hosts: Hosts, proxy: Proxy) -> None:
    load = hosts.load([f"{proxy.url}/alexa"], str(proxy.ca))
    with load.running():
        load.wait_for(40)
        hosts.processes[0].kill()
        load.wait_for(40)
        hosts.processes[0].start()
        load.wait_for(40)
    assert load.failures == [], refusals(hosts)
    hosts.check(load)


def test_a_host_whose_cable_is_pulled_under_load(hosts: Hosts, proxy: Proxy) -> None:
    load = hosts.load([f"{proxy.url}/alexa"], str(proxy.ca))
    with load.running():
        load.wait_for(40)
        with hosts.processes[0].host.cable_pulled():
            load.wait_for(40)
        load.wait_for(40)
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


def has_answered(process: SkillProcess, since: int) -> bool:
    """Whether it has logged a request since then."""
    return "answered" in process.messages[since:]


def refusals(hosts: Hosts) -> list[str]:
    """Why hosts refused requests, from their logs."""
    return [line for each in hosts.processes for line in each.messages.splitlines() if '"refused' in line]
