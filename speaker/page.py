"""The page of ``script/talk --web``: a server on loopback for one browser user, with server-sent events.

Every call needs the token that is in the printed address, and comes from the page itself: a page of another server on
this machine, or on the network, can neither read nor do anything.
"""

import json
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, request, send_from_directory
from werkzeug.serving import make_server

from speaker.days import STORY
from speaker.dialogue import BadLine
from speaker.live import Live
from speaker.recogniser import NotHeard
from speaker.rest import Quiet
from speaker.skill_process import SkillWouldNotStart
from speaker.voice import NoVoice, wav

FOLDER = Path(__file__).with_name("web")
LARGEST = 512 * 1024
"""Bytes of a request: 16 seconds of speech."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PortTaken(Exception):
    """Another program listens on the port; the message says what to do."""


@contextmanager
def page(live: Live, port: int, token: str | None = None) -> Iterator[str]:
    """Serve ``live`` and yield the address to open; port 0 is any free one. ``token`` is a new one unless given."""
    token = token or secrets.token_urlsafe(16)
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise PortTaken(f"port {port}: {error.strerror}; choose another with --port {port + 1}") from None
    with listener:
        port = listener.getsockname()[1]
        app = _Page(live, token, port).app
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet, fd=listener.fileno())
    threads = [threading.Thread(target=work, daemon=True) for work in (server.serve_forever, live.tick)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{port}/#{token}"
    finally:
        live.close()
        server.shutdown()
        server.server_close()


class _Page:
    """The routes, and the check before each."""

    def __init__(self, live: Live, token: str, port: int) -> None:
        self._live, self._token = live, token
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self.app = app = Flask(__name__, static_folder=None)
        app.config["MAX_CONTENT_LENGTH"] = LARGEST
        app.before_request(self._check)
        app.after_request(_hardened)
        app.add_url_rule("/", "files", _file, defaults={"name": "index.html"})
        app.add_url_rule("/web/<name>", "files", _file)
        app.add_url_rule("/events", "events", self._events)
        app.add_url_rule("/line", "line", self._line, methods=["POST"])
        app.add_url_rule("/begin", "begin", self._begin, methods=["POST"])
        app.add_url_rule("/saved", "saved", self._saved)
        app.add_url_rule("/story", "story", lambda: jsonify(STORY.read_text("utf-8").splitlines()))
        app.add_url_rule("/voice/<int:number>", "voice", self._voice)
        app.add_url_rule("/microphone", "microphone", self._microphone)
        app.add_url_rule("/heard", "heard", self._heard, methods=["POST"])
        for error in (BadLine, NoVoice, NotHeard, SkillWouldNotStart, FileNotFoundError):
            app.register_error_handler(error, _wrong)

    def _check(self) -> None:
        """Refuse other names of this machine, other pages, and calls without the token."""
        own = f"http://{request.host}"
        origin = request.headers.get("Origin", "" if request.method == "POST" else own)
        if request.host not in self._hosts or origin != own:
            abort(403, "only the page itself may call")
        given = request.headers.get("X-Token") or request.args.get("token", "")
        if request.endpoint != "files" and not secrets.compare_digest(given.encode(), self._token.encode()):
            abort(403, "the token is missing, or of another start of the speaker")

    def _events(self) -> Response:
        run, _, seen = request.headers.get("Last-Event-ID", "").partition(" ")
        events = chain(["retry: 500\n\n"], map(_event, self._live.follow(run, int(seen or 0))))
        return Response(events, content_type="text/event-stream")

    def _line(self) -> Any:
        self._live.do(request.get_json()["line"])
        return "", 204

    def _begin(self) -> Any:
        self._live.begin(request.get_json()["locale"], afresh=True)
        return "", 204

    def _voice(self, number: int) -> Response:
        return Response(wav(self._live.text(number), self._live.locale), content_type="audio/wav")

    def _microphone(self) -> Any:
        self._live.ears()
        return "", 204

    def _heard(self) -> Response:
        return Response(self._live.ears().words(request.get_data()), content_type="text/plain; charset=utf-8")

    def _saved(self) -> Response:
        name, text = self._live.saved
        response = Response(text, content_type="text/plain; charset=utf-8")
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response


def _file(name: str) -> Response:
    return send_from_directory(FOLDER, name)


def _event(news: Any) -> str:
    return f"id: {news['run']} {news['seen']}\ndata: {json.dumps(news)}\n\n" if news else ": still here\n\n"


def _hardened(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _wrong(error: Exception) -> tuple[str, int]:
    return str(error).removeprefix("line 1: "), 400
