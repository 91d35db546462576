"""What must hold after every request, one function for each rule; docs/safety.md has S1 to S21."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from skill.ports import Record
from skill.routine import events as e
from skill.routine.acts import Act, Ask, AskConsent, Forget, Question, Say, SetReminders
from skill.routine.advance import advance, expire
from skill.routine.context import Context
from skill.routine.deadlines import Purpose
from skill.routine.events import Permission
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Session, Stage, Turn, is_held
from tests.routine.test_table import sounds_right
from tests.simulation.alexa import Alexa
from tests.simulation.body import BRIEF, FLAGS, TAKES_BACK, Body, in_ice, is_distance, says_end
from tests.simulation.store import WatchedStore

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MORNING, NIGHT = time(7), time(22)
"""S9, written out here so that a changed rule is noticed; so are all numbers below."""

MOST_WORDS_IN_TROUBLE = 70
"""A turn in which Alexa's API failed says so, which takes some words more than 45."""

SEE_SOMEONE = re.compile(r"see (a|someone)|time for a physical therapist|medical (care|advice)|looked at", re.I)
CARE = re.compile(
    r"(Take your foot out\. )?((You|That can be a sign)[^.]*\. (Stop here\. That|It) needs medical care now|"
    r"First get that looked at|The plan waits until a doctor has looked at it|Out of the water now\.|Keep it out\.|"
    r"[A-Z][a-z ]+ skin is a warning\. That should be over)"
)
"""How an answer to a red flag, or to a sign of too much cold, begins."""

OUTINGS = ("jog", "slow-or-walk", "walk", "walk-begun", "enjoy-walk", "how-jog", "how-walk")
RUNS = ("jog", "slow-or-walk")
UNSCREENED = (Phase.NEW, Phase.SCREENING, Phase.RECOVERED)
ANSWERS = (e.Yes, e.No, e.Unsure, e.Unheard, e.Thinking, e.MeaningAsked)
"""What is no request of its own."""


IS_IN = (e.StillIn, e.IcedTold)
"""What tells that the foot is in the ice, whatever the coach says."""

MAY_REPEAT = ("foot-out-first", "reminders-left", "timer-unreachable")
"""What is said as long as it holds: a foot may be in the water, or Alexa's API fails."""


@dataclass
class Moment:
    """One request and what became of it."""

    now: datetime
    person: str
    event: e.Event
    asked: Question | None
    """The question that was open."""
    before: Recovery
    after: Recovery
    """As it is kept now."""
    turn: Turn | None
    """``None``: the store failed, and the answer was that nothing can be found."""
    speech: str
    locale: str
    body: Body
    """As it was before."""
    alexa: Alexa
    store: WatchedStore
    kept: dict[str, Record]
    """The household as it was kept before."""
    bodies: dict[str, Body]
    """By the person whose plan it is counted in."""
    is_unknown: bool
    """No voice was recognised in this conversation."""
    begins: bool
    """The conversation begins."""
    is_misheard: bool
    """The user said something else, and corrects it."""
    corrects: str | None
    """The person about whose plan the coach misheard something, that is corrected now."""
    heard_before: tuple[tuple[e.Event, frozenset[str]], ...]
    """What was said and heard in the two turns before, in this conversation or since a stop, some minutes ago."""
    here: ZoneInfo | None
    """The real time zone; ``None`` when the coach could not be told in this conversation."""

    @property
    def well(self) -> bool:
        """Whether every call and the save succeeded."""
        return self.turn is not None and not self.alexa.failed

    @property
    def known(self) -> Recovery:
        return self.turn.recovery if self.turn else self.before

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def local(self, moment: datetime) -> datetime:
        """The local time of the user, or what the coach has to take for it."""
        if self.here:
            return moment.astimezone(self.here)
        return (self.known if self.known.zone else self.before).local(moment)

    @property
    def said(self) -> list[str]:
        return [act.key for act in self.acts if isinstance(act, Say)]

    @property
    def sentences(self) -> frozenset[str]:
        """What was said and asked, with its numbers."""
        spoken = [act for act in self.acts if isinstance(act, Say | Ask)]
        return frozenset(
            f"{act.key} {sorted(act.values.items())}"
            if isinstance(act, Say)
            else f"{act.question} {sorted(act.values.items())}"
            for act in spoken
        )

    @property
    def acts(self) -> tuple[Act, ...]:
        return self.turn.acts if self.turn else ()

    @property
    def unsure(self) -> set[str]:
        """The reminders the coach cannot know of, or could not cancel so far."""
        return self.alexa.stray | self.alexa.moved | set(self.after.unwanted)

    @property
    def begins_ice(self) -> bool:
        return in_ice(self.after) and not in_ice(self.before)


