"""Calls to Alexa's REST APIs by the SDK's service clients, and the HTTP client: bounded in time and size."""

import json
import os
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from ask_sdk_core.exceptions import ApiClientException, SerializationException
from ask_sdk_model import RequestEnvelope
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse, ApiConfiguration, ServiceException
from ask_sdk_model.services.service_client_factory import ServiceClientFactory
from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as SocketTimeout
from urllib3.util import parse_url

from skill.alexa.serializer import PreparedSerializer
from skill.ports import DeviceTrouble, Gone
from skill.routine.events import Refusal

CALL_SECONDS = 1.5
"""For one call, from finding the host to the last byte of the answer."""
TURN_SECONDS = 3.0
"""For all calls of one request together: Alexa waits eight seconds, a person less."""
SILENT_SECONDS = 5.0
"""For so long after a call that was not answered in time, calls to its host get `BRIEF_SECONDS`, until one is answered:
else each user would wait in turn for what does not come."""
BRIEF_SECONDS = 0.3

KEPT_OPEN = 16
"""Connections to one host that wait for the next call."""
AT_ONCE = 64
"""Calls under way: those that are waited for, and those that were given up and have not ended yet."""
LARGEST = 64 * 1024
"""In bytes; what Alexa and Amazon's certificates need is a few thousand."""

_OPERATIONS = {
    "create-timer": re.compile(r"POST /v1/alerts/timers/?"),
    "list-timers": re.compile(r"GET /v1/alerts/timers/?"),
    "delete-timer": re.compile(r"DELETE /v1/alerts/timers/[^/]+"),
    "pause-timer": re.compile(r"POST /v1/alerts/timers/[^/]+/pause"),
    "resume-timer": re.compile(r"POST /v1/alerts/timers/[^/]+/resume"),
    "create-reminder": re.compile(r"POST /v1/alerts/reminders/?"),
    "list-reminders": re.compile(r"GET /v1/alerts/reminders/?"),
    "delete-reminder": re.compile(r"DELETE /v1/alerts/reminders/[^/]+"),
    "time-zone": re.compile(r"GET /v2/devices/[^/]+/settings/System\.timeZone"),
    "distance-units": re.compile(r"GET /v2/devices/[^/]+/settings/System\.distanceUnits"),
}

# Strict, since other readers of a URL end the host at characters (a backslash) that urlsplit takes for a part of it.
_AMAZON = re.compile(r"(?ai:https://([a-z0-9-]+\.)+amazonalexa\.com)(:443)?(/[^?#]*)?")
_THIS_MACHINE = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^?#]*)?", re.ASCII)


def is_trusted(url: str, is_local: bool) -> bool:
    """Return whether a token may be sent there: https at amazonalexa.com, or this machine where the API is local."""
    return bool(_AMAZON.fullmatch(url) or (is_local and _THIS_MACHINE.fullmatch(url)))


class AlexaApi:
    """The connections to Alexa's APIs, and which hosts were silent. Safe to share between threads."""

    def __init__(self, called: Callable[[str, str, float], None] = lambda *_: None, *, is_local: bool = False) -> None:
        """``is_local``: the API may be on this machine, which needs no proxy.

        ``called`` hears of each call, in any thread: operation; ``ok``, the status of an error or ``failed``; seconds.
        """
        self.called = called
        self.is_local = is_local
        self.http = HttpClient(use_environment=not is_local)
        self.silent_until: dict[str, float] = {}
        """By host, on the monotonic clock."""

    def services_for(self, envelope: RequestEnvelope) -> ServiceClientFactory:
        """Return the SDK's service clients for a request; the time of its calls begins now."""
        system = envelope.context.system
        return ServiceClientFactory(
            ApiConfiguration(
                serializer=PreparedSerializer(),
                api_client=TurnApiClient(self),
                authorization_value=system.api_access_token or "",
                api_endpoint=system.api_endpoint or "",
            )
        )


