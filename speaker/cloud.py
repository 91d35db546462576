"""Alexa's cloud: sends signed requests to the skill and parses its responses."""

import json
import time
from dataclasses import dataclass
from typing import Any

import requests

from speaker.answers import Answer, BrokenAnswer, read_answer
from speaker.signing import Signer

PATIENCE = 8.0
"""Seconds that Alexa gives a skill."""


class SkillFailed(Exception):
    """The skill did not answer as it should.

    Attributes:
        kind: Alexa's name for it, as in ``SessionEndedRequest.error.type``.
        detail: what went wrong, in one line.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    request: dict[str, Any]
    """The whole envelope."""
    answer: Answer | None
    """``None`` when the skill failed."""
    seconds: float
    """Real time the skill took."""
    body: bytes = b""
    """The answer as sent; empty when there was none."""


class Cloud:
    """An HTTP client for one skill."""

    def __init__(self, url: str, signer: Signer) -> None:
        """``url`` is where the skill listens, with its path."""
        self._url = url
        self._signer = signer
        self._http = requests.Session()
        self._http.trust_env = False
        self._body = b""
        self.exchanges: list[Exchange] = []
        """All requests and answers, oldest first."""

    def send(self, envelope: dict[str, Any]) -> Answer:
        """Send one request. Raise :class:`SkillFailed` when the answer is missing, late or invalid."""
        began = time.monotonic()
        answer, self._body = None, b""
        try:
            answer = self._send(json.dumps(envelope, ensure_ascii=False).encode(), screen=has_screen(envelope))
        finally:
            self.exchanges.append(Exchange(envelope, answer, time.monotonic() - began, self._body))
        return answer

    def _send(self, body: bytes, *, screen: bool) -> Answer:
        try:
            response = self._http.post(self._url, data=body, headers=self._signer.headers(body), timeout=PATIENCE)
        except requests.Timeout as error:
            raise SkillFailed("ENDPOINT_TIMEOUT", f"no answer within {PATIENCE:.0f} seconds") from error
        except requests.RequestException as error:
            raise SkillFailed("INTERNAL_SERVICE_ERROR", f"the skill cannot be reached at {self._url}") from error
        self._body = response.content
        try:
            return read_answer(response.status_code, self._body, screen=screen)
        except BrokenAnswer as error:
            raise SkillFailed("INVALID_RESPONSE", f"the skill's answer is not valid: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def has_screen(envelope: dict[str, Any]) -> bool:
    """Return whether the device that sends ``envelope`` has a screen."""
    return bool(envelope["context"]["System"].get("device", {}).get("supportedInterfaces"))
