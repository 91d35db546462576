"""Ours against Amazon's, over every class of the SDK; what ours does better is in test_serializer_rules.py."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope, ResponseEnvelope
from ask_sdk_model.interfaces.viewport import Shape
from ask_sdk_model.services.timer_management import TimerResponse
from ask_sdk_model.ui import SimpleCard, SsmlOutputSpeech
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.alexa.serializer import PreparedSerializer

from .amazons import AMAZONS, amazons, attempt, looked_at, tree
from .recorded import names, recorded
from .sdk_documents import documents, variants
from .sdk_models import ENUMS, MODELS, class_of, declared_in, parts_of, path_of

OURS = PreparedSerializer()
MANY = settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])


def written(serializer: DefaultSerializer, thing: object) -> str:
    return json.dumps(serializer.serialize(thing))


def agree(document: Any, model: Any) -> None:
    theirs, ours = amazons(document, model), OURS.deserialize(json.dumps(document), model)
    assert tree(ours) == tree(theirs)
    assert tree(OURS.deserialize_parsed(deepcopy(document), model)) == tree(theirs)
    assert written(OURS, ours) == written(AMAZONS, theirs)
    assert written(OURS, theirs) == written(AMAZONS, ours)


def test_the_classes_are_all_there() -> None:
    assert len(MODELS) > 450
    assert len(ENUMS) > 90
    assert {RequestEnvelope, ResponseEnvelope, TimerResponse} <= set(MODELS)


def test_every_declared_type_is_of_a_kind_that_is_tried() -> None:
    declared = {parts_of(each)[1] for model in MODELS for each in declared_in(model).values()}
    native = {each for each in declared if not class_of(each)}
    assert native == {"str", "int", "float", "bool", "datetime", "object"}


def test_the_documents_hold_every_value_of_every_enumeration() -> None:
    for model in MODELS:
        for name, declared in declared_in(model).items():
            if parts_of(declared)[0] == "one" and (kind := class_of(declared)) in ENUMS:
                seen = {document.get(name) for document in variants(model)}
                assert seen >= {member.value for member in kind}, (model, name)


@pytest.mark.parametrize("model", MODELS, ids=path_of)
def test_every_class_is_read_and_written_alike(model: Any) -> None:
    for document in variants(model):
        agree(document, model)
        agree(document, path_of(model))


@pytest.mark.parametrize("model", MODELS, ids=path_of)
def test_no_two_objects_of_a_class_share_what_can_change(model: Any) -> None:
    fresh = vars(model())
    assert all(value is None or isinstance(value, str | bool | int | float) for value in fresh.values())


@pytest.mark.parametrize("model", ENUMS, ids=path_of)
def test_every_enumeration_is_read_and_written_alike(model: Any) -> None:
    for member in model:
        assert OURS.deserialize(json.dumps(member.value), path_of(model)) is member
        assert OURS.serialize(member) == AMAZONS.serialize(member)


@MANY
@given(st.data())
def test_any_object_is_read_and_written_alike(data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(MODELS))
    document = data.draw(documents(model))
    theirs = attempt(AMAZONS, document, model)
    assert attempt(OURS, document, model) == theirs
    if theirs != "refused":
        agree(document, model)


@MANY
@given(documents(RequestEnvelope, deep=7))
def test_any_request_is_read_and_written_alike(document: Any) -> None:
    agree(document, RequestEnvelope)


@MANY
@given(documents(ResponseEnvelope, deep=5))
def test_any_response_is_read_and_written_alike(document: Any) -> None:
    agree(document, ResponseEnvelope)


@pytest.mark.parametrize("name", names())
def test_every_recording_is_read_and_written_alike(name: str) -> None:
    looked = looked_at(recorded(name), path_of(RequestEnvelope))
    agree(looked, RequestEnvelope)
    assert attempt(OURS, recorded(name), RequestEnvelope) == attempt(AMAZONS, looked, RequestEnvelope)


@pytest.mark.parametrize(
    ("payload", "declared"),
    [
        (None, "str"),
        ("null", "str"),
        ("null", RequestEnvelope),
        ('"x"', "str"),
        ("5", "str"),
        ("5", int),
        ('"5"', "long"),
        ("5", float),
        ("true", bool),
        ('{"a": [1]}', "object"),
        ('"x"', object),
        ("5", DefaultSerializer),
        ('"2026-03-01T18:00:00Z"', datetime),
        ('"2026-03-01T18:00:00Z"', "date"),
        ('"2026-03-01"', date),
        ("[1, null, 2]", "list[int]"),
        ('["A", "B"]', "list[str]"),
        ('{"a": 1, "b": null}', "dict(str, float)"),
        ('{"a": [1], "b": null}', "dict(str, list[int])"),
        ("[[1], [2, 3]]", "list[list[int]]"),
        (b'{"id": "t"}', TimerResponse),
        ('[{"id": "t"}, null]', f"list[{path_of(TimerResponse)}]"),
    ],
)
def test_any_declaration_is_read_alike(payload: str | bytes | None, declared: Any) -> None:
    assert tree(OURS.deserialize(payload, declared)) == tree(AMAZONS.deserialize(payload, declared))


MOMENTS = st.datetimes() | st.datetimes(timezones=st.timezones())


@settings(deadline=None)
@given(
    MOMENTS, st.sampled_from(["auto", "seconds", "milliseconds", "minutes"]), st.sampled_from(["Z", "", "z", " UTC"])
)
def test_any_moment_is_read_alike(moment: datetime, timespec: str, zone: str) -> None:
    text = moment.isoformat(timespec=timespec) + ("" if moment.tzinfo else zone)
    document = {"triggerTime": text}
    assert attempt(OURS, document, TimerResponse) == attempt(AMAZONS, document, TimerResponse)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T18:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T18:00:60Z",
        "2026-03-01T18:00:00.1234567Z",
        "2026-03-01T18:00:00.Z",
        "2026-03-01T18:00:00-00:00",
        "2026-03-01 18:00:00Z",
        "٢٠٢٦-03-01T18:00:00Z",
        "2026-03-01T18:00:00Z\n",
        "soon",
        "9" * 5000,
        True,
        5,
        1.5,
        [],
        {},
    ],
)
def test_a_strange_moment_is_read_alike(text: object) -> None:
    document = {"triggerTime": text}
    assert attempt(OURS, document, TimerResponse) == attempt(AMAZONS, document, TimerResponse)


class Color(StrEnum):
    RED = "red"


class Own:
    """Not of the SDK, but made like its classes."""

    deserialized_types: ClassVar = {"some_name": "str", "other": "list[int]"}
    attribute_map: ClassVar = {"some_name": "someName"}

    def __init__(self) -> None:
        self.some_name = Color.RED
        self.other = (1, Decimal("2"), Decimal("2.5"))
        self.more = "never written"


class Bare(Own):
    deserialized_types: ClassVar = {}


THINGS = [
    None,
    "x",
    b"x",
    1,
    True,
    0.5,
    Decimal("1.5"),
    Color.RED,
    Shape.ROUND,
    date(2026, 3, 1),
    datetime(2026, 3, 1, 18, tzinfo=UTC),
    (1, (2,), [3]),
    {"a": None, "b": [Shape.ROUND], 5: Own()},
    Own(),
    Bare(),
    [SimpleCard("title", "content"), SsmlOutputSpeech(ssml="<speak/>")],
]


@pytest.mark.parametrize("thing", THINGS, ids=range(len(THINGS)))
def test_other_things_are_written_alike(thing: Any) -> None:
    theirs, ours = AMAZONS.serialize(thing), OURS.serialize(thing)
    assert tree(ours) == tree(theirs)
    assert type(ours) is type(theirs)


@pytest.mark.parametrize("model", MODELS, ids=path_of)
def test_a_fresh_object_is_written_alike(model: Any) -> None:
    assert written(OURS, model()) == written(AMAZONS, model())


@pytest.mark.parametrize("thing", [object(), {1}, timedelta(1), [object()]], ids=range(4))
def test_what_amazons_cannot_write_ours_cannot_either(thing: Any) -> None:
    for serializer in (AMAZONS, OURS):
        with pytest.raises(AttributeError, match="deserialized_types"):
            serializer.serialize(thing)
