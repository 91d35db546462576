"""What can happen: what a person said, and what the world answered.

Tiny types without behaviour. `skill.alexa.inbound` makes the first kind, `skill.coach` the second. A field that is
``None`` was not said, or not understood, where it does not tell otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from skill.routine.deadlines import LiveTimer, Reminder
from skill.routine.plan import Step


@dataclass(frozen=True, slots=True)
class Event:
    """Anything the routine can be told; one without fields equals every other of its class."""


class WorldEvent(Event):
    """What Alexa answers or tells; the user did not say it."""


class Side(StrEnum):
    """Which ankle."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    OTHER = "other"


class Trend(StrEnum):
    """How it is, compared with yesterday."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    GONE = "gone"


class Topic(StrEnum):
    """What "how" and "why" can be about."""

    ICE = "ice"
    BUCKET = "bucket"
    WATER = "water"
    MASSAGE = "massage"
    JOG = "jog"
    WALK = "walk"
    EVALUATION = "evaluation"
    TIMER = "timer"
    SAFETY = "safety"
    """Moving the foot where it is."""
    ROUTINE = "routine"
    """All four steps."""


class Activity(StrEnum):
    """How the user wants to get moving."""

    WALK = "walk"
    JOG = "jog"


class Day(StrEnum):
    """Which day reminders are for."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    """The next one; so are the others."""
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Which(StrEnum):
    """One of the reminders, in the order in which they ring, or those of a step."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LAST = "last"
    LAST_ICE = "last-ice"
    ICE = "ice"
    MOVE = "move"


class Sign(StrEnum):
    """A sign the user tells of. The value is part of the key of its phrase."""

    BENT = "bent"
    NUMB = "numb"
    BLUE = "blue"
    """White, blue or grey."""
    COLD = "cold"
    """Ice cold, long after or without ice."""
    NO_STEPS = "no-steps"
    CRACK = "crack"
    WOUND = "wound"
    HOT_RED = "hot-red"
    FEVER = "fever"
    POP = "pop"
    """At the back of the ankle."""
    CALF = "calf"
    """Swollen or throbbing."""
    SWOLLEN = "swollen"
    """A lot, suddenly, or growing."""
    PAIN = "pain"
    """Unbearable, or at night."""
    CHEST = "chest"
    """Chest or breath."""
    FAINT = "faint"
    """Faint, dizzy or sick."""
    EMERGENCY = "emergency"
    """A call for help."""
    SKIN = "skin"
    """Blisters, waxy skin, hives in the cold."""
    BLISTER = "blister"
    """On the heel or a toe: rubbed by the shoe, or by ice."""
    SWELLING = "swelling"
    REDNESS = "redness"
    WARMTH = "warmth"
    BRUISE = "bruise"
    CLICK = "click"
    TIGHT_CALF = "tight-calf"
    DIABETES = "diabetes"
    CIRCULATION = "circulation"
    COLD_TOES = "cold-toes"
    """Toes that turn white or get hives in the cold."""
    TOLD = "told"
    """Not to ice, by a doctor or a physical therapist."""
    TWIST = "twist"
    """A twist, a fall or a pop."""


MILD_SIGNS = (Sign.SWELLING, Sign.REDNESS, Sign.WARMTH, Sign.BRUISE, Sign.CLICK, Sign.TIGHT_CALF)
"""What is common with sore ankles, and no red flag (S17)."""


class Permission(StrEnum):
    """What Amazon asks the user for."""

    TIMERS = "timers"
    REMINDERS = "reminders"


# --- said by a person -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfSign(Event):
    """What names a sign."""

    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class OfLength(Event):
    """What names a length of time."""

    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SinceTold(Event):
    """Yesterday; two hours ago; last year."""

    days_ago: int | None = None
    """Whole days since."""
    weekday: Day | None = None
    """The weekday it was, the last one."""


@dataclass(frozen=True, slots=True)
class OfTopic(Event):
    """What asks about a topic."""

    topic: Topic | None = None
    """``None`` for what is being done."""


