from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from threading import Event

import pytest

from skill.coach import MOST_IN_RECORD, REMEMBERED_FOR, Coach
from skill.ports import EMPTY, HOUSEHOLD, Conflict, Device, HandledRequest, Record, RecoveriesTrouble
from skill.routine import events as e
from skill.routine.acts import Ask, Question, Say
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.storage.sqlite import MemoryRecoveries
from tests.fakes import NOW, Clock, MemoryReminders, MemorySettings, MemoryTimers

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 3, 1)
SETTLED = Recovery(zone="America/Los_Angeles", metric=False, settings_on=TODAY, heard_on=TODAY)
READY = replace(SETTLED, stage=Stage.READY, began_on=TODAY, screened_on=TODAY)


@dataclass
class House:
    recoveries: MemoryRecoveries = field(default_factory=MemoryRecoveries)
    clock: Clock = field(default_factory=Clock)
    settings: MemorySettings = field(default_factory=MemorySettings)
    session: Session = field(default_factory=Session)

    def __post_init__(self) -> None:
        self.timers = MemoryTimers(self.clock)
        self.reminders = MemoryReminders(self.clock)
        self.coach = Coach(self.recoveries, self.clock)

    def keep(self, recovery: Recovery) -> None:
        self.recoveries.save("user", HOUSEHOLD, Record(recovery, self.kept.version), self.clock())

    @property
    def kept(self) -> Record:
        return self.recoveries.load("user").get(HOUSEHOLD, EMPTY)

    @property
    def known(self) -> Recovery:
        return self.kept.recovery

    @property
    def speaker(self) -> Device:
        return Device(lambda slot_number: self.timers, self.reminders, self.settings)

    def hear(self, event: e.Event, person: str = HOUSEHOLD, request: str = "") -> Turn:
        turn = self.coach.hear("user", event, self.session, self.speaker, request, person)
        self.session = turn.session
        return turn

    def visit(self, event: e.Event, person: str = HOUSEHOLD, request: str = "") -> Turn:
        self.session = Session()
        return self.hear(event, person, request)

    def live(self, *steps: "Before") -> None:
        """Hear events, let time pass, and let happen what else there is."""
        for step in steps:
            if isinstance(step, e.Event):
                self.hear(step)
            elif isinstance(step, timedelta):
                self.clock.skip(step)
            else:
                step(self)

    def restart(self) -> None:
        self.coach, self.session = Coach(self.recoveries, self.clock), Session()

    def left(self) -> timedelta:
        assert self.known.countdown
        return self.known.countdown.remaining_at(self.clock())


Before = e.Event | timedelta | Callable[["House"], object]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def ready(house: House) -> House:
    """The safety check is through."""
    house.keep(READY)
    return house


@pytest.fixture
def icing(ready: House) -> House:
    """Eight of twenty minutes of ice are over, and the speaker has a timer for them."""
    ready.live(e.IcingAsked(), 8 * MINUTE)
    ready.session = Session()
    ready.timers.calls.clear()
    return ready


def before_call(target: object, method: str, first: Callable[[], object]) -> None:
    """Let something else happen just before the next call of a method."""
    original = getattr(target, method)

    def once(*args: object) -> object:
        del vars(target)[method]
        first()
        return original(*args)

    vars(target)[method] = once


def said(turn: Turn) -> list[str]:
    return [act.key for act in turn.acts if isinstance(act, Say)]


def all_are_set(house: House) -> bool:
    """Whether Alexa has exactly the reminders that are known."""
    return {each.token for each in house.known.reminders} == set(house.reminders.set)


def test_a_new_user_who_only_opens_the_skill_is_not_saved(house: House) -> None:
    assert house.hear(e.Opened()).asked
    assert house.kept == Record(Recovery(), 0)


# --- settings


