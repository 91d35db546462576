"""Running another application exactly as ``python -m skill`` runs the coach."""

import sys
from collections.abc import Callable
from typing import NoReturn

from flask import Flask

import skill.__main__ as production
import skill.web
from skill.config import Config


def serve(create_app: Callable[[Config], Flask]) -> NoReturn:
    """Serve the application that ``create_app`` makes: same server, same settings, same threads."""

    def watched(config: Config, *_: object) -> Flask:
        app = create_app(config)
        vars(app)["refused_unread"] = lambda status: None  # what the server tells the coach's own application
        return app

    for module in (skill.web, production):
        vars(module)["create_app"] = watched
    sys.exit(production.main())
