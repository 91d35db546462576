"""Whose plan an event is about: resolve the person, in a household where a voice is not recognised every time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from skill.ports import EMPTY, HOUSEHOLD, Record
from skill.routine import events as e
from skill.routine.acts import Forget, Say, concat
from skill.routine.events import Event
from skill.routine.plan import LATE_OUT, LONGEST_PAUSE, TAKE_BACK_WITHIN, Step
from skill.routine.recovery import NOT_UNDER_WAY, Icing, Phase, Recovery, Session, Turn
from skill.routine.schedule import is_day, of_plan

ABOUT_DATA = (e.KnownAsked, e.ForgetAsked)
"""What is about everything that is stored, and not only about what is under way."""
ABOUT_REMINDERS = (e.RemindersListAsked, e.RemindersChanged, e.RemindersCancelled)
"""What is about reminders that are set."""

ABOUT_ICE = (
    *(e.TimeAsked, e.PauseAsked, e.ResumeAsked, e.MoreTimeAsked, e.LessTimeAsked),
    *(e.IceCancelled, e.TooCold, e.FootOut, e.NeverIn, e.PauseMeant),
)
"""What is about ice that runs."""

MAY_BE_OWN = (e.Opened, e.StartOverAsked, *ABOUT_REMINDERS, *ABOUT_DATA)
"""What a recognised user could take to be about a plan of their own."""
CORRECTIONS = (e.TakenBack, e.Meant, e.StillIn, e.ResumeAsked, e.No)
"""What takes back the last words, also when they were about another plan of the household."""
DANGER_SIGNS = (e.RedFlagSaid, e.SkinWarned, e.ColdRiskTold)
"""What ends every icing that it may be about (S6)."""
ENDS_ICE = (e.IceCancelled, e.FootOut, e.NeverIn, e.Finished)
"""What ends ice, of one person."""
FAILURES = ("timer-unreachable", "reminders-left")
"""What is said of a plan that was ended along with another one."""
UNTIMED = ("timer-permission", "timer-by-voice-ice", "timer-by-voice-move")
"""What tells that a plan that was brought back along with another one got no timer."""

Plans = Mapping[str, Recovery]
"""The plans of a household, by person."""
BLANK = EMPTY.recovery
"""That of a person of whom nothing is stored."""
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one request brings."""

    user: str
    voice: str
    """The key of the person who was recognised; empty when none was."""
    event: Event
    session: Session
    """The conversation so far, with this voice."""
    request: str
    """The key of the request; empty when it has none."""
    now: datetime
    """UTC."""


# --- whose plan ---------------------------------------------------------------------------------


def affected(plans: Plans, heard: Heard) -> tuple[str, ...]:
    """Return whose plans an event is about: the first one answers, the others heed a sign of danger too (S6, S21)."""
    about = resolve_person(plans, heard)
    if isinstance(heard.event, e.TakenBack) or (heard.event == e.No() and heard.session.asked is None):
        return (about, *_changed_with(plans, heard, about))
    feet = _feet_in_danger(plans, heard) if isinstance(heard.event, DANGER_SIGNS) else ()
    if not feet:
        return (about,)
    people = dict.fromkeys(person for person in (about, *feet) if person in plans)
    return tuple(sorted(people, key=lambda person: (person not in feet, _is_over(plans[person], heard.now))))


def resolve_person(plans: Plans, heard: Heard) -> str:
    """Return whose plan answers an event: a recognised voice has its own plan, any other voice the household's.

    A conversation stays with the plan it began with, unless another voice is recognised.
    """
    talking = heard.session.person
    if talking is not None and (heard.voice in (HOUSEHOLD, talking) or talking == HOUSEHOLD):
        return talking
    if isinstance(heard.event, CORRECTIONS) and (changed := _just_changed(plans, heard)):
        return changed
    return _of_recognised(plans, heard) if heard.voice else _of_unrecognised(plans, heard.event, heard.now)


def _just_changed(plans: Plans, heard: Heard) -> str | None:
    """Return whose plan was changed lately, and last; a user who has one speaks of that, or of the household's."""
    changed = _changed_lately(plans, heard.now)
    mine = [name for name in changed if not _owns_plan(plans, heard) or name in (HOUSEHOLD, heard.voice)]
    return max(mine, key=lambda name: changed[name], default=None)