class TurnApiClient(ApiClient):
    """The SDK's way to the network for one turn. Several threads may call at once; they share the time."""

    def __init__(self, api: AlexaApi) -> None:
        """The time of the turn begins now."""
        self._api = api
        self._ends = monotonic() + TURN_SECONDS

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Send a call, or raise `ApiClientException`, without a token: it failed, was late, or led away from Amazon."""
        began, outcome = monotonic(), "failed"
        try:
            answer = self._send(request)
            outcome = "ok" if answer.status_code < 400 else str(answer.status_code)
            return answer
        finally:
            self._api.called(operation_of(request.method, request.url), outcome, monotonic() - began)

    def _send(self, request: ApiClientRequest) -> ApiClientResponse:
        if not is_trusted(request.url, self._api.is_local):
            raise ApiClientException("API endpoint not trusted")
        now, host, silent_until = monotonic(), urlsplit(request.url).netloc, self._api.silent_until
        left = min(self._ends - now, BRIEF_SECONDS if now < silent_until.get(host, 0.0) else CALL_SECONDS)
        if left <= 0:
            raise ApiClientException("no time left for Alexa's API")
        body = json.dumps(request.body).encode() if request.body is not None else None
        headers = dict(request.headers)
        try:
            answer = self._api.http.request(request.method, request.url, headers=headers, body=body, seconds=left)
        # A header that cannot be sent is repeated in the error's text.
        except (HTTPError, OSError, ValueError, RuntimeError) as error:
            if isinstance(error, TimeoutError):
                silent_until[host] = monotonic() + SILENT_SECONDS
            raise ApiClientException(type(error).__name__) from None
        silent_until.pop(host, None)
        # Of errors, only the code of a bad request counts; where the body is no JSON, the SDK would lose the status.
        text = "{}" if answer.status_code > 400 else answer.body.decode("utf-8", "replace")
        return ApiClientResponse(answer.headers, text, answer.status_code)


ALREADY_SO = ("TIMER_ALREADY_PAUSED", "TIMER_IS_NOT_PAUSED")
"""Error codes of a bad request for what is so already, which is well."""


class BadRequest(DeviceTrouble):
    """Alexa did not take the request as it was."""


@contextmanager
def device_trouble() -> Iterator[None]:
    """Turn what the SDK's clients raise into `DeviceTrouble`, by its status, since error codes are not all known.

    What is raised while an answer is read is trouble too: it lacks what it promises, or has it in another form.
    """
    try:
        yield
    except ServiceException as error:
        status = int(error.status_code)
        if status == 400 and getattr(error.body, "code", None) in ALREADY_SO:
            return
        kind = {400: BadRequest, 404: Gone}.get(status, DeviceTrouble)
        reason = {401: Refusal.PERMISSION, 403: Refusal.UNSUPPORTED}.get(status, Refusal.UNREACHABLE)
        raise kind(reason, f"status {status}: {error.args[0] if error.args else ''}"[:120]) from None
    except (SerializationException, AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError) as error:
        raise DeviceTrouble(detail=f"an answer that cannot be read: {type(error).__name__}") from None


def operation_of(method: str, url: str) -> str:
    """Return what a call does, such as ``create-timer``; ``other`` for what the skill never asks."""
    asked = f"{method} {urlsplit(url).path}"
    return next((name for name, form in _OPERATIONS.items() if form.fullmatch(asked)), "other")


class HttpClient:
    """Keeps connections open, follows no redirect, repeats nothing. Safe to share between threads."""

    def __init__(self, *, use_environment: bool = True) -> None:
        """``use_environment``: heed the machine's proxies; an API on this machine needs none."""
        self._proxies = getproxies() if use_environment else {}
        roots = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or certifi.where()
        self._tls = ssl.create_default_context(cafile=roots)
        self._managers: dict[str, PoolManager] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "http")

    def request(
        self, method: str, url: str, seconds: float, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> ApiClientResponse:
        """Return the answer, its body in bytes; finding the host, connecting and reading it share the seconds.

        The caller has made sure that the headers may be sent to that URL. Raise `TimeoutError` when it is late (what is
        under way is left to end), `HTTPError`, `OSError` or `ValueError` when it fails, and `RuntimeError` without a
        thread.
        """
        # In a thread, since urllib3 has no deadline for finding a name, or trying its addresses.
        sent = {**(headers or {}), "Accept-Encoding": "identity"}
        try:
            return self._threads.submit(self._request, method, url, sent, body, monotonic() + seconds).result(seconds)
        except SocketTimeout as error:
            if isinstance(error, NewConnectionError):  # refused at once, though urllib3 counts it among them
                raise
            raise TimeoutError from None

    def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, ends: float
    ) -> ApiClientResponse:
        answer = self._manager(url).request(
            method,
            url,
            headers=headers,
            body=body,
            timeout=Timeout(ends - monotonic()),  # refuses to be none, after a wait for a thread
            redirect=False,
            retries=False,
            preload_content=False,
        )
        with answer:  # its end is no more than a return to the pool when it was read to the end
            content = b""
            while piece := answer.read1(LARGEST):
                content += piece
                if len(content) > LARGEST:
                    raise HTTPError(f"more than {LARGEST} bytes")
                if monotonic() > ends:
                    raise TimeoutError
        return ApiClientResponse(list(answer.headers.items()), content, answer.status)

    def _manager(self, url: str) -> PoolManager:
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all") or ""
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy not in self._managers:
            options: dict[str, Any] = {"ssl_context": self._tls, "maxsize": KEPT_OPEN}
            self._managers[proxy] = _through(proxy, options) if proxy else PoolManager(**options)
        return self._managers[proxy]


def _through(proxy: str, options: dict[str, Any]) -> PoolManager:
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    password = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(password)) if password else None
    return ProxyManager(proxy, proxy_headers=headers, proxy_ssl_context=options["ssl_context"], **options)