# Those without fields of their own are one a line, as the intents are: the formatter would make four of each.
# ruff: noqa: E701
# fmt: off
class Opened(Event): """The skill was opened without a request."""
class TimeAsked(Event): """How much longer?"""
class PauseAsked(Event): """Hold the time."""
class PauseMeant(Event): """I meant pause: hold the time that the last words ended."""
class ResumeAsked(Event): """Go on with the time."""
class IceCancelled(Event): """No more of this icing."""
class Back(Event): """I'm back: from the door, or from the run."""
class KeepAsked(Event): """Don't cancel anything; cancel it, never mind."""
class TooCold(Event): """It is too cold, I can't do this."""
class Hurts(Event): """It hurts, at this moment."""
class FootOut(Event): """My foot is out of the water; the time is up."""
class StillIn(Event): """My foot is still in the water."""
class NeverIn(Event): """I never put my foot in."""
class TimerRang(Event): """The timer went off; whether the foot is out was not said."""
class Finished(Event): """I'm done, with whatever it was."""
class MassageAsked(Event): """Can I massage it?"""
class WhereAsked(Event): """Where am I; what now?"""
class NextIcingAsked(Event): """When do I ice again?"""
class NextAsked(Event): """The next step, please."""
class PreviousAsked(Event): """Back one step."""
class RepeatAsked(Event): """Say that again."""
class DoctorAsked(Event): """Should I see a doctor?"""
class ColdSkinTold(Event): """The skin is still cold, some time after the ice."""
class MeaningAsked(Event): """What do you mean by that? Does this of my mother, of my wrist, or of last year, count?"""
class MedicineAsked(Event): """Can I take something for it: a question for a pharmacist (S14)."""
class GrownUpTold(Event): """She's eighty; I am forty."""
class LessSaid(Event): """Less, fewer."""
class CannotSaid(Event): """I can't: take the steps, or do what is on offer."""
class NothingWrong(Event): """No, it's fine; it looks fine: a no to a sign or an offer, and no answer to four steps."""
class SlowlySaid(Event): """Slowly, bit by bit: how they walk, or how it began."""
class LaterSaid(Event): """Later, not now."""
class WarmSaid(Event): """Warm: as the skin should be after ice, or hot as it should not be."""
class AlreadySaid(Event): """I did this already: the questions, or what is on offer."""
class StartOverAsked(Event): """From the beginning, please."""
class ForgetAsked(Event): """Forget everything about me."""
class HelpAsked(Event): """What can you do?"""
class StopAsked(Event): """Leave it at that."""
class RemindersListAsked(Event): """Which reminders are set?"""
class RemindersCancelled(Event): """No more reminders."""
class PromptsAsked(Event): """Coach me through the ice."""
class KnownAsked(Event): """What do you know about me?"""
class Yes(Event): """Yes."""
class SoftNo(Event): """No thanks, not yet, hardly: a no that does not tell what they cannot do."""
class DidNot(Event): """It didn't, I didn't: a no to what may have happened."""
class Dodged(Event): """No need, I'll pass: a no to an offer, and no answer to a question of safety."""
class Unsure(Event): """I don't know."""
class YesBut(Event): """Yes, but I'm tired: a fact is so, and what is offered has to wait."""
class GoAhead(Event): """Go on then, sounds good, lovely: a yes to an offer, and no answer to what is so."""
class UpToYou(Event): """I don't mind, you decide: a yes to an offer, but to deleting."""
class HedgedYes(Event): """I think so; just about (S20)."""
class YesSince(SinceTold): """Yes, since Friday; yes, last year."""
class NotForYou(Event): """I wasn't talking to you; that was my wife; no, it's the light."""
class Unheard(Event): """Something the coach has no word for."""
class OldScreenTouched(Event): """A touch on a screen that shows another question than the open one."""
class LessTimeAsked(OfLength): """Five minutes less."""
class HowAsked(OfTopic): """How do I do it?"""
class WhyAsked(OfTopic): """What is it for?"""
class RedFlagSaid(OfSign): """A sign of S3, in plain words."""
class SkinWarned(OfSign): """A sign of S8: numb, white, blue, blisters, hives."""
class ColdRiskTold(OfSign): """Diabetes, poor circulation, toes that turn white or get hives in the cold (S5)."""
# fmt: on


