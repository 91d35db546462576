"""What the coach knows: all it keeps of one user, and what lives in one conversation only."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from skill.routine.acts import Act, AskConsent, Question, one_question, question_of
from skill.routine.countdown import Countdown
from skill.routine.events import Activity, Event, Trend
from skill.routine.plan import ICING_GAP, REWARM, Step


class Phase(StrEnum):
    """Where someone is; stored by this id."""

    NEW = "new"
    """Nothing is known."""
    SCREENING = "screening"
    """Soreness was reported, the safety questions are not through (S1)."""
    READY = "ready"
    """Cleared for the first icing, which has not begun."""
    ICING = "icing"
    """The foot is in the water and the time runs."""
    PAUSED = "paused"
    """A countdown stands still."""
    WALKING = "walking"
    """The time of a walk runs."""
    RESTING = "resting"
    """Between icings, between days."""
    STOPPED = "stopped"
    """A red flag ended the routine (S3)."""
    RECOVERED = "recovered"
    """It is well again."""


COUNTING = (Phase.ICING, Phase.PAUSED, Phase.WALKING)
"""The phases with a countdown."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """All that is kept of one user: steps, times and units, and no health answers (S16)."""

    phase: Phase = Phase.NEW
    """Where they are."""
    step: Step = Step.ICE
    """The step they did or asked for last; "next" and "previous" count from here."""
    countdown: Countdown | None = None
    """Set in the phases that count, and only there."""
    timer: str | None = None
    """Alexa's id for the timer of the countdown; ``None`` when there is none."""
    began_on: date | None = None
    """The day the soreness began, where they live; ``None`` before it was reported."""
    screened_on: date | None = None
    """The day the safety questions were answered; ``None`` while they are not through."""
    iced_at: datetime | None = None
    """UTC: the start of the last icing; ``None`` before the first."""
    out_at: datetime | None = None
    """UTC: the end of the last icing; ``None`` before the first and while one runs."""
    out_told: bool = False
    """Whether they said that the foot came out then; else the end is the deadline."""
    iced_for: timedelta = timedelta(0)
    """How long the last icing was, pauses left out; zero before the first."""
    massaged_at: datetime | None = None
    """UTC: when the last massage was begun; ``None`` before the first."""
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
    checked_on: date | None = None
    """The day of the last check-in that came to an advice; ``None`` before the first."""
    covers_jog: bool | None = None
    """Whether the easy jog's distance is nothing new to them; ``None`` when unknown."""
    denied_at: datetime | None = None
    """UTC: when permission for timers was last refused; ``None`` when never."""
    consent_asked_at: datetime | None = None
    """UTC: when that permission was last asked for, so that one icing asks once; ``None`` when never."""
    heard_on: date | None = None
    """The last day they talked to the coach; ``None`` before the first."""
    zone: str | None = None
    """The IANA time zone where they live; ``None`` when unknown, which counts as UTC."""
    metric: bool | None = None
    """Kilometers rather than miles; ``None`` when unknown, which counts as miles."""
    settings_on: date | None = None
    """The day zone and units were last asked of Alexa; ``None`` when never."""

    def __post_init__(self) -> None:
        """Refuse a countdown without its phase, and a counting phase without its countdown."""
        if (self.countdown is not None) != (self.phase in COUNTING):
            raise ValueError(f"phase {self.phase} with countdown {self.countdown}")

    def local(self, now: datetime) -> datetime:
        """Return ``now`` on the clock where they live."""
        return now.astimezone(ZoneInfo(self.zone) if self.zone else UTC)

    def day(self, now: datetime) -> int:
        """Return how many whole days ago the soreness began: 0 today, 1 the day after."""
        return (self.local(now).date() - self.began_on).days if self.began_on else 0

    def warm_at(self) -> datetime | None:
        """Return when the ankle has had time to warm up (S10); ``None`` when it has not been iced."""
        return self.out_at + REWARM if self.out_at else None

    def next_icing_at(self) -> datetime | None:
        """Return the earliest next icing: two hours after the start, one after the end (S9)."""
        if self.iced_at is None or self.out_at is None:
            return None
        return max(self.iced_at + ICING_GAP, self.out_at + REWARM)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it worth keeping."""
        return self == type(self)(
            zone=self.zone, metric=self.metric, settings_on=self.settings_on, heard_on=self.heard_on
        )

    def fresh(self, now: datetime) -> Self:
        """Return a new start that keeps what belongs to the person, and the cold that is still in the ankle (S9)."""
        person = type(self)(
            zone=self.zone,
            metric=self.metric,
            settings_on=self.settings_on,
            denied_at=self.denied_at,
            consent_asked_at=self.consent_asked_at,
            covers_jog=self.covers_jog,
            heard_on=self.heard_on,
        )
        due = self.next_icing_at()
        if due is None or now >= due:
            return person
        return replace(person, iced_at=self.iced_at, out_at=self.out_at, out_told=self.out_told, iced_for=self.iced_for)


@dataclass(frozen=True, slots=True)
class Talk:
    """What lives in one conversation only and is kept nowhere: it travels in the session (S16)."""

    asked: Question | None = None
    """The question that is open."""
    cleared: tuple[Question, ...] = ()
    """The safety questions answered in this conversation."""
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
    """The timer has vanished although time is left: someone cancelled it at the speaker."""
    unheard: int = 0
    """How many times in a row nothing was understood."""
    said: str = ""
    """The last answer as it was spoken, to be said again; opaque here, empty before the first."""


_Known = TypeVar("_Known", Recovery, Talk)


def changed(known: _Known, **changes: Any) -> _Known:
    """Return it with these fields changed; itself when nothing differs, since most of what is heard changes little."""
    if all(getattr(known, name) == value for name, value in changes.items()):
        return known
    return replace(known, **changes)


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event: what is known from now on, and what the coach wants."""

    recovery: Recovery
    talk: Talk
    acts: tuple[Act, ...] = ()
    """In the order they are done and said; at most one question, which comes last."""
    then: Event | None = None
    """Go on at once as if this had been said."""

    def __post_init__(self) -> None:
        """Refuse a turn that asks two questions."""
        one_question(self.acts)

    @property
    def asked(self) -> Question | None:
        """The coach's own question in this turn."""
        return next(filter(None, map(question_of, self.acts)), None)

    @property
    def asks_consent(self) -> bool:
        """Whether Amazon's own question follows this turn."""
        return any(isinstance(act, AskConsent) for act in self.acts)
