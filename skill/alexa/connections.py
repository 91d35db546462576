"""The way to Amazon's hosts over HTTP: TLS verified, every wait bounded, and nothing sent but what was asked for.

No redirect is followed, no cookie kept and no password file read, and nothing is tried twice.
"""

import os
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
from urllib3 import BaseHTTPResponse, PoolManager, ProxyManager, Timeout, make_headers
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util import parse_url

KEPT_OPEN = 16
"""Connections to one host that wait for the next call."""

CONNECTING_AT_ONCE = 32
"""How many may be looking for a host's address or waiting for it to answer."""


class Connections:
    """Connections that are kept open. Safe to share between threads."""

    def __init__(self, *, use_environment: bool = True) -> None:
        """``use_environment``: heed the machine's proxies and roots; a rehearsal's loopback needs no proxy."""
        self._proxies = getproxies() if use_environment else {}
        self._context = _verifying()
        self.silent_until: dict[str, float] = {}
        """Hosts that did not answer in time and may well not do so until then, by the monotonic clock."""
        self._managers: dict[str | None, PoolManager] = {None: _bounded(PoolManager(**self._options()))}

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str], timeout: Timeout, body: bytes | None = None
    ) -> BaseHTTPResponse:
        """Return the answer to a request, its body not yet read; close it when it is not read to the end.

        Args:
            method: such as ``GET``.
            url: absolute; whoever calls has made sure that the headers may be sent there.
            headers: all of them, but for the host and the length.
            timeout: ``read`` is for the whole answer, from its first byte to its last.
            body: as it goes over the wire.

        Raises:
            HTTPError: (of urllib3) whatever the network does, also while the body is read.
        """
        return self._manager(url).request(
            method,
            url,
            headers=headers,
            body=body,
            timeout=timeout,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )

    def close(self) -> None:
        """Close those that wait for the next call."""
        for manager in tuple(self._managers.values()):
            manager.clear()

    def _manager(self, url: str) -> PoolManager:
        proxy = self._proxy_for(url) if self._proxies else None
        if proxy not in self._managers:
            self._managers[proxy] = _bounded(_through(proxy or "", self._options()))
        return self._managers[proxy]

    def _proxy_for(self, url: str) -> str | None:
        parts = urlsplit(url)
        if proxy_bypass(parts.hostname or ""):
            return None
        proxy = self._proxies.get(parts.scheme) or self._proxies.get("all")
        return proxy if not proxy or "://" in proxy else f"http://{proxy}"

    def _options(self) -> dict[str, Any]:
        return {"ssl_context": self._context, "maxsize": KEPT_OPEN}


def _verifying() -> ssl.SSLContext:
    """Return what TLS is verified with: Mozilla's roots, or those an operator names as for ``requests``."""
    roots = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or certifi.where()
    if os.path.isdir(roots):
        return ssl.create_default_context(capath=roots)
    return ssl.create_default_context(cafile=roots)


def _through(proxy: str, options: dict[str, Any]) -> PoolManager:
    password = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(password)) if password else None
    return ProxyManager(proxy, proxy_headers=headers, proxy_ssl_context=options["ssl_context"], **options)


def _bounded(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return manager


class _InTime(RawIOBase):
    """What a socket receives, up to a moment: its own time limit begins anew with every byte that drips in."""

    def __init__(self, raw: RawIOBase, source: socket, seconds: float) -> None:
        self._raw = raw
        self._source = source
        self._ends = monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._source.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(HTTPResponse):
    """An answer whose lines and body have come when the socket's time limit, as it was at first, is over."""

    def __init__(self, sock: socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        seconds = sock.gettimeout()
        if seconds is not None:
            self.fp = BufferedReader(_InTime(self.fp.detach(), sock, seconds))


_connecting = BoundedSemaphore(CONNECTING_AT_ONCE)


class _HttpConnection(HTTPConnection):
    response_class = _Answer

    def _new_conn(self) -> socket:
        return _connected(self, super()._new_conn)


class _HttpsConnection(HTTPSConnection):
    response_class = _Answer

    def _new_conn(self) -> socket:
        return _connected(self, super()._new_conn)


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


def _connected(connection: HTTPConnection, connect: Callable[[], socket]) -> socket:
    """Return a new socket within the connection's time limit.

    The limit of the socket itself is for each of a host's addresses, and there is none for finding them.
    """
    seats = _connecting
    if not seats.acquire(blocking=False):
        raise NewConnectionError(connection, "too many connections under way")
    opened: Future[socket] = Future()
    Thread(target=_connect, args=(connect, opened, seats), name="connect", daemon=True).start()
    try:
        return opened.result(connection.timeout)
    except TimeoutError:
        opened.add_done_callback(_close)
        raise ConnectTimeoutError(connection, "no connection in time") from None


def _connect(connect: Callable[[], socket], opened: "Future[socket]", seats: BoundedSemaphore) -> None:
    try:
        found = connect()
    except Exception as error:
        seats.release()
        opened.set_exception(error)
    else:
        seats.release()
        opened.set_result(found)


def _close(opened: "Future[socket]") -> None:
    if not opened.exception():
        opened.result().close()
