"""What DynamoDB does that no other store does: it throttles, loses answers, and deletes by its own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from skill.ports import HOUSEHOLD, KEPT_FOR, Conflict, Record, Recoveries, RecoveriesTrouble
from skill.routine.recovery import Recovery, Stage
from skill.storage import recoveries_at

from .dynamodb import EMULATORS, TABLE, FaultyProxy, client, emulator, opened_dynamodb

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
USER = "5" * 64
READY = Record(Recovery(stage=Stage.READY, zone="Europe/London"), 0)


@pytest.fixture(scope="module", params=EMULATORS)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    with emulator(request.param) as url:
        yield url


@pytest.fixture
def way(database: str, httpserver: HTTPServer) -> FaultyProxy:
    return FaultyProxy(httpserver, database)


@pytest.fixture
def store(way: FaultyProxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recoveries]:
    with opened_dynamodb(way.url, monkeypatch) as opened:
        opened.forget_household(USER)
        opened.save(USER, HOUSEHOLD, READY, NOW)
        way.calls.clear()
        yield opened


def item(database: str) -> dict[str, Any]:
    (found,) = client(database).scan(TableName=TABLE)["Items"]
    return dict(found)


def test_a_turn_costs_one_read_and_one_write(store: Recoveries, way: FaultyProxy) -> None:
    store.save(USER, HOUSEHOLD, store.load(USER)[HOUSEHOLD], NOW)
    assert way.calls == ["Query", "PutItem"]


def test_a_call_that_is_throttled_once_is_tried_again(store: Recoveries, way: FaultyProxy) -> None:
    way.throttled = 1
    assert store.load(USER)[HOUSEHOLD].version == 1
    way.throttled = 1
    store.save(USER, HOUSEHOLD, store.load(USER)[HOUSEHOLD], NOW)
    assert store.load(USER)[HOUSEHOLD].version == 2


def test_a_table_that_goes_on_throttling_is_trouble_and_not_waited_for(store: Recoveries, way: FaultyProxy) -> None:
    way.throttled = 99
    for call in (lambda: store.load(USER), lambda: store.save(USER, HOUSEHOLD, Record(version=1), NOW)):
        with pytest.raises(RecoveriesTrouble, match="refused: ProvisionedThroughputExceededException") as caught:
            call()
        assert not isinstance(caught.value, Conflict)
    assert way.calls == ["Query"] * 2 + ["PutItem"] * 2
    way.throttled = 0
    assert store.load(USER)[HOUSEHOLD].version == 1


@pytest.mark.parametrize("database", ["moto"], indirect=True)  # dynalite does not tell what stands in the way
def test_a_save_whose_answer_is_lost_is_saved_once(store: Recoveries, way: FaultyProxy) -> None:
    way.lost = 1
    store.save(USER, HOUSEHOLD, Record(Recovery(stage=Stage.RESTING), 1), NOW)
    assert way.calls == ["PutItem"] * 2
    assert store.load(USER) == {HOUSEHOLD: Record(Recovery(stage=Stage.RESTING), 2)}


def test_a_save_whose_answers_are_all_lost_is_trouble(store: Recoveries, way: FaultyProxy) -> None:
    way.lost = 99
    with pytest.raises(RecoveriesTrouble):
        store.save(USER, HOUSEHOLD, Record(Recovery(stage=Stage.RESTING), 1), NOW)
    assert store.load(USER)[HOUSEHOLD].version == 2


def test_forgetting_whose_answer_is_lost_is_done(store: Recoveries, way: FaultyProxy) -> None:
    way.lost = 1
    store.forget(USER, HOUSEHOLD)
    assert store.load(USER) == {}


def test_each_use_moves_the_moment_when_dynamodb_deletes_it(store: Recoveries, database: str) -> None:
    assert item(database)["expires_at"] == {"N": str(int((NOW + KEPT_FOR).timestamp()))}
    later = NOW + timedelta(days=9)
    store.save(USER, HOUSEHOLD, store.load(USER)[HOUSEHOLD], later)
    assert item(database)["expires_at"] == {"N": str(int((later + KEPT_FOR).timestamp()))}
    assert store.expire((later + 99 * KEPT_FOR).date(), timedelta(0), 99) == 0  # it is left to DynamoDB
    assert store.load(USER)


def test_no_item_holds_more_than_its_record(store: Recoveries, database: str) -> None:
    assert set(item(database)) == {"user_key", "person", "version", "used_on", "record", "expires_at", "save"}


def test_a_table_that_is_not_there_is_trouble_of_one_line(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_dynamodb(database, monkeypatch, "another-table") as store:
        for call in (lambda: store.load(USER), lambda: store.check(NOW)):
            with pytest.raises(RecoveriesTrouble, match=r"^DynamoDB refused: ResourceNotFoundException$"):
                call()


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3", reason="the extra 'dynamodb' is not installed")
    trouble = pytest.raises(RecoveriesTrouble, match=r"^no answer from DynamoDB: EndpointConnectionError$")
    with opened_dynamodb("http://127.0.0.1:9", monkeypatch) as store, trouble:
        store.load(USER)


def test_without_a_region(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("boto3", reason="the extra 'dynamodb' is not installed")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(RecoveriesTrouble, match=r"^NoRegionError: set AWS_DEFAULT_REGION$"):
        recoveries_at("dynamodb://recoveries")
