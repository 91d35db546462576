"""What comes next, and when: tables of cases, every boundary."""

from datetime import UTC, datetime, time, timedelta

import pytest

from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.deadlines import Purpose, Reminder
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Stage
from skill.routine.schedule import Now, agenda, agenda_of_tomorrow, may_ring, next_ice, readings, what_now
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, recovery, reminders, rested
from tests.routine.turns import heard, keys

TWO_WEEKS = TODAY + 14 * DAY
TOMORROW = Now(Step.MOVE, is_next_day=True)


@pytest.mark.parametrize(
    ("known", "now"),
    [
        # After the ice: massage at 60 minutes, then ice two hours after the start.
        (rested(59 * MINUTE), Now(Step.MASSAGE, MINUTE)),
        (rested(60 * MINUTE), Now(Step.MASSAGE)),
        (rested(99 * MINUTE, massaged_at=NOW), Now(Step.ICE, MINUTE)),
        (rested(100 * MINUTE, massaged_at=NOW), Now(Step.ICE)),
        # A short icing that ended late: an hour after the end counts.
        (rested(30 * MINUTE, iced_at=NOW - 2 * HOUR, massaged_at=NOW), Now(Step.ICE, 30 * MINUTE)),
        # Held steps are passed over.
        (rested(60 * MINUTE, massage_held_until=TWO_WEEKS), Now(Step.ICE, 40 * MINUTE)),
        (rested(3 * HOUR, massage_held_until=TWO_WEEKS, ice_held_until=TWO_WEEKS), TOMORROW),
        (rested(3 * HOUR, massage_held_until=TWO_WEEKS, ice_held_until=TWO_WEEKS, referred_on=TODAY), Now()),
        (recovery(Stage.RESTING, ice_held_until=TWO_WEEKS), Now(Step.MASSAGE)),
        # The day after: the outing once, on a warm ankle, and not when somebody should be seen.
        (rested(20 * HOUR, 1), Now(Step.MOVE)),
        (rested(60 * MINUTE, 1), Now(Step.MOVE)),
        (rested(20 * HOUR, 1, moved_on=TODAY, massaged_at=NOW), Now(Step.ICE)),
        (rested(20 * HOUR, 1, moved_on=TODAY - DAY, massaged_at=NOW), Now(Step.MOVE)),
        (rested(20 * HOUR, 1, referred_on=TODAY, massaged_at=NOW), Now(Step.ICE)),
        (rested(20 * HOUR, 1, move_held_until=TODAY + DAY, massaged_at=NOW), Now(Step.ICE)),
        (rested(20 * HOUR, 1, move_held_until=TODAY), Now(Step.MOVE)),
        # From day two on ice is no longer the plan; from day three on comes the look, once a day.
        (rested(40 * HOUR, 2, moved_on=TODAY, massaged_at=NOW), Now()),
        (rested(60 * HOUR, 3), Now(Step.EVALUATION)),
        (rested(60 * HOUR, 3, assessed_on=TODAY - DAY), Now(Step.EVALUATION)),
        (rested(60 * HOUR, 3, assessed_on=TODAY), Now(Step.MOVE)),
        (rested(90 * HOUR, 4, assessed_on=TODAY, referred_on=TODAY), Now()),
        # 59, 60 and 61 minutes: first warm enough for the massage, then for ice that began long ago.
        (rested(59 * MINUTE, iced_at=NOW - 3 * HOUR, massaged_at=NOW), Now(Step.ICE, MINUTE)),
        (rested(60 * MINUTE, iced_at=NOW - 3 * HOUR, massaged_at=NOW), Now(Step.ICE)),
        # Another ankle: its own two days of ice, no run before its day after, the look still from the first.
        (rested(40 * HOUR, 2, joined_on=TODAY, massaged_at=NOW), Now(Step.ICE)),
        (rested(40 * HOUR, 2, joined_on=TODAY - DAY, massaged_at=NOW), Now(Step.MOVE)),
        # The other one joins: its ice first, and what is left of the cold counts for both.
        (rested(20 * HOUR, 1, joined_on=TODAY), Now(Step.ICE)),
        # Massage and ice: the ice once it is due, the massage before.
        (rested(99 * MINUTE), Now(Step.MASSAGE)),
        (rested(100 * MINUTE), Now(Step.ICE)),
        (rested(59 * MINUTE, iced_at=NOW - 3 * HOUR), Now(Step.ICE, MINUTE)),
        # Where no ice comes, the massage keeps its turn; from day three on it is only asked for.
        (rested(3 * HOUR, ice_held_until=TWO_WEEKS), Now(Step.MASSAGE)),
        (rested(60 * HOUR, 3, moved_on=TODAY, assessed_on=TODAY), Now()),
        # A massage that was declined comes back after the next ice.
        (rested(70 * MINUTE, massaged_at=NOW - 2 * HOUR), Now(Step.MASSAGE)),
        # Whoever was told to see someone rests; ice may still ease it, on its days.
        (rested(40 * HOUR, 2, referred_on=TODAY - DAY), Now()),
        # The outing and ice: the outing until the day has had its first ice, then between two.
        (rested(100 * MINUTE, 1), Now(Step.ICE)),
        (rested(99 * MINUTE, 1), Now(Step.MOVE)),
        (rested(20 * HOUR, 1, reminders=reminders(2, move=None)), Now(Step.ICE)),
        (rested(20 * HOUR, 1, reminders=reminders(2, move=1)), Now(Step.MOVE)),
    ],
)
def test_what_now(known: Recovery, now: Now) -> None:
    assert what_now(known, NOW) == now


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """Return a time in New York on a winter day in March."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) + 5 * HOUR


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (at(6, 59), Now(Step.ICE, MINUTE, is_next_day=True)),
        (at(7, 0), Now(Step.ICE)),
        (at(21, 59), Now(Step.ICE)),
        (at(22, 0), Now(Step.ICE, 9 * HOUR, is_next_day=True)),
        (at(23, 59), Now(Step.ICE, 7 * HOUR + MINUTE, is_next_day=True)),
    ],
)
def test_nobody_is_woken_for_ice(now: datetime, what: Now) -> None:
    known = rested(3 * HOUR, iced_at=now - 3 * HOUR, out_at=now - 2 * HOUR, massaged_at=now)
    assert what_now(known, now) == what


@pytest.mark.parametrize("night", [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
def test_after_a_daylight_saving_night_the_day_begins_at_seven_by_the_clock(night: datetime) -> None:
    offset = timedelta(hours=4 if night.month == 3 else 5)
    began = night.date() - DAY
    known = rested(began_on=began, iced_at=night, out_at=night + ICE_TIME, massaged_at=night + HOUR, referred_on=began)
    seven = night + 7 * HOUR + offset
    assert known.local(seven).hour == 7
    assert what_now(known, seven - MINUTE) == Now(Step.ICE, MINUTE, is_next_day=True)
    assert what_now(known, seven) == Now(Step.ICE)
    assert next_ice(known, seven - 3 * HOUR) == seven


@pytest.mark.parametrize("zone", ["", "Mars/Olympus_Mons", "../etc/passwd", "UTC+25"])
def test_a_zone_nobody_knows_counts_as_utc(zone: str) -> None:
    assert Recovery(zone=zone).local(NOW).utcoffset() == timedelta(0)


@pytest.mark.parametrize("who", EVERYONE)
def test_there_is_always_exactly_one_answer(who: str) -> None:
    if EVERYONE[who].phase not in (Phase.READY, Phase.RESTING):
        return
    for hours in range(0, 150, 5):
        turn = heard(EVERYONE[who], e.WhereAsked(), now=NOW + hours * HOUR)
        said = [key for key in keys(turn) if key != "day"]
        assert said, "an answer"
        offers = [key for key in said if key in (Question.OFFER_ICE, Question.OFFER_MASSAGE, Question.OFFER_MOVE)]
        waits = [key for key in said if key.startswith(("wait-", "rest", "cold-watch"))]
        assert len(offers) + len(waits) + (turn.asked in (Question.SCORE, Question.FOOT_IN, Question.OUT)) == 1, said


@pytest.mark.parametrize(("now", "what"), [(at(9, 59, 3), Now(Step.MOVE)), (at(10, 0, 3), Now(Step.ICE))])
def test_what_is_reminded_of_is_what_comes_next(now: datetime, what: Now) -> None:
    """On the day after: the walk at eight, ice from ten on."""
    walk, *ice = (at(hour, 0, 3) for hour in (8, 10, 12, 14, 16))
    rings = (Reminder(Purpose.MOVE, walk, "walk"), *(Reminder(Purpose.ICE, each, str(each)) for each in ice))
    known = rested(iced_at=at(16, 20), out_at=at(16, 40), reminders=tuple(each for each in rings if each.at > now))
    assert what_now(known, now) == what


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (at(8, 19, 3), Now(Step.ICE, 41 * MINUTE)),
        (at(8, 20, 3), Now(Step.MOVE)),
        (at(8, 59, 3), Now(Step.MOVE)),
        (at(9, 0, 3), Now(Step.ICE)),
    ],
)
def test_after_ice_in_the_morning_the_outing_comes_before_the_next(now: datetime, what: Now) -> None:
    known = rested(iced_at=at(7, 0, 3), out_at=at(7, 20, 3), massaged_at=at(7, 20, 3))
    assert what_now(known, now) == what


@pytest.mark.parametrize(("hour", "may"), [(11, False), (12, True), (19, True), (20, False), (3, False)])
def test_where_the_zone_is_guessed_nothing_rings_that_may_be_at_night(hour: int, may: bool) -> None:
    known = rested(zone_guessed=True)
    at = datetime(2026, 3, 2, hour, tzinfo=known.local(NOW).tzinfo)
    assert may_ring(known, at) is may
    assert agenda(known, NOW + 12 * HOUR) == ()
    assert len(agenda(known, NOW)) == 1
    assert agenda_of_tomorrow(known, NOW) == ()


def test_where_the_zone_is_guessed_the_gap_is_the_one_that_was_asked_for() -> None:
    known = rested(zone_guessed=True, iced_at=NOW - ICE_TIME)
    gaps = [agenda(known, NOW, every)[0].at - (NOW - ICE_TIME) for every in (HOUR, 3 * HOUR)]
    assert [round(gap / HOUR) for gap in gaps] == [2, 3]


@pytest.mark.parametrize(("said", "hours"), [(time(8), [8, 20]), (time(12), [12]), (time(20), [20]), (time(0), [0])])
def test_a_time_before_noon_may_be_the_evening_and_midnight_is_no_noon(said: time, hours: list[int]) -> None:
    known = rested()
    tomorrow = known.local(NOW).date() + timedelta(days=1)
    assert [known.local(at).hour for at in readings(known, said, tomorrow, None, NOW)] == hours
