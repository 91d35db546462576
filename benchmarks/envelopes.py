"""Request envelopes of many users, as long as Alexa's real ones."""

import uuid
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from skill.clock import system_clock

SKILL_ID = "amzn1.ask.skill.0a0b0c0d-0000-4000-8000-00000be5c400"
"""The skill of every benchmark."""
ZONE = "America/New_York"
LOCALE = "en-US"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """One of many, with one speaker."""

    number: int
    api: str | None = None
    """The address of Alexa's REST APIs; ``None``: none is told, and the coach goes on by voice."""
    token: str = ""
    """For those APIs; padded to the length of a real one."""

    @property
    def id(self) -> str:
        """The account, as a skill sees it: as long as Amazon's."""
        return "amzn1.ask.account." + sha256(f"user {self.number}".encode()).hexdigest().upper() * 2

    @property
    def device(self) -> str:
        """The speaker, as a skill sees it."""
        return "amzn1.ask.device." + sha256(f"device {self.number}".encode()).hexdigest().upper() * 2

    @property
    def key(self) -> str:
        """What the coach keeps the user by."""
        return sha256(self.id.encode()).hexdigest()

    def moment(self) -> Json:
        """Return an id and a timestamp for a request sent now."""
        return {
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "timestamp": system_clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "locale": LOCALE,
        }


def envelope(user: User, request: Json, session: Json) -> Json:
    """Wrap a request; ``session`` holds ``new`` and ``attributes``."""
    application = {"applicationId": SKILL_ID}
    person: Json = {"userId": user.id}
    system: Json = {
        "application": application,
        "user": person,
        "device": {"deviceId": user.device, "supportedInterfaces": {"AudioPlayer": {}}},
        "unit": {"unitId": "amzn1.ask.unit." + user.device[-48:]},
        "apiAccessToken": user.token.ljust(900, "."),
    }
    if user.api:
        system["apiEndpoint"] = user.api
    return {
        "version": "1.0",
        "session": {
            **session,
            "sessionId": "amzn1.echo-api.session." + user.device[-36:],
            "application": application,
            "user": person,
        },
        "context": {"System": system, "AudioPlayer": {"playerActivity": "IDLE"}},
        "request": request,
    }
