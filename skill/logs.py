"""The form of a log line."""

import json
import logging
from datetime import UTC, datetime

FIELDS = ("request_id", "kind", "outcome", "check", "status", "ms")
"""What a line may hold besides time, level, logger, message and defect."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line, of named fields only: what else a record carries never reaches the log."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole line."""
        line: dict[str, object] = {
            "time": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%f}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1]:
            line["defect"] = defect_of(record.exc_info[1])
        return json.dumps(line, default=str)


def send_lines_to(handler: logging.Handler) -> None:
    """Send every line of the process to this handler."""
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for library in ("urllib3", "botocore"):  # their warnings hold URLs, and those a device's id
        logging.getLogger(library).setLevel(logging.ERROR)


def defect_of(error: BaseException) -> str:
    """Return the type of an exception and where it was raised, without values that a request may have held."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname} line {trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} in {where}"
