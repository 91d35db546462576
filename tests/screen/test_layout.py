"""Screens in a real browser: every name resolves, nothing is cut or outside, the countdown runs, touches arrive."""

from collections.abc import Callable
from copy import deepcopy
from itertools import product
from typing import Any

import pytest

from tests import THOROUGH
from tests.screen.browser import Browser
from tests.screen.scenes import SCENES, every_screen, shown
from tests.screen.viewports import VIEWPORTS

TIGHTEST = ("round", "portrait", "large hub")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_every_kind_of_screen_fits_every_device(screens: Browser, viewport: str, theme: str) -> None:
    faults = screens.draw_all([(shown(turn), viewport) for turn in SCENES.values()], theme)
    assert {name: each for name, each in zip(SCENES, faults, strict=True) if each} == {}


def test_whatever_is_answered_fits(screens: Browser) -> None:
    every = list(product(every_screen(), TIGHTEST))
    every = every if THOROUGH else every[:: len(TIGHTEST) + 1]  # one of them for each screen, in turns
    faults = screens.draw_all(every, "dark")
    texts = [(screen.data["coach"]["title"], screen.data["coach"]["text"], viewport) for screen, viewport in every]
    assert [(text, each) for text, each in zip(texts, faults, strict=True) if each] == []


def test_the_countdown_runs_on_the_device_and_ends_at_zero(screens: Browser) -> None:
    assert screens.draw(shown(SCENES["icing"])) == []
    assert screens.text[:2] == ["12:00", "Foot in the ice"]
    share = screens.ring
    screens.later(61)
    assert screens.text[:2] == ["10:59", "Foot in the ice"]
    assert screens.ring > share
    screens.later(0.2)
    assert screens.text[0] == "10:59"
    screens.later(3600)
    assert screens.text[:2] == ["0:00", "Time is up. Take your foot out."]
    assert screens.touches == []


def test_a_paused_countdown_stands_still(screens: Browser) -> None:
    screens.draw(shown(SCENES["paused"]))
    before = screens.text
    assert before[0] == "12:00"
    screens.later(600)
    assert screens.text == before


def test_a_countdown_stays_on_the_screen_to_its_end_and_nothing_else_does(screens: Browser) -> None:
    for name, minutes in {"icing": 13, "paused": 0, "plan": 0, "care now": 0}.items():
        screens.draw(shown(SCENES[name]))
        assert screens.mounted == [{"type": "Idle", "delay": minutes * 60_000, "screenLock": True}]


@pytest.mark.parametrize(
    ("scene", "label", "event"),
    [
        ("safety 1", "I don't know", "UnsureIntent"),
        ("icing", "My foot is out", "FootOutIntent"),
        ("how sore", "10", "CheckInIntent score 10"),
        ("trend", "The same", "CheckInIntent trend SAME"),
    ],
)
@pytest.mark.parametrize("viewport", ["round", "large hub"])
def test_a_touch_sends_its_event(screens: Browser, scene: str, label: str, event: str, viewport: str) -> None:
    screens.draw(shown(SCENES[scene]), viewport)
    assert screens.touch(label) == [[event]]


def test_a_button_shows_that_it_is_focused(screens: Browser) -> None:
    screens.draw(shown(SCENES["safety 1"]))
    edge = "getComputedStyle(document.querySelector('#screen button > div')).borderColor"
    before = screens.page.evaluate(edge)
    screens.page.keyboard.press("Tab")
    assert screens.page.evaluate(edge) != before


def test_all_that_can_be_touched_has_a_role_and_a_label(screens: Browser) -> None:
    screens.draw(shown(SCENES["how sore"]), "round")
    buttons = screens.page.locator("#screen button")
    named = [(each.get_attribute("data-role"), each.get_attribute("aria-label")) for each in buttons.all()]
    assert named == [("button", str(n)) for n in range(11)] + [("button", "I don't know")]


Json = dict[str, Any]
Seed = Callable[[Json, Json], object]
"""Breaks a document, or its data."""


def _words(document: Json) -> Json:
    found: Json = document["layouts"]["Words"]["item"]["items"][0]
    return found


def _touch(document: Json) -> Json:
    found: Json = document["layouts"]["Touch"]["item"]
    return found


FAULTS: dict[str, Seed] = {
    "unknown name payloda": lambda doc, data: _words(doc).update(text="${payloda.coach.title}"),
    "unknown name @titel": lambda doc, data: _words(doc).update(fontSize="@titel"),
    "missing data: title": lambda doc, data: data["coach"].pop("title"),
    "missing data: totalMs": lambda doc, data: data["coach"]["countdown"].pop("totalMs"),
    "unknown property colour of Text": lambda doc, data: _words(doc).update(colour="red"),
    "unknown property lable of Touch": lambda doc, data: _press(doc).update(lable=_press(doc).pop("label")),
    "no label for Touch": lambda doc, data: _press(doc).pop("label"),
    "bad colour #12345": lambda doc, data: doc["resources"][0]["colors"].update(background="#12345"),
    "bad size big": lambda doc, data: _words(doc).update(fontSize="big"),
    "bad value sideways": lambda doc, data: doc["layouts"]["Touches"]["item"].update(direction="sideways"),
    "bad expression": lambda doc, data: _words(doc).update(text="${payload.coach.title ? 1}"),
    "bad expression in ${payload.coach": lambda doc, data: _words(doc).update(text="${payload.coach.title"),
    "no value": lambda doc, data: _words(doc).update(fontSize="${'a' * 2}"),
    "unknown component Txet": lambda doc, data: _words(doc).update(type="Txet"),
    "unknown graphic boot": lambda doc, data: data["coach"].update(picture="boot"),
    "no share for ring": lambda doc, data: doc["layouts"]["Countdown"]["item"]["items"][0].pop("share"),
    "unknown style knob": lambda doc, data: _touch(doc)["item"].update(style="knob"),
    "unknown command SendEvnet": lambda doc, data: _touch(doc)["onPress"][0].update(type="SendEvnet"),
    "a touch without role and label": lambda doc, data: _touch(doc).pop("accessibilityLabel"),
    "cut text": lambda doc, data: data["coach"].update(title="Take your foot out of the bucket of ice. " * 9),
    "outside: text": lambda doc, data: _words(doc).update(fontSize="30vh"),
    "too small to touch": lambda doc, data: _touch(doc)["item"]["item"].update(height="20dp"),
    "lies on": lambda doc, data: doc["layouts"]["Plain"]["item"].update(height="20dp", grow=0),
}
"""What is wrong, and how it comes about on the screen of an icing."""


def _press(document: Json) -> Json:
    found: Json = document["layouts"]["Touches"]["item"]["item"]["item"]
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_found(screens: Browser, fault: str) -> None:
    screen = deepcopy(shown(SCENES["too cold"]))
    FAULTS[fault](screen.document, screen.data)
    assert any(fault in each for each in screens.draw(screen, "small hub"))
