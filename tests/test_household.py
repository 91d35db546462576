"""People of one household: whose recovery a turn is about, and that nobody loses theirs."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from skill.coach import Coach, Speaker
from skill.household import also_meant, record_of, reminders_of_others, whose, with_cold_foot
from skill.ports import EMPTY, HOUSEHOLD, HandledRequest, Record, RecoveriesTrouble
from skill.routine import events as e
from skill.routine.acts import Question, Say
from skill.routine.countdown import Countdown
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.reminder import Purpose, Reminder
from skill.storage.memory import MemoryRecoveries
from tests.routine.people import FINE
from tests.worlds import NOW, Clock, MemoryReminders, MemorySettings, MemoryTimers

ANNA, BEN = "anna", "ben"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TODAY = date(2026, 3, 1)

READY = Record(Recovery(stage=Stage.READY, began_on=TODAY), 1)
OVER = Record(Recovery(stage=Stage.RECOVERED, began_on=TODAY), 1)
ICING = Record(Recovery(stage=Stage.RESTING, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW)), 1)

LATER = replace(ICING, recovery=replace(ICING.recovery, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW + MINUTE)))
PAUSED = replace(
    ICING,
    recovery=replace(
        ICING.recovery, stage=Stage.RESTING, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW).paused(NOW + MINUTE)
    ),
)

WALKING = Record(Recovery(stage=Stage.RESTING, countdown=Countdown.begun(Step.MOVE, 10 * MINUTE, NOW)), 1)


def ended(ago: timedelta) -> Record:
    """Twenty minutes of ice that ended so long ago, and nobody has said so yet."""
    begun = NOW - ago - ICE_TIME
    countdown = Countdown.begun(Step.ICE, ICE_TIME, begun)
    return Record(Recovery(stage=Stage.RESTING, began_on=TODAY, iced_at=begun, countdown=countdown), 1)


def rested(ago: timedelta) -> Record:
    """The same, and they have said that the foot is out."""
    begun, out_at = NOW - ago - ICE_TIME, NOW - ago
    known = Recovery(stage=Stage.RESTING, began_on=TODAY, iced_at=begun, out_at=out_at, out_told=True)
    return Record(replace(known, iced_for=ICE_TIME), 1)


def used(kept: Record, ago: timedelta) -> Record:
    return replace(kept, handled=(HandledRequest("r", NOW - ago),))


def reminded(kept: Record, at: datetime) -> Record:
    return replace(kept, recovery=replace(kept.recovery, reminders=(Reminder(Purpose.ICE, at, "token"),)))


RANG, COLD, COLDER, WARM = ended(10 * MINUTE), rested(40 * MINUTE), rested(30 * MINUTE), rested(5 * HOUR)
COLD_AND_WALKING = replace(
    COLD,
    recovery=replace(
        WALKING.recovery, iced_at=COLD.recovery.iced_at, out_at=COLD.recovery.out_at, out_told=True, iced_for=ICE_TIME
    ),
)
UNHEARD = ended(30 * MINUTE)
STOPPED = Record(Recovery(stage=Stage.STOPPED, began_on=TODAY), 1)
EARLIER, LATELY = used(READY, 2 * HOUR), used(READY, HOUR)
CALLED = reminded(EARLIER, NOW - MINUTE)
REMINDED = reminded(READY, NOW + HOUR)
STILL_RINGS = replace(READY, recovery=replace(READY.recovery, unwanted=("token",)))

NOBODY = ""
ASKED, SORE, KNOWN, LEFT, OUT = e.WhereAsked(), e.SorenessReported(), e.KnownAsked(), e.TimeAsked(), e.FootOut()
LIST, FORGET, ICE = e.RemindersListAsked(), e.ForgetAsked(), e.IcingAsked()
FLAG, NUMB, RISK = e.RedFlagSaid(), e.SkinWarned(), e.ColdRiskTold()


@pytest.mark.parametrize(
    ("household", "heard", "talking", "event", "expected"),
    [
        # nobody is known
        ({}, NOBODY, None, SORE, HOUSEHOLD),
        ({}, ANNA, None, SORE, ANNA),
        ({}, ANNA, None, ASKED, ANNA),
        # the household's is the fallback of whoever has none
        ({HOUSEHOLD: READY}, NOBODY, None, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY}, ANNA, None, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY}, ANNA, None, SORE, ANNA),
        ({HOUSEHOLD: OVER}, ANNA, None, ASKED, ANNA),
        # but not while a foot is in the ice that may be theirs
        ({HOUSEHOLD: ICING}, ANNA, None, SORE, HOUSEHOLD),
        ({HOUSEHOLD: ICING}, ANNA, None, ICE, HOUSEHOLD),
        ({HOUSEHOLD: WALKING}, ANNA, None, SORE, ANNA),
        ({HOUSEHOLD: ICING, ANNA: READY}, ANNA, None, LEFT, HOUSEHOLD),
        ({HOUSEHOLD: ICING, ANNA: READY}, ANNA, None, OUT, HOUSEHOLD),
        ({HOUSEHOLD: ICING, ANNA: READY}, ANNA, None, ICE, ANNA),
        ({HOUSEHOLD: ICING, ANNA: LATER}, ANNA, None, OUT, ANNA),
        ({HOUSEHOLD: UNHEARD, ANNA: READY}, ANNA, None, OUT, ANNA),
        ({BEN: ICING, ANNA: READY}, ANNA, None, LEFT, ANNA),
        # everybody their own
        ({HOUSEHOLD: READY, ANNA: READY}, ANNA, None, ASKED, ANNA),
        ({HOUSEHOLD: READY, ANNA: READY}, NOBODY, None, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: OVER}, ANNA, None, ASKED, ANNA),
        ({ANNA: READY, BEN: READY}, BEN, None, ASKED, BEN),
        # not recognised: a time that runs, the first one that is up, ice before a walk
        ({HOUSEHOLD: READY, ANNA: ICING}, NOBODY, None, LEFT, ANNA),
        ({HOUSEHOLD: READY, ANNA: ICING}, NOBODY, None, ASKED, ANNA),
        ({HOUSEHOLD: READY, ANNA: PAUSED}, NOBODY, None, e.ResumeAsked(), ANNA),
        ({HOUSEHOLD: READY, ANNA: WALKING}, NOBODY, None, LEFT, ANNA),
        ({HOUSEHOLD: READY, ANNA: RANG}, NOBODY, None, OUT, ANNA),
        ({HOUSEHOLD: LATER, ANNA: ICING}, NOBODY, None, LEFT, ANNA),
        ({HOUSEHOLD: ICING, ANNA: LATER}, NOBODY, None, LEFT, HOUSEHOLD),
        ({ANNA: WALKING, BEN: ICING}, NOBODY, None, LEFT, BEN),
        # then an ankle that is still cold, the one that is longest
        ({HOUSEHOLD: READY, ANNA: COLD}, NOBODY, None, ICE, ANNA),
        ({HOUSEHOLD: READY, ANNA: COLD}, NOBODY, None, e.Opened(), ANNA),
        ({ANNA: COLD, BEN: WALKING}, NOBODY, None, ICE, ANNA),
        ({ANNA: COLD, BEN: WALKING}, NOBODY, None, e.MassageAsked(), ANNA),
        ({ANNA: COLD, BEN: WALKING}, NOBODY, None, e.MoreTimeAsked(), ANNA),
        ({ANNA: COLD, BEN: WALKING}, NOBODY, None, LEFT, BEN),
        ({ANNA: COLD, BEN: ICING}, NOBODY, None, ICE, BEN),
        ({BEN: WALKING}, NOBODY, None, ICE, BEN),
        ({ANNA: COLD_AND_WALKING, BEN: LATELY}, NOBODY, None, ICE, ANNA),
        ({HOUSEHOLD: READY, ANNA: UNHEARD}, NOBODY, None, OUT, ANNA),
        ({HOUSEHOLD: COLD, ANNA: COLDER}, NOBODY, None, ICE, ANNA),
        ({HOUSEHOLD: COLDER, ANNA: COLD}, NOBODY, None, ICE, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: WARM}, NOBODY, None, ICE, HOUSEHOLD),
        # then the household's plan, else the one that was used last, or called by a reminder
        ({HOUSEHOLD: EARLIER, ANNA: LATELY}, NOBODY, None, ASKED, HOUSEHOLD),
        ({ANNA: EARLIER, BEN: LATELY}, NOBODY, None, ASKED, BEN),
        ({ANNA: LATELY, BEN: EARLIER}, NOBODY, None, SORE, ANNA),
        ({ANNA: LATELY, BEN: CALLED}, NOBODY, None, ASKED, BEN),
        ({ANNA: LATELY, BEN: STOPPED}, NOBODY, None, ASKED, ANNA),
        ({ANNA: OVER, BEN: OVER}, NOBODY, None, SORE, HOUSEHOLD),
        # reminders: of whoever has some
        ({HOUSEHOLD: READY, ANNA: REMINDED}, NOBODY, None, LIST, ANNA),
        ({HOUSEHOLD: READY, ANNA: CALLED}, NOBODY, None, LIST, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: ICING, BEN: REMINDED}, NOBODY, None, e.RemindersCancelled(), BEN),
        ({ANNA: LATELY, BEN: STILL_RINGS}, NOBODY, None, e.RemindersCancelled(), BEN),
        ({HOUSEHOLD: REMINDED, ANNA: READY}, ANNA, None, LIST, HOUSEHOLD),
        ({HOUSEHOLD: REMINDED, ANNA: REMINDED}, ANNA, None, LIST, ANNA),
        ({BEN: REMINDED, ANNA: READY}, ANNA, None, LIST, ANNA),
        # not recognised, the only one that is under way, or whose time runs
        ({ANNA: READY}, NOBODY, None, ASKED, ANNA),
        ({HOUSEHOLD: OVER, ANNA: READY}, NOBODY, None, ASKED, ANNA),
        ({ANNA: READY, BEN: OVER}, NOBODY, None, ASKED, ANNA),
        ({ANNA: READY, BEN: ICING}, NOBODY, None, ASKED, BEN),
        ({ANNA: ICING, BEN: LATER}, NOBODY, None, ASKED, ANNA),
        ({ANNA: LATER, BEN: ICING}, NOBODY, None, ASKED, BEN),
        ({ANNA: PAUSED, BEN: LATER}, NOBODY, None, ASKED, BEN),
        ({ANNA: PAUSED, BEN: READY}, NOBODY, None, ASKED, ANNA),
        # what is kept: one's own, else the household's; of somebody else only where nobody else can be meant
        ({HOUSEHOLD: OVER, BEN: READY}, NOBODY, None, KNOWN, HOUSEHOLD),
        ({HOUSEHOLD: OVER}, ANNA, None, KNOWN, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: OVER}, ANNA, None, e.ForgetAsked(), ANNA),
        ({BEN: READY}, NOBODY, None, e.ForgetAsked(), BEN),
        ({BEN: LATELY, ANNA: EARLIER}, NOBODY, None, KNOWN, BEN),
        ({BEN: EARLIER, ANNA: LATELY}, NOBODY, None, FORGET, ANNA),
        ({BEN: OVER, ANNA: READY}, NOBODY, None, FORGET, ANNA),
        ({BEN: OVER}, NOBODY, None, FORGET, BEN),
        ({HOUSEHOLD: READY, ANNA: ICING}, NOBODY, None, FORGET, HOUSEHOLD),
        ({}, ANNA, None, KNOWN, ANNA),
        ({BEN: READY}, ANNA, None, KNOWN, ANNA),
        # a conversation stays with the one it began with
        ({ANNA: READY, BEN: READY}, NOBODY, ANNA, ASKED, ANNA),
        ({ANNA: READY, BEN: READY}, ANNA, ANNA, SORE, ANNA),
        ({HOUSEHOLD: READY, ANNA: READY}, NOBODY, ANNA, ASKED, ANNA),
        ({HOUSEHOLD: READY, ANNA: READY}, ANNA, HOUSEHOLD, ASKED, HOUSEHOLD),
        # unless somebody else is recognised
        ({ANNA: READY, BEN: READY}, BEN, ANNA, ASKED, BEN),
    ],
)
def test_whose(household: dict[str, Record], heard: str, talking: str | None, event: e.Event, expected: str) -> None:
    assert whose(household, heard, talking, event, NOW + 5 * MINUTE) == expected


@pytest.mark.parametrize("sign", [FLAG, NUMB, RISK])
@pytest.mark.parametrize(
    ("household", "heard", "talking", "expected"),
    [
        # nobody in ice: as anything else
        ({HOUSEHOLD: READY, ANNA: READY}, NOBODY, None, (HOUSEHOLD,)),
        ({HOUSEHOLD: READY, ANNA: READY}, ANNA, None, (ANNA,)),
        ({HOUSEHOLD: READY, ANNA: WALKING}, NOBODY, None, (ANNA,)),
        # a voice nobody knows: every foot in the ice, and one that rang a moment ago
        ({HOUSEHOLD: READY, ANNA: ICING}, NOBODY, None, (ANNA,)),
        ({ANNA: ICING, BEN: LATER}, NOBODY, None, (ANNA, BEN)),
        ({ANNA: LATER, BEN: PAUSED}, NOBODY, None, (ANNA, BEN)),
        ({ANNA: RANG, BEN: LATER}, NOBODY, None, (BEN, ANNA)),
        ({ANNA: PAUSED, BEN: LATER}, NOBODY, ANNA, (BEN, ANNA)),
        ({ANNA: PAUSED, BEN: READY}, NOBODY, BEN, (ANNA, BEN)),
        ({ANNA: UNHEARD, BEN: LATER}, NOBODY, None, (BEN,)),
        # also in the middle of a conversation, which is meant too
        ({ANNA: READY, BEN: ICING}, NOBODY, ANNA, (BEN, ANNA)),
        ({ANNA: ICING, BEN: LATER}, NOBODY, BEN, (BEN, ANNA)),
        # one's own foot is one's own, else it may be the one of whoever was not recognised
        ({ANNA: ICING, BEN: LATER}, BEN, None, (BEN,)),
        ({ANNA: ICING, BEN: READY}, BEN, None, (BEN,)),
        ({HOUSEHOLD: ICING, ANNA: ICING, BEN: READY}, BEN, None, (HOUSEHOLD, BEN)),
        # who has no plan may be anybody
        ({HOUSEHOLD: READY, ANNA: ICING}, BEN, None, (ANNA, HOUSEHOLD)),
        ({ANNA: ICING}, BEN, None, (ANNA,)),
    ],
)
def test_whom_a_sign_of_danger_counts_for(
    household: dict[str, Record], heard: str, talking: str | None, sign: e.Event, expected: tuple[str, ...]
) -> None:
    now = NOW + 5 * MINUTE
    first, others = whose(household, heard, talking, sign, now), also_meant(household, heard, talking, sign, now)
    assert (first, *others) == expected


def test_only_a_sign_of_danger_counts_for_others() -> None:
    for event in (LEFT, OUT, e.TwistTold(), FORGET):
        assert also_meant({ANNA: ICING, BEN: LATER}, NOBODY, None, event, NOW) == ()


WARM_AGAIN = rested(3 * HOUR)
WARM_AGAIN = replace(WARM_AGAIN, recovery=replace(WARM_AGAIN.recovery, screened_on=TODAY))


@pytest.mark.parametrize(
    ("household", "person", "event", "expected"),
    [
        ({ANNA: COLD, BEN: WARM_AGAIN}, BEN, e.Yes(), ANNA),
        ({HOUSEHOLD: COLD, BEN: WARM_AGAIN}, BEN, e.Yes(), HOUSEHOLD),
        ({ANNA: ICING, BEN: WARM_AGAIN}, BEN, e.Yes(), ANNA),
        ({ANNA: COLD, HOUSEHOLD: COLDER, BEN: WARM_AGAIN}, BEN, e.Yes(), HOUSEHOLD),
        # nothing that needs warmth begins
        ({ANNA: COLD, BEN: WARM_AGAIN}, BEN, e.No(), BEN),
        ({ANNA: COLD, BEN: COLD}, BEN, e.Yes(), BEN),
        # nobody is cold
        ({ANNA: WARM, BEN: WARM_AGAIN}, BEN, e.Yes(), BEN),
        ({BEN: WARM_AGAIN}, BEN, e.Yes(), BEN),
        ({}, HOUSEHOLD, e.Yes(), HOUSEHOLD),
    ],
)
@pytest.mark.parametrize("question", [Question.FOOT_IN, Question.WARM])
def test_s9_nobody_knows_whose_foot_would_get_ice(
    household: dict[str, Record], person: str, event: e.Event, expected: str, question: Question
) -> None:
    session = Session(asked=question, cleared=(Question.ANYTHING_NEW,), person=person)
    assert with_cold_foot(household, person, session, event, NOW) == expected


def test_everybody_has_a_place() -> None:
    assert record_of({}, HOUSEHOLD).recovery.place == 1
    assert record_of({}, ANNA).recovery.place == 2
    anna = Record(Recovery(place=2), 1)
    assert record_of({HOUSEHOLD: READY, ANNA: anna}, BEN).recovery.place == 3
    assert record_of({BEN: Record(Recovery(place=3), 1)}, ANNA).recovery.place == 2
    assert record_of({ANNA: anna}, ANNA) is anna


def test_the_reminders_of_others() -> None:
    def reminded(token: str) -> Record:
        return Record(Recovery(reminders=(Reminder(Purpose.ICE, NOW, token),)), 1)

    household = {HOUSEHOLD: reminded("a"), ANNA: reminded("b"), BEN: EMPTY}
    assert reminders_of_others(household, ANNA) == {"a"}
    assert reminders_of_others(household, BEN) == {"a", "b"}


@dataclass
class House:
    """Several people and one speaker."""

    recoveries: MemoryRecoveries = field(default_factory=MemoryRecoveries)
    clock: Clock = field(default_factory=Clock)
    settings: MemorySettings = field(default_factory=MemorySettings)
    session: Session = field(default_factory=Session)

    def __post_init__(self) -> None:
        self.coach = Coach(self.recoveries, self.clock)
        self.reminders = MemoryReminders(self.clock)
        self.timers: dict[int, MemoryTimers] = {}

    @property
    def speaker(self) -> Speaker:
        return Speaker(
            lambda place: self.timers.setdefault(place, MemoryTimers(self.clock)), self.reminders, self.settings
        )

    def hear(self, event: e.Event, person: str = NOBODY, request: str = "") -> Turn:
        turn = self.coach.hear("user", event, self.session, self.speaker, request, person)
        self.session = turn.session
        return turn

    def begin_icing(self, person: str) -> None:
        self.session = Session()
        for event in (e.SorenessReported(), *FINE, e.Yes()):
            self.hear(event, person)
        self.session = Session()

    def phase(self, person: str) -> Phase:
        return self.recoveries.load("user")[person].recovery.phase


@pytest.fixture
def house() -> House:
    return House()


def test_two_people_ice_at_once_with_a_timer_each(house: House) -> None:
    house.begin_icing(ANNA)
    house.clock.skip(5 * MINUTE)
    house.begin_icing(BEN)
    assert {place: timers.live for place, timers in house.timers.items() if timers.live} == {
        2: {Step.ICE: 15 * MINUTE},
        3: {Step.ICE: 20 * MINUTE},
    }
    house.hear(e.FootOut(), ANNA)
    assert (house.phase(ANNA), house.phase(BEN)) == (Phase.RESTING, Phase.ICING)
    assert [timers.live for timers in house.timers.values() if timers.live] == [{Step.ICE: 20 * MINUTE}]


def test_a_turn_that_is_not_recognised_loses_nothing(house: House) -> None:
    house.hear(e.SorenessReported(), ANNA)
    house.hear(e.Yes())
    house.hear(e.No(), ANNA)
    house.hear(e.No())
    assert house.hear(e.No()).recovery.phase is Phase.READY
    assert set(house.recoveries.load("user")) == {ANNA}
    house.session = Session()
    assert house.hear(e.IcingAsked()).recovery.phase is Phase.ICING
    assert house.phase(ANNA) is Phase.ICING


def test_forgetting_one_keeps_the_other(house: House) -> None:
    house.begin_icing(ANNA)
    house.begin_icing(BEN)
    house.hear(e.ForgetAsked(), ANNA)
    house.hear(e.Yes())
    assert set(house.recoveries.load("user")) == {BEN}


def test_the_same_request_again_is_answered_for_the_same_person(house: House) -> None:
    house.begin_icing(ANNA)
    house.begin_icing(BEN)
    before = house.session
    first = house.hear(e.PauseAsked(), ANNA, request="r")
    house.session = before
    assert house.hear(e.PauseAsked(), BEN, request="r") == first
    assert house.phase(BEN) is Phase.ICING


# --- a sign of danger from a voice that nobody knows


def keys(turn: Turn) -> list[str]:
    return [act.key for act in turn.acts if isinstance(act, Say)]


def both_in_ice(house: House) -> None:
    house.begin_icing(ANNA)
    house.clock.skip(5 * MINUTE)
    house.begin_icing(BEN)


@pytest.mark.parametrize(
    ("sign", "first", "phase"),
    [
        (FLAG, "care-now-foot-out", Phase.STOPPED),
        (NUMB, "cold-injury", Phase.RESTING),
        (RISK, "cold-out", Phase.RESTING),
    ],
)
def test_every_foot_comes_out(house: House, sign: e.Event, first: str, phase: Phase) -> None:
    both_in_ice(house)
    assert keys(house.hear(sign))[0] == first
    assert (house.phase(ANNA), house.phase(BEN)) == (phase, phase)
    assert [timers.live for timers in house.timers.values()] == [{}, {}]
    for kept in house.recoveries.load("user").values():
        assert kept.recovery.phase is Phase.STOPPED or kept.recovery.ice_held_until


def test_a_foot_that_is_known_to_be_another_one_stays_in(house: House) -> None:
    both_in_ice(house)
    house.hear(FLAG, BEN)
    assert (house.phase(ANNA), house.phase(BEN)) == (Phase.ICING, Phase.STOPPED)


def test_the_foot_comes_out_also_when_somebody_else_was_talking(house: House) -> None:
    house.begin_icing(ANNA)
    house.hear(e.SorenessReported(), BEN)
    assert keys(house.hear(NUMB))[0] == "cold-injury"
    assert (house.phase(ANNA), house.phase(BEN)) == (Phase.RESTING, Phase.STOPPED)


def test_a_timer_of_another_foot_that_may_still_ring_is_told_of_also_again(house: House) -> None:
    both_in_ice(house)
    session = house.session
    house.timers[3].refusal = e.Refusal.UNREACHABLE
    first = house.hear(FLAG, request="r")
    assert keys(first) == ["care-now-foot-out", "timer-unreachable"]
    kept, house.session = house.recoveries.load("user"), session
    assert house.hear(FLAG, request="r").acts == first.acts
    assert house.recoveries.load("user") == kept


def test_a_sign_that_could_not_be_kept_for_everybody_is_heard_again(house: House) -> None:
    both_in_ice(house)
    house.recoveries = Torn(house.recoveries, BEN)
    house.coach = Coach(house.recoveries, house.clock)
    with pytest.raises(RecoveriesTrouble):
        house.hear(FLAG, request="r")
    house.session = Session()
    assert keys(house.hear(FLAG, request="r"))[0] == "care-now-foot-out"
    assert (house.phase(ANNA), house.phase(BEN)) == (Phase.STOPPED, Phase.STOPPED)


class Torn(MemoryRecoveries):
    """A store that loses the first save of a person."""

    def __init__(self, store: MemoryRecoveries, person: str) -> None:
        super().__init__()
        vars(self).update(vars(store))
        self._person = person

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        if person == self._person:
            self._person = "nobody"
            raise RecoveriesTrouble("told to fail")
        super().save(user, person, kept, at)


# --- begun when nobody was recognised


def iced(house: House, person: str) -> None:
    """Twenty minutes of ice, and reminders."""
    house.begin_icing(person)
    house.clock.skip(20 * MINUTE)
    house.hear(OUT, person)
    house.hear(e.Yes(), person)
    house.session = Session()


def test_whoever_leaves_the_household_for_a_plan_of_their_own_hears_so(house: House) -> None:
    iced(house, NOBODY)
    session = house.session
    turn = house.hear(SORE, ANNA, request="r")
    assert keys(turn) == ["reported", "check-first-coach", "own-plan"]
    assert turn.asked is Question.FOUR_STEPS
    house.session = session
    assert house.hear(SORE, ANNA, request="r").acts == turn.acts


def test_nobody_leaves_a_household_that_has_no_plan(house: House) -> None:
    assert "own-plan" not in keys(house.hear(SORE, ANNA))


def test_the_foot_that_was_iced_as_the_household_s_waits_under_its_own_name(house: House) -> None:
    iced(house, NOBODY)
    house.hear(SORE, ANNA)
    for event in FINE:
        house.hear(event, ANNA)
    house.session = Session()
    assert "ice-too-early" in keys(house.hear(ICE, ANNA))
    house.clock.skip(2 * HOUR)
    house.session = Session()
    assert "ice-too-early" not in keys(house.hear(ICE, ANNA))


def test_a_foot_that_is_warm_again_does_not_wait(house: House) -> None:
    iced(house, NOBODY)
    house.clock.skip(2 * HOUR)
    house.begin_icing(ANNA)
    assert house.phase(ANNA) is Phase.ICING


def test_whoever_is_forgotten_hears_that_the_household_s_plan_stays(house: House) -> None:
    iced(house, NOBODY)
    house.hear(SORE, ANNA)
    house.session = Session()
    house.hear(FORGET, ANNA)
    assert keys(house.hear(e.Yes(), ANNA)) == ["forgotten", "household-plan-stays"]
    assert set(house.recoveries.load("user")) == {HOUSEHOLD}
    house.session = Session()
    asked = house.hear(FORGET, ANNA)
    assert (keys(asked), asked.asked) == (["household-plan"], Question.FORGET)
    assert keys(house.hear(e.Yes(), ANNA)) == ["forgotten"]
    assert house.recoveries.load("user") == {}
    assert house.reminders.live == ()


@pytest.mark.parametrize("event", [e.Opened(), LIST, KNOWN, FORGET, e.StartOverAsked(), e.RemindersCancelled()])
def test_the_household_s_plan_is_named_to_whoever_has_none(house: House, event: e.Event) -> None:
    iced(house, NOBODY)
    first = house.hear(event, BEN, request="r")
    assert keys(first)[0] == "household-plan"
    house.session = Session()
    assert house.hear(event, BEN, request="r").acts == first.acts
    house.session = Session()
    assert "household-plan" not in keys(house.hear(event))


# --- two plans rest, and nobody is recognised


def test_nobody_hears_that_none_is_set_while_somebody_has_some(house: House) -> None:
    iced(house, ANNA)
    iced(house, BEN)
    house.clock.skip(2 * HOUR)
    assert keys(house.hear(e.Opened()))[:1] != ["welcome"]
    house.session = Session()
    assert keys(house.hear(LIST)) == ["reminders-set"]
    house.hear(e.RemindersCancelled())
    assert keys(house.hear(LIST)) == ["reminders-none"]
    house.session = Session()
    assert keys(house.hear(LIST)) == ["reminders-set"]
    house.hear(e.RemindersCancelled())
    assert house.reminders.live == ()


def test_forgetting_somebody_tells_of_the_other_one(house: House) -> None:
    iced(house, ANNA)
    iced(house, BEN)
    house.hear(FORGET)
    assert keys(house.hear(e.Yes())) == ["forgotten", "another-plan-stays"]
    house.session = Session()
    house.hear(FORGET)
    assert keys(house.hear(e.Yes())) == ["forgotten"]
    assert house.recoveries.load("user") == {}
    assert house.reminders.live == ()


def test_a_voice_that_nobody_knows_does_not_ice_a_cold_foot(house: House) -> None:
    iced(house, ANNA)
    iced(house, BEN)
    house.hear(ICE)
    house.hear(e.Yes())
    assert [timers.live for timers in house.timers.values() if timers.live] == []


# --- news from outside of a conversation


def test_leaving_the_skill_forgets_everybody(house: House) -> None:
    house.begin_icing(ANNA)
    house.begin_icing(NOBODY)
    tokens = tuple(each.token for each in _reminded(house, ANNA))
    house.coach.forget_all("user", house.clock(), house.speaker)
    house.coach.forget_all("user", house.clock(), house.speaker)
    assert house.recoveries.load("user") == {}
    assert all(timers.live == {} for timers in house.timers.values())
    assert not set(tokens) & set(house.reminders.set)


def _reminded(house: House, person: str) -> tuple[Reminder, ...]:
    from skill.routine.reminder import Planned

    made, _ = house.reminders.create((Planned(Purpose.ICE, NOW + timedelta(hours=3)),), "UTC")
    kept = house.recoveries.load("user")[person]
    house.recoveries.save("user", person, replace(kept, recovery=replace(kept.recovery, reminders=made)), NOW)
    return made


def test_leaving_the_skill_ends_also_what_could_not_be_cancelled(house: House) -> None:
    iced(house, ANNA)
    house.reminders.refusal = e.Refusal.UNREACHABLE
    house.hear(e.RemindersCancelled(), ANNA)
    house.reminders.refusal = None
    assert house.reminders.live
    house.coach.forget_all("user", house.clock(), house.speaker)
    assert house.reminders.live == ()


def test_leaving_that_is_told_late_does_not_touch_who_came_back(house: House) -> None:
    left = house.clock() - MINUTE
    house.session = Session()
    house.hear(e.SorenessReported(), request="a")
    house.coach.forget_all("user", left, house.speaker)
    assert house.phase(HOUSEHOLD) is Phase.SCREENING
    house.coach.forget_all("user", house.clock(), house.speaker)
    assert house.recoveries.load("user") == {}


def test_leaving_without_a_way_to_alexa_still_forgets(house: House) -> None:
    house.begin_icing(ANNA)
    _reminded(house, ANNA)
    for timers in house.timers.values():
        timers.refusal = e.Refusal.UNREACHABLE
    house.reminders.refusal = e.Refusal.PERMISSION
    house.coach.forget_all("user", house.clock(), house.speaker)
    assert house.recoveries.load("user") == {}


def test_permissions_are_news_for_everybody(house: House) -> None:
    house.begin_icing(ANNA)
    house.begin_icing(BEN)
    house.coach.permissions_changed("user", e.PermissionsChanged(()), house.clock())
    for kept in house.recoveries.load("user").values():
        assert kept.recovery.denied_at == house.clock()


def test_permissions_that_are_told_late_change_nothing(house: House) -> None:
    house.begin_icing(ANNA)
    house.coach.permissions_changed("user", e.PermissionsChanged((e.Permission.TIMERS,)), house.clock())
    before = house.recoveries.load("user")
    for at in (house.clock(), house.clock() - MINUTE):
        house.coach.permissions_changed("user", e.PermissionsChanged(()), at)
    assert house.recoveries.load("user") == before


def test_permissions_of_nobody(house: House) -> None:
    house.coach.permissions_changed("user", e.PermissionsChanged(()), house.clock())
    assert house.recoveries.load("user") == {}
