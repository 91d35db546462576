"""The skill package: manifest, icons and ask-cli's files."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from interaction_model import manifest
from interaction_model.expand import ensure, package
from interaction_model.manifest import PACKAGE
from skill.ports import KEPT_FOR
from skill.routine import plan
from skill.speech import plan_blanks
from tests.screen.viewports import VIEWPORTS

MANIFEST = manifest.manifest()
STORE: dict[str, Any] = MANIFEST["publishingInformation"]["locales"]
ADDRESS = "https://coach.example.org"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:ankle-coach"


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
    numbers = set(re.findall(r"\d+", text)) - {"911", "999", "000", "112", "111", *"1234"}
    assert numbers <= {str(each) for each in (ice, walk, KEPT_FOR.days, begins, ends)}


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


def test_testers_hear_when_no_reminder_is_set() -> None:
    """All else that they are told is played, see tests/certification."""
    text = MANIFEST["publishingInformation"]["testingInstructions"]
    assert f"between {plan.DAY_ENDS.hour}:00 and {plan.DAY_BEGINS.hour}:00" in text


def test_the_skill_hears_of_users_that_come_and_go() -> None:
    assert {subscription["eventName"] for subscription in MANIFEST["events"]["subscriptions"]} == {
        "SKILL_ENABLED",
        "SKILL_DISABLED",
        "SKILL_PERMISSION_ACCEPTED",
        "SKILL_PERMISSION_CHANGED",
    }


def test_ask_cli_finds_the_package() -> None:
    root = PACKAGE.parents[1]
    resources = json.loads((root / "ask-resources.json").read_text("utf-8"))
    assert root / Path(resources["profiles"]["default"]["skillMetadata"]["src"]) == PACKAGE


# --- the address


def test_one_address_is_in_every_place(tmp_path: Path) -> None:
    assert manifest.build(f"{ADDRESS}/", package=tmp_path) == ADDRESS
    text = (tmp_path / "skill.json").read_text("utf-8")
    assert manifest.PLACEHOLDER not in text
    assert text.count(ADDRESS) == 12
    assert f"{ADDRESS}//" not in text


def test_the_address_stays_until_another_one_is_given(tmp_path: Path) -> None:
    assert manifest.build(package=tmp_path) == manifest.PLACEHOLDER
    manifest.build(ADDRESS, FUNCTION, tmp_path)
    assert manifest.build(package=tmp_path) == ADDRESS
    found = json.loads((tmp_path / "skill.json").read_text("utf-8"))["manifest"]
    assert found["apis"]["custom"]["endpoint"] == found["events"]["endpoint"] == {"uri": FUNCTION}
    assert manifest.addresses(found) == (ADDRESS, FUNCTION)
    manifest.build("https://other.example.org", package=tmp_path)
    assert FUNCTION not in (tmp_path / "skill.json").read_text("utf-8")


@pytest.mark.parametrize(
    "address", ["coach.example.org", "http://coach.example.org", "https://a.example:8443", "https://"]
)
def test_an_address_that_amazon_would_not_take_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(manifest.BadAddress):
        manifest.build(address, package=tmp_path)
    assert not (tmp_path / "skill.json").exists()


def test_the_command_names_the_address_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert package(["ankle-coach"]) == 2
    assert "'ankle-coach': expected https://" in capsys.readouterr().err


def test_a_function_is_an_arn() -> None:
    with pytest.raises(manifest.BadAddress):
        manifest.manifest(ADDRESS, "ankle-coach")


def test_what_ask_deploy_writes_changes_no_file_of_the_project() -> None:
    """ask-cli 2.30.7 writes .ask/, and anew, in its own form, ask-resources.json and the package's skill.json."""
    ensure()
    root = PACKAGE.parents[1]
    for file in (root / "ask-resources.json", PACKAGE / "skill.json"):
        text = file.read_text("utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    ignored = (root / ".gitignore").read_text("utf-8").splitlines()
    assert {".ask/", "interaction_model/skill-package/skill.json"} <= set(ignored)