# --- how it sounds ----------------------------------------------------------------------------


def asks_one_question(m: Moment) -> None:
    """How it sounds: one question a turn, Amazon's own counted."""
    asking = [act for act in m.acts if isinstance(act, Ask | AskConsent)]
    assert len(asking) <= 1
    assert m.speech.count("?") <= 1, m.speech


def is_short(m: Moment) -> None:
    """How it sounds: 45 words a turn, 20 a sentence; what is said of a failing API comes on top."""
    if m.well and m.turn and not {"zone-changed", "zone-moved"} & set(m.said):  # which may come on top of anything
        sounds_right(m.turn, m.locale, m.today)
    assert len(m.speech.split()) <= MOST_WORDS_IN_TROUBLE, m.speech


def no_sentence_three_times_in_a_row(m: Moment) -> None:
    """How it sounds: no sentence three times in a row, but to a user who asks for the same thing three times.

    A question may be put again after other words, until it is answered.
    """
    if len(m.heard_before) < 2 or m.turn is None:
        return
    (first, one), (second, two) = m.heard_before
    if first == second == m.event and not isinstance(m.event, ANSWERS):
        return
    may_repeat = (*MAY_REPEAT, str(m.turn.asked))
    repeated = {each for each in one & two & m.sentences if not each.startswith(may_repeat)}
    assert not repeated, (first, second, m.event, m.speech)
    assert not one == two == m.sentences, (first, second, m.event, m.speech)


# --- keeping ----------------------------------------------------------------------------------


def saves_only_what_changed(m: Moment) -> None:
    """Nothing is saved when nothing changed."""
    assert m.store.idle == 0
    if m.turn and not any(isinstance(act, Forget) for act in m.acts) and (m.person in m.store.kept):
        assert m.turn.recovery == m.after, "what was answered is what is kept"


def forgotten_is_gone(m: Moment) -> None:
    """After "forget me" nothing is kept and nothing rings, unless it was said that something may."""
    if not any(isinstance(act, Forget) for act in m.acts):
        return
    assert m.person not in m.store.kept
    said = "Your timer didn't answer" in m.speech or Permission.TIMERS in m.alexa.denied
    if not said and not m.before.is_blank:
        assert not m.alexa.at(m.before.slot_number).live, "a timer without a plan"
    if "please delete them in the Alexa app" not in m.speech and "may still ring" not in m.speech:
        unknown = m.alexa.stray | m.alexa.moved_ever if Permission.REMINDERS in m.alexa.denied else set()
        assert not set(m.alexa.live_of(m.person)) - unknown, "a reminder without a plan"


# --- timers and reminders ---------------------------------------------------------------------


def one_timer_each(m: Moment) -> None:
    """Never two live timers of one person.

    Guaranteed of all timers about which Alexa has answered. One whose start, pause or cancelling got no answer, or that
    was started by a request that could not be saved, may ring beside until it is looked at, which the next question
    about time does. So may one that was paused, resumed or stretched at the speaker itself.
    """
    slot_number = m.before.slot_number
    live = [step for step in m.alexa.at(slot_number).live if (slot_number, step) not in m.alexa.escaped]
    unchanged = [step for step in live if (slot_number, step) not in m.alexa.touched]
    assert len(unchanged) <= 1, f"two timers: {live}"
    counted = [m.after.countdown.step] if m.after.countdown else []
    unknown = [step for step in live if (slot_number, step) not in m.alexa.touched and step not in counted]
    assert not unknown, f"{unknown} rings for nothing, with {m.after.countdown}"


