"""What the coach knows: all it keeps of one user, and what lives in one conversation only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from skill.routine.acts import Act, AskConsent, Question, Say, asks, open_question
from skill.routine.deadlines import Countdown, Planned, Reminder
from skill.routine.events import Activity, Event, Sign, Trend
from skill.routine.plan import CONSENT_PAUSE, ICING_GAP, PROMPT_PAUSE, REWARM, Step


class Stage(StrEnum):
    """How far the plan has come, stored by this id; whether a countdown runs is another matter."""

    NEW = "new"
    """Nothing is known."""
    SCREENING = "screening"
    """Soreness was reported, the safety questions are not through (S1)."""
    READY = "ready"
    """Cleared for the first icing, which has not begun."""
    RESTING = "resting"
    """The plan has begun: between icings and between days, while no countdown runs."""
    STOPPED = "stopped"
    """A red flag ended the routine (S3)."""
    RECOVERED = "recovered"
    """It is well again."""


class Phase(StrEnum):
    """What the table answers by: the countdown while there is one, else the stage of the plan."""

    NEW = "new"
    SCREENING = "screening"
    READY = "ready"
    ICING = "icing"
    """The foot is in the water and the time runs."""
    PAUSED = "paused"
    """A countdown stands still."""
    WALKING = "walking"
    """The time of a walk runs."""
    RESTING = "resting"
    STOPPED = "stopped"
    RECOVERED = "recovered"


NOT_UNDER_WAY = (Phase.NEW, Phase.RECOVERED)
"""The phases without a plan that goes on."""
UNSCREENED = (*NOT_UNDER_WAY, Phase.SCREENING)
"""The phases in which the safety check is not through."""


def is_held(until: date | None, day: date) -> bool:
    """Return whether a step that is held until a day is still held on this one."""
    return until is not None and day < until


def is_denied(denied_at: datetime | None, now: datetime) -> bool:
    """Return whether a permission was refused so recently that it is not asked for again."""
    return denied_at is not None and now - denied_at < CONSENT_PAUSE


def may_request(asked_at: datetime | None, denied_at: datetime | None, now: datetime) -> bool:
    """Return whether Amazon may ask for a permission: at most once an hour, not for a week after a refusal."""
    return (asked_at is None or now - asked_at >= PROMPT_PAUSE) and not is_denied(denied_at, now)


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo:
    """Return a time zone; an unknown one counts as UTC."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


@dataclass(frozen=True, slots=True)
class Icing:
    """An icing that has ended."""

    began_at: datetime
    """UTC."""
    out_at: datetime
    """UTC: its end."""
    out_told: bool = False
    """Whether the user said that the foot came out then; else the end is the deadline."""
    lasted: timedelta = timedelta(0)
    """Pauses left out."""

    @property
    def warm_at(self) -> datetime:
        """When the ankle has had time to warm up (S10)."""
        return self.out_at + REWARM

    @property
    def next_at(self) -> datetime:
        """The earliest next icing: two hours after the start, one after the end (S9)."""
        return max(self.began_at + ICING_GAP, self.warm_at)


