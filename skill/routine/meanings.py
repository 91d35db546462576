"""What words mean where something else is talked of: a number, "more", "I'm fine", "the other one", "keep it"."""

from dataclasses import replace
from datetime import time, timedelta

from skill.routine import after_ice, assessment, digressions, icing, plan, reminders, screening, undo
from skill.routine import events as e
from skill.routine.acts import DELETING, Question, Say
from skill.routine.context import Context, E, Rule, may_be_in
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Turn

CLOCK_HOURS = 12
"""A number up to this may be an hour of the day."""

NOT_FINE = (*DELETING, Question.OUT, Question.OUT_EARLY, Question.SORE_TODAY, Question.NEW_ANKLE)
"""Questions that "it's fine" does not answer."""


def assessed(context: Context[e.Assessed]) -> Turn:
    """Take a score, or a comparison, for what asked for it: the outing, or the assessment."""
    event, session = context.event, context.session
    if event.is_before:
        return assessment.compared(context)
    may_be_time = (event.is_bare or event.trend) and is_about_reminders(context)  # "it's a six" is how sore it is
    if may_be_time and (turn := _hour_told(context)):
        return turn
    is_number = event == e.Assessed(score=event.score) and (event.score or 0) <= CLOCK_HOURS
    if is_number and is_about_reminders(context):
        return assessment.no_score(context)  # "say eight" may be a time, and the score is a reason to see someone
    if turn := _outing_corrected(context):
        return turn
    is_first = context.open_question is None and may_be_in(context)
    if is_first and (turn := assessment.is_foot_out(context.with_session(asked=Question.OUT))):
        return turn
    for_outing = session.wanted is Step.MOVE and session.asked in (*assessment.SCORES, *assessment.TRENDS)
    plain = event.trend not in (e.Trend.WORSE, e.Trend.GONE) and assessment.is_on_scale(event.score)
    return after_ice.scored(context) if for_outing and plain else assessment.assess(context)


def _outing_corrected(context: Context[e.Assessed]) -> Turn | None:
    """Take another score right after the outing as the one that it should have been told by (S11)."""
    is_other = context.event.score is not None and not context.event.trend and undo.has_changed(context, "moved_on")
    return undo.take_back_and_hear(context, Question.SCORE) if is_other else None


def remind_counting(context: Context[e.RemindersAsked]) -> Turn:
    """Take "wake me in ten minutes" as said of the ice, which rings anyway; reminders are hours ahead."""
    is_of_ice = context.event.wait is not None and context.event.wait < plan.LONG_THOUGHT
    return icing.time_left(context) if is_of_ice else reminders.ask_for(context)


def not_wanted(context: Context[Event]) -> Turn:
    """Take "no thanks" as a no where something is asked or reminders were just set; else it is about nothing."""
    if context.session.asked:
        return context.then(e.No(is_plain=False))
    if turn := undo.redo_stop(context):
        return turn
    if is_about_reminders(context):  # they were agreed to: "no thanks" cancels none (S21)
        return reminders.list_set(context)
    if may_be_in(context):
        return context.ask(Question.OUT)
    return icing.time_left(context) if context.recovery.countdown else context.say("all-right")


def is_out(context: Context[Event]) -> Turn:
    """Take a yes to "is your foot out" as out since the deadline, where there was one."""
    return icing.out_since(context) or context.then(e.FootOut())


def out_and_mild(context: Context[e.MildSignTold]) -> Turn:
    """Hear that the foot is out, and of a sign that is usual after the cold, or is asked about first (S17)."""
    if context.event.sign not in screening.BY_THE_COLD:
        return screening.mild(context)
    return is_out(context).with_acts(first=(Say("mild-after-ice"),))


def all_fine(context: Context[Event]) -> Turn:
    """Take "it's fine" or "no problem" as a yes, but where it tells nothing, or would delete or end something."""
    return digressions.ask_again(context) if context.session.asked in NOT_FINE else context.then(e.Yes())


def keep(context: Context[Event]) -> Turn:
    """Keep everything as it is: a no where deleting was asked about; what was just deleted comes back."""
    is_change = context.session.asked is Question.REMIND and reminders.are_set(context)
    if is_change or context.session.asked in DELETING:
        return context.then(e.No())
    if undo.has_lost_reminders(context):
        return context.then(e.TakenBack())
    if undo.has_undone_reminders(context):
        return undo.redo(context)
    return icing.time_left(context) if context.recovery.countdown else context.aside(context.say("kept-plan"))


def not_for_you(context: Context[Event]) -> Turn:
    """Hear that something was said to someone else: what it stopped, ended, deleted or timed comes back (S21)."""
    if undo.has_taken_away(context) or undo.has_changed_length(context):
        return context.then(e.TakenBack())
    return icing.time_left(context) if context.recovery.countdown else digressions.ask_again(context)


