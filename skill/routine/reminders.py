"""Reminders by voice: offered, asked for, listed, changed and cancelled; and the prompts in the ice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

from skill.routine import events as e
from skill.routine import schedule
from skill.routine.acts import Act, Question, Say, SetReminders
from skill.routine.context import Context
from skill.routine.deadlines import Agenda, Planned, Purpose
from skill.routine.events import Event
from skill.routine.plan import AFTERNOON_AT, EVENING_AT, ICE_DAYS, ICING_GAP, LATE_OUT, OUTING_AT, Step
from skill.routine.recovery import UNSCREENED, Phase, Turn
from skill.routine.reminder_sync import not_allowed, pending, prompt_times, settle, times, with_only, without
from skill.routine.screening import new_plan
from skill.routine.undo import last_change

OUTING_TAKES = timedelta(minutes=40)
"""A user who was just sent walking or jogging is not back earlier, and ready for ice."""
FIVE_MINUTES = timedelta(minutes=5)
"""A reminder "in two hours" rings at the next multiple of these."""
WALK_AT = {e.Part.MORNING: OUTING_AT, e.Part.AFTERNOON: AFTERNOON_AT, e.Part.EVENING: EVENING_AT}
HARDLY_LATER = timedelta(hours=1)
"""A reminder that is set and comes at most this much later than it could is left as it is."""
OF_STEP = {Step.ICE: Purpose.ICE, Step.MOVE: Purpose.MOVE}
PROMPTS_FROM = timedelta(minutes=10)
"""Asked for in the night, or this shortly before it, there are no prompts in the ice to come (S9)."""


# --- offered unasked --------------------------------------------------------------------------


def offered(context: Context[Event], busy: timedelta = schedule.NO_TIME) -> Context[Event] | None:
    """Return the context that offers reminders; ``None`` when none are, or when they are refused.

    Unasked it is after ice, and on the following day already before: once a day, once more when this icing has taken
    the place of one that was reminded of, and once more when only the following day is left to remind of.
    ``busy`` is how long the user is busy with something else.
    """
    recovery, now = context.recovery, context.now
    if is_open(context):
        return context
    is_just_out = recovery.phase is Phase.RESTING and context.out_within(LATE_OUT)
    may_be = not (context.ice_held or context.reminders_denied)
    if not (may_be and (is_just_out or _is_the_day_after(context))):
        return None
    planned = schedule.agenda(recovery, now + busy)
    is_for_tomorrow = _set(context) and planned == schedule.only_on(recovery, planned, e.Day.TOMORROW, now)
    if recovery.offered_on == context.today and not is_for_tomorrow:
        return None
    ice, ice_set = schedule.moments(planned), schedule.moments(recovery.reminders)
    is_set_soon = ice and ice_set and ice_set[0] - ice[0] <= HARDLY_LATER
    if is_set_soon or not schedule.except_for(planned, recovery.reminders):
        return None
    return context.with_plan(planned=planned, offered_on=context.today)


def is_open(context: Context[Event]) -> bool:
    """Return whether the offer has just been made and is not answered."""
    return context.session.asked is Question.REMIND and bool(pending(context))


def _is_the_day_after(context: Context[Event]) -> bool:
    """Return whether it is the following day, by day, and no reminder of its ice is set yet."""
    recovery = context.recovery
    if recovery.phase not in (Phase.RESTING, Phase.WALKING) or schedule.moments(recovery.reminders):
        return False
    return context.by_day(context.now) and recovery.ice_day(context.now) == ICE_DAYS


def with_offer(turn: Turn, context: Context[Event], busy: timedelta = schedule.NO_TIME) -> Turn:
    """Return the turn, which asks nothing, with the offer of reminders after it when that is due; see `offered`."""
    offer = offered(replace(context, recovery=turn.recovery), busy)
    return turn if offer is None else replace(offer.ask(Question.REMIND, *turn.acts), session=turn.session)


# --- asked for --------------------------------------------------------------------------------


def ask_for(context: Context[e.RemindersAsked]) -> Turn:
    """Answer "remind me" with the times, as a question: consent is needed for each of them."""
    asked = context.event
    is_plain = asked == e.RemindersAsked()
    if is_plain and is_open(context):
        return accept(context)
    if schedule.is_out_of_reach(context.recovery) or (is_plain and schedule.moments(context.recovery.reminders)):
        return list_set(context)
    every = asked.every or ICING_GAP
    planned = schedule.agenda(context.recovery, context.now, every)
    why = _not_so(context)
    if why or context.reminders_denied:
        return _propose(context, planned, *why)
    if asked.at or asked.wait or asked.what is Step.MOVE:
        return _at_times(_as_meant(context), planned)
    if asked.day or asked.part:
        return _of_day(context, planned, every)
    return _propose(context, planned, *_too_often(every))


def _not_so(context: Context[e.RemindersAsked]) -> tuple[Say, ...]:
    """Return why it cannot be done as it was asked, whatever the plan is; nothing when it can."""
    asked = context.event
    if asked.unclear:
        return (Say("reminders-unclear", {"said": asked.unclear}),)
    if asked.what is Step.MASSAGE:
        return (Say("reminders-massage"),)
    needs_clock = asked.at or asked.day or asked.part or asked.what
    return (Say("reminders-zone"),) if context.recovery.zone_guessed and needs_clock else ()


def _too_often(every: timedelta) -> tuple[Say, ...]:
    return (Say("reminders-gap"),) if every < ICING_GAP else ()


def _of_day(context: Context[e.RemindersAsked], planned: Agenda, every: timedelta) -> Turn:
    """Offer what the plan has on a day, or in a part of one; or say that it has nothing then, and offer it all."""
    asked, recovery, now = context.event, context.recovery, context.now
    pool = (*planned, *schedule.except_for(schedule.agenda_of_tomorrow(recovery, now, every), planned))
    days = (asked.day,) if asked.day else (e.Day.TODAY, e.Day.TOMORROW)
    found = (schedule.only_on(recovery, pool, day, now, asked.part) for day in days)
    if wishes := next(filter(None, found), ()):
        if not schedule.except_for(wishes, recovery.reminders):
            return list_set(context)
        return _propose(context, _beside(_set(context), wishes), *_too_often(every))
    noon = schedule.readings(recovery, time(schedule.NOON), _date(context, asked.day), None, now) if asked.day else ()
    over = next((schedule.against(recovery, Planned(Purpose.ICE, at), now) for at in noon), None)
    return _propose(context, planned, over or Say("reminders-nothing-then"))


def _date(context: Context[Event], day: e.Day | None) -> date | None:
    return schedule.date_of(context.recovery, day, context.now) if day else None


def _at_times(context: Context[e.RemindersAsked], planned: Agenda) -> Turn:
    """Offer times the user named in place of one, or beside others; or say why not, and offer the plan's."""
    asked, current = context.event, talked_of(context)
    of_step = tuple(each for each in current if asked.what is None or each.purpose is OF_STEP.get(asked.what))
    old = _one_of(context, of_step, asked.instead_of, asked.which)
    alike = tuple(each for each in current if old and each.purpose is old[0].purpose)
    if asked.is_more and asked.at and schedule.at_clock(context.recovery, alike, asked.at):
        # "The seven and the nine to eight and ten": which of them goes where is not heard.
        return _keep_only(context, current, Say("reminders-one-by-one"))
    if not old and (asked.instead_of or asked.which):
        return _keep_only(context, current, Say("reminders-not-then"))
    purpose, day = Purpose.MOVE if asked.what is Step.MOVE else Purpose.ICE, _date(context, asked.day)
    if old:
        purpose, day = old[0].purpose, day or context.recovery.local(old[0].at).date()
    wishes, refused = _wishes(context, purpose, day)
    if not wishes:
        return _propose(context, planned, *refused[:1])
    if not refused and not schedule.except_for(wishes, context.recovery.reminders):
        return list_set(context)
    others = schedule.except_for(current, old) if old else _others(context, purpose)
    too_near = _too_near(context, others if old or asked.is_beside else _set(context), wishes)
    more = (Say("reminders-one-by-one"),) if asked.is_more else ()
    return _propose(context, _beside(others, wishes), *(*more, *refused, *too_near)[:1])


