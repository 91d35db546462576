"""Never lost, never twice: real processes that are killed, databases that are locked, APIs that hang."""

import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests

from speaker.household import REMINDERS_SCOPE
from speaker.rehearsal import Rehearsal, Stage, stage
from speaker.reminders import Reminder, Reminders
from speaker.skill_process import SkillProcess
from speaker.timers import Timers
from tests.homes import load
from tests.storage.postgresql import server

MINUTE = timedelta(minutes=1)
TOLD_OUT = "alexa, tell ankle coach my foot is out"
CHECK = ("my ankle is sore", "yes", "no", "no", "no")
LATE = 4.0
"""Seconds after which Alexa's patience is nearly over: a limit for hanging, not a measurement."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("never") / "coach.db"


@pytest.fixture(scope="module")
def skill(database: Path) -> Iterator[Stage]:
    with stage(settings={"ANKLE_COACH_DATABASE_URL": f"sqlite:///{database}"}) as running:
        yield running


@pytest.fixture
def session(skill: Stage) -> Iterator[Rehearsal]:
    with skill.rehearsal(allow_timers=True) as rehearsal:
        yield rehearsal


def said(session: Rehearsal, words: str) -> str:
    return " ".join(sound.text for sound in session.device.say(words))


def checked(session: Rehearsal) -> None:
    """Everything up to "is your foot in the water?"."""
    for words in CHECK:
        said(session, words)


def icing(session: Rehearsal, minutes: int = 0) -> None:
    """The foot is in the ice, for so long already."""
    checked(session)
    assert "Twenty minutes, starting now" in said(session, "yes")
    session.device.wait(minutes * MINUTE)


def deliver(session: Rehearsal, body: bytes, skill: SkillProcess | None = None) -> requests.Response:
    return load.deliver(session.stage, skill or session.stage.skill, body)


def deliver_together(session: Rehearsal, *bodies: bytes) -> list[requests.Response]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda body: deliver(session, body), bodies))


def page(session: Rehearsal, name: str) -> int:
    return load.status(session.stage.skill, name)


@contextmanager
def answered_in_time() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < LATE


def in_database(database: Path, statement: str, *values: object) -> Any:
    """The first row of what another process would be told."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement, values).fetchone()


def last_request(session: Rehearsal) -> bytes:
    return json.dumps(session.cloud.exchanges[-1].request).encode()


def reminders_of(session: Rehearsal) -> list[Reminder]:
    return session.home.reminders.live


def offered(session: Rehearsal) -> None:
    """Everything up to "shall I remind you?", with the permission given."""
    session.home.granted.add(REMINDERS_SCOPE)
    icing(session, 20)
    assert "set reminders" in said(session, TOLD_OUT)


def live(session: Rehearsal) -> list[Any]:
    return session.home.timers.of_skill()


# --- never twice


def test_the_same_request_gets_the_same_answer_and_after_a_restart_what_holds_now(session: Rehearsal) -> None:
    checked(session)
    first = said(session, "yes")
    assert "Twenty minutes, starting now" in first
    body, timers = last_request(session), live(session)
    assert deliver(session, body).json()["response"]["outputSpeech"]["ssml"] == f"<speak>{first}</speak>"
    session.stage.skill.kill()
    session.stage.skill.start()
    assert "twenty minutes left" in deliver(session, body).text
    assert live(session) == timers
    session.device.wait(8 * MINUTE)
    assert "twelve minutes" in said(session, "how much longer")


def test_a_forgotten_user_stays_forgotten_when_the_request_comes_again(session: Rehearsal, database: Path) -> None:
    checked(session)
    said(session, "forget me")
    assert "forgotten" in said(session, "yes")
    before = in_database(database, "SELECT count(*) FROM recoveries")
    assert "forgotten" in deliver(session, last_request(session)).text
    assert in_database(database, "SELECT count(*) FROM recoveries") == before


