"""Request to event: one table, and what it needs to read slots."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar

from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, SessionResumedRequest, Slot
from ask_sdk_model.interfaces.connections import ConnectionsResponse
from pydantic import TypeAdapter, ValidationError

from skill.routine import events as e
from skill.routine.plan import KILOMETERS_PER_MILE
from skill.routine.recovery import Talk
from skill.speech import DEFAULT_LOCALE, languages

_E = TypeVar("_E", bound=StrEnum)
_DURATION = TypeAdapter(timedelta)
_TALK = TypeAdapter(Talk)
_NUMBER = re.compile(r"-?\d{1,9}")

DAYS_AGO = {
    "TODAY": 0,
    "YESTERDAY": 1,
    "TWO_DAYS": 2,
    "THREE_DAYS": 3,
    "FOUR_DAYS": 4,
    "WEEK": 7,
    "LONGER": 14,
}
"""The values of slot type SINCE, in whole days."""

MILES_LOCALES = ("en-US", "en-GB")
"""Where a number alone, said of a run, means miles."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What was said in the blanks of an utterance."""

    slots: Mapping[str, Slot]
    locale: str

    def duration(self, name: str) -> timedelta | None:
        """Return an AMAZON.DURATION; ``None`` when it was not said or not understood (Alexa sends "?")."""
        try:
            return _DURATION.validate_python(self._value(name))
        except ValidationError:
            return None

    def number(self, name: str) -> int | None:
        """Return an AMAZON.NUMBER; ``None`` when it was not said or not understood."""
        value = self._value(name)
        return int(value) if value and _NUMBER.fullmatch(value) else None

    def choice(self, name: str, kind: type[_E]) -> _E | None:
        """Return the member of ``kind`` that a custom slot resolved to; ``None`` when it did not."""
        value = self.resolved(name)
        return kind[value] if value in kind.__members__ else None

    def resolved(self, name: str) -> str:
        """Return the id a custom slot resolved to; empty when it did not."""
        slot = self.slots.get(name)
        authorities = (slot.resolutions.resolutions_per_authority or []) if slot and slot.resolutions else []
        ids = (each.values[0].value.id for each in authorities if each.values)
        return next((found for found in ids if found), "")

    def miles(self) -> float | None:
        """Return a distance in miles; a number without a unit is taken as the locale's."""
        distance, unit = self.number("distance"), self.resolved("unit")
        if distance is None:
            return None
        metric = unit == "KILOMETERS" or (not unit and self.locale not in MILES_LOCALES)
        return distance / KILOMETERS_PER_MILE if metric else float(distance)

    def _value(self, name: str) -> str | None:
        slot = self.slots.get(name)
        return slot.value if slot else None


