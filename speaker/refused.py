"""Error responses of Alexa's REST APIs."""

from typing import Any, cast

Json = dict[str, Any]


class Refused(Exception):
    """An error response: an HTTP status, and a body of ``code`` and ``message``."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad(code: str, message: str) -> Refused:
    """Return the error (400) of an invalid request."""
    return Refused(400, code, message)


def as_object(value: object, name: str) -> Json:
    """Return ``value``, the JSON object called ``name``; raise :class:`Refused` when it is not an object."""
    if not isinstance(value, dict):
        raise bad("INVALID_REQUEST_FORMAT", f"{name} is missing or no object")
    return cast(Json, value)
