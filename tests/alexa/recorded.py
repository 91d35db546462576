"""Requests as Alexa sends them: whole examples in `tests/requests`, and variants that are built from them."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope

from interaction_model.expand import ensure
from tests.changed import changed

FOLDER = Path(__file__).parents[1] / "requests"
MODEL = ensure() / "en-US.json"

SECRETS = ("SECRET", "amzn1.ask.account", "amzn1.ask.device", "eyJ0")
"""Parts of every id and token in the recordings, which nothing may repeat."""

Json = dict[str, Any]
TIMERS, REMINDERS = "alexa::alerts:timers:skill:readwrite", "alexa::alerts:reminders:skill:readwrite"
AUTHORITY = "amzn1.er-authority.echo-sdk.amzn1.ask.skill.11111111-2222-3333-4444-555555555555"

Slot = str | tuple[str, str | None]
"""The value of a built-in type; or what was said, and the id of the value of our type that it matches."""

FILLED: dict[str, dict[str, Slot]] = {
    "AskTopicIntent": {"thing": ("the bathtub", "NO_BUCKET")},
    "BeenInIntent": {"duration": "PT15M"},
    "CanStepsIntent": {"steps": "3"},
    "CannotStepsIntent": {"steps": "4"},
    "ChangeRemindersIntent": {"time": "18:00"},
    "CheckInIntent": {"trend": ("better", "BETTER"), "score": "3"},
    "ColdRiskIntent": {"risk": ("diabetes", "DIABETES")},
    "DenySignIntent": {"denied": ("red", "REDNESS"), "also": ("numb", "NUMB")},
    "FeelsFineIntent": {"fine": ("feels normal", "NUMB")},
    "HowToIntent": {"topic": ("bucket", "BUCKET")},
    "IcedBeforeIntent": {"duration": "PT20M"},
    "LessTimeIntent": {"minutes": "5"},
    "MassageIntent": {"side": ("right", "RIGHT")},
    "MildSignIntent": {"mild": ("puffy", "SWELLING")},
    "MoreTimeIntent": {"duration": "PT5M"},
    "MoveIntent": {"activity": ("run", "JOG")},
    "RedFlagIntent": {"flag": ("i heard a crack", "CRACK")},
    "RemindMeIntent": {"every": "PT3H"},
    "SetLengthIntent": {"duration": "PT15M"},
    "SkinWarningIntent": {"skin": ("my foot is numb", "NUMB")},
    "SkipRemindersIntent": {"day": ("tomorrow", "TOMORROW"), "skip": ("not", "SKIP")},
    "StartIcingIntent": {"duration": "PT10M"},
    "StepDoneIntent": {"step": ("ran", "MOVE")},
    "UsualRunIntent": {"distance": "5", "unit": ("miles", "MILES")},
    "WhyIntent": {"topic": ("walking", "WALK")},
}
"""What is said in the slots of an intent; those of the model that are not named here are not filled."""


def names() -> list[str]:
    return sorted(_all())


def recorded(name: str) -> Json:
    return deepcopy(_all()[name])


def altered(name: str, path: str, value: object) -> Json:
    """A recorded request with this value at a path such as "context.System.user"."""
    return changed(_all()[name], path, value)


def parsed(document: Json) -> RequestEnvelope:
    return DefaultSerializer().deserialize(json.dumps(document), RequestEnvelope)


def envelope(name: str) -> RequestEnvelope:
    return parsed(recorded(name))


@cache
def modelled() -> Json:
    model: Json = json.loads(MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    return model


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and array, with what it is in."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


@cache
def _all() -> dict[str, Json]:
    examples = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    return {**examples, **dict(_variants(examples))}


def _variants(examples: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for intent in modelled()["intents"]:
        name, filled = intent["name"], FILLED.get(intent["name"], {})
        slots = {each["name"]: _slot(each, filled.get(each["name"])) for each in intent.get("slots", [])}
        assert set(filled) <= set(slots), f"{name} fills slots that the model does not have"
        if name not in examples:
            yield name, _said(examples, name, name, slots)
    yield "icing-no-slots", _said(examples, "icing-no-slots", "StartIcingIntent", {})
    yield "unknown-intent", _said(examples, "unknown-intent", "TeleportIntent", {})
    launch, consent, event = (examples[name] for name in ("LaunchRequest", "consent-accepted", "permission-accepted"))
    yield "launch-german", _with(launch, "launch-german", locale="de-DE")
    recognised = _with(launch, "launch-recognised")
    person = {"personId": "amzn1.ask.person.AGSECRETPERSON1", "accessToken": "eyJ0.SECRETPERSONTOKEN.c2ln"}
    recognised["context"]["System"]["person"] = person
    yield "launch-recognised", recognised
    foreign = _with(examples["yes-in-a-talk"], "yes-foreign-attributes")
    foreign["session"]["attributes"] = {"session": {"asked": "ask-for-the-moon", "cleared": 7}, "other": [1, 2]}
    yield "yes-foreign-attributes", foreign
    for name, request in REQUESTS.items():
        yield name, _typed(launch if name == "unknown-type" else consent, name, request)
    for name, answer in CONSENTS.items():
        yield name, _with(_about_reminders(consent) if "reminders" in name else consent, name, **answer)
    for name, happened in EVENTS.items():
        yield name, _typed(event, name, happened)
    enabled = _typed(event, "skill-enabled", {"type": "AlexaSkillEvent.SkillEnabled", "body": {}})
    yield "skill-enabled", {**enabled, "context": launch["context"]}


def _status(code: int, message: str) -> Json:
    return {"status": {"code": str(code), "message": message}}


ENDED, RESUMED = {"type": "SessionEndedRequest"}, {"type": "SessionResumedRequest"}
COMPLETED = {"type": "ConnectionCompleted", "token": "ice", "status": {"code": "200", "message": "OK"}}
ACCEPTED = {"result": {"status": "ACCEPTED"}}
INVALID = {"type": "INVALID_RESPONSE", "message": "An exception occurred while dispatching the request to the skill."}
REQUESTS: dict[str, Json] = {
    "unknown-type": {"type": "Alexa.Dreams.Dreamt", "token": "x"},
    "screen-touched": {
        "type": "Alexa.Presentation.APL.UserEvent",
        "token": "x",
        "arguments": ["AMAZON.NextIntent"],
        "source": {"type": "TouchWrapper", "handler": "Press", "id": "b"},
        "components": {},
    },
    "session-ended": {**ENDED, "reason": "EXCEEDED_MAX_REPROMPTS"},
    "session-ended-unknown-reason": {**ENDED, "reason": "WOKE_UP_ELSEWHERE"},
    "session-ended-by-error": {**ENDED, "reason": "ERROR", "error": INVALID},
    "resumed-accepted": {**RESUMED, "cause": {**COMPLETED, **ACCEPTED}},
    "resumed-failed": {**RESUMED, "cause": {**COMPLETED, **ACCEPTED, **_status(500, "Internal error")}},
    "resumed-without-result": {**RESUMED, "cause": {**COMPLETED, **_status(204, "No content")}},
    "resumed-without-cause": RESUMED,
}


def _answer(status: str, *, thrown: bool = False, scope: str = TIMERS) -> Json:
    return {"payload": {"permissionScope": scope, "status": status, "isCardThrown": thrown}}


def _second_version(scope: str) -> Json:
    granted = {"permissionScope": scope, "consentLevel": "ACCOUNT", "status": "ACCEPTED"}
    return {"payload": {"permissionScopes": [granted], "status": "ACCEPTED", "isCardThrown": False}}


CONSENTS: dict[str, Json] = {
    "consent-denied": _answer("DENIED"),
    "consent-denied-card-thrown": _answer("DENIED", thrown=True),
    "consent-not-answered": _answer("NOT_ANSWERED", thrown=True),
    "consent-unknown-status": _answer("PERHAPS"),
    "consent-internal-error": {"payload": None, **_status(500, "Internal error")},
    "consent-missing-scope": {"payload": None, **_status(400, "The permission scope is not in the skill's manifest")},
    "consent-v2-accepted": _second_version(TIMERS),
    "consent-reminders-accepted": {"token": "reminders", **_answer("ACCEPTED", scope=REMINDERS)},
    "consent-v2-reminders-accepted": {"token": "reminders", **_second_version(REMINDERS)},
}
NOT_KEPT = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
EVENTS: dict[str, Json] = {
    "permission-all-revoked": {"type": "AlexaSkillEvent.SkillPermissionChanged"},
    "permission-changed": {
        "type": "AlexaSkillEvent.SkillPermissionChanged",
        "body": {"acceptedPermissions": [{"scope": REMINDERS}, {"scope": "alexa::profile:given_name:read"}]},
    },
    "skill-disabled": {"type": "AlexaSkillEvent.SkillDisabled", "body": NOT_KEPT},
}


def _about_reminders(document: Json) -> Json:
    changed: Json = json.loads(json.dumps(document).replace(TIMERS, REMINDERS))
    return changed


def _with(example: Json, name: str, **request: Any) -> Json:
    document = deepcopy(example)
    document["request"].update(request, requestId=f"amzn1.echo-api.request.{uuid5(NAMESPACE_URL, name)}")
    return document


def _typed(example: Json, name: str, request: Json) -> Json:
    members = ("timestamp", "locale", "eventCreationTime", "eventPublishingTime")
    kept = {key: value for key, value in example["request"].items() if key in members}
    return _with({**example, "request": kept}, name, **request)


def _said(examples: dict[str, Json], name: str, intent: str, slots: Json) -> Json:
    members = {"name": intent, "confirmationStatus": "NONE"} | ({"slots": slots} if slots else {})
    return _with(examples["ReportSorenessIntent"], name, intent=members)


def _slot(modelled_slot: Json, slot: Slot | None) -> Json:
    empty: Json = {"name": modelled_slot["name"], "confirmationStatus": "NONE"}
    if slot is None:
        return empty
    said, resolutions = (slot, {}) if isinstance(slot, str) else (slot[0], _resolutions(modelled_slot["type"], slot[1]))
    heard = {"value": said, **resolutions}
    return {**empty, **heard, "source": "USER", "slotValue": {"type": "Simple", **heard}}


def _resolutions(kind: str, match: str | None) -> Json:
    found: Json = {"authority": f"{AUTHORITY}.{kind}", "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    if match:
        found["status"] = {"code": "ER_SUCCESS_MATCH"}
        found["values"] = [{"value": {"name": match.lower(), "id": match}}]
    return {"resolutions": {"resolutionsPerAuthority": [found]}}
