"""After a stop: what was heard, where to go, what to do meanwhile, and the ways out (S3, S21)."""

from datetime import date

from skill.routine import events as e
from skill.routine.acts import SAFETY_QUESTIONS, SIGNS_ASKED, Question, Say, Value, denied_with
from skill.routine.context import Context, E, Rule
from skill.routine.events import Event
from skill.routine.plan import SEVERE_HOLD, STEPS
from skill.routine.recovery import NOT_UNDER_WAY, Phase, Turn
from skill.routine.schedule import DAY
from skill.routine.screening import later_of, screen, send_to_care, sign_denied
from skill.routine.undo import has_changed, is_after, last_change, take_back, take_back_and_hear

CARE_PHRASES: dict[type[Event], str] = {
    **dict.fromkeys((e.Opened, e.WhereAsked, e.DoctorAsked), "care-where"),
    **dict.fromkeys((e.HowAsked, e.IcingAsked, e.MassageAsked, e.MoveAsked, e.NextIcingAsked), "care-meanwhile"),
    e.MeaningAsked: "care-meaning",
}
"""What is answered to which questions after a stop; anything else hears that care comes first."""

NAMED: dict[str, tuple[e.Sign, ...]] = {
    f"heard-{Question.FOUR_STEPS}": (e.Sign.NO_STEPS,),
    f"heard-{Question.MILD}": (e.Sign.SWOLLEN, e.Sign.HOT_RED),
    f"heard-{Question.BENT}": tuple(sign for pair in SIGNS_ASKED[Question.BENT].values() for sign in pair),
}
"""The signs that a stop by an answer may be for."""

WORSE_THAN: dict[e.Sign, set[e.Sign]] = {
    e.Sign.SWELLING: {e.Sign.SWOLLEN, e.Sign.CALF},
    e.Sign.REDNESS: {e.Sign.HOT_RED},
    e.Sign.WARMTH: {e.Sign.HOT_RED},
    e.Sign.BRUISE: {e.Sign.BLUE},
    e.Sign.CLICK: {e.Sign.CRACK},
    e.Sign.TIGHT_CALF: {e.Sign.CALF},
}
"""The signs of a stop that may have been a mild one, misheard (S17)."""

HOLDS = {
    e.Sign.TWIST: "massage_held_until",
    **dict.fromkeys(
        (e.Sign.DIABETES, e.Sign.CIRCULATION, e.Sign.COLD_TOES, e.Sign.SKIN, e.Sign.TOLD), "ice_held_until"
    ),
}
"""The fields of the holds that a sign may be the reason of."""


def care_first(context: Context[Event]) -> Turn:
    """Answer anything after a red flag: care comes first (S3)."""
    return send_to_care(context, CARE_PHRASES.get(type(context.event), "care-first"))


def why_stopped(context: Context[Event]) -> Turn:
    """Tell what was heard; a later conversation knows only that it was a warning sign (S16)."""
    return send_to_care(context, "care-why", context.session.heard or Say("heard-sometime"))


def stop_taken_back(context: Context[Event]) -> Turn:
    """Take the stop back; when it is too long ago, offer to start over."""
    return take_back(context) if last_change(context) else context.ask(Question.START_OVER, Say("too-late-to-undo"))


def denied(context: Context[e.SignDenied]) -> Turn:
    """Take a stop back when the sign that it was for is denied; a later conversation does not know it (S16)."""
    heard = _signs_heard(context)
    if context.event.sign is None or not heard:
        return fine(context)
    return context.then(e.TakenBack()) if heard & {*denied_with(context.event.sign)} else care_first(context)


def _signs_heard(context: Context[Event]) -> set[Value | None]:
    """Return the signs that the last stop, or warning, may be for; none when it is not known, or too long ago."""
    heard = context.session.heard
    if heard is None or not last_change(context):
        return set()
    sign = heard.values.get("sign")  # unknown, where it was the yes to a question about the skin
    return {*NAMED.get(heard.key, SIGNS_ASKED[Question.SKIN]["skin"] if sign == "unknown" else (sign,))}


