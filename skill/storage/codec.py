"""What is kept, as text, and back: JSON with what differs from the default."""

from pydantic import TypeAdapter, ValidationError

from skill.ports import Damaged
from skill.routine.recovery import Recovery

_ADAPTER = TypeAdapter(Recovery)
_READER, _WRITER = _ADAPTER.validator, _ADAPTER.serializer


def to_text(recovery: Recovery) -> str:
    """Return the JSON of a recovery, without the fields that have their default."""
    return _WRITER.to_json(recovery, exclude_defaults=True).decode()


def from_text(text: str) -> Recovery:
    """Return the recovery of a JSON text; names it does not know are ignored, so that versions can change.

    Raises:
        Damaged: when the text is no recovery.
    """
    try:
        read: Recovery = _READER.validate_json(text)
        return read
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Damaged(f"a stored recovery is damaged: {first['loc']} {first['msg']}") from None
