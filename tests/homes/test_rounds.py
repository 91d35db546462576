"""Killed again and again under load, and restarted with many users in the ice: nothing that was told is lost.

`THOROUGH=1 script/test tests/homes -m slow` takes the numbers that are promised; without it they are small.
"""

import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
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
from tests.homes.load import Load, deliver, doubled, in_the_ice, lost, unlike_after_a_visit
from tests.storage.postgresql import server
from tests.test_main import READY

pytestmark = pytest.mark.slow
ROUNDS = 50 if THOROUGH else 2
USERS = 10_000 if THOROUGH else 30
AT_ONCE = 8


@contextmanager
def home(kind: str, folder: Path) -> Iterator[tuple[Stage, list[SkillProcess]]]:
    """One process on SQLite, or two on PostgreSQL."""
    with ExitStack() as cleanup:
        url = f"sqlite:///{folder / 'coach.db'}"
        if kind == "postgresql":
            url = cleanup.enter_context(server()).url
        running = cleanup.enter_context(stage(settings={"ANKLE_COACH_DATABASE_URL": url}))
        processes = [running.skill]
        if kind == "postgresql":
            clock = Path(running.skill._environment["REHEARSAL_CLOCK"])
            other = SkillProcess(folder, running.signer, clock, {"ANKLE_COACH_DATABASE_URL": url})
            cleanup.callback(other.stop)
            other.start()
            processes.append(other)
        yield running, processes


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_when_processes_are_killed_under_load(kind: str, tmp_path: Path) -> None:
    dice = random.Random(kind)
    with home(kind, tmp_path) as (running, processes):
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
    print(f"\n{kind}: {ROUNDS} rounds, {load.answers} changes told, {len(load.failures)} without, {seconds:.0f} s")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_users_in_mid_ice_survive_the_restart_of_every_process(kind: str, tmp_path: Path) -> None:
    with home(kind, tmp_path) as (running, processes), ThreadPoolExecutor(4) as pool:

        def ask(number: int, name: str) -> str:
            body = request(number, name, running.clock.now())
            return deliver(running, processes[number % len(processes)], body).text

        with closing(recoveries_at(running.skill.database)) as store:
            for number in range(USERS):
                key = sha256(f"amzn1.ask.account.{number}".encode()).hexdigest()
                store.save(key, HOUSEHOLD, Record(ready(running.clock.now()), 0), running.clock.now())
        begun = list(pool.map(lambda number: ask(number, "icing-no-slots"), range(USERS)))
        assert all("wenty minutes, starting now" in each for each in begun), begun[0]
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
    """Through the safety check."""
    return replace(READY, began_on=now.date(), screened_on=now.date(), settings_on=now.date())
