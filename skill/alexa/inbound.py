"""Request to event by one table, from what Alexa's slots hold; and who asked, in which session."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil
from typing import Any, TypeVar

from ask_sdk_model import Intent, IntentRequest, LaunchRequest, RequestEnvelope, SessionResumedRequest, Slot
from ask_sdk_model.interfaces.alexa.presentation.apl import UserEvent
from ask_sdk_model.interfaces.connections import ConnectionsResponse
from ask_sdk_model.slu.entityresolution import Resolution, Resolutions, Value, ValueWrapper
from pydantic import TypeAdapter, ValidationError

from skill.ports import Kind
from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.assessment import WORST, trend_between
from skill.routine.events import Day, Part
from skill.routine.plan import (
    A_BIT,
    A_MOMENT,
    ADULT_AGE,
    ENOUGH_ICE,
    FEW_MINUTES,
    KILOMETERS_PER_MILE,
    MILD,
    MODERATE,
    SEVERE,
    Step,
)
from skill.routine.recovery import Session
from skill.speech import DEFAULT_LOCALE, languages

_SESSION = TypeAdapter(Session)
_E = TypeVar("_E", bound=StrEnum)
_DURATION = TypeAdapter(timedelta)
_LONGEST = timedelta(days=366)
"""What is longer counts as that: a date three million days away cannot be computed."""
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

DAYS_AGO = {
    "TODAY": 0,
    "THIS_MORNING": 0,
    "LUNCHTIME": 0,
    "YESTERDAY": 1,
    "TWO_DAYS": 2,
    "THREE_DAYS": 3,
    "FOUR_DAYS": 4,
    "WEEK": 7,
    "LONGER": 14,
}
"""The values of slot type SINCE, in whole days."""

PARTS_OVER = {"THIS_MORNING": time(12), "LUNCHTIME": time(14)}
"""The values of SINCE that are a part of today, and when it is over."""
TURNED = {"NOT_BEFORE": "NOT_AFTER", "NOT_AFTER": "NOT_BEFORE"}
"""The values of slot type BOUND that are meant by the other one where what lies there "is no good"."""
WAYS = {"LATER": 1, "EARLIER": -1}
"""The values of slot type SHIFT, as signs of a length."""
REMINDED = {"MOVE": Step.MOVE, "MASSAGE": Step.MASSAGE, "OTHER": Step.MASSAGE}
"""The values of slot type REMINDED but for ice, of which reminders are anyway; there are none of anything else."""
OTHERS = {"ICE": Step.ICE, "MOVE": Step.MOVE}
"""The same of what is reminded of at a second time."""
SAID_BACK = 4
"""Words that were not understood are said back up to this many."""
UNPLACED = ("", "LATER")
"""Values of custom slots that say nothing the routine knows."""
PARTS = {"MO": Part.MORNING, "AF": Part.AFTERNOON, "EV": Part.EVENING, "NI": Part.EVENING}
"""What AMAZON.TIME holds for a part of the day."""
NUMBERS = ("score", "other_score", "bare", "meant")
"""The slots that tell in a number how sore it is."""
SCORES = {"MILD": MILD, "MODERATE": MODERATE, "SEVERE": SEVERE}
"""The values of slot type SORENESS, as scores: the upper end of what each word means (S20)."""
TOPIC_SLOTS = ("act", "thing", "question")
"""The slots that tell what a question is about: what one does, what it is, or the whole question."""

TO_OFFERS: dict[str, e.Event] = {
    "GO_AHEAD": e.GoAhead(),
    "UP_TO_YOU": e.UpToYou(),
    "SOFT": e.SoftNo(),
    "DODGED": e.Dodged(),
    "CANNOT": e.CannotSaid(),
    "PAST": e.DidNot(),
}
"""The values of slot types GO_AHEAD and NOT_WANTED: yes and no to what is offered, and not to every question."""

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
        """Return an AMAZON.NUMBER, a half as the next whole one; ``None`` when it was not said or not understood."""
        value = self._decimal(name)
        return None if value is None else ceil(value)

    def _decimal(self, name: str) -> float | None:
        value = self._value(name)
        return float(value) if value and _NUMBER.fullmatch(value) else None

    def length(self) -> timedelta | None:
        """Return a length of time, said as a duration or as a number of minutes; ``None`` when neither was."""
        meant, said = map(self.number, ("corrected", "mean")), self.duration("duration")
        minutes = next((number for number in meant if number is not None), None)
        minutes = self.number("minutes") if minutes is None and said is None else minutes
        return said if minutes is None else min(timedelta(minutes=minutes), _LONGEST)

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
        return next(said, None) or self.part_of("time")

    def part_of(self, name: str) -> Part | None:
        """Return the part of the day that an AMAZON.TIME holds ("EV"); ``None`` for a time by the clock."""
        return PARTS.get(self._value(name) or "")

    def unclear(self, *lists: str, times: tuple[str, ...] = (), durations: tuple[str, ...] = ()) -> str:
        """Return what was said in one of these and not understood, "unread" where it is not in words; else nothing."""
        missing = [name for name in lists if self.resolved(name) in UNPLACED]
        missing += [name for name in times if self.time(name) is None and self._value(name) not in PARTS]
        missing += [name for name in durations if self.duration(name) is None]
        words = next((self._value(name) or "" for name in missing if self.said(name)), "")
        return "unread" if words == "?" or len(words.split()) > SAID_BACK else words

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
        """Return how sore it is, 0 to 10, in numbers or in a word; of two the higher (S20).

        The ten of "a two out of ten" is none, nor is the number of another day, unless it is the only one.
        """
        said = [number for name in NUMBERS if (number := self.number(name)) is not None]
        if self.said("scale") and len(said) > 1:
            said = [number for number in said if number not in (0, WORST)] or said[:1] * (min(said) > 0)
        said += [over + 1] if (over := self.number("over")) is not None else []
        # The "bad" of "not as bad as yesterday" is a word of the comparison.
        is_in_trend = self.resolved("trend") and (self._value("soreness") or "") in (self._value("trend") or "")
        word = None if is_in_trend else SCORES.get(self.resolved("soreness"))
        words = [each for each in (word, MODERATE if self.said("limps") else None) if each is not None]
        return max([*said, *words], default=self.number("before"))

    def miles(self) -> float | None:
        """Return a distance in miles; a number without a unit is taken as the locale's."""
        distance, unit = self._decimal("distance"), self.resolved("unit")
        if distance is None:
            return None
        metric = unit == "KILOMETERS" or (not unit and self.locale not in MILES_LOCALES)
        return distance / KILOMETERS_PER_MILE if metric else distance

    def _value(self, name: str) -> str | None:
        slot = self.slots.get(name)
        return slot.value if slot else None


