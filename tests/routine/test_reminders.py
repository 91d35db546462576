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
    Say,
    SetReminders,
    ShowConsentCard,
)
from skill.routine.events import Consent, ConsentAnswered, Event, Permission, Refusal, RemindersSet
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.reminder import LiveReminder, Planned, Purpose, Reminder
from skill.routine.schedule import is_out_of_reach, outdated, plan
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
from tests.routine.test_table import sounds_right


def clock(known: Recovery, planned: tuple[Planned, ...] | tuple[Reminder, ...]) -> list[str]:
    """Return purposes and times as they are where somebody lives, such as ``ice 17:00``."""
    return [f"{each.purpose} {known.local(each.at):%H:%M}" for each in planned]


def out_at(hour: int, minute: int = 0, day: int = 0, **known: Any) -> tuple[Recovery, datetime]:
    """Return somebody whose twenty minutes of ice end at this time in New York, and that time."""
    now = datetime(2026, 3, 2, tzinfo=NOW.tzinfo) + timedelta(hours=hour + 5, minutes=minute)
    out = {"iced_at": now - 20 * MINUTE, "out_at": now, "out_told": True}
    return rested(day=day, **{**out, **known}), now


def agreed(known: Recovery, outcome: RemindersSet | None = None, session: Session = Session()) -> Turn:  # noqa: B008
    """Return the turn after a yes to the reminders on offer, set or answered by ``outcome``."""
    turn = heard(known, e.Yes(), session=replace(session, asked=Question.REMIND))
    if outcome is None:
        return whole(turn, None)
    assert acts(turn, SetReminders)
    return heard(turn.recovery, outcome, session=turn.session)


EVENING = ["ice 17:00", "ice 19:00", "ice 21:00"]
THE_DAY_AFTER = ["move 08:00", *(f"ice {hour}:00" for hour in range(10, 21, 2))]
"""The walk, and then the ice: ice at seven would leave the ankle too cold for a walk at eight."""

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
        ((19, 51), 0, THE_DAY_AFTER),
        ((23, 30), 0, THE_DAY_AFTER),
        ((8, 20), 1, THE_DAY_AFTER[1:]),
        ((3, 0), 1, THE_DAY_AFTER),
        ((6, 50), 1, THE_DAY_AFTER),
        ((7, 20), 1, [f"ice {hour:02}:00" for hour in range(9, 22, 2)]),
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
        ({"move_held_until": TODAY + 3 * DAY}, EVENING),
        ({"move_held_until": TODAY + DAY}, [*EVENING, "move 08:00"]),
        ({"referred_on": TODAY}, EVENING),
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
        ((19, 51), "tomorrow at eight to walk, and to ice tomorrow every two hours, ten until eight?"),
    ],
)
def test_the_times_are_spoken_in_few_words(at: tuple[int, int], words: str) -> None:
    known, now = out_at(*at, out_told=False)
    turn = heard(known, e.FootOut(), now=now)
    assert spoken(turn).endswith(words)
    assert len(spoken(turn).split("?")[0].rsplit(". ")[-1].split()) <= 20


@pytest.mark.parametrize(
    ("at", "without", "words"),
    [
        ((10, 20), time(2), "ice every two hours, twelve until eight, but not at two. And tomorrow at eight to walk."),
        ((8, 40), time(12, 30), "until eight thirty, but not at twelve thirty. And tomorrow at eight to walk."),
    ],
)
def test_a_row_with_a_gap_in_it_is_told_in_two_sentences(at: tuple[int, int], without: time, words: str) -> None:
    known, now = out_at(*at, out_told=False)
    offer = heard(known, e.FootOut(), now=now)
    turn = heard(offer.recovery, e.RemindersChanged(without=without), session=offer.session, now=now)
    assert spoken(turn).endswith(f"{words} Shall I?")
    sounds_right(turn)


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
    turn = heard(OFFERED.recovery, e.No(), session=OFFERED.session)
    assert turn.recovery.planned == ()
    assert not acts(turn, SetReminders)
    again = heard(turn.recovery, e.IcingAsked(), e.No(), e.FootOut(), now=NOW + 3 * HOUR)
    assert again.asked is not Question.REMIND
    assert heard(turn.recovery, e.RemindersAsked()).asked is Question.REMIND, "who asks gets them"


