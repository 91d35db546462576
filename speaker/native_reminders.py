"""Alexa's own answers about reminders; see :mod:`speaker.native`."""

import re
from datetime import datetime, time

from speaker.household import Household
from speaker.reminders import Reminder
from speaker.times import time_in

_REMINDERS = r"(?:all\s+(?:of\s+)?)?(?:(?:my|the)\s+)?(?P<which>.+?\s+)??reminders?"
_LIST = re.compile(
    r"(?:what reminders do i have|what are my reminders|do i have any reminders|"
    r"(?:list|read|show|tell)(?: me)?(?: all)?(?: my)? reminders|"
    r"(?:what|when) is my (?P<next>next) reminder)(?: for)?(?: (?P<day>today|tomorrow))?"
)
_DELETE = re.compile(rf"(?:cancel|delete|remove|clear)\s+{_REMINDERS}(?: for)?(?: (?P<day>today|tomorrow))?")


def about_reminders(words: str, home: Household) -> str | None:
    """Answer ``words`` about reminders; ``None`` when they are about anything else."""
    said = " ".join(re.sub(r"[^\w\s':]", " ", words.lower().replace("'s", " is")).split())
    if match := _LIST.fullmatch(said):
        return _listed(_of_day(home, match["day"])[: 1 if match["next"] else None], home)
    if match := _DELETE.fullmatch(said):
        return _deleted(_of_day(home, match["day"]), (match["which"] or "").strip(), home)
    return None


def _listed(found: list[Reminder], home: Household) -> str:
    if not found:
        return "You have no reminders."
    said = " ".join(f"{_when(each, home)}: {each.order.text(home.locale)}" for each in found)
    return f"You have {_counted(found)}. {said}"


def _deleted(found: list[Reminder], which: str, home: Household) -> str | None:
    if which == "next":
        found = found[:1]
    elif which:
        hour = time_in(which.removesuffix(" one"))
        if hour is None:
            return None
        found = [each for each in found if _twelve(_local(each, home)) == _twelve(time.fromisoformat(hour))]
    if not found:
        return "You have no such reminder." if which else "You have no reminders."
    for reminder in found:
        home.reminders.delete(reminder.token)
    return f"I've deleted {_counted(found)}."


def _of_day(home: Household, day: str | None) -> list[Reminder]:
    """Return the reminders that will still ring, next first; only those of a local ``day`` when it is given."""
    return [each for each in home.reminders.live if day in (None, _day(_local(each, home), home).lower())]


def _when(reminder: Reminder, home: Household) -> str:
    ring = _local(reminder, home)
    return f"{_day(ring, home)} at {ring.hour % 12 or 12}:{ring:%M} {'AM' if ring.hour < 12 else 'PM'}"


def _local(reminder: Reminder, home: Household) -> datetime:
    return (reminder.next_ring or home.clock.now()).astimezone(home.zone)


def _day(moment: datetime, home: Household) -> str:
    days = (moment.date() - home.clock.now().astimezone(home.zone).date()).days
    return {0: "Today", 1: "Tomorrow"}.get(days, f"{moment:%A}")


def _twelve(hour: datetime | time) -> tuple[int, int]:
    """Return hour and minute of a 12-hour clock."""
    return hour.hour % 12, hour.minute


def _counted(found: list[Reminder]) -> str:
    return f"{len(found)} reminder{'' if len(found) == 1 else 's'}"
