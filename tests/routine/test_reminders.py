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
from skill.routine.schedule import agenda, date_of, is_out_of_reach
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import SAID, icing, new, recovery, reminded, reminders, rested, walking
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
    assert clock(known, agenda(known, now)) == times


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
    assert clock(person, agenda(person, now)) == times


@pytest.mark.parametrize(
    ("every", "first", "gap"),
    [(HOUR, "17:00", 2), (2 * HOUR, "17:00", 2), (3 * HOUR, "18:00", 3), (0 * HOUR, "17:00", 2)],
)
def test_the_gap_is_never_less_than_two_hours(every: timedelta, first: str, gap: int) -> None:
    known, now = out_at(15)
    icings = [each for each in agenda(known, now, every) if each.purpose is Purpose.ICE]
    assert f"{known.local(icings[0].at):%H:%M}" == first
    assert icings[1].at - icings[0].at == gap * HOUR


@pytest.mark.parametrize("day", [7, 31])
def test_the_morning_after_a_daylight_saving_night_is_at_eight(day: int) -> None:
    """The eighth of March and the first of November 2026: the clock, and not 24 hours, counts."""
    now = datetime(2026, 3 if day == 7 else 10, day, 22, tzinfo=NOW.tzinfo)
    known = rested(began_on=now.date(), iced_at=now - 20 * MINUTE, out_at=now)
    move = next(each for each in agenda(known, now) if each.purpose is Purpose.MOVE)
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


def test_remind_me_is_a_yes_to_the_offer_and_a_late_yes_sets_only_what_still_makes_sense() -> None:
    assert acts(after(OFFERED, e.RemindersAsked()), SetReminders) == [SetReminders(OFFERED.recovery.planned)]
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
        (SET, e.RemindersSkipped(e.Day.FRIDAY), ["reminders-not-that-day", "reminders-set"]),
        (SET, e.RemindersChanged(unclear="the marathon"), ["reminders-unclear", "reminders-set"]),
        (SET, e.RemindersSkipped(None, unclear="the marathon"), ["reminders-unclear", "reminders-set"]),
        # What is on offer and not set is asked, and never promised.
        (OFFERED.recovery, e.RemindersChanged(every=2 * HOUR), [Question.REMIND]),
        (after(OFFERED, e.No()).recovery, e.RemindersListAsked(), ["reminders-none"]),
        # Set already, or none.
        (SET, e.RemindersAsked(), ["reminders-set"]),
        (SET, e.RemindersAsked(at=time(19)), ["reminders-set"]),
        (rested(), e.RemindersListAsked(), ["reminders-none"]),
        (new(), e.RemindersListAsked(), ["reminders-none"]),
        (new(), e.RemindersCancelled(), ["reminders-none"]),
        (new(), e.RemindersChanged(), ["reminders-none"]),
        # Without the permission only the app can delete them.
        (WITHDRAWN, e.RemindersAsked(), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersAsked(at=time(6)), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersChanged(without=time(7)), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersChanged(every=3 * HOUR), ["reminders-out-of-reach"]),
        (WITHDRAWN, e.RemindersSkipped(e.Day.TOMORROW), ["reminders-out-of-reach"]),
        # Before the first ice, and after the last day.
        (recovery(Stage.READY), e.RemindersAsked(), [Question.REMIND]),
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


# --- a time of their own


GO, NEAR, NIGHT, STAY = ["reminders-others-go"], ["reminders-too-near"], ["reminders-night"], ["reminders-set"]
TOMORROW, MONDAY = e.Day.TOMORROW, e.Day.MONDAY
FREE, TWO_HOURS_AGO = heard(rested(0 * MINUTE)), heard(rested(2 * HOUR))
NO_WALK = heard(rested(2 * HOUR, moved_on=TODAY + DAY))
HALF_PAST, AT_TEN = ["ice 17:30", "ice 19:30", "ice 21:30", "move 08:30"], ["move 08:00", "ice 10:00"]
HAS, NINE_THIRTY = heard(SET), ["ice 17:00", "ice 19:00", "ice 21:30", "move 08:00"]
WALK_AT_NINE, ICE_AT_EIGHT = e.RemindersAsked(at=time(9), what=Step.MOVE), e.RemindersAsked(at=time(8))
WHETHER_ALL = heard(SET, e.RemindersCancelled())


