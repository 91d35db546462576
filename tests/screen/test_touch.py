"""A touch is the same event as the word; an old screen's touch is told so; without a screen nothing differs."""

import json
from pathlib import Path
from typing import Any

import pytest

from skill.alexa.inbound import INTENTS, to_event
from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.recovery import Recovery, Stage
from skill.screen import BUTTONS
from skill.speech import shown
from speaker.shipped_model import model_path
from speaker.understand import Understanding
from tests.alexa.pki import NOW
from tests.alexa.recorded import parsed, recorded
from tests.client import SkillClient
from tests.routine.people import TODAY
from tests.screen.scenes import SCENES
from tests.screen.scenes import shown as screen_of

Json = dict[str, Any]

WITH_SCREEN = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2023.3"}}}


def touched(token: str, *arguments: object, asked: Question | None = None) -> Json:
    """The request of a touch on a screen, in a session with this open question."""
    document = recorded("screen-touched")
    document["request"].update(token=token, arguments=list(arguments))
    document["session"]["attributes"] = {"session": {"asked": asked} if asked else {}}
    return document


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_says_what_its_label_says(button: str, understanding: Understanding) -> None:
    intent, *_ = BUTTONS[button].split()
    assert intent in INTENTS
    words = shown(button, {}, "en-US", TODAY)
    for label in {words.text, words.short or words.text}:
        heard = understanding.understand(label.lower())
        assert heard.intent == intent, label


@pytest.mark.parametrize(
    ("event", "same"),
    [
        ("AMAZON.YesIntent", e.Yes()),
        ("AMAZON.PauseIntent", e.PauseAsked()),
        ("FootOutIntent", e.FootOut()),
        ("CheckInIntent trend SAME", e.Assessed(e.Trend.SAME)),
        ("CheckInIntent score 0", e.Assessed(score=0)),
        ("CheckInIntent score 10", e.Assessed(score=10)),
    ],
)
def test_a_touch_is_the_event_of_its_intent(event: str, same: e.Event) -> None:
    assert to_event(parsed(touched("icing", event))) == same


@pytest.mark.parametrize("arguments", [(), ("",), ("NoSuchIntent",), (None,), ({"a": [1]},), ("CheckInIntent a b c",)])
def test_a_touch_with_something_else_is_not_understood(arguments: tuple[object, ...]) -> None:
    event = to_event(parsed(touched("icing", *arguments)))
    assert event in (e.Unheard(), e.Assessed())


@pytest.mark.parametrize("scene", SCENES)
def test_all_that_can_be_touched_is_understood(scene: str) -> None:
    screen = screen_of(SCENES[scene])
    asked = SCENES[scene].asked
    for each in [*screen.data["coach"]["buttons"], *screen.data["coach"]["scale"]]:
        event = to_event(parsed(touched(screen.token, each["event"], asked=asked)))
        assert event not in (None, e.Unheard(), e.OldScreenTouched(), e.Assessed()), each


@pytest.mark.parametrize(
    ("token", "asked", "is_old"),
    [
        ("ask-bent", Question.BENT, False),
        ("icing", None, False),
        ("ask-four-steps", Question.BENT, True),  # touched twice
        ("ask-four-steps", None, True),  # the session is over
        ("icing", Question.OUT_EARLY, True),
        ("", Question.BENT, True),
    ],
)
def test_a_touch_on_an_old_screen_is_known(token: str, asked: Question | None, is_old: bool) -> None:
    event = to_event(parsed(touched(token, "AMAZON.NoIntent", asked=asked)))
    assert event == (e.OldScreenTouched() if is_old else e.No())


@pytest.fixture
def client(tmp_path: Path) -> SkillClient:
    client = SkillClient(tmp_path)
    client.keep(Recovery(stage=Stage.SCREENING, zone="America/New_York", began_on=NOW.date(), heard_on=NOW.date()))
    return client


def with_screen(document: Json) -> Json:
    device = document["context"]["System"].setdefault("device", {"deviceId": "SECRETDEVICE"})
    device["supportedInterfaces"] = WITH_SCREEN
    return document


def answered(client: SkillClient, document: Json) -> Json:
    answer: Json = json.loads(client.send(with_screen(document)).data)
    return answer


def spoken(answer: Json) -> str:
    return str(answer["response"]["outputSpeech"]["ssml"])


def title(answer: Json) -> str:
    return str(answer["response"]["directives"][0]["datasources"]["coach"]["title"])


def touch(client: SkillClient, answer: Json, event: str) -> Json:
    document = client.document("screen-touched", answer["sessionAttributes"])
    token = answer["response"]["directives"][0]["token"]
    document["request"].update(token=token, arguments=[event], requestId=f"touch-{len(str(answer))}")
    return answered(client, document)


def test_the_safety_check_by_touch(client: SkillClient) -> None:
    first = answered(client, client.document("LaunchRequest"))
    assert title(first) == "Can you take four steps on it, even if you limp?"
    second = touch(client, first, "AMAZON.YesIntent")
    assert title(second).startswith("Is it bent")
    assert second["response"]["shouldEndSession"] is False
    again = dict(second, response=first["response"])  # the first screen, touched again
    told = touch(client, again, "AMAZON.YesIntent")
    assert "That was an earlier screen. Is it bent" in spoken(told)
    assert title(told) == title(second)
    care = touch(client, told, "AMAZON.YesIntent")
    assert title(care) == "Get medical care now"
    assert "shouldEndSession" not in care["response"]


@pytest.mark.parametrize("name", ["LaunchRequest", "TimeLeftIntent", "RedFlagIntent", "AMAZON.StopIntent"])
def test_a_screen_adds_a_directive_and_changes_nothing_else(tmp_path: Path, name: str) -> None:
    answers = []
    for folder, is_shown in (("voice", False), ("screen", True)):
        (tmp_path / folder).mkdir()
        client = SkillClient(tmp_path / folder)
        document = client.document(name)
        answers.append(json.loads(client.send(with_screen(document) if is_shown else document).data))
    voice, screen = answers
    assert "directives" not in voice["response"]
    shows = "directives" in screen["response"]
    assert shows is (name != "AMAZON.StopIntent")
    screen["response"].pop("directives", None)
    for each in answers if shows else ():
        if each["response"].get("shouldEndSession") is not False:
            each["response"].pop("shouldEndSession", None)
    assert voice == screen
