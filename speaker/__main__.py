"""Command line of the speaker, ``python -m speaker``: talk to the real skill at the keyboard or from a file."""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from interaction_model.errors import SentencesError
from speaker.shipped_model import model_path

FASTEST = 3600.0
PORT, HIGHEST_PORT = 8765, 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    if missing := _missing(options):
        print(missing, file=sys.stderr)
        return 2
    from speaker.commands import run  # after a second of libraries, which a wrong option need not wait for

    try:
        return run(options)
    except KeyboardInterrupt:
        return 130


def _missing(options: argparse.Namespace) -> str:
    """Return what there is not of what the options name; empty when all is there."""
    if options.file and not options.file.exists():
        return f"{options.file}: No such file or directory"
    try:
        model_path(options.locale)
    except (FileNotFoundError, SentencesError) as error:
        return str(error)
    return ""


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
    parser.add_argument("--port", type=_port, default=PORT, help=f"the port of that page ({PORT}; 0 for any free one)")
    parser.add_argument(
        "--strict-timing", action="store_true", help="silence counts after eight seconds, as with a real speaker"
    )
    parser.add_argument("--speed", type=_speed, help="how fast time runs: at 60, 20 minutes take 20 seconds")
    parser.add_argument("--locale", default="en-US", help="the locale of the speaker (en-US)")
    parser.add_argument("--start", type=_moment, help="when it begins there: '2026-06-01 17:00'")
    parser.add_argument("--voice", action="store_true", help="speak answers aloud, with espeak-ng")
    parser.add_argument("--check", action="store_true", help="exit with 1 when the answers are not the expected ones")
    parser.add_argument("--database", type=_database, metavar="URL", help="where data are kept; else they are lost")
    parser.add_argument("--allow-timers", action="store_true", help="begin with the permission for timers given")
    parser.add_argument("--allow-reminders", action="store_true", help="begin with the permission for reminders given")
    return parser


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"a number from 0 to {FASTEST:.0f}, not {text!r}")
    return speed


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"a number from 0 to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def _database(text: str) -> str:
    if "://" not in text:
        raise argparse.ArgumentTypeError(f"a URL like sqlite:///{text}, not {text!r}")
    return text


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a time like '2026-06-01 17:00', not {text!r}") from error


if __name__ == "__main__":
    # When only the speaker is ended, it still stops the skill.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
