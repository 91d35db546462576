"""What is noted of a request while it is answered, and told once it is: its line in the log, and the figures."""

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from skill.alexa.watch import Kind, Outcome
from skill.logs import ExcInfo, begin_request, end_request, log_request, place_of

if TYPE_CHECKING:
    from skill.metrics import Metrics

log = logging.getLogger(__name__)

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


_NOTES: ContextVar[Notes] = ContextVar("notes")


class Watch:
    """Takes the notes of the request that is answered in this thread, and keeps the figures."""

    def __init__(self, metrics: "Metrics | None") -> None:
        """Take where the figures go; ``None``: nowhere."""
        self._metrics = metrics

    def begin(self) -> Notes:
        """Take up the notes of a request."""
        begin_request()
        notes = Notes(perf_counter())
        _NOTES.set(notes)
        return notes

    @property
    def notes(self) -> Notes:
        """The notes of the request that is answered now."""
        return _NOTES.get()

    def heard(self, kind: Kind) -> None:
        """Note the kind."""
        _NOTES.get().kind = kind

    def answered(self, outcome: Outcome) -> None:
        """Note the outcome."""
        _NOTES.get().outcome = outcome

    def timer(self, user: str, ends_at: datetime | None) -> None:
        """Count the timers that run."""
        if self._metrics:
            self._metrics.timer(user, ends_at)

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a call to Alexa's APIs."""
        if self._metrics:
            self._metrics.call(operation, outcome, seconds)

    def refused(self, check: str, reason: str, level: int) -> None:
        """Note a refusal."""
        notes = _NOTES.get()
        notes.outcome, notes.check, notes.text, notes.level = "refused", check, f"refused: {check}: {reason}", level

    def failed(self, exc_info: ExcInfo) -> None:
        """Note a defect: what went wrong and where, without values that the request may have held."""
        notes = _NOTES.get()
        notes.outcome, notes.text, notes.level = "defect", f"defect: {place_of(exc_info)}", logging.ERROR

    def unkept(self, trouble: Exception) -> None:
        """Note news that could not be kept."""
        notes = _NOTES.get()
        told = f"recovery not available: {type(trouble).__name__} {trouble}"
        notes.outcome, notes.text, notes.level = "trouble", told, logging.ERROR

    def not_ready(self, error: Exception) -> None:
        """Note why the skill cannot answer now."""
        notes = _NOTES.get()
        notes.outcome, notes.text, notes.level = "not-ready", f"not ready: {error}", logging.ERROR

    def ended(self, status: int) -> None:
        """Write the line and count; only now is everything known."""
        notes = _NOTES.get()
        if notes.outcome != "page":
            seconds = perf_counter() - notes.began
            told = {
                "kind": notes.kind,
                "outcome": notes.outcome,
                "check": notes.check,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            log_request(log, notes.level, notes.text or notes.outcome, told)
            if self._metrics:
                self._metrics.request(notes.kind, notes.outcome, seconds)
                if notes.check:
                    self._metrics.refusal(notes.check)
        end_request()

    def refused_unread(self, status: int) -> None:
        """Take note of a request that the server refused by itself."""
        self.begin()
        self.refused(CHECKS.get(status, "http"), "not readable", logging.INFO)
        self.ended(status)
