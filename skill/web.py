"""The skill as a web application: `create_app`."""

import logging
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, LengthRequired, UnsupportedMediaType

from skill.alexa.body import LONGEST
from skill.alexa.skill import AlexaSkill, build_skill
from skill.alexa.verify import Refused, Verifier, build_verifier
from skill.clock import Clock, rehearsal_clock, system_clock
from skill.coach import Coach
from skill.config import Config
from skill.notes import CHECKS, Watch
from skill.pages import add_pages
from skill.ports import Conflict, Recoveries, RecoveriesTrouble
from skill.server import HEADERS
from skill.storage import recoveries_at

if TYPE_CHECKING:
    from skill.metrics import Metrics

SIGNED = ("SignatureCertChainUrl", "Signature-256")
"""The headers the verifier looks at."""

JSON = "application/json;charset=UTF-8"

NOBODY = "0" * 64
"""The key of no user, to ask the store for."""

TURN = "ready"
"""The name of a turn that is taken to see whether the store takes anything."""
TURN_EVERY = timedelta(seconds=1)
"""How often at most something is written for whoever asks."""


class CoachApp(Flask):
    """Flask, which takes notes of every request, and tells a defect in one line in place of a traceback."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(__name__, static_folder=None)
        self.watch = watch
        self.refused_unread = watch.refused_unread
        self.url_map.merge_slashes = False
        self.before_request(self._begin)
        self.after_request(self._finish)
        self.register_error_handler(HTTPException, self._say_nothing)

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None] | Any
    ) -> None:
        """Note a defect."""
        self.watch.failed(exc_info)

    def _begin(self) -> None:
        self.watch.begin()

    def _finish(self, answer: Response) -> Response:
        answer.headers.update(HEADERS)
        self.watch.ended(answer.status_code)
        return answer

    def _say_nothing(self, error: HTTPException) -> Response:
        answer = self.make_response(error.get_response())
        answer.set_data(b"")
        if answer.status_code < 500:
            self.watch.refused(CHECKS.get(answer.status_code, "http"), error.name, logging.INFO)
        return answer


def create_app(config: Config, recoveries: Recoveries | None = None, clock: Clock | None = None) -> CoachApp:
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
    store = recoveries_at(config.database_url) if recoveries is None else recoveries
    metrics = _metrics(clock) if config.metrics else None
    app = CoachApp(Watch(metrics))
    skill = build_skill(
        Coach(store, clock),
        clock,
        rehearsal=config.rehearsal,
        watcher=app.watch,
    )
    verifier = build_verifier(config.skill_id, clock, config.rehearsal_root, config.rehearsal_mirror)
    _add_checks(app, store, clock, metrics)
    add_pages(app, config)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST
    _add_alexa(app, skill, verifier)
    return app


def _metrics(clock: Clock) -> "Metrics":
    from skill.metrics import Metrics  # its library takes a while to load, and few ask for it

    return Metrics(clock)


def _add_checks(app: CoachApp, store: Recoveries, clock: Clock, metrics: "Metrics | None") -> None:
    @app.get("/health", provide_automatic_options=False)
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/ready", provide_automatic_options=False)
    def ready() -> Response:
        try:
            store.load(NOBODY)
            store.take_turn(TURN, clock(), TURN_EVERY)
        except (RecoveriesTrouble, OSError, ValueError) as error:
            app.watch.not_ready(error)
            return Response("not ready", 503, mimetype="text/plain")
        return Response("ready", mimetype="text/plain")

    if metrics:
        from skill.metrics import CONTENT_TYPE_LATEST

        @app.get("/metrics", provide_automatic_options=False)
        def figures() -> Response:
            return Response(metrics.page(), content_type=CONTENT_TYPE_LATEST)


def _add_alexa(app: CoachApp, skill: AlexaSkill, verifier: Verifier) -> None:
    @app.post("/alexa", provide_automatic_options=False)
    def alexa() -> Response:
        if request.content_length is None:
            raise LengthRequired
        if not request.is_json or request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise UnsupportedMediaType
        signed = [(name, request.headers[name]) for name in SIGNED if name in request.headers]
        try:
            body = request.get_data()
            verifier.check(signed, body)
            answer = skill.answer(body)
        except Refused as refusal:
            app.watch.refused(refusal.check, refusal.reason, logging.WARNING)
            return Response(status=400)
        except (RecoveriesTrouble, Conflict) as trouble:
            app.watch.unkept(trouble)
            return Response(status=503)
        return Response(to_json(answer, inf_nan_mode="null"), content_type=JSON)