def _of_length(kind: Callable[[timedelta | None], e.Event], s: Slots) -> e.Event:
    """Return an event with the length that was said; zero is none, and only the time is told."""
    length = s.length()
    return e.TimeAsked() if length == timedelta(0) else kind(length)


def _length_asked(s: Slots) -> e.Event:
    """Return the length that was said: a half, what is to be left, until when, or the whole."""
    if s.said("half"):
        return e.LengthAsked(ENOUGH_ICE)
    if s.said("left"):
        return e.LengthAsked(s.duration("left"), is_left=True)
    if rest := s.number("rest"):
        return e.LengthAsked(min(timedelta(minutes=rest), _LONGEST), is_left=True)
    if s.said("until") and not s.said("minutes"):
        return e.LengthAsked(until=s.time("until"))
    is_number = s.said("minutes") and not s.said("duration")
    return _of_length(lambda length: e.LengthAsked(length, is_number, is_meant=s.said("mean")), s)


def _is_in(s: Slots) -> bool:
    """Return whether it was said that the foot is in the water, and not only that it is to be."""
    return s.resolved("foot") == "IN"


def _icing(s: Slots) -> e.Event:
    """Return that ice is to start; "just a minute" asks for a moment, and "ten minutes" alone tells a length."""
    moment = s.duration("moment")
    if s.said("ask"):
        return e.IcingAsked(is_question=True)
    if s.resolved("foot") == "TO_COME" and s.said("duration"):  # "I'll put it in in a minute"
        return e.Thinking(s.duration("duration"))
    if _is_in(s):  # of "four cubes and it's in" the four is no length
        length = s.length()
        is_length = length and (s.said("duration") or length >= FEW_MINUTES)
        return e.IcingAsked(length if is_length else None, is_in=True)
    if moment is None:
        return _of_length(e.IcingAsked, s)
    return e.Thinking(moment) if moment <= A_MOMENT else e.LengthAsked(moment, is_alone=True)


