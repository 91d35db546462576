"""What really happens to an ankle, recorded apart from what the coach keeps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from skill.routine import events as e
from skill.routine.acts import Question
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
BRIEF = timedelta(minutes=1)
"""A shorter icing does not count."""

STILL_WET = timedelta(hours=2)
"""So long after the ring "I'm done" may still be about the ice."""

UNSCREENED = (Phase.NEW, Phase.SCREENING, Phase.RECOVERED)
"""Where a score leads to the safety questions, and an outing to another score."""


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
    """What was told last in this conversation."""
    out_said: bool = False
    """The user has said that the foot is out; else it may have been in past the ring."""
    comes_out: bool = False
    """It is said now."""
    resumed: bool = False
    """The user has resumed a paused timer at the speaker itself."""

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
        self._out(event, asked, before, now)
        if before.phase is Phase.STOPPED:
            return
        if isinstance(event, e.TwistTold) or (asked is Question.TWIST and isinstance(event, e.Yes)):
            self.no_move_until = max(self.no_move_until or today, today + HOLD)
        event = IN_OTHER_WORDS.get((asked, type(event)), event)
        if isinstance(event, e.Assessed):
            self.score = event.score if event.score is not None else self.score
            severe = before.phase not in UNSCREENED and event.score is not None and 6 <= event.score <= 10
            if event.trend is e.Trend.WORSE or severe:
                self.no_run_until = max(self.no_run_until or today, today + HOLD)

    def _out(self, event: e.Event, asked: Question | None, before: Recovery, now: datetime) -> None:
        # After a massage or an outing the foot has been out for long.
        is_done = isinstance(event, e.Finished) and before.step not in (Step.MASSAGE, Step.MOVE)
        was_in = asked is Question.STILL_IN and isinstance(event, e.No)
        self.comes_out = is_done or was_in or isinstance(event, e.FootOut | e.IceCancelled)
        if asked is Question.OUT and isinstance(event, e.Yes):
            self.out_said = True  # since the ring
        if self.comes_out and self.out_at is not None and not self.out_said and now - self.out_at <= STILL_WET:
            self.out_at, self.out_said = now, True

    def iced(self, before: Recovery, after: Recovery, now: datetime) -> None:
        """Write down an icing that began or ended."""
        was, runs = in_ice(before), in_ice(after)
        if runs and not was and after.iced_at is not None:
            self.goes_on = after.iced_at == self.began_at
            if not self.goes_on:
                self.ran = now - after.iced_at
            self.began_at, self.out_at, self.out_said = after.iced_at, None, False
        if was and runs:
            self.goes_on = self.goes_on or before.timer != after.timer
            self.began_at = after.iced_at  # the user may have been in for longer than the coach knew (S19)
        if runs and after.phase is not Phase.PAUSED:
            self.resumed = False
        if was and not runs and before.countdown:
            ends_at = before.countdown.ends_at or now
            is_late = self.comes_out and now - ends_at <= STILL_WET
            self.out_said = is_late or now < ends_at or before.countdown.paused_at is not None
            self.out_at = before.countdown.paused_at or (now if self.out_said else ends_at)
            if self.ran < BRIEF:
                self.began_at = self.out_at = None
        if not runs and after.out_at == now:
            self.began_at, self.out_at, self.out_said = after.iced_at, now, after.out_told


def in_ice(known: Recovery) -> bool:
    """Return whether the coach counts an icing."""
    return known.countdown is not None and known.countdown.step is Step.ICE
