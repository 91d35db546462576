"""People of one household: whose plan an event is about, and that no plan is lost."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from skill.coach import Coach
from skill.people import Heard, affected, other_ice, record_of, resolve_person, with_notices
from skill.ports import HOUSEHOLD, Device, Record, RecoveriesTrouble
from skill.routine import events as e
from skill.routine.acts import Say
from skill.routine.deadlines import Countdown, Purpose, Reminder
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Icing, Phase, Recovery, Session, Stage, Turn
from skill.speech import say
from tests import test_coach
from tests.fakes import NOW, MemoryTimers
from tests.routine.people import FINE
from tests.test_coach import said as keys

ANNA, BEN = "anna", "ben"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TODAY = date(2026, 3, 1)
AT = NOW + 5 * MINUTE
"""When something is said."""


def running(minutes: int, step: Step = Step.ICE) -> Recovery:
    """A countdown with so many minutes to go."""
    begun = AT - ICE_TIME + minutes * MINUTE
    return Recovery(stage=Stage.RESTING, iced_at=begun, countdown=Countdown(step, ICE_TIME, begun + ICE_TIME))


def rested(minutes: int) -> Recovery:
    """Twenty minutes of ice that ended so long ago."""
    out_at = AT - minutes * MINUTE
    ice = Icing(out_at - ICE_TIME, out_at, True, ICE_TIME)
    return Recovery(stage=Stage.RESTING, began_on=TODAY).after_ice(ice)


def reminded(at: datetime) -> Recovery:
    return replace(READY, reminders=(Reminder(Purpose.ICE, at, "token"),))


def heard(event: e.Event, voice: str = "", talking: str | None = None) -> Heard:
    session = Session(person=talking, recognised=bool(voice))
    return Heard("user", voice, event, session, "", AT)


def slots(plans: dict[str, Recovery]) -> dict[str, Recovery]:
    """The plans with a slot for each person, in order; 1 is the household's."""
    first = 1 if HOUSEHOLD in plans else 2
    return {person: replace(plan, slot_number=slot) for slot, (person, plan) in enumerate(plans.items(), first)}


READY = Recovery(stage=Stage.READY, began_on=TODAY)
OVER = Recovery(stage=Stage.RECOVERED, began_on=TODAY)
ICING, LATER, WALKING = running(10), running(11), running(10, Step.MOVE)
RANG, LONG_OVER = running(-10), running(-30)
REMINDED, WAS_REMINDED = reminded(AT + HOUR), reminded(AT - MINUTE)
STILL_RINGS = replace(READY, unwanted=("token",))
PAUSED = replace(ICING, countdown=Countdown(Step.ICE, ICE_TIME, NOW + ICE_TIME).paused(NOW + MINUTE))

UNKNOWN = ""
ASKED, SORE, LEFT, OUT, ICE = e.WhereAsked(), e.SorenessReported(), e.TimeAsked(), e.FootOut(), e.IcingAsked()
LIST, KNOWN, FORGET = e.RemindersListAsked(), e.KnownAsked(), e.ForgetAsked()
FLAG, NUMB, RISK = e.RedFlagSaid(), e.SkinWarned(), e.ColdRiskTold()


@pytest.mark.parametrize(
    ("household", "event", "expected"),
    [
        # a recognised voice has its own plan
        ({}, ASKED, ANNA),
        ({BEN: ICING}, LEFT, ANNA),
        ({HOUSEHOLD: READY, ANNA: READY}, ASKED, ANNA),
        ({HOUSEHOLD: READY, ANNA: OVER}, ASKED, ANNA),
        # until it begins, the household's
        ({HOUSEHOLD: READY}, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY}, SORE, ANNA),
        ({HOUSEHOLD: OVER}, ASKED, ANNA),
        ({HOUSEHOLD: OVER}, KNOWN, HOUSEHOLD),
        # the household's ice may be theirs
        ({HOUSEHOLD: ICING}, SORE, HOUSEHOLD),
        ({HOUSEHOLD: WALKING}, SORE, ANNA),
        ({HOUSEHOLD: ICING, ANNA: READY}, LEFT, HOUSEHOLD),
        ({HOUSEHOLD: PAUSED, ANNA: READY}, OUT, HOUSEHOLD),
        ({HOUSEHOLD: ICING, ANNA: READY}, ICE, ANNA),
        ({HOUSEHOLD: LONG_OVER, ANNA: READY}, OUT, ANNA),
        # and so may its reminders
        ({HOUSEHOLD: REMINDED, ANNA: READY}, LIST, HOUSEHOLD),
        ({HOUSEHOLD: REMINDED, ANNA: REMINDED}, LIST, ANNA),
        ({BEN: REMINDED, ANNA: READY}, LIST, ANNA),
    ],
)
def test_whose_plan_a_recognised_voice_is_about(household: dict[str, Recovery], event: e.Event, expected: str) -> None:
    assert resolve_person(slots(household), heard(event, ANNA)) == expected


