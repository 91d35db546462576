"""The routine's table: every phase answers every event, and a hole is an error at import.

A row gives the rule for every phase; `row` fills it from a default and the phases that differ. What a yes or a no
means depends on the open question: `ANSWERS` has it.
"""

from collections.abc import Callable, Iterable

from skill.routine import (
    alerts,
    asides,
    coaching,
    evaluating,
    guide,
    icing,
    massage,
    moving,
    offering,
    reminding,
    screening,
    timer,
)
from skill.routine import events as e
from skill.routine.acts import Question, Say
from skill.routine.plan import Step
from skill.routine.progress import Advice
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Rule, Scene
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


def _checked_in(scene: Scene) -> Turn:
    """Give a score to whoever asked for it: the outing, or the honest look."""
    event = scene.event
    for_outing = scene.talk.asked is Question.SCORE and scene.talk.wanted is Step.MOVE
    plain = isinstance(event, e.CheckedIn) and event.trend is None and (event.score or 0) <= evaluating.WORST
    return moving.scored(scene) if for_outing and plain else evaluating.check_in(scene)


def _answer(scene: Scene) -> Turn:
    """Take a yes, a no or an "I don't know" as the answer to the open question."""
    asked = scene.talk.asked
    if scene.recovery.phase is STOPPED and asked not in ASKED_IN_STOPPED:
        return care_first(scene)
    if asked is None or scene.recovery.phase not in ASKED_IN.get(asked, Phase):
        return asides.nothing_asked(scene)
    rules = ANSWERS.get(asked, {})
    return rules.get(type(scene.event), asides.ask_again)(scene)


def _hold_on(scene: Scene) -> Turn:
    """Take a "hang on" as "not yet" where the foot should be in the water; any other question waits."""
    asked = scene.talk.asked
    if asked in (None, Question.WHAT_NEXT) or scene.recovery.phase not in ASKED_IN.get(asked, Phase):
        return guide.no_countdown(scene)
    if asked in (Question.FOOT_IN, Question.OFFER_ICE):
        return icing.set_up(scene)
    return scene.aside(scene.say("take-your-time"))


def _unchanged(scene: Scene) -> Turn:
    return scene.turn()


def _consented(for_timers: Rule) -> Rule:
    """Return the rule for Amazon's permission question, whatever it was about."""

    def rule(scene: Scene) -> Turn:
        assert isinstance(scene.event, e.ConsentAnswered)
        for_reminders = scene.event.permission is e.Permission.REMINDERS
        return alerts.consent_answered(scene) if for_reminders else for_timers(scene)

    return rule


def _then(event: e.Event) -> Rule:
    return lambda scene: scene.then(event)


WHERE = around(
    row(
        guide.now_what,
        ([NEW], guide.welcome),
        ([SCREENING], guide.go_on_screening),
        ([READY], guide.foot_in),
        ([ICING, WALKING], icing.time_left),
        ([PAUSED], icing.paused_left),
        ([RECOVERED], guide.welcome_back),
    ),
    reminding.honest,
)
"""What "open" and "what now" are answered with."""