# --- the following day


def test_after_the_last_icing_of_the_day_the_following_day_is_offered() -> None:
    known, now = out_at(21, 20, out_told=False, reminders=reminders(move=17), offered_on=TODAY)
    turn = heard(known, e.FootOut(), now=now)
    assert turn.asked is Question.REMIND
    assert clock(known, turn.recovery.planned) == THE_DAY_AFTER
    declined = heard(turn.recovery, e.No(), session=turn.session, now=now)
    assert clock(known, declined.recovery.reminders) == ["move 08:00"], "what is set stays"


def test_who_wanted_none_is_not_offered_those_of_the_following_day() -> None:
    known, now = out_at(21, 20, out_told=False, offered_on=TODAY)
    assert heard(known, e.FootOut(), now=now).asked is not Question.REMIND


SORE_TWO = (e.MoveAsked(), e.Assessed(None, 2))
NINE_TO_NINE = [f"ice {hour:02}:00" for hour in range(9, 22, 2)]


@pytest.mark.parametrize(
    "events",
    [(*SORE_TWO, e.Yes()), (*SORE_TWO, e.No(), e.Yes()), (*SORE_TWO, e.No(), e.No()), (*SORE_TWO, e.UsualRunTold(5.0))],
    ids=["jog", "walk", "walk without a timer", "distance told"],
)
def test_whoever_is_sent_on_the_outing_is_offered_the_ice_of_that_day(events: tuple[Event, ...]) -> None:
    morning = NOW + 17 * HOUR + 5 * MINUTE
    turn = whole(heard(rested(), *events, now=morning), e.TimerSet("two"), morning)
    assert turn.recovery.moved_on == TODAY + DAY
    assert turn.asked is Question.REMIND
    assert clock(turn.recovery, turn.recovery.planned) == NINE_TO_NINE
    sounds_right(turn, today=TODAY + DAY)


def test_a_walk_whose_timer_is_refused_offers_it_at_its_end() -> None:
    begun = heard(rested(), *SORE_TWO, e.No(), e.Yes(), now=NOW + 17 * HOUR)
    refused = whole(begun, e.TimerRefused(Refusal.PERMISSION), NOW + 17 * HOUR)
    assert refused.asked is None, "Amazon asks"
    assert acts(refused, AskConsent) == [AskConsent(Permission.TIMERS)]
    back = heard(refused.recovery, e.Finished(), now=NOW + 17 * HOUR + 15 * MINUTE)
    assert keys(back) == ["walk-done", Question.REMIND]
    assert clock(back.recovery, back.recovery.planned) == [f"ice {hour:02}:30" for hour in range(8, 21, 2)]


@pytest.mark.parametrize(
    "known",
    [
        {"offered_on": TODAY + DAY},
        {"reminders": reminders(20)},
        {"ice_held_until": TODAY + 14 * DAY},
        {"began_on": TODAY - DAY, "referred_on": None},
        {"reminders_denied_at": NOW},
    ],
    ids=["offered", "set", "held", "day two", "refused"],
)
def test_unless_there_is_nothing_to_offer(known: dict[str, Any]) -> None:
    turn = heard(rested(**known), *SORE_TWO, e.No(), e.No(), now=NOW + 17 * HOUR)
    assert keys(turn) == ["enjoy-walk"]


# --- set


def test_yes_sets_what_was_offered_and_says_the_times() -> None:
    asked = heard(OFFERED.recovery, e.Yes(), session=OFFERED.session)
    assert acts(asked, SetReminders) == [SetReminders(OFFERED.recovery.planned)]
    turn = whole(asked, None)
    assert spoken(turn) == (
        "I'll remind you to ice at five, seven and nine, and tomorrow morning at eight for your walk."
    )
    assert turn.recovery.planned == ()
    assert clock(turn.recovery, turn.recovery.reminders) == [*EVENING, "move 08:00"]


