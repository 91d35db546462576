"""What a turn looks like on an Echo with a screen: `show`. One APL document, coach.json, and its data.

A phrase is shown when it has a form for screens (``.screen``); what names a sign or a score has none (S16).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from skill.routine.acts import SAFETY_QUESTIONS, Ask, Question, Say, SayAgain, SpokenAct
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Recovery, Turn
from skill.screen.days import days
from skill.speech import Shown, phrase, shown

FOLDER = Path(__file__).parent
LONGEST = 130
"""Characters beside a picture, those of a question included; what would be longer is left to the voice."""

LONG = 36
"""Characters of a title that is set smaller."""

BUCKET, THUMBS, PATH, BELL, PHONE, CARE, ANKLE = "bucket", "thumbs", "path", "bell", "phone", "care", "ankle"

ASKED = {
    **dict.fromkeys((Question.FOOT_IN, Question.OFFER_ICE, Question.WARM_AGAIN, Question.STILL_IN), BUCKET),
    **dict.fromkeys((Question.OUT, Question.OUT_EARLY, Question.ANYTHING_NEW, Question.RESUME), BUCKET),
    **dict.fromkeys((Question.WARM, Question.OFFER_MASSAGE), THUMBS),
    **dict.fromkeys((Question.OFFER_MOVE, Question.COVERS, Question.WALK_TIMER, Question.STILL_WALKING), PATH),
    Question.CANCEL_REMINDERS: BELL,
    Question.SKIN: CARE,
    Question.MILD: CARE,
}
"""The pictures of questions; the ankle for any other."""

SAID = {
    **dict.fromkeys(("massage-how", "how-massage"), THUMBS),
    **dict.fromkeys(("jog", "walk-at-most", "walk-referred", "enjoy-walk", "walk-done", "advice-recovered"), PATH),
    **dict.fromkeys(("how-jog", "how-walk"), PATH),
    **dict.fromkeys(("cold-injury", "cold-injury-after", "cold-injury-late", "cold-wait", "cold-watch"), CARE),
    **dict.fromkeys(("set-up", "how-bucket", "how-water", "too-cold-before"), BUCKET),
    **dict.fromkeys(("consent-card", "reminders-card", "reminders-denied", "prompts-denied"), PHONE),
}
"""The pictures of what is said, where no countdown and no question has one."""

ON_THE_LINE = (Question.REMIND, Question.WHAT_NEXT)
"""Questions that are put above the days of the plan."""

WITH_DAYS = (Phase.READY, Phase.RESTING)
LINGERS = timedelta(minutes=1)
"""How long a countdown stays on the screen once it is over."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture for a device with a screen."""

    token: str
    """What it asks, or shows: comes back with a touch, so that one on an old screen is known."""
    document: dict[str, Any]
    """APL."""
    data: dict[str, Any]
    """What the document is filled with: no ids, nothing that is kept from the voice."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to touch."""

    key: str
    """Its phrase."""
    event: str
    """The name of an intent; where it has a slot, also the slot's name and value, separated by spaces."""


YES = Button("button-yes", "AMAZON.YesIntent")
NO = Button("button-no", "AMAZON.NoIntent")
UNSURE = Button("button-unsure", "UnsureIntent")
PAUSE = Button("button-pause", "AMAZON.PauseIntent")
RESUME = Button("button-resume", "AMAZON.ResumeIntent")
FOOT_OUT = Button("button-foot-out", "FootOutIntent")
TOO_COLD = Button("button-too-cold", "TooColdIntent")
DONE = Button("button-done", "DoneIntent")
TRENDS = tuple(
    Button(f"button-{trend}", f"CheckInIntent trend {trend.upper()}") for trend in ("better", "same", "worse")
)

MAY_BE_UNSURE = (*SAFETY_QUESTIONS, Question.ANYTHING_NEW, Question.MILD, Question.SKIN)
"""The questions that "I don't know" answers in a way of its own."""

OTHER_ANSWERS = {Question.TREND: TRENDS, Question.SCORE: (UNSURE,), Question.WHAT_NEXT: ()}
"""The questions that are not answered with yes or no."""

SCALE = tuple(f"CheckInIntent score {score}" for score in range(11))
"""How sore, 0 to 10: an event for each."""


def answers(question: Question) -> tuple[Button, ...]:
    """Return the answers to a question."""
    return OTHER_ANSWERS.get(question, (YES, NO, UNSURE) if question in MAY_BE_UNSURE else (YES, NO))


def controls(recovery: Recovery) -> tuple[Button, ...]:
    """Return what can be done about the countdown that runs or stands still; nothing where there is none."""
    if recovery.countdown is None:
        return ()
    first = RESUME if recovery.phase is Phase.PAUSED else PAUSE
    if recovery.countdown.step is Step.MOVE:
        return (first, DONE)
    return (first, FOOT_OUT) if first is RESUME else (first, FOOT_OUT, TOO_COLD)


@cache
def _document(picture: str) -> dict[str, Any]:
    """Return the document with the vector graphics that this picture needs."""
    whole: dict[str, Any] = json.loads((FOLDER / "coach.json").read_text("utf-8"))
    return {**whole, "graphics": {name: whole["graphics"][name] for name in dict.fromkeys((picture, "ring", BELL))}}


def show(turn: Turn, locale: str, now: datetime) -> Screen | None:
    """Return what a screen shows of a turn; ``None`` when nothing is said, or Amazon asks and has its own screen."""
    spoken = [act for act in turn.acts if isinstance(act, SpokenAct)]
    if not spoken or turn.asks_consent:
        return None
    content = _Content(turn, locale, now)
    data = content.data()
    if data is None:
        return None
    return Screen(turn.asked or turn.recovery.phase.value, _document(data["picture"]), {"coach": data})


