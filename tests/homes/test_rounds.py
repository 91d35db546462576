"""Killed again and again under load, and restarted with many users in the ice: nothing that was told is lost.

`THOROUGH=1 script/test tests/homes -m slow` takes the numbers that are promised; without it they are small.
"""

import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from skill.ports import HOUSEHOLD, Record
from skill.routine.recovery import Recovery
from skill.storage import recoveries_at
from speaker.envelopes import SKILL_ID
from speaker.rehearsal import Stage, stage
from speaker.skill_process import SkillProcess
from tests import THOROUGH
from tests.alexa.recorded import recorded
from tests.client import NOWHERE
from tests.homes.load import TROUBLE, Load, another_process, deliver, doubled, in_the_ice, lost, unlike_after_a_visit
from tests.storage.dynamodb import TABLE, emulator, settings
from tests.storage.postgresql import server
from tests.test_web import READY

pytestmark = pytest.mark.slow
ROUNDS = 50 if THOROUGH else 1
USERS = 10_000 if THOROUGH else 12
AT_ONCE = 8


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'coach.db'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    with server() as running:
        yield running.url


@contextmanager
def dynamodb(folder: Path) -> Iterator[str]:
    with emulator("dynalite") as url, pytest.MonkeyPatch.context() as patch:
        for name, value in settings(url).items():
            patch.setenv(name, value)
        yield f"dynamodb://{TABLE}"


HOMES = {"sqlite": (sqlite, 1), "postgresql": (postgresql, 2), "dynamodb": (dynamodb, 2)}
"""A database, and as many processes on it."""


@dataclass(frozen=True)
class Home:
    kind: str
    stage: Stage
    processes: list[SkillProcess]


@pytest.fixture(scope="module", params=HOMES)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One for both tests: to start it takes as long as they do."""
    folder = tmp_path_factory.mktemp(request.param)
    database, count = HOMES[request.param]
    with ExitStack() as cleanup:
        chosen = {"ANKLE_COACH_DATABASE_URL": cleanup.enter_context(database(folder))}
        running = cleanup.enter_context(stage(settings=chosen))
        others = [cleanup.enter_context(another_process(running, folder)) for _ in range(count - 1)]
        yield Home(request.param, running, [running.skill, *others])


def test_nothing_is_lost_when_processes_are_killed_under_load(home: Home) -> None:
    dice = random.Random(home.kind)
    running, processes = home.stage, home.processes
    load = Load(running, in_the_ice(running, AT_ONCE), [each.url for each in processes])
    begun = time.monotonic()
    for number in range(ROUNDS):
        victim = dice.choice(processes)
        with load.running():
            load.wait_for(dice.randrange(20, 60))
            victim.kill()
        for each in processes:
            if each is not victim:
                each.kill()
        assert lost(load.users, running.skill.database) == [], number
        for each in processes:
            each.start()
    assert unlike_after_a_visit(running, load.users, processes[-1]) == []
    assert doubled(load.users) == []
    seconds = time.monotonic() - begun
    print(f"\n{home.kind}: {ROUNDS} rounds, {load.answers} changes told, {len(load.failures)} without, {seconds:.0f} s")


def test_all_users_in_mid_ice_survive_the_restart_of_every_process(home: Home) -> None:
    running, processes = home.stage, home.processes

    def ask(number: int, name: str) -> str:
        """Ask once more while the machine is too busy for an answer."""
        for _ in range(5):
            body = request(number, name, running.clock.now())
            answer = deliver(running, processes[number % len(processes)], body).text
            if TROUBLE not in answer:
                break
        return answer

    with closing(recoveries_at(running.skill.database)) as store:
        for number in range(USERS):
            key = sha256(f"amzn1.ask.account.{number}".encode()).hexdigest()
            store.save(key, HOUSEHOLD, Record(ready(running.clock.now()), 0), running.clock.now())
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda number: ask(number, "icing-no-slots"), range(USERS)))
        assert [each for each in begun if "wenty minutes" not in each] == []
        for process in processes:
            process.kill()
        running.clock.skip(timedelta(minutes=8))
        for process in processes:
            process.start()
        left = list(pool.map(lambda number: ask(number, "TimeLeftIntent"), range(USERS)))
    assert [each for each in left if "twelve minutes left" not in each] == []


def request(number: int, name: str, now: datetime) -> bytes:
    document = recorded(name)
    document["context"]["System"] |= NOWHERE
    for each in (document["session"], document["context"]["System"]):
        each["user"] = {"userId": f"amzn1.ask.account.{number}"}
        each["application"] = {"applicationId": SKILL_ID}
    document["request"] |= {"requestId": f"{name}-{number}", "timestamp": now.isoformat()}
    return json.dumps(document).encode()


def ready(now: datetime) -> Recovery:
    today = READY.local(now).date()  # in New York, where it is yesterday for some hours
    return replace(READY, began_on=today, screened_on=today, settings_on=today, heard_on=today)
