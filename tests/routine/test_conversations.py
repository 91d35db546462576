"""Any conversation at all: it stays speakable, asks at most one question, and never loses a running countdown.

Reminders come and go with it: what is to ring is always known, sensible, and forgotten with everything else.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from skill.routine import events as e
from skill.routine.acts import Act, CancelReminders, CancelTimer, Forget, SetReminders, StartTimer, concat
from skill.routine.advance import advance
from skill.routine.deadlines import PROMPTS, LiveTimer, Planned, Purpose, Reminder
from skill.routine.events import Event
from skill.routine.plan import DAY_BEGINS, DAY_ENDS, ICE_TIME, REWARM, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn
from tests import THOROUGH
from tests.routine.clock import MINUTE, NOW
from tests.routine.people import EVERYONE, SAID
from tests.routine.test_table import OUTCOMES, sounds_right

ENDS_ICE = (e.FootOut, e.Finished, e.IceCancelled, e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What may end a countdown by itself; a yes or no may too, since it may answer "start over" or "forget me"."""

ANYTHING = st.one_of(
    st.sampled_from(SAID),
    # The answers that lead deeper, more often than chance would have it.
    st.sampled_from([e.Yes(), e.No(), e.No(), e.IcingAsked(), e.MoveAsked(), e.Assessed(None, 1)]),
    st.sampled_from([e.Yes(), e.FootOut(), e.RemindersAsked(), e.PromptsAsked(), e.Opened()]),
    st.sampled_from([e.Yes(), e.No(), e.FootOut(), e.IcingAsked(), e.RemindersAsked()]),
    st.builds(e.IcingAsked, st.timedeltas(timedelta(0), timedelta(hours=2))),
    st.builds(e.MoreTimeAsked, st.timedeltas(timedelta(0), timedelta(hours=2))),
    st.builds(e.RemindersAsked, st.timedeltas(timedelta(0), timedelta(hours=9))),
    st.builds(e.RemindersChanged, st.times(), st.none(), st.none()),
)


class Alerts:
    """Alexa's reminders of one household."""

    def __init__(self) -> None:
        self.live: dict[str, Planned] = {}
        self.count = 0

    def create(self, planned: tuple[Planned, ...], most: int) -> tuple[Reminder, ...]:
        """Make the first of them, up to ``most``."""
        made = []
        for each in planned[:most]:
            self.count += 1
            self.live[f"r{self.count}"] = each
            made.append(Reminder(each.purpose, each.at, f"r{self.count}"))
        return tuple(made)

    def ring(self, now: datetime) -> None:
        self.live = {token: each for token, each in self.live.items() if each.at > now}

    def seen(self) -> e.RemindersSeen:
        return e.RemindersSeen({token: each.at for token, each in self.live.items()})


