"""The skill as a Flask application, `create_app`, with one log line and a few counters for each request."""

import logging
from functools import partial
from http import HTTPStatus
from random import getrandbits
from time import perf_counter

from flask import Flask, Response, g, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException

from skill.alexa.api import AlexaApi
from skill.alexa.skill import Handlers, web_answer
from skill.alexa.verify import LONGEST, Signers, VerificationError, Verifier, amazons_signers
from skill.coach import Coach
from skill.config import Config, defect_of, system_clock
from skill.ports import KEPT_FOR, Clock, Recoveries, RecoveriesTrouble
from skill.speech import plan_blanks

log = logging.getLogger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer."""

CHECKS = {404: "path", 405: "method", 413: "size"}
"""What was wrong with a request that the verifier did not see, by status; ``http`` for anything else."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Buckets of the latencies, up to when Alexa gives up."""


class Telemetry:
    """Counts the requests to a Flask application, by labels of short fixed lists, and writes the line of each."""

    def __init__(self, app: Flask) -> None:
        """Hook into every request of ``app``."""
        registry = CollectorRegistry()
        counter = partial(Counter, namespace="ankle_coach", registry=registry)
        histogram = partial(Histogram, namespace="ankle_coach", registry=registry, buckets=SECONDS)
        self._requests = counter("requests", "Requests answered or refused.", ["kind", "outcome"])
        self._refusals = counter("refusals", "Requests refused, by the check that failed.", ["check"])
        self._seconds = histogram("request_seconds", "Time to the answer.", ["kind"])
        self._calls = counter("alexa_api_calls", "Calls to Alexa's APIs.", ["operation", "outcome"])
        self._call_seconds = histogram("alexa_api_seconds", "Time that calls to Alexa's APIs took.", ["operation"])
        self.metrics = partial(generate_latest, registry)
        app.before_request(self._begin)
        app.after_request(self._end)

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a call to Alexa's APIs."""
        self._calls.labels(operation, outcome).inc()
        self._call_seconds.labels(operation).observe(seconds)

    def refused(self, check: str, reason: str, level: int) -> None:
        """Note a refusal, by the check that failed."""
        g.check = check
        self.failed("refused", f"refused: {check}: {reason}", level)

    def failed(self, outcome: str, message: str, level: int = logging.ERROR) -> None:
        """Note why a request did not get its answer."""
        g.outcome, g.message, g.level = outcome, message, level

    def _begin(self) -> None:
        g.began = perf_counter()
        g.request_id = f"{getrandbits(64):016x}"  # of our own, so that it leads to no id of Amazon's
        g.kind, g.outcome, g.check, g.message, g.level = "other", "page", None, "", logging.INFO

    def _end(self, response: Response) -> Response:
        if g.outcome != "page":  # pages that are well get no line: monitoring asks for them all the time
            seconds = perf_counter() - g.began
            fields = {"kind": g.kind, "outcome": g.outcome, "check": g.check, "status": response.status_code}
            log.log(g.level, g.message or g.outcome, extra={**fields, "ms": round(seconds * 1000, 1)})
            self._requests.labels(g.kind, g.outcome).inc()
            self._seconds.labels(g.kind).observe(seconds)
            if g.check:
                self._refusals.labels(g.check).inc()
        return response


def create_app(config: Config, store: Recoveries, clock: Clock = system_clock, signers: Signers | None = None) -> Flask:
    """Return the application. ``signers`` are those it answers; with others than Amazon's the APIs may be local."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST
    telemetry = Telemetry(app)
    api = AlexaApi(telemetry.called, is_local=signers is not None)
    answer = web_answer(Handlers(Coach(store, clock), api, partial(setattr, g)))
    verifier = Verifier(config.skill_id, clock, signers or amazons_signers())

    @app.post("/alexa")
    def alexa() -> Response:
        chain_url, signature = (request.headers.get(name, "") for name in ("SignatureCertChainUrl", "Signature-256"))
        body = request.get_data()
        verifier.check(chain_url, signature, body)
        return Response(to_json(answer(body)), content_type="application/json;charset=UTF-8")

    app.after_request(_with_headers)
    if config.metrics:
        app.get("/metrics")(lambda: Response(telemetry.metrics(), content_type=CONTENT_TYPE_LATEST))
    _add_checks(app, telemetry, store, clock, verifier)
    _add_errors(app, telemetry)
    _add_pages(app, config)
    return app


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def _add_checks(app: Flask, telemetry: Telemetry, store: Recoveries, clock: Clock, verifier: Verifier) -> None:
    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/ready")
    def ready() -> Response:
        why = "the clock is wrong, by requests that Amazon signed" if verifier.is_clock_wrong else ""
        try:
            store.load("nobody")
            store.check(clock())
        except RecoveriesTrouble as error:
            why = str(error)
        if why:
            telemetry.failed("not-ready", f"not ready: {why}")
            return Response("not ready", HTTPStatus.SERVICE_UNAVAILABLE, mimetype="text/plain")
        return Response("ready", mimetype="text/plain")


def _add_pages(app: Flask, config: Config) -> None:
    known = {
        "operator": config.operator,
        "contact": config.contact,
        "kept_for": KEPT_FOR.days,
        "plan": plan_blanks("en"),
    }

    @app.get("/privacy")
    @app.get("/terms")
    def page() -> str:
        return render_template(f"{request.path[1:]}.html", **known)


def _add_errors(app: Flask, telemetry: Telemetry) -> None:
    """Answer what fails with a status and no body; the log has the reason."""

    @app.errorhandler(VerificationError)
    def refused(refusal: VerificationError) -> Response:
        telemetry.refused(refusal.check, refusal.reason, logging.WARNING)
        return Response(status=HTTPStatus.BAD_REQUEST)

    @app.errorhandler(HTTPException)
    def wrong(error: HTTPException) -> Response:
        response = app.make_response(error.get_response())
        response.set_data(b"")
        telemetry.refused(CHECKS.get(response.status_code, "http"), error.name, logging.INFO)
        return response

    @app.errorhandler(RecoveriesTrouble)
    def unavailable(trouble: Exception) -> Response:
        telemetry.failed("trouble", f"recovery not available: {type(trouble).__name__} {trouble}")
        return Response(status=HTTPStatus.SERVICE_UNAVAILABLE)

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        telemetry.failed("defect", f"defect: {defect_of(error)}")
        return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
