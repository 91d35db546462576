"""What really happens to an ankle, written down apart from what the coach keeps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from skill.routine import events as e
from skill.routine.acts import Question
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery

HOLD = timedelta(days=3)
"""S4, S11, S12: three days, written out here so that a changed rule is noticed."""
BRIEF = timedelta(minutes=1)
"""A shorter icing does not count."""

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
    resumed: bool = False
    """Who paused here has told the speaker itself to go on."""

    def passes(self, known: Recovery, timer_left: timedelta | None, paused: bool, now: datetime, by: timedelta) -> None:
        """Let time pass: the foot is in while the time runs, for the coach or at the speaker."""
        countdown = known.countdown
        if countdown is None or countdown.step is not Step.ICE:
            return
        if countdown.ends_at is not None and not (timer_left is not None and paused):
            self.ran += max(min(by, countdown.ends_at - now), timedelta(0))
        if countdown.ends_at is None and self.resumed and timer_left is not None and not paused:
            self.ran += min(by, timer_left, countdown.left)

    def heard(self, event: e.Event, asked: Question | None, before: Recovery, today: date) -> None:
        """Write down what holds the ankle from now on."""
        if before.phase is Phase.STOPPED:
            return
        if isinstance(event, e.TwistTold) or (asked is Question.TWIST and isinstance(event, e.Yes)):
            self.no_move_until = max(self.no_move_until or today, today + HOLD)
        if isinstance(event, e.CheckedIn):
            self.score = event.score if event.score is not None else self.score
            severe = before.phase not in UNSCREENED and event.score is not None and 6 <= event.score <= 10
            if event.trend is e.Trend.WORSE or severe:
                self.no_run_until = max(self.no_run_until or today, today + HOLD)

    def iced(self, before: Recovery, after: Recovery, now: datetime) -> None:
        """Write down an icing that began or ended."""
        was, runs = in_ice(before), in_ice(after)
        if runs and not was and after.iced_at is not None:
            self.goes_on = after.iced_at == self.began_at
            if not self.goes_on:
                self.ran = now - after.iced_at
            self.began_at, self.out_at = after.iced_at, None
        if was and runs and before.timer != after.timer:
            self.goes_on = True
        if runs and after.phase is not Phase.PAUSED:
            self.resumed = False
        if was and not runs and before.countdown:
            end = before.countdown.paused_at or min(now, before.countdown.ends_at or now)
            self.out_at = end
            if self.ran < BRIEF:
                self.began_at = self.out_at = None
        if not runs and after.out_at == now:
            self.out_at = now


def in_ice(known: Recovery) -> bool:
    """Return whether the coach counts an icing."""
    return known.countdown is not None and known.countdown.step is Step.ICE
