"""One exchange of a user at a time, in this process and in all that share its database."""

import os
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
from hashlib import sha256
from threading import Lock
from time import monotonic, sleep
from typing import Protocol

PATIENCE_SECONDS = 3.2
"""As long as an exchange may take, nearly all of it for Alexa's APIs. Who has waited for longer goes on all the same: a
save that comes second is still refused."""
NAP_SECONDS = 0.01
STRIPES = 4096
"""Locks of a process; of that many users two share one, and wait for each other should they ever talk at once."""


class Gate(Protocol):
    """What only one process at a time may hold; a process that dies holds nothing."""

    def take(self, place: int) -> bool:
        """Hold a place from now on, unless another process does; return whether it is held."""

    def give_back(self, place: int) -> None:
        """Hold it no longer."""


def place_of(user: str) -> int:
    """Return the place of a user's key: 56 bits, so that hardly ever two have the same."""
    return int.from_bytes(sha256(user.encode()).digest()[:7])


class NoGate:
    """There are no other processes."""

    def take(self, place: int) -> bool:
        """Return true."""
        return True

    def give_back(self, place: int) -> None:
        """Do nothing."""


class FileGate:
    """A lock on one byte of a file that has none; each user has another byte (POSIX)."""

    def __init__(self, file: str) -> None:
        """Make the file, for nobody else to read; raise `OSError` when it cannot be made."""
        # Open for good: to close any descriptor of the file would give back what others of this process hold.
        self._file = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)

    def take(self, place: int) -> bool:
        """Hold a place from now on, unless another process does; return whether it is held."""
        try:
            lockf(self._file, LOCK_EX | LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def give_back(self, place: int) -> None:
        """Hold it no longer."""
        lockf(self._file, LOCK_UN, 1, place)


class Turns:
    """Of all threads and processes, one at a time. Safe to share between threads."""

    def __init__(self, gate: Gate | None = None) -> None:
        """Take what keeps other processes out."""
        self._gate = gate or NoGate()
        self._locks = tuple(Lock() for _ in range(STRIPES))

    def turn_of(self, user: str) -> "Turn":
        """Wait, within bounds, until no other exchange of a user goes on, and let none begin until this one is over."""
        place = place_of(user)
        return Turn(self._locks[place % STRIPES], self._gate, place)


class Turn:
    """An exchange of a user, to be gone through with ``with``."""

    def __init__(self, lock: Lock, gate: Gate, place: int) -> None:
        """Take what keeps threads out, and what processes, and where."""
        self._lock = lock
        self._gate = gate
        self._place = place
        self._is_first = self._is_only = False

    def __enter__(self) -> None:
        """Wait, within bounds, for the one before."""
        self._is_first = self._lock.acquire(blocking=False)
        if not self._is_first:
            self._is_first = self._lock.acquire(timeout=PATIENCE_SECONDS)
        if self._is_first:
            try:
                self._is_only = self._gate.take(self._place) or self._waited()
            except BaseException:
                self._lock.release()
                raise

    def __exit__(self, *_: object) -> None:
        """Let the next one go on."""
        try:
            if self._is_only:
                self._gate.give_back(self._place)
        finally:
            if self._is_first:
                self._lock.release()

    def _waited(self) -> bool:
        until = monotonic() + PATIENCE_SECONDS
        while monotonic() < until:
            sleep(NAP_SECONDS)
            if self._gate.take(self._place):
                return True
        return False
