import json
from datetime import date, timedelta
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer

from skill.alexa.skill import to_response
from skill.routine.acts import Act, Ask, AskConsent, Question, Say, SayAgain, Show, ShowConsentCard, StartTimer
from skill.routine.events import Permission
from skill.routine.plan import Step
from skill.routine.recovery import Recovery, Session, Turn
from skill.speech import phrase, to_ssml

TODAY = date(2026, 3, 1)
MINUTE = timedelta(minutes=1)


def wire(*acts: Act, session: Session | None = None, locale: str = "en-US") -> tuple[dict[str, Any], dict[str, Any]]:
    response, attributes = to_response(Turn(Recovery(), session or Session(), acts), locale, TODAY)
    document: dict[str, Any] = json.loads(json.dumps(DefaultSerializer().serialize(response)))
    return document, json.loads(json.dumps(attributes))


def ssml(text: str) -> dict[str, str]:
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}


STATEMENT, PERMISSION = phrase("en-US", "timer-set", "speech"), phrase("en-US", "timer-permission", "speech")
ASKED_AGAIN = ssml("Did it start with a twist, a fall or a pop? Yes or no?")
SET_UP = {"title": phrase("en-US", "set-up", "title"), "content": phrase("en-US", "set-up", "card")}


def asking_for(scope: str, token: str) -> list[dict[str, Any]]:
    payload = {"@type": "AskForPermissionsConsentRequest", "@version": "1", "permissionScope": scope}
    return [{"type": "Connections.SendRequest", "name": "AskFor", "payload": payload, "token": token}]


def card_for(scope: str) -> dict[str, Any]:
    return {"type": "AskForPermissionsConsent", "permissions": [scope]}


CLOSED, OPEN = {"shouldEndSession": True}, {"shouldEndSession": False}
TIMERS, REMINDERS = (f"alexa::alerts:{name}:skill:readwrite" for name in ("timers", "reminders"))
WET = Session(said="Cold & <wet>?")


@pytest.mark.parametrize(
    ("acts", "session", "response"),
    [
        # a statement closes the session
        ((Say("timer-set"),), None, {"outputSpeech": ssml(STATEMENT), **CLOSED}),
        # a question opens the microphone and is put again
        (
            (Say("check-first"), Ask(Question.TWIST)),
            None,
            {
                "outputSpeech": ssml("First a quick safety check. Did it start with a twist, a fall or a pop?"),
                "reprompt": {"outputSpeech": ASKED_AGAIN},
                **OPEN,
            },
        ),
        # nothing is said, and other acts are not heard
        ((), None, CLOSED),
        ((StartTimer(Step.ICE, MINUTE),), None, CLOSED),
        # Amazon's own question leaves the session to Amazon
        (
            (Say("timer-permission"), AskConsent()),
            None,
            {"outputSpeech": ssml(PERMISSION), "directives": asking_for(TIMERS, "timers")},
        ),
        ((AskConsent(Permission.REMINDERS),), None, {"directives": asking_for(REMINDERS, "reminders")}),
        # cards
        ((Show("set-up"),), None, {"card": {"type": "Simple", **SET_UP}, **CLOSED}),
        ((ShowConsentCard(Permission.TIMERS),), None, {"card": card_for(TIMERS), **CLOSED}),
        ((ShowConsentCard(Permission.REMINDERS),), None, {"card": card_for(REMINDERS), **CLOSED}),
        # said again, with its question or without
        ((SayAgain(),), Session(said="Well done."), {"outputSpeech": ssml("Well done."), **CLOSED}),
        (
            (SayAgain(Question.TWIST),),
            WET,
            {"outputSpeech": ssml("Cold &amp; &lt;wet&gt;?"), "reprompt": {"outputSpeech": ASKED_AGAIN}, **OPEN},
        ),
    ],
)
def test_a_response(acts: tuple[Act, ...], session: Session | None, response: dict[str, Any]) -> None:
    assert wire(*acts, session=session)[0] == response


def test_what_was_said_is_kept_with_the_session() -> None:
    assert wire()[1] == {"session": {}}
    assert wire(Say("timer-set"))[1] == {"session": {"said": STATEMENT}}
    assert wire(SayAgain(), session=WET)[1] == {"session": {"said": WET.said}}


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Cold & <wet>", "Cold &amp; &lt;wet&gt;"),
        ("&amp;", "&amp;amp;"),
        ('I\'m "fine"', 'I\'m "fine"'),
        ("</speak><audio src='x'/>", "&lt;/speak&gt;&lt;audio src='x'/&gt;"),
        ("one\ntwo\tthree", "one two three"),
        ("caf\u00e9 \u2013 z\u00fcgig", "caf\u00e9 \u2013 z\u00fcgig"),
        ("", ""),
    ],
)
def test_text_in_markup(text: str, escaped: str) -> None:
    assert to_ssml(text) == f"<speak>{escaped}</speak>"
