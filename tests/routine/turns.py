"""Conversations that take no time, and what comes of them."""

from datetime import date, datetime, timedelta
from typing import TypeVar

from skill.routine import events as e
from skill.routine.acts import Act, Ask, Say, SetReminders, StartTimer, concat
from skill.routine.advance import advance
from skill.routine.deadlines import Reminder
from skill.routine.events import Event
from skill.routine.recovery import Recovery, Session, Turn
from skill.speech import say
from tests.routine.clock import NOW, TODAY

A = TypeVar("A", bound=Act)


def heard(known: Recovery, *events: Event, session: Session = Session(), now: datetime = NOW) -> Turn:  # noqa: B008
    """Return the last turn of a conversation that takes no time."""
    turn = Turn(known, session)
    for event in events:
        turn = advance(turn.recovery, turn.session, event, now)
    return turn


def after(turn: Turn, *events: Event, now: datetime = NOW) -> Turn:
    """Return the turn that follows in the same conversation."""
    return heard(turn.recovery, *events, session=turn.session, now=now)


def whole(turn: Turn, outcome: Event | None, now: datetime = NOW) -> Turn:
    """Return the turn with every timer it starts answered by ``outcome``, and its reminders alike."""
    recovery, session, acts = turn.recovery, turn.session, turn.acts
    for act in turn.acts:
        answer = outcome if isinstance(act, StartTimer) else None
        if isinstance(act, SetReminders):
            refusal = outcome.reason if isinstance(outcome, e.TimerRefused) else None
            answer = e.RemindersSet(() if refusal else made(act), refusal)
        if answer:
            follow = advance(recovery, session, answer, now)
            recovery, session, acts = follow.recovery, follow.session, concat(acts, follow.acts)
    return Turn(recovery, session, acts)


def made(act: SetReminders) -> tuple[Reminder, ...]:
    """Return the reminders that Alexa makes of it."""
    return tuple(Reminder(each.purpose, each.at, f"made-{n}") for n, each in enumerate(act.planned))


def keys(turn: Turn) -> list[str]:
    """Return the keys of what is said and asked, in order."""
    return [act.question if isinstance(act, Ask) else act.key for act in turn.acts if isinstance(act, Say | Ask)]


def left(known: Recovery, now: datetime = NOW) -> timedelta | None:
    """Return what is left of the countdown, if there is one."""
    return known.countdown.remaining_at(now) if known.countdown else None


def acts(turn: Turn, kind: type[A]) -> list[A]:
    """Return the acts of one kind."""
    return [act for act in turn.acts if isinstance(act, kind)]


def spoken(turn: Turn, locale: str = "en-US", today: date = TODAY) -> str:
    """Return what the turn sounds like."""
    return say(turn.acts, locale, today, turn.session.said).speech
