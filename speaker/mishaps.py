"""Failures and changes outside of a conversation: the "!" lines of a dialogue or of the terminal.

::

    ! timers 503 | hang | late | garbage | ok      the Timers API from now on (403: a device without timers)
    ! reminders 429 | hang | late | garbage | ok   the Reminders API from now on
    ! settings 401 | hang | late | garbage | ok    the Settings API from now on
    ! settings none                                the user never set any
    ! screen on | off                              the speaker has one, or not
    ! zone Europe/London                           the user moved; "Z: Europe/London" does the same
    ! restart                                      power cut: the skill is killed and started again

Changes in the Alexa app, which sends the skill events::

    ! permission given | withdrawn                 for timers; "! permission reminders given" for reminders
    ! delete reminders                             all of them; the skill gets no event
    ! disable skill | enable skill                 after that the user is a new one to the skill
    ! events hold                                  events do not arrive for now,
    ! events deliver                               ... and now they do, the newest first
    ! events again                                 the last one is delivered once more
"""

from collections.abc import Callable

from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE, Fault, Household
from speaker.rehearsal import Rehearsal
from speaker.sounds import Sound

SCOPES = {"timers": TIMERS_SCOPE, "reminders": REMINDERS_SCOPE}


def apply_mishap(rehearsal: Rehearsal, order: str) -> list[Sound]:
    """Apply the line ``order`` and return the failures of the skill; raise ``ValueError`` for an unknown line."""
    what, _, how = " ".join(order.split()).partition(" ")
    if what in _AT_HOME:
        _AT_HOME[what](rehearsal.home, how)
        return []
    if what in _WITH_THE_SKILL:
        return _WITH_THE_SKILL[what](rehearsal, how)
    known = ", ".join(sorted([*_AT_HOME, *_WITH_THE_SKILL, "screened", "iced"]))
    raise ValueError(f"unknown: ! {order}; there are {known} (how, is in speaker/mishaps.py)")


def _restart(rehearsal: Rehearsal, how: str) -> list[Sound]:
    rehearsal.stage.skill.kill()
    rehearsal.stage.skill.start()
    return []


def _permission(rehearsal: Rehearsal, how: str) -> list[Sound]:
    *of, change = how.split() or [""]
    changes = {"given": rehearsal.app.permit, "withdrawn": rehearsal.app.revoke}
    scope = SCOPES.get(" ".join(of) or "timers")
    if change not in changes or scope is None:
        raise ValueError(f"a permission (of timers or reminders) is given or withdrawn, not {how!r}")
    return changes[change](scope)


def _disable(rehearsal: Rehearsal, how: str) -> list[Sound]:
    _only("skill", how)
    rehearsal.device.drop()
    return rehearsal.app.disable()


def _enable(rehearsal: Rehearsal, how: str) -> list[Sound]:
    _only("skill", how)
    return rehearsal.app.enable()


def _delete(rehearsal: Rehearsal, how: str) -> list[Sound]:
    _only("reminders", how)
    rehearsal.home.reminders.clear()
    return []


def _events(rehearsal: Rehearsal, how: str) -> list[Sound]:
    app = rehearsal.app
    match how:
        case "hold":
            app.hold_events()
            return []
        case "deliver":
            return app.deliver_events()
        case "again":
            return app.repeat_event()
        case _:
            raise ValueError(f"events hold, deliver or again, not {how!r}")


def _timers(home: Household, how: str) -> None:
    home.timers_fault = _fault(how)


def _reminders(home: Household, how: str) -> None:
    home.reminders_fault = _fault(how)


def _screen(home: Household, how: str) -> None:
    if how not in ("on", "off"):
        raise ValueError(f"a screen is on or off, not {how!r}")
    home.screen = how == "on"


def _settings(home: Household, how: str) -> None:
    if how == "none":
        home.location = None
    else:
        home.settings_fault = _fault(how)


_AT_HOME: dict[str, Callable[[Household, str], None]] = {
    "timers": _timers,
    "reminders": _reminders,
    "settings": _settings,
    "screen": _screen,
    "zone": Household.move,
}
_WITH_THE_SKILL: dict[str, Callable[[Rehearsal, str], list[Sound]]] = {
    "restart": _restart,
    "permission": _permission,
    "disable": _disable,
    "enable": _enable,
    "delete": _delete,
    "events": _events,
}


def _fault(how: str) -> Fault:
    match how:
        case "ok":
            return None
        case "hang" | "late" | "garbage":
            return how
        case _ if how.isdigit() and 400 <= int(how) < 600:
            return int(how)
        case _:
            raise ValueError(f"an API answers ok, hang, late, garbage or a status like 503, not {how!r}")


def _only(what: str, how: str) -> None:
    if how != what:
        raise ValueError(f"write {what!r} behind it, not {how!r}")
