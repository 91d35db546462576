"""Alexa's timer beside the countdown: permission, refusals, and what people do with it at the speaker itself."""

from datetime import timedelta

from skill.routine import moving
from skill.routine.acts import Act, AskConsent, CancelTimer, Say, SetReminders, ShowConsentCard, StartTimer
from skill.routine.alerts import pending
from skill.routine.countdown import Countdown
from skill.routine.events import (
    Consent,
    ConsentAnswered,
    Refusal,
    ResumeAsked,
    TimerLost,
    TimerRefused,
    TimerSeen,
    TimerSet,
)
from skill.routine.icing import RUNNING
from skill.routine.plan import CONSENT_PAUSE, ICE_TIME, LONGEST_PAUSE, REWARM, Step
from skill.routine.recovery import Phase, Turn
from skill.routine.reminder import CHECK_INS
from skill.routine.scene import Scene

DRIFT = timedelta(seconds=5)
"""Alexa's timer and our countdown may differ this much without anybody having touched either."""


def timer_set(scene: Scene) -> Turn:
    """Keep the timer that now runs."""
    assert isinstance(scene.event, TimerSet)
    kept = scene.knowing(timer=scene.event.timer)
    return kept.minding(timer_lost=False).say("timer-set")


def timer_refused(scene: Scene) -> Turn:
    """Go on without a timer: ask for the permission, or tell how to set one by voice."""
    assert isinstance(scene.event, TimerRefused)
    without = scene.knowing(timer=None).minding(timer_lost=False)
    if scene.event.reason is Refusal.PERMISSION:
        denied = scene.recovery.denied_at
        asked = scene.recovery.consent_asked_at
        asked_just_now = asked is not None and scene.now - asked < REWARM
        if not asked_just_now and (denied is None or scene.now - denied >= CONSENT_PAUSE):
            asking = without.knowing(consent_asked_at=scene.now).minding(timers_prompted=True)
            return asking.turn(Say("timer-permission"), AskConsent())
    return without.say(f"timer-by-voice-{scene.countdown.step}", left=scene.left)


def consent_answered(scene: Scene) -> Turn:
    """Set the timer in this very turn, or go on without it."""
    assert isinstance(scene.event, ConsentAnswered)
    answer = scene.event
    scene = scene.minding(timers_prompted=False)
    if answer.consent is Consent.ACCEPTED:
        return scene.knowing(denied_at=None).turn(StartTimer(scene.countdown.step, scene.left), *_check_ins(scene))
    if answer.consent is Consent.DENIED:
        scene = scene.knowing(denied_at=scene.now)
    said = Say(f"timer-by-voice-{scene.countdown.step}", {"left": scene.left})
    if answer.consent is Consent.FAILED:
        return scene.turn(said, *_check_ins(scene))
    card = () if answer.card_thrown else (ShowConsentCard(),)
    return scene.turn(said, Say("consent-card"), *card, *_check_ins(scene))


def _check_ins(scene: Scene) -> tuple[Act, ...]:
    """Return what sets the check-ins that waited until Amazon's question for the timer was answered."""
    waiting = tuple(each for each in pending(scene) if each.purpose in CHECK_INS)
    return (SetReminders(waiting),) if waiting else ()


def consent_for_later(scene: Scene) -> Turn:
    """Hear of the permission when nothing runs that needs a timer now."""
    assert isinstance(scene.event, ConsentAnswered)
    if scene.event.consent is Consent.ACCEPTED:
        return scene.knowing(denied_at=None).say("consent-kept")
    if scene.event.consent is Consent.DENIED:
        scene = scene.knowing(denied_at=scene.now)
    return scene.say("consent-without")


def timer_lost(scene: Scene) -> Turn:
    """Go on when the timer could not be paused, resumed or cancelled."""
    assert isinstance(scene.event, TimerLost)
    if not scene.event.gone:
        # A timer that could not be paused is not known any more, so that it is cancelled when it is seen again.
        known = scene.knowing(timer=None) if scene.recovery.phase is Phase.PAUSED else scene
        return known.say("timer-unreachable")
    without = scene.knowing(timer=None)
    if scene.recovery.phase in (Phase.ICING, Phase.WALKING):
        return without.turn(StartTimer(scene.countdown.step, scene.left))
    return without.turn()


