"""The catalogue: complete in every language, nothing in it unused, and all of it short enough to hear."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from fluent.syntax import ast, parse
from fluent.syntax.visitor import Visitor

import skill.coach
import skill.effects
import skill.people
import skill.routine
from interaction_model.expand import ensure
from skill.routine import events as e
from skill.routine.acts import Question, Say, Value
from skill.routine.assessment import Advice
from skill.routine.context import Context
from skill.routine.deadlines import Purpose
from skill.routine.plan import Step
from skill.routine.recovery import Session
from skill.speech import DEFAULT_LOCALE, FOLDER, UnknownPhrase, languages, phrase, say
from tests import THOROUGH
from tests.routine.people import EVERYONE, NOW, SAID, TODAY, heard

LOCALES = sorted(model.stem for model in ensure().glob("*.json"))
SOURCE = "\n".join(
    path.read_text("utf-8")
    for path in (
        *Path(skill.routine.__file__).parent.glob("*.py"),
        Path(skill.coach.__file__),
        Path(skill.people.__file__),
        Path(skill.effects.__file__),
    )
)
LONGEST_SENTENCE = 20


@cache
def messages(language: str) -> dict[str, ast.Message]:
    resource = parse((FOLDER / f"{language}.ftl").read_text("utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    return {entry.id.name: entry for entry in resource.body if isinstance(entry, ast.Message)}


class Blanks(Visitor):
    def __init__(self, message: ast.Message) -> None:
        self.names: set[str] = set()
        self.visit(message)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def test_every_locale_of_the_model_has_words() -> None:
    assert LOCALES
    assert {locale.partition("-")[0] for locale in LOCALES} <= set(languages())
    assert DEFAULT_LOCALE in LOCALES


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_phrases_and_blanks(language: str) -> None:
    ours, reference = messages(language), messages("en")
    assert set(ours) == set(reference)
    for key, message in ours.items():
        assert {a.id.name for a in message.attributes} == {a.id.name for a in reference[key].attributes}, key
        assert Blanks(message).names == Blanks(reference[key]).names, key


def test_every_phrase_is_used() -> None:
    made = {f"{stem}-{value}" for stem, value in re.findall(r'f"([a-z-]+)-\{[^}]*?\b(\w+)[^}]*\}"', SOURCE)}
    stems = {key.rpartition("-")[0] for key in made}
    literal = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', SOURCE)) | set(Question) | set(Advice)
    for key, message in messages("en").items():
        if any(attribute.id.name == "speech" for attribute in message.attributes):
            assert key in literal or any(key.startswith(f"{stem}-") for stem in stems), key


@pytest.mark.parametrize("locale", LOCALES)
def test_every_answer_there_is_can_be_said_in_every_locale(locale: str) -> None:
    share = 1 if THOROUGH else len(LOCALES)
    for known, event in [*product(EVERYONE.values(), SAID)][LOCALES.index(locale) % share :: share]:
        say(heard(known, event).acts, locale, TODAY)


@pytest.mark.parametrize("question", Question)
def test_every_question_ends_as_one_and_has_a_reprompt(question: Question) -> None:
    spoken = say((Context(EVERYONE["offered reminders"], Session(), e.Opened(), NOW).put(question),), "en-US", TODAY)
    assert spoken.speech.endswith("?")
    assert spoken.reprompt
    assert len(spoken.reprompt.split()) <= LONGEST_SENTENCE


@pytest.mark.parametrize("step", [Step.ICE, Step.MOVE])
def test_timers_have_a_label_and_tell_how_to_go_on(step: Step) -> None:
    assert len(phrase("en-US", f"timer-label-{step}")) <= 256
    announcement = phrase("en-US", f"timer-announce-{step}")
    assert "Alexa, open Ankle Coach" in announcement
    assert not re.search(r"[<>&]", announcement)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("step", [Step.ICE, Step.MOVE])
def test_everybody_of_a_household_has_a_timer_with_a_name_of_its_own(step: Step, locale: str) -> None:
    labels = [phrase(locale, f"timer-label-{step}", slot_number=slot_number) for slot_number in range(1, 8)]
    assert labels[0] == phrase(locale, f"timer-label-{step}")
    assert len(set(labels)) == len(labels)
    assert labels[1] in phrase(locale, f"timer-announce-{step}", slot_number=2).lower()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("purpose", Purpose)
def test_reminders_are_short_and_discreet(purpose: Purpose, locale: str) -> None:
    text = phrase(locale, f"reminder-text-{purpose}")
    assert len(text) <= 25
    assert not re.search(r"[0-9<>&]|remind|coach|ankle|foot|sore|hurt|pain", text.lower())


def test_every_written_sentence_is_short_plain_and_speakable() -> None:
    for key, message in messages("en").items():
        for attribute in message.attributes:
            if attribute.id.name in ("speech", "reprompt"):
                for element in attribute.value.elements:
                    text = getattr(element, "value", "")
                    assert not re.search(r"[0-9<>&*_]", str(text)), key


def test_a_missing_phrase_or_blank_is_named() -> None:
    with pytest.raises(UnknownPhrase, match="no-such-phrase"):
        phrase("en-US", "no-such-phrase")
    with pytest.raises(UnknownPhrase, match=r"welcome\.card"):
        phrase("en-US", "welcome", "card")
    with pytest.raises(UnknownPhrase, match="no text for welcome"):
        phrase("en-US", "welcome")
    with pytest.raises(UnknownPhrase, match="about_left"):
        phrase("en-US", "ice-left", "speech")


def test_values_in_a_phrase_are_said_by_kind() -> None:
    def said(key: str, **values: Value) -> str:
        return say((Say(key, values),), "en-US", TODAY).speech

    assert said("ice-left", left=timedelta(minutes=12)) == "About twelve minutes left. You're doing well."
    assert said("day", day=1) == "It's the day after."
    assert said("day", day=3) == "It's day three."
    assert "until tomorrow" in said("sprain-hold", day=TODAY + timedelta(days=1), ice="free", who="user")
    assert "until Thursday" in said("sprain-hold", day=TODAY + timedelta(days=3), ice="held", who="user")
    assert said("known-began", began=TODAY) == "Your soreness began today."
    assert said("known-began", began=TODAY - timedelta(days=1)) == "Your soreness began yesterday."
    assert said("known-began", began=TODAY - timedelta(days=12)) == "Your soreness began twelve days ago."
    at = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
    assert said("reminder-next", ice=(at,)) == "My next reminder is at six thirty this evening."
    assert said("reminder-next", ice=(at + timedelta(days=1),)) == "My next reminder is tomorrow evening at six thirty."
    assert said("reported", side="left") == "Ouch, the left one."
