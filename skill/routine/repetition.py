"""Repetition: no sentence is said three times in a row; the third time of a whole answer the coach lets go."""

from dataclasses import replace

from skill.routine.acts import Ask, Say, Show, WorldAct
from skill.routine.recovery import Session, Turn

MAY_REPEAT = ("foot-out-first", "timer-unreachable", "reminders-left")
"""What is said each time: a safety line, and what failed."""


def without_repetition(session: Session, turn: Turn) -> Turn:
    """Return the turn without what the last two answers said already; ``session`` is the one before.

    Only answers with a question count; what is done outside is always told.
    """
    told = tuple(repr(act) for act in turn.acts if isinstance(act, Say | Ask)) if turn.asked else ()
    kept = replace(turn, session=replace(turn.session, told=told, told_before=session.told))
    if any(isinstance(act, WorldAct) for act in turn.acts):
        return kept
    if told and told == session.told == session.told_before:
        acts = tuple(act for act in turn.acts if not isinstance(act, Say | Ask | Show))
        return Turn(turn.recovery, replace(turn.session, told=(), told_before=()), (*acts, Say("quiet")))
    old = {*session.told} & {*session.told_before} if told else set()
    return replace(kept, acts=tuple(act for act in turn.acts if not _is_old(act, old)))


def _is_old(act: object, old: set[str]) -> bool:
    return isinstance(act, Say) and act.key not in MAY_REPEAT and repr(act) in old
