"""Ten thousand users in the middle of their conversations: their rows in the database, and their signed requests."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.alexa_api import token_of
from benchmarks.envelopes import Json, User, envelope
from benchmarks.mix import Moment
from skill.clock import system_clock
from skill.ports import HOUSEHOLD
from skill.storage.sql import SqlRecoveries
from speaker.signing import Signer

USERS = 10_000
LENGTH = 8
"""Digits of the length before each request in a file."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Users spread evenly over all moments of all conversations. Everyone is asked once before anyone again."""

    talks: list[list[Moment]]
    """The conversations."""
    users: int = USERS
    """How many take part."""
    stride: int = 1
    """The distance between their numbers: those who take part are spread over all who are stored."""
    api: str | None = None
    """The address of Alexa's REST APIs."""

    def body(self, turn: int) -> bytes:
        """Return the ``turn``-th request of all, sent now."""
        number = turn % self.users
        talk, begin = self._begin(number)
        moment = talk[(begin + turn // self.users) % len(talk)]
        user = User(number * self.stride, self.api, self._token(number * self.stride, talk[begin]))
        return json.dumps(envelope(user, {**user.moment(), **moment.request}, moment.session)).encode()

    def stored(self, stored: int) -> Iterator[tuple[str, int]]:
        """Yield key and moment (counted over all conversations) of ``stored`` users before their first request.

        Who takes no part is at the first moment at which anybody is known; who is not known yet is left out.
        """
        known = [moment.before is not None for talk in self.talks for moment in talk]
        for number in range(stored):
            taking_part, rest = divmod(number, self.stride)
            moment = taking_part % len(known) if rest == 0 and taking_part < self.users else known.index(True)
            if known[moment]:
                yield User(number).key, moment

    def _begin(self, number: int) -> tuple[list[Moment], int]:
        place = number % sum(map(len, self.talks))
        for talk in self.talks:
            if place < len(talk):
                return talk, place
            place -= len(talk)
        raise AssertionError("unreachable")

    def _token(self, number: int, first: Moment) -> str:
        return token_of(number, first.timer)


def store(crowd: Crowd, database: Path, stored: int) -> None:
    """Make a database that holds ``stored`` users: each moment is saved once by the coach's store, and copied."""
    recoveries = SqlRecoveries(f"sqlite:///{database}")
    moments = [moment for talk in crowd.talks for moment in talk]
    for number, moment in enumerate(moments):
        if moment.before:
            recoveries.save(str(number), HOUSEHOLD, replace(moment.before, version=0), system_clock())
    recoveries.close()
    with sqlite3.connect(database) as connection:
        saved = connection.execute("SELECT * FROM recoveries")
        columns = [name for name, *_ in saved.description]
        place = columns.index("user_key")
        rows = {int(row[place]): row for row in saved}
        connection.execute("DELETE FROM recoveries")
        connection.executemany(
            f"INSERT INTO recoveries VALUES ({', '.join('?' * len(columns))})",
            ((*rows[at][:place], key, *rows[at][place + 1 :]) for key, at in crowd.stored(stored)),
        )
    connection.close()


def http_request(port: int, body: bytes, headers: dict[str, str]) -> bytes:
    """Return the bytes of a POST, as Amazon sends it."""
    fields = {
        "Host": f"127.0.0.1:{port}",
        "Accept": "application/json",
        "Accept-Charset": "utf-8",
        "User-Agent": "Apache-HttpClient/4.5.x (Java/1.8)",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST /alexa HTTP/1.1\r\n{lines}\r\n".encode() + body


def write_requests(path: Path, crowd: Crowd, signer: Signer, port: int, turns: range) -> None:
    """Write signed requests for :file:`walk.lua`: each after its length in :data:`LENGTH` digits."""
    with path.open("wb") as file:
        for turn in turns:
            body = crowd.body(turn)
            request = http_request(port, body, signer.headers(body))
            file.write(f"{len(request):0{LENGTH}d}".encode() + request)


def knock(crowd: Crowd) -> Json:
    """Return a request of someone nobody has stored, to knock with before the measurement."""
    document: Json = json.loads(crowd.body(0))
    person = {"userId": User(-1).id}
    document["session"].update(new=True, attributes={}, user=person)
    document["context"]["System"]["user"] = person
    document["request"] = {**User(-1).moment(), "type": "LaunchRequest"}
    return document