@pytest.mark.parametrize(
    ("begun", "event", "said", "times"),
    [
        (FREE, e.RemindersAsked(at=time(9)), [], ["ice 21:00"]),
        (FREE, e.RemindersAsked(at=time(6, 15)), [], ["ice 18:15"]),
        (FREE, e.RemindersAsked(at=time(9), day=TOMORROW), [], ["ice 09:00"]),
        (FREE, e.RemindersAsked(at=time(19), day=e.Day.TODAY), [], ["ice 19:00"]),
        # One that does not fit is refused in a sentence, and the plan is offered.
        (FREE, e.RemindersAsked(at=time(3)), NIGHT, TODAYS),
        (FREE, e.RemindersAsked(at=time(21, 45)), NIGHT, TODAYS),
        (FREE, e.RemindersAsked(at=time(4)), ["reminders-too-early"], TODAYS),
        (FREE, e.RemindersAsked(at=time(7), day=TOMORROW, part=e.Part.MORNING), ["reminders-walk-first"], TODAYS),
        (FREE, e.RemindersAsked(at=time(11), day=e.Day.TODAY), NIGHT, TODAYS),
        (FREE, e.RemindersAsked(at=time(14), day=e.Day.TODAY), ["reminders-past"], TODAYS),
        # It is Monday.
        (FREE, e.RemindersAsked(at=time(9), day=e.Day.WEDNESDAY), ["reminders-ice-over"], TODAYS),
        (FREE, e.RemindersAsked(at=time(9), day=MONDAY), ["reminders-ice-over"], TODAYS),
        # The reading of the hour that fits comes before the nearest one.
        (FREE, e.RemindersAsked(at=time(6), day=TOMORROW), [], ["ice 18:00"]),
        (FREE, e.RemindersAsked(at=time(8), day=TOMORROW), [], ["ice 20:00"]),
        (FREE, e.RemindersAsked(at=time(2)), [], ["ice 14:00"]),
        (FREE, e.RemindersAsked(at=time(9), day=TOMORROW, part=e.Part.EVENING), [], ["ice 21:00"]),
        (FREE, e.RemindersAsked(part=e.Part.EVENING), [], EVENING),
        (FREE, e.RemindersAsked(day=e.Day.TODAY, part=e.Part.MORNING), ["reminders-nothing-then"], TODAYS),
        # So long from now: it is three o'clock.
        (FREE, e.RemindersAsked(wait=2.75 * HOUR), [], ["ice 17:45"]),
        (FREE, e.RemindersAsked(wait=9 * HOUR), NIGHT, TODAYS),
        (FREE, e.RemindersAsked(unclear="the marathon"), ["reminders-unclear"], TODAYS),
        # Two times, two days, two steps.
        (FREE, e.RemindersAsked(at=time(7), also=time(8)), ["reminders-gap"], ["ice 19:00"]),
        (FREE, e.RemindersAsked(at=time(4), also=time(8)), ["reminders-too-early"], ["ice 20:00"]),
        (
            FREE,
            e.RemindersAsked(at=time(19), also=time(9), also_day=TOMORROW, also_what=Step.MOVE),
            [],
            ["ice 19:00", "move 09:00"],
        ),
        (
            FREE,
            e.RemindersAsked(at=time(17), also=time(19), is_more=True),
            ["reminders-one-by-one"],
            ["ice 17:00", "ice 19:00"],
        ),
        # The walk.
        (FREE, e.RemindersAsked(what=Step.MOVE, day=TOMORROW, part=e.Part.EVENING), [], ["move 18:00"]),
        (FREE, e.RemindersAsked(what=Step.MOVE, at=time(7)), [], ["move 07:00"]),
        (FREE, e.RemindersAsked(what=Step.MOVE, day=e.Day.TODAY), ["reminders-past"], TODAYS),
        (FREE, e.RemindersAsked(what=Step.MOVE, wait=2 * HOUR), ["reminders-no-walk"], TODAYS),
        # One that is set is moved.
        (HAS, e.RemindersAsked(at=time(20, 30), instead_of=time(21)), NEAR, ["ice 17:00", "ice 20:30", "move 08:00"]),
        (HAS, e.RemindersAsked(at=time(9, 30), instead_of=time(9)), [], NINE_THIRTY),
        (HAS, e.RemindersAsked(at=time(9), instead_of=time(8)), [], [*EVENING, "move 09:00"]),
        (HAS, e.RemindersAsked(at=time(8, 30), instead_of=e.Part.MORNING), [], [*EVENING, "move 08:30"]),
        (HAS, e.RemindersAsked(at=time(10), instead_of=time(9)), NIGHT, TODAYS),
        (HAS, e.RemindersAsked(at=time(9), also=time(9, 30)), [], NINE_THIRTY),
        (HAS, WALK_AT_NINE, [], [*EVENING, "move 09:00"]),
        (HAS, e.RemindersAsked(at=time(9), which=e.Which.LAST), [], [*EVENING, "move 09:00"]),
        # One of them is skipped at once; what may be meant otherwise is asked first.
        (HAS, e.RemindersSkipped(which=e.Which.FIRST), STAY, TODAYS[1:]),
        (HAS, e.RemindersSkipped(which=e.Which.LAST), STAY, EVENING),
        (HAS, e.RemindersSkipped(which=e.Which.LAST_ICE), STAY, [*EVENING[:2], "move 08:00"]),
        (HAS, e.RemindersSkipped(e.Day.TODAY, is_guess=True), GO, ["move 08:00"]),
        (HAS, e.RemindersSkipped(TOMORROW, is_guess=True), GO, EVENING),
        (HAS, e.RemindersChanged(which=e.Which.SECOND), GO, ["ice 19:00"]),
        (HAS, e.RemindersChanged(which=e.Which.ICE), GO, EVENING),
        (HAS, e.RemindersChanged(only_at=time(9)), GO, ["ice 21:00"]),
        (HAS, e.RemindersChanged(not_before=time(6)), GO, TODAYS[1:]),
        (HAS, e.RemindersChanged(not_after=time(8)), GO, [*EVENING[:2], "move 08:00"]),
        (HAS, e.RemindersChanged(not_before=time(9), part=e.Part.MORNING), GO, EVENING),
        (HAS, e.RemindersChanged(later=HOUR / 2, is_vague=True), [], HALF_PAST),
        (HAS, e.RemindersChanged(which=e.Which.MOVE, later=-HOUR), [], [*EVENING, "move 07:00"]),
        (HAS, e.RemindersChanged(which=e.Which.FIRST, later=HOUR), NEAR, ["ice 18:00", "ice 21:00", "move 08:00"]),
        (HAS, e.RemindersChanged(), ["reminders-which"], TODAYS),
        (heard(ONLY_TODAY), e.RemindersChanged(only=TOMORROW), [], ["move 08:00"]),
        (heard(replace(SET, out_told=True)), e.IceCancelled(), GO, ["move 08:00"]),
        # Where it was asked whether to cancel them all.
        (WHETHER_ALL, e.RemindersChanged(which=e.Which.MOVE), STAY, EVENING),
        (WHETHER_ALL, e.MoveAsked(e.Activity.WALK), [Question.CANCEL_REMINDERS], TODAYS),  # may be a question about it
        (WHETHER_ALL, e.RemindersChanged(only_at=time(9)), GO, [*EVENING[:2], "move 08:00"]),
        (WHETHER_ALL, e.RemindersChanged(which=e.Which.MOVE, is_keep=True), GO, ["move 08:00"]),
        # What is on offer is changed: a time beside it takes only what is too near.
        (OFFERED, e.RemindersCancelled(), ["reminders-declined"], []),
        (OFFERED, e.RemindersChanged(), ["reminders-which"], TODAYS),
        (OFFERED, e.RemindersAsked(at=time(9), is_beside=True), [], TODAYS),
        (OFFERED, e.RemindersAsked(at=time(8), is_beside=True), NEAR, ["ice 17:00", "ice 20:00", "move 08:00"]),
        (OFFERED, e.RemindersAsked(at=time(10), is_beside=True), [], [*TODAYS, "ice 10:00"]),
        (OFFERED, e.RemindersChanged(without=time(8, 30)), ["reminders-not-then"], TODAYS),
        (heard(SET, WALK_AT_NINE), e.RemindersAsked(at=time(10)), [], [*EVENING, "move 10:00"]),
        (heard(SET, WALK_AT_NINE), e.LengthAsked(10 * MINUTE, is_bare=True), [], [*EVENING, "move 10:00"]),
        (heard(SET, WALK_AT_NINE), e.RemindersChanged(without=time(10)), [], [*EVENING, "move 10:00"]),
        (after(TWO_HOURS_AGO, ICE_AT_EIGHT), e.RemindersChanged(without=time(8, 30)), [], ["ice 20:30"]),
        (after(NO_WALK, ICE_AT_EIGHT), e.RemindersSkipped(None, e.Part.MORNING), [], ["ice 08:00"]),
        (after(NO_WALK, ICE_AT_EIGHT), e.RemindersAsked(part=e.Part.MORNING), [], ["ice 08:00"]),
        (after(TWO_HOURS_AGO, e.RemindersAsked()), e.RemindersAsked(part=e.Part.MORNING), [], AT_TEN),
        (heard(SET, e.RemindersChanged(every=3 * HOUR)), e.RemindersCancelled(), ["all-right", *STAY], TODAYS),
    ],
)
def test_s21_what_they_ask_for_is_offered_and_only_what_they_skip_goes_at_once(
    begun: Turn, event: Event, said: list[str], times: list[str]
) -> None:
    turn = after(begun, event)
    is_offered = turn.asked is Question.REMIND
    assert keys(turn) == ([*said, Question.REMIND] if is_offered else said)
    assert (offered(turn) if is_offered else are_set(turn)) == times
    assert not is_offered or are_set(turn) == are_set(begun)


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


