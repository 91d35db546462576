"""An exchange that changed something, written down so that its answer can be given again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from skill.ports import Answer, Damaged
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
    added: tuple[str, ...] = ()
    """The keys of what was said besides, of other plans in the household and of the trip."""


_ADAPTER = TypeAdapter(Exchange)
_READER, _WRITER = _ADAPTER.validator, _ADAPTER.serializer


REMEMBERED_FOR = timedelta(minutes=5)
"""The front door lets a request pass for 150 s, by Amazon's clock and by ours."""
MOST_REMEMBERED = 10
"""Nobody says more that changes something while a request is on its way again."""


def with_one_more(lines: tuple[str, ...], request: str, exchange: Exchange) -> tuple[str, ...]:
    """Return what is to be kept from now on: this exchange, and those before that may still be delivered again."""
    since = (exchange.at - REMEMBERED_FOR).timestamp()
    while lines and _parts(lines[0])[0] < since:
        lines = lines[1:]
    return (*lines, written(request, exchange))[-MOST_REMEMBERED:]


def written(request: str, exchange: Exchange) -> str:
    """Return one line: the key of the request, the moment in seconds since 1970, and JSON."""
    return f"{request} {exchange.at.timestamp():.0f} {_WRITER.to_json(exchange, exclude_defaults=True).decode()}"


def found(request: str, lines: tuple[str, ...]) -> Exchange | None:
    """Return the exchange of a request; ``None`` when it is not among the lines. Only that one is read.

    Raises:
        Damaged: when it is damaged.
    """
    line = next((line for line in lines if line.startswith(f"{request} ")), None) if request else None
    return None if line is None else _read(line)


def last_of(lines: tuple[str, ...]) -> Exchange | None:
    """Return the last exchange; ``None`` when there is none.

    Raises:
        Damaged: when it is damaged.
    """
    return _read(lines[-1]) if lines else None


def _parts(line: str) -> tuple[float, str]:
    """Return the moment and the JSON of a line; of a damaged one the beginning of time, or nothing."""
    moment, _, text = line.partition(" ")[2].partition(" ")
    return float(moment) if moment.isdecimal() else 0.0, text


def _read(line: str) -> Exchange:
    try:
        read: Exchange = _READER.validate_json(_parts(line)[1])
        return read
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Damaged(f"a stored exchange is damaged: {first['loc']} {first['msg']}") from None
