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
        (["C: yes"], "line 1: Alexa asked for no permission"),
        (["C: yes, if asked", "U: count", "A: Count 7."], "line 3: expected A: Count 7., heard A: Count 1."),
        (["! permission given", "start the ice", "A: *", "+ 1 h"], "line 4: not expected: R: Foot out."),
        (["! permission given", "start the ice", "+ 1 h", "A: *"], "line 4: expected A: *, heard R: Foot out."),
    ],
)
def test_differences_name_the_line(talk: Rehearsal, lines: list[str], difference: str) -> None:
    assert play(talk, *lines).differences == [difference]


GIVEN, REMINDING = "! permission given", "! permission reminders given"


@pytest.mark.parametrize(
    "lines",
    [
        [GIVEN, "start the ice", "! permission withdrawn", "start the ice", "+ 1 h", "R: *out*"],
        [
            *(GIVEN, REMINDING, "remind me at half past five pm", "remind me at ten past five pm", "start the ice"),
            *("+ 1 h", "R: *17:10", "R: foot out.", "R: *17:30"),
        ],
        [
            *(REMINDING, "remind me at six pm", "Z: Europe/Berlin", "where am i", "A: *berlin*"),
            *("+ until 23:59", "+ until 0:00", "R: *18:00"),
        ],
        ["crash now", "! restart", "count", "A: Count 1."],
    ],
    ids=["silence before the alarm", "in the order in which they are due", "where they were made for", "power lost"],
)
def test_what_comes_is_as_expected(talk: Rehearsal, lines: list[str]) -> None:
    assert play(talk, *lines).differences == []


FAULTS = ["timers 503", "timers hang", "timers late", "timers garbage", "settings 429", "reminders 429"]


@pytest.mark.parametrize("order", FAULTS)
def test_mishaps_set_their_switch(talk: Rehearsal, order: str) -> None:
    home = talk.home
    play(talk, f"! {order}")
    assert str(home.timers_fault or home.settings_fault or home.reminders_fault) == order.split()[1]
    play(talk, "! timers ok", "! settings ok", "! reminders ok")
    assert home.timers_fault is home.settings_fault is home.reminders_fault is None


def test_a_screen_shows_and_is_touched(talk: Rehearsal) -> None:
    assert play(talk, "show me").failures == ["line 1: the skill's answer is not valid: the device has no screen"]
    with pytest.raises(BadLine, match="nothing on the screen"):
        play(talk, "T: CountIntent")
    lines = ["! screen on", "show me", "A: Look.", "T: CountIntent", "A: Touched CountIntent on foot."]
    outcome = play(talk, *lines)
    assert outcome.differences == outcome.failures == []
    assert talk.device.shown
    device = talk.cloud.exchanges[-1].request["context"]["System"]["device"]
    assert "Alexa.Presentation.APL" in device["supportedInterfaces"]
    play(talk, "show me")
    assert (talk.device.in_session, talk.device.listening) == (True, False)
    play(talk, "+ 30 s")
    assert not talk.device.in_session, "a session that only shows something ends with time"


UNKNOWN = ["earthquake", "screen", "screen broken", "timers", "timers 42", "zone Mars/Olympus", "permission"]
UNKNOWN += ["permission lost", "permission camera given", "reminders ok now", "delete", "delete skill", "disable"]
UNKNOWN += ["enable alexa", "events", "events lost", "events again"]


@pytest.mark.parametrize("order", UNKNOWN)
def test_unknown_mishaps_are_bad_lines(talk: Rehearsal, order: str) -> None:
    with pytest.raises(BadLine, match=r"^line 1: "):
        play(talk, f"! {order}")


@pytest.mark.parametrize("line", ["Z: Mars/Olympus", "Z: Europe", "Z:"])
def test_a_bad_zone_is_named(talk: Rehearsal, line: str) -> None:
    with pytest.raises(BadLine, match=r"^line 2: no time zone is called '.*'; write one like Europe/Berlin$"):
        play(talk, "count", line)
