"""The skill package: manifest, icons and ask-cli's files."""

import json
import re
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from interaction_model.expand import HERE, ensure, models
from skill.routine import plan
from skill.speech import plan_blanks
from skill.speech.numbers import spoken_number
from skill.storage import KEPT_FOR
from tests.screen.viewports import VIEWPORTS

PACKAGE = HERE / "skill-package"
MODELS = ensure()
MANIFEST: dict[str, Any] = json.loads((PACKAGE / "skill.json").read_text("utf-8"))["manifest"]
STORE: dict[str, Any] = MANIFEST["publishingInformation"]["locales"]
EMERGENCY = {"en-US": "911", "en-GB": "999", "en-CA": "911", "en-AU": "000", "en-IN": "112"}


def test_the_store_has_the_locales_of_the_models() -> None:
    assert set(STORE) == set(models())
    assert set(MANIFEST["privacyAndCompliance"]["locales"]) == set(STORE)


@pytest.mark.parametrize("locale", STORE)
def test_texts_are_within_limits(locale: str) -> None:
    shown = STORE[locale]
    assert 2 <= len(shown["name"]) <= 50
    assert 0 < len(shown["summary"]) <= 160
    assert 0 < len(shown["description"]) <= 4000
    assert 0 < len(shown["keywords"]) <= 30
    assert 0 < len(MANIFEST["publishingInformation"]["testingInstructions"]) <= 4000


@pytest.mark.parametrize("locale", STORE)
def test_example_phrases_are_samples(locale: str) -> None:
    language = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))["interactionModel"]["languageModel"]
    samples = {sample for intent in language["intents"] for sample in intent["samples"]}
    first, *others = STORE[locale]["examplePhrases"]
    assert first == f"Alexa, open {language['invocationName']}"
    assert len(others) == 2
    assert samples >= set(others)
    for line in STORE[locale]["description"].splitlines():
        if line.startswith('- "') and "Alexa" not in line:
            words = line[3:-1].lower().replace("can i run today", "can i {activity} today")
            assert words in samples


