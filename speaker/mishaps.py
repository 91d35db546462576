"""What may go wrong around a conversation, to be ordered in a dialogue or at the terminal.

::

    ! timers 503 | hang | late | garbage | ok      the Timers API from now on (403: a device without timers)
    ! settings 401 | hang | late | garbage | ok    the Settings API from now on
    ! settings none                                the user never set any
    ! permission given | withdrawn                 for timers, in the Alexa app
    ! zone Europe/London                           the user moved
    ! restart                                      power cut: the skill is killed and started again
"""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from speaker.household import TIMERS_SCOPE, Fault, Household
from speaker.locales import place
from speaker.rehearsal import Rehearsal


def befall(rehearsal: Rehearsal, order: str) -> None:
    """Let ``order`` happen; raise ``ValueError`` when nobody knows what it means."""
    what, _, how = order.partition(" ")
    if order == "restart":
        rehearsal.stage.skill.kill()
        rehearsal.stage.skill.start()
    elif what in _HAPPENINGS and how:
        _HAPPENINGS[what](rehearsal.home, how.strip())
    else:
        raise ValueError(f"nobody knows what {order!r} means; see speaker/mishaps.py")


def _timers(home: Household, how: str) -> None:
    home.timers_fault = _fault(how)


def _settings(home: Household, how: str) -> None:
    if how == "none":
        home.place = None
    else:
        home.settings_fault = _fault(how)


def _permission(home: Household, how: str) -> None:
    if how not in ("given", "withdrawn"):
        raise ValueError(f"a permission is given or withdrawn, not {how!r}")
    change = home.granted.add if how == "given" else home.granted.discard
    change(TIMERS_SCOPE)


def _zone(home: Household, how: str) -> None:
    home.place = replace(home.place or place(home.locale), zone=str(ZoneInfo(how)))


_HAPPENINGS: dict[str, Callable[[Household, str], None]] = {
    "timers": _timers,
    "settings": _settings,
    "permission": _permission,
    "zone": _zone,
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
