"""What really happens to an ankle, recorded apart from what the coach keeps."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from skill.routine import events as e
from skill.routine.acts import SAFETY_CHECK, Question
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery

IN_OTHER_WORDS: dict[tuple[Question | None, type[e.Event]], e.Event] = {
    (Question.ONLY_MILD, e.Yes): e.Assessed(None, 2),
    (Question.VERY_SORE, e.Yes): e.Assessed(None, 8),
    (Question.VERY_SORE, e.No): e.Assessed(None, 5),
    (Question.VERY_SORE, e.Unsure): e.Assessed(None, 5),
    (Question.VERY_SORE, e.Unheard): e.Assessed(None, 5),
    (Question.WORSE, e.Yes): e.Assessed(e.Trend.WORSE),
}
"""What these answers tell; what stays unknown is more than mild."""

HOLD = timedelta(days=3)
"""S4, S11, S12: three days, written out here so that a changed rule is noticed."""
WARM_AFTER = timedelta(hours=1)
"""S10: a foot that was out for so long begins another icing."""
BRIEF = timedelta(minutes=1)
"""A shorter icing does not count."""

STILL_WET = timedelta(hours=2)
"""So long after the ring "I'm done" may still be about the ice."""

TAKE_BACK = timedelta(minutes=2)
"""S21: so long after a turn the next words can take it back."""

TAKES_BACK = (
    *(e.TakenBack, e.Meant, e.No, e.StillIn, e.ResumeAsked, e.PauseAsked, e.PreviousAsked),
    *(e.NotForYou, e.Assessed),
)
"""What may take back the last turn."""

CORRECTIONS = (e.TakenBack, e.StillIn, e.ResumeAsked, e.No)
"""How a user tells that the foot is still in, when the coach has misheard something."""

OUT = (e.Yes, e.FootOut, e.Finished, e.IceCancelled)
"""What says at "is your foot out?" that it is."""

SIGNS = (e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What stops the ice: "I'm still in" does not deny it."""

RED = [check for check in SAFETY_CHECK if isinstance(check.told, e.RedFlagSaid)]
FLAGS = {(check.question, check.flag) for check in RED} | {
    (check.question, e.Unsure) for check in RED if not check.tries
}
"""The answers that are red flags (S2)."""

OUT_OR_END = (
    *(e.FootOut, e.Finished, e.IceCancelled, e.PauseAsked, e.StepDone),
    *(e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold, e.Meant),
)
"""Plain words that the foot is out, or that the ice should end or stand still, and what it has to come out for."""

ENDING_ANSWERS = FLAGS | {
    (Question.COLD, e.Yes),
    (Question.COLD, e.Unsure),
    (Question.MILD, e.Yes),
    (Question.MILD, e.Unsure),
    (Question.OUT, e.Yes),
    (Question.OUT_EARLY, e.Yes),
    (Question.STILL_IN, e.No),
    (Question.START_OVER, e.Yes),
    (Question.FORGET, e.Yes),
}
"""Answers that say as much."""

UNSCREENED = (Phase.NEW, Phase.SCREENING, Phase.RECOVERED)
"""Where a score leads to the safety questions, and an outing to another score."""


@dataclass(frozen=True)
class Alarm:
    """What is to tell the user that the time in the ice is up."""

    at: datetime
    """UTC: when it rings."""
    on_device: bool
    """A timer of Alexa rings; else only the coach counts."""


@dataclass(frozen=True)
class Told:
    """Ice that the coach heard of afterwards, or while the foot was in: that only in the same conversation (S19)."""

    at: datetime
    """UTC: when it was told."""
    lasted: timedelta
    is_in: bool

    def until(self, now: datetime) -> timedelta:
        """Return how long it has been at ``now``: nothing once the foot is warm again."""
        passed = now - self.at
        if passed >= WARM_AFTER:
            return timedelta(0)
        return self.lasted + passed if self.is_in else self.lasted


@dataclass(frozen=True)
class Before:
    """What was before the last change, for the words that take it back."""

    at: datetime
    """UTC: when it was changed."""
    body: "Body"
    known: Recovery