def one_reminder_for_a_moment(m: Moment) -> None:
    """Never two live reminders for one moment of one person.

    Guaranteed at any time of all reminders whose creation was answered and saved and whose cancelling did not fail,
    but for those moved in the app, once a request is saved; and of all reminders whatsoever after any request of this
    person in which reminders were looked at (each about reminders, and each that sets some) and no call failed.
    """
    live = m.alexa.live_of(m.person)
    unsure = m.unsure if m.turn else m.unsure | m.alexa.moved_ever
    surely = [at for token, at in live.items() if token not in unsure]
    assert len(set(surely)) == len(surely), "two for one moment"
    if m.well and m.alexa.made:
        assert m.alexa.looked, "set without a look at what there is"
    if m.well and m.alexa.looked:
        known = {each.token for each in m.after.reminders}
        assert set(live) <= known, "a reminder that no plan knows, although it was looked for"
        assert len(set(live.values())) == len(live), "two for one moment"


def no_reminder_is_lost(m: Moment) -> None:
    """Every reminder that rings is known, or is to be cancelled, or its creation got no answer or was not saved.

    One that was moved in the app is known until the time it was set for.
    """
    if any(isinstance(act, Forget) for act in m.acts):
        return  # see `forgotten_is_gone`
    known = {each.token for each in m.after.reminders} | set(m.after.unwanted) | m.alexa.stray | m.alexa.moved_ever
    assert set(m.alexa.live_of(m.person)) <= known


def known_reminders_are_set(m: Moment) -> None:
    """Every known reminder is set, whichever user of the household has talked to the coach."""
    for person, kept in m.store.kept.items():
        known = {each.token for each in kept.recovery.reminders}
        lost = known - set(m.alexa.reminders.set) - m.alexa.gone
        assert not lost, f"{person!r} is not reminded any more"


def says_truly_what_rings(m: Moment) -> None:
    """After "no reminder is set", or "not any more", none rings."""
    if m.well and {"reminders-none", "reminders-cancelled"} & set(m.said):
        assert not m.alexa.live_of(m.person), m.speech
    if m.well and m.begins and m.is_unknown and "reminders-none" in m.said:
        known = {each.token for kept in m.kept.values() for each in kept.recovery.reminders}
        assert not known & set(m.alexa.reminders.live), "a reminder of the household rings"


def is_set_for_the_day(m: Moment) -> None:
    """S9: no reminder is set outside of 7:00 to 22:00 local time, nor for later than the following day."""
    for planned, zone in m.alexa.made:
        assert zone == ("" if m.known.zone_guessed else m.known.zone) or m.turn is None or m.known.zone is None
        local = m.local(planned.at)
        assert MORNING <= local.time() < NIGHT, f"{planned} is at {local}"
        assert planned.at > m.now
        assert (local.date() - m.today).days <= 1, f"{planned} is after tomorrow"


def rings_by_day(m: Moment) -> None:
    """S9: after the next request in a new zone nothing is left that would ring at night there."""
    if not m.well or any(isinstance(act, Forget) for act in m.acts):
        return
    for token, at in m.alexa.live_of(m.person).items():
        if token not in m.unsure:
            assert MORNING <= m.local(at).time() < NIGHT, f"{token} is at {m.local(at)}"


def no_reminder_of_what_is_held(m: Moment) -> None:
    """S4, S11: no reminder of an outing on a day that is held, none of ice after a red flag."""
    if not m.well or m.turn is None:
        return
    until = max((day for day in (m.body.no_move_until, m.body.no_run_until) if day), default=date.min)
    for token, at in m.alexa.live_of(m.person).items():
        purpose = m.alexa.planned[token].purpose
        if token in m.unsure:
            continue
        assert m.after.phase not in (Phase.STOPPED, Phase.RECOVERED, Phase.NEW)
        if purpose is Purpose.MOVE:
            assert m.local(at).date() >= until
            assert m.after.referred_on is None


