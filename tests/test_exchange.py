"""What is written down of an exchange, and read again."""

from datetime import UTC, datetime, timedelta

import pytest

from skill.exchange import MOST_REMEMBERED, REMEMBERED_FOR, Exchange, found, last_of, with_one_more, written
from skill.ports import Answer, RecoveriesTrouble
from skill.routine.events import (
    Refusal,
    RemindersLeft,
    RemindersSeen,
    RemindersSet,
    TimerLost,
    TimerRefused,
    TimerSeen,
    TimerSet,
)
from skill.routine.plan import Step
from skill.routine.recovery import Recovery, Stage
from skill.routine.reminder import LiveReminder, Purpose, Reminder

AT = datetime(2026, 3, 2, 20, 0, 0, 123456, tzinfo=UTC)
ANSWERS: list[Answer] = [
    None,
    TimerSet("one"),
    TimerRefused(Refusal.PERMISSION),
    TimerLost(gone=True),
    TimerLost(gone=False),
    TimerSeen(Step.ICE, None),
    TimerSeen(Step.MOVE, "two", timedelta(minutes=12), True, timedelta(minutes=20)),
    RemindersSet(()),
    RemindersSet((Reminder(Purpose.ICE, AT, "three"),), Refusal.UNREACHABLE),
    RemindersSet((), Refusal.PERMISSION),
    RemindersLeft(("three", "four")),
    RemindersSeen(()),
    RemindersSeen(None),
    RemindersSeen((LiveReminder("five", AT),)),
]
"""Everything the world may have answered."""


def test_every_answer_is_read_as_it_was_written() -> None:
    exchange = Exchange(AT, Recovery(stage=Stage.READY, zone="Europe/London"), tuple(ANSWERS))
    assert found("b", (written("a", Exchange(AT, Recovery())), written("b", exchange))) == exchange


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_alone(answer: Answer) -> None:
    exchange = Exchange(AT, Recovery(), (answer,))
    assert found("a", (written("a", exchange),)) == exchange


def test_it_is_one_line() -> None:
    exchange = Exchange(AT, Recovery(timer="one\ntwo\r\x85\u2028three"))
    line = written("a", exchange)
    assert "\n" not in line
    assert found("a", (line,)) == exchange


def test_another_request_is_not_found() -> None:
    lines = (written("abc", Exchange(AT, Recovery())),)
    assert found("ab", lines) is None
    assert found("", lines) is None
    assert found("abc", ()) is None


def test_what_may_be_delivered_again_is_remembered() -> None:
    lines: tuple[str, ...] = ("damaged",)
    for number in range(2 * MOST_REMEMBERED):
        lines = with_one_more(lines, str(number), Exchange(AT + timedelta(seconds=number), Recovery()))
    assert [line.split()[0] for line in lines] == [str(MOST_REMEMBERED + number) for number in range(MOST_REMEMBERED)]
    later = AT + timedelta(seconds=2 * MOST_REMEMBERED - 3.5) + REMEMBERED_FOR
    assert [line.split()[0] for line in with_one_more(lines, "later", Exchange(later, Recovery()))] == [
        "17",
        "18",
        "19",
        "later",
    ]


def test_the_last() -> None:
    later = Exchange(AT + timedelta(minutes=1), Recovery())
    assert last_of((written("a", Exchange(AT, Recovery())), written("b", later))) == later
    assert last_of(()) is None


@pytest.mark.parametrize(
    "line", ["a", "a ", "a {", "a 1", "a 1 ", "a 1 {", "a 1 {}", 'a 1 {"at": "lately", "before": {}}']
)
def test_a_damaged_one(line: str) -> None:
    with pytest.raises(RecoveriesTrouble, match="damaged"):
        found("a", (line,)) or last_of((line,))
    with pytest.raises(RecoveriesTrouble):
        last_of((line,))
