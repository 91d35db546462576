"""Questions that people ask on the way: an answer that fits the moment, then the way back into the routine.

A topic is data: words in the slot types TOPIC_ACT, TOPIC_THING and TOPIC_QUESTION of `interaction_model/sentences`, and
a branch of the phrase "topic". Nothing asked starts, ends or changes anything.
"""

from skill.routine.acts import Question, Say, Value
from skill.routine.context import Context
from skill.routine.events import Event, TimeAsked, TopicAsked
from skill.routine.overstay import is_to_ask
from skill.routine.plan import Step
from skill.routine.recovery import NOT_UNDER_WAY, Phase, Turn
from skill.routine.screening import screen, send_to_care
from skill.routine.stopped import why_stopped

STOPPED_KEYS = {"broken": "care-where", "diagnosis": "care-where", "questions": "care-first", "": "care-first"}
"""What is said to a topic after a stop; to any other, what to do meanwhile."""


def answer(context: Context[TopicAsked]) -> Turn:
    """Answer a question, put the open one again, and else tell where the user is."""
    return _way_back(context, Say("topic", {"topic": context.event.topic, **moment(context)}))


def answer_stopped(context: Context[TopicAsked]) -> Turn:
    """Answer a question after a stop with what fits there (S3)."""
    topic = context.event.topic
    return (
        why_stopped(context) if topic == "recall" else send_to_care(context, STOPPED_KEYS.get(topic, "care-meanwhile"))
    )


def moment(context: Context[Event]) -> dict[str, Value]:
    """Return what an answer must fit: what is held, whether the foot is in, or ice has to wait (S4, S5, S8, S9)."""
    countdown, due = context.recovery.countdown, context.next_icing_at
    is_in = countdown is not None and countdown.step is Step.ICE
    waits = countdown is not None or (due is not None and context.now < due)
    ice = "held" if context.ice_held else "in" if is_in else "wait" if waits else "free"
    massage = "held" if context.massage_held else "free"
    move = "held" if context.move_held else "free" if context.recovery.ice_day(context.now) else "later"
    return {"ice": ice, "massage": massage, "move": move}


def _way_back(context: Context[Event], said: Say) -> Turn:
    phase, is_open = context.recovery.phase, context.session.asked not in (None, Question.WHAT_NEXT)
    if is_open:
        return context.aside(context.turn(said))
    if context.recovery.countdown:
        return context.then(TimeAsked(), said)
    if phase is Phase.SCREENING:
        return screen(context, said)
    if phase in NOT_UNDER_WAY:
        return context.ask(Question.SORE_TODAY, said)
    if phase is Phase.READY and context.day == 0:
        return context.ask(Question.FOOT_IN, said)
    return context.ask(Question.OUT if is_to_ask(context) else Question.WHAT_NEXT, said)