def _owns_plan(plans: Plans, heard: Heard) -> bool:
    return heard.voice != HOUSEHOLD and not plans.get(heard.voice, BLANK).is_blank


def _changed_lately(plans: Plans, now: datetime) -> dict[str, datetime]:
    befores = {name: plan.before for name, plan in plans.items()}
    return {name: before.at for name, before in befores.items() if before and now - before.at <= TAKE_BACK_WITHIN}


def _changed_with(plans: Plans, heard: Heard, about: str) -> tuple[str, ...]:
    """Return whose feet the same sign of danger took out: what takes it back brings them all back."""
    out = {name: plan for name, plan in plans.items() if not plan.countdown}
    changed = _changed_lately(out, heard.now)
    return tuple(name for name, at in changed.items() if name != about and at == changed.get(about))


def other_ice(plans: Plans, person: str, heard: Heard) -> Icing | None:
    """Return the last icing of the coldest other foot that may be this one, which ice and massage wait for (S9).

    A recognised user speaks for their own foot; only a plan that begins waits for the household's last ice, which may
    have been theirs.
    """
    recognised = heard.session.recognised
    if recognised and plans.get(person, BLANK).phase not in NOT_UNDER_WAY:
        return None
    others = (name for name in plans if name != person and (not recognised or name == HOUSEHOLD))
    ices = (plans[name].last_ice for name in others)
    return max((ice for ice in ices if ice and heard.now < ice.next_at), key=lambda ice: ice.next_at, default=None)


def record_of(household: Mapping[str, Record], person: str) -> Record:
    """Return the record of a person; a new person gets a slot that is free."""
    if person in household or person == HOUSEHOLD:
        return household.get(person, EMPTY)
    taken = {record.recovery.slot_number for record in household.values()}
    slot_number = next(each for each in range(2, len(taken) + 3) if each not in taken)
    return replace(EMPTY, recovery=Recovery(slot_number=slot_number))


def reminders_of_others(plans: Plans, person: str) -> frozenset[str]:
    """Return the tokens of the reminders that other people of the household have."""
    others = (plan.reminders for name, plan in plans.items() if name != person)
    return frozenset(reminder.token for reminders in others for reminder in reminders)


def _of_recognised(plans: Plans, heard: Heard) -> str:
    """Return their own plan, or the household's where it has what they speak of and their own has not."""
    event, now = heard.event, heard.now
    own, shared = (plans.get(person, BLANK) for person in (heard.voice, HOUSEHOLD))
    if isinstance(event, ABOUT_DATA):
        is_shared = heard.voice not in plans and HOUSEHOLD in plans
    elif isinstance(event, ABOUT_REMINDERS) and _reminds(shared, now):
        is_shared = not _reminds(own, now)
    elif _is_counting(shared, now, Step.ICE):
        is_shared = own.is_blank or (isinstance(event, ABOUT_ICE) and not _is_counting(own, now))
    else:
        is_shared = own.is_blank and shared.phase not in NOT_UNDER_WAY and not isinstance(event, e.SorenessReported)
    return HOUSEHOLD if is_shared else heard.voice


def _of_unrecognised(plans: Plans, event: Event, now: datetime) -> str:
    """Return the countdown that runs, else the household's plan; where it has none, the first that has."""
    people = sorted(plans, key=lambda person: plans[person].slot_number)  # the household's is 1
    if isinstance(event, ABOUT_DATA):
        fitting = people
    elif isinstance(event, ABOUT_REMINDERS) and any(_reminds(plan, now) for plan in plans.values()):
        fitting = [person for person in people if _reminds(plans[person], now)]
    elif counting := [person for person in people if _is_counting(plans[person], now)]:
        fitting = sorted(counting, key=lambda person: _first_to_end(person, plans[person]))
    else:
        fitting = [person for person in people if plans[person].phase not in NOT_UNDER_WAY]
    return fitting[0] if fitting else HOUSEHOLD


def _first_to_end(person: str, plan: Recovery) -> tuple[bool, bool, datetime]:
    """Return what sorts countdowns: ice before a walk, then the household's, then the first to end."""
    ends_at = plan.countdown.ends_at if plan.countdown else None
    return plan.ice is None, person != HOUSEHOLD, ends_at or LAST


def _feet_in_danger(plans: Plans, heard: Heard) -> tuple[str, ...]:
    """Return every foot in ice; a user with a plan of their own speaks for it, else for the household's."""
    feet = _feet_in_ice(plans, heard)
    if not _owns_plan(plans, heard):
        return feet
    return (heard.voice,) if heard.voice in feet else tuple(person for person in feet if person == HOUSEHOLD)


