"""Calls to Alexa's REST APIs: bounded in time and size, and only to Amazon."""

import json
import logging
import re
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse, ApiConfiguration
from ask_sdk_model.services.service_client_factory import ServiceClientFactory
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as TooSlow

from skill.alexa.http_client import HttpClient, TooBusy, TooLarge
from skill.alexa.serializer import PreparedSerializer

log = logging.getLogger(__name__)

CALL_SECONDS = 1.5
"""For one call, from finding the host to the last byte of the answer."""
TURN_SECONDS = 3.0
"""For all calls of one request together: Alexa waits eight seconds, a person less."""

SILENT_SECONDS = 5.0
"""For so long after a call that was not answered in time, calls to its host get `BRIEF_SECONDS`, until one is answered:
else each user would wait in turn for what does not come."""
BRIEF_SECONDS = 0.3

LOOPBACK = ("127.0.0.1", "localhost", "::1")

Called = Callable[[str, str, float], None]
"""Is told of a call: its operation, how it ended (``ok``, the status of an error, ``failed``), and the seconds."""

_OPERATIONS = {
    "create-timer": ("POST", re.compile(r"/v1/alerts/timers/?")),
    "list-timers": ("GET", re.compile(r"/v1/alerts/timers/?")),
    "delete-timer": ("DELETE", re.compile(r"/v1/alerts/timers/[^/]+")),
    "pause-timer": ("POST", re.compile(r"/v1/alerts/timers/[^/]+/pause")),
    "resume-timer": ("POST", re.compile(r"/v1/alerts/timers/[^/]+/resume")),
    "create-reminder": ("POST", re.compile(r"/v1/alerts/reminders/?")),
    "list-reminders": ("GET", re.compile(r"/v1/alerts/reminders/?")),
    "delete-reminder": ("DELETE", re.compile(r"/v1/alerts/reminders/[^/]+")),
    "time-zone": ("GET", re.compile(r"/v2/devices/[^/]+/settings/System\.timeZone")),
    "distance-units": ("GET", re.compile(r"/v2/devices/[^/]+/settings/System\.distanceUnits")),
}

# Strict, since other readers of a URL end the host at characters (a backslash) that urlsplit takes for a part of it.
_AMAZON = re.compile(r"([a-z0-9-]+\.)+amazonalexa\.com", re.ASCII)


def is_amazon(endpoint: str, rehearsal: bool) -> bool:
    """Return whether a token may be sent there: https at amazonalexa.com, or loopback in a rehearsal."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment:
        return False
    if rehearsal and host in LOOPBACK:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and _AMAZON.fullmatch(host) is not None and port in (None, 443)


class AlexaApi:
    """The connections to Alexa's APIs, and which hosts were silent. Safe to share between threads."""

    def __init__(self, rehearsal: bool) -> None:
        """``rehearsal``: the API may be on loopback, which needs no proxy."""
        self.rehearsal = rehearsal
        self._http = HttpClient(use_environment=not rehearsal)
        self._silent_until: dict[str, float] = {}

    def send(self, request: ApiClientRequest, ends: float) -> ApiClientResponse:
        """Send a call, to be answered before a moment of the monotonic clock.

        Raises:
            ApiClientException: when it fails or takes too long; the text holds no token.
        """
        began, host = monotonic(), urlsplit(request.url).netloc
        silent = began < self._silent_until.get(host, 0.0)
        left = min(ends - began, BRIEF_SECONDS if silent else CALL_SECONDS)
        if left <= 0:
            raise ApiClientException("no time left for Alexa's API")
        try:
            answer = self._http.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                body=json.dumps(request.body).encode() if request.body is not None else None,
                seconds=left,
            )
        # A header that cannot be sent is repeated in the error's text.
        except (HTTPError, OSError, ValueError, TooBusy, TooLarge) as error:
            if isinstance(error, TimeoutError | TooSlow):
                self._silent_until[host] = monotonic() + SILENT_SECONDS
            raise ApiClientException(type(error).__name__) from None
        self._silent_until.pop(host, None)
        body = answer.body.decode("utf-8", "replace")
        if answer.status >= 400 and not _is_object(body):
            body = "{}"  # the SDK loses the status of an error whose body is no JSON object
        return ApiClientResponse(answer.headers, body, answer.status)


class TurnApiClient(ApiClient):
    """The SDK's way to the network for one turn. Several threads may call at once; they share the time."""

    def __init__(self, api: AlexaApi, called: Called | None = None) -> None:
        """``called`` is told of every call; the time of the turn begins now."""
        self._api = api
        self._called = called
        self._ends = monotonic() + TURN_SECONDS

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Send a call; see `AlexaApi.send`."""
        began, outcome = monotonic(), "failed"
        try:
            answer = self._api.send(request, self._ends)
            outcome = "ok" if answer.status_code < 400 else str(answer.status_code)
            return answer
        finally:
            if self._called:
                self._called(operation_of(str(request.method), str(request.url)), outcome, monotonic() - began)


def operation_of(method: str, url: str) -> str:
    """Return what a call does, such as ``create-timer``; ``other`` for what the skill never asks."""
    path = urlsplit(url).path
    known = (name for name, (verb, form) in _OPERATIONS.items() if verb == method and form.fullmatch(path))
    return next(known, "other")


def _is_object(body: str) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def services_for(envelope: RequestEnvelope, api: AlexaApi, called: Called | None = None) -> ServiceClientFactory | None:
    """Return the SDK's service clients for a request; ``None`` when it does not tell a trustworthy endpoint."""
    system = envelope.context.system
    if not (system.api_endpoint and system.api_access_token):
        return None
    if not is_amazon(system.api_endpoint, api.rehearsal):
        log.warning("API endpoint not trusted")
        return None
    return ServiceClientFactory(
        ApiConfiguration(
            serializer=PreparedSerializer(),
            api_client=TurnApiClient(api, called),
            authorization_value=system.api_access_token,
            api_endpoint=system.api_endpoint,
        )
    )
