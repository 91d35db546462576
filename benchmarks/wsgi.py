"""The real coach as a WSGI application, for servers that want one: ``benchmarks.wsgi:coach``, a factory."""

from flask import Flask

from skill.config import Config
from skill.telemetry import set_up
from skill.web import create_app


def coach() -> Flask:
    """Return the coach, set up by ANKLE_COACH_* variables and logging as in production."""
    config = Config.from_environment()
    set_up(config.log)
    return create_app(config)
