"""Reminders of the plan: offered, set, changed, listed, cancelled, and gone when they make no sense any more."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from skill.routine import events as e
from skill.routine.acts import (
    AskConsent,
    CancelReminders,
    CancelTimer,
    Forget,
    Question,
    SetReminders,
    ShowConsentCard,
)
from skill.routine.events import Consent, ConsentAnswered, Event, Permission, Refusal, RemindersSet
from skill.routine.recovery import Phase, Recovery, Talk, Turn
from skill.routine.reminder import LiveReminder, Planned, Purpose, Reminder
from skill.routine.schedule import outdated, plan
from tests.routine.people import (
    DAY,
    EVERYONE,
    HOUR,
    MINUTE,
    NOW,
    TODAY,
    acts,
    coached,
    heard,
    icing,
    keys,
    made,
    new,
    recovery,
    reminded,
    reminders,
    rested,
    spoken,
    walking,
    whole,
)


def clock(known: Recovery, planned: tuple[Planned, ...] | tuple[Reminder, ...]) -> list[str]:
    """Return purposes and times as they are where somebody lives, such as ``ice 17:00``."""
    return [f"{each.purpose} {known.local(each.at):%H:%M}" for each in planned]


def out_at(hour: int, minute: int = 0, day: int = 0, **known: Any) -> tuple[Recovery, datetime]:
    """Return somebody whose twenty minutes of ice end at this time in New York, and that time."""
    now = datetime(2026, 3, 2, tzinfo=NOW.tzinfo) + timedelta(hours=hour + 5, minutes=minute)
    out = {"iced_at": now - 20 * MINUTE, "out_at": now, "out_told": True}
    return rested(day=day, **{**out, **known}), now


def agreed(known: Recovery, outcome: RemindersSet | None = None, talk: Talk = Talk()) -> Turn:  # noqa: B008
    """Return the turn after a yes to the reminders on offer, set or answered by ``outcome``."""
    turn = heard(known, e.Yes(), talk=replace(talk, asked=Question.REMIND))
    if outcome is None:
        return whole(turn, None)
    assert acts(turn, SetReminders)
    return heard(turn.recovery, outcome, talk=turn.talk)


OFFERED = heard(icing(20 - 1 / 60), e.FootOut())
"""Three in the afternoon: the foot is just out."""


# --- the plan


@pytest.mark.parametrize(
    ("at", "day", "times"),
    [
        ((14, 20), 0, ["ice 16:00", "ice 18:00", "ice 20:00", "move 08:00"]),
        ((14, 21), 0, ["ice 16:30", "ice 18:30", "ice 20:30", "move 08:00"]),
        ((14, 50), 0, ["ice 16:30", "ice 18:30", "ice 20:30", "move 08:00"]),
        ((19, 50), 0, ["ice 21:30", "move 08:00"]),
        ((19, 51), 0, ["move 08:00"]),
        ((23, 30), 0, ["move 08:00"]),
        ((8, 20), 1, [f"ice {hour}:00" for hour in range(10, 21, 2)]),
        ((3, 0), 1, [f"ice {hour:02}:00" for hour in range(7, 22, 2)]),
        ((20, 0), 1, []),
        ((12, 0), 2, []),
    ],
)
def test_the_plan_is_this_days_ice_by_day_and_the_walk_of_the_morning(
    at: tuple[int, int], day: int, times: list[str]
) -> None:
    known, now = out_at(*at, day=day)
    assert clock(known, plan(known, now)) == times


@pytest.mark.parametrize(
    ("known", "times"),
    [
        ({"ice_held_until": TODAY + 14 * DAY}, ["move 08:00"]),
        ({"move_held_until": TODAY + 3 * DAY}, ["ice 17:00", "ice 19:00", "ice 21:00"]),
        ({"move_held_until": TODAY + DAY}, ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00"]),
        ({"referred_on": TODAY}, ["ice 17:00", "ice 19:00", "ice 21:00"]),
    ],
)
def test_what_is_held_is_not_reminded_of(known: dict[str, Any], times: list[str]) -> None:
    person, now = out_at(15, **known)
    assert clock(person, plan(person, now)) == times


@pytest.mark.parametrize(
    ("every", "first", "gap"),
    [(HOUR, "17:00", 2), (2 * HOUR, "17:00", 2), (3 * HOUR, "18:00", 3), (0 * HOUR, "17:00", 2)],
)
def test_the_gap_is_never_less_than_two_hours(every: timedelta, first: str, gap: int) -> None:
    known, now = out_at(15)
    icings = [each for each in plan(known, now, every) if each.purpose is Purpose.ICE]
    assert f"{known.local(icings[0].at):%H:%M}" == first
    assert icings[1].at - icings[0].at == gap * HOUR


@pytest.mark.parametrize("day", [7, 31])
def test_the_morning_after_a_daylight_saving_night_is_at_eight(day: int) -> None:
    """The eighth of March and the first of November 2026: the clock, and not 24 hours, counts."""
    now = datetime(2026, 3 if day == 7 else 10, day, 22, tzinfo=NOW.tzinfo)
    known = rested(began_on=now.date(), iced_at=now - 20 * MINUTE, out_at=now)
    move = next(each for each in plan(known, now) if each.purpose is Purpose.MOVE)
    assert known.local(move.at).time() == time(8)
    assert known.local(move.at).date() == now.date() + DAY


# --- the offer


def test_after_ice_one_question_names_every_time() -> None:
    assert OFFERED.asked is Question.REMIND
    assert spoken(OFFERED).endswith(
        "Shall I remind you to ice at five, seven and nine, and tomorrow morning at eight for your walk?"
    )
    assert len(spoken(OFFERED).split()) <= 45


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((14, 21), "to ice at four thirty, six thirty and eight thirty, and tomorrow at eight to walk?"),
        ((10, 20), "to ice every two hours, twelve until eight, and tomorrow at eight to walk?"),
        ((19, 51), "tomorrow morning at eight for your walk?"),
    ],
)
def test_the_times_are_spoken_in_few_words(at: tuple[int, int], words: str) -> None:
    known, now = out_at(*at, out_told=False)
    turn = heard(known, e.FootOut(), now=now)
    assert spoken(turn).endswith(words)
    assert len(spoken(turn).split("?")[0].rsplit(". ")[-1].split()) <= 20


def test_on_the_day_after_many_times_are_told_as_a_row() -> None:
    known, now = out_at(8, 20, day=1, out_told=False, moved_on=TODAY)
    assert spoken(heard(known, e.FootOut(), now=now)).endswith(
        "Shall I remind you to ice every two hours from ten until eight this evening?"
    )


@pytest.mark.parametrize("event", [e.FootOut(), e.Finished(), e.IceCancelled()])
def test_every_end_of_an_icing_offers(event: Event) -> None:
    assert heard(icing(), event).asked is Question.REMIND


def test_the_first_word_after_the_ring_offers_too() -> None:
    turn = heard(icing(8), e.Opened(), now=NOW + 13 * MINUTE)
    assert keys(turn) == ["ice-time-up", "wait-massage", Question.REMIND]


@pytest.mark.parametrize(
    "known",
    [
        icing(offered_on=TODAY),
        icing(0.5),
        icing(20 - 1 / 60, reminders=reminders(2, 4, 6)),
        icing(began_on=TODAY - 2 * DAY),
    ],
    ids=["offered today", "some seconds", "set", "day two"],
)
def test_nothing_is_offered_twice_or_for_nothing(known: Recovery) -> None:
    turn = heard(known, e.FootOut())
    assert turn.asked is not Question.REMIND
    assert not turn.recovery.planned


@pytest.mark.parametrize("event", [e.SkinWarned(), e.RedFlagSaid(), e.ColdRiskTold(), e.StopAsked()])
def test_nothing_is_offered_beside_a_warning(event: Event) -> None:
    assert heard(icing(), event).asked is not Question.REMIND
    assert heard(icing(8), event, now=NOW + 13 * MINUTE).asked is not Question.REMIND


def test_no_is_no_for_the_day() -> None:
    turn = heard(OFFERED.recovery, e.No(), talk=OFFERED.talk)
    assert turn.recovery.planned == ()
    assert not acts(turn, SetReminders)
    again = heard(turn.recovery, e.IcingAsked(), e.No(), e.FootOut(), now=NOW + 3 * HOUR)
    assert again.asked is not Question.REMIND
    assert heard(turn.recovery, e.RemindersAsked()).asked is Question.REMIND, "who asks gets them"


# --- set


def test_yes_sets_what_was_offered_and_says_the_times() -> None:
    asked = heard(OFFERED.recovery, e.Yes(), talk=OFFERED.talk)
    assert acts(asked, SetReminders) == [SetReminders(OFFERED.recovery.planned)]
    turn = whole(asked, None)
    assert spoken(turn) == (
        "I'll remind you to ice at five, seven and nine, and tomorrow morning at eight for your walk."
    )
    assert turn.recovery.planned == ()
    assert clock(turn.recovery, turn.recovery.reminders) == ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00"]


def test_a_yes_that_comes_late_sets_only_what_still_makes_sense() -> None:
    talk = Talk(asked=Question.REMIND)
    late = heard(OFFERED.recovery, e.Yes(), talk=talk, now=NOW + 2.5 * HOUR)
    assert clock(late.recovery, acts(late, SetReminders)[0].planned) == ["ice 19:00", "ice 21:00", "move 08:00"]
    held = replace(OFFERED.recovery, move_held_until=TODAY + 3 * DAY)
    assert "move 08:00" not in clock(held, acts(heard(held, e.Yes(), talk=talk), SetReminders)[0].planned)
    flagged = heard(OFFERED.recovery, e.RedFlagSaid()).recovery
    assert not acts(heard(flagged, e.Yes(), talk=talk), SetReminders)


def test_remind_me_said_to_the_offer_is_a_yes() -> None:
    assert acts(heard(OFFERED.recovery, e.RemindersAsked(), talk=OFFERED.talk), SetReminders)


def test_only_some_were_set() -> None:
    first = RemindersSet((Reminder(Purpose.ICE, NOW + 2 * HOUR, "one"),), Refusal.UNREACHABLE)
    turn = agreed(OFFERED.recovery, first)
    assert spoken(turn) == "I could set only some. I'll remind you to ice at five."
    assert [each.token for each in turn.recovery.reminders] == ["one"]


@pytest.mark.parametrize("reason", [Refusal.UNSUPPORTED, Refusal.UNREACHABLE])
def test_where_none_can_be_set_one_sentence_tells_the_next_time(reason: Refusal) -> None:
    turn = agreed(OFFERED.recovery, RemindersSet((), reason))
    assert spoken(turn) == "I can't set reminders here. Your next ice is at five."
    assert turn.recovery.planned == ()


# --- permission

REFUSED = RemindersSet((), Refusal.PERMISSION)


def test_without_permission_amazon_asks_and_they_are_set_in_that_turn() -> None:
    asked = agreed(OFFERED.recovery, REFUSED)
    assert acts(asked, AskConsent) == [AskConsent(Permission.REMINDERS)]
    assert asked.asked is None
    given = heard(asked.recovery, ConsentAnswered(Consent.ACCEPTED, permission=Permission.REMINDERS))
    assert acts(given, SetReminders) == [SetReminders(OFFERED.recovery.planned)]
    assert given.recovery.reminders_denied_at is None


@pytest.mark.parametrize(
    ("consent", "thrown", "remembered", "card"),
    [
        (Consent.DENIED, False, True, True),
        (Consent.DENIED, True, True, False),
        (Consent.NOT_ANSWERED, False, False, True),
        (Consent.NOT_ANSWERED, True, False, False),
        (Consent.FAILED, False, False, False),
    ],
)
def test_not_given_the_plan_goes_on_by_voice(consent: Consent, thrown: bool, remembered: bool, card: bool) -> None:
    asked = agreed(OFFERED.recovery, REFUSED)
    turn = heard(asked.recovery, ConsentAnswered(consent, thrown, Permission.REMINDERS))
    assert (turn.recovery.reminders_denied_at is not None) is remembered
    assert acts(turn, ShowConsentCard) == ([ShowConsentCard(Permission.REMINDERS)] if card else [])
    assert spoken(turn).startswith("I can't remind you now. Your next ice is at five.")
    assert turn.recovery.denied_at is None, "timers are another permission"


@pytest.mark.parametrize(
    ("known", "asks"),
    [
        ({"reminders_denied_at": NOW - 6.9 * DAY}, False),
        ({"reminders_denied_at": NOW - 7 * DAY}, True),
        ({"reminders_prompted_at": NOW - 59 * MINUTE}, False),
        ({"reminders_prompted_at": NOW - 60 * MINUTE}, True),
    ],
)
def test_the_permission_is_not_asked_for_again_and_again(known: dict[str, Any], asks: bool) -> None:
    turn = agreed(replace(OFFERED.recovery, **known), REFUSED)
    assert bool(acts(turn, AskConsent)) is asks
    assert ("Your next ice is at five" in spoken(turn)) is not asks


@pytest.mark.parametrize("who", EVERYONE)
def test_an_answer_about_reminders_never_touches_the_timers(who: str) -> None:
    for consent in Consent:
        turn = heard(EVERYONE[who], ConsentAnswered(consent, permission=Permission.REMINDERS))
        assert turn.recovery.denied_at == EVERYONE[who].denied_at
        assert turn.recovery.countdown == EVERYONE[who].countdown


# --- changed


@pytest.mark.parametrize(
    ("change", "times"),
    [
        (e.RemindersChanged(without=time(7)), ["ice 17:00", "ice 21:00", "move 08:00"]),
        (e.RemindersChanged(without=time(19)), ["ice 17:00", "ice 21:00", "move 08:00"]),
        (e.RemindersChanged(without=time(8)), ["ice 17:00", "ice 19:00", "ice 21:00"]),
        (e.RemindersChanged(only=e.Day.TODAY), ["ice 17:00", "ice 19:00", "ice 21:00"]),
        (e.RemindersChanged(only=e.Day.TOMORROW), ["move 08:00"]),
        (e.RemindersChanged(every=3 * HOUR), ["ice 18:00", "ice 21:00", "move 08:00"]),
    ],
)
def test_what_is_offered_is_changed_and_asked_again(change: e.RemindersChanged, times: list[str]) -> None:
    turn = heard(OFFERED.recovery, change, talk=OFFERED.talk)
    assert turn.asked is Question.REMIND
    assert clock(turn.recovery, turn.recovery.planned) == times
    assert not acts(turn, SetReminders)


SET = agreed(OFFERED.recovery).recovery


@pytest.mark.parametrize(
    ("change", "times", "words"),
    [
        (
            e.RemindersChanged(without=time(7)),
            ["ice 17:00", "ice 21:00", "move 08:00"],
            "I'll remind you to ice at five and nine, and tomorrow morning at eight for your walk.",
        ),
        (
            e.RemindersChanged(only=e.Day.TOMORROW),
            ["move 08:00"],
            "I'll remind you tomorrow morning at eight for your walk.",
        ),
    ],
)
def test_fewer_of_those_that_are_set_need_no_question(change: e.RemindersChanged, times: list[str], words: str) -> None:
    turn = heard(SET, change)
    assert clock(turn.recovery, turn.recovery.reminders) == times
    gone = {each.token for each in SET.reminders} - {each.token for each in turn.recovery.reminders}
    assert {token for act in acts(turn, CancelReminders) for token in act.tokens} == gone
    assert spoken(turn) == words


def test_new_times_are_asked_for_before_the_old_ones_go() -> None:
    asked = heard(SET, e.RemindersChanged(every=3 * HOUR))
    assert asked.asked is Question.REMIND
    assert asked.recovery.reminders == SET.reminders
    assert not acts(asked, CancelReminders)
    wish = heard(asked.recovery, e.Yes(), talk=asked.talk)
    wanted = acts(wish, SetReminders)[0].planned
    assert clock(wish.recovery, wanted) == ["ice 18:00"], "nine is set already"
    done = heard(wish.recovery, RemindersSet((Reminder(Purpose.ICE, wanted[0].at, "new"),)))
    assert clock(done.recovery, done.recovery.reminders) == ["ice 21:00", "move 08:00", "ice 18:00"]
    assert acts(done, CancelReminders) == [CancelReminders(("made-0", "made-1"))]
    assert spoken(done).startswith("I'll remind you to ice at six and nine, and tomorrow morning")
    kept = heard(asked.recovery, e.No(), talk=asked.talk)
    assert kept.recovery.reminders == SET.reminders


def test_less_than_two_hours_is_refused_kindly() -> None:
    turn = heard(SET, e.RemindersChanged(every=HOUR))
    assert keys(turn) == ["reminders-gap", Question.REMIND]
    assert keys(heard(OFFERED.recovery, e.RemindersAsked(30 * MINUTE)))[0] == "reminders-gap"


def test_a_time_that_is_not_there() -> None:
    change = e.RemindersChanged(without=time(4))
    assert keys(heard(OFFERED.recovery, change, talk=OFFERED.talk)) == ["reminders-not-then", Question.REMIND]
    turn = heard(SET, change)
    assert keys(turn) == ["reminders-not-then", "reminders-set"]
    assert turn.recovery.reminders == SET.reminders


def test_taking_the_last_one_away_is_a_no() -> None:
    one = reminded(2, move=None)
    turn = heard(one, e.RemindersChanged(without=time(5)))
    assert (keys(turn), turn.recovery.reminders) == (["reminders-cancelled"], ())
    offered = replace(OFFERED.recovery, planned=OFFERED.recovery.planned[:1])
    assert keys(heard(offered, e.RemindersChanged(without=time(5)), talk=OFFERED.talk)) == ["reminders-declined"]


# --- listed, cancelled


def test_they_are_listed_and_named_as_the_next_ice() -> None:
    assert spoken(heard(SET, e.RemindersListAsked())).startswith("I'll remind you to ice at five, seven and nine")
    assert "My next reminder is at five." in spoken(heard(SET, e.NextIcingAsked()))
    assert keys(heard(SET, e.RemindersAsked())) == ["reminders-set"], "set already"
    assert keys(heard(rested(), e.RemindersListAsked())) == ["reminders-none"]


@pytest.mark.parametrize("event", [e.RemindersListAsked(), e.RemindersCancelled(), e.RemindersChanged()])
def test_who_has_no_plan_has_none_to_hear_of(event: Event) -> None:
    assert "reminders-none" in keys(heard(new(), event))


def test_no_more_reminders() -> None:
    turn = heard(SET, e.RemindersCancelled())
    assert acts(turn, CancelReminders) == [CancelReminders(tuple(each.token for each in SET.reminders))]
    assert (turn.recovery.reminders, turn.recovery.unwanted) == ((), ())
    assert spoken(turn) == "All right, no more reminders."


def test_what_could_not_be_cancelled_is_tried_again_at_the_next_visit() -> None:
    turn = heard(SET, e.RemindersCancelled())
    left = heard(turn.recovery, e.RemindersLeft(("made-1",)), talk=turn.talk)
    assert "may still ring" in spoken(left)
    assert not acts(left, CancelReminders), "not at once again"
    going_on = heard(left.recovery, e.WhereAsked(), talk=replace(left.talk, said="before"))
    assert not acts(going_on, CancelReminders)
    back = heard(left.recovery, e.Opened())
    assert acts(back, CancelReminders) == [CancelReminders(("made-1",))]
    assert back.recovery.unwanted == ()


# --- what no longer makes sense


@pytest.mark.parametrize(
    ("known", "events", "left"),
    [
        (SET, [e.RedFlagSaid()], []),
        (SET, [e.StartOverAsked(), e.Yes()], []),
        (SET, [e.CheckedIn(e.Trend.GONE)], []),
        (SET, [e.CheckedIn(None, 0)], []),
        (replace(SET, began_on=TODAY - DAY), [e.CheckedIn(e.Trend.GONE)], []),
        (SET, [e.TwistTold()], ["ice 17:00", "ice 19:00", "ice 21:00"]),
        (SET, [e.SkinWarned()], []),
        (SET, [e.ColdRiskTold()], ["move 08:00"]),
        (SET, [e.CheckedIn(e.Trend.WORSE)], ["ice 17:00", "ice 19:00", "ice 21:00"]),
        (SET, [e.CheckedIn(None, 7)], ["ice 17:00", "ice 19:00", "ice 21:00"]),
        (SET, [e.Opened()], ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00"]),
    ],
)
def test_it_goes_in_the_turn_in_which_it_loses_its_sense(known: Recovery, events: list[Event], left: list[str]) -> None:
    turn = heard(known, *events)
    assert clock(turn.recovery, turn.recovery.reminders) == left
    gone = {each.token for each in known.reminders} - {each.token for each in turn.recovery.reminders}
    cancelled = [token for act in acts(turn, CancelReminders) for token in act.tokens]
    assert (set(cancelled), len(cancelled)) == (gone, len(gone))


def test_an_icing_started_early_takes_the_reminder_that_comes_too_soon() -> None:
    known = reminded(1, 3, 5, out_ago=3 * HOUR)
    asked = heard(known, e.IcingAsked())
    turn = heard(asked.recovery, e.No(), talk=asked.talk)
    assert turn.recovery.phase is Phase.ICING
    assert acts(turn, CancelReminders) == [CancelReminders(("ice-1",))]
    assert [each.token for each in turn.recovery.reminders] == ["ice-3", "ice-5", "move"]
    out = heard(turn.recovery, e.FootOut(), now=NOW + 15 * MINUTE)
    assert out.asked is not Question.REMIND, "the next one that is set comes soon enough"


def test_an_icing_begun_after_its_reminder_is_followed_by_an_offer_of_later_times() -> None:
    known, late = reminded(0, 2, 4, out_ago=3 * HOUR), NOW + 5 * MINUTE
    asked = heard(known, e.IcingAsked(), now=late)
    turn = heard(asked.recovery, e.No(), talk=asked.talk, now=late)
    assert acts(turn, CancelReminders) == [CancelReminders(("ice-2",))]
    out = heard(turn.recovery, e.FootOut(), now=NOW + 25 * MINUTE)
    assert spoken(out).endswith("to ice at five thirty, seven thirty and nine thirty, and tomorrow at eight to walk?")
    agreed_to = whole(heard(out.recovery, e.Yes(), talk=out.talk), None, NOW + 25 * MINUTE).recovery
    assert sorted(clock(agreed_to, agreed_to.reminders)) == ["ice 17:30", "ice 19:30", "ice 21:30", "move 08:00"]
    declined = heard(out.recovery, e.No(), talk=out.talk).recovery
    assert clock(declined, declined.reminders) == ["ice 19:00", "move 08:00"], "what is set stays"


def test_a_walk_done_early_takes_its_reminder() -> None:
    known = walking(reminders=reminders(move=1))
    assert acts(heard(known, e.Finished()), CancelReminders) == [CancelReminders(("move",))]
    jog = rested(20 * HOUR, 1, covers_jog=True, reminders=reminders(move=1))
    assert acts(heard(jog, e.MoveAsked(), e.CheckedIn(None, 1)), CancelReminders) == [CancelReminders(("move",))]


def test_what_has_rung_is_dropped_silently() -> None:
    turn = heard(SET, e.Opened(), now=NOW + 2.5 * HOUR)
    assert clock(turn.recovery, turn.recovery.reminders) == ["ice 19:00", "ice 21:00", "move 08:00"]
    assert not acts(turn, CancelReminders)


@pytest.mark.parametrize(
    ("zone", "left"),
    [
        ("Europe/Berlin", ["move 14:00"]),
        ("America/Los_Angeles", ["ice 14:00", "ice 16:00", "ice 18:00"]),
    ],
)
def test_a_trip_takes_what_would_ring_at_night(zone: str, left: list[str]) -> None:
    turn = heard(replace(SET, zone=zone), e.Opened())
    assert clock(turn.recovery, turn.recovery.reminders) == left
    assert acts(turn, CancelReminders)


def test_a_plan_that_ended_by_itself_leaves_none() -> None:
    known = reminded(2, move=None, heard_on=TODAY - 14 * DAY)
    turn = heard(known, e.Opened())
    assert acts(turn, CancelReminders) == [CancelReminders(("ice-2",))]
    assert keys(turn)[0] == "plan-ended"


def test_two_for_one_moment_never_stay() -> None:
    twice = replace(SET, reminders=(*SET.reminders, Reminder(Purpose.ICE, SET.reminders[0].at, "twice")))
    assert [each.token for each in outdated(twice, NOW)] == ["twice"]
    assert acts(heard(twice, e.Opened()), CancelReminders) == [CancelReminders(("twice",))]


def test_forgetting_takes_timers_and_reminders_and_says_so() -> None:
    known = coached(unwanted=("lost",))
    turn = heard(known, e.ForgetAsked(), e.Yes(), talk=Talk(said="before"))
    assert acts(turn, CancelReminders) == [CancelReminders(("lost", "easing", "half"))]
    assert acts(turn, CancelTimer)
    assert acts(turn, Forget)
    assert turn.recovery.is_blank
    assert "timers and reminders too" in spoken(turn)
    left = heard(turn.recovery, e.RemindersLeft(("half",)), talk=turn.talk)
    assert "delete them in the Alexa app" in spoken(left)
    assert left.recovery.is_blank
    assert not left.recovery.unwanted


# --- what Alexa has


def live(known: Recovery, *without: str) -> list[LiveReminder]:
    return [LiveReminder(each.token, each.at) for each in known.reminders if each.token not in without]


def test_those_deleted_in_the_app_are_noticed_and_mentioned_once() -> None:
    seen = heard(SET, e.RemindersSeen(tuple(live(SET, "made-0"))))
    assert clock(seen.recovery, seen.recovery.reminders) == ["ice 19:00", "ice 21:00", "move 08:00"]
    told = heard(seen.recovery, e.RemindersListAsked(), talk=seen.talk)
    assert keys(told) == ["reminders-deleted", "reminders-set"]
    assert keys(heard(told.recovery, e.RemindersListAsked(), talk=told.talk)) == ["reminders-set"]
    assert keys(heard(seen.recovery, e.NextIcingAsked(), talk=seen.talk))[0] == "reminders-deleted"


def test_all_as_expected_changes_nothing() -> None:
    assert heard(SET, e.RemindersSeen(tuple(live(SET)))).recovery == SET


def test_one_that_nobody_wrote_down_is_cancelled() -> None:
    strange = LiveReminder("stranger", NOW + HOUR)
    turn = heard(SET, e.RemindersSeen((*live(SET), strange)))
    assert acts(turn, CancelReminders) == [CancelReminders(("stranger",))]
    assert turn.recovery == SET


def test_one_that_was_moved_in_the_app_is_believed() -> None:
    moved = LiveReminder("made-2", NOW + 5 * HOUR)
    turn = heard(SET, e.RemindersSeen((*live(SET, "made-2"), moved)))
    assert "ice 20:00" in clock(turn.recovery, turn.recovery.reminders)


@pytest.mark.parametrize(
    ("granted", "timers", "reminders_"),
    [
        ((), True, True),
        ((Permission.TIMERS,), False, True),
        ((Permission.REMINDERS,), True, False),
        (tuple(Permission), False, False),
    ],
)
def test_permissions_changed_in_the_app(granted: tuple[Permission, ...], timers: bool, reminders_: bool) -> None:
    for before in (None, NOW - DAY):
        known = replace(SET, timer=None, denied_at=before, reminders_denied_at=before, consent_asked_at=NOW - DAY)
        turn = heard(known, e.PermissionsChanged(granted))
        assert turn.acts == ()
        assert (turn.recovery.denied_at == NOW, turn.recovery.reminders_denied_at == NOW) == (timers, reminders_)
        assert bool(turn.recovery.reminders) is not reminders_


def test_nobody_has_refused_what_they_were_never_asked_for() -> None:
    turn = heard(rested(), e.PermissionsChanged((Permission.TIMERS,)))
    assert turn.recovery.reminders_denied_at is None
    assert heard(rested(), e.PermissionsChanged(())).recovery.denied_at is None


def test_a_permission_changed_in_the_app_keeps_no_plan_alive() -> None:
    known = rested(heard_on=TODAY - 10 * DAY)
    assert heard(known, e.PermissionsChanged(())).recovery.heard_on == TODAY - 10 * DAY


def test_an_icing_that_runs_is_reminded_of_from_its_own_end_on() -> None:
    asked = heard(icing(8), e.RemindersAsked())
    assert clock(asked.recovery, asked.recovery.planned)[0] == "ice 17:00"
    assert made(SetReminders(asked.recovery.planned))


def test_before_the_first_ice_and_after_the_last_day() -> None:
    assert heard(recovery(Phase.READY), e.RemindersAsked()).asked is Question.REMIND
    assert keys(heard(rested(60 * HOUR, 3), e.RemindersAsked())) == ["reminders-nothing"]
    assert keys(heard(recovery(Phase.RESTING, 1, ice_held_until=TODAY + DAY), e.RemindersAsked())) == ["ice-held"]
    assert heard(new(), e.RemindersAsked()).asked is Question.FOUR_STEPS
