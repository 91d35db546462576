"""A server for Alexa's REST APIs on loopback: timers, reminders and settings."""

import threading
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from speaker import reminders_api, timers_api
from speaker.access import Tokens
from speaker.household import Fault, Household
from speaker.refused import Refused

TOO_LATE = 12.0
"""Seconds; more than the eight in which a skill must answer."""
SETTINGS = ("System.timeZone", "System.distanceUnits", "System.temperatureUnit")


@dataclass(frozen=True, slots=True)
class Call:
    """One call the skill made."""

    method: str
    path: str
    status: int
    seconds: float
    """Real time Alexa took, but for what is told to be late."""


class Rest:
    """The server, in a thread. ``calls`` has the calls of the skill, in order."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.calls: list[Call] = []
        self._tokens = Tokens()
        self._closing = threading.Event()
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="alexa-rest", daemon=True)
        self._thread.start()

    def token(self, home: Household, *, in_session: bool = True) -> str:
        """Return a new access token of ``home``, for a request in a session or for an event."""
        return self._tokens.new(home, in_session=in_session)

    def close(self) -> None:
        """Stop the server."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask(__name__)
        app.register_blueprint(timers_api.timers_api(self._tokens))
        app.register_blueprint(reminders_api.reminders_api(self._tokens))
        app.add_url_rule("/v2/devices/<device>/settings/<name>", "setting", self._setting)
        app.register_error_handler(Refused, _refusal)
        app.before_request(self._misbehave)
        app.after_request(self._remember)
        return app

    def _setting(self, device: str, name: str) -> Any:
        home = self._tokens.authorize()
        if device != home.device_id or name not in SETTINGS:
            raise Refused(403, "ACCESS_DENIED", "no such device or setting")
        value = home.setting(name)
        return jsonify(value) if value else ("", 204)

    def _fault(self) -> Fault:
        access = self._tokens.current()
        if access is None:
            return None
        if request.path.startswith(timers_api.ROOT):
            return access.home.timers_fault
        if request.path.startswith(reminders_api.ROOT):
            return access.home.reminders_fault
        return access.home.settings_fault

    def _misbehave(self) -> Any:
        g.began = time.monotonic()
        match self._fault():
            case int(status):
                raise Refused(status, "DEVICE_NOT_SUPPORTED" if status == 403 else "FAILED", "told to fail")
            case "hang":
                self._closing.wait(TOO_LATE)
                return "", 504
            case "garbage":
                return Response("<html>Bad gateway", content_type="text/html")
            case _:
                return None

    def _remember(self, response: Response) -> Response:
        self.calls.append(Call(request.method, request.path, response.status_code, time.monotonic() - g.began))
        if self._fault() == "late":
            self._closing.wait(TOO_LATE)
        return response


class Quiet(WSGIRequestHandler):
    """Logs nothing: the terminal belongs to the conversation."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Drop the line."""


def _refusal(error: Refused) -> tuple[Response, int]:
    return jsonify(code=error.code, message=error.message), error.status
