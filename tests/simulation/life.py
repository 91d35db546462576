"""A household that lives with the coach: what is said, what time brings, and what is checked after each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.coach import Coach
from skill.ports import HOUSEHOLD, Conflict, Record, Recoveries, RecoveriesTrouble
from skill.routine import events as e
from skill.routine.acts import AskConsent, Forget
from skill.routine.events import Consent, Permission
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Turn
from skill.speech import say
from tests.fakes import Clock, MemorySettings
from tests.simulation.alexa import Alexa
from tests.simulation.body import SIGNS, TAKE_BACK, Body
from tests.simulation.rules import RULES, Moment
from tests.simulation.sense import sensible
from tests.simulation.store import BETWEEN, LOCKED, Crash, WatchedStore

MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(minutes=10)
"""After so long the same sentence may be said again."""


class Household:
    """One user, some people, one speaker."""

    def __init__(
        self,
        recoveries: Recoveries,
        user: str,
        begin: datetime,
        zone: str,
        granted: frozenset[Permission] = frozenset(Permission),
        locale: str = "en-US",
        rows: Callable[[str], int] = lambda user: 0,
    ) -> None:
        """Take a store, the moment it all begins in UTC, and how many rows of a user are really kept there."""
        self.user, self.locale, self._rows = user, locale, rows
        self.clock = Clock()
        self.clock.now = begin
        self.alexa = Alexa(self.clock, MemorySettings(zone, None), set(granted))
        self.store = WatchedStore(recoveries)
        self.coach = Coach(self.store, self.clock)
        self.bodies: dict[str, Body] = {}
        self.used_at: dict[str, datetime] = {}
        self.steps = 0
        self.said: Counter[str] = Counter()
        """How often each phrase was said."""
        self.news_on = date.min
        """The last day, UTC, on which permissions were changed, as far as the news have come."""
        self._requests = 0
        self._row: list[tuple[datetime, e.Event, frozenset[str]]] = []
        """What was said and heard in this conversation, or since a stop."""
        self.speech = ""
        """The last answer."""
        self._news: list[tuple[tuple[Permission, ...], datetime]] = []
        self.hangs_up()

    # --- talking

    def hangs_up(self) -> None:
        """End the conversation."""
        for body in self.bodies.values():
            body.told = None if body.told and body.told.is_in else body.told
        self.session: Session | None = None
        self.heard: set[str] = set()
        """The voices of this conversation; one that was not recognised counts too."""
        self.knows_zone = False
        """Whether the coach was told in this conversation where they are."""
        self.consent: Permission | None = None

    def hears(
        self,
        event: e.Event,
        who: str = HOUSEHOLD,
        trouble: int = 0,
        tears: int = 0,
        again: int = 0,
        *,
        misheard: bool = False,
        corrects: str | None = None,
    ) -> bool:
        """Say something, and check the answer; return whether the conversation goes on.

        Args:
            event: what is said.
            who: the person recognised.
            trouble: decides which calls of Alexa's API fail; 0: none.
            tears: 1: the process dies before it saves; 2: another request comes between; 3: the store does not save.
            again: how often Amazon delivers the request once more.
            misheard: the user said something else, and corrects it.
            corrects: the person about whose plan something was misheard.
        """
        self._is_misheard, self._corrects = misheard, corrects
        self._requests += 1
        session, request = self.session or Session(), f"request-{self._requests}"
        self.store.tears = {0: None, 1: Crash(), 2: BETWEEN(), 3: LOCKED("torn")}[tears]
        self.alexa.begin(trouble)
        self.heard.add(who)
        turn = self._exchange(event, who, session, request)
        for _ in range(again):
            self._again(event, who, session, request, turn)
        goes_on = turn is not None and (turn.asked is not None or turn.asks_consent)
        if not goes_on or turn is None:
            self.hangs_up()
            return False
        self.session = replace(turn.session, said=self.speech)
        asking = [act.permission for act in turn.acts if isinstance(act, AskConsent)]
        self.consent = asking[0] if asking else None
        return True

    def _exchange(self, event: e.Event, who: str, session: Session, request: str) -> Turn | None:
        self.steps += 1
        self.store.begin()
        self.store.kept = self.store.load(self.user)
        kept = dict(self.store.kept)
        turn = self._turn(event, who, session, request)
        person = (turn.session.person if turn else self.store.wanted) or HOUSEHOLD
        self._person = person
        if session.person != person:
            self.knows_zone = not self.alexa.settings.trouble
        before = (
            kept[person].recovery if person in kept else Recovery(slot_number=turn.recovery.slot_number if turn else 0)
        )
        for token in self.alexa.new:
            self.alexa.owner.setdefault(token, person)
        self.store.kept = self.store.load(self.user)
        if self.store.saved:
            self.used_at[person] = self.clock.now
        self._check(event, session, person, before, turn, kept)
        return turn

    def _turn(self, event: e.Event, who: str, session: Session, request: str) -> Turn | None:
        """Return the coach's turn; ``None`` when the store fails, and what was done outside stays."""
        torn, turn = self.store.tears, None
        try:
            turn = self.coach.hear(self.user, event, session, self.alexa.speaker, request, who)
        except (RecoveriesTrouble, Crash):
            self.alexa.stray |= set(self.alexa.new)
            self.alexa.escaped |= self.alexa.started
            self.alexa.gone |= self.alexa.cancelled
        if isinstance(torn, Conflict):  # begun anew, it may decide otherwise about what it has cancelled
            self.alexa.gone |= self.alexa.cancelled
            self.alexa.failed = True
        self.store.tears = None
        return turn

    def _check(
        self,
        event: e.Event,
        session: Session,
        person: str,
        before: Recovery,
        turn: Turn | None,
        kept: dict[str, Record],
    ) -> None:
        body = self.bodies.setdefault(person, Body())
        old = replace(body)
        after, now = self.store.of(person), self.clock.now
        today = (turn.recovery if turn and turn.recovery.zone else before).local(now).date()
        self.speech = say(turn.acts, self.locale, today, session.said).speech if turn else ""
        if before.phase is Phase.RECOVERED and after.phase is not Phase.RECOVERED:
            body.no_move_until = body.no_run_until = None
        if turn:
            body.heard(event, session.asked, before, now, today)
            body.takes_back(event, before, after, now)
        if self.alexa.looked and turn:
            self.alexa.moved -= {token for token, owner in self.alexa.owner.items() if owner == person}
        moment = Moment(
            now, person, event, session.asked, before, after, turn, self.speech, self.locale, body,
            self.alexa, self.store, kept, self.bodies, self.heard == {HOUSEHOLD}, session.person is None,
            self._is_misheard, self._corrects, self._heard_before(session, before),
            self.zone if self.knows_zone else None,
        )  # fmt: skip
        if {"reported-again", "plan-ended"} & set(moment.said):
            body.no_move_until = body.no_run_until = None
        for rule in RULES:
            rule(moment)
        self.said.update(moment.said)
        self._lived(moment, old, session)

    def _lived(self, moment: Moment, old: Body, session: Session) -> None:
        """Let each ankle be as it is after the answer."""
        body, before, after, now, turn = moment.body, moment.before, moment.after, moment.now, moment.turn
        body.iced(before, after, now)
        if turn:
            body.changed(old, before, after, now)
            self._row.append((now, moment.event, moment.sentences))
            is_fresh = body.score_at is not None and now - body.score_at <= TAKE_BACK
            body.score = body.score if turn.asked or is_fresh else None
        timer, live = (after.slot_number, Step.ICE), self.alexa.at(after.slot_number).live
        rings, touched = Step.ICE in live and timer not in self.alexa.escaped, timer in self.alexa.touched
        body.listens(moment.event, session.asked, after, now, misheard=moment.is_misheard, rings=rings, touched=touched)
        if isinstance(moment.event, SIGNS):
            for each in self.bodies.values():
                each.alarm = each.alarm if each is body else None  # every foot came out
        if any(isinstance(act, Forget) for act in moment.acts):
            self.alexa.escaped |= {(before.slot_number, step) for step in Step}
            self._forgotten(moment.person)

    def _heard_before(self, session: Session, before: Recovery) -> tuple[tuple[e.Event, frozenset[str]], ...]:
        if session.person is None and before.phase is not Phase.STOPPED:
            self._row = []
        last = [each for each in self._row[-2:] if self.clock.now - each[0] <= A_WHILE]
        return tuple((event, said) for _, event, said in last)

    def _forgotten(self, person: str) -> None:
        self.bodies.pop(person, None)
        self.used_at.pop(person, None)
        self.alexa.stray |= {token for token, owner in self.alexa.owner.items() if owner == person}
        assert self._rows(self.user) == len(self.store.kept)

    def _again(self, event: e.Event, who: str, session: Session, request: str, turn: Turn | None) -> None:
        """Amazon delivers twice: what changed something does nothing more, and is answered, after a restart too.

        The same process gives the same answer; another one says what holds now.
        """
        saved, kept, rings = self.store.saved, dict(self.store.kept), self._rings()
        if not saved or turn is None:
            return
        self.store.begin()
        second = self.coach.hear(self.user, event, session, self.alexa.speaker, request, who)
        assert second == turn, "another answer to the same request"
        restarted = Coach(self.store, self.clock).hear(self.user, event, session, self.alexa.speaker, request, who)
        assert say(restarted.acts, self.locale, restarted.recovery.local(self.clock.now).date(), session.said).speech
        assert self.store.load(self.user) == kept
        assert not self.store.saved
        assert rings == self._rings()

    def _rings(self) -> tuple[object, ...]:
        return dict(self.alexa.reminders.set), {n: dict(each.live) for n, each in self.alexa.timers.items()}

    # --- time

    def waits(self, time_: timedelta, heeds: str | None = None) -> None:
        """Let time pass; ``heeds``: who opens the skill when a reminder rings."""
        until = self.clock.now + time_
        while (ring := self.alexa.next_ring()) is not None and ring <= until:
            self._passes(ring - self.clock.now)
            if heeds is not None:
                self.visits(e.Opened(), heeds)
        self._passes(max(until - self.clock.now, timedelta(0)))

    def _passes(self, by: timedelta) -> None:
        for person, kept in self.store.kept.items():
            timers = self.alexa.at(kept.recovery.slot_number)
            left = timers.live.get(Step.ICE)
            seen = timers.look().get(Step.ICE)
            paused = seen is not None and seen.paused and seen.timer == kept.recovery.timer  # else it is one left over
            self.bodies.setdefault(person, Body()).passes(kept.recovery, left, paused, self.clock.now, by)
        self.clock.skip(by)

    def sleeps_until(self, hour: int) -> None:
        """Sleep until that hour of the next day, or of this one when it is still to come in the small hours."""
        local = self.clock.now.astimezone(self.zone)
        days = 0 if local.hour < min(hour, 5) else 1
        wakes = datetime.combine(local.date() + timedelta(days=days), time(hour), self.zone)
        self.waits(max(wakes.astimezone(self.clock.now.tzinfo) - self.clock.now, timedelta(0)))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the speaker."""
        return ZoneInfo(self.alexa.settings.told[0] or self.alexa.settings.fallback_zone)

    # --- visits

    def visits(
        self,
        event: e.Event,
        who: str = HOUSEHOLD,
        replies: tuple[e.Event | None, ...] = (),
        trouble: int = 0,
        tears: int = 0,
        again: int = 0,
        score: int = 1,
    ) -> None:
        """Begin a conversation and answer sensibly until it ends, but for what is to be said instead."""
        self.hangs_up()
        goes_on = self.hears(event, who, trouble, tears, again)
        self._answers(goes_on, who, replies, trouble, score)

    def mishears(self, event: e.Event, corrections: tuple[e.Event, ...], who: str, after: timedelta) -> None:
        """Hear something that was not said; it is corrected in so many words, at once or a little later."""
        self.hangs_up()
        self.waits(timedelta(seconds=1))  # so that it is the last change
        goes_on = self.hears(event, who, misheard=True)
        person = self._person
        if after or not goes_on:
            self.hangs_up()
            self.waits(after)
            goes_on = False
        for each in corrections:
            goes_on = self.hears(self._consented(each), who, corrects=person)
        self._answers(goes_on, who, (), 0, 1)

    def _answers(
        self, goes_on: bool, who: str, replies: tuple["e.Event | None", ...], trouble: int, score: int
    ) -> None:
        for number in range(12):
            if not goes_on:
                return
            reply = replies[number] if number < len(replies) else None
            if reply is None:
                assert self.session is not None
                reply = sensible(self.session, self.consent, score, e.Trend.BETTER)
            if isinstance(reply, e.StopAsked):
                break
            reply = self._consented(reply)
            goes_on = self.hears(reply, who, trouble + number + 1 if trouble else 0)
        self.hangs_up()

    def _consented(self, reply: e.Event) -> e.Event:
        """Amazon's own question comes back as an answer, whatever is said."""
        if self.consent is None:
            return reply
        consent, permission = Consent.DENIED, self.consent
        if isinstance(reply, e.ConsentAnswered):
            consent = reply.consent
        elif isinstance(reply, e.Yes):
            consent = Consent.ACCEPTED
        elif not isinstance(reply, e.No):
            consent = Consent.NOT_ANSWERED
        if consent is Consent.ACCEPTED:
            self.alexa.granted.add(permission)
        self.consent = None
        return e.ConsentAnswered(consent, False, permission)

    # --- at the speaker, and in the app

    def tells_speaker(self, what: str) -> None:
        """Talk to the speaker itself about every timer it has."""
        for body in self.bodies.values():
            body.alarm = None
        for slot_number, timers in self.alexa.timers.items():
            for step in timers.live:
                self._tells(slot_number, step, what)

    def _tells(self, slot_number: int, step: Step, what: str) -> None:
        timers = self.alexa.at(slot_number)
        seen = timers.look().get(step)
        assert seen
        self.alexa.touched.add((slot_number, step))
        if what == "pause" and not seen.paused:
            timers.natively_paused(step)
        elif what == "resume" and seen.paused:
            timers.natively_resumed(step)
            for person, kept in self.store.kept.items():
                if kept.recovery.slot_number == slot_number:
                    self.bodies.setdefault(person, Body()).resumed = True
        elif what == "cancel":
            timers.natively_cancelled(step)
        elif what == "stretch":
            timers.natively_stretched(10 * MINUTE, step)
            self.alexa.stretched.add((slot_number, step))

    def changes_reminder(self, number: int, by: int | None) -> None:
        """Move a reminder in the app by so many minutes, or delete it."""
        live = self.alexa.reminders.live
        if not live:
            return
        token = list(live)[number % len(live)]
        if by is None:
            del self.alexa.reminders.set[token]
            self.alexa.gone.add(token)
        else:
            self.alexa.reminders.set[token] = max(live[token] + by * MINUTE, self.clock.now + MINUTE)
            self.alexa.moved.add(token)
            self.alexa.moved_ever.add(token)

    def permits(self, granted: frozenset[Permission]) -> None:
        """Change the permissions in the app; the news come with :meth:`news_arrive`, or never."""
        self.alexa.granted = set(granted)
        self._news.append((tuple(sorted(granted)), self.clock.now))

    def news_arrive(self, backwards: bool = False, twice: bool = False) -> None:
        """Deliver what was changed in the app, in any order, some of it twice."""
        news = self._news[::-1] if backwards else self._news
        for granted, at in [*news, *news] if twice else news:
            self.news_on = max(self.news_on, at.date())
            self.store.load(self.user)
            self.coach.permissions_changed(self.user, e.PermissionsChanged(granted), at)
            self.store.kept = self.store.load(self.user)
            self._believed()
        self._news = []

    def _believed(self) -> None:
        """Count as stray what the coach gives up when a permission is withdrawn."""
        known = {each.token for kept in self.store.kept.values() for each in kept.recovery.reminders}
        known |= {token for kept in self.store.kept.values() for token in kept.recovery.unwanted}
        self.alexa.stray |= set(self.alexa.reminders.live) - known

    def travels(self, zone: str) -> None:
        """Arrive in another time zone."""
        self.knows_zone = False
        self.alexa.settings.told = zone, None

    def disables(self, late: timedelta = timedelta(0), twice: bool = False, trouble: int = 0) -> None:
        """Leave the skill; the news come late, and twice."""
        at = self.clock.now - late
        for _ in range(2 if twice else 1):
            self.alexa.begin(trouble, in_session=False)
            self.coach.forget_all(self.user, at, self.alexa.speaker)
        stayed = {person for person, used in self.used_at.items() if used > at}
        self.store.kept = self.store.load(self.user)
        left = set(self.store.kept)
        came_back = self.news_on > at.date()  # who changes permissions has the skill
        assert left <= stayed or came_back, f"{left - stayed} left the skill and are still kept"
        assert stayed <= left, f"{stayed - left} came back and were forgotten"
        assert self._rows(self.user) == len(left)
        for person in set(self.bodies) - left:
            self._forgotten(person)
        self.alexa.stray |= {token for token in self.alexa.reminders.live if self.alexa.owner[token] not in left}
        self.hangs_up()
