"""Where a request may say that its certificate chain is.

Amazon's rules: https, host s3.amazonaws.com, port 443 or none, and a path that is inside ``/echo.api/`` once
its dot segments are resolved. Everything else that a URL can hold (user info, escapes, a query, blanks) is
refused unread: URL parsers disagree about it.
"""

import re
from functools import lru_cache

from skill.alexa.refusal import Refused

AMAZON = "https://s3.amazonaws.com"
LONGEST = 256

_URL = re.compile(r"(?ai:https://s3\.amazonaws\.com)(?::443)?((?:/[A-Za-z0-9._~-]+)+)")


@lru_cache(maxsize=16)  # Amazon names one file for weeks; what is refused is not remembered
def chain_path(url: str) -> str:
    """Return the path of the chain file, on :data:`AMAZON` and nowhere else, as ``/echo.api/x.pem``.

    Raises:
        Refused: ``certificate-url``.
    """
    match = _URL.fullmatch(url) if len(url) <= LONGEST else None
    if match is None:
        raise Refused("certificate-url", "not of Amazon's form")
    segments = _without_dots(match[1].split("/")[1:])
    if len(segments) < 2 or segments[0] != "echo.api":
        raise Refused("certificate-url", "not a file in /echo.api/")
    return "/" + "/".join(segments)


def _without_dots(segments: list[str]) -> list[str]:
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    return kept
