"""Killed again and again under load, and restarted with many users in the ice: nothing that was told is lost.

`THOROUGH=1 script/test tests/homes -m slow` takes the numbers that are promised; without it they are small.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests

from speaker.rehearsal import Stage, stage
from speaker.skill_process import SkillProcess
from tests.homes.load import Load, doubled, in_the_ice, lost, settled
from tests.storage.postgresql import server

pytestmark = pytest.mark.slow
THOROUGH = "THOROUGH" in os.environ
ROUNDS = 50 if THOROUGH else 3
USERS = 10_000 if THOROUGH else 100
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


def deliver(running: Stage, process: SkillProcess, body: bytes) -> requests.Response:
    with requests.Session() as http:
        http.trust_env = False
        return http.post(process.url, data=body, headers=running.signer.headers(body), timeout=30)


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
        assert settled(running, load.users, lambda body: deliver(running, processes[-1], body)) == []
        assert doubled(load.users) == []
        seconds = time.monotonic() - begun
    print(f"\n{kind}: {ROUNDS} rounds, {load.answers} changes told, {len(load.failures)} without, {seconds:.0f} s")
