"""Regression tests: the shortest story of each fault that the simulation found.

All are fixed. A fault that cannot be fixed at once gets a story here, marked as a strict expected failure, and the rule
it breaks tolerates exactly that.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from skill.routine import events as e
from skill.routine.events import Permission
from skill.routine.plan import Step
from skill.storage.sqlite import MemoryRecoveries
from tests.simulation.alexa import Fate
from tests.simulation.life import Household

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STOP, IN_FOR_FIFTEEN = (e.StopAsked(),), e.IcedTold(15 * MINUTE, is_in=True)


class Home(Household):
    """A household whose calls to Alexa fail as it is told, and which ices by one word."""

    def fails(self, *fates: Fate, of: Collection[Permission] = tuple(Permission)) -> None:
        """Let the next calls of these APIs meet these fates, and all others go well."""
        coming = list(fates)

        def fate(needed: Permission | None) -> Fate:
            met = coming.pop(0) if needed in of and coming else Fate.WELL
            self.alexa.failed = self.alexa.failed or met is not Fate.WELL
            return met

        vars(self.alexa).update(fate=fate)

    def ices(self, minutes: int, of: int | None = None) -> None:
        """Begin to ice, and wait for so many minutes."""
        self.visits(e.IcingAsked(of * MINUTE if of else None))
        self.waits(minutes * MINUTE)

    @property
    def timers(self) -> dict[Step, timedelta]:
        """Alexa's timers."""
        return self.alexa.at(1).live

    @property
    def left(self) -> timedelta | None:
        """What is left of the countdown, as the coach knows it."""
        countdown = self.store.of("").countdown
        return countdown.remaining_at(self.clock.now) if countdown else None


def household() -> Home:
    """A household in Los Angeles at seven in the morning."""
    store, begin = MemoryRecoveries(), datetime(2026, 3, 2, 15, tzinfo=UTC)
    return Home(store, "user", begin, "America/Los_Angeles", rows=lambda user: len(store.load(user)))


@pytest.fixture
def home() -> Home:
    return household()


@pytest.fixture
def offered(home: Home) -> Home:
    """Twenty minutes of ice are over, and reminders are on offer."""
    home.ices(20)
    home.hears(e.FootOut())
    return home


Done = tuple[str, *tuple[Any, ...]]
"""What the household does, and with what."""
STRETCHES, PAUSES = ("tells_speaker", "stretch"), ("tells_speaker", "pause")
OPENS, GOES_ON = ("visits", e.Opened(), "", STOP), ("visits", e.Opened())
MORE = ("visits", e.MoreTimeAsked(5 * MINUTE))

LEFT: dict[str, tuple[list[Done], int | None]] = {
    "S7: time added to the second timer of an icing": ([("ices", 10, 10), MORE, STRETCHES, PAUSES, GOES_ON], 5),
    "S7: time added at the speaker before a pause": ([("ices", 10), STRETCHES, PAUSES, GOES_ON], 10),
    "S7: a timer that runs on after twenty minutes": ([("ices", 10), STRETCHES, ("waits", 11 * MINUTE), OPENS], None),
    "S7: paused after twenty minutes": ([("ices", 10), STRETCHES, ("waits", 12 * MINUTE), PAUSES, OPENS], None),
    "S7: too long, and no more": ([("ices", 20, 10), ("visits", e.FootOut(), "", STOP), MORE], None),
    "S7: the time from the ring to more ice counts": ([("ices", 16, 14), MORE], 4),
    "S7: more, of which the save failed": ([("ices", 5, 10), (*MORE, "", (), 0, 1), ("visits", e.TimeAsked())], 5),
    "S7: more, which the store did not save": ([("ices", 5, 10), (*MORE, "", (), 0, 3)], 5),
    "S7: shorter, and another request came between": ([("ices", 5), ("hears", e.IcingAsked(10 * MINUTE), "", 0, 2)], 5),
    "S7: told as longer, and another came between": ([("ices", 5), ("hears", IN_FOR_FIFTEEN, "", 0, 2)], 5),
    "S9: an icing that ended in a long pause": (
        [("ices", 15), ("visits", e.PauseAsked()), ("waits", 61 * MINUTE), OPENS, OPENS],
        None,
    ),
    "S9: paused at the speaker yesterday": ([("ices", 5), PAUSES, ("waits", 24 * HOUR), OPENS], None),
    "S19: a short icing that was told as longer": ([("ices", 10, 10), ("visits", e.IcedTold(20 * MINUTE)), MORE], None),
    "news of permissions, which cannot cancel a timer": (
        [
            *(("ices", 5), ("visits", e.PauseAsked()), ("permits", frozenset(Permission)), ("waits", 12 * HOUR)),
            *(("news_arrive",), OPENS),
        ],
        None,
    ),
}


@pytest.mark.parametrize(("story", "minutes"), LEFT.values(), ids=LEFT)
def test_the_coach_and_the_timer_count_the_same_and_no_more_than_is_left(
    home: Home, story: list[Done], minutes: int | None
) -> None:
    for what, *how in story:
        getattr(home, what)(*how)
    left = None if minutes is None else minutes * MINUTE
    assert home.left == left
    assert home.timers == ({Step.ICE: left} if left else {})


def test_s9_an_icing_that_was_over_is_not_gone_on_with_since_its_timer_stands_still(home: Home) -> None:
    home.ices(5)
    home.tells_speaker("pause")
    home.fails(Fate.UNREACHABLE)
    home.visits(e.FootOut(), replies=STOP)
    home.fails()
    home.waits(30 * MINUTE)
    home.visits(e.TimeAsked())
    assert home.left is None
    assert home.timers == {}


