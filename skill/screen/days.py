"""The plan as a line of days: what is done, what comes next, and when the reminders ring."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time

from skill.routine.deadlines import Planned
from skill.routine.plan import EVALUATE_FROM, ICE_DAYS, Step
from skill.routine.recovery import Recovery, is_held
from skill.routine.schedule import belongs_to_ice, may_move, of_plan, what_now
from skill.speech import shown

DAY = timedelta(days=1)
SHOWN = 4
"""So many days are on the line: to the first look at how it went."""
MOST_TIMES = 2
"""More reminders of one day than this are told by the first and the last."""
DONE, NEXT = "\u2713 ", "\u25b8 "
"""In front of a step that is done, and of the one that comes next: not by colour alone."""


def days(recovery: Recovery, now: datetime, locale: str) -> list[dict[str, Any]]:
    """Return the days of a plan that has begun, each with its name, steps and reminders."""
    today = recovery.local(now).date()
    first = (recovery.began_on or today) + max(recovery.day(now) - SHOWN + 1, 0) * DAY
    due = what_now(recovery, now).step
    return [_day(recovery, first + number * DAY, now, due, locale) for number in range(SHOWN)]


def _day(recovery: Recovery, day: date, now: datetime, due: Step | None, locale: str) -> dict[str, Any]:
    today = recovery.local(now).date()
    name = shown("screen-day", {"day": day}, locale, today).text if abs(day - today) <= DAY else _weekday(day, locale)
    steps = [_step(recovery, step, day, day == today and step is due, locale) for step in _steps(recovery, day, now)]
    rings = [*of_plan(recovery.reminders), *recovery.planned]
    times = _times((each for each in rings if recovery.local(each.at).date() == day), recovery, locale)
    return {"name": name, "steps": steps, "times": times, "now": day == today, "over": day < today}


def _steps(recovery: Recovery, day: date, now: datetime) -> Iterable[Step]:
    """Yield what a day has: of a day that is over what is known to be done, else what the plan allows then."""
    if day < recovery.local(now).date():
        yield from (step for step in Step if _is_done(recovery, step, day))
        return
    at_noon = datetime.combine(day, time(12), recovery.local(now).tzinfo).astimezone(UTC)
    ice_day = recovery.ice_day(at_noon)
    if belongs_to_ice(recovery, at_noon):
        yield Step.ICE
    if ice_day <= ICE_DAYS and not is_held(recovery.massage_held_until, day):
        yield Step.MASSAGE
    if (ice_day >= 1 and may_move(recovery, day)) or recovery.moved_on == day:
        yield Step.MOVE
    if recovery.day(at_noon) >= EVALUATE_FROM:
        yield Step.EVALUATION


def _step(recovery: Recovery, step: Step, day: date, is_next: bool, locale: str) -> dict[str, Any]:
    mark = NEXT if is_next else DONE if _is_done(recovery, step, day) else ""
    return {"text": mark + shown(f"screen-step-{step}", {}, locale, day).text, "next": is_next}


def _is_done(recovery: Recovery, step: Step, day: date) -> bool:
    moments = {Step.ICE: recovery.out_at, Step.MASSAGE: recovery.massaged_at}
    dates = {Step.MOVE: recovery.moved_on, Step.EVALUATION: recovery.assessed_on}
    at = moments.get(step)
    return (recovery.local(at).date() if at else dates.get(step)) == day


def _times(ring: Iterable[Planned], recovery: Recovery, locale: str) -> str:
    """Return when the reminders of a day ring, by the clock of the locale; empty when there are none."""
    clocks = [_clock(recovery.local(at).time(), locale) for at in sorted({each.at for each in ring})]
    told = [clocks[0], "\u2026", clocks[-1]] if len(clocks) > MOST_TIMES else clocks
    return " ".join(told)


@lru_cache(maxsize=512)
def _clock(at: time, locale: str) -> str:
    language = Locale.parse(locale, sep="-")
    pattern = str(language.time_formats["short"].pattern)
    return format_time(at, "h\u00a0a" if "h" in pattern and not at.minute else "short", locale=language)


@lru_cache(maxsize=512)
def _weekday(day: date, locale: str) -> str:
    return format_date(day, "EEEE", locale=locale.partition("-")[0])
