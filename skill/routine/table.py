"""The routine's table: every phase answers every event, and a hole is an error at import.

A row gives the rule for every phase; `on` fills it from a default and the phases that differ, `anywhere` has one rule
for all. What a yes or a no
means depends on the open question: `ANSWERS` has it.
"""

from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from typing import Any

from skill.routine import (
    assessment,
    digressions,
    guidance,
    icing,
    massage,
    outing,
    reminder_sync,
    reminders,
    screening,
    timer_sync,
)
from skill.routine import events as e
from skill.routine.acts import SAFETY_CHECK, SAFETY_QUESTIONS, Question, Say
from skill.routine.advice import Advice
from skill.routine.context import Context, E, Rule
from skill.routine.events import Event
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Turn
from skill.routine.screening import care_first

NEW, SCREENING, READY, ICING, PAUSED, WALKING, RESTING, STOPPED, RECOVERED = Phase

Row = dict[Phase, Rule[Any]]
"""The rule of every phase for one type of event."""


def on(event: type[E], default: Rule[E], *others: tuple[Iterable[Phase], Rule[E]]) -> tuple[type[Event], Row]:
    """Return the row of an event; after a red flag everything waits for care, unless told otherwise (S3)."""
    rules: Row = dict.fromkeys(Phase, default)
    rules[STOPPED] = care_first
    for phases, rule in others:
        rules.update(dict.fromkeys(phases, rule))
    return event, rules


def anywhere(event: type[E], rule: Rule[E]) -> tuple[type[Event], Row]:
    """Return the row of an event that has one rule for all phases, also after a red flag."""
    return event, dict.fromkeys(Phase, rule)


UNSCREENED = (NEW, SCREENING, RECOVERED)
IN_ICE = (ICING, PAUSED)
TIMED = (ICING, PAUSED, WALKING)


def _assessed(context: Context[e.Assessed]) -> Turn:
    """Give a score to whoever asked for it: the outing, or the assessment."""
    event = context.event
    for_outing = context.session.asked is Question.SCORE and context.session.wanted is Step.MOVE
    plain = event.trend is None and (event.score or 0) <= assessment.WORST
    return outing.scored(context) if for_outing and plain else assessment.assess(context)


def _answer(context: Context[Event]) -> Turn:
    """Take a yes, a no or an "I don't know" as the answer to the open question."""
    asked = context.session.asked
    if context.recovery.phase is STOPPED and asked not in ASKED_IN_STOPPED:
        return care_first(context)
    if asked is None or context.recovery.phase not in ASKED_IN.get(asked, Phase):
        return digressions.nothing_asked(context)
    rules = ANSWERS.get(asked, {})
    return rules.get(type(context.event), digressions.ask_again)(context)


def _hold_on(context: Context[Event]) -> Turn:
    """Take a "hang on" as "not yet" where the foot should be in the water; any other question waits."""
    asked = context.session.asked
    if asked in (None, Question.WHAT_NEXT) or context.recovery.phase not in ASKED_IN.get(asked, Phase):
        return guidance.no_countdown(context)
    if asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return icing.set_up(context)
    return context.aside(context.say("take-your-time"))


def _unchanged(context: Context[Event]) -> Turn:
    return context.turn()


def _consented(context: Context[e.ConsentAnswered]) -> Turn:
    """Take the answer to Amazon's permission question, whatever it was about."""
    if context.event.permission is e.Permission.REMINDERS:
        return reminder_sync.reminder_consent(context)
    runs = context.recovery.phase in (ICING, WALKING)
    return timer_sync.timer_consent(context) if runs else timer_sync.timer_consent_for_later(context)


def _then(event: Event) -> Rule[Event]:
    return lambda context: context.then(event)


WHERE: dict[Phase, Rule[Event]] = {
    NEW: guidance.welcome,
    SCREENING: guidance.go_on_screening,
    READY: guidance.foot_in,
    ICING: icing.time_left,
    PAUSED: icing.paused_left,
    WALKING: icing.time_left,
    RESTING: guidance.now_what,
    RECOVERED: guidance.welcome_back,
}
"""What "open" and "what now" are answered with."""


