"""What the speaker hears with the shipped model: see also heard_right.txt; at the end the three targets."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.understanding import (
    HELD_OUT,
    HELD_OUT_CLUB,
    HELD_OUT_HARSH,
    HELD_OUT_MIXED,
    HELD_OUT_PLAIN,
    HELD_OUT_TWENTY,
    Result,
    hear,
    sentences,
    shares,
)
from speaker.exact import Slot
from speaker.heard import Heard
from speaker.nearest import FALLBACK, STOPPING_INTENTS
from speaker.shipped_model import model_path
from speaker.unasked import ANSWERS, DENYING_INTENTS
from speaker.understand import Understanding
from tests.speaker.test_heard_right import is_right


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load(model_path("en-US"))


EXACT = {
    "Start the ICE!": "StartIcingIntent",
    "um, okay so start the ice please": "StartIcingIntent",
    "I\N{RIGHT SINGLE QUOTATION MARK}m in the bucket.": "StartIcingIntent foot=IN",
    "ice for an hour and a half": "StartIcingIntent duration=PT1H30M",
    "five minutes more": "MoreTimeIntent duration=PT5M",
    "3/10": "CheckInIntent score=3",
    "not at half past six pm": "ChangeRemindersIntent time=18:30",
    "not at night": "ChangeRemindersIntent time=NI",
    "remind me every three hours": "RemindMeIntent every=PT3H",
    "my normal run is 10k": "UsualRunIntent distance=10 unit=KILOMETERS",
}
NEAR = {
    "my left ankle is sore": "ReportSorenessIntent side=LEFT",
    "my ankels are sore": "ReportSorenessIntent",
    "i usually run five miles": "UsualRunIntent distance=5 unit=MILES",
    # Slots are found where no sample has them, and a duration that cannot be parsed.
    "could you start icing now for about twelve minutes": "StartIcingIntent duration=PT12M",
    "could you start icing for minutes": "StartIcingIntent duration=?",
    # Times of day and durations are told apart.
    "move the reminder to 18:30": "RemindMeIntent time=18:30",
    "then skip that reminder at a quarter to eight pm": "ChangeRemindersIntent time=19:45",
    # Of two ankles the worse one counts, and one of them is no number.
    "then it feels worse but it feels a lot better": "CheckInIntent trend=WORSE",
    "it feels no worse then": "CheckInIntent trend=SAME",
    "it is better one is better": "CheckInIntent trend=BETTER",
    # Of two similar intents the red flag wins.
    "my ankle is sore i twisted it": "TwistIntent",
    "start ice my toes are numb": "SkinWarningIntent skin=NUMB",
}


@pytest.mark.parametrize(("said", "meant"), [*EXACT.items(), *NEAR.items()])
def test_what_is_heard_in_a_sample_and_in_other_words(understanding: Understanding, said: str, meant: str) -> None:
    heard = understanding.understand(said)
    assert is_right(meant, heard)
    assert (heard.score == 1) is (said in EXACT)


@pytest.mark.parametrize("said", ["", "?!", "1234567890"])
def test_nothing_is_heard_in_no_words(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said) == Heard(FALLBACK)


def understanding_of(language: dict[str, Any], folder: Path) -> Understanding:
    model = {"interactionModel": {"languageModel": language} if language else {}}
    (folder / "en-US.json").write_text(json.dumps(model), "utf-8")
    return Understanding.load(folder / "en-US.json")


def test_a_word_of_the_model_is_rather_its_own_than_a_time_of_day(tmp_path: Path) -> None:
    slots = [("AtIntent", "time", "AMAZON.TIME"), ("OnIntent", "day", "DAY")]
    intents = [
        {"name": name, "samples": [f"{{{slot}}} is enough"], "slots": [{"name": slot, "type": kind}]}
        for name, slot, kind in slots
    ]
    day = {"name": "DAY", "values": [{"id": "TODAY", "name": {"value": "tonight"}}]}
    both = understanding_of({"invocationName": "ankle coach", "intents": intents, "types": [day]}, tmp_path)
    assert both.understand("tonight is enough").slots == {"day": Slot("tonight", "TODAY")}
    assert both.understand("seven is enough").slots == {"time": Slot("07:00", None)}


@pytest.mark.parametrize("said", ["would that be fine", "is that a yes", "does that matter", "i'm old is that okay"])
def test_a_question_is_no_answer(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said).intent not in ANSWERS


CLAUSES = {
    "yes but it's bleeding": "RedFlagIntent",
    "it's bent but it's not red": "RedFlagIntent",
    "it's numb but not blue": "SkinWarningIntent",
    "it's not hot but it's numb": "SkinWarningIntent",
    "i twisted it and it's blue": "SkinWarningIntent",
    "i took it out because it was numb": "SkinWarningIntent",
    "i twisted it but it's not swollen": "TwistIntent",
    "i twisted it but it's not blue": "TwistIntent",
    "my ankle hurts but i didn't twist it": "DenySignIntent",
    "it's not numb and not white": "DenySignIntent",
    "it was numb but it's fine now": "FeelsFineIntent",
    "it's black and blue": "MildSignIntent",
    "dropped the phone and it's bent": FALLBACK,
}


@pytest.mark.parametrize("said", CLAUSES)
def test_s20_the_gravest_sign_of_all_clauses_is_heard(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said).intent == CLAUSES[said]


@pytest.mark.parametrize("said", ["i can and my toes are bent", "no just crooked", "i prod it and feel nothing"])
def test_a_denial_needs_a_not(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said).intent not in DENYING_INTENTS


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"en-US\.json is no interaction model"):
        understanding_of({}, tmp_path)


@given(st.text(max_size=60))
def test_nothing_said_breaks_it(understanding: Understanding, said: str) -> None:
    assert understanding.understand(said).intent


@cache
def held_back(path: Path) -> list[Result]:
    """What the speaker hears in sentences held back."""
    return hear(Understanding.load(model_path("en-US")), sentences(path))


@pytest.mark.parametrize(
    ("path", "in_domain", "red_flags", "unrelated"),
    [
        (HELD_OUT, 0.89, 0.98, 0.8),
        (HELD_OUT_PLAIN, 0.88, 0.93, 0.92),
        (HELD_OUT_HARSH, 0.72, 0.76, 0.82),
        (HELD_OUT_MIXED, 0.89, 0.9, 0.86),
        (HELD_OUT_CLUB, 0.83, 0.96, 0.92),
        (HELD_OUT_TWENTY, 0.85, 0.86, 0.87),
    ],
)
def test_the_three_targets_on_sentences_held_back(
    path: Path, in_domain: float, red_flags: float, unrelated: float
) -> None:
    """At least these shares of in-domain speech and red flags are understood, and of unrelated speech refused."""
    reached = shares(held_back(path))
    assert reached.in_domain >= in_domain
    assert reached.red_flags >= red_flags
    assert reached.unrelated >= unrelated


def test_few_sentences_held_back_stop_the_routine_wrongly() -> None:
    """At most one in 400 of what is no red flag."""
    others = [each for each in held_back(HELD_OUT) if each.sentence.group != "red_flags"]
    stopped = [each for each in others if each.heard.intent in STOPPING_INTENTS]
    assert len(stopped) <= len(others) / 400