def test_a_yes_that_comes_late_sets_only_what_still_makes_sense() -> None:
    session = Session(asked=Question.REMIND)
    late = heard(OFFERED.recovery, e.Yes(), session=session, now=NOW + 2.5 * HOUR)
    assert clock(late.recovery, acts(late, SetReminders)[0].planned) == ["ice 19:00", "ice 21:00", "move 08:00"]
    held = replace(OFFERED.recovery, move_held_until=TODAY + 3 * DAY)
    assert "move 08:00" not in clock(held, acts(heard(held, e.Yes(), session=session), SetReminders)[0].planned)
    flagged = heard(OFFERED.recovery, e.RedFlagSaid()).recovery
    assert not acts(heard(flagged, e.Yes(), session=session), SetReminders)


def test_remind_me_said_to_the_offer_is_a_yes() -> None:
    assert acts(heard(OFFERED.recovery, e.RemindersAsked(), session=OFFERED.session), SetReminders)


def test_only_some_were_set() -> None:
    first = RemindersSet((Reminder(Purpose.ICE, NOW + 2 * HOUR, "one"),), Refusal.UNREACHABLE)
    turn = agreed(OFFERED.recovery, first)
    assert spoken(turn) == "I could set only some. I'll remind you to ice at five."
    assert [each.token for each in turn.recovery.reminders] == ["one"]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Refusal.UNSUPPORTED, "I can't set reminders here."),
        (Refusal.UNREACHABLE, "The reminders didn't answer; please ask again in a few minutes."),
    ],
)
def test_where_none_can_be_set_one_sentence_tells_the_next_time(reason: Refusal, words: str) -> None:
    turn = agreed(OFFERED.recovery, RemindersSet((), reason))
    assert spoken(turn) == f"{words} Your next ice is at five."
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


SET = agreed(OFFERED.recovery).recovery
NOT_AT_SEVEN = ["ice 17:00", "ice 21:00", "move 08:00"]
AT_EIGHT = "tomorrow morning at eight for your walk."


@pytest.mark.parametrize(
    ("change", "times", "words"),
    [
        (e.RemindersChanged(without=time(7)), NOT_AT_SEVEN, f"to ice at five and nine, and {AT_EIGHT}"),
        (e.RemindersChanged(without=time(19)), NOT_AT_SEVEN, f"to ice at five and nine, and {AT_EIGHT}"),
        (e.RemindersChanged(without=time(8)), EVENING, "to ice at five, seven and nine."),
        (e.RemindersChanged(only=e.Day.TODAY), EVENING, "to ice at five, seven and nine."),
        (e.RemindersChanged(only=e.Day.TOMORROW), ["move 08:00"], AT_EIGHT),
        (e.RemindersSkipped(e.Day.TOMORROW), EVENING, "to ice at five, seven and nine."),
        (e.RemindersSkipped(e.Day.TODAY), ["move 08:00"], AT_EIGHT),
    ],
)
def test_fewer_are_asked_again_when_offered_and_need_no_question_when_set(
    change: Event, times: list[str], words: str
) -> None:
    offer = heard(OFFERED.recovery, change, session=OFFERED.session)
    assert offer.asked is Question.REMIND
    assert clock(offer.recovery, offer.recovery.planned) == times
    assert not acts(offer, SetReminders)
    turn = heard(SET, change)
    assert clock(turn.recovery, turn.recovery.reminders) == times
    gone = {each.token for each in SET.reminders} - {each.token for each in turn.recovery.reminders}
    assert gone == {token for act in acts(turn, CancelReminders) for token in act.tokens}
    assert spoken(turn) == f"I'll remind you {words}"


def test_another_gap_is_offered_instead() -> None:
    turn = heard(OFFERED.recovery, e.RemindersChanged(every=3 * HOUR), session=OFFERED.session)
    assert turn.asked is Question.REMIND
    assert clock(turn.recovery, turn.recovery.planned) == ["ice 18:00", "ice 21:00", "move 08:00"]
    assert not acts(turn, SetReminders)


