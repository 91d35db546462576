"""The promises of `skill.ports.Recoveries`, kept by every store alike."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.ports import EMPTY, HOUSEHOLD, Conflict, HandledRequest, Record, Recoveries, RecoveriesTrouble
from skill.routine.acts import Question
from skill.routine.deadlines import Countdown, Planned, Purpose, Reminder
from skill.routine.plan import Step
from skill.routine.recovery import Before, Recovery, Stage
from skill.storage import recoveries_at
from tests import THOROUGH

from .dynamodb import EMULATORS, emulator, opened_dynamodb
from .postgresql import emptied, server

MOMENTS = st.integers(0, 2**41).map(lambda ms: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms))
TIMES = st.timedeltas(timedelta(0), timedelta(days=3))

COUNTDOWNS = st.builds(Countdown, st.sampled_from(Step), TIMES, st.none() | MOMENTS, TIMES, st.none() | MOMENTS)
ZONES = st.none() | st.sampled_from(["Europe/London", "America/Los_Angeles", "Asia/Kolkata"])

PURPOSES = st.sampled_from(Purpose)

BY_TYPE: dict[object, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    Stage: st.sampled_from(Stage),
    Countdown | None: st.none() | COUNTDOWNS,
    Step: st.sampled_from(Step),
    timedelta: TIMES,
    datetime | None: st.none() | MOMENTS,
    date | None: st.none() | st.dates(date(2020, 1, 1), date(2100, 1, 1)),
    bool | None: st.none() | st.booleans(),
    str | None: st.none() | st.text(),
    int: st.integers(1, 9),
    tuple[str, ...]: st.lists(st.text(), max_size=3).map(tuple),
    tuple[Reminder, ...]: st.lists(st.builds(Reminder, PURPOSES, MOMENTS, st.text()), max_size=3).map(tuple),
    tuple[Planned, ...]: st.lists(st.builds(Planned, PURPOSES, MOMENTS), max_size=3).map(tuple),
}
"""A field of a new type has none here, and the tests say so."""


FIELDS = {name: BY_TYPE[kind] for name, kind in get_type_hints(Recovery).items() if name not in ("zone", "before")}
EARLIER = st.builds(Recovery, zone=ZONES, **FIELDS)
BEFORE = st.builds(Before, MOMENTS, EARLIER, st.none() | st.sampled_from(Question))
RECOVERIES = st.builds(Recovery, zone=ZONES, before=st.none() | BEFORE, **FIELDS)


READY = Recovery(stage=Stage.READY, zone="Europe/London")
RESTING = Recovery(stage=Stage.RESTING, zone="Europe/London")

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


SWEEPING = ["memory", "sqlite", "postgresql"]
"""Stores that delete what is not used any more when they are told to."""
sweeping = pytest.mark.parametrize("store", SWEEPING, indirect=True)


@pytest.fixture(scope="module")
def url_of() -> Iterator[Callable[[str], str]]:
    """The address of a server by its name; each is started once."""
    with ExitStack() as servers:

        @cache
        def url(name: str) -> str:
            return servers.enter_context(emulator(name)) if name in EMULATORS else servers.enter_context(server()).url

        yield url


@pytest.fixture(params=[*SWEEPING, *EMULATORS])
def store(
    request: pytest.FixtureRequest, url_of: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Recoveries]:
    if request.param in EMULATORS:
        with opened_dynamodb(url_of(request.param), monkeypatch) as opened:
            yield opened
        return
    monkeypatch.setattr("skill.storage.postgresql.BUSY_SECONDS", 5)  # so that no test measures time
    files = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'coach.db'}"}
    with closing(recoveries_at(files.get(request.param) or url_of(request.param))) as opened:
        if request.param == "postgresql":
            emptied(url_of("postgresql"))
        yield opened


@pytest.fixture
def user() -> str:
    return f"{next(_numbers):064x}"


def load(store: Recoveries, user: str, person: str = HOUSEHOLD) -> Record:
    return store.load(user).get(person, EMPTY)


def save(store: Recoveries, user: str, kept: Record, at: datetime = NOW, person: str = HOUSEHOLD) -> None:
    store.save(user, person, kept, at)


@pytest.mark.parametrize(("saves", "stale"), [(0, 1), (1, 0), (2, 0), (2, 1), (2, 3), (2, 99)])
def test_a_version_that_is_not_the_newest_changes_nothing(store: Recoveries, user: str, saves: int, stale: int) -> None:
    for version in range(saves):
        save(store, user, Record(READY, version))
    with pytest.raises(Conflict):
        save(store, user, Record(RESTING, stale))
    assert load(store, user) == (Record(READY, saves) if saves else EMPTY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60 if THOROUGH else 10)
@given(recovery=RECOVERIES)
def test_what_is_saved_is_loaded(store: Recoveries, recovery: Recovery) -> None:
    user = f"{next(_numbers):064x}"
    save(store, user, Record(recovery, 0))
    assert load(store, user) == Record(recovery, 1)


def test_a_forgotten_user_is_a_new_one(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0))
    store.forget(user, HOUSEHOLD)
    store.forget(user, HOUSEHOLD)
    assert load(store, user) == Record(Recovery(), 0)
    with pytest.raises(Conflict):
        save(store, user, Record(READY, 1))
    save(store, user, Record(RESTING, 0))
    assert load(store, user) == Record(RESTING, 1)


def test_a_household_is_forgotten_as_a_whole(store: Recoveries, user: str) -> None:
    other = user[::-1]
    save(store, user, Record(READY, 0))
    save(store, user, Record(RESTING, 0), person="anna")
    save(store, other, Record(READY, 0))
    for _ in range(2):
        store.forget_household(user)
        assert store.load(user) == {}
    assert load(store, other) == Record(READY, 1)


def test_handled_requests_come_back_as_they_were(store: Recoveries, user: str) -> None:
    handled = (HandledRequest("a", NOW), HandledRequest("b", NOW + timedelta(microseconds=1)))
    save(store, user, Record(READY, 0, handled=handled))
    assert load(store, user) == Record(READY, 1, handled=handled)


def test_people_of_one_household_do_not_touch_each_other(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0))
    save(store, user, Record(RESTING, 0), person="anna")
    save(store, user, Record(READY, 1), person="anna")
    assert store.load(user) == {HOUSEHOLD: Record(READY, 1), "anna": Record(READY, 2)}
    store.forget(user, HOUSEHOLD)
    assert store.load(user) == {"anna": Record(READY, 2)}
    store.forget(user, "anna")
    assert store.load(user) == {}


def test_the_day_of_the_last_use(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0), NOW)
    assert load(store, user).used_on == date(2026, 3, 2)
    save(store, user, replace(load(store, user), recovery=RESTING), NOW + timedelta(hours=3))
    assert load(store, user).used_on == date(2026, 3, 2)
    save(store, user, load(store, user), NOW + timedelta(hours=5))
    assert load(store, user).used_on == date(2026, 3, 3)


@sweeping
def test_what_was_not_used_for_long_is_removed_bit_by_bit(store: Recoveries, user: str) -> None:
    assert store.expire(NOW.date(), timedelta(0), 2) == 0
    for number in range(5):
        save(store, user, Record(READY, 0), NOW + number * DAY, person=str(number))
    assert [store.expire(NOW.date() + 3 * DAY, timedelta(0), 2) for _ in range(3)] == [2, 1, 0]
    assert set(store.load(user)) == {"3", "4"}


@sweeping
def test_using_it_keeps_it(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0), NOW - 40 * DAY)
    save(store, user, replace(load(store, user), recovery=RESTING), NOW - 30 * DAY)
    save(store, "another", Record(READY, 0), NOW)
    assert store.expire(NOW.date(), 30 * DAY, 99) == 0
    assert load(store, user).recovery == RESTING


@sweeping
def test_a_clock_that_is_ahead_for_a_moment_deletes_nothing(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0), NOW)
    assert store.expire(NOW.date() + 400 * DAY, 30 * DAY, 99) == 0
    save(store, user, Record(READY, 0), NOW - 31 * DAY, person="anna")
    assert store.expire(NOW.date() + 400 * DAY, 30 * DAY, 99) == 1
    assert set(store.load(user)) == {HOUSEHOLD}


@sweeping
def test_a_use_in_the_future_deletes_nothing(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0), NOW)
    save(store, user, Record(READY, 0), NOW + 400 * DAY, person="anna")
    assert store.expire(NOW.date(), 30 * DAY, 99) == 0


@sweeping
def test_several_delete_at_once(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0), NOW)
    for number in range(40):
        save(store, f"{number}", Record(READY, 0), NOW - 40 * DAY)
    deleted: list[int] = []
    _together(*(lambda: deleted.append(store.expire(NOW.date(), 30 * DAY, 99)) for _ in range(4)))
    assert sum(deleted) == 40
    assert store.load(user)


def test_a_check_changes_no_record(store: Recoveries, user: str) -> None:
    save(store, user, Record(READY, 0))
    for seconds in (0, 0, 1, -5):
        store.check(NOW + timedelta(seconds=seconds))
    assert store.load(user) == {HOUSEHOLD: Record(READY, 1)}


def _together(*work: Callable[[], object]) -> None:
    """Run everything at once; whatever is raised fails the test."""
    barrier, raised = Barrier(len(work)), list[BaseException]()

    def run(each: Callable[[], object]) -> None:
        barrier.wait()
        try:
            each()
        except BaseException as error:
            raised.append(error)

    threads = [Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []


def test_two_at_once_lose_nothing(store: Recoveries, user: str) -> None:
    rounds = 25

    def count_up() -> None:
        for _ in range(rounds):
            while True:
                kept = load(store, user)
                longer = replace(kept.recovery, timer=f"{kept.recovery.timer or ''}x")
                try:
                    save(store, user, Record(longer, kept.version))
                    break
                except Conflict:
                    continue

    _together(count_up, count_up)
    assert load(store, user) == Record(Recovery(timer="x" * 2 * rounds), 2 * rounds)


NOWHERE = r"""
    coach.db sqlite://somewhere/coach.db sqlite:// sqlite:/// sqlite:///:memory:
    nosuchdatabase://somewhere/coach mysql://coach:PASS@somewhere/coach postgresql+nosuchdriver://coach:PASS@somewhere/x
    dynamodb:// dynamodb:///table dynamodb://a dynamodb://host/table
"""
PASSWORDS = ("PASS", "PASSpa%ss", "PASS%00", "PASS/x", "1/PASS", "a@PASS", "PASS?x", "PASS\udce4", "PASS#x", "PASS ")


@pytest.mark.parametrize(
    "url",
    [
        *("", *NOWHERE.split()),
        *(f"postgresql://coach:{password}@127.0.0.1:1/x" for password in PASSWORDS),
        *(f"postgresql://coach:PASS@127.0.0.1:1/x?{option}=PASS" for option in ("nosuchoption", "sslmode")),
        *("postgresql://coach:PASS@[::1/x", "postgresql+psycopg://coach:PASS@127.0.0.1:port/x"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_in_one_line_without_its_password(url: str) -> None:
    with pytest.raises(RecoveriesTrouble) as caught:
        recoveries_at(url)
    told = str(caught.value)
    assert told == " ".join(told.split())
    assert "PASS" not in told
