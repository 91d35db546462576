"""What was said in the blanks of an utterance, read from Alexa's slots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import TypeVar

from ask_sdk_model import Slot
from pydantic import TypeAdapter, ValidationError

from skill.routine.events import Day, Part
from skill.routine.plan import KILOMETERS_PER_MILE, MILD, MODERATE, SEVERE

_E = TypeVar("_E", bound=StrEnum)
_DURATION = TypeAdapter(timedelta)
_LONGEST = timedelta(days=366)
"""What is longer counts as that: a date three million days away cannot be computed."""
_NUMBER = re.compile(r"-?\d{1,9}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

DAYS_AGO = {"TODAY": 0, "YESTERDAY": 1, "TWO_DAYS": 2, "THREE_DAYS": 3, "FOUR_DAYS": 4, "WEEK": 7, "LONGER": 14}
"""The values of slot type SINCE, in whole days."""

WAYS = {"LATER": 1, "EARLIER": -1}
"""The values of slot type SHIFT, as signs of a length."""

UNPLACED = ("", "LATER")
"""Values of custom slots that say nothing the routine knows."""

PARTS = {"MO": Part.MORNING, "AF": Part.AFTERNOON, "EV": Part.EVENING, "NI": Part.EVENING}
"""What AMAZON.TIME holds for a part of the day."""

SCORES = {"MILD": MILD, "MODERATE": MODERATE, "SEVERE": SEVERE}
"""The values of slot type SORENESS, as scores: the upper end of what each word means (S20)."""

TOPIC_SLOTS = ("act", "thing", "question")
"""The slots that tell what a question is about: what one does, what it is, or the whole question."""

MILES_LOCALES = ("en-US", "en-GB")
"""Where a number alone, said of a run, means miles."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What was said in the blanks of an utterance."""

    slots: Mapping[str, Slot]
    locale: str

    def duration(self, name: str) -> timedelta | None:
        """Return an AMAZON.DURATION; ``None`` when it was not said or not understood (Alexa sends "?")."""
        value = self._value(name)
        if not value:
            return None
        try:
            duration = _DURATION.validate_python(value)
        except ValidationError:
            return None
        return min(duration, _LONGEST) if duration >= timedelta(0) else None

    def number(self, name: str) -> int | None:
        """Return an AMAZON.NUMBER; ``None`` when it was not said or not understood."""
        value = self._value(name)
        return int(value) if value and _NUMBER.fullmatch(value) else None

    def length(self) -> timedelta | None:
        """Return a length of time, said as a duration or as a number of minutes; ``None`` when neither was."""
        minutes = self.number("minutes")
        return self.duration("duration") if minutes is None else min(timedelta(minutes=minutes), _LONGEST)

    def time(self, name: str) -> time | None:
        """Return an AMAZON.TIME such as "16:00"; ``None`` for a part of the day ("EV"), or when not understood."""
        value = self._value(name)
        return time.fromisoformat(value) if value and _TIME.fullmatch(value) else None

    def day(self, name: str) -> Day | None:
        """Return the day that a custom slot resolved to: of the id ``TOMORROW_MORNING`` the first."""
        return next((Day[word] for word in self.resolved(name).split("_") if word in Day.__members__), None)

    def part(self, day: str) -> Part | None:
        """Return the part of the day: of the id of this slot, or of the time."""
        said = (Part[word] for word in self.resolved(day).split("_") if word in Part.__members__)
        return next(said, PARTS.get(self._value("time") or ""))

    def unclear(self, *lists: str, times: tuple[str, ...] = (), durations: tuple[str, ...] = ()) -> str:
        """Return what was said in one of these and not understood, in the user's words; else an empty text.

        "unread" when Alexa has no words for it either ("?").
        """
        missing = [name for name in lists if self.resolved(name) in UNPLACED]
        missing += [name for name in times if self.time(name) is None and self._value(name) not in PARTS]
        missing += [name for name in durations if self.duration(name) is None]
        words = next((self._value(name) or "" for name in missing if self.said(name)), "")
        return "unread" if words == "?" else words

    def said(self, name: str) -> bool:
        """Return whether anything was said in the blank, understood or not."""
        return bool(self._value(name))

    def choice(self, name: str, kind: type[_E]) -> _E | None:
        """Return the member of ``kind`` that a custom slot resolved to; ``None`` when it did not."""
        value = self.resolved(name)
        return kind[value] if value in kind.__members__ else None

    def resolved(self, name: str) -> str:
        """Return the id a custom slot resolved to; empty when it did not."""
        slot = self.slots.get(name)
        authorities = (slot.resolutions.resolutions_per_authority or []) if slot and slot.resolutions else []
        firsts = (each.values[0] for each in authorities if each and each.values)
        return next((first.value.id for first in firsts if first and first.value and first.value.id), "")

    def topic(self) -> str:
        """Return the topic of a question, said in any of its slots; empty when it is not a known one."""
        return next(filter(None, map(self.resolved, TOPIC_SLOTS)), "").lower().replace("_", "-")

    def score(self) -> int | None:
        """Return how sore it is, 0 to 10, in numbers or in a word; of two the higher (S20)."""
        said = (self.number("score"), self.number("other_score"), SCORES.get(self.resolved("soreness")))
        return max((score for score in said if score is not None), default=None)

    def miles(self) -> float | None:
        """Return a distance in miles; a number without a unit is taken as the locale's."""
        distance, unit = self.number("distance"), self.resolved("unit")
        if distance is None:
            return None
        metric = unit == "KILOMETERS" or (not unit and self.locale not in MILES_LOCALES)
        return distance / KILOMETERS_PER_MILE if metric else float(distance)

    def _value(self, name: str) -> str | None:
        slot = self.slots.get(name)
        return slot.value if slot else None
