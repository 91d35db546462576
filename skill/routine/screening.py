"""Red flags and cold risks: the questions before the first icing, and what an answer means (S1 to S6, S8)."""

from dataclasses import replace
from datetime import date, timedelta

from skill.routine.acts import Act, CancelTimer, Question, Say
from skill.routine.events import Event, IcingAsked, MassageAsked, MoveAsked, WhereAsked
from skill.routine.plan import COLD_HOLD, EVALUATE_LAST, FEELING_BACK, SKIN_WATCH, SPRAIN_HOLD, Step
from skill.routine.progress import next_ice
from skill.routine.recovery import Phase, Turn
from skill.routine.scene import Scene

IN_WATER = (Phase.ICING, Phase.PAUSED)
"""The phases with a countdown that may be of ice."""

QUESTIONS = (Question.FOUR_STEPS, Question.BENT, Question.TWIST, Question.COLD)
"""Asked in this order, one a turn (S1)."""


def screen(scene: Scene, *acts: Act) -> Turn:
    """Ask the first safety question that is still open; go on with what was wanted when there is none."""
    for question in QUESTIONS:
        if question not in scene.talk.cleared:
            asking = scene.knowing(phase=Phase.SCREENING).minding(introduced=True)
            return asking.ask(question, *acts, *_introduction(scene))
    return _passed(scene, acts)


def screen_first(scene: Scene) -> Turn:
    """Put the safety questions before what was asked for."""
    scene = new_plan(scene)
    return screen(scene, *(() if scene.recovery.phase is not Phase.SCREENING else (Say("safety-first"),)))


def _introduction(scene: Scene) -> tuple[Say, ...]:
    if scene.recovery.phase is Phase.SCREENING:
        return ()
    return (Say("check-first" if scene.talk.introduced else "check-first-coach"),)


def _passed(scene: Scene, acts: tuple[Act, ...]) -> Turn:
    recovery = scene.recovery
    clear = scene.knowing(
        phase=Phase.READY, screened_on=scene.today, began_on=recovery.began_on or scene.today
    ).minding(cleared=(*scene.talk.cleared, Question.ANYTHING_NEW))
    if clear.day >= EVALUATE_LAST:
        clear = clear.knowing(referred_on=scene.today)
        acts = (*acts, Say("sore-for-long"))
    if clear.is_held(recovery.ice_held_until) or recovery.out_at:
        clear = clear.knowing(phase=Phase.RESTING)
    wish = clear.talk.wanted
    if wish is not None:
        return clear.then(_wished(clear, wish), *acts)
    if clear.recovery.phase is not Phase.RESTING:
        return clear.ask(Question.FOOT_IN, *acts, Say("clear-for-ice"))
    if recovery.out_at is None:
        return clear.turn(*acts, _clear_without_ice(clear))
    return _clear_again(clear, recovery.referred_on == scene.today, acts)


def _clear_again(scene: Scene, is_worse: bool, acts: tuple[Act, ...]) -> Turn:
    """Go on after another check: to the ice that is due, else to what is next; what got worse is left in peace."""
    ice = next_ice(scene.recovery, scene.now)
    if ice is not None and ice <= scene.now and not is_worse:
        return scene.ask(Question.FOOT_IN, *acts, Say("clear-for-ice"))
    if is_worse:
        return scene.turn(*acts, Say("clear-again"))
    return scene.then(WhereAsked(), *acts, Say("clear-otherwise"))


def _clear_without_ice(scene: Scene) -> Say:
    recovery = scene.recovery
    if recovery.massage_held_until and scene.is_held(recovery.massage_held_until):
        return Say("clear-held", {"day": recovery.massage_held_until})
    return Say("clear-no-ice")


def _wished(scene: Scene, step: Step) -> Event:
    if step is Step.MASSAGE:
        return MassageAsked()
    if step is Step.MOVE:
        return MoveAsked(scene.talk.activity)
    return IcingAsked(scene.talk.duration)


def _clear(scene: Scene, question: Question) -> Scene:
    return scene.minding(cleared=(*scene.talk.cleared, question))


def go_on(scene: Scene) -> Turn:
    """Take the open safety question as answered well, and go on with the next."""
    if scene.recovery.phase is not Phase.SCREENING:
        return scene.then(WhereAsked())  # answered meanwhile, on another speaker
    return screen(_clear(scene, scene.talk.asked) if scene.talk.asked else scene)


def try_four_steps(scene: Scene) -> Turn:
    """Have someone who does not know try it, carefully (S2)."""
    return scene.ask(Question.FOUR_STEPS, Say("try-four-steps"))


def new_plan(scene: Scene) -> Scene:
    """Return the scene without a plan that is over."""
    if scene.recovery.phase is not Phase.RECOVERED:
        return scene
    return replace(scene, recovery=scene.recovery.fresh(scene.now))


def begun(scene: Scene) -> Scene:
    """Return the scene with a soreness that began today, unless it began before."""
    return scene.knowing(began_on=scene.recovery.began_on or scene.today)


def twisted(scene: Scene) -> Turn:
    """Hold massage and running after a twist, a fall or a pop; ice is fine (S4)."""
    until = scene.today + SPRAIN_HOLD
    scene = begun(new_plan(scene))
    held = scene.knowing(
        massage_held_until=later_of(until, scene.recovery.massage_held_until),
        move_held_until=later_of(until, scene.recovery.move_held_until),
    )
    hold = Say("sprain-hold", {"day": until, **held.holds})
    if held.recovery.phase in IN_WATER and held.countdown.step is Step.ICE:
        return held.turn(hold)
    acts = taken_out(held)
    held = _clear(out_of_ice(held), Question.TWIST)
    if held.recovery.screened_on:
        # A new twist is a new injury: it gets its own check. Cold has not become a risk by it.
        held = _clear(held.knowing(phase=Phase.SCREENING, screened_on=None), Question.COLD)
    turn = screen(held, hold)
    return replace(turn, acts=(*turn.acts, *acts))


