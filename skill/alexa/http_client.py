"""HTTP for Alexa's APIs and Amazon's certificates: urllib3, with one deadline for a whole call."""

import os
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.util import parse_url

T = TypeVar("T")

KEPT_OPEN = 16
"""Connections to one host that wait for the next call."""
AT_ONCE = 64
"""Calls under way: those that are waited for, and those that were given up and have not ended yet."""
LARGEST = 64 * 1024
"""In bytes; what Alexa and Amazon's certificates need is a few thousand."""


class TooLarge(Exception):
    """An answer of more than `LARGEST` bytes."""


class TooBusy(Exception):
    """No call can be started now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, read to its end."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class HttpClient:
    """Keeps connections open, follows no redirect, repeats nothing. Safe to share between threads."""

    def __init__(self, *, use_environment: bool = True) -> None:
        """``use_environment``: heed the machine's proxies; a rehearsal's loopback needs none."""
        self._proxies = getproxies() if use_environment else {}
        self._options: dict[str, Any] = {"ssl_context": _tls(), "maxsize": KEPT_OPEN}
        self._managers: dict[str, PoolManager] = {}
        self._seats = BoundedSemaphore(AT_ONCE)

    def request(
        self,
        method: str,
        url: str,
        *,
        seconds: float,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Return the answer to a call; looking up the name, connecting and reading it share the seconds.

        The caller has made sure that the headers may be sent to that URL.

        Raises:
            TimeoutError: when it is not there in time; what is under way is left to end by itself.
            TooBusy, TooLarge, HTTPError, OSError, ValueError: when it fails.
        """
        sent = {**(headers or {}), "Accept-Encoding": "identity"}
        return self._within(seconds, lambda: self._request(method, url, sent, body, seconds))

    def close(self) -> None:
        """Close the connections that wait for the next call."""
        for manager in tuple(self._managers.values()):
            manager.clear()

    def _within(self, seconds: float, call: Callable[[], T]) -> T:
        """Return what a call returns in time. urllib3 has no deadline for finding a name or trying its addresses."""
        if not self._seats.acquire(blocking=False):
            raise TooBusy("too many calls under way")
        outcome: Future[T] = Future()
        try:
            Thread(target=_run, args=(call, outcome, self._seats.release), name="http", daemon=True).start()
        except RuntimeError:  # the machine has no more threads
            self._seats.release()
            raise TooBusy("no thread") from None
        return outcome.result(seconds)

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, seconds: float) -> Answer:
        answer = self._manager(url).request(
            method,
            url,
            headers=headers,
            body=body,
            timeout=Timeout(seconds),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            content = b""
            while len(content) <= LARGEST and (piece := answer.read(LARGEST)):
                content += piece
        finally:
            answer.close()  # no more than a return to the pool when it was read to its end
        if len(content) > LARGEST:
            raise TooLarge(f"more than {LARGEST} bytes")
        return Answer(answer.status, list(answer.headers.items()), content)

    def _manager(self, url: str) -> PoolManager:
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all") or ""
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy not in self._managers:
            self._managers[proxy] = _through(proxy, self._options) if proxy else PoolManager(**self._options)
        return self._managers[proxy]


def _run(call: Callable[[], T], outcome: "Future[T]", ended: Callable[[], None]) -> None:
    try:
        outcome.set_result(call())
    except BaseException as error:
        outcome.set_exception(error)
    finally:
        ended()


def _through(proxy: str, options: dict[str, Any]) -> PoolManager:
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    password = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(password)) if password else None
    return ProxyManager(proxy, proxy_headers=headers, proxy_ssl_context=options["ssl_context"], **options)


class _DeadlineSocket(ssl.SSLSocket):
    """A TLS socket whose time limit is for all that is received, not for each byte that drips in.

    So a call that was given up ends soon, whatever the other side does.
    """

    _ends: float | None = None

    def settimeout(self, seconds: float | None) -> None:
        """Begin the time limit anew; urllib3 does so once for each call."""
        self._ends = None if seconds is None else monotonic() + seconds
        super().settimeout(seconds)

    def recv_into(self, *args: Any, **options: Any) -> int:
        """Receive, within what is left of the time limit."""
        if self._ends is not None:
            left = self._ends - monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            super().settimeout(left)
        return super().recv_into(*args, **options)


def _tls() -> ssl.SSLContext:
    """Return what TLS is verified with: Mozilla's roots, or those an operator names as for ``requests``."""
    roots = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or certifi.where()
    folder = os.path.isdir(roots)
    context = ssl.create_default_context(cafile=None if folder else roots, capath=roots if folder else None)
    context.sslsocket_class = _DeadlineSocket
    return context
