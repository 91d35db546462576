"""Dialog: what an answer has to know of the device, and the answer with its effects done."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from skill.effects import Effects, Seen, TimerAct
from skill.ports import Answer
from skill.routine import events as e
from skill.routine.acts import Act, Forget, Say, SetReminders, WorldAct, open_question
from skill.routine.advance import advance, concat
from skill.routine.events import Event, TimerSeen
from skill.routine.plan import Step
from skill.routine.recovery import Icing, Phase, Recovery, Session, Turn
from skill.routine.reminder_sync import still_true

WHERE = (e.Opened, e.WhereAsked, e.TimeAsked)
"""What always depends on the timer."""

TELLS_TIME_LEFT = (
    *WHERE,
    e.SorenessReported,
    e.Assessed,
    e.MassageAsked,
    e.MoveAsked,
    e.NextIcingAsked,
    e.NextAsked,
    e.PreviousAsked,
    e.PromptsAsked,
)
"""What is answered with the time left while a countdown runs: users pause, resume and cancel at the speaker too."""

CHANGES_NOTHING: dict[Phase, tuple[type[Event], ...]] = {
    Phase.ICING: (e.ResumeAsked, e.IcingAsked),
    Phase.WALKING: (e.ResumeAsked,),
    Phase.PAUSED: (e.PauseAsked,),
}
"""What is already so, and is answered with the time left too."""

ABOUT_A_TIMER = (*WHERE, e.PauseAsked, e.ResumeAsked, e.IceCancelled, e.FootOut, e.Finished)
"""What is answered rightly without a countdown only when no timer is left over, as after a crash."""

BY_NAME = (e.RemindersAsked, e.RemindersChanged, e.RemindersListAsked, e.RemindersCancelled)
"""What asks for reminders, so that they are looked for even where none is known of: an answer may have got lost."""

ABOUT_REMINDERS = (e.Opened, e.WhereAsked, e.NextIcingAsked, *BY_NAME)
"""What is answered rightly only when the reminders are those that Alexa has: users delete them in the app."""


NOTHING = Seen()


def needs_timers(known: Recovery, event: Event) -> bool:
    """Return whether the answer depends on the timers that the device has."""
    if known.countdown is None:
        return isinstance(event, ABOUT_A_TIMER) and not known.is_blank
    return isinstance(event, (*TELLS_TIME_LEFT, *CHANGES_NOTHING[known.phase]))


def needs_reminders(known: Recovery, event: Event) -> bool:
    """Return whether the answer depends on the reminders that Alexa has."""
    may_be = known.reminders or known.planned or known.unwanted or isinstance(event, BY_NAME)
    return isinstance(event, ABOUT_REMINDERS) and bool(may_be)


def first_timer_act(
    known: Recovery, session: Session, event: Event, now: datetime, ice: Icing | None
) -> TimerAct | None:
    """Return what the answer will ask of the timers first, as far as can be known before the settings are."""
    acts = advance(known, session, event, now, ice).acts
    return next((act for act in acts if isinstance(act, TimerAct)), None)


def respond(
    known: Recovery,
    session: Session,
    event: Event,
    effects: Effects,
    now: datetime,
    others: frozenset[str] | None,
    seen: Seen = NOTHING,
    other_ice: Icing | None = None,
) -> Turn:
    """Return the answer to an event, its effects done.

    Args:
        known: the plan.
        session: the conversation so far.
        event: what was heard.
        effects: the device.
        now: aware, UTC.
        others: the tokens of other people's reminders; ``None`` when the reminders have been looked at.
        seen: what the device told before.
        other_ice: the last icing of another foot that is cold and may be this one.
    """
    for each in _seen(known, seen):
        known, session = _reconcile(known, session, each, effects, now)
    return run_effects(advance(known, session, event, now, other_ice), effects, now, others)


def _seen(known: Recovery, seen: Seen) -> Iterator[Event]:
    """Yield what the device told as events: the timer of the countdown, or those that are left over; the reminders."""
    timers, countdown = seen.timers, known.countdown
    if timers is not None:
        for step in (countdown.step,) if countdown else (step for step in Step if step in timers):
            live = timers.get(step)
            yield (
                TimerSeen(step, live.timer, live.left, live.paused, live.duration, live.paused_at)
                if live
                else TimerSeen(step, None)
            )
    if seen.reminders is not None:
        yield seen.reminders


def _reconcile(
    known: Recovery, session: Session, seen: Event, effects: Effects, now: datetime
) -> tuple[Recovery, Session]:
    """Return what is known after the device told something, unasked."""
    turn = run_effects(advance(known, session, seen, now), effects, now)
    # The question that was open before still is: the user has not said anything yet.
    return turn.recovery, replace(turn.session, asked=session.asked)


def run_effects(turn: Turn, effects: Effects, now: datetime, others: frozenset[str] | None = None) -> Turn:
    """Do what a turn asks of the device, let the routine hear how it went, and return the whole answer.

    Before reminders are set, or all is forgotten, those are looked for that the record does not have, so that none
    rings twice; unless ``others``, the tokens of other people's, is ``None``.
    """
    waiting = list(turn.acts)
    done: tuple[Act, ...] = ()
    recovery, session = turn.recovery, turn.session
    while waiting:
        act = waiting.pop(0)
        if others is not None and isinstance(act, SetReminders | Forget):
            answer: Answer = effects.look_at_reminders(others)
            others = None
            waiting.insert(0, act)
        elif isinstance(act, Forget) or not isinstance(act, WorldAct):
            if not (isinstance(act, Say) and act in done):  # two failures of one kind are told once
                done = concat(still_true(done, act), (act,))
            continue
        else:
            answer = effects.do(act)
        if answer is not None:
            follow = advance(recovery, session, answer, now)
            recovery, session = follow.recovery, follow.session
            waiting[:0] = follow.acts
    return Turn(recovery, replace(session, asked=open_question(done)), done)
