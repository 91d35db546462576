"""Check-ins: coached through the ice, by reminders at about two minutes and half way."""

from dataclasses import replace

import pytest

from skill.routine import events as e
from skill.routine.acts import AskConsent, CancelReminders, Question, SetReminders
from skill.routine.deadlines import Purpose
from skill.routine.events import Consent, ConsentAnswered, Permission, Refusal, RemindersSet
from skill.routine.recovery import Phase, Recovery
from skill.routine.schedule import prompts_ahead
from tests.routine.clock import DAY, HOUR, MINUTE, NOW
from tests.routine.people import EVERYONE, coached, icing, new, paused, ready, rested, walking
from tests.routine.turns import acts, after, heard, keys


def minutes(known: Recovery) -> list[tuple[Purpose, float]]:
    """Return the check-ins ahead and how many minutes from now they ring."""
    return [(each.purpose, (each.at - NOW) / MINUTE) for each in prompts_ahead(known, NOW)]


@pytest.mark.parametrize(
    ("done", "of", "ahead"),
    [
        (0, 20, [(Purpose.EASING, 2), (Purpose.HALF_WAY, 10)]),
        (1, 20, [(Purpose.EASING, 1), (Purpose.HALF_WAY, 9)]),
        (2, 20, [(Purpose.HALF_WAY, 8)]),
        (10, 20, []),
        (0, 10, [(Purpose.EASING, 2), (Purpose.HALF_WAY, 5)]),
        (0, 8, [(Purpose.HALF_WAY, 4)]),
        (0, 4, [(Purpose.HALF_WAY, 2)]),
        (0, 3, []),
    ],
)
def test_at_two_minutes_and_half_way(done: int, of: int, ahead: list[tuple[Purpose, float]]) -> None:
    assert minutes(icing(done, of * MINUTE)) == ahead


def test_none_outside_the_day_nor_while_nothing_runs() -> None:
    for local_hour, ahead in ((6.8, 0), (6.9, 1), (7, 2), (21.8, 2), (21.9, 1), (22, 0), (3, 0)):
        now = NOW + (local_hour - 15) % 24 * HOUR
        turn = heard(ready(), e.IcingAsked(), now=now)
        if turn.asked is Question.ANYTHING_NEW:  # asked on another day than the safety check
            turn = after(turn, e.No(), now=now)
        known = turn.recovery
        assert len(prompts_ahead(known, now)) == ahead, local_hour
    assert prompts_ahead(paused(), NOW) == prompts_ahead(walking(), NOW) == prompts_ahead(ready(), NOW) == ()


@pytest.mark.parametrize(
    ("known", "key"),
    [
        (icing(11), "prompts-late"),
        (walking(), "prompts-walk"),
        (EVERYONE["no ice"], "ice-held"),
        (EVERYONE["stopped"], "care-first"),
    ],
)
def test_where_there_is_nothing_to_check_in_on(known: Recovery, key: str) -> None:
    turn = heard(known, e.PromptsAsked())
    assert keys(turn) == [key]
    assert not turn.recovery.prompts
    assert not acts(turn, SetReminders)


def test_nothing_rings_at_night() -> None:
    late = NOW + 7 * HOUR
    assert keys(heard(ready(), e.PromptsAsked(), now=late)) == ["prompts-night"]
    begun = heard(ready(), e.IcingAsked(), now=late)
    assert keys(heard(begun.recovery, e.PromptsAsked(), now=late)) == ["prompts-night"]


def test_no_more_reminders_means_them_too() -> None:
    turn = heard(coached(), e.RemindersCancelled())
    assert acts(turn, CancelReminders)
    assert turn.recovery.phase is Phase.ICING
    assert not acts(heard(turn.recovery, e.PauseAsked(), e.ResumeAsked()), SetReminders)


@pytest.mark.parametrize("consent", [Consent.DENIED, Consent.NOT_ANSWERED, Consent.FAILED])
def test_without_the_permission_the_ice_goes_on(consent: Consent) -> None:
    asked = heard(heard(icing(1), e.PromptsAsked()).recovery, RemindersSet((), Refusal.PERMISSION))
    assert acts(asked, AskConsent) == [AskConsent(Permission.REMINDERS)]
    turn = heard(asked.recovery, ConsentAnswered(consent, permission=Permission.REMINDERS))
    assert turn.recovery.phase is Phase.ICING
    assert turn.recovery.countdown == icing(1).countdown
    assert keys(turn)[0] == "prompts-cannot"
    assert not turn.recovery.prompts


@pytest.mark.parametrize(
    ("reason", "key"), [(Refusal.UNSUPPORTED, "prompts-cannot"), (Refusal.UNREACHABLE, "prompts-unreachable")]
)
def test_where_they_cannot_be_set_the_coach_says_so(reason: Refusal, key: str) -> None:
    turn = heard(heard(icing(1), e.PromptsAsked()).recovery, RemindersSet((), reason))
    assert keys(turn) == [key]
    assert turn.recovery.planned == ()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (ready(reminders_denied_at=NOW - HOUR), ["prompts-denied", Question.FOOT_IN]),
        (rested(reminders_denied_at=NOW - HOUR), ["prompts-denied", Question.OFFER_ICE]),
        (paused(reminders_denied_at=NOW - HOUR), ["prompts-denied", Question.RESUME]),
        (ready(reminders_denied_at=NOW - 8 * DAY), ["prompts-noted", Question.FOOT_IN]),
    ],
)
def test_nobody_promises_what_was_not_allowed(known: Recovery, said: list[str]) -> None:
    turn = heard(known, e.PromptsAsked())
    assert keys(turn) == said
    assert turn.recovery.prompts is ("prompts-noted" in said)


def test_what_was_not_allowed_is_told_in_a_new_plan_and_in_the_ice_too() -> None:
    first = heard(replace(new(), reminders_denied_at=NOW - HOUR), e.PromptsAsked())
    assert keys(first)[0] == "prompts-denied"
    assert first.asked is Question.FOUR_STEPS
    assert not first.recovery.prompts
    tried = heard(icing(1, reminders_denied_at=NOW - HOUR), e.PromptsAsked())
    assert keys(heard(tried.recovery, RemindersSet((), Refusal.PERMISSION))) == ["prompts-denied"]
