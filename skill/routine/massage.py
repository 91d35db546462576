"""The self-massage: only on a warm ankle that feels normal (article; S4, S10)."""

from skill.routine.acts import Question
from skill.routine.context import Context
from skill.routine.events import Event, MassageAsked, Sign
from skill.routine.plan import Step
from skill.routine.recovery import Phase, Turn
from skill.routine.screening import screen, screen_first


def screen_before_massage(context: Context[Event]) -> Turn:
    """Put the safety questions before the massage that was asked for; in the check say when it is held."""
    if context.recovery.phase is Phase.SCREENING and context.massage_held:
        return screen(context, *held_off(context).acts)
    return screen_first(context.with_session(wanted=Step.MASSAGE))


def massage(context: Context[Event]) -> Turn:
    """Ask whether the ankle is warm, once an hour has passed since the ice."""
    recovery = context.recovery
    if recovery.screened_on is None:
        return screen_before_massage(context)
    return refuse_massage(context) or context.with_plan(step=Step.MASSAGE).ask(Question.WARM)


def warm_told(context: Context[Event]) -> Turn:
    """Take "it's warm" as a yes to the massage that is offered; whether it feels normal is still asked (S10)."""
    return context.with_session(denied=(Sign.COLD,)).then(MassageAsked())


def refuse_massage(context: Context[Event]) -> Turn | None:
    """Say why there is no massage now (S4, S8, S10); ``None`` when there may be one."""
    if context.massage_held:
        return held_off(context)
    return context.say("massage-too-early", wait=context.warm_wait) if context.warm_wait else None


def held_off(context: Context[Event]) -> Turn:
    """Say that there is no massage until a day, or until someone was asked (S4, S8)."""
    if context.hurt_by_cold:
        return context.say("massage-off")
    return context.say("massage-held", day=context.recovery.massage_held_until)


def instruct(context: Context[Event]) -> Turn:
    """Tell how to massage."""
    told = context.with_plan(massaged_at=context.now, step=Step.MASSAGE)
    return refuse_massage(context) or told.tell("massage-how")  # time may have come between question and answer


def declined(context: Context[Event]) -> Turn:
    """Take a "no" to the massage: it is offered again after the next icing."""
    return context.with_plan(massaged_at=context.now).say("later")