@dataclass
class Body:
    """One person's ankle."""

    began_at: datetime | None = None
    """The start of the last icing that counts."""
    out_at: datetime | None = None
    """Its end; ``None`` while the foot is in."""
    ran: timedelta = timedelta(0)
    """How long it has been in the ice, pauses left out."""
    no_move_until: date | None = None
    """Neither jog nor walk before: a twist."""
    no_run_until: date | None = None
    """No jog before: worse, or six and more."""
    goes_on: bool = False
    """The timer is not the first one of this icing."""
    score: int | None = None
    """What was told last in this conversation, or so lately that what it led to can be taken back."""
    score_at: datetime | None = None
    """UTC: when that was."""
    out_said: bool = False
    """The user has said that the foot is out; else it may have been in past the ring."""
    comes_out: bool = False
    """It is said now."""
    was_out: bool = False
    """It is said now that it has been out since the ring."""
    resumed: bool = False
    """The user has resumed a paused timer at the speaker itself."""
    alarm: Alarm | None = None
    """Set while the foot is in and the time runs; what was misheard changes nothing about it until it is too late."""
    misheard: e.Event | None = None
    """What the coach heard although it was not said, until it is corrected."""
    misheard_at: datetime | None = None
    """UTC: when that was."""
    is_back: bool = False
    """The last words took the ice back to what it was."""
    told: Told | None = None
    """The last icing that the coach was only told of."""
    before: Before | None = field(default=None, repr=False)
    """``None`` when nothing was changed."""

    def passes(self, known: Recovery, timer_left: timedelta | None, paused: bool, now: datetime, by: timedelta) -> None:
        """Let time pass: the foot is in while the time runs, for the coach or at the speaker."""
        countdown = known.countdown
        if countdown is None and known.out_at is not None and not known.out_told:
            self.ran += by  # until the user says that it is out
        if countdown is None or countdown.step is not Step.ICE:
            return
        if countdown.ends_at is not None and not (timer_left is not None and paused):
            self.ran += by
        if countdown.ends_at is None and self.resumed and timer_left is not None and not paused:
            self.ran += min(by, timer_left, countdown.left)

    def heard(self, event: e.Event, asked: Question | None, before: Recovery, now: datetime, today: date) -> None:
        """Write down what holds the ankle from now on, and when the foot comes out."""
        self._told(event, before, now)
        self._out(event, asked, before, now)
        if isinstance(event, e.CareHadTold):
            self.no_run_until = None  # what waited for that ends with a fresh check (S21)
        if before.phase is Phase.STOPPED:
            return
        if isinstance(event, e.TwistTold) or (asked is Question.TWIST and isinstance(event, e.Yes)):
            self.no_move_until = max(self.no_move_until or today, today + HOLD)
        event = IN_OTHER_WORDS.get((asked, type(event)), event)
        if isinstance(event, e.Assessed) and not is_distance(event, asked):
            if event.score is not None:
                self.score, self.score_at = event.score, now
            severe = before.phase not in UNSCREENED and event.score is not None and 6 <= event.score <= 10
            if event.trend is e.Trend.WORSE or severe:
                self.no_run_until = max(self.no_run_until or today, today + HOLD)

    def _out(self, event: e.Event, asked: Question | None, before: Recovery, now: datetime) -> None:
        # After a massage or an outing the foot has been out for long.
        is_past = event == e.StepDone(Step.ICE) or (isinstance(event, e.IcedTold) and not event.is_in)
        self.was_out = is_past or (asked is Question.OUT and isinstance(event, OUT))
        if self.was_out:
            self.comes_out, self.out_said = False, True  # since the ring
            return
        is_done = isinstance(event, e.Finished) and before.step not in (Step.MASSAGE, Step.MOVE)
        was_in = asked is Question.STILL_IN and isinstance(event, e.No)
        self.comes_out = is_done or was_in or isinstance(event, e.FootOut | e.IceCancelled)
        if asked is Question.OUT and isinstance(event, e.Yes):
            self.out_said = True  # since the ring
        if self.comes_out and self.out_at is not None and not self.out_said and now - self.out_at <= STILL_WET:
            self.out_at, self.out_said = now, True

    def _told(self, event: e.Event, before: Recovery, now: datetime) -> None:
        if not isinstance(event, e.IcedTold) or event.duration is None:
            return
        began = now - event.duration
        is_same = self.out_at is not None and (began <= self.out_at or not self.out_said)
        if in_ice(before) or (is_same and (event.is_in or not self.out_said)):
            self.ran = max(self.ran, event.duration) if event.is_in else self.ran
            self.began_at = min(self.began_at or now, began)
        elif before.countdown is None and not is_same:
            self.told = Told(now, event.duration, event.is_in)

    def before_us(self, now: datetime) -> timedelta:
        """Return for how long the foot has been in the ice by what was told."""
        return self.told.until(now) if self.told else timedelta(0)

    def iced(self, before: Recovery, after: Recovery, now: datetime) -> None:
        """Write down an icing that began or ended."""
        was, runs = in_ice(before) and not self.is_back, in_ice(after)
        if runs and not was and after.iced_at is not None:
            self.goes_on = after.iced_at == self.began_at
            if not self.goes_on:
                self.ran = max(now - after.iced_at, self.before_us(now))
                self.told = None
            self.began_at, self.out_at, self.out_said = after.iced_at, None, False
        if was and runs:
            self.goes_on = self.goes_on or before.timer != after.timer
            self.began_at = after.iced_at  # the user may have been in for longer than the coach knew (S19)
        if runs and after.phase is not Phase.PAUSED:
            self.resumed = False
        if was and not runs and before.countdown:
            ends_at = before.countdown.ends_at or now
            is_late = self.comes_out and now - ends_at <= STILL_WET
            self.out_said = is_late or self.was_out or now < ends_at or before.countdown.paused_at is not None
            self.out_at = before.countdown.paused_at or (
                min(now, ends_at) if self.was_out or not self.out_said else now
            )
            if self.ran < BRIEF:
                self.began_at = self.out_at = None
        if not runs and after.out_at == now:
            self.began_at, self.out_at, self.out_said = after.iced_at, now, after.out_told
            since = now - (after.iced_at or now)
            self.ran = max(self.before_us(now), min(self.ran, since))

    def takes_back(self, event: e.Event, before: Recovery, after: Recovery, now: datetime) -> None:
        """Go back to the holds, and the ice, that were before the last change, where the coach does."""
        last, self.is_back = self.before, False
        if not isinstance(event, TAKES_BACK) or last is None or now - last.at > TAKE_BACK:
            return
        self.told = None
        if _same(HOLDS, after, last.known) and not _same(HOLDS, before, after):
            self.no_move_until, self.no_run_until = last.body.no_move_until, last.body.no_run_until
        if _same(ICE, after, last.known) and not _same(ICE, before, after):
            self._back_in_ice(last, now)
            self.is_back = True

    def changed(self, old: "Body", before: Recovery, after: Recovery, now: datetime) -> None:
        """Remember what was before, when something changed."""
        if not _same((*ICE, *HOLDS, *CHECKED), before, after):
            ended = after.before.recovery if after.before and after.before.at == now else before  # by time alone
            self.before = Before(now, replace(old, before=None), ended)

    def _back_in_ice(self, last: Before, now: datetime) -> None:
        for each in ("began_at", "out_at", "goes_on", "out_said", "ran"):
            setattr(self, each, getattr(last.body, each))
        if last.known.phase is Phase.ICING:
            self.ran += now - last.at  # the foot was in all the time

    def is_too_late(self, now: datetime) -> bool:
        """Return whether the ring was due, or what was misheard cannot be corrected any more."""
        rang = self.alarm is None or now >= self.alarm.at
        return rang or (self.misheard_at is not None and now - self.misheard_at > TAKE_BACK)

    def may_take_back(self, now: datetime) -> bool:
        """Return whether the last change is not too long ago."""
        return self.before is not None and now - self.before.at <= TAKE_BACK

    def takes_back_ice(self, now: datetime) -> bool:
        """Return whether the time in the ice did not run before the last change."""
        return self.may_take_back(now) and self.before is not None and self.before.known.phase is not Phase.ICING

    def waits_for_more(self, event: e.Event, asked: Question | None) -> bool:
        """Return whether something was misheard, and these words do not correct it."""
        if self.misheard_at is None:
            return False
        answers = isinstance(event, e.No) and asked not in (None, Question.OUT_EARLY)
        goes_on = isinstance(event, e.StillIn | e.ResumeAsked) and isinstance(self.misheard, (*SIGNS, e.IcedTold))
        return answers or goes_on or not isinstance(event, CORRECTIONS)

    def listens(
        self, event: e.Event, asked: Question | None, after: Recovery, now: datetime, *, misheard: bool, **device: bool
    ) -> None:
        """Write down what tells of the end from now on; ``device``: it rings there, and was touched there."""
        if misheard:
            self.alarm = None if self.misheard_at else self.alarm  # the first one was never corrected
            self.misheard, self.misheard_at = event, now
            return
        if self.waits_for_more(event, asked) and not says_end(event, asked):
            return
        countdown = after.countdown
        runs = in_ice(after) and countdown is not None and countdown.ends_at is not None
        self.misheard_at = self.alarm = None
        if runs and countdown and countdown.ends_at and not device["touched"]:
            self.alarm = Alarm(countdown.ends_at, device["rings"])


ICE = ("iced_at", "out_at", "countdown")
CHECKED = ("stage", "screened_on", "referred_on")
HOLDS = ("massage_held_until", "move_held_until")


def _same(names: tuple[str, ...], one: Recovery, other: Recovery) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)


def is_distance(event: e.Event, asked: Question | None) -> bool:
    """Return whether a bare number tells how far they usually run: that was the question."""
    return asked is Question.COVERS and isinstance(event, e.Assessed) and event.trend is None


def says_end(event: e.Event, asked: Question | None) -> bool:
    """Return whether these are plain words that the foot is out, or that the ice should end or stand still."""
    is_long = isinstance(event, e.IcedTold) and event.duration is not None and event.duration >= timedelta(minutes=20)
    cannot_step = isinstance(event, e.StepsTold) and not event.can
    return is_long or cannot_step or isinstance(event, OUT_OR_END) or (asked, type(event)) in ENDING_ANSWERS


def in_ice(known: Recovery) -> bool:
    """Return whether the coach counts an icing."""
    return known.countdown is not None and known.countdown.step is Step.ICE