@dataclass(frozen=True, slots=True)
class Before:
    """What was known before a turn changed it, so that the next words can take it back."""

    at: datetime
    """UTC: when it was changed."""
    recovery: "Recovery"
    """What was known, without what was before that."""
    asked: Question | None = None
    """The question that was open; ``None`` when there was none, or it was about health (S16)."""
    skin_open: bool = False
    """Whether the change ended with the question about the skin, which is put again in a later conversation."""
    undone: bool = False
    """Whether this is what was taken back: the next words can say that it was right after all."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """All that is kept of one user: steps, times and units, and no health answers (S16)."""

    stage: Stage = Stage.NEW
    """How far the plan has come."""
    step: Step = Step.ICE
    """The step they did or asked for last; "next" and "previous" count from here."""
    countdown: Countdown | None = None
    """Set while an icing or a walk is timed, running or paused."""
    timer: str | None = None
    """Alexa's id for the timer of the countdown; ``None`` when there is none."""
    began_on: date | None = None
    """The day the soreness began, where they live; ``None`` before it was reported."""
    joined_on: date | None = None
    """The day another ankle became sore too; ``None`` when none did. Which ones they are is not kept."""
    screened_on: date | None = None
    """The day the safety questions were answered; ``None`` while they are not through."""
    ice_since: datetime | None = None
    """UTC: since when the foot is in the ice by what the user said, until that icing is counted."""
    iced_at: datetime | None = None
    """UTC: the start of the last icing; ``None`` before the first."""
    out_at: datetime | None = None
    """UTC: the end of the last icing; ``None`` before the first and while one runs."""
    out_told: bool = False
    """Whether they said that the foot came out then; else the end is the deadline."""
    iced_for: timedelta = timedelta(0)
    """How long the last icing was, pauses left out; zero before the first."""
    massaged_at: datetime | None = None
    """UTC: when the last massage was begun, or the offer of it declined; ``None`` before the first."""
    moved_on: date | None = None
    """The day of the last jog or walk; ``None`` before the first."""
    ice_held_until: date | None = None
    """No ice before this day (S5, S8); ``None`` when nothing holds it."""
    massage_held_until: date | None = None
    """No massage before this day (S4, S8); ``None`` when nothing holds it."""
    move_held_until: date | None = None
    """No jog and no brisk walk before this day (S4); ``None`` when nothing holds it."""
    referred_on: date | None = None
    """The day the coach advised to see someone; ``None`` when it did not."""
    assessed_on: date | None = None
    """The day of the last assessment that came to an advice; ``None`` before the first."""
    covers_jog: bool | None = None
    """Whether the easy jog's distance is nothing new to them; ``None`` when unknown."""
    denied_at: datetime | None = None
    """UTC: when permission for timers was last refused; ``None`` when never."""
    consent_asked_at: datetime | None = None
    """UTC: when that permission was last asked for, so that one icing asks once; ``None`` when never."""
    reminders: tuple[Reminder, ...] = ()
    """The reminders that are set and have not rung, as far as is known."""
    planned: tuple[Planned, ...] = ()
    """The reminders that were offered or asked for, until they are set or declined."""
    unwanted: tuple[str, ...] = ()
    """The tokens of reminders that are to be cancelled, or could not be and are tried again at the next visit."""
    offered_on: date | None = None
    """The day reminders were last offered or declined; ``None`` when never."""
    prompts: bool = False
    """Whether the user wants prompts in the icing that runs or comes next."""
    reminders_denied_at: datetime | None = None
    """UTC: when permission for reminders was last refused; ``None`` when never."""
    reminders_prompted_at: datetime | None = None
    """UTC: when that permission was last requested, so that it is not at once again; ``None`` when never."""
    heard_on: date | None = None
    """The last day they talked to the coach; ``None`` before the first."""
    zone: str | None = None
    """The IANA time zone where they live; ``None`` when unknown, which counts as UTC."""
    zone_guessed: bool = False
    """Whether the zone is only the usual one of their locale, which is good for days and not for clock times."""
    metric: bool | None = None
    """Kilometers rather than miles; ``None`` when unknown, which counts as miles."""
    slot_number: int = 1
    """Which person of the household has this plan, for the names of its timers: 1 is the household itself."""
    permissions_at: datetime | None = None
    """UTC: when permissions were last changed in the app; ``None`` when that was never heard."""
    wordings: int = 0
    """How often a phrase that has two wordings was told, so that the words vary; a stop counts anew."""
    settings_on: date | None = None
    """The day the units were last asked of Alexa; ``None`` when never. The zone is asked for at every visit."""
    before: Before | None = None
    """What the last change can be taken back to; ``None`` when nothing was changed."""

    @property
    def phase(self) -> Phase:
        """What the table answers by."""
        if self.countdown is None:
            return Phase(self.stage)
        return Phase.PAUSED if self.countdown.ends_at is None else Phase.ICING if self.ice else Phase.WALKING

    @property
    def ice(self) -> Countdown | None:
        """The countdown of an icing, running or paused."""
        return self.countdown if self.countdown and self.countdown.step is Step.ICE else None

    def local(self, now: datetime) -> datetime:
        """Return ``now`` on the clock where they live."""
        return now.astimezone(_zone(self.zone))

    def moment(self, day: date, clock: time) -> datetime:
        """Return the moment of a time by the clock where they live, in UTC."""
        return datetime.combine(day, clock, _zone(self.zone)).astimezone(UTC)

    def day(self, now: datetime) -> int:
        """Return how many whole days ago the soreness began: 0 today, 1 the day after."""
        return self._days_since(self.began_on, now)

    def ice_day(self, now: datetime) -> int:
        """Return how many whole days ago the newest of the sore ankles joined: ice and the outing count from it."""
        return self._days_since(self.joined_on or self.began_on, now)

    def _days_since(self, day: date | None, now: datetime) -> int:
        # A user who travels west can arrive on the day before.
        return max((self.local(now).date() - day).days, 0) if day else 0

    def warm_at(self, now: datetime) -> datetime | None:
        """Return when the ankle has had time to warm up (S10); ``None`` when it has not been iced."""
        ice = self.icing_until(now)
        return ice.warm_at if ice else None

    def next_icing_at(self, now: datetime) -> datetime | None:
        """Return the earliest next icing (S9); ``None`` before the first."""
        ice = self.icing_until(now)
        return ice.next_at if ice else None

    def icing_until(self, now: datetime) -> Icing | None:
        """Return the last icing; one that is under way as if it went on now to its end."""
        out_at = now + self.ice.remaining_at(now) if self.ice else self.out_at
        return Icing(self.iced_at or out_at, out_at) if out_at else None

    @property
    def last_ice(self) -> Icing | None:
        """The last icing, one that runs as if it had ended in time; ``None`` before the first."""
        out_at, told, lasted = self.out_at, self.out_told, self.iced_for
        if ice := self.ice:
            out_at, told, lasted = ice.paused_at or ice.ends_at, False, ice.planned - ice.left
        return Icing(self.iced_at or out_at, out_at, told, lasted) if out_at else None

    def after_ice(self, ice: Icing) -> Self:
        """Return it with this as the last icing."""
        return replace(self, iced_at=ice.began_at, out_at=ice.out_at, out_told=ice.out_told, iced_for=ice.lasted)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it worth keeping."""
        return self.stage is Stage.NEW and self == self._only(SETTINGS)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Those of all reminders that may still ring."""
        return (*self.unwanted, *(each.token for each in self.reminders))

    def without_reminders(self) -> Self:
        """Return it with every reminder to be cancelled, and none offered."""
        return replace(self, reminders=(), planned=(), unwanted=self.tokens)

    def fresh(self, now: datetime) -> Self:
        """Return a new start that keeps what belongs to the person, and the cold that is still in the ankle (S9)."""
        old = self.without_reminders()
        person = old._only(OF_THE_PERSON)
        ice = self.last_ice
        return person.after_ice(ice) if ice and now < ice.next_at else person

    def _only(self, names: tuple[str, ...]) -> Self:
        return type(self)(**{name: getattr(self, name) for name in names})


