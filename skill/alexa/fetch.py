"""Getting a chain file, from Amazon or from a rehearsal's mirror, without trusting the other end."""

import time
from pathlib import Path
from typing import Any, Protocol

import requests

from skill.alexa.certificate_url import AMAZON
from skill.alexa.refusal import Refused

CONNECT_SECONDS = 2.0
READ_SECONDS = 2.0
WHOLE_SECONDS = 5.0
MOST_BYTES = 64 * 1024


class ChainSource(Protocol):
    """Where chain files are.

    Reading may be slow and may raise whatever went wrong: :class:`~skill.alexa.signers.Signers` sees to both.
    """

    def read(self, path: str) -> bytes:
        """Return the file at a normalised path (``/echo.api/x.pem``), never over :data:`MOST_BYTES`."""
        ...


class HttpSource:
    """Chain files over HTTP: TLS verified, redirects not followed, size and time bounded."""

    def __init__(self, base: str = AMAZON, *, use_environment: bool = True) -> None:
        """``use_environment``: heed the machine's proxy settings; a rehearsal's loopback address must not."""
        self._base = base.rstrip("/")
        self._use_environment = use_environment

    def read(self, path: str) -> bytes:
        """Return the file at ``path``."""
        deadline = time.monotonic() + WHOLE_SECONDS
        with requests.Session() as session:
            session.trust_env = self._use_environment
            with session.get(
                self._base + path,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
                headers={"Accept-Encoding": "identity"},
            ) as response:
                if response.status_code != 200:
                    raise Refused("certificate-fetch", f"status {response.status_code}")
                return _read(response.raw, deadline)


class FolderSource:
    """Chain files in a folder that stands for Amazon's host, in a rehearsal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return the file at ``path`` below the folder."""
        with (self._folder / path.lstrip("/")).open("rb") as file:
            return _bounded(file.read(MOST_BYTES + 1))


def chain_source(mirror: str | None) -> ChainSource:
    """Return Amazon's host, or the mirror that stands for it: a base URL or a folder."""
    if mirror is None:
        return HttpSource()
    if mirror.startswith(("http://", "https://")):
        return HttpSource(mirror, use_environment=False)
    return FolderSource(Path(mirror))


def _read(raw: Any, deadline: float) -> bytes:
    content = b""
    # read1 returns what has arrived; read would wait for a whole piece, and a drip outlasts the deadline.
    while piece := raw.read1(MOST_BYTES):
        content = _bounded(content + piece)
        if time.monotonic() > deadline:
            raise Refused("certificate-fetch", "too slow")
    return content


def _bounded(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise Refused("certificate-fetch", "too large")
    return content