@dataclass(frozen=True, slots=True)
class CareHadTold(Event):
    """The doctor has looked at it."""

    no_running: bool = False
    """And said not to run."""


@dataclass(frozen=True, slots=True)
class BothSaid(Event):
    """Both, all of them."""

    are_two: bool = False
    """Said as "two of them", which of three are not all."""
    are_all: bool = False
    """Said as "all of them"."""


@dataclass(frozen=True, slots=True)
class SorenessReported(Event):
    """My ankles are sore."""

    side: Side | None = None
    days_ago: int | None = None
    """Whole days since it began."""
    weekday: Day | None = None
    """The weekday it began, the last one."""
    unclear: str = ""
    """What was said of when it began and not understood, in the user's words."""


@dataclass(frozen=True, slots=True)
class IcingAsked(OfLength):
    """Start the ice, for the usual time where none is named; my foot is in."""

    is_in: bool = False
    is_question: bool = False
    """Only whether it can begin was asked."""


@dataclass(frozen=True, slots=True)
class MoreTimeAsked(OfLength):
    """Five more minutes."""

    is_bare: bool = False
    """The number came without a unit: of reminders "one more" is none of minutes."""


@dataclass(frozen=True, slots=True)
class LengthAsked(OfLength):
    """Make it fifteen: the whole length, neither more nor less of it."""

    is_bare: bool = False
    """The number came without a unit, and may be a time of day."""
    is_alone: bool = False
    """Nothing else was said."""
    is_left: bool = False
    """It is what is to be left from now: "stop in five minutes"."""
    is_meant: bool = False
    """It corrects a number: "I meant six"."""
    until: time | None = None
    """It ends at this time by the clock where they live; before noon it may mean the evening."""


@dataclass(frozen=True, slots=True)
class IcedTold(OfLength):
    """I've been icing for fifteen minutes; I just iced it (S19): how long it was in the ice."""

    is_in: bool = False
    """The foot is in the ice still."""
    is_bare: bool = False
    """Only that so long has passed ("it's been an hour"), which is no word about a foot that is known to be out."""
    ago: timedelta = timedelta(0)
    """How long ago it ended; zero when it was not said."""
    at: time | None = None
    """When it ended today, on the user's clock."""
    is_other_day: bool = False
    """Yesterday, or longer ago."""


@dataclass(frozen=True, slots=True)
class StepDone(Event):
    """I did the massage; I already ran this morning."""

    step: Step


@dataclass(frozen=True, slots=True)
class MoveAsked(Event):
    """Can I walk, or jog?"""

    activity: Activity | None = None
    """``None`` when either will do."""


@dataclass(frozen=True, slots=True)
class UsualRunTold(Event):
    """How far I usually run; I'm new to running."""

    miles: float | None = None
    """In miles; zero for a new runner."""


@dataclass(frozen=True, slots=True)
class Assessed(Event):
    """How it is today."""

    trend: Trend | None = None
    score: int | None = None
    """How sore when walking, 0 to 10 (larger or smaller ones are asked again)."""
    in_words: bool = False
    """The score was no number: "very sore"."""
    is_bare: bool = False
    """A number was all that was said, so it may be another thing than a score."""
    is_meant: bool = False
    """It corrects a number: "actually it's a six"."""
    is_of_scale: bool = False
    """Said as "seven out of ten"."""
    is_only: bool = False
    """It came with an "only": of reminders it tells which one stays."""
    is_before: bool = False
    """The score is yesterday's, and none of today was told."""


@dataclass(frozen=True, slots=True)
class TopicAsked(Event):
    """What about swelling; can I use frozen peas?"""

    topic: str = ""
    """A branch of the phrase "topic"; empty when it is not one the coach knows."""


@dataclass(frozen=True, slots=True)
class MildSignTold(Event):
    """A sign that is common with sore ankles (S17)."""

    sign: Sign
    """One of `MILD_SIGNS`."""
    answer: bool | None = None
    """Whether it came with a yes or a no: "no, but it's swollen"; ``None`` with neither."""


