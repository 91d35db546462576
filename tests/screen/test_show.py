"""What is shown of a turn: the phrases' own words, no answer about health, nothing that is not said."""

import re
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from fluent.syntax.serializer import serialize_pattern

from skill.routine import events as e
from skill.routine.acts import Ask, Question, SayAgain
from skill.routine.advance import advance
from skill.routine.deadlines import Purpose, Reminder
from skill.routine.events import Event
from skill.routine.recovery import Recovery, Session, Turn
from skill.screen import buttons_of, show
from skill.speech import phrase
from skill.speech import shown as shown_phrase
from tests.routine.people import DAY, HOUR, MINUTE, NOW, TODAY, heard, icing, new, ready, reminded, rested, screening
from tests.screen.scenes import SCENES, shown
from tests.speech.test_phrases import Blanks, messages

Json = dict[str, Any]


def content(turn: Turn, locale: str = "en-US") -> Json:
    data: Json = shown(turn, locale).data["coach"]
    return data


def labels(data: Json) -> list[str]:
    return [each["label"] for each in data["buttons"]]


TREND = "Is it better, the same, or worse than yesterday?"
DRY = "Pat it dry. Massage in about an hour."


@pytest.mark.parametrize(
    ("scene", "token", "picture", "title", "text", "buttons"),
    [
        ("new", "ask-sore-today", "ankle", "Are your ankles sore today?", "", "Yes, No"),
        ("safety 3", "ask-twist", "ankle", "Did it start with a twist, a fall or a pop?", "", "Yes, No, I don't know"),
        ("icing", "icing", "bucket", "Foot in the ice", "You're doing well.", "Pause, My foot is out, It's too cold"),
        ("paused, asked", "ask-resume", "bucket", "Shall I go on?", "", "Yes, No"),
        ("walking", "walking", "path", "An easy walk", "Nice and easy.", "Pause, I'm done"),
        ("trend", "ask-trend", "ankle", TREND, "", "Better, The same, Worse"),
        ("no reminders", "resting", "phone", "You can allow reminders in the Alexa app.", "", ""),
        ("plan", "resting", "ankle", "Massage in about forty minutes.", "", ""),
        ("out", "ask-remind", "ankle", "Shall I set these reminders?", DRY, "Yes, No"),
        ("well again", "recovered", "path", "Work back up to your usual runs.", "", ""),
    ],
)
def test_a_screen(scene: str, token: str, picture: str, title: str, text: str, buttons: str) -> None:
    screen, data = shown(SCENES[scene]), content(SCENES[scene])
    assert (screen.token, data["picture"]) == (token, picture)
    assert (data["title"], data["text"], ", ".join(labels(data))) == (title, text, buttons)


def test_an_outing_has_its_distance() -> None:
    jog = SCENES["outing, jog"]
    assert content(jog)["title"] == "Two miles, three at most"
    assert content(jog, "en-AU")["title"] == "Three kilometers, five at most"
    assert content(jog)["text"].endswith("walk home. Shall I set these reminders?")
    assert content(SCENES["outing, slow"])["text"] == "Two slow miles at most, or better a walk."


@pytest.mark.parametrize(
    ("locale", "number"), [("en-US", "911"), ("en-GB", "999"), ("en-AU", "000"), ("en-IN", "112"), ("en-CA", "911")]
)
def test_care_has_the_number_of_the_country(locale: str, number: str) -> None:
    for scene in ("care now", "care, later"):
        data = content(SCENES[scene], locale)
        assert (data["title"], data["number"], data["buttons"]) == ("Get medical care now", number, [])
        assert f"call {number}." in data["text"]


def test_the_countdown_is_bound_to_the_clock() -> None:
    running = content(SCENES["icing"])
    times = {"endMs": round((NOW + 12 * MINUTE).timestamp() * 1000), "leftMs": 12 * 60_000, "totalMs": 20 * 60_000}
    words = {"label": "Time left", "over": "Time is up. Take your foot out."}
    assert running["countdown"] == {**times, **words, "paused": False}
    assert running["staysMs"] == 13 * 60_000
    still = content(SCENES["paused"])
    assert (still["countdown"]["paused"], still["countdown"]["leftMs"], still["staysMs"]) == (True, 12 * 60_000, 0)


def test_what_is_said_again_is_shown_again() -> None:
    asked = heard(screening(), e.Opened())
    turn = advance(asked.recovery, replace(asked.session, said="What I said."), e.RepeatAsked(), NOW)
    assert isinstance(turn.acts[-1], SayAgain)
    assert content(turn)["title"] == "Can you take four steps on it? Yes or no?"
    assert labels(content(turn)) == ["Yes", "No", "I don't know"]


@pytest.mark.parametrize(
    "turn",
    [
        heard(icing(), e.StopAsked()),  # nothing is said
        heard(ready(), e.IcingAsked(), e.TimerRefused(e.Refusal.PERMISSION)),  # Amazon asks, and has its own screen
        heard(new(), e.Opened(), e.No()),  # there is no plan
        heard(rested(), e.ForgetAsked(), e.Yes()),  # nor here
    ],
)
def test_there_is_not_always_a_screen(turn: Turn) -> None:
    assert show(turn, "en-US", NOW) is None


@pytest.mark.parametrize("question", Question)
def test_a_question_has_its_answers(question: Question) -> None:
    count = {Question.WHAT_NEXT: 0, Question.SCORE: 1}.get(question)
    assert len(buttons_of(question)) == count if count is not None else len(buttons_of(question)) in (2, 3)


