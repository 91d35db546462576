"""Getting a chain file, from Amazon or from a rehearsal's mirror, without trusting the other end."""

from contextlib import closing
from pathlib import Path
from typing import Protocol

from urllib3 import BaseHTTPResponse, Timeout

from skill.alexa.certificate_url import AMAZON
from skill.alexa.connections import Connections
from skill.alexa.refusal import Refused

CONNECT_SECONDS = 2.0
WHOLE_SECONDS = 5.0
"""For connecting and the whole answer together."""
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
        with (
            closing(Connections(use_environment=self._use_environment)) as connections,
            closing(
                connections.request(
                    "GET",
                    self._base + path,
                    headers={"Accept-Encoding": "identity"},
                    timeout=Timeout(WHOLE_SECONDS, CONNECT_SECONDS),
                )
            ) as answer,
        ):
            if answer.status != 200:
                raise Refused("certificate-fetch", f"status {answer.status}")
            return _read(answer)


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


def _read(answer: BaseHTTPResponse) -> bytes:
    content = b""
    while piece := answer.read1(MOST_BYTES):
        content = _bounded(content + piece)
    return content


def _bounded(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise Refused("certificate-fetch", "too large")
    return content
