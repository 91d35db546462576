"""A small skill with right and wrong answers, started like the real one. It verifies signatures."""

import json
import os
import time
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store
from flask import Flask, request
from werkzeug.serving import run_simple

SCOPE = "alexa::alerts:timers:skill:readwrite"
REMINDERS = "alexa::alerts:reminders:skill:readwrite"
app = Flask(__name__)


@app.get("/health")
def health() -> str:
    return "ok"


@app.post("/alexa")
def alexa() -> Any:
    body = request.get_data()
    verify(body)
    envelope = json.loads(body)
    check_timestamp(envelope["request"]["timestamp"])
    kind = envelope["request"]["type"]
    if kind == "SessionEndedRequest":
        print("ended:", envelope["request"]["reason"], flush=True)
        return answer()
    if kind.startswith("AlexaSkillEvent."):
        return happened(envelope)
    if kind == "LaunchRequest":
        return answer("Hello. What hurts?", ask="What hurts?")
    if kind == "Alexa.Presentation.APL.UserEvent":
        return answer(f"Touched {envelope['request']['arguments'][0]} on {envelope['request']['token']}.")
    if kind == "Connections.Response":
        return consented(envelope)
    return intended(envelope)


def verify(body: bytes) -> None:
    chain = Path(os.environ["REHEARSAL_MIRROR"]) / request.headers["SignatureCertChainUrl"][25:]
    leaf, *others = x509.load_pem_x509_certificates(chain.read_bytes())
    root = x509.load_pem_x509_certificate(Path(os.environ["REHEARSAL_ROOT"]).read_bytes())
    verifier = PolicyBuilder().store(Store([root])).build_server_verifier(x509.DNSName("echo-api.amazon.com"))
    verifier.verify(leaf, others)
    assert others
    key = leaf.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(b64decode(request.headers["Signature-256"]), body, PKCS1v15(), SHA256())


def check_timestamp(written: str) -> None:
    clock = json.loads(Path(os.environ["REHEARSAL_CLOCK"]).read_text("utf-8"))
    since = datetime.now(UTC) - datetime.fromisoformat(clock["real"])  # noqa: TID251 - half of the shared clock
    now = datetime.fromisoformat(clock["shown"]) + since * clock["speed"]
    assert abs(datetime.fromisoformat(written) - now) < timedelta(seconds=150)


def intended(envelope: dict[str, Any]) -> Any:
    intent = envelope["request"]["intent"]["name"]
    return INTENTS[intent](envelope) if intent in INTENTS else answer("Pardon?", ask="What hurts?")


def slots(envelope: dict[str, Any]) -> Any:
    return envelope["request"]["intent"]["slots"]


def statuses(envelope: dict[str, Any]) -> Any:
    timers = call(envelope, "GET", "/v1/alerts/timers").json().get("timers", [])
    return answer(str([timer["status"] for timer in timers]))


def count(envelope: dict[str, Any]) -> Any:
    counted = 1 + envelope["session"]["attributes"].get("count", 0)
    return answer(f"Count {counted}.", ask="Again?", attributes={"count": counted})


def happened(envelope: dict[str, Any]) -> Any:
    """Delete all reminders when the skill is disabled, with the event's token; answer when enabled, which is wrong."""
    assert "session" not in envelope
    if envelope["request"]["type"].endswith("SkillDisabled"):
        for alert in call(envelope, "GET", "/v1/alerts/reminders").json().get("alerts", []):
            assert call(envelope, "DELETE", f"/v1/alerts/reminders/{alert['alertToken']}").ok
    return answer("Hello!" if envelope["request"]["type"].endswith("SkillEnabled") else "")


def remind(envelope: dict[str, Any], time: str) -> Any:
    """Set a reminder for ``time`` today, in New York."""
    spoken = {"locale": "en-US", "text": f"ice at {time}", "ssml": f"<speak>ice at {time}</speak>"}
    order = {
        "requestTime": envelope["request"]["timestamp"],
        "trigger": {
            "type": "SCHEDULED_ABSOLUTE",
            "scheduledTime": f"{envelope['request']['timestamp'][:10]}T{time}:00.000",
            "timeZoneId": "America/New_York",
        },
        "alertInfo": {"spokenInfo": {"content": [spoken]}},
        "pushNotification": {"status": "ENABLED"},
    }
    made = call(envelope, "POST", "/v1/alerts/reminders", order)
    if made.status_code == 401:
        return ask_for(REMINDERS, time)
    return answer(f"Reminder at {time}." if made.ok else f"No reminder: {made.status_code}.")


