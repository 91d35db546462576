"""Command line of the speaker, ``python -m speaker``: talk to the real skill at the keyboard or from a file."""

import argparse
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
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
from speaker.shipped_model import model_path, shipped_model
from speaker.skill_process import SkillWouldNotStart
from speaker.sounds import Kind
from speaker.terminal import Terminal
from speaker.voice import NoVoice, Voice

FAILED, WRONG = 1, 2
"""Exit codes: the skill failed (or did not answer as expected); the command cannot be run."""
FASTEST = 3600.0
PORT = 8765
USER = "THE-USER-OF-THIS-LAPTOP"
"""Always the same, so that a skill with a database of its own knows a user who comes back."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _talk(options)
    except (BadLine, NoVoice, SentencesError, SkillWouldNotStart, PortTaken, OSError, UnicodeDecodeError) as error:
        print(_in_one_line(error), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "script/talk",
        description="A smart speaker without Amazon: talk to the real Ankle Coach skill on this machine.",
        epilog="With FILE or piped input it plays a dialogue (see speaker/dialogue.py) and prints what was "
        "said. Time then stands still but for '+' lines, and begins on a Monday at 17:00.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a dialogue to play")
    parser.add_argument("--days", action="store_true", help="watch a whole recovery, four days in under a minute")
    parser.add_argument("--web", action="store_true", help="talk in the browser, on a page of this machine alone")
    parser.add_argument("--port", type=int, default=PORT, help=f"the port of that page ({PORT}; 0 for any free one)")
    parser.add_argument(
        "--strict-timing", action="store_true", help="silence counts after eight seconds, as with a real speaker"
    )
    parser.add_argument("--speed", type=_speed, help="how fast time runs: at 60, 20 minutes take 20 seconds")
    parser.add_argument("--locale", default="en-US", help="the locale of the speaker (en-US)")
    parser.add_argument("--start", type=_moment, help="when it begins there: '2026-06-01 17:00'")
    parser.add_argument("--voice", action="store_true", help="speak answers aloud, with espeak-ng")
    parser.add_argument("--check", action="store_true", help="exit with 1 when the answers are not the expected ones")
    parser.add_argument(
        "--database", metavar="URL", help="where the skill keeps its data; else it forgets after the conversation"
    )
    parser.add_argument("--allow-timers", action="store_true", help="begin with the permission for timers given")
    parser.add_argument("--allow-reminders", action="store_true", help="begin with the permission for reminders given")
    return parser


def _talk(options: argparse.Namespace) -> int:
    if options.days:
        return _show_days()
    if options.web:
        return _serve_page(options)
    written = options.file is not None or not sys.stdin.isatty()
    model_path(options.locale)
    settings = {"ANKLE_COACH_DATABASE_URL": options.database} if options.database else {}
    with ExitStack() as cleanup:
        lines: Iterable[str] = sys.stdin
        if options.file:
            lines = options.file.read_text("utf-8").splitlines()
            list(read_dialogue(lines))  # find a mistake in the last line now, not after minutes
        voice = Voice(options.locale) if options.voice else None
        if not written:
            print("Starting Ankle Coach ...", file=sys.stderr)
        speed = options.speed if options.speed is not None else (0.0 if written else 1.0)
        running = cleanup.enter_context(stage(speed, settings))
        rehearsal = cleanup.enter_context(
            running.rehearsal(
                options.locale,
                start=_start(options, written),
                allow_timers=options.allow_timers,
                allow_reminders=options.allow_reminders,
                user=USER,
            )
        )
        if written:
            return _play(rehearsal, lines, voice, options.check)
        Terminal(rehearsal, shipped_model(options.locale).invocation, voice).run()
    return 0


def _show_days() -> int:
    print("Starting Ankle Coach ...", file=sys.stderr)
    with stage() as running, running.rehearsal() as rehearsal:
        return _ended(rehearsal, play_story(rehearsal, partial(print, flush=True)), check=True)


def _serve_page(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    model_path(options.locale)
    settings = {"ANKLE_COACH_DATABASE_URL": options.database} if options.database else {}
    beginning = Beginning(
        start=_start(options, written=True),
        allow_timers=options.allow_timers,
        allow_reminders=options.allow_reminders,
        user=USER,
        speed=1.0 if options.speed is None else options.speed,
        strict_timing=options.strict_timing,
    )
    print("Starting Ankle Coach ...", file=sys.stderr)
    with stage(0.0, settings) as running:
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


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"a number from 0 to {FASTEST:.0f}, not {text!r}")
    return speed


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a time like '2026-06-01 17:00', not {text!r}") from error


if __name__ == "__main__":
    # When only the speaker is ended, it still stops the skill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
