"""What people ask on the way: every topic is answered, fits the moment, and changes nothing."""

import re
from dataclasses import replace
from functools import cache

import pytest

from interaction_model.expand import SENTENCES
from interaction_model.source import read
from skill.routine import events as e
from skill.routine.acts import Question, WorldAct
from skill.routine.plan import ICE_TIME
from skill.routine.recovery import Phase, Recovery, Session
from tests.routine.clock import DAY, HOUR, MINUTE, NOW, TODAY
from tests.routine.people import EVERYONE, icing, rested
from tests.routine.test_table import sounds_right
from tests.routine.turns import heard, spoken
from tests.speech.test_phrases import messages
from tests.speech.test_plan_numbers import Choices


def branches() -> set[str]:
    """Return the topics that the phrase has an answer for."""
    return {name for blank, name in Choices(messages("en")["topic"]).found if blank == "topic"} - {"unknown"}


@cache
def modelled() -> dict[str, list[str]]:
    """Return the topics of the model, each with all its words."""
    words: dict[str, list[str]] = {}
    for kind in read(SENTENCES / "en.yaml").types:
        if kind.name.startswith("TOPIC_"):
            for topic, said in kind.values.items():
                words.setdefault(topic.lower().replace("_", "-"), []).extend(said)
    return words


TOPICS = sorted(branches())
SPRAINED, NO_ICE, HURT = EVERYONE["sprained"], EVERYONE["no ice"], EVERYONE["hurt by cold"]
UNKNOWN = spoken(heard(rested(), e.TopicAsked("crypto")))


def ask(known: Recovery, topic: str, session: Session | None = None) -> str:
    return spoken(heard(known, e.TopicAsked(topic), session=session or Session()))


def test_every_topic_has_an_answer_and_at_least_eight_wordings() -> None:
    assert {*TOPICS, "unknown"} == set(modelled())
    assert len(TOPICS) >= 40
    assert {topic: len(said) for topic, said in modelled().items() if len(said) < 8} == {}


def test_every_topic_has_its_source() -> None:
    page = (SENTENCES.parents[1] / "docs" / "safety.md").read_text("utf-8")
    table = page.partition("## What people ask")[2]
    assert set(TOPICS) <= set(re.findall(r"`([a-z-]+)`", table))


@pytest.mark.parametrize("who", EVERYONE)
def test_every_topic_is_answered_in_every_situation_and_changes_nothing(who: str) -> None:
    known = EVERYONE[who]
    for topic in (*TOPICS, ""):
        turn = heard(known, e.TopicAsked(topic))
        speech = sounds_right(turn).speech
        assert not topic or not speech.startswith(UNKNOWN.partition(":")[0])
        # What could not be cancelled before is tried again at every visit.
        now, before = (replace(each, heard_on=None, wordings=0, unwanted=()) for each in (turn.recovery, known))
        assert now == before
        assert known.unwanted or not [act for act in turn.acts if isinstance(act, WorldAct)]


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_is_short_and_leaves_room_for_a_long_question(topic: str) -> None:
    for known in EVERYONE.values():
        if known.phase is not Phase.STOPPED:
            first = spoken(heard(known, e.TopicAsked(topic), session=Session(asked=Question.WARM)))
            assert len(first.removesuffix(" Is the ankle warm, with normal feeling?").split()) <= 27


INTO_THE_ICE = re.compile(r"foot in\b|any tub, sink or big pot that|fill a bucket", re.IGNORECASE)


@pytest.mark.parametrize("known", [rested(MINUTE), rested(MINUTE, out_told=False), rested(40 * MINUTE)])
def test_ice_is_not_offered_when_time_is_up(known: Recovery) -> None:
    for event in [e.TopicAsked(topic) for topic in TOPICS] + [e.HowAsked(topic) for topic in e.Topic]:
        assert not INTO_THE_ICE.search(spoken(heard(known, event))), event


@pytest.mark.parametrize("known", [NO_ICE, HURT])
def test_no_topic_advises_ice_where_it_is_held(known: Recovery) -> None:
    off = "The ice is off for now."
    for topic in TOPICS:
        said = ask(known, topic)
        for words in ("bucket", "cold pack", "tap water", "every couple", "in the ice, add", "cubes"):
            assert words not in said.replace(off, ""), said
    for topic in ("pack", "no-ice", "no-bucket", "often", "days", "sides", "socks", "warm-water", "ice-time", "depth"):
        assert ask(known, topic).startswith(off)


def test_no_topic_sends_running_where_it_is_held() -> None:
    free, held = rested(20 * HOUR, 1), r"Not for now|No (running|training) for now|Only the steps|Yes, let it rest"
    runs = "cycling swimming sports race dog strengthen balance warm-up surface rest"
    for topic in runs.split():
        assert ask(SPRAINED, topic) != ask(free, topic)
        assert re.match(held, ask(SPRAINED, topic))
    assert ask(SPRAINED, "roller").startswith("Not for now")


def test_a_question_after_a_mistaken_end_still_lets_it_be_taken_back() -> None:
    assert heard(icing(8), e.FootOut(), e.TopicAsked("heat"), e.StillIn()).recovery.phase is Phase.ICING


def test_the_next_day_ice_is_free_again() -> None:
    known = rested(MINUTE)
    assert ask(known, "pack").startswith("For the next ice")
    later = heard(known, e.TopicAsked("pack"), now=NOW + DAY - ICE_TIME)
    assert spoken(later, today=TODAY + DAY).startswith("That works too")


@pytest.mark.parametrize(
    ("who", "topic", "said"),
    [
        ("just out", "warm-water", "For the next ice"),
        ("just out", "meanwhile", "Of course. Put the foot up"),
        ("just out", "sides", "Next time"),
    ],
)
def test_an_answer_fits_the_moment(who: str, topic: str, said: str) -> None:
    assert ask(EVERYONE[who], topic).startswith(said)


def test_before_the_safety_check_is_through_how_sends_no_foot_into_the_ice() -> None:
    for who in ("new", "screening", "recovered"):
        for topic in e.Topic:
            assert not re.search(r"foot in\b", spoken(heard(EVERYONE[who], e.HowAsked(topic))))
