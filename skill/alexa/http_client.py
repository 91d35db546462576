"""HTTP for Alexa's APIs and Amazon's certificates: urllib3, with one deadline for a whole call."""

import os
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from urllib3 import PoolManager, ProxyManager, Timeout, make_headers
from urllib3.util import parse_url

KEPT_OPEN = 16
"""Connections to one host that wait for the next call."""
AT_ONCE = 64
"""Calls under way: those that are waited for, and those that were given up and have not ended yet."""
LARGEST = 64 * 1024
"""In bytes; what Alexa and Amazon's certificates need is a few thousand."""


class TooLarge(Exception):
    """An answer of more than `LARGEST` bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, read to its end."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


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
            TooLarge, HTTPError, OSError, ValueError: when it fails.
            RuntimeError: when no thread can be started.
        """
        # In a thread, since urllib3 has no deadline for finding a name or trying its addresses.
        sent, ends = {**(headers or {}), "Accept-Encoding": "identity"}, monotonic() + seconds
        return self._threads.submit(self._request, method, url, sent, body, ends).result(seconds)

    def _request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, ends: float) -> Answer:
        answer = self._manager(url).request(
            method,
            url,
            headers=headers,
            body=body,
            timeout=Timeout(_left(ends)),
            redirect=False,
            retries=False,
            preload_content=False,
        )
        try:
            content = b""
            while piece := answer.read1(LARGEST):
                content += piece
                if len(content) > LARGEST:
                    raise TooLarge(f"more than {LARGEST} bytes")
                _left(ends)
        finally:
            answer.close()  # no more than a return to the pool when it was read to its end
        return Answer(answer.status, list(answer.headers.items()), content)

    def _manager(self, url: str) -> PoolManager:
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all") or ""
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy not in self._managers:
            options: dict[str, Any] = {"ssl_context": self._tls, "maxsize": KEPT_OPEN}
            self._managers[proxy] = _through(proxy, options) if proxy else PoolManager(**options)
        return self._managers[proxy]


def _left(ends: float) -> float:
    if (left := ends - monotonic()) <= 0:
        raise TimeoutError("timed out")
    return left


def _through(proxy: str, options: dict[str, Any]) -> PoolManager:
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    password = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(password)) if password else None
    return ProxyManager(proxy, proxy_headers=headers, proxy_ssl_context=options["ssl_context"], **options)