# --- cancelled


@pytest.mark.parametrize("known", [SET, reminded(2, move=None)])
def test_s21_no_more_reminders_is_asked_first(known: Recovery) -> None:
    asked = heard(known, e.RemindersCancelled())
    assert asked.asked is Question.CANCEL_REMINDERS
    for answer in (e.No(), e.Unsure(), e.HedgedYes(), e.TakenBack(), e.Unheard(), e.WhereAsked(), e.StopAsked()):
        kept = after(asked, answer)
        assert (kept.recovery.reminders, cancelled(kept)) == (known.reminders, []), answer
    turn = after(asked, e.Yes())
    assert cancelled(turn) == [each.token for each in known.reminders]
    assert (turn.recovery.reminders, turn.recovery.unwanted) == ((), ())


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
        (SET, [e.Assessed(None, 0)], TODAYS),
        (SET, [e.Assessed(None, 0), e.Assessed(None, 0)], []),
        (replace(SET, began_on=TODAY - DAY), [e.Assessed(), e.Assessed(e.Trend.GONE)], []),
        (SET, [e.TwistTold()], EVENING),
        (SET, [e.SkinWarned()], []),
        (SET, [e.ColdRiskTold()], ["move 08:00"]),
        (SET, [e.Assessed(e.Trend.WORSE)], EVENING),
        (SET, [e.Assessed(None, 7, in_words=True)], EVENING),
        (SET, [e.Assessed(None, 7, is_bare=True)], TODAYS),
        (SET, [e.Assessed(None, 7)], TODAYS),
        (SET, [e.Assessed(None, 7), e.Assessed(None, 7)], EVENING),
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
    for event in (e.RemindersListAsked(), e.NextIcingAsked(), e.Opened(), e.WhereAsked()):
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


