"""The routine's table: every phase answers every event, and a hole is an error at import.

A row gives the rule for every phase; `row` fills it from a default and the phases that differ. What a yes or a no
means depends on the open question: `ANSWERS` has it.
"""

from collections.abc import Callable, Iterable

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
from skill.routine.context import Context, Rule
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Turn
from skill.routine.screening import care_first

NEW, SCREENING, READY, ICING, PAUSED, WALKING, RESTING, STOPPED, RECOVERED = Phase

Row = dict[Phase, Rule]


def row(default: Rule, *others: tuple[Iterable[Phase], Rule]) -> Row:
    """Return a rule for every phase; after a red flag everything waits for care, unless told otherwise (S3)."""
    rules: Row = dict.fromkeys(Phase, default)
    rules[STOPPED] = care_first
    for phases, rule in others:
        rules.update(dict.fromkeys(phases, rule))
    return rules


def around(rules: Row, wrapped: Callable[[Rule], Rule]) -> Row:
    """Return the row with each of its rules wrapped, but for that of a red flag."""
    return {phase: rule if phase is STOPPED else wrapped(rule) for phase, rule in rules.items()}


UNSCREENED = (NEW, SCREENING, RECOVERED)
IN_ICE = (ICING, PAUSED)
TIMED = (ICING, PAUSED, WALKING)


def _checked_in(context: Context) -> Turn:
    """Give a score to whoever asked for it: the outing, or the honest look."""
    event = context.event
    for_outing = context.session.asked is Question.SCORE and context.session.wanted is Step.MOVE
    plain = isinstance(event, e.CheckedIn) and event.trend is None and (event.score or 0) <= assessment.WORST
    return outing.scored(context) if for_outing and plain else assessment.check_in(context)


def _answer(context: Context) -> Turn:
    """Take a yes, a no or an "I don't know" as the answer to the open question."""
    asked = context.session.asked
    if context.recovery.phase is STOPPED and asked not in ASKED_IN_STOPPED:
        return care_first(context)
    if asked is None or context.recovery.phase not in ASKED_IN.get(asked, Phase):
        return digressions.nothing_asked(context)
    rules = ANSWERS.get(asked, {})
    return rules.get(type(context.event), digressions.ask_again)(context)


def _hold_on(context: Context) -> Turn:
    """Take a "hang on" as "not yet" where the foot should be in the water; any other question waits."""
    asked = context.session.asked
    if asked in (None, Question.WHAT_NEXT) or context.recovery.phase not in ASKED_IN.get(asked, Phase):
        return guidance.no_countdown(context)
    if asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return icing.set_up(context)
    return context.aside(context.say("take-your-time"))


def _unchanged(context: Context) -> Turn:
    return context.turn()


def _consented(for_timers: Rule) -> Rule:
    """Return the rule for Amazon's permission question, whatever it was about."""

    def rule(context: Context) -> Turn:
        assert isinstance(context.event, e.ConsentAnswered)
        for_reminders = context.event.permission is e.Permission.REMINDERS
        return reminder_sync.consent_answered(context) if for_reminders else for_timers(context)

    return rule


def _then(event: e.Event) -> Rule:
    return lambda context: context.then(event)


WHERE = around(
    row(
        guidance.now_what,
        ([NEW], guidance.welcome),
        ([SCREENING], guidance.go_on_screening),
        ([READY], guidance.foot_in),
        ([ICING, WALKING], icing.time_left),
        ([PAUSED], icing.paused_left),
        ([RECOVERED], guidance.welcome_back),
    ),
    reminders.honest,
)
"""What "open" and "what now" are answered with."""