@pytest.mark.parametrize(
    ("household", "event", "expected"),
    [
        # the household's plan
        ({}, SORE, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: READY}, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: rested(40)}, ICE, HOUSEHOLD),
        ({ANNA: OVER, BEN: OVER}, SORE, HOUSEHOLD),
        # a countdown that runs: ice before a walk, the household's first, then the first to end
        ({HOUSEHOLD: READY, ANNA: ICING}, LEFT, ANNA),
        ({HOUSEHOLD: READY, ANNA: ICING}, e.StopAsked(), ANNA),
        ({HOUSEHOLD: READY, ANNA: PAUSED}, e.ResumeAsked(), ANNA),
        ({HOUSEHOLD: READY, ANNA: WALKING}, LEFT, ANNA),
        ({HOUSEHOLD: READY, ANNA: RANG}, OUT, ANNA),
        ({HOUSEHOLD: READY, ANNA: LONG_OVER}, OUT, HOUSEHOLD),
        ({HOUSEHOLD: LATER, ANNA: ICING}, OUT, HOUSEHOLD),
        ({HOUSEHOLD: WALKING, ANNA: LATER}, OUT, ANNA),
        ({ANNA: LATER, BEN: ICING}, OUT, BEN),
        ({ANNA: PAUSED, BEN: LATER}, LEFT, BEN),
        ({ANNA: READY, BEN: PAUSED}, ASKED, BEN),
        # without a plan of the household, the first that is under way
        ({ANNA: READY}, ASKED, ANNA),
        ({HOUSEHOLD: OVER, ANNA: READY}, ASKED, ANNA),
        ({ANNA: READY, BEN: READY}, ASKED, ANNA),
        # reminders that are set
        ({HOUSEHOLD: READY, ANNA: REMINDED}, LIST, ANNA),
        ({HOUSEHOLD: READY, ANNA: WAS_REMINDED}, LIST, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: ICING, BEN: REMINDED}, e.RemindersCancelled(), BEN),
        ({ANNA: READY, BEN: STILL_RINGS}, e.RemindersCancelled(), BEN),
        # what is stored
        ({HOUSEHOLD: OVER, BEN: READY}, KNOWN, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: ICING}, FORGET, HOUSEHOLD),
        ({BEN: OVER}, FORGET, BEN),
        ({}, FORGET, HOUSEHOLD),
    ],
)
def test_whose_plan_any_other_voice_is_about(household: dict[str, Recovery], event: e.Event, expected: str) -> None:
    assert resolve_person(slots(household), heard(event)) == expected


@pytest.mark.parametrize(
    ("voice", "talking", "expected"),
    [
        (UNKNOWN, BEN, BEN),
        (BEN, BEN, BEN),
        (ANNA, BEN, ANNA),
        (ANNA, HOUSEHOLD, HOUSEHOLD),
        (UNKNOWN, HOUSEHOLD, HOUSEHOLD),
    ],
)
def test_a_conversation_stays_unless_another_voice_is_recognised(voice: str, talking: str, expected: str) -> None:
    household = slots({HOUSEHOLD: READY, ANNA: ICING, BEN: READY})
    assert resolve_person(household, heard(SORE, voice, talking)) == expected


@pytest.mark.parametrize("sign", [FLAG, NUMB, RISK])
@pytest.mark.parametrize(
    ("household", "voice", "talking", "expected"),
    [
        # no foot in ice: as anything else
        ({HOUSEHOLD: READY, ANNA: READY}, UNKNOWN, None, (HOUSEHOLD,)),
        ({HOUSEHOLD: READY, ANNA: WALKING}, UNKNOWN, None, (ANNA,)),
        # any voice: every foot in ice, and one that came out a moment ago
        ({HOUSEHOLD: READY, ANNA: ICING}, UNKNOWN, None, (ANNA,)),
        ({ANNA: ICING, BEN: LATER}, UNKNOWN, None, (ANNA, BEN)),
        ({ANNA: RANG, BEN: LATER}, UNKNOWN, None, (BEN, ANNA)),
        ({ANNA: LONG_OVER, BEN: LATER}, UNKNOWN, None, (BEN,)),
        # and the plan of the conversation
        ({ANNA: PAUSED, BEN: LATER}, UNKNOWN, ANNA, (BEN, ANNA)),
        ({ANNA: PAUSED, BEN: READY}, UNKNOWN, BEN, (ANNA, BEN)),
        # a recognised voice: their own foot, else the household's
        ({HOUSEHOLD: ICING, ANNA: ICING, BEN: READY}, BEN, None, (HOUSEHOLD, BEN)),
        # without a plan of their own it may be any foot
        ({HOUSEHOLD: READY, ANNA: ICING}, BEN, None, (ANNA, HOUSEHOLD)),
    ],
)
def test_s6_whom_a_sign_counts_for(
    household: dict[str, Recovery], voice: str, talking: str | None, sign: e.Event, expected: tuple[str, ...]
) -> None:
    assert affected(slots(household), heard(sign, voice, talking)) == expected