def timer_seen(scene: Scene) -> Turn:
    """Believe what Alexa says of the timer, since people pause, resume and cancel it there too.

    Time added there does not lengthen the ice (S7). A pause that came and went unseen looks alike, so it counts as ice.
    """
    assert isinstance(scene.event, TimerSeen)
    seen, countdown = scene.event, scene.countdown
    lost = seen.step is countdown.step and scene.recovery.timer is not None and scene.left > DRIFT
    if seen.timer is None:
        return scene.minding(timer_lost=lost).turn()
    if _should_be_gone(scene, seen):
        return scene.minding(timer_lost=lost).turn(CancelTimer(seen.step, seen.timer))
    if seen.paused:
        return scene.turn() if countdown.paused_at else _paused_there(scene, seen)
    known = scene.knowing(timer=seen.timer)
    left = min(seen.left, scene.left) if countdown.step is Step.ICE else seen.left
    if not left and seen.left > DRIFT:
        return known.turn(CancelTimer(countdown.step, seen.timer))  # the ice is over, whatever was added there (S7)
    runs = countdown.set_to(left, scene.now)
    if countdown.ends_at is not None and abs(left - scene.left) <= DRIFT:
        return known.turn()
    return known.knowing(phase=RUNNING[countdown.step], countdown=runs).turn()


def _paused_there(scene: Scene, seen: TimerSeen) -> Turn:
    """Stand still too, with what was left of the ice then, and not what was added to the timer there (S7)."""
    countdown = scene.countdown
    since = seen.paused_at or scene.now  # when nobody tells, the pause counts as ice
    left = min(seen.left, countdown.remaining_at(since)) if countdown.step is Step.ICE else seen.left
    still = countdown.set_to(left, scene.now)
    known = scene.knowing(countdown=still)
    if left:
        known = scene.knowing(phase=Phase.PAUSED, countdown=still.paused(scene.now))
    if seen.left - left <= DRIFT:
        return known.turn()
    return known.knowing(timer=None).turn(CancelTimer(seen.step, seen.timer))  # gone on with, it would ring too late


def _should_be_gone(scene: Scene, seen: TimerSeen) -> bool:
    """Return whether this timer is of another step, or another icing, or has stood still for too long."""
    countdown = scene.countdown
    if seen.step is not countdown.step:
        return True
    if seen.timer != scene.recovery.timer:
        # One that was set although the answer got lost runs along with the countdown.
        return seen.paused or countdown.paused_at is not None or abs(seen.left - scene.left) > DRIFT
    return seen.paused and countdown.ends_at is not None and scene.now - countdown.ends_at > LONGEST_PAUSE


def timer_left_over(scene: Scene) -> Turn:
    """Take up a timer that nobody wrote down, as after a crash; cancel one that should be gone."""
    assert isinstance(scene.event, TimerSeen)
    seen, recovery = scene.event, scene.recovery
    if seen.timer is None:
        return scene.turn()
    begun = scene.now - (seen.duration - seen.left)
    between = recovery.phase in (Phase.READY, Phase.RESTING) and recovery.screened_on is not None
    if seen.step is Step.ICE:
        due = recovery.next_icing_at()
        in_time = due is None or begun + DRIFT >= due  # else it is the last one, which was paused there (S9)
        wanted = between and in_time and not scene.is_held(recovery.ice_held_until)
    else:
        wanted = between and moving.put_off(scene) is None
    if not wanted:
        return scene.turn(CancelTimer(seen.step, seen.timer))
    planned = min(seen.duration, ICE_TIME)
    left = min(seen.left, max(planned - (scene.now - begun), timedelta(0)))
    countdown = Countdown.begun(seen.step, planned, begun).set_to(left, scene.now)
    known = scene.knowing(phase=RUNNING[seen.step], step=seen.step, countdown=countdown, timer=seen.timer)
    if seen.step is Step.MOVE:
        known = known.knowing(moved_on=scene.today)
    else:
        known = known.knowing(iced_at=begun, out_at=None, out_told=False, iced_for=timedelta(0))
    if seen.paused:
        known = known.knowing(phase=Phase.PAUSED, countdown=countdown.paused(scene.now))
    return known.turn()


def still_in(scene: Scene) -> Turn:
    """Set the vanished timer again for what is left."""
    if scene.recovery.phase is Phase.PAUSED:
        return scene.minding(timer_lost=False).then(ResumeAsked())
    return scene.minding(timer_lost=False).turn(
        Say("resumed", {"left": scene.left}), StartTimer(scene.countdown.step, scene.left)
    )