@pytest.mark.parametrize("question", Question)
def test_a_question_is_on_the_screen_whatever_was_said_before_it(question: Question) -> None:
    for known, topic in product((ready(), rested(), rested(20 * HOUR, 1)), e.Topic):
        turn = advance(known, Session(asked=question), e.HowAsked(topic), NOW)
        if turn.asked is question:
            data, asked = content(turn), turn.acts[-1]
            assert isinstance(asked, Ask)
            shown_ = shown_phrase(question, asked.values, "en-US", TODAY, "speech").text
            assert shown_ in f"{data['title']} {data['text']}"


def line(known: Recovery, locale: str = "en-US") -> list[str]:
    days = content(heard(known, e.Thinking()), locale)["days"]
    plain = (f"{day['name']}: {', '.join(each['text'] for each in day['steps'])} {day['times']}" for day in days)
    return [" ".join(each.split()) for each in plain]


@pytest.mark.parametrize(
    ("known", "days"),
    [
        (
            reminded(2, 4, 6),
            """
            Today: \u2713 Ice, \u25b8 Massage 5 PM \u2026 9 PM
            Tomorrow: Ice, Massage, Walk or jog 8 AM
            Wednesday: Walk or jog
            Thursday: Walk or jog, Check in
            """,
        ),
        (
            rested(20 * HOUR, 1, moved_on=TODAY),
            """
            Yesterday: \u2713 Ice
            Today: \u25b8 Ice, Massage, \u2713 Walk or jog
            Tomorrow: Walk or jog
            Wednesday: Walk or jog, Check in
            """,
        ),
        (
            rested(3 * HOUR, massage_held_until=TODAY + 3 * DAY, move_held_until=TODAY + 3 * DAY),
            """
            Today: \u25b8 Ice
            Tomorrow: Ice
            Wednesday:
            Thursday: Walk or jog, Check in
            """,
        ),
    ],
)
def test_the_line_of_days(known: Recovery, days: str) -> None:
    assert line(known) == [each.strip() for each in days.strip().splitlines()]


@pytest.mark.parametrize(("locale", "times"), [("en-US", "5:30 PM 7 PM"), ("en-GB", "17:30 19:00")])
def test_times_are_told_by_the_clock_of_the_country(locale: str, times: str) -> None:
    assert line(reminded(2.5, 4), locale)[0].endswith(f"Massage {times}")


@pytest.mark.parametrize("known", [icing(), rested(10 * MINUTE), rested()])
@pytest.mark.parametrize("kind", [e.RedFlagSaid, e.SkinWarned])
def test_a_screen_does_not_tell_which_sign_was_heard(kind: type[Any], known: Recovery) -> None:
    signs = (sign for sign in e.Sign if sign is not e.Sign.BLISTER)  # which is a sign in and after ice alone
    assert len({str(content(heard(known, kind(sign)))) for sign in signs}) == 1


@pytest.mark.parametrize("event", [e.Assessed(score=4), e.Assessed(e.Trend.WORSE), e.Assessed(e.Trend.BETTER, 1)])
def test_what_was_answered_is_not_shown_later(event: Event) -> None:
    known = heard(rested(60 * HOUR, 3), event)
    without = replace(known.recovery, before=None)
    later = content(heard(without, e.Thinking()))
    assert not re.search(r"\d|worse|better|sore", f"{later['title']} {later['text']}")


def test_no_phrase_that_names_a_sign_is_shown() -> None:
    for key, message in messages("en").items():
        forms = [each for each in message.attributes if each.id.name in ("screen", "short")]
        shown = " ".join(serialize_pattern(each.value) for each in forms)
        assert not {"$sign", "skin-sign"} & set(re.findall(r"\$?[a-z-]+", shown)), key


def test_data_has_no_ids() -> None:
    secret = Reminder(Purpose.ICE, NOW + 2 * HOUR, "SECRET")
    for known in (icing(timer="SECRET", reminders=(secret,)), rested(reminders=(secret,), unwanted=("SECRET",))):
        screen = shown(advance(known, Session(person="SECRET"), e.WhereAsked(), NOW))
        assert "SECRET" not in f"{screen.token} {screen.data}"
        assert set(screen.data["coach"]) == set(content(SCENES["new"]))


NOT_SAID = {
    "ask-offer-ice": {"in"},
    "care-now": {"get"},
    "ask-covers": {"do", "run", "you"},
    "ice-more-capped": {"minutes", "is"},
}
"""Words on a screen that stand for others of the phrase."""

VALUES = {"units": "local", "what": "none", "ice": "free", "move": "free", "sign": "numb", "count": 1}
"""Values that phrases choose by; any other blank is filled with a word."""

ALSO_SPOKEN = [
    key
    for key, message in messages("en").items()
    if {"screen", "speech"} <= {attribute.id.name for attribute in message.attributes}
]


@cache
def blank_names() -> set[str]:
    return {each for message in messages("en").values() for each in Blanks(message).names if each.islower()}


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.lower()))


@pytest.mark.parametrize("key", ALSO_SPOKEN)
def test_a_phrase_is_shown_in_its_own_words(key: str) -> None:
    blanks = {**dict.fromkeys(blank_names(), "blank"), "region": "US", **VALUES}
    attributes = messages("en")[key].attributes
    forms = {each.id.name: words(phrase("en-US", key, each.id.name, **blanks)) for each in attributes}
    said = forms["speech"] | forms.get("reprompt", set()) | NOT_SAID.get(key, set())
    for name in ("screen", "short"):
        assert forms.get(name, set()) <= said, name
