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

FOLDER = Path(__file__).parents[1] / "requests"
MODEL = ensure() / "en-US.json"

SECRETS = ("SECRET", "amzn1.ask.account", "amzn1.ask.device", "eyJ0")
"""Parts of every id and token in the recordings, which nothing may repeat."""

Json = dict[str, Any]
TIMERS, REMINDERS = "alexa::alerts:timers:skill:readwrite", "alexa::alerts:reminders:skill:readwrite"
AUTHORITY = "amzn1.er-authority.echo-sdk.amzn1.ask.skill.11111111-2222-3333-4444-555555555555"

WITHOUT_SLOTS = """
    AMAZON.CancelIntent AMAZON.FallbackIntent AMAZON.HelpIntent AMAZON.NavigateHomeIntent AMAZON.NextIntent
    AMAZON.NoIntent AMAZON.PauseIntent AMAZON.PreviousIntent AMAZON.RepeatIntent AMAZON.ResumeIntent
    AMAZON.StartOverIntent AMAZON.StopIntent AMAZON.YesIntent AgreeIntent AllFineIntent AlreadyIntent BackIntent
    BeginAgainIntent BothIntent CancelRemindersIntent CareHadIntent ChildTwistIntent CoachMeThroughIntent ColdSkinIntent
    DeclineIntent DoctorIntent DoneIntent FootOutIntent ForgetMeIntent GoodbyeIntent HedgedYesIntent HurtsIntent
    LaterIntent LessIntent ListRemindersIntent MeaningIntent MeantNoIntent MeantYesIntent MedicineIntent
    NeverMindIntent NewRunnerIntent NextIcingIntent NextStepIntent NothingWrongIntent PauseItIntent
    PreviousStepIntent ResumeItIntent SayAgainIntent SkipNextReminderIntent SlowlyIntent StillInIntent
    TakeBackIntent TimeLeftIntent TimerRangIntent TooColdIntent UnsureIntent WarmIntent WhatCanIDoIntent
    WhatDoYouKnowIntent WhereAmIIntent
""".split()  # noqa: SIM905 - easier to read

Slot = None | str | tuple[str, str, str | None]
"""Not filled; the value of a built-in type; or what was said, a type of ours, and the id of the value it matches."""

