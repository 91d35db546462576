"""Logs and metrics: one line and a few counters for each request; no user, no words and no intent in any of them."""

import logging
import sys
from functools import partial
from logging.handlers import QueueHandler, QueueListener
from queue import Queue
from random import getrandbits
from threading import Thread
from time import perf_counter
from typing import TextIO

from flask import Flask, Response, g, has_request_context
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from skill.logs import send_lines_to
from skill.ports import Kind, Observer, Outcome

log = logging.getLogger(__name__)

WAITING = 1000
"""Lines that may wait to be written, while standard error takes none; what comes then is lost."""
LAST_WORDS = 1.0
"""Seconds that a process which ends gives to the lines that still wait."""

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Buckets of the latencies, up to when Alexa gives up."""


def set_up(stream: TextIO | None = None) -> QueueListener:
    """Send every line to ``stream`` (standard error), through a queue that never holds the thread that logs."""
    queue: Queue[logging.LogRecord] = Queue(WAITING)
    handler = QueueHandler(queue)
    handler.addFilter(_add_request_id)
    logging.raiseExceptions = False  # a line that cannot be queued or written is lost, without a traceback
    send_lines_to(handler)
    listener = QueueListener(queue, logging.StreamHandler(stream or sys.stderr))
    listener.start()
    return listener


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = g.get("request_id") if has_request_context() else None
    return True


def flush(listener: QueueListener) -> None:
    """Write the lines that wait, as far as standard error takes them in `LAST_WORDS` seconds."""
    last = Thread(target=listener.stop, daemon=True)
    last.start()
    last.join(LAST_WORDS)


class Telemetry(Observer):
    """The `Observer` of a Flask application: writes the line of a request once it is answered, and counts it.

    The labels of the Prometheus metrics come from short fixed lists: no user, no locale, no intent.
    """

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

    def heard(self, kind: Kind) -> None:
        """Note the kind of a genuine request."""
        g.kind = kind

    def answered(self, outcome: Outcome) -> None:
        """Note how a genuine request ended."""
        g.outcome = outcome

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
