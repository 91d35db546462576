"""`python -m skill`: the skill as a production server, from ANKLE_COACH_* variables."""

import logging
import sys

import waitress

from skill.config import BadSetting, Config
from skill.ports import RecoveriesTrouble
from skill.web import LARGEST_BODY, create_app

REFUSED_TO_START = 2


def main() -> int:
    """Serve until stopped; refuse to start with one clear line for a person."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        config = Config.from_environment()
        app = create_app(config)
        server = waitress.create_server(
            app, host=config.host, port=config.port, threads=config.threads, max_request_body_size=LARGEST_BODY * 2
        )
    except BadSetting as error:
        return _refuse(str(error))
    except RecoveriesTrouble as error:
        return _refuse(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL")
    except (OSError, ValueError) as error:
        return _refuse(f"cannot listen on {config.host} port {config.port}, or read a file: {error}")
    if config.rehearsal:
        print("Ankle Coach: this is a rehearsal, so it listens on this machine only.", file=sys.stderr)
    print(f"Ankle Coach listens on http://{config.host}:{config.port}/alexa", file=sys.stderr, flush=True)
    server.run()
    return 0


def _refuse(why: str) -> int:
    print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
    return REFUSED_TO_START


if __name__ == "__main__":
    sys.exit(main())