def back(context: Context[Event]) -> Turn:
    """Hear "I'm back": from the walk, or to the ice."""
    return after_ice.walk_ended(context) if context.countdown.step is Step.MOVE else icing.time_left(context)


def rang(context: Context[Event]) -> Turn:
    """Ask whether the foot is out, or end the walk, when a timer rang close to the end; before that tell the time."""
    if context.recovery.phase is Phase.PAUSED or context.left > plan.SHORTEST_ICE:
        return icing.time_left(context)
    return context.ask(Question.OUT) if context.recovery.ice else after_ice.walk_ended(context)


def taken_back(context: Context[e.TakenBack]) -> Turn:
    """Take the last change back; "I meant the seven o'clock one" makes it to that reminder instead."""
    is_of_reminders = context.session.asked is Question.REMIND or undo.has_changed(context, "reminders")
    if is_of_reminders and (context.event.at or context.event.which):
        return reminders.change_other(context)
    if is_about_reminders(context) and not undo.has_lost_reminders(context):
        if context.session.said_since:  # they were only told again since they were set
            return reminders.which_one(context)
        if context.event.is_vague:
            return reminders.ask_cancel(context)
    return undo.take_back(context)


def reminder_at_offer(context: Context[e.RemindersAsked]) -> Turn | None:
    """Take "remind me at four" as said of the step that is on offer."""
    step = Step.MASSAGE if context.session.asked is Question.OFFER_MASSAGE else Step.MOVE
    is_when = context.event.at or context.event.wait
    return context.then(replace(context.event, what=step)) if is_when and context.event.what is None else None


def all_but(context: Context[e.RemindersSkipped]) -> Turn | None:
    """Keep "not the walk" where it was asked whether to cancel all; "skip the walk" cancels that one."""
    event = context.event
    kept = e.RemindersChanged(only=event.day, part=event.part, which=event.which)
    return context.then(kept) if event.is_but else None


def other_time(context: Context[e.RemindersChanged]) -> Turn | None:
    """Take "no, half past eight" as the time to remind at in place of the one just asked for, where none is at it."""
    at = context.event.without
    is_alone = at is not None and context.event == e.RemindersChanged(without=at) and reminders.asked_for(context)
    if at is None or not is_alone or reminders.is_set_at(context, at.hour, at.minute):
        return None
    asked = e.RemindersAsked(at=at)
    return reminders.other_half(context.hearing(asked)) or context.then(asked)


def only_those(context: Context[e.RemindersChanged]) -> Turn | None:
    """Take "only the walk" as what is to go, where it was asked whether to cancel all."""
    event = context.event
    if event.only_at and not event.is_keep:
        return context.then(e.RemindersChanged(without=event.only_at))
    gone = e.RemindersSkipped(event.only, event.part, which=event.which)
    is_named = event == e.RemindersChanged(only=event.only, part=event.part, which=event.which)
    return context.then(gone) if is_named and event != e.RemindersChanged() else None


def only_that_hour(context: Context[e.Assessed]) -> Turn:
    """Take "only nine" as the one to cancel, where it was asked whether to cancel all; a number is no answer."""
    hour = context.event.score or 0
    is_there = context.event.is_only and reminders.is_set_at(context, hour)
    return context.then(e.RemindersChanged(without=time(hour))) if is_there else digressions.ask_again(context)


def only_that_one(context: Context[e.TakenBack]) -> Turn:
    """Take "no, just the seven o'clock one" as the one to cancel, where all were asked about; nothing named is a no."""
    if context.event.which:
        return context.then(e.RemindersSkipped(None, which=context.event.which))
    return context.then(e.RemindersChanged(without=context.event.at) if context.event.at else e.No())


def all_or_some(context: Context[e.BothSaid]) -> Turn:
    """Cancel "all of them", where it was asked whether to cancel all; of three, "both" asks which."""
    is_some = not context.event.are_all and len(reminders.talked_of(context)) > 2
    return reminders.which_one(context) if is_some else context.then(e.Yes())


def both_or_two(context: Context[e.BothSaid]) -> Turn:
    """Take "both" as a yes to what is offered; of three, "two of them" asks which."""
    is_some = context.event.are_two and len(reminders.talked_of(context)) > 2
    return reminders.which_one(context) if is_some else context.then(e.Yes())


def length_after(context: Context[e.LengthAsked]) -> Turn:
    """Take "make it nine" as a time of day where no ice is under way, and any other length as that of the ice."""
    hour = (context.event.duration or timedelta(0)) // timedelta(minutes=1)
    if context.event.is_meant and context.session.score is not None:
        return after_ice.scored(context.hearing(e.Assessed(score=hour)))
    if context.event.is_meant and not is_about_reminders(context) and context.session.asked is None:
        return context.then(e.Assessed(score=hour))
    if context.event.is_bare and context.session.asked is Question.REMIND and _is_count(context, hour):
        return reminders.which_one(context)
    if (context.event.is_bare or context.event.is_meant) and 0 < hour <= CLOCK_HOURS:
        return _at_hour(context, hour)
    return icing.start_of_length(context)


