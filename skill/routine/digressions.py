"""What is said on the way: how, why, topics, help, misses, starting over, forgetting and leaving."""

from dataclasses import replace
from datetime import date

from skill.routine import acts, after_ice
from skill.routine import events as e
from skill.routine.acts import CLEARING, SAFETY_QUESTIONS, Act, Question, Say, Show, Value
from skill.routine.assessment import SCORES, TRENDS
from skill.routine.context import Context, Rule, asked_first
from skill.routine.events import Event
from skill.routine.plan import EVALUATE_FROM, MILD, WORDS_VARY, Step
from skill.routine.recovery import NOT_UNDER_WAY, UNSCREENED, Phase, Recovery, Turn
from skill.routine.schedule import DAY, is_out_of_reach
from skill.routine.screening import begun, cold_watch, foot_out_first, out_of_ice, screen, send_to_care, taken_out
from skill.routine.stopped import why_stopped

ICE_TOPICS = (e.Topic.ICE, e.Topic.BUCKET, e.Topic.WATER)
"""What is asked about the ice."""

TOPICS: dict[Question | None, e.Topic] = {
    **dict.fromkeys(CLEARING, e.Topic.SAFETY),
    **dict.fromkeys((Question.OFFER_MASSAGE, Question.WARM), e.Topic.MASSAGE),
    **dict.fromkeys((*SCORES, *TRENDS), e.Topic.EVALUATION),
}
"""What a question is about, where that differs from the step that the plan is at."""

MAX_UNHEARD = 3
"""After this many misses in a row the coach stops asking: it may be hearing the television."""


def _topic(context: Context[Event]) -> e.Topic:
    """Return what a "how" or a "why" is about: what was named, else what is asked or done at the moment."""
    if isinstance(context.event, e.OfTopic) and context.event.topic:
        return context.event.topic
    recovery = context.recovery
    outing = e.Topic.JOG if recovery.covers_jog else e.Topic.WALK
    if recovery.phase is Phase.SCREENING:
        return e.Topic.SAFETY
    if context.session.asked is Question.OFFER_MOVE:
        return outing
    if topic := TOPICS.get(context.session.asked):
        return topic
    here = {Step.MASSAGE: e.Topic.MASSAGE, Step.MOVE: outing, Step.EVALUATION: e.Topic.EVALUATION}
    return here.get(recovery.step, e.Topic.BUCKET if recovery.phase is Phase.READY else e.Topic.ICE)


def how(context: Context[Event]) -> Turn:
    """Tell how a thing is done; the longer form goes on a card."""
    topic = _topic(context)
    if topic is e.Topic.JOG and (context.session.score or 0) > MILD:
        return context.aside(context.say("slow-or-walk", **context.units))
    turn = _held(context, topic) or context.tell(f"how-{topic}", **context.units, **moment(context))
    if context.recovery.phase is Phase.READY:
        return context.aside(turn)  # at the bucket, with their hands full
    return _way_back(context, *turn.acts)


def _held(context: Context[Event], topic: e.Topic) -> Turn | None:
    """Return why a step is not explained now: instructions invite to follow them (S4, S5, S8)."""
    if topic in ICE_TOPICS and context.ice_held:
        return context.say("ice-held")
    if topic is e.Topic.MASSAGE and context.massage_held:
        return after_ice.refuse_massage(context)
    if topic in (e.Topic.JOG, e.Topic.WALK) and context.move_held:
        return after_ice.refuse_outing(context)
    return None


def why(context: Context[Event]) -> Turn:
    """Tell what a thing is for, or why it waits."""
    topic = _topic(context)
    topic = e.Topic.ICE if topic is e.Topic.BUCKET else topic
    if context.session.asked in (Question.OUT, Question.SKIN) and topic is e.Topic.ICE:
        topic = e.Topic.TIMER
    held = _held(context, topic)
    if held is None:
        return _way_back(context, Say(f"why-{topic}"))
    return _way_back(context, *((Say("why-held"),) if topic in ICE_TOPICS else held.acts))


def told(key: str) -> Rule[Event]:
    """Return the rule that says one phrase and changes nothing: no advice on medicine, a grown-up is no child (S14)."""
    return lambda context: _way_back(context, Say(key))