TABLE: dict[type[e.Event], Row] = {
    e.Opened: WHERE,
    e.SorenessReported: row(
        assessment.sore_again,
        (UNSCREENED, assessment.report),
        ([READY], assessment.joined_ready),
        ([ICING, WALKING], assessment.sore_counting),
        ([PAUSED], assessment.sore_counting),
    ),
    e.IcingAsked: row(
        icing.start,
        (UNSCREENED, icing.ask_first),
        ([ICING], icing.start_running),
        ([PAUSED], icing.start_paused),
        ([WALKING], icing.replace_walk),
    ),
    e.TimeAsked: row(guidance.no_countdown, ([ICING, WALKING], icing.time_left), ([PAUSED], icing.paused_left)),
    e.PauseAsked: row(
        guidance.no_countdown,
        ([READY, RESTING], _hold_on),
        ([ICING, WALKING], icing.pause),
        ([PAUSED], icing.paused_left),
    ),
    e.ResumeAsked: row(
        guidance.no_countdown,
        ([READY], _then(e.IcingAsked())),
        ([ICING, WALKING], icing.time_left),
        ([PAUSED], icing.resume),
    ),
    e.IceCancelled: row(
        guidance.no_countdown,
        (TIMED, icing.cancel),
        ([READY], guidance.later),
        ([RESTING], guidance.called_off),
    ),
    e.MoreTimeAsked: row(
        guidance.no_countdown,
        ([READY], _then(e.IcingAsked())),
        (IN_ICE, icing.more),
        ([WALKING], icing.time_left),
        ([RESTING], icing.more_after),
    ),
    e.TooCold: row(
        guidance.no_countdown,
        (TIMED, icing.uncomfortable),
        ([READY], lambda context: context.ask(Question.FOOT_IN, Say("too-cold-before"))),
        ([RESTING], lambda context: context.say("warm-up")),
    ),
    e.Hurts: row(
        assessment.how_sore,
        (UNSCREENED, _then(e.SorenessReported())),
        ([READY], guidance.foot_in),
        (TIMED, icing.uncomfortable),
    ),
    e.FootOut: row(
        guidance.no_countdown,
        (IN_ICE, icing.out),
        ([WALKING], reminders.on_a_walk(icing.out)),
        ([RESTING], icing.out_late),
    ),
    e.Finished: row(
        guidance.no_countdown,
        (IN_ICE, icing.out),
        ([WALKING], reminders.on_a_walk(icing.out)),
        ([RESTING], guidance.finished),
    ),
    e.MassageAsked: row(massage.massage, (UNSCREENED, massage.ask_first), (TIMED, massage.after_ice)),
    e.MoveAsked: row(
        outing.move,
        ([NEW, SCREENING], outing.ask_first),
        (TIMED, outing.after_ice),
        ([RECOVERED], lambda context: context.say(Advice.RECOVERED, **context.holds)),
    ),
    e.UsualRunTold: row(reminders.after_outing(outing.usual_run)),
    e.NewRunnerTold: row(reminders.after_outing(outing.new_runner)),
    e.CheckedIn: row(
        reminders.after_outing(_checked_in),
        ([NEW, RECOVERED], assessment.check_in_new),
        ([SCREENING], assessment.check_in_screening),
        (TIMED, assessment.check_in_counting),
    ),
    e.WhereAsked: WHERE,
    e.NextIcingAsked: row(
        guidance.next_icing,
        (UNSCREENED, _then(e.SorenessReported())),
        ([READY], lambda context: context.ask(Question.FOOT_IN)),
        (TIMED, guidance.next_icing_counting),
    ),
    e.NextAsked: row(
        guidance.next_step,
        (UNSCREENED, _then(e.WhereAsked())),
        (TIMED, guidance.next_counting),
    ),
    e.PreviousAsked: row(guidance.previous_step, (UNSCREENED, _then(e.WhereAsked())), (TIMED, _then(e.WhereAsked()))),
    e.RepeatAsked: row(guidance.again, ([STOPPED], guidance.again)),
    e.HowAsked: row(digressions.how),
    e.WhyAsked: row(digressions.why),
    e.DoctorAsked: row(digressions.doctor),
    e.RedFlagSaid: row(screening.red_flag, ([STOPPED], screening.red_flag)),
    e.SkinWarned: row(screening.skin_warning, (IN_ICE, screening.skin_warning_in_ice), ([WALKING], screening.red_flag)),
    e.TwistTold: row(screening.twisted),
    e.ColdRiskTold: row(screening.cold_risk, (IN_ICE, screening.cold_risk_in_ice)),
    e.MedicineAsked: row(digressions.medicine),
    e.ChildTold: row(digressions.child),
    e.StartOverAsked: row(
        digressions.confirm_start_over,
        ([STOPPED], digressions.confirm_start_over),
        (UNSCREENED, digressions.start_over),
    ),
    e.ForgetAsked: row(digressions.confirm_forget, ([STOPPED], digressions.confirm_forget)),
    e.RemindersAsked: row(reminders.ask_for, (UNSCREENED, _then(e.SorenessReported()))),
    e.RemindersChanged: row(reminders.change, (UNSCREENED, reminders.aside(reminders.change_unscreened))),
    e.RemindersSkipped: row(reminders.skip, (UNSCREENED, reminders.aside(reminders.skip_unscreened))),
    e.RemindersListAsked: row(reminders.list_set, (UNSCREENED, reminders.aside(reminders.list_set))),
    e.RemindersCancelled: row(reminders.cancel, (UNSCREENED, reminders.aside(reminders.cancel))),
    e.PromptsAsked: row(
        reminders.prompt_next_icing,
        (UNSCREENED, reminders.prompt_new_plan),
        (TIMED, reminders.prompt_this_icing),
    ),
    e.KnownAsked: row(digressions.known, ([STOPPED], digressions.known)),
    e.HelpAsked: row(digressions.help_, ([STOPPED], digressions.help_)),
    e.StopAsked: row(digressions.stop, ([STOPPED], digressions.stop)),
    e.Yes: row(reminders.after_outing(_answer), ([STOPPED], _answer)),
    e.No: row(reminders.after_outing(_answer), ([STOPPED], _answer)),
    e.Unsure: row(reminders.after_outing(_answer), ([STOPPED], _answer)),
    e.Unheard: row(digressions.unheard, ([STOPPED], digressions.unheard)),
    e.ConsentAnswered: row(
        _consented(timer_sync.consent_for_later),
        ([ICING, WALKING], _consented(timer_sync.consent_answered)),
        ([STOPPED], _consented(timer_sync.consent_for_later)),
    ),
    e.PermissionsChanged: row(reminder_sync.permissions_changed, ([STOPPED], reminder_sync.permissions_changed)),
    e.RemindersSet: row(reminder_sync.reminders_set, ([STOPPED], reminder_sync.reminders_set)),
    e.RemindersLeft: row(reminder_sync.reminders_left, ([STOPPED], reminder_sync.reminders_left)),
    e.RemindersSeen: row(reminder_sync.reminders_seen, ([STOPPED], reminder_sync.reminders_seen)),
    e.TimerSet: row(
        _unchanged,
        (IN_ICE, timer_sync.timer_set),
        ([WALKING], reminders.on_a_walk(timer_sync.timer_set)),
        ([STOPPED], _unchanged),
    ),
    e.TimerRefused: row(_unchanged, (TIMED, timer_sync.timer_refused), ([STOPPED], _unchanged)),
    e.TimerLost: row(timer_sync.timer_lost, ([STOPPED], timer_sync.timer_lost)),
    e.TimerSeen: row(
        timer_sync.timer_left_over, (TIMED, timer_sync.timer_seen), ([STOPPED], timer_sync.timer_left_over)
    ),
}
"""What every phase does about every event."""

