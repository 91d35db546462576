"""The page of ``script/talk --web`` in a real browser, with the real skill behind it."""

import re
import shutil
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from speaker.dialogue import read_dialogue
from speaker.player import Player
from speaker.rehearsal import Stage
from tests.browser.conftest import Open, served

ANSWERS = ("yes", "no", "no", "no", "yes")
"""To the four safety questions, and to "is your foot in the water?"."""
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


WATCH = """() => {
  window.seen = [];
  const status = document.getElementById('status');
  const last = () => [...document.querySelectorAll('#log .said')].at(-1).lastChild.textContent;
  new MutationObserver(() => window.seen.push([status.textContent, last()])).observe(status, { childList: true });
}"""
"""Notes each status from now on, with what was said last by then."""


def heard(tab: Page, words: str) -> None:
    expect(tab.locator("#log .answer, #log .ring").last).to_contain_text(words)
    expect(tab.locator("#status")).not_to_contain_text("thinks")


def say(tab: Page, words: str) -> None:
    tab.fill("#words", words)
    tab.press("#words", "Enter")


def type_in(tab: Page, words: str) -> None:
    tab.keyboard.type(words)
    tab.keyboard.press("Enter")


def chooser(tab: Page, name: str) -> Locator:
    return tab.get_by_role("combobox", name=name, exact=True)


def hint(tab: Page, words: str) -> None:
    tab.locator("#hints").get_by_role("button", name=words, exact=True).click()


def click(tab: Page, name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).click()


def answered(tab: Page, act: Callable[[], object]) -> None:
    before = tab.locator("#log .answer").count()
    act()
    expect(tab.locator("#log .answer")).to_have_count(before + 1)


def into_the_ice(tab: Page) -> None:
    """Type one's way into the ice, with the permission for timers."""
    for words in ("my ankles are sore", *ANSWERS):
        answered(tab, partial(say, tab, words))
    answered(tab, partial(tab.click, "#accept"))
    heard(tab, "I'll call you when time is up.")


def test_a_first_icing_by_mouse_is_a_dialogue_that_the_tests_play(tab: Page, skill: Stage, tmp_path: Any) -> None:
    for words in ("my ankles are sore", *ANSWERS):
        answered(tab, partial(hint, tab, words))
    expect(tab.locator("#question")).to_contain_text("permission to use timers")
    answered(tab, partial(tab.click, "#accept"))
    expect(tab.locator("#left")).to_have_text(re.compile(r"^(20:00|19:5\d)$"))
    click(tab, "+ 20 min")
    heard(tab, "Take your foot out")
    expect(tab.locator("#left")).to_have_text("no timer")
    answered(tab, lambda: click(tab, "my foot is out"))
    answered(tab, partial(hint, tab, "yes"))
    expect(tab.locator("#question")).to_contain_text("permission to use reminders")
    answered(tab, partial(tab.click, "#accept"))
    expect(tab.locator("#reminders li").first).to_contain_text("Mon 19:")
    with tab.expect_download() as download:
        click(tab, "Save it as a dialogue")
    text = download.value.path().read_text("utf-8")
    assert download.value.suggested_filename == "talk.txt"
    tab.goto("about:blank")
    with skill.rehearsal() as rehearsal:
        outcome = Player(rehearsal).play(read_dialogue(text.splitlines()))
    assert outcome.differences == outcome.failures == []
    assert len(re.findall(r"^[AR]:", text, re.MULTILINE)) >= 10


def test_a_first_icing_by_keyboard_alone(tab: Page) -> None:
    tab_to(tab, "input#words")
    for words in ("my ankles are sore", *ANSWERS):
        answered(tab, partial(type_in, tab, words))
    tab_to(tab, "button#accept", back=True)
    answered(tab, lambda: tab.keyboard.press("Enter"))
    assert tab.evaluate("document.activeElement.id") == "words"
    tab_to(tab, 'button[data-line="+ 20 min"]')
    tab.keyboard.press("Space")
    heard(tab, "Take your foot out")
    tab_to(tab, "input#words", back=True)
    answered(tab, lambda: type_in(tab, "my foot is out"))
    heard(tab, "Shall I")


