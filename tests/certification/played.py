"""What the real skill answers to a tester: the manifest's testing instructions word for word, and every first word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from speaker.answers import Answer
from speaker.cloud import Exchange
from speaker.conversation import Conversation
from speaker.dialogue import read_dialogue
from speaker.envelopes import intended
from speaker.exact import UNREAD, Slot
from speaker.heard import Heard
from speaker.player import Player
from speaker.rehearsal import Stage, stage
from speaker.shipped_model import shipped_model

Json = dict[str, Any]

FIRST_WORDS = {
    "launch": ["alexa, open ankle coach"],
    "help": ["alexa, open ankle coach", "help"],
    "stop": ["alexa, open ankle coach", "stop"],
    "cancel": ["alexa, open ankle coach", "cancel"],
    "nonsense": ["alexa, open ankle coach", "purple elephants sing opera"],
}
"""What a tester says to any skill; the last answer counts."""

MARKS = {"Say: ": "U: ", "Hear: ": "A: ", "Ring: ": "R: ", "Wait: ": "+ ", "Permit: ": "C: "}
"""How a line of the testing instructions begins, and the line of a dialogue it is."""


@dataclass(frozen=True, slots=True)
class Played:
    """All that was heard."""

    differences: tuple[str, ...]
    """Where the testing instructions, played word for word, were not answered as they say."""
    exchanges: tuple[Exchange, ...]
    """Every request and answer, of all that was played."""
    first_words: Mapping[str, Answer]
    """The last answer to each of FIRST_WORDS."""
    unanswered: tuple[str, ...]
    """First words and intents that the skill failed to answer."""
    pages: tuple[str, ...]
    """What is wrong with the server's pages and refusals."""


def dialogue(instructions: str) -> list[str]:
    lines = []
    for line in instructions.splitlines():
        mark = next((each for each in MARKS if line.startswith(each)), None)
        if mark:
            text = {"Permit: ": "yes", "Wait: ": line.removeprefix("Wait: ")}.get(mark, line.removeprefix(mark))
            lines.append(f"{MARKS[mark]}{text}{'*' if mark in ('Hear: ', 'Ring: ') else ''}")
    return lines


def play(manifest: Json, models: Mapping[str, Json]) -> Played:
    """Play everything with the real skill: the instructions in every locale, the rest in en-US."""
    followed = dialogue(manifest["publishingInformation"]["testingInstructions"])
    with stage() as running:
        told, exchanges = [], []
        for locale in models:
            with running.rehearsal(locale) as tester:
                outcome = Player(tester).play(read_dialogue(followed))
                told += [f"{locale}: {each}" for each in outcome.failures + outcome.differences]
                exchanges += tester.cloud.exchanges
        first_words = {name: _last(running, said) for name, said in FIRST_WORDS.items()}
        begun = list(_begun(running, models["en-US"]))
        exchanges += [each for _, found in begun for each in found]
        unanswered = tuple(said for said, found in begun if any(each.answer is None for each in found))
        pages = tuple(page_faults(running.skill.url.removesuffix("/alexa")))
    return Played(tuple(told), tuple(exchanges), first_words, unanswered, pages)


def _begun(running: Stage, model: Json) -> Iterator[tuple[str, list[Exchange]]]:
    """Yield each intent as the first thing that is said, with its requests and answers."""
    for said in _one_shots(model):
        with running.rehearsal() as user:
            user.device.say(said)
            yield said, user.cloud.exchanges
    for said, heard in _slots_unfilled(model):
        with running.rehearsal() as user:
            talk = Conversation(user.home, user.cloud, running.rest, running.clock)
            talk.begin()
            talk.send(intended(heard, shipped_model("en-US")))
            yield said, user.cloud.exchanges


def _last(running: Stage, said: list[str]) -> Answer:
    with running.rehearsal() as user:
        for words in said:
            user.device.say(words)
        answer = user.cloud.exchanges[-1].answer
    assert answer is not None, said
    return answer


def _one_shots(model: Json) -> Iterator[str]:
    """Yield one sentence of each intent as the first thing said."""
    for intent in model["intents"]:
        plain = [sample for sample in intent["samples"] if "{" not in sample]
        if plain:
            yield f"alexa, ask {model['invocationName']} {min(plain, key=len)}"


def _slots_unfilled(model: Json) -> Iterator[tuple[str, Heard]]:
    """Yield each intent with slots as Alexa sends it when they hold nothing, or nothing that it understood."""
    for intent in model["intents"]:
        if slots := intent.get("slots"):
            yield f"{intent['name']} without slots", Heard(intent["name"])
            unread = {slot["name"]: Slot(UNREAD, None) for slot in slots}
            yield f"{intent['name']} with slots that were not understood", Heard(intent["name"], unread)


PAGES = (("GET", "/privacy", 200), ("GET", "/terms", 200))
SERVER = (*PAGES, ("GET", "/ready", 200), ("POST", "/alexa", 400))
"""Requests without a signature, and the status that Amazon's testers and its security tests want."""


def page_faults(address: str, wanted: Iterable[tuple[str, str, int]] = SERVER) -> Iterator[str]:
    for method, path, status in wanted:
        try:
            answer = requests.request(method, f"{address}{path}", data="{}" if method == "POST" else None, timeout=8)
        except requests.RequestException as error:
            yield f"{address}{path} does not answer: {type(error).__name__}"
            return
        if answer.status_code != status:
            yield f"{method} {address}{path} answers {answer.status_code}, not {status}"
        if path in ("/privacy", "/terms") and "Ankle Coach" not in answer.text:
            yield f"{address}{path} does not show the page"
