"""Access tokens of Alexa's REST APIs, which a skill gets with its requests."""

import uuid
from dataclasses import dataclass

from flask import request

from speaker.household import Household
from speaker.refused import Refused


@dataclass(frozen=True, slots=True)
class Access:
    """What a token allows."""

    home: Household
    in_session: bool
    """False for a token that came with an event: it can list and delete, but not create."""
    scopes: frozenset[str] | None = None
    """The permissions of an event's token, as they were when it was made; ``None``: those given now."""

    def may(self, scope: str) -> bool:
        """Whether the user gave the permission ``scope``."""
        return scope in (self.home.granted if self.scopes is None else self.scopes)


class Tokens:
    """The valid tokens."""

    def __init__(self) -> None:
        self._valid: dict[str, Access] = {}

    def new(self, home: Household, *, in_session: bool = True) -> str:
        """Return a new token of ``home``. The token of an earlier request in a session stops working."""
        if in_session:
            for token, access in list(self._valid.items()):  # a copy, since other households get tokens meanwhile
                if access.home is home and access.in_session:
                    del self._valid[token]
        token = f"rehearsal.{uuid.uuid4().hex}"
        # An event may say that the permissions end now. Its token must still allow to delete.
        self._valid[token] = Access(home, in_session, None if in_session else frozenset(home.granted))
        return token

    def current(self) -> Access | None:
        """Return what the token of the current call allows; ``None`` when it is wrong or missing."""
        return self._valid.get(request.headers.get("Authorization", "").removeprefix("Bearer "))

    def authorize(self, scope: str | None = None, *, in_session: bool = False) -> Household:
        """Return the household of the current call; raise :class:`Refused` when it may not do this.

        ``scope`` is the permission it needs. With ``in_session`` the token of an event is refused.
        """
        access = self.current()
        if access is None:
            raise Refused(401, "UNAUTHORIZED", "the access token is missing, wrong or of an earlier request")
        if scope and not access.may(scope):
            raise Refused(401, "UNAUTHORIZED", f"the user has not given the permission {scope}")
        if in_session and not access.in_session:
            raise Refused(403, "FORBIDDEN", "only with the token of a request within a session")
        return access.home
