"""Any conversation at all: it stays speakable, asks at most one question, and never loses a running countdown."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from skill.routine import events as e
from skill.routine.acts import CancelTimer, StartTimer
from skill.routine.advance import advance, joined
from skill.routine.events import Event
from skill.routine.plan import ICE_TIME, REWARM, Step
from skill.routine.recovery import COUNTING, Phase, Recovery, Talk, Turn
from tests.routine.people import MINUTE, NOW, SAID
from tests.routine.test_transitions import OUTCOMES, sounds_right

ENDS_ICE = (e.FootOut, e.Finished, e.IceCancelled, e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What may end a countdown by itself; a yes or no may too, since it may answer "start over" or "forget me"."""

ANYTHING = st.one_of(
    st.sampled_from(SAID),
    # The answers that lead deeper, more often than chance would have it.
    st.sampled_from([e.Yes(), e.No(), e.No(), e.IcingAsked(), e.MoveAsked(), e.CheckedIn(None, 1)]),
    st.builds(e.IcingAsked, st.timedeltas(timedelta(0), timedelta(hours=2))),
    st.builds(e.MoreTimeAsked, st.timedeltas(timedelta(0), timedelta(hours=2))),
)


class AnyConversation(RuleBasedStateMachine):
    """Somebody who says anything, while time passes and timers come and go."""

    @initialize()
    def begin(self) -> None:
        self.now: datetime = NOW
        self.known, self.talk = Recovery(zone="Europe/Berlin"), Talk()
        self.icings: list[tuple[datetime, datetime]] = []

    @rule(event=ANYTHING, outcome=st.sampled_from(OUTCOMES))
    def says(self, event: Event, outcome: Event) -> None:
        before = self.known
        turn = self._hear(event)
        starts = [act for act in turn.acts if isinstance(act, StartTimer)]
        assert len(starts) <= 1
        if starts:
            follow = advance(turn.recovery, turn.talk, outcome, self.now)
            turn = Turn(follow.recovery, follow.talk, joined(turn.acts, follow.acts))
        sounds_right(turn)
        self._countdown_is_kept(before, event, turn)
        self._icing_is_safe(before, turn)
        self.known, self.talk = turn.recovery, turn.talk

    def _hear(self, event: Event) -> Turn:
        turn = advance(self.known, self.talk, event, self.now)
        assert turn.talk.asked == turn.asked
        return turn

    def _countdown_is_kept(self, before: Recovery, event: Event, turn: Turn) -> None:
        ran = before.countdown and before.countdown.remaining_at(self.now) > timedelta(0)
        paused_too_long = bool(before.countdown and before.countdown.paused_at)
        may_end = isinstance(event, (*ENDS_ICE, e.Yes, e.No)) or paused_too_long
        if before.phase is Phase.WALKING:
            may_end = may_end or isinstance(event, e.IcingAsked)
        if ran and not may_end and (self.now.date() - (before.heard_on or self.now.date())).days < 13:
            assert turn.recovery.phase in COUNTING, (before, event)
        if before.countdown and not turn.recovery.countdown and ran and not paused_too_long:
            assert any(isinstance(act, CancelTimer) for act in turn.acts)

    def _icing_is_safe(self, before: Recovery, turn: Turn) -> None:
        known = turn.recovery
        if known.countdown and known.countdown.step is Step.ICE:
            assert known.countdown.planned <= ICE_TIME
            assert known.screened_on is not None
            begins = before.phase not in (Phase.ICING, Phase.PAUSED)
            if begins and before.out_at and known.iced_at == self.now:
                assert self.now - before.out_at >= REWARM
            assert not (known.ice_held_until and known.local(self.now).date() < known.ice_held_until)

    @rule(wait=st.one_of(st.timedeltas(timedelta(0), 90 * MINUTE), st.timedeltas(timedelta(0), timedelta(days=4))))
    def waits(self, wait: timedelta) -> None:
        self.now += wait

    @rule()
    def leaves_and_comes_back(self) -> None:
        self.talk = Talk()

    @precondition(lambda self: self.known.countdown is not None)
    @rule(left=st.timedeltas(timedelta(0), ICE_TIME), paused=st.booleans(), live=st.booleans())
    def touches_the_timer_at_the_speaker(self, left: timedelta, paused: bool, live: bool) -> None:
        assert self.known.countdown
        step = self.known.countdown.step
        turn = self._hear(e.TimerSeen(step, "two", left, paused) if live else e.TimerSeen(step, None))
        assert all(isinstance(act, CancelTimer) for act in turn.acts)
        assert turn.recovery.phase in COUNTING
        self.known, self.talk = turn.recovery, turn.talk

    @invariant()
    def a_countdown_has_its_phase(self) -> None:
        known: Any = getattr(self, "known", None)
        if known is not None:
            assert (known.countdown is not None) == (known.phase in COUNTING)


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
