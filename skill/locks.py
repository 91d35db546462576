"""One turn of a user at a time in this process; the store's compare-and-set guards against other processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

PATIENCE_SECONDS = 3.2
"""As long as a turn may take, nearly all of it for Alexa's APIs. A turn that has waited for longer goes on all the
same: a save that comes second is still refused."""


class UserLocks:
    """A lock for each user, for as long as a turn holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        self._guard = Lock()

    @contextmanager
    def of(self, user: str) -> Iterator[None]:
        """Wait, within bounds, until no other turn of this user goes on, and let none begin until this one ends."""
        with self._guard:
            lock = self._locks.setdefault(user, Lock())
        is_held = lock.acquire(timeout=PATIENCE_SECONDS)
        try:
            yield
        finally:
            if is_held:
                lock.release()
