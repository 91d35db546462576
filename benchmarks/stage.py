"""Playing the conversations once, with the real coach in this process, so that each request of a benchmark is genuine.

A conversation is played twice and the second round is kept: what the coach knew before each turn, and the session
that Alexa sends with it. So a user can begin at any turn, and after the last one begin anew.
"""

import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from benchmarks.alexa_api import token_of
from benchmarks.envelopes import SKILL_ID, ZONE, Json, User, envelope
from benchmarks.mix import CONVERSATIONS, OPEN, Moment, Sentences, said
from skill.clock import system_clock
from skill.config import Config
from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine.recovery import Recovery
from skill.storage.memory import MemoryRecoveries
from skill.web import create_app
from speaker.signing import Signer


class Speechless(AssertionError):
    """A sentence of a conversation that the coach answered without a word: no use in a measurement."""


class Stage:
    """The coach behind its front door, and people who talk to it."""

    def __init__(self, folder: Path) -> None:
        """Make an authority in ``folder``."""
        self._signer = Signer(folder)
        self._recoveries = MemoryRecoveries()
        trust = {"rehearsal_root": self._signer.root, "rehearsal_mirror": str(self._signer.mirror)}
        config = Config(skill_id=SKILL_ID, **trust)  # type: ignore[arg-type]
        self._http = create_app(config, self._recoveries).test_client()

    def meet(self, user: User) -> None:
        """Let the coach know a user's zone and units for today, which it asks for once a day."""
        known = Recovery(zone=ZONE, metric=False)
        known = replace(known, settings_on=known.local(system_clock()).date())
        self._recoveries.save(user.key, HOUSEHOLD, Record(known, 0), system_clock())

    def kept(self, user: User) -> Record:
        """Return what the coach keeps of a user."""
        return self._recoveries.load(user.key).get(HOUSEHOLD, EMPTY)

    def ask(self, document: Json) -> Json:
        """Return the answer to a request envelope."""
        body = json.dumps(document).encode()
        answer = self._http.post("/alexa", data=body, headers=self._signer.headers(body))
        assert answer.status_code == 200, answer.status_code
        spoken: Json = json.loads(answer.data)
        return spoken


def played(api: str | None = None) -> list[list[Moment]]:
    """Return the moments of every conversation.

    Args:
        api: the address of a running :mod:`benchmarks.alexa_api`; without it the coach goes on by voice.
    """
    sentences = Sentences()
    with tempfile.TemporaryDirectory() as folder, _quietly():
        stage = Stage(Path(folder))
        users = (User(-number, api, token_of(-number, None)) for number in range(1, len(CONVERSATIONS) + 1))
        return [play(stage, user, talk, sentences) for user, talk in zip(users, CONVERSATIONS, strict=True)]


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the coach's log quiet: on purpose some of this happens without Alexa's APIs."""
    log = logging.getLogger("skill")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def play(stage: Stage, user: User, conversation: tuple[str, ...], sentences: Sentences) -> list[Moment]:
    """Return the moments of a conversation's second round.

    Raises:
        Speechless: for a sentence that is answered without speech.
    """
    stage.meet(user)
    moments: list[Moment] = []
    session: Json = {"new": True, "attributes": {}}
    for sentence in conversation * 2:
        if sentence == OPEN:
            session = {"new": True, "attributes": {}}
        request, before, timer = sentences.request(sentence), stage.kept(user), _timer(user)
        answer = stage.ask(envelope(user, {**user.moment(), **request}, session))
        if "<speak>" not in str(answer["response"].get("outputSpeech")):
            raise Speechless(f"{sentence!r} in the conversation that begins with {conversation[0]!r}")
        known = before if before.version else None
        moments.append(Moment(said(request), request, session, known, timer, stage.kept(user) != before))
        session = _next(answer)
    return moments[len(conversation) :]


def _next(answer: Json) -> Json:
    """Return the session that Alexa sends with the next request."""
    if answer["response"].get("shouldEndSession") is not False:
        return {"new": True, "attributes": {}}
    return {"new": False, "attributes": answer.get("sessionAttributes") or {}}


def _timer(user: User) -> Any:
    if user.api is None:
        return None
    headers = {"Authorization": f"Bearer {user.token}"}
    return requests.get(f"{user.api}/timer", headers=headers, timeout=5).json()