def test_new_times_are_asked_for_before_the_old_ones_go() -> None:
    asked = heard(SET, e.RemindersChanged(every=3 * HOUR))
    assert asked.asked is Question.REMIND
    assert asked.recovery.reminders == SET.reminders
    assert not acts(asked, CancelReminders)
    wish = heard(asked.recovery, e.Yes(), session=asked.session)
    wanted = acts(wish, SetReminders)[0].planned
    assert clock(wish.recovery, wanted) == ["ice 18:00"], "nine is set already"
    done = heard(wish.recovery, RemindersSet((Reminder(Purpose.ICE, wanted[0].at, "new"),)))
    assert clock(done.recovery, done.recovery.reminders) == ["ice 21:00", "move 08:00", "ice 18:00"]
    assert acts(done, CancelReminders) == [CancelReminders(("made-0", "made-1"))]
    assert spoken(done).startswith("I'll remind you to ice at six and nine, and tomorrow morning")
    kept = heard(asked.recovery, e.No(), session=asked.session)
    assert kept.recovery.reminders == SET.reminders


def test_what_is_set_already_stays_in_an_offer_that_is_changed() -> None:
    asked = heard(SET, e.RemindersChanged(every=3 * HOUR))
    turn = heard(asked.recovery, e.RemindersChanged(without=time(6)), session=asked.session)
    assert turn.asked is Question.REMIND
    assert clock(SET, turn.recovery.planned) == ["ice 21:00", "move 08:00"]


def test_less_than_two_hours_is_refused_kindly() -> None:
    turn = heard(SET, e.RemindersChanged(every=HOUR))
    assert keys(turn) == ["reminders-gap", "reminders-set"], "two hours it is already"
    assert keys(heard(SET, e.RemindersChanged(every=2 * HOUR))) == ["reminders-set"]
    assert keys(heard(OFFERED.recovery, e.RemindersAsked(30 * MINUTE)))[0] == "reminders-gap"


def test_a_time_that_is_not_there() -> None:
    change = e.RemindersChanged(without=time(4))
    assert keys(heard(OFFERED.recovery, change, session=OFFERED.session)) == ["reminders-not-then", Question.REMIND]
    turn = heard(SET, change)
    assert keys(turn) == ["reminders-not-then", "reminders-set"]
    assert turn.recovery.reminders == SET.reminders


def test_taking_the_last_one_away_is_a_no() -> None:
    one = reminded(2, move=None)
    turn = heard(one, e.RemindersChanged(without=time(5)))
    assert (keys(turn), turn.recovery.reminders) == (["reminders-cancelled"], ())
    offered = replace(OFFERED.recovery, planned=OFFERED.recovery.planned[:1])
    assert keys(heard(offered, e.RemindersChanged(without=time(5)), session=OFFERED.session)) == ["reminders-declined"]


def test_not_on_a_day_that_has_none_changes_nothing() -> None:
    once = heard(SET, e.RemindersSkipped(e.Day.TOMORROW)).recovery
    again = heard(once, e.RemindersSkipped(e.Day.TOMORROW))
    assert keys(again) == ["reminders-not-that-day", "reminders-set"]
    assert again.recovery == once
    assert keys(heard(SET, e.RemindersSkipped())) == ["reminders-set"], "which day was not understood"
    assert keys(heard(rested(), e.RemindersSkipped(e.Day.TODAY))) == ["reminders-none"]
    last = heard(once, e.RemindersSkipped(e.Day.TODAY))
    assert (keys(last), last.recovery.reminders) == (["reminders-cancelled"], ())


def test_not_on_a_day_in_the_safety_check_leaves_its_question_open() -> None:
    known = replace(SET, stage=Stage.SCREENING, screened_on=None)
    turn = heard(known, e.RemindersSkipped(e.Day.TOMORROW), session=Session(asked=Question.BENT))
    assert keys(turn) == ["reminders-set", Question.BENT]


