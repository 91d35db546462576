"""The shipped skill passes every check that needs no device, and every check finds what it is there for."""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from interaction_model import manifest
from speaker.answers import Answer
from speaker.cloud import Exchange
from tests import THOROUGH
from tests.certification import checks
from tests.certification.__main__ import line, skill
from tests.certification.checks import CHECKS, Check, Skill
from tests.certification.played import MARKS, dialogue

ADDRESS = "https://coach.example.org"
AUTOMATIC = [check for check in CHECKS if check.faults and check.faults is not checks._reached]


@pytest.fixture(scope="module")
def shipped() -> Skill:
    return skill(manifest.manifest(ADDRESS), () if THOROUGH else ("en-US", "en-GB"))


@pytest.mark.parametrize("check", AUTOMATIC, ids=lambda check: check.wanted)
def test_the_skill_passes(check: Check, shipped: Skill) -> None:
    failed, printed = line(check, shipped)
    assert not failed, printed


def store(**changes: Any) -> Callable[[Skill], None]:
    return lambda found: found.store["en-GB"].update(changes)


def in_manifest(*path: str, to: Any) -> Callable[[Skill], None]:
    def change(found: Skill) -> None:
        owner: Any = found.manifest
        for name in path[:-1]:
            owner = owner[name]
        owner[path[-1]] = to

    return change


def renamed(name: str) -> Callable[[Skill], None]:
    return lambda found: found.models["en-US"].update(invocationName=name)


BREAKS = [
    (checks._known_fields, in_manifest("apis", "custom", "endpoint", "sslCertificateTyp", to="Trusted")),
    (checks._locales, in_manifest("privacyAndCompliance", "locales", to={"en-US": {}})),
    (checks._texts, store(summary="x" * 161)),
    (checks._texts, in_manifest("publishingInformation", "testingInstructions", to="x" * 4001)),
    (checks._icons, store(smallIconUri="file://assets/images/largeIcon.png")),
    (checks._phrases, store(examplePhrases=["open ankle coach"])),
    (checks._phrases, store(examplePhrases=["Alexa, open ankle coach", "make me a sandwich"])),
    (checks._things_to_say, store(description="Nothing to say.")),
    (checks._instructions, in_manifest("publishingInformation", "testingInstructions", to="Just talk to it.")),
    (checks._names, renamed("start ankle coach")),
    (checks._intents, lambda found: found.models["en-IN"]["intents"].clear()),
    (checks._endpoint, in_manifest("events", "endpoint", "uri", to="https://elsewhere.example.org/alexa")),
    (checks._pages, in_manifest("privacyAndCompliance", "locales", "en-AU", "termsOfUseUrl", to="")),
    (checks._disclaimer, store(description="In an emergency call 911.")),
    (checks._claims, store(summary="Heals faster than ice, guaranteed.")),
    (checks._trademarks, store(name="Ankle Coach for Alexa")),
    (checks._compliance, in_manifest("privacyAndCompliance", "usesHealthInfo", to=True)),
    (checks._permissions, in_manifest("permissions", to=[{"name": "alexa::alerts:timers:skill:readwrite"}])),
]


@pytest.mark.parametrize(("faults", "break_it"), BREAKS)
def test_a_check_finds_a_fault(faults: Callable[..., Any], break_it: Callable[[Skill], None], shipped: Skill) -> None:
    broken = replace(shipped, manifest=deepcopy(shipped.manifest), models=deepcopy(dict(shipped.models)))
    break_it(broken)
    assert list(faults(broken))


def heard(text: str, *, ends: bool, reprompt: str = "") -> Answer:
    return Answer(speech=f"<speak>{text}</speak>", reprompt=reprompt, ends=ends)


@pytest.mark.parametrize(
    ("faults", "answer"),
    [
        (checks._first_turns, heard("Welcome.", ends=True)),
        (checks._first_turns, heard("Welcome. Are they sore?", ends=False)),
        (checks._goodbye, heard("Bye. More?", ends=False)),
        (checks._disclaimer, heard("I'm your doctor. Are they sore?", ends=False)),
        (checks._microphone, heard("I listen.", ends=False)),
        (checks._claims, heard("It cures you.", ends=True)),
        (checks._consent, heard("Shall I set reminders for you?", ends=False)),
    ],
)
def test_a_check_finds_a_fault_of_what_is_said(faults: Callable[..., Any], answer: Answer, shipped: Skill) -> None:
    first_words = dict.fromkeys(shipped.played.first_words, answer)
    exchanges = (*shipped.played.exchanges, Exchange({}, answer, 0))
    assert list(faults(replace(shipped, played=replace(shipped.played, first_words=first_words, exchanges=exchanges))))


def test_a_check_finds_what_was_not_answered_and_what_does_not_fit(shipped: Skill) -> None:
    played = replace(shipped.played, differences=("line 1",), unanswered=("x",), pages=("y",))
    reminders = ("Time to put the foot into ice again.", "Ankle coach calls.")
    broken = replace(shipped, played=played, reminders=reminders, manifest=manifest.manifest())
    for faults in (checks._instructions, checks._one_shots, checks._server, checks._endpoint, checks._reached):
        assert len(list(faults(broken))) == 1
    assert len(list(checks._reminder_texts(broken))) == 2


def test_every_line_that_a_tester_follows_is_played(shipped: Skill) -> None:
    followed = re.findall(r"^([A-Z][a-z]+: )", shipped.instructions, re.M)
    assert len(followed) > 60
    assert set(followed) == set(MARKS)
    assert len(dialogue(shipped.instructions)) == len(followed)
