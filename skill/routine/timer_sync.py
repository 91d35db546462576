"""Alexa's timer beside the countdown: permission, refusals, and what people do with it at the speaker itself."""

from datetime import timedelta

from skill.routine import after_ice
from skill.routine import events as e
from skill.routine.acts import AskConsent, CancelTimer, Say, SetReminders, ShowConsentCard, StartTimer
from skill.routine.context import Context
from skill.routine.deadlines import PROMPTS, Countdown, LiveTimer
from skill.routine.events import Event
from skill.routine.icing import in_ice, time_left
from skill.routine.plan import ICE_TIME, LONGEST_PAUSE, Step
from skill.routine.recovery import Phase, Turn, may_request
from skill.routine.reminder_sync import pending, reminder_consent
from skill.routine.reminders import OUTING_TAKES, with_offer

DRIFT = timedelta(seconds=5)
"""Alexa's timer and our countdown may differ this much without a touch to either."""


def timer_set(context: Context[e.TimerSet]) -> Turn:
    """Keep the timer that now runs."""
    kept = context.with_plan(timer=context.event.timer)
    turn = kept.with_session(timer_lost=False).say("timer-set")
    return with_offer(turn, context, OUTING_TAKES) if context.recovery.phase is Phase.WALKING else turn


def timer_refused(context: Context[e.TimerRefused]) -> Turn:
    """Go on without a timer: ask for the permission, or tell how to set one by voice."""
    without = context.with_plan(timer=None).with_session(timer_lost=False)
    may_ask = may_request(context.recovery.consent_asked_at, context.recovery.denied_at, context.now)
    if context.event.reason is e.Refusal.PERMISSION and may_ask:
        asking = without.with_plan(consent_asked_at=context.now).with_session(timers_prompted=True)
        return asking.turn(Say("timer-permission"), AskConsent())
    return without.turn(_by_voice(context))


def _by_voice(context: Context[Event]) -> Say:
    key = "timer-by-voice-ice" if context.countdown.step is Step.ICE else "timer-by-voice-move"
    return Say(key, {"left": context.left})


def consented(context: Context[e.ConsentAnswered]) -> Turn:
    """Set in this very turn what waited for the permission; no answer, or a failure, tells nothing of it."""
    answer = context.event
    if answer.permission is e.Permission.REMINDERS:
        return reminder_consent(context)
    denied = {e.Consent.ACCEPTED: None, e.Consent.DENIED: context.now}
    known = context.with_plan(denied_at=denied.get(answer.consent, context.recovery.denied_at))
    if context.recovery.phase not in (Phase.ICING, Phase.WALKING):
        return known.say("consent-kept" if answer.consent is e.Consent.ACCEPTED else "consent-without")
    known = known.with_session(timers_prompted=False)
    waiting = tuple(each for each in pending(context) if each.purpose in PROMPTS)
    prompts = (SetReminders(waiting),) if waiting else ()  # they waited for Amazon's question for the timer
    if answer.consent is e.Consent.ACCEPTED:
        return known.turn(StartTimer(context.countdown.step, context.left), *prompts)
    card = () if answer.card_thrown else (ShowConsentCard(),)
    where = () if answer.consent is e.Consent.FAILED else (Say("consent-card"), *card)
    return known.turn(_by_voice(context), *where, *prompts)


def timer_lost(context: Context[e.TimerLost]) -> Turn:
    """Go on when the timer could not be paused, resumed or cancelled."""
    without, phase = context.with_plan(timer=None), context.recovery.phase
    if not context.event.gone:
        # A timer that could not be paused is not known any more, so that it is cancelled when it is seen again.
        return (without if phase is Phase.PAUSED else context).say("timer-unreachable")
    runs = phase in (Phase.ICING, Phase.WALKING)
    return without.turn(*((StartTimer(context.countdown.step, context.left),) if runs else ()))