def doctor(context: Context[Event]) -> Turn:
    """Tell when to see someone (article, step 4; S3, S12)."""
    recovery = context.recovery
    if context.hurt_by_cold_today:
        return context.aside(context.turn(cold_watch(context)))
    is_sore = recovery.began_on is not None and recovery.phase is not Phase.RECOVERED
    due = recovery.referred_on is not None or (is_sore and context.day >= EVALUATE_FROM)
    return _way_back(context, Say("doctor-yes" if due else "doctor-when"))


def help_(context: Context[Event]) -> Turn:
    """Tell what can be said now, and end with a question (S15)."""
    return _put_again(context, Say("coach-not-doctor"), Say(f"can-{context.recovery.phase}"))


def unheard(context: Context[Event]) -> Turn:
    """Tell what can be said now; after a second miss in a row, leave it at that."""
    missed = context.with_session(unheard=context.session.unheard + 1)
    asked = context.open_question or asked_first(context)
    if missed.session.unheard >= (MAX_UNHEARD + 1 if asked else MAX_UNHEARD):
        return missed.say("quiet")
    if asked is None:
        return _missed(missed)
    is_check = asked in SAFETY_QUESTIONS and missed.session.unheard == MAX_UNHEARD
    return missed.ask(asked, Say(f"can-{Phase.SCREENING}" if is_check else "unheard"))


def _missed(context: Context[Event]) -> Turn:
    """Tell what can be said now, in one of two wordings; the clock chooses for a user of whom nothing is kept."""
    recovery = context.recovery
    known = context if recovery.is_blank else context.with_plan(wordings=recovery.wordings + 1)
    times = int(context.now.timestamp()) // WORDS_VARY.seconds if recovery.is_blank else recovery.wordings
    told = (Say("unheard-again"),) if times % 2 else (Say("unheard"), Say(f"can-{recovery.phase}"))
    return _put_again(known, *told)


def _put_again(context: Context[Event], *before: Act) -> Turn:
    """Put the open question again; in a new conversation that of the safety check, where it is not through."""
    if context.open_question is None and context.recovery.phase is Phase.SCREENING:
        return screen(context, *before)
    return context.ask(context.open_question or asked_first(context) or Question.WHAT_NEXT, *before)


def ask_again(context: Context[Event]) -> Turn:
    """Put a question again that was not answered; in the end let go. With none, tell how long the countdown takes."""
    if context.session.asked is None and context.recovery.countdown:
        return context.then(e.TimeAsked())
    context = context.with_session(unheard=context.session.unheard + 1)
    if context.session.unheard >= MAX_UNHEARD:
        return context.say("quiet")
    return _put_again(context)


def start_over(context: Context[Event]) -> Turn:
    """Begin again from the safety questions."""
    fresh = out_of_ice(context).recovery.fresh(context.now)
    clean = replace(context, recovery=fresh).with_session(asked=None, cleared=(), wanted=None)
    if context.hurt_by_cold:
        # Skin that was hurt by cold today gets no ice today, whatever is answered now (S8).
        clean = clean.with_plan(ice_held_until=context.today + DAY, massage_held_until=context.today + DAY)
    said = (*foot_out_first(context), Say("reported-again", {"side": "unsaid"}))
    return screen(begun(clean), *said).with_acts(*taken_out(context))


def forget(context: Context[Event]) -> Turn:
    """Keep nothing."""
    tokens = context.recovery.tokens
    cancelled = (acts.CancelReminders(tokens),) if tokens else ()
    clean = replace(context, recovery=Recovery())
    countdown = context.recovery.countdown
    rang = countdown or (tokens and not is_out_of_reach(context.recovery))
    # Timers that could not be cancelled before, or stand still since an older plan.
    steps = () if context.recovery.is_blank else (Step.ICE, Step.MOVE)
    left_over = (acts.CancelTimer(step, None) for step in steps if step is not (countdown and countdown.step))
    said = (*foot_out_first(context), Say("forgotten-with-alerts" if rang else "forgotten"))
    return clean.turn(*said, *taken_out(context), *cancelled, *left_over, acts.Forget())