def _iced(s: Slots) -> e.Event:
    """Return what was iced; what was missed is none, and only asks what is next. With a length there was ice (S19)."""
    if s.said("missed") and not s.said("duration"):
        return e.WhereAsked()
    return e.IcedTold(
        s.duration("duration"),
        ago=s.duration("ago") or timedelta(0),
        at=s.time("at") or PARTS_OVER.get(s.resolved("since")),
        is_other_day=bool(DAYS_AGO.get(s.resolved("since"))) or s.day("since") not in (None, Day.TODAY),
    )


def _step_done(s: Slots) -> e.Event:
    """Return that a step is done, if it is; the sentences that name none are about the massage."""
    step = s.choice("step", Step)
    if s.said("missed"):
        return e.WhereAsked()
    return e.Finished() if s.said("step") and not step else e.StepDone(step or Step.MASSAGE)


def _reminders_changed(s: Slots) -> e.RemindersChanged | e.RemindersSkipped:
    """Return what changes; "skip the evening one" names a part of the day as the time that goes."""
    bound, part = s.resolved("bound"), s.part("time")
    bound = TURNED.get(bound, bound) if s.said("no_good") else bound
    is_kept = bound in ("ONLY_AT", "KEEP_AT")
    if part and not s.said("day"):
        return e.RemindersChanged(part=part) if is_kept else e.RemindersSkipped(None, part)
    way, by = WAYS.get(s.resolved("direction") or s.resolved("bit")), s.duration("shift") or s.duration("every")
    is_vague = way is not None and not (s.said("shift") or s.said("every"))
    by = A_BIT if is_vague else by
    is_morning, named = bound == "UP_FROM", s.choice("day", e.Which)
    if s.said("skip") and (s.said("keep") or not s.said("and")) and not bound:
        return _dropped_beside_kept(s)
    is_beside = named is not None and s.said("and")
    return e.RemindersChanged(
        without=None if bound else s.time("time"),
        every=None if way else s.duration("every"),
        only=s.day("day"),
        part=Part.MORNING if is_morning else s.part("day"),
        which=None if is_beside else named or s.choice("which", e.Which),
        also_at=s.time("other_time"),
        also=named if is_beside else None,
        only_at=s.time("time") if is_kept else None,
        not_before=s.time("time") if bound in ("NOT_BEFORE", "UP_FROM") else None,
        not_after=s.time("time") if bound == "NOT_AFTER" else None,
        later=way * by if way and by else None,
        is_vague=is_vague,
        is_keep=s.said("keep") or bound == "KEEP_AT",
        unclear=s.unclear("day", times=("time",), durations=("every", "shift")),
    )


def _dropped_beside_kept(s: Slots) -> e.RemindersChanged | e.RemindersSkipped:
    """Return what goes of "drop the nine, keep the walk", in either order; where only one is named, it is asked."""
    if s.said("time"):
        return e.RemindersChanged(s.time("time"), also_at=s.time("other_time"))
    if s.part_of("kept") and s.part_of("kept") is not s.part("day"):
        return e.RemindersSkipped(s.day("day"), s.part("day"), which=s.choice("day", e.Which), is_guess=True)
    return e.RemindersChanged(only=s.day("day"), part=s.part("day")) if s.part_of("kept") else e.RemindersChanged()


