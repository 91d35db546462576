"""Figures for Prometheus. Their labels come from short fixed lists: no user, no locale, no intent."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["CONTENT_TYPE_LATEST", "Metrics"]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Up to when Alexa gives up."""

FORGET_FROM = 1000
"""How many timers are noted before those that are over are looked for."""


class Metrics:
    """The figures of one process. Safe to share between threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Take the clock that timers end by."""
        self._clock = clock
        self._ends: dict[str, datetime] = {}
        self._forget_at = FORGET_FROM
        self._lock = Lock()
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "ankle_coach_requests", "Requests answered or refused.", ["kind", "outcome"], registry=self._registry
        )
        self._refusals = Counter(
            "ankle_coach_refusals", "Requests refused, by the check that failed.", ["check"], registry=self._registry
        )
        self._seconds = Histogram(
            "ankle_coach_request_seconds", "Time to the answer.", ["kind"], registry=self._registry, buckets=SECONDS
        )
        self._calls = Counter(
            "ankle_coach_alexa_api_calls", "Calls to Alexa's APIs.", ["operation", "outcome"], registry=self._registry
        )
        self._call_seconds = Histogram(
            "ankle_coach_alexa_api_seconds",
            "Time that calls to Alexa's APIs took.",
            ["operation"],
            registry=self._registry,
            buckets=SECONDS,
        )
        running = Gauge(
            "ankle_coach_timers_running", "Timers on speakers, as far as this process knows.", registry=self._registry
        )
        running.set_function(self._running)

    def request(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(seconds)

    def refusal(self, check: str) -> None:
        """Count a refusal."""
        self._refusals.labels(check).inc()

    def call(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a call to Alexa's APIs."""
        self._calls.labels(operation, outcome).inc()
        self._call_seconds.labels(operation).observe(seconds)

    def timer(self, user: str, ends_at: datetime | None) -> None:
        """Note when the timer of a user ends; ``None``: none runs. The user's key never leaves this object."""
        with self._lock:
            if ends_at is None:
                self._ends.pop(user, None)
            else:
                self._ends[user] = ends_at
            if len(self._ends) >= self._forget_at:
                self._forget_ended()
                self._forget_at = max(FORGET_FROM, 2 * len(self._ends))

    def page(self) -> bytes:
        """Return what Prometheus reads."""
        return generate_latest(self._registry)

    def _running(self) -> float:
        with self._lock:
            self._forget_ended()
            return len(self._ends)

    def _forget_ended(self) -> None:
        now = self._clock()
        self._ends = {user: ends_at for user, ends_at in self._ends.items() if ends_at > now}