@pytest.mark.parametrize("locale", STORE)
def test_the_store_tells_the_numbers_of_the_plan(locale: str) -> None:
    """The store's texts have the numbers of the plan. Where this fails, change the texts too."""
    text, words = STORE[locale]["description"], plan_blanks("en")
    ice, walk = (each // timedelta(minutes=1) for each in (plan.ICE_TIME, plan.WALK_TIME))
    begins, ends = plan.DAY_BEGINS.hour, plan.DAY_ENDS.hour - 12
    for part in (
        f"ice cubes, for {ice} minutes.",
        f"after about {words['EASING_AT']} and half way",
        f"or a {walk}-minute walk",
        f"after {words['EVALUATE_FROM']} or {words['EVALUATE_LAST']} days",
        f"not been used for {KEPT_FOR.days} days",
        f"between {begins} in the morning and {ends} at night",
        f"To ring after {ice} minutes",
    ):
        assert part in text
    numbers = set(re.findall(r"\d+", text)) - {EMERGENCY[locale], "111", *"1234"}
    assert numbers <= {str(each) for each in (ice, walk, KEPT_FOR.days, begins, ends)}


def test_the_instructions_for_testers_tell_the_numbers_of_the_plan() -> None:
    text, words = MANIFEST["publishingInformation"]["testingInstructions"], plan_blanks("en")
    half = spoken_number(plan.ICE_TIME // timedelta(minutes=2), "en")
    for part in (
        f"for {words['ICE_TIME']};",
        f"about {words['EASING_AT_IN_MINUTES']} and {half} minutes",
        f"between {plan.DAY_BEGINS.hour}:00 and {plan.DAY_ENDS.hour}:00",
        f"{words['REWARM_IN_HOURS']} hour after the foot came out",
        f"{words['ICING_GAP']} after the last one",
        f"Day {words['EVALUATE_FROM']} or {words['EVALUATE_LAST']}:",
    ):
        assert part in text


@pytest.mark.parametrize("locale", STORE)
def test_the_disclaimer_is_whole_and_local(locale: str) -> None:
    text = STORE[locale]["description"]
    for part in (
        "for information only",
        "medical advice, diagnosis or treatment",
        "does not replace a doctor",
        f"In an emergency call {EMERGENCY[locale]}",
    ):
        assert part in text


@pytest.mark.parametrize("locale", STORE)
@pytest.mark.parametrize(("key", "side"), [("smallIconUri", 108), ("largeIconUri", 512)])
def test_icons_have_amazon_s_sizes(locale: str, key: str, side: int) -> None:
    file = PACKAGE / STORE[locale][key].removeprefix("file://")
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (side, side)
    assert len(data) < 50_000


def test_only_timers_and_reminders_are_asked_for() -> None:
    scopes = [permission["name"] for permission in MANIFEST["permissions"]]
    assert scopes == [f"alexa::alerts:{what}:skill:readwrite" for what in ("timers", "reminders")]
    custom = MANIFEST["apis"]["custom"]
    assert set(custom) == {"endpoint", "interfaces"}
    assert custom["endpoint"]["uri"].startswith("https://")


@pytest.mark.parametrize("viewport", VIEWPORTS.values(), ids=VIEWPORTS)
def test_every_screen_that_is_drawn_in_the_tests_is_declared(viewport: dict[str, Any]) -> None:
    (interface,) = MANIFEST["apis"]["custom"]["interfaces"]
    assert interface["type"] == "ALEXA_PRESENTATION_APL"
    assert any(
        each["mode"] == viewport["mode"].upper()
        and each["shape"] == viewport["shape"].upper()
        and each["minWidth"] <= viewport["width"] <= each["maxWidth"]
        and each["minHeight"] <= viewport["height"] <= each["maxHeight"]
        for each in interface["supportedViewports"]
    )


def test_events_of_the_skill_come_to_the_same_address() -> None:
    events = MANIFEST["events"]
    assert events["endpoint"] == MANIFEST["apis"]["custom"]["endpoint"]
    assert {subscription["eventName"] for subscription in events["subscriptions"]} == {
        "SKILL_ENABLED",
        "SKILL_DISABLED",
        "SKILL_PERMISSION_ACCEPTED",
        "SKILL_PERMISSION_CHANGED",
    }


@pytest.mark.parametrize("locale", STORE)
def test_privacy_and_terms_are_pages_of_the_skill_s_own_server(locale: str) -> None:
    address = MANIFEST["apis"]["custom"]["endpoint"]["uri"].removesuffix("/alexa")
    pages = MANIFEST["privacyAndCompliance"]["locales"][locale]
    assert pages == {"privacyPolicyUrl": f"{address}/privacy", "termsOfUseUrl": f"{address}/terms"}


@pytest.mark.parametrize("locale", STORE)
def test_what_testers_and_customers_are_told_to_say_is_modelled(locale: str) -> None:
    asked = re.findall(
        r'"Alexa, ask ankle coach (?:to )?([^"]+)"', MANIFEST["publishingInformation"]["testingInstructions"]
    )
    assert len(asked) >= 8
    changes = re.findall(r'"((?:not at|every|only|no more) [^"]+)"', STORE[locale]["description"])
    assert len(changes) == 4
    assert {_in_slots(words) for words in [*asked, *changes]} <= _samples(locale)


def _in_slots(words: str) -> str:
    """Return the text with its examples of a time, a gap, a day and an activity as slots."""
    slots = {"run": "{activity}", "three hours": "{every}", "six": "{time}", "tomorrow": "{day}"}
    return re.sub(r"\b(run|three hours|six|tomorrow)\b", lambda said: slots[said[0]], words.lower())


def _samples(locale: str) -> set[str]:
    language = json.loads((MODELS / f"{locale}.json").read_text("utf-8"))["interactionModel"]["languageModel"]
    return {sample for intent in language["intents"] for sample in intent["samples"]}


def test_nothing_is_said_to_be_health_information() -> None:
    privacy = MANIFEST["privacyAndCompliance"]
    assert privacy["usesHealthInfo"] is False
    assert privacy["isChildDirected"] is False


def test_ask_cli_finds_the_package() -> None:
    root = HERE.parent
    resources = json.loads((root / "ask-resources.json").read_text("utf-8"))
    assert root / Path(resources["profiles"]["default"]["skillMetadata"]["src"]) == PACKAGE
