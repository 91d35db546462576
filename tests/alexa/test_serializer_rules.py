"""Where our serializer differs from Amazon's on purpose: new names and values, wrong types, broken classes."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model import Request, RequestEnvelope
from ask_sdk_model.services.reminder_management import GetReminderResponse
from ask_sdk_model.services.timer_management import TimerResponse, TimersResponse
from ask_sdk_model.services.ups import DistanceUnits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.alexa.inbound import to_event
from skill.alexa.serializer import PreparedSerializer

from .amazons import AMAZONS, NOTHING, attempt, looked_at, tree
from .recorded import recorded
from .sdk_documents import ANYTHING, documents
from .sdk_models import BY_PATH, MODELS, path_of

OURS = PreparedSerializer()
MANY = settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(st.data())
def test_any_json_is_read_by_the_rules(data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(MODELS))
    document = data.draw(documents(model, wild=True) | ANYTHING)
    by_the_rules(document, model)


@MANY
@given(documents(RequestEnvelope, deep=7, wild=True))
def test_any_strange_request_is_read_by_the_rules(document: Any) -> None:
    by_the_rules(document, RequestEnvelope)


def by_the_rules(document: Any, model: Any) -> None:
    """Ours sees in a document what Amazon's sees in that document without all that ours does not look at."""
    looked = looked_at(document, path_of(model))
    ours = attempt(OURS, document, model)
    if looked is NOTHING:
        assert ours in ("refused", tree(None))
    else:
        assert ours == attempt(AMAZONS, looked, model)


