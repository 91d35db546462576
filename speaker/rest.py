"""Alexa's own REST APIs, on loopback: the timers and the settings of the households of this rehearsal."""

import threading
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from speaker.alerts import Alerts
from speaker.household import TIMERS_SCOPE, Fault, Household
from speaker.timer_orders import Refused, read_order

TOO_LATE = 12.0
"""Seconds, longer than anybody may wait inside Alexa's eight."""
SETTINGS = ("System.timeZone", "System.distanceUnits", "System.temperatureUnit")


@dataclass(frozen=True, slots=True)
class Call:
    """One call the skill made."""

    method: str
    path: str
    status: int


class Rest:
    """A server in a thread. ``calls`` remembers what the skill asked for, in order."""

    def __init__(self) -> None:
        """Start to listen on a free port."""
        self.calls: list[Call] = []
        self._tokens: dict[str, Household] = {}
        self._closing = threading.Event()
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="alexa-rest", daemon=True)
        self._thread.start()

    def token(self, home: Household) -> str:
        """Return a fresh access token of ``home``; the one before stops working."""
        for stale in [token for token, owner in self._tokens.items() if owner is home]:
            del self._tokens[stale]
        token = f"rehearsal.{uuid.uuid4().hex}"
        self._tokens[token] = home
        return token

    def close(self) -> None:
        """Stop the server."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask(__name__)
        timers = "/v1/alerts/timers"
        app.add_url_rule(timers, "timers", self._timers, methods=["GET", "POST", "DELETE"])
        app.add_url_rule(f"{timers}/<id>", "timer", self._timer, methods=["GET", "DELETE"])
        app.add_url_rule(f"{timers}/<id>/<action>", "change", self._change, methods=["POST"])
        app.add_url_rule("/v2/devices/<device>/settings/<name>", "setting", self._setting)
        app.register_error_handler(Refused, _refusal)
        app.before_request(self._misbehave)
        app.after_request(self._remember)
        return app

    def _home(self) -> Household:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if home := self._tokens.get(token):
            return home
        raise Refused(401, "UNAUTHORIZED", "the access token is missing, wrong or of an earlier request")

    def _alerts(self) -> Alerts:
        home = self._home()
        if TIMERS_SCOPE not in home.granted:
            raise Refused(401, "UNAUTHORIZED", "the user has not given permission to use timers")
        return home.alerts

    def _timers(self) -> Any:
        alerts = self._alerts()
        if request.method == "POST":
            return jsonify(alerts.create(read_order(request.get_json(silent=True))).wire())
        if request.method == "DELETE":
            for timer in alerts.of_skill():
                alerts.delete(timer)
            return ""
        found = [timer.wire() for timer in alerts.of_skill()]
        return jsonify(totalCount=len(found), timers=found, nextToken=None)

    def _timer(self, id: str) -> Any:
        alerts = self._alerts()
        timer = alerts.get(id)
        if request.method == "DELETE":
            alerts.delete(timer)
            return ""
        return jsonify(timer.wire())

    def _change(self, id: str, action: str) -> Any:
        alerts = self._alerts()
        changes = {"pause": alerts.pause, "resume": alerts.resume}
        if action not in changes:
            raise Refused(404, "NOT_FOUND", f"a timer cannot {action}")
        return jsonify(changes[action](alerts.get(id)).wire())

    def _setting(self, device: str, name: str) -> Any:
        home = self._home()
        if device != home.device_id or name not in SETTINGS:
            raise Refused(403, "ACCESS_DENIED", "no such device or setting")
        value = home.setting(name)
        return jsonify(value) if value else ("", 204)

    def _fault(self) -> Fault:
        home = self._tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if home is None:
            return None
        return home.timers_fault if request.path.startswith("/v1/") else home.settings_fault

    def _misbehave(self) -> Any:
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
        self.calls.append(Call(request.method, request.path, response.status_code))
        if self._fault() == "late":
            self._closing.wait(TOO_LATE)
        return response


class _Quiet(WSGIRequestHandler):
    """Logs nothing: the terminal belongs to the conversation."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Drop the line."""


def _refusal(error: Refused) -> tuple[Response, int]:
    return jsonify(code=error.code, message=error.message), error.status