@pytest.mark.parametrize(
    ("household", "person", "recognised", "expected"),
    [
        # it is not known whose foot it is
        ({ANNA: rested(40), BEN: READY}, BEN, False, 40),
        ({HOUSEHOLD: rested(40), BEN: READY}, BEN, False, 40),
        ({HOUSEHOLD: rested(30), ANNA: rested(40), BEN: READY}, BEN, False, 30),
        ({ANNA: ICING, BEN: READY}, BEN, False, -10),
        ({ANNA: PAUSED}, HOUSEHOLD, False, 4),
        # their own ice is known to their own plan; later it is warm again
        ({BEN: rested(40)}, BEN, False, None),
        ({ANNA: rested(100), BEN: READY}, BEN, False, None),
        # a recognised user knows their own foot, but may have iced before their plan began
        ({HOUSEHOLD: rested(40), BEN: READY}, BEN, True, None),
        ({HOUSEHOLD: rested(40)}, BEN, True, 40),
        ({HOUSEHOLD: rested(40), BEN: OVER}, BEN, True, 40),
        ({ANNA: rested(40)}, BEN, True, None),
    ],
)
def test_s9_the_ice_of_other_feet(
    household: dict[str, Recovery], person: str, recognised: bool, expected: int | None
) -> None:
    ice = other_ice(slots(household), person, heard(ICE, "anyone" if recognised else ""))
    assert (ice and ice.out_at) == (None if expected is None else AT - expected * MINUTE)


def test_each_person_has_a_slot_number() -> None:
    assert record_of({}, HOUSEHOLD).recovery.slot_number == 1
    assert record_of({}, ANNA).recovery.slot_number == 2
    anna = Record(Recovery(slot_number=2), 1)
    assert record_of({HOUSEHOLD: Record(READY, 1), ANNA: anna}, BEN).recovery.slot_number == 3
    assert record_of({BEN: Record(Recovery(slot_number=3), 1)}, ANNA).recovery.slot_number == 2
    assert record_of({ANNA: anna}, ANNA) is anna


@dataclass
class House(test_coach.House):
    slots: dict[int, MemoryTimers] = field(default_factory=dict)

    @property
    def speaker(self) -> Device:
        return Device(
            lambda slot_number: self.slots.setdefault(slot_number, MemoryTimers(self.clock)),
            self.reminders,
            self.settings,
        )

    def begin_icing(self, person: str) -> None:
        self.session = Session()
        for event in (SORE, *FINE, e.Yes()):
            self.hear(event, person)
        self.session = Session()

    def iced(self, person: str) -> None:
        self.begin_icing(person)
        self.clock.skip(20 * MINUTE)
        self.hear(OUT, person)
        self.hear(e.Yes(), person)
        self.session = Session()

    def forgets(self, person: str = HOUSEHOLD) -> list[str]:
        self.visit(FORGET, person)
        return keys(self.hear(e.Yes(), person))

    @property
    def records(self) -> dict[str, Record]:
        return self.recoveries.load("user")

    def phases(self, *people: str) -> list[Phase]:
        return [self.records[person].recovery.phase for person in people]

    @property
    def timers_live(self) -> list[dict[Step, timedelta]]:
        return [timers.live for timers in self.slots.values() if timers.live]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def both(house: House) -> House:
    house.begin_icing(ANNA)
    house.clock.skip(5 * MINUTE)
    house.begin_icing(BEN)
    return house


def test_the_same_request_again_is_answered_for_the_same_person(both: House) -> None:
    first = both.hear(e.PauseAsked(), ANNA, request="r")
    assert both.visit(e.PauseAsked(), BEN, request="r") == first
    assert both.phases(BEN) == [Phase.ICING]


# --- a sign of danger from a voice that is not recognised


@pytest.mark.parametrize(
    ("sign", "first", "phase"),
    [(FLAG, "foot-out-first", Phase.STOPPED), (NUMB, "cold-injury", Phase.RESTING), (RISK, "cold-out", Phase.RESTING)],
)
def test_every_foot_comes_out(both: House, sign: e.Event, first: str, phase: Phase) -> None:
    assert keys(both.hear(sign))[0] == first
    assert both.phases(ANNA, BEN) == [phase, phase]
    assert both.timers_live == []
    for kept in both.records.values():
        assert phase is Phase.STOPPED or kept.recovery.ice_held_until


