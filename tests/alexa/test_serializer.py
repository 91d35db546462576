"""The prepared serializer against Amazon's own, and where it forgives what Amazon's refuses."""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import ask_sdk_model
import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import Request, RequestEnvelope
from ask_sdk_model.services.timer_management import TimerResponse, TimersResponse
from ask_sdk_model.services.ups import DistanceUnits

from skill.alexa.inbound import to_event
from skill.alexa.serializer import PreparedSerializer, _reader_of

from .alexa_api import timer
from .recorded import names, recorded

AMAZONS, OURS = DefaultSerializer(), PreparedSerializer()
NEWER = {"unknown-type", "session-ended-unknown-reason"}
"""Recordings that Amazon's own serializer refuses."""


def read(document: object, model: Any) -> Any:
    return OURS.deserialize(json.dumps(document), model)


def test_a_request_is_read_and_written_as_by_amazons() -> None:
    for name in set(names()) - NEWER:
        document = recorded(name)
        document["context"] = {"System": document["context"]["System"]}
        theirs, ours = AMAZONS.deserialize(json.dumps(document), RequestEnvelope), read(document, RequestEnvelope)
        assert type(ours.request) is type(theirs.request), name
        # Without the names that Amazon's makes attributes of.
        assert OURS.serialize(ours) == AMAZONS.serialize(theirs), name


def classes() -> Iterator[Any]:
    for module in pkgutil.walk_packages(ask_sdk_model.__path__, "ask_sdk_model."):
        for found in vars(import_module(module.name)).values():
            if isinstance(found, type) and found.__module__ == module.name and hasattr(found, "deserialized_types"):
                yield found


def test_every_declared_type_of_the_sdk_is_there() -> None:
    models = list(classes())
    assert len(models) > 450
    for model in models:
        for declared in model.deserialized_types.values():
            assert callable(_reader_of(declared))


def test_a_request_of_an_unknown_type_stays_a_request() -> None:
    envelope = read(recorded("unknown-type"), RequestEnvelope)
    assert type(envelope.request) is Request
    assert envelope.request.object_type == "Alexa.Dreams.Dreamt"
    assert envelope.request.locale == "en-US"
    assert to_event(envelope) is None


def test_a_value_of_a_new_kind_is_absent() -> None:
    assert read(recorded("session-ended-unknown-reason"), RequestEnvelope).request.reason is None
    assert read(timer(status="SLEEPING"), TimerResponse).status is None
    assert read({"id": ["x"]}, TimerResponse).id is None
    assert read("FURLONG", DistanceUnits) is None
    assert read({"type": "HOLOGRAM"}, "ask_sdk_model.directive.Directive") is None
    assert read({"type": "Quantum", "value": "x"}, "ask_sdk_model.slot_value.SlotValue") is None


@pytest.mark.parametrize("name", ["__dict__", "__class__", "deserialized_types", "attribute_map", "object_type", "new"])
def test_an_unknown_name_does_nothing(name: str) -> None:
    assert read({**timer(), name: {"id": "x"}}, TimerResponse) == read(timer(), TimerResponse)


@pytest.mark.parametrize(
    ("payload", "model"),
    [
        *(
            (each, TimerResponse)
            for each in ("", "{", "[" * 100_000, '{"id": "\\ud83e"}', b'{"id": "\xff"}', "5", '"SECRET"')
        ),
        *((f'{{"triggerTime": {each}}}', TimerResponse) for each in ('"SECRET"', "5")),
        *((f'{{"timers": {each}}}', TimersResponse) for each in ('"SECRET"', '{"SECRET": 1}', '["SECRET"]')),
        *((f'{{"totalCount": {each}}}', TimersResponse) for each in ('"SECRET"', "1e999")),
        ('{"request": {"type": "IntentRequest", "intent": {"slots": []}}}', RequestEnvelope),
        ("{}", "ask_sdk_model.nowhere.Nothing"),
    ],
)
def test_all_else_is_refused_without_repeating_it(payload: Any, model: Any) -> None:
    with pytest.raises(SerializationException) as caught:
        OURS.deserialize(payload, model)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("text", [r'"\ud83e"', r'"\uDC00"', r'{"\ud83e": 1}', b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}"])
def test_what_is_no_text_is_no_json(text: str | bytes) -> None:
    with pytest.raises(SerializationException):
        OURS.deserialize(text, "object")


def test_a_whole_surrogate_pair_is_text() -> None:
    assert OURS.deserialize(r'"\ud83e\uddca \\ud"', "object") == "\N{ICE CUBE} \\ud"
