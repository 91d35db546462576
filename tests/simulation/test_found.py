"""Regression tests: the shortest story of each fault that the simulation found.

All are fixed. A fault that cannot be fixed at once gets a story here, marked as a strict expected failure, and the rule
it breaks tolerates exactly that.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from skill.routine import events as e
from skill.routine.events import Permission
from skill.routine.plan import Step
from skill.storage.memory import MemoryRecoveries
from tests.routine.test_table import LONGEST_SENTENCE
from tests.simulation.alexa import Alexa, Fate
from tests.simulation.life import Household

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def household() -> Household:
    """A household in Los Angeles at seven in the morning."""
    store, begin = MemoryRecoveries(), datetime(2026, 3, 2, 15, tzinfo=UTC)
    return Household(store, "user", begin, "America/Los_Angeles", rows=lambda user: len(store.load(user)))


def fails(
    home: Household, monkeypatch: pytest.MonkeyPatch, *fates: Fate, of: Collection[Permission] = tuple(Permission)
) -> None:
    """Let the next calls of these APIs meet these fates, and all others go well."""
    coming = list(fates)

    def fate(alexa: Alexa, needed: Permission | None) -> Fate:
        met = coming.pop(0) if needed in of and coming else Fate.WELL
        alexa.failed = alexa.failed or met is not Fate.WELL
        return met

    monkeypatch.setattr(Alexa, "fate", fate)


def iced(home: Household) -> None:
    """Twenty minutes of ice, and the question about reminders."""
    home.visits(e.IcingAsked())
    home.waits(20 * MINUTE)
    home.hears(e.FootOut())


def test_a_timer_that_could_not_be_cancelled_ends_when_all_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    fails(home, monkeypatch, Fate.UNREACHABLE)
    home.visits(e.FootOut(), replies=(e.StopAsked(),))
    assert home.alexa.at(1).live == {Step.ICE: 15 * MINUTE}
    home.visits(e.ForgetAsked())
    assert home.alexa.at(1).live == {}


@pytest.mark.parametrize("asked", [e.RemindersListAsked(), e.RemindersCancelled()])
def test_a_reminder_whose_answer_got_lost_is_found_before_it_is_denied(
    asked: e.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = household()
    iced(home)
    fails(home, monkeypatch, Fate.WELL, *[Fate.LOST] * 20)
    home.hears(e.Yes())
    fails(home, monkeypatch)
    assert home.alexa.reminders.live
    home.hangs_up()
    home.hears(asked)
    assert not home.alexa.reminders.live


def test_a_request_that_changed_only_what_could_not_be_cancelled_is_recognised_when_it_comes_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = household()
    iced(home)
    fails(home, monkeypatch, *[Fate.WELL] * 6, Fate.LOST)
    home.hears(e.Yes())
    home.hangs_up()
    fails(home, monkeypatch, Fate.WELL, *[Fate.UNREACHABLE] * 20, of=(Permission.REMINDERS,))
    home.hears(e.RemindersListAsked(), again=1)
    assert home.alexa.stray


def test_no_more_than_one_ouch_in_the_safety_check() -> None:
    home = household()
    home.visits(e.Assessed(None, 1), replies=(e.RemindersAsked(), e.NextIcingAsked(), e.Hurts()))


def test_who_is_forgotten_hears_that_reminders_may_still_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    iced(home)
    fails(home, monkeypatch, Fate.WELL, *[Fate.LOST] * 20)
    home.hears(e.Yes())
    fails(home, monkeypatch)
    home.hangs_up()
    home.hears(e.ForgetAsked())
    fails(home, monkeypatch, Fate.UNREACHABLE, of=(Permission.REMINDERS,))
    home.hears(e.Yes())
    assert home.alexa.reminders.live
    assert "please delete them in the Alexa app" in home.speech


def test_a_timer_that_stands_still_since_an_older_plan_ends_when_all_is_forgotten() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.tells_speaker("pause")
    home.alexa.granted = set()
    home.waits(48 * HOUR)
    home.visits(e.Assessed(e.Trend.GONE))
    home.visits(e.MassageAsked())
    assert home.alexa.at(1).live == {Step.ICE: 20 * MINUTE}
    home.alexa.granted = set(Permission)
    home.visits(e.ForgetAsked())
    assert home.alexa.at(1).live == {}


def test_news_of_permissions_do_not_keep_who_has_left_the_skill() -> None:
    home = household()
    home.visits(e.SorenessReported())
    home.waits(HOUR)
    left_at = home.clock.now
    home.permits(frozenset())
    home.waits(24 * HOUR)
    home.news_arrive(backwards=False, twice=False)
    home.coach.forget_all(home.user, left_at, home.alexa.speaker)
    assert home.store.load(home.user) == {}


def test_a_list_of_times_at_unequal_gaps_is_short_enough_to_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    iced(home)
    made = home.alexa.speaker.reminders
    fails(home, monkeypatch, *[Fate.WELL] * 4, Fate.UNREACHABLE)
    home.hears(e.Yes())
    home.hangs_up()
    home.hears(e.RemindersListAsked())
    assert made.look()
    assert max(len(sentence.split()) for sentence in home.speech.split(". ")) <= LONGEST_SENTENCE, home.speech


def test_a_stranger_who_asks_to_be_forgotten_leaves_the_reminders_of_others() -> None:
    home = household()
    home.visits(e.IcingAsked(), "ben")
    home.waits(20 * MINUTE)
    home.visits(e.FootOut(), "ben")
    live = home.alexa.reminders.live
    assert live
    home.visits(e.ForgetAsked(), "anna")
    assert home.alexa.reminders.live == live


def test_s7_nor_time_added_to_the_second_timer_of_an_icing() -> None:
    home = household()
    home.visits(e.IcingAsked(10 * MINUTE))
    home.waits(10 * MINUTE)
    home.visits(e.MoreTimeAsked(5 * MINUTE))
    home.tells_speaker("stretch")
    home.tells_speaker("pause")
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    countdown = home.store.of("").countdown
    assert countdown
    assert countdown.remaining_at(home.clock.now) == 5 * MINUTE


def test_s7_who_stayed_in_for_too_long_gets_no_more_ice() -> None:
    home = household()
    home.visits(e.IcingAsked(10 * MINUTE))
    home.waits(20 * MINUTE)
    home.visits(e.FootOut(), replies=(e.StopAsked(),))
    assert "That was a long one" in home.speech
    home.visits(e.MoreTimeAsked(5 * MINUTE))
    assert home.store.of("").countdown is None


def test_s7_a_timer_that_stands_still_since_an_older_icing_is_not_taken_for_the_one_of_this() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.tells_speaker("pause")
    home.waits(24 * HOUR)
    home.alexa.granted = set()
    home.visits(e.IcingAsked(), replies=(None, None, e.No(), e.No()))
    home.waits(15 * MINUTE)
    home.alexa.granted = set(Permission)
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    countdown = home.store.of("").countdown
    assert countdown
    assert countdown.remaining_at(home.clock.now) == 5 * MINUTE


def test_s7_time_added_at_the_speaker_is_not_iced_after_a_pause_there() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.tells_speaker("pause")
    home.visits(e.Opened())
    countdown = home.store.of("").countdown
    assert countdown
    assert countdown.remaining_at(home.clock.now) == 10 * MINUTE


def test_s7_nor_when_the_save_of_its_start_failed() -> None:
    home = household()
    home.hears(e.IcingAsked())
    for answer in (e.Yes(), e.No(), e.No()):
        home.hears(answer)
    home.hears(e.No(), tears=1)
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.visits(e.Opened(), replies=(e.StopAsked(),))


def test_s9_an_icing_that_ended_in_a_long_pause_is_not_taken_up_again() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(15 * MINUTE)
    home.visits(e.PauseAsked())
    home.waits(61 * MINUTE)
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    assert home.store.of("").countdown is None
    assert home.alexa.at(1).live == {}


def test_s7_a_timer_that_runs_on_after_twenty_minutes_of_ice_is_cancelled() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.waits(11 * MINUTE)
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    assert home.store.of("").countdown is None
    assert home.alexa.at(1).live == {}


def test_news_of_permissions_end_no_countdown_whose_timer_they_cannot_cancel() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    home.visits(e.PauseAsked())
    home.permits(frozenset(Permission))
    home.waits(12 * HOUR)
    home.news_arrive(backwards=False, twice=False)
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    assert home.store.of("").countdown is None
    assert home.alexa.at(1).live == {}


def test_a_walk_that_could_not_be_cancelled_ends_when_a_left_over_icing_is_taken_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = household()
    home.visits(e.SorenessReported(days_ago=1), replies=(*[None] * 4, e.StopAsked()))
    home.visits(e.MoveAsked(), score=4)
    fails(home, monkeypatch, Fate.UNREACHABLE)
    home.hears(e.IcingAsked())
    fails(home, monkeypatch)
    home.hears(e.No())
    fails(home, monkeypatch, Fate.UNREACHABLE)
    home.hears(e.FootOut())
    assert set(home.alexa.at(1).live) == {Step.ICE, Step.MOVE}
    fails(home, monkeypatch)
    home.visits(e.WhereAsked(), replies=(e.StopAsked(),))
    assert set(home.alexa.at(1).live) == {Step.ICE}


def test_s9_an_icing_that_was_paused_at_the_speaker_yesterday_is_not_gone_on_with() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    home.tells_speaker("pause")
    home.waits(24 * HOUR)
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    assert home.store.of("").countdown is None
    assert home.alexa.at(1).live == {}


def test_s6_a_red_flag_after_a_long_pause_is_answered_with_care_first(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    home.visits(e.PauseAsked())
    home.waits(2 * HOUR)
    fails(home, monkeypatch, *[Fate.UNREACHABLE] * 3)
    home.visits(e.RedFlagSaid())
    assert home.speech.startswith("That can be a sign of something serious. Stop here.")
    assert "Your timer didn't answer" in home.speech


def test_s7_a_timer_that_was_stretched_and_paused_rings_in_time_when_it_is_gone_on_with() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.tells_speaker("pause")
    home.visits(e.Opened())
    assert home.alexa.at(1).live == {Step.ICE: 10 * MINUTE}


def test_s7_who_paused_after_twenty_minutes_is_not_asked_to_go_on() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(10 * MINUTE)
    home.tells_speaker("stretch")
    home.waits(12 * MINUTE)
    home.tells_speaker("pause")
    home.visits(e.Opened(), replies=(e.StopAsked(),))
    assert home.speech.startswith("Time's up")
    assert home.alexa.at(1).live == {}


def test_s7_the_time_from_the_ring_to_more_ice_counts() -> None:
    home = household()
    home.visits(e.IcingAsked(14 * MINUTE))
    home.waits(16 * MINUTE)
    home.visits(e.MoreTimeAsked(5 * MINUTE))
    assert home.alexa.at(1).live == {Step.ICE: 4 * MINUTE}
    assert "Four minutes more makes twenty" in home.speech


def test_s7_more_ice_whose_save_failed_does_not_ring_later_than_is_counted() -> None:
    home = household()
    home.visits(e.IcingAsked(10 * MINUTE))
    home.waits(5 * MINUTE)
    home.hears(e.MoreTimeAsked(5 * MINUTE), tears=1)
    assert home.alexa.at(1).live == {Step.ICE: 10 * MINUTE}
    home.visits(e.TimeAsked())
    assert home.alexa.at(1).live == {Step.ICE: 5 * MINUTE}


def test_s7_more_ice_that_the_store_did_not_save_is_none() -> None:
    home = household()
    home.visits(e.IcingAsked(10 * MINUTE))
    home.waits(5 * MINUTE)
    home.hears(e.MoreTimeAsked(5 * MINUTE), tears=3)
    assert home.alexa.at(1).live == {Step.ICE: 5 * MINUTE}
    home.visits(e.FootOut(), replies=(e.StopAsked(),))
    assert home.alexa.at(1).live == {}


@pytest.mark.parametrize("words", [e.IcedTold(15 * MINUTE, is_in=True), e.IcingAsked(10 * MINUTE)])
def test_s7_a_shorter_icing_rings_although_another_request_came_between(words: e.Event) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    home.hears(words, tears=2)
    assert home.alexa.at(1).live == {Step.ICE: 5 * MINUTE}


def test_s19_a_short_icing_that_was_longer_by_what_is_told_gets_no_more() -> None:
    home = household()
    home.visits(e.IcingAsked(10 * MINUTE))
    home.waits(10 * MINUTE)
    home.visits(e.IcedTold(20 * MINUTE))
    home.visits(e.MoreTimeAsked(5 * MINUTE))
    assert home.alexa.at(1).live == {}
    assert home.store.of("").iced_for == 20 * MINUTE


def test_s4_a_sprain_still_waits_when_care_was_had_for_skin_that_ice_has_hurt() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.visits(e.TwistTold())
    home.visits(e.SkinWarned())
    held = home.store.of("").move_held_until
    home.waits(HOUR)
    home.visits(e.CareHadTold())
    assert home.store.of("").move_held_until == held


def test_s11_a_score_of_seven_counts_although_it_was_asked_whether_the_foot_is_out() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(30 * MINUTE)
    home.hears(e.Unheard())
    home.hears(e.Assessed(None, 7))
    assert "please see a physical therapist" in home.speech
    assert home.store.of("").move_held_until


def test_s9_an_icing_that_was_over_is_not_gone_on_with_since_its_timer_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(5 * MINUTE)
    home.tells_speaker("pause")
    fails(home, monkeypatch, Fate.UNREACHABLE)
    home.visits(e.FootOut(), replies=(e.StopAsked(),))
    assert home.alexa.at(1).live == {Step.ICE: 15 * MINUTE}
    fails(home, monkeypatch)
    home.waits(30 * MINUTE)
    home.visits(e.TimeAsked())
    assert home.store.of("").countdown is None
    assert home.alexa.at(1).live == {}


def test_reminders_that_were_left_when_the_skill_was_disabled_are_not_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(20 * MINUTE)
    home.visits(e.FootOut())
    fails(home, monkeypatch, *[Fate.UNREACHABLE] * 20)
    home.disables(0 * MINUTE, twice=False, trouble=0)
    assert home.alexa.reminders.live
    fails(home, monkeypatch)
    home.visits(e.RemindersListAsked())
    assert "No reminders are set" in home.speech
    assert not home.alexa.reminders.live


@pytest.mark.parametrize("asked", [e.RemindersListAsked(), e.RemindersChanged(only=e.Day.TOMORROW)])
def test_prompts_are_not_denied(asked: e.Event) -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.visits(e.PromptsAsked())
    assert home.alexa.reminders.live
    home.visits(asked)
    assert home.speech == "Check-ins in two minutes and in ten minutes."


def test_one_kind_of_failure_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    home = household()
    iced(home)
    home.hears(e.Yes())
    home.hangs_up()
    home.hears(e.ForgetAsked())
    fails(home, monkeypatch, *[Fate.UNREACHABLE] * 20)
    home.hears(e.Yes())
    assert home.speech.count("please delete them in the Alexa app") == 1


def test_a_list_with_a_reminder_that_was_moved_is_short_enough_to_hear() -> None:
    home = household()
    home.visits(e.IcingAsked())
    home.waits(20 * MINUTE)
    home.visits(e.FootOut())
    last = len(home.alexa.reminders.live) - 1
    home.moves_reminder(last, 45 * MINUTE)
    home.hears(e.RemindersListAsked())
    assert home.speech.endswith(
        "from nine this morning until nine this evening. Walk tomorrow morning at eight forty five."
    )