def test_only_tomorrow_with_none_for_tomorrow_offers_them() -> None:
    only_today = heard(SET, e.RemindersSkipped(e.Day.TOMORROW)).recovery
    turn = heard(only_today, e.RemindersChanged(only=e.Day.TOMORROW))
    assert spoken(turn) == "Shall I remind you tomorrow morning at eight for your walk?"
    assert turn.recovery.reminders == only_today.reminders
    agreed_to = whole(heard(turn.recovery, e.Yes(), session=turn.session), None)
    assert clock(SET, agreed_to.recovery.reminders) == ["move 08:00"]


# --- a time of their own


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        (e.RemindersAsked(at=time(9)), ["ice 21:00"]),
        (e.RemindersAsked(at=time(18)), ["ice 18:00"]),
        (e.RemindersAsked(at=time(6, 15)), ["ice 18:15"]),
        (e.RemindersAsked(at=time(9), day=e.Day.TOMORROW), ["ice 09:00"]),
        (e.RemindersAsked(at=time(19), day=e.Day.TODAY), ["ice 19:00"]),
    ],
)
def test_a_time_of_their_own_is_offered(asked: e.RemindersAsked, times: list[str]) -> None:
    turn = heard(rested(0 * MINUTE), asked)
    assert keys(turn) == [Question.REMIND]
    assert clock(turn.recovery, turn.recovery.planned) == times


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (e.RemindersAsked(at=time(3)), "reminders-night"),
        (e.RemindersAsked(at=time(6), day=e.Day.TOMORROW), "reminders-night"),
        (e.RemindersAsked(at=time(21, 45)), "reminders-night"),
        (e.RemindersAsked(at=time(4)), "reminders-too-early"),
        (e.RemindersAsked(at=time(7), day=e.Day.TOMORROW), "reminders-walk-first"),
        (e.RemindersAsked(at=time(8), day=e.Day.TOMORROW), "reminders-walk-first"),
    ],
)
def test_a_time_that_does_not_fit_is_refused_in_a_sentence_and_the_plan_offered(
    asked: e.RemindersAsked, key: str
) -> None:
    turn = heard(rested(0 * MINUTE), asked)
    assert keys(turn) == [key, Question.REMIND]
    assert clock(turn.recovery, turn.recovery.planned) == [*EVENING, "move 08:00"]


def test_after_the_days_of_ice_no_time_is_offered() -> None:
    known = rested(20 * HOUR, 1, moved_on=TODAY)
    turn = heard(known, e.RemindersAsked(at=time(10), day=e.Day.TOMORROW))
    assert keys(turn)[0] == "reminders-ice-over"
    assert keys(heard(rested(60 * HOUR, 3), e.RemindersAsked(at=time(17)))) == ["reminders-nothing"]


def test_a_time_of_their_own_takes_the_place_of_what_is_set_too_near() -> None:
    turn = heard(SET, e.RemindersAsked(at=time(20)))
    assert clock(SET, turn.recovery.planned) == ["ice 17:00", "ice 20:00", "move 08:00"]
    assert turn.recovery.reminders == SET.reminders, "only once it is agreed to"
    assert keys(heard(SET, e.RemindersAsked(at=time(19)))) == ["reminders-set"], "set already"


def test_tomorrow_is_offered_beside_today() -> None:
    turn = heard(SET, e.RemindersAsked(day=e.Day.TOMORROW))
    assert clock(SET, turn.recovery.planned) == ["ice 17:00", "ice 19:00", "ice 21:00", *THE_DAY_AFTER]
    assert spoken(turn) == (
        "I can remind you to ice at five, seven and nine. "
        "And tomorrow at eight to walk, then to ice tomorrow every two hours, ten until eight. Shall I?"
    )
    held = replace(SET, reminders=SET.reminders[:3], move_held_until=TODAY + 3 * DAY)
    assert clock(held, heard(held, e.RemindersAsked(day=e.Day.TOMORROW)).recovery.planned)[3] == "ice 07:00"


