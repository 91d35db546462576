"""Signed requests of many users, each in the middle of a conversation with the coach, and what it keeps of them.

One conversation is played with the real coach first. Each request fits the record and the session at its place in it.
"""

import json
import logging
import sqlite3
import tempfile
import uuid
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from skill.config import Config, system_clock
from skill.ports import HOUSEHOLD, Record
from skill.storage import recoveries_at
from skill.storage.sqlite import MemoryRecoveries
from skill.web import create_app
from speaker.envelopes import SKILL_ID, intended, launched
from speaker.host import rehearsal_signers
from speaker.shipped_model import model_path, shipped_model
from speaker.signing import Signer
from speaker.understand import Understanding

OPEN = ""
"""Opens the skill; a sentence after an answer that ended the session is a one-shot."""
CONVERSATION = (
    OPEN, "yes", "yes", "no", "why", "no", "no", "my foot's in", "how much longer", "pause the ice", "resume",
    "how much longer", "my foot is out", "no", "when is the next icing", "can i massage now", "where am i",
    "can i run today", "should i see a doctor", "forget everything about me", "yes",
)  # fmt: skip

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn of the conversation, for any user."""

    request: Json
    """Without id, timestamp and locale."""
    session: Json
    """``new`` and ``attributes``."""
    before: Record | None
    """What is kept of the user before it; ``None`` for nothing."""


def played() -> list[Moment]:
    """Play the conversation twice, so that a user can begin at any turn, and return the second round."""
    logging.getLogger("skill").setLevel(logging.CRITICAL)
    model, understanding = shipped_model("en-US"), Understanding.load(model_path("en-US"))
    with tempfile.TemporaryDirectory() as folder:
        signer, store = Signer(Path(folder)), MemoryRecoveries()
        signers = rehearsal_signers(signer.root, signer.mirror)
        http = create_app(Config(skill_id=SKILL_ID), store, signers=signers).test_client()
        moments, session = [], {"new": True, "attributes": {}}
        for sentence in CONVERSATION * 2:
            request = intended(understanding.understand(sentence), model) if sentence else launched()
            session = {"new": True, "attributes": {}} if sentence == OPEN else session
            moments.append(Moment(request, session, store.load(key(0)).get(HOUSEHOLD)))
            body = body_of(0, moments[-1])
            answer = json.loads(http.post("/alexa", data=body, headers=signer.headers(body)).data)
            ends = answer["response"].get("shouldEndSession") is not False
            session = {"new": ends, "attributes": {} if ends else answer["sessionAttributes"]}
    return moments[len(CONVERSATION) :]


def account(user: int) -> str:
    """Return an account as a skill sees it."""
    return "amzn1.ask.account." + sha256(str(user).encode()).hexdigest().upper() * 2


def key(user: int) -> str:
    """Return what the coach keeps a user by."""
    return sha256(account(user).encode()).hexdigest()


def body_of(user: int, moment: Moment) -> bytes:
    """Return a request sent now, as long as Alexa's."""
    application, person = {"applicationId": SKILL_ID}, {"userId": account(user)}
    device = {"deviceId": account(user).replace("account", "device"), "supportedInterfaces": {"AudioPlayer": {}}}
    sent = {
        "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
        "timestamp": system_clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "locale": "en-US",
    }
    system = {"application": application, "user": person, "device": device, "apiAccessToken": "x" * 900}
    session = {**moment.session, "sessionId": f"amzn1.echo-api.session.{user}", "application": application}
    envelope = {
        "version": "1.0",
        "session": {**session, "user": person},
        "context": {"System": system, "AudioPlayer": {"playerActivity": "IDLE"}},
        "request": {**sent, **moment.request},
    }
    return json.dumps(envelope).encode()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Users spread evenly over the conversation; everyone is asked once before anyone again."""

    moments: list[Moment]
    """The conversation."""
    stored: int
    """How many the database holds; at most ten thousand of them, evenly spread, talk."""

    @property
    def talking(self) -> int:
        """How many talk."""
        return min(self.stored, 10_000)

    def http(self, turn: int, signer: Signer) -> bytes:
        """Return the ``turn``-th request of all, signed and ready to send."""
        number, round_ = turn % self.talking, turn // self.talking
        moment = self.moments[(number + round_) % len(self.moments)]
        body = body_of(number * (self.stored // self.talking), moment)
        fields = {"Host": "localhost", "Content-Length": str(len(body)), **signer.headers(body)}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"POST /alexa HTTP/1.1\r\n{lines}\r\n".encode() + body

    def fill(self, database: Path) -> None:
        """Make a database: the coach's own store saves each moment once, and the rows are copied for every user."""
        store = recoveries_at(f"sqlite:///{database}")
        for place, moment in enumerate(self.moments):
            if moment.before:
                store.save(f"moment {place}", HOUSEHOLD, replace(moment.before, version=0), system_clock())
        store.close()
        with sqlite3.connect(database) as connection:
            connection.execute("CREATE TEMP TABLE places (user_key TEXT, moment TEXT)")
            connection.executemany("INSERT INTO places VALUES (?, ?)", map(self._place, range(self.stored)))
            columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(recoveries)")]
            copied = ", ".join("places.user_key" if name == "user_key" else f"r.{name}" for name in columns)
            connection.execute(
                f"INSERT INTO recoveries SELECT {copied} FROM places JOIN recoveries AS r ON r.user_key = places.moment"
            )
            connection.execute("DELETE FROM recoveries WHERE user_key LIKE 'moment %'")
        connection.close()

    def _place(self, user: int) -> tuple[str, str]:
        number, rest = divmod(user, self.stored // self.talking)
        place = number if rest == 0 and number < self.talking else len(self.moments) // 2
        return key(user), f"moment {place % len(self.moments)}"
