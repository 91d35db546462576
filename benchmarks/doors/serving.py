"""Running another application exactly as ``python -m skill`` runs the coach."""

import sys
from collections.abc import Callable
from typing import NoReturn

from flask import Flask

import skill.__main__ as production
import skill.server
from skill.config import Config


def serve(create_app: Callable[[Config], Flask]) -> NoReturn:
    """Serve the application that ``create_app`` makes: same server, same settings, same threads."""

    def watched(config: Config, *_: object) -> Flask:
        return create_app(config)

    for module in (skill.server, production):  # the worker is forked from this process
        vars(module)["create_app"] = watched
    sys.exit(production.main())
