"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import logging
import signal
import sys
from types import FrameType

from skill.alexa.body import LONGEST
from skill.clock import Clock, rehearsal_clock, system_clock
from skill.config import BadSetting, Config
from skill.housekeeping import Housekeeping
from skill.logs import set_up
from skill.ports import Recoveries, RecoveriesTrouble
from skill.server import Server
from skill.storage import recoveries_at
from skill.web import create_app

log = logging.getLogger("skill")

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
        set_up(config.log)
        clock, recoveries = _world(config)
        server = _server(config, recoveries, clock)
    except (BadSetting, _Refused) as why:
        print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
        return REFUSED_TO_START
    for name in ENDING:
        signal.signal(name, lambda _signal, _frame: server.end())
    if config.rehearsal:
        log.warning("this is a rehearsal, so it listens on this machine only")
    log.info("Ankle Coach listens on http://%s:%d/alexa", config.host, config.port)
    housekeeping = Housekeeping(recoveries, clock)
    housekeeping.start()
    server.run()
    housekeeping.stop()
    return 0


def _world(config: Config) -> tuple[Clock, Recoveries]:
    clock = rehearsal_clock(config.rehearsal_clock) if config.rehearsal_clock else system_clock
    try:
        clock()
        return clock, recoveries_at(config.database_url)
    except RecoveriesTrouble as error:
        raise _Refused(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL") from None
    except (OSError, ValueError) as error:
        raise _Refused(f"a file of the rehearsal cannot be read: {error}") from None


def _server(config: Config, recoveries: Recoveries, clock: Clock) -> Server:
    try:
        app = create_app(config, recoveries, clock)
    except (OSError, ValueError) as error:
        raise _Refused(f"a file of the rehearsal cannot be read: {error}") from None
    try:
        return Server(
            app,
            config.host,
            config.port,
            threads=config.threads,
            largest_body=LONGEST,
            refused=app.refused_unread,
        )
    except (OSError, ValueError) as error:
        raise _Refused(f"cannot listen on {config.host} port {config.port}: {error}") from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # nothing is being answered yet


if __name__ == "__main__":
    sys.exit(main())