@dataclass(frozen=True, slots=True)
class SignDenied(Event):
    """Not red; no hives (S20)."""

    sign: Sign | None = None
    also: Sign | None = None
    """A second one: neither bent nor red."""
    can_step: bool = False
    """Said with it that four steps can be taken."""
    is_news: bool = False
    """Whether it is good news, "not any more" or "I can feel it", which does not say that it was never so."""


@dataclass(frozen=True, slots=True)
class Thinking(Event):
    """Hmm."""

    wait: timedelta | None = None
    """"In three hours": how long."""


@dataclass(frozen=True, slots=True)
class TwistTold(Event):
    """It began with a twist, a fall or a pop (S4)."""

    days_ago: int | None = None
    """Whole days since."""


@dataclass(frozen=True, slots=True)
class ChildTold(Event):
    """It is for a child (S14)."""

    twisted: bool = False
    """It twisted the ankle, or fell."""


@dataclass(frozen=True, slots=True)
class StepsTold(Event):
    """I can do three steps; I can't do four."""

    steps: int
    """How many steps in a row on the sore ankle."""
    can: bool = True
    """Whether they can do so many; false: they cannot."""
    is_bare: bool = False
    """Whether only the number was said ("not two"), which tells of steps only where they are asked for."""
    is_steps: bool = False
    """Whether the word "steps" was said with what they can do: "only two steps"."""


@dataclass(frozen=True, slots=True)
class Walks(Event):
    """I can walk on it: four steps at least."""

    limping: bool = False


@dataclass(frozen=True, slots=True)
class AllFine(Event):
    """It's fine, no problem, I can walk on it: the good answer to a safety question, and a yes to any other."""

    of_me: bool = False
    """I'm fine: a no to an offer."""


@dataclass(frozen=True, slots=True)
class RemindersAsked(Event):
    """Remind me to ice."""

    every: timedelta | None = None
    """From one icing to the next; ``None`` for the usual gap."""
    at: time | None = None
    """At this time, by the clock where they live; before noon it may mean the evening."""
    day: Day | None = None
    part: Part | None = None
    also: time | None = None
    """At this time too."""
    also_day: Day | None = None
    """The day of that other time; ``None`` for the same one."""
    also_part: Part | None = None
    """The part of that other day."""
    also_what: Step | None = None
    """What that other time is for; ``None`` for the same."""
    instead_of: time | Part | None = None
    """In place of the one at this time, or of the first one in this part of the day."""
    which: Which | None = None
    """In place of this one."""
    wait: timedelta | None = None
    """So long from now."""
    what: Step | None = None
    """Of this step; ``None`` for the plan."""
    is_more: bool = False
    """More was asked for at once than is done."""
    is_beside: bool = False
    """Beside what is on offer: "nine as well"."""
    unclear: str = ""
    """What was said of it and not understood, in the user's words; "unread" without words."""


@dataclass(frozen=True, slots=True)
class RemindersChanged(Event):
    """Not at six; make it every three hours; only tomorrow; an hour later."""

    without: time | None = None
    """This one not, by the clock where they live; before noon it may mean the evening."""
    every: timedelta | None = None
    """From one to the next."""
    only: Day | None = None
    """Only those of this day, this part of it, or this place among them."""
    part: Part | None = None
    which: Which | None = None
    only_at: time | None = None
    """Only the one at this time."""
    not_before: time | None = None
    """None before this time."""
    not_after: time | None = None
    """None after this time."""
    later: timedelta | None = None
    """Those named, else all, later by so much, or earlier when it is negative."""
    is_vague: bool = False
    """Later or earlier, without a length: "a bit later"."""
    is_keep: bool = False
    """"Keep the walk": it stays where it was asked whether to cancel them all."""
    also_at: time | None = None
    """A second time, which goes, or stays, with the first one."""
    also: Which | None = None
    """One that is named by its place, and goes, or stays, with the one at a time: "the nine and the walk"."""
    unclear: str = ""
    """What was said of it and not understood; see `RemindersAsked`."""