def _feet_in_ice(plans: Plans, heard: Heard) -> tuple[str, ...]:
    return tuple(person for person, plan in plans.items() if _is_counting(plan, heard.now, Step.ICE))


def _is_counting(plan: Recovery, now: datetime, step: Step | None = None) -> bool:
    """Return whether a countdown, or that of this step, runs, is paused for not too long, or has just ended."""
    countdown = plan.countdown
    if countdown is None or step not in (None, countdown.step):
        return False
    if countdown.paused_at:
        return now - countdown.paused_at <= LONGEST_PAUSE
    return countdown.ends_at is not None and now - countdown.ends_at <= LATE_OUT


def _is_over(plan: Recovery, now: datetime) -> bool:
    return plan.countdown is None or plan.countdown.ends_at is None or now >= plan.countdown.ends_at


def _reminds(plan: Recovery, now: datetime) -> bool:
    return bool(plan.unwanted) or any(each.at > now for each in plan.reminders)


# --- what an answer adds about other plans, and about a trip ---------------------------------------


def with_notices(turn: Turn, plans: Plans, heard: Heard, person: str, plan: Recovery, failures: Iterable[str]) -> Turn:
    """Return the turn with its notices; a question still comes last.

    Those of the household are as they were before the turn. ``plan`` is the person's before it, in the zone that holds
    now; ``failures`` are the keys of what failed for other plans.
    """
    is_shared = bool(heard.voice) and person == HOUSEHOLD and isinstance(heard.event, MAY_BE_OWN) and not plan.is_blank
    before = (Say("household-plan"),) if is_shared else _whose_ice(plans, heard, person, turn)
    trip = _of_trip(plans.get(person, BLANK), plan, heard)
    after = (*dict.fromkeys(failures), *trip, *_of_plans(plans, heard.voice, person, turn))
    if not before and not after:
        return turn
    return replace(turn, acts=concat((*before, *turn.acts), tuple(Say(key) for key in after)))


def _whose_ice(plans: Plans, heard: Heard, person: str, turn: Turn) -> tuple[Say, ...]:
    """Return whose ice a voice that is not recognised has ended, where another foot is in ice too."""
    feet = _feet_in_ice(plans, heard)
    is_clear = heard.session.recognised or person not in feet or len(feet) == 1
    if is_clear or turn.recovery.countdown or not isinstance(heard.event, ENDS_ICE):
        return ()
    return (Say("ice-of", {"slot_number": turn.recovery.slot_number}),)


def failures_of(turn: Turn) -> tuple[str, ...]:
    """Return the keys of what failed, or was brought back."""
    said = [act.key for act in turn.acts if isinstance(act, Say)]
    back = ("others-undone",) if any(key.startswith("undone") for key in said) else ()
    untimed = ("others-untimed",) if set(said) & set(UNTIMED) else ()
    return (*back, *untimed, *(key for key in said if key in FAILURES))


def _of_plans(plans: Plans, voice: str, person: str, turn: Turn) -> tuple[str, ...]:
    """Return the keys about other plans: that a user gets one of their own, or that another one stays."""
    under_way = {name for name, plan in plans.items() if plan.phase not in NOT_UNDER_WAY}
    if Forget() in turn.acts:
        others = {name for name, plan in plans.items() if name != person and not plan.is_blank}
        if HOUSEHOLD in others:
            return ("household-plan-stays",)
        return ("another-plan-stays",) if others and not voice else ()
    begins = turn.recovery.phase is Phase.SCREENING and person not in under_way
    return ("own-plan",) if begins and person != HOUSEHOLD and HOUSEHOLD in under_way else ()


def _of_trip(before: Recovery, plan: Recovery, heard: Heard) -> tuple[str, ...]:
    """Return the key that reminders have moved to the times of a new zone, or that some are dropped there (S9)."""
    if before.zone in (None, plan.zone) or isinstance(heard.event, DANGER_SIGNS):
        return ()
    ahead, here = ([each.at for each in of_plan(known.reminders) if each.at > heard.now] for known in (before, plan))
    if len(here) < len(ahead) or not all(is_day(plan.local(at)) for at in here):
        return ("zone-changed",)
    return () if here == ahead else ("zone-moved",)
