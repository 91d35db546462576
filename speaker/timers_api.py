"""The Timers API."""

from typing import Any

from flask import Blueprint, jsonify, request

from speaker.access import Tokens
from speaker.alerts import Alerts, Timer
from speaker.household import TIMERS_SCOPE
from speaker.refused import Refused
from speaker.timer_orders import read_order

ROOT = "/v1/alerts/timers"


def timers_api(tokens: Tokens) -> Blueprint:
    """Return the routes; to create, pause and resume takes the token of a session."""
    api = Blueprint("timers", __name__)

    @api.get(ROOT)
    def all_timers() -> Any:
        found = [timer.wire() for timer in tokens.required(TIMERS_SCOPE).alerts.of_skill()]
        return jsonify(totalCount=len(found), timers=found, nextToken=None)

    @api.post(ROOT)
    def create() -> Any:
        alerts = tokens.required(TIMERS_SCOPE, in_session=True).alerts
        return jsonify(alerts.create(read_order(request.get_json(silent=True))).wire())

    @api.delete(ROOT)
    def delete_all() -> Any:
        alerts = tokens.required(TIMERS_SCOPE).alerts
        for timer in alerts.of_skill():
            alerts.delete(timer)
        return ""

    @api.get(f"{ROOT}/<id>")
    def one(id: str) -> Any:
        return jsonify(tokens.required(TIMERS_SCOPE).alerts.get(id).wire())

    @api.delete(f"{ROOT}/<id>")
    def delete(id: str) -> Any:
        alerts = tokens.required(TIMERS_SCOPE).alerts
        alerts.delete(alerts.get(id))
        return ""

    @api.post(f"{ROOT}/<id>/<action>")
    def change(id: str, action: str) -> Any:
        return jsonify(_changed(tokens.required(TIMERS_SCOPE, in_session=True).alerts, id, action).wire())

    return api


def _changed(alerts: Alerts, id: str, action: str) -> Timer:
    changes = {"pause": alerts.pause, "resume": alerts.resume}
    if action not in changes:
        raise Refused(404, "NOT_FOUND", f"a timer cannot {action}")
    return changes[action](alerts.get(id))