# --- an offer without an answer


@pytest.mark.parametrize(
    "event",
    [
        e.PauseAsked(),
        e.NextIcingAsked(),
        e.IcingAsked(),
        e.MassageAsked(),
        e.WhereAsked(),
        e.MoveAsked(),
        e.TimeAsked(),
    ],
)
def test_what_is_said_in_between_leaves_the_offer_open(event: Event) -> None:
    turn = heard(OFFERED.recovery, event, session=OFFERED.session)
    assert turn.asked is Question.REMIND
    assert len(keys(turn)) > 1, "after an answer"
    assert turn.recovery.planned == OFFERED.recovery.planned
    sounds_right(turn)


def test_the_times_asked_for_are_told_by_the_offer_itself() -> None:
    turn = heard(OFFERED.recovery, e.RemindersListAsked(), session=OFFERED.session)
    assert keys(turn) == [Question.REMIND]
    later = heard(OFFERED.recovery, e.RemindersListAsked())
    assert keys(later) == ["reminders-none", Question.REMIND]
    declined = heard(OFFERED.recovery, e.No(), session=OFFERED.session).recovery
    assert keys(heard(declined, e.RemindersListAsked())) == ["reminders-none"]


def test_what_was_not_answered_can_still_be_changed() -> None:
    turn = heard(OFFERED.recovery, e.RemindersChanged(without=time(7)))
    assert clock(turn.recovery, turn.recovery.planned) == NOT_AT_SEVEN
    assert turn.asked is Question.REMIND


def test_what_is_on_offer_and_not_set_is_asked_and_never_promised() -> None:
    turn = heard(OFFERED.recovery, e.RemindersChanged(every=2 * HOUR))
    assert keys(turn) == [Question.REMIND]
    assert turn.recovery.planned == OFFERED.recovery.planned


def test_an_offer_that_changes_nothing_leaves_out_what_lost_its_sense() -> None:
    held = replace(OFFERED.recovery, move_held_until=TODAY + 3 * DAY)
    turn = heard(held, e.RemindersSkipped(e.Day.TOMORROW))
    assert keys(turn) == ["reminders-not-that-day", Question.REMIND]
    assert clock(held, turn.recovery.planned) == EVENING


def test_an_icing_or_a_check_in_closes_the_offer() -> None:
    session = replace(OFFERED.session, cleared=(Question.ANYTHING_NEW,))
    assert heard(OFFERED.recovery, e.IcingAsked(), session=session, now=NOW + 3 * HOUR).asked is None
    assert heard(OFFERED.recovery, e.Assessed(e.Trend.WORSE), session=OFFERED.session).asked is None


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
    left = heard(turn.recovery, e.RemindersLeft(("made-1",)), session=turn.session)
    assert "may still ring" in spoken(left)
    assert not acts(left, CancelReminders), "not at once again"
    going_on = heard(left.recovery, e.WhereAsked(), session=replace(left.session, said="before"))
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
        (SET, [e.Assessed(e.Trend.GONE)], []),
        (SET, [e.Assessed(None, 0)], []),
        (replace(SET, began_on=TODAY - DAY), [e.Assessed(e.Trend.GONE)], []),
        (SET, [e.TwistTold()], EVENING),
        (SET, [e.SkinWarned()], []),
        (SET, [e.ColdRiskTold()], ["move 08:00"]),
        (SET, [e.Assessed(e.Trend.WORSE)], EVENING),
        (SET, [e.Assessed(None, 7)], EVENING),
        (SET, [e.Opened()], [*EVENING, "move 08:00"]),
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
    turn = heard(asked.recovery, e.No(), session=asked.session)
    assert turn.recovery.phase is Phase.ICING
    assert acts(turn, CancelReminders) == [CancelReminders(("ice-1",))]
    assert [each.token for each in turn.recovery.reminders] == ["ice-3", "ice-5", "move"]
    out = heard(turn.recovery, e.FootOut(), now=NOW + 15 * MINUTE)
    assert out.asked is not Question.REMIND, "the next one that is set comes soon enough"


