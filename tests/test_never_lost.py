"""Never lost, never twice: real processes that are killed, databases that are locked, APIs that hang."""

import json
import resource
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from speaker.alerts import Alerts
from speaker.household import REMINDERS_SCOPE
from speaker.rehearsal import Rehearsal, Stage, stage
from speaker.reminders import Reminder, Reminders
from speaker.skill_process import SkillProcess
from tests.listening import LONG
from tests.storage.postgresql import server
from tests.storage.writing import read_only

MINUTE = timedelta(minutes=1)
CHECK = ("my ankle is sore", "yes", "no", "no", "no")
LATE = 4.0
"""Seconds after which nobody believes in an answer any more: a limit for hanging, not a measurement."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("never") / "coach.db"


@pytest.fixture(scope="module")
def skill(database: Path) -> Iterator[Stage]:
    with stage(settings={"ANKLE_COACH_DATABASE_URL": f"sqlite:///{database}"}) as running:
        yield running


@pytest.fixture
def talk(skill: Stage) -> Iterator[Rehearsal]:
    with skill.rehearsal(allow_timers=True) as rehearsal:
        yield rehearsal


def said(talk: Rehearsal, words: str) -> str:
    return " ".join(sound.text for sound in talk.device.say(words))


def checked(talk: Rehearsal) -> None:
    """Everything up to "is your foot in the water?"."""
    for words in CHECK:
        said(talk, words)


def deliver(talk: Rehearsal, body: bytes, skill: SkillProcess | None = None) -> requests.Response:
    """Deliver a request as Amazon does, signed."""
    headers = talk.stage.signer.headers(body)
    with requests.Session() as http:
        http.trust_env = False
        return http.post((skill or talk.stage.skill).url, data=body, headers=headers, timeout=30)


def page(talk: Rehearsal, name: str) -> int:
    """The status of a page."""
    with requests.Session() as http:
        http.trust_env = False
        return http.get(talk.stage.skill.url.replace("/alexa", name), timeout=30).status_code


def last_request(talk: Rehearsal) -> bytes:
    return json.dumps(talk.cloud.exchanges[-1].request).encode()


def reminders_of(talk: Rehearsal) -> list[Reminder]:
    return talk.home.reminders.live


def offered(talk: Rehearsal) -> None:
    """Everything up to "shall I remind you?", with the permission given."""
    talk.home.granted.add(REMINDERS_SCOPE)
    checked(talk)
    said(talk, "yes")
    talk.device.wait(20 * MINUTE)
    assert "Shall I remind you" in said(talk, "alexa, tell ankle coach my foot is out")


def live(talk: Rehearsal) -> list[Any]:
    return talk.home.alerts.of_skill()


# --- never twice


def test_the_same_request_gets_the_same_answer_and_changes_nothing_twice_even_after_a_restart(talk: Rehearsal) -> None:
    checked(talk)
    first = said(talk, "yes")
    assert "Twenty minutes, starting now" in first
    body, timers = last_request(talk), live(talk)
    calls = len(talk.stage.rest.calls)
    answers = [deliver(talk, body)]
    talk.stage.skill.kill()
    talk.stage.skill.start()
    answers.append(deliver(talk, body))
    for answer in answers:
        assert answer.json()["response"]["outputSpeech"]["ssml"] == f"<speak>{first}</speak>"
    assert live(talk) == timers
    assert len(talk.stage.rest.calls) == calls, "nothing was asked of Alexa again"
    talk.device.wait(8 * MINUTE)
    assert "twelve minutes" in said(talk, "how much longer")


def test_a_forgotten_user_stays_forgotten_when_the_request_comes_again(talk: Rehearsal, database: Path) -> None:
    checked(talk)
    said(talk, "forget me")
    assert "forgotten" in said(talk, "yes")
    before = rows(database)
    assert "forgotten" in deliver(talk, last_request(talk)).text
    assert rows(database) == before


def test_requests_of_one_user_at_the_same_moment_lose_neither(talk: Rehearsal) -> None:
    checked(talk)
    said(talk, "no")
    template = json.loads(last_request(talk))
    bodies = []
    for number, intent in enumerate(["NewRunnerIntent", "TwistIntent"] * 3):
        template["request"] |= {"requestId": f"together-{number}", "intent": {"name": intent, "slots": {}}}
        template["session"] = template["session"] | {"attributes": {}}
        bodies.append(json.dumps(template).encode())
    answers: list[int] = []
    threads = [Thread(target=lambda body=body: answers.append(deliver(talk, body).status_code)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * len(bodies)
    # Both were heard: running is held, and the walk is noted instead of a jog.
    assert "safety check" in said(talk, "alexa, ask ankle coach to start icing")
    kept = kept_of(talk)
    assert kept["covers_jog"] is False
    assert kept["move_held_until"]


@contextmanager
def second_worker(skill: Stage, folder: Path) -> Iterator[SkillProcess]:
    """Another process of the same skill, on the same database."""
    environment = skill.skill._environment
    settings = {"ANKLE_COACH_DATABASE_URL": environment["ANKLE_COACH_DATABASE_URL"]}
    worker = SkillProcess(folder, skill.signer, Path(environment["ANKLE_COACH_REHEARSAL_CLOCK"]), settings)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def yes(talk: Rehearsal) -> bytes:
    """The request that "yes" would be now."""
    request, answer = json.loads(last_request(talk)), talk.cloud.exchanges[-1].answer
    assert answer
    request["session"] |= {"attributes": answer.attributes, "new": False}
    intent = {"name": "AMAZON.YesIntent", "confirmationStatus": "NONE", "slots": {}}
    named = {"type": "IntentRequest", "requestId": f"amzn1.echo-api.request.{time.monotonic_ns()}", "intent": intent}
    request["request"] |= named
    return json.dumps(request).encode()


@pytest.mark.parametrize(("begin", "alerts", "count"), [(checked, live, 1), (offered, reminders_of, 3)])
def test_the_same_request_at_two_processes_at_once_is_answered_alike_and_done_once(
    skill: Stage, tmp_path: Path, begin: Any, alerts: Any, count: int
) -> None:
    with second_worker(skill, tmp_path) as other:
        for _ in range(6):
            with skill.rehearsal(allow_timers=True) as talk, ThreadPoolExecutor(2) as pool:
                begin(talk)
                body = yes(talk)
                delivered = [pool.submit(deliver, talk, body, worker) for worker in (skill.skill, other)]
                first, second = (each.result().json()["response"] for each in delivered)
                assert first == second
                assert len(alerts(talk)) == count
                assert deliver(talk, body, other).json()["response"] == first
                assert len(alerts(talk)) == count


class Slow(Alerts):
    """Alexa makes the timer at once, and answers when it is told to."""

    def __init__(self, alerts: Alerts) -> None:
        vars(self).update(vars(alerts))
        self.made, self.answers = Event(), Event()

    def create(self, *args: Any, **kwargs: Any) -> Any:
        timer = super().create(*args, **kwargs)
        self.made.set()
        self.answers.wait(LONG)
        return timer


def test_what_is_said_while_a_timer_is_being_set_comes_after_it(talk: Rehearsal) -> None:
    """A red flag, told by another speaker of the house, ends the icing that is just beginning."""
    checked(talk)
    start = yes(talk)
    flag = json.loads(start)
    flag["request"] |= {"requestId": "flag", "intent": {"name": "RedFlagIntent", "slots": {}}}
    flag["session"] |= {"attributes": {}}
    talk.home.alerts = slow = Slow(talk.home.alerts)
    with ThreadPoolExecutor(2) as pool:
        begun = pool.submit(deliver, talk, start)
        assert slow.made.wait(LONG)
        ended = pool.submit(deliver, talk, json.dumps(flag).encode())
        with pytest.raises(TimeoutError):
            ended.result(0.3)
        slow.answers.set()
        assert "Twenty minutes" in begun.result().text
        assert "Take your foot out" in ended.result().text
    assert live(talk) == []


def writable(database: Path) -> list[Path]:
    """What is written to: not the shared memory, which only looks like a file, and without which a process ends."""
    return [each for each in database.parent.glob("coach.db*") if not each.name.endswith("-shm")]


def rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        count: int = connection.execute("SELECT count(*) FROM recoveries").fetchone()[0]
        return count


def kept_of(talk: Rehearsal) -> dict[str, Any]:
    from hashlib import sha256

    path = talk.stage.skill._environment["ANKLE_COACH_DATABASE_URL"].removeprefix("sqlite:///")
    key = sha256(talk.home.user_id.encode()).hexdigest()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT recovery FROM recoveries WHERE user_key = ?", (key,)).fetchone()
    kept: dict[str, Any] = json.loads(found[0])
    return kept


# --- never lost


class Deadly(Alerts):
    """Timers that pull the plug of the skill as soon as one was made, before it is answered."""

    def __init__(self, alerts: Alerts, talk: Rehearsal) -> None:
        self.__dict__.update(alerts.__dict__)
        self._talk = talk

    def create(self, *args: Any, **kwargs: Any) -> Any:
        timer = super().create(*args, **kwargs)
        self._talk.stage.skill.kill()
        return timer


def test_killed_between_timer_created_and_saved_is_repaired_on_the_next_visit(talk: Rehearsal) -> None:
    checked(talk)
    peaceful = talk.home.alerts
    talk.home.alerts = Deadly(peaceful, talk)
    talk.device.say("yes")
    talk.home.alerts = peaceful
    assert len(live(talk)) == 1
    talk.stage.skill.start()
    assert kept_of(talk)["phase"] == "ready", "the crash came before the save"
    talk.device.wait(5 * MINUTE)
    assert "fifteen minutes left" in said(talk, "alexa, open ankle coach")
    assert "fifteen minutes left" in said(talk, "start icing")
    assert len(live(talk)) == 1


def test_a_timer_that_could_not_be_cancelled_is_cancelled_on_the_next_visit(talk: Rehearsal) -> None:
    checked(talk)
    said(talk, "yes")
    talk.device.wait(5 * MINUTE)
    talk.home.timers_fault = 503
    assert "Well done" in said(talk, "my foot is out")
    talk.home.timers_fault = None
    assert len(live(talk)) == 1
    assert "Massage" in said(talk, "alexa, open ankle coach")
    assert live(talk) == []


def test_a_restart_in_mid_ice_keeps_the_time(talk: Rehearsal) -> None:
    checked(talk)
    said(talk, "yes")
    talk.device.wait(8 * MINUTE)
    talk.stage.skill.kill()
    talk.stage.skill.start()
    assert "About twelve minutes left" in said(talk, "how much longer")


def test_a_locked_database_is_one_honest_sentence_and_heals_by_itself(talk: Rehearsal, database: Path) -> None:
    checked(talk)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        assert "I can't find your plan right now" in said(talk, "yes")
        assert time.monotonic() - begun < LATE
        other.execute("ROLLBACK")
    assert "twenty" in said(talk, "alexa, open ankle coach").lower()


def test_a_full_disk_is_one_honest_sentence_and_nothing_is_corrupted(talk: Rehearsal, database: Path) -> None:
    checked(talk)
    process = talk.stage.skill._process
    assert process
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in database.parent.iterdir())
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest // 2, unlimited[1]))
    assert "I can't find your plan right now" in said(talk, "yes")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
    assert "minutes left" in said(talk, "alexa, open ankle coach")
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_is_gone_for_a_while() -> None:
    with server() as database:
        settings = {"ANKLE_COACH_DATABASE_URL": database.url}
        with stage(settings=settings) as running, running.rehearsal() as talk:
            checked(talk)
            database.stop()
            assert "I can't find your plan right now" in said(talk, "alexa, open ankle coach")
            database.start()
            assert "foot in the water" in said(talk, "alexa, open ankle coach")


def test_a_database_that_hangs_is_not_waited_for() -> None:
    with server() as database:
        settings = {"ANKLE_COACH_DATABASE_URL": database.url, "ANKLE_COACH_THREADS": "4"}
        with stage(settings=settings) as running, running.rehearsal() as talk:
            checked(talk)
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda _: deliver(talk, last_request(talk)), range(12)))
            with database.hanging():
                begun = time.monotonic()
                assert "I can't find your plan right now" in said(talk, "alexa, open ankle coach")
                assert time.monotonic() - begun < LATE
                with ThreadPoolExecutor(4) as pool:
                    waiting = [pool.submit(deliver, talk, last_request(talk)) for _ in range(4)]
                    assert page(talk, "/ready") == 503
                    assert page(talk, "/health") == 200
                    assert {each.result().status_code for each in waiting} == {200}
            assert "foot in the water" in said(talk, "alexa, open ankle coach")
            assert page(talk, "/ready") == 200


def test_a_database_file_that_is_gone_for_a_while(talk: Rehearsal, database: Path, tmp_path: Path) -> None:
    checked(talk)
    assert page(talk, "/ready") == 200
    files = list(database.parent.glob("coach.db*"))
    for each in files:
        each.rename(tmp_path / each.name)
    bodies = [last_request(talk)] * 12
    with ThreadPoolExecutor(4) as pool:
        assert all("find your plan" in each.text for each in pool.map(lambda body: deliver(talk, body), bodies))
    assert page(talk, "/ready") == 503
    assert not any(each.exists() for each in files), "nothing was made in its place"
    for each in files:
        (tmp_path / each.name).rename(each)
    assert page(talk, "/ready") == 200
    assert "Twenty minutes, starting now" in said(talk, "yes")
    assert kept_of(talk)["phase"] == "icing"


def test_a_folder_that_cannot_be_written_for_a_while(talk: Rehearsal, database: Path) -> None:
    checked(talk)
    with read_only([database.parent, *writable(database)]):
        with ThreadPoolExecutor(8) as pool:
            bodies = [yes(talk) for _ in range(24)]
            texts = [each.text for each in pool.map(lambda body: deliver(talk, body), bodies)]
        assert all("find your plan" in text or "Twenty minutes" in text for text in texts)
        kept = kept_of(talk)
    assert any("find your plan" in text for text in texts) == (kept["phase"] == "ready")
    for _ in range(6):
        assert "find your plan" not in said(talk, "alexa, open ankle coach")
        assert "find your plan" not in said(talk, "alexa, ask ankle coach to start over")
        assert "find your plan" not in said(talk, "alexa, tell ankle coach my ankle is sore")
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_not_ready_while_nothing_can_be_kept(talk: Rehearsal, database: Path) -> None:
    def ready() -> bool:
        talk.clock.skip(MINUTE)
        return page(talk, "/ready") == 200

    assert ready()
    with read_only(writable(database)):
        assert not ready()
    assert ready()
    process = talk.stage.skill._process
    assert process
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1024, unlimited[1]))
    assert not ready()
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
    assert ready()
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert not ready()
        other.execute("ROLLBACK")
    assert ready()


@pytest.mark.parametrize("fault", [401, 403, 429, 500, 503, "garbage", "hang"])
def test_whatever_alexas_api_does_the_ice_begins_and_is_answered_in_time(talk: Rehearsal, fault: Any) -> None:
    checked(talk)
    talk.home.timers_fault = talk.home.settings_fault = fault
    begun = time.monotonic()
    assert "Twenty minutes, starting now" in said(talk, "yes")
    assert time.monotonic() - begun < LATE
    talk.device.leave()
    talk.home.timers_fault = talk.home.settings_fault = None
    talk.device.wait(8 * MINUTE)
    assert "twelve minutes left" in said(talk, "alexa, ask ankle coach how much longer")


@pytest.mark.parametrize("fault", [401, 403, 429, 500, 503, "garbage", "hang"])
def test_whatever_alexas_api_does_with_reminders_is_answered_in_time(talk: Rehearsal, fault: Any) -> None:
    offered(talk)
    talk.home.reminders_fault = fault
    begun = time.monotonic()
    assert said(talk, "yes")
    assert time.monotonic() - begun < LATE
    talk.device.leave()
    talk.home.reminders_fault = None
    talk.device.wait(2 * MINUTE)
    said(talk, "alexa, ask ankle coach to remind me to ice")
    said(talk, "yes")
    at = [each.next_ring for each in reminders_of(talk)]
    assert at
    assert len(at) == len(set(at))


class DeadlyReminders(Reminders):
    """Reminders that pull the plug of the skill as soon as the second was made, before it is answered."""

    def __init__(self, reminders: Reminders, talk: Rehearsal) -> None:
        self.__dict__.update(reminders.__dict__)
        self._talk = talk
        self._made = 0

    def create(self, *args: Any, **kwargs: Any) -> Any:
        reminder = super().create(*args, **kwargs)
        self._made += 1
        if self._made == 2:
            self._talk.stage.skill.kill()
        return reminder


def test_killed_between_reminders_created_and_saved_is_repaired_on_the_next_visit(talk: Rehearsal) -> None:
    offered(talk)
    peaceful = talk.home.reminders
    talk.home.reminders = DeadlyReminders(peaceful, talk)
    talk.device.say("yes")
    talk.home.reminders = peaceful
    assert len(reminders_of(talk)) >= 2
    talk.stage.skill.start()
    said(talk, "alexa, open ankle coach")
    assert reminders_of(talk) == []
    said(talk, "alexa, ask ankle coach to remind me to ice")
    assert "I'll remind you" in said(talk, "yes")
    assert len(reminders_of(talk)) == 3


@pytest.mark.parametrize(("month", "day"), [(3, 8), (11, 1)])
def test_the_clocks_change_in_mid_ice(skill: Stage, month: int, day: int) -> None:
    night = datetime(2026, month, day, 1, 50, tzinfo=ZoneInfo("America/New_York"))
    with skill.rehearsal(start=night, allow_timers=True) as talk:
        checked(talk)
        said(talk, "yes")
        talk.device.wait(12 * MINUTE)
        assert "About eight minutes left" in said(talk, "how much longer")
        rung = talk.device.wait(8 * MINUTE)
        assert any("Take your foot out" in sound.text for sound in rung)
        assert "Shall I remind you to ice" in said(talk, "my foot is out")


def test_a_clock_that_jumps_back_does_not_stretch_the_ice(talk: Rehearsal) -> None:
    checked(talk)
    said(talk, "yes")
    talk.home.timers_fault = 503
    talk.clock.reset(talk.clock.now() - timedelta(hours=3))
    assert "twenty minutes left" in said(talk, "how much longer").lower()


def test_a_graceful_stop_finishes_what_is_in_flight(skill: Stage) -> None:
    with skill.rehearsal(allow_timers=True) as talk:
        checked(talk)
        talk.home.timers_fault = "hang"
        heard: list[str] = []
        speaking = Thread(target=lambda: heard.append(said(talk, "yes")))
        speaking.start()
        time.sleep(0.7)  # the skill now waits for the timer
        skill.skill.stop()
        speaking.join()
        assert "Twenty minutes, starting now" in heard[0]
        skill.skill.start()