def later_of(day: date, other: date | None) -> date:
    """Return the later of two days; a hold is never shortened by another one."""
    return max(day, other) if other else day


def cold_risk(scene: Scene) -> Turn:
    """Hold the ice until a clinician or pharmacist has been asked (S5)."""
    held = begun(new_plan(scene)).knowing(ice_held_until=scene.today + COLD_HOLD)
    if scene.recovery.phase is Phase.READY:
        held = held.knowing(phase=Phase.RESTING)
    hold = Say("cold-hold")
    if held.recovery.screened_on:
        return held.turn(hold)
    wanted = None if scene.talk.wanted is Step.ICE else scene.talk.wanted
    return screen(_clear(held.minding(wanted=wanted), Question.COLD), hold)


def cold_risk_in_ice(scene: Scene) -> Turn:
    """Take the foot out at once, then as `cold_risk`; a paused walk only holds the ice."""
    if scene.countdown.step is not Step.ICE:
        return scene.knowing(ice_held_until=scene.today + COLD_HOLD).say("cold-hold")
    acts = taken_out(scene)
    out = out_of_ice(scene).knowing(ice_held_until=scene.today + COLD_HOLD)
    return out.turn(Say("cold-out"), Say("cold-hold"), *acts)


def skin_warning(scene: Scene) -> Turn:
    """Take numb, pale or blistered skin after ice as an injury by cold (S8), else as a red flag (S3)."""
    out_at = scene.recovery.out_at
    if out_at is None or scene.now - out_at > SKIN_WATCH:
        return red_flag(scene)
    return _cold_injury(scene)


def skin_warning_in_ice(scene: Scene) -> Turn:
    """Take the foot out at once; no more ice and no massage (S8). On a walk it is a red flag."""
    if scene.countdown.step is not Step.ICE:
        return red_flag(scene)
    turn = _cold_injury(out_of_ice(scene).knowing(out_told=scene.countdown.paused_at is not None))
    return replace(turn, acts=(*turn.acts, *taken_out(scene)))


def _cold_injury(scene: Scene) -> Turn:
    """Hold ice and massage; who has not said that the foot is out is taken to have it in the water still."""
    until, left, out_told = scene.today + COLD_HOLD, _feeling_back_in(scene), scene.recovery.out_told
    held = scene.knowing(ice_held_until=until, massage_held_until=until, referred_on=scene.today)
    if left <= timedelta(0):
        return held.turn(*(() if out_told else (Say("foot-out-first"),)), Say("cold-injury-late"))
    if out_told:
        return held.turn(Say("cold-injury-after", {"wait": left}))
    return held.knowing(out_at=scene.now, out_told=True).turn(Say("cold-injury"))


def _feeling_back_in(scene: Scene) -> timedelta:
    return (scene.recovery.out_at or scene.now) + FEELING_BACK - scene.now


def cold_watch(scene: Scene) -> Say:
    """Return what to do about skin that ice has hurt today: wait for the feeling, then get advice (S8)."""
    left = _feeling_back_in(scene)
    return Say("cold-wait", {"wait": left}) if left > timedelta(0) else Say("cold-watch")


def red_flag(scene: Scene) -> Turn:
    """Stop everything and send for care; the routine does not go on (S3, S6)."""
    acts = taken_out(scene)
    foot_in = any(act.step is Step.ICE for act in acts)
    stopped = out_of_ice(scene).knowing(phase=Phase.STOPPED, referred_on=scene.today)
    # The safety line comes first, whatever the timer answers.
    return stopped.turn(Say("care-now-foot-out" if foot_in else "care-now"), *acts)


def care_first(scene: Scene) -> Turn:
    """Answer anything after a red flag: care comes first (S3)."""
    return scene.say("care-first")


def taken_out(scene: Scene) -> tuple[CancelTimer, ...]:
    """Return the act that keeps a running countdown from ringing."""
    countdown = scene.recovery.countdown
    return (CancelTimer(countdown.step, scene.recovery.timer),) if countdown else ()


def out_of_ice(scene: Scene) -> Scene:
    """Return the scene with its countdown ended now: an icing taken out of, or a walk done."""
    recovery, countdown = scene.recovery, scene.recovery.countdown
    if countdown is None:
        return scene
    ended = scene.knowing(phase=Phase.RESTING, countdown=None, timer=None)
    # In a pause the foot was out already.
    end = countdown.paused_at or min(scene.now, countdown.ends_at or scene.now)
    if countdown.step is Step.MOVE:
        return ended.knowing(moved_on=recovery.local(end).date())
    told = countdown.ends_at is None or scene.now < countdown.ends_at
    return ended.knowing(out_at=end, out_told=told, iced_for=countdown.elapsed_at(scene.now), check_ins=False)


def anything_new(scene: Scene) -> Turn:
    """Take "something is new or worse" before a later icing: see someone sooner (S12), and check again (S1)."""
    again = scene.knowing(phase=Phase.SCREENING, referred_on=scene.today, screened_on=None).minding(
        cleared=(), wanted=None
    )
    return screen(again, Say("worse-check"))