# --- the steps --------------------------------------------------------------------------------


def massage_on_a_warm_ankle(m: Moment) -> None:
    """S10: no massage within an hour of the ice."""
    if "massage-how" in m.said:
        assert not in_ice(m.before)
        assert m.body.out_at is None or m.now - m.body.out_at >= HOUR


def ice_at_most_twenty_minutes(m: Moment) -> None:
    """S7: twenty minutes in all, pauses left out."""
    countdown = m.after.countdown
    if m.turn is None or countdown is None or countdown.step is not Step.ICE:
        return
    assert countdown.planned <= 20 * MINUTE
    goes_on = m.after.iced_at == m.body.began_at
    ran = m.body.ran if goes_on else (countdown.paused_at or m.now) - (m.after.iced_at or m.now)
    assert ran + countdown.remaining_at(m.now) <= 20 * MINUTE + timedelta(seconds=1), f"{ran} and {countdown}"


def twenty_minutes_with_those_before_us(m: Moment) -> None:
    """S19: what the user told of before counts towards the twenty minutes."""
    if m.begins_ice and m.after.countdown and m.after.iced_at != m.body.began_at:
        left = m.after.countdown.remaining_at(m.now)
        assert m.body.before_us(m.now) + left <= 20 * MINUTE + timedelta(seconds=1), m.body.told


def no_alarm_is_lost(m: Moment) -> None:
    """S21: what rings at the end of the ice stays, unless the user said that the foot is out or that it should end.

    What was misheard may end it until the next words, within two minutes.
    """
    for person, body in m.bodies.items():
        if m.turn is None or body.alarm is None or body.is_too_late(m.now) or _may_end(m, person):
            continue
        after = m.store.of(person)
        assert in_ice(after), f"the foot is in, and {m.event} has ended the ice"
        assert after.countdown
        assert after.countdown.ends_at, "the time stands still"
        asks = person == m.person and m.turn.asked is Question.STILL_IN  # and sets it again
        if m.well and not asks and body.alarm.on_device and (after.slot_number, Step.ICE) not in m.alexa.touched:
            live = m.alexa.at(after.slot_number).live.get(Step.ICE)
            assert live, f"{m.event} has ended the timer"
            unsure = (after.slot_number, Step.ICE) in m.alexa.escaped
            assert unsure or live <= after.countdown.remaining_at(m.now) + timedelta(seconds=1)


def _may_end(m: Moment, person: str) -> bool:
    """Return whether the ice of a user may end with these words, or stand still."""
    if isinstance(m.event, e.RedFlagSaid | e.SkinWarned | e.ColdRiskTold):
        return True  # of every foot that it may be about
    body = m.bodies[person]
    if body.misheard_at and person != m.person:
        return True  # it is corrected later, or by a voice that has a plan of its own
    if person == m.person and m.is_misheard:
        return True
    if body.waits_for_more(m.event, m.asked):
        return True
    if person != m.person:
        return False
    if isinstance(m.event, TAKES_BACK) and m.body.takes_back_ice(m.now):
        return True
    return says_end(m.event, m.asked)


def every_stop_can_be_taken_back(m: Moment) -> None:
    """S21: what a turn stopped or held is as before after "that's wrong", at once or as the first words after it."""
    if m.turn is None or not _stops(m) or any(isinstance(act, Forget) for act in m.acts):
        return
    then, known = m.now + MINUTE, m.turn.recovery
    old = m.before.countdown
    if old and ((old.ends_at and old.ends_at <= then) or (old.paused_at and m.now - old.paused_at > HOUR)):
        return  # time alone has ended it
    before = expire(Context(m.before, Session(), m.event, m.now))[0].recovery  # what time alone did stays done
    for session in (m.turn.session, Session(person=m.turn.session.person)):
        turn = advance(known, session, e.TakenBack(), then)
        lost = [name for name in TAKEN_BACK if getattr(turn.recovery, name) != getattr(before, name)]
        assert not lost, f"{lost} after {m.event} and taking it back"
        rings = {each.at for each in turn.recovery.reminders}
        rings |= {each.at for act in turn.acts if isinstance(act, SetReminders) for each in act.planned}
        assert {each.at for each in m.before.reminders if each.at > then} <= rings