def _others(context: Context[e.RemindersAsked], purpose: Purpose) -> Agenda:
    """Return what a new time stands beside: what is set, and of what is on offer all, or that for another purpose."""
    on_offer = pending(context) if context.session.asked is Question.REMIND else ()
    beside = context.event.is_beside
    return (*_set(context), *(each for each in on_offer if beside or each.purpose is not purpose))


def _as_meant(context: Context[e.RemindersAsked]) -> Context[e.RemindersAsked]:
    """Take "from four to five" as two times where nothing can be moved, and two times too near for both as a move."""
    recovery, asked, current = context.recovery, context.event, talked_of(context)
    if isinstance(asked.instead_of, time) and not current:
        return replace(context, event=replace(asked, also=asked.also or asked.instead_of, instead_of=None, which=None))
    if asked.also is None or asked.at is None or asked.instead_of:
        return context
    is_there = [bool(schedule.at_clock(recovery, current, at)) for at in (asked.at, asked.also)]
    old, new = (timedelta(hours=at.hour % schedule.NOON, minutes=at.minute) for at in (asked.at, asked.also))
    if is_there != [True, False] or abs(old - new) >= ICING_GAP:
        return context
    return replace(context, event=replace(asked, at=asked.also, also=None, instead_of=asked.at))


def _wishes(context: Context[e.RemindersAsked], purpose: Purpose, day: date | None) -> tuple[Agenda, list[Say]]:
    """Return the named times that may be reminded of, and why others may not."""
    wishes: Agenda = ()
    refused: list[Say] = []
    asked = context.event
    other = OF_STEP[asked.also_what] if asked.also_what else purpose
    other_day = (_date(context, asked.also_day), asked.also_part) if asked.also_day else (day, asked.part)
    also = ((asked.also, other, *other_day),) if asked.also else ()
    for at, what, on, part in ((asked.at, purpose, day, asked.part), *also):
        wish = _wish(context, what, at, on, part)
        if isinstance(wish, Planned) and not _clash(wish, wishes):
            wishes += (wish,)
        else:
            refused.append(wish if isinstance(wish, Say) else Say("reminders-gap"))
    return wishes, refused


