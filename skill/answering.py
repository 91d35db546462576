"""An answer that is true: reconcile with the speaker, advance, perform the acts."""

from dataclasses import replace
from datetime import datetime

from skill.ports import Answer
from skill.routine import events as e
from skill.routine.acts import Act, Forget, Say, SetReminders, WorldAct, open_question
from skill.routine.advance import advance, concat
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Icing, Recovery, Session, Turn
from skill.routine.reminder_sync import still_true
from skill.world import LiveWorld

ABOUT_TIME = (
    e.Opened,
    e.WhereAsked,
    e.TimeAsked,
    e.IcingAsked,
    e.PauseAsked,
    e.ResumeAsked,
    e.MoreTimeAsked,
    e.IceCancelled,
    e.FootOut,
    e.Finished,
)
"""What is answered rightly only when no timer runs that nobody wrote down, as after a crash."""

BY_NAME = (e.RemindersAsked, e.RemindersChanged, e.RemindersListAsked, e.RemindersCancelled)
"""What asks for reminders, so that they are looked for even where none is known of: an answer may have got lost."""

ABOUT_REMINDERS = (e.Opened, e.WhereAsked, e.NextIcingAsked, *BY_NAME)
"""What is answered rightly only when the reminders are those that Alexa has: people delete them in the app."""


def answered(
    known: Recovery,
    event: Event,
    session: Session,
    world: LiveWorld,
    now: datetime,
    others: frozenset[str] = frozenset(),
    other_ice: Icing | None = None,
) -> Turn:
    """Return the answer to an event, done in the world.

    Args:
        known: what is kept of the person.
        event: what was heard.
        session: the conversation so far.
        world: the speaker.
        now: aware, UTC.
        others: the tokens of other people's reminders.
        other_ice: the last icing of another foot that is cold and may be this one.
    """
    known, session = _reconciled(known, event, session, world, now)
    may_be = known.reminders or known.planned or known.unwanted or isinstance(event, BY_NAME)
    looks = isinstance(event, ABOUT_REMINDERS) and bool(may_be)
    if looks:
        known, session = _told(known, session, world.look_at_reminders(others), world, now)
    return _performed(advance(known, session, event, now, other_ice), world, now, None if looks else others)


def _reconciled(
    known: Recovery, event: Event, session: Session, world: LiveWorld, now: datetime
) -> tuple[Recovery, Session]:
    """Believe the speaker about the timer: people pause, resume and cancel it there without telling the coach.

    Without a countdown there may still be a timer: one that was set just before a crash, or could not be cancelled.
    """
    if known.countdown is not None:
        steps: tuple[Step, ...] = (known.countdown.step,)
    elif isinstance(event, ABOUT_TIME) and not known.is_blank:
        steps = (Step.ICE, Step.MOVE) if known.day(now) else (Step.ICE,)
    else:
        steps = ()
    for step in steps:
        known, session = _told(known, session, world.look(step), world, now)
    return known, session


def _told(
    known: Recovery, session: Session, seen: Event | None, world: LiveWorld, now: datetime
) -> tuple[Recovery, Session]:
    """Return what is known after the speaker told something, unasked."""
    if seen is None:
        return known, session
    turn = _performed(advance(known, session, seen, now), world, now)
    # The question that was open before still is: nobody has said anything yet.
    return turn.recovery, replace(turn.session, asked=session.asked)


def _performed(turn: Turn, world: LiveWorld, now: datetime, others: frozenset[str] | None = None) -> Turn:
    """Do what is to be done in the world, let the routine hear how it went, and return the whole answer.

    Before reminders are set, or all is forgotten, those are looked for that nobody wrote down, so that none rings
    twice or for nobody; unless ``others``, the tokens of other people's, is ``None``.
    """
    waiting = list(turn.acts)
    done: tuple[Act, ...] = ()
    recovery, session = turn.recovery, turn.session
    while waiting:
        act = waiting.pop(0)
        if others is not None and isinstance(act, SetReminders | Forget):
            answer: Answer = world.look_at_reminders(others)
            others = None
            waiting.insert(0, act)
        elif isinstance(act, Forget) or not isinstance(act, WorldAct):
            if not (isinstance(act, Say) and act in done):  # two failures of one kind are told once
                done = concat(still_true(done, act), (act,))
            continue
        else:
            answer = world.do(act)
        if answer is not None:
            follow = advance(recovery, session, answer, now)
            recovery, session = follow.recovery, follow.session
            waiting[:0] = follow.acts
    return Turn(recovery, replace(session, asked=open_question(done)), done)