WITH_SLOTS: dict[str, tuple[str, dict[str, Slot]]] = {
    "AskTopicIntent": (
        "AskTopicIntent",
        {"act": None, "thing": ("the bathtub", "TOPIC_THING", "NO_BUCKET"), "question": None},
    ),
    "BeenInIntent": ("BeenInIntent", {"duration": "PT15M"}),
    "CancelIceIntent": ("CancelIceIntent", {"duration": None}),
    "LessTimeIntent": ("LessTimeIntent", {"duration": None, "minutes": "5"}),
    "SetLengthIntent": ("SetLengthIntent", {"duration": "PT15M", "minutes": None}),
    "length-bare": ("SetLengthIntent", {"duration": None, "minutes": "15"}),
    "length-zero": ("SetLengthIntent", {"duration": None, "minutes": "0"}),
    "YesAndMildIntent": ("YesAndMildIntent", {"mild": ("swollen", "MILD_SIGN", "SWELLING")}),
    "NoAndMildIntent": ("NoAndMildIntent", {"mild": ("pink", "MILD_SIGN", "REDNESS")}),
    "StepAndDenyIntent": ("StepAndDenyIntent", {"denied": ("bent", "NO_SIGN", "BENT")}),
    "CanStepsIntent": ("CanStepsIntent", {"steps": "3"}),
    "CannotStepsIntent": ("CannotStepsIntent", {"steps": "4"}),
    "ChildIntent": ("ChildIntent", {"age": None}),
    "DenySignIntent": (
        "DenySignIntent",
        {"denied": ("red", "NO_SIGN", "REDNESS"), "also": ("numb", "NO_SIGN", "NUMB")},
    ),
    "FeelsFineIntent": ("FeelsFineIntent", {"fine": ("feels normal", "FEELS_FINE", "NUMB")}),
    "in-three-hours": ("ThinkingIntent", {"duration": "PT3H"}),
    "ColdRiskIntent": ("ColdRiskIntent", {"risk": ("diabetes", "COLD_RISK", "DIABETES")}),
    "IcedBeforeIntent": ("IcedBeforeIntent", {"duration": "PT20M", "ago": None}),
    "iced-an-hour-ago": ("IcedBeforeIntent", {"duration": "PT20M", "ago": "PT1H"}),
    "MildSignIntent": ("MildSignIntent", {"mild": ("puffy", "MILD_SIGN", "SWELLING"), "side": None}),
    "RedFlagIntent": ("RedFlagIntent", {"flag": ("i heard a crack", "RED_SIGN", "CRACK")}),
    "SkinWarningIntent": ("SkinWarningIntent", {"skin": ("my foot is numb", "SKIN_SIGN", "NUMB")}),
    "StepDoneIntent": ("StepDoneIntent", {"step": ("ran", "DONE_STEP", "MOVE")}),
    "ThinkingIntent": ("ThinkingIntent", {"duration": None}),
    "child-grown-up": ("ChildIntent", {"age": "80"}),
    "ChangeRemindersIntent": (
        "ChangeRemindersIntent",
        {"time": "18:00", "every": None, "day": None, "shift": None, "direction": None},
    ),
    "CheckInIntent": (
        "CheckInIntent",
        {"trend": ("better", "TREND", "BETTER"), "score": "3", "other_score": None, "soreness": None},
    ),
    "HowToIntent": ("HowToIntent", {"topic": ("bucket", "TOPIC", "BUCKET")}),
    "MassageIntent": ("MassageIntent", {"side": ("right", "SIDE", "RIGHT")}),
    "MoreTimeIntent": ("MoreTimeIntent", {"duration": "PT5M", "minutes": None}),
    "MoveIntent": ("MoveIntent", {"activity": ("run", "ACTIVITY", "JOG")}),
    "RemindMeIntent": (
        "RemindMeIntent",
        {"every": "PT3H", **dict.fromkeys(("time", "other_time", "old_time", "day", "wait", "what"))},
    ),
    "SkipRemindersIntent": ("SkipRemindersIntent", {"day": ("tomorrow", "SKIPPED", "TOMORROW")}),
    "StartIcingIntent": ("StartIcingIntent", {"duration": "PT10M", "minutes": None}),
    "TwistIntent": ("TwistIntent", {"side": None, "since": None}),
    "twisted-last-year": ("TwistIntent", {"side": None, "since": ("last year", "SINCE", "LONGER")}),
    "UsualRunIntent": ("UsualRunIntent", {"distance": "5", "unit": ("miles", "DISTANCE_UNIT", "MILES")}),
    "WhyIntent": ("WhyIntent", {"topic": ("walking", "TOPIC", "WALK")}),
    "ask-topic-no-match": (
        "AskTopicIntent",
        {"act": None, "thing": ("my crypto", "TOPIC_THING", None), "question": None},
    ),
    "check-in-question-mark": ("CheckInIntent", {"trend": None, "score": "?", "other_score": None, "soreness": None}),
    "icing-no-slots": ("StartIcingIntent", {}),
    "icing-not-filled": ("StartIcingIntent", {"duration": None}),
    "icing-question-mark": ("StartIcingIntent", {"duration": "?"}),
    "reminders-only-tomorrow": (
        "ChangeRemindersIntent",
        {
            "time": None,
            "every": None,
            "day": ("tomorrow", "DAY", "TOMORROW"),
            "shift": None,
            "direction": None,
        },
    ),
    "reminders-skip-no-day": ("SkipRemindersIntent", {"day": None}),
    "soreness-no-match": (
        "ReportSorenessIntent",
        {"side": ("middle", "SIDE", None), "since": ("when i was young", "SINCE", None)},
    ),
    "soreness-nothing-filled": ("ReportSorenessIntent", {"side": None, "since": None}),
    "unknown-intent": ("TeleportIntent", {}),
    "usual-run-kilometers": (
        "UsualRunIntent",
        {"distance": "10", "unit": ("kilometres", "DISTANCE_UNIT", "KILOMETERS")},
    ),
}
LOCALES = {"soreness-no-match": "en-GB", "usual-run-kilometers": "en-AU", "launch-german": "de-DE"}


def names() -> list[str]:
    return sorted(_all())


def recorded(name: str) -> Json:
    return deepcopy(_all()[name])


def parsed(document: Json) -> RequestEnvelope:
    """What Amazon's SDK makes of a request."""
    return DefaultSerializer().deserialize(json.dumps(document), RequestEnvelope)


def envelope(name: str) -> RequestEnvelope:
    return parsed(recorded(name))


def modelled_intents() -> dict[str, set[str]]:
    """Every intent of the shipped model, and the names of its slots."""
    model = json.loads(MODEL.read_text("utf-8"))["interactionModel"]["languageModel"]
    return {each["name"]: {slot["name"] for slot in each.get("slots", [])} for each in model["intents"]}


def with_slot(intent: str, slot: str, value: object) -> RequestEnvelope:
    """An intent with one slot, as Alexa sends a slot of a built-in type."""
    document = recorded(intent)
    document["request"]["intent"]["slots"] = {slot: {"name": slot, "value": value, "confirmationStatus": "NONE"}}
    return parsed(document)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and array, with what it is in."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


# --- variants of the examples


@cache
def _all() -> dict[str, Json]:
    examples = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    return {**examples, **dict(_variants(examples))}