def known(context: Context[Event]) -> Turn:
    """Tell what is kept, with a card that has all of it."""
    recovery = context.recovery
    if recovery.is_blank:
        return context.aside(context.say("known-nothing"))
    values = _known(context)
    kept = {
        "known-began": recovery.began_on,
        "known-checked": recovery.screened_on,
        "known-iced": recovery.iced_at,
        "known-reminders": recovery.reminders,
    }
    said = [Say(key, values) for key, is_kept in kept.items() if is_kept] or [Say("known-settings")]
    turn = context.turn(*said, Say("known-forget"), Show("known", values))
    return turn if recovery.iced_at else context.aside(turn)


def _known(context: Context[Event]) -> dict[str, Value]:
    """Return the blanks for what is kept; "none" where nothing is."""
    recovery = context.recovery
    holds = (recovery.ice_held_until, recovery.massage_held_until, recovery.move_held_until)
    refusals = (recovery.denied_at, recovery.reminders_denied_at)

    def _past(day: date | None) -> Value:
        return min(day, context.today) if day else "none"  # a trip west can lead back a day

    until = max((day for day in holds if day and context.today < day), default=None)
    return {
        "began": _past(recovery.began_on),
        "checked": _past(recovery.screened_on),
        "iced": recovery.local(recovery.iced_at).date() if recovery.iced_at else "none",
        "moved": _past(recovery.moved_on),
        "until": until or "none",
        "reminders": len(recovery.reminders),
        "zone": recovery.zone or "none",
        "units": "none" if recovery.metric is None else "metric" if recovery.metric else "imperial",
        "jogs": "none" if recovery.covers_jog is None else "yes" if recovery.covers_jog else "no",
        "refused": max((recovery.local(at).date() for at in refusals if at), default="none"),
    }


# --- topics ------------------------------------------------------------------------------------


STOPPED_KEYS = {"broken": "care-where", "diagnosis": "care-where", "questions": "care-first", "": "care-first"}
"""What is said to a topic after a stop; to any other, what to do meanwhile."""


def answer_topic(context: Context[e.TopicAsked]) -> Turn:
    """Answer a question of a topic, put the open one again, and else tell where the user is.

    A topic is data: words in the slot types TOPIC_ACT, TOPIC_THING and TOPIC_QUESTION of `interaction_model/sentences`,
    and a branch of the phrase "topic". Nothing asked starts, ends or changes anything.
    """
    return _way_back(context, Say("topic", {"topic": context.event.topic, **moment(context)}))


def answer_topic_stopped(context: Context[e.TopicAsked]) -> Turn:
    """Answer a question after a stop with what fits there (S3)."""
    if context.event.topic == "recall":
        return why_stopped(context)
    return send_to_care(context, STOPPED_KEYS.get(context.event.topic, "care-meanwhile"))


def moment(context: Context[Event]) -> dict[str, Value]:
    """Return what an answer must fit: what is held, and whether the foot is in, ice has to wait, a timer is set.

    (S1, S4, S5, S8, S9)
    """
    recovery = context.recovery
    later = "wait" if recovery.countdown or context.ice_wait else "check" if recovery.phase in UNSCREENED else "free"
    ice = "held" if context.ice_held else "in" if recovery.ice or recovery.ice_since else later
    massage = "held" if context.massage_held else "free"
    move = "held" if context.move_held else "free" if recovery.ice_day(context.now) else "later"
    timer = "set" if recovery.countdown and recovery.timer else "none"
    return {"ice": ice, "massage": massage, "move": move, "timer": timer}


def _way_back(context: Context[Event], *said: Act) -> Turn:
    """Say this, and put the open question again; with none, ask what comes next, or tell how long it takes."""
    phase = context.recovery.phase
    if context.open_question:
        return context.ask(context.open_question, *said)
    if context.recovery.countdown:
        return context.then(e.TimeAsked(), *said)
    if phase in NOT_UNDER_WAY:
        return context.ask(Question.SORE_TODAY, *said)
    if phase is Phase.READY and context.day == 0:
        return context.ask(Question.FOOT_IN, *said)
    return _put_again(context, *said)