def _wish(
    context: Context[e.RemindersAsked], purpose: Purpose, at: time | None, day: date | None, part: e.Part | None
) -> Planned | Say:
    """Return the reading of a time that fits the day and the rules, or why the nearest one does not."""
    asked, now = context.event, context.now
    if at is None:  # a walk in the morning, unless another part of the day was said
        part = part or e.Part.MORNING
        at = WALK_AT[part]
    meant = schedule.readings(context.recovery, at, day, part, now)
    if purpose is Purpose.MOVE and day is None:  # the walk of the morning after may be more than a day ahead
        meant += schedule.readings(context.recovery, at, _date(context, e.Day.TOMORROW), part, now)
    if asked.wait is not None:
        meant = (schedule.speakable(context.recovery, now + asked.wait, FIVE_MINUTES),)
    wishes = [Planned(purpose, each) for each in meant]
    reasons = [schedule.against(context.recovery, each, now) for each in wishes]
    fits = (each for each, why in zip(wishes, reasons, strict=True) if why is None)
    return next(fits, None) or next(filter(None, reasons), Say("reminders-past"))


def _clash(each: Planned, wishes: Iterable[Planned]) -> bool:
    """Return whether one of these takes its place, comes too near to its ice, or is a walk that its ice would chill."""
    ice = each.purpose is Purpose.ICE
    same = (wish for wish in wishes if wish.purpose is each.purpose)
    walks = (wish.at - each.at for wish in wishes if ice and wish.purpose is Purpose.MOVE)
    near = (not ice or abs(wish.at - each.at) < ICING_GAP for wish in same)
    return any(near) or any(schedule.NO_TIME <= wait < ICING_GAP for wait in walks)


def _beside(current: Agenda, wishes: Agenda) -> Agenda:
    """Return the wishes and what of the others may stay beside them."""
    kept = (each for each in current if not _clash(each, wishes))
    return schedule.of_plan((*wishes, *kept))


