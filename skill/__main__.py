"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import signal
import sys
from types import FrameType

from skill.config import BadSetting, Config
from skill.ports import RecoveriesTrouble
from skill.server import serve
from skill.storage import recoveries_at
from skill.web import clock_of, create_app

REFUSED_TO_START = 2

ENDING = (signal.SIGTERM, signal.SIGINT)
"""The signals that end the server: a supervisor's, and Ctrl-C."""


class _Refused(Exception):
    """The server cannot start; the text says why, for a person."""


def main() -> int:
    """Serve until stopped; refuse to start with one clear line for a person."""
    for name in ENDING:
        signal.signal(name, _stop)
    try:
        config = Config.from_environment()
        _try(config)
        _listen(config)
    except (BadSetting, _Refused) as why:
        print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
        return REFUSED_TO_START
    return 0


def _try(config: Config) -> None:
    """Open and close what the worker will open, so that what is wrong with it is told before there is one."""
    try:
        store = recoveries_at(config.database_url)
    except RecoveriesTrouble as error:
        raise _Refused(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL") from None
    try:
        create_app(config, store, clock_of(config))
    except (OSError, ValueError) as error:
        raise _Refused(f"a file of the rehearsal cannot be read: {error}") from None
    finally:
        store.close()


def _listen(config: Config) -> None:
    try:
        serve(config)
    except (OSError, ValueError) as error:
        raise _Refused(f"cannot listen on {config.host} port {config.port}: {error}") from None
    except RuntimeError as error:  # too little memory
        raise _Refused(str(error)) from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # nothing is being answered yet


if __name__ == "__main__":
    sys.exit(main())