def test_the_zone_is_asked_for_when_a_conversation_begins_and_the_units_once_a_day(ready: House) -> None:
    ready.settings.told = ("Europe/London", True)
    ready.hear(e.Opened())
    assert (ready.known.zone, ready.known.metric) == ("Europe/London", False)
    ready.settings.told = ("Europe/Berlin", True)
    ready.hear(e.HelpAsked())
    assert ready.known.zone == "Europe/London"
    ready.visit(e.HelpAsked())
    assert (ready.known.zone, ready.known.metric) == ("Europe/Berlin", False)
    ready.clock.skip(timedelta(days=1))
    for event in (e.HelpAsked(), e.HelpAsked()):
        ready.hear(event)
    assert (ready.settings.asked, ready.known.metric) == (3, True)


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("known", [None, "Asia/Kolkata"])
def test_settings_that_are_not_told(house: House, known: str | None, fails: bool) -> None:
    """What was known stays, else the fallback zone holds; after a failure it is asked again."""
    house.keep(replace(READY, zone=known, metric=True, settings_on=None))
    house.settings.told, house.settings.trouble = (None, None), fails
    house.hear(e.WhereAsked())
    assert (house.known.zone, house.known.metric) == (known or house.settings.fallback_zone, True)
    house.settings.told, house.settings.trouble = ("Europe/London", False), False
    house.hear(e.Yes())
    assert house.known.zone == ("Europe/London" if fails else known or house.settings.fallback_zone)


def test_a_timer_that_the_record_lacks_is_taken_up(icing: House) -> None:
    icing.keep(READY)  # as if the save after the first start had failed
    icing.hear(e.IcingAsked())
    assert icing.timers.live == {Step.ICE: 12 * MINUTE}
    assert (icing.known.phase, icing.known.timer, icing.left()) == (Phase.ICING, "timer-1", 12 * MINUTE)


def test_a_timer_that_should_be_gone_is_cancelled(icing: House) -> None:
    icing.timers.refusal = Refusal.UNREACHABLE
    icing.hear(e.FootOut())
    icing.timers.refusal = None
    icing.hear(e.WhereAsked())
    assert icing.timers.live == {}
    assert icing.known.phase is Phase.RESTING


# --- never twice


def test_a_request_is_remembered_over_the_next_ones(icing: House) -> None:
    paused = icing.hear(e.PauseAsked(), request="pause")
    icing.visit(e.ResumeAsked(), request="resume")
    assert icing.visit(e.PauseAsked(), request="pause") == paused
    assert icing.known.phase is Phase.ICING


def test_the_same_request_again_while_the_first_is_answered_gets_the_same_answer(ready: House) -> None:
    made, answers = Event(), Event()

    def waits() -> None:
        made.set()
        answers.wait(20)

    before_call(ready.timers, "start", waits)
    with ThreadPoolExecutor(2) as pool:
        say = partial(ready.coach.hear, "user", e.IcingAsked(), Session(), ready.speaker, "one")
        first = pool.submit(say)
        assert made.wait(20)
        second = pool.submit(say)
        answers.set()
        assert first.result() == second.result()
    assert ready.timers.calls.count("start") == 1


def test_a_record_keeps_the_requests_of_the_last_minutes(icing: House) -> None:
    for number in range(MOST_IN_RECORD):
        icing.hear(e.PauseAsked(), request=f"pause-{number}")
        icing.hear(e.ResumeAsked(), request=f"resume-{number}")
    assert len(icing.kept.handled) == MOST_IN_RECORD
    assert icing.kept.handled[-1].key == f"resume-{MOST_IN_RECORD - 1}"
    icing.clock.skip(REMEMBERED_FOR + timedelta(seconds=1))
    icing.hear(e.PauseAsked(), request="later")
    assert [each.key for each in icing.kept.handled] == ["later"]


# --- taken back in a new conversation (S21), with no health answer kept (S16)


def stopped(house: House) -> None:
    """Let the second safety question stop the plan, and the conversation end."""
    for event in (e.SorenessReported(), e.Yes(), e.Yes()):
        house.hear(event)
    assert house.known.stage is Stage.STOPPED
    assert "ask-bent" not in repr(house.known)
    house.session = Session()