def _too_near(context: Context[Event], current: Agenda, wishes: Agenda) -> tuple[Say, ...]:
    """Return the words that name the icings that may not stay beside the wishes; nothing when all may.

    Nothing either where their clock is not known: what is offered is then told in hours.
    """
    if context.recovery.zone_guessed:
        return ()
    others = schedule.except_for(current, wishes)
    gone = schedule.moments(each for each in others if _clash(each, wishes))
    return (Say("reminders-too-near", {"ice": tuple(map(context.recovery.local, gone))}),) if gone else ()


def _propose(context: Context[Event], planned: Agenda, *before: Act) -> Turn:
    if context.reminders_denied:
        return not_allowed(context.with_plan(planned=planned))
    if planned:
        return context.with_plan(planned=planned, offered_on=context.today).ask(Question.REMIND, *before)
    if context.recovery.zone_guessed and not context.ice_held:
        return context.with_plan(planned=()).say("reminders-zone-night")
    none = Say("ice-held" if context.ice_held else "reminders-nothing")
    return context.with_plan(planned=()).turn(*before, *(() if none in before else (none,)))


def accept(context: Context[Event]) -> Turn:
    """Set what was offered, as far as nothing stands against it by now."""
    if missing := pending(context):
        return context.turn(SetReminders(missing))
    if any(schedule.is_among(each, context.recovery.reminders) for each in context.recovery.planned):
        return settle(context, ())
    return _propose(context, schedule.agenda(context.recovery, context.now))


def decline(context: Context[Event]) -> Turn:
    """Take a "no": nothing is offered again today, and what is set stays."""
    known = context.with_plan(planned=(), offered_on=context.today)
    return known.turn(Say("all-right"), times(known)) if _set(known) else known.say("reminders-declined")


# --- changed ----------------------------------------------------------------------------------


def talked_of(context: Context[Event]) -> Agenda:
    """Return the reminders that "the second one" or "all of them" is about: those on offer, else those that are set."""
    return _on_offer(context) or _set(context)


def _on_offer(context: Context[Event]) -> Agenda:
    """Return what is on offer: until it is answered, whatever is said in between, or something else is set."""
    recovery = context.recovery
    is_on = context.session.asked is Question.REMIND or not schedule.of_plan(recovery.reminders)
    if recovery.phase is Phase.SCREENING or not is_on:
        return ()
    return schedule.of_plan(schedule.still_planned(recovery, context.now))


def _set(context: Context[Event]) -> Agenda:
    return tuple(Planned(each.purpose, each.at) for each in schedule.of_plan(context.recovery.reminders))


def are_set(context: Context[Event]) -> bool:
    """Return whether any of the plan are set, so that an offer is one of a change."""
    return bool(_set(context))


def _one_of(context: Context[Event], planned: Agenda, at: time | e.Part | None, which: e.Which | None) -> Agenda:
    """Return the one of these that was named by its time or its place; none where neither was said, or is there."""
    if isinstance(at, e.Part):
        return schedule.only_on(context.recovery, planned, None, context.now, at)[:1]
    if at:
        return schedule.at_clock(context.recovery, planned, at)
    return schedule.named(planned, which)[:1] if which else ()


def change(context: Context[e.RemindersChanged]) -> Turn:
    """Change what is offered, or ask before anything that is set is changed (S21)."""
    wish, recovery = context.event, context.recovery
    is_more = wish.every is not None or (wish.only is e.Day.TOMORROW and wish.without is None)
    if schedule.is_out_of_reach(recovery) or (is_more and recovery.phase in UNSCREENED):
        return list_set(context)  # others are not planned before the safety check is through
    current = talked_of(context)
    if wish.unclear:
        return _keep_only(context, current, Say("reminders-unclear", {"said": wish.unclear}))
    if wish.every is not None:
        return _respaced(context, wish.every)
    if wish == e.RemindersChanged():
        return which_one(context)
    named = schedule.named(schedule.only_on(recovery, current, wish.only, context.now, wish.part), wish.which)
    return _at_a_time(context, current, named) or _only(context, current, named)


