from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from threading import Event

import pytest

from skill.coach import MOST_IN_RECORD, REMEMBERED_FOR, TRIES, Coach
from skill.ports import EMPTY, HOUSEHOLD, Conflict, Device, DeviceTrouble, HandledRequest, Record, RecoveriesTrouble
from skill.routine import events as e
from skill.routine.acts import Ask, Question, Say
from skill.routine.deadlines import Planned, Reminder
from skill.routine.events import Refusal
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.storage.memory import MemoryRecoveries
from tests.fakes import NOW, Clock, MemoryReminders, MemorySettings, MemoryTimers

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 3, 1)
SETTLED = Recovery(zone="America/Los_Angeles", metric=False, settings_on=TODAY, heard_on=TODAY)
READY = replace(SETTLED, stage=Stage.READY, began_on=TODAY, screened_on=TODAY)


@dataclass
class House:
    """One user and one speaker, with a coach."""

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

    def left(self) -> timedelta:
        assert self.known.countdown
        return self.known.countdown.remaining_at(self.clock())


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def icing() -> House:
    """Eight of twenty minutes of ice are over, and the speaker has a timer for them."""
    house = House()
    house.keep(READY)
    house.hear(e.IcingAsked())
    house.clock.skip(8 * MINUTE)
    house.session = Session()
    house.timers.calls.clear()
    return house


def said(turn: Turn) -> list[str]:
    return [act.key for act in turn.acts if isinstance(act, Say)]


# --- keeping


def test_a_new_user_who_only_opens_the_skill_is_not_saved(house: House) -> None:
    assert house.hear(e.Opened()).asked
    assert house.kept == Record(Recovery(), 0)


# --- settings


def test_the_zone_is_asked_for_when_a_conversation_begins_and_the_units_once_a_day(house: House) -> None:
    house.keep(READY)
    house.settings.told = ("Europe/London", True)
    house.hear(e.Opened())
    assert (house.known.zone, house.known.metric) == ("Europe/London", False)
    house.settings.told = ("Europe/Berlin", True)
    house.hear(e.HelpAsked())
    assert house.known.zone == "Europe/London"
    house.session = Session()
    house.hear(e.HelpAsked())
    assert (house.known.zone, house.known.metric) == ("Europe/Berlin", False)
    house.clock.skip(timedelta(days=1))
    for event in (e.HelpAsked(), e.HelpAsked()):
        house.hear(event)
    assert (house.settings.asked, house.known.metric) == (3, True)


def test_a_zone_that_was_told_is_kept_although_the_units_were_not(house: House) -> None:
    class Half(MemorySettings):
        def metric(self) -> bool | None:
            raise DeviceTrouble(detail="told to fail")

    house.settings = Half("Europe/London")
    house.hear(e.SorenessReported())
    assert (house.known.zone, house.known.settings_on) == ("Europe/London", None)


def test_the_day_is_that_of_the_user(house: House) -> None:
    house.settings.told = ("Australia/Sydney", True)
    house.hear(e.SorenessReported())
    assert house.known.settings_on == TODAY + timedelta(days=1)
    assert house.known.began_on == TODAY + timedelta(days=1)
    house.hear(e.Yes())
    assert house.settings.asked == 1


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


# --- a second start


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


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(house: House) -> None:
    house.keep(READY)
    session = house.session
    first = house.hear(e.IcingAsked(), request="one")
    kept, calls = house.kept, list(house.timers.calls)
    house.clock.skip(MINUTE)
    house.session = session
    assert house.hear(e.IcingAsked(), request="one") == first
    assert house.kept == kept
    assert house.timers.calls == calls


def test_a_request_is_remembered_over_the_next_ones(icing: House) -> None:
    paused = icing.hear(e.PauseAsked(), request="pause")
    icing.session = Session()
    icing.hear(e.ResumeAsked(), request="resume")
    icing.session = Session()
    assert icing.hear(e.PauseAsked(), request="pause") == paused
    assert icing.known.phase is Phase.ICING