TAKEN_BACK = (
    *("stage", "countdown", "began_on", "joined_on", "screened_on", "iced_at", "out_at", "out_told", "iced_for"),
    *("massaged_at", "moved_on", "ice_held_until", "massage_held_until", "move_held_until", "referred_on"),
)


def _stops(m: Moment) -> bool:
    """Return whether words stopped the plan or the time, or held a step."""
    before, after = m.before, m.turn.recovery if m.turn else m.after
    if m.alexa.touched or before.zone != after.zone or isinstance(m.event, e.WorldEvent):
        return False
    if isinstance(m.event, TAKES_BACK) and any(key.startswith(("undone", "foot-out-first")) for key in m.said):
        return False
    held = [name for name in TAKEN_BACK if name.endswith("held_until") and getattr(after, name)]
    held = [name for name in held if getattr(after, name) != getattr(before, name)]
    stopped = after.phase is Phase.STOPPED and before.phase is not Phase.STOPPED
    ended = before.countdown is not None and after.countdown is None
    return bool(held) or stopped or ended


def ice_after_the_check(m: Moment) -> None:
    """S1, S5, S8: no ice before the safety check, and none while a hold of ice lasts."""
    if m.turn and in_ice(m.after):
        assert m.after.stage is Stage.RESTING
        assert m.after.screened_on
        assert not is_held(m.after.ice_held_until, m.after.local(m.now).date())


def ice_after_its_gap(m: Moment) -> None:
    """S9: two hours from start to start, and one hour from the end; what goes on within minutes is one icing."""
    if not m.begins_ice or m.body.began_at is None or m.body.out_at is None or m.after.iced_at is None:
        return
    if m.after.iced_at == m.body.began_at:
        is_back = isinstance(m.event, TAKES_BACK) and m.body.may_take_back(m.now)
        assert m.now - m.body.out_at <= 3 * MINUTE or is_back or not m.body.out_said or isinstance(m.event, IS_IN)
        return
    if isinstance(m.event, IS_IN) or (m.after.iced_at < m.now and m.body.before_us(m.now)):
        return  # the foot is in, whatever was said before: it is the last icing still (S18, S19)
    # Counted from now: ice that the user began before telling of it is their own (S19).
    assert m.now - m.body.began_at >= 2 * HOUR or m.body.ran < BRIEF
    assert m.now - m.body.out_at >= HOUR or m.body.ran < BRIEF


def tells_of_ice_that_comes(m: Moment) -> None:
    """S9: ice is offered, and told to come, by day and through the following day only."""
    waits = [act.values["wait"] for act in m.acts if isinstance(act, Say) and act.key in ("ice-in", "wait-ice")]
    waits += [timedelta(0)] if m.turn and m.turn.asked is Question.OFFER_ICE else []
    for wait in waits:
        assert isinstance(wait, timedelta)
        assert wait >= timedelta(0), m.speech
        assert MORNING <= m.known.local(m.now + wait).time() < NIGHT, m.speech
        assert m.known.ice_day(m.now + wait) <= 1, m.speech


def unrecognised_ice_waits_for_every_cold_foot(m: Moment) -> None:
    """S9: for a voice that is not recognised the gap holds for every foot of the household."""
    if not m.begins_ice or not m.is_unknown or m.after.iced_at != m.now or isinstance(m.event, IS_IN):
        return
    for person, body in m.bodies.items():
        if person != m.person and body.began_at is not None and body.ran >= BRIEF:
            assert m.now - body.began_at >= 2 * HOUR, f"{person!r} has just iced"


def every_foot_comes_out(m: Moment) -> None:
    """S6: a sign of danger from a voice that is not recognised ends every icing, and says so first."""
    if not isinstance(m.event, e.RedFlagSaid | e.SkinWarned | e.ColdRiskTold) or not m.is_unknown or m.turn is None:
        return
    assert not [name for name, kept in m.store.kept.items() if feet_in(kept, m.now)]
    if [name for name, kept in m.kept.items() if feet_in(kept, m.now)] and not m.alexa.touched:
        assert m.speech.startswith(("Take your foot out", "Out of the water")), m.speech