# --- what was meant


def test_keep_them_gives_back_what_was_just_deleted() -> None:
    gone = heard(SET, e.RemindersSkipped(which=e.Which.MOVE))
    assert clock(SET, acts(after(gone, e.KeepAsked()), SetReminders)[0].planned) == ["move 08:00"]
    assert "kept-plan" in keys(after(heard(SET, e.RemindersListAsked()), e.KeepAsked()))


@pytest.mark.parametrize("no", [e.No(), e.Meant(e.No()), e.TakenBack()])
def test_a_no_after_a_changed_time_keeps_all_that_were_set(no: Event) -> None:
    changed = agreed(heard(SET, e.RemindersAsked(at=time(6, 30), instead_of=time(7))).recovery)
    back = after(changed, no)
    assert back.asked is None
    assert set(are_set(back)) | set(clock(SET, acts(back, SetReminders)[0].planned)) == set(TODAYS)


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


@pytest.mark.parametrize(("hour", "days"), [(0, 0), (3, 0), (4, 1), (22, 1)])
def test_in_the_night_tomorrow_is_the_day_after_sleep(hour: int, days: int) -> None:
    known, now = out_at(hour)
    assert date_of(known, e.Day.TOMORROW, now) == known.local(now).date() + days * DAY


def test_a_time_of_tomorrow_asked_for_in_the_night_is_of_the_coming_morning() -> None:
    known, now = out_at(23, 50)
    turn = heard(known, e.RemindersAsked(at=time(9), day=e.Day.TOMORROW), now=now + HOUR)
    assert [each.at - now for each in turn.recovery.planned] == [9 * HOUR + 10 * MINUTE]


def test_a_walk_that_was_moved_stays_moved_with_the_next_offer() -> None:
    moved = agreed(heard(SET, e.RemindersAsked(at=time(9), what=Step.MOVE)).recovery).recovery
    assert "move 09:00" in offered(heard(replace(moved, reminders=moved.reminders[-1:]), e.RemindersAsked()))


@pytest.mark.parametrize("said", [e.SoftNo(), e.Dodged(), e.No(is_plain=False)])
def test_s21_no_thanks_after_they_are_set_cancels_none(said: Event) -> None:
    turn = after(agreed(OFFERED.recovery), said)
    assert (keys(turn), are_set(turn)) == (STAY, are_set(agreed(OFFERED.recovery)))
