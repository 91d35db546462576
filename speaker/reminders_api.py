"""Alexa's Reminders API, as a Flask blueprint."""

from typing import Any

from flask import Blueprint, jsonify, request

from speaker.access import Tokens
from speaker.household import REMINDERS_SCOPE

ROOT = "/v1/alerts/reminders"


def reminders_api(tokens: Tokens) -> Blueprint:
    """Return the routes. Only creating needs the token of a session."""
    api = Blueprint("reminders", __name__)

    @api.get(ROOT)
    def all_reminders() -> Any:
        found = [reminder.wire() for reminder in tokens.authorize(REMINDERS_SCOPE).reminders.all]
        return jsonify(totalCount=str(len(found)), alerts=found, links=None)

    @api.post(ROOT)
    def create() -> Any:
        reminders = tokens.authorize(REMINDERS_SCOPE, in_session=True).reminders
        return jsonify(reminders.create(request.get_json(silent=True)).receipt())

    @api.get(f"{ROOT}/<token>")
    def one(token: str) -> Any:
        return jsonify(tokens.authorize(REMINDERS_SCOPE).reminders.get(token).wire())

    @api.put(f"{ROOT}/<token>")
    def update(token: str) -> Any:
        reminders = tokens.authorize(REMINDERS_SCOPE).reminders
        return jsonify(reminders.update(token, request.get_json(silent=True)).receipt())

    @api.delete(f"{ROOT}/<token>")
    def delete(token: str) -> Any:
        tokens.authorize(REMINDERS_SCOPE).reminders.delete(token)
        return ""

    return api
