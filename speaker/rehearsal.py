"""Starts the real skill and everything around it, ready to talk to.

    with stage() as skill, skill.rehearsal("en-GB") as talk:
        talk.device.say("my ankles are sore")

One stage (one running skill) serves many rehearsals, one after the other. Each is a new household and sets the clock
again.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from speaker.app import App
from speaker.clock import Clock, real_now
from speaker.cloud import Cloud
from speaker.conversation import Conversation
from speaker.device import Device
from speaker.household import REMINDERS_SCOPE, TIMERS_SCOPE, Household, household
from speaker.locales import OPENING, usual_location
from speaker.rest import Rest
from speaker.shipped_model import PACKAGE, ShippedModel, model_path, shipped_model
from speaker.signing import Signer
from speaker.skill_process import SKILL, SkillProcess
from speaker.understand import Understanding


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One household that talks to the skill."""

    device: Device
    home: Household
    """Permissions, settings, ``timers``, ``reminders``, and switches that make Alexa's APIs fail."""
    app: App
    """The settings of the skill on the user's phone."""
    cloud: Cloud
    """``cloud.exchanges``: every request and answer."""
    stage: "Stage"

    @property
    def clock(self) -> Clock:
        """The clock of both sides."""
        return self.stage.clock


@dataclass(frozen=True, slots=True)
class Stage:
    """A running skill, Alexa's REST APIs, and the clock they share."""

    skill: SkillProcess
    clock: Clock
    rest: Rest
    """``rest.calls``: the API calls of the skill."""
    signer: Signer

    @contextmanager
    def rehearsal(
        self,
        locale: str = "en-US",
        *,
        start: datetime | None = None,
        allow_timers: bool = False,
        allow_reminders: bool = False,
        user: str | None = None,
        package: Path = PACKAGE,
    ) -> Iterator[Rehearsal]:
        """Yield a new household.

        ``start`` (aware) sets the clock. ``user`` is the id of a user who comes back. ``package`` has the sentences.
        """
        model, understanding = _understanding(locale, package)
        self.clock.reset(start or usual_location(locale).at(OPENING))
        home = household(locale, self.clock, user)
        if allow_timers:
            home.granted.add(TIMERS_SCOPE)
        if allow_reminders:
            home.granted.add(REMINDERS_SCOPE)
        cloud = Cloud(self.skill.url, self.signer)
        try:
            app = App(home, cloud, self.rest, self.clock)
            conversation = Conversation(home, cloud, self.rest, self.clock)
            yield Rehearsal(Device(home, conversation, app, understanding, model, self.clock), home, app, cloud, self)
        finally:
            cloud.close()


@contextmanager
def stage(
    speed: float = 0.0, settings: Mapping[str, str] | None = None, command: Sequence[str] = SKILL
) -> Iterator[Stage]:
    """Start the skill by ``command`` and yield it; ``settings`` are ANKLE_COACH_* variables that differ.

    With ``speed`` 0 time passes only when it is skipped, so that a dialogue always sounds the same.
    """
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="ankle-coach-")))
        clock = Clock(real_now(), speed, folder / "clock.json")
        signer = Signer(folder)
        rest = Rest()
        cleanup.callback(rest.close)
        skill = SkillProcess(folder, signer, folder / "clock.json", settings or {}, command)
        cleanup.callback(skill.stop)
        skill.start()
        yield Stage(skill, clock, rest, signer)


@cache
def _understanding(locale: str, package: Path) -> tuple[ShippedModel, Understanding]:
    return shipped_model(locale, package), Understanding.load(model_path(locale, package))
