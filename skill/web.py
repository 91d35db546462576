"""The skill as a Flask application: `create_app`."""

import logging
import re
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, LengthRequired, UnsupportedMediaType

from skill.alexa.skill import AlexaSkill, build_skill
from skill.alexa.verify import AHEAD, BEHIND, LONGEST, VerificationError, Verifier, build_verifier
from skill.clock import Clock, ClockCheck, rehearsal_clock, system_clock
from skill.coach import Coach
from skill.config import Config
from skill.housekeeping import KEPT_FOR
from skill.ports import Conflict, Recoveries, RecoveriesTrouble
from skill.speech import plan_blanks
from skill.storage import recoveries_at
from skill.telemetry import Metrics, Telemetry, defect_of

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer."""

SIGNED = ("SignatureCertChainUrl", "Signature-256")
"""The headers the verifier looks at."""

JSON = "application/json;charset=UTF-8"

CHECKS = {404: "path", 405: "method", 411: "length", 413: "size", 415: "content-type"}
"""What was wrong with a request that the verifier did not see, by status; ``http`` for anything else."""

NOBODY = "0" * 64
"""The key of no user, to ask the store for."""


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
    clock = clock or clock_of(config)
    store = recoveries_at(config.database_url) if recoveries is None else recoveries
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST
    app.url_map.merge_slashes = False
    metrics = Metrics(clock) if config.metrics else None
    telemetry = Telemetry(app, metrics)
    skill = build_skill(Coach(store, clock), clock, rehearsal=config.rehearsal, observer=telemetry)
    verifier = build_verifier(config.skill_id, clock, config.rehearsal_root, config.rehearsal_mirror)
    clock_check = ClockCheck()
    _add_alexa(app, skill, verifier, clock_check)
    _add_checks(app, telemetry, metrics, partial(_not_ready, store, clock, clock_check))
    _add_errors(app, telemetry, clock_check)
    _add_pages(app, config)
    return app


def clock_of(config: Config) -> Clock:
    """Return the system's clock, or the rehearsal's, which is read once to tell at start when it cannot be."""
    clock = rehearsal_clock(config.rehearsal_clock) if config.rehearsal_clock else system_clock
    clock()
    return clock


def _add_alexa(app: Flask, skill: AlexaSkill, verifier: Verifier, clock_check: ClockCheck) -> None:
    @app.post("/alexa", provide_automatic_options=False)
    def alexa() -> Response:
        if request.content_length is None:
            raise LengthRequired
        if request.mimetype != "application/json" or not _is_utf8(request.mimetype_params.get("charset", "utf-8")):
            raise UnsupportedMediaType
        signed = [(name, request.headers[name]) for name in SIGNED if name in request.headers]
        body = request.get_data()
        verifier.check(signed, body)
        clock_check.accepted()
        answer = skill.answer(body)
        # "null" for a number beyond all others in the attributes that are sent back
        return Response(to_json(answer, inf_nan_mode="null"), content_type=JSON)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response


def _is_utf8(charset: str) -> bool:
    return charset.lower() in ("utf-8", "utf8")


def _add_checks(app: Flask, telemetry: Telemetry, metrics: Metrics | None, not_ready: Callable[[], str | None]) -> None:
    @app.get("/health", provide_automatic_options=False)
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/ready", provide_automatic_options=False)
    def ready() -> Response:
        if why := not_ready():
            telemetry.failed("not-ready", f"not ready: {why}")
            return Response("not ready", 503, mimetype="text/plain")
        return Response("ready", mimetype="text/plain")

    if metrics:

        @app.get("/metrics", provide_automatic_options=False)
        def figures() -> Response:
            return Response(metrics.page(), content_type=metrics.content_type)


def _not_ready(store: Recoveries, clock: Clock, clock_check: ClockCheck) -> str | None:
    """Return why no request can be answered well now; ``None`` when all is well."""
    try:
        store.load(NOBODY)
        store.check(clock())
    except (RecoveriesTrouble, OSError, ValueError) as error:
        return str(error)
    return "the clock is wrong, by requests that Amazon signed" if clock_check.is_wrong else None


def _add_pages(app: Flask, config: Config) -> None:
    """Show ``/privacy`` and ``/terms``."""
    known = {
        "operator": config.operator,
        "contact": config.contact,
        "link": _link(config.contact or ""),
        "kept_for": KEPT_FOR.days,
        "plan": plan_blanks("en"),
    }

    @app.get("/privacy", provide_automatic_options=False)
    @app.get("/terms", provide_automatic_options=False)
    def page() -> str:
        return render_template(f"{request.path[1:]}.html", **known)


def _link(contact: str) -> str | None:
    if re.fullmatch(r"[^\s@:/?&]+@[^\s@:/?&]+", contact):
        return f"mailto:{contact}"
    return contact if re.fullmatch(r"https://\S+", contact) else None


def _add_errors(app: Flask, telemetry: Telemetry, clock_check: ClockCheck) -> None:
    """Answer what fails with a status and no body; the log has the reason."""

    @app.errorhandler(VerificationError)
    def refused(refusal: VerificationError) -> Response:
        if refusal.reason in (AHEAD, BEHIND):
            clock_check.refused(is_ahead=refusal.reason == AHEAD)
        telemetry.refused(refusal.check, refusal.reason, logging.WARNING)
        return Response(status=HTTPStatus.BAD_REQUEST)

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> Response:
        response = app.make_response(error.get_response())
        response.set_data(b"")
        telemetry.refused(CHECKS.get(response.status_code, "http"), error.name, logging.INFO)
        return response

    @app.errorhandler(RecoveriesTrouble)
    @app.errorhandler(Conflict)
    def unavailable(trouble: Exception) -> Response:
        telemetry.failed("trouble", f"recovery not available: {type(trouble).__name__} {trouble}")
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        telemetry.failed("defect", f"defect: {defect_of(error)}")
        return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