def test_a_stop_brings_its_question_back_in_the_next_conversation_too(house: House) -> None:
    stopped(house)
    house.hear(e.Opened())
    assert house.hear(e.TakenBack()).asked is Question.BENT
    assert house.hear(e.No()).asked is Question.TWIST, "what was answered before it still counts"
    stopped(house := House())
    assert house.hear(e.Meant(e.No())).asked is Question.TWIST


def test_later_than_that_the_question_is_not_put_again(icing: House) -> None:
    icing.hear(e.MoreTimeAsked())
    assert said(icing.visit(e.TakenBack()))[0] == "nothing-to-undo"


@pytest.mark.parametrize("who", ["a new process", "another person"])
def test_what_another_process_or_person_was_asked_is_not_known(house: House, who: str) -> None:
    stopped(house)
    if who == "a new process":
        house.restart()
    else:
        house.hear(e.SorenessReported(), "anna")
    assert house.visit(e.TakenBack()).asked is Question.FOUR_STEPS, "the check begins anew"
    assert house.known.stage is Stage.SCREENING


# --- two at once


def other_turn(house: House) -> None:
    kept = house.kept
    changed = replace(kept.recovery, covers_jog=not kept.recovery.covers_jog)
    house.recoveries.save("user", HOUSEHOLD, replace(kept, recovery=changed), NOW)


def test_a_turn_that_was_interrupted_is_begun_again_and_loses_nothing(ready: House) -> None:
    before_call(ready.recoveries, "save", partial(other_turn, ready))
    ready.hear(e.IcingAsked())
    assert (ready.known.phase, ready.known.covers_jog) == (Phase.ICING, True)
    assert ready.timers.live == {Step.ICE: 20 * MINUTE}
    assert ready.known.timer == "timer-1"


# --- a save that fails


class Locked(MemoryRecoveries):
    """A store that can be read; while there is a failure, nothing is saved or forgotten."""

    failure: Exception | None = None
    fails: Callable[[], None] = staticmethod(lambda: None)
    """Is called when a save fails."""

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        self._may_fail()
        super().save(user, person, kept, at)

    def forget(self, user: str, person: str) -> None:
        self._may_fail()
        super().forget(user, person)

    def _may_fail(self) -> None:
        if self.failure:
            self.fails()
            raise self.failure


def alerts(house: House) -> tuple[dict[Step, tuple[timedelta, bool]], dict[str, datetime]]:
    """What will ring, and what stands still; not by id, which nobody hears."""
    return {step: (each.left, each.paused) for step, each in house.timers.look().items()}, dict(house.reminders.set)


def refuses(refusal: Refusal | None) -> Callable[["House"], object]:
    return lambda house: setattr(house.timers, "refusal", refusal)


ICING = (e.IcingAsked(), 8 * MINUTE)
SHORT = (e.IcingAsked(12 * MINUTE), 8 * MINUTE)
PAUSED = (*ICING, e.PauseAsked(), MINUTE)
OFFERED = (e.IcingAsked(), 20 * MINUTE, e.FootOut())
REMINDED = (*OFFERED, e.Yes())
PROMPTED = (e.PromptsAsked(), e.IcingAsked(), MINUTE)
CHANGES: dict[str, tuple[tuple[Before, ...], e.Event]] = {
    "start": ((), e.IcingAsked()),
    "pause": (ICING, e.PauseAsked()),
    "resume": (PAUSED, e.ResumeAsked()),
    "resume a timer that is gone": ((*PAUSED, lambda house: house.timers.natively_cancelled()), e.ResumeAsked()),
    "more": (SHORT, e.MoreTimeAsked()),
    "shorter": (ICING, e.IcingAsked(10 * MINUTE)),
    "cancel": (ICING, e.IceCancelled()),
    "out": (ICING, e.FootOut()),
    "done": (ICING, e.Finished()),
    "out, and there was no timer": ((refuses(Refusal.PERMISSION), *ICING, refuses(None)), e.FootOut()),
    "numb": (ICING, e.SkinWarned()),
    "forget": ((*ICING, e.ForgetAsked()), e.Yes()),
    "set reminders": (OFFERED, e.Yes()),
    "cancel reminders": ((*REMINDED, e.RemindersCancelled()), e.Yes()),
    "forget reminders": ((*REMINDED, e.ForgetAsked()), e.Yes()),
    "prompts": (ICING, e.PromptsAsked()),
    "out of prompted ice": (PROMPTED, e.FootOut()),
}
"""What comes before, and what is not saved."""


