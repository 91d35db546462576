"""Recoveries that Hypothesis makes up: every field, every stage."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_type_hints

from hypothesis import strategies as st

from skill.routine.acts import Question
from skill.routine.deadlines import Countdown, Planned, Purpose, Reminder
from skill.routine.plan import Step
from skill.routine.recovery import Before, Recovery, Stage

MOMENTS = st.integers(0, 2**41).map(lambda ms: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
TIMES = st.timedeltas(timedelta(0), timedelta(days=3))

COUNTDOWNS = st.builds(Countdown, st.sampled_from(Step), TIMES, st.none() | MOMENTS, TIMES, st.none() | MOMENTS)
ZONES = st.none() | st.sampled_from(["Europe/London", "America/Los_Angeles", "Asia/Kolkata"])

PURPOSES = st.sampled_from(Purpose)

BY_TYPE: dict[object, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    Stage: st.sampled_from(Stage),
    Countdown | None: st.none() | COUNTDOWNS,
    Step: st.sampled_from(Step),
    timedelta: TIMES,
    datetime | None: st.none() | MOMENTS,
    date | None: st.none() | st.dates(date(2020, 1, 1), date(2100, 1, 1)),
    bool | None: st.none() | st.booleans(),
    str | None: st.none() | st.text(),
    int: st.integers(1, 9),
    tuple[str, ...]: st.lists(st.text(), max_size=3).map(tuple),
    tuple[Reminder, ...]: st.lists(st.builds(Reminder, PURPOSES, MOMENTS, st.text()), max_size=3).map(tuple),
    tuple[Planned, ...]: st.lists(st.builds(Planned, PURPOSES, MOMENTS), max_size=3).map(tuple),
}
"""A field of a new type has none here, and the tests say so."""


FIELDS = {name: BY_TYPE[kind] for name, kind in get_type_hints(Recovery).items() if name not in ("zone", "before")}
EARLIER = st.builds(Recovery, zone=ZONES, **FIELDS)
BEFORE = st.builds(Before, MOMENTS, EARLIER, st.none() | st.sampled_from(Question))
RECOVERIES = st.builds(Recovery, zone=ZONES, before=st.none() | BEFORE, **FIELDS)