def _taken_back(s: Slots) -> e.TakenBack | e.RemindersSkipped:
    """Return what is taken back; "no, the morning" says it as "not this evening" would."""
    part, at, which = s.part("time"), s.time("time"), s.choice("which", e.Which)
    is_vague = not (at or which or s.said("undo"))
    return e.RemindersSkipped(None, part, is_guess=True) if part else e.TakenBack(at, which, is_vague=is_vague)


def _assessed(s: Slots) -> e.Assessed:
    """Return how it is; what is gone "but still a bit stiff" is better, and not gone (S20)."""
    trend, score = s.choice("trend", e.Trend) or _trend_in_numbers(s), s.score()
    trend = e.Trend.BETTER if trend is e.Trend.GONE and score else trend
    is_bare, is_meant = s.said("bare") or s.said("meant"), s.said("meant")
    is_of_scale, is_only = s.said("scale"), s.said("only")
    is_before = s.said("before") and not any(map(s.said, (*NUMBERS, "over", "soreness", "limps")))
    return e.Assessed(trend, score, s.said("soreness"), is_bare, is_meant, is_of_scale, is_only, is_before)


def _trend_in_numbers(s: Slots) -> e.Trend | None:
    """Return how it compares where two numbers tell: "from two to five"."""
    before, now = s.number("before"), s.number("score")
    return None if before is None or now is None else trend_between(before, now)


def _skin_warning(s: Slots) -> e.SkinWarned | e.TopicAsked:
    """Return a warning of the skin; numb fingers, and a towel that is white, are none."""
    is_elsewhere = s.resolved("elsewhere") and not s.said("skin")
    return e.TopicAsked("not-foot") if is_elsewhere else e.SkinWarned(s.choice("skin", e.Sign))


def _twist(s: Slots) -> e.TwistTold | e.SignDenied | e.MeaningAsked:
    """Return a twist; a near miss, or what befell a thing or another part than the ankle, is none."""
    near = s.resolved("near")
    if near == "DENIED":
        return e.SignDenied(e.Sign.TWIST)
    is_none = near or (s.resolved("other") and not s.said("ankle"))
    return e.MeaningAsked() if is_none else e.TwistTold(DAYS_AGO.get(s.resolved("since")))


def _red_flag(s: Slots) -> e.RedFlagSaid | e.MeaningAsked:
    """Return a red flag; only the rain, or the way, is none, but beside a sign it takes nothing away (S6)."""
    flag = s.choice("flag", e.Sign)
    return e.MeaningAsked() if s.resolved("why") and flag is None else e.RedFlagSaid(flag)


def _is_how_often(s: Slots) -> bool:
    """Return whether "three times a week", or "twenty miles a week", tells nothing of how far one run is."""
    return s.resolved("often") == "WEEK" or (s.said("often") and not s.said("unit"))


def _mild_sign(s: Slots) -> e.MildSignTold | e.RedFlagSaid | e.Yes | e.No:
    """Return a mild sign, and the answer before it; a tight calf that is swollen too is none (S3, S17)."""
    sign, answer = s.choice("mild", e.Sign), s.said("after_yes") or (False if s.said("after_no") else None)
    if sign is None and answer is not None:
        return e.Yes() if answer else e.No(is_plain=False)
    if sign is e.Sign.TIGHT_CALF and s.resolved("beside") == "SWOLLEN":
        return e.RedFlagSaid(e.Sign.CALF)
    return e.MildSignTold(sign or e.Sign.SWELLING, answer)


def _agreed(s: Slots) -> e.Event:
    """Return a yes: to what is so, with when it was; to an offer; or "yes but", to an offer that has to wait."""
    if s.said("excuse"):
        return e.YesBut()
    is_since = s.said("sure") and s.said("since")
    plain = e.YesSince(DAYS_AGO.get(s.resolved("since")), s.day("since")) if is_since else e.Yes()
    return TO_OFFERS.get(s.resolved("offer"), plain)


