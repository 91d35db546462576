"""Who may call Alexa's REST APIs: the tokens that a skill gets with its requests."""

import uuid
from dataclasses import dataclass

from flask import request

from speaker.household import Household
from speaker.refused import Refused


@dataclass(frozen=True, slots=True)
class Access:
    """What one token opens."""

    home: Household
    in_session: bool
    """False for a token that came with an event: it can look and delete, but not create."""
    scopes: frozenset[str] | None = None
    """The permissions of an event's token, as they were when it was made; ``None``: those given now."""

    def may(self, scope: str) -> bool:
        """Whether the user gave the permission ``scope``."""
        return scope in (self.home.granted if self.scopes is None else self.scopes)


class Tokens:
    """All tokens that still open anything."""

    def __init__(self) -> None:
        self._opens: dict[str, Access] = {}

    def new(self, home: Household, *, in_session: bool = True) -> str:
        """Return a fresh token of ``home``; the one of an earlier request in a session stops working."""
        if in_session:
            for stale in [token for token, access in self._opens.items() if access.home is home and access.in_session]:
                del self._opens[stale]
        token = f"rehearsal.{uuid.uuid4().hex}"
        # An event may say that the permissions end now: what it brings must still open what is to be deleted.
        self._opens[token] = Access(home, in_session, None if in_session else frozenset(home.granted))
        return token

    def shown(self) -> Access | None:
        """Return what the token of the present call opens; ``None`` for a wrong one or none."""
        return self._opens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))

    def required(self, scope: str | None = None, *, in_session: bool = False) -> Household:
        """Return the household of the present call; raise :class:`Refused` when it may not do this.

        ``scope`` is the permission that it takes; ``in_session`` says that an event's token will not do.
        """
        access = self.shown()
        if access is None:
            raise Refused(401, "UNAUTHORIZED", "the access token is missing, wrong or of an earlier request")
        if scope and not access.may(scope):
            raise Refused(401, "UNAUTHORIZED", f"the user has not given the permission {scope}")
        if in_session and not access.in_session:
            raise Refused(403, "FORBIDDEN", "only with the token of a request within a session")
        return access.home