def _where(context: Context[Event]) -> Turn:
    """Tell where the user is; first, once, that reminders were deleted in the app."""
    known, lost = reminders.lost_told(context)
    turn = WHERE[context.recovery.phase](known)
    return replace(turn, acts=(*lost, *turn.acts)) if lost else turn


TABLE = dict(
    [
        on(e.Opened, _where),
        on(
            e.SorenessReported,
            assessment.sore_again,
            (UNSCREENED, assessment.report),
            ([READY], assessment.sore_ready),
            (TIMED, assessment.sore_counting),
        ),
        on(
            e.IcingAsked,
            icing.start,
            (UNSCREENED, icing.screen_before_icing),
            ([ICING], icing.start_running),
            ([PAUSED], icing.start_paused),
            ([WALKING], icing.replace_walk),
        ),
        on(e.TimeAsked, guidance.no_countdown, ([ICING, WALKING], icing.time_left), ([PAUSED], icing.paused_left)),
        on(
            e.PauseAsked,
            guidance.no_countdown,
            ([READY, RESTING], _hold_on),
            ([ICING, WALKING], icing.pause),
            ([PAUSED], icing.paused_left),
        ),
        on(
            e.ResumeAsked,
            guidance.no_countdown,
            ([READY], _then(e.IcingAsked())),
            ([ICING, WALKING], icing.time_left),
            ([PAUSED], icing.resume),
        ),
        on(
            e.IceCancelled,
            guidance.no_countdown,
            (TIMED, icing.call_off),
            ([READY], guidance.later),
            ([RESTING], guidance.called_off),
        ),
        on(
            e.MoreTimeAsked,
            guidance.no_countdown,
            ([READY], _then(e.IcingAsked())),
            (IN_ICE, icing.more),
            ([WALKING], icing.time_left),
            ([RESTING], icing.more_after),
        ),
        on(
            e.TooCold,
            guidance.no_countdown,
            (TIMED, icing.uncomfortable),
            ([READY], lambda context: context.ask(Question.FOOT_IN, Say("too-cold-before"))),
            ([RESTING], lambda context: context.say("warm-up")),
        ),
        on(
            e.Hurts,
            assessment.how_sore,
            (UNSCREENED, _then(e.SorenessReported())),
            ([READY], guidance.foot_in),
            (TIMED, icing.uncomfortable),
        ),
        on(
            e.FootOut, guidance.no_countdown, (IN_ICE, icing.out), ([WALKING], outing.done), ([RESTING], icing.out_late)
        ),
        on(
            e.Finished,
            guidance.no_countdown,
            (IN_ICE, icing.out),
            ([WALKING], outing.done),
            ([RESTING], guidance.finished),
        ),
        on(
            e.MassageAsked,
            massage.massage,
            (UNSCREENED, massage.screen_before_massage),
            (TIMED, massage.wait_for_massage),
        ),
        on(
            e.MoveAsked,
            outing.move,
            ([NEW, SCREENING], outing.screen_before_outing),
            (TIMED, outing.wait_for_outing),
            ([RECOVERED], lambda context: context.say(Advice.RECOVERED, **context.holds)),
        ),
        on(e.UsualRunTold, outing.usual_run),
        on(e.NewRunnerTold, outing.new_runner),
        on(
            e.Assessed,
            _assessed,
            ([NEW, RECOVERED], assessment.assess_new),
            ([SCREENING], assessment.assess_screening),
            (TIMED, assessment.assess_counting),
        ),
        on(e.WhereAsked, _where),
        on(
            e.NextIcingAsked,
            guidance.next_icing,
            (UNSCREENED, _then(e.SorenessReported())),
            ([READY], lambda context: context.ask(Question.FOOT_IN)),
            (TIMED, guidance.next_icing_counting),
        ),
        on(e.NextAsked, guidance.next_step, (UNSCREENED, _then(e.WhereAsked())), (TIMED, guidance.next_counting)),
        on(
            e.PreviousAsked, guidance.previous_step, (UNSCREENED, _then(e.WhereAsked())), (TIMED, _then(e.WhereAsked()))
        ),
        anywhere(e.RepeatAsked, guidance.again),
        on(e.HowAsked, digressions.how),
        on(e.WhyAsked, digressions.why),
        on(e.DoctorAsked, digressions.doctor),
        anywhere(e.RedFlagSaid, screening.red_flag),
        on(
            e.SkinWarned,
            screening.skin_warning,
            (IN_ICE, screening.skin_warning_in_ice),
            ([WALKING], screening.red_flag),
        ),
        on(e.TwistTold, screening.twisted),
        on(e.ColdRiskTold, screening.cold_risk, (IN_ICE, screening.cold_risk_in_ice)),
        on(e.MedicineAsked, digressions.medicine),
        on(e.ChildTold, digressions.child),
        on(
            e.StartOverAsked,
            digressions.confirm_start_over,
            ([STOPPED], digressions.confirm_start_over),
            (UNSCREENED, digressions.start_over),
        ),
        anywhere(e.ForgetAsked, digressions.confirm_forget),
        on(e.RemindersAsked, reminders.ask_for, (UNSCREENED, _then(e.SorenessReported()))),
        on(e.RemindersChanged, reminders.change, (UNSCREENED, reminders.change_unscreened)),
        on(e.RemindersSkipped, reminders.skip, (UNSCREENED, reminders.skip_unscreened)),
        on(e.RemindersListAsked, reminders.list_set),
        on(e.RemindersCancelled, reminders.cancel_all),
        on(
            e.PromptsAsked,
            reminders.prompt_next_icing,
            (UNSCREENED, reminders.prompt_new_plan),
            (TIMED, reminders.prompt_this_icing),
        ),
        anywhere(e.KnownAsked, digressions.known),
        anywhere(e.HelpAsked, digressions.help_),
        anywhere(e.StopAsked, digressions.stop),
        anywhere(e.Yes, _answer),
        anywhere(e.No, _answer),
        anywhere(e.Unsure, _answer),
        anywhere(e.Unheard, digressions.unheard),
        anywhere(e.ConsentAnswered, _consented),
        anywhere(e.PermissionsChanged, reminder_sync.permissions_changed),
        anywhere(e.RemindersSet, reminder_sync.reminders_set),
        anywhere(e.RemindersLeft, reminder_sync.reminders_left),
        anywhere(e.RemindersSeen, reminder_sync.reminders_seen),
        on(e.TimerSet, _unchanged, (TIMED, timer_sync.timer_set), ([STOPPED], _unchanged)),
        on(e.TimerRefused, _unchanged, (TIMED, timer_sync.timer_refused), ([STOPPED], _unchanged)),
        anywhere(e.TimerLost, timer_sync.timer_lost),
        on(
            e.TimerSeen,
            timer_sync.timer_left_over,
            (TIMED, timer_sync.timer_seen),
            ([STOPPED], timer_sync.timer_left_over),
        ),
    ]
)
"""What every phase does about every event."""

