"""Recoveries to start from, one or more for every phase, and every event there is."""

from collections.abc import Iterable
from datetime import time, timedelta
from itertools import product
from typing import Any

from skill.routine import events as e
from skill.routine.acts import SAFETY_CHECK, Question
from skill.routine.deadlines import Countdown, LiveTimer, Planned, Purpose, Reminder
from skill.routine.events import Event
from skill.routine.plan import ICE_TIME, WALK_TIME, Step
from skill.routine.recovery import Recovery, Stage
from tests.routine.clock import DAY as DAY
from tests.routine.clock import HOUR as HOUR
from tests.routine.clock import MINUTE as MINUTE
from tests.routine.clock import NOW as NOW
from tests.routine.clock import TODAY as TODAY
from tests.routine.turns import heard as heard


def recovery(stage: Stage, day: int = 0, **known: Any) -> Recovery:
    """Return a recovery whose safety questions are through and that began ``day`` days ago."""
    return Recovery(
        **{
            "stage": stage,
            "zone": "America/New_York",
            "began_on": TODAY - day * DAY,
            "screened_on": TODAY,
            "heard_on": TODAY,
            **known,
        }
    )


def new() -> Recovery:
    return Recovery(zone="America/New_York")


def screening() -> Recovery:
    return recovery(Stage.SCREENING, screened_on=None)


def ready(day: int = 0, **known: Any) -> Recovery:
    return recovery(Stage.READY, day, **known)


def icing(minutes: float = 8, of: timedelta = ICE_TIME, **known: Any) -> Recovery:
    begun = NOW - minutes * MINUTE
    ice = Countdown(Step.ICE, of, begun + of)
    timed = {"countdown": ice, "timer": "one", "iced_at": begun}
    return recovery(Stage.RESTING, **{**timed, **known})


def paused(minutes: float = 8, since: timedelta = MINUTE, **known: Any) -> Recovery:
    ice = Countdown(Step.ICE, ICE_TIME, NOW - minutes * MINUTE - since + ICE_TIME).paused(NOW - since)
    timed = {"countdown": ice, "timer": "one", "iced_at": NOW - minutes * MINUTE - since}
    return recovery(Stage.RESTING, **{**timed, **known})


def walking(minutes: float = 8, **known: Any) -> Recovery:
    walk = Countdown(Step.MOVE, WALK_TIME, NOW - minutes * MINUTE + WALK_TIME)
    timed = {"countdown": walk, "timer": "one", "moved_on": TODAY, "step": Step.MOVE}
    return recovery(Stage.RESTING, 1, **{**timed, **known})


def rested(out_ago: timedelta = 3 * HOUR, day: int = 0, **known: Any) -> Recovery:
    out = NOW - out_ago
    iced = {"iced_at": out - ICE_TIME, "out_at": out, "out_told": True, "iced_for": ICE_TIME}
    return recovery(Stage.RESTING, day, **{**iced, **known})


def stopped() -> Recovery:
    return recovery(Stage.STOPPED, referred_on=TODAY)


def recovered() -> Recovery:
    return recovery(Stage.RECOVERED, 4)


def reminders(*hours: float, move: float | None = 17) -> tuple[Reminder, ...]:
    """Return reminders of ice that many hours from now, and of the walk, each with a token of its own."""
    ice = [Reminder(Purpose.ICE, NOW + hour * HOUR, f"ice-{hour:g}") for hour in hours]
    return (*ice, *([Reminder(Purpose.MOVE, NOW + move * HOUR, "move")] if move else []))


def reminded(*hours: float, move: float | None = 17, out_ago: timedelta = 20 * MINUTE, **known: Any) -> Recovery:
    """Return somebody on the first day who is reminded of these."""
    return rested(out_ago, **{"reminders": reminders(*hours, move=move), "offered_on": TODAY, **known})


def coached(minutes: float = 1, **known: Any) -> Recovery:
    """Return somebody whose icing has its check-ins set."""
    begun = NOW - minutes * MINUTE
    easing = Reminder(Purpose.EASING, begun + 2 * MINUTE, "easing")
    half = Reminder(Purpose.HALF_WAY, begun + 10 * MINUTE, "half")
    return icing(minutes, **{"prompts": True, "reminders": (easing, half), **known})


def checked(*flagged: Question, without: Iterable[Question] = ()) -> tuple[Event, ...]:
    """Return answers to the safety check: fine but for the flagged questions, and none to those that are not asked."""
    asked = [check for check in SAFETY_CHECK if check.question not in without]
    return tuple(e.Yes() if (check.flag is e.Yes) is (check.question in flagged) else e.No() for check in asked)


FINE = checked()
"""Answers to the safety check without a flag."""

