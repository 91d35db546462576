"""The format of written dialogues, and its parser. Each line is one thing that happens.

::

    # a comment
    U: alexa, open ankle coach      what the user says; the mark may be left out
    A: *twenty minutes*             the expected answer of the skill, * for any text
    C: yes                          the answer to Alexa's own question about a permission: yes, no, ignore
                                    ("no, card" when it also put the question on the phone;
                                    "yes, if asked" where the permission may be given already)
    + 12 min                        time passes: s, min, h, d; "+ until 7:30": until clocks show that
    R: *foot out*                   the timer or reminder expected to ring meanwhile
    P: anna                         from here on Anna speaks and is recognised; "P:" alone: a voice that is not
    T: AMAZON.YesIntent             the user touches what sends this on the screen
    Z: Europe/Berlin                the speaker is in another time zone from here on
    ! timers 503                    something goes wrong outside the conversation, see speaker/mishaps.py
    ! screened                      "my ankles are sore" and the four safety questions, answered as all clear; other
                                    first words follow it: "! screened start icing". The last answer is for the next A:
    ! iced                          screened, twenty minutes in the ice, foot out, reminders declined
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from speaker.locales import zone_named

_MARKED = re.compile(r"(?P<mark>[A-Z]:|[+!#])\s*(?P<text>.*)")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(?:(s)(?:ec(?:ond)?s?)?|(min)(?:ute)?s?|(h)(?:ours?)?|(d)(?:ays?)?)")
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
A: Well done, twenty minutes of ice.*reminder*?
U: no"""
_SHORT = {"screened": _SCREENED, "iced": _ICED}


class BadLine(ValueError):
    """A line that cannot be parsed or played; the message begins with its number."""


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
    """The answer or alarm that is expected."""

    mark: str
    """``A:`` an answer, ``R:`` an alarm."""
    pattern: str
    """A glob that ignores case; empty for silence."""


@dataclass(frozen=True, slots=True)
class Waited(Line):
    """Time passes."""

    length: timedelta = timedelta(0)
    until: time | None = None
    """When set, instead of ``length``: until clocks where the user lives show this."""


@dataclass(frozen=True, slots=True)
class Permitted(Line):
    """The user answers Alexa's own question about a permission."""

    status: str
    """``ACCEPTED``, ``DENIED`` or ``NOT_ANSWERED``."""
    card: bool = False
    """Whether Alexa put the question on the phone too."""
    if_asked: bool = False
    """Whether the line is skipped when Alexa does not ask."""


@dataclass(frozen=True, slots=True)
class Recognised(Line):
    """Another user speaks from here on."""

    name: str
    """The user's name; empty for a voice that is not recognised."""


@dataclass(frozen=True, slots=True)
class Touched(Line):
    """The user touches the screen."""

    argument: str
    """What the button sends."""


@dataclass(frozen=True, slots=True)
class Moved(Line):
    """The speaker is in another time zone from here on."""

    zone: str
    """IANA name."""


@dataclass(frozen=True, slots=True)
class Mishap(Line):
    """Something goes wrong, or changes in the Alexa app: see :mod:`speaker.mishaps`."""

    order: str


_WITH_TEXT: dict[str, Callable[[int, str, str], Line]] = {"U:": Said, "T:": Touched, "!": Mishap}


def read_dialogue(lines: Iterable[str]) -> Iterator[Line]:
    """Parse lines as they come; raise :class:`BadLine` at the first that cannot be parsed.

    ``! screened`` and ``! iced`` become the lines they stand for, all with their number.
    """
    for number, line in enumerate(lines, 1):
        for each in _in_full(line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").rstrip("\r\n")):
            yield read_line(number, each)


def _in_full(written: str) -> list[str]:
    mark, _, rest = written.strip().partition(" ")
    name, _, words = rest.strip().partition(" ")
    if mark != "!" or name not in _SHORT:
        return [written]
    return [f"U: {words.strip() or _SORE}", *_SHORT[name].splitlines()]


def read_line(number: int, written: str) -> Line:
    """Parse one line. A line without a mark is said by the user."""
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
        case "U:" | "T:" | "!" if text:
            return _WITH_TEXT[mark](number, written, text)
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
        case _:
            raise ValueError(
                f"no dialogue: {written.strip()!r}; lines begin with U:, A:, R:, C:, P:, T:, Z:, +, ! or #"
            )


def _permitted(number: int, written: str, text: str) -> Permitted:
    answer, _, detail = (part.strip() for part in text.lower().partition(","))
    if answer not in _PERMISSION or detail not in ("", "card", "if asked"):
        raise ValueError(f"C: is yes, no or ignore, not {text!r}")
    return Permitted(number, written, _PERMISSION[answer], detail == "card", detail == "if asked")


def _waited(number: int, written: str, text: str) -> Waited:
    if match := _TIME.fullmatch(text):
        return Waited(number, written, length=timedelta(**{_UNITS[match[match.lastindex or 0]]: float(match[1])}))
    if (match := _UNTIL.fullmatch(text)) and int(match[1]) < 24 and int(match[2]) < 60:
        return Waited(number, written, until=time(int(match[1]), int(match[2])))
    raise ValueError(f"no time: {text!r}; write + 90 s, + 12 min, + 2 h, + 1 d or + until 7:30 (0:00 to 23:59)")