IN_AN_OFFER = (
    e.IcingAsked,
    e.TimeAsked,
    e.PauseAsked,
    e.ResumeAsked,
    e.MassageAsked,
    e.MoveAsked,
    e.UsualRunTold,
    e.NewRunnerTold,
    e.WhereAsked,
    e.NextIcingAsked,
)
"""What is said in between while reminders are on offer, and answers nothing: the question is put again after it."""

IN_THE_CHECK = (e.RemindersChanged, e.RemindersSkipped, e.RemindersListAsked, e.RemindersCancelled)
"""What is said in between before the safety check is through: its question is put again after it."""


def is_digression(context: Context[Event], turn: Turn) -> bool:
    """Return whether this answer leaves a question open that is to be put again."""
    if isinstance(context.event, IN_THE_CHECK):
        return context.recovery.phase in UNSCREENED
    is_aside = isinstance(context.event, IN_AN_OFFER) and turn.recovery.phase is RESTING
    return is_aside and turn.then is None and not turn.asked and reminders.is_open(context)


ANSWERS: dict[Question, dict[type[Event], Rule[Event]]] = {
    **{check.question: screening.answers(check) for check in SAFETY_CHECK},
    Question.ANYTHING_NEW: {
        e.Yes: screening.anything_new,
        e.No: icing.nothing_new,
        e.Unsure: screening.anything_new,
    },
    Question.SORE_TODAY: {
        e.Yes: _then(e.SorenessReported()),
        e.No: digressions.not_sore,
        e.Unsure: _then(e.SorenessReported()),
    },
    Question.FOOT_IN: {e.Yes: _then(e.IcingAsked()), e.No: icing.set_up, e.Unsure: icing.set_up},
    Question.RESUME: {e.Yes: _then(e.ResumeAsked()), e.No: guidance.later},
    Question.STILL_WALKING: {e.Yes: timer_sync.still_in, e.No: _then(e.Finished())},
    Question.STILL_IN: {e.Yes: timer_sync.still_in, e.No: _then(e.FootOut())},
    Question.WARM: {e.Yes: massage.instruct, e.No: massage.not_warm, e.Unsure: massage.not_warm},
    Question.COVERS: {e.Yes: outing.covers_jog, e.No: outing.new_runner, e.Unsure: outing.new_runner},
    Question.WALK_TIMER: {e.Yes: outing.time_walk, e.No: outing.untimed, e.Unsure: outing.untimed},
    Question.TREND: {e.Unsure: _then(e.Assessed(e.Trend.SAME))},
    Question.OFFER_ICE: {e.Yes: _then(e.IcingAsked()), e.No: icing.set_up, e.Unsure: icing.set_up},
    Question.OFFER_MASSAGE: {e.Yes: _then(e.MassageAsked()), e.No: massage.declined, e.Unsure: massage.declined},
    Question.OFFER_MOVE: {e.Yes: _then(e.MoveAsked()), e.No: guidance.not_moving, e.Unsure: guidance.not_moving},
    Question.REMIND: {e.Yes: reminders.accept, e.No: reminders.decline, e.Unsure: reminders.decline},
    Question.NEW_ANKLE: {e.Yes: assessment.add_ankle, e.No: assessment.same_ankle, e.Unsure: assessment.same_ankle},
    Question.START_OVER: {e.Yes: digressions.start_over, e.No: digressions.keep_plan, e.Unsure: digressions.keep_plan},
    Question.FORGET: {e.Yes: digressions.forget, e.No: digressions.keep_plan, e.Unsure: digressions.keep_plan},
    Question.WHAT_NEXT: {e.Yes: digressions.nothing_asked, e.No: digressions.stop, e.Unsure: digressions.nothing_asked},
}
"""What an answer means, for the questions a yes or a no answers. The others are put again."""


