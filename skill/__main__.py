"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import logging
import signal
import sys
from types import FrameType

from skill.config import BadSetting, Config
from skill.logs import set_up
from skill.ports import RecoveriesTrouble
from skill.server import Server
from skill.web import LARGEST_BODY, create_app

log = logging.getLogger("skill")

REFUSED_TO_START = 2


class _Refused(Exception):
    """The server cannot start; the text says why, for a person."""


def main() -> int:
    """Serve until stopped; refuse to start with one clear line for a person."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        config = Config.from_environment()
        set_up(config.log)
        server = _server(config)
    except (BadSetting, _Refused) as why:
        print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
        return REFUSED_TO_START
    signal.signal(signal.SIGTERM, lambda _signal, _frame: server.end())
    if config.rehearsal:
        log.warning("this is a rehearsal, so it listens on this machine only")
    log.info("Ankle Coach listens on http://%s:%d/alexa", config.host, config.port)
    server.run()
    return 0


def _server(config: Config) -> Server:
    try:
        app = create_app(config)
    except RecoveriesTrouble as error:
        raise _Refused(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL") from None
    except (OSError, ValueError) as error:
        raise _Refused(f"a file of the rehearsal cannot be read: {error}") from None
    try:
        return Server(
            app,
            config.host,
            config.port,
            threads=config.threads,
            largest_body=LARGEST_BODY,
            refused=app.refused_unread,
        )
    except (OSError, ValueError) as error:
        raise _Refused(f"cannot listen on {config.host} port {config.port}: {error}") from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)  # nothing is being answered yet


if __name__ == "__main__":
    sys.exit(main())
