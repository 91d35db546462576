"""What a question is about, with the shipped model: no topic is better than another one's answer."""

from pathlib import Path

import pytest
import yaml

from skill.alexa.inbound import TOPIC_SLOTS
from speaker.nearest import FALLBACK
from speaker.shipped_model import model_path
from speaker.understand import Understanding

HELD_OUT_TOPICS = Path(__file__).with_name("held_out_topics.yaml")


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


NOTHING_KNOWN = """
    can I refinance my house / what do you think about the election / should I paint the kitchen green
    is it okay to feed the cat chocolate / what about my tax return / can I plant tomatoes now / should I buy a boat
    how do I bake a chocolate cake / would a new phone be good / what about my crypto / should I sell my car
    is it okay to microwave foil
"""
QUESTIONS = """
    what about my mortgage / tell me about dinosaurs / what do you think of jazz / what do you know about Shakespeare
"""
SIGNS = """
    is it normal that I can't feel my foot / is it bad that my toes are blue / is it okay that my skin is white
    my toes have gone numb what should I do / I think it's broken I heard a crack
    I can't put any weight on it should I wrap it
"""


def lines(text: str) -> list[str]:
    return [said.strip() for line in text.strip().splitlines() for said in line.split("/")]


@pytest.mark.parametrize("said", [*lines(NOTHING_KNOWN), *lines(QUESTIONS)])
def test_a_topic_that_is_not_known_is_taken_for_no_other(understanding: Understanding, said: str) -> None:
    heard = understanding.understand(said)
    assert heard.intent == "AskTopicIntent" or (heard.intent == FALLBACK and said not in lines(QUESTIONS))
    assert heard.slots == {}


@pytest.mark.parametrize("said", lines(SIGNS))
def test_a_sign_that_is_told_stays_one_in_a_question(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said).intent in ("SkinWarningIntent", "RedFlagIntent")


def test_a_question_fills_one_slot(understanding: Understanding) -> None:
    for said in ("would a hot bath be alright", "can I use frozen peas", "is it broken", "are my old shoes to blame"):
        heard = understanding.understand(said)
        assert heard.intent == "AskTopicIntent"
        assert len(heard.slots.keys() & set(TOPIC_SLOTS)) == 1


def test_most_questions_held_back_are_answered_by_their_topic(understanding: Understanding) -> None:
    """At least so many of 312 questions, and of 60 that are about something else none is taken for a topic's."""
    asked = yaml.safe_load(HELD_OUT_TOPICS.read_text("utf-8"))
    others = asked.pop("none")
    right = [topic_of(understanding, each) == topic for topic, said in asked.items() for each in said]
    assert sum(right) / len(right) >= 0.64
    assert len([each for each in others if topic_of(understanding, each)]) <= 7


def topic_of(understanding: Understanding, said: str) -> str:
    """Return the topic that is heard; empty for none."""
    heard = understanding.understand(said)
    ids = [slot.id or "" for name, slot in heard.slots.items() if name in TOPIC_SLOTS]
    return next(iter(ids), "").lower().replace("_", "-")
