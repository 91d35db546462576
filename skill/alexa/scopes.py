"""Amazon's names of permissions (scopes), as in skill.json."""

from skill.routine.events import Permission

TIMERS_SCOPE = "alexa::alerts:timers:skill:readwrite"
REMINDERS_SCOPE = "alexa::alerts:reminders:skill:readwrite"

SCOPES = {Permission.TIMERS: TIMERS_SCOPE, Permission.REMINDERS: REMINDERS_SCOPE}

_PERMISSIONS = {scope: permission for permission, scope in SCOPES.items()}


def permission_of(scope: object) -> Permission | None:
    """Return what a scope permits; ``None`` for those the skill never asks for."""
    return _PERMISSIONS.get(scope) if isinstance(scope, str) else None