SETTINGS = ("zone", "zone_guessed", "metric", "settings_on", "heard_on", "slot_number", "permissions_at")
"""What alone is not worth keeping: none of it tells of a soreness."""
CONSENT_FIELDS = ("denied_at", "consent_asked_at", "reminders_denied_at", "reminders_prompted_at")
"""What tells of Amazon's permissions."""
OF_THE_PERSON = (*SETTINGS, *CONSENT_FIELDS, *("offered_on", "unwanted", "covers_jog", "ice_since"))
"""What a new plan takes over from the last one."""


@dataclass(frozen=True, slots=True)
class Session:
    """What lives in one conversation only and is kept nowhere: it travels in the session (S16)."""

    asked: Question | None = None
    """The question that is open."""
    cleared: tuple[Question, ...] = ()
    """The safety questions answered in this conversation."""
    denied: tuple[Sign, ...] = ()
    """The signs of the open safety question that were denied one by one."""
    unsure: int = 0
    """How many times in a row they did not know whether they can take four steps."""
    waiting: Question | None = None
    """The question that is put again once the one about a mild sign is answered with no; ``None`` when none is."""
    heard: Say | None = None
    """What the plan was stopped for, as it was named; ``None`` when it was not stopped in this conversation."""
    wanted: Step | None = None
    """What was asked for and goes on once the questions are through."""
    duration: timedelta | None = None
    """How long an icing was asked for; ``None`` for the usual time."""
    activity: Activity | None = None
    """How they want to move; ``None`` when either will do."""
    trend: Trend | None = None
    """How it compares with yesterday; ``None`` when it was not said."""
    score: int | None = None
    """How sore when walking, 0 to 10; ``None`` when it was not said."""
    introduced: bool = False
    """They have heard in this conversation that a coach is no doctor (S15)."""
    timer_lost: bool = False
    """The timer has vanished although time is left: it was cancelled at the speaker."""
    timers_prompted: bool = False
    """Amazon's own question for the permission to set timers is open."""
    reminders_lost: bool = False
    """Reminders have vanished before they rang: they were deleted in the app."""
    unheard: int = 0
    """How many times in a row nothing was understood."""
    said_since: bool = False
    """Something else was said since the last change: a plain "no" is about that."""
    person: str | None = None
    """Whose recovery this conversation is about, by the key of a person; ``None`` before its first turn."""
    recognised: bool = False
    """A user was recognised by their voice in this conversation."""
    previous: "Session | None" = None
    """The conversation before the last turn that went on from there; ``None`` before the first."""
    changed: bool = False
    """The last turn also changed what is known: `Recovery.before` has what was before it."""
    told: tuple[str, ...] = ()
    """The sentences of the last answer with a question, to be compared; empty when it had none."""
    told_before: tuple[str, ...] = ()
    """Those of the answer before it."""
    said: str = ""
    """The last answer as it was spoken, to be said again; opaque here, empty before the first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event: what is known from now on, and what the coach wants."""

    recovery: Recovery
    session: Session
    acts: tuple[Act, ...] = ()
    """In the order they are done and said; at most one question, which comes last."""
    then: Event | None = None
    """Go on at once as if this had been said."""

    def __post_init__(self) -> None:
        """Refuse a turn that asks two questions, or speaks after its question."""
        asking = [asks(act) for act in self.acts]
        if sum(asking) > 1:
            raise ValueError(f"one question per turn: {self.acts}")
        if any(asking) and any(isinstance(act, Say) for act in self.acts[asking.index(True) :]):
            raise ValueError(f"the question comes last: {self.acts}")

    def with_acts(self, *acts: Act, first: Iterable[Act] = ()) -> Self:
        """Return the turn with these acts after its own, and with ``first`` before them."""
        return replace(self, acts=(*first, *self.acts, *acts))

    @property
    def asked(self) -> Question | None:
        """The coach's own question in this turn."""
        return open_question(self.acts)

    @property
    def asks_consent(self) -> bool:
        """Whether Amazon's own question follows this turn."""
        return any(isinstance(act, AskConsent) for act in self.acts)
