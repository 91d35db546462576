"""A PostgreSQL server of our own, when its programs are on the PATH."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString

import pytest

PROGRAMS = ("initdb", "pg_ctl", "pg_basebackup")
NOT_ROOT = "postgres", "nobody"
"""PostgreSQL refuses to run as root; one of these runs it then."""


class Server:
    """A running server that can be away for a while."""

    def __init__(self, folder: Path, owner: str | None, address: str = "", primary: str = "") -> None:
        """It listens in its folder, and at an address that is given; it may be the standby of a primary's address."""
        self.url = f"postgresql+psycopg://coach@/postgres?host={folder}"
        self.folder, self._owner, self._address = folder, owner, address
        if primary:
            copied = ("--checkpoint=fast", "--write-recovery-conf", "--no-sync")
            _run(owner, "pg_basebackup", "-D", self._data, "-d", f"postgresql://coach@{primary}", *copied)
            return
        _run(owner, "initdb", "-D", self._data, "-A", "trust", "-U", "coach", "-E", "UTF8", "--no-sync")
        if address:
            with (folder / "data" / "pg_hba.conf").open("a") as rules:
                rules.write("host all,replication all samenet trust\n")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        listening = f"-c listen_addresses='{self._address}' -c unix_socket_directories='{self.folder}' -c fsync=off"
        _run(self._owner, "pg_ctl", "-D", self._data, "-l", str(self.folder / "log"), "-o", listening, "-w", "start")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It keeps what is open, and says nothing."""
        processes = self._processes()
        for each in processes:
            os.kill(each, signal.SIGSTOP)
        try:
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    def stop(self) -> None:
        _run(self._owner, "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        for each in self._processes():
            with suppress(ProcessLookupError):  # it saw the first one die
                os.kill(each, signal.SIGKILL)
        self._pid.unlink()

    def commit_at_standby_too(self) -> None:
        """From now on no change is told before the standby has it."""
        self.do("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.do("SELECT pg_reload_conf()")
        while self.do("SELECT sync_state FROM pg_stat_replication") != ("sync",):
            time.sleep(0.05)

    def promote(self) -> None:
        assert self.do("SELECT pg_promote()") == (True,)

    def do(self, statement: LiteralString) -> tuple[Any, ...] | None:
        """Do it as the superuser, and return the first row."""
        import psycopg

        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description else None

    @property
    def alive(self) -> bool:
        return self._pid.exists()

    @property
    def _pid(self) -> Path:
        return self.folder / "data" / "postmaster.pid"

    def _processes(self) -> list[int]:
        """Stop the first one, so that it makes no more, and return all."""
        parent = self._pid.read_text().split()[0]
        os.kill(int(parent), signal.SIGSTOP)
        children = subprocess.run(["pgrep", "-P", parent], capture_output=True, text=True, check=True)
        return [int(each) for each in (parent, *children.stdout.split())]


def emptied(url: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("TRUNCATE recoveries")


@contextmanager
def server(address: str = "", primary: str = "") -> Iterator[Server]:
    """A server with an empty database, or a standby; skips the test when there can be none."""
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"PostgreSQL is not installed: no {' and no '.join(missing)} on the PATH")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        running = Server(folder, owner, address, primary)
        running.start()
        try:
            yield running
        finally:
            if running.alive:
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
