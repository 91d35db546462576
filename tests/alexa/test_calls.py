"""How often Alexa's APIs are called for an answer, and how often in turn: a user waits about 100 ms for each.

Through the real handlers and the SDK's clients, for every intent in every phase.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import get_ident

import pytest

from skill.alexa.api import AlexaApi
from skill.alexa.device import AlexaTimers
from skill.alexa.inbound import INTENTS, to_attributes, user_of
from skill.alexa.skill import Handlers, web_answer
from skill.coach import Coach
from skill.ports import HOUSEHOLD, Record
from skill.routine.acts import Question
from skill.routine.deadlines import Countdown, Purpose, Reminder
from skill.routine.plan import ICE_TIME, Step
from skill.routine.recovery import Phase, Recovery, Session, Stage
from skill.storage.sqlite import MemoryRecoveries
from speaker.clock import Clock
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE, household
from speaker.rest import Rest
from tests.fakes import NOW

from .alexa_api import asking
from .recorded import parsed, recorded

MINUTE = timedelta(minutes=1)
TODAY = (NOW - timedelta(hours=8)).date()
"""Where the user lives."""

LOOKS = ("time-zone", "distance-units", "list-timers", "list-reminders")

WELL = Recovery(zone="America/Los_Angeles", metric=False, settings_on=TODAY, heard_on=TODAY)
BEGUN = replace(WELL, began_on=TODAY, screened_on=TODAY, stage=Stage.RESTING)
ICING, WALKING = (Countdown(step, ICE_TIME, NOW - 8 * MINUTE + ICE_TIME) for step in (Step.ICE, Step.MOVE))
PLANS = {
    Phase.NEW: WELL,
    Phase.SCREENING: replace(BEGUN, stage=Stage.SCREENING, screened_on=None),
    Phase.READY: replace(BEGUN, stage=Stage.READY),
    Phase.ICING: replace(BEGUN, countdown=ICING),
    Phase.PAUSED: replace(BEGUN, countdown=ICING.paused(NOW - MINUTE)),
    Phase.WALKING: replace(BEGUN, countdown=WALKING),
    Phase.RESTING: replace(BEGUN, iced_at=NOW - 200 * MINUTE, out_at=NOW - 180 * MINUTE, out_told=True),
    Phase.STOPPED: replace(BEGUN, stage=Stage.STOPPED),
    Phase.RECOVERED: replace(BEGUN, stage=Stage.RECOVERED),
}
"""A plan in each phase."""

PLANNED, TIMED = set(Phase) - {Phase.NEW}, {Phase.ICING, Phase.PAUSED, Phase.WALKING}
IN_TURN: list[tuple[str, set[Phase], int]] = [
    ("LaunchRequest WhereAmIIntent TimeLeftIntent AMAZON.PauseIntent AMAZON.ResumeIntent", PLANNED, 1),
    ("PauseItIntent ResumeItIntent BackIntent CancelIceIntent DoneIntent FootOutIntent", PLANNED, 1),
    ("TimerRangIntent StillInIntent", PLANNED, 1),
    ("ListRemindersIntent CancelRemindersIntent ChangeRemindersIntent RemindMeIntent", set(Phase), 1),
    ("ReportSorenessIntent CheckInIntent MassageIntent MoveIntent NextIcingIntent", TIMED, 1),
    ("AMAZON.NextIntent AMAZON.PreviousIntent CoachMeThroughIntent AskTopicIntent", TIMED, 1),
    ("NextStepIntent PreviousStepIntent NeverMindIntent RedFlagIntent SkinWarningIntent", TIMED, 1),
    ("CannotStepsIntent IcedBeforeIntent BeenInIntent", TIMED, 1),
    ("ColdRiskIntent", {Phase.ICING, Phase.PAUSED}, 1),
    ("TwistIntent StepDoneIntent", {Phase.WALKING}, 1),
    ("StartIcingIntent SetLengthIntent", {Phase.READY, Phase.PAUSED}, 1),
    ("LessTimeIntent", {Phase.PAUSED}, 1),
    ("BeenInIntent", {Phase.READY}, 1),
    # look for a timer that is left over, then start
    ("AMAZON.ResumeIntent ResumeItIntent StillInIntent", {Phase.READY}, 2),
    # end the timer, start a shorter one
    ("LessTimeIntent SetLengthIntent", {Phase.ICING, Phase.WALKING}, 2),
    # end the walk, then start
    ("StartIcingIntent", {Phase.WALKING}, 2),
    # look, end the timer: twenty minutes were iced before
    ("IcedBeforeIntent", {Phase.ICING, Phase.PAUSED}, 2),
    # look, end the timer, start one of what is left
    ("StartIcingIntent BeenInIntent", {Phase.ICING}, 3),
    ("StillInIntent BeenInIntent", {Phase.PAUSED}, 3),
    # look at the timer and the reminders, set the first one, set the others
    ("CoachMeThroughIntent", {Phase.ICING}, 3),
]
"""The calls in turn, while a conversation goes on: at most one, but where a later line says why; elsewhere none."""


class Counting:
    """Counts the calls to Alexa's APIs by operation, and those that the user waits for in turn.

    Of calls that go side by side exactly one is made by the thread of the request, but for those about several
    reminders, which are all made by others.
    """

    def __init__(self) -> None:
        self.begin()

    @property
    def in_turn(self) -> int:
        more = {"delete-reminder"} & set(self.calls) or {"create-reminder"} & {
            operation for operation, count in self.calls.items() if count > 1
        }
        return self._here + len(more)

    def called(self, operation: str, outcome: str, seconds: float) -> None:
        self.calls[operation if outcome == "ok" else f"{operation} {outcome}"] += 1
        self._here += get_ident() == self._thread

    def begin(self) -> None:
        self.calls: Counter[str] = Counter()
        self._here, self._thread = 0, get_ident()


class Homes:
    def __init__(self) -> None:
        self.rest, self.clock, self.store = Rest(), Clock(NOW, 0), MemoryRecoveries()
        self._counting = Counting()
        self._api = AlexaApi(is_local=True)
        api = AlexaApi(self._counting.called, is_local=True)
        coach = Coach(self.store, self.clock.now)
        self._answer = web_answer(Handlers(coach, api))
        self._users = count()

    def hear(self, name: str, plan: Recovery, session: Session | None = None) -> Counting:
        """Send a request of a user with this plan, and a timer when it counts; without a session one begins."""
        home = household("en-US", self.clock, f"amzn1.ask.account.SECRET{next(self._users)}")
        home.granted |= {TIMERS_SCOPE, REMINDERS_SCOPE}
        token, document = self.rest.token(home), recorded(name)
        device = {"deviceId": home.device_id, "supportedInterfaces": {}}
        document["context"]["System"].update(apiEndpoint=self.rest.url, apiAccessToken=token, device=device)
        document["context"]["System"]["user"]["userId"] = home.user
        document["session"]["user"]["userId"] = home.user
        document["session"]["attributes"] = to_attributes(session) if session else {}
        plan = replace(plan, timer=self._timer(plan.countdown, token))
        self.store.save(user_of(parsed(document)), HOUSEHOLD, Record(plan, 0), NOW)
        counting = self._counting
        counting.begin()
        self._answer(json.dumps(document).encode())
        assert all(counting.calls[look] <= 1 for look in LOOKS), "nothing is listed twice"
        return counting

    def _timer(self, countdown: Countdown | None, token: str) -> str | None:
        if countdown is None:
            return None
        services = self._api.services_for(asking(self.rest.url, token))
        timers = AlexaTimers(services.get_timer_management_service(), "en-US", self.clock.now)
        timer = timers.start(countdown.step, countdown.remaining_at(NOW))
        if countdown.paused_at:
            timers.pause(timer)
        return timer


@pytest.fixture(scope="module")
def homes() -> Iterator[Homes]:
    homes = Homes()
    yield homes
    homes.rest.close()


@pytest.mark.parametrize("intent", ["LaunchRequest", *INTENTS])
def test_calls_in_turn(homes: Homes, intent: str) -> None:
    for phase, plan in PLANS.items():
        expected = max(
            (most for intents, phases, most in IN_TURN if intent in intents.split() and phase in phases), default=0
        )
        assert homes.hear(intent, plan, Session(person=HOUSEHOLD)).in_turn == expected, phase
        # When a conversation begins, the time zone is asked for at the same time.
        begun = homes.hear(intent, plan)
        assert begun.calls["time-zone"] == 1
        assert begun.in_turn == max(expected, 1), phase


@pytest.mark.parametrize(
    ("phase", "asked", "answer", "operation"),
    [
        (Phase.READY, Question.FOOT_IN, "AMAZON.YesIntent", "create-timer"),
        (Phase.PAUSED, Question.RESUME, "AMAZON.YesIntent", "resume-timer"),
        (Phase.ICING, None, "AMAZON.PauseIntent", "pause-timer"),
        (Phase.ICING, None, "FootOutIntent", "delete-timer"),
        (Phase.ICING, None, "CancelIceIntent", "delete-timer"),
        (Phase.ICING, None, "RedFlagIntent", "delete-timer"),
        (Phase.ICING, None, "TimeLeftIntent", "list-timers"),
        (Phase.WALKING, None, "DoneIntent", "delete-timer"),
    ],
)
def test_one_call_is_enough(homes: Homes, phase: Phase, asked: Question | None, answer: str, operation: str) -> None:
    session = Session(asked=asked, person=HOUSEHOLD)
    assert homes.hear(answer, PLANS[phase], session).calls == {operation: 1}


@pytest.mark.parametrize("phase", [Phase.ICING, Phase.RESTING])
def test_all_looks_of_an_opening_go_side_by_side(homes: Homes, phase: Phase) -> None:
    reminders = (Reminder(Purpose.ICE, NOW + 180 * MINUTE, "token"),)
    opened = homes.hear("LaunchRequest", replace(PLANS[phase], settings_on=None, reminders=reminders))
    assert opened.calls == dict.fromkeys(LOOKS, 1)
    assert opened.in_turn == 1