def test_a_timer_of_another_foot_that_may_still_ring_is_told_of_also_again(both: House) -> None:
    both.slots[3].refusal = e.Refusal.UNREACHABLE
    first = both.hear(FLAG, request="r")
    assert keys(first) == ["foot-out-first", "heard", "care-now", "timer-unreachable"]
    kept = both.records
    assert both.visit(FLAG, request="r").acts == first.acts
    assert both.records == kept


@pytest.mark.parametrize("event", [e.IceCancelled(), OUT, e.Finished()])
@pytest.mark.parametrize(("voice", "named"), [(UNKNOWN, True), (ANNA, False)])
def test_whose_ice_has_ended_is_said_first(both: House, event: e.Event, voice: str, named: bool) -> None:
    both.clock.skip(5 * MINUTE)
    turn = both.hear(event, voice)
    assert both.phases(ANNA, BEN) == [Phase.RESTING, Phase.ICING]
    assert (turn.acts[0] == Say("ice-of", {"slot_number": 2})) == named
    assert ("Ice bath two." in say(turn.acts, "en-US", TODAY).speech) == named
    assert "ice-of" not in keys(both.visit(event))


@pytest.mark.parametrize(
    ("after", "talking", "said"),
    [
        (rested(0), ANNA, ["ice-of"]),
        (ICING, ANNA, []),  # it goes on
        (rested(0), HOUSEHOLD, []),  # a plan without ice, which the conversation is about
    ],
)
def test_only_ice_that_has_ended_is_named(after: Recovery, talking: str, said: list[str]) -> None:
    plans = slots({HOUSEHOLD: READY, ANNA: ICING, BEN: LATER})
    turn = with_notices(Turn(after, Session()), plans, heard(OUT, talking=talking), talking, plans[talking], ())
    assert keys(turn) == said


def test_a_timer_of_another_plan_that_was_ended_and_saved_is_not_set_again(both: House) -> None:
    both.slots[2].natively_cancelled()
    lose_first_save(both, ANNA)
    with pytest.raises(RecoveriesTrouble):
        both.hear(FLAG)
    assert both.phases(ANNA, BEN) == [Phase.ICING, Phase.STOPPED]
    assert both.timers_live == []


def lose_first_save(house: House, person: str) -> None:
    """Have the next save of a person fail, and the coach know only what is stored."""
    save = house.recoveries.save

    def torn(user: str, saved: str, kept: Record, at: datetime) -> None:
        if saved == person:
            vars(house.recoveries).update(save=save)
            raise RecoveriesTrouble("told to fail")
        save(user, saved, kept, at)

    vars(house.recoveries).update(save=torn)
    house.coach = Coach(house.recoveries, house.clock)


def test_a_user_who_is_forgotten_hears_that_the_household_s_plan_stays(house: House) -> None:
    house.iced(UNKNOWN)
    house.hear(SORE, ANNA)
    assert house.forgets(ANNA) == ["forgotten", "household-plan-stays"]
    assert set(house.records) == {HOUSEHOLD}


# --- news from outside of a conversation


def test_leaving_the_skill_forgets_every_person(house: House) -> None:
    house.iced(ANNA)
    house.begin_icing(UNKNOWN)
    assert house.reminders.live
    for _ in range(2):
        house.coach.forget_all("user", house.clock(), house.speaker)
        assert (house.records, house.timers_live, house.reminders.live) == ({}, [], {})


def test_leaving_without_a_way_to_alexa_still_forgets(house: House) -> None:
    house.iced(ANNA)
    house.begin_icing(BEN)
    for timers in house.slots.values():
        timers.refusal = e.Refusal.UNREACHABLE
    house.reminders.refusal = e.Refusal.PERMISSION
    house.coach.forget_all("user", house.clock(), house.speaker)
    assert house.records == {}


def test_permissions_are_news_for_every_person(both: House) -> None:
    both.coach.permissions_changed("user", e.PermissionsChanged(()), both.clock())
    assert [kept.recovery.denied_at for kept in both.records.values()] == [both.clock()] * 2


def test_permissions_that_are_told_late_change_nothing(house: House) -> None:
    house.begin_icing(ANNA)
    house.coach.permissions_changed("user", e.PermissionsChanged((e.Permission.TIMERS,)), house.clock())
    before = house.records
    for at in (house.clock(), house.clock() - MINUTE):
        house.coach.permissions_changed("user", e.PermissionsChanged(()), at)
    assert house.records == before