def is_about_reminders(context: Context[Event]) -> bool:
    """Return whether the last words that were understood set or changed reminders, and nothing of its own is asked."""
    return context.session.asked in (None, Question.WHAT_NEXT) and undo.has_changed(context, "reminders")


def _hour_told(context: Context[e.Assessed]) -> Turn | None:
    """Take "eight", or "eight's better", as a time of day where reminders are talked of, and not as how sore it is."""
    event, hour = context.event, context.event.score or 0
    if event.trend is None and _is_count(context, hour):
        return reminders.which_one(context)
    suits = event.trend is None or (event.trend is e.Trend.BETTER and hour > plan.MODERATE)  # better is not so sore
    if not suits or event.in_words or event.is_of_scale or not 0 < hour <= CLOCK_HOURS:
        return None
    return context.then(e.RemindersChanged(only_at=time(hour))) if event.is_only else _at_hour(context, hour)


def _is_count(context: Context[Event], number: int) -> bool:
    """Return whether a number, as in "just two", is one of so many reminders, and not an hour that one is at."""
    return 0 < number <= max(len(reminders.talked_of(context)), 1) and not reminders.is_set_at(context, number)


def _at_hour(context: Context[Event], hour: int) -> Turn:
    """Take an hour as the time of a reminder; at the offer it may correct the one that was just asked for."""
    asked = e.RemindersAsked(at=time(hour))
    corrected = reminders.other_half(context.hearing(asked)) if context.session.asked is Question.REMIND else None
    return corrected or context.then(asked)


def number_before_ice(context: Context[e.Assessed]) -> Turn | None:
    """Take "ten" as the minutes of the ice, where it is asked about."""
    length = _minutes(context)
    return context.then(e.IcingAsked(length)) if length else None


def pain_in_ice(context: Context[e.RedFlagSaid]) -> Turn:
    """Take "this is agony" as the sting of the cold as long as that lasts (S8); later it is a red flag."""
    is_cold = context.event.sign is e.Sign.PAIN and context.countdown.elapsed_at(context.now) <= plan.EASING_LAST
    return context.then(e.TooCold()) if is_cold else screening.red_flag(context)


def number_in_ice(context: Context[e.Assessed]) -> Turn:
    """Take "ten" as the minutes of the ice under way, and "it's awful" as the cold; "it's a ten" tells the soreness."""
    if context.recovery.ice and context.event == e.Assessed(score=plan.SEVERE, in_words=True):
        return context.then(e.Hurts())
    is_length = not context.event.is_meant or undo.has_changed(context, "countdown")
    length = _minutes(context) if context.recovery.ice and is_length else None
    return context.then(e.LengthAsked(length, is_bare=True)) if length else assessment.assess_counting(context)


def _minutes(context: Context[e.Assessed]) -> timedelta | None:
    """Return a bare number as minutes; a small one is no length of ice, but may be how sore it is."""
    length = timedelta(minutes=context.event.score or 0) if context.event.is_bare else timedelta(0)
    return length if length >= plan.FEW_MINUTES else None


def cold_water(context: Context[Event]) -> Turn | None:
    """Take "it's cold" as said of the water, where no ice came before."""
    before = context.recovery.out_at
    return None if before else context.ask(Question.FOOT_IN, Say("too-cold-before"))


def at_offer(context: Context[e.Assessed]) -> Turn | None:
    """Take a number as a time of day, and "all fine" as no answer: it does not end the plan."""
    is_well = context.event.trend is e.Trend.GONE
    is_hour = context.event.is_bare and not context.event.is_meant
    if not is_hour and (turn := _outing_corrected(context)):
        return turn
    if context.event.is_meant and context.session.score is not None:
        return after_ice.scored(context)
    return context.aside(context.say("glad-better")) if is_well else _hour_told(context)


def count_told(context: Context[e.StepsTold]) -> Turn:
    """Take "I can't do nine", or "I can't do that many", as one about reminders where they are talked of."""
    event = context.event
    is_sign = not event.can and not event.is_bare and 0 < event.steps <= plan.STEPS  # always one (S6)
    if is_sign or event.is_steps:
        return screening.steps_heard(context)
    if not event.can:
        is_there = reminders.is_set_at(context, event.steps)
        return context.then(e.RemindersChanged(without=time(event.steps) if is_there else None))
    if 0 < event.steps <= CLOCK_HOURS:
        return context.then(e.RemindersAsked(at=time(event.steps)))
    return digressions.ask_again(context)