@dataclass(frozen=True, slots=True)
class RemindersSkipped(Event):
    """Not tomorrow; none today."""

    day: Day | None = None
    """The day without reminders; ``None`` for any day of that part, or when it was not understood."""
    part: Part | None = None
    unclear: str = ""
    """What was said of it and not understood; see `RemindersAsked`."""
    which: Which | None = None
    is_guess: bool = False
    """No word of skipping was heard, or no day, or only that they are away then: something else may be meant."""
    is_but: bool = False
    """"Not the walk", "all but the walk": it stays where it was asked whether to cancel them all."""


@dataclass(frozen=True, slots=True)
class No(Event):
    """No."""

    is_none: bool = False
    """Whether it was "none" or "not at all", which is a zero where a number was asked for."""
    is_plain: bool = field(default=True, compare=False)
    """Whether it contradicts what was said, as "it isn't" does; "no thanks" or "nothing" does not."""


@dataclass(frozen=True, slots=True)
class TakenBack(Event):
    """Undo; that's wrong; I didn't say that; I meant the seven o'clock one."""

    at: time | None = None
    """The reminder that was meant, by the clock; before noon it may mean the evening. ``None`` when none was named."""
    which: Which | None = None
    """The same by its place; ``None`` when none was named."""
    is_vague: bool = False
    """It may tell of anything: "that was a mistake". So it deletes nothing unasked."""


@dataclass(frozen=True, slots=True)
class Meant(Event):
    """I meant yes, or no, to the question before."""

    answer: Yes | No
    may_be_new: bool = False
    """Said in words, "actually yes", that rather answer the open question where there is one."""


# --- answered by the world --------------------------------------------------------------------


class Consent(StrEnum):
    """What became of Amazon's own permission question."""

    ACCEPTED = "accepted"
    DENIED = "denied"
    NOT_ANSWERED = "not answered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ConsentAnswered(WorldEvent):
    """Amazon asked for a permission."""

    consent: Consent
    card_thrown: bool = False
    """Alexa has already put a card into the app."""
    permission: Permission = Permission.TIMERS
    """What it was for."""


@dataclass(frozen=True, slots=True)
class PermissionsChanged(WorldEvent):
    """The permissions were changed in the app; the answer is not heard."""

    granted: tuple[Permission, ...]
    """All that are given now."""


@dataclass(frozen=True, slots=True)
class TimerSet(WorldEvent):
    """The timer that was asked for runs."""

    timer: str
    """Alexa's id for it."""


class Refusal(StrEnum):
    """Why there is no timer, or no reminder."""

    PERMISSION = "permission"
    UNSUPPORTED = "unsupported"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class TimerRefused(WorldEvent):
    """The timer that was asked for does not run, as far as is known."""

    reason: Refusal


@dataclass(frozen=True, slots=True)
class TimerLost(WorldEvent):
    """A timer could not be paused, resumed or cancelled."""

    gone: bool
    """True when it no longer exists; false when it could not be reached and may still ring."""


@dataclass(frozen=True, slots=True)
class TimerSeen(WorldEvent):
    """What Alexa says of our timer, asked because people also talk to it directly."""

    step: Step
    live: LiveTimer | None
    """``None`` when there is none of this step."""


@dataclass(frozen=True, slots=True)
class RemindersSet(WorldEvent):
    """What became of the reminders that were asked for."""

    reminders: tuple[Reminder, ...]
    """Those that are set; some may be missing, or all."""
    refusal: Refusal | None = None
    """Why some are missing; ``None`` when none is."""


@dataclass(frozen=True, slots=True)
class ZoneChanged(WorldEvent):
    """The user is in another time zone than before."""

    before: str
    """The IANA zone until now."""


@dataclass(frozen=True, slots=True)
class RemindersLeft(WorldEvent):
    """Some reminders could not be cancelled and may still ring."""

    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemindersSeen(WorldEvent):
    """The reminders Alexa has, asked because people also delete them in the app."""

    live: Mapping[str, datetime] | None
    """When each rings that is still to, UTC, by token: all but those of other people in the household; ``None`` when
    Alexa did not tell. What they are for, Alexa does not know."""
