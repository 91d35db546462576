"""What a turn looks like on an Echo with a screen: `show`. One APL document, coach.json, and its data.

A phrase is shown when it has a form for screens (``.screen``); what names a sign or a score has none (S16).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time

from skill.routine.acts import SAFETY_QUESTIONS, Ask, Question, Say, SayAgain, SpokenAct
from skill.routine.plan import EVALUATE_FROM, ICE_DAYS, Step
from skill.routine.recovery import Phase, Recovery, Turn, is_held
from skill.routine.schedule import DAY, NOON, belongs_to_ice, may_move, of_plan, what_now
from skill.speech import Shown, phrase, shown

FOLDER = Path(__file__).parent
MOST_CHARACTERS = 130
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


BUTTONS = {
    "button-yes": "AMAZON.YesIntent",
    "button-no": "AMAZON.NoIntent",
    "button-unsure": "UnsureIntent",
    "button-pause": "AMAZON.PauseIntent",
    "button-resume": "AMAZON.ResumeIntent",
    "button-foot-out": "FootOutIntent",
    "button-too-cold": "TooColdIntent",
    "button-done": "DoneIntent",
    "button-better": "CheckInIntent trend BETTER",
    "button-same": "CheckInIntent trend SAME",
    "button-worse": "CheckInIntent trend WORSE",
}
"""What can be touched, by its phrase: the name of an intent; where that has a slot, also its name and value."""

YES_OR_NO = ("button-yes", "button-no")
MAY_BE_UNSURE = (*SAFETY_QUESTIONS, Question.ANYTHING_NEW, Question.MILD, Question.SKIN)
"""The questions that "I don't know" answers in a way of its own."""

OTHER_ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.TREND: ("button-better", "button-same", "button-worse"),
    Question.SCORE: ("button-unsure",),
    Question.WHAT_NEXT: (),
}
"""The questions that are not answered with yes or no."""

SCALE = tuple(f"CheckInIntent score {score}" for score in range(11))
"""How sore, 0 to 10: an event for each."""


def buttons_of(question: Question) -> tuple[str, ...]:
    """Return the buttons that answer a question."""
    usual = (*YES_OR_NO, "button-unsure") if question in MAY_BE_UNSURE else YES_OR_NO
    return OTHER_ANSWERS.get(question, usual)


@cache
def _document(picture: str) -> dict[str, Any]:
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
            title, call = self._shown("care-now"), self._shown("screen-call")
            number = phrase(self.locale, "emergency-digits")
            return self._filled(Shown(title.text, short=call.short), call.text, (), picture=CARE, number=number)
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
        buttons = buttons_of(self.turn.asked) if self.turn.asked else ()
        return self._filled(asked, _joined(said, MOST_CHARACTERS - len(asked.text)), buttons, scale=on_scale)

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

    def _controls(self) -> tuple[str, ...]:
        """Return what can be done about the massage, or about a countdown that runs or stands still."""
        if any(isinstance(act, Say) and act.key == "massage-how" for act in self.turn.acts):
            return ("button-done",)
        if self.recovery.countdown is None:
            return ()
        is_paused = self.recovery.phase is Phase.PAUSED
        first = "button-resume" if is_paused else "button-pause"
        if self.recovery.countdown.step is Step.MOVE:
            return (first, "button-done")
        return (first, "button-foot-out") if is_paused else (first, "button-foot-out", "button-too-cold")

    def _filled(self, title: Shown, text: str, buttons: Iterable[str], **others: Any) -> dict[str, Any]:
        """Return the data of the document; ``others``: members that differ from what is usual."""
        picture, countdown = others.get("picture") or self._picture() or ANKLE, self.recovery.countdown
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
            # As long as a countdown runs on it, no touch is needed.
            "staysMs": _ms(countdown.remaining_at(self.now) + LINGERS) if countdown and countdown.ends_at else 0,
            "scale": [],
            "buttons": [self._button(each) for each in buttons],
            "days": line,
            "today": next((n for n, day in enumerate(line) if day["now"]), 0),
            **others,
        }

    def _button(self, key: str) -> dict[str, str]:
        words = self._shown(key)
        return {"label": words.text, "short": words.short or words.text, "event": BUTTONS[key]}

    def _countdown(self) -> dict[str, Any] | None:
        countdown = self.recovery.countdown
        if countdown is None:
            return None
        return {
            "endMs": round(countdown.ends_at.timestamp() * 1000) if countdown.ends_at else 0,
            "leftMs": _ms(countdown.remaining_at(self.now)),
            "totalMs": _ms(countdown.planned),
            "paused": countdown.ends_at is None,
            "label": phrase(self.locale, "screen-time-left"),
            "over": phrase(self.locale, f"screen-over-{countdown.step}"),
        }

    def _shown(self, key: str, otherwise: str | None = None, /, **values: Any) -> Shown:
        return shown(key, values, self.locale, self.recovery.local(self.now).date(), otherwise)


def _ms(time: timedelta) -> int:
    return round(time / timedelta(milliseconds=1))


def _joined(said: list[Shown], room: int = MOST_CHARACTERS) -> str:
    text = ""
    for each in said:
        longer = f"{text} {each.text}".strip()
        text = longer if len(longer) <= room else text
    return text


# --- the plan as a line of days: what is done, what comes next, and when the reminders ring ---------

DAYS_SHOWN = 4
"""So many days are on the line: to the first look at how it went."""
MOST_TIMES = 2
"""More reminders of one day than this are told by the first and the last."""
DONE_MARK, NEXT_MARK = "\u2713 ", "\u25b8 "
"""In front of a step that is done, and of the one that comes next: not by colour alone."""


def days(recovery: Recovery, now: datetime, locale: str) -> list[dict[str, Any]]:
    """Return the days of a plan that has begun, each with its name, steps and reminders."""
    today = recovery.local(now).date()
    first = (recovery.began_on or today) + max(recovery.day(now) - DAYS_SHOWN + 1, 0) * DAY
    due = what_now(recovery, now).step
    return [_day(recovery, first + number * DAY, now, due, locale) for number in range(DAYS_SHOWN)]


def _day(recovery: Recovery, day: date, now: datetime, due: Step | None, locale: str) -> dict[str, Any]:
    today = recovery.local(now).date()
    weekday = format_date(day, "EEEE", locale=locale.partition("-")[0])
    name = shown("screen-day", {"day": day}, locale, today).text if abs(day - today) <= DAY else weekday
    steps = []
    for step in _steps(recovery, day, now):
        is_next = day == today and step is due
        mark = NEXT_MARK if is_next else DONE_MARK if _is_done(recovery, step, day) else ""
        steps.append({"text": mark + phrase(locale, f"screen-step-{step}"), "next": is_next})
    rings = sorted({recovery.local(each.at) for each in (*of_plan(recovery.reminders), *recovery.planned)})
    clocks = [_clock(at.time(), locale) for at in rings if at.date() == day]
    times = " ".join([clocks[0], "\u2026", clocks[-1]] if len(clocks) > MOST_TIMES else clocks)
    return {"name": name, "steps": steps, "times": times, "now": day == today, "over": day < today}


def _steps(recovery: Recovery, day: date, now: datetime) -> Iterable[Step]:
    """Yield what a day has: of a day that is over what is known to be done, else what the plan allows then."""
    if day < recovery.local(now).date():
        yield from (step for step in Step if _is_done(recovery, step, day))
        return
    at_noon = recovery.moment(day, time(NOON))
    ice_day = recovery.ice_day(at_noon)
    if belongs_to_ice(recovery, at_noon):
        yield Step.ICE
    if ice_day <= ICE_DAYS and not is_held(recovery.massage_held_until, day):
        yield Step.MASSAGE
    if (ice_day >= 1 and may_move(recovery, day)) or recovery.moved_on == day:
        yield Step.MOVE
    if recovery.day(at_noon) >= EVALUATE_FROM:
        yield Step.EVALUATION


def _is_done(recovery: Recovery, step: Step, day: date) -> bool:
    moments = {Step.ICE: recovery.out_at, Step.MASSAGE: recovery.massaged_at}
    dates = {Step.MOVE: recovery.moved_on, Step.EVALUATION: recovery.assessed_on}
    at = moments.get(step)
    return (recovery.local(at).date() if at else dates.get(step)) == day


@lru_cache(maxsize=512)
def _clock(at: time, locale: str) -> str:
    language = Locale.parse(locale, sep="-")
    pattern = str(language.time_formats["short"].pattern)
    return format_time(at, "h\u00a0a" if "h" in pattern and not at.minute else "short", locale=language)