def _variants(examples: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, (intent, slots) in {**{each: (each, {}) for each in WITHOUT_SLOTS}, **WITH_SLOTS}.items():
        yield name, _with(examples["ReportSorenessIntent"], name, intent=_intent(intent, slots))
    launch, consent, event = (examples[name] for name in ("LaunchRequest", "consent-accepted", "permission-accepted"))
    yield "launch-german", _with(launch, "launch-german")
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


RESUMED = {"type": "ConnectionCompleted", "token": "ice", "status": {"code": "200", "message": "OK"}}
REQUESTS: dict[str, Json] = {
    "unknown-type": {"type": "Alexa.Dreams.Dreamt", "token": "x"},
    "screen-touched": {
        "type": "Alexa.Presentation.APL.UserEvent",
        "token": "x",
        "arguments": ["AMAZON.NextIntent"],
        "source": {"type": "TouchWrapper", "handler": "Press", "id": "b"},
        "components": {},
    },
    "session-ended": {"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"},
    "session-ended-unknown-reason": {"type": "SessionEndedRequest", "reason": "WOKE_UP_ELSEWHERE"},
    "session-ended-by-error": {
        "type": "SessionEndedRequest",
        "reason": "ERROR",
        "error": {
            "type": "INVALID_RESPONSE",
            "message": "An exception occurred while dispatching the request to the skill.",
        },
    },
    "resumed-accepted": {"type": "SessionResumedRequest", "cause": {**RESUMED, "result": {"status": "ACCEPTED"}}},
    "resumed-failed": {
        "type": "SessionResumedRequest",
        "cause": {
            **RESUMED,
            "status": {"code": "500", "message": "Internal error"},
            "result": {"status": "ACCEPTED"},
        },
    },
    "resumed-without-result": {
        "type": "SessionResumedRequest",
        "cause": {**RESUMED, "status": {"code": "204", "message": "No content"}},
    },
    "resumed-without-cause": {"type": "SessionResumedRequest"},
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
    "consent-internal-error": {"payload": None, "status": {"code": "500", "message": "Internal error"}},
    "consent-missing-scope": {
        "payload": None,
        "status": {"code": "400", "message": "The permission scope is not in the manifest of the skill"},
    },
    "consent-v2-accepted": _second_version(TIMERS),
    "consent-reminders-accepted": {"token": "reminders", **_answer("ACCEPTED", scope=REMINDERS)},
    "consent-v2-reminders-accepted": {"token": "reminders", **_second_version(REMINDERS)},
}
EVENTS: dict[str, Json] = {
    "permission-all-revoked": {"type": "AlexaSkillEvent.SkillPermissionChanged"},
    "permission-changed": {
        "type": "AlexaSkillEvent.SkillPermissionChanged",
        "body": {"acceptedPermissions": [{"scope": REMINDERS}, {"scope": "alexa::profile:given_name:read"}]},
    },
    "skill-disabled": {
        "type": "AlexaSkillEvent.SkillDisabled",
        "body": {"userInformationPersistenceStatus": "NOT_PERSISTED"},
    },
}


def _about_reminders(document: Json) -> Json:
    changed: Json = json.loads(json.dumps(document).replace(TIMERS, REMINDERS))
    return changed


def _with(example: Json, name: str, **request: Any) -> Json:
    """An example with another id and these members of its request."""
    document = deepcopy(example)
    document["request"].update(request, requestId=f"amzn1.echo-api.request.{uuid5(NAMESPACE_URL, name)}")
    if name in LOCALES:
        document["request"]["locale"] = LOCALES[name]
    return document


def _typed(example: Json, name: str, request: Json) -> Json:
    """An example with a request of another type."""
    members = ("timestamp", "locale", "eventCreationTime", "eventPublishingTime")
    kept = {key: value for key, value in example["request"].items() if key in members}
    return _with({**example, "request": kept}, name, **request)


def _intent(name: str, slots: dict[str, Slot]) -> Json:
    filled = {slot: _slot(slot, value) for slot, value in slots.items()}
    return {"name": name, "confirmationStatus": "NONE"} | ({"slots": filled} if filled else {})


def _slot(name: str, slot: Slot) -> Json:
    empty: Json = {"name": name, "confirmationStatus": "NONE"}
    if slot is None:
        return empty
    said, resolutions = (slot, {}) if isinstance(slot, str) else (slot[0], _resolutions(*slot[1:]))
    heard = {"value": said, **resolutions}
    return {**empty, **heard, "source": "USER", "slotValue": {"type": "Simple", **heard}}


def _resolutions(kind: str, match: str | None) -> Json:
    found: Json = {"authority": f"{AUTHORITY}.{kind}", "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    if match:
        found["status"] = {"code": "ER_SUCCESS_MATCH"}
        found["values"] = [{"value": {"name": match.lower(), "id": match}}]
    return {"resolutions": {"resolutionsPerAuthority": [found]}}
