"""What a rule of the routine gets: what is known, what was heard, and the few verbs every rule needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from skill.routine.acts import Act, Ask, Question, Say, Show, Value, open_parts
from skill.routine.deadlines import Countdown
from skill.routine.events import Event
from skill.routine.plan import SKIN_WATCH, STILL_WET
from skill.routine.recovery import Icing, Recovery, Session, Turn, is_denied, is_held
from skill.routine.schedule import is_day, of_plan, reminder_times

E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Context(Generic[E_co]):
    """What is known, what was heard, and when; a rule that takes `Context[Event]` does not look at what was heard."""

    recovery: Recovery
    session: Session
    event: E_co
    now: datetime
    """Aware, UTC."""
    other_ice: Icing | None = None
    """The last icing of another plan whose foot is cold and may be this one; ``None`` when there is none."""

    @property
    def today(self) -> date:
        """The date where they live."""
        return self.recovery.local(self.now).date()

    @property
    def day(self) -> int:
        """Whole days since the soreness began."""
        return self.recovery.day(self.now)

    @property
    def countdown(self) -> Countdown:
        """The countdown of a phase that counts; in any other a `LookupError`: a rule was put into the wrong row."""
        if self.recovery.countdown is None:
            raise LookupError(f"no countdown in phase {self.recovery.phase}")
        return self.recovery.countdown

    @property
    def left(self) -> timedelta:
        """What is left of the countdown."""
        return self.countdown.remaining_at(self.now)

    @property
    def icings(self) -> list[Icing]:
        """The last icing of each foot that may be this one."""
        return [ice for ice in (self.recovery.icing_until(self.now), self.other_ice) if ice]

    @property
    def ice_wait(self) -> timedelta:
        """How long until ice may begin, whichever foot of the household it is (S9); zero when it may now."""
        return max((timedelta(0), *(ice.next_at - self.now for ice in self.icings)))

    @property
    def warm_wait(self) -> timedelta:
        """How long until the ankle is warm, whichever foot of the household it is (S10); zero when it is."""
        return max((timedelta(0), *(ice.warm_at - self.now for ice in self.icings)))

    @property
    def open_question(self) -> Question | None:
        """The question that is open; ``None`` also for "what would you like", which any words answer."""
        asked = self.session.asked
        return None if asked is Question.WHAT_NEXT else asked

    def out_within(self, span: timedelta) -> bool:
        """Return whether the last icing ended at most so long ago."""
        return self.recovery.out_at is not None and self.now - self.recovery.out_at <= span

    def with_plan(self, **changes: Any) -> "Context[E_co]":
        """Return the context with these fields of the recovery changed."""
        return replace(self, recovery=replace(self.recovery, **changes))

    def with_session(self, **changes: Any) -> "Context[E_co]":
        """Return the context with these fields of the conversation changed."""
        return replace(self, session=replace(self.session, **changes))

    def hearing(self, event: Event) -> "Context[Any]":
        """Return the context in which this was said."""
        return replace(self, event=event)  # type: ignore[arg-type]  # a context of another event

    def turn(self, *acts: Act) -> Turn:
        """Answer with these acts."""
        return Turn(self.recovery, self.session, acts)

    def say(self, key: str, /, **values: Any) -> Turn:
        """Answer with one phrase."""
        return self.turn(Say(key, values))

    def ask(self, question: Question, *before: Act) -> Turn:
        """Answer with a question, after these acts."""
        return self.turn(*before, self.put(question))

    def put(self, question: Question) -> Ask:
        """Return the act that puts a question, with its blanks filled."""
        if question is Question.REMIND:
            return Ask(question, reminder_times(self.recovery, self.recovery.planned, self.now))
        if question is Question.CANCEL_REMINDERS:
            return Ask(question, {"reminders": len(of_plan(self.recovery.reminders))})
        return Ask(question, open_parts(question, self.session.denied))

    def aside(self, turn: Turn) -> Turn:
        """Return the turn with the open question put again after it."""
        asked = self.open_question
        return turn if asked is None or turn.asked else turn.with_acts(self.put(asked))

    def tell(self, key: str, /, **values: Any) -> Turn:
        """Answer with one phrase and show its longer form on a card."""
        return self.turn(Say(key, values), Show(key, values))

    @property
    def reminders_denied(self) -> bool:
        """Whether reminders were refused so recently that they are not offered."""
        return is_denied(self.recovery.reminders_denied_at, self.now)

    @property
    def holds(self) -> dict[str, Value]:
        """Which of the steps may be advised: blanks for the phrases that advise (S4, S5, S8)."""
        moved = "done" if self.has_moved else "free"
        return {"ice": "held" if self.ice_held else "free", "move": "held" if self.move_held else moved}

    @property
    def has_moved(self) -> bool:
        """Whether today's outing is done; after a trip west it may have been tomorrow's."""
        return self.recovery.moved_on is not None and self.recovery.moved_on >= self.today

    @property
    def hurt_by_cold(self) -> bool:
        """Whether ice has hurt the skin in this plan, which holds both ice and massage (S8)."""
        return self.ice_held and self.recovery.massage_held_until == self.recovery.ice_held_until

    @property
    def hurt_by_cold_today(self) -> bool:
        """Whether that was today: the skin is watched (S8)."""
        return self.hurt_by_cold and self.recovery.referred_on == self.today

    @property
    def units(self) -> dict[str, Value]:
        """Which units to speak in: a blank for the phrases that name a distance."""
        metric = self.recovery.metric
        return {"units": "local" if metric is None else "metric" if metric else "imperial"}

    def then(self, event: Event, *acts: Act) -> Turn:
        """Do these acts, then go on as if ``event`` had been said."""
        return Turn(self.recovery, self.session, acts, event)

    @property
    def ice_held(self) -> bool:
        """Whether no ice is allowed today (S5, S8)."""
        return is_held(self.recovery.ice_held_until, self.today)

    @property
    def massage_held(self) -> bool:
        """Whether no massage is allowed today (S4, S8)."""
        return is_held(self.recovery.massage_held_until, self.today)

    @property
    def move_held(self) -> bool:
        """Whether no jog and no brisk walk is allowed today (S4, S11, S12)."""
        return is_held(self.recovery.move_held_until, self.today)

    def by_day(self, moment: datetime) -> bool:
        """Return whether a moment lies in the hours when people are awake, where they live (S9)."""
        return is_day(self.recovery.local(moment))


Rule = Callable[[Context[E]], Turn]
"""What to do about an event of that type in a phase."""


def may_be_in(context: Context[Event]) -> bool:
    """Return whether the last icing is over and the user has not said that the foot is out: it is asked first (S18)."""
    recovery = context.recovery
    if recovery.countdown or recovery.out_told or recovery.out_at is None:
        return False
    return timedelta(0) <= context.now - recovery.out_at <= STILL_WET


def is_skin_to_see(context: Context[Event]) -> bool:
    """Return whether the question about the skin after an overstay is still open, in a later conversation too."""
    before = context.recovery.before
    return before is not None and before.skin_open and context.now - before.at <= SKIN_WATCH


def asked_first(context: Context[Event]) -> Question | None:
    """Return what is asked before anything else (S18): whether the foot is out, then how the skin is."""
    return Question.OUT if may_be_in(context) else Question.SKIN if is_skin_to_see(context) else None