def _at_a_time(context: Context[e.RemindersChanged], current: Agenda, named: Agenda) -> Turn | None:
    """Change those named by a time, or to another one; ``None`` when none was said."""
    wish, recovery = context.event, context.recovery
    there = schedule.at_clock(recovery, named, wish.without) if wish.without else ()
    beside = schedule.at_clock(recovery, named, wish.also_at) if wish.also_at else ()
    beside += schedule.named(named, wish.also) if wish.also else ()
    if wish.later is not None and current:
        return _shifted(context, there if wish.without else named, wish.later)
    if wish.not_before or wish.not_after:
        inside = schedule.within(recovery, named, wish.not_before, wish.not_after, context.now)
        return _keep_only(context, tuple(each for each in current if each in inside or each not in named))
    if wish.only_at:
        kept = (*schedule.at_clock(recovery, named, wish.only_at), *beside)
        only = tuple(each for each in current if each in kept)
        return _keep_only(context, only) if only else context.then(e.RemindersAsked(at=wish.only_at))
    if wish.without is None or (wish.only and not there):  # of "the two tonight" the two is no time
        return None
    return _keep_only(context, schedule.except_for(current, (*there, *beside)), Say("reminders-not-then"))


def _only(context: Context[e.RemindersChanged], current: Agenda, kept: Agenda) -> Turn:
    """Keep only these; of tomorrow what the plan has, where all that is set or on offer is of today."""
    wish, recovery, now = context.event, context.recovery, context.now
    if kept:
        return _keep_only(context, kept)
    if wish.only is e.Day.TOMORROW and not wish.which and (current or not recovery.reminders):
        planned = schedule.only_on(recovery, schedule.agenda(recovery, now), e.Day.TOMORROW, now)
        return _propose(context, planned or schedule.agenda_of_tomorrow(recovery, now))
    is_of_today = wish.only is e.Day.TODAY and not (wish.which or wish.part)
    return _keep_only(context, () if is_of_today else current, _not_there(wish))


def skip(context: Context[e.RemindersSkipped]) -> Turn:
    """Take away what is offered, or set, for a day."""
    if schedule.is_out_of_reach(context.recovery):
        return list_set(context)
    current, asked = talked_of(context), context.event
    if asked.unclear:
        return _keep_only(context, current, Say("reminders-unclear", {"said": asked.unclear}))
    if asked.day is None and asked.part is None and asked.which is None:
        return _keep_only(context, current)
    gone = schedule.only_on(context.recovery, current, asked.day, context.now, asked.part)
    gone = schedule.named(current, asked.which) if asked.which else gone
    return _keep_only(context, schedule.except_for(current, gone), _not_there(asked), is_sure=not asked.is_guess)


def _not_there(asked: e.RemindersChanged | e.RemindersSkipped) -> Say:
    return Say("reminders-not-so-many" if asked.which else "reminders-not-that-day")


def change_other(context: Context[e.TakenBack]) -> Turn:
    """Offer what was set before the last words, with what they did done to the one that was meant."""
    event, now = context.event, talked_of(context)
    before = None if _on_offer(context) or context.session.said_since else last_change(context)
    was = schedule.of_plan(before.recovery.reminders) if before else _set(context) or now
    was = tuple(Planned(each.purpose, each.at) for each in was if each.at > context.now)
    added = schedule.except_for(now, was)
    meant = _one_of(context, was, event.at, event.which)
    if not meant and (gone := _one_of(context, now, event.at, event.which)):  # "not the nine" of those just set
        return _keep_only(context, schedule.except_for(now, gone))
    if meant and all(each.purpose is meant[0].purpose for each in added):
        left = schedule.except_for(was, meant)
        return _propose(context, _beside(left, added), *_too_near(context, left, added))
    if event.at and not meant and len(added) == 1:
        return context.then(e.RemindersAsked(at=event.at, instead_of=context.recovery.local(added[0].at).time()))
    return _keep_only(context, now, Say("reminders-not-then"))


def asked_for(context: Context[Event]) -> Agenda:
    """Return the one reminder on offer that was asked for at a time of its own, beside those that are set."""
    added = schedule.except_for(_on_offer(context), context.recovery.reminders)
    plans = len(added) != 1 or schedule.is_among(added[0], schedule.agenda(context.recovery, context.now))
    return () if plans else added


