"""Performs one line of a dialogue, from a file or the terminal."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from speaker.dialogue import (
    BadLine,
    Expected,
    Line,
    Mishap,
    Moved,
    Permitted,
    Recognised,
    Said,
    Touched,
    Waited,
    read_dialogue,
)
from speaker.mishaps import apply_mishap
from speaker.rehearsal import Rehearsal
from speaker.sounds import Sound


def lines_typed(rehearsal: Rehearsal, typed: str) -> Iterator[Line]:
    """Yield the lines to perform for one that a user typed; "! screened" stands for many.

    Raises:
        BadLine: it is no line, or one that only a written dialogue has.
    """
    lines = list(read_dialogue([typed]))
    if isinstance(lines[0], Expected):
        raise BadLine("line 1: what the speaker answers is up to the skill")
    for line in lines:
        not_asked = isinstance(line, Permitted) and line.if_asked and not rehearsal.device.asks_permission
        if not isinstance(line, Expected) and not not_asked:
            yield line


def perform(rehearsal: Rehearsal, line: Line) -> list[Sound]:
    """Do what ``line`` says and return what the user hears. Remarks and expectations do nothing.

    Raises:
        BadLine: the line is not possible now.
        SkillWouldNotStart: after ``! restart``.
    """
    try:
        return _perform(rehearsal, line)
    except (ValueError, KeyError) as error:
        raise BadLine(f"line {line.number}: {error}") from error


def _perform(rehearsal: Rehearsal, line: Line) -> list[Sound]:
    match line:
        case Said():
            return rehearsal.device.say(line.words)
        case Touched():
            return rehearsal.device.touch(line.argument)
        case Waited():
            return rehearsal.device.wait(_length(rehearsal, line))
        case Permitted():
            return rehearsal.device.consent(line.status, card=line.card)
        case Mishap():
            return apply_mishap(rehearsal, line.order)
        case Recognised():
            rehearsal.home.speaking = line.name
        case Moved():
            rehearsal.home.move(line.zone)
    return []


def _length(rehearsal: Rehearsal, line: Waited) -> timedelta:
    if line.until is None:
        return line.length
    return time_until(line.until, rehearsal.clock.now().astimezone(rehearsal.home.zone))


def time_until(wall_clock: time, now: datetime) -> timedelta:
    """Return the time until local clocks in the zone of ``now`` show ``wall_clock`` next."""
    then = datetime.combine(now.date(), wall_clock, now.tzinfo)
    if then <= now:
        then = datetime.combine(now.date() + timedelta(days=1), wall_clock, now.tzinfo)
    # Python subtracts times of one zone as naive ones, which is wrong over a change of summer time.
    return timedelta(seconds=then.timestamp() - now.timestamp())
