"""The speaker's timers as one exchange meets them: live and written down, or as they were written down."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from skill.ports import Answer, TimerGone, Timers, TimerTrouble
from skill.routine.acts import CancelTimer, PauseTimer, ResumeTimer, StartTimer
from skill.routine.events import TimerLost, TimerRefused, TimerSeen, TimerSet
from skill.routine.plan import Step

log = logging.getLogger(__name__)

TimerAct = StartTimer | PauseTimer | ResumeTimer | CancelTimer


class LiveWorld:
    """Does what is wanted, and writes down what was answered."""

    def __init__(self, timers: Timers) -> None:
        self._timers = timers
        self._started: dict[StartTimer, TimerSet] = {}
        self.answers: list[Answer] = []
        """What was answered since `begin`, in order."""

    def begin(self) -> None:
        """Begin the exchange anew; a timer that was set for it before is not set twice."""
        self.answers = []

    def look(self, step: Step) -> TimerSeen | None:
        """Return what the speaker says of the timer of a step; ``None`` when it does not say."""
        answer = self._look(step)
        self.answers.append(answer)
        return answer

    def do(self, act: TimerAct) -> Answer:
        """Do it and return what the routine has to hear of it."""
        answer = self._do(act)
        self.answers.append(answer)
        return answer

    def _look(self, step: Step) -> TimerSeen | None:
        try:
            live = self._timers.look(step)
        except TimerTrouble as trouble:
            log.info("timer not looked at: %s", trouble)
            return None
        if live is None:
            return TimerSeen(step, None)
        return TimerSeen(step, live.timer, live.left, live.paused, live.duration)

    def _do(self, act: TimerAct) -> Answer:
        if isinstance(act, StartTimer):
            return self._start(act)
        if isinstance(act, PauseTimer):
            return _changed(partial(self._timers.pause, act.timer))
        if isinstance(act, ResumeTimer):
            return _changed(partial(self._timers.resume, act.timer))
        return _changed(partial(self._timers.cancel, act.step, act.timer))

    def _start(self, act: StartTimer) -> Answer:
        try:
            if act not in self._started:
                self._started[act] = TimerSet(self._timers.start(act.step, act.duration))
        except TimerTrouble as trouble:
            log.info("timer refused: %s", trouble)
            return TimerRefused(trouble.reason)
        return self._started[act]


class RecordedWorld:
    """Does nothing, and answers as the world did the first time."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = iter(answers)

    def look(self, step: Step) -> TimerSeen | None:
        """Return what the speaker said of the timer then."""
        answer = next(self._answers, None)
        return answer if isinstance(answer, TimerSeen) else None

    def do(self, act: TimerAct) -> Answer:
        """Return what the world answered to this act then."""
        return next(self._answers, None)


World = LiveWorld | RecordedWorld


def _changed(change: Callable[[], None]) -> TimerLost | None:
    try:
        change()
    except TimerGone:
        return TimerLost(gone=True)
    except TimerTrouble as trouble:
        log.info("timer not changed: %s", trouble)
        return TimerLost(gone=False)
    return None
