"""The skill as a web application: `create_app`."""

import logging
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException, LengthRequired, RequestEntityTooLarge, UnsupportedMediaType

from skill.alexa.body import LONGEST
from skill.alexa.dispatch import CoachHandler, Door, open_door
from skill.alexa.verify import Refused, build_verifier
from skill.alexa.watch import Kind, Outcome
from skill.clock import Clock, rehearsal_clock, system_clock
from skill.coach import Coach
from skill.config import Config
from skill.logs import begin_request, end_request, place_of
from skill.ports import Recoveries, RecoveriesTrouble
from skill.server import HEADERS
from skill.storage import recoveries_at

if TYPE_CHECKING:
    from skill.metrics import Metrics

log = logging.getLogger(__name__)

LARGEST_BODY = LONGEST
"""In bytes, as the front door has it; Alexa's requests are a few thousand."""

NOBODY = "0" * 64
"""The key of no user, to ask the store for."""

CHECKS = {404: "path", 405: "method", 411: "length", 413: "size", 415: "content-type", 431: "size"}
"""What was wrong with a request that did not come as far as the front door; ``http`` for anything else."""


@dataclass(slots=True)
class Notes:
    """What the log line of a request will say."""

    began: float
    """By a clock of its own, in seconds."""
    kind: Kind = "other"
    outcome: str = "page"
    """Pages that are well get no line: whoever watches the skill asks for them all the time."""
    text: str = ""
    """The outcome in words."""
    check: str | None = None
    """The check that failed; ``None`` when none did."""
    level: int = logging.INFO


class Watch:
    """Takes the notes of a request, and the figures."""

    def __init__(self, metrics: "Metrics | None") -> None:
        """Take where the figures go; ``None``: nowhere."""
        self._metrics = metrics

    def heard(self, kind: Kind) -> None:
        """Note the kind."""
        g.notes.kind = kind

    def answered(self, outcome: Outcome) -> None:
        """Note the outcome."""
        g.notes.outcome = outcome

    def timer(self, user: str, ends_at: datetime | None) -> None:
        """Count the timers that run."""
        if self._metrics:
            self._metrics.timer(user, ends_at)

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a call to Alexa's APIs."""
        if self._metrics:
            self._metrics.call(operation, outcome, seconds)

    def refused(self, notes: Notes, check: str, reason: str, level: int) -> None:
        """Note a refusal."""
        notes.outcome, notes.check, notes.text, notes.level = "refused", check, f"refused: {check}: {reason}", level

    def ended(self, notes: Notes, status: int) -> None:
        """Write the line and count; only now is everything known."""
        if notes.outcome == "page":
            return
        seconds = perf_counter() - notes.began
        told = {"kind": notes.kind, "outcome": notes.outcome, "status": status, "ms": round(seconds * 1000, 1)}
        log.log(notes.level, notes.text or notes.outcome, extra={**told, "check": notes.check})
        if self._metrics:
            self._metrics.request(notes.kind, notes.outcome, seconds)
            if notes.check:
                self._metrics.refusal(notes.check)


class CoachApp(Flask):
    """Flask, which takes notes of every request, and tells a defect in one line in place of a traceback."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(__name__, static_folder=None)
        self.watch = watch
        self.url_map.merge_slashes = False
        self.before_request(self._begin)
        self.after_request(self._finish)
        self.teardown_request(lambda _: end_request())
        self.register_error_handler(Refused, self._refuse)
        self.register_error_handler(HTTPException, self._say_nothing)

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None] | Any
    ) -> None:
        """Note what went wrong and where, without values that a request may have held."""
        g.notes.outcome, g.notes.text, g.notes.level = "defect", f"defect: {place_of(exc_info)}", logging.ERROR

    def refused_unread(self, status: int) -> None:
        """Take note of a request that the server refused by itself."""
        notes = Notes(perf_counter())
        begin_request()
        self.watch.refused(notes, CHECKS.get(status, "http"), "not readable", logging.INFO)
        self.watch.ended(notes, status)
        end_request()

    def _begin(self) -> None:
        begin_request()
        g.notes = Notes(perf_counter())

    def _finish(self, answer: Response) -> Response:
        answer.headers.update(HEADERS)
        self.watch.ended(g.notes, answer.status_code)
        return answer

    def _refuse(self, refusal: Refused) -> Response:
        self.watch.refused(g.notes, refusal.check, refusal.reason, logging.WARNING)
        return Response(status=400)

    def _say_nothing(self, error: HTTPException) -> Response:
        answer = self.make_response(error.get_response())
        answer.set_data(b"")
        if answer.status_code < 500:
            self.watch.refused(g.notes, CHECKS.get(answer.status_code, "http"), error.name, logging.INFO)
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
    handler = CoachHandler(
        Coach(store, clock),
        clock,
        rehearsal=config.rehearsal,
        task_skill_id=config.skill_id if config.timer_task else None,
        watcher=app.watch,
    )
    verifier = build_verifier(config.skill_id, clock, config.rehearsal_root, config.rehearsal_mirror)
    _add_alexa(app, open_door(handler, verifier))
    _add_pages(app, store, clock, metrics)
    return app


def _metrics(clock: Clock) -> "Metrics":
    from skill.metrics import Metrics  # its library takes a while to load, and few ask for it

    return Metrics(clock)


def _add_alexa(app: CoachApp, door: Door) -> None:
    @app.post("/alexa", provide_automatic_options=False)
    def alexa() -> Response:
        _check_form()
        return jsonify(door.verify_request_and_dispatch(list(request.headers.items()), request.get_data(cache=False)))


def _add_pages(app: CoachApp, store: Recoveries, clock: Clock, metrics: "Metrics | None") -> None:
    @app.get("/health", provide_automatic_options=False)
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    @app.get("/ready", provide_automatic_options=False)
    def ready() -> Response:
        try:
            clock()
            store.load(NOBODY)
        except (RecoveriesTrouble, OSError, ValueError) as error:
            g.notes.outcome, g.notes.text, g.notes.level = "not-ready", f"not ready: {error}", logging.ERROR
            return Response("not ready", 503, mimetype="text/plain")
        return Response("ready", mimetype="text/plain")

    if metrics:
        from skill.metrics import CONTENT_TYPE_LATEST

        @app.get("/metrics", provide_automatic_options=False)
        def figures() -> Response:
            return Response(metrics.page(), content_type=CONTENT_TYPE_LATEST)


def _check_form() -> None:
    """Refuse what Alexa never sends, before its body is read."""
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > LARGEST_BODY:
        raise RequestEntityTooLarge
    charset = request.mimetype_params.get("charset", "utf-8")
    if request.mimetype != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType
