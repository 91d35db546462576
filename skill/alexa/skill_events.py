"""Skill events: the skill was disabled, permissions were changed in the app.

Such news come late, more than once and in any order, so each carries the moment it is about.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ask_sdk_model import RequestEnvelope
from ask_sdk_model.events.skillevents import (
    PermissionAcceptedRequest,
    PermissionChangedRequest,
    SkillDisabledRequest,
)

from skill.alexa.inbound import has_user
from skill.alexa.scopes import permission_of
from skill.routine.events import PermissionsChanged


@dataclass(frozen=True, slots=True)
class Disabled:
    """The household has left the skill."""

    at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class PermissionsTold:
    """What the household permits now."""

    event: PermissionsChanged
    at: datetime
    """UTC: since when."""


def told_by(envelope: RequestEnvelope) -> Disabled | PermissionsTold | None:
    """Return what a skill event tells; ``None`` for any other request, or when it names no user."""
    request = envelope.request
    if not has_user(envelope):
        return None
    if isinstance(request, SkillDisabledRequest):
        at = _moment(request)
        return Disabled(at) if at else None
    if isinstance(request, PermissionAcceptedRequest | PermissionChangedRequest):
        at = _moment(request)
        return PermissionsTold(PermissionsChanged(_granted(request.body)), at) if at else None
    return None


def _granted(body: Any) -> tuple[Any, ...]:
    """Return all that is permitted: Amazon lists what is left, and leaves the list out when that is nothing."""
    accepted = (body and body.accepted_permissions) or []
    told = {permission_of(each.scope) for each in accepted if each}
    return tuple(sorted(each for each in told if each))


def _moment(request: Any) -> datetime | None:
    """Return when it happened; when that is not told, or later than it was told, when it was told."""
    happened, told = _utc(request.event_creation_time), _utc(request.timestamp)
    return min(happened, told) if happened and told else happened or told


def _utc(moment: datetime | None) -> datetime | None:
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if moment else None
    except OverflowError:  # the first or last hours of all years, in another zone
        return None
