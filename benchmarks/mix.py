"""What people say to the coach in the benchmarks, and what a turn of a conversation consists of."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.envelopes import LOCALE, Json
from skill.ports import Record
from speaker.envelopes import intended, launched
from speaker.shipped_model import model_path, shipped_model
from speaker.understand import Understanding

OPEN = "open"
"""Stands for "Alexa, open ankle coach"."""

CONVERSATIONS: tuple[tuple[str, ...], ...] = (
    (  # the first evening
        OPEN, "my ankles are sore", "yes", "no", "no", "no", "my foot's in", "how much longer", "pause the ice",
        "resume", "five more minutes", "how much longer", "my foot is out", "when is the next icing", "start over",
        "yes",
    ),
    (  # someone who asks much
        "my left ankle is sore", "yes", "no", "why", "no", "no", "how cold should the water be", "repeat",
        "not sure", "start the ice", "it hurts", "cancel the ice", "what now", "can i take ibuprofen", "start over",
        "yes",
    ),
    (  # short visits, each a session of its own
        "my ankles are sore", "yes", "no", "no", "no", "no", "where am i", "when is the next icing", OPEN, "no",
        "should i see a doctor", "what can you do", OPEN, "no", "start over", "yes",
    ),
    (  # the ice is too cold
        "my ankles are sore", "yes", "no", "no", "no", "yes", "too cold", "yes", "how much longer", "i'm done",
        "can i massage now", "why", "can i run today", "start over", "yes",
    ),
    (  # a look back, and a walk
        "my ankles are sore since yesterday", "yes", "no", "no", "no", "no", "check in", "better", "three", "no",
        "can i walk today", "i usually run five miles", "where am i", "next", "previous", "start over", "yes",
    ),
    (  # a red flag
        "my right ankle is sore", "no", OPEN, "i can't put weight on it", "where am i", "my foot is numb",
        "start over", "yes",
    ),
    (  # forgotten
        "my ankles are sore", "i twisted it", "no", "what now", "forget me", "yes",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn of a conversation, for any user."""

    said: str
    """The intent, or the type of the request."""
    request: Json
    """The member ``request``, without id, timestamp and locale."""
    session: Json
    """``new`` and ``attributes``."""
    before: Record | None
    """What the coach kept of the user before this turn; ``None`` for someone it does not know."""
    timer: Json | None
    """The live timer of the speaker before this turn; ``None`` when there is none."""
    saves: bool
    """Whether the turn changed what is kept."""


class Sentences:
    """Turns sentences into requests by the shipped interaction model."""

    def __init__(self) -> None:
        self._model = shipped_model(LOCALE)
        self._understanding = Understanding.load(model_path(LOCALE))

    def request(self, sentence: str) -> Json:
        """Return the member ``request`` of what Alexa sends, without id and timestamp."""
        if sentence == OPEN:
            return launched()
        heard = self._understanding.understand(sentence)
        if heard.score < 1:
            raise ValueError(f"{sentence!r} is no sample of the interaction model, but near {heard.intent}")
        return intended(heard, self._model)


def said(request: Json) -> str:
    """Return the intent, or the type of a request that has none."""
    return str(request["intent"]["name"] if "intent" in request else request["type"])


def shares(moments: list[Moment]) -> Iterator[tuple[str, float]]:
    """Yield what is said, the most frequent first, with its share of all."""
    names = [moment.said for moment in moments]
    for name in sorted(set(names), key=lambda name: (-names.count(name), name)):
        yield name, names.count(name) / len(names)