def steps_told(context: Context[e.StepsTold]) -> Turn:
    """Hear of steps, unless it is reminders that are talked of, or one is set at that hour."""
    event = context.event
    if event.is_steps:
        return screening.steps_heard(context)
    is_hour = (event.is_bare or event.steps > plan.STEPS) and reminders.is_set_at(context, event.steps)
    if is_hour or is_about_reminders(context):
        return count_told(context)
    return digressions.ask_again(context) if event.is_bare else screening.steps_heard(context)


def limp_as_score(context: Context[e.Walks]) -> Turn:
    """Take "I'm limping" as more than mild, and no jog, where it was asked how sore it is; a number is asked again."""
    if not context.event.limping:
        return digressions.ask_again(context)
    return context.with_session(activity=e.Activity.WALK).then(e.Assessed(score=plan.MODERATE))


def walks_on(context: Context[e.Walks]) -> Turn:
    """Hear how the walk goes: a limp is a reason to slow down, or to stop."""
    return context.say("walk-slower") if context.event.limping else icing.time_left(context)


def steps_as_score(context: Context[e.StepsTold]) -> Turn | None:
    """Take the three of "maybe three" as how sore it is, where that is asked, and not that of "only three steps"."""
    return None if context.event.is_steps else context.then(e.Assessed(score=context.event.steps))


def of_some(rule: Rule[E]) -> Rule[E]:
    """Return a rule that changes reminders; where there are none, "only the first one" does not answer a question."""
    return lambda context: (
        digressions.ask_again(context) if context.open_question and not reminders.talked_of(context) else rule(context)
    )


def no_twist(context: Context[Event]) -> Turn:
    """Take "I didn't" as said of the twist, or the other reason to wait, just told, and not of what is asked since."""
    is_of_hold = any(undo.has_changed(context, hold) for hold in undo.HOLD_FIELDS)
    return context.then(e.TakenBack() if is_of_hold else e.No(is_plain=False))


def fine_with_cold(context: Context[Event]) -> Turn:
    """Take "fine" as no cold risk, but right after a hold, which it may only take note of."""
    return digressions.ask_again(context) if _has_told_twist(context) else context.then(e.No())


def sore_since(context: Context[e.SinceTold]) -> Turn:
    """Take "since yesterday" as the day that the soreness began."""
    return context.then(e.SorenessReported(None, context.event.days_ago, context.event.weekday))


def long_ago(context: Context[e.TwistTold] | Context[e.SorenessReported] | Context[e.SinceTold]) -> Turn | None:
    """Take "that was years ago" as said of the twist that was just told: it is none, and is asked about again (S4)."""
    is_old = (context.event.days_ago or 0) >= plan.OLD_TWIST
    return context.then(e.TakenBack()) if is_old and _has_told_twist(context) else None


def _has_told_twist(context: Context[Event]) -> bool:
    return undo.has_changed(context, "move_held_until")


def is_of_steps(told: e.RemindersChanged) -> bool:
    """Return whether "too many", or "not four", may be said of the steps that were asked for."""
    at = told.without
    return told == e.RemindersChanged(without=at) and (at is None or at.hour <= plan.STEPS)


def more_at_offer(context: Context[e.MoreTimeAsked]) -> Turn:
    """Go on with a short icing, or refuse a longer one and put the offer again."""
    turn = icing.more_after(context)
    if turn.recovery.countdown or not context.event.is_bare:
        return turn if turn.then or turn.recovery.countdown else context.aside(turn)
    hour = (context.event.duration or timedelta(0)) // timedelta(minutes=1)  # "add one more", "add seven"
    if _is_count(context, hour) or not 0 < hour <= CLOCK_HOURS:
        return reminders.which_one(context)
    return context.then(e.RemindersAsked(at=time(hour), is_beside=True))


def fewer(context: Context[e.LessSaid]) -> Turn:
    """Hear "fewer" said of reminders, where they are talked of."""
    return reminders.which_one(context) if is_about_reminders(context) else context.then(e.WhereAsked())


def go_back(rule: Rule[Event]) -> Rule[Event]:
    """Return a rule that takes back what the last words changed, but for reminders: "the one before" deletes none."""

    def go_back(context: Context[Event]) -> Turn:
        is_set = is_about_reminders(context) and not undo.has_lost_reminders(context)
        return reminders.list_set(context) if is_set else undo.or_take_back(rule)(context)

    return go_back


def cold_skin(context: Context[e.SkinWarned]) -> Turn | None:
    """Take "hives" as the answer to the question of cold, whose word it is; in the ice, or after it, it is a sign."""
    is_answer = context.event.sign is e.Sign.SKIN and not screening.may_be_hurt_by_ice(context)
    return context.then(e.ColdRiskTold(e.Sign.COLD_TOES)) if is_answer else None
