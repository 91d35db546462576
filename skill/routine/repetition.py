"""Repetition: the same answer is not given three times in a row; the third time the coach lets go."""

from dataclasses import replace

from skill.routine.acts import Ask, Say, Show, WorldAct
from skill.routine.recovery import Session, Turn

MOST = 2
"""How many times in a row the same answer with a question is given."""


def without_repetition(session: Session, turn: Turn) -> Turn:
    """Return the turn, or one that lets go where its answer was just given twice; ``session`` is the one before."""
    spoken = tuple(act for act in turn.acts if isinstance(act, Say | Ask))
    told = repr(spoken) if turn.asked else ""
    times = session.times + 1 if told and told == session.told else 1
    does = any(isinstance(act, WorldAct) for act in turn.acts)
    if times > MOST and not does:
        kept = tuple(act for act in turn.acts if not isinstance(act, Say | Ask | Show))
        return Turn(turn.recovery, replace(turn.session, told="", times=0), (*kept, Say("quiet")))
    return replace(turn, session=replace(turn.session, told=told, times=times))
