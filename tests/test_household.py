"""People of one household: whose recovery a turn is about, and that nobody loses theirs."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from skill.coach import Coach, Speaker
from skill.household import kept_of, reminders_of_others, whose
from skill.ports import HOUSEHOLD, STRANGER, Kept
from skill.routine import events as e
from skill.routine.countdown import Countdown
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Talk, Turn
from skill.routine.reminder import Purpose, Reminder
from skill.storage.memory import MemoryRecoveries
from tests.worlds import NOW, Clock, MemoryReminders, MemorySettings, MemoryTimers

ANNA, BEN = "anna", "ben"
MINUTE = timedelta(minutes=1)
TODAY = date(2026, 3, 1)

READY = Kept(Recovery(phase=Phase.READY, began_on=TODAY), 1)
OVER = Kept(Recovery(phase=Phase.RECOVERED, began_on=TODAY), 1)
ICING = Kept(Recovery(phase=Phase.ICING, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW)), 1)

LATER = replace(ICING, recovery=replace(ICING.recovery, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW + MINUTE)))
PAUSED = replace(
    ICING,
    recovery=replace(
        ICING.recovery, phase=Phase.PAUSED, countdown=Countdown.begun(Step.ICE, ICE_TIME, NOW).paused(NOW + MINUTE)
    ),
)

NOBODY = ""
ASKED, SORE, KNOWN = e.WhereAsked(), e.SorenessReported(), e.KnownAsked()


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
        # everybody their own
        ({HOUSEHOLD: READY, ANNA: READY}, ANNA, None, ASKED, ANNA),
        ({HOUSEHOLD: READY, ANNA: READY}, NOBODY, None, ASKED, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: OVER}, ANNA, None, ASKED, ANNA),
        ({ANNA: READY, BEN: READY}, BEN, None, ASKED, BEN),
        # not recognised, the only one that is under way, or whose time runs
        ({ANNA: READY}, NOBODY, None, ASKED, ANNA),
        ({HOUSEHOLD: OVER, ANNA: READY}, NOBODY, None, ASKED, ANNA),
        ({ANNA: READY, BEN: OVER}, NOBODY, None, ASKED, ANNA),
        ({ANNA: READY, BEN: ICING}, NOBODY, None, ASKED, BEN),
        ({ANNA: READY, BEN: READY}, NOBODY, None, ASKED, HOUSEHOLD),
        ({ANNA: ICING, BEN: LATER}, NOBODY, None, ASKED, ANNA),
        ({ANNA: LATER, BEN: ICING}, NOBODY, None, ASKED, BEN),
        ({ANNA: PAUSED, BEN: LATER}, NOBODY, None, ASKED, BEN),
        ({ANNA: PAUSED, BEN: READY}, NOBODY, None, ASKED, ANNA),
        # what is kept: one's own, else the household's; of somebody else only where nobody else can be meant
        ({HOUSEHOLD: OVER, BEN: READY}, NOBODY, None, KNOWN, HOUSEHOLD),
        ({HOUSEHOLD: OVER}, ANNA, None, KNOWN, HOUSEHOLD),
        ({HOUSEHOLD: READY, ANNA: OVER}, ANNA, None, e.ForgetAsked(), ANNA),
        ({BEN: READY}, NOBODY, None, e.ForgetAsked(), BEN),
        ({BEN: READY, ANNA: READY}, NOBODY, None, KNOWN, HOUSEHOLD),
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
def test_whose(household: dict[str, Kept], heard: str, talking: str | None, event: e.Event, expected: str) -> None:
    assert whose(household, heard, talking, event) == expected


def test_everybody_has_a_place() -> None:
    assert kept_of({}, HOUSEHOLD).recovery.place == 1
    assert kept_of({}, ANNA).recovery.place == 2
    anna = Kept(Recovery(place=2), 1)
    assert kept_of({HOUSEHOLD: READY, ANNA: anna}, BEN).recovery.place == 3
    assert kept_of({BEN: Kept(Recovery(place=3), 1)}, ANNA).recovery.place == 2
    assert kept_of({ANNA: anna}, ANNA) is anna


def test_the_reminders_of_others() -> None:
    def reminded(token: str) -> Kept:
        return Kept(Recovery(reminders=(Reminder(Purpose.ICE, NOW, token),)), 1)

    household = {HOUSEHOLD: reminded("a"), ANNA: reminded("b"), BEN: STRANGER}
    assert reminders_of_others(household, ANNA) == {"a"}
    assert reminders_of_others(household, BEN) == {"a", "b"}


@dataclass
class House:
    """Several people and one speaker."""

    recoveries: MemoryRecoveries = field(default_factory=MemoryRecoveries)
    clock: Clock = field(default_factory=Clock)
    settings: MemorySettings = field(default_factory=MemorySettings)
    talk: Talk = field(default_factory=Talk)

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
        turn = self.coach.hear("user", event, self.talk, self.speaker, request, person)
        self.talk = turn.talk
        return turn

    def begin_icing(self, person: str) -> None:
        self.talk = Talk()
        for event in (e.SorenessReported(), e.Yes(), e.No(), e.No(), e.No(), e.Yes()):
            self.hear(event, person)
        self.talk = Talk()

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
    house.talk = Talk()
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
    before = house.talk
    first = house.hear(e.PauseAsked(), ANNA, request="r")
    house.talk = before
    assert house.hear(e.PauseAsked(), BEN, request="r") == first
    assert house.phase(BEN) is Phase.ICING


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


def test_leaving_that_is_told_late_does_not_touch_who_came_back(house: House) -> None:
    left = house.clock() - MINUTE
    house.talk = Talk()
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
