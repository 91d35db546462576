"""`python -m skill`, the production server: granian, whose worker processes run the Flask application.

Clients that send their headers slowly cost it no thread, those that send a body slowly one each.
"""

import logging
import multiprocessing
import os
import signal
import socket
import sys
from logging.handlers import QueueHandler, QueueListener
from queue import Queue
from threading import Thread, main_thread
from typing import TextIO

from flask import Flask, g, has_request_context
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from skill.alexa.verify import Signers
from skill.config import BadSetting, Config, JsonFormatter, send_lines_to, system_clock
from skill.ports import Clock, RecoveriesTrouble
from skill.storage import recoveries_at, start_housekeeping
from skill.web import create_app

log = logging.getLogger("skill")

LONGEST_HEAD = 32 * 1024
"""In bytes: the first line and headers of a request."""
HEAD_SECONDS = 30
"""How long a client may take to send them."""
ENDING_SECONDS = 8
"""For what is under way when the server is told to end: Alexa waits no longer for an answer."""
REFUSED_TO_START = 2

WAITING = 1000
"""Lines that may wait to be written, while standard error takes none; what comes then is lost."""
LAST_WORDS = 1.0
"""Seconds that a process which ends gives to the lines that still wait."""

LOG_OF_GRANIAN = {
    "formatters": {"generic": {"()": JsonFormatter}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}},
    "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
}
"""Errors only, as the skill's own lines."""


def main(target: str = "skill.__main__:worker") -> int:
    """Serve until stopped, or tell in one line why not; ``target`` names what returns a worker's application."""
    for name in (signal.SIGTERM, signal.SIGINT):  # a supervisor's, and Ctrl-C
        signal.signal(name, lambda *_: sys.exit())  # nothing is being answered yet
    try:
        config = Config.from_environment()
        _try(config)
        _serve(config, target)
    except (BadSetting, RuntimeError) as why:  # RuntimeError: too little memory for the threads
        print(f"Ankle Coach did not start: {why}.", file=sys.stderr)
        return REFUSED_TO_START
    return 0


def _try(config: Config) -> None:
    """Open and close what the worker will open, so that what is wrong with it is told before there is one."""
    try:
        store = recoveries_at(config.database_url, config.workers)
    except RecoveriesTrouble as error:
        raise BadSetting(f"the database does not open ({error}); see ANKLE_COACH_DATABASE_URL") from None
    create_app(config, store)
    store.close()


def _serve(config: Config, target: str) -> None:
    """Answer requests until SIGTERM or SIGINT, and then those under way."""
    try:
        Granian(
            target,
            factory=True,
            address=_free_address(config.host, config.port),
            port=config.port,
            interface=Interfaces.WSGI,
            workers=config.workers,
            blocking_threads=config.threads,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=LONGEST_HEAD),
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=ENDING_SECONDS,
            log_level=LogLevels.error,
            log_dictconfig=LOG_OF_GRANIAN,
        ).serve()
    except (OSError, ValueError) as error:
        raise BadSetting(f"cannot listen on {config.host} port {config.port}: {error}") from None


def worker(clock: Clock = system_clock, signers: Signers | None = None) -> Flask:
    """Return the application of a worker process; what it opened is closed when the process ends."""
    try:
        config = Config.from_environment()
        listener = start_logging()
        logging.getLogger("_granian").handlers.clear()
        logging.getLogger("_granian").propagate = True
        store = recoveries_at(config.database_url)
        app = create_app(config, store, clock, signers)
        start_housekeeping(store, clock)

        def close_at_end() -> None:
            main_thread().join()
            store.close()
            flush(listener)

        Thread(target=close_at_end).start()
        Thread(target=_end_with_the_parent, daemon=True).start()
    except (RecoveriesTrouble, OSError, RuntimeError, ValueError) as error:  # RuntimeError: no thread can be started
        sys.exit(f"Ankle Coach cannot go on: {error}.")
    log.info("Ankle Coach listens on http://%s:%d/alexa", config.host, config.port)
    return app


def start_logging(stream: TextIO | None = None) -> QueueListener:
    """Send every line to ``stream`` (standard error), through a queue that never holds the thread that logs."""
    queue: Queue[logging.LogRecord] = Queue(WAITING)
    handler = QueueHandler(queue)
    handler.addFilter(_add_request_id)
    logging.raiseExceptions = False  # a line that cannot be queued or written is lost, without a traceback
    send_lines_to(handler)
    listener = QueueListener(queue, logging.StreamHandler(stream or sys.stderr))
    listener.start()
    return listener


def _add_request_id(record: logging.LogRecord) -> bool:
    record.request_id = g.get("request_id") if has_request_context() else None
    return True


def flush(listener: QueueListener) -> None:
    """Write the lines that wait, as far as standard error takes them in `LAST_WORDS` seconds."""
    last = Thread(target=listener.stop, daemon=True)
    last.start()
    last.join(LAST_WORDS)


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


if __name__ == "__main__":
    sys.exit(main())
