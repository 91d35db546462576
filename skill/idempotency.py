"""One turn of a user at a time; a request that Alexa delivers again gets the same answer and changes nothing twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from weakref import WeakValueDictionary

from cachetools import TTLCache

from skill.ports import HandledRequest
from skill.routine.recovery import Turn

PATIENCE_SECONDS = 3.2
"""As long as a turn may take, nearly all of it for Alexa's APIs. A turn that has waited for longer goes on all the
same: a save that comes second is still refused."""
REMEMBERED_FOR = timedelta(minutes=5)
"""A request passes the verifier for 150 s, by Amazon's clock and by ours."""
MOST_IN_RECORD = 10
"""Keys of requests in one record; a user says no more than that while a request is delivered again."""
MOST_ANSWERS = 10_000
"""Answers in memory, some kilobytes each; with more, the oldest go first."""


class UserLocks:
    """A lock for each user, for as long as a turn holds it or waits for it; other processes meet compare-and-set."""

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


class Answers:
    """The answers of the last minutes in this process, by request. Thread-safe and bounded."""

    def __init__(self, timer: Callable[[], float] = monotonic) -> None:
        """Take a clock in seconds that is never set."""
        self._turns: TTLCache[tuple[str, str], Turn] = TTLCache(MOST_ANSWERS, REMEMBERED_FOR.total_seconds(), timer)
        self._last: TTLCache[str, Turn] = TTLCache(MOST_ANSWERS, REMEMBERED_FOR.total_seconds(), timer)
        self._lock = Lock()

    def of(self, user: str, request: str) -> Turn | None:
        """Return the answer that the request of a user got; ``None`` when it is not known."""
        with self._lock:
            return self._turns.get((user, request))

    def last(self, user: str) -> Turn | None:
        """Return the last answer that a user got; ``None`` when it is not known."""
        with self._lock:
            return self._last.get(user)

    def keep(self, user: str, request: str, turn: Turn) -> None:
        """Remember the answer to a request; a request without a key is never delivered again."""
        with self._lock:
            self._last[user] = turn
            if request:
                self._turns[user, request] = turn


def with_request(handled: tuple[HandledRequest, ...], key: str, now: datetime) -> tuple[HandledRequest, ...]:
    """Return the handled requests of the last minutes, with this one if it has a key."""
    recent = tuple(each for each in handled if each.at >= now - REMEMBERED_FOR)
    return (*recent, HandledRequest(key, now))[-MOST_IN_RECORD:] if key else handled


def is_handled(handled: tuple[HandledRequest, ...], key: str) -> bool:
    """Return whether a request is among the handled ones; one without a key never is."""
    return any(each.key == key for each in handled)