def who(envelope: dict[str, Any]) -> Any:
    return answer(envelope["context"]["System"].get("person", {}).get("personId", "unrecognised"))


def zone(envelope: dict[str, Any]) -> Any:
    device = envelope["context"]["System"]["device"]["deviceId"]
    found = call(envelope, "GET", f"/v2/devices/{device}/settings/System.timeZone")
    return answer(f"{found.status_code} {found.text.strip()}")


def show(envelope: dict[str, Any]) -> Any:
    document = {"type": "APL", "version": "1.9", "mainTemplate": {"items": []}}
    shown = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "foot", "document": document}
    return answer("Look.", directives=[shown], ends=None)


def slow(envelope: dict[str, Any]) -> Any:
    time.sleep(3)
    return answer("At last.")


INTENTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "StartIcingIntent": lambda envelope: start(envelope, slots(envelope)["duration"].get("value", "PT20M")),
    "TimeLeftIntent": statuses,
    "CountIntent": count,
    "RemindIntent": lambda envelope: remind(envelope, slots(envelope)["time"]["value"]),
    "WhoIntent": who,
    "SideIntent": lambda envelope: answer(json.dumps(slots(envelope)["side"]["resolutions"]), ask="Which?"),
    "ZoneIntent": zone,
    "BrokenIntent": lambda envelope: answer("fish & chips"),
    "ShowIntent": show,
    "SlowIntent": slow,
    "CrashIntent": lambda envelope: os._exit(3),
}


def start(envelope: dict[str, Any], duration: str) -> Any:
    operation: dict[str, Any] = {"type": "ANNOUNCE", "textToAnnounce": [{"locale": "en-US", "text": "Foot out."}]}
    order = {
        "duration": duration,
        "timerLabel": "ice bath",
        "creationBehavior": {"displayExperience": {"visibility": "VISIBLE"}},
        "triggeringBehavior": {"operation": operation, "notificationConfig": {"playAudible": True}},
    }
    made = call(envelope, "POST", "/v1/alerts/timers", order)
    if made.status_code == 401:
        return ask_for(SCOPE, duration)
    return answer(f"Ice for {duration}." if made.ok else f"No timer: {made.status_code}.")


def ask_for(scope: str, token: str) -> Any:
    payload = {"@type": "AskForPermissionsConsentRequest", "@version": "1", "permissionScope": scope}
    directive = {"type": "Connections.SendRequest", "name": "AskFor", "token": token, "payload": payload}
    return answer("May I?", directives=[directive], ends=None, attributes={"kept": 1})


def consented(envelope: dict[str, Any]) -> Any:
    payload, status = envelope["request"]["payload"], envelope["request"]["status"]
    if status["code"] != "200":
        return answer(status["message"])
    if payload["status"] == "ACCEPTED":
        allowed = start if payload["permissionScope"] == SCOPE else remind
        return allowed(envelope, envelope["request"]["token"])
    return answer(f"{payload['status']} {payload['isCardThrown']} {envelope['session']['attributes']}")


def call(envelope: dict[str, Any], method: str, path: str, body: Any = None) -> requests.Response:
    system = envelope["context"]["System"]
    headers = {"Authorization": f"Bearer {system['apiAccessToken']}"}
    return requests.request(method, system["apiEndpoint"] + path, json=body, headers=headers, timeout=2)


def answer(speech: str = "", *, ask: str = "", ends: bool | None = True, **more: Any) -> Any:
    attributes = more.pop("attributes", {})
    response: dict[str, Any] = dict(more)
    if speech:
        response["outputSpeech"] = {"type": "SSML", "ssml": f"<speak>{speech}</speak>"}
    if ask:
        response["reprompt"] = {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{ask}</speak>"}}
        ends = False
    if ends is not None:
        response["shouldEndSession"] = ends
    return {"version": "1.0", "sessionAttributes": attributes, "response": response}


if __name__ == "__main__":
    run_simple("127.0.0.1", int(os.environ["ANKLE_COACH_PORT"]), app, threaded=True)