def feet_in(kept: Record, now: datetime) -> bool:
    """Return whether the coach counts an icing whose time is not up."""
    countdown = kept.recovery.countdown
    return in_ice(kept.recovery) and countdown is not None and (countdown.ends_at or now) > now


def held_ankle_does_not_run(m: Moment) -> None:
    """S4, S11: no outing on a twisted ankle; no jog on one that got worse, or is at six and more, or just iced."""
    said = set(m.said)
    free = {act.key for act in m.acts if isinstance(act, Say) and act.values.get("move") == "free"}
    if m.body.no_move_until and m.today < m.body.no_move_until:
        assert not said & set(OUTINGS), m.speech
        assert not free, m.speech
        assert m.turn is None or m.turn.asked is not Question.OFFER_MOVE
    if m.body.no_run_until and m.today < m.body.no_run_until:
        assert not said & set(RUNS), m.speech
    if said & {"jog", "slow-or-walk", "walk", "walk-begun", "enjoy-walk"}:
        assert m.body.out_at is None or m.now - m.body.out_at >= HOUR
        assert MORNING <= m.local(m.now).time() < NIGHT


def runs_as_far_as_the_score_allows(m: Moment) -> None:
    """S11: up to 2 the easy jog, up to 5 two slow miles or the walk, above nothing."""
    event = m.event
    tells = isinstance(event, e.Assessed) and event.score is not None and not is_distance(event, m.asked)
    score = event.score if isinstance(event, e.Assessed) and tells else m.body.score
    if "jog" in m.said:
        assert score is not None
        assert score <= 2
    if set(m.said) & {"slow-or-walk", "walk"}:
        assert score is not None
        assert score <= 5


def worse_is_told_to_see_someone(m: Moment) -> None:
    """S12: "worse" hears in that very answer to see someone, and is sent on no run.

    So does what is the same or more than mild on day four, and any soreness after a week.
    """
    event = m.event
    if m.turn is None or not isinstance(event, e.Assessed):
        return
    score, day = event.score or 0, min(m.before.day(m.now), m.known.day(m.now))
    in_range = 0 <= score <= 10
    sore = score > (0 if day >= 7 else 2) or event.trend is e.Trend.SAME
    on_day_four = day >= 4 and sore and m.before.phase not in UNSCREENED and event.trend is not e.Trend.GONE
    if in_range and (event.trend is e.Trend.WORSE or on_day_four):
        assert SEE_SOMEONE.search(m.speech), m.speech
        assert not set(m.said) & set(RUNS), m.speech


def care_comes_first(m: Moment) -> None:
    """S3, S6: a red flag is answered with care before anything else."""
    flagged = isinstance(m.event, e.RedFlagSaid | e.SkinWarned) or (m.asked, type(m.event)) in FLAGS
    if flagged and m.turn is not None:
        assert CARE.match(m.speech), m.speech


RULES = (
    asks_one_question,
    is_short,
    no_sentence_three_times_in_a_row,
    saves_only_what_changed,
    forgotten_is_gone,
    one_timer_each,
    one_reminder_for_a_moment,
    no_reminder_is_lost,
    known_reminders_are_set,
    says_truly_what_rings,
    is_set_for_the_day,
    rings_by_day,
    no_reminder_of_what_is_held,
    massage_on_a_warm_ankle,
    ice_at_most_twenty_minutes,
    twenty_minutes_with_those_before_us,
    no_alarm_is_lost,
    every_stop_can_be_taken_back,
    ice_after_the_check,
    ice_after_its_gap,
    unrecognised_ice_waits_for_every_cold_foot,
    every_foot_comes_out,
    tells_of_ice_that_comes,
    held_ankle_does_not_run,
    runs_as_far_as_the_score_allows,
    worse_is_told_to_see_someone,
    care_comes_first,
)
