"""Users in the ice who pause and go on, again and again: what they were told must be in the store."""

import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from skill.alexa.inbound import request_of, user_of
from skill.coach import MOST_IN_RECORD
from skill.ports import Record
from skill.storage import recoveries_at
from speaker.household import Household
from speaker.rehearsal import Stage
from speaker.skill_process import SkillProcess
from tests.alexa.recorded import parsed
from tests.raw_http import LONG

CHANGED = {"AMAZON.PauseIntent": "Paused with", "AMAZON.ResumeIntent": "On we go"}
"""How an answer begins that tells of a change."""
TROUBLE = "find your plan right now"
PATIENCE = 8
"""Seconds that Alexa waits."""


@dataclass(slots=True)
class User:
    home: Household
    envelope: dict[str, Any]
    paused: bool = False
    """As the last answer had it."""
    unsure: bool = False
    """Whether a request since then got no answer, so that it may have been heard or not."""
    sent: list[str] = field(default_factory=list)
    """The keys of all requests, of which a record has the last that changed it."""
    told: set[str] = field(default_factory=set)
    """The keys of those whose answers told of a change."""

    def request(self, stage: Stage, intent: str) -> dict[str, Any]:
        token = stage.rest.token(self.home)
        document: dict[str, Any] = json.loads(json.dumps(self.envelope))
        document["context"]["System"]["apiAccessToken"] = token
        document["request"] |= {
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "intent": {"name": intent, "confirmationStatus": "NONE"},
        }
        return document

    def stored(self, url: str) -> dict[str, Record]:
        with closing(recoveries_at(url)) as store:
            return store.load(user_of(parsed(self.envelope)))


def in_the_ice(stage: Stage, count: int) -> list[User]:
    """New users; their timers run."""
    users = []
    for _ in range(count):
        with stage.rehearsal(allow_timers=True) as session:
            for words in ("my ankles are sore", "yes", "no", "no", "no", "yes"):
                sounds = session.device.say(words)
            assert "Twenty minutes" in sounds[0].text
            session.device.say("alexa, ask ankle coach how much longer")
            users.append(User(session.home, session.cloud.exchanges[-1].request))
    return users


class Load:
    """Users who talk at once, each one request after the other, to hosts in turn."""

    def __init__(self, stage: Stage, users: Sequence[User], urls: Sequence[str], verify: str | bool = True) -> None:
        self.users = users
        self._stage, self._urls, self._verify = stage, urls, verify
        self._over = threading.Event()
        self.answers = 0
        """That told of a change."""
        self.failures: list[str] = []
        """What came in place of an answer."""
        self.slowest = 0.0
        """Seconds."""

    @contextmanager
    def running(self) -> Iterator[None]:
        self._over.clear()
        with ThreadPoolExecutor(len(self.users)) as pool:
            talks = [pool.submit(self._talk, user) for user in self.users]
            try:
                yield
            finally:
                self._over.set()
        for talk in talks:
            talk.result()

    def wait_for(self, answers: int) -> None:
        goal = self.answers + answers
        self.wait_until(lambda: self.answers >= goal)

    def wait_until(self, holds: Callable[[], bool], most_seconds: float = 30) -> None:
        until = time.monotonic() + most_seconds
        while not holds():
            assert time.monotonic() < until, (self.answers, self.failures[-3:])
            time.sleep(0.005)

    def _talk(self, user: User) -> None:
        turn = random.Random(user.home.user_id).randrange(len(self._urls))
        with requests.Session() as http:
            http.trust_env, http.verify = False, self._verify
            while not self._over.is_set():
                turn += 1
                if not self._say(user, http, self._urls[turn % len(self._urls)]):
                    self._over.wait(0.05)

    def _say(self, user: User, http: requests.Session, url: str) -> bool:
        intent = "AMAZON.ResumeIntent" if user.paused else "AMAZON.PauseIntent"
        document = user.request(self._stage, intent)
        body = json.dumps(document).encode()
        user.sent.append(request_of(parsed(document)))
        begun = time.monotonic()
        try:
            reply = http.post(url, data=body, headers=self._stage.signer.headers(body), timeout=PATIENCE)
            told = reply.json()["response"]["outputSpeech"]["ssml"] if reply.status_code == 200 else reply.status_code
        except (requests.RequestException, ValueError, KeyError) as error:
            told = type(error).__name__
        self.slowest = max(self.slowest, time.monotonic() - begun)
        return self._heard(user, document, intent, str(told))

    def _heard(self, user: User, document: dict[str, Any], intent: str, told: str) -> bool:
        if not told.startswith("<speak>") or TROUBLE in told:
            user.unsure = True
            self.failures.append(told)
            return False
        if CHANGED[intent] in told:
            self.answers += 1
            if not user.unsure:  # else the store may have it already, by the request that got no answer
                user.told.add(request_of(parsed(document)))
        user.paused, user.unsure = intent == "AMAZON.PauseIntent", False
        return True


def lost(users: Sequence[User], url: str) -> list[str]:
    """What users were told and the store does not have."""
    found = []
    for number, user in enumerate(users):
        (record,) = user.stored(url).values()
        handled = {each.key for each in record.handled}
        found += [f"user {number}: a change" for key in user.sent[-MOST_IN_RECORD:] if key in user.told - handled]
        countdown = record.recovery.countdown
        if countdown is None or (not user.unsure and (countdown.ends_at is None) != user.paused):
            found.append(f"user {number}: paused is {user.paused}, stored is {countdown}")
    return found


def doubled(users: Sequence[User]) -> list[int]:
    return [len(timers) for user in users if len(timers := user.home.timers.of_skill()) != 1]


@contextmanager
def another_process(stage: Stage, folder: Path, **settings: str) -> Iterator[SkillProcess]:
    """The same skill once more, on the same database."""
    environment = stage.skill._environment
    same = {"ANKLE_COACH_DATABASE_URL": stage.skill.database, **settings}
    process = SkillProcess(folder, stage.signer, Path(environment["REHEARSAL_CLOCK"]), same)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def deliver(stage: Stage, process: SkillProcess, body: bytes) -> requests.Response:
    with requests.Session() as http:
        http.trust_env = False
        return http.post(process.url, data=body, headers=stage.signer.headers(body), timeout=LONG)


def status(process: SkillProcess, page: str = "/ready") -> int:
    with requests.Session() as http:
        http.trust_env = False
        return http.get(process.url.replace("/alexa", page), timeout=LONG).status_code


def unlike_after_a_visit(stage: Stage, users: Sequence[User], process: SkillProcess) -> list[str]:
    """Let each user visit once more; return where timer and record differ then."""
    found = []
    for user in users:
        document = user.request(stage, "AMAZON.ResumeIntent")
        answer = deliver(stage, process, json.dumps(document).encode())
        (timer,) = user.home.timers.of_skill()
        if "twenty minutes left" not in answer.text or timer.status != "ON":
            found.append(f"{timer.status} {answer.text[:200]}")
    return found