INTENTS: dict[str, Callable[[Slots], e.Event]] = {
    "ReportSorenessIntent": lambda s: (
        e.SinceTold(DAYS_AGO.get(s.resolved("when")))
        if s.said("when")
        else e.SorenessReported(
            s.choice("side", e.Side), DAYS_AGO.get(s.resolved("since")), s.day("since"), s.unclear("since")
        )
    ),
    "StartIcingIntent": _icing,
    "TimeLeftIntent": lambda s: e.TimeAsked(),
    "CancelIceIntent": lambda s: e.IceCancelled(),
    "MoreTimeIntent": lambda s: _of_length(
        lambda length: e.MoreTimeAsked(length, s.said("minutes") and not s.said("duration")), s
    ),
    "LessTimeIntent": lambda s: _of_length(e.LessTimeAsked, s),
    "SetLengthIntent": _length_asked,
    "BackIntent": lambda s: e.ResumeAsked() if _is_in(s) else e.Back(),
    "NeverMindIntent": lambda s: e.KeepAsked(),
    "TooColdIntent": lambda s: e.TooCold(),
    "HurtsIntent": lambda s: e.Hurts(),
    "FootOutIntent": lambda s: e.NeverIn() if s.resolved("out") == "NEVER" else e.FootOut(),
    "StillInIntent": lambda s: e.StillIn(),
    "TimerRangIntent": lambda s: e.TimerRang(),
    "IcedBeforeIntent": _iced,
    "BeenInIntent": lambda s: e.IcedTold(
        s.duration("duration") or s.duration("passed") or s.length(), is_in=True, is_bare=s.said("passed")
    ),
    "StepDoneIntent": _step_done,
    "DoneIntent": lambda s: e.Finished(),
    "MassageIntent": lambda s: e.MassageAsked(),
    "MoveIntent": lambda s: e.MoveAsked(s.choice("activity", e.Activity)),
    "UsualRunIntent": lambda s: e.UsualRunTold(None if _is_how_often(s) else s.miles()),
    "NewRunnerIntent": lambda s: e.UsualRunTold(0.0),
    "CheckInIntent": _assessed,
    "WhereAmIIntent": lambda s: e.WhereAsked(),
    "NextIcingIntent": lambda s: e.NextIcingAsked(),
    "HowToIntent": lambda s: e.HowAsked(s.choice("topic", e.Topic)),
    "WhyIntent": lambda s: e.WhyAsked(s.choice("topic", e.Topic)),
    "AskTopicIntent": lambda s: e.TopicAsked(s.topic()),
    "DoctorIntent": lambda s: e.DoctorAsked(),
    "RedFlagIntent": _red_flag,
    "SkinWarningIntent": _skin_warning,
    "MildSignIntent": _mild_sign,
    "DenySignIntent": lambda s: e.SignDenied(
        s.choice("denied", e.Sign) or s.choice("news", e.Sign),
        s.choice("also", e.Sign),
        can_step=s.said("able"),
        is_news=not s.said("denied"),
    ),
    "FeelsFineIntent": lambda s: e.SignDenied(s.choice("fine", e.Sign), is_news=True),
    "ColdSkinIntent": lambda s: e.ColdSkinTold(),
    "CareHadIntent": lambda s: (
        e.ColdRiskTold(s.choice("told", e.Sign)) if s.said("told") else e.CareHadTold(s.said("rest"))
    ),
    "MeaningIntent": lambda s: e.MeaningAsked(),
    "ThinkingIntent": lambda s: e.Thinking(s.duration("duration")),
    "CanStepsIntent": lambda s: (
        e.StepsTold(s.number("steps") or 0, is_steps=s.said("word"))
        if s.said("steps") or s.said("few")
        else e.Walks(s.said("limp"))
    ),
    "CannotStepsIntent": lambda s: e.StepsTold(
        s.number("steps") or s.number("bare") or 0, can=False, is_bare=s.said("bare")
    ),
    "LessIntent": lambda s: e.LessSaid(),
    "AllFineIntent": lambda s: e.AllFine(of_me=s.said("me")),
    "NothingWrongIntent": lambda s: e.NothingWrong(),
    "SlowlyIntent": lambda s: e.SlowlySaid(),
    "LaterIntent": lambda s: e.LaterSaid(),
    "WarmIntent": lambda s: e.WarmSaid(),
    "AlreadyIntent": lambda s: e.AlreadySaid(),
    "BothIntent": lambda s: (
        e.RemindersChanged() if s.resolved("not_all") == "NOT_ALL" else e.BothSaid(s.said("not_all"), s.said("all"))
    ),
    "TwistIntent": _twist,
    "ColdRiskIntent": lambda s: e.ColdRiskTold(s.choice("risk", e.Sign)),
    "UnsureIntent": lambda s: e.Unsure(),
    "HedgedYesIntent": lambda s: e.HedgedYes(),
    "TakeBackIntent": _taken_back,
    "NotForYouIntent": lambda s: e.NotForYou(),
    "MeantYesIntent": lambda s: e.Meant(e.Yes(), may_be_new=s.said("actually")),
    "MeantNoIntent": lambda s: e.Meant(e.No(), may_be_new=s.said("actually")),
    "MedicineIntent": lambda s: e.MedicineAsked(),
    "ChildIntent": lambda s: e.ChildTold() if (s.number("age") or 0) < ADULT_AGE else e.GrownUpTold(),
    "ChildTwistIntent": lambda s: e.ChildTold(twisted=True),
    "ForgetMeIntent": lambda s: e.ForgetAsked(),
    "RemindMeIntent": lambda s: e.RemindersAsked(
        every=s.duration("every"),
        at=s.time("time") or s.time("other_time"),
        day=s.day("day"),
        part=s.part("day"),
        also=s.time("other_time") if s.time("time") and not s.said("old_time") else None,
        also_day=s.day("other_day"),
        also_part=s.part("other_day") if s.said("other_day") else None,
        also_what=OTHERS.get(s.resolved("other_what")),
        instead_of=s.time("old_time") or s.part_of("old_time"),
        which=s.choice("which", e.Which),
        wait=s.duration("wait"),
        what=REMINDED.get(s.resolved("what")),
        is_more=s.said("more") or (s.said("old_time") and s.said("other_time")),
        is_beside=s.said("beside"),
        unclear=s.unclear("day", "what", times=("time", "other_time", "old_time"), durations=("every", "wait")),
    ),
    "ChangeRemindersIntent": _reminders_changed,
    "SkipRemindersIntent": lambda s: e.RemindersSkipped(
        s.day("day") if s.said("day") or s.said("what") else e.Day.TODAY,
        s.part("day"),
        s.unclear("day"),
        s.choice("day", e.Which) or s.choice("what", e.Which),
        is_guess=s.resolved("skip") in ("", "AWAY", "MAY") or not (s.said("day") or s.said("what")),
        is_but=s.resolved("skip") == "BUT",
    ),
    "ListRemindersIntent": lambda s: e.RemindersListAsked(),
    "CancelRemindersIntent": lambda s: e.RemindersCancelled(),
    "CoachMeThroughIntent": lambda s: e.PromptsAsked(),
    "WhatDoYouKnowIntent": lambda s: e.KnownAsked(),
    # Amazon's own intents hear only their few words; beside each stands one that hears sentences.
    "AgreeIntent": _agreed,
    "DeclineIntent": lambda s: TO_OFFERS.get(s.resolved("declined"), e.No(is_none=s.said("none"), is_plain=False)),
    **dict.fromkeys(("AMAZON.NextIntent", "NextStepIntent"), lambda s: e.NextAsked()),
    **dict.fromkeys(("AMAZON.PreviousIntent", "PreviousStepIntent"), lambda s: e.PreviousAsked()),
    **dict.fromkeys(("AMAZON.RepeatIntent", "SayAgainIntent"), lambda s: e.RepeatAsked()),
    "AMAZON.PauseIntent": lambda s: e.PauseAsked(),
    "PauseItIntent": lambda s: e.PauseMeant() if s.resolved("pause") == "MEANT" else e.PauseAsked(),
    **dict.fromkeys(("AMAZON.ResumeIntent", "ResumeItIntent"), lambda s: e.ResumeAsked()),
    **dict.fromkeys(("AMAZON.StartOverIntent", "BeginAgainIntent"), lambda s: e.StartOverAsked()),
    **dict.fromkeys(("AMAZON.HelpIntent", "WhatCanIDoIntent"), lambda s: e.HelpAsked()),
    **dict.fromkeys(("AMAZON.StopIntent", "AMAZON.CancelIntent", "GoodbyeIntent"), lambda s: e.StopAsked()),
    "AMAZON.NavigateHomeIntent": lambda s: e.StopAsked(),
    "AMAZON.YesIntent": lambda s: e.Yes(),
    "AMAZON.NoIntent": lambda s: e.No(),
    "AMAZON.FallbackIntent": lambda s: e.Unheard(),
}
"""Every intent of the interaction model, and what it tells the routine."""

