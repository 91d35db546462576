"""The signers of requests: each chain file is fetched and checked once, then remembered while it is valid.

Anyone can make the skill fetch, by naming a new file. So every name is fetched once however many wait for it, few are
fetched at once, and a failure is remembered for a moment. A request signed with a known chain never waits. A made-up
name comes once, but a new certificate of Amazon's with every request: some room is for names that were turned away.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from threading import Lock

from cachetools import LRUCache, TTLCache

from skill.alexa.chain import Signer, Trust, VerificationError
from skill.alexa.http_client import LARGEST, HttpClient

AMAZON = "https://s3.amazonaws.com"

WAIT_SECONDS = 3.0
"""For a chain file, from its request to its last byte: Alexa waits eight seconds for the answer."""
RETRY_SECONDS = 2.0
"""After a failure, the file is not asked for again for so long."""
FETCHES_AT_ONCE = 16
"""Of different files; half of the server's threads are left for requests signed with a known chain."""
NEW_AT_ONCE = 12
"""Of these, files that were not turned away before."""
TURNED_AWAY = 10_000
TURNED_AWAY_SECONDS = 60.0
REMEMBERED = 16

ReadChain = Callable[[str], bytes]
"""Returns the file at a path such as ``/echo.api/x.pem``, or raises whatever went wrong."""


class Signers:
    """The signer behind each chain file. Safe to share between threads."""

    def __init__(self, read: ReadChain, trust: Trust, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take where the files are, and whom to trust."""
        self._read = read
        self._trust = trust
        self._lock = Lock()
        self._known: LRUCache[str, Signer] = LRUCache(REMEMBERED)
        self._failed: TTLCache[str, VerificationError] = TTLCache(1000, RETRY_SECONDS, monotonic)
        self._turned_away: TTLCache[str, bool] = TTLCache(TURNED_AWAY, TURNED_AWAY_SECONDS, monotonic)
        self._under_way: dict[str, Future[Signer]] = {}

    def signer(self, path: str, now: datetime) -> Signer:
        """Return the signer whose chain file is at a path, valid at ``now``.

        Raises:
            VerificationError: ``certificate-fetch`` or ``certificate-chain``.
        """
        with self._lock:
            known: Signer | None = self._known.get(path)
            if known and known.valid_at(now):
                return known
            fetch, is_ours = self._under_way.get(path), False
            if fetch is None:
                self._check_allowed(path)
                fetch, is_ours = self._under_way.setdefault(path, Future()), True
        if is_ours:
            self._fetch(path, now, fetch)
        signer = _outcome(fetch)
        if not signer.valid_at(now):
            raise VerificationError("certificate-chain", "not in its time")
        return signer

    def _check_allowed(self, path: str) -> None:
        failed: VerificationError | None = self._failed.get(path)
        if failed:
            raise VerificationError(failed.check, f"{failed.reason} (remembered)")
        if len(self._under_way) >= (FETCHES_AT_ONCE if path in self._turned_away else NEW_AT_ONCE):
            self._turned_away[path] = True
            raise VerificationError("certificate-fetch", "too many fetches")

    def _fetch(self, path: str, now: datetime, fetch: "Future[Signer]") -> None:
        signer, failed = None, VerificationError("certificate-fetch", "given up")
        try:
            signer = self._trust.signer(self._read(path), now)
        except VerificationError as error:
            failed = error
        except Exception as error:  # a network fails in countless ways, and each means the same here
            failed = VerificationError("certificate-fetch", type(error).__name__)
        finally:
            with self._lock:
                del self._under_way[path]
                if signer:
                    self._known[path] = signer
                else:
                    self._failed[path] = failed
            if signer:
                fetch.set_result(signer)
            else:
                fetch.set_exception(failed)


def _outcome(fetch: "Future[Signer]") -> Signer:
    try:
        return fetch.result(WAIT_SECONDS)
    except VerificationError as error:  # each thread its own: one that is shared would grow one traceback
        raise VerificationError(error.check, error.reason) from None
    except TimeoutError:
        raise VerificationError("certificate-fetch", "too slow") from None


def chain_source(mirror: str | None) -> ReadChain:
    """Return how to read chain files: from Amazon, or from the base URL or folder that stands for it."""
    if mirror is None:
        return http_source(AMAZON, HttpClient())
    if mirror.startswith(("http://", "https://")):
        return http_source(mirror.rstrip("/"), HttpClient(use_environment=False))
    return folder_source(Path(mirror))


def http_source(base: str, client: HttpClient) -> ReadChain:
    """Return how to read chain files over HTTP; `HttpClient` bounds time and size, and follows no redirect."""

    def read(path: str) -> bytes:
        answer = client.request("GET", base + path, seconds=WAIT_SECONDS)
        if answer.status != 200:
            raise VerificationError("certificate-fetch", f"status {answer.status}")
        return answer.body

    return read


def folder_source(folder: Path) -> ReadChain:
    """Return how to read chain files in a folder, in a rehearsal."""

    def read(path: str) -> bytes:
        with (folder / path.lstrip("/")).open("rb") as file:
            return file.read(LARGEST)

    return read