BETWEEN = (READY, RESTING)

ASKED_IN_STOPPED = (*SAFETY_QUESTIONS, Question.START_OVER, Question.FORGET)
"""What is still heard after a red flag: whoever wants to start over or be forgotten, and further flags."""

ASKED_IN: dict[Question, tuple[Phase, ...]] = {
    Question.ANYTHING_NEW: BETWEEN,
    Question.SORE_TODAY: (NEW, RECOVERED),
    Question.FOOT_IN: BETWEEN,
    Question.RESUME: (PAUSED,),
    Question.STILL_IN: (ICING, PAUSED),
    Question.STILL_WALKING: (WALKING, PAUSED),
    Question.WARM: BETWEEN,
    Question.COVERS: BETWEEN,
    Question.TREND: BETWEEN,
    Question.WALK_TIMER: BETWEEN,
    Question.OFFER_ICE: BETWEEN,
    Question.OFFER_MASSAGE: BETWEEN,
    Question.OFFER_MOVE: BETWEEN,
    Question.REMIND: (*BETWEEN, *TIMED),
    Question.NEW_ANKLE: BETWEEN,
}
"""Where the answer still makes sense: time, or another speaker, may have moved the phase on since the question."""


def holes() -> list[str]:
    """Return the events that some phase has no answer to."""
    known = [each for each in vars(e).values() if isinstance(each, type) and issubclass(each, Event)]
    return [each.__name__ for each in known if is_dataclass(each) and set(TABLE.get(each, ())) != set(Phase)]


if missing := holes():
    raise TypeError(f"no row in TABLE for {missing}")
