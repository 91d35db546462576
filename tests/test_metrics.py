"""Figures: what they count, what they must never tell."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from skill import metrics as module
from skill.alexa.api import operation_of
from skill.alexa.watch import KINDS, kind_of
from skill.metrics import Metrics
from skill.ports import Conflict, Record
from skill.routine.plan import ICE_TIME
from skill.storage.memory import MemoryRecoveries
from speaker.clock import Clock
from tests.alexa.pki import NOW
from tests.alexa.recorded import SECRETS, names
from tests.knocking import USER, Knocker, at_home
from tests.test_web import READY

MINUTE = timedelta(minutes=1)
LABEL = re.compile(r'(\w+)="([^"]*)"')

MAY_BE_TOLD = {
    "kind": {"launch", "intent", "session-ended", "consent", "skill-event", "other"},
    "outcome": {"answered", "nothing", "not-understood", "trouble", "refused", "defect", "ok", "failed", "401"},
    "check": {"headers", "content-type", "method", "path"},
    "operation": {
        *("create-timer", "list-timers", "delete-timer", "pause-timer", "resume-timer"),
        *("create-reminder", "list-reminders", "delete-reminder", "time-zone", "distance-units", "other"),
    },
}
"""Every label, and every value of it that these tests bring about."""


@pytest.fixture
def knocker(tmp_path: Path) -> Knocker:
    return Knocker(tmp_path, metrics=True)


def figure(knocker: Knocker, name: str) -> float:
    """A figure by its whole name, 0 when it is not there."""
    for line in knocker.http.get("/metrics").text.splitlines():
        if line.startswith(f"{name} "):
            return float(line.rpartition(" ")[2])
    return 0


def requests_of(knocker: Knocker, kind: str, outcome: str) -> float:
    return figure(knocker, f'ankle_coach_requests_total{{kind="{kind}",outcome="{outcome}"}}')


def test_they_are_off_unless_asked_for(tmp_path: Path) -> None:
    knocker = Knocker(tmp_path)
    knocker.hear("LaunchRequest")
    assert knocker.http.get("/metrics").status_code == 404


def test_the_page_is_prometheus(knocker: Knocker) -> None:
    page = knocker.http.get("/metrics")
    assert page.status_code == 200
    assert page.content_type.startswith("text/plain; version=")


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [
        ("LaunchRequest", "launch", "answered"),
        ("RedFlagIntent", "intent", "answered"),
        ("session-ended", "session-ended", "nothing"),
        ("consent-denied", "consent", "answered"),
        ("resumed-accepted", "consent", "answered"),
        ("skill-enabled", "skill-event", "nothing"),
        ("unknown-type", "other", "nothing"),
    ],
)
def test_requests_by_kind_and_outcome(knocker: Knocker, name: str, kind: str, outcome: str) -> None:
    knocker.hear(name)
    knocker.hear(name)
    assert requests_of(knocker, kind, outcome) == 2
    assert figure(knocker, f'ankle_coach_request_seconds_count{{kind="{kind}"}}') == 2


def test_a_request_that_is_not_understood(knocker: Knocker) -> None:
    document = knocker.document("LaunchRequest")
    document["context"]["System"]["device"] = 5
    assert knocker.knock(document).status_code == 200
    assert requests_of(knocker, "other", "not-understood") == 1


class Failing(MemoryRecoveries):
    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure

    def load(self, user: str) -> dict[str, Record]:
        raise self.failure


@pytest.mark.parametrize(("failure", "outcome"), [(Conflict(), "trouble"), (ZeroDivisionError(), "defect")])
def test_a_request_that_fails(tmp_path: Path, failure: Exception, outcome: str) -> None:
    knocker = Knocker(tmp_path, Failing(failure), metrics=True)
    knocker.knock(knocker.document("LaunchRequest"))
    assert requests_of(knocker, "launch", outcome) == 1


def test_refusals_by_check(knocker: Knocker) -> None:
    knocker.http.post("/alexa", json={})
    knocker.http.post("/alexa", data="{}")
    knocker.http.get("/alexa")
    knocker.http.get("/admin")
    for check in ("headers", "content-type", "method", "path"):
        assert figure(knocker, f'ankle_coach_refusals_total{{check="{check}"}}') == 1
    assert requests_of(knocker, "other", "refused") == 4


def test_pages_are_not_counted(knocker: Knocker) -> None:
    for page in ("/health", "/ready", "/metrics"):
        knocker.http.get(page)
    assert "ankle_coach_requests_total{" not in knocker.http.get("/metrics").text


def test_calls_to_alexas_apis(knocker: Knocker) -> None:
    def calls(operation: str, outcome: str) -> float:
        labels = f'{{operation="{operation}",outcome="{outcome}"}}'
        return figure(knocker, f"ankle_coach_alexa_api_calls_total{labels}")

    knocker.keep(READY)
    with at_home(knocker) as (home, _):
        knocker.hear("icing-no-slots")
        assert calls("create-timer", "ok") == 1
        knocker.hear("FootOutIntent")
        assert calls("delete-timer", "ok") == 1
        home.granted.clear()
        knocker.keep(READY)
        knocker.hear("icing-no-slots")
        assert calls("create-timer", "401") == 1
    knocker.keep(READY)
    knocker.hear("icing-no-slots")
    assert calls("create-timer", "failed") == 1
    assert figure(knocker, 'ankle_coach_alexa_api_seconds_count{operation="create-timer"}') == 3


def test_timers_that_run(knocker: Knocker) -> None:
    def running() -> float:
        return figure(knocker, "ankle_coach_timers_running")

    knocker.keep(READY)
    with at_home(knocker):
        assert running() == 0
        knocker.hear("icing-no-slots")
        assert running() == 1
        knocker.hear("AMAZON.PauseIntent")
        assert running() == 0
        knocker.hear("AMAZON.ResumeIntent")
        assert running() == 1
        knocker.clock.skip(ICE_TIME - MINUTE)
        assert running() == 1
        knocker.clock.skip(2 * MINUTE)
        assert running() == 0


def test_a_countdown_without_a_timer_does_not_count(knocker: Knocker) -> None:
    knocker.keep(READY)
    knocker.hear("icing-no-slots")
    assert figure(knocker, "ankle_coach_timers_running") == 0


def test_timers_that_rang_are_forgotten_though_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORGET_FROM", 10)
    clock = Clock(NOW, 0)
    metrics = Metrics(clock.now)
    for number in range(100):
        metrics.timer(str(number), clock.now() + MINUTE)
        clock.skip(MINUTE)
    assert len(metrics._ends) < 10


def test_no_label_tells_of_anyone(knocker: Knocker) -> None:
    for name in names():
        knocker.knock(knocker.document(name))
    with at_home(knocker):
        for name in ("icing-no-slots", "ReportSorenessIntent", "TimeLeftIntent"):
            knocker.hear(name)
    knocker.http.post("/alexa", json={"SECRET": "SECRET"})
    page = knocker.http.get("/metrics").text
    labels = {(name, value) for name, value in LABEL.findall(page) if name != "le"}
    assert labels <= {(name, value) for name, values in MAY_BE_TOLD.items() for value in values}
    assert not any(secret in page for secret in (*SECRETS, USER, "en-US", "Intent"))


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("POST", "/v1/alerts/timers", "create-timer"),
        ("GET", "/v1/alerts/timers/", "list-timers"),
        ("DELETE", "/v1/alerts/timers/SECRET", "delete-timer"),
        ("DELETE", "/v1/alerts/timers", "other"),
        ("POST", "/v1/alerts/timers/SECRET/pause", "pause-timer"),
        ("POST", "/v1/alerts/timers/SECRET/resume", "resume-timer"),
        ("GET", "/v2/devices/SECRET/settings/System.timeZone", "time-zone"),
        ("GET", "/v2/devices/SECRET/settings/System.distanceUnits?a=b", "distance-units"),
        ("GET", "/v2/accounts/SECRET/settings/Profile.email", "other"),
    ],
)
def test_operations(method: str, path: str, operation: str) -> None:
    assert operation_of(method, f"https://api.amazonalexa.com{path}") == operation


def test_kinds() -> None:
    assert {*map(kind_of, KINDS), kind_of("Display.ElementSelected")} == MAY_BE_TOLD["kind"]
