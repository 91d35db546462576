"""Reminders of the plan: offered, set, changed, listed, cancelled, and gone when they make no sense any more."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from skill.routine import events as e
from skill.routine.acts import (
    AskConsent,
    CancelReminders,
    Forget,
    Question,
    SetReminders,
    ShowConsentCard,
)
from skill.routine.deadlines import Planned, Purpose, Reminder
from skill.routine.events import Consent, ConsentAnswered, Event, Permission, Refusal, RemindersSet
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from skill.routine.schedule import date_of, is_out_of_reach, plan
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, SAID, icing, new, recovery, reminded, reminders, rested, walking
from tests.routine.test_table import sounds_right
from tests.routine.turns import acts, after, heard, keys, spoken, whole


def clock(known: Recovery, planned: tuple[Planned, ...]) -> list[str]:
    """Return purposes and times as they are where the user lives, such as ``ice 17:00``."""
    return [f"{each.purpose} {known.local(each.at):%H:%M}" for each in planned]


def offered(turn: Turn) -> list[str]:
    return clock(turn.recovery, turn.recovery.planned)


def are_set(turn: Turn) -> list[str]:
    return clock(turn.recovery, turn.recovery.reminders)


def cancelled(turn: Turn) -> list[str]:
    return [token for act in acts(turn, CancelReminders) for token in act.tokens]


def out_at(hour: int, minute: int = 0, day: int = 0, **known: Any) -> tuple[Recovery, datetime]:
    """Return a user whose twenty minutes of ice end at this time in New York, and that time."""
    now = datetime(2026, 3, 2, tzinfo=NOW.tzinfo) + timedelta(hours=hour + 5, minutes=minute)
    out = {"iced_at": now - 20 * MINUTE, "out_at": now, "out_told": True}
    return rested(day=day, **{**out, **known}), now


def agreed(known: Recovery, outcome: RemindersSet | None = None) -> Turn:
    """Return the turn after a yes to the reminders on offer, set or answered by ``outcome``."""
    turn = heard(known, e.Yes(), session=Session(asked=Question.REMIND))
    if outcome is None:
        return whole(turn, None)
    assert acts(turn, SetReminders)
    return after(turn, outcome)


EVENING = ["ice 17:00", "ice 19:00", "ice 21:00"]
TODAYS = [*EVENING, "move 08:00"]
NINE_TO_NINE = [f"ice {hour:02}:00" for hour in range(9, 22, 2)]
THE_DAY_AFTER = ["move 08:00", *(f"ice {hour}:00" for hour in range(10, 21, 2))]
"""The walk, and then the ice: ice at seven would leave the ankle too cold for a walk at eight."""

OFFERED = heard(icing(20 - 1 / 60), e.FootOut())
"""Three in the afternoon: the foot is just out."""
SET = agreed(OFFERED.recovery).recovery
WITHDRAWN = heard(SET, e.PermissionsChanged((Permission.TIMERS,))).recovery
HELD_RUN: dict[str, Any] = {"move_held_until": TODAY + 3 * DAY}


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
        ((7, 20), 1, NINE_TO_NINE),
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
        ({"move_held_until": TODAY + DAY}, TODAYS),
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


@pytest.mark.parametrize(
    ("at", "day", "change", "words"),
    [
        ((15, 0), 0, None, "at five, seven and nine this evening. Walk tomorrow morning at eight. Shall I?"),
        ((14, 21), 0, None, "six thirty and eight thirty this evening. Walk tomorrow morning at eight. Shall I?"),
        ((10, 20), 0, None, "from twelve until eight this evening. Walk tomorrow morning at eight. Shall I?"),
        ((19, 51), 0, None, "Then ice tomorrow every two hours from ten until eight in the evening. Shall I?"),
        ((8, 20), 1, None, "Shall I set reminders to ice every two hours from ten until eight this evening?"),
        # A row with a gap in it is told in two sentences.
        ((10, 20), 0, time(2), "this evening, but not at two. Walk tomorrow morning at eight. Shall I?"),
        ((8, 40), 0, time(12, 30), "until eight thirty this evening. Walk tomorrow morning at eight. Shall I?"),
    ],
)
def test_after_ice_one_question_names_every_time_in_few_words(
    at: tuple[int, int], day: int, change: time | None, words: str
) -> None:
    known, now = out_at(*at, day=day, out_told=False, moved_on=TODAY if day else None)
    turn = heard(known, e.FootOut(), now=now)
    if change:
        turn = after(turn, e.RemindersChanged(without=change), now=now)
    assert turn.asked is Question.REMIND
    assert spoken(turn).endswith(words)
    sounds_right(turn)
    for aside in (e.DoctorAsked(), e.HowAsked(e.Topic.MASSAGE)):
        sounds_right(after(turn, aside, now=now))


@pytest.mark.parametrize("event", [e.SkinWarned(), e.RedFlagSaid(), e.ColdRiskTold(), e.StopAsked()])
def test_nothing_is_offered_beside_a_warning(event: Event) -> None:
    assert heard(icing(), event).asked is not Question.REMIND
    assert heard(icing(8), event, now=NOW + 13 * MINUTE).asked is not Question.REMIND


def test_no_is_no_for_the_day() -> None:
    turn = after(OFFERED, e.No())
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
    assert offered(turn) == THE_DAY_AFTER
    assert are_set(after(turn, e.No(), now=now)) == ["move 08:00"], "what is set stays"
    wanted_none = heard(replace(known, reminders=()), e.FootOut(), now=now)
    assert wanted_none.asked is not Question.REMIND


SORE_TWO = (e.MoveAsked(), e.Assessed(None, 2))
JOG, WALK, UNTIMED = (*SORE_TWO, e.Yes()), (*SORE_TWO, e.No(), e.Yes()), (*SORE_TWO, e.No(), e.No())


@pytest.mark.parametrize("events", [JOG, WALK, UNTIMED, (*SORE_TWO, e.UsualRunTold(5.0))])
def test_a_user_who_is_sent_on_the_outing_is_offered_the_ice_of_that_day(events: tuple[Event, ...]) -> None:
    morning = NOW + 17 * HOUR + 5 * MINUTE
    turn = whole(heard(rested(), *events, now=morning), e.TimerSet("two"), morning)
    assert turn.recovery.moved_on == TODAY + DAY
    assert turn.asked is Question.REMIND
    assert offered(turn) == NINE_TO_NINE
    sounds_right(turn, today=TODAY + DAY)


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
    assert keys(heard(rested(**known), *UNTIMED, now=NOW + 17 * HOUR)) == ["enjoy-walk"]


# --- set


def test_yes_sets_what_was_offered_and_says_the_times() -> None:
    for answer in (e.Yes(), e.RemindersAsked()):
        assert acts(after(OFFERED, answer), SetReminders) == [SetReminders(OFFERED.recovery.planned)]
    turn = agreed(OFFERED.recovery)
    assert spoken(turn) == (
        "I'll remind you to ice at five, seven and nine this evening. Walk tomorrow morning at eight."
    )
    assert turn.recovery.planned == ()
    assert are_set(turn) == TODAYS


def test_a_yes_that_comes_late_sets_only_what_still_makes_sense() -> None:
    session = Session(asked=Question.REMIND)
    late = heard(OFFERED.recovery, e.Yes(), session=session, now=NOW + 2.5 * HOUR)
    assert clock(late.recovery, acts(late, SetReminders)[0].planned) == ["ice 19:00", "ice 21:00", "move 08:00"]
    held = replace(OFFERED.recovery, **HELD_RUN)
    assert "move 08:00" not in clock(held, acts(heard(held, e.Yes(), session=session), SetReminders)[0].planned)
    flagged = heard(OFFERED.recovery, e.RedFlagSaid()).recovery
    assert not acts(heard(flagged, e.Yes(), session=session), SetReminders)


ONE = (Reminder(Purpose.ICE, NOW + 2 * HOUR, "one"),)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (RemindersSet(ONE, Refusal.UNREACHABLE), "I could set only some. I'll remind you to ice at five this evening."),
        (RemindersSet((), Refusal.UNSUPPORTED), "I can't set reminders here. Your next ice is at five this evening."),
        (
            RemindersSet((), Refusal.UNREACHABLE),
            "The reminders didn't answer; please ask again in a few minutes. Your next ice is at five this evening.",
        ),
    ],
)
def test_where_some_or_all_cannot_be_set_the_next_time_is_told(outcome: RemindersSet, words: str) -> None:
    turn = agreed(OFFERED.recovery, outcome)
    assert spoken(turn) == words
    assert (turn.recovery.planned, turn.recovery.reminders) == ((), outcome.reminders)


# --- permission

REFUSED = RemindersSet((), Refusal.PERMISSION)


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
def test_not_given_the_plan_and_the_ice_go_on_by_voice(
    consent: Consent, thrown: bool, remembered: bool, card: bool
) -> None:
    asked = agreed(OFFERED.recovery, REFUSED)
    assert (acts(asked, AskConsent), asked.asked) == ([AskConsent(Permission.REMINDERS)], None)
    turn = heard(asked.recovery, ConsentAnswered(consent, thrown, Permission.REMINDERS))
    assert (turn.recovery.reminders_denied_at is not None) is remembered
    assert acts(turn, ShowConsentCard) == ([ShowConsentCard(Permission.REMINDERS)] if card else [])
    assert spoken(turn).startswith("I can't remind you now. Your next ice is at five this evening.")
    assert turn.recovery.denied_at is None, "timers are another permission"
    ice = heard(icing(1, timer=None), ConsentAnswered(consent, thrown))
    assert ice.recovery.phase is Phase.ICING
    assert (ice.recovery.denied_at is not None) is remembered
    assert acts(ice, ShowConsentCard) == ([ShowConsentCard()] if card else [])
    assert "set an ice bath timer for nineteen minutes" in spoken(ice)


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
    assert ("Your next ice is at five this evening" in spoken(turn)) is not asks


@pytest.mark.parametrize("who", EVERYONE)
def test_an_answer_about_reminders_never_touches_the_timers(who: str) -> None:
    for consent in Consent:
        turn = heard(EVERYONE[who], ConsentAnswered(consent, permission=Permission.REMINDERS))
        assert turn.recovery.denied_at == EVERYONE[who].denied_at
        assert turn.recovery.countdown == EVERYONE[who].countdown


# --- changed


NOT_AT_SEVEN = ["ice 17:00", "ice 21:00", "move 08:00"]
AT_EIGHT = "tomorrow morning at eight for your walk."


@pytest.mark.parametrize(
    ("change", "times", "words"),
    [
        (e.RemindersChanged(without=time(7)), NOT_AT_SEVEN, f"to ice at five and nine this evening, and {AT_EIGHT}"),
        (e.RemindersChanged(without=time(19)), NOT_AT_SEVEN, f"to ice at five and nine this evening, and {AT_EIGHT}"),
        (e.RemindersChanged(without=time(8)), EVENING, "to ice at five, seven and nine this evening."),
        (e.RemindersChanged(only=e.Day.TODAY), EVENING, "to ice at five, seven and nine this evening."),
        (e.RemindersChanged(only=e.Day.TOMORROW), ["move 08:00"], AT_EIGHT),
        (e.RemindersSkipped(e.Day.TOMORROW), EVENING, "to ice at five, seven and nine this evening."),
        (e.RemindersSkipped(e.Day.TODAY), ["move 08:00"], AT_EIGHT),
    ],
)
def test_fewer_are_asked_for_but_where_some_that_are_set_are_skipped(
    change: Event, times: list[str], words: str
) -> None:
    for offer in (after(OFFERED, change), heard(OFFERED.recovery, change)):  # also once something else was said
        assert (offer.asked, offered(offer)) == (Question.REMIND, times)
        assert not acts(offer, SetReminders)
    turn = heard(SET, change)
    if isinstance(change, e.RemindersChanged):
        assert keys(turn) == ["reminders-others-go", Question.REMIND]
        assert are_set(turn) == TODAYS
        turn = after(turn, e.Yes())
    assert are_set(turn) == times
    assert set(cancelled(turn)) == {each.token for each in SET.reminders if each not in turn.recovery.reminders}
    assert spoken(turn) == f"I'll remind you {words}"


def test_new_times_are_asked_for_before_the_old_ones_go() -> None:
    asked = heard(SET, e.RemindersChanged(every=3 * HOUR))
    assert asked.asked is Question.REMIND
    assert asked.recovery.reminders == SET.reminders
    assert not acts(asked, CancelReminders)
    wish = after(asked, e.Yes())
    wanted = acts(wish, SetReminders)[0].planned
    assert clock(wish.recovery, wanted) == ["ice 18:00"], "nine is set already"
    done = heard(wish.recovery, RemindersSet((Reminder(Purpose.ICE, wanted[0].at, "new"),)))
    assert are_set(done) == ["ice 21:00", "move 08:00", "ice 18:00"]
    assert cancelled(done) == ["made-0", "made-1"]
    assert spoken(done).startswith("I'll remind you to ice at six and nine this evening, and tomorrow morning")
    assert after(asked, e.No()).recovery.reminders == SET.reminders
    fewer = after(asked, e.RemindersChanged(without=time(6)))
    assert fewer.asked is Question.REMIND
    assert offered(fewer) == ["ice 21:00", "move 08:00"], "with what is set already"
    agreed_to = after(fewer, e.Yes())
    assert are_set(agreed_to) == ["ice 21:00", "move 08:00"], "all of them were set, so none is set again"
    assert cancelled(agreed_to) == ["made-0", "made-1"]


ONLY_TODAY = heard(SET, e.RemindersSkipped(e.Day.TOMORROW)).recovery


@pytest.mark.parametrize(
    ("known", "change", "said"),
    [
        # Less than two hours is refused kindly.
        (SET, e.RemindersChanged(every=HOUR), ["reminders-gap", "reminders-set"]),
        (SET, e.RemindersChanged(every=2 * HOUR), ["reminders-set"]),
        (OFFERED.recovery, e.RemindersAsked(30 * MINUTE), ["reminders-gap", Question.REMIND]),
        # What is not there changes nothing.
        (SET, e.RemindersChanged(without=time(4)), ["reminders-not-then", "reminders-set"]),
        (OFFERED.recovery, e.RemindersChanged(without=time(4)), ["reminders-not-then", Question.REMIND]),
        (ONLY_TODAY, e.RemindersSkipped(e.Day.TOMORROW), ["reminders-not-that-day", "reminders-set"]),
        (SET, e.RemindersSkipped(), ["reminders-set"]),
        (rested(), e.RemindersSkipped(e.Day.TODAY), ["reminders-none"]),
        (SET, e.RemindersAsked(at=time(9), instead_of=time(4)), ["reminders-not-then", "reminders-set"]),
        (SET, e.RemindersAsked(at=time(9), instead_of=e.Part.AFTERNOON), ["reminders-not-then", "reminders-set"]),
        (
            SET,
            e.RemindersAsked(at=time(7), also=time(8), instead_of=time(9), is_more=True),
            ["reminders-one-by-one", "reminders-set"],
        ),
        (SET, e.RemindersChanged(only=e.Day.FRIDAY), ["reminders-not-that-day", "reminders-set"]),
        (SET, e.RemindersSkipped(e.Day.FRIDAY), ["reminders-not-that-day", "reminders-set"]),
        (SET, e.RemindersChanged(unclear="the marathon"), ["reminders-unclear", "reminders-set"]),
        (SET, e.RemindersSkipped(None, unclear="the marathon"), ["reminders-unclear", "reminders-set"]),
        # What is on offer and not set is asked, and never promised.
        (OFFERED.recovery, e.RemindersChanged(every=2 * HOUR), [Question.REMIND]),
        (OFFERED.recovery, e.RemindersListAsked(), ["reminders-none", Question.REMIND]),
        (after(OFFERED, e.No()).recovery, e.RemindersListAsked(), ["reminders-none"]),
        # Set already, or none.
        (SET, e.RemindersAsked(), ["reminders-set"]),
        (SET, e.RemindersAsked(at=time(19)), ["reminders-set"]),
        (rested(), e.RemindersListAsked(), ["reminders-none"]),
        (new(), e.RemindersListAsked(), ["reminders-none"]),
        (new(), e.RemindersCancelled(), ["reminders-none"]),
        (new(), e.RemindersChanged(), ["reminders-none"]),
        # Without the permission only the app can delete them.
        (WITHDRAWN, e.RemindersListAsked(), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersAsked(), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersAsked(at=time(6)), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersChanged(without=time(7)), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersChanged(every=3 * HOUR), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersSkipped(e.Day.TOMORROW), ["reminders-out-of-reach"]),
        # Before the first ice, and after the last day.
        (recovery(Stage.READY), e.RemindersAsked(), [Question.REMIND]),
        (rested(60 * HOUR, 3), e.RemindersAsked(), ["reminders-nothing"]),
        (rested(60 * HOUR, 3), e.RemindersAsked(at=time(17)), ["reminders-ice-over", "reminders-nothing"]),
        (recovery(Stage.RESTING, 1, ice_held_until=TODAY + DAY), e.RemindersAsked(), ["ice-held"]),
        (new(), e.RemindersAsked(), ["reported", "check-first-coach", Question.FOUR_STEPS]),
    ],
)
def test_what_changes_nothing_that_is_set(known: Recovery, change: Event, said: list[str]) -> None:
    turn = heard(known, change)
    assert keys(turn) == said
    assert turn.recovery.reminders == known.reminders
    assert not {SetReminders, CancelReminders} & {type(act) for act in turn.acts}


def test_taking_the_last_one_away_is_asked_first_and_a_no_to_an_offer() -> None:
    for known, change in (
        (reminded(2, move=None), e.RemindersChanged(without=time(5))),
        (ONLY_TODAY, e.RemindersSkipped(e.Day.TODAY)),
    ):
        asked = heard(known, change)
        assert (keys(asked), asked.recovery.reminders) == ([Question.CANCEL_REMINDERS], known.reminders)
        turn = after(asked, e.Yes())
        assert (keys(turn), turn.recovery.reminders) == (["reminders-cancelled"], ())
    one = replace(OFFERED.recovery, planned=OFFERED.recovery.planned[:1])
    assert keys(heard(one, e.RemindersChanged(without=time(5)), session=OFFERED.session)) == ["reminders-declined"]


def test_only_tomorrow_with_none_for_tomorrow_offers_them() -> None:
    turn = heard(ONLY_TODAY, e.RemindersChanged(only=e.Day.TOMORROW))
    assert spoken(turn) == "Shall I set a reminder tomorrow morning at eight for your walk?"
    assert turn.recovery.reminders == ONLY_TODAY.reminders
    assert are_set(whole(after(turn, e.Yes()), None)) == ["move 08:00"]


# --- a time of their own


TOMORROW = e.Day.TOMORROW


@pytest.mark.parametrize(
    ("asked", "said", "times"),
    [
        (e.RemindersAsked(at=time(9)), [], ["ice 21:00"]),
        (e.RemindersAsked(at=time(18)), [], ["ice 18:00"]),
        (e.RemindersAsked(at=time(6, 15)), [], ["ice 18:15"]),
        (e.RemindersAsked(at=time(9), day=TOMORROW), [], ["ice 09:00"]),
        (e.RemindersAsked(at=time(19), day=e.Day.TODAY), [], ["ice 19:00"]),
        # One that does not fit is refused in a sentence, and the plan is offered.
        (e.RemindersAsked(at=time(3)), ["reminders-night"], TODAYS),
        (e.RemindersAsked(at=time(21, 45)), ["reminders-night"], TODAYS),
        (e.RemindersAsked(at=time(4)), ["reminders-too-early"], TODAYS),
        (e.RemindersAsked(at=time(7), day=TOMORROW, part=e.Part.MORNING), ["reminders-walk-first"], TODAYS),
        (e.RemindersAsked(at=time(11), day=e.Day.TODAY), ["reminders-night"], TODAYS),
        (e.RemindersAsked(at=time(14), day=e.Day.TODAY), ["reminders-past"], TODAYS),
        # It is Monday.
        (e.RemindersAsked(at=time(9), day=e.Day.WEDNESDAY), ["reminders-ice-over"], TODAYS),
        (e.RemindersAsked(at=time(9), day=e.Day.TUESDAY), [], ["ice 09:00"]),
        (e.RemindersAsked(at=time(9), day=e.Day.MONDAY), ["reminders-ice-over"], TODAYS),
        # The reading of the hour that fits comes before the nearest one.
        (e.RemindersAsked(at=time(6), day=TOMORROW), [], ["ice 18:00"]),
        (e.RemindersAsked(at=time(7), day=TOMORROW), [], ["ice 19:00"]),
        (e.RemindersAsked(at=time(8), day=TOMORROW), [], ["ice 20:00"]),
        (e.RemindersAsked(at=time(2)), [], ["ice 14:00"]),
        (e.RemindersAsked(at=time(9), day=TOMORROW, part=e.Part.EVENING), [], ["ice 21:00"]),
        # Parts of the day.
        (e.RemindersAsked(part=e.Part.MORNING), [], ["move 08:00", "ice 10:00"]),
        (e.RemindersAsked(part=e.Part.EVENING), [], EVENING),
        (e.RemindersAsked(day=TOMORROW, part=e.Part.AFTERNOON), [], ["ice 12:00", "ice 14:00", "ice 16:00"]),
        (e.RemindersAsked(day=e.Day.TODAY), [], EVENING),
        (e.RemindersAsked(day=e.Day.TODAY, part=e.Part.MORNING), ["reminders-nothing-then"], TODAYS),
        (e.RemindersAsked(day=e.Day.FRIDAY), ["reminders-ice-over"], TODAYS),
        # So long from now: it is three o'clock.
        (e.RemindersAsked(wait=3 * HOUR), [], ["ice 18:00"]),
        (e.RemindersAsked(wait=2.75 * HOUR), [], ["ice 17:45"]),
        (e.RemindersAsked(wait=HOUR), ["reminders-too-early"], TODAYS),
        (e.RemindersAsked(wait=9 * HOUR), ["reminders-night"], TODAYS),
        # Two times.
        (e.RemindersAsked(at=time(7), also=time(9, 30)), [], ["ice 19:00", "ice 21:30"]),
        (e.RemindersAsked(at=time(7), also=time(8)), ["reminders-gap"], ["ice 19:00"]),
        (e.RemindersAsked(at=time(4), also=time(8)), ["reminders-too-early"], ["ice 20:00"]),
        # One that is set is moved.
        (
            e.RemindersAsked(at=time(20, 30), instead_of=time(21)),
            ["reminders-too-near"],
            ["ice 17:00", "ice 20:30", "move 08:00"],
        ),
        (
            e.RemindersAsked(at=time(9, 30), instead_of=time(9)),
            [],
            ["ice 17:00", "ice 19:00", "ice 21:30", "move 08:00"],
        ),
        (e.RemindersAsked(at=time(9), instead_of=time(8)), [], [*EVENING, "move 09:00"]),
        (e.RemindersAsked(at=time(8, 30), instead_of=e.Part.MORNING), [], [*EVENING, "move 08:30"]),
        (e.RemindersAsked(at=time(10), instead_of=time(9)), ["reminders-night"], TODAYS),
        # The walk.
        (e.RemindersAsked(what=Step.MOVE), [], ["move 08:00"]),
        (e.RemindersAsked(what=Step.MOVE, at=time(9), day=TOMORROW), [], ["move 09:00"]),
        (e.RemindersAsked(what=Step.MOVE, day=TOMORROW, part=e.Part.EVENING), [], ["move 18:00"]),
        (e.RemindersAsked(what=Step.MOVE, at=time(7)), [], ["move 07:00"]),
        (e.RemindersAsked(what=Step.MOVE, day=e.Day.TODAY), ["reminders-past"], TODAYS),
        (e.RemindersAsked(what=Step.MOVE, wait=2 * HOUR), ["reminders-no-walk"], TODAYS),
        (e.RemindersAsked(what=Step.MASSAGE), ["reminders-massage"], TODAYS),
        (e.RemindersAsked(unclear="the marathon"), ["reminders-unclear"], TODAYS),
    ],
)
def test_a_time_of_their_own_is_offered(asked: e.RemindersAsked, said: list[str], times: list[str]) -> None:
    turn = heard(SET if asked.instead_of else rested(0 * MINUTE), asked)
    assert keys(turn) == [*said, Question.REMIND]
    assert offered(turn) == times


def test_tomorrow_is_offered_beside_today() -> None:
    turn = heard(SET, e.RemindersAsked(day=TOMORROW))
    assert offered(turn) == [*EVENING, *THE_DAY_AFTER]
    assert spoken(turn) == (
        "Reminders to ice at five, seven and nine this evening. "
        "Walk tomorrow morning at eight. "
        "Then ice tomorrow every two hours from ten until eight in the evening. Shall I?"
    )
    held = replace(SET, reminders=SET.reminders[:3], **HELD_RUN)
    assert offered(heard(held, e.RemindersAsked(day=TOMORROW)))[3] == "ice 07:00"


# --- an offer without an answer


@pytest.mark.parametrize(
    "event", [e.NextIcingAsked, e.IcingAsked, e.MassageAsked, e.WhereAsked, e.MoveAsked, e.TimeAsked]
)
def test_what_is_said_in_between_leaves_the_offer_open(event: type[Event]) -> None:
    turn = after(OFFERED, event())
    assert turn.asked is Question.REMIND
    assert len(keys(turn)) > 1, "after an answer"
    assert turn.recovery.planned == OFFERED.recovery.planned
    sounds_right(turn)


# --- listed, cancelled


def test_they_are_listed_and_named_as_the_next_ice() -> None:
    assert keys(after(OFFERED, e.RemindersListAsked())) == [Question.REMIND], "the offer itself tells them"
    assert spoken(heard(SET, e.RemindersListAsked())).startswith("I'll remind you to ice at five, seven and nine")
    assert "My next reminder is at five this evening." in spoken(heard(SET, e.NextIcingAsked()))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (SET, "Shall I cancel all four reminders?"),
        (reminded(2), "Shall I cancel both reminders?"),
        (reminded(2, move=None), "Shall I cancel your reminder?"),
    ],
)
def test_no_more_reminders_is_asked_first(known: Recovery, words: str) -> None:
    asked = heard(known, e.RemindersCancelled())
    assert spoken(asked) == words
    assert asked.recovery.reminders == known.reminders
    for answer in (e.No(), e.Unsure(), e.TakenBack(), e.Unheard(), e.WhereAsked(), e.StopAsked()):
        kept = after(asked, answer)
        assert (kept.recovery.reminders, cancelled(kept)) == (known.reminders, []), answer
    turn = after(asked, e.Yes())
    assert cancelled(turn) == [each.token for each in known.reminders]
    assert (turn.recovery.reminders, turn.recovery.unwanted) == ((), ())
    assert spoken(turn) == "All right, no more reminders."


def test_no_reminders_is_a_no_to_an_offer_and_leaves_what_is_set() -> None:
    assert keys(after(OFFERED, e.RemindersCancelled())) == ["reminders-declined"]
    offer = heard(SET, e.RemindersChanged(every=3 * HOUR))
    for answer in (e.RemindersCancelled(), e.No()):
        turn = after(offer, answer)
        assert (keys(turn), turn.recovery.reminders) == (["all-right", "reminders-set"], SET.reminders)


def test_the_safety_check_goes_on_after_the_answer() -> None:
    check = heard(SET, e.TwistTold())
    assert keys(after(check, e.RemindersListAsked())) == ["reminders-set", Question.FOUR_STEPS]
    for answer in (e.Yes(), e.No()):
        assert after(check, e.RemindersCancelled(), answer).asked is Question.FOUR_STEPS
        assert heard(check.recovery, e.RemindersCancelled(), answer).asked is Question.FOUR_STEPS


def test_what_could_not_be_cancelled_is_tried_again_at_the_next_visit() -> None:
    left = after(heard(SET, e.RemindersCancelled(), e.Yes()), e.RemindersLeft(("made-1",)))
    assert "may still ring" in spoken(left)
    going_on = heard(left.recovery, e.WhereAsked(), session=replace(left.session, said="before"))
    assert not cancelled(left) + cancelled(going_on), "not at once again"
    back = heard(left.recovery, e.Opened())
    assert cancelled(back) == ["made-1"]
    assert back.recovery.unwanted == ()


# --- what no longer makes sense


@pytest.mark.parametrize(
    ("known", "events", "left"),
    [
        (SET, [e.RedFlagSaid()], []),
        (SET, [e.StartOverAsked(), e.Yes()], []),
        (SET, [e.Assessed(e.Trend.GONE)], TODAYS),
        (SET, [e.Assessed(e.Trend.GONE), e.Assessed(e.Trend.GONE)], []),
        (SET, [e.Assessed(None, 0)], []),
        (replace(SET, began_on=TODAY - DAY), [e.Assessed(), e.Assessed(e.Trend.GONE)], []),
        (SET, [e.TwistTold()], EVENING),
        (SET, [e.SkinWarned()], []),
        (SET, [e.ColdRiskTold()], ["move 08:00"]),
        (SET, [e.Assessed(e.Trend.WORSE)], EVENING),
        (SET, [e.Assessed(None, 7, in_words=True)], EVENING),
        (SET, [e.Assessed(None, 7, is_bare=True)], TODAYS),
        (SET, [e.Assessed(None, 7)], EVENING),
        (SET, [e.Opened()], TODAYS),
    ],
)
def test_s3_s4_s8_s11_s12_it_goes_in_the_turn_in_which_it_loses_its_sense(
    known: Recovery, events: list[Event], left: list[str]
) -> None:
    turn = heard(known, *events)
    assert are_set(turn) == left
    assert turn.asked is not Question.REMIND
    gone = {each.token for each in known.reminders} - {each.token for each in turn.recovery.reminders}
    assert sorted(cancelled(turn)) == sorted(gone)


def test_an_icing_begun_after_its_reminder_is_followed_by_an_offer_of_later_times() -> None:
    turn = heard(reminded(0, 2, 4, out_ago=3 * HOUR), e.IcingAsked(), e.No(), e.Yes(), now=NOW + 5 * MINUTE)
    assert cancelled(turn) == ["ice-2"]
    out = heard(turn.recovery, e.FootOut(), now=NOW + 25 * MINUTE)
    assert spoken(out).endswith("nine thirty this evening. Walk tomorrow morning at eight. Shall I?")
    agreed_to = whole(after(out, e.Yes()), None, NOW + 25 * MINUTE)
    assert sorted(are_set(agreed_to)) == ["ice 17:30", "ice 19:30", "ice 21:30", "move 08:00"]
    assert are_set(after(out, e.No())) == ["ice 19:00", "move 08:00"], "what is set stays"


def test_a_walk_done_early_takes_its_reminder() -> None:
    assert cancelled(heard(walking(reminders=reminders(move=1)), e.Finished())) == ["move"]
    jog = rested(20 * HOUR, 1, covers_jog=True, reminders=reminders(move=1))
    assert cancelled(heard(jog, e.MoveAsked(), e.Assessed(None, 1))) == ["move"]


def test_forgetting_needs_a_yes() -> None:
    asked = heard(SET, e.ForgetAsked())
    assert asked.asked is Question.FORGET
    forgets = [event for event in SAID if acts(after(asked, event), Forget)]
    assert [event for event in forgets if event not in (e.Yes(), e.Meant(e.Yes()), e.GoAhead())] == []


# --- what Alexa has


def seen(without: str = "", **more: datetime) -> e.RemindersSeen:
    """Return what Alexa has of those that are set, and more."""
    live = {each.token: each.at for each in SET.reminders if each.token != without}
    return e.RemindersSeen({**live, **more})


def test_those_deleted_in_the_app_are_noticed_and_mentioned_once() -> None:
    looked = heard(SET, seen(without="made-0"))
    assert are_set(looked) == ["ice 19:00", "ice 21:00", "move 08:00"]
    told = after(looked, e.RemindersListAsked())
    assert keys(told) == ["reminders-deleted", "reminders-set"]
    assert keys(after(told, e.RemindersListAsked())) == ["reminders-set"]
    for event in (e.NextIcingAsked(), e.Opened(), e.WhereAsked()):
        turn = after(looked, event)
        assert keys(turn)[0] == "reminders-deleted"
        assert not turn.session.reminders_lost
        assert "reminders-deleted" not in keys(after(turn, event))


def test_as_expected_changes_nothing_one_unknown_is_cancelled_and_one_moved_is_believed() -> None:
    assert heard(SET, seen()).recovery == SET
    strange = heard(SET, seen(stranger=NOW + HOUR))
    assert (strange.recovery, cancelled(strange)) == (SET, ["stranger"])
    moved = heard(SET, seen("made-2", **{"made-2": NOW + 5 * HOUR}))
    assert "ice 20:00" in are_set(moved)


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


def test_what_cannot_be_cancelled_for_want_of_permission_is_told_once() -> None:
    turn = heard(WITHDRAWN, e.RemindersCancelled())
    left = after(turn, e.RemindersLeft(tuple(cancelled(turn))))
    assert keys(left) == ["reminders-in-app"]
    assert not cancelled(heard(left.recovery, e.Opened())), "it would fail again"
    given = heard(left.recovery, e.PermissionsChanged(tuple(Permission)))
    assert cancelled(heard(given.recovery, e.Opened())) == cancelled(turn)
    assert cancelled(heard(left.recovery, e.ForgetAsked(), e.Yes())) == cancelled(turn)


def test_forgotten_without_the_permission_they_are_named() -> None:
    turn = heard(WITHDRAWN, e.ForgetAsked(), e.Yes())
    assert spoken(turn) == "Done. I've forgotten everything."
    left = after(turn, e.RemindersLeft(tuple(cancelled(turn))))
    assert "delete them in the Alexa app" in spoken(left)


def test_given_back_or_read_again_they_are_within_reach() -> None:
    for event in (e.PermissionsChanged(tuple(Permission)), seen()):
        assert heard(WITHDRAWN, event).recovery.reminders_denied_at is None
    denied = replace(OFFERED.recovery, reminders_denied_at=NOW - 6 * DAY)
    assert heard(denied, RemindersSet(ONE)).recovery.reminders_denied_at is None


@pytest.mark.parametrize(
    "asked", [e.RemindersAsked(), e.RemindersAsked(every=2 * HOUR), e.RemindersChanged(every=2 * HOUR)]
)
def test_what_was_refused_is_not_offered_but_told_at_once(asked: Event) -> None:
    turn = heard(rested(0 * MINUTE, reminders_denied_at=NOW - HOUR), asked)
    assert spoken(turn).startswith("You haven't allowed reminders; you can in the Alexa app.")
    assert spoken(turn).endswith(" Your next ice is at five this evening.")
    assert turn.recovery.planned == ()
    assert heard(rested(0 * MINUTE, reminders_denied_at=NOW - 7 * DAY), asked).asked is Question.REMIND


def test_nobody_has_refused_what_they_were_never_asked_for() -> None:
    for granted in ((Permission.TIMERS,), ()):
        known = heard(rested(heard_on=TODAY - 10 * DAY), e.PermissionsChanged(granted)).recovery
        assert (known.denied_at, known.reminders_denied_at) == (None, None)
        assert known.heard_on == TODAY - 10 * DAY, "it keeps no plan alive"


def test_the_next_one_alone_is_skipped() -> None:
    turn = heard(reminded(2, 4), e.RemindersSkipped(which=e.Which.FIRST))
    assert [each.token for each in turn.recovery.reminders] == ["ice-4", "move"]


# --- one of them, bounds, and what was meant


OF_THREE = ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00"]


@pytest.mark.parametrize(
    ("event", "left"),
    [
        (e.RemindersSkipped(which=e.Which.MOVE), EVENING),
        (e.RemindersSkipped(which=e.Which.FIRST), OF_THREE[1:]),
        (e.RemindersSkipped(which=e.Which.LAST), EVENING),
        (e.RemindersSkipped(which=e.Which.LAST_ICE), ["ice 17:00", "ice 19:00", "move 08:00"]),
    ],
)
def test_one_of_them_goes_or_stays(event: Event, left: list[str]) -> None:
    assert are_set(heard(SET, event)) == left


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        (e.RemindersChanged(which=e.Which.SECOND), ["ice 19:00"]),
        (e.RemindersChanged(which=e.Which.ICE), EVENING),
        (e.RemindersChanged(only_at=time(9)), ["ice 21:00"]),
        (e.RemindersSkipped(e.Day.TODAY, is_guess=True), ["move 08:00"]),
        (e.RemindersSkipped(e.Day.TOMORROW, is_guess=True), EVENING),
        (e.RemindersAsked(at=time(9), also=time(9, 30)), ["ice 17:00", "ice 19:00", "ice 21:30", "move 08:00"]),
        (e.RemindersAsked(at=time(9), what=Step.MOVE), [*EVENING, "move 09:00"]),
        (e.RemindersChanged(not_before=time(6)), ["ice 19:00", "ice 21:00", "move 08:00"]),
        (e.RemindersChanged(not_after=time(8)), ["ice 17:00", "ice 19:00", "move 08:00"]),
        (e.RemindersChanged(not_before=time(9)), ["ice 21:00"]),
        (e.RemindersChanged(not_before=time(9), part=e.Part.MORNING), EVENING),
        (e.RemindersChanged(later=HOUR / 2, is_vague=True), ["ice 17:30", "ice 19:30", "ice 21:30", "move 08:30"]),
        (e.RemindersChanged(which=e.Which.MOVE, later=-HOUR), [*EVENING, "move 07:00"]),
        (e.RemindersChanged(which=e.Which.FIRST, later=HOUR), ["ice 18:00", "ice 21:00", "move 08:00"]),
        (e.RemindersAsked(at=time(9), which=e.Which.LAST), [*EVENING, "move 09:00"]),
    ],
)
def test_what_may_be_meant_otherwise_is_asked_first(event: Event, asked: list[str]) -> None:
    turn = heard(SET, event)
    assert turn.asked is Question.REMIND
    assert offered(turn) == asked
    assert are_set(turn) == OF_THREE


def test_which_one_is_asked_where_none_was_named() -> None:
    assert "reminders-which" in keys(heard(SET, e.RemindersChanged()))
    assert "reminders-which" in keys(
        heard(OFFERED.recovery, e.RemindersChanged(), session=Session(asked=Question.REMIND))
    )


def test_two_days_and_two_steps_are_reminded_of_at_once() -> None:
    known = rested(MINUTE)
    both = e.RemindersAsked(at=time(19), also=time(9), also_day=e.Day.TOMORROW, also_what=Step.MOVE)
    assert offered(heard(known, both)) == ["ice 19:00", "move 09:00"]


def test_keep_them_gives_back_what_was_just_deleted() -> None:
    gone = heard(SET, e.RemindersSkipped(which=e.Which.MOVE))
    assert clock(SET, acts(after(gone, e.KeepAsked()), SetReminders)[0].planned) == ["move 08:00"]
    assert "kept-plan" in keys(after(heard(SET, e.RemindersListAsked()), e.KeepAsked()))


@pytest.mark.parametrize("no", [e.No(), e.Meant(e.No()), e.TakenBack()])
def test_a_no_after_a_changed_time_keeps_all_that_were_set(no: Event) -> None:
    changed = agreed(heard(SET, e.RemindersAsked(at=time(6, 30), instead_of=time(7))).recovery)
    back = after(changed, no)
    assert back.asked is None
    assert set(are_set(back)) | set(clock(SET, acts(back, SetReminders)[0].planned)) == set(OF_THREE)


def test_s6_who_cannot_take_four_steps_is_stopped_while_reminders_are_talked_of() -> None:
    cannot = e.StepsTold(4, can=False)
    offer = heard(OFFERED.recovery, cannot, session=Session(asked=Question.REMIND))
    just_set = agreed(heard(SET, e.RemindersAsked(at=time(6, 30), instead_of=time(7))).recovery)
    assert offer.recovery.stage is after(just_set, cannot).recovery.stage is Stage.STOPPED


@pytest.mark.parametrize("steps", [0, 3, 9])
def test_too_many_reminders_are_no_steps(steps: int) -> None:
    told = e.StepsTold(steps, can=False, is_bare=steps > 0)
    offer = heard(OFFERED.recovery, told, session=Session(asked=Question.REMIND))
    assert offer.asked is Question.REMIND
    assert offer.recovery.stage is Stage.RESTING


def test_a_hedged_yes_deletes_no_reminders() -> None:
    asked = heard(SET, e.RemindersCancelled())
    assert are_set(after(asked, e.HedgedYes())) == OF_THREE


OTHER_MOVED = e.RemindersAsked(at=time(7, 30), instead_of=time(7))


@pytest.mark.parametrize(
    ("first", "meant", "times"),
    [
        (e.RemindersSkipped(which=e.Which.MOVE), e.TakenBack(time(7)), ["ice 17:00", "move 08:00"]),
        (e.RemindersSkipped(which=e.Which.FIRST), e.TakenBack(which=e.Which.LAST), ["ice 17:00", "ice 19:00"]),
        (e.RemindersChanged(without=time(7)), e.TakenBack(time(5)), ["ice 19:00", "move 08:00"]),
        (e.RemindersChanged(without=time(3)), e.TakenBack(time(5)), ["ice 19:00", "move 08:00"]),
        (OTHER_MOVED, e.TakenBack(time(5)), ["ice 19:30", "move 08:00"]),
        (OTHER_MOVED, e.TakenBack(time(8, 30)), ["ice 17:00", "ice 20:30", "move 08:00"]),
    ],
)
def test_the_reminder_that_was_meant_goes_in_place_of_the_other(first: Event, meant: Event, times: list[str]) -> None:
    two = agreed(heard(rested(MINUTE), e.RemindersAsked(at=time(17), also=time(19))).recovery)
    known = agreed(after(two, e.RemindersAsked(what=Step.MOVE)).recovery)
    assert are_set(known) == ["ice 17:00", "ice 19:00", "move 08:00"]
    turn = after(known, first, meant)
    assert (turn.asked, offered(turn)) == (Question.REMIND, times)
    assert set(are_set(agreed(turn.recovery))) == set(times)


@pytest.mark.parametrize("named", [e.TakenBack(time(3)), e.TakenBack(which=e.Which.THIRD)])
def test_a_reminder_that_was_meant_and_is_not_there_takes_none_away(named: Event) -> None:
    changed = heard(SET, e.RemindersSkipped(which=e.Which.MOVE))
    turn = after(changed, named)
    assert set(are_set(changed)) <= set(are_set(turn))


@pytest.mark.parametrize(
    "part", [e.RemindersSkipped(None, e.Part.MORNING), e.RemindersAsked(part=e.Part.MORNING)], ids=["no", "in"]
)
def test_a_time_is_moved_to_the_half_of_the_day_that_was_meant(part: Event) -> None:
    known = rested(2 * HOUR, moved_on=TODAY + DAY)
    evening = heard(known, e.RemindersAsked(at=time(8)))
    assert offered(evening) == ["ice 20:00"]
    assert offered(after(evening, part)) == ["ice 08:00"]


def test_the_plan_on_offer_is_not_taken_for_a_time_that_was_asked_for() -> None:
    plan_of_today = heard(rested(2 * HOUR, day=0), e.RemindersAsked())
    turn = after(plan_of_today, e.RemindersAsked(part=e.Part.MORNING))
    assert offered(turn) != offered(plan_of_today)


@pytest.mark.parametrize(("hour", "days"), [(0, 0), (3, 0), (4, 1), (22, 1)])
def test_in_the_night_tomorrow_is_the_day_after_sleep(hour: int, days: int) -> None:
    known, now = out_at(hour)
    assert date_of(known, e.Day.TOMORROW, now) == known.local(now).date() + days * DAY


def test_a_time_of_tomorrow_asked_for_in_the_night_is_of_the_coming_morning() -> None:
    known, now = out_at(23, 50)
    turn = heard(known, e.RemindersAsked(at=time(9), day=e.Day.TOMORROW), now=now + HOUR)
    assert [each.at - now for each in turn.recovery.planned] == [9 * HOUR + 10 * MINUTE]


@pytest.mark.parametrize(
    ("hour", "said", "times"),
    [
        (9, [], ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00"]),
        (8, ["reminders-too-near"], ["ice 17:00", "ice 20:00", "move 08:00"]),
        (10, [], ["ice 17:00", "ice 19:00", "ice 21:00", "move 08:00", "ice 10:00"]),
    ],
)
def test_a_time_beside_those_on_offer_takes_only_what_is_too_near(hour: int, said: list[str], times: list[str]) -> None:
    turn = after(OFFERED, e.RemindersAsked(at=time(hour), is_beside=True))
    assert (keys(turn), offered(turn)) == ([*said, Question.REMIND], times)


@pytest.mark.parametrize(
    ("said", "times"),
    [
        (e.RemindersChanged(which=e.Which.MOVE), EVENING),
        (e.MoveAsked(e.Activity.WALK), EVENING),
        (e.RemindersChanged(only_at=time(9)), TODAYS[:2] + TODAYS[3:]),
        (e.RemindersChanged(which=e.Which.MOVE, is_keep=True), ["move 08:00"]),
    ],
)
def test_only_the_walk_goes_where_it_was_asked_whether_to_cancel_them_all(said: Event, times: list[str]) -> None:
    turn = heard(SET, e.RemindersCancelled(), said)
    assert (offered(turn) if turn.asked else are_set(turn)) == times


def test_a_walk_that_was_moved_stays_moved_with_the_next_offer() -> None:
    moved = agreed(heard(SET, e.RemindersAsked(at=time(9), what=Step.MOVE)).recovery).recovery
    assert "move 09:00" in offered(heard(replace(moved, reminders=moved.reminders[-1:]), e.RemindersAsked()))


def test_no_ten_moves_what_was_just_moved() -> None:
    asked = heard(SET, e.RemindersAsked(at=time(9), what=Step.MOVE))
    ten = (
        e.RemindersAsked(at=time(10)),
        e.LengthAsked(10 * MINUTE, is_bare=True),
        e.RemindersChanged(without=time(10)),
    )
    for said in ten:
        assert offered(after(asked, said)) == [*EVENING, "move 10:00"]


def test_no_half_past_eight_is_the_time_in_place_of_the_one_just_asked_for() -> None:
    asked = heard(rested(2 * HOUR), e.RemindersAsked(at=time(8)))
    assert offered(after(asked, e.RemindersChanged(without=time(8, 30)))) == ["ice 20:30"]
    assert keys(after(OFFERED, e.RemindersChanged(without=time(8, 30)))) == ["reminders-not-then", Question.REMIND]


@pytest.mark.parametrize("said", [e.SoftNo(), e.Dodged(), e.No(is_plain=False)])
def test_s21_no_thanks_after_they_are_set_cancels_none(said: Event) -> None:
    turn = after(agreed(OFFERED.recovery), said)
    assert (keys(turn), are_set(turn)) == (["reminders-set"], are_set(agreed(OFFERED.recovery)))


def test_the_ice_that_is_called_off_hours_ahead_is_that_of_the_reminders() -> None:
    later = heard(replace(SET, out_told=True), e.IceCancelled())
    assert (later.asked, offered(later)) == (Question.REMIND, ["move 08:00"])
    assert are_set(later) == are_set(heard(SET, e.Opened()))


def test_what_is_too_much_at_once_is_said() -> None:
    turn = heard(rested(MINUTE), e.RemindersAsked(at=time(17), also=time(19), is_more=True))
    assert keys(turn) == ["reminders-one-by-one", Question.REMIND]
    assert offered(turn) == ["ice 17:00", "ice 19:00"]
