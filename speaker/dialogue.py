"""Written dialogues: one line, one thing that happens.

::

    # a comment
    U: alexa, open ankle coach      what the user says; the mark may be left out
    A: *twenty minutes*             what the skill is expected to answer
    C: yes                          the answer to Alexa's own question about a permission: yes, no, ignore
                                    ("no, card" when she also put the question on the phone;
                                    "yes, if asked" where she may have the permission already)
    + 12 min                        time passes: s, min, h, d; "+ until 7:30": until clocks show that
    R: *foot out*                   what is expected to ring meanwhile: timers and reminders
    P: anna                         from here on anna speaks, and her voice is recognised; "P:" alone: nobody's is
    Z: Europe/Berlin                the speaker is in another time zone from here on
    ! timers 503                    what goes wrong outside the conversation, see speaker/mishaps.py
    ! screened                      "my ankles are sore" and the four safety questions, answered as all clear; other
                                    first words follow it: "! screened start icing". The last answer is for the next A:
    ! iced                          screened, twenty minutes in the ice, foot out, reminders declined
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from speaker.locales import zone_named

_MARKED = re.compile(r"(?P<mark>[A-Z]:|[+!#])\s*(?P<text>.*)")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")
_UNTIL = re.compile(r"until (\d{1,2}):(\d\d)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
_PERMISSION = {"yes": "ACCEPTED", "no": "DENIED", "ignore": "NOT_ANSWERED"}
_SORE = "my ankles are sore"
_SCREENED = """\
A: *four steps on it*?
U: yes
A: *bent out of shape*?
U: no
A: *twist, a fall or a pop?
U: no
A: Do you have diabetes*?
U: no"""
_ICED = f"""\
{_SCREENED}
A: *foot in the water?
U: yes
A: Twenty minutes*
C: yes, if asked
+ 20 min
R: *take your foot out*
U: my foot is out
A: Well done, twenty minutes of ice.*remind you*?
U: no"""
_SHORT = {"screened": _SCREENED, "iced": _ICED}


class BadLine(ValueError):
    """A line that is no dialogue; the message begins with its number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dialogue."""

    number: int
    """Counted from one."""
    written: str
    """As it stands in the file, without the line break."""


@dataclass(frozen=True, slots=True)
class Remark(Line):
    """A comment or an empty line."""


@dataclass(frozen=True, slots=True)
class Said(Line):
    """The user speaks."""

    words: str


@dataclass(frozen=True, slots=True)
class Expected(Line):
    """What should be heard."""

    mark: str
    """``A:`` an answer, ``R:`` an alarm."""
    pattern: str
    """A glob, whatever the case of its letters; empty for silence."""


@dataclass(frozen=True, slots=True)
class Waited(Line):
    """Time passes."""

    length: timedelta = timedelta(0)
    until: time | None = None
    """When set, instead of ``length``: until clocks where the user lives show this."""


@dataclass(frozen=True, slots=True)
class Permitted(Line):
    """The user answers Alexa's own question."""

    status: str
    """``ACCEPTED``, ``DENIED`` or ``NOT_ANSWERED``."""
    card: bool = False
    """Whether Alexa put the question on the phone too."""
    if_asked: bool = False
    """Whether it is no difference when Alexa does not ask."""


@dataclass(frozen=True, slots=True)
class Recognised(Line):
    """Another voice speaks from here on."""

    name: str
    """Whose; empty for one that nobody recognises."""


@dataclass(frozen=True, slots=True)
class Moved(Line):
    """The speaker stands elsewhere from here on."""

    zone: str
    """IANA name."""


@dataclass(frozen=True, slots=True)
class Mishap(Line):
    """Something happens that is not said."""

    order: str


def read_dialogue(lines: Iterable[str]) -> Iterator[Line]:
    """Read line by line, as they come; raise :class:`BadLine` at the first that is none.

    ``! screened`` and ``! iced`` become the lines they stand for, all with their number.
    """
    for number, line in enumerate(lines, 1):
        for each in _in_full(line.rstrip("\r\n")):
            yield read_line(number, each)


def _in_full(written: str) -> list[str]:
    mark, _, rest = written.strip().partition(" ")
    name, _, words = rest.strip().partition(" ")
    if mark != "!" or name not in _SHORT:
        return [written]
    return [f"U: {words.strip() or _SORE}", *_SHORT[name].splitlines()]


def read_line(number: int, written: str) -> Line:
    """Read one line; a line without a mark is said by the user."""
    match = _MARKED.fullmatch(written.strip())
    mark, text = (match["mark"], match["text"]) if match else ("U:", written.strip())
    if mark == "#" or not written.strip():
        return Remark(number, written)
    try:
        return _marked(number, written, mark, text)
    except ValueError as error:
        raise BadLine(f"line {number}: {error}") from error


def _marked(number: int, written: str, mark: str, text: str) -> Line:
    match mark:
        case "U:" if text:
            return Said(number, written, text)
        case "A:" | "R:":
            return Expected(number, written, mark, text)
        case "+":
            return _waited(number, written, text)
        case "C:":
            return _permitted(number, written, text)
        case "P:":
            return Recognised(number, written, text.lower())
        case "Z:":
            return Moved(number, written, zone_named(text).key)
        case "!" if text:
            return Mishap(number, written, text)
        case _:
            raise ValueError(f"no dialogue: {written.strip()!r}; lines begin with U:, A:, R:, C:, P:, Z:, +, ! or #")


def _permitted(number: int, written: str, text: str) -> Permitted:
    answer, _, detail = (part.strip() for part in text.lower().partition(","))
    if answer not in _PERMISSION or detail not in ("", "card", "if asked"):
        raise ValueError(f"C: is yes, no or ignore, not {text!r}")
    return Permitted(number, written, _PERMISSION[answer], detail == "card", detail == "if asked")


def _waited(number: int, written: str, text: str) -> Waited:
    if match := _TIME.fullmatch(text):
        return Waited(number, written, length=timedelta(**{_UNITS[match[2]]: float(match[1])}))
    if match := _UNTIL.fullmatch(text):
        return Waited(number, written, until=time(int(match[1]), int(match[2])))
    raise ValueError(f"no time: {text!r}; write + 90 s, + 12 min, + 2 h, + 1 d or + until 7:30")
