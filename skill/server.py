"""The production server: granian, with one worker process that runs the Flask application.

Clients that send their headers slowly cost it no thread, those that send a body slowly one each.
"""

import logging
import multiprocessing
import os
import socket
import sys
from threading import Thread, main_thread
from typing import Any

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from skill.config import Config
from skill.housekeeping import start_housekeeping
from skill.ports import RecoveriesTrouble
from skill.storage import recoveries_at
from skill.telemetry import flush, formatter_of, set_up
from skill.web import clock_of, create_app

log = logging.getLogger("skill")

LONGEST_HEAD = 32 * 1024
"""In bytes: the first line and headers of a request."""
HEAD_SECONDS = 30
"""How long a client may take to send them."""
ENDING_SECONDS = 8
"""For what is under way when the server is told to end: Alexa waits no longer for an answer."""


def serve(config: Config) -> None:
    """Answer requests until SIGTERM or SIGINT, and then those under way.

    Raises:
        OSError: when it cannot listen at the host and port.
        SystemExit: when the worker cannot be kept alive.
    """
    Granian(
        "skill.server:worker",
        factory=True,
        address=_free_address(config.host, config.port),
        port=config.port,
        interface=Interfaces.WSGI,
        blocking_threads=config.threads,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=LONGEST_HEAD),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=ENDING_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=_logging(config),
    ).serve()


def worker() -> Flask:
    """Return the application of a worker process; what it opened is closed when the process ends."""
    try:
        config = Config.from_environment()
        listener = set_up(config.log)
        logging.getLogger("_granian").handlers.clear()
        logging.getLogger("_granian").propagate = True
        store, clock = recoveries_at(config.database_url), clock_of(config)
        app = create_app(config, store, clock)
        start_housekeeping(store, clock)

        def close_at_end() -> None:
            main_thread().join()
            store.close()
            flush(listener)

        Thread(target=close_at_end).start()
        Thread(target=_end_with_the_parent, daemon=True).start()
    except (RecoveriesTrouble, OSError, RuntimeError, ValueError) as error:  # RuntimeError: no thread can be started
        sys.exit(f"Ankle Coach cannot go on: {error}.")
    if config.rehearsal:
        log.warning("this is a rehearsal, so it listens on this machine only")
    log.info("Ankle Coach listens on http://%s:%d/alexa", config.host, config.port)
    return app


def _end_with_the_parent() -> None:
    """End this process when the one that started it was killed: another may then take the port and the database."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _free_address(host: str, port: int) -> str:
    """Return the IP address of a host, which granian needs, after a look at the port, which it would share."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    socket.create_server(address[:2], family=family).close()
    return str(address[0])


def _logging(config: Config) -> dict[str, Any]:
    """Return how granian itself logs: errors only, as the skill does."""
    formatter = type(formatter_of(config.log, sys.stderr))
    console = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
    return {
        "formatters": {"generic": {"()": formatter}},
        "handlers": {"console": console},
        "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
    }