@dataclass(frozen=True, slots=True)
class _Content:
    turn: Turn
    locale: str
    now: datetime

    @property
    def recovery(self) -> Recovery:
        return self.turn.recovery

    def data(self) -> dict[str, Any] | None:
        """Return the data of the document; ``None`` when there is nothing to show."""
        if self.recovery.phase is Phase.STOPPED and self.turn.asked is None:
            return self._care()
        asked, said = self._asked(), self._said()
        if self.turn.asked is None and self.recovery.countdown is None and self._picture() is None and not self._days():
            return None
        if asked is None:
            return self._filled(*self._told(said), self._controls())
        titled = next((each for each in said if each.title), None)
        if titled and self.turn.asked in ON_THE_LINE:
            asked, said = Shown(titled.title), [titled, asked]
        scale = [{"label": str(n), "event": event} for n, event in enumerate(SCALE)]
        on_scale = scale if self.turn.asked is Question.SCORE else []
        buttons = answers(self.turn.asked) if self.turn.asked else ()
        return self._filled(asked, _joined(said, LONGEST - len(asked.text)), buttons, scale=on_scale)

    def _asked(self) -> Shown | None:
        for act in self.turn.acts:
            if isinstance(act, Ask):
                return self._shown(act.question, "speech", **act.values)
            if isinstance(act, SayAgain) and act.question:
                return self._shown(act.question, "reprompt")
        return None

    def _said(self) -> list[Shown]:
        every = (self._shown(act.key, None, **act.values) for act in self.turn.acts if isinstance(act, Say))
        return [each for each in every if each.text]

    def _told(self, said: list[Shown]) -> tuple[Shown, str]:
        titled = next((each for each in said if each.title), None)
        if titled:
            return Shown(titled.title), titled.text
        if self.recovery.countdown or not said:
            kind = self.recovery.phase.value if self.recovery.countdown else "plan"
            return self._shown(f"screen-{kind}"), _joined(said)
        return Shown(_joined(said[:2])), ""

    def _picture(self) -> str | None:
        """Return the name of the picture; ``None`` where there is no reason for one."""
        countdown, asked = self.recovery.countdown, self.turn.asked
        if countdown:
            return PATH if countdown.step is Step.MOVE else BUCKET
        if asked and asked not in ON_THE_LINE:
            return ASKED.get(asked, ANKLE)
        return self._said_picture()

    def _said_picture(self) -> str | None:
        return next((SAID[act.key] for act in self.turn.acts if isinstance(act, Say) and act.key in SAID), None)

    def _days(self) -> bool:
        asked = self.turn.asked
        is_free = asked in ON_THE_LINE and not self._said_picture() if asked else self._picture() is None
        return is_free and self.recovery.countdown is None and self.recovery.phase in WITH_DAYS

    def _controls(self) -> tuple[Button, ...]:
        is_massage = any(isinstance(act, Say) and act.key == "massage-how" for act in self.turn.acts)
        return (DONE,) if is_massage else controls(self.recovery)

    def _care(self) -> dict[str, Any]:
        title, call = self._shown("care-now"), self._shown("screen-call")
        number = phrase(self.locale, "emergency-digits")
        return self._filled(Shown(title.text, short=call.short), call.text, (), picture=CARE, number=number)

    def _filled(self, title: Shown, text: str, buttons: Iterable[Button], **others: Any) -> dict[str, Any]:
        """Return the data of the document; ``others``: members that differ from what is usual."""
        picture = others.get("picture") or self._picture() or ANKLE
        line = days(self.recovery, self.now, self.locale) if self._days() else []
        return {
            "title": title.text,
            "short": title.short or title.text,
            "long": len(title.text) > LONG or bool(line),
            "text": text,
            "number": "",
            "picture": picture,
            "pictureLabel": phrase(self.locale, f"picture-{picture}"),
            "countdown": self._countdown(),
            "staysMs": self._stays_ms(),
            "scale": [],
            "buttons": [self._button(each) for each in buttons],
            "days": line,
            "today": next((n for n, day in enumerate(line) if day["now"]), 0),
            **others,
        }

    def _button(self, button: Button) -> dict[str, str]:
        words = self._shown(button.key)
        return {"label": words.text, "short": words.short or words.text, "event": button.event}

    def _countdown(self) -> dict[str, Any] | None:
        countdown = self.recovery.countdown
        if countdown is None:
            return None
        over = self._shown("screen-over-move" if countdown.step is Step.MOVE else "screen-over-ice")
        return {
            "endMs": round(countdown.ends_at.timestamp() * 1000) if countdown.ends_at else 0,
            "leftMs": _ms(countdown.remaining_at(self.now)),
            "totalMs": _ms(countdown.planned),
            "paused": countdown.ends_at is None,
            "label": phrase(self.locale, "screen-time-left"),
            "over": over.text,
        }

    def _stays_ms(self) -> int:
        """Return for how long the screen stays without a touch: as long as a countdown runs on it."""
        countdown = self.recovery.countdown
        runs = countdown is not None and countdown.ends_at is not None
        return _ms(countdown.remaining_at(self.now) + LINGERS) if countdown and runs else 0

    def _shown(self, key: str, otherwise: str | None = None, /, **values: Any) -> Shown:
        return shown(key, values, self.locale, self.recovery.local(self.now).date(), otherwise)


def _ms(time: timedelta) -> int:
    return round(time / timedelta(milliseconds=1))


def _joined(said: list[Shown], room: int = LONGEST) -> str:
    """Return the texts as one, as many as there is room for."""
    text = ""
    for each in said:
        longer = f"{text} {each.text}".strip()
        text = longer if len(longer) <= room else text
    return text
