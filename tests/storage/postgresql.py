"""A PostgreSQL server of our own, when its programs are on the PATH."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("initdb", "pg_ctl")
NOT_ROOT = "postgres", "nobody"
"""PostgreSQL refuses to run as root; one of these runs it then."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database; skips the test when there can be none."""
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"PostgreSQL is not installed: no {' and no '.join(missing)} on the PATH")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        data = str(folder / "data")
        _run(owner, "initdb", "-D", data, "-A", "trust", "-U", "coach", "-E", "UTF8", "--no-sync")
        listening = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        _run(owner, "pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", listening, "-w", "start")
        try:
            yield f"postgresql+psycopg://coach@/postgres?host={folder}"
        finally:
            _run(owner, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _owner() -> str | None:
    """The user to run it; ``None`` for ourselves."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in NOT_ROOT if name in known), None)
    if found is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user")
    return found


def _run(owner: str | None, *command: str) -> None:
    # The server inherits what is open, so a pipe would never end.
    done = subprocess.run(command, user=owner, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode:
        pytest.skip(f"PostgreSQL does not start here: {command[0]} ended with {done.returncode}")
