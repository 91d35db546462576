"""How long Amazon's serializer and ours take for a request: ``python -m benchmarks.serializer``.

Prints microseconds of one core, the best of several rounds, which is the figure that other work on the machine
disturbs least. orjson is measured when it is installed; the skill does without.
"""

import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from timeit import repeat
from typing import Any

from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.ui import Reprompt, SimpleCard, SsmlOutputSpeech

from skill.alexa.serializer import PreparedSerializer

RECORDED = Path(__file__).parent.parent / "tests" / "requests" / "HowToIntent.json"
ROUNDS, TIMES = 15, 200

SCREEN = {"id": "main", "type": "APL", "shape": "RECTANGLE", "dpi": 160, "presentationType": "STANDARD"}
VIEWPORT = {
    "experiences": [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}],
    "mode": "HUB",
    "shape": "RECTANGLE",
    "pixelWidth": 1024,
    "pixelHeight": 600,
    "dpi": 160,
    "currentPixelWidth": 1024,
    "currentPixelHeight": 600,
    "touch": ["SINGLE"],
}


def a_request() -> str:
    """Return a question said to a speaker with a screen: 2.8 kB as Alexa writes it."""
    document = json.loads(RECORDED.read_text("utf-8"))
    document["context"]["System"]["apiAccessToken"] = "x" * 715
    document["context"] |= {"Viewport": VIEWPORT, "Viewports": [SCREEN]}
    return json.dumps(document, separators=(",", ":"))


def an_answer() -> ResponseEnvelope:
    """Return what the skill says and shows in one turn."""
    speech = SsmlOutputSpeech(ssml="<speak>Fill the bucket to above the ankle. Shall I start the ice?</speak>")
    response = Response(speech, SimpleCard("Ice", "Fill the bucket."), Reprompt(speech), should_end_session=False)
    return ResponseEnvelope("1.0", {"talk": {"asked": "ask-start", "introduced": True}}, "ask-python", response)


def best(call: Callable[[], object]) -> float:
    """Return the microseconds of one call."""
    return min(repeat(call, number=TIMES, repeat=ROUNDS)) / TIMES * 1e6


def measure(text: str, answer: ResponseEnvelope) -> dict[str, float]:
    """Return the microseconds of everything, by what it is."""
    amazons, ours = DefaultSerializer(), PreparedSerializer()
    parsed = json.loads(text)
    started = perf_counter()
    ours.deserialize(text, RequestEnvelope)
    rows = {"ours, deserialise the first one": (perf_counter() - started) * 1e6}
    calls: dict[str, Callable[[], Any]] = {
        "Amazon's, deserialise": lambda: amazons.deserialize(text, RequestEnvelope),
        "ours, deserialise": lambda: ours.deserialize(text, RequestEnvelope),
        "  of this json.loads": lambda: json.loads(text),
        "ours, from parsed JSON": lambda: ours.deserialize_parsed(parsed, RequestEnvelope),
        "Amazon's, serialise an answer": lambda: amazons.serialize(answer),
        "ours, serialise an answer": lambda: ours.serialize(answer),
    }
    if find_spec("orjson"):
        loads = import_module("orjson").loads
        calls["ours, deserialise with orjson"] = lambda: ours.deserialize_parsed(loads(text), RequestEnvelope)
    return rows | {name: best(call) for name, call in calls.items()}


def main() -> None:
    """Print the table."""
    text = a_request()
    print(f"{len(text.encode())} bytes")
    for name, microseconds in measure(text, an_answer()).items():
        print(f"{name:<32}{microseconds:>9.1f}")


if __name__ == "__main__":
    main()
