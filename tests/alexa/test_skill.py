"""The SDK's wiring, from the bytes of a verified request to the data of its answer; the rest is in test_web.py."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from skill.alexa.api import AlexaApi
from skill.alexa.skill import NOTHING, Handlers, web_answer
from skill.coach import Coach
from skill.ports import DeviceTrouble
from skill.routine.recovery import Turn
from skill.storage.sqlite import MemoryRecoveries
from tests.fakes import Clock

from .pki import CHAIN
from .recorded import altered


class Listening(Coach):
    """A coach that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(MemoryRecoveries(), Clock())
        self.heard: list[Any] = []

    def hear(self, *told: Any) -> Turn:
        self.heard.append(told)
        return super().hear(*told)


class Skill:
    def __init__(self, *, is_local: bool = False) -> None:
        self.coach = Listening()
        self.answer = web_answer(Handlers(self.coach, AlexaApi(is_local=is_local)))

    def send(self, document: object) -> Any:
        return self.answer(json.dumps(document).encode())

    @property
    def device(self) -> Any:
        """Of the one who was heard."""
        ((_, _, _, device, *_),) = self.coach.heard
        return device


@pytest.fixture
def skill() -> Skill:
    return Skill()


def without_api(name: str) -> dict[str, Any]:
    return altered(name, "context.System.apiEndpoint", None)


@pytest.mark.parametrize(
    ("part", "value"), [("Viewport", 7), ("Viewport", {"dpi": "many"}), ("AudioPlayer", [7])], ids=str
)
def test_what_a_speaker_tells_of_its_screen_cannot_go_wrong(skill: Skill, part: str, value: object) -> None:
    document = without_api("LaunchRequest")
    document["context"][part] = value
    assert skill.send(document)["response"]["outputSpeech"]


def test_a_session_nested_as_deep_as_json_can_be_is_answered(skill: Skill) -> None:
    nested = json.loads("[" * 900 + "]" * 900)
    assert skill.send(altered("LaunchRequest", "session.attributes", {"session": nested}))["version"] == "1.0"


@pytest.mark.parametrize(("part", "value"), [("device", 7), ("unit", "many"), ("person", [7])])
def test_what_the_sdk_cannot_parse(skill: Skill, caplog: pytest.LogCaptureFixture, part: str, value: object) -> None:
    assert skill.send(altered("LaunchRequest", f"context.System.{part}", value)) == NOTHING
    assert caplog.messages == ["request not understood: SerializationException"]
    assert skill.coach.heard == []


@pytest.mark.parametrize("user", [None, {}, {"userId": ""}])
@pytest.mark.parametrize("name", ["LaunchRequest", "skill-disabled", "permission-changed"])
def test_a_request_of_no_user_is_answered_with_nothing(skill: Skill, name: str, user: object) -> None:
    assert skill.send(altered(name, "context.System.user", user))["response"] == {}
    assert skill.coach.heard == []


def test_a_question_out_of_any_session_has_no_attributes(skill: Skill) -> None:
    document = without_api("LaunchRequest")
    del document["session"]
    answer = skill.send(document)
    assert "sessionAttributes" not in answer
    assert answer["response"]["shouldEndSession"] is False


def test_a_speaker_has_its_apis_and_locale() -> None:
    skill = Skill(is_local=True)
    document = altered("AMAZON.HelpIntent", "context.System.apiEndpoint", "http://127.0.0.1:9")
    document["request"]["locale"] = "en-GB"
    skill.send(document)
    speaker = skill.device
    timers = speaker.timers(2)
    assert (timers.locale, timers.slot_number) == ("en-GB", 2)
    assert speaker.reminders.locale == "en-GB"
    assert (speaker.settings.locale, speaker.settings.device) == ("en-GB", "amzn1.ask.device.AHSECRETDEVICE3K")


@pytest.mark.parametrize("endpoint", [None, "", "http://127.0.0.1:9", "https://evil.example"])
def test_a_speaker_without_a_trustworthy_endpoint_has_none(skill: Skill, endpoint: object) -> None:
    document = altered("AMAZON.HelpIntent", "context.System.apiEndpoint", endpoint)
    assert skill.send(document)["response"]["outputSpeech"]
    speaker = skill.device
    assert (speaker.settings.client is None) == (not endpoint)
    with pytest.raises(DeviceTrouble, match="API endpoint not trusted"):
        speaker.timers(1).look()


def test_a_speaker_without_an_id_has_no_settings(skill: Skill) -> None:
    assert skill.send(altered("AMAZON.HelpIntent", "context.System.device", None))["response"]["outputSpeech"]
    assert skill.device.settings.client is None


PROJECT = Path(__file__).parents[2]
IMPORT = """
import sys
from skill.alexa.skill import _webservice_handler
assert _webservice_handler().__name__ == "WebserviceSkillHandler"
assert "oscrypto" not in sys.modules
"""


def test_it_imports_although_certvalidator_does_not(tmp_path: Path) -> None:
    (tmp_path / "certvalidator.py").write_text("raise OSError('no libcrypto')")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT}"}
    done = subprocess.run([sys.executable, "-c", IMPORT], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_amazons_own_verifier_fails_closed() -> None:
    from ask_sdk_webservice_support.verifier import RequestVerifier

    with pytest.raises(AttributeError, match="CertvalidatorNotLoaded"):
        RequestVerifier()._validate_cert_chain(CHAIN)
