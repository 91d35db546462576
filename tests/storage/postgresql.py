"""A PostgreSQL server of our own, when its programs are on the PATH."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = ("initdb", "pg_ctl")
NOT_ROOT = "postgres", "nobody"
"""PostgreSQL refuses to run as root; one of these runs it then."""


class Server:
    """A running server that can be away for a while."""

    def __init__(self, folder: Path, owner: str | None, address: str = "") -> None:
        """It listens in its folder, and at an address that is given."""
        self.url = f"postgresql+psycopg://coach@/postgres?host={folder}"
        self._folder, self._owner, self._address = folder, owner, address
        _run(owner, "initdb", "-D", self._data, "-A", "trust", "-U", "coach", "-E", "UTF8", "--no-sync")
        if address:
            with (folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        listening = f"-c listen_addresses='{self._address}' -c unix_socket_directories='{self._folder}' -c fsync=off"
        _run(self._owner, "pg_ctl", "-D", self._data, "-l", str(self._folder / "log"), "-o", listening, "-w", "start")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It keeps what is open, and says nothing."""
        parent = (self._folder / "data" / "postmaster.pid").read_text().split()[0]
        children = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True, check=True)
        processes = [int(each) for each in (parent, *children.stdout.split())]
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    def stop(self) -> None:
        _run(self._owner, "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")


def emptied(url: str) -> None:
    """Delete all records, so that no test depends on another one."""
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("TRUNCATE recoveries")


@contextmanager
def server(address: str = "") -> Iterator[Server]:
    """A server with an empty database; skips the test when there can be none."""
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"PostgreSQL is not installed: no {' and no '.join(missing)} on the PATH")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        running = Server(folder, owner, address)
        running.start()
        try:
            yield running
        finally:
            running.stop()
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
