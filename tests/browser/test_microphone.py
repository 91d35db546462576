"""Push to talk in a real browser, whose microphone hears flite's voice from a file."""

import re
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from speaker.recogniser import recogniser
from tests.browser.conftest import CHROMIUM, Open
from tests.browser.test_page import answered, click, heard, type_in, violations

RATE = 16_000
WHEN_RECORDING = """() => {
  const over = isOver;
  isOver = (mine, ...given) => {
    document.body.dataset.recording = String(mine.pieces.length > 3);
    return over(mine, ...given);
  };
}"""
"""Notes that sound comes in."""


REFUSE = """() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
}"""


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the microphone hears: it is read anew each time the microphone opens."""
    pytest.importorskip("pocketsphinx", reason="no pocketsphinx (pip install 'pocketsphinx<5.1')")
    if shutil.which("flite") is None:
        pytest.skip("no flite on this machine (apt install flite)")
    return tmp_path_factory.mktemp("microphone") / "spoken.wav"


@pytest.fixture(scope="module")
def browser(spoken: Path) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt install chromium)")
    fake = ["fake-ui-for-media-stream", "fake-device-for-media-stream", f"file-for-fake-audio-capture={spoken}%noloop"]
    with sync_playwright() as play:
        arguments = ["--no-sandbox", *(f"--use-{each}" for each in fake)]
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


def speak(spoken: Path, words: str) -> None:
    """Say ``words`` to the microphone when it opens next, and then nothing."""
    subprocess.run(["flite", "-voice", "slt", "-t", words, "-o", spoken], check=True)
    with wave.open(str(spoken)) as file:
        sound = file.readframes(file.getnframes())
    with wave.open(str(spoken), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(RATE) + sound + bytes(20 * RATE))


def talk(tab: Page) -> Locator:
    return tab.get_by_role("button", name="Talk", exact=True)


def say_aloud(tab: Page, spoken: Path, words: str) -> None:
    expect(talk(tab)).to_have_attribute("aria-pressed", "false")  # else the press ends what was recorded before
    speak(spoken, words)
    answered(tab, talk(tab).click)


def test_a_first_icing_by_microphone(tab: Page, spoken: Path) -> None:
    speak(spoken, "my ankles are sore")
    talk(tab).click()
    # What is heard is near enough to be understood; the first recording needs a model.
    expect(tab.locator("#words")).to_have_value(re.compile("^my ankle.* sore$"), timeout=60_000)
    expect(tab.locator("#log .said")).to_have_count(0)
    assert tab.evaluate("document.activeElement.id") == "words"
    answered(tab, lambda: tab.keyboard.press("Enter"))
    heard(tab, "four steps")
    expect(tab.locator("#heard-words")).to_be_empty()
    tab.get_by_label("say at once").check()
    for words in ("yes", "nope", "nope", "nope", "yes"):
        say_aloud(tab, spoken, words)
        expect(tab.locator("#log .said").last).to_contain_text(words)
    expect(tab.locator("#question")).to_contain_text("permission to use timers")
    say_aloud(tab, spoken, "yes")
    heard(tab, "I'll call you when time is up.")
    click(tab, "+ 20 min")
    heard(tab, "Take your foot out")
    say_aloud(tab, spoken, "my foot is out")
    heard(tab, "Well done, twenty minutes of ice.")


def test_push_to_talk_by_keyboard_is_announced_and_corrected(tab: Page, spoken: Path) -> None:
    speak(spoken, "how much longer")
    talk(tab).focus()
    tab.keyboard.press("Space")
    expect(tab.get_by_role("status").filter(has_text="Listening.")).to_be_visible()
    expect(talk(tab)).to_have_attribute("aria-pressed", "true")
    assert violations(tab) == []
    expect(tab.get_by_role("status").filter(has_text="Heard: how much longer. Enter says it")).to_be_visible()
    expect(talk(tab)).to_have_attribute("aria-pressed", "false")
    tab.keyboard.press("ControlOrMeta+A")
    answered(tab, lambda: type_in(tab, "my ankles are sore"))
    heard(tab, "four steps")


def test_a_second_press_ends_it_and_no_words_are_told_plainly(tab: Page, spoken: Path) -> None:
    speak(spoken, "")
    tab.evaluate(WHEN_RECORDING)
    talk(tab).click()
    expect(tab.locator("body")).to_have_attribute("data-recording", "true")
    talk(tab).click()
    expect(tab.locator("#trouble")).to_contain_text("I heard no words")
    expect(talk(tab)).to_have_attribute("aria-pressed", "false")


def test_a_missing_recogniser_is_told_before_anything_is_said(tab: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser.cache_clear()
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    talk(tab).click()
    expect(tab.locator("#trouble")).to_contain_text("pocketsphinx is not installed. Install it with: ")
    expect(talk(tab)).to_have_attribute("aria-pressed", "false")


def test_a_microphone_that_is_refused_is_told_of(open_tab: Open) -> None:
    tab = open_tab()
    tab.evaluate(REFUSE)
    talk(tab).click()
    expect(tab.locator("#trouble")).to_contain_text("Allow it for this page.")
    expect(talk(tab)).to_have_attribute("aria-pressed", "false")
