"""Records as JSON text, and back: what differs from the default."""

from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter, ValidationError

from skill.ports import Damaged, Record

_ADAPTER = TypeAdapter(Record)
_READER, _WRITER = _ADAPTER.validator, _ADAPTER.serializer


IN_COLUMNS = {"version", "used_on"}
"""Fields of a record that are columns of their own."""


def to_text(record: Record) -> str:
    """Return the JSON of a record, without the fields that have their default."""
    return _WRITER.to_json(record, exclude=IN_COLUMNS, exclude_defaults=True).decode()


def from_text(text: str, version: int, used_on: date) -> Record:
    """Return the record of a JSON text; unknown names are ignored, so that versions can change.

    Raises:
        Damaged: when the text is no record.
    """
    try:
        read: Record = _READER.validate_json(text)
        return replace(read, version=version, used_on=used_on)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Damaged(f"a stored record is damaged: {first['loc']} {first['msg']}") from None
