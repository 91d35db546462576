"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import logging
import signal
import sys
from types import FrameType
from typing import Any

import waitress

from skill.config import BadSetting, Config
from skill.ports import RecoveriesTrouble
from skill.web import LARGEST_BODY, create_app

REFUSED_TO_START = 2


class _Refused(Exception):
    """The server cannot start; the text says why, for a person."""


def main() -> int:
    """Serve until stopped; refuse to start with one clear line for a person."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    signal.signal(signal.SIGTERM, _stop)
    try:
        config = Config.from_environment()
        server = _server(config)
    except (BadSetting, _Refused) as why:
        print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
        return REFUSED_TO_START
    if config.rehearsal:
        print("Ankle Coach: this is a rehearsal, so it listens on this machine only.", file=sys.stderr)
    print(f"Ankle Coach listens on http://{config.host}:{config.port}/alexa", file=sys.stderr, flush=True)
    server.run()
    return 0


def _server(config: Config) -> Any:
    try:
        app = create_app(config)
    except RecoveriesTrouble as error:
        raise _Refused(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL") from None
    except (OSError, ValueError) as error:
        raise _Refused(f"a file of the rehearsal cannot be read: {error}") from None
    try:
        return waitress.create_server(
            app, host=config.host, port=config.port, threads=config.threads, max_request_body_size=LARGEST_BODY * 2
        )
    except (OSError, ValueError) as error:
        raise _Refused(f"cannot listen on {config.host} port {config.port}: {error}") from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # The server takes this for its end: what is being answered is answered first.
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
