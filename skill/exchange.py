"""An exchange that changed something, written down so that its answer can be given again."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from skill.ports import Answer, RecoveriesTrouble
from skill.routine.recovery import Recovery


@dataclass(frozen=True, slots=True)
class Exchange:
    """Enough to say the answer again without doing anything again.

    What was heard comes with the request that is delivered again, so no health answer is kept here (S16).
    """

    at: datetime
    """UTC: when it was heard."""
    before: Recovery
    """What was known when it was heard."""
    answers: tuple[Answer, ...] = ()
    """What the world answered, in order."""


_ADAPTER = TypeAdapter(Exchange)
_READER, _WRITER = _ADAPTER.validator, _ADAPTER.serializer


def written(request: str, exchange: Exchange) -> str:
    """Return one line: the key of the request, a space, and JSON."""
    return f"{request} {_WRITER.to_json(exchange, exclude_defaults=True).decode()}"


def found(request: str, lines: tuple[str, ...]) -> Exchange | None:
    """Return the exchange of a request; ``None`` when it is not among the lines. Only that one is read.

    Raises:
        RecoveriesTrouble: when it is damaged.
    """
    line = next((line for line in lines if line.startswith(f"{request} ")), None) if request else None
    return None if line is None else _read(line)


def last_of(lines: tuple[str, ...]) -> Exchange | None:
    """Return the last exchange; ``None`` when there is none.

    Raises:
        RecoveriesTrouble: when it is damaged.
    """
    return _read(lines[-1]) if lines else None


def _read(line: str) -> Exchange:
    try:
        read: Exchange = _READER.validate_json(line.partition(" ")[2])
        return read
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise RecoveriesTrouble(f"a stored exchange is damaged: {first['loc']} {first['msg']}") from None
