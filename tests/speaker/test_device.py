"""The speaker with a small skill, over real HTTP."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from speaker.device import Device
from speaker.envelopes import SKILL_ID
from speaker.household import TIMERS_SCOPE
from speaker.rehearsal import Rehearsal, Stage
from speaker.sounds import Kind, Sound

MINUTE = timedelta(minutes=1)
ASKED_AGAIN = "(silence) Do you give Ankle Coach permission to use timers? You can say I approve, or no."
CLOSED = "(silence: the microphone closes)"


def heard(sounds: list[Sound]) -> list[str]:
    assert not [sound for sound in sounds if sound.kind is Kind.FAILURE]
    return [sound.text for sound in sounds]


def requests(talk: Rehearsal) -> list[dict[str, Any]]:
    return [exchange.request for exchange in talk.cloud.exchanges]


def test_a_request_has_all_that_alexa_sends(talk: Rehearsal) -> None:
    talk.device.say("alexa, open ankle coach")
    sent = requests(talk)[0]
    system = sent["context"]["System"]
    assert (sent["version"], sent["session"]["new"]) == ("1.0", True)
    assert sent["session"]["application"] == system["application"] == {"applicationId": SKILL_ID}
    assert system["device"] == {"deviceId": talk.home.device_id, "supportedInterfaces": {}}
    told = {"type": "LaunchRequest", "timestamp": "2026-06-01T21:00:00Z", "locale": "en-US"}
    assert {name: sent["request"][name] for name in told} == told


def test_silence_brings_the_reprompt_and_then_the_end(talk: Rehearsal) -> None:
    talk.device.say("count")
    assert talk.device.listening
    assert heard(talk.device.wait(timedelta(seconds=7))) == []
    assert heard(talk.device.wait(MINUTE)) == ["(silence) Again?", "(silence: the microphone closes)"]
    assert not talk.device.listening
    ended = requests(talk)[-1]["request"]
    assert (ended["type"], ended["reason"]) == ("SessionEndedRequest", "EXCEEDED_MAX_REPROMPTS")
    assert ended["timestamp"] == "2026-06-01T21:00:16Z"


def test_exit_ends_the_session_without_a_word(talk: Rehearsal) -> None:
    talk.device.say("count")
    assert heard(talk.device.say("exit")) == []
    assert requests(talk)[-1]["request"]["reason"] == "USER_INITIATED"
    assert not talk.device.in_session


def test_empty_slots_are_there_too(talk: Rehearsal) -> None:
    talk.device.say("start the ice")
    slots = requests(talk)[0]["request"]["intent"]["slots"]
    assert slots == {"duration": {"name": "duration", "confirmationStatus": "NONE"}}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda device: device.say("no"), ["DENIED False {}"]),
        (lambda device: device.consent("NOT_ANSWERED", card=True), ["NOT_ANSWERED True {}"]),
        (lambda device: device.wait(MINUTE), [ASKED_AGAIN, CLOSED, "NOT_ANSWERED False {}"]),
        # words that Alexa does not understand count as silence
        (lambda device: [*device.say("what"), *device.say("no idea")], [ASKED_AGAIN, CLOSED, "NOT_ANSWERED False {}"]),
    ],
    ids=["no", "on the phone", "silence", "other words"],
)
def test_permission_is_not_given(talk: Rehearsal, answer: Callable[[Device], list[Sound]], told: list[str]) -> None:
    talk.device.say("start the ice")
    assert heard(answer(talk.device)) == told
    assert TIMERS_SCOPE not in talk.home.granted


def test_a_permission_that_was_not_asked_for_cannot_be_answered(talk: Rehearsal) -> None:
    with pytest.raises(ValueError, match="Alexa asked for no permission"):
        talk.device.consent("ACCEPTED")


def test_an_answer_alexa_cannot_use_ends_the_session(talk: Rehearsal) -> None:
    talk.device.say("count")
    answer, failure = talk.device.say("say something broken")
    assert answer.text == "There was a problem with the requested skill's response."
    assert failure.kind is Kind.FAILURE
    assert "well-formed" in failure.text
    ended = requests(talk)[-1]["request"]
    assert (ended["reason"], ended["error"]["type"]) == ("ERROR", "INVALID_RESPONSE")
    assert not talk.device.in_session


def test_a_slow_skill_loses_the_session(talk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speaker.cloud.PATIENCE", 0.5)
    failures = [sound.text for sound in talk.device.say("take your time") if sound.kind is Kind.FAILURE]
    assert failures[0].startswith("no answer within")
    assert requests(talk)[1]["request"]["error"]["type"] == "ENDPOINT_TIMEOUT"


def test_a_permission_must_be_in_the_manifest(small_stage: Stage, package: Path, tmp_path: Path) -> None:
    forgetful = tmp_path / "package"
    shutil.copytree(package, forgetful)
    (forgetful / "skill.json").write_text('{"manifest": {}}', "utf-8")
    with small_stage.rehearsal(package=forgetful) as talk:
        sounds = heard(talk.device.say("start the ice"))
    assert sounds == ["May I?", f"{TIMERS_SCOPE} is not in the manifest of the skill"]


def test_attributes_may_outlive_a_permission_question(talk: Rehearsal) -> None:
    talk.device.keeps_attributes_over_consent = True
    talk.device.say("count")
    talk.device.say("start the ice")
    assert heard(talk.device.say("no")) == ["DENIED False {'kept': 1}"]


def test_a_household_that_comes_back_is_the_same_to_the_skill(small_stage: Stage, package: Path) -> None:
    users = set()
    for _ in range(2):
        with small_stage.rehearsal(package=package, user="ANN") as talk:
            talk.device.say("count")
            users.add(requests(talk)[0]["session"]["user"]["userId"])
    assert users == {"amzn1.ask.account.ANN"}
