"""Builds Alexa's request envelopes."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from speaker.clock import wire_time
from speaker.exact import Slot
from speaker.heard import Heard
from speaker.household import Household
from speaker.shipped_model import ShippedModel

SKILL_ID = "amzn1.ask.skill.0a0b0c0d-0000-4000-8000-00000a4c1e00"
"""The skill of every rehearsal."""

Json = dict[str, Any]

_SCREEN: Json = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "1.9"}}}


@dataclass(slots=True)
class Session:
    """One conversation."""

    new: bool = True
    """True for the first request only."""
    attributes: Json = field(default_factory=dict)
    """What the skill sent last."""
    id: str = field(default_factory=lambda: f"amzn1.echo-api.session.{uuid.uuid4()}")


def envelope(request: Json, session: Session, home: Household, api: tuple[str, str], now: datetime) -> Json:
    """Return the envelope of ``request``; ``api`` is the address and the access token of Alexa's REST APIs."""
    system = _system(home, api)
    system["device"] = {"deviceId": home.device_id, "supportedInterfaces": _SCREEN if home.screen else {}}
    if home.person_id:
        system["person"] = {"personId": home.person_id, "accessToken": f"person.{uuid.uuid4().hex}"}
    return {
        "version": "1.0",
        "session": {
            "new": session.new,
            "sessionId": session.id,
            "application": system["application"],
            "attributes": session.attributes,
            "user": system["user"],
        },
        "context": {"System": system},
        "request": {**_stamped(now), "locale": home.locale, **request},
    }


def event_context(home: Household, api: tuple[str, str]) -> Json:
    """Return the context of a skill event, which has no device."""
    return {"System": _system(home, api)}


def event_envelope(event: Json, context: Json, now: datetime) -> Json:
    """Return the envelope of a skill event: no session, no locale; ``now`` is when it is delivered."""
    request = {**_stamped(now), "eventPublishingTime": wire_time(now), **event}
    return {"version": "1.0", "context": context, "request": request}


def _system(home: Household, api: tuple[str, str]) -> Json:
    user: Json = {"userId": home.user_id}
    if home.granted:
        scopes = {scope: {"status": "GRANTED"} for scope in sorted(home.granted)}
        user["permissions"] = {"consentToken": api[1], "scopes": scopes}
    return {
        "application": {"applicationId": SKILL_ID},
        "user": user,
        "apiEndpoint": api[0],
        "apiAccessToken": api[1],
    }


def _stamped(now: datetime) -> Json:
    return {
        "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
        "timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def launched() -> Json:
    """Return a LaunchRequest: the user opened the skill."""
    return {"type": "LaunchRequest", "shouldLinkResultBeReturned": False}


def intended(heard: Heard, model: ShippedModel) -> Json:
    """Return an IntentRequest. Slots that were not filled have no value."""
    slots = {
        name: _slot(name, kind, heard.slots.get(name), model)
        for name, kind in model.slots.get(heard.intent, {}).items()
    }
    intent: Json = {"name": heard.intent, "confirmationStatus": "NONE"}
    return {"type": "IntentRequest", "intent": {**intent, "slots": slots} if slots else intent}


def touched(token: str, arguments: list[str]) -> Json:
    """Return the request that a touch on the screen makes; ``token`` is the one of what it shows."""
    return {"type": "Alexa.Presentation.APL.UserEvent", "token": token, "arguments": arguments, "components": {}}


def ended(reason: str, error: tuple[str, str] | None = None) -> Json:
    """Return a SessionEndedRequest; ``error`` is its type and message."""
    request: Json = {"type": "SessionEndedRequest", "reason": reason}
    return {**request, "error": {"type": error[0], "message": error[1]}} if error else request


def consented(token: str, scope: str, status: str, *, card: bool) -> Json:
    """Return the answer to a permission question: ``ACCEPTED``, ``DENIED`` or ``NOT_ANSWERED``."""
    payload = {"permissionScope": scope, "status": status, "isCardThrown": card}
    return _connected(token, "200", "OK", payload)


def not_askable(token: str, scope: str) -> Json:
    """Return the answer when Alexa could not ask: the manifest has no ``scope``."""
    return _connected(token, "400", f"{scope} is not in the manifest of the skill", {})


def _connected(token: str, code: str, message: str, payload: Json) -> Json:
    status = {"code": code, "message": message}
    return {
        "type": "Connections.Response",
        "name": "AskFor",
        "token": token,
        "status": status,
        "payload": payload,
    }


def _slot(name: str, kind: str, slot: Slot | None, model: ShippedModel) -> Json:
    written: Json = {"name": name, "confirmationStatus": "NONE"}
    if slot is None:
        return written
    value: Json = {"type": "Simple", "value": slot.value}
    written |= {"value": slot.value, "source": "USER", "slotValue": value}
    if kind in model.values:
        resolutions = {"resolutionsPerAuthority": [_resolution(kind, slot, model)]}
        written["resolutions"] = value["resolutions"] = resolutions
    return written


def _resolution(kind: str, slot: Slot, model: ShippedModel) -> Json:
    authority = f"amzn1.er-authority.echo-sdk.{SKILL_ID}.{kind}"
    if slot.id is None:
        return {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    name = model.values[kind].get(slot.id, slot.value)
    return {
        "authority": authority,
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": name, "id": slot.id}}],
    }
