"""One line a request, for a machine or for a person; nothing in it tells who spoke, or what was said."""

import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from random import getrandbits
from types import TracebackType
from typing import Literal, TextIO

from pydantic_core import to_json

from skill.clock import system_clock

Style = Literal["json", "text"]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FIELDS = ("kind", "outcome", "check", "status", "ms")
"""What a line may have besides time, level, logger, message and the id of the request."""

QUIET = {"waitress": logging.ERROR, "urllib3": logging.ERROR}
"""Loggers of others, which would tell addresses (Alexa's have a device's id) or repeat what is told already."""

_REQUEST: ContextVar[str | None] = ContextVar("request", default=None)


def begin_request() -> str:
    """Return the id of a request that begins now in this thread; every line until the next one carries it.

    It is random, so that it leads to no id of Amazon's.
    """
    name = f"{getrandbits(64):016x}"
    _REQUEST.set(name)
    return name


def end_request() -> None:
    """Let the lines that follow belong to no request."""
    _REQUEST.set(None)


def place_of(exc_info: ExcInfo) -> str:
    """Return what went wrong and where, without values that a request may have held."""
    kind, _, trace = exc_info
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname} line {trace.tb_lineno}" if trace else "?"
    return f"{kind.__name__ if kind else '?'} in {where}"


def set_up(style: Style | None, stream: TextIO | None = None) -> None:
    """Send every line to ``stream`` (standard error), in place of where lines went before.

    Args:
        style: JSON, or text; ``None``: text at a terminal, JSON elsewhere.
        stream: where to.
    """
    stream = stream or sys.stderr
    text = stream.isatty() if style is None else style == "text"
    handler = logging.StreamHandler(stream) if text else _JsonLines(stream)
    if text:
        handler.setFormatter(_Text())
    # What no line tells need not be found out for each: see "Optimization" in the manual of logging, which names these
    # four. The last is where a line was written, for which the whole call stack would be walked.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    vars(logging)["_srcfile"] = None
    logging.raiseExceptions = False  # else a line that cannot be written would become a traceback
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def log_request(logger: logging.Logger, level: int, message: str, fields: Mapping[str, object]) -> None:
    """Write the line of a request, as ``logger.log(level, message, extra=fields)`` does.

    There is one for every request, and logging's way from the logger to the stream costs as much as to load a recovery.
    A line for a machine goes there at once, unless somebody else listens.

    Args:
        logger: in whose name.
        level: of logging.
        message: in words.
        fields: of `FIELDS`.
    """
    listening = logging.root.handlers
    if len(listening) == 1 and isinstance(listening[0], _JsonLines) and logger.isEnabledFor(level):
        listening[0].tell(logger.name, level, message, fields)
    else:
        logger.log(level, message, extra=fields)


class _JsonLines(logging.StreamHandler[TextIO]):
    """One JSON object a line, without what is not told.

    A formatter for any log, such as python-json-logger, takes three times as long, for every request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole line."""
        defect = place_of(record.exc_info) if record.exc_info else None
        moment = datetime.fromtimestamp(record.created, UTC)
        return _json(moment, record.name, record.levelno, record.getMessage(), vars(record), defect)

    def tell(self, logger: str, level: int, message: str, fields: Mapping[str, object]) -> None:
        """Write a line without a record; one that cannot be written is lost, and nothing else."""
        line = _json(system_clock(), logger, level, message, fields)
        assert self.lock
        with self.lock:
            try:
                self.stream.write(line + self.terminator)
                self.stream.flush()
            except (OSError, ValueError):  # a full disk, or a stream that was closed
                return


def _json(
    moment: datetime, logger: str, level: int, message: str, fields: Mapping[str, object], defect: str | None = None
) -> str:
    line: dict[str, object] = {
        "time": moment.isoformat(timespec="microseconds")[:-6] + "Z",
        "level": logging.getLevelName(level),
        "logger": logger,
        "message": message,
    }
    if request := _REQUEST.get():
        line["request_id"] = request
    for name in FIELDS:
        value = fields.get(name)
        if value is not None:
            line[name] = value
    if defect:
        line["defect"] = defect
    return to_json(line, fallback=str).decode()


class _Text(logging.Formatter):
    """Time, level, logger and message, then the other fields as ``name=value``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the whole line."""
        fields = {"request_id": _REQUEST.get(), **vars(record)}
        told = (f"{name}={fields[name]}" for name in ("request_id", *FIELDS) if fields.get(name) is not None)
        return " ".join((*super().formatMessage(record).split(), *told))

    def format(self, record: logging.LogRecord) -> str:
        """Keep a defect in the same line."""
        return super().format(record).replace("\n", ": ")

    def formatException(self, ei: ExcInfo) -> str:
        """Tell a defect in a few words."""
        return place_of(ei)
