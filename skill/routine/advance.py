"""One step of the routine: `advance`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from skill.routine import events as e
from skill.routine.acts import SIGNS_ASKED, Act, Ask, Say, Show, WorldAct, concat, open_question
from skill.routine.context import Context
from skill.routine.events import Event, WorldEvent
from skill.routine.plan import ICE_TIME, LATE_OUT, LONGEST_PAUSE, PLAN_ENDS, STILL_WET, Step
from skill.routine.recovery import NOT_UNDER_WAY, UNSCREENED, Icing, Phase, Recovery, Session, Turn
from skill.routine.reminder_sync import cleanup, without_past
from skill.routine.reminders import is_open
from skill.routine.screening import iced_since, out_of_ice, taken_out
from skill.routine.table import respond
from skill.routine.undo import remember, remember_undone

SAFETY_SIGNS = (e.RedFlagSaid, e.SkinWarned, e.TwistTold, e.ColdRiskTold)
"""What is answered before anything else is done, since every failure is told of (S6)."""

SPEAK_FOR_THEMSELVES = (
    *(e.FootOut, e.StillIn, e.NeverIn, e.IcedTold, e.Finished),
    *(e.IceCancelled, e.MoreTimeAsked, e.LessTimeAsked, e.StopAsked),
    *SAFETY_SIGNS,
)
"""What is not preceded by "time's up": it is about that already, or comes before everything else (S6)."""

NOT_AN_ANSWER_OF_ITS_OWN = (e.Unheard, e.Yes, e.No, e.Unsure, e.HedgedYes)
"""What may not have been understood, or is understood only where it fits."""

IN_AN_OFFER = (
    *(e.IcingAsked, e.TimeAsked, e.PauseAsked, e.ResumeAsked, e.WhereAsked, e.NextIcingAsked),
    *(e.MassageAsked, e.MoveAsked, e.UsualRunTold),
)
"""What is said in between while reminders are on offer, and answers nothing: the question is put again after it."""

IN_THE_CHECK = (e.RemindersChanged, e.RemindersSkipped, e.RemindersListAsked, e.RemindersCancelled)
"""What is said in between before the safety check is through: its question is put again after it."""
MAY_REPEAT = ("foot-out-first", "timer-unreachable", "reminders-left")
"""What is said each time: a safety line, and what failed."""


def advance(recovery: Recovery, session: Session, event: Event, now: datetime, other_ice: Icing | None = None) -> Turn:
    """Return what follows from what is known of the user, and in this conversation, what was heard, and the time (UTC).

    ``other_ice`` is the last icing of another plan of the household, when its foot is cold and may be this one.
    """
    is_said = not isinstance(event, WorldEvent)
    known = without_past(recovery, now) if _has_reminders(recovery) else recovery
    heard = Context(known, session, event, now, other_ice)
    context, over = expire(heard)
    if is_said and context.recovery.heard_on != context.today:
        context = context.with_plan(heard_on=context.today)
    if context.session.unheard and not isinstance(event, NOT_AN_ANSWER_OF_ITS_OWN):
        context = context.with_session(unheard=0)
    turn, is_undone = _followed(context)
    acts = concat(turn.acts, over) if isinstance(event, SAFETY_SIGNS) else concat(over, turn.acts)
    turn = Turn(_with_cold(heard, turn.recovery), turn.session, acts)
    if is_said:
        turn = remember_undone(context, turn) if is_undone else remember(context, turn)
    if _has_reminders(turn.recovery):
        turn = cleanup(recovery, turn, heard)
    return _without_repetition(session, turn) if is_said else _ended(turn, turn.acts)


def _ended(turn: Turn, acts: tuple[Act, ...], **remembered: Any) -> Turn:
    """Return the turn with these acts; the session knows their question, and the denied signs that it asks for."""
    asked = open_question(acts)
    pairs = SIGNS_ASKED.get(asked, {}).values() if asked else ()
    denied = tuple(sign for sign in turn.session.denied if any(sign in pair for pair in pairs))
    return Turn(turn.recovery, replace(turn.session, asked=asked, denied=denied, **remembered), acts)


def _followed(heard: Context[Event]) -> tuple[Turn, bool]:
    """Return the answer, with those of all events that it leads to, and whether something was taken back."""
    turn = heard.then(heard.event)
    acts: tuple[Act, ...] = ()
    is_undone = False
    while turn.then is not None:
        context = replace(heard, recovery=turn.recovery, session=turn.session, event=turn.then)
        is_undone |= isinstance(turn.then, e.TakenBack)
        turn = respond(context, is_heard=turn.then is heard.event)
        if _is_digression(context, turn):
            turn = context.aside(turn)
        acts = concat(acts, turn.acts)
    return Turn(turn.recovery, turn.session, acts), is_undone


def _is_digression(context: Context[Event], turn: Turn) -> bool:
    """Return whether this answer leaves a question open that is to be put again."""
    if isinstance(context.event, IN_THE_CHECK):
        return context.recovery.phase in UNSCREENED and turn.then is None
    is_aside = isinstance(context.event, IN_AN_OFFER) and turn.recovery.phase is Phase.RESTING
    return is_aside and turn.then is None and not turn.asked and is_open(context)


def _has_reminders(known: Recovery) -> bool:
    return bool(known.reminders or known.planned or known.unwanted or known.prompts)


def _with_cold(heard: Context[Event], known: Recovery) -> Recovery:
    """Return a plan that begins with the cold of the foot that may be the same one (S9)."""
    begins = heard.recovery.phase in NOT_UNDER_WAY and known.phase not in NOT_UNDER_WAY
    ice = heard.other_ice
    if not (begins and ice):
        return known
    own = known.next_icing_at(heard.now)
    return known if own and own >= ice.next_at else known.after_ice(ice)


def _without_repetition(session: Session, turn: Turn) -> Turn:
    """Return the turn without what the last two answers with a question said too; what is done is always told."""
    told = tuple(repr(act) for act in turn.acts if isinstance(act, Say | Ask)) if turn.asked else ()
    if any(isinstance(act, WorldAct) for act in turn.acts):
        return _ended(turn, turn.acts, told=told, told_before=session.told)
    if told and told == session.told == session.told_before:
        silent = tuple(act for act in turn.acts if not isinstance(act, Say | Ask | Show))
        return _ended(turn, (*silent, Say("quiet")), told=(), told_before=())
    old = {*session.told} & {*session.told_before} if told else set()
    may_go = (act for act in turn.acts if isinstance(act, Say) and act.key not in MAY_REPEAT)
    gone = [act for act in may_go if repr(act) in old]
    return _ended(turn, tuple(act for act in turn.acts if act not in gone), told=told, told_before=session.told)


def expire(context: Context[Event]) -> tuple[Context[Event], tuple[Act, ...]]:
    """Return the context after what time alone has done, and what is to be said about it."""
    known, key = _after_time(context)
    is_quiet = not key or isinstance(context.event, SPEAK_FOR_THEMSELVES) or context.event == e.StepDone(Step.ICE)
    # A timer that stood still for too long would be taken up again.
    paused = context.recovery.phase is Phase.PAUSED and known.recovery.countdown is None
    return known, (*(() if is_quiet else (Say(key),)), *(taken_out(context) if paused else ()))


def _after_time(context: Context[Event]) -> tuple[Context[Event], str]:
    """Return the context after what time alone has done, and the key of the words for it; empty for none."""
    recovery, now = context.recovery, context.now
    countdown, since, heard_on = recovery.countdown, recovery.ice_since, recovery.heard_on
    is_said = not isinstance(context.event, WorldEvent)  # what has ended is told to a user who comes back
    is_left_alone = heard_on is not None and context.today - heard_on >= PLAN_ENDS
    if is_said and is_left_alone and recovery.phase is not Phase.RECOVERED:
        return replace(context, recovery=recovery.fresh(now)), "plan-ended" if recovery.began_on else ""
    if is_said and countdown is None and since and now - since >= ICE_TIME:
        # Ice that was begun without the coach is over, too (S19).
        return iced_since(context, since + ICE_TIME, told=False), "ice-time-up" if now - since <= STILL_WET else ""
    if countdown is None or isinstance(context.event, e.TimerSeen | e.PermissionsChanged):
        return context, ""  # to be heard of, and the timer to be cancelled, once the user is there
    if countdown.paused_at and now - countdown.paused_at > LONGEST_PAUSE:
        return out_of_ice(context), "pause-ended" if countdown.step is Step.ICE else ""
    if countdown.ends_at is None or now < countdown.ends_at:
        return context, ""
    just_now = countdown.step is Step.ICE and now - countdown.ends_at <= LATE_OUT
    return out_of_ice(context), "ice-time-up" if just_now else ""