def test_the_same_request_again_while_the_first_is_answered_gets_the_same_answer() -> None:
    class Slow(MemoryTimers):
        made, answers = Event(), Event()

        def start(self, step: Step, duration: timedelta) -> str:
            timer = super().start(step, duration)
            self.made.set()
            self.answers.wait(20)
            return timer

    house = House()
    house.keep(READY)
    house.timers = slow = Slow(house.clock)
    with ThreadPoolExecutor(2) as pool:
        say = partial(house.coach.hear, "user", e.IcingAsked(), Session(), house.speaker, "one")
        first = pool.submit(say)
        assert slow.made.wait(20)
        second = pool.submit(say)
        slow.answers.set()
        assert first.result() == second.result()
    assert slow.calls.count("start") == 1


def test_the_same_request_of_another_user_is_another_request(icing: House) -> None:
    icing.hear(e.PauseAsked(), request="one")
    other = icing.coach.hear("other", e.Opened(), Session(), icing.speaker, "one")
    assert said(other) != said(icing.hear(e.PauseAsked(), request="one"))


def test_after_a_restart_the_same_request_is_answered_by_what_holds_now(house: House) -> None:
    house.keep(READY)
    house.hear(e.IcingAsked(), request="one")
    kept, calls = house.kept, list(house.timers.calls)
    house.coach = Coach(house.recoveries, house.clock)
    house.session = Session()
    house.clock.skip(5 * MINUTE)
    turn = house.hear(e.IcingAsked(), request="one")
    assert said(turn) == ["ice-left"]
    assert (house.kept, house.timers.calls) == (kept, calls)


def test_after_a_restart_an_open_question_is_asked_again(house: House) -> None:
    first = house.hear(e.SorenessReported(), request="one")
    house.coach = Coach(house.recoveries, house.clock)
    house.session = Session()
    assert house.hear(e.SorenessReported(), request="one").asked is first.asked is Question.FOUR_STEPS


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
    assert house.hear(e.MeantNo()).asked is Question.TWIST


def test_later_than_that_the_question_is_not_put_again(icing: House) -> None:
    icing.hear(e.MoreTimeAsked())
    icing.session = Session()
    assert said(icing.hear(e.TakenBack()))[0] == "nothing-to-undo"


@pytest.mark.parametrize("who", ["a new process", "another person"])
def test_what_another_process_or_person_was_asked_is_not_known(house: House, who: str) -> None:
    stopped(house)
    if who == "a new process":
        house.coach = Coach(house.recoveries, house.clock)
    else:
        house.hear(e.SorenessReported(), "anna")
        house.session = Session()
    assert house.hear(e.TakenBack()).asked is Question.FOUR_STEPS, "the check begins anew"
    assert house.known.stage is Stage.SCREENING


# --- the timer is changed


@pytest.mark.parametrize(("event", "live"), [(e.PauseAsked(), {}), (e.ResumeAsked(), {Step.ICE: 12 * MINUTE})])
def test_a_timer_that_is_gone_when_it_is_changed(icing: House, event: e.Event, live: dict[Step, timedelta]) -> None:
    """It is lost when it is paused, and set anew when it is resumed."""
    if isinstance(event, e.ResumeAsked):
        icing.hear(e.PauseAsked())
    icing.timers.natively_cancelled()
    icing.timers.blind = True
    icing.hear(event)
    assert icing.timers.live == live
    assert icing.known.timer == ("timer-2" if live else None)


def test_cancelling_the_ice_cancels_the_timer_of_this_step_only(icing: House) -> None:
    icing.timers.start(Step.MOVE, 20 * MINUTE)
    icing.hear(e.IceCancelled())
    assert icing.timers.live == {Step.MOVE: 20 * MINUTE}


# --- two at once


class Interrupted(MemoryRecoveries):
    """A store where another turn of the same user comes just before a save."""

    def __init__(self, *between: Callable[[], object]) -> None:
        super().__init__()
        self.between = list(between)

    def save(self, user: str, person: str, kept: Record, at: datetime) -> None:
        if self.between:
            self.between.pop(0)()
        super().save(user, person, kept, at)