def fine(context: Context[Event]) -> Turn:
    """Hear that it is fine after all: put the question again that stopped, or tell how the stop is taken back."""
    if any(is_after(context, question) for question in SAFETY_QUESTIONS):
        return context.then(e.TakenBack())
    return context.say("if-misheard") if last_change(context) else care_first(context)


def mild_instead(context: Context[e.MildSignTold]) -> Turn:
    """Take "it's just red" right after a stop as what was meant, and ask on from there (S17, S21)."""
    asked = next((question for question in SAFETY_QUESTIONS if is_after(context, question)), None)
    if asked or _signs_heard(context) & WORSE_THAN[context.event.sign or e.Sign.SWELLING]:
        return take_back_and_hear(context, asked)
    return care_first(context)


def or_misheard(rule: Rule[E]) -> Rule[E]:
    """Return a rule that tells how a warning of the skin is taken back, which good news alone does not do (S8)."""
    return lambda context: context.say("if-misheard") if _is_warned(context) else rule(context)


def _is_warned(context: Context[Event]) -> bool:
    """Return whether the last words may be about a warning of the skin that can still be taken back."""
    return context.hurt_by_cold and context.session.asked is None and last_change(context) is not None


def hold_denied(context: Context[e.SignDenied]) -> Turn:
    """Take a hold back when its reason is denied in the next words."""
    sign = context.event.sign
    if _is_warned(context):
        is_denial = sign and _signs_heard(context) & {*denied_with(sign)} and not context.event.is_news
        return context.then(e.TakenBack()) if is_denial else context.say("if-misheard")
    held = HOLDS.get(sign) if sign else None
    return context.then(e.TakenBack()) if held and has_changed(context, held) else sign_denied(context)


def steps(context: Context[e.StepsTold]) -> Turn:
    """Take the stop of a user back who can take four steps after all."""
    is_answer = is_after(context, Question.FOUR_STEPS)
    is_for_steps = is_answer or e.Sign.NO_STEPS in _signs_heard(context)
    if not (is_for_steps and context.event.can and context.event.steps >= STEPS):
        return care_first(context)
    return context.then(e.Meant(e.Yes()) if is_answer else e.TakenBack())


def care_had(context: Context[e.CareHadTold]) -> Turn:
    """Hear that someone has looked at it: a stop, and holds that wait for that, end with a fresh check (S21)."""
    recovery = context.recovery
    runs_wait = context.move_held and recovery.move_held_until != _sprain_hold(context)
    waits = recovery.phase in (Phase.READY, Phase.RESTING) and (context.ice_held or runs_wait)
    if recovery.phase is Phase.STOPPED or (waits and not context.event.no_running):
        return _check_again(context)
    known = context.with_plan(referred_on=None)
    if context.event.no_running:
        until = later_of(context.today + SEVERE_HOLD, recovery.move_held_until)
        rests = known.with_plan(move_held_until=until)
        told = rests.say("told-to-rest", day=until)
        return rests.aside(told) if recovery.phase in (Phase.SCREENING, Phase.READY) else told
    if recovery.phase in NOT_UNDER_WAY:
        return known.then(e.WhereAsked(), Say("care-had"))
    return known.aside(known.say("care-had"))


def _sprain_hold(context: Context[Event]) -> date | None:
    """Return until when massage and running both wait, as they do for a sprain, whatever was said of it (S4)."""
    massage, move = context.recovery.massage_held_until, context.recovery.move_held_until
    return min(massage, move) if massage and move and context.massage_held and context.move_held else None


def _check_again(context: Context[Event]) -> Turn:
    """Put the safety questions again; skin that was hurt by cold today gets no ice today (S8)."""
    tomorrow = context.today + DAY if context.hurt_by_cold_today else None
    sprain = _sprain_hold(context)
    again = context.with_plan(
        screened_on=None,
        referred_on=None,
        ice_held_until=tomorrow,
        massage_held_until=later_of(tomorrow, sprain) if tomorrow else sprain,
        move_held_until=sprain,
    )
    return screen(again.with_session(asked=None, cleared=(), wanted=None), Say("care-had"))
