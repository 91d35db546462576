"""The skill as a web application: `create_app`."""

import logging
from types import TracebackType
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from skill.alexa.dispatch import CoachHandler, open_door
from skill.alexa.verify import Refused, build_verifier
from skill.clock import Clock, rehearsal_clock, system_clock
from skill.coach import Coach
from skill.config import Config
from skill.ports import Recoveries
from skill.storage import recoveries_at

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
"""In bytes; Alexa's requests are a few thousand."""


class CoachApp(Flask):
    """Flask, with one clear log line for a defect in place of a traceback."""

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None] | Any
    ) -> None:
        """Log what went wrong and where, without values that a request may have held."""
        kind, _, trace = exc_info
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_qualname} line {trace.tb_lineno}" if trace else "?"
        log.error("defect: %s in %s", kind.__name__ if kind else "?", where)


def create_app(config: Config, recoveries: Recoveries | None = None, clock: Clock | None = None) -> Flask:
    """Return the application.

    Args:
        config: the settings.
        recoveries: the store; by default the one at ``config.database_url``.
        clock: tells aware UTC; by default the system's, or the rehearsal's.

    Raises:
        RecoveriesTrouble: when the store cannot be opened.
        ValueError: when the rehearsal's root or clock cannot be read.
        OSError: when the file of the rehearsal's clock is not there.
    """
    if clock is None:
        clock = rehearsal_clock(config.rehearsal_clock) if config.rehearsal_clock else system_clock
        clock()  # a rehearsal's file that cannot be read is told at start
    coach = Coach(recoveries_at(config.database_url) if recoveries is None else recoveries, clock)
    handler = CoachHandler(
        coach, clock, rehearsal=config.rehearsal, task_skill_id=config.skill_id if config.timer_task else None
    )
    door = open_door(handler, build_verifier(config.skill_id, clock, config.rehearsal_root, config.rehearsal_mirror))
    app = CoachApp(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    @app.post("/alexa")
    def alexa() -> Response:
        return jsonify(door.verify_request_and_dispatch(list(request.headers.items()), request.get_data()))

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> tuple[str, int]:
        log.warning("refused: %s", refusal)
        return "", 400

    @app.errorhandler(HTTPException)
    def plainly(error: HTTPException) -> Response:
        answer = app.make_response(error.get_response())
        answer.set_data(b"")
        return answer

    return app