def test_an_icing_begun_after_its_reminder_is_followed_by_an_offer_of_later_times() -> None:
    known, late = reminded(0, 2, 4, out_ago=3 * HOUR), NOW + 5 * MINUTE
    asked = heard(known, e.IcingAsked(), now=late)
    turn = heard(asked.recovery, e.No(), session=asked.session, now=late)
    assert acts(turn, CancelReminders) == [CancelReminders(("ice-2",))]
    out = heard(turn.recovery, e.FootOut(), now=NOW + 25 * MINUTE)
    assert spoken(out).endswith("to ice at five thirty, seven thirty and nine thirty, and tomorrow at eight to walk?")
    agreed_to = whole(heard(out.recovery, e.Yes(), session=out.session), None, NOW + 25 * MINUTE).recovery
    assert sorted(clock(agreed_to, agreed_to.reminders)) == ["ice 17:30", "ice 19:30", "ice 21:30", "move 08:00"]
    declined = heard(out.recovery, e.No(), session=out.session).recovery
    assert clock(declined, declined.reminders) == ["ice 19:00", "move 08:00"], "what is set stays"


def test_a_walk_done_early_takes_its_reminder() -> None:
    known = walking(reminders=reminders(move=1))
    assert acts(heard(known, e.Finished()), CancelReminders) == [CancelReminders(("move",))]
    jog = rested(20 * HOUR, 1, covers_jog=True, reminders=reminders(move=1))
    assert acts(heard(jog, e.MoveAsked(), e.Assessed(None, 1)), CancelReminders) == [CancelReminders(("move",))]


def test_what_has_rung_is_dropped_silently() -> None:
    turn = heard(SET, e.Opened(), now=NOW + 2.5 * HOUR)
    assert clock(turn.recovery, turn.recovery.reminders) == ["ice 19:00", "ice 21:00", "move 08:00"]
    assert not acts(turn, CancelReminders)