def other_half(context: Context[e.RemindersAsked] | Context[e.RemindersSkipped]) -> Turn | None:
    """Take "in the morning", or "no, ten", as said of the time that was just asked for, and is on offer."""
    event, recovery, now = context.event, context.recovery, context.now
    added, planned = schedule.except_for(_on_offer(context), recovery.reminders), schedule.agenda(recovery, now)
    if len(added) != 1:
        return None
    clock, what = recovery.local(added[0].at).time(), Step.MOVE if added[0].purpose is Purpose.MOVE else Step.ICE
    if isinstance(event, e.RemindersAsked) and event.at and event == e.RemindersAsked(at=event.at):
        is_walk = what is Step.MOVE and asked_for(context)  # of ice the last time counts anyway
        return context.then(replace(event, instead_of=clock, what=what)) if is_walk else None
    is_all = event in (e.RemindersAsked(day=event.day, part=event.part), e.RemindersSkipped(event.day, event.part))
    is_whole_plan = not schedule.except_for(planned, (*recovery.reminders, *added))
    is_so = schedule.only_on(recovery, added, event.day, now, event.part)
    if is_so or is_whole_plan or not is_all or not (event.day or event.part):
        return None
    at = clock.replace(hour=(clock.hour - 1) % schedule.NOON + 1)
    return context.then(e.RemindersAsked(at=at, day=event.day, part=event.part, what=what))


def which_one(context: Context[Event]) -> Turn:
    """Ask which ones are to change, or to what time."""
    current = talked_of(context)
    if not current:
        return _none(context)
    return context.with_plan(planned=current).ask(Question.REMIND, Say("reminders-which"))


def is_set_at(context: Context[Event], hour: int, minute: int = 0) -> bool:
    """Return whether a reminder is set, or on offer, at a time, its hour from 0; before noon also in the evening."""
    return hour < 24 and bool(schedule.at_clock(context.recovery, talked_of(context), time(hour, minute)))


def _respaced(context: Context[e.RemindersChanged], every: timedelta) -> Turn:
    """Offer the icings at another gap; the outing stays as it was."""
    recovery, now, current = context.recovery, context.now, talked_of(context)
    planned = schedule.only_on(recovery, schedule.agenda(recovery, now, every), context.event.only, now)
    if current and not schedule.moments(current, Purpose.MOVE):
        planned = schedule.named(planned, e.Which.ICE)
    if planned and planned == current and not _on_offer(context):
        return context.turn(*_too_often(every), times(context))
    return _propose(context, planned, *_too_often(every))


def _shifted(context: Context[Event], named: Agenda, by: timedelta) -> Turn:
    """Offer those named later, or earlier; without those that may not ring then, or so near to them, where any may."""
    current = talked_of(context)
    if not named:
        return _keep_only(context, current, Say("reminders-not-then"))
    moved = [replace(each, at=each.at + by) for each in named]
    against = {each: schedule.against(context.recovery, each, context.now) for each in moved}
    others, kept = schedule.except_for(current, named), tuple(each for each in moved if not against[each])
    refused = (*filter(None, against.values()), *_too_near(context, others, kept))[:1]
    offer = _beside(others, kept)
    if not offer and not _on_offer(context):
        return context.turn(*refused, times(context))
    return _propose(context, offer or current, *refused)


def _keep_only(context: Context[Event], kept: Agenda, *not_there: Say, is_sure: bool = False) -> Turn:
    """Keep only these of what is offered; of what is set once it was asked, or where the words are sure (S21).

    Say ``not_there`` when nothing was to be taken away.
    """
    current = talked_of(context)
    said = not_there if kept == current else ()
    if not current:
        return _none(context)
    if _on_offer(context):
        return context.with_plan(planned=kept).ask(Question.REMIND, *said) if kept else decline(context)
    if not kept:
        return context.ask(Question.CANCEL_REMINDERS)
    if kept != current and not is_sure:
        return _propose(context, kept, Say("reminders-others-go"))
    known = with_only(context, kept)
    return known.turn(*said, times(known))


# --- listed and cancelled ---------------------------------------------------------------------