def test_the_keyboard_never_loses_its_place(tab: Page) -> None:
    answered(tab, partial(say, tab, "my ankles are sore"))
    for selector in ('#screen button[aria-label="Yes"]', "#silent", "#silent"):
        tab.locator(selector).focus()
        tab.keyboard.press("Enter")
        expect(tab.locator("#words")).to_be_focused()
    expect(tab.locator("#silent")).to_be_hidden()


def tab_to(tab: Page, selector: str, *, back: bool = False) -> None:
    for _ in range(60):
        if tab.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        tab.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab never reaches {selector}")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(open_tab: Open, width: int, scheme: str) -> None:
    tab = open_tab(width, scheme)
    assert violations(tab) == []
    for words in ("my ankles are sore", *ANSWERS):
        answered(tab, partial(hint, tab, words))
    tab.locator("summary").click()
    expect(tab.locator("#permission")).to_be_visible()
    assert violations(tab) == []
    answered(tab, partial(tab.click, "#accept"))
    expect(tab.locator("#screen")).to_contain_text("Foot in the ice")
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def violations(tab: Page) -> list[str]:
    tab.evaluate(AXE)
    found = tab.evaluate("axe.run()")["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_a_reload_in_mid_ice_loses_nothing(tab: Page) -> None:
    into_the_ice(tab)
    click(tab, "+ 1 min")
    before = tab.locator("#log").inner_text()
    tab.reload()
    expect(tab.locator("#left")).to_have_text(re.compile(r"^1[89]:\d\d$"))
    assert tab.locator("#log").inner_text().startswith(before)
    answered(tab, lambda: click(tab, "how much longer?"))
    heard(tab, "About nineteen minutes left")


def test_the_speaker_is_started_again(browser: Browser, skill: Stage, open_tab: Open) -> None:
    with served(skill, token="one") as where:
        port = int(where.split(":")[2].split("/")[0])
        tab = open_tab(where=where)
        answered(tab, lambda: click(tab, "my ankles are sore"))
    trouble = tab.locator("#trouble")
    expect(trouble).to_contain_text("Start script/talk --web again")
    with served(skill, port=port, token="one"):
        expect(trouble).to_be_hidden()
        expect(tab.locator("#log .said")).to_have_count(0)
        answered(tab, lambda: click(tab, "my ankles are sore"))
    expect(trouble).to_be_visible()
    with served(skill, port=port, token="two"):
        expect(trouble).to_contain_text("an earlier start")


def test_a_slow_skill_is_told_of_and_holds_nothing_up(open_tab: Open) -> None:
    tab, other = open_tab(), open_tab()
    tab.get_by_label("may set timers").check()
    chooser(tab, "Timers").select_option("hang")
    click(tab, "Skip the safety questions")
    heard(other, "foot in the water?")
    for each in (tab, other):
        each.evaluate(WATCH)
    hint(tab, "yes")
    for each in (tab, other):
        heard(each, "Twenty minutes")
        seen = each.evaluate("window.seen")
        assert seen[0] == ["Alexa thinks …", "yes"]


def test_time_is_moved_by_the_lens(tab: Page) -> None:
    expect(tab.locator("#go")).to_have_text("Go there")
    click(tab, "To the next ring")
    expect(tab.locator("#trouble")).to_contain_text("nothing will ring")
    lens = tab.get_by_label("Look ahead")
    lens.focus()
    for _ in range(3):
        tab.keyboard.press("PageUp")
    words = lens.get_attribute("aria-valuetext") or ""
    assert re.fullmatch(r"\w{3} \d\d:\d\d", words)
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.textContent") == f"Go to {words}"
    tab.keyboard.press("Enter")
    expect(tab.locator("#clock")).to_have_text(words)


def test_controls_are_lines_of_the_dialogue_and_follow_it(open_tab: Open) -> None:
    tab, other = open_tab(), open_tab()
    acts: dict[str, Callable[[], object]] = {
        "P: anna": lambda: tab.get_by_label("Anna").check(),
        "Z: Europe/Berlin": lambda: chooser(tab, "Time zone").select_option("Europe/Berlin"),
        "! timers 503": lambda: chooser(tab, "Timers").select_option("503"),
        "! permission reminders given": lambda: tab.get_by_label("may set reminders").check(),
        "! settings none": lambda: chooser(tab, "Settings").select_option("none"),
    }
    for line, act in acts.items():
        act()
        expect(tab.locator("#log .control").last).to_have_text(re.compile(f"{re.escape(line)}$"))
    expect(other.get_by_label("Anna")).to_be_checked()
    expect(chooser(other, "Timers")).to_have_value("503")
    expect(other.get_by_label("may set reminders")).to_be_checked()
    expect(other.locator("#clock")).to_have_text(re.compile("^Mon 23:0|^Mon 17:0"))
    say(tab, "+ soon")
    expect(tab.locator("#trouble")).to_contain_text("no time: 'soon'")


def test_developers_see_what_was_heard_sent_called_and_changed(tab: Page) -> None:
    into_the_ice(tab)
    tab.locator("summary").click()
    chooser(tab, "Turn").select_option(index=1)
    expect(tab.locator("#heard")).to_contain_text(re.compile(r"YesIntent · by similarity: \w+ \d+ %, \w"))
    expect(tab.locator("#changes")).to_contain_text("stage")
    chooser(tab, "Turn").select_option(index=0)
    expect(tab.locator("#calls")).to_contain_text(re.compile(r"POST /v1/alerts/timers.*200.*ms", re.DOTALL))
    expect(tab.locator("#request")).to_contain_text("Connections.Response")
    expect(tab.locator("#response")).to_contain_text("outputSpeech")


def test_the_four_days_play_by_themselves_until_stopped(tab: Page) -> None:
    click(tab, "Play the four days")
    expect(tab.locator("#log .remark").first).to_contain_text("MONDAY")
    expect(tab.locator("#log .answer").first).to_contain_text("coach, not a doctor")
    click(tab, "Stop playing")
    expect(tab.get_by_role("button", name="Play the four days")).to_be_visible()


def test_a_new_household_in_another_country(tab: Page) -> None:
    click(tab, "my ankles are sore")
    heard(tab, "four steps")
    chooser(tab, "Country").select_option("en-GB")
    click(tab, "Begin again there")
    expect(tab.locator("#place")).to_contain_text("Europe/London")
    expect(tab.locator("#log .said")).to_have_count(0)


def test_no_other_page_of_this_machine_can_talk_to_it(browser: Browser, skill: Stage, open_tab: Open) -> None:
    with served(skill, token="known") as mine, served(skill, token="other") as foreign:
        tab = open_tab(where=foreign)
        port = mine.split(":")[2].split("/")[0]
        calls = [
            f"fetch('http://127.0.0.1:{port}/{path}', {{method: '{method}', headers: {{'X-Token': 'known'}}}})"
            for path, method in (("line", "POST"), ("saved", "GET"))
        ]
        calls.append(f"fetch('http://127.0.0.1:{port}/saved?token=known')")
        for call in calls:
            assert tab.evaluate(f"{call}.then((answer) => answer.status, () => 'refused')") == "refused"


def test_answers_are_spoken_aloud(tab: Page) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine")
    tab.get_by_label("speak aloud").check()
    with tab.expect_response(re.compile(r"/voice/\d+$")) as spoken:
        hint(tab, "my ankles are sore")
    assert spoken.value.status == 200
    assert int(spoken.value.headers["content-length"]) > 10_000


def test_the_screen_is_drawn_and_touched_like_the_words(tab: Page) -> None:
    hint(tab, "my ankles are sore")
    screen = tab.get_by_role("group", name="The screen")
    expect(screen).to_contain_text("Can you take four steps on it")
    answered(tab, screen.get_by_role("button", name="Yes", exact=True).click)
    heard(tab, "bent out of shape")
    expect(tab.locator("#log .control").last).to_contain_text("T: AMAZON.YesIntent")