@pytest.mark.parametrize(
    ("zone", "left"),
    [("Europe/Berlin", ["move 14:00"]), ("America/Los_Angeles", ["ice 14:00", "ice 16:00", "ice 18:00"])],
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
    turn = heard(known, e.ForgetAsked(), e.Yes(), session=Session(said="before"))
    assert acts(turn, CancelReminders) == [CancelReminders(("lost", "easing", "half"))]
    assert acts(turn, CancelTimer)
    assert acts(turn, Forget)
    assert turn.recovery.is_blank
    assert "timers and reminders too" in spoken(turn)
    left = heard(turn.recovery, e.RemindersLeft(("half",)), session=turn.session)
    assert "delete them in the Alexa app" in spoken(left)
    assert left.recovery.is_blank
    assert not left.recovery.unwanted


# --- what Alexa has


def live(known: Recovery, *without: str) -> list[LiveReminder]:
    return [LiveReminder(each.token, each.at) for each in known.reminders if each.token not in without]


def test_those_deleted_in_the_app_are_noticed_and_mentioned_once() -> None:
    seen = heard(SET, e.RemindersSeen(tuple(live(SET, "made-0"))))
    assert clock(seen.recovery, seen.recovery.reminders) == ["ice 19:00", "ice 21:00", "move 08:00"]
    told = heard(seen.recovery, e.RemindersListAsked(), session=seen.session)
    assert keys(told) == ["reminders-deleted", "reminders-set"]
    assert keys(heard(told.recovery, e.RemindersListAsked(), session=told.session)) == ["reminders-set"]
    for event in (e.NextIcingAsked(), e.Opened(), e.WhereAsked()):
        turn = heard(seen.recovery, event, session=seen.session)
        assert keys(turn)[0] == "reminders-deleted"
        assert not turn.session.reminders_lost
        assert "reminders-deleted" not in keys(heard(turn.recovery, event, session=turn.session))


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
        assert turn.recovery.reminders == SET.reminders, "they ring all the same"
        assert is_out_of_reach(turn.recovery) is reminders_


WITHDRAWN = heard(SET, e.PermissionsChanged((Permission.TIMERS,))).recovery


@pytest.mark.parametrize(
    "event",
    [
        e.RemindersListAsked(),
        e.RemindersAsked(),
        e.RemindersAsked(at=time(6)),
        e.RemindersChanged(without=time(7)),
        e.RemindersChanged(every=3 * HOUR),
        e.RemindersSkipped(e.Day.TOMORROW),
    ],
)
def test_without_the_permission_only_the_app_can_delete_them(event: Event) -> None:
    turn = heard(WITHDRAWN, event)
    assert spoken(turn) == "I can't reach your reminders any more: please delete them in the Alexa app."
    assert turn.acts == (Say("reminders-out-of-reach"),)


def test_what_cannot_be_cancelled_for_want_of_permission_is_told_once() -> None:
    turn = heard(WITHDRAWN, e.RemindersCancelled())
    tokens = acts(turn, CancelReminders)[0].tokens
    left = heard(turn.recovery, e.RemindersLeft(tokens), session=turn.session)
    assert keys(left) == ["reminders-in-app"]
    back = heard(left.recovery, e.Opened())
    assert not acts(back, CancelReminders), "it would fail again"
    given = heard(left.recovery, e.PermissionsChanged(tuple(Permission)))
    assert acts(heard(given.recovery, e.Opened()), CancelReminders) == [CancelReminders(tokens)]
    assert acts(heard(left.recovery, e.ForgetAsked(), e.Yes()), CancelReminders) == [CancelReminders(tokens)]


def test_forgotten_without_the_permission_they_are_named() -> None:
    turn = heard(WITHDRAWN, e.ForgetAsked(), e.Yes())
    assert spoken(turn) == "Done. I've forgotten everything."
    left = heard(turn.recovery, e.RemindersLeft(acts(turn, CancelReminders)[0].tokens), session=turn.session)
    assert "delete them in the Alexa app" in spoken(left)


def test_given_back_or_read_again_they_are_within_reach() -> None:
    for event in (e.PermissionsChanged(tuple(Permission)), e.RemindersSeen(tuple(live(SET)))):
        assert heard(WITHDRAWN, event).recovery.reminders_denied_at is None
    made_anew = RemindersSet((Reminder(Purpose.ICE, NOW + 2 * HOUR, "one"),))
    denied = replace(OFFERED.recovery, reminders_denied_at=NOW - 6 * DAY)
    assert heard(denied, made_anew).recovery.reminders_denied_at is None


DENIED = rested(0 * MINUTE, reminders_denied_at=NOW - HOUR)


@pytest.mark.parametrize(
    "asked", [e.RemindersAsked(), e.RemindersAsked(every=2 * HOUR), e.RemindersChanged(every=2 * HOUR)]
)
def test_what_was_refused_is_not_offered_but_told_at_once(asked: Event) -> None:
    turn = heard(DENIED, asked)
    assert spoken(turn) == "You haven't allowed reminders; you can in the Alexa app. Your next ice is at five."
    assert turn.recovery.planned == ()
    a_week_ago = replace(DENIED, reminders_denied_at=NOW - 7 * DAY)
    assert heard(a_week_ago, asked).asked is Question.REMIND


def test_nor_is_it_offered_unasked() -> None:
    known = icing(20 - 1 / 60, reminders_denied_at=NOW - HOUR)
    assert keys(heard(known, e.FootOut())) == ["ice-out", "dry-off", "massage-in", "ice-in"]


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
    assert heard(recovery(Stage.READY), e.RemindersAsked()).asked is Question.REMIND
    assert keys(heard(rested(60 * HOUR, 3), e.RemindersAsked())) == ["reminders-nothing"]
    assert keys(heard(recovery(Stage.RESTING, 1, ice_held_until=TODAY + DAY), e.RemindersAsked())) == ["ice-held"]
    assert heard(new(), e.RemindersAsked()).asked is Question.FOUR_STEPS