def list_set(context: Context[Event]) -> Turn:
    """Tell which are set, and honestly when some were deleted in the app or are out of reach; or what is on offer."""
    if schedule.is_out_of_reach(context.recovery):
        return context.say("reminders-out-of-reach")
    if is_open(context):
        return context.ask(Question.REMIND)
    known, lost = lost_told(context)
    if _set(context):
        return known.turn(*lost, times(known))
    if offer := _on_offer(context):
        return known.with_plan(planned=offer).ask(Question.REMIND, *lost, Say("reminders-none"))
    return _none(context)


def list_asked(context: Context[Event]) -> Turn:
    """Tell which are set, and put the open question again."""
    return context.aside(list_set(context))


def lost_told(context: Context[Event]) -> tuple[Context[Event], tuple[Say, ...]]:
    """Return the context in which it was said that reminders were deleted in the app, and the words; once."""
    if not context.session.reminders_lost:
        return context, ()
    return context.with_session(reminders_lost=False), (Say("reminders-deleted"),)


def _none(context: Context[Event]) -> Turn:
    known, lost = lost_told(context)
    prompts = context.recovery.reminders
    return known.turn(*lost, prompt_times(context, prompts) if prompts else Say("reminders-none"))


def ask_cancel(context: Context[Event]) -> Turn:
    """Ask before all of them are cancelled; an offer that is open is only declined, and prompts go at once."""
    recovery = context.recovery
    if context.session.asked is Question.REMIND:
        return decline(context)
    is_asked = schedule.of_plan(recovery.reminders) and not schedule.is_out_of_reach(recovery)
    return context.ask(Question.CANCEL_REMINDERS) if is_asked else cancel_all(context)


def cancel_all(context: Context[Event]) -> Turn:
    """Cancel all of them, the prompts in the ice too; nothing is offered again today."""
    known = context.with_plan(prompts=False, offered_on=context.today, planned=())
    if not context.recovery.reminders:
        return _none(known)
    return _and_the_check(without(known, context.recovery.reminders), Say("reminders-cancelled"))


def keep_all(context: Context[Event]) -> Turn:
    """Take a "no" to cancelling them all."""
    return _and_the_check(context, Say("kept-plan"))


def _and_the_check(context: Context[Event], said: Say) -> Turn:
    """Say this, and go on with the safety check where it is not through."""
    in_check = context.recovery.phase is Phase.SCREENING
    return context.then(e.WhereAsked(), said) if in_check else context.turn(said)


# --- prompts in the ice -----------------------------------------------------------------------


def prompt_new_plan(context: Context[Event]) -> Turn:
    """Remember prompts for the icing to come, behind the safety questions."""
    said = (Say("prompts-denied"),) if context.reminders_denied else ()
    return new_plan(context).with_plan(prompts=not said).then(e.SorenessReported(), *said)


def prompt_next_icing(context: Context[Event]) -> Turn:
    """Remember prompts for the icing to come."""
    if context.ice_held:
        return context.say("ice-held")
    if not context.by_day(context.now + PROMPTS_FROM):
        return context.say("prompts-night")
    wanted, said = _prompts_noted(context)
    if context.recovery.phase is Phase.READY:
        return wanted.ask(Question.FOOT_IN, said)
    return wanted.then(e.NextIcingAsked(), said)


def _prompts_noted(context: Context[Event]) -> tuple[Context[Event], Say]:
    """Return the context in which they are coming, and the words; both without them where reminders are refused."""
    if context.reminders_denied:
        return context, Say("prompts-denied")
    return context.with_plan(prompts=True), Say("prompts-noted")


def prompt_this_icing(context: Context[Event]) -> Turn:
    """Set the prompts for what is left of the icing."""
    if context.countdown.step is Step.MOVE:
        return context.say("prompts-walk")
    if context.recovery.phase is Phase.PAUSED:
        wanted, said = _prompts_noted(context)
        return wanted.ask(Question.RESUME, said)
    ahead = schedule.prompts_ahead(context.recovery, context.now)
    if not ahead:
        return context.say("prompts-late" if context.by_day(context.now + PROMPTS_FROM) else "prompts-night")
    if missing := schedule.except_for(ahead, context.recovery.reminders):
        return context.with_plan(prompts=True, planned=missing).turn(SetReminders(missing))
    return context.turn(prompt_times(context, context.recovery.reminders))
