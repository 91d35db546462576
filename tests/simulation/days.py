"""Random days: what people do, as values that Hypothesis draws and that read like a diary."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from skill.routine import events as e
from skill.routine.events import Consent, Permission, Side, Trend
from skill.routine.plan import Step as PlanStep
from tests.simulation.life import Household

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
PEOPLE = ("", "anna", "ben")
"""A voice that is not recognised, and two that are."""

ZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland")

BEGINS = (
    datetime(2026, 3, 2, 15, tzinfo=UTC),
    datetime(2026, 3, 6, 20, tzinfo=UTC),  # Los Angeles puts its clocks forward on the eighth
    datetime(2026, 3, 27, 8, 40, tzinfo=UTC),  # Berlin does on the 29th
    datetime(2026, 10, 23, 6, 10, tzinfo=UTC),  # and back on the 25th
    datetime(2026, 10, 30, 22, tzinfo=UTC),  # Los Angeles on November 1
    datetime(2026, 4, 3, 4, 50, tzinfo=UTC),  # Lord Howe and Auckland on April 5
)


@dataclass(frozen=True)
class Does:
    """Something that happens: a method of the household, and what it is called with."""

    what: str
    how: tuple[Any, ...]

    def happen(self, home: Household) -> None:
        getattr(home, self.what)(*self.how)


@dataclass(frozen=True)
class IceBath:
    """A user ices, may be misheard half way, and says so at the end or not."""

    who: str = ""
    minutes: int = 20
    ends: bool = True
    trouble: int = 0
    wants: int = 20
    """How many minutes are asked for."""
    more: bool = False
    """Whether five more are asked for after it."""
    end: e.Event = field(default_factory=e.FootOut)
    """The words that tell of it."""
    misheard: e.Event | None = None
    """What the coach hears half way although it was not said."""
    corrections: tuple[e.Event, ...] = ()
    late: timedelta = timedelta(0)
    """How much later it is corrected; zero: at once."""
    replies: tuple[e.Event | None, ...] = ()
    """What is answered at the end."""
    rubs_after: int = 0
    """After how many minutes a massage is asked for; 0: not."""

    def happen(self, home: Household) -> None:
        home.visits(e.IcingAsked(self.wants * MINUTE), self.who, trouble=self.trouble)
        home.waits(self.minutes * MINUTE / 2)
        if self.misheard:
            home.mishears(self.misheard, self.corrections, self.who, self.late)
        home.waits(self.minutes * MINUTE / 2)
        if self.ends:
            home.visits(self.end, self.who, self.replies, trouble=self.trouble and self.trouble + 50)
        if self.more:
            home.visits(e.MoreTimeAsked(5 * MINUTE), self.who)
        if self.rubs_after:
            home.waits(self.rubs_after * MINUTE)
            home.visits(e.MassageAsked(), self.who)


@dataclass(frozen=True)
class Life:
    """A household, and its days."""

    begin: datetime
    zone: str
    granted: frozenset[Permission]
    in_sql: bool
    days: tuple[tuple[Does | IceBath, ...], ...]
    score: int
    """How sore it is when they look at it after all these days."""
    trouble: int
    """Decides which calls fail when they ask to be forgotten in the end."""

    def live(self, home: Household) -> None:
        """Live these days; then all look at it, and ask to be forgotten."""
        for day in self.days:
            for step in day:
                step.happen(home)
            home.sleeps_until(8)
        for who in PEOPLE:
            home.visits(e.Assessed(None, self.score), who)
        for who in PEOPLE:
            home.visits(e.ForgetAsked(), who, trouble=self.trouble)


# --- what is drawn ----------------------------------------------------------------------------

FLAGS: list[e.Event] = [e.RedFlagSaid(), e.RedFlagSaid(e.Sign.NUMB), e.SkinWarned(), e.TwistTold(), e.ColdRiskTold()]
PROMPTS: list[e.Event] = [
    *(e.Assessed(trend) for trend in Trend),
    *(e.Assessed(None, score) for score in range(-1, 12)),
    *(e.Assessed(Trend.BETTER, 2), e.Assessed(Trend.SAME, 4), e.Assessed(Trend.WORSE, 7), e.Assessed()),
]
REMINDERS: list[e.Event] = [
    *(e.RemindersAsked(every) for every in (None, 180 * MINUTE, 30 * MINUTE)),
    *(e.RemindersListAsked(), e.RemindersCancelled()),
    *(e.RemindersChanged(without=time(6)), e.RemindersChanged(without=time(8), only=e.Day.TOMORROW)),
    e.RemindersChanged(every=180 * MINUTE),
    *(e.RemindersChanged(only=day) for day in (e.Day.TODAY, e.Day.TOMORROW)),
    *(e.RemindersChanged(later=by * MINUTE) for by in (60, -30)),
    e.RemindersChanged(without=time(8), later=120 * MINUTE),
    e.RemindersChanged(only=e.Day.TOMORROW, later=300 * MINUTE),
    e.RemindersChanged(),
]
ICE: list[e.Event] = [
    *(e.IcingAsked(duration) for duration in (None, 10 * MINUTE, 2 * MINUTE, 40 * MINUTE)),
    *(e.FootOut(), e.Finished(), e.PauseAsked(), e.ResumeAsked()),
    *(e.MoreTimeAsked(by) for by in (None, 15 * MINUTE)),
    *(e.TimeAsked(), e.IceCancelled(), e.PromptsAsked(), e.PromptsAsked(), e.TooCold()),
    *(e.StillIn(), e.StillIn(), e.TimerRang()),
    *(e.IcedTold(minutes * MINUTE, is_in=True) for minutes in (5, 15, 25)),
    e.IcedTold(20 * MINUTE),
    *(e.StepDone(step) for step in (PlanStep.MASSAGE, PlanStep.MOVE)),
    e.ColdSkinTold(),
]
STEPS: list[e.Event] = [
    *(e.Opened(), e.WhereAsked()),
    *(e.SorenessReported(), e.SorenessReported(Side.LEFT, 1), e.SorenessReported(Side.BOTH)),
    *[e.SorenessReported(Side.OTHER)] * 3,
    e.MassageAsked(),
    *(e.MoveAsked(activity) for activity in (None, e.Activity.WALK, e.Activity.JOG)),
    e.NextIcingAsked(),
    *(e.UsualRunTold(miles) for miles in (5.0, 1.0)),
]
ASIDES: list[e.Event] = [
    *(e.NextAsked(), e.PreviousAsked(), e.RepeatAsked()),
    *(e.HowAsked(topic) for topic in (None, *e.Topic)),
    *(e.WhyAsked(), e.DoctorAsked(), e.MedicineAsked(), e.ChildTold(), e.GrownUpTold()),
    *(e.KnownAsked(), e.HelpAsked(), e.Hurts(), e.Unheard(), e.UsualRunTold(0.0)),
    *(e.StartOverAsked(), e.ForgetAsked(), e.Yes(), e.No()),
]
TOLD: list[e.Event] = [
    *(e.StillIn(), e.TimerRang()),
    *(e.IcedTold(duration) for duration in (None, 5 * MINUTE, 15 * MINUTE, 20 * MINUTE)),
    *(e.IcedTold(duration, is_in=True) for duration in (None, 8 * MINUTE, 15 * MINUTE, 40 * MINUTE)),
    *(e.StepDone(step) for step in PlanStep),
    *(e.MildSignTold(sign) for sign in e.MILD_SIGNS),
    *(e.SignDenied(e.Sign.HOT_RED), e.SignDenied(), e.ColdSkinTold(), e.CareHadTold()),
    *(e.StepsTold(3), e.StepsTold(4), e.StepsTold(4, can=False)),
]
"""What was done before or without the coach, what is denied, and what is common with sore ankles."""
ASKED: list[e.Event] = [e.MeaningAsked(), e.Thinking(), e.DoctorAsked(), e.HowAsked(), e.LessSaid()]
CORRECTIONS: list[e.Event] = [
    *(e.TakenBack(), e.TakenBack(), e.StillIn(), e.ResumeAsked(), e.No()),
    *(e.Meant(e.Yes()), e.Meant(e.No()), e.NotForYou()),
]
MISHEARD: list[e.Event] = [
    *(e.FootOut(), e.FootOut(), e.Finished(), e.IceCancelled(), e.PauseAsked(), e.TimerRang()),
    *(e.RedFlagSaid(e.Sign.NUMB), e.SkinWarned(), e.ColdRiskTold(), e.TwistTold(), e.IcingAsked(2 * MINUTE)),
    *(e.StartOverAsked(), e.RemindersCancelled(), e.Assessed(Trend.GONE), e.Assessed(Trend.WORSE), e.IcedTold()),
    *(e.IcedTold(40 * MINUTE, is_in=True), e.MoreTimeAsked(), e.StepDone(PlanStep.ICE)),
]
"""What the coach hears although something else was said."""
OPENINGS = [*STEPS * 3, *ICE * 3, *REMINDERS, *PROMPTS, *ASIDES, *FLAGS, *TOLD, *ASKED, *CORRECTIONS]
REPLIES: list[e.Event | None] = [
    *[None] * 12,
    *(e.No(), e.No(), e.Yes(), e.Yes(), e.Unsure(), e.StopAsked()),
    *(e.ConsentAnswered(consent) for consent in Consent),
    *(e.Assessed(Trend.WORSE), e.Assessed(None, 4), e.Assessed(None, 7), e.Unheard()),
    *(e.RemindersAsked(), e.IcingAsked(), e.StillIn(), e.ColdSkinTold()),
    *(*FLAGS, *ASKED, *CORRECTIONS),
    *(e.StepsTold(3), e.SignDenied(e.Sign.HOT_RED), e.IcedTold(15 * MINUTE)),
    *(e.MildSignTold(e.Sign.SWELLING), e.CareHadTold()),
]


def does(what: str, how: st.SearchStrategy[tuple[Any, ...]]) -> st.SearchStrategy[Does]:
    return st.builds(Does, st.just(what), how)


who = st.sampled_from(["", "", "anna", "anna", "ben"])
trouble = st.one_of(st.just(0), st.integers(0, 2**16))
granted = st.sampled_from([frozenset(Permission), frozenset(Permission), frozenset({Permission.TIMERS}), frozenset()])
visits = st.tuples(
    st.sampled_from(OPENINGS),
    who,
    st.lists(st.sampled_from(REPLIES), max_size=4).map(tuple),
    trouble,
    st.sampled_from([0] * 12 + [1, 3, 2]),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([1, 1, 2, 4, 0, 6]),
)
WAITS = (1, 2, 5, 8, 10, 12, 20, 21, 30, 39, 40, 41, 59, 60, 61, 90, 100, 119, 120, 121, 180, 240, 420)
waits = st.tuples(st.sampled_from(WAITS).map(lambda minutes: minutes * MINUTE), st.sampled_from([None, "", "anna"]))
others = st.one_of(
    does("tells_speaker", st.tuples(st.sampled_from(["pause", "resume", "cancel", "stretch"]))),
    does("changes_reminder", st.tuples(st.integers(0, 5), st.sampled_from([None, None, -120, 60, 600]))),
    does("permits", st.tuples(granted)),
    does("news_arrive", st.tuples(st.booleans(), st.booleans())),
    does("travels", st.tuples(st.sampled_from(ZONES))),
)
rare = does(
    "disables", st.tuples(st.sampled_from([0, 0, 10, 700]).map(lambda late: late * MINUTE), st.booleans(), trouble)
)
corrections = st.sampled_from(
    [(e.TakenBack(),), (e.StillIn(),), (e.No(), e.StillIn()), (e.No(), e.ResumeAsked()), (e.ResumeAsked(),), ()]
)
late = st.sampled_from([0, 0, 30, 90, 115, 150]).map(lambda seconds: seconds * SECOND)
baths = st.builds(
    IceBath,
    who,
    st.sampled_from([20, 20, 10, 0, 25]),
    st.booleans(),
    trouble,
    st.sampled_from([20, 20, 10]),
    st.sampled_from([False, False, True]),
    st.sampled_from(
        [
            *(e.FootOut(), e.FootOut(), e.Finished(), e.StillIn(), e.TimerRang(), e.Opened()),
            *(e.IcedTold(25 * MINUTE, is_in=True), e.IcedTold(20 * MINUTE)),
        ]
    ),
    st.one_of(st.none(), st.sampled_from(MISHEARD)),
    corrections,
    late,
    st.sampled_from([(), (), (e.No(),), (e.No(), e.No()), (e.FootOut(),)]),
    st.sampled_from([0, 0, 0, 58, 61]),
)
misheard = does("mishears", st.tuples(st.sampled_from(MISHEARD), corrections, who, late))
outings = st.tuples(
    st.sampled_from([e.MoveAsked(), e.MoveAsked(), e.MassageAsked(), e.WhereAsked()]),
    who,
    *map(st.just, ((), 0, 0, 0)),
    st.sampled_from([1, 4]),
)
steps = st.one_of(
    does("visits", outings),
    misheard,
    *[does("visits", visits)] * 4,
    *[does("waits", waits)] * 3,
    *[baths] * 2,
    *[others] * 3,
)
half_days = st.lists(st.one_of(*[steps] * 12, rare), max_size=8).map(tuple)
days = st.tuples(half_days, half_days).map(lambda halves: halves[0] + halves[1])
lives = st.builds(
    Life,
    st.sampled_from(BEGINS),
    st.sampled_from(ZONES),
    granted,
    st.booleans(),
    st.lists(days, min_size=4, max_size=5).map(tuple),
    st.sampled_from([3, 1, 0, 7]),
    trouble,
)
