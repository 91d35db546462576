"""Parses the wake word and the invocation name: "Alexa, ask ankle coach ..."."""

import re
from dataclasses import dataclass

_WAKE = re.compile(r"(?:hey\s+)?alexa\b[\s,.!]*", re.IGNORECASE)
_OPEN = "open|launch|start|begin|run|load|use|resume|talk to|speak to"
_CARRIER = r"(?:(?:and|to|for|that|if|whether|about)\s+)?"
_SHAPES = (
    r"(?:please\s+)?(?:{open})\s+(?:the\s+)?{name}(?:\s+skill)?(?:[\s,]+{carrier}(?P<words>.+))?",
    r"(?:please\s+)?(?:ask|tell)\s+{name}(?:[\s,]+{carrier}(?P<words>.+))?",
    r"{name}(?:[\s,]+{carrier}(?P<words>.+))?",
    r"(?P<words>.+?)\s+(?:with|using|from)\s+{name}",
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the user said, without wake word and invocation."""

    words: str
    """The words that are left; empty when the skill was only opened."""
    awake: bool
    """Whether it began with the wake word."""
    invokes: bool
    """Whether it named the skill."""


def parse_utterance(said: str, invocation: str) -> Utterance:
    """Split ``said``: "Alexa, ask ankle coach how much longer" leaves "how much longer"."""
    said = said.strip()
    wake = _WAKE.match(said)
    rest = said[wake.end() :] if wake else said
    name = r"\s+".join(map(re.escape, invocation.split()))
    for shape in _SHAPES:
        pattern = shape.format(open=_OPEN, name=name, carrier=_CARRIER)
        if match := re.fullmatch(pattern, rest.rstrip(" .!?"), re.IGNORECASE):
            return Utterance((match["words"] or "").strip(), wake is not None, True)
    return Utterance(rest, wake is not None, False)