def before(change: str, *, begins: bool) -> tuple[House, Locked, e.Event]:
    """A house just before a change."""
    store = Locked()
    house = House(store)
    house.keep(READY)
    steps, event = CHANGES[change]
    house.live(*steps)
    if begins and not isinstance(event, e.Yes):
        house.session = Session()
    house.timers.calls.clear()
    return house, store, event


@pytest.mark.parametrize("failure", [RecoveriesTrouble("locked"), Conflict()])
@pytest.mark.parametrize("begins", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_saved_leaves_the_device_as_it_was(change: str, begins: bool, failure: Exception) -> None:
    house, store, event = before(change, begins=begins)
    was, kept = alerts(house), house.kept
    store.failure = failure
    with pytest.raises(RecoveriesTrouble) as trouble:
        house.hear(event)
    assert alerts(house) == was
    assert house.kept == kept
    assert trouble.value.phrase == ("trouble-danger" if change == "numb" else "trouble")
    store.failure = None
    house.hear(event)
    assert all_are_set(house)
    countdown = house.known.countdown
    running = countdown is not None and countdown.ends_at is not None
    assert [left for left, paused in alerts(house)[0].values() if not paused] == ([house.left()] if running else [])


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ("pause", "trouble-paused"),
        ("start", "trouble-alarms"),
        ("resume", "trouble-alarms"),
        ("more", "trouble-alarms"),
        ("cancel", "trouble-alarms"),
        ("set reminders", "trouble-alarms"),
        ("cancel reminders", "trouble"),
        ("numb", "trouble-danger"),
    ],
)
def test_what_cannot_be_undone_either_is_said_and_healed_by_opening(change: str, phrase: str) -> None:
    house, store, event = before(change, begins=True)
    was, store.failure = alerts(house), RecoveriesTrouble("locked")

    def fails() -> None:
        house.timers.refusal = house.reminders.refusal = Refusal.UNREACHABLE

    store.fails = fails
    with pytest.raises(RecoveriesTrouble) as trouble:
        house.hear(event)
    assert trouble.value.phrase == phrase
    house.timers.refusal = house.reminders.refusal = store.failure = None
    assert (alerts(house) == was) == (phrase == "trouble")
    house.visit(e.Opened())
    if house.known.phase is Phase.ICING and house.session.asked is Question.STILL_IN:
        house.hear(e.Yes())
    running = [left for left, paused in alerts(house)[0].values() if not paused]
    assert running == ([house.left()] if house.known.phase is Phase.ICING else [])
    assert all_are_set(house)


@pytest.mark.parametrize("failure", [None, RecoveriesTrouble("locked"), Conflict()])
def test_reminders_that_could_not_be_cancelled_are_told_and_kept(failure: Exception | None) -> None:
    def cancel(tokens: tuple[str, ...]) -> tuple[str, ...]:
        assert len(tokens) == len(set(tokens))
        store.failure = failure
        return tokens

    house, store, event = before("cancel reminders", begins=True)
    vars(house.reminders).update(cancel=cancel)
    assert said(house.hear(event, request="request")) == ["reminders-left"]
    assert set(house.known.unwanted) == (set() if failure else set(house.reminders.set))
    assert [each.key for each in house.kept.handled] == ["request"]
    store.failure = None
    assert "reminders-in-app" in [*said(house.visit(e.ForgetAsked())), *said(house.hear(e.Yes()))]


# --- one request at two processes


def twins(*steps: Before) -> tuple[House, House]:
    """Two processes with one store, one speaker and one conversation."""
    house = House()
    house.keep(READY)
    house.live(*steps)
    twin = House(house.recoveries, house.clock, session=house.session)
    twin.timers, twin.reminders = house.timers, house.reminders
    return house, twin