def between(house: House, change: Callable[[Recovery], Recovery]) -> Callable[[], None]:
    def save() -> None:
        kept = house.kept
        house.recoveries.save("user", HOUSEHOLD, replace(kept, recovery=change(kept.recovery)), NOW)

    return save


def test_a_turn_that_was_interrupted_is_begun_again_and_loses_nothing() -> None:
    store = Interrupted()
    house = House(store)
    house.keep(READY)
    store.between = [between(house, lambda known: replace(known, covers_jog=True))]
    house.hear(e.IcingAsked())
    assert house.known.phase is Phase.ICING
    assert house.known.covers_jog is True
    assert house.timers.live == {Step.ICE: 20 * MINUTE}
    assert house.known.timer == "timer-1"


def test_two_starts_at_once_leave_one_timer() -> None:
    store = Interrupted()
    house = House(store)
    house.keep(READY)
    twin = House(store, house.clock)
    twin.timers = house.timers
    store.between = [partial(twin.hear, e.IcingAsked())]
    house.hear(e.IcingAsked())
    assert house.timers.live == {Step.ICE: 20 * MINUTE}
    assert house.known.timer == "timer-1"
    house.hear(e.IceCancelled())
    assert house.timers.live == {}


def test_interrupted_every_time_it_gives_up() -> None:
    store = Interrupted()
    house = House(store)
    house.keep(READY)
    more = between(house, lambda known: replace(known, covers_jog=not known.covers_jog))
    store.between = [step for _ in range(TRIES) for step in (more, lambda: None)]
    with pytest.raises(Conflict):
        house.hear(e.IcingAsked())
    assert house.known.phase is Phase.READY


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
Before = e.Event | timedelta | Callable[["House"], object]
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
    earlier, event = CHANGES[change]
    for each in earlier:
        if isinstance(each, e.Event):
            house.hear(each)
        elif isinstance(each, timedelta):
            house.clock.skip(each)
        else:
            each(house)
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
    tokens = {each.token for each in house.known.reminders}
    assert tokens == set(house.reminders.set)
    countdown = house.known.countdown
    running = countdown is not None and countdown.ends_at is not None
    assert [left for left, paused in alerts(house)[0].values() if not paused] == ([house.left()] if running else [])


@pytest.mark.parametrize(
    ("event", "left"),
    [
        (e.FootOut(), None),
        (e.IceCancelled(), None),
        (e.RedFlagSaid(), None),
        (e.PauseAsked(), None),
        (e.IcingAsked(10 * MINUTE), MINUTE),
        (e.TimeAsked(), 11 * MINUTE),
    ],
)
def test_a_timer_that_was_set_again_is_changed_like_the_one_before(event: e.Event, left: timedelta | None) -> None:
    """Its id is not in the record."""
    house, store, cancel = before("cancel", begins=True)
    for _ in range(2):
        store.failure = RecoveriesTrouble("locked")
        with pytest.raises(RecoveriesTrouble):
            house.hear(cancel)
    store.failure = None
    house.clock.skip(MINUTE)
    house.hear(event)
    assert house.timers.live == ({} if left is None else {Step.ICE: left})
    if isinstance(event, e.PauseAsked):
        house.hear(e.ResumeAsked())
        assert house.timers.live == {Step.ICE: 11 * MINUTE}


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
    house.session = Session()
    house.hear(e.Opened())
    if house.known.phase is Phase.ICING and house.session.asked is Question.STILL_IN:
        house.hear(e.Yes())
    running = [left for left, paused in alerts(house)[0].values() if not paused]
    assert running == ([house.left()] if house.known.phase is Phase.ICING else [])
    assert {each.token for each in house.known.reminders} == set(house.reminders.set)