EVERYONE: dict[str, Recovery] = {
    "new": new(),
    "screening": screening(),
    "ready": ready(),
    "ready the day after": ready(1),
    "icing for half a minute": icing(0.5),
    "icing, just begun": icing(1),
    "icing": icing(),
    "icing, nearly over": icing(19.5),
    "icing ten minutes": icing(8, 10 * MINUTE),
    "icing without a timer": icing(timer=None),
    "paused": paused(),
    "walking": walking(),
    "a paused walk": paused(countdown=Countdown(Step.MOVE, WALK_TIME, NOW + WALK_TIME).paused(NOW), step=Step.MOVE),
    "just out": rested(MINUTE),
    "just out after ten minutes": rested(MINUTE, iced_for=10 * MINUTE),
    "out, but not told": rested(10 * MINUTE, out_told=False),
    "still cold": rested(40 * MINUTE),
    "warm": rested(70 * MINUTE),
    "massaged": rested(80 * MINUTE, massaged_at=NOW - MINUTE, step=Step.MASSAGE),
    "due for ice": rested(),
    "the day after": rested(20 * HOUR, 1),
    "a runner the day after": rested(20 * HOUR, 1, covers_jog=True, metric=True),
    "moved": rested(20 * HOUR, 1, moved_on=TODAY, step=Step.MOVE),
    "day two": rested(40 * HOUR, 2),
    "day three": rested(60 * HOUR, 3),
    "day five": rested(100 * HOUR, 5),
    "checked in on day four": rested(80 * HOUR, 4, assessed_on=TODAY, referred_on=TODAY),
    "sprained": rested(3 * HOUR, massage_held_until=TODAY + 3 * DAY, move_held_until=TODAY + 3 * DAY),
    "no ice": recovery(Stage.RESTING, ice_held_until=TODAY + 14 * DAY),
    "hurt by cold": rested(10 * MINUTE, ice_held_until=TODAY + 14 * DAY, massage_held_until=TODAY + 14 * DAY),
    "offered reminders": rested(
        MINUTE, planned=(Planned(Purpose.ICE, NOW + 2 * HOUR),), offered_on=TODAY, massaged_at=NOW
    ),
    "reminded": reminded(2, 4, 6),
    "reminded of the walk": rested(20 * HOUR, 1, reminders=reminders(move=1)),
    "coached": coached(),
    "to be coached": ready(prompts=True),
    "another ankle since today": rested(20 * HOUR, 2, joined_on=TODAY),
    "reminders that could not be cancelled": rested(unwanted=("lost",)),
    "reminders refused": rested(reminders_denied_at=NOW - HOUR),
    "reminders out of reach": reminded(2, 4, reminders_denied_at=NOW - HOUR),
    "stopped": stopped(),
    "recovered": recovered(),
}
"""Somebody in every phase, and in each situation that is answered differently."""