DANGEROUS = {
    "__dict__": {"object_type": "SessionEndedRequest"},
    "__class__": "x",
    "__init__": 1,
    "deserialized_types": {"locale": "int"},
    "attribute_map": {"locale": "requestId"},
    "object_type": "x",
    "_Request__discriminator_value": "x",
    "to_dict": 1,
    "": 1,
    "newInNextYear": [1],
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_an_unknown_name_does_nothing(name: str) -> None:
    document = recorded("ReportSorenessIntent")
    before = OURS.deserialize(json.dumps(document), RequestEnvelope)
    everywhere = list(objects_in(document))
    for holder in everywhere:
        holder[name] = DANGEROUS[name]
    assert len(everywhere) > 25
    found = OURS.deserialize(json.dumps(document), RequestEnvelope)
    assert tree(found) == tree(before)
    assert AMAZONS.serialize(found) == AMAZONS.serialize(before)


def objects_in(document: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object of a class: maps, whose names are data, are left out."""
    if isinstance(document, dict):
        yield document
    for name, inner in document.items() if isinstance(document, dict) else enumerate(document):
        if name in ("slots", "scopes"):
            yield from (each for part in inner.values() for each in objects_in(part))
        elif isinstance(inner, dict | list) and name != "attributes":
            yield from objects_in(inner)


def test_a_request_of_an_unknown_type_stays_a_request() -> None:
    envelope = OURS.deserialize(json.dumps(recorded("unknown-type")), RequestEnvelope)
    assert type(envelope.request) is Request
    assert envelope.request.object_type == "Alexa.Dreams.Dreamt"
    assert envelope.request.locale == "en-US"
    assert envelope.request.timestamp == datetime(2026, 3, 1, 18, tzinfo=UTC)
    assert to_event(envelope) is None
    assert OURS.serialize(envelope)["request"]["type"] == "Alexa.Dreams.Dreamt"


@pytest.mark.parametrize("kind", [5, None, ["LaunchRequest"], {}, "launchrequest", ""])
def test_a_request_of_no_type_stays_a_request(kind: object) -> None:
    document = recorded("LaunchRequest")
    document["request"]["type"] = kind
    assert type(OURS.deserialize(json.dumps(document), RequestEnvelope).request) is Request


def test_a_session_that_ended_for_a_new_reason() -> None:
    envelope = OURS.deserialize(json.dumps(recorded("session-ended-unknown-reason")), RequestEnvelope)
    assert envelope.request.object_type == "SessionEndedRequest"
    assert envelope.request.reason is None


def test_what_the_sdk_does_not_know_is_absent() -> None:
    document = recorded("LaunchRequest")
    new, known = {"type": "HOLOGRAM", "id": "h"}, {"type": "APL", "id": "main", "shape": "OVAL"}
    document["context"]["Viewport"] = {"shape": "OVAL", "dpi": 160, "touch": ["SINGLE", "TENTACLE"]}
    document["context"]["Viewports"] = [new, known, None, {"id": "no type"}]
    context = OURS.deserialize(json.dumps(document), RequestEnvelope).context
    assert context.viewport.shape is None
    assert context.viewport.dpi == 160.0
    assert [each.value for each in context.viewport.touch] == ["SINGLE"]
    assert [each and each.id for each in context.viewports] == ["main", None]
    assert context.viewports[0].shape is None


def test_what_a_member_or_a_map_holds_may_be_new() -> None:
    slot = {"slotValue": {"type": "Quantum", "value": "x"}, "value": "left"}
    read = OURS.deserialize(json.dumps(slot), "ask_sdk_model.slot.Slot")
    assert (read.slot_value, read.value) == (None, "left")
    event = {"recognizers": {"new": {"type": "smell"}, "old": {"type": "match"}}}
    declared = "ask_sdk_model.interfaces.game_engine.start_input_handler_directive.StartInputHandlerDirective"
    handler = OURS.deserialize(json.dumps({"type": "GameEngine.StartInputHandler", **event}), declared)
    assert list(handler.recognizers) == ["old"]


def test_alone_it_is_none() -> None:
    assert OURS.deserialize('"FURLONG"', path_of(DistanceUnits)) is None
    assert OURS.deserialize('{"type": "HOLOGRAM"}', "ask_sdk_model.directive.Directive") is None


def test_a_reminder_can_be_read() -> None:
    content = {"content": [{"locale": "en-US", "text": "Ice!"}]}
    payload = json.dumps({"alertToken": "x", "alertInfo": {"spokenInfo": content}})
    with pytest.raises(SerializationException):
        AMAZONS.deserialize(payload, GetReminderResponse)
    (said,) = OURS.deserialize(payload, GetReminderResponse).alert_info.spoken_info.content
    assert said.text == "Ice!"


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"status": ["ON"]}, None),
        ({"status": 5}, None),
        ({"status": {}}, None),
        ({"status": "SLEEPING"}, None),
        ({"status": "ON"}, "ON"),
    ],
)
def test_a_value_that_no_enumeration_has(document: dict[str, Any], found: str | None) -> None:
    status = OURS.deserialize(json.dumps(document), TimerResponse).status
    assert (status and status.value) == found


@pytest.mark.parametrize(
    ("document", "member"),
    [
        ({"id": ["x"]}, "id"),
        ({"id": {"x": 1}}, "id"),
        ({"timers": ""}, "timers"),
        ({"timers": {}}, "timers"),
        ({"triggerTime": ""}, "trigger_time"),
        ({"totalCount": []}, "total_count"),
    ],
)
def test_what_amazons_takes_for_something_else_is_absent(document: dict[str, Any], member: str) -> None:
    model = TimerResponse if member in ("id", "trigger_time") else TimersResponse
    assert getattr(OURS.deserialize(json.dumps(document), model), member) is None


@pytest.mark.parametrize(
    ("payload", "model"),
    [
        ("", TimerResponse),
        ("<html>SECRET", TimerResponse),
        ("[" * 200_000, TimerResponse),
        (5, TimerResponse),
        (b"\xff", TimerResponse),
        ("5", TimerResponse),
        ('"SECRET"', TimerResponse),
        ("[]", TimerResponse),
        ('""', TimerResponse),
        ('{"triggerTime": "SECRET"}', TimerResponse),
        ('{"timers": "SECRET"}', TimersResponse),
        ('{"timers": 5}', TimersResponse),
        ('{"timers": ["SECRET"]}', TimersResponse),
        ('{"totalCount": "SECRET"}', TimersResponse),
        ('{"totalCount": 1e999}', TimersResponse),
        ('{"totalCount": NaN}', TimersResponse),
        ('{"request": {"type": "LaunchRequest", "task": "SECRET"}}', RequestEnvelope),
        ('{"request": {"type": "IntentRequest", "intent": {"slots": []}}}', RequestEnvelope),
        ("{}", "ask_sdk_model.nowhere.SECRETLESS"),
        ("{}", "ask_sdk_model.request.Nobody"),
        ("{}", "Nobody"),
    ],
)
def test_all_else_is_refused_without_repeating_it(payload: Any, model: Any) -> None:
    with pytest.raises(SerializationException) as caught:
        OURS.deserialize(payload, model)
    assert not re.search(r"SECRET\b", str(caught.value))


def test_nesting_without_end_is_refused() -> None:
    value: dict[str, Any] = {"type": "List"}
    for _ in range(20_000):
        value = {"type": "List", "values": [value]}
    with pytest.raises(SerializationException, match="deep"):
        OURS.deserialize_parsed(value, "ask_sdk_model.slot_value.SlotValue")


def test_amazons_classes_are_left_as_they_are() -> None:
    before = {path: dict(getattr(each, "attribute_map", {})) for path, each in BY_PATH.items()}
    for model in MODELS:
        OURS.serialize(model())
    assert before == {path: dict(getattr(each, "attribute_map", {})) for path, each in BY_PATH.items()}
