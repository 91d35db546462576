"""One line a request, for a machine or for a person; nothing in it tells who spoke, or what was said."""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from random import getrandbits
from types import TracebackType
from typing import Literal, TextIO

from pydantic_core import to_json

Style = Literal["json", "text"]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FIELDS = ("request_id", "kind", "outcome", "check", "status", "ms")
"""What a line may have besides time, level, logger and message."""

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
    handler = logging.StreamHandler(stream)
    handler.addFilter(_with_request)
    handler.setFormatter(_Text() if text else _Json())
    # What no line tells need not be found out for each: see "Optimization" in the manual of logging, which names these
    # four. The last is where a line was written, for which the whole call stack would be walked.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    vars(logging)["_srcfile"] = None
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def _with_request(record: logging.LogRecord) -> bool:
    record.request_id = _REQUEST.get()
    return True


class _Json(logging.Formatter):
    """One JSON object a line, without what is not told.

    A formatter for any log, such as python-json-logger, takes three times as long, for every request.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole line."""
        told = vars(record)
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")[:-6] + "Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in FIELDS:
            value = told.get(name)
            if value is not None:
                line[name] = value
        if record.exc_info:
            line["defect"] = place_of(record.exc_info)
        return to_json(line, fallback=str).decode()


class _Text(logging.Formatter):
    """Time, level, logger and message, then the other fields as ``name=value``."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the whole line."""
        told = (f"{name}={value}" for name in FIELDS if (value := getattr(record, name, None)) is not None)
        return " ".join((*super().formatMessage(record).split(), *told))

    def format(self, record: logging.LogRecord) -> str:
        """Keep a defect in the same line."""
        return super().format(record).replace("\n", ": ")

    def formatException(self, ei: ExcInfo) -> str:
        """Tell a defect in a few words."""
        return place_of(ei)
