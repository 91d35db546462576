"""Written dialogues, played on the small skill."""

import pytest

from speaker.dialogue import BadLine, read_dialogue
from speaker.player import Outcome, Player
from speaker.rehearsal import Rehearsal


def play(talk: Rehearsal, *lines: str) -> Outcome:
    return Player(talk).play(read_dialogue(lines))


def test_the_transcript_is_a_dialogue_again(talk: Rehearsal) -> None:
    outcome = play(talk, "# Ice", "", "U: start the ice", "A: may*", "C: yes", "A: ice*", "+ 21 min", "R: *out*")
    assert outcome.differences == outcome.failures == []
    assert outcome.transcript == [
        "# Ice",
        "",
        "U: start the ice",
        "A: May I?",
        "# Alexa asks: Do you give Ankle Coach permission to use timers? You can say I approve, or no.",
        "C: yes",
        "A: Ice for PT20M.",
        "+ 21 min",
        "R: Foot out.",
    ]


@pytest.mark.parametrize(
    ("lines", "difference"),
    [
        (["U: count", "A: Count 7."], "line 2: expected A: Count 7., heard A: Count 1."),
        (["U: count", "A: *", "A: *"], "line 3: expected A: *, heard nothing"),
        (["U: count", "R: *"], "line 2: expected R: *, heard nothing"),
        (["+ 1 min", "R: *"], "line 2: expected R: *, heard nothing"),
        (["C: yes"], "line 1: nobody asked for a permission"),
        (["! permission given", "start the ice", "A: *", "+ 1 h"], "line 4: nobody expected R: Foot out."),
        (["! permission given", "start the ice", "+ 1 h", "A: *"], "line 4: expected A: *, heard R: Foot out."),
    ],
)
def test_differences_name_the_line(talk: Rehearsal, lines: list[str], difference: str) -> None:
    assert play(talk, *lines).differences == [difference]


def test_an_answer_to_silence_may_come_before_the_alarm(talk: Rehearsal) -> None:
    lines = ["! permission given", "start the ice", "! permission withdrawn", "start the ice", "+ 1 h", "R: *out*"]
    assert play(talk, *lines).differences == []


def test_silence_can_be_expected(talk: Rehearsal) -> None:
    talk.device.say("count")
    assert play(talk, "U: exit", "+ 1 d").transcript == ["U: exit", "+ 1 d"]


def test_a_broken_answer_is_a_failure(talk: Rehearsal) -> None:
    outcome = play(talk, "U: say something broken")
    assert outcome.failures[0].startswith("line 1: the skill's answer is not valid")
    assert outcome.transcript[-1].startswith("# failed: the skill's answer is not valid")


@pytest.mark.parametrize("order", ["timers 503", "timers hang", "timers late", "timers garbage", "settings 429"])
def test_mishaps_set_their_switch(talk: Rehearsal, order: str) -> None:
    play(talk, f"! {order}")
    assert str(talk.home.timers_fault or talk.home.settings_fault) == order.split()[1]
    play(talk, "! timers ok", "! settings ok")
    assert talk.home.timers_fault is talk.home.settings_fault is None


def test_the_user_moves_and_forgets_settings(talk: Rehearsal) -> None:
    assert play(talk, "! zone Europe/London", "where am i").transcript[-1] == 'A: 200 "Europe/London"'
    assert play(talk, "! settings none", "where am i").transcript[-1] == "A: 204"
    assert play(talk, "+ until 7:30", "U: alexa, open ankle coach").failures == []


def test_the_skill_can_lose_its_power(talk: Rehearsal) -> None:
    outcome = play(talk, "crash now", "! restart", "count", "A: Count 1.")
    assert len(outcome.failures) == 2
    assert outcome.differences == []


@pytest.mark.parametrize("order", ["earthquake", "timers", "timers 42", "zone Mars/Olympus", "permission lost"])
def test_unknown_mishaps_are_bad_lines(talk: Rehearsal, order: str) -> None:
    with pytest.raises(BadLine, match=r"^line 1: "):
        play(talk, f"! {order}")
