"""The routine's table: every phase answers every event, and a hole is an error at import.

A row gives the rule for every phase; `anywhere` fills it from a default and the phases that differ, `on` does so with
care first after a red flag. What a yes or a no means depends on the open question: `ANSWERS` has it, and `HANGS` what
else answers one.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from skill.routine import (
    after_ice,
    assessment,
    digressions,
    guidance,
    icing,
    meanings,
    reminder_sync,
    reminders,
    screening,
    stopped,
    timer_sync,
    undo,
)
from skill.routine import events as e
from skill.routine.acts import CLEARING, DELETING, SAFETY_CHECK, SAFETY_QUESTIONS, Question, Say
from skill.routine.context import Context, E, Rule, may_be_in
from skill.routine.events import Event, WorldEvent
from skill.routine.guidance import no_countdown
from skill.routine.plan import JOG_MILES, LONG_THOUGHT, MILD, MODERATE, SEVERE, STEPS, Step
from skill.routine.recovery import NOT_UNDER_WAY, UNSCREENED, Phase, Turn
from skill.routine.stopped import care_first

NEW, SCREENING, READY, ICING, PAUSED, WALKING, RESTING, STOPPED, RECOVERED = Phase

Row = dict[Phase, Rule[Any]]
"""The rule of every phase for one type of event."""

Answers = dict[type[Event], Rule[Event]]
Replies = dict[Question, Callable[[Context[Any]], Turn | None]]

BASES = (Event, WorldEvent, e.OfSign, e.OfLength, e.OfTopic)

ICE_TO_COME = (None, Question.REMIND, Question.FOOT_IN, Question.OFFER_ICE)
"""Questions, or none, at which a wait is one for ice."""


def anywhere(event: type[E], default: Rule[E], *others: tuple[Iterable[Phase], Rule[E]]) -> tuple[type[Event], Row]:
    """Return the row of an event, also after a red flag: one rule, and those of the phases that differ."""
    rules: Row = dict.fromkeys(Phase, default)
    for phases, rule in others:
        rules.update(dict.fromkeys(phases, rule))
    return event, rules


def on(event: type[E], default: Rule[E], *others: tuple[Iterable[Phase], Rule[E]]) -> tuple[type[Event], Row]:
    """Return the row of an event; after a red flag everything waits for care (S3)."""
    return anywhere(event, default, *others, ([STOPPED], care_first))


IN_ICE = (ICING, PAUSED)
BETWEEN = (READY, RESTING)
TIMED = (ICING, PAUSED, WALKING)


def _answer(context: Context[Event]) -> Turn:
    """Take a yes, a no or an "I don't know" as the answer to the open question."""
    asked, event = context.session.asked, context.event
    if isinstance(event, e.No) and (turn := undo.redo_stop(context)):
        return turn
    if isinstance(event, e.No) and not event.is_plain and meanings.is_about_reminders(context):
        return reminders.list_set(context)  # "nothing else" cancels none that were just agreed to (S21)
    is_back = undo.is_answer(context) or (asked is None and context.recovery.is_blank)
    # "No, not now" in a pause tells nothing of the foot, which may be out still.
    if isinstance(event, e.No) and is_back and (event.is_plain or context.recovery.phase is not PAUSED):
        is_of_a_sign = context.recovery.phase is STOPPED or context.hurt_by_cold
        return context.then(e.NothingWrong() if is_of_a_sign and not event.is_plain else e.TakenBack())
    if context.recovery.phase is STOPPED and asked not in ASKED_IN_STOPPED:
        return care_first(context)
    if asked is None or not _still_makes_sense(asked, context):
        return context.then(e.WhereAsked())
    return ANSWERS[asked][1][type(context.event)](context)


def _still_makes_sense(asked: Question, context: Context[Event]) -> bool:
    return context.recovery.phase in ANSWERS[asked][0]


def _old_screen(context: Context[Event]) -> Turn:
    """Tell that this is no longer asked: put the open question again, or tell where the user is."""
    told = Say("screen-old")
    return context.aside(context.turn(told)) if context.session.asked else context.then(e.WhereAsked(), told)


def _hold_on(context: Context[Event]) -> Turn:
    """Take a "hang on" as "not yet" where the foot should be in the water; any other question waits."""
    asked = context.open_question
    if asked is None or not _still_makes_sense(asked, context):
        is_preparing = context.recovery.phase is READY
        return undo.or_go_on(_say("take-your-time") if is_preparing else no_countdown)(context)
    if asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return _set_up(context)
    return WAIT(context)


def _think(context: Context[e.Thinking]) -> Turn:
    """Wait for the answer; "in three hours" is no time to think, but one to be reminded at."""
    asked, wait = context.open_question, context.event.wait
    if wait and wait >= LONG_THOUGHT and asked in ICE_TO_COME and context.recovery.phase not in UNSCREENED:
        return context.then(e.RemindersAsked(wait=wait))
    if context.session.asked is None and (context.recovery.countdown or context.recovery.phase is STOPPED):
        return context.then(e.WhereAsked())
    if context.session.asked is None and context.recovery.phase is RESTING and not may_be_in(context):
        return context.say("all-right")
    if asked is None or not _still_makes_sense(asked, context):
        return digressions.ask_again(context)
    return context.ask(asked, Say("take-your-time"))


def _iced_told_stopped(context: Context[e.IcedTold]) -> Turn:
    return icing.still_in_stopped(context) if context.event.is_in else care_first(context)


def _missed_after_stop(context: Context[Event]) -> Turn:
    """Say that care comes first after a miss, and open no question: a "no" after it takes the stop back."""
    return digressions.unheard(context) if context.session.asked else care_first(context)


def _mild(context: Context[e.MildSignTold]) -> Turn:
    """Hear of a mild sign; right after a warning of the skin "just pink" may correct that."""
    rule = stopped.or_misheard(screening.mild) if context.event.sign in screening.BY_THE_COLD else screening.mild
    return rule(context)


def _number_told(context: Context[e.LengthAsked]) -> Turn:
    """Take a number without a unit as the steps, the miles or the score that were asked for, and minutes as none."""
    event, number = context.event, (context.event.duration or timedelta(0)) // timedelta(minutes=1)
    is_steps = context.session.asked is Question.FOUR_STEPS
    told = e.StepsTold(number) if is_steps else e.Assessed(score=number, is_meant=event.is_meant)
    return respond(context.hearing(told)) if event.is_bare or event.is_meant else digressions.ask_again(context)


def _steps_named(context: Context[e.Assessed]) -> Turn | None:
    """Take a number alone as the steps that were asked for, and not as how sore it is."""
    if not (context.event.is_bare and context.event.score):
        return assessment.assessed_in_check(context)
    return respond(context.hearing(e.StepsTold(context.event.score)))


def _unchanged(context: Context[Event]) -> Turn:
    return context.turn()


def _then(event: Event) -> Rule[Event]:
    return lambda context: context.then(event)


def _if(is_so: Callable[[Any], object], rule: Rule[Any]) -> Callable[[Context[Any]], Turn | None]:
    """Return the rule for words that are so; for others it gives none, and their own row answers."""
    return lambda context: rule(context) if is_so(context.event) else None


def _say(key: str) -> Rule[Event]:
    return lambda context: context.say(key)


def _aside(key: str) -> Rule[Event]:
    """Return the rule that says one phrase, and puts the open question again."""
    return lambda context: context.aside(context.say(key))


def _set_up(context: Context[Event]) -> Turn:
    return context.tell("set-up")


def _say_left(in_ice: str, on_walk: str) -> Rule[Event]:
    """Return the rule that tells what waits until the countdown is over."""
    return lambda context: context.say(in_ice if context.recovery.ice else on_walk, left=context.left)


def _ask(question: Question, *before: Say) -> Rule[Event]:
    return lambda context: context.ask(question, *before)


YES, NO, UNSURE = _then(e.Yes()), _then(e.No()), _then(e.Unsure())
AGAIN = digressions.ask_again
WAIT = _aside("take-your-time")
OUT_FIRST = _ask(Question.OUT, screening.FOOT_OUT_FIRST)
TAKE_BACK = _then(e.TakenBack())
REPORT = _then(e.SorenessReported())
WHERE_NOW = _then(e.WhereAsked())
STILL_IN = _then(e.StillIn())
MOVED = _then(e.StepDone(Step.MOVE))
RUNS, NEW_RUNNER = _then(e.UsualRunTold(JOG_MILES)), _then(e.UsualRunTold(0.0))

ENDS = (([SCREENING], icing.out_unscreened), (IN_ICE, icing.out), ([WALKING], after_ice.walk_ended))
"""What ends by "it's out" and by "I'm done"."""

WHERE: dict[Phase, Rule[Event]] = {
    NEW: guidance.welcome,
    SCREENING: lambda context: screening.screen(context, Say("safety-first")),
    READY: guidance.foot_in,
    **dict.fromkeys(TIMED, icing.time_left),
    RESTING: guidance.resting,
    RECOVERED: _ask(Question.SORE_TODAY, Say("welcome-back")),
}
"""What "open" and "what now" are answered with."""


def _where(context: Context[Event]) -> Turn:
    """Tell where the user is; first, once, that reminders were deleted in the app."""
    known, lost = reminders.lost_told(context)
    return WHERE[context.recovery.phase](known).with_acts(first=lost)


TABLE = dict(
    [
        on(e.Opened, _where),
        on(
            e.SorenessReported,
            assessment.sore_again,
            (UNSCREENED, assessment.report),
            (TIMED, assessment.sore_counting),
        ),
        anywhere(
            e.IcingAsked,
            icing.start,
            (UNSCREENED, icing.screen_before_icing),
            ([ICING], icing.start_running),
            ([PAUSED, WALKING], icing.start_again),
            ([STOPPED], icing.still_in_stopped),
        ),
        on(e.TimeAsked, no_countdown, (TIMED, icing.time_left)),
        on(e.PauseMeant, undo.or_pause(_then(e.PauseAsked()))),
        on(e.PauseAsked, _hold_on, ([ICING, WALKING], icing.pause), ([PAUSED], icing.time_left)),
        on(
            e.ResumeAsked,
            undo.or_bring_back(undo.or_go_on(guidance.resume_over)),
            ([ICING, WALKING], icing.time_left),
            ([PAUSED], icing.resume),
        ),
        on(
            e.IceCancelled,
            no_countdown,
            (TIMED, icing.call_off),
            ([READY], _say("later")),
            ([RESTING], guidance.out_or(guidance.called_off)),
        ),
        on(
            e.MoreTimeAsked,
            no_countdown,
            ([READY], icing.not_yet),
            (TIMED, icing.more),
            ([PAUSED], icing.more_in_pause),
            ([RESTING], icing.more_after),
        ),
        on(e.LessTimeAsked, no_countdown, ([READY], guidance.foot_in), (TIMED, icing.less)),
        on(e.LengthAsked, icing.start_of_length, (TIMED, icing.set_length), ([RESTING], meanings.length_after)),
        on(e.Back, _then(e.Finished()), (UNSCREENED, WHERE_NOW), ([READY], guidance.foot_in), (TIMED, meanings.back)),
        on(e.KeepAsked, stopped.or_misheard(meanings.keep)),
        on(
            e.TooCold,
            no_countdown,
            (TIMED, icing.uncomfortable),
            ([READY], _ask(Question.FOOT_IN, Say("too-cold-before"))),
            ([RESTING], _say("warm-up")),
        ),
        on(e.Hurts, assessment.how_sore, ((*UNSCREENED, READY), REPORT), (TIMED, icing.uncomfortable)),
        on(e.FootOut, no_countdown, *ENDS, ([RESTING], icing.out_late)),
        anywhere(
            e.StillIn,
            icing.still_in,
            (UNSCREENED, icing.still_in_unscreened),
            ([READY], undo.or_go_on(_then(e.IcingAsked(is_in=True)))),
            ([ICING], timer_sync.still_in_running),
            ([PAUSED], icing.still_in_pause),
            ([WALKING], icing.time_left),
            ([STOPPED], icing.still_in_stopped),
        ),
        on(e.NeverIn, WHERE_NOW, ((*IN_ICE, RESTING), icing.never_in)),
        on(e.TimerRang, no_countdown, (TIMED, meanings.rang), ([RESTING], guidance.out_or(no_countdown))),
        anywhere(
            e.IcedTold,
            icing.of_today(icing.iced_told),
            (UNSCREENED, icing.of_today(icing.iced_told_unscreened)),
            (TIMED, icing.of_today(icing.iced_told_running)),
            ([STOPPED], _iced_told_stopped),
        ),
        on(e.StepDone, guidance.step_done),
        on(e.Finished, no_countdown, *ENDS, ([RESTING], guidance.finished)),
        on(
            e.MassageAsked,
            after_ice.massage,
            (UNSCREENED, after_ice.screen_before_massage),
            (TIMED, _say_left("massage-after-ice", "massage-after-walk")),
        ),
        on(
            e.MoveAsked,
            after_ice.move,
            ([NEW, SCREENING], after_ice.screen_before_outing),
            (TIMED, after_ice.move_counting),
            ([RECOVERED], lambda context: context.say(assessment.Advice.RECOVERED, **context.holds)),
        ),
        on(e.UsualRunTold, after_ice.usual_run),
        on(
            e.Assessed,
            assessment.or_correct(meanings.assessed),
            (UNSCREENED, assessment.or_correct(assessment.assess_unscreened)),
            (TIMED, meanings.number_in_ice),
        ),
        on(e.WhereAsked, _where),
        on(
            e.NextIcingAsked,
            guidance.next_icing,
            (UNSCREENED, REPORT),
            ([READY], _ask(Question.FOOT_IN)),
            (TIMED, _say_left("next-ice-after-this", "next-ice-after-walk")),
        ),
        on(e.NextAsked, guidance.next_step, (UNSCREENED, WHERE_NOW), (TIMED, guidance.next_counting)),
        anywhere(
            e.PreviousAsked,
            meanings.go_back(guidance.previous_step),
            ((*UNSCREENED, *TIMED), meanings.go_back(WHERE_NOW)),
            ([STOPPED], undo.or_take_back(care_first)),
        ),
        anywhere(e.TakenBack, meanings.taken_back, ([STOPPED], stopped.stop_taken_back)),
        anywhere(e.NotForYou, meanings.not_for_you, ([STOPPED], undo.or_take_back(care_first))),
        anywhere(e.Meant, undo.meant),
        anywhere(e.RepeatAsked, guidance.again),
        on(e.HowAsked, digressions.how),
        anywhere(e.WhyAsked, digressions.why, ([STOPPED], stopped.why_stopped)),
        anywhere(e.TopicAsked, digressions.answer_topic, ([STOPPED], digressions.answer_topic_stopped)),
        on(e.DoctorAsked, digressions.doctor),
        anywhere(e.RedFlagSaid, screening.red_flag, ([ICING], meanings.pain_in_ice)),
        on(e.SkinWarned, screening.skin_warning),
        anywhere(e.MildSignTold, _mild, ([STOPPED], stopped.mild_instead)),
        anywhere(e.SignDenied, stopped.hold_denied, ([STOPPED], stopped.denied)),
        on(e.ColdSkinTold, guidance.still_cold, (TIMED, icing.time_left), (UNSCREENED, WHERE_NOW)),
        anywhere(e.CareHadTold, stopped.care_had),
        on(e.MeaningAsked, screening.meaning),
        anywhere(e.Thinking, _think),
        anywhere(e.StepsTold, meanings.steps_told, ([STOPPED], stopped.steps)),
        anywhere(e.Walks, WHERE_NOW, ([WALKING], meanings.walks_on), ([STOPPED], _then(e.StepsTold(STEPS)))),
        on(e.LessSaid, meanings.fewer),
        on(e.CannotSaid, meanings.not_wanted),
        on(e.LaterSaid, guidance.out_or(_say("later")), (TIMED, icing.time_left)),
        anywhere(e.AllFine, stopped.or_misheard(meanings.all_fine), ([STOPPED], stopped.fine)),
        anywhere(e.NothingWrong, stopped.or_misheard(digressions.ask_again), ([STOPPED], stopped.fine)),
        *(on(each, AGAIN) for each in (e.SlowlySaid, e.WarmSaid, e.BothSaid, e.AlreadySaid)),
        on(e.TwistTold, screening.twist_told),
        on(e.ColdRiskTold, screening.cold_risk),
        on(e.MedicineAsked, digressions.told("medicine")),
        on(e.OldScreenTouched, _old_screen),
        on(e.ChildTold, screening.child),
        on(e.GrownUpTold, digressions.told("grown-up")),
        anywhere(e.StartOverAsked, _ask(Question.START_OVER), (UNSCREENED, digressions.start_over)),
        anywhere(e.ForgetAsked, _ask(Question.FORGET)),
        on(e.RemindersAsked, reminders.ask_for, (UNSCREENED, REPORT), (TIMED, meanings.remind_counting)),
        on(e.RemindersChanged, meanings.of_some(reminders.change)),
        on(e.RemindersSkipped, meanings.of_some(reminders.skip)),
        on(e.RemindersListAsked, reminders.list_set),
        on(e.RemindersCancelled, reminders.ask_cancel),
        on(
            e.PromptsAsked,
            reminders.prompt_next_icing,
            (UNSCREENED, reminders.prompt_new_plan),
            (TIMED, reminders.prompt_this_icing),
        ),
        anywhere(e.KnownAsked, digressions.known),
        anywhere(e.HelpAsked, digressions.help_),
        anywhere(e.StopAsked, _unchanged),
        *(anywhere(each, _answer) for each in (e.Yes, e.No, e.Unsure)),
        anywhere(e.DidNot, meanings.no_twist),
        on(e.SinceTold, AGAIN, (UNSCREENED, meanings.sore_since)),
        *(anywhere(each, YES) for each in (e.HedgedYes, e.GoAhead, e.UpToYou, e.YesBut, e.YesSince)),
        *(on(each, stopped.or_misheard(meanings.not_wanted)) for each in (e.SoftNo, e.Dodged)),
        anywhere(e.Unheard, digressions.unheard, ([STOPPED], _missed_after_stop)),
        anywhere(e.ConsentAnswered, timer_sync.consented),
        anywhere(e.PermissionsChanged, reminder_sync.permissions_changed),
        anywhere(e.RemindersSet, reminder_sync.reminders_set),
        anywhere(e.ZoneChanged, reminder_sync.zone_changed),
        anywhere(e.RemindersLeft, reminder_sync.reminders_left),
        anywhere(e.RemindersSeen, reminder_sync.reminders_seen),
        anywhere(e.TimerSet, _unchanged, (TIMED, timer_sync.timer_set)),
        anywhere(e.TimerRefused, _unchanged, (TIMED, timer_sync.timer_refused)),
        anywhere(e.TimerLost, timer_sync.timer_lost),
        anywhere(e.TimerSeen, timer_sync.timer_left_over, (TIMED, timer_sync.timer_seen)),
    ]
)
"""What every phase does about every event."""


def answers(
    phases: Iterable[Phase], yes: Rule[Event], no: Rule[Event], unsure: Rule[Event] | None = None
) -> tuple[frozenset[Phase], Answers]:
    """Return what the answers to a question lead to; "I don't know" is a no, unless told otherwise.

    They make sense only in these phases: time, or another speaker, may have moved the phase on since the question.
    """
    return frozenset(phases), {e.Yes: yes, e.No: no, e.Unsure: unsure or no}


ANSWERS: dict[Question, tuple[frozenset[Phase], Answers]] = {
    **{check.question: (frozenset(Phase), screening.check_answers(check)) for check in SAFETY_CHECK},
    Question.ANYTHING_NEW: answers(
        BETWEEN, screening.anything_new, icing.cleared(Question.ANYTHING_NEW), screening.anything_new
    ),
    Question.WARM_AGAIN: answers(BETWEEN, icing.cleared(Question.WARM_AGAIN), _then(e.ColdSkinTold())),
    Question.SORE_TODAY: answers(NOT_UNDER_WAY, REPORT, _say("not-sore"), REPORT),
    Question.FOOT_IN: answers(BETWEEN, icing.foot_in, _set_up),
    Question.RESUME: answers([PAUSED], _then(e.ResumeAsked()), _say("later"), AGAIN),
    Question.STILL_IN: answers(IN_ICE, timer_sync.restart_timer, _then(e.FootOut()), AGAIN),
    Question.STILL_WALKING: answers([WALKING, PAUSED], timer_sync.restart_timer, _then(e.Finished()), AGAIN),
    Question.WARM: answers(BETWEEN, after_ice.massage_now, _say("massage-not-warm")),
    Question.SCORE: answers(BETWEEN, assessment.no_score, assessment.no_score),
    Question.ONLY_MILD: answers(BETWEEN, _then(e.Assessed(score=MILD)), assessment.no_score),
    Question.VERY_SORE: answers(
        BETWEEN, _then(e.Assessed(score=SEVERE)), _then(e.Assessed(score=MODERATE)), assessment.no_score
    ),
    Question.TREND: answers(BETWEEN, assessment.no_trend, assessment.no_trend),
    Question.WORSE: answers(BETWEEN, _then(e.Assessed(e.Trend.WORSE)), _ask(Question.BETTER), assessment.no_trend),
    Question.BETTER: answers(BETWEEN, _then(e.Assessed(e.Trend.BETTER)), assessment.no_trend),
    Question.COVERS: answers(BETWEEN, RUNS, NEW_RUNNER),
    Question.WALK_TIMER: answers(BETWEEN, after_ice.time_walk, after_ice.untimed),
    Question.OFFER_ICE: answers(BETWEEN, _then(e.IcingAsked()), _set_up),
    Question.OFFER_MASSAGE: answers(BETWEEN, _then(e.MassageAsked()), after_ice.massage_declined),
    Question.OFFER_MOVE: answers(BETWEEN, _then(e.MoveAsked()), guidance.not_moving),
    Question.REMIND: answers((*BETWEEN, *TIMED), reminders.accept, reminders.decline),
    Question.NEW_ANKLE: answers(BETWEEN, assessment.add_ankle, assessment.same_ankle, assessment.add_ankle),
    Question.START_OVER: answers(Phase, digressions.start_over, _say("kept-plan")),
    Question.FORGET: answers(Phase, digressions.forget, _say("kept-plan")),
    Question.CANCEL_REMINDERS: answers(Phase, reminders.cancel_all, reminders.keep_all),
    Question.OUT: answers((*BETWEEN, *IN_ICE), meanings.is_out, _then(e.StillIn())),
    Question.OUT_EARLY: answers(BETWEEN, icing.out_early, TAKE_BACK, AGAIN),
    Question.SKIN: answers(BETWEEN, _then(e.SkinWarned()), icing.skin_is_fine, _then(e.SkinWarned())),
    Question.MILD: answers(Phase, screening.red_flag, screening.not_more, screening.red_flag),
    Question.WHAT_NEXT: answers(Phase, WHERE_NOW, _unchanged, WHERE_NOW),
}
"""What a yes, a no and an "I don't know" to a question lead to, and in which phases."""

OUTINGS = (Question.OFFER_MASSAGE, Question.OFFER_MOVE, Question.WALK_TIMER, Question.RESUME)
"""What else may be done later."""

DOUBTED = (
    *(Question.FOUR_STEPS, Question.BENT, Question.COLD, Question.ANYTHING_NEW, Question.MILD, Question.SKIN),
    *(Question.WARM, Question.WARM_AGAIN, Question.OUT, Question.OUT_EARLY, Question.STILL_IN),
    *(Question.ONLY_MILD, Question.BETTER, Question.COVERS, *DELETING),
)
"""Questions to which a hedged yes is none; at the others the yes is the graver answer, or costs nothing."""

OFFERED = (
    *(Question.FOOT_IN, Question.RESUME, Question.WALK_TIMER, Question.REMIND),
    *(Question.OFFER_ICE, Question.OFFER_MASSAGE, Question.OFFER_MOVE),
)
"""Questions that a "later" says no to."""

OF_SIGNS = (Question.BENT, Question.TWIST, Question.COLD, Question.ANYTHING_NEW, Question.MILD, Question.SKIN)
"""Questions that a user who is well says no to."""

DECLINED_BY_FINE = (Question.REMIND, Question.OFFER_MASSAGE, Question.SORE_TODAY)
"""Questions that "I'm fine" says no to."""

OF_FACTS = tuple(each for each in Question if each not in (*OFFERED, *DELETING, Question.WHAT_NEXT))
"""Questions of what is so, which "lovely" does not answer."""

STILL_MILD = (e.Sign.SWELLING, e.Sign.WARMTH)
"""Signs of which "no, just a bit bigger" is a no to more of it (S17)."""

QUESTIONS = _then(e.TopicAsked("questions"))

FEELS_FINE = e.Assessed(e.Trend.GONE)

OUT_TOLD: Replies = {Question.OUT: icing.out_since, Question.OUT_EARLY: icing.out_early}

DONE: Replies = {Question.OFFER_MASSAGE: _then(e.StepDone(Step.MASSAGE)), Question.OFFER_MOVE: MOVED}

SINCE: Replies = {
    Question.TWIST: lambda told: told.then(e.TwistTold(told.event.days_ago)),
    Question.SORE_TODAY: meanings.sore_since,
}

HANGS: dict[type[Event], Replies] = {
    e.Assessed: {
        **dict.fromkeys(CLEARING, assessment.assessed_in_check),
        Question.OFFER_MOVE: after_ice.scored_at_offer,
        Question.FOUR_STEPS: _steps_named,
        Question.COVERS: after_ice.number_told,
        Question.OUT: assessment.is_foot_out,
        Question.REMIND: meanings.at_offer,
        **dict.fromkeys((Question.WARM, Question.WARM_AGAIN), _if(lambda told: told == FEELS_FINE, YES)),
        Question.MILD: _if(lambda told: told == FEELS_FINE, NO),
        Question.CANCEL_REMINDERS: meanings.only_that_hour,
        Question.SKIN: AGAIN,
        **dict.fromkeys((Question.FOOT_IN, Question.OFFER_ICE), meanings.number_before_ice),
    },
    e.StepsTold: {
        Question.FOUR_STEPS: screening.steps_answer,
        **dict.fromkeys((Question.REMIND, Question.CANCEL_REMINDERS), meanings.count_told),
        **dict.fromkeys(assessment.SCORES, meanings.steps_as_score),
    },
    e.Walks: {
        Question.FOUR_STEPS: YES,
        Question.OFFER_MOVE: _if(lambda walks: walks.limping, _then(e.MoveAsked(e.Activity.WALK))),
        **dict.fromkeys(assessment.SCORES, meanings.limp_as_score),
    },
    e.SorenessReported: {
        Question.REMIND: _if(lambda told: told == e.SorenessReported(e.Side.OTHER), reminders.which_one),
        Question.COLD: meanings.long_ago,
    },
    e.TwistTold: {Question.COLD: meanings.long_ago},
    e.RemindersChanged: {
        **dict.fromkeys((*screening.BEFORE_ICE, *OUTINGS), _if(lambda change: change.is_vague, NO)),
        Question.FOUR_STEPS: _if(meanings.is_of_steps, UNSURE),
        Question.CANCEL_REMINDERS: meanings.only_those,
        Question.REMIND: meanings.other_time,
    },
    e.RemindersAsked: {
        Question.REMIND: reminders.other_half,
        **dict.fromkeys((Question.OFFER_MASSAGE, Question.OFFER_MOVE, Question.WALK_TIMER), meanings.reminder_at_offer),
    },
    e.RemindersSkipped: {
        Question.OFFER_MOVE: _if(lambda skipped: skipped.which is e.Which.MOVE, NO),
        Question.REMIND: reminders.other_half,
        Question.CANCEL_REMINDERS: meanings.all_but,
    },
    e.SignDenied: {Question.FOUR_STEPS: screening.steps_and_denied},
    e.RemindersCancelled: {Question.CANCEL_REMINDERS: YES},
    e.Thinking: {Question.OUT: OUT_FIRST},
    e.RemindersListAsked: {Question.CANCEL_REMINDERS: reminders.list_asked},
    e.MeaningAsked: {Question.CANCEL_REMINDERS: reminders.list_asked},
    e.TakenBack: {Question.CANCEL_REMINDERS: meanings.only_that_one},
    e.SkinWarned: {Question.COLD: meanings.cold_skin},
    e.HowAsked: {Question.FOUR_STEPS: _if(lambda how: how.topic is e.Topic.ROUTINE, screening.meaning)},
    e.WhyAsked: dict.fromkeys(DELETING, digressions.ask_again),
    e.MoreTimeAsked: {
        **dict.fromkeys(screening.BEFORE_ICE, icing.not_yet),
        **dict.fromkeys(assessment.TRENDS, _then(e.Assessed(e.Trend.WORSE))),
        Question.COVERS: RUNS,
        Question.REMIND: meanings.more_at_offer,
        Question.WALK_TIMER: after_ice.walk_no_longer,
    },
    e.CannotSaid: dict.fromkeys((Question.BENT, Question.TWIST, Question.COLD), _ask(Question.FOUR_STEPS)),
    e.LessSaid: {
        **dict.fromkeys(assessment.TRENDS, _then(e.Assessed(e.Trend.BETTER))),
        Question.COVERS: NEW_RUNNER,
        Question.FOUR_STEPS: NO,
        Question.REMIND: reminders.which_one,
    },
    e.TooCold: {
        Question.REMIND: _aside("warm-up"),
        Question.OUT: STILL_IN,
        **dict.fromkeys(assessment.SCORES, _then(e.Assessed(score=SEVERE))),
    },
    e.ColdSkinTold: {Question.FOOT_IN: meanings.cold_water, Question.OUT: STILL_IN},
    e.Hurts: {Question.OUT: STILL_IN, Question.SKIN: AGAIN},
    **{kind: {Question.OUT: AGAIN} for kind in (e.MassageAsked, e.NextAsked, e.NextIcingAsked)},
    e.MoveAsked: {
        **dict.fromkeys(assessment.TRENDS, after_ice.move_scored),
        Question.COVERS: after_ice.walk_instead,
        Question.WALK_TIMER: after_ice.walk_or_jog,
        Question.CANCEL_REMINDERS: AGAIN,
    },
    e.PreviousAsked: {Question.REMIND: reminders.list_set},
    e.Unheard: {
        **dict.fromkeys(assessment.SCORES, assessment.no_score),
        **dict.fromkeys(assessment.TRENDS, assessment.no_trend),
    },
    e.FootOut: OUT_TOLD,
    e.Finished: {**OUT_TOLD, **DONE},
    e.Back: {Question.OFFER_MOVE: MOVED},
    e.IceCancelled: {**OUT_TOLD, Question.REMIND: AGAIN},
    e.IcingAsked: {
        Question.FOOT_IN: _if(lambda told: told == e.IcingAsked(is_in=True), icing.foot_in),
        Question.OUT: icing.still_in,
        Question.OUT_EARLY: TAKE_BACK,
        Question.WALK_TIMER: _if(lambda told: told == e.IcingAsked(), YES),
    },
    e.ResumeAsked: {Question.OUT: icing.still_in},
    e.KeepAsked: {Question.OUT_EARLY: TAKE_BACK},
    e.NotForYou: dict.fromkeys(DELETING, NO),
    e.PauseAsked: {Question.OUT: OUT_FIRST, Question.OUT_EARLY: TAKE_BACK, **dict.fromkeys(DELETING, WAIT)},
    e.LengthAsked: {
        Question.REMIND: meanings.length_after,
        **dict.fromkeys((Question.FOUR_STEPS, Question.COVERS, *assessment.SCORES), _number_told),
        Question.FOOT_IN: icing.note_length,
        Question.WALK_TIMER: after_ice.time_shorter_walk,
        Question.OUT: STILL_IN,
    },
    e.TimeAsked: {
        **dict.fromkeys((Question.FOOT_IN, Question.OFFER_ICE), _then(e.HowAsked(e.Topic.ICE))),
        **dict.fromkeys((Question.OFFER_MASSAGE, Question.OFFER_MOVE), _then(e.HowAsked())),
        Question.WALK_TIMER: _then(e.HowAsked(e.Topic.WALK)),
    },
    e.HedgedYes: dict.fromkeys(DOUBTED, UNSURE),
    e.GoAhead: dict.fromkeys(OF_FACTS, AGAIN),
    e.UpToYou: {**dict.fromkeys(OF_FACTS, AGAIN), **dict.fromkeys(DELETING, NO)},
    e.SoftNo: {Question.FOUR_STEPS: UNSURE},
    e.Dodged: {**dict.fromkeys(CLEARING, QUESTIONS), **dict.fromkeys((Question.MILD, Question.SKIN), AGAIN)},
    e.MildSignTold: {
        Question.MILD: _if(lambda told: told.sign in STILL_MILD and told.answer is False, NO),
        Question.OUT: _if(lambda told: told.answer, meanings.out_and_mild),
    },
    e.No: {Question.SCORE: _if(lambda no: no.is_none, _then(e.Assessed(score=0)))},
    e.YesBut: {**dict.fromkeys((*OFFERED, *DELETING), NO), Question.FOOT_IN: YES},
    e.YesSince: {**SINCE, **dict.fromkeys(DELETING, AGAIN)},
    e.SinceTold: {**SINCE, Question.COLD: meanings.long_ago},
    e.LaterSaid: {**dict.fromkeys((*OFFERED, *DELETING), NO), Question.OUT: STILL_IN},
    e.AllFine: {
        **dict.fromkeys((*OF_SIGNS, Question.WORSE, Question.VERY_SORE), NO),
        Question.COLD: meanings.fine_with_cold,
        **dict.fromkeys(DECLINED_BY_FINE, _if(lambda fine: fine.of_me, NO)),
        Question.OFFER_MOVE: _then(FEELS_FINE),
    },
    e.NothingWrong: {
        **dict.fromkeys((*OF_SIGNS, *OFFERED, Question.SORE_TODAY), NO),
        Question.OFFER_MOVE: _then(FEELS_FINE),
    },
    e.SlowlySaid: {Question.FOUR_STEPS: YES, Question.TWIST: NO},
    e.WarmSaid: {
        **dict.fromkeys((Question.WARM, Question.WARM_AGAIN), YES),
        **dict.fromkeys((Question.FOOT_IN, Question.OFFER_ICE), _then(e.TopicAsked("temperature"))),
        Question.OFFER_MASSAGE: after_ice.warm_told,
        Question.BENT: _then(e.MildSignTold(e.Sign.WARMTH)),
        **dict.fromkeys((Question.SKIN, Question.ANYTHING_NEW), NO),
    },
    e.AlreadySaid: {
        **dict.fromkeys(CLEARING, QUESTIONS),
        **dict.fromkeys((Question.FOOT_IN, Question.OFFER_ICE), _aside("iced-already")),
        **DONE,
    },
    e.BothSaid: dict.fromkeys((*OF_SIGNS, *OFFERED, Question.OUT, Question.SORE_TODAY), YES)
    | {Question.CANCEL_REMINDERS: meanings.all_or_some, Question.REMIND: meanings.both_or_two},
}
"""What else answers a question, by what was said; where the rule returns ``None``, the event's own row does."""

ASKED_IN_STOPPED = (*SAFETY_QUESTIONS, Question.START_OVER, Question.FORGET)
"""What is still answered after a red flag: starting over, forgetting, and further flags."""


def respond(context: Context[Event], *, is_heard: bool = True) -> Turn:
    """Return what follows from an event: as an answer to the open question, or by its own row.

    Only what was heard is such an answer; what a rule leads to has its own row, or two rules could lead to each other.
    """
    asked, kind = context.session.asked, type(context.event)
    if is_heard and asked and _still_makes_sense(asked, context):
        rule = HANGS.get(kind, {}).get(asked)
        if rule and (turn := rule(context)):
            return turn
    return TABLE[kind][context.recovery.phase](context)


def holes() -> list[str]:
    """Return the events that some phase has no answer to."""
    known = [each for each in vars(e).values() if isinstance(each, type) and issubclass(each, Event)]
    return [each.__name__ for each in known if each not in BASES and set(TABLE.get(each, ())) != set(Phase)]


if missing := holes():
    raise TypeError(f"no row in TABLE for {missing}")