ASIDE_OF_AN_OFFER = (
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

for aside in ASIDE_OF_AN_OFFER:
    TABLE[aside] = around(TABLE[aside], reminders.kept_open)

ANSWERS: dict[Question, dict[type[e.Event], Rule]] = {
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
    Question.TREND: {e.Unsure: _then(e.CheckedIn(e.Trend.SAME))},
    Question.OFFER_ICE: {e.Yes: _then(e.IcingAsked()), e.No: icing.set_up, e.Unsure: icing.set_up},
    Question.OFFER_MASSAGE: {e.Yes: _then(e.MassageAsked()), e.No: massage.declined, e.Unsure: massage.declined},
    Question.OFFER_MOVE: {e.Yes: _then(e.MoveAsked()), e.No: guidance.not_moving, e.Unsure: guidance.not_moving},
    Question.REMIND: {e.Yes: reminders.accept, e.No: reminders.decline, e.Unsure: reminders.decline},
    Question.NEW_ANKLE: {e.Yes: assessment.joined, e.No: assessment.same_ankle, e.Unsure: assessment.same_ankle},
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
    known = (each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event))
    return [each.__name__ for each in known if each is not e.Event and set(TABLE.get(each, ())) != set(Phase)]


if missing := holes():
    raise TypeError(f"no row in TABLE for {missing}")
