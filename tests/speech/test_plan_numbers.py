"""A number of the plan is written once, in plan.py: phrases and pages have a blank for it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

import skill
from skill.routine import plan
from skill.speech import phrase, plan_blanks
from tests.speech.test_phrases import Blanks, messages
from tests.test_pages import PAGES, text_of

TEMPLATES = Path(skill.__file__).parent / "templates"

OTHER = {
    "ICE_TIME": timedelta(minutes=17),
    "ENOUGH_ICE": timedelta(minutes=9),
    "ICING_GAP": timedelta(hours=5),
    "REWARM": timedelta(hours=3),
    "FEELING_BACK": timedelta(minutes=45),
    "WALK_TIME": timedelta(minutes=13),
    "PLAN_ENDS": timedelta(days=35),
    "CONSENT_PAUSE": timedelta(days=12),
    "EASING_AT": timedelta(minutes=6),
    "STEPS": 6,
    "EVALUATE_FROM": 7,
    "EVALUATE_LAST": 8,
    "ICE_DAYS": 3,
    "JOG_MILES": 6.2,
}
"""Another plan: no number of it is said in today's phrases."""

NUMBER = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|\d+"
    r"|an hour|half an hour|couple of|a week|a fortnight|a minute or two)\b",
    re.IGNORECASE,
)

NOT_OF_THE_PLAN = {
    "hours": "words for durations",
    "hours-and-half": "words for durations",
    "weeks": "words for durations",
    "emergency-number": "what to call",
    "bath-temperature": "of the water, where the user lives",
    "jog-in-miles": "the article's distance, in words",
    "jog-in-kilometers": "the article's distance, in words",
    "slow-in-miles": "the article's distance, in words",
    "slow-in-kilometers": "the article's distance, in words",
    "icing-rhythm": "only for a gap of two hours",
    "easing-time": "only for two minutes",
    "ask-four-steps": "the steps of the safety question",
    "heard": "the steps of the safety question",
    "set-up": "ice cubes, and a list",
    "how-bucket": "ice cubes, and a list",
    "how-water": "ice cubes",
    "how-safety": "questions",
    "how-evaluation": "the scale",
    "ask-score": "the scale",
    "meaning-ask-score": "the scale",
    "score-range": "the scale",
    "massage-not-warm": "a try, no rule",
    "emergency-digits": "the number to call",
    "picture-thumbs": "hands",
    "too-cold": "what people feel",
    "topic": "minutes of warming up, ice cubes, a week for a sore knee",
}
"""Phrases with a number that stands in them for good, and what it is."""


class Texts(Visitor):
    """Collects what is written out in a message."""

    def __init__(self, message: ast.Message) -> None:
        self.texts: list[str] = []
        self.visit(message)

    def visit_TextElement(self, node: ast.TextElement) -> None:
        self.texts.append(node.value)


class Choices(Visitor):
    """Collects the variants of each choice, with the name of the blank that it hangs on."""

    def __init__(self, message: ast.Message) -> None:
        self.found: list[tuple[str, str]] = []
        self.visit(message)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        if isinstance(node.selector, ast.VariableReference):
            names = [each.key.name for each in node.variants if isinstance(each.key, ast.Identifier)]
            self.found += [(node.selector.id.name, name) for name in names]
        self.generic_visit(node)


def said(key: str, message: ast.Message) -> str:
    """Return all parts of a phrase, with a word in each blank of its own, and in that of a piece."""
    blank = {"sign": "numb"} | {name: "blank" for name in Blanks(message).names if name.islower()}
    parts = [*([None] if message.value else []), *(each.id.name for each in message.attributes)]
    chosen = [blank, *({**blank, name: variant} for name, variant in Choices(message).found if name in blank)]
    return " ".join(phrase("en-US", key, part, **values) for part, values in product(parts, chosen))


def blanks_of_the_plan() -> dict[str, set[str]]:
    """Return the names of the plan's numbers that a phrase or a page tells, by its key or path."""
    told = {key: {name for name in Blanks(message).names if name.isupper()} for key, message in messages("en").items()}
    for page in PAGES:
        template = TEMPLATES / f"{page[1:]}.html"
        told[page] = set(re.findall(r"plan\.([A-Z_]+)", template.read_text("utf-8")))
    return {key: names for key, names in told.items() if names}


def texts() -> dict[str, str]:
    catalogue = messages("en")
    return {key: text_of(key) if key in PAGES else said(key, catalogue[key]) for key in blanks_of_the_plan()}


@pytest.fixture
def fresh_words() -> Iterator[None]:
    yield
    forget_words()


def forget_words() -> None:
    for cached in (plan_blanks, phrase):
        cached.cache_clear()


@pytest.mark.usefixtures("fresh_words")
def test_a_changed_number_is_said_everywhere_and_the_old_one_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    told, old, before = blanks_of_the_plan(), plan_blanks("en"), texts()
    assert len(told) > 25
    for name, value in OTHER.items():
        monkeypatch.setattr(plan, name, value)
    forget_words()
    new, after = plan_blanks("en"), texts()
    for key, names in told.items():
        assert before[key] != after[key], key
        for name in names:
            assert old[name] != new[name], f"{name} is to change in OTHER"
            if " " in old[name] or key not in PAGES:  # a page may count something else, such as two days
                assert not re.search(rf"\b{old[name]}\b", after[key], re.IGNORECASE), key


def test_no_number_is_written_out_where_a_blank_belongs() -> None:
    found = {
        key for key, message in messages("en").items() if any(NUMBER.search(text) for text in Texts(message).texts)
    }
    assert found == set(NOT_OF_THE_PLAN)