def test_s7_time_is_not_added_when_the_save_of_its_start_failed(home: Home) -> None:
    home.hears(e.IcingAsked())
    for answer in (e.Yes(), e.No(), e.No()):
        home.hears(answer)
    home.hears(e.No(), tears=1)
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.visits(e.Opened(), replies=STOP)


def test_a_timer_that_could_not_be_cancelled_ends_when_all_is_forgotten(home: Home) -> None:
    home.ices(5)
    home.fails(Fate.UNREACHABLE)
    home.visits(e.FootOut(), replies=STOP)
    assert home.timers == {Step.ICE: 15 * MINUTE}
    home.visits(e.ForgetAsked())
    assert home.timers == {}


@pytest.mark.parametrize("asked", [e.RemindersListAsked(), e.RemindersCancelled()])
def test_a_reminder_whose_answer_got_lost_is_found_before_it_is_denied(offered: Home, asked: e.Event) -> None:
    offered.fails(Fate.WELL, *[Fate.LOST] * 20)
    offered.hears(e.Yes())
    offered.fails()
    assert offered.alexa.reminders.live
    offered.hangs_up()
    offered.hears(asked)
    assert not offered.alexa.reminders.live


def test_who_is_forgotten_hears_that_reminders_may_still_ring(offered: Home) -> None:
    offered.fails(Fate.WELL, *[Fate.LOST] * 20)
    offered.hears(e.Yes())
    offered.fails()
    offered.hangs_up()
    offered.hears(e.ForgetAsked())
    offered.fails(Fate.UNREACHABLE, of=(Permission.REMINDERS,))
    offered.hears(e.Yes())
    assert offered.alexa.reminders.live
    assert "please delete them in the Alexa app" in offered.speech


def test_a_timer_that_stands_still_since_an_older_plan_ends_when_all_is_forgotten(home: Home) -> None:
    home.visits(e.IcingAsked())
    home.tells_speaker("pause")
    home.alexa.granted = set()
    home.waits(48 * HOUR)
    home.visits(e.Assessed(e.Trend.GONE))
    home.visits(e.MassageAsked())
    assert home.timers == {Step.ICE: 20 * MINUTE}
    home.alexa.granted = set(Permission)
    home.visits(e.ForgetAsked())
    assert home.timers == {}


def test_s7_a_timer_that_stands_still_since_an_older_icing_is_not_taken_for_the_one_of_this(home: Home) -> None:
    home.visits(e.IcingAsked())
    home.tells_speaker("pause")
    home.waits(24 * HOUR)
    home.alexa.granted = set()
    home.visits(e.IcingAsked(), replies=(None, None, e.No(), e.No()))
    home.waits(15 * MINUTE)
    home.alexa.granted = set(Permission)
    home.visits(e.Opened(), replies=STOP)
    assert home.left == 5 * MINUTE


def test_a_walk_that_could_not_be_cancelled_ends_when_a_left_over_icing_is_taken_up(home: Home) -> None:
    home.visits(e.SorenessReported(days_ago=1), replies=(*[None] * 4, e.StopAsked()))
    home.visits(e.MoveAsked(), score=4)
    home.fails(Fate.UNREACHABLE)
    home.hears(e.IcingAsked())
    home.fails()
    home.hears(e.No())
    home.fails(Fate.UNREACHABLE)
    home.hears(e.FootOut())
    assert set(home.timers) == {Step.ICE, Step.MOVE}
    home.fails()
    home.visits(e.WhereAsked(), replies=STOP)
    assert set(home.timers) == {Step.ICE}


def test_s6_a_red_flag_after_a_long_pause_is_answered_with_care_first(home: Home) -> None:
    home.ices(5)
    home.visits(e.PauseAsked())
    home.waits(2 * HOUR)
    home.fails(*[Fate.UNREACHABLE] * 3)
    home.visits(e.RedFlagSaid())
    assert home.speech.startswith("That can be a sign of something serious. Stop here.")
    assert "Your timer didn't answer" in home.speech


def test_s11_a_score_of_seven_counts_although_it_was_asked_whether_the_foot_is_out(home: Home) -> None:
    home.ices(30)
    home.hears(e.Unheard())
    home.hears(e.Assessed(None, 7))
    assert "please see a physical therapist" in home.speech
    assert home.store.of("").move_held_until


@pytest.mark.parametrize("asked", [e.RemindersListAsked(), e.RemindersChanged(only=e.Day.TOMORROW)])
def test_prompts_are_not_denied(home: Home, asked: e.Event) -> None:
    home.visits(e.IcingAsked())
    home.visits(e.PromptsAsked())
    assert home.alexa.reminders.live
    home.visits(asked)
    assert home.speech == "Check-ins in two minutes and in ten minutes."


def test_one_kind_of_failure_is_told_once(offered: Home) -> None:
    offered.hears(e.Yes())
    offered.hangs_up()
    offered.hears(e.ForgetAsked())
    offered.fails(*[Fate.UNREACHABLE] * 20)
    offered.hears(e.Yes())
    assert offered.speech.count("please delete them in the Alexa app") == 1


def test_a_list_with_a_reminder_that_was_moved_is_short_enough_to_hear(home: Home) -> None:
    home.ices(20)
    home.visits(e.FootOut())
    last = len(home.alexa.reminders.live) - 1
    home.changes_reminder(last, 45)
    home.hears(e.RemindersListAsked())
    assert home.speech.endswith(
        "from nine this morning until nine this evening. Walk tomorrow morning at eight forty five."
    )
