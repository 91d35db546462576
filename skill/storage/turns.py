"""One exchange of a user at a time, in this process and in all that share its database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
from hashlib import sha256
from threading import Lock
from time import monotonic, sleep
from typing import Protocol
from weakref import WeakValueDictionary

from skill.waiting import about_to_wait

PATIENCE_SECONDS = 3.2
"""As long as an exchange may take, nearly all of it for Alexa's APIs. Who has waited for longer goes on all the same: a
save that comes second is still refused."""
NAP_SECONDS = 0.01


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
        self._guard = Lock()
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    @contextmanager
    def turn_of(self, user: str) -> Iterator[None]:
        """Wait, within bounds, until no other exchange of a user goes on, and let none begin until this one is over."""
        until = monotonic() + PATIENCE_SECONDS
        with self._guard:
            lock = self._locks.get(user) or self._locks.setdefault(user, Lock())
        is_first = lock.acquire(blocking=False)
        if not is_first:
            about_to_wait()
            is_first = lock.acquire(timeout=PATIENCE_SECONDS)
        try:
            place = place_of(user)
            is_only = is_first and self._take(place, until)
            try:
                yield
            finally:
                if is_only:
                    self._gate.give_back(place)
        finally:
            if is_first:
                lock.release()

    def _take(self, place: int, until: float) -> bool:
        while not self._gate.take(place):
            if monotonic() > until:
                return False
            about_to_wait()
            sleep(NAP_SECONDS)
        return True