INTENTS: dict[str, Callable[[Slots], e.Event]] = {
    "ReportSorenessIntent": lambda s: e.SorenessReported(s.choice("side", e.Side), DAYS_AGO.get(s.resolved("since"))),
    "StartIcingIntent": lambda s: e.IcingAsked(s.duration("duration")),
    "TimeLeftIntent": lambda s: e.TimeAsked(),
    "CancelIceIntent": lambda s: e.IceCancelled(),
    "MoreTimeIntent": lambda s: e.MoreTimeAsked(s.duration("duration")),
    "TooColdIntent": lambda s: e.TooCold(),
    "HurtsIntent": lambda s: e.Hurts(),
    "FootOutIntent": lambda s: e.FootOut(),
    "DoneIntent": lambda s: e.Finished(),
    "MassageIntent": lambda s: e.MassageAsked(),
    "MoveIntent": lambda s: e.MoveAsked(s.choice("activity", e.Activity)),
    "UsualRunIntent": lambda s: e.UsualRunTold(s.miles()),
    "NewRunnerIntent": lambda s: e.NewRunnerTold(),
    "CheckInIntent": lambda s: e.CheckedIn(s.choice("trend", e.Trend), s.number("score")),
    "WhereAmIIntent": lambda s: e.WhereAsked(),
    "NextIcingIntent": lambda s: e.NextIcingAsked(),
    "HowToIntent": lambda s: e.HowAsked(s.choice("topic", e.Topic)),
    "WhyIntent": lambda s: e.WhyAsked(s.choice("topic", e.Topic)),
    "DoctorIntent": lambda s: e.DoctorAsked(),
    "RedFlagIntent": lambda s: e.RedFlagSaid(),
    "SkinWarningIntent": lambda s: e.SkinWarned(),
    "TwistIntent": lambda s: e.TwistTold(),
    "ColdRiskIntent": lambda s: e.ColdRiskTold(),
    "UnsureIntent": lambda s: e.Unsure(),
    "MedicineIntent": lambda s: e.MedicineAsked(),
    "ChildIntent": lambda s: e.ChildTold(),
    "ForgetMeIntent": lambda s: e.ForgetAsked(),
    "AMAZON.YesIntent": lambda s: e.Yes(),
    "AMAZON.NoIntent": lambda s: e.No(),
    "AMAZON.NextIntent": lambda s: e.NextAsked(),
    "AMAZON.PreviousIntent": lambda s: e.PreviousAsked(),
    "AMAZON.RepeatIntent": lambda s: e.RepeatAsked(),
    "AMAZON.PauseIntent": lambda s: e.PauseAsked(),
    "AMAZON.ResumeIntent": lambda s: e.ResumeAsked(),
    "AMAZON.StartOverIntent": lambda s: e.StartOverAsked(),
    "AMAZON.HelpIntent": lambda s: e.HelpAsked(),
    "AMAZON.StopIntent": lambda s: e.StopAsked(),
    "AMAZON.CancelIntent": lambda s: e.StopAsked(),
    "AMAZON.NavigateHomeIntent": lambda s: e.StopAsked(),
    "AMAZON.FallbackIntent": lambda s: e.Unheard(),
}
"""Every intent of the interaction model, and what it tells the routine."""

CONSENTS = {
    "ACCEPTED": e.Consent.ACCEPTED,
    "DENIED": e.Consent.DENIED,
    "NOT_ANSWERED": e.Consent.NOT_ANSWERED,
}


def to_event(envelope: RequestEnvelope) -> e.Event | None:
    """Return what a request tells the routine; ``None`` when it tells nothing, such as the end of a session."""
    request = envelope.request
    if isinstance(request, LaunchRequest):
        return e.Opened()  # also behind a timer that opens the skill: the routine knows what ran
    if isinstance(request, IntentRequest):
        slots = Slots(request.intent.slots or {}, locale_of(envelope))
        intent = INTENTS.get(request.intent.name)
        return intent(slots) if intent else e.Unheard()
    if isinstance(request, ConnectionsResponse):
        return _consent(request.status, request.payload)
    if isinstance(request, SessionResumedRequest) and request.cause:
        return _consent(getattr(request.cause, "status", None), getattr(request.cause, "result", None))
    return None


def _consent(status: Any, payload: Any) -> e.Event:
    said = payload if isinstance(payload, dict) else {}
    if status is None or status.code != "200":
        return e.ConsentAnswered(e.Consent.FAILED)
    consent = CONSENTS.get(str(said.get("status")), e.Consent.FAILED)
    return e.ConsentAnswered(consent, card_thrown=said.get("isCardThrown") is True)


def talk_of(envelope: RequestEnvelope) -> Talk:
    """Return the conversation so far; an empty one at its start, or when its attributes are not ours."""
    attributes = (envelope.session and envelope.session.attributes) or {}
    try:
        return _TALK.validate_python(attributes.get("talk", {}))
    except ValidationError:
        return Talk()


def to_attributes(talk: Talk) -> dict[str, Any]:
    """Return the conversation as session attributes: JSON with what differs from an empty one."""
    return {"talk": _TALK.dump_python(talk, mode="json", exclude_defaults=True)}


def user_of(envelope: RequestEnvelope) -> str:
    """Return the key of the user: a hash, so that no Amazon id is kept."""
    return sha256(envelope.context.system.user.user_id.encode()).hexdigest()


def request_of(envelope: RequestEnvelope) -> str:
    """Return the key of the request, by which it is recognised when it is delivered again."""
    return sha256(str(envelope.request.request_id or "").encode()).hexdigest()[:32]


def locale_of(envelope: RequestEnvelope) -> str:
    """Return the locale to answer in: the request's, when there are words for it."""
    locale = getattr(envelope.request, "locale", None) or DEFAULT_LOCALE
    return locale if locale.partition("-")[0] in languages() else DEFAULT_LOCALE