def timer_seen(context: Context[e.TimerSeen]) -> Turn:
    """Believe what Alexa says of the timer, since people pause, resume and cancel it there too.

    Time added there does not lengthen the ice (S7). A pause that came and went unseen looks alike, so it counts as ice.
    """
    seen, countdown = context.event, context.countdown
    lost = seen.step is countdown.step and context.recovery.timer is not None and context.left > DRIFT
    if seen.live is None:
        return context.with_session(timer_lost=lost).turn()
    if seen.step is not countdown.step or _should_be_gone(context, seen.live):
        return context.with_session(timer_lost=lost).turn(CancelTimer(seen.step, seen.live.timer))
    if seen.live.paused:
        return context.turn() if countdown.paused_at else _paused_there(context, seen.live)
    known = context.with_plan(timer=seen.live.timer)
    left = min(seen.live.left, context.left) if countdown.step is Step.ICE else seen.live.left
    if not left and seen.live.left > DRIFT:
        return known.turn(CancelTimer(seen.step, seen.live.timer))  # the ice is over, whatever was added there (S7)
    if countdown.ends_at is not None and abs(left - context.left) <= DRIFT:
        return known.turn()
    return known.with_plan(countdown=countdown.set_to(left, context.now)).turn()


def _paused_there(context: Context[Event], live: LiveTimer) -> Turn:
    """Stand still too, with what was left of the ice then, and not what was added to the timer there (S7)."""
    countdown = context.countdown
    since = live.paused_at or context.now  # when Alexa does not tell, the pause counts as ice
    left = min(live.left, countdown.remaining_at(since)) if countdown.step is Step.ICE else live.left
    still = countdown.set_to(left, context.now)
    known = context.with_plan(countdown=still.paused(context.now) if left else still)
    if live.left - left <= DRIFT:
        return known.turn()
    return known.with_plan(timer=None).turn(CancelTimer(countdown.step, live.timer))  # it would ring too late


def _should_be_gone(context: Context[Event], live: LiveTimer) -> bool:
    """Return whether this timer is of another icing, or has stood still for too long."""
    countdown = context.countdown
    if live.timer != context.recovery.timer:
        # One that was set although the answer got lost runs along with the countdown.
        return live.paused or countdown.paused_at is not None or abs(live.left - context.left) > DRIFT
    return live.paused and countdown.ends_at is not None and context.now - countdown.ends_at > LONGEST_PAUSE


def timer_left_over(context: Context[e.TimerSeen]) -> Turn:
    """Take up a timer that is not in the store, as after a crash; cancel one that should be gone."""
    step, live, recovery = context.event.step, context.event.live, context.recovery
    if live is None:
        return context.turn()
    begun = context.now - (live.duration - live.left)
    due = recovery.next_icing_at(context.now)
    is_last = due is not None and begun + DRIFT < due  # it was paused there (S9)
    is_refused = context.ice_held or is_last if step is Step.ICE else after_ice.refuse_outing(context)
    if is_refused or recovery.phase not in (Phase.READY, Phase.RESTING):
        return context.turn(CancelTimer(step, live.timer))
    planned = min(live.duration, ICE_TIME)
    left = min(live.left, max(planned - (context.now - begun), timedelta(0)))
    countdown = Countdown(step, planned, context.now + left)
    countdown = countdown.paused(context.now) if live.paused else countdown
    known = context.with_plan(timer=live.timer)
    return (after_ice.walking(known, countdown) if step is Step.MOVE else in_ice(known, countdown, begun)).turn()


def still_in_running(context: Context[Event]) -> Turn:
    """Hear that the foot is in while the ice runs: tell the time, and set the timer again if it has vanished."""
    return restart_timer(context) if context.session.timer_lost else time_left(context)


def restart_timer(context: Context[Event]) -> Turn:
    """Set the vanished timer again for what is left."""
    known, left = context.with_session(timer_lost=False), context.left
    if context.recovery.phase is Phase.PAUSED:
        return known.then(e.ResumeAsked())
    return known.turn(Say("resumed", {"left": left}), StartTimer(context.countdown.step, left))
