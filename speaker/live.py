"""A conversation that runs while pages in a browser follow it: see :mod:`speaker.page`."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from speaker.dialogue import Line, Remark, Said
from speaker.kept import kept
from speaker.locales import OPENING, usual_location
from speaker.perform import lines_typed, perform
from speaker.recogniser import Recogniser, recogniser
from speaker.rehearsal import Rehearsal, Stage
from speaker.saved import Saved
from speaker.shipped_model import PACKAGE, model_path, shipped_model
from speaker.shown import call_of, milliseconds, state_of, turn_of
from speaker.sounds import Sound

Json = dict[str, Any]
TICK = 0.2
"""Real seconds between two looks at the clock."""
HEARTBEAT = 15.0
"""Real seconds without news after which followers get a sign of life."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How conversations begin."""

    start: datetime | None = None
    """Aware; ``None`` for the usual hour of written dialogues."""
    allow_timers: bool = False
    allow_reminders: bool = False
    user: str | None = None
    """The id of a user who comes back."""
    speed: float = 1.0
    """How fast time runs while Alexa waits for no answer."""
    package: Path = PACKAGE
    """The sentences."""
    strict_timing: bool = False
    """Whether time runs, and eight seconds of silence count, while Alexa waits for an answer."""


@dataclass(slots=True)
class Told:
    """What pages know of one conversation."""

    run: str = field(default_factory=lambda: secrets.token_hex(4))
    """Tells conversations apart."""
    entries: list[Json] = field(default_factory=list)
    """What happened, oldest first."""
    told: int = 0
    """How many of them are complete: pages get no others."""
    state: Json = field(default_factory=dict)
    """How things stand now."""


class Live:
    """One household at a time. Every method may be called from any thread."""

    def __init__(self, running: Stage, beginning: Beginning) -> None:
        """Call :meth:`begin` before anything else."""
        self._stage, self._beginning = running, beginning
        self._turn = threading.RLock()
        """Held while anything happens: the skill may take seconds."""
        self._news = threading.Condition()
        """Held for a moment, to tell or to look."""
        self._cleanup = ExitStack()
        self._closing = threading.Event()
        self._told, self._version = Told(), 0
        self._talk: Rehearsal
        self._saved: Saved

    def begin(self, locale: str, *, afresh: bool = False) -> None:
        """Begin with a new household; ``afresh`` with a new user, at the usual hour."""
        with self._turn:
            options = self._beginning if not afresh else Beginning(package=self._beginning.package)
            start = options.start or usual_location(locale).at(OPENING)
            self._cleanup.close()
            self._talk = self._cleanup.enter_context(
                self._stage.rehearsal(
                    locale,
                    start=start,
                    allow_timers=options.allow_timers,
                    allow_reminders=options.allow_reminders,
                    user=options.user,
                    package=options.package,
                )
            )
            self._talk.device.learn()
            head = f"Play it with: script/talk --check --locale {locale} --start '{start:%Y-%m-%d %H:%M}' FILE"
            self._told, self._saved = Told(), Saved(head, self._talk.clock.now())
            if shipped_model(locale, options.package).screen:
                self.do("! screen on")
            self._tell()

    @property
    def saved(self) -> tuple[str, str]:
        """A name for the file, and the conversation as a dialogue."""
        with self._turn:
            locale = self._talk.home.locale
            return ("talk.txt" if locale == "en-US" else f"talk.{locale}.txt"), self._saved.text

    @property
    def locale(self) -> str:
        """The locale spoken now."""
        return self._talk.home.locale

    def ears(self) -> Recogniser:
        """Return what recognises speech; raise ``NotHeard`` when pocketsphinx is missing."""
        return recogniser(model_path(self.locale, self._beginning.package))

    def text(self, number: int) -> str:
        """Return the words of an entry; raise ``IndexError`` when there is none."""
        return str(self._told.entries[number]["text"])

    def do(self, written: str) -> None:
        """Perform a line of a dialogue; raise :class:`BadLine` or ``SkillWouldNotStart``."""
        with self._turn:
            try:
                for line in lines_typed(self._talk, written):
                    self._perform(line)
            finally:
                self._tell()

    def follow(self, run: str, seen: int) -> Iterator[Json | None]:
        """Yield news for a page that has ``seen`` so many entries of ``run``; ``None`` as a sign of life."""
        version = -1
        while not self._closing.is_set():
            with self._news:
                if self._version == version and not self._closing.is_set():
                    self._news.wait(HEARTBEAT)
                told, changed, version = self._told, self._version != version, self._version
                seen = seen if run == told.run else 0
                fresh, seen, run = told.entries[seen : told.told], told.told, told.run
            yield {"run": run, "seen": seen, "entries": fresh, "state": told.state} if changed else None

    def tick(self) -> None:
        """Let what has become due ring, until closed."""
        while not self._closing.wait(TICK):
            with self._turn:
                device = self._talk.device
                sounds = device.wait(timedelta(0)) if self._beginning.strict_timing else device.catch_up()
                if sounds:
                    self._heard(sounds, None)
                    self._tell()

    def close(self) -> None:
        """End the conversation and all that follow it."""
        self._closing.set()
        with self._turn, self._news:
            self._cleanup.close()
            self._stage.clock.pace(0.0)
            self._news.notify_all()

    def _perform(self, line: Line) -> None:
        talk = self._talk
        sent, called, before = len(talk.cloud.exchanges), len(self._stage.rest.calls), kept(self._stage.skill.database)
        self._saved.line(line, talk.clock.now())
        kind = "said" if isinstance(line, Said) else "remark" if isinstance(line, Remark) else "control"
        self._add(kind, line.words if isinstance(line, Said) else line.written)
        self._tell(busy=True)
        sounds = perform(talk, line)
        turns = [turn_of(each) for each in talk.cloud.exchanges[sent:]]
        if turns:
            turns[0] |= {"kept_before": before, "calls": [call_of(each) for each in self._stage.rest.calls[called:]]}
            turns[-1] |= {"kept_after": kept(self._stage.skill.database)}
            if isinstance(line, Said) and (shares := talk.device.shares):
                turns[-1]["shares"] = shares
        self._heard(sounds, line, turns)

    def _heard(self, sounds: list[Sound], line: Line | None, turns: list[Json] | None = None) -> None:
        self._saved.heard(sounds, line, self._talk.clock.now())
        for sound in sounds:
            if sound.text:
                self._add(sound.kind.name.lower(), sound.text)
        if turns:
            self._told.entries[-1]["turns"] = turns

    def _add(self, kind: str, text: str) -> None:
        now, home = self._talk.clock.now(), self._talk.home
        entry = {
            "number": len(self._told.entries),
            "kind": kind,
            "text": text,
            "at": milliseconds(now),
            "clock": f"{now.astimezone(home.zone):%a %H:%M}",
        }
        with self._news:
            self._told.entries.append(entry)

    def _tell(self, *, busy: bool = False) -> None:
        """Tell all followers. Time stands still in a turn and, unless timing is strict, at a question."""
        waits = self._talk.device.listening and not self._beginning.strict_timing
        self._talk.clock.pace(0.0 if busy or waits else self._beginning.speed)
        state = {**state_of(self._talk), "busy": busy}
        with self._news:
            self._told.told, self._told.state = len(self._told.entries), state
            self._version += 1
            self._news.notify_all()