SCOPES = {
    e.Permission.TIMERS: "alexa::alerts:timers:skill:readwrite",
    e.Permission.REMINDERS: "alexa::alerts:reminders:skill:readwrite",
}
"""Amazon's names of permissions, as in skill.json."""
_PERMISSIONS = {scope: permission for permission, scope in SCOPES.items()}
SKILL_EVENT = "AlexaSkillEvent."
"""How the types of skill events begin."""
TOUCH = "Alexa.Presentation.APL.UserEvent"
"""The type of a request that a touch on the screen makes."""
KINDS: dict[str, Kind] = {
    "LaunchRequest": "launch",
    "IntentRequest": "intent",
    TOUCH: "touch",
    "SessionEndedRequest": "session-ended",
    "Connections.Response": "consent",
    "SessionResumedRequest": "consent",
}


def kind_of(request_type: str) -> Kind:
    """Return the kind of a request's type, for logs and metrics."""
    return "skill-event" if request_type.startswith(SKILL_EVENT) else KINDS.get(request_type, "other")


def to_event(envelope: RequestEnvelope) -> e.Event | None:
    """Return what a request tells the routine; ``None`` when it names no user, or tells nothing, as a session's end."""
    request = envelope.request
    if not user_of(envelope):
        return None
    if isinstance(request, LaunchRequest):
        return e.Opened()  # also behind a timer that opens the skill: the routine knows what ran
    if isinstance(request, IntentRequest):
        return _said(request.intent, locale_of(envelope))
    if isinstance(request, UserEvent):
        return _touched(request, session_of(envelope), locale_of(envelope))
    if isinstance(request, ConnectionsResponse):
        return _consent(request.status, request.payload, request.token)
    if isinstance(request, SessionResumedRequest) and request.cause:
        cause = request.cause
        status, result, token = (getattr(cause, name, None) for name in ("status", "result", "token"))
        return _consent(status, result, token)
    return None


