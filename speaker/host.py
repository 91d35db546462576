"""The skill's own server for a rehearsal: `python -m speaker.host` instead of `python -m skill`.

It trusts the speaker's certificates and clock, named by three variables, and lets Alexa's APIs be on this machine:
nothing that the production server can be told.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from flask import Flask

from skill import __main__ as server
from skill.alexa.verify import Signers
from skill.config import system_clock

ROOT, MIRROR, CLOCK = "REHEARSAL_ROOT", "REHEARSAL_MIRROR", "REHEARSAL_CLOCK"
"""A PEM file with the root to trust; the folder that stands for Amazon's host; the file of the speaker's clock, which
may be missing: then it is the system's."""


def worker() -> Flask:
    """Return the application of a worker process."""
    clock = os.environ.get(CLOCK)
    signers = rehearsal_signers(Path(os.environ[ROOT]), Path(os.environ[MIRROR]))
    return server.worker(rehearsal_clock(Path(clock)) if clock else system_clock, signers)


def rehearsal_signers(root: Path, mirror: Path) -> Signers:
    """Return the signers whose chain files are in a folder and end in one root."""
    trusted = [x509.load_pem_x509_certificate(root.read_bytes())]
    return Signers(lambda path: (mirror / path.lstrip("/")).read_bytes(), trusted)


def rehearsal_clock(path: Path) -> Callable[[], datetime]:
    """Return the clock that :class:`speaker.clock.Clock` writes to a file; it is read anew each time."""

    def now() -> datetime:
        told = json.loads(path.read_text("utf-8"))
        real, shown = (datetime.fromisoformat(told[name]) for name in ("real", "shown"))
        return (shown + (system_clock() - real) * float(told["speed"])).astimezone(UTC)

    return now


if __name__ == "__main__":
    os.environ["ANKLE_COACH_HOST"] = "127.0.0.1"
    sys.exit(server.main("speaker.host:worker"))
