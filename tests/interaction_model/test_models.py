"""The interaction models built for Alexa."""

import json
import re
from collections import Counter, defaultdict
from functools import cache
from math import prod
from typing import Any

import pytest

from interaction_model.expand import SENTENCES, ensure
from interaction_model.source import Language, read
from skill.routine.events import MILD_SIGNS, Sign

MODELS = ensure()
FILES = sorted(MODELS.glob("*.json"))
SLOT = re.compile(r"{([^{}]*)}")
SAFETY = {"RedFlagIntent", "SkinWarningIntent", "TwistIntent", "ColdRiskIntent"}


@cache
def english() -> Language:
    return read(SENTENCES / "en.yaml")


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def model(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.param.read_text("utf-8"))["interactionModel"]["languageModel"]
    return found


def test_every_custom_intent_has_a_dozen_samples_and_nonsense_a_hundred(model: dict[str, Any]) -> None:
    counts = {intent["name"]: len(intent["samples"]) for intent in model["intents"]}
    assert [name for name, count in counts.items() if count < 12 and not name.startswith("AMAZON.")] == []
    assert counts["AMAZON.FallbackIntent"] > 100
    assert {f"AMAZON.{name}Intent" for name in ("Cancel", "Help", "NavigateHome", "No", "Stop", "Yes")} <= counts.keys()


def test_alexa_takes_what_the_checks_of_a_build_let_pass(model: dict[str, Any]) -> None:
    samples = [sample for intent in model["intents"] for sample in intent["samples"]]
    wake_words = r"\b(alexa|echo|amazon|computer)\b|ankle coach"
    assert [each for each in samples if len(each) > 140 or "  " in each or re.search(wake_words, each)] == []
    assert all(re.fullmatch("[A-Z_]+", value["id"]) for kind in model["types"] for value in kind["values"])
    assert len(json.dumps(model)) < 1_000_000


def test_safety_is_said_in_many_ways() -> None:
    counts: Counter[str] = Counter()
    for name, words in all_samples():
        if name in SAFETY:
            counts[name] += prod(len(filled().get(word, [word])) for word in words)
    assert counts.keys() == SAFETY
    assert min(counts.values()) >= 100
    assert counts["RedFlagIntent"] >= 400


def test_every_sign_is_one_the_routine_knows(model: dict[str, Any]) -> None:
    ids = {value["id"] for kind in model["types"] if kind["name"].endswith("_SIGN") for value in kind["values"]}
    assert ids <= set(Sign.__members__)
    assert {sign.name for sign in MILD_SIGNS} == set(values("MILD_SIGN"))


def test_spelling_is_the_locale_s_own() -> None:
    american, british = ((MODELS / f"{locale}.json").read_text("utf-8") for locale in ("en-US", "en-GB"))
    assert "my toes are gray" in american
    assert "my toes are grey" in british
    assert not re.search(r"\b(gray|color)\b", british)


Ways = frozenset[tuple[str, tuple[str, ...]]]
"""Intents, each with the words and slot types of a sample that are still to come."""


@cache
def all_samples() -> Ways:
    """Return those without a slot that Amazon fills."""
    return frozenset(
        (intent.name, tuple(intent.slots[word[1:-1]] if word[0] == "{" else word for word in sample.split()))
        for intent in english().intents
        for sample in intent.samples
        if not any(intent.slots[slot].startswith("AMAZON.") for slot in SLOT.findall(sample))
    )


@cache
def after_a_word(ways: Ways) -> dict[str, Ways]:
    """Return what may come next, each slot filled with each of its values, and what is to come after it."""
    found: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for name, (first, *rest) in ((name, words) for name, words in ways if words):
        for word, *more in filled().get(first, ([first],)):
            found[word].add((name, (*more, *rest)))
    return {word: frozenset(after) for word, after in found.items()}


@cache
def filled() -> dict[str, list[list[str]]]:
    """Return the values of all types, as words."""
    return {kind.name: [said.split() for words in kind.values.values() for said in words] for kind in english().types}


def at_the_end(ways: Ways) -> set[str]:
    return {name for name, words in ways if not words}


def test_no_sample_with_its_slots_filled_is_said_for_two_intents() -> None:
    begun, seen = [("", all_samples())], set()
    while begun:
        said, ways = begun.pop()
        assert len(at_the_end(ways)) <= 1, said
        for word, after in after_a_word(ways).items():
            if len({name for name, _ in after}) > 1 and after not in seen:
                seen.add(after)
                begun.append((f"{said} {word}", after))


OWNERS = {
    "AgreeIntent": ("yes remind me",),
    "CancelIceIntent": ("no more ice today",),
    "ChangeRemindersIntent": (
        "skip the {time} one",
        "leave out the one at {time}",
        "not so early tomorrow",
        "{bound} {time}",
    ),
    "CoachMeThroughIntent": ("check in on me", "talk me through it"),
    "DeclineIntent": ("no don't remind me", "not today", "no i just ran too far"),
    "ForgetMeIntent": ("delete everything you know about me",),
    "HowToIntent": ("walk me through it",),
    "LessTimeIntent": ("{minutes} less",),
    "MoreTimeIntent": ("another {minutes}",),
    "MoveIntent": ("can i {activity} three miles",),
    "NextIcingIntent": ("remind me when the next icing is", "just the ice", "what time is the next one"),
    "RedFlagIntent": ("not walking on this no way", "it's not moving"),
    "RemindMeIntent": ("remind me {day} at {time}",),
    "ReportSorenessIntent": ("yeah they're killing me",),
    "SetLengthIntent": ("make it {duration}", "make it {minutes}", "{minutes} is enough"),
    "SkipRemindersIntent": ("not {day}", "skip today", "nothing more today"),
    "StartIcingIntent": ("set a timer for {duration}",),
    "WhereAmIIntent": ("remind me what to do", "am i done for today"),
}
"""By intent, wordings that no dialogue says."""


@pytest.mark.parametrize(("sample", "owner"), [(each, owner) for owner, said in OWNERS.items() for each in said])
def test_wordings_close_to_each_other_are_kept_apart(sample: str, owner: str) -> None:
    """As they stand in the file, and said with a value in place of a slot."""
    ways = all_samples()
    for word in sample.split():
        ways = after_a_word(ways).get(word, frozenset())
    listed = {intent.name for intent in english().intents if sample in intent.samples}
    assert at_the_end(ways) | listed == {owner}


def values(name: str) -> dict[str, set[str]]:
    (found,) = (t.values for t in english().types if t.name == name)
    return {value: set(words) for value, words in found.items()}


def test_the_day_of_reminders_is_the_one_that_stays() -> None:
    days = values("KEPT")
    assert {"TODAY", "TOMORROW", "TODAY_EVENING", "TOMORROW_MORNING", "FRIDAY", "MORNING", "LATER"} <= set(days)
    for stays, goes in (("TODAY", "tomorrow"), ("TOMORROW", "tonight")):
        assert f"but not {goes}" in days[stays]
        assert f"not {goes}" not in days[stays]


def test_the_day_that_is_skipped_is_the_one_that_is_named() -> None:
    skipped = values("SKIPPED")
    assert "tomorrow" in skipped["TOMORROW"]
    assert "until tomorrow" in skipped["TODAY"]
    assert "tonight" in skipped["TODAY_EVENING"]
    assert "today" not in skipped["TODAY"], "who says not today says no"


def test_fine_now_is_gone_and_of_two_ankles_the_worse_one_counts() -> None:
    trends = values("TREND")
    assert {"fine now", "fine again", "okay now", "good again", "back to normal"} <= trends["GONE"]
    assert "better but the left is worse" in trends["WORSE"]