TRANSITIONS: dict[type[e.Event], Row] = {
    e.Opened: WHERE,
    e.SorenessReported: row(
        evaluating.sore_again,
        (UNSCREENED, evaluating.report),
        ([READY], evaluating.joined_ready),
        ([ICING, WALKING], evaluating.sore_counting),
        ([PAUSED], evaluating.sore_counting),
    ),
    e.IcingAsked: row(
        icing.start,
        (UNSCREENED, icing.ask_first),
        ([ICING], icing.start_running),
        ([PAUSED], icing.start_paused),
        ([WALKING], icing.replace_walk),
    ),
    e.TimeAsked: row(guide.no_countdown, ([ICING, WALKING], icing.time_left), ([PAUSED], icing.paused_left)),
    e.PauseAsked: row(
        guide.no_countdown,
        ([READY, RESTING], _hold_on),
        ([ICING, WALKING], icing.pause),
        ([PAUSED], icing.paused_left),
    ),
    e.ResumeAsked: row(
        guide.no_countdown,
        ([READY], _then(e.IcingAsked())),
        ([ICING, WALKING], icing.time_left),
        ([PAUSED], icing.resume),
    ),
    e.IceCancelled: row(
        guide.no_countdown,
        (TIMED, icing.cancel),
        ([READY], guide.later),
        ([RESTING], guide.called_off),
    ),
    e.MoreTimeAsked: row(
        guide.no_countdown,
        ([READY], _then(e.IcingAsked())),
        (IN_ICE, icing.more),
        ([WALKING], icing.time_left),
        ([RESTING], icing.more_after),
    ),
    e.TooCold: row(
        guide.no_countdown,
        (TIMED, icing.uncomfortable),
        ([READY], lambda scene: scene.ask(Question.FOOT_IN, Say("too-cold-before"))),
        ([RESTING], lambda scene: scene.say("warm-up")),
    ),
    e.Hurts: row(
        evaluating.how_sore,
        (UNSCREENED, _then(e.SorenessReported())),
        ([READY], guide.foot_in),
        (TIMED, icing.uncomfortable),
    ),
    e.FootOut: row(
        guide.no_countdown,
        (IN_ICE, icing.out),
        ([WALKING], offering.on_a_walk(icing.out)),
        ([RESTING], icing.out_late),
    ),
    e.Finished: row(
        guide.no_countdown,
        (IN_ICE, icing.out),
        ([WALKING], offering.on_a_walk(icing.out)),
        ([RESTING], guide.finished),
    ),
    e.MassageAsked: row(massage.massage, (UNSCREENED, massage.ask_first), (TIMED, massage.after_ice)),
    e.MoveAsked: row(
        moving.move,
        ([NEW, SCREENING], moving.ask_first),
        (TIMED, moving.after_ice),
        ([RECOVERED], lambda scene: scene.say(Advice.RECOVERED, **scene.holds)),
    ),
    e.UsualRunTold: row(offering.after_outing(moving.usual_run)),
    e.NewRunnerTold: row(offering.after_outing(moving.new_runner)),
    e.CheckedIn: row(
        offering.after_outing(_checked_in),
        ([NEW, RECOVERED], evaluating.check_in_new),
        ([SCREENING], evaluating.check_in_screening),
        (TIMED, evaluating.check_in_counting),
    ),
    e.WhereAsked: WHERE,
    e.NextIcingAsked: row(
        guide.next_icing,
        (UNSCREENED, _then(e.SorenessReported())),
        ([READY], lambda scene: scene.ask(Question.FOOT_IN)),
        (TIMED, guide.next_icing_counting),
    ),
    e.NextAsked: row(
        guide.next_step,
        (UNSCREENED, _then(e.WhereAsked())),
        (TIMED, guide.next_counting),
    ),
    e.PreviousAsked: row(guide.previous_step, (UNSCREENED, _then(e.WhereAsked())), (TIMED, _then(e.WhereAsked()))),
    e.RepeatAsked: row(guide.again, ([STOPPED], guide.again)),
    e.HowAsked: row(asides.how),
    e.WhyAsked: row(asides.why),
    e.DoctorAsked: row(asides.doctor),
    e.RedFlagSaid: row(screening.red_flag, ([STOPPED], screening.red_flag)),
    e.SkinWarned: row(screening.skin_warning, (IN_ICE, screening.skin_warning_in_ice), ([WALKING], screening.red_flag)),
    e.TwistTold: row(screening.twisted),
    e.ColdRiskTold: row(screening.cold_risk, (IN_ICE, screening.cold_risk_in_ice)),
    e.MedicineAsked: row(asides.medicine),
    e.ChildTold: row(asides.child),
    e.StartOverAsked: row(
        asides.confirm_start_over,
        ([STOPPED], asides.confirm_start_over),
        (UNSCREENED, asides.start_over),
    ),
    e.ForgetAsked: row(asides.confirm_forget, ([STOPPED], asides.confirm_forget)),
    e.RemindersAsked: row(reminding.ask_for, (UNSCREENED, _then(e.SorenessReported()))),
    e.RemindersChanged: row(reminding.change, (UNSCREENED, reminding.aside(reminding.fewer))),
    e.RemindersSkipped: row(reminding.change, (UNSCREENED, reminding.aside(reminding.fewer))),
    e.RemindersListAsked: row(reminding.list_, (UNSCREENED, reminding.aside(reminding.list_))),
    e.RemindersCancelled: row(reminding.cancel, (UNSCREENED, reminding.aside(reminding.cancel))),
    e.CheckInsAsked: row(coaching.before, (UNSCREENED, coaching.ask_first), (TIMED, coaching.during)),
    e.KnownAsked: row(asides.known, ([STOPPED], asides.known)),
    e.HelpAsked: row(asides.help_, ([STOPPED], asides.help_)),
    e.StopAsked: row(asides.stop, ([STOPPED], asides.stop)),
    e.Yes: row(offering.after_outing(_answer), ([STOPPED], _answer)),
    e.No: row(offering.after_outing(_answer), ([STOPPED], _answer)),
    e.Unsure: row(offering.after_outing(_answer), ([STOPPED], _answer)),
    e.Unheard: row(asides.unheard, ([STOPPED], asides.unheard)),
    e.ConsentAnswered: row(
        _consented(timer.consent_for_later),
        ([ICING, WALKING], _consented(timer.consent_answered)),
        ([STOPPED], _consented(timer.consent_for_later)),
    ),
    e.PermissionsChanged: row(alerts.permissions_changed, ([STOPPED], alerts.permissions_changed)),
    e.RemindersSet: row(alerts.reminders_set, ([STOPPED], alerts.reminders_set)),
    e.RemindersLeft: row(alerts.left, ([STOPPED], alerts.left)),
    e.RemindersSeen: row(alerts.seen, ([STOPPED], alerts.seen)),
    e.TimerSet: row(
        _unchanged,
        (IN_ICE, timer.timer_set),
        ([WALKING], offering.on_a_walk(timer.timer_set)),
        ([STOPPED], _unchanged),
    ),
    e.TimerRefused: row(_unchanged, (TIMED, timer.timer_refused), ([STOPPED], _unchanged)),
    e.TimerLost: row(timer.timer_lost, ([STOPPED], timer.timer_lost)),
    e.TimerSeen: row(timer.timer_left_over, (TIMED, timer.timer_seen), ([STOPPED], timer.timer_left_over)),
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
    TRANSITIONS[aside] = around(TRANSITIONS[aside], offering.kept_open)

ANSWERS: dict[Question, dict[type[e.Event], Rule]] = {
    # A "no" to the first is the flag, a "yes" to the others; not knowing counts for the second and fourth (S2).
    # A flag goes through the table: it counts in whatever phase another speaker has brought about meanwhile (S6).
    Question.FOUR_STEPS: {
        e.Yes: screening.go_on,
        e.No: _then(e.RedFlagSaid()),
        e.Unsure: screening.try_four_steps,
    },
    Question.BENT: {e.Yes: _then(e.RedFlagSaid()), e.No: screening.go_on, e.Unsure: _then(e.RedFlagSaid())},
    Question.TWIST: {e.Yes: _then(e.TwistTold()), e.No: screening.go_on, e.Unsure: screening.go_on},
    Question.COLD: {e.Yes: _then(e.ColdRiskTold()), e.No: screening.go_on, e.Unsure: _then(e.ColdRiskTold())},
    Question.ANYTHING_NEW: {
        e.Yes: screening.anything_new,
        e.No: icing.nothing_new,
        e.Unsure: screening.anything_new,
    },
    Question.SORE_TODAY: {
        e.Yes: _then(e.SorenessReported()),
        e.No: asides.not_sore,
        e.Unsure: _then(e.SorenessReported()),
    },
    Question.FOOT_IN: {e.Yes: _then(e.IcingAsked()), e.No: icing.set_up, e.Unsure: icing.set_up},
    Question.RESUME: {e.Yes: _then(e.ResumeAsked()), e.No: guide.later},
    Question.STILL_WALKING: {e.Yes: timer.still_in, e.No: _then(e.Finished())},
    Question.STILL_IN: {e.Yes: timer.still_in, e.No: _then(e.FootOut())},
    Question.WARM: {e.Yes: massage.instruct, e.No: massage.not_warm, e.Unsure: massage.not_warm},
    Question.COVERS: {e.Yes: moving.covers_jog, e.No: moving.new_runner, e.Unsure: moving.new_runner},
    Question.WALK_TIMER: {e.Yes: moving.time_walk, e.No: moving.untimed, e.Unsure: moving.untimed},
    Question.TREND: {e.Unsure: _then(e.CheckedIn(e.Trend.SAME))},
    Question.OFFER_ICE: {e.Yes: _then(e.IcingAsked()), e.No: icing.set_up, e.Unsure: icing.set_up},
    Question.OFFER_MASSAGE: {e.Yes: _then(e.MassageAsked()), e.No: massage.declined, e.Unsure: massage.declined},
    Question.OFFER_MOVE: {e.Yes: _then(e.MoveAsked()), e.No: guide.not_moving, e.Unsure: guide.not_moving},
    Question.REMIND: {e.Yes: reminding.accept, e.No: reminding.decline, e.Unsure: reminding.decline},
    Question.NEW_ANKLE: {e.Yes: evaluating.joined, e.No: evaluating.same_ankle, e.Unsure: evaluating.same_ankle},
    Question.START_OVER: {e.Yes: asides.start_over, e.No: asides.keep_plan, e.Unsure: asides.keep_plan},
    Question.FORGET: {e.Yes: asides.forget, e.No: asides.keep_plan, e.Unsure: asides.keep_plan},
    Question.WHAT_NEXT: {e.Yes: asides.nothing_asked, e.No: asides.stop, e.Unsure: asides.nothing_asked},
}
"""What an answer means, for the questions a yes or a no answers. The others are put again."""


BETWEEN = (READY, RESTING)

ASKED_IN_STOPPED = (*screening.QUESTIONS, Question.START_OVER, Question.FORGET)
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
    return [each.__name__ for each in known if each is not e.Event and set(TRANSITIONS.get(each, ())) != set(Phase)]


if missing := holes():
    raise TypeError(f"no row in TRANSITIONS for {missing}")
