"""What ``script/talk`` does: talk at the keyboard, play a dialogue, show the four days, or serve the page."""

import argparse
import os
import sys
import threading
import webbrowser
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from interaction_model.errors import SentencesError
from speaker.clock import real_now
from speaker.days import play_story
from speaker.dialogue import BadLine, read_dialogue
from speaker.live import Beginning, Live
from speaker.locales import usual_location
from speaker.page import PortTaken, page
from speaker.player import Outcome, Player
from speaker.rehearsal import Rehearsal, stage
from speaker.shipped_model import shipped_model
from speaker.skill_process import SkillWouldNotStart
from speaker.sounds import Kind
from speaker.terminal import Terminal
from speaker.voice import NoVoice, Voice

FAILED, WRONG = 1, 2
"""Exit codes: the skill failed (or did not answer as expected); the command cannot be run."""
USER = "THE-USER-OF-THIS-LAPTOP"
"""Always the same, so that a skill with a database of its own knows a user who comes back."""


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    try:
        if options.days:
            return _show_days()
        return _serve_page(options) if options.web else _talk(options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to say, not even at exit
        return FAILED
    except (BadLine, NoVoice, SentencesError, SkillWouldNotStart, PortTaken, OSError, UnicodeDecodeError) as error:
        print(_in_one_line(error), file=sys.stderr)
        return WRONG


def _talk(options: argparse.Namespace) -> int:
    written = options.file is not None or not sys.stdin.isatty()
    lines = _lines(options.file)
    voice = Voice(options.locale) if options.voice else None
    if not written:
        print("Starting Ankle Coach ...", file=sys.stderr)
    speed = options.speed if options.speed is not None else (0.0 if written else 1.0)
    allowed = {"allow_timers": options.allow_timers, "allow_reminders": options.allow_reminders}
    with (
        stage(speed, _settings(options)) as running,
        running.rehearsal(options.locale, start=_start(options, written), user=USER, **allowed) as rehearsal,
    ):
        if written:
            return _play(rehearsal, lines, voice, options.check)
        name = shipped_model(options.locale).invocation
        rehearsal.device.learn()
        Terminal(rehearsal, name, voice, strict_timing=options.strict_timing).run()
    return 0


def _lines(file: Path | None) -> Iterable[str]:
    """Return the lines to play; a mistake in the last line of a file is found now, not after minutes."""
    if file is None:
        return sys.stdin
    lines = file.read_text("utf-8").splitlines()
    list(read_dialogue(lines))
    return lines


def _settings(options: argparse.Namespace) -> dict[str, str]:
    return {"ANKLE_COACH_DATABASE_URL": options.database} if options.database else {}


def _show_days() -> int:
    print("Starting Ankle Coach ...", file=sys.stderr)
    with stage() as running, running.rehearsal() as rehearsal:
        return _ended(rehearsal, play_story(rehearsal, partial(print, flush=True)), check=True)


def _serve_page(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    beginning = Beginning(
        start=_start(options, written=not options.database),
        allow_timers=options.allow_timers,
        allow_reminders=options.allow_reminders,
        user=USER,
        speed=1.0 if options.speed is None else options.speed,
        strict_timing=options.strict_timing,
    )
    print("Starting Ankle Coach ...", file=sys.stderr)
    with stage(0.0, _settings(options)) as running:
        live = Live(running, beginning)
        live.begin(options.locale)
        with page(live, options.port) as address:
            print(f"Talk to it here, and end it with Ctrl-C: {address}", flush=True)
            if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
                webbrowser.open(address)
            threading.Event().wait()
    return 0


def _start(options: argparse.Namespace, written: bool) -> datetime | None:
    """Return when the conversation begins; ``None`` for the usual hour of written dialogues."""
    if options.start is None:
        return None if written else real_now()
    start: datetime = options.start
    return start if start.tzinfo else usual_location(options.locale).at(start)


def _play(rehearsal: Rehearsal, lines: Iterable[str], voice: Voice | None, check: bool) -> int:
    player = Player(rehearsal, lambda line: _print(line, voice))
    outcome = player.play(read_dialogue(lines))
    if voice:
        voice.finish()
    return _ended(rehearsal, outcome, check)


def _ended(rehearsal: Rehearsal, outcome: Outcome, check: bool) -> int:
    """Print what went wrong and return the exit code."""
    for difference in outcome.differences:
        print(difference, file=sys.stderr)
    if outcome.failures:
        print(*outcome.failures, *_last(rehearsal.stage.skill.messages), sep="\n", file=sys.stderr)
    return FAILED if outcome.failures or (check and outcome.differences) else 0


def _print(line: str, voice: Voice | None) -> None:
    print(line, flush=True)
    if voice and line.startswith((Kind.ANSWER.value, Kind.RING.value)):
        voice.say(line[len(Kind.ANSWER.value) :])


def _last(messages: str) -> list[str]:
    return [f"skill: {line}" for line in messages.splitlines()[-5:]]


def _in_one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)
