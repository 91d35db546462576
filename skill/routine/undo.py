"""Undo: the next words take back what a turn ended, deleted, stopped, started or changed, with its effects (S21)."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from skill.routine.acts import CLEARING, DELETING, Act, CancelTimer, PauseTimer, Question, Say, SetReminders, StartTimer
from skill.routine.context import Context, E, Rule, may_be_in
from skill.routine.deadlines import Planned
from skill.routine.events import Event, Meant, No, StillIn, TakenBack, Unheard, WhereAsked, Yes
from skill.routine.plan import TAKE_BACK_WITHIN, Step
from skill.routine.recovery import CONSENT_FIELDS, SETTINGS, Before, Phase, Recovery, Session, Turn
from skill.routine.schedule import except_for, of_plan
from skill.routine.screening import FOOT_OUT_FIRST, out_of_ice

STAYS = (*SETTINGS, *CONSENT_FIELDS, "offered_on", "planned", "step", "before")
"""Fields that no words take back: settings, permissions, and what nothing follows from."""
CHANGES = tuple(each.name for each in fields(Recovery) if each.name not in (*STAYS, "timer", "wordings"))
"""Fields that make a turn one that can be taken back."""
HOLD_FIELDS = ("ice_held_until", "massage_held_until", "move_held_until")
"""Fields of steps that wait."""
IN_SESSION = ("cleared", "denied", "unsure", "waiting", "wanted", "duration", "activity", "trend", "score")
"""Fields of a conversation that an answer moves on, beside the question."""

ABOUT_HEALTH = (
    *(*CLEARING, Question.MILD, Question.SKIN, Question.WARM, Question.WARM_AGAIN, Question.NEW_ANKLE),
    *(Question.SORE_TODAY, Question.SCORE, Question.ONLY_MILD, Question.VERY_SORE),
    *(Question.TREND, Question.WORSE, Question.BETTER),
)
"""Questions that are not kept beyond a conversation: with what followed they would tell the answer (S16)."""


# --- remember ----------------------------------------------------------------------------------


def remember(known: Context[Event], turn: Turn) -> Turn:
    """Return the turn with what it can be taken back to; ``known`` is from after what time alone has done."""
    recovery, session = turn.recovery, turn.session
    changed = _differ(CHANGES, known.recovery, recovery)
    has_ended = known.recovery.countdown not in (None, recovery.countdown)
    is_correction = isinstance(known.event, Meant) and not _is_new(known)
    if is_correction and not has_ended:  # an icing that it ended goes on
        known = _when_asked(known)
        changed |= _differ(CHANGES, known.recovery, recovery)
    before = known.recovery
    if recovery.is_blank and not before.is_blank:  # forgotten: nothing can be brought back
        return replace(turn, session=replace(session, previous=None, changed=False))
    is_other_offer = known.session.asked is Question.REMIND and recovery.planned != before.planned
    changed |= is_other_offer or any(isinstance(act, SetReminders) for act in turn.acts)
    if changed := changed and not recovery.is_blank:
        asked = None if known.session.asked in ABOUT_HEALTH else known.session.asked
        kept = Before(known.now, replace(before, before=None), asked, turn.asked is Question.SKIN)
        recovery = replace(recovery, before=kept)
    if isinstance(known.event, Unheard) and not changed:
        return turn  # what was not understood takes no chance to take the last change back
    if not changed and recovery.before and recovery.before.undone:
        recovery = replace(recovery, before=None)  # only the next words bring it back
    moved: dict[str, Any] = {"said_since": not changed}
    if changed or turn.asked is not known.session.asked or _differ(IN_SESSION, known.session, session):
        previous = replace(known.session, previous=None, said="", told=(), told_before=())
        moved |= {"previous": previous, "changed": changed}
    return replace(turn, recovery=recovery, session=replace(session, **moved))


def _differ(names: Iterable[str], before: object, after: object) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _when_asked(known: Context[Event]) -> Context[Event]:
    """Return what an answer that was corrected is taken back to: its question, and what was known at it."""
    before, asked = last_change(known), _answered(known)
    if asked in (None, known.session.asked):  # nothing was answered since it was put
        return known
    recovery = before.recovery if before else known.recovery
    return replace(known, recovery=recovery, session=_session_before(known.session, asked))


def remember_undone(known: Context[Event], turn: Turn) -> Turn:
    """Return the turn that took a change back, with what it can be brought back to once more."""
    before = replace(known.recovery, before=None)
    if turn.recovery.is_blank or not _differ(CHANGES, before, turn.recovery):
        return turn
    return replace(turn, recovery=replace(turn.recovery, before=Before(known.now, before, undone=True)))


# --- may it be taken back? ---------------------------------------------------------------------


def last_change(context: Context[Event]) -> Before | None:
    """Return what the last change can be taken back to; ``None`` when it is too long ago, or was another turn."""
    before, session = context.recovery.before, context.session
    is_last = session.changed or session.previous is None
    return before if before and is_last and not before.undone and _is_fresh(context, before) else None


def last_undone(context: Context[Event]) -> Before | None:
    """Return what the last words took back; ``None`` when they did not, or it is too long ago."""
    before = context.recovery.before
    return before if before and before.undone and not context.session.asked and _is_fresh(context, before) else None


def _is_fresh(context: Context[Event], before: Before) -> bool:
    return context.now - before.at <= TAKE_BACK_WITHIN


def _answered(context: Context[Event]) -> Question | None:
    """Return the question that the last words answered; ``None`` when there was none."""
    before, previous = last_change(context), context.session.previous
    return previous.asked if previous else before.asked if before else None


def has_changed(context: Context[Event], name: str) -> bool:
    """Return whether the last change, if it can be taken back, was one of this field."""
    before = last_change(context)
    return before is not None and getattr(before.recovery, name) != getattr(context.recovery, name)


def has_lost_reminders(context: Context[Event]) -> bool:
    """Return whether the last change, if it can be taken back, took reminders away."""
    before = last_change(context)
    lost = except_for(of_plan(before.recovery.reminders), context.recovery.reminders) if before else ()
    return any(each.at > context.now for each in lost)


def has_taken_away(context: Context[Event]) -> bool:
    """Return whether the last change, if it can be taken back, stopped, held, ended or deleted something."""
    before, now = last_change(context), context.recovery
    if before is None:
        return False
    is_over = now.phase in (Phase.STOPPED, Phase.RECOVERED) or _differ(HOLD_FIELDS, before.recovery, now)
    return is_over or has_lost_reminders(context) or _can_go_on(context)


def has_changed_length(context: Context[Event]) -> bool:
    """Return whether the last change, if it can be taken back, made an icing that goes on longer or shorter."""
    before, now = last_change(context), context.recovery.countdown
    old = before.recovery.countdown if before else None
    return old is not None and now is not None and old.planned != now.planned


def is_after(context: Context[Event], asked: Question) -> bool:
    """Return whether the last change was the answer to this question."""
    return last_change(context) is not None and _answered(context) is asked


def is_answer(context: Context[Event]) -> bool:
    """Return whether a plain "no" takes the last turn back; a stop, or hurt skin, may be talked about first."""
    before, countdown = last_change(context), context.recovery.countdown
    is_warned = context.recovery.phase is Phase.STOPPED or context.hurt_by_cold
    if before is None or context.session.asked or (context.session.said_since and not is_warned):
        return False
    if before.asked is Question.REMIND and not has_changed(context, "reminders"):
        return False  # the offer was declined, which another "no" does not take back
    return context.session.changed or countdown is None or countdown.ends_at is None


def _can_go_on(context: Context[Event]) -> bool:
    """Return whether the last change ended a countdown, and for no reason of safety."""
    before, recovery = last_change(context), context.recovery
    if before is None or recovery.countdown is not None or recovery.phase is Phase.STOPPED:
        return False
    if context.session.asked is Question.SKIN:
        return False  # the foot was in for too long
    old = before.recovery
    return old.countdown is not None and old.ice_held_until == recovery.ice_held_until


def or_go_on(rule: Rule[E]) -> Rule[E]:
    """Return a rule that goes on with the countdown that the last words ended, and else does what ``rule`` does."""
    return lambda context: context.then(TakenBack()) if _can_go_on(context) else rule(context)


def or_bring_back(rule: Rule[E]) -> Rule[E]:
    """Return a rule that brings the reminders back that the last words took away, and else does what ``rule`` does."""
    return lambda context: context.then(TakenBack()) if has_lost_reminders(context) else rule(context)


def or_pause(rule: Rule[E]) -> Rule[E]:
    """Return a rule that holds the countdown that the last words ended, and else does what ``rule`` does."""
    return lambda context: _paused_instead(context) if _can_go_on(context) else rule(context)


def _paused_instead(context: Context[Event]) -> Turn:
    back, acts = _brought_back(context, None)
    paused = back.with_plan(countdown=back.countdown.paused(context.now))
    kept = (act for act in acts if not isinstance(act, StartTimer))  # the time gets one when it goes on
    return paused.turn(*kept, Say("paused", {"left": paused.left}))


def or_take_back(rule: Rule[E]) -> Rule[E]:
    """Return a rule that takes back what the last words changed, and else does what ``rule`` does."""
    return lambda context: context.then(TakenBack()) if last_change(context) else rule(context)


# --- take back ---------------------------------------------------------------------------------


def take_back(context: Context[Event]) -> Turn:
    """Bring back what was before the last change, or before the last answer, and put its question again."""
    if last_change(context) is None and context.session.previous is None:
        kept = "none" if context.recovery.is_blank else "some"
        return context.then(WhereAsked(), Say("nothing-to-undo", {"kept": kept}))
    return _told(context, *_brought_back(context, _answered(context)))


def redo_stop(context: Context[Event]) -> Turn | None:
    """Stop or hold again when the next words deny what took that back: "no, I really can't"; else ``None`` (S6)."""
    undone, now = last_undone(context), context.recovery
    is_stop = undone and (undone.recovery.phase is Phase.STOPPED or _differ(HOLD_FIELDS, undone.recovery, now))
    if not is_stop:
        return None
    back, acts = _brought_back(context, None, undone)
    return back.then(WhereAsked(), _what_holds(context, back), *acts)


def has_undone_reminders(context: Context[Event]) -> bool:
    """Return whether the last words took back that reminders were set."""
    undone = last_undone(context)
    return undone is not None and len(of_plan(undone.recovery.reminders)) > len(of_plan(context.recovery.reminders))


def redo(context: Context[Event]) -> Turn:
    """Bring back what the last words took back."""
    return _told(context, *_brought_back(context, None, last_undone(context)))


def take_back_and_hear(context: Context[Event], asked: Question | None) -> Turn:
    """Take the last change back, and hear what was said in place of what led to it, as the answer to this question."""
    back, acts = _brought_back(context, asked)
    return back.with_session(heard=None).then(context.event, Say("undone"), *acts)


def _is_new(context: Context[Event]) -> bool:
    """Return whether "actually yes" answers the open question, or none, and not the one before.

    Before the four steps only a yes was said, so "I said yes" is not about that.
    """
    event, is_last = context.event, context.open_question is None and _answered(context) is not None
    if event == Meant(Yes()) and context.session.asked is Question.FOUR_STEPS:
        return True
    return isinstance(event, Meant) and event.may_be_new and not is_last


def meant(context: Context[Meant]) -> Turn:
    """Answer the question before with what was meant, in place of what was heard."""
    asked, answer = _answered(context), context.event.answer
    if _is_new(context):
        is_either = isinstance(answer, Yes) and asked in CLEARING and context.session.asked not in (None, asked)
        # "No ... sorry, yes" may mean the question before, or this one: the one before comes first (S6).
        return take_back(context) if is_either else context.then(answer)
    if asked is None:
        return context.then(TakenBack() if last_change(context) and not context.open_question else answer)
    if asked is Question.REMIND and isinstance(answer, No) and has_changed(context, "reminders"):
        return context.then(TakenBack())
    back, acts = _brought_back(context, asked)
    return back.then(answer, *acts)


def _session_before(session: Session, asked: Question | None) -> Session:
    """Return the conversation as it was before the last answer; what belongs to the speaker stays."""
    old = session.previous or Session()
    back = {name: getattr(old, name) for name in IN_SESSION} | {"asked": asked}
    return replace(session, **back, previous=None, changed=False)


def _brought_back(
    context: Context[Event], asked: Question | None, undone: Before | None = None
) -> tuple[Context[Event], tuple[Act, ...]]:
    """Return the context as it was with this question open, and the acts that bring timers and reminders back."""
    before, now = undone or last_change(context), context.recovery
    session = _session_before(context.session, asked)
    if before is None:
        return replace(context, session=session), ()
    stays = {name: getattr(now, name) for name in STAYS} | {"before": None}
    if asked is Question.REMIND and not has_changed(context, "reminders"):  # the offer as it was
        stays["planned"] = before.recovery.planned
    back = replace(context, recovery=replace(before.recovery, **stays), session=session)
    back, timers = _with_timer(context, back)
    back, reminders = _with_reminders(context, back)
    return back, (*timers, *reminders)


def _with_timer(context: Context[Event], back: Context[Event]) -> tuple[Context[Event], tuple[Act, ...]]:
    """Return the context with its countdown as it was, and what the timer needs for it.

    The foot is taken to have stayed in: the deadline is the old one, so that twenty minutes stay twenty (S7).
    """
    old, now, timer = back.recovery.countdown, context.recovery.countdown, context.recovery.timer
    if old == now:
        return back.with_plan(timer=timer), ()
    gone = (CancelTimer(now.step, timer),) if now else ()
    if old and old.ends_at is None and now and now.ends_at and timer:
        return back.with_plan(timer=timer, countdown=now.paused(context.now)), (PauseTimer(timer),)
    # A paused one without a timer gets one when its time goes on.
    left = old.remaining_at(context.now) if old and old.ends_at else timedelta(0)
    again = (StartTimer(old.step, left),) if old and left else ()
    return back.with_plan(timer=None), (*gone, *again)


def _with_reminders(context: Context[Event], back: Context[Event]) -> tuple[Context[Event], tuple[Act, ...]]:
    """Return the context with the reminders as they were: those that are gone are set again, new ones cancelled."""
    old, now = back.recovery.reminders, context.recovery
    alive = {each.token for each in now.reminders} | set(now.unwanted)
    kept = tuple(each for each in old if each.token in alive)
    # The prompts of an icing follow a countdown that changes by themselves.
    due = old if back.recovery.countdown == now.countdown else of_plan(old)
    lost = tuple(Planned(each.purpose, each.at) for each in due if each.token not in alive)
    # Where they live may have changed meanwhile: nothing is set for the night (S9).
    missing = tuple(each for each in lost if each.at > context.now and back.by_day(each.at))
    whole = tuple(Planned(each.purpose, each.at) for each in of_plan(kept)) + missing
    added = tuple(each.token for each in now.reminders if each not in old)
    unwanted = (*(token for token in now.unwanted if token not in {each.token for each in kept}), *added)
    known = back.with_plan(reminders=kept, unwanted=unwanted, planned=whole if missing else back.recovery.planned)
    passed = (Say("undone-too-late"),) if len(missing) < len(lost) else ()
    return known, (*passed, *((SetReminders(missing),) if missing else ()))


def _told(context: Context[Event], back: Context[Event], acts: tuple[Act, ...]) -> Turn:
    """Say what holds again, and put the question that was open."""
    countdown = back.recovery.countdown
    if countdown and countdown.ends_at and countdown.ends_at <= context.now:
        return out_of_ice(back).then(StillIn(), *acts)  # its time has passed meanwhile
    said = _what_holds(context, back)
    asked, phase = back.session.asked, back.recovery.phase
    if asked in DELETING or (asked is Question.REMIND and has_changed(context, "reminders")):
        return back.turn(said, *acts)
    if phase in (Phase.SCREENING, Phase.STOPPED) and asked is None:
        return back.then(WhereAsked(), said, *acts)
    told = back.turn(said, *acts)
    asked = Question.OUT if asked is None and may_be_in(back) else asked
    return told.with_acts(back.put(asked)) if asked else told


def _what_holds(context: Context[Event], back: Context[Event]) -> Say:
    old, now = back.recovery.countdown, context.recovery.countdown
    if old is not None and old != now:
        key = "undone-paused" if old.ends_at is None else "undone-ice" if old.step is Step.ICE else "undone-walk"
        return Say(key, {"left": back.left})
    if now is not None and old is None and now.step is Step.ICE:
        return FOOT_OUT_FIRST
    is_unset = len(of_plan(back.recovery.reminders)) < len(of_plan(context.recovery.reminders))
    return Say("undone-reminders" if is_unset else "undone")
