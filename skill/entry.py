"""``POST /alexa`` as WSGI, in front of Flask: the one path that everybody waits for."""

import logging
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from werkzeug.http import parse_options_header

from skill.alexa.body import LONGEST
from skill.alexa.dispatch import Door
from skill.alexa.verify import Refused
from skill.notes import CHECKS, Watch
from skill.ports import Conflict, RecoveriesTrouble
from skill.server import HEADERS

PATH = "/alexa"

LARGEST_BODY = LONGEST
"""In bytes, as the front door has it; Alexa's requests are a few thousand."""

SIGNED = {"SignatureCertChainUrl": "HTTP_SIGNATURECERTCHAINURL", "Signature-256": "HTTP_SIGNATURE_256"}
"""The headers the front door looks at, and their names in WSGI."""

JSON = "application/json;charset=UTF-8"

STATUS_LINES = {status: f"{status.value} {status.phrase}" for status in HTTPStatus}

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Any], Iterable[bytes]]


class Entry:
    """Answers what is posted to `PATH` and hands all else to the application behind it.

    Flask would make objects of every part of a request, which costs more than to verify and answer it.
    """

    def __init__(self, behind: WsgiApp, door: Door, watch: Watch) -> None:
        self._behind = behind
        self._door = door
        self._watch = watch

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return self._behind(environ, start_response)
        self._watch.begin()
        status, body = self._answer(environ)
        headers = [*HEADERS.items(), ("Content-Length", str(len(body)))]
        if body:
            headers.append(("Content-Type", JSON))
        start_response(STATUS_LINES[status], headers)
        self._watch.ended(int(status))
        return [body]

    def _answer(self, environ: Environ) -> tuple[HTTPStatus, bytes]:
        length = _length(environ)
        if wrong := _wrong_form(environ, length):
            self._watch.refused(CHECKS[wrong.value], wrong.phrase, logging.INFO)
            return wrong, b""
        signed = [(name, environ[key]) for name, key in SIGNED.items() if key in environ]
        try:
            answer = self._door.verify_request_and_dispatch(signed, environ["wsgi.input"].read(length))
            return HTTPStatus.OK, to_json(answer, inf_nan_mode="null")  # 1e999 of somebody else's session
        except Refused as refusal:
            self._watch.refused(refusal.check, refusal.reason, logging.WARNING)
            return HTTPStatus.BAD_REQUEST, b""
        except (RecoveriesTrouble, Conflict) as trouble:
            self._watch.unkept(trouble)
            return HTTPStatus.SERVICE_UNAVAILABLE, b""
        except Exception:  # a defect of ours: the outermost place, which tells it
            self._watch.failed(sys.exc_info())
            return HTTPStatus.INTERNAL_SERVER_ERROR, b""


def _length(environ: Environ) -> int | None:
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() and length.isascii() else None


def _wrong_form(environ: Environ, length: int | None) -> HTTPStatus | None:
    """Return how to refuse what Alexa never sends, before its body is read; ``None`` when there is no reason to."""
    if length is None:
        return HTTPStatus.LENGTH_REQUIRED
    if length > LARGEST_BODY:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None if _is_json(environ.get("CONTENT_TYPE", "")) else HTTPStatus.UNSUPPORTED_MEDIA_TYPE


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    mimetype, options = parse_options_header(content_type)
    return mimetype.lower() == "application/json" and options.get("charset", "utf-8").lower() in ("utf-8", "utf8")