SAID: list[Event] = [
    e.Opened(),
    e.SorenessReported(),
    *(e.SorenessReported(side, days) for side, days in ((e.Side.LEFT, 1), (e.Side.RIGHT, 7), (e.Side.BOTH, 0))),
    *(e.IcingAsked(duration) for duration in (None, 10 * MINUTE, 40 * MINUTE, MINUTE / 12)),
    e.IcingAsked(is_question=True),
    e.Back(),
    e.GoAhead(),
    e.UpToYou(),
    e.SoftNo(),
    e.Dodged(),
    e.HedgedYes(),
    e.YesBut(),
    e.SinceTold(1),
    e.YesSince(14),
    e.DidNot(),
    e.Walks(),
    e.Walks(limping=True),
    e.Meant(e.No(), may_be_new=True),
    e.TakenBack(time(19)),
    e.TakenBack(which=e.Which.LAST),
    e.RemindersSkipped(None, e.Part.MORNING),
    e.IcedTold(20 * MINUTE, ago=HOUR),
    e.ColdRiskTold(e.Sign.DIABETES),
    e.ChildTold(twisted=True),
    e.TimeAsked(),
    e.PauseAsked(),
    e.PauseMeant(),
    e.ResumeAsked(),
    e.IceCancelled(),
    *(e.MoreTimeAsked(by) for by in (None, 2 * MINUTE, 15 * MINUTE)),
    *(e.MoreTimeAsked(by * MINUTE, is_bare=True) for by in (1, 7)),
    *(e.LessTimeAsked(by) for by in (None, 2 * MINUTE)),
    e.LengthAsked(),
    *(e.LengthAsked(length * MINUTE, is_bare) for length in (9, 15, 30) for is_bare in (True, False)),
    e.Back(),
    e.KeepAsked(),
    e.TooCold(),
    e.Hurts(),
    e.FootOut(),
    e.Finished(),
    e.MassageAsked(),
    *(e.MoveAsked(activity) for activity in (None, e.Activity.WALK, e.Activity.JOG)),
    *(e.UsualRunTold(miles) for miles in (None, 5.0, 1.0)),
    e.UsualRunTold(0.0),
    *(e.Assessed(trend) for trend in (None, *e.Trend)),
    *(e.Assessed(None, score) for score in (-1, 0, 1, 2, 3, 5, 6, 10, 11)),
    e.Assessed(e.Trend.BETTER, 1),
    e.Assessed(None, 7, is_bare=True, is_only=True),
    e.Assessed(e.Trend.SAME, 4),
    e.Assessed(None, 4, is_before=True),
    e.WhereAsked(),
    e.NextIcingAsked(),
    e.NextAsked(),
    e.PreviousAsked(),
    e.RepeatAsked(),
    *(how_or_why(topic) for how_or_why in (e.HowAsked, e.WhyAsked) for topic in (None, *e.Topic)),
    *(e.TopicAsked(topic) for topic in ("", "swelling", "pack", "race", "recall", "broken")),
    e.DoctorAsked(),
    e.StillIn(),
    e.NeverIn(),
    e.TimerRang(),
    *(e.IcedTold(length, is_in) for length in (None, 5 * MINUTE, 15 * MINUTE, 40 * MINUTE) for is_in in (True, False)),
    *(e.StepDone(step) for step in Step),
    e.RedFlagSaid(),
    e.RedFlagSaid(e.Sign.CHEST),
    e.SkinWarned(),
    e.SkinWarned(e.Sign.BLUE),
    *(e.MildSignTold(sign) for sign in e.MILD_SIGNS),
    *(e.SignDenied(sign) for sign in (None, e.Sign.BENT, e.Sign.HOT_RED, e.Sign.NUMB, e.Sign.DIABETES, e.Sign.TWIST)),
    e.ColdSkinTold(),
    e.CareHadTold(),
    e.CareHadTold(no_running=True),
    e.MeaningAsked(),
    e.Thinking(),
    *(e.StepsTold(steps, can) for steps in (0, 3, 4, 10) for can in (True, False)),
    e.StepsTold(2, can=False, is_bare=True),
    e.LessSaid(),
    e.CannotSaid(),
    e.AllFine(),
    e.NothingWrong(),
    e.SlowlySaid(),
    e.LaterSaid(),
    e.WarmSaid(),
    e.AlreadySaid(),
    e.BothSaid(),
    e.BothSaid(are_two=True),
    e.BothSaid(are_all=True),
    e.SignDenied(e.Sign.BENT, can_step=True),
    e.TakenBack(),
    e.NotForYou(),
    e.Meant(e.Yes()),
    e.Meant(e.No()),
    e.TwistTold(),
    e.TwistTold(21),
    e.ColdRiskTold(),
    e.MedicineAsked(),
    e.OldScreenTouched(),
    e.ChildTold(),
    e.GrownUpTold(),
    e.StartOverAsked(),
    e.ForgetAsked(),
    e.SorenessReported(e.Side.OTHER),
    e.SorenessReported(e.Side.LEFT),
    *(e.RemindersAsked(every) for every in (None, 3 * HOUR, 30 * MINUTE)),
    *(e.RemindersAsked(at=time(hour)) for hour in (9, 3, 4)),
    e.RemindersAsked(at=time(7), day=e.Day.TOMORROW),
    e.RemindersAsked(day=e.Day.TOMORROW),
    e.RemindersChanged(),
    e.RemindersChanged(without=time(5)),
    e.RemindersChanged(without=time(8), only=e.Day.TOMORROW),
    e.RemindersChanged(without=time(21)),
    *(e.RemindersChanged(every=every) for every in (3 * HOUR, HOUR)),
    *(e.RemindersChanged(only=day) for day in (e.Day.TODAY, e.Day.TOMORROW)),
    e.RemindersSkipped(),
    *(e.RemindersSkipped(day) for day in e.Day),
    e.RemindersListAsked(),
    e.RemindersCancelled(),
    e.PromptsAsked(),
    e.KnownAsked(),
    e.HelpAsked(),
    e.StopAsked(),
    e.Yes(),
    e.No(),
    e.Unsure(),
    e.Unheard(),
    *(e.ConsentAnswered(*answer) for answer in product(e.Consent, (True, False), e.Permission)),
]
"""Every event a person can cause, with every value that matters."""

ANSWERED: list[Event] = [
    e.TimerSet("two"),
    *(e.TimerRefused(reason) for reason in e.Refusal),
    e.TimerLost(gone=True),
    e.TimerLost(gone=False),
    e.TimerSeen(Step.ICE, LiveTimer("one", 12 * MINUTE)),
    e.TimerSeen(Step.ICE, LiveTimer("one", 12 * MINUTE, paused=True)),
    e.TimerSeen(Step.ICE, None),
    e.ZoneChanged("America/Los_Angeles"),
    e.TimerSeen(Step.MOVE, LiveTimer("one", 12 * MINUTE, WALK_TIME)),
    e.TimerSeen(Step.MOVE, LiveTimer("one", 12 * MINUTE, WALK_TIME, paused=True)),
    e.RemindersSet((Reminder(Purpose.ICE, NOW + 3 * HOUR, "new"),)),
    e.RemindersSet((Reminder(Purpose.ICE, NOW + 3 * HOUR, "new"),), e.Refusal.UNREACHABLE),
    *(e.RemindersSet((), reason) for reason in e.Refusal),
    e.RemindersLeft(("lost",)),
    e.RemindersSeen({}),
    e.RemindersSeen(None),
    e.RemindersSeen({"stranger": NOW + HOUR}),
    *(e.PermissionsChanged(granted) for granted in ((), (e.Permission.TIMERS,), tuple(e.Permission))),
]
"""Every event the world answers with."""
