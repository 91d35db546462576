"""Random days: what people do, as values that Hypothesis draws and that read like a diary."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from skill.routine import events as e
from skill.routine import plan as routine
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


class Step:
    """Something that happens."""

    def happen(self, home: Household) -> None:
        """Let it happen."""
        raise NotImplementedError


@dataclass(frozen=True)
class Visit(Step):
    """A user opens the skill with some words and answers what is asked, sensibly where nothing else is given."""

    event: e.Event
    who: str = ""
    replies: tuple[e.Event | None, ...] = ()
    trouble: int = 0
    tears: int = 0
    again: int = 0
    score: int = 1

    def happen(self, home: Household) -> None:
        home.visits(
            self.event,
            self.who,
            self.replies,
            trouble=self.trouble,
            tears=self.tears,
            again=self.again,
            score=self.score,
        )


@dataclass(frozen=True)
class IceBath(Step):
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
    late: int = 0
    """How many seconds later it is corrected; 0: at once."""
    replies: tuple[e.Event | None, ...] = ()
    """What is answered at the end."""
    rubs_after: int = 0
    """After how many minutes a massage is asked for; 0: not."""

    def happen(self, home: Household) -> None:
        home.visits(e.IcingAsked(self.wants * MINUTE), self.who, trouble=self.trouble)
        home.waits(self.minutes * MINUTE / 2)
        if self.misheard:
            home.mishears(self.misheard, self.corrections, self.who, self.late * SECOND)
        home.waits(self.minutes * MINUTE / 2)
        if self.ends:
            home.visits(self.end, self.who, self.replies, trouble=self.trouble and self.trouble + 50)
        if self.more:
            home.visits(e.MoreTimeAsked(5 * MINUTE), self.who)
        if self.rubs_after:
            home.waits(self.rubs_after * MINUTE)
            home.visits(e.MassageAsked(), self.who)


@dataclass(frozen=True)
class Misheard(Step):
    """The coach hears something that was not said, and the user corrects it."""

    heard: e.Event
    corrections: tuple[e.Event, ...]
    who: str = ""
    late: int = 0
    """How many seconds later it is corrected; 0: at once."""

    def happen(self, home: Household) -> None:
        home.mishears(self.heard, self.corrections, self.who, self.late * SECOND)


@dataclass(frozen=True)
class Wait(Step):
    """Time passes. When a reminder rings, a user may open the skill."""

    minutes: int
    heeds: str | None = None

    def happen(self, home: Household) -> None:
        home.waits(self.minutes * MINUTE, self.heeds)


@dataclass(frozen=True)
class Sleep(Step):
    """The night, until this hour."""

    hour: int = 8

    def happen(self, home: Household) -> None:
        home.sleeps_until(self.hour)


@dataclass(frozen=True)
class AtSpeaker(Step):
    """A user talks to the speaker itself: pause, resume, cancel, stretch."""

    what: str

    def happen(self, home: Household) -> None:
        home.tells_speaker(self.what)


@dataclass(frozen=True)
class InApp(Step):
    """A user deletes a reminder in the app, or moves it by so many minutes."""

    number: int
    by: int | None = None

    def happen(self, home: Household) -> None:
        if self.by is None:
            home.deletes_reminder(self.number)
        else:
            home.moves_reminder(self.number, self.by * MINUTE)


@dataclass(frozen=True)
class Permits(Step):
    """A user changes the permissions in the app."""

    granted: frozenset[Permission]

    def happen(self, home: Household) -> None:
        home.permits(self.granted)


@dataclass(frozen=True)
class News(Step):
    """What was changed in the app is delivered."""

    backwards: bool = False
    twice: bool = False

    def happen(self, home: Household) -> None:
        home.news_arrive(backwards=self.backwards, twice=self.twice)


@dataclass(frozen=True)
class Travel(Step):
    """The household goes where the clock shows another time."""

    zone: str

    def happen(self, home: Household) -> None:
        home.travels(self.zone)


@dataclass(frozen=True)
class Disable(Step):
    """The skill is disabled, and Amazon tells so many minutes later."""

    late: int = 0
    twice: bool = False
    trouble: int = 0

    def happen(self, home: Household) -> None:
        home.disables(self.late * MINUTE, twice=self.twice, trouble=self.trouble)


@dataclass(frozen=True)
class Life:
    """A household, and its days."""

    begin: datetime
    zone: str
    granted: frozenset[Permission]
    in_sql: bool
    days: tuple[tuple[Step, ...], ...]
    score: int
    """How sore it is when they look at it after all these days."""
    trouble: int
    """Decides which calls fail when they ask to be forgotten in the end."""

    @property
    def end(self) -> tuple[Step, ...]:
        """The look on day four, and that all ask to be forgotten."""
        looks = tuple(Visit(e.Assessed(None, self.score), who) for who in PEOPLE)
        return (*looks, *(Visit(e.ForgetAsked(), who, trouble=self.trouble) for who in PEOPLE))


# --- what is drawn ----------------------------------------------------------------------------

FLAGS: list[e.Event] = [e.RedFlagSaid(), e.RedFlagSaid(e.Sign.NUMB), e.SkinWarned(), e.TwistTold(), e.ColdRiskTold()]
PROMPTS: list[e.Event] = [
    *(e.Assessed(trend) for trend in Trend),
    *(e.Assessed(None, score) for score in range(-1, 12)),
    e.Assessed(Trend.BETTER, 2),
    e.Assessed(Trend.SAME, 4),
    e.Assessed(Trend.WORSE, 7),
    e.Assessed(),
]
REMINDERS: list[e.Event] = [
    e.RemindersAsked(),
    e.RemindersAsked(180 * MINUTE),
    e.RemindersAsked(30 * MINUTE),
    e.RemindersListAsked(),
    e.RemindersCancelled(),
    e.RemindersChanged(without=time(6)),
    e.RemindersChanged(without=time(8), only=e.Day.TOMORROW),
    e.RemindersChanged(every=180 * MINUTE),
    e.RemindersChanged(only=e.Day.TODAY),
    e.RemindersChanged(only=e.Day.TOMORROW),
    e.RemindersChanged(later=60 * MINUTE),
    e.RemindersChanged(later=-30 * MINUTE),
    e.RemindersChanged(without=time(8), later=120 * MINUTE),
    e.RemindersChanged(only=e.Day.TOMORROW, later=300 * MINUTE),
    e.RemindersChanged(),
]
ICE: list[e.Event] = [
    e.IcingAsked(),
    e.IcingAsked(10 * MINUTE),
    e.IcingAsked(2 * MINUTE),
    e.IcingAsked(40 * MINUTE),
    e.FootOut(),
    e.Finished(),
    e.PauseAsked(),
    e.ResumeAsked(),
    e.MoreTimeAsked(),
    e.MoreTimeAsked(15 * MINUTE),
    e.TimeAsked(),
    e.IceCancelled(),
    e.PromptsAsked(),
    e.PromptsAsked(),
    e.TooCold(),
    e.StillIn(),
    e.StillIn(),
    e.TimerRang(),
    e.IcedTold(5 * MINUTE, is_in=True),
    e.IcedTold(15 * MINUTE, is_in=True),
    e.IcedTold(25 * MINUTE, is_in=True),
    e.IcedTold(20 * MINUTE),
    e.StepDone(routine.Step.MASSAGE),
    e.StepDone(routine.Step.MOVE),
    e.ColdSkinTold(),
]
STEPS: list[e.Event] = [
    e.Opened(),
    e.WhereAsked(),
    e.SorenessReported(),
    e.SorenessReported(Side.LEFT, 1),
    e.SorenessReported(Side.BOTH),
    *[e.SorenessReported(Side.OTHER)] * 3,
    e.MassageAsked(),
    e.MoveAsked(),
    e.MoveAsked(e.Activity.WALK),
    e.MoveAsked(e.Activity.JOG),
    e.NextIcingAsked(),
    e.UsualRunTold(5.0),
    e.UsualRunTold(1.0),
]
ASIDES: list[e.Event] = [
    e.NextAsked(),
    e.PreviousAsked(),
    e.RepeatAsked(),
    e.HowAsked(),
    *(e.HowAsked(topic) for topic in e.Topic),
    e.WhyAsked(),
    e.DoctorAsked(),
    e.MedicineAsked(),
    e.ChildTold(),
    e.GrownUpTold(),
    e.KnownAsked(),
    e.HelpAsked(),
    e.Hurts(),
    e.Unheard(),
    e.NewRunnerTold(),
    e.StartOverAsked(),
    e.ForgetAsked(),
    e.Yes(),
    e.No(),
]
TOLD: list[e.Event] = [
    e.StillIn(),
    e.TimerRang(),
    e.IcedTold(),
    e.IcedTold(5 * MINUTE),
    e.IcedTold(15 * MINUTE),
    e.IcedTold(20 * MINUTE),
    e.IcedTold(is_in=True),
    e.IcedTold(8 * MINUTE, is_in=True),
    e.IcedTold(15 * MINUTE, is_in=True),
    e.IcedTold(40 * MINUTE, is_in=True),
    *(e.StepDone(step) for step in PlanStep),
    *(e.MildSignTold(sign) for sign in e.MILD_SIGNS),
    e.SignDenied(e.Sign.HOT_RED),
    e.SignDenied(),
    e.ColdSkinTold(),
    e.CareHadTold(),
    e.StepsTold(3),
    e.StepsTold(4),
    e.StepsTold(4, can=False),
]
"""What was done before or without the coach, what is denied, and what is common with sore ankles."""
ASKED: list[e.Event] = [e.MeaningAsked(), e.Thinking(), e.DoctorAsked(), e.HowAsked(), e.LessSaid()]
CORRECTIONS: list[e.Event] = [
    e.TakenBack(),
    e.TakenBack(),
    e.StillIn(),
    e.ResumeAsked(),
    e.No(),
    e.Meant(e.Yes()),
    e.Meant(e.No()),
    e.NotForYou(),
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
    e.No(),
    e.No(),
    e.Yes(),
    e.Yes(),
    e.Unsure(),
    e.StopAsked(),
    *(e.ConsentAnswered(consent) for consent in Consent),
    e.Assessed(Trend.WORSE),
    e.Assessed(None, 4),
    e.Assessed(None, 7),
    e.Unheard(),
    e.RemindersAsked(),
    e.IcingAsked(),
    e.StillIn(),
    e.ColdSkinTold(),
    *FLAGS,
    *ASKED,
    *CORRECTIONS,
    e.StepsTold(3),
    e.SignDenied(e.Sign.HOT_RED),
    e.IcedTold(15 * MINUTE),
    e.MildSignTold(e.Sign.SWELLING),
    e.CareHadTold(),
]

who = st.sampled_from(["", "", "anna", "anna", "ben"])
trouble = st.one_of(st.just(0), st.integers(0, 2**16))
granted = st.sampled_from([frozenset(Permission), frozenset(Permission), frozenset({Permission.TIMERS}), frozenset()])
visits = st.builds(
    Visit,
    st.sampled_from(OPENINGS),
    who,
    st.lists(st.sampled_from(REPLIES), max_size=4).map(tuple),
    trouble,
    st.sampled_from([0] * 12 + [1, 3, 2]),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.sampled_from([1, 1, 2, 4, 0, 6]),
)
waits = st.builds(
    Wait,
    st.sampled_from([1, 2, 5, 8, 10, 12, 20, 21, 30, 39, 40, 41, 59, 60, 61, 90, 100, 119, 120, 121, 180, 240, 420]),
    st.sampled_from([None, "", "anna"]),
)
others = st.one_of(
    st.builds(AtSpeaker, st.sampled_from(["pause", "resume", "cancel", "stretch"])),
    st.builds(InApp, st.integers(0, 5), st.sampled_from([None, None, -120, 60, 600])),
    st.builds(Permits, granted),
    st.builds(News, st.booleans(), st.booleans()),
    st.builds(Travel, st.sampled_from(ZONES)),
)
rare = st.builds(Disable, st.sampled_from([0, 0, 10, 700]), st.booleans(), trouble)
corrections = st.sampled_from(
    [(e.TakenBack(),), (e.StillIn(),), (e.No(), e.StillIn()), (e.No(), e.ResumeAsked()), (e.ResumeAsked(),), ()]
)
late = st.sampled_from([0, 0, 30, 90, 115, 150])
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
misheard = st.builds(Misheard, st.sampled_from(MISHEARD), corrections, who, late)
outings = st.builds(
    Visit,
    st.sampled_from([e.MoveAsked(), e.MoveAsked(), e.MassageAsked(), e.WhereAsked()]),
    who,
    score=st.sampled_from([1, 4]),
)
steps = st.one_of(
    outings, misheard, visits, visits, visits, visits, waits, waits, waits, baths, baths, others, others, others
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