def test_the_reminders_of_the_faster_one_stay() -> None:
    """It had set them, and not yet saved, when this one looked."""
    house, _ = twins(e.IcingAsked(), 20 * MINUTE, e.FootOut())
    made, _ = house.reminders.create(house.known.planned, "UTC")
    handled = (HandledRequest("request", house.clock()),)
    faster = replace(house.kept, recovery=replace(house.known, planned=(), reminders=made), handled=handled)
    save = house.recoveries.save
    before_call(house.recoveries, "save", partial(save, "user", HOUSEHOLD, faster, house.clock()))
    house.hear(e.Yes(), request="request")
    assert {each.token for each in made} == set(house.reminders.set)


def test_more_time_that_the_faster_one_has_set_stays() -> None:
    house, twin = twins(e.IcingAsked(10 * MINUTE))
    before_call(house.timers, "cancel", partial(twin.hear, e.MoreTimeAsked(), request="request"))
    house.hear(e.MoreTimeAsked(), request="request")
    assert house.timers.live == {Step.ICE: 15 * MINUTE}
    assert house.known.timer == "timer-2"


# --- leaving


@pytest.mark.parametrize(
    ("used", "stays"), [(0, False), (0.4, False), (0.999, False), (1, True), (90, True), (24 * 3600, True)]
)
def test_leaving_in_the_second_of_the_last_request_forgets(house: House, used: float, stays: bool) -> None:
    """Amazon tells in whole seconds when the skill was disabled."""
    at = house.clock()
    house.clock.skip(timedelta(seconds=used))
    house.hear(e.SorenessReported(), request="request")
    house.coach.forget_all("user", at, house.speaker)
    assert (house.known.phase is Phase.SCREENING) == stays


# --- reminders


@pytest.fixture
def reminded(ready: House) -> House:
    """The ice is over, reminders were offered and wanted, and the conversation has ended."""
    ready.live(e.IcingAsked(), 20 * MINUTE, e.FootOut())
    assert ready.session.asked is Question.REMIND
    ready.hear(e.Yes())
    ready.session = Session()
    return ready


def test_reminders_are_set_and_kept_until_they_are_deleted_in_the_app(reminded: House) -> None:
    assert all_are_set(reminded)
    assert reminded.reminders.zones == ["America/Los_Angeles"]
    reminded.reminders.set.clear()
    reminded.hear(e.RemindersListAsked())
    assert reminded.known.reminders == ()


EAST = "Europe/Berlin"
"""Nine hours ahead: what rings at noon in Los Angeles rings there at nine in the evening, the next one at night."""


def test_what_would_ring_at_night_after_a_trip_is_dropped_and_said(reminded: House) -> None:
    before = reminded.known.reminders
    reminded.settings.told = (EAST, None)
    turn = reminded.hear(e.Opened(), request="r")
    assert said(turn).count("zone-changed") == 1
    assert turn.asked is None or turn.acts[-1] == Ask(turn.asked)
    assert 0 < len(reminded.known.reminders) < len(before)
    assert all_are_set(reminded)
    assert all(7 <= reminded.known.local(at).hour < 22 for at in reminded.reminders.live.values())
    assert reminded.visit(e.Opened(), request="r").acts == turn.acts
    assert "zone-changed" not in said(reminded.visit(e.Opened()))


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Vancouver", None])
def test_a_trip_that_leaves_all_by_day_is_not_worth_a_word(reminded: House, zone: str | None) -> None:
    before = reminded.known.reminders
    reminded.settings.told = (zone, None)
    assert "zone-changed" not in said(reminded.hear(e.Opened()))
    assert reminded.known.reminders == before


def test_care_comes_before_a_trip(reminded: House) -> None:
    reminded.settings.told = (EAST, None)
    assert said(reminded.hear(e.RedFlagSaid())) == ["heard", "care-now"]
    assert reminded.reminders.set == {}
