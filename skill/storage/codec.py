"""What is kept, as text, and back: JSON with what differs from the default."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from skill.ports import Exchange, RecoveriesTrouble
from skill.routine.recovery import Recovery

_RECOVERY = TypeAdapter(Recovery)
_EXCHANGES = TypeAdapter(tuple[Exchange, ...])


def to_text(recovery: Recovery) -> str:
    """Return the JSON of a recovery, without the fields that have their default."""
    return _RECOVERY.dump_json(recovery, exclude_defaults=True).decode()


def from_text(text: str) -> Recovery:
    """Return the recovery of a JSON text; names it does not know are ignored, so that versions can change.

    Raises:
        RecoveriesTrouble: when the text is no recovery.
    """
    recovery: Recovery = _read(_RECOVERY, text, "recovery")
    return recovery


def exchanges_to_text(exchanges: tuple[Exchange, ...]) -> str:
    """Return the JSON of exchanges, without the fields that have their default."""
    return _EXCHANGES.dump_json(exchanges, exclude_defaults=True).decode()


def exchanges_from_text(text: str) -> tuple[Exchange, ...]:
    """Return the exchanges of a JSON text.

    Raises:
        RecoveriesTrouble: when the text is none.
    """
    exchanges: tuple[Exchange, ...] = _read(_EXCHANGES, text, "exchange")
    return exchanges


def _read(adapter: TypeAdapter[Any], text: str, what: str) -> Any:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise RecoveriesTrouble(f"a stored {what} is damaged: {first['loc']} {first['msg']}") from None