def test_requests_of_one_user_at_the_same_moment_lose_neither(session: Rehearsal) -> None:
    checked(session)
    said(session, "no")
    template = json.loads(last_request(session))
    bodies = []
    for number, intent in enumerate(["NewRunnerIntent", "TwistIntent"] * 3):
        template["request"] |= {"requestId": f"together-{number}", "intent": {"name": intent, "slots": {}}}
        template["session"] = template["session"] | {"attributes": {}}
        bodies.append(json.dumps(template).encode())
    assert {each.status_code for each in deliver_together(session, *bodies)} == {200}
    # Both were heard: running is held, and the walk is noted instead of a jog.
    assert "safety check" in said(session, "alexa, ask ankle coach to start icing")
    kept = record_of(session)
    assert kept["covers_jog"] is False
    assert kept["move_held_until"]


@pytest.fixture(scope="module")
def other(skill: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SkillProcess]:
    with load.another_process(skill, tmp_path_factory.mktemp("other")) as process:
        yield process


def yes(session: Rehearsal) -> bytes:
    """The request that "yes" would be now."""
    request, answer = json.loads(last_request(session)), session.cloud.exchanges[-1].answer
    assert answer
    request["session"] |= {"attributes": answer.attributes, "new": False}
    intent = {"name": "AMAZON.YesIntent", "confirmationStatus": "NONE", "slots": {}}
    named = {"type": "IntentRequest", "requestId": f"amzn1.echo-api.request.{time.monotonic_ns()}", "intent": intent}
    request["request"] |= named
    return json.dumps(request).encode()


@pytest.mark.parametrize(("begin", "alerts", "count"), [(checked, live, 1), (offered, reminders_of, 3)])
def test_the_same_request_at_two_processes_at_once(
    skill: Stage, other: SkillProcess, begin: Any, alerts: Any, count: int
) -> None:
    for _ in range(6):
        with skill.rehearsal(allow_timers=True) as session, ThreadPoolExecutor(2) as pool:
            begin(session)
            body = yes(session)
            delivered = [pool.submit(deliver, session, body, worker) for worker in (skill.skill, other)]
            assert all("find your plan" not in each.result().text for each in delivered)
            assert len(alerts(session)) == count
            assert "outputSpeech" in deliver(session, body, other).json()["response"]
            assert len(alerts(session)) == count


@contextmanager
def files_at_most(size: int, session: Rehearsal) -> Iterator[None]:
    """The disk is full: no process of the skill can make a file longer than that."""
    process = session.stage.skill._process
    assert process
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True)
    processes = [process.pid, *map(int, children.stdout.split())]
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    for each in processes:
        resource.prlimit(each, resource.RLIMIT_FSIZE, (size, unlimited[1]))
    try:
        yield
    finally:
        for each in processes:
            resource.prlimit(each, resource.RLIMIT_FSIZE, unlimited)


def record_of(session: Rehearsal) -> dict[str, Any]:
    path = session.stage.skill._environment["ANKLE_COACH_DATABASE_URL"].removeprefix("sqlite:///")
    key = sha256(session.home.user_id.encode()).hexdigest()
    (record,) = in_database(Path(path), "SELECT record FROM recoveries WHERE user_key = ?", key)
    kept: dict[str, Any] = json.loads(record)["recovery"]
    return kept


# --- never lost


@contextmanager
def killed_when_made(session: Rehearsal, alerts: Timers | Reminders, count: int) -> Iterator[None]:
    """The plug of the skill is pulled as soon as so many alerts were made, before the last one is answered."""
    create, made = alerts.create, []

    def deadly(*args: Any, **kwargs: Any) -> Any:
        made.append(create(*args, **kwargs))
        if len(made) == count:
            session.stage.skill.kill()
        return made[-1]

    vars(alerts)["create"] = deadly
    yield
    del vars(alerts)["create"]


def test_killed_between_timer_created_and_saved_is_repaired_on_the_next_visit(session: Rehearsal) -> None:
    checked(session)
    with killed_when_made(session, session.home.timers, 1):
        session.device.say("yes")
    assert len(live(session)) == 1
    session.stage.skill.start()
    assert record_of(session)["stage"] == "ready", "the crash came before the save"
    session.device.wait(5 * MINUTE)
    assert "fifteen minutes left" in said(session, "alexa, open ankle coach")
    assert "fifteen minutes left" in said(session, "start icing")
    assert len(live(session)) == 1