def _said(intent: Intent | None, locale: str) -> e.Event:
    if intent is None or intent.name not in INTENTS:
        return e.Unheard()
    return INTENTS[intent.name](Slots(intent.slots or {}, locale))


def _touched(request: UserEvent, session: Session, locale: str) -> e.Event:
    """Return the event of a button: the intent it names, as if it had been said; on an old screen none of them."""
    asked = request.token if request.token in list(Question) else None
    if asked != session.asked:
        return e.OldScreenTouched()
    name, *slot = str((request.arguments or [""])[0]).split(" ")
    if len(slot) != 2:
        return _said(Intent(name), locale)
    resolved = Resolutions([Resolution(values=[ValueWrapper(Value(id=slot[1]))])])  # a custom slot, to the value
    return _said(Intent(name, slots={slot[0]: Slot(*slot, resolutions=resolved)}), locale)


def has_screen(envelope: RequestEnvelope) -> bool:
    """Return whether the device shows APL documents."""
    device = envelope.context.system.device
    shows = device and device.supported_interfaces
    return bool(shows and shows.alexa_presentation_apl)


def _consent(status: Any, payload: Any, token: str | None) -> e.Event:
    said: dict[str, Any] = payload if isinstance(payload, dict) else {}
    permission = _permission(said.get("permissionScope"), token)
    if status is None or status.code != "200":
        return e.ConsentAnswered(e.Consent.FAILED, permission=permission)
    consent = e.Consent.__members__.get(str(said.get("status")), e.Consent.FAILED)
    return e.ConsentAnswered(consent, card_thrown=said.get("isCardThrown") is True, permission=permission)


