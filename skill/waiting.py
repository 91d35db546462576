"""What is about to wait for somebody else says so here, and lets go first what cannot wait with it."""

import threading
from collections.abc import Callable

_here = threading.local()


def when_waiting(give_way: Callable[[], None]) -> None:
    """Have this called in this thread, from now on, before something that may take long."""
    _here.give_way = give_way


def about_to_wait() -> None:
    """Say that this thread may now wait, for Alexa's APIs or a database far away."""
    give_way = getattr(_here, "give_way", None)
    if give_way:
        give_way()