class AnyConversation(RuleBasedStateMachine):
    """Somebody who says anything, while time passes and timers and reminders come and go."""

    @initialize(who=st.sampled_from(sorted(EVERYONE)))
    def begin(self, who: str) -> None:
        self.now: datetime = NOW
        self.known, self.session = EVERYONE[who], Session()
        self.alerts = Alerts()
        self.alerts.live = {each.token: Planned(each.purpose, each.at) for each in self.known.reminders}
        self.lost: set[str] = set()

    @rule(
        event=ANYTHING,
        outcome=st.sampled_from(OUTCOMES),
        most=st.sampled_from([9, 9, 9, 1, 0]),
        why=st.sampled_from(e.Refusal),
        reached=st.sampled_from([True, True, True, False]),
    )
    def says(self, event: Event, outcome: Event, most: int, why: e.Refusal, reached: bool) -> None:
        before = self.known
        turn = self._hear(event)
        assert len([act for act in turn.acts if isinstance(act, StartTimer)]) <= 1
        turn = self._performed(turn, lambda act: self._answer(act, outcome, most, why, reached))
        if reached:
            sounds_right(turn, today=turn.recovery.local(self.now).date())
        self._countdown_is_kept(before, event, turn)
        self._icing_is_safe(before, turn)
        self.known, self.session = turn.recovery, turn.session

    def _hear(self, event: Event) -> Turn:
        self.alerts.ring(self.now)
        turn = advance(self.known, self.session, event, self.now)
        assert turn.session.asked == turn.asked
        return turn

    def _performed(self, turn: Turn, answer: Callable[[Act], Event | None]) -> Turn:
        """Do what is wanted, as the coach does."""
        waiting = list(turn.acts)
        done: tuple[Act, ...] = ()
        recovery, session = turn.recovery, turn.session
        while waiting:
            act = waiting.pop(0)
            answered = answer(act)
            if answered is None:
                done = concat(done, (act,))
                continue
            follow = advance(recovery, session, answered, self.now)
            recovery, session = follow.recovery, follow.session
            waiting[:0] = follow.acts
        whole = Turn(recovery, session, done)
        if any(isinstance(act, Forget) for act in done):
            self.lost |= set(self.alerts.live)
            return Turn(Recovery(zone=self.known.zone), session, done)
        return whole

    def _answer(self, act: Act, outcome: Event, most: int, why: e.Refusal, reached: bool) -> Event | None:
        if isinstance(act, StartTimer):
            return outcome
        if isinstance(act, SetReminders):
            made = self.alerts.create(act.planned, most)
            return e.RemindersSet(made, None if len(made) == len(act.planned) else why)
        if isinstance(act, CancelReminders):
            if not reached:
                return e.RemindersLeft(tuple(token for token in act.tokens if token in self.alerts.live))
            for token in act.tokens:
                self.alerts.live.pop(token, None)
        return None

    def _countdown_is_kept(self, before: Recovery, event: Event, turn: Turn) -> None:
        ran = before.countdown and before.countdown.remaining_at(self.now) > timedelta(0)
        paused_too_long = bool(before.countdown and before.countdown.paused_at)
        may_end = isinstance(event, (*ENDS_ICE, e.Yes, e.No)) or paused_too_long
        if before.phase is Phase.WALKING:
            may_end = may_end or isinstance(event, e.IcingAsked | e.Assessed)  # what is worse ends the walk (S12)
        if ran and not may_end and (self.now.date() - (before.heard_on or self.now.date())).days < 13:
            assert turn.recovery.countdown, (before, event)
        if before.countdown and not turn.recovery.countdown and ran and not paused_too_long:
            assert any(isinstance(act, CancelTimer) for act in turn.acts)

    def _icing_is_safe(self, before: Recovery, turn: Turn) -> None:
        known = turn.recovery
        if known.countdown and known.countdown.step is Step.ICE:
            assert known.countdown.planned <= ICE_TIME
            assert known.screened_on is not None
            begins = before.phase not in (Phase.ICING, Phase.PAUSED)
            if begins and before.out_at and known.iced_at not in (None, before.iced_at):
                assert self.now - before.out_at >= REWARM
            assert not (known.ice_held_until and known.local(self.now).date() < known.ice_held_until)

    @rule(wait=st.one_of(st.timedeltas(timedelta(0), 90 * MINUTE), st.timedeltas(timedelta(0), timedelta(days=4))))
    def waits(self, wait: timedelta) -> None:
        self.now += wait
        self.alerts.ring(self.now)

    @rule()
    def leaves_and_comes_back(self) -> None:
        self.session = Session()

    @rule(zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu"]))
    def travels(self, zone: str) -> None:
        self.known = replace(self.known, zone=zone)
        self.says(e.WhereAsked(), OUTCOMES[0], 9, e.Refusal.UNREACHABLE, True)

    @rule(data=st.data())
    def deletes_a_reminder_in_the_app(self, data: st.DataObject) -> None:
        if self.alerts.live:
            del self.alerts.live[data.draw(st.sampled_from(sorted(self.alerts.live)))]
        self.looks()

    @rule()
    def looks(self) -> None:
        self.alerts.ring(self.now)
        seen = e.RemindersSeen({token: each.at for token, each in self.alerts.live.items() if token not in self.lost})
        turn = self._performed(
            advance(self.known, self.session, seen, self.now),
            lambda act: self._answer(act, OUTCOMES[0], 9, e.Refusal.UNREACHABLE, True),
        )
        self.known, self.session = turn.recovery, turn.session

    @precondition(lambda self: self.known.countdown is not None)
    @rule(left=st.timedeltas(timedelta(0), ICE_TIME), paused=st.booleans(), live=st.booleans())
    def touches_the_timer_at_the_speaker(self, left: timedelta, paused: bool, live: bool) -> None:
        assert self.known.countdown
        step = self.known.countdown.step
        timer, since = self.known.timer or "two", self.now if paused else None
        seen = e.TimerSeen(step, LiveTimer(timer, left, ICE_TIME, paused, since) if live else None)
        turn = self._hear(seen)
        assert all(isinstance(act, CancelTimer | CancelReminders | SetReminders) for act in turn.acts)
        assert turn.recovery.countdown
        turn = self._performed(turn, lambda act: self._answer(act, OUTCOMES[0], 9, e.Refusal.UNREACHABLE, True))
        self.known, self.session = turn.recovery, turn.session

    @invariant()
    def a_countdown_needs_a_plan_that_has_begun(self) -> None:
        known: Any = getattr(self, "known", None)
        if known is not None:
            assert known.countdown is None or known.stage is Stage.RESTING

    @invariant()
    def what_will_ring_is_known_and_makes_sense(self) -> None:
        known: Any = getattr(self, "known", None)
        if known is None:
            return
        ahead = [each for each in known.reminders if each.at > self.now]
        assert len({each.at for each in ahead}) == len(ahead), "two for one moment"
        live = set(self.alerts.live) - self.lost
        assert {each.token for each in ahead} <= live
        assert live <= {each.token for each in ahead} | set(known.unwanted), "one that nobody knows"
        self._are_safe(known, ahead)

    def _are_safe(self, known: Recovery, ahead: list[Reminder]) -> None:
        for each in ahead:
            local = known.local(each.at)
            assert DAY_BEGINS <= local.time() < DAY_ENDS
            assert (local.date() - known.local(self.now).date()).days <= 1
            assert known.phase not in (Phase.NEW, Phase.STOPPED, Phase.RECOVERED)
            if each.purpose is Purpose.MOVE:
                assert not (known.move_held_until and local.date() < known.move_held_until)
                assert known.referred_on is None
            if each.purpose is Purpose.ICE and (due := known.next_icing_at(self.now)) and not known.countdown:
                assert each.at >= due
            if each.purpose in PROMPTS and known.countdown:
                assert known.countdown.ends_at is None or each.at < known.countdown.ends_at


TestAnyConversation = pytest.mark.no_cover(AnyConversation.TestCase)
TestAnyConversation.settings = settings(
    max_examples=150 if THOROUGH else 80,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