HOLD_WRITE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
input()
"""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process holds the write lock for longer than a save waits."""
    command = [sys.executable, "-c", HOLD_WRITE_LOCK, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.communicate("\n")


def test_what_a_locked_database_does_not_save_leaves_the_timer_as_it_was(session: Rehearsal, database: Path) -> None:
    """Every kind of change is tried in test_coach.py."""
    icing(session, 8)
    session.device.leave()
    with locked(database), answered_in_time():
        assert "I can't find your plan right now" in said(session, TOLD_OUT)
    (timer,) = live(session)
    assert (timer.status, session.home.timers.left(timer)) == ("ON", 12 * MINUTE)
    assert "twelve minutes left" in said(session, "alexa, ask ankle coach how much longer")
    session.device.leave()
    rung = [sound.text for sound in session.device.wait(25 * MINUTE)]
    assert sum("Take your foot out" in text for text in rung) == 1


def test_a_full_disk_is_one_honest_sentence_and_nothing_is_corrupted(session: Rehearsal, database: Path) -> None:
    checked(session)
    with files_at_most(1024, session):
        assert "I can't find your plan right now" in said(session, "yes")
    assert live(session) == []
    assert "foot in the water" in said(session, "alexa, open ankle coach")
    assert "Twenty minutes" in said(session, "yes")
    assert in_database(database, "PRAGMA integrity_check") == ("ok",)


def test_a_database_that_hangs_is_not_waited_for() -> None:
    with server() as database:
        settings = {"ANKLE_COACH_DATABASE_URL": database.url, "ANKLE_COACH_THREADS": "4"}
        with stage(settings=settings) as running, running.rehearsal() as session:
            checked(session)
            deliver_together(session, *[last_request(session)] * 12)
            with database.hanging():
                with answered_in_time():
                    assert "I can't find your plan right now" in said(session, "alexa, open ankle coach")
                with ThreadPoolExecutor(4) as pool:
                    waiting = [pool.submit(deliver, session, yes(session)) for _ in range(4)]
                    assert page(session, "/ready") == 503
                    assert page(session, "/health") == 200
                    assert {each.result().status_code for each in waiting} == {200}
            assert "foot in the water" in said(session, "alexa, open ankle coach")
            assert page(session, "/ready") == 200


def test_a_database_file_that_is_gone_for_a_while(session: Rehearsal, database: Path, tmp_path: Path) -> None:
    checked(session)
    assert page(session, "/ready") == 200
    files = list(database.parent.glob("coach.db*"))
    for each in files:
        each.rename(tmp_path / each.name)
    assert all("find your plan" in each.text for each in deliver_together(session, *(yes(session) for _ in range(12))))
    assert page(session, "/ready") == 503
    assert not any(each.exists() for each in files), "nothing was made in its place"
    for each in files:
        (tmp_path / each.name).rename(each)
    assert page(session, "/ready") == 200
    assert "Twenty minutes, starting now" in said(session, "yes")
    assert "countdown" in record_of(session)


@pytest.mark.parametrize("fault", [401, 403, 503, "garbage", "hang"])
def test_whatever_alexas_api_does_the_ice_begins_and_is_answered_in_time(session: Rehearsal, fault: Any) -> None:
    checked(session)
    session.home.timers_fault = session.home.settings_fault = fault
    with answered_in_time():
        assert "Twenty minutes, starting now" in said(session, "yes")
    session.device.leave()
    session.home.timers_fault = session.home.settings_fault = None
    session.device.wait(8 * MINUTE)
    assert "twelve minutes left" in said(session, "alexa, ask ankle coach how much longer")


def test_killed_between_reminders_created_and_saved_is_repaired_on_the_next_visit(session: Rehearsal) -> None:
    offered(session)
    with killed_when_made(session, session.home.reminders, 2):
        session.device.say("yes")
    assert len(reminders_of(session)) >= 2
    session.stage.skill.start()
    said(session, "alexa, open ankle coach")
    assert reminders_of(session) == []
    said(session, "alexa, ask ankle coach to remind me to ice")
    assert "I'll remind you" in said(session, "yes")
    assert len(reminders_of(session)) == 3


def test_a_clock_that_jumps_back_does_not_stretch_the_ice(session: Rehearsal) -> None:
    icing(session)
    session.home.timers_fault = 503
    session.clock.reset(session.clock.now() - timedelta(hours=3))
    assert "twenty minutes left" in said(session, "how much longer").lower()
