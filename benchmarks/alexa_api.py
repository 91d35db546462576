"""Alexa's Timers and Settings APIs, answering at once: ``python -m benchmarks.alexa_api PORT``.

One live timer per access token. A token nobody has used yet begins with the timer that is written in it, so that
users can be in the middle of an icing without any preparation here. GET /counts tells how many calls there were.
"""

import asyncio
import json
import sys
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from benchmarks.envelopes import ZONE
from skill.clock import system_clock

Timer = dict[str, Any] | None
_DURATION = TypeAdapter(timedelta)
SETTINGS = {"System.timeZone": ZONE, "System.distanceUnits": "IMPERIAL"}


def token_of(user: int, timer: Timer) -> str:
    """Return an access token of a user whose speaker has ``timer``."""
    return f"{user}.{urlsafe_b64encode(json.dumps(timer).encode()).decode()}."


class Speakers:
    """The timers of all speakers."""

    def __init__(self) -> None:
        self._timers: dict[str, Timer] = {}
        self.calls = 0

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, Any]:
        """Return status and document for one call."""
        if path == "/counts":
            return 200, self.calls
        if path.startswith("/v2/"):
            self.calls += 1
            return 200, SETTINGS.get(path.rsplit("/", 1)[1])
        timer = self._timer(token)
        if path == "/timer":
            return 200, timer
        self.calls += 1
        return self._timers_api(method, path.removeprefix("/v1/alerts/timers").strip("/"), token, timer, body)

    def _timer(self, token: str) -> Timer:
        if token not in self._timers:
            self._timers[token] = json.loads(urlsafe_b64decode(token.split(".")[1]))
        return self._timers[token]

    def _timers_api(self, method: str, rest: str, token: str, timer: Timer, body: bytes) -> tuple[int, Any]:
        if not rest:
            return 200, self._create(token, body) if method == "POST" else self._list(timer)
        id_, _, change = rest.partition("/")
        if timer is None or timer["id"] != id_:
            return 404, {"code": "NO_SUCH_TIMER", "message": "gone"}
        if method == "DELETE":
            self._timers[token] = None
        elif change:
            self._change(timer, change)
        return 200, timer

    def _list(self, timer: Timer) -> Any:
        timers = [timer] if timer else []
        return {"totalCount": len(timers), "timers": timers, "nextToken": None}

    def _create(self, token: str, body: bytes) -> Timer:
        order = json.loads(body)
        timer = {"id": uuid.uuid4().hex, "timerLabel": order.get("timerLabel"), "duration": order["duration"]}
        self._timers[token] = {**timer, "status": "ON", **_ends_in(_DURATION.validate_python(order["duration"]))}
        return self._timers[token]

    def _change(self, timer: dict[str, Any], change: str) -> None:
        now = system_clock()
        if change == "pause" and timer["status"] == "ON":
            left = max(timedelta(0), datetime.fromisoformat(timer.pop("triggerTime")) - now)
            timer.update(status="PAUSED", remainingTimeWhenPaused=_DURATION.dump_python(left, mode="json"))
        elif change == "resume" and timer["status"] == "PAUSED":
            left = _DURATION.validate_python(timer.pop("remainingTimeWhenPaused"))
            timer.update(status="ON", **_ends_in(left))


def _ends_in(left: timedelta) -> dict[str, str]:
    now = system_clock()
    written = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {
        "createdTime": written,
        "updatedTime": written,
        "triggerTime": (now + left).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }


async def _serve(speakers: Speakers, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")
            method, path, _ = first.split(" ")
            fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(fields.get("content-length", 0)))
            token = fields.get("authorization", "").removeprefix("Bearer ").rstrip(".") + "."
            status, document = speakers.answer(method, path, token, body)
            answer = json.dumps(document).encode()
            head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
            writer.write(head.encode() + answer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main(port: int) -> None:
    """Serve on loopback until stopped."""
    speakers = Speakers()
    server = await asyncio.start_server(lambda r, w: _serve(speakers, r, w), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
