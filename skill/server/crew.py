"""Threads that take turns to lead: `Crew`."""

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock, Thread, get_ident
from time import monotonic, sleep
from typing import Protocol

from skill.waiting import when_waiting

log = logging.getLogger(__name__)

LONG = 0.02
"""Seconds after which an answer is one that takes long; most take half a millisecond."""


class Task(Protocol):
    """Something to be answered."""

    def service(self) -> None:
        """Answer it."""


class Crew:
    """One of these threads, the leader, attends to all connections and itself answers what it reads from them.

    To hand every request to another thread would cost about a fifth of its time. Only when an answer waits for somebody
    (`skill.waiting`), or is seen to take long, one of the followers leads on, so that nobody else waits with it. While
    all but one are busy with answers, that one attends, and answers nothing.

    Waitress calls this a task dispatcher.
    """

    def __init__(self, threads: int, attend: Callable[[], None], wake: Callable[[], None]) -> None:
        """Take what the crew is to do.

        Args:
            threads: how many may answer at once.
            attend: waits, for a bounded time, until there is something to do with connections, and does it.
            wake: ends the waiting of ``attend``; called from any thread.
        """
        self._attend = attend
        self._wake = wake
        self._tasks: deque[Task] = deque()
        self._lock = Lock()
        """Of all that follows."""
        self._leader: int | None = None
        self._followers: list[tuple[int, Lock]] = []
        """The last to come is the first to lead: its memory is the warmest."""
        self._answers = 0
        self._is_answering = False
        """The leader."""
        self._is_over = False
        self._broken: BaseException | None = None
        self._threads = [Thread(target=self._run, name=f"crew-{number}", daemon=True) for number in range(threads + 1)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Let something be answered."""
        self._tasks.append(task)
        if self._leader != get_ident():
            self._wake()

    def watch(self) -> None:
        """Look for a moment whether an answer takes long; to be called again and again.

        Raises:
            BaseException: what a thread ended with, which is a defect.
        """
        seen = self._answers
        sleep(LONG)
        with self._lock:
            if self._is_answering and self._answers == seen:
                self._pass_on()
        if self._broken:
            raise self._broken

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        """End; wait at most so many seconds for what is being answered. What nobody has begun is dropped."""
        with self._lock:
            self._is_over = True
            for _, turn in self._followers:
                turn.release()
            self._followers.clear()
        self._wake()
        until = monotonic() + timeout
        for thread in self._threads:
            if thread.ident:
                thread.join(max(0.0, until - monotonic()))

    def _run(self) -> None:
        me, turn = get_ident(), Lock()
        turn.acquire()
        when_waiting(self._give_way)
        try:
            while not self._is_over:
                self._follow(me, turn)
                while self._leader == me and not self._is_over:
                    self._lead(me)
        except BaseException as error:  # told by who watches: a server without its leader must not seem to be well
            self._broken = error

    def _follow(self, me: int, turn: Lock) -> None:
        """Wait until this thread is the leader, or all is over."""
        with self._lock:
            if self._leader is None:
                self._leader = me
            if self._leader == me or self._is_over:
                return
            self._followers.append((me, turn))
        if self._tasks:
            self._wake()  # there is somebody again who would lead on
        turn.acquire()

    def _lead(self, me: int) -> None:
        if not (self._tasks and self._followers):
            self._attend()
            return
        task = self._tasks.popleft()
        self._answers += 1
        self._is_answering = True
        try:
            task.service()
        except Exception:
            log.exception("answer given up")
        with self._lock:
            if self._leader == me:
                self._is_answering = False

    def _give_way(self) -> None:
        with self._lock:
            if self._leader == get_ident():
                self._pass_on()

    def _pass_on(self) -> None:
        if self._followers:
            self._is_answering = False
            self._leader, turn = self._followers.pop()
            turn.release()
