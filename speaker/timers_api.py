"""Alexa's Timers API, as a Flask blueprint."""

from typing import Any

from flask import Blueprint, jsonify, request

from speaker.access import Tokens
from speaker.household import TIMERS_SCOPE
from speaker.refused import Refused
from speaker.timer_orders import read_order
from speaker.timers import Timer, Timers

ROOT = "/v1/alerts/timers"


def timers_api(tokens: Tokens) -> Blueprint:
    """Return the routes. Creating, pausing and resuming need the token of a session."""
    api = Blueprint("timers", __name__)

    @api.get(ROOT)
    def all_timers() -> Any:
        found = [timer.wire() for timer in tokens.authorize(TIMERS_SCOPE).timers.of_skill()]
        return jsonify(totalCount=len(found), timers=found, nextToken=None)

    @api.post(ROOT)
    def create() -> Any:
        timers = tokens.authorize(TIMERS_SCOPE, in_session=True).timers
        return jsonify(timers.create(read_order(request.get_json(silent=True))).wire())

    @api.delete(ROOT)
    def delete_all() -> Any:
        timers = tokens.authorize(TIMERS_SCOPE).timers
        for timer in timers.of_skill():
            timers.delete(timer)
        return ""

    @api.get(f"{ROOT}/<id>")
    def one(id: str) -> Any:
        return jsonify(tokens.authorize(TIMERS_SCOPE).timers.get(id).wire())

    @api.delete(f"{ROOT}/<id>")
    def delete(id: str) -> Any:
        timers = tokens.authorize(TIMERS_SCOPE).timers
        timers.delete(timers.get(id))
        return ""

    @api.post(f"{ROOT}/<id>/<action>")
    def change(id: str, action: str) -> Any:
        return jsonify(_changed(tokens.authorize(TIMERS_SCOPE, in_session=True).timers, id, action).wire())

    return api


def _changed(timers: Timers, id: str, action: str) -> Timer:
    changes = {"pause": timers.pause, "resume": timers.resume}
    if action not in changes:
        raise Refused(404, "NOT_FOUND", f"a timer cannot {action}")
    return changes[action](timers.get(id))
