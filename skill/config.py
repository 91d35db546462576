"""What every process needs: settings from ANKLE_COACH_* variables, the time, and the form of a log line."""

import json
import logging
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ANKLE_COACH_"

system_clock = partial(datetime.now, UTC)  # noqa: TID251 - the edge that everything else takes `now` from
"""Tells the time now."""


class BadSetting(ValueError):
    """A setting that is missing, wrong or does not work here; the text names it, in one line."""


def _one_line(value: str) -> str:
    if not value.isprintable() or len(value) > 200:
        raise ValueError("must be one line of at most 200 characters")
    return value.strip()


OneLine = Annotated[str, AfterValidator(_one_line)]


class Config(BaseSettings):
    """How the skill runs; every field is the variable of its name with ANKLE_COACH_ before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    skill_id: Annotated[str, Field(pattern=r"^amzn1\.ask\.skill\.[0-9A-Za-z-]+$")]
    """The id Amazon gave the skill; requests for another one are refused."""
    host: str = "127.0.0.1"
    """Where to listen."""
    port: int = Field(8080, ge=1, le=65535)
    database_url: str = "sqlite:///ankle-coach.db"
    """Where recoveries are kept: ``sqlite:///<file>``, ``postgresql://...``, ``dynamodb://<table>``; ``memory:`` keeps
    nothing."""
    threads: int = Field(64, ge=1, le=256)
    """Requests answered at once; a client that sends its body slowly holds one of them."""
    workers: int = Field(1, ge=1, le=64)
    """Processes that answer, about one for each core; a crash of one leaves the others."""
    metrics: bool = False
    """Whether ``/metrics`` shows how busy the skill is, to Prometheus and all that can reach the port."""
    operator: OneLine | None = None
    """Who runs the skill and answers for people's data, as ``/privacy`` and ``/terms`` name them."""
    contact: OneLine | None = None
    """Where to write to them: an e-mail address, an https:// address, or anything else that fits a line."""

    @model_validator(mode="after")
    def _scales(self) -> Self:
        if self.workers > 1 and self.database_url == "memory:":
            raise ValueError(f"{PREFIX}WORKERS must be 1: memory: is another memory in each process")
        if self.workers > 1 and self.metrics:
            raise ValueError(f"{PREFIX}WORKERS must be 1 with {PREFIX}METRICS: each process counts for itself")
        return self

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings; raise `BadSetting`, which names every variable that is missing or wrong."""
        try:
            return cls()
        except ValidationError as error:
            raise BadSetting("; ".join(_message_of(each) for each in error.errors(include_url=False))) from None


def _message_of(error: ErrorDetails) -> str:
    name = PREFIX + str(error["loc"][0]).upper() if error["loc"] else ""
    if error["type"] == "missing":
        return f"{name} is required"
    if error["type"] == "string_pattern_mismatch":
        return f"{name}: must be the id that Amazon shows, such as amzn1.ask.skill.12345678-90ab-cdef-1234-567890abcdef"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}".removeprefix(": ")


# --- log lines ----------------------------------------------------------------------------------

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
    frame = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name} line {frame.lineno} of {Path(frame.filename).name}"