def _permission(scope: object, token: str | None) -> e.Permission:
    """Return what the consent is for: the scope in the answer, else what our own token says."""
    asked = e.Permission(token) if token in list(e.Permission) else e.Permission.TIMERS
    return _PERMISSIONS.get(scope, asked) if isinstance(scope, str) else asked


def granted_by(request: Any) -> e.PermissionsChanged:
    """Return what a skill event says is permitted: Amazon lists what is left, and no list means nothing."""
    accepted = (request.body and request.body.accepted_permissions) or []
    return e.PermissionsChanged(
        tuple(sorted({_PERMISSIONS[each.scope] for each in accepted if each and each.scope in _PERMISSIONS}))
    )


def happened_at(request: Any) -> datetime:
    """Return when a skill event happened, UTC; at the latest, or where it does not tell, when it was sent."""
    sent: datetime = request.timestamp
    told: datetime = request.event_creation_time or sent
    try:
        return min(told.replace(tzinfo=told.tzinfo or UTC), sent).astimezone(UTC)
    except OverflowError:  # the first hours of all years, in another zone
        return sent.astimezone(UTC)


def session_of(envelope: RequestEnvelope) -> Session:
    """Return the session so far; an empty one at its start, or when its attributes are not ours."""
    attributes = (envelope.session and envelope.session.attributes) or {}
    try:
        return _SESSION.validate_python(attributes.get("session", {}))
    except ValidationError:
        return Session()


def to_attributes(session: Session) -> dict[str, Any]:
    """Return the session as attributes: JSON with what differs from an empty one."""
    return {"session": _SESSION.dump_python(session, mode="json", exclude_defaults=True)}


def user_of(envelope: RequestEnvelope) -> str:
    """Return the key of the user: a hash, so that no Amazon id is kept; empty when a request tells of none."""
    name = _user_id(envelope)
    return sha256(name.encode()).hexdigest() if name else ""


def person_of(envelope: RequestEnvelope) -> str:
    """Return the key of the person whose voice was recognised, within the household; empty when none was."""
    person = envelope.context.system.person
    name = person and person.person_id
    return sha256(f"{_user_id(envelope)}\n{name}".encode()).hexdigest() if name else ""


def _user_id(envelope: RequestEnvelope) -> str:
    user = envelope.context.system.user
    return (user and user.user_id) or ""


def request_of(envelope: RequestEnvelope) -> str:
    """Return the key of the request, by which it is recognised when it is delivered again; empty without an id."""
    name = envelope.request.request_id
    return sha256(name.encode()).hexdigest()[:32] if name else ""


def locale_of(envelope: RequestEnvelope) -> str:
    """Return the locale to answer in: the request's, when there are words for it."""
    locale = getattr(envelope.request, "locale", None) or DEFAULT_LOCALE
    return locale if locale.partition("-")[0] in languages() else DEFAULT_LOCALE