def test_a_change_that_may_have_been_done_is_taken_back_too() -> None:
    house, store, event = before("cancel", begins=True)
    house.timers.refusal, store.failure = Refusal.UNREACHABLE, RecoveriesTrouble("locked")
    store.fails = partial(setattr, house.timers, "refusal", None)
    with pytest.raises(RecoveriesTrouble) as trouble:
        house.hear(event)
    assert trouble.value.phrase == "trouble-alarms"
    assert house.timers.live == {Step.ICE: 12 * MINUTE}


@pytest.mark.parametrize("failure", [None, RecoveriesTrouble("locked"), Conflict()])
def test_reminders_that_could_not_be_cancelled_are_told_and_kept(failure: Exception | None) -> None:
    class Stubborn(MemoryReminders):
        def cancel(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
            assert len(tokens) == len(set(tokens))
            store.failure = failure
            return tokens

    house, store, event = before("cancel reminders", begins=True)
    stubborn = Stubborn(house.clock)
    stubborn.set, house.reminders = house.reminders.set, stubborn
    assert said(house.hear(event, request="request")) == ["reminders-left"]
    assert set(house.known.unwanted) == (set() if failure else set(house.reminders.set))
    assert [each.key for each in house.kept.handled] == ["request"]
    store.failure = None
    house.session = Session()
    assert "reminders-in-app" in [*said(house.hear(e.ForgetAsked())), *said(house.hear(e.Yes()))]


# --- one request at two processes


def twins(*events: e.Event | timedelta) -> tuple[House, House, Interrupted]:
    """Two processes with one store, one speaker and one conversation."""
    store = Interrupted()
    house = House(store)
    house.keep(READY)
    for each in events:
        if isinstance(each, e.Event):
            house.hear(each)
        else:
            house.clock.skip(each)
    twin = House(store, house.clock, session=house.session)
    twin.timers, twin.reminders = house.timers, house.reminders
    return house, twin, store


def test_reminders_are_set_once() -> None:
    class Racing(MemoryReminders):
        first: Callable[[], object] | None

        def create(self, planned: tuple[Planned, ...], zone: str) -> tuple[tuple[Reminder, ...], Refusal | None]:
            if first := self.first:
                self.first = None
                first()
            return super().create(planned, zone)

    house, twin, _ = twins(e.IcingAsked(), 20 * MINUTE, e.FootOut())
    house.reminders = twin.reminders = racing = Racing(house.clock)
    racing.first = partial(twin.hear, e.Yes(), request="request")
    house.hear(e.Yes(), request="request")
    assert {each.token for each in house.known.reminders} == set(racing.set)


def test_the_reminders_of_the_faster_one_stay() -> None:
    """It had set them, and not yet saved, when this one looked."""
    house, _, store = twins(e.IcingAsked(), 20 * MINUTE, e.FootOut())
    made, _ = house.reminders.create(house.known.planned, "UTC")

    def faster() -> None:
        recovery = replace(house.known, planned=(), reminders=made)
        handled = (HandledRequest("request", house.clock()),)
        store.save("user", HOUSEHOLD, replace(house.kept, recovery=recovery, handled=handled), house.clock())

    store.between = [faster]
    house.hear(e.Yes(), request="request")
    assert {each.token for each in made} == set(house.reminders.set)


def test_more_time_that_the_faster_one_has_set_stays() -> None:
    class Racing(MemoryTimers):
        first: Callable[[], object] | None = None

        def cancel(self, step: Step, timer: str | None) -> None:
            if first := self.first:
                self.first = None
                first()
            super().cancel(step, timer)

    house, twin, _ = twins()
    house.timers = twin.timers = racing = Racing(house.clock)
    house.hear(e.IcingAsked(10 * MINUTE))
    racing.first = partial(twin.hear, e.MoreTimeAsked(), request="request")
    house.hear(e.MoreTimeAsked(), request="request")
    assert racing.live == {Step.ICE: 15 * MINUTE}
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


def reminded(house: House) -> None:
    """The ice is over, and reminders were offered and wanted."""
    house.keep(READY)
    house.hear(e.IcingAsked())
    house.clock.skip(20 * MINUTE)
    assert house.hear(e.FootOut()).asked is Question.REMIND
    house.hear(e.Yes())


def test_reminders_are_set_and_kept_until_they_are_deleted_in_the_app(house: House) -> None:
    reminded(house)
    assert {each.token for each in house.known.reminders} == set(house.reminders.set)
    assert house.reminders.zones == ["America/Los_Angeles"]
    house.reminders.set.clear()
    house.session = Session()
    house.hear(e.RemindersListAsked())
    assert house.known.reminders == ()


EAST = "Europe/Berlin"
"""Nine hours ahead: what rings at noon in Los Angeles rings there at nine in the evening, the next one at night."""


def test_what_would_ring_at_night_after_a_trip_is_dropped_and_said(house: House) -> None:
    reminded(house)
    before = house.known.reminders
    house.session, house.settings.told = Session(), (EAST, None)
    turn = house.hear(e.Opened(), request="r")
    assert said(turn).count("zone-changed") == 1
    assert turn.asked is None or turn.acts[-1] == Ask(turn.asked)
    assert 0 < len(house.known.reminders) < len(before)
    assert {each.token for each in house.known.reminders} == set(house.reminders.set)
    assert all(7 <= house.known.local(each.at).hour < 22 for each in house.reminders.live)
    house.session = Session()
    assert house.hear(e.Opened(), request="r").acts == turn.acts
    house.session = Session()
    assert "zone-changed" not in said(house.hear(e.Opened()))


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Vancouver", None])
def test_a_trip_that_leaves_all_by_day_is_not_worth_a_word(house: House, zone: str | None) -> None:
    reminded(house)
    before = house.known.reminders
    house.session, house.settings.told = Session(), (zone, None)
    assert "zone-changed" not in said(house.hear(e.Opened()))
    assert house.known.reminders == before


def test_care_comes_before_a_trip(house: House) -> None:
    reminded(house)
    house.session, house.settings.told = Session(), (EAST, None)
    assert said(house.hear(e.RedFlagSaid())) == ["heard", "care-now"]
    assert house.reminders.set == {}


def test_the_reminders_of_another_person_are_left_alone(house: House) -> None:
    reminded(house)
    others = set(house.reminders.set)
    house.session = Session()
    house.hear(e.SorenessReported(), person="anna")
    house.hear(e.ForgetAsked())
    house.hear(e.Yes())
    assert set(house.reminders.set) == others


def test_a_turn_that_is_begun_again_does_not_set_reminders_twice() -> None:
    store = Interrupted()
    house = House(store)
    house.keep(READY)
    house.hear(e.IcingAsked())
    house.clock.skip(20 * MINUTE)
    house.hear(e.FootOut())
    store.between = [between(house, lambda known: replace(known, covers_jog=True))]
    house.hear(e.Yes())
    assert house.known.covers_jog is True
    assert {each.token for each in house.known.reminders} == set(house.reminders.set)


def test_reminders_can_be_told_and_cancelled_in_the_middle_of_a_safety_check(house: House) -> None:
    reminded(house)
    house.session = Session()
    house.hear(e.TwistTold())
    assert house.known.phase is Phase.SCREENING
    assert house.known.reminders
    listed = house.hear(e.RemindersListAsked())
    assert (said(listed), listed.asked) == (["reminders-set"], Question.FOUR_STEPS)
    assert house.hear(e.RemindersCancelled()).asked is Question.CANCEL_REMINDERS
    cancelled = house.hear(e.Yes())
    assert (said(cancelled)[0], cancelled.asked) == ("reminders-cancelled", Question.FOUR_STEPS)
    assert house.reminders.set == {}


@pytest.mark.parametrize("stage", [Stage.SCREENING, Stage.READY, Stage.RESTING])
def test_a_plan_that_was_left_alone_has_ended(house: House, stage: Stage) -> None:
    house.keep(replace(READY, stage=stage))
    house.clock.skip(timedelta(days=14))
    turn = house.hear(e.Opened())
    assert said(turn)[0] == "plan-ended"
    assert house.known.phase is Phase.NEW
