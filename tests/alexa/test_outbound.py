import json
from datetime import date, timedelta
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer

from skill.alexa.inbound import SCOPES, session_of
from skill.alexa.outbound import to_response, to_ssml
from skill.routine.acts import Act, Ask, AskConsent, Question, Say, SayAgain, Show, ShowConsentCard, StartTimer
from skill.routine.events import Permission
from skill.routine.plan import Step
from skill.routine.recovery import Recovery, Session, Turn
from skill.speech import phrase

from .recorded import parsed, recorded

TODAY = date(2026, 3, 1)
MINUTE = timedelta(minutes=1)


def wire(*acts: Act, session: Session | None = None, locale: str = "en-US") -> tuple[dict[str, Any], dict[str, Any]]:
    """The response and the session's attributes, as JSON."""
    response, attributes = to_response(Turn(Recovery(), session or Session(), acts), locale, TODAY)
    document: dict[str, Any] = json.loads(json.dumps(DefaultSerializer().serialize(response)))
    return document, json.loads(json.dumps(attributes))


def ssml(text: str) -> dict[str, str]:
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}


def test_a_statement_closes_the_session() -> None:
    response, attributes = wire(Say("timer-set"))
    assert response == {
        "outputSpeech": ssml("I'll call you when time is up."),
        "shouldEndSession": True,
    }
    assert attributes == {"session": {"said": "I'll call you when time is up."}}


def test_a_question_opens_the_microphone_and_is_put_again() -> None:
    response, _ = wire(Say("check-first"), Ask(Question.TWIST))
    assert response == {
        "outputSpeech": ssml("First a quick safety check. Did it start with a twist, a fall or a pop?"),
        "reprompt": {"outputSpeech": ssml("Did it start with a twist, a fall or a pop? Yes or no?")},
        "shouldEndSession": False,
    }


@pytest.mark.parametrize("acts", [(), (StartTimer(Step.ICE, MINUTE),)])
def test_nothing_to_say(acts: tuple[Act, ...]) -> None:
    assert wire(*acts) == ({"shouldEndSession": True}, {"session": {}})


def test_amazons_own_question_leaves_the_session_to_amazon() -> None:
    response, _ = wire(Say("timer-permission"), AskConsent())
    assert response == {
        "outputSpeech": ssml("To call you at the end, I need a permission that Alexa asks for now."),
        "directives": [
            {
                "type": "Connections.SendRequest",
                "name": "AskFor",
                "payload": {
                    "@type": "AskForPermissionsConsentRequest",
                    "@version": "1",
                    "permissionScope": "alexa::alerts:timers:skill:readwrite",
                },
                "token": "timers",
            }
        ],
    }


def test_a_question_for_reminders() -> None:
    response, _ = wire(AskConsent(Permission.REMINDERS))
    (directive,) = response["directives"]
    assert directive["payload"]["permissionScope"] == "alexa::alerts:reminders:skill:readwrite"
    assert directive["token"] == "reminders"
    assert "shouldEndSession" not in response


def test_every_permission_has_a_scope_of_its_own() -> None:
    assert set(SCOPES) == set(Permission)
    assert len(set(SCOPES.values())) == len(SCOPES)


def test_a_card_to_read() -> None:
    response, _ = wire(Say("set-up"), Show("set-up"))
    assert response["card"] == {
        "type": "Simple",
        "title": phrase("en-US", "set-up", "title"),
        "content": phrase("en-US", "set-up", "card"),
    }
    assert response["shouldEndSession"] is True


@pytest.mark.parametrize("permission", Permission)
def test_a_card_for_the_permission(permission: Permission) -> None:
    response, _ = wire(Say("consent-card"), ShowConsentCard(permission))
    assert response["card"] == {
        "type": "AskForPermissionsConsent",
        "permissions": [f"alexa::alerts:{permission}:skill:readwrite"],
    }


def test_said_again_with_its_question() -> None:
    response, attributes = wire(SayAgain(Question.TWIST), session=Session(said="Cold & <wet>?"))
    assert response["outputSpeech"] == ssml("Cold &amp; &lt;wet&gt;?")
    assert response["reprompt"]
    assert response["shouldEndSession"] is False
    assert attributes == {"session": {"said": "Cold & <wet>?"}}


def test_said_again_without_a_question() -> None:
    response, _ = wire(SayAgain(), session=Session(said="Well done."))
    assert response == {"outputSpeech": ssml("Well done."), "shouldEndSession": True}


def test_the_attributes_come_back_as_the_talk_with_what_was_said() -> None:
    session = Session(asked=Question.TWIST, cleared=(Question.FOUR_STEPS,), duration=10 * MINUTE, unheard=2)
    _, attributes = wire(Ask(Question.TWIST), session=session)
    document = recorded("AMAZON.YesIntent")
    document["session"]["attributes"] = attributes
    back = session_of(parsed(document))
    assert back.said == "Did it start with a twist, a fall or a pop?"
    assert (back.asked, back.cleared, back.duration, back.unheard) == (
        Question.TWIST,
        (Question.FOUR_STEPS,),
        10 * MINUTE,
        2,
    )


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
