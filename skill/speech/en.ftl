### Everything the coach says in English.
###
### Each phrase has .speech; a question also .reprompt; what goes on a card .title and .card; what is shown on a screen
### .screen (a question without it: .speech), in few words, and .short for a round one. A sign or a score is never shown.
### Blanks: every duration $x also comes as $about_x; days are "tomorrow", a weekday, "two days ago"; $region is the
### country; $slot_number tells people of one household apart. Every number of skill/routine/plan.py is a blank of its own name: $ICE_TIME is "twenty minutes", $ICE_TIME_IN_MINUTES "twenty".
### How it sounds: a turn fits one or two breaths (45 words), a sentence 20 words, plain words, no list over three.

## Pieces

emergency-number = { $region ->
        [GB] nine nine nine
        [AU] triple zero
        [IN] one one two
       *[US] nine one one
    }
minutes = { $count ->
        [one] one minute
       *[other] { $words } minutes
    }
days = { $count ->
        [one] a day
       *[other] { $words } days
    }
weeks = { $count ->
        [one] a week
       *[other] { $words } weeks
    }
less-than-a-minute = less than a minute
hours = { $count ->
        [one] an hour
       *[other] { $words } hours
    }
hours-and-half = { $count ->
        [one] an hour and a half
       *[other] { $words } and a half hours
    }
about = about { $time }
today = today
tomorrow = tomorrow
yesterday = yesterday
days-ago = { $words } days ago
day-part = { $day } { $part }
on-day = { $day } { $times }
clock = { $hour }
clock-minutes = { $hour } { $minutes }
clock-few-minutes = { $hour } oh { $minutes }
noon = noon
clock-part = { $clock } { $part ->
        [this-morning] this morning
        [this-afternoon] this afternoon
        [this-evening] this evening
        [in-the-morning] in the morning
        [in-the-afternoon] in the afternoon
       *[in-the-evening] in the evening
    }
and = { $first } and { $last }
at-times = at { $times }
every = every { $gap } from { $first } until { $last }
but-not = { $row }, but not { $times }
more-times = at { $first }, then { $words } more times until { $last }
in-time = in { $time }
icing-rhythm = { $ICING_GAP_IN_HOURS ->
        [two] couple of hours
       *[other] { $ICING_GAP }
    }
easing-time = { $EASING_AT_IN_MINUTES ->
        [two] a minute or two
       *[other] about { $EASING_AT }
    }
outing-word = { $way ->
        [jog] jog
       *[walk] walk
    }
jog-in-miles = two miles, three at most
jog-in-kilometers = three kilometers, five at most
jog-distance = { $units ->
        [metric] { jog-in-kilometers }
        [imperial] { jog-in-miles }
       *[local] { $region ->
            [US] { jog-in-miles }
            [GB] { jog-in-miles }
           *[other] { jog-in-kilometers }
        }
    }
slow-in-miles = two slow miles
slow-in-kilometers = three slow kilometers
slow-distance = { $units ->
        [metric] { slow-in-kilometers }
        [imperial] { slow-in-miles }
       *[local] { $region ->
            [US] { slow-in-miles }
            [GB] { slow-in-miles }
           *[other] { slow-in-kilometers }
        }
    }
bath-temperature = { $region ->
        [US] fifty to fifty nine Fahrenheit
       *[other] ten to fifteen Celsius
    }

emergency-digits = { $region ->
        [GB] 999
        [AU] 000
        [IN] 112
       *[US] 911
    }

## On a screen: what is not a form of a spoken phrase; .short where there is little room

screen-plan = Your plan
screen-icing = Foot in the ice
screen-paused = Paused
screen-walking = An easy walk
screen-over-ice = Time is up. Take your foot out.
screen-over-move = Your walk is done.
screen-call = In an emergency, call { emergency-digits }. I can't call for you.
    .short = I can't call for you.
screen-day = { CAP($day) }
screen-step-ice = Ice
screen-step-massage = Massage
screen-step-move = Walk or jog
screen-step-evaluation = Check in
screen-time-left = Time left
button-yes = Yes
button-no = No
button-unsure = I don't know
button-pause = Pause
button-resume = Resume
button-foot-out = My foot is out
    .short = Foot is out
button-too-cold = It's too cold
    .short = Too cold
button-done = I'm done
button-better = Better
button-same = The same
button-worse = Worse
picture-ankle = A sore ankle
picture-bucket = A foot in a bucket of ice water
picture-thumbs = Two thumbs on an ankle, in small circles
picture-path = A path through a meadow
picture-bell = A bell
picture-phone = A phone with a switch
picture-care = A heart with a cross
screen-old =
    .speech = That was an earlier screen.

## Names and texts of Alexa's timers

timer-label-ice = { $slot_number ->
        [1] ice bath
       *[other] ice bath { $slot_number }
    }
timer-label-move = { $slot_number ->
        [1] easy walk
       *[other] easy walk { $slot_number }
    }
timer-announce-ice = { $slot_number ->
        [1] Time is up. Take your foot out and pat it dry. Then say: Alexa, open Ankle Coach.
       *[other] Time is up for { timer-label-ice }. Take your foot out and pat it dry. Then say: Alexa, open Ankle Coach.
    }
timer-announce-move = { $slot_number ->
        [1] Your walk is done. Well done. Next time, say: Alexa, open Ankle Coach.
       *[other] { CAP(timer-label-move) } is done. Well done. Next time, say: Alexa, open Ankle Coach.
    }

## Texts of Alexa's reminders, said twice after "Here's your reminder": others hear them, and a small screen shows 25 letters

reminder-text-ice = Time to ice again.
reminder-text-move = Your easy walk or jog.
reminder-text-easing = The cold is easing now.
reminder-text-half-way = You're half way.

## Greeting

welcome =
    .speech = Welcome to Ankle Coach. I'm a coach, not a doctor: ice, massage and an easy run, step by step.
welcome-back =
    .speech = Welcome back.
glad =
    .speech = Glad to hear it. When an ankle gets sore, say: Alexa, open Ankle Coach.
not-sore =
    .speech = Good. If they ever get sore after a run, say: Alexa, open Ankle Coach.
reported =
    .speech = { $side ->
        [left] Ouch, the left one.
        [right] Ouch, the right one.
        [both] Both of them, ouch.
       *[unsaid] Ouch, let's look after that.
    }
reported-again =
    .speech = { $side ->
        [left] Your left ankle, then: a fresh plan.
        [right] Your right ankle, then: a fresh plan.
       *[unsaid] Then let's start a fresh plan.
    }
check-first-coach =
    .speech = I'm a coach, not a doctor, so first a quick safety check.
check-first =
    .speech = First a quick safety check.
safety-first =
    .speech = Let's finish the safety check first.
sore-for-long =
    .speech = After that long, see a physical therapist soon.

## The safety questions (S1); of their parts those that were not denied (S20)

bent-ankle = { $ankle ->
        [bent] bent out of shape
        [hot-red] hot and red
       *[both] { $foot ->
            [none] bent out of shape, or hot and red
           *[some] bent out of shape, hot and red
        }
    }
bent-foot = { $foot ->
        [numb] numb
        [blue] blue
       *[both] numb or blue
    }
cold-illness = { $illness ->
        [diabetes] diabetes
        [circulation] poor circulation
       *[both] { $toes ->
            [none] diabetes or poor circulation
           *[some] diabetes, poor circulation
        }
    }
cold-toes = { $toes ->
        [cold-toes] turn white
        [skin] get hives
       *[both] turn white or get hives
    }

ask-four-steps =
    .speech = Can you take four steps on it, even if you limp?
    .reprompt = Can you take four steps on it? Yes or no?
    .short = Can you take four steps on it?
ask-bent =
    .speech = { $foot ->
        [none] Is it { bent-ankle }?
       *[some] { $ankle ->
            [none] Is the foot { bent-foot }?
           *[some] Is it { bent-ankle }, or is the foot { bent-foot }?
        }
    }
    .reprompt = Bent, hot and red, numb, or blue: yes or no?
    .short = Bent, hot and red, numb, or blue?
ask-twist =
    .speech = Did it start with a twist, a fall or a pop?
    .reprompt = Did it start with a twist, a fall or a pop? Yes or no?
ask-cold =
    .speech = { $toes ->
        [none] Do you have { cold-illness }?
       *[some] { $illness ->
            [none] Do you have toes that { cold-toes } in the cold?
           *[some] Do you have { cold-illness }, or toes that { cold-toes } in the cold?
        }
    }
    .reprompt = Diabetes, poor circulation, or toes that react to cold: yes or no?
    .short = Diabetes, poor circulation, or toes that react to cold?
ask-anything-new =
    .speech = Is anything new or worse since the last ice?
    .reprompt = Is anything new or worse? Yes or no?
ask-warm-again =
    .speech = { $skin ->
        [numb] Has the skin normal feeling again?
        [cold] Has the skin warmed up again?
       *[both] Has the skin warmed up again, with normal feeling?
    }
    .reprompt = Warm again, with normal feeling: yes or no?
    .short = Warm again, with normal feeling?
try-four-steps =
    .speech = Try it carefully, holding on to something. If you can't do it, say no.
try-across-the-room =
    .speech = Think of your way through the room today. If you hop or are carried, say no.
meaning-ask-four-steps =
    .speech = I mean { $STEPS } steps in a row, with your weight on it. Limping is fine.
meaning-ask-bent =
    .speech = Bent means it points in a wrong way. Numb means you can't feel a touch. A little red is no yes.
meaning-ask-twist =
    .speech = I mean these days. A twist is when the foot rolls over. A pop is a crack that you hear or feel.
meaning-ask-cold =
    .speech = I mean the one whose ankle is sore. Poor circulation means too little blood, not just cold feet. Hives are itchy bumps.
meaning-ask-anything-new =
    .speech = I mean more pain, or a sign that wasn't there before. Cold skin is neither.
meaning-ask-mild =
    .speech = Hot to your hand, or about twice as thick as the other ankle.
meaning-ask-skin =
    .speech = Press it with a finger: you should feel that, and the color should come back.
meaning-ask-warm =
    .speech = As warm as the other ankle, and you feel a light touch.
meaning-ask-score =
    .speech = Zero is no pain, ten the worst you know. Say it for walking, not for sitting or for pressing on it.
clear-for-ice =
    .speech = All clear for ice.
clear-no-ice =
    .speech = Massage and tomorrow's easy walk are fine, as long as the foot feels normal.
clear-held =
    .speech = Rest the ankle until { $day }, then ask me again.
clear-again =
    .speech = No sign of an emergency. Ice only once the skin is warm again, with normal feeling.
clear-otherwise =
    .speech = No sign of an emergency.
worse-check =
    .speech = If it's getting worse, see a physical therapist or doctor soon. Let me check again.
sprain-hold =
    .speech = { $who ->
        [child] A child needs a grown-up beside. It may be a sprain.
       *[user] After a twist, a fall or a pop it may be a sprain.
    } { $ice ->
        [held] Massage and running wait until { $day }.
       *[free] Ice is fine; massage and running wait until { $day }.
    }
cold-hold =
    .speech = { $sign ->
        [diabetes] You said you have diabetes, so
        [circulation] You said your circulation or your nerves are poor, so
        [cold-toes] You said your toes or your skin react to cold, so
        [told] You were told not to ice, so
       *[unknown] With diabetes, poor circulation, or trouble with cold,
    } no ice bucket: ask a doctor or pharmacist first.
cold-out =
    .speech = Take your foot out and let it warm up by itself.
skin-sign = { $sign ->
        [numb] Numb
        [blue] White or blue
        [skin] Blistered or waxy
       *[unknown] Such
    } skin is a warning.
cold-injury =
    .speech = Out of the water now. { skin-sign } Pat it dry, cover it, don't rub. If the feeling isn't normal within { $FEELING_BACK }, get medical advice today. No more ice and no massage.
    .screen = Out of the water now. Pat it dry, cover it, don't rub.
    .short = Out now. Pat dry, cover, don't rub.
cold-injury-after =
    .speech = Keep it out. { skin-sign } Pat it dry, cover it, don't rub. If the feeling isn't normal in { $about_wait }, get medical advice today. No more ice and no massage.
    .screen = Keep it out. Pat it dry, cover it, don't rub.
    .short = Pat dry, cover, don't rub.
cold-injury-late =
    .speech = { skin-sign } That should be over by now, so get medical advice today. Keep it covered, don't rub. No more ice and no massage.
    .screen = Get medical advice today. Keep it covered, don't rub.
    .short = Get medical advice today.

## A stop: what it is for, what to do, and the ways out (S3, S21)

heard =
    .speech = { $sign ->
        [bent] You said it's bent out of shape.
        [numb] You said your foot is numb.
        [blue] You said it's white, blue or grey.
        [cold] You said your foot is ice cold.
        [no-steps] You said you can't take four steps.
        [crack] You said you heard a crack.
        [wound] You said the skin is broken.
        [hot-red] You said it's hot and red.
        [fever] You said you have a fever.
        [pop] You said it popped at the back of the ankle.
        [calf] You said your calf is swollen or throbbing.
        [swollen] You said it's very swollen.
        [pain] You said the pain is very bad.
        [chest] You said it's your chest or your breath.
        [faint] You said you feel faint or unwell.
        [emergency] You called for help.
        [skin] You said your skin has blisters, hives or looks waxy.
        [blister] You said you have a blister.
       *[unknown] That can be a sign of something serious.
    }
heard-ask-four-steps =
    .speech = { $sure ->
        [no] You aren't sure that you can take { $STEPS } steps.
       *[yes] You said you can't take { $STEPS } steps.
    }
heard-ask-bent =
    .speech = { $sure ->
        [no] You aren't sure that it isn't { heard-parts }.
       *[yes] You said it's { heard-parts }.
    }
heard-parts = { $foot ->
        [none] { bent-ankle }
       *[some] { $ankle ->
            [none] { bent-foot }
           *[some] { $foot ->
                [both] { bent-ankle }, { bent-foot }
               *[one] { bent-ankle } or { bent-foot }
            }
        }
    }
heard-ask-mild =
    .speech = { $sure ->
        [no] You aren't sure that it isn't hot, or twice its size.
       *[yes] You said it's hot, or twice its size.
    }
heard-sometime =
    .speech = You told me a warning sign. I don't keep which one.
care-now =
    .speech = { $again ->
        [yes] It needs medical care now, so don't wait. In an emergency, call { emergency-number }; I can't call for you.
       *[no] Stop here. That needs medical care now. In an emergency, call { emergency-number }. I can't call for you. If that's wrong, say so.
    }
    .screen = Get medical care now
    .short = Get care now
care-first =
    .speech = { $again ->
        [yes] First get that looked at today. In an emergency, call { emergency-number }; I can't call for you. Once someone has checked it, say: start over.
       *[no] First get that looked at; the plan waits for it. If I misheard you, say: start over.
    }
care-where =
    .speech = { $again ->
        [yes] Get it looked at today, by a doctor or in an emergency room. In an emergency, call { emergency-number }; I can't call for you.
       *[no] Any doctor or emergency room can look at it. In an emergency, call { emergency-number }. Afterwards, tell me: the doctor looked at it.
    }
care-meanwhile =
    .speech = { $again ->
        [yes] Until it is looked at today: sit down, put the leg up, and don't walk on it. No ice, no heat.
       *[no] Stay off it, with the leg up. No ice and no heat until someone has looked at it.
    }
care-meaning =
    .speech = { $again ->
        [yes] Looked at means that a doctor or a nurse has examined it. After that, say: start over.
       *[no] A doctor or a nurse examines it, that's all. Then tell me: the doctor looked at it.
    }
care-why =
    .speech = { $again ->
        [yes] That can need treatment, and ice won't do. If I misheard you, say: start over.
       *[no] Such a sign can need treatment, so I can't coach you on. If I misheard you, say: start over.
    }
care-had =
    .speech = Good that someone has looked at it.
told-to-rest =
    .speech = Then no running, until { $day } or as long as they said. Tell me when they've looked at it again.
if-misheard =
    .speech = Keep the foot out of the ice. If I misheard you, say: that's wrong.
too-late-to-undo =
    .speech = I can't take it back any more, but we can begin again.

## Ice

ask-sore-today =
    .speech = Are your ankles sore today?
    .reprompt = Are your ankles sore today? Yes or no?
ask-foot-in =
    .speech = Is your foot in the water?
    .reprompt = Say yes when your foot is in, or no to hear how to set it up.
set-up =
    .speech = Chair first, towel ready. Fill a bucket with cold water and four ice cubes. Then say: Alexa, open Ankle Coach.
    .title = The ice bath
    .card =
        1. A chair, a bucket and a towel within reach.
        2. Mostly cold water, with four ice cubes to begin. Never salt.
        3. Foot in. It stings at first and eases after { easing-time }.
        Then say: "Alexa, open Ankle Coach."
    .screen = Chair first, towel ready. Cold water, and four ice cubes.
ice-begun-first =
    .speech = { CAP($duration) }, starting now. It stings at first and eases after { easing-time }.
    .screen = It stings at first and eases after { easing-time }.
ice-begun =
    .speech = { CAP($duration) }, starting now.
ice-shorter =
    .speech = { CAP($duration) } in all, then. { CAP($about_left) } to go.
length-noted =
    .speech = { CAP($duration) }, then.
ice-capped =
    .speech = { CAP($ICE_TIME) } is the most, starting now.
    .screen = { CAP($ICE_TIME) } is the most.
ice-held =
    .speech = The ice is off for now. Please ask a doctor or a pharmacist first.
foot-stays-out =
    .speech = Foot out for now.
ice-too-early =
    .speech = Not yet: give it { $about_wait }.
    .screen = Not yet: give it { $about_wait }.
ice-too-close =
    .speech = That's too close to this ice. Take your foot out now, then tell me: my foot's out.
ice-left =
    .speech = { CAP($about_left) } left. You're doing well.
    .screen = You're doing well.
ice-left-early =
    .speech = { CAP($about_left) } left. The sharp part eases soon.
    .screen = The sharp part eases soon.
ice-left-half =
    .speech = { CAP($about_left) } left. The hard half is behind you.
    .screen = The hard half is behind you.
ice-left-last =
    .speech = Less than a minute. Nearly there.
    .screen = Nearly there.
ice-time-up =
    .speech = Time's up, so your foot should be out.
ice-passed =
    .speech = That would end it now, with { $about_left } left. To stop, say: my foot is out.
ice-more =
    .speech = { CAP($duration) } more. That makes { $about_left } to go.
ice-more-capped =
    .speech = { CAP($duration) } more makes { $ICE_TIME_IN_MINUTES }, and that's the most. { CAP($about_left) } to go.
    .screen = { CAP($ICE_TIME) } is the most.
ice-no-more =
    .speech = { CAP($ICE_TIME) } is the most that's good for your skin. { CAP($about_left) } left.
    .screen = { CAP($ICE_TIME) } is the most.
ice-no-more-after =
    .speech = { CAP($ICE_TIME) } is the most that's good for your skin. Take your foot out.
ice-out-late =
    .speech = That was a long one. Let it warm up, and look at the skin. White, blue or numb: get medical advice today.
ice-out =
    .speech = Well done, { $done } of ice.
ice-noted =
    .speech = Noted, { $done } of ice.
out-now =
    .speech = Out now: { $ICE_TIME } is the most.
cold-usual =
    .speech = Still cold is usual. Let it warm up by itself, don't rub.
cold-not-yet =
    .speech = Not yet, then: foot out, and let it warm up by itself. If it's numb or pale, get medical advice today.
ice-out-brief =
    .speech = All right, that one doesn't count. When you're ready, say: Alexa, open Ankle Coach.
no-ice-yet =
    .speech = All right, no ice yet.
ice-cancelled =
    .speech = The ice is cancelled, so take your foot out.
dry-off =
    .speech = Pat it dry, let it warm up by itself.
    .screen = Pat it dry.
massage-in =
    .speech = Massage in { $about_wait }.
    .screen = Massage in { $about_wait }.
ice-in =
    .speech = Ice again in { $about_wait }.
    .screen = Ice again in { $about_wait }.
ice-in-morning =
    .speech = Ice again in the morning.
    .screen = Ice again in the morning.
ice-over =
    .speech = Ice is over in this plan: it's for the first { $DAYS_OF_ICE } days.
ice-done =
    .speech = That's all the ice for today. Tomorrow, tell me how it feels.
    .screen = That's all the ice for today.
nothing-runs =
    .speech = Nothing is running.
no-ice-runs =
    .speech = Good. Nothing is running.
too-cold =
    .speech = Lift it out a moment. Add tap water, take out cubes, or put a sock over the toes. It eases after { easing-time }, for some about five.
    .screen = Lift it out a moment. Add tap water, take out cubes, or put a sock over the toes.
too-cold-enough =
    .speech = You've done { $about_done }, and that counts. Come out if you like, or add some tap water and stay.
    .screen = That counts. Come out if you like.
too-cold-before =
    .speech = Start gently: more tap water, fewer cubes, a sock over the toes.
    .screen = More tap water, fewer cubes, a sock over the toes.
warm-up =
    .speech = Let it warm up by itself, don't rub. If it's still numb or pale after { $FEELING_BACK }, get medical advice today.
    .screen = Let it warm up by itself, don't rub.
paused =
    .speech = Paused with { $about_left } left. To go on, say: Alexa, open Ankle Coach.
    .screen = To go on, say: Alexa, open Ankle Coach.
pause-ended =
    .speech = That pause was a long one, so the icing is over.
paused-left =
    .speech = It's paused, with { $about_left } left.
ask-out =
    .speech = Is your foot out of the water?
    .reprompt = Is your foot out? Yes or no?
ask-out-early =
    .speech = If it's still in, say: go on. Is it out?
    .reprompt = Is your foot out? If it's still in, say: go on.
    .screen = Is your foot out?
ask-skin =
    .speech = { $skin ->
        [numb] Is it numb?
        [blue] Is the skin white or blue?
       *[both] Is the skin white, blue or numb?
    }
    .reprompt = White, blue or numb skin: yes or no?
ask-mild =
    .speech = { $size ->
        [hot-red] Is it hot?
        [swollen] Is it twice its usual size?
       *[both] Is it hot, or twice its usual size?
    }
    .reprompt = Hot, or twice its usual size: yes or no?
mild =
    .speech = { $sign ->
        [click] A click without pain is common, and no reason to worry.
        [tight-calf] A tight calf is common after running. If it swells or throbs, tell me.
        [bruise] Some bruising is common. Put it up, rest, and see how it is tomorrow.
       *[swelling] A little of that is common. Put it up, rest, and see how it is tomorrow.
    }
mild-in-ice =
    .speech = Pink or red is usual in the cold. White, blue or numb: take it out.
mild-after-ice =
    .speech = That's usual after the cold, and fades. White, blue or numb is not: tell me.
ask-resume =
    .speech = Shall I go on?
    .reprompt = Shall I go on with the time? Yes or no?
resumed =
    .speech = On we go, { $about_left } left.

## The timer

timer-set =
    .speech = I'll call you when time is up.
timer-permission =
    .speech = To call you at the end, I need a permission that Alexa asks for now.
timer-by-voice-ice =
    .speech = I can't ring for you now. Say: Alexa, set an ice bath timer for { $left }. I'll keep count.
    .screen = Say: Alexa, set an ice bath timer.
timer-by-voice-move =
    .speech = I can't ring for you now. Say: Alexa, set a timer for { $left }. I'll keep count.
    .screen = Say: Alexa, set a timer.
timer-unreachable =
    .speech = Your timer didn't answer, so don't trust its ring.
timer-was-cancelled =
    .speech = The timer was cancelled with { $about_left } left.
ask-still-in =
    .speech = Is your foot still in the water?
    .reprompt = Shall I set the timer again for the rest? Yes or no?
ask-still-walking =
    .speech = Are you still walking?
    .reprompt = Shall I set the timer again for the rest? Yes or no?
consent-card =
    .speech = You can allow timers in the Alexa app.
    .screen = You can allow timers in the Alexa app.
consent-kept =
    .speech = Thank you. I'll use a timer next time.
consent-without =
    .speech = All right, without a timer.

since-unclear =
    .speech = When it began I didn't understand: { $said ->
        [unread] tell me since when.
       *[other] { $said }. Tell me how many days.
    }

## Reminders

reminder-first = { $what ->
        [ice] Your next ice is { $ice }.
       *[move] Your { outing-word } is { $move }.
    }
reminder-times = { $what ->
        [both] to ice { $ice }, and { $move } for your { outing-word }
        [apart] to ice { $ice }. { CAP(outing-word) } { $move }
        [move-first] { $move } to { outing-word }. Then ice { $ice }
        [days] to ice { $ice }. And { $later }
        [days-both] to ice { $ice }. { CAP(outing-word) } { $move }. Then ice { $later }
        [ice] to ice { $ice }
        [move] { $move } for your { outing-word }
       *[none] of your plan
    }
ask-remind =
    .speech = { $what ->
        [both] Shall I set reminders { reminder-times }?
        [ice] Shall I set { $count ->
            [one] a reminder
           *[other] reminders
        } { reminder-times }?
        [move] Shall I set a reminder { reminder-times }?
        [none] Shall I set reminders of your plan?
       *[apart] Reminders { reminder-times }. Shall I?
    }
    .reprompt = Shall I set these reminders? Yes, no, or which one not?
    .screen = Shall I set these reminders?
reminders-set =
    .speech = I'll remind you { reminder-times }.
    .screen = I'll remind you.
reminders-some =
    .speech = I could set only some. I'll remind you { reminder-times }.
reminders-cannot =
    .speech = I can't set reminders here. { reminder-first }
reminders-unreachable =
    .speech = The reminders didn't answer; please ask again in a few minutes. { reminder-first }
reminders-denied =
    .speech = You haven't allowed reminders; you can in the Alexa app. { reminder-first }
    .screen = You haven't allowed reminders. You can in the Alexa app.
reminders-by-voice =
    .speech = I can't remind you now. { reminder-first }
reminders-permission =
    .speech = To remind you, I need a permission that Alexa asks for now.
reminders-card =
    .speech = You can allow reminders in the Alexa app.
    .screen = You can allow reminders in the Alexa app.
reminders-kept =
    .speech = Thank you. To hear me later, say: remind me to ice.
reminders-without =
    .speech = All right, without reminders.
reminders-declined =
    .speech = All right, no reminders today.
    .screen = No reminders today.
reminders-cancelled =
    .speech = All right, no more reminders.
    .screen = No more reminders.
reminders-none =
    .speech = No reminders are set.
    .screen = No reminders are set.
reminders-nothing =
    .speech = There's nothing left to remind you of. Just open me when you like.
reminders-deleted =
    .speech = Some reminders were deleted in the Alexa app.
reminders-one-by-one =
    .speech = That's too much at once for me: say the rest after this.
reminders-gap =
    .speech = { CAP($ICING_GAP) } is the least, so the skin can warm up.
reminders-too-near =
    .speech = Then none { $ice }: { $ICING_GAP } is the least, so the skin can warm up.
reminders-not-then =
    .speech = There's none at that time.
reminders-not-so-many =
    .speech = There aren't so many.
reminders-others-go =
    .speech = This is what stays.
reminders-which =
    .speech = Say which one, or what time.
reminders-not-that-day =
    .speech = There's none on that day.
reminders-night =
    .speech = I don't ring at night.
reminders-too-early =
    .speech = That's too soon for the next ice.
reminders-zone =
    .speech = I don't know your time zone, so I count in hours.
reminders-zone-night =
    .speech = I don't know your time zone, so I set nothing that might ring at night.
reminders-walk-first =
    .speech = Your easy walk or jog comes before the ice that day.
reminders-ice-over =
    .speech = { $day ->
        [today] The ice of this plan is over.
       *[later] By { $day } the ice of this plan is over.
    }
reminders-nothing-then =
    .speech = The plan has nothing then.
reminders-past =
    .speech = That time is over for today.
reminders-no-walk =
    .speech = There's no walk or jog to remind you of then.
reminders-massage =
    .speech = I remind you of the ice and the walk only.
reminders-unclear =
    .speech = { $said ->
        [unread] I didn't get when.
       *[other] I can't set reminders for { $said }.
    }
reminders-out-of-reach =
    .speech = I can't reach your reminders any more: please delete them in the Alexa app.
reminders-left =
    .speech = Some reminders didn't answer and may still ring.
reminders-in-app =
    .speech = Some reminders may still ring: please delete them in the Alexa app.
walk-reminder-off =
    .speech = No walk reminder: the ankle's cold then.
reminder-next =
    .speech = My next reminder is { $ice }.

## Prompts in the ice

prompts-noted =
    .speech = I'll check in on you during the ice.
prompts-set =
    .speech = { $what ->
        [both] Check-ins in { $easing } and in { $half }.
        [easing] I'll check in when it should ease.
       *[half-way] I'll check in half way, in { $half }.
    }
prompts-night =
    .speech = I don't ring at night. Ask me how much longer whenever you like.
prompts-late =
    .speech = You're past half way, well done. Ask me how much longer whenever you like.
prompts-walk =
    .speech = Check-ins are for the ice. Ask me how much longer whenever you like.
prompts-cannot =
    .speech = I can't check in from here.
prompts-unreachable =
    .speech = I can't check in right now: the reminders don't answer.
prompts-denied =
    .speech = I can't check in on you: you haven't allowed reminders. You can in the Alexa app.
    .screen = You haven't allowed reminders. You can in the Alexa app.

## Massage

ask-warm =
    .speech = { $skin ->
        [numb] Does the ankle feel normal?
        [cold] Is the ankle warm?
       *[both] Is the ankle warm, with normal feeling?
    }
    .reprompt = Warm, with normal feeling: yes or no?
    .short = Warm, with normal feeling?
massage-how =
    .speech = Put your thumbs on the sore spots. Press firmly in small circles, but never so hard that the pain gets worse. A few minutes are plenty.
    .title = Massage
    .card =
        Thumbs on the sore spots around the ankle.
        Press firmly, in small circles, never so hard that the pain gets worse.
        Only on a warm ankle with normal feeling, at least { $REWARM } after the ice.
    .screen = Thumbs on the sore spots. Press firmly in small circles, never so hard that the pain gets worse.
massage-softer =
    .speech = Then press less, or stop.
massage-not-warm =
    .speech = Then wait. Warm skin with normal feeling comes first; ask me again in half an hour.
massage-held =
    .speech = No massage until { $day }. Let it rest.
    .screen = No massage until { $day }.
massage-off =
    .speech = No massage for now. Please ask a doctor or a pharmacist first.
massage-too-early =
    .speech = Not yet: cold tissue doesn't loosen. Give it { $about_wait } to warm up.
    .screen = Give it { $about_wait } to warm up.
massage-after-ice =
    .speech = First the ice, { $about_left } more. The massage comes { $REWARM } after it.
massage-after-walk =
    .speech = Finish your walk first; then ask me again.
well-done =
    .speech = Well done.

## The jog or walk

ask-score =
    .speech = From zero to ten, how sore is it when you walk?
    .reprompt = A number from zero to ten, please. How sore is it when you walk?
    .short = How sore, zero to ten?
ask-only-mild =
    .speech = Is it only a little sore when you walk?
    .reprompt = Only a little sore: yes or no?
ask-very-sore =
    .speech = Is it very sore when you walk?
    .reprompt = Very sore: yes or no?
ask-covers =
    .speech = Do you normally run { $JOG_MILES } miles or more?
    .reprompt = Do you usually run { $JOG_MILES } miles or more? Yes or no?
    .short = Do you run { $JOG_MILES } miles or more?
ask-walk-timer =
    .speech = Shall I time a { $WALK_TIME_IN_MINUTES } minute walk?
    .reprompt = Shall I start { $WALK_TIME } for the walk? Yes or no?
jog =
    .speech = Then a very easy jog: { jog-distance }, and no farther than usual. If the pain grows, stop and walk home.
    .title = { CAP(jog-distance) }
    .screen = A very easy jog. If the pain grows, stop and walk home.
slow-or-walk =
    .speech = Then take it down: { slow-distance } at most, or better a walk.
    .screen = { CAP(slow-distance) } at most, or better a walk.
slow-jog =
    .speech = Then { slow-distance } at most. If the pain grows, stop and walk home.
    .screen = { CAP(slow-distance) } at most.
walk =
    .speech = Then an easy walk. It gets the blood flowing and loosens things up.
    .screen = An easy walk.
walk-at-most =
    .speech = { $ice ->
        [held] Until then an easy walk, with normal feeling in the foot.
       *[free] Until then, an easy walk at most.
    }
    .screen = An easy walk at most.
walk-referred =
    .speech = See someone before you run again. { $ice ->
        [held] An easy walk is fine, with normal feeling in the foot.
       *[free] An easy walk is fine.
    }
    .screen = See someone before you run again.
walk-no-longer =
    .speech = { CAP($WALK_TIME) } is enough for the first walk.
walk-begun =
    .speech = { CAP($duration) } of easy walking, starting now.
    .screen = { CAP($duration) } of easy walking.
walk-left =
    .speech = { CAP($about_left) } of walking left. Nice and easy.
    .screen = Nice and easy.
walk-slower =
    .speech = Slow down. If it still hurts, stop and go home gently. That still counts.
    .screen = Slow down. If it still hurts, stop and go home.
walk-done =
    .speech = Well done. That's today's outing; see how it feels tomorrow.
    .screen = That's today's outing. Well done.
walk-cancelled =
    .speech = All right, that's the walk for today.
enjoy-walk =
    .speech = All right. Go easy, and stop if the pain grows.
    .screen = Go easy, and stop if the pain grows.
only-normal-feeling =
    .speech = Only with normal feeling in the foot.
    .screen = Only with normal feeling in the foot.
move-morning =
    .speech = Sleep first. Ask me again in the morning.
move-tomorrow =
    .speech = Not today. The day after comes a very easy jog or walk, so ask me again tomorrow.
    .screen = Tomorrow comes a very easy jog or walk.
move-done-today =
    .speech = One easy outing a day is enough. Ask me again tomorrow.
    .screen = One easy outing a day is enough.
move-too-early =
    .speech = Not straight after the ice. Give it { $about_wait } to warm up.
    .screen = Not straight after the ice.
move-after-ice =
    .speech = First the ice, { $about_left } more. The easy jog or walk comes the day after.
move-held =
    .speech = { $way ->
        [walk] Only the steps you need until { $day }, or until someone has looked at it.
       *[run] No running until { $day }, or until someone has looked at it.
    } { $ice ->
        [held] Let it rest.
       *[free] Ice is fine.
    }
move-not-at-all =
    .speech = That's too sore for a { $way }. Rest it, and see a physical therapist or doctor.
noted-jog =
    .speech = { $move ->
        [held] Noted, for when running is fine again.
        [done] Noted.
       *[free] Noted. Then the outing is a very easy jog.
    }
noted-walk =
    .speech = { $move ->
        [held] Noted, for when walking is fine again.
        [done] Noted.
       *[free] Noted. Then the outing is an easy { $WALK_TIME_IN_MINUTES } minute walk.
    }

## The honest look

ask-trend =
    .speech = Is it better, the same, or worse than yesterday?
    .reprompt = Better, the same, or worse?
ask-worse =
    .speech = Is it worse than yesterday?
    .reprompt = Worse than yesterday: yes or no?
ask-better =
    .speech = Is it better than yesterday?
    .reprompt = Better than yesterday: yes or no?
glad-better =
    .speech = Good to hear.
score-range =
    .speech = The scale ends at ten.
day =
    .speech = { $day ->
        [one] It's the day after.
       *[other] It's day { $day }.
    }
hurts-rest =
    .speech = That's no fun.
ask-new-ankle =
    .speech = Is that a new one, besides the one we're looking after?
    .reprompt = Is it a new one? Yes or no?
    .screen = Is that a new one?
other-ankle =
    .speech = Then it joins the plan, with its own safety check. Easy does it for both.
other-ankle-rests =
    .speech = Then it joins the plan, with its own safety check. No run for either before tomorrow.
other-ankle-later =
    .speech = Let's finish this first, { $about_left } more. Then tell me about the other ankle.
other-ankle-after =
    .speech = If that's the other ankle, tell me after this.
plan-ended =
    .speech = Your last plan has ended by itself.
still-day-one =
    .speech = Day one is often the worst. { $ice ->
        [held] Rest it today.
       *[free] Ice every { icing-rhythm } helps.
    } { $move ->
        [held] No running for now.
       *[free] Tomorrow comes an easy walk or jog.
    }
noted-counting =
    .speech = Good to know. { CAP($about_left) } left; tell me again when you're done.
advice-worse =
    .speech = Getting worse is a reason not to wait. See a physical therapist or doctor, today if you can. No running until then.
    .screen = See a physical therapist or doctor.
advice-severe =
    .speech = That's a lot. No running, and please see a physical therapist or doctor.
    .screen = Please see a physical therapist or doctor.
advice-therapist =
    .speech = Then it's time for a physical therapist or sports doctor. Your stride may be off, or a tendon strained. They can find out, and give you exercises.
    .screen = It's time for a physical therapist or sports doctor.
advice-recovered =
    .speech = { $move ->
        [held] Lovely. Give it rest for as long as I said, then work back up. No run much longer than your longest of the last month.
       *[free] Lovely. Work back up to your usual runs, none much longer than your longest of the last month.
    }
    .screen = Work back up to your usual runs.
advice-gone-today =
    .speech = Lovely. { $move ->
        [held] Still no running for now, as I said.
       *[free] Still take it easy tomorrow, then build back up to your usual runs.
    }
advice-rest-today =
    .speech = All right. { $ice ->
        [held] Rest it today.
       *[free] Ice every { icing-rhythm } today.
    } { $move ->
        [held] No running for now.
       *[free] Tomorrow an easy walk or jog.
    }
advice-easy-day =
    .speech = That's on its way. { $move ->
        [held] Still no running for now. Check in tomorrow.
        [done] You've had today's outing, so rest. Check in tomorrow.
       *[free] One easy outing today, as long as it stays mild. Check in tomorrow.
    }
    .screen = Check in tomorrow.
advice-gentle-day =
    .speech = Take another easy day. { $move ->
        [held] No running for now.
        [done] You've had today's outing.
       *[free] An easy walk is fine.
    } Check in tomorrow.
    .screen = Take another easy day.
doctor-yes =
    .speech = Yes, see a physical therapist or sports doctor. They can check your stride and give you exercises.
    .screen = See a physical therapist or sports doctor.
doctor-when =
    .speech = See someone if it gets worse, or lasts { $EVALUATE_FROM } or { $EVALUATE_LAST } days. At once if it's bent, numb, or won't carry you.

## What now

ask-offer-ice =
    .speech = It's time for ice. Is your foot in the water?
    .reprompt = Say yes when your foot is in, or no to hear how to set it up.
    .screen = It's time for ice. Is your foot in?
    .short = Is your foot in the water?
ask-offer-massage =
    .speech = The ankle should be warm enough for a massage. Shall we?
    .reprompt = Shall we do the massage? Yes or no?
    .screen = Shall we do the massage?
ask-offer-move =
    .speech = Today a very easy jog or walk will help. Shall we see how far?
    .reprompt = Shall we look at the jog or walk? Yes or no?
    .screen = Shall we look at the jog or walk?
wait-ice =
    .speech = Rest it for now. Ice again in { $about_wait }.
    .screen = Ice again in { $about_wait }.
wait-massage =
    .speech = Rest it for now. Massage in { $about_wait }.
    .screen = Massage in { $about_wait }.
wait-morning =
    .speech = Rest well tonight. Ice again in the morning.
    .screen = Ice again in the morning.
wait-tomorrow =
    .speech = Nothing more to do today. Tomorrow comes a very easy jog or walk.
    .screen = Tomorrow comes a very easy jog or walk.
rest =
    .speech = Nothing to do right now. Check in with me tomorrow.
    .screen = Nothing to do right now.
rest-moved =
    .speech = You've done today's outing. Rest, and check in with me tomorrow.
    .screen = You've done today's outing. Rest.
cold-wait =
    .speech = Keep it warm and dry, don't rub. If the feeling isn't normal in { $about_wait }, get medical advice today.
    .screen = Keep it warm and dry, don't rub.
cold-watch =
    .speech = Keep it warm and dry. If the feeling isn't normal by now, get medical advice today.
    .screen = Keep it warm and dry.
see-someone =
    .speech = Please see a physical therapist or doctor.
    .screen = Please see a physical therapist or doctor.
rest-referred =
    .speech = Nothing to do right now. Please see a physical therapist or doctor, and check in with me tomorrow.
    .screen = Please see a physical therapist or doctor.
all-right =
    .speech = All right.
take-your-time =
    .speech = Take your time.
iced-already =
    .speech = If you've iced it already, say for how long.
later =
    .speech = All right. When you're ready, say: Alexa, open Ankle Coach.
next-after-ice =
    .speech = The ice comes first. { $move ->
        [held] After it comes rest.
       *[free] { CAP($REWARM) } after it comes the massage; the day after an easy jog or walk.
    }
next-after-move =
    .speech = { CAP($about_left) } of walking left. After it, check in with me tomorrow.
next-ice-after-this =
    .speech = This one first, { $about_left } more. The next comes { $ICING_GAP } after it began.
next-ice-after-walk =
    .speech = Finish your walk, then ask me about ice.

## How, why, and asides

how-ice =
    .speech = { $ice ->
        [in] Stay seated and keep the foot in, up to { $ICE_TIME }. It stings at first and eases after { easing-time }.
        [wait] Let it warm up first. The next ice goes the same way: up to { $ICE_TIME }, then out.
        [check] After the safety check: sit down, the foot into the water, and out after { $ICE_TIME } at most.
       *[free] Sit down, put the foot in, and stay up to { $ICE_TIME }. It stings at first and eases after { easing-time }.
    }
    .title = The ice
    .card =
        Sit down and put the foot into cold water with a few ice cubes.
        Up to { $ICE_TIME }; { $ENOUGH_ICE_IN_MINUTES } still count. It stings at first and eases after { easing-time }.
        White, blue or numb skin: take it out at once.
how-bucket =
    .speech = { $ice ->
        [in] Mostly cold water with four ice cubes, never salt. If it gets warm, add one or two.
        [wait] For the next ice: chair first, towel ready. Fill the bucket with mostly cold water and four ice cubes, never salt.
        [check] Chair first, towel ready. Fill a bucket with mostly cold water and four ice cubes, never salt.
       *[free] Chair first, towel ready. Fill a bucket with mostly cold water and four ice cubes, never salt. Then put the foot in.
    }
    .title = The bucket
    .card =
        1. A chair, a bucket and a towel within reach.
        2. Mostly cold water, with four ice cubes to begin. Never salt.
        3. Foot in up to the ankle, { $ICE_TIME } at most.
    .screen = Chair first, towel ready. Mostly cold water and four ice cubes, never salt.
how-water =
    .speech = Cold tap water with four ice cubes, about { bath-temperature }. Mostly water, never salt.
    .title = The water
    .card = Cold tap water with four ice cubes, about { bath-temperature }. Mostly water, never salt.
    .screen = Cold tap water with four ice cubes. Mostly water, never salt.
how-massage =
    .speech = On a warm ankle, { $REWARM } after ice: thumbs on the sore spots, firm small circles. Never so hard it hurts more.
    .title = { massage-how.title }
    .card = { massage-how.card }
    .screen = On a warm ankle: thumbs on the sore spots, firm small circles.
how-jog =
    .speech = Very easy, slow enough to talk: { jog-distance }. If the pain grows, stop and walk home.
    .title = The easy jog
    .card = The day after: { jog-distance }, slow enough to talk. If the pain grows, stop and walk home.
    .screen = Very easy, slow enough to talk. If the pain grows, stop and walk home.
how-walk =
    .speech = { CAP($WALK_TIME_IN_MINUTES) } easy minutes on flat ground. If the pain grows, turn back.
    .title = The easy walk
    .card = The day after: { $WALK_TIME_IN_MINUTES } easy minutes on flat ground. If the pain grows, turn back.
    .screen = { CAP($WALK_TIME_IN_MINUTES) } easy minutes on flat ground. If the pain grows, turn back.
how-evaluation =
    .speech = Each day, tell me a number from zero to ten, and better, same or worse. I'll say what it means.
    .title = Checking in
    .card = Each day, say how sore it is when walking, from zero to ten, and whether it is better, the same or worse.
how-timer =
    .speech = Say: foot's in. I keep the time, up to { $ICE_TIME }, and you can pause or ask what's left.
    .title = The timer
    .card = Say "foot's in" and the time runs, up to { $ICE_TIME }. Say "pause", "resume" or "how much longer".
how-safety =
    .speech = Just answer yes or no. If you don't know, say so.
    .title = The safety check
    .card = Up to four questions, yes or no, before the first ice. If you don't know, say so.
how-routine =
    .speech = Ice first, then massage on a warm ankle. The day after an easy walk or jog, and a daily look.
    .title = The routine
    .card = { how-routine.speech }
why-routine =
    .speech = Ice calms it, massage and an easy outing loosen it, and the look tells when to see someone.
why-ice =
    .speech = Cold calms the inflammation that's likely behind the soreness.
why-held =
    .speech = Cold can harm a foot that feels it too little, or that was hurt by it. So a doctor or pharmacist decides.
why-water =
    .speech = Water reaches all around the ankle. Mostly water and few cubes keep it safe for the skin.
why-massage =
    .speech = On a warm ankle it works out knots and tightness.
why-jog =
    .speech = Only resting lets the ankle tighten up. An easy outing gets the blood flowing and loosens it.
why-walk =
    .speech = Only resting lets the ankle tighten up. An easy walk gets the blood flowing and loosens it.
why-evaluation =
    .speech = Soreness should fade within a few days. If it doesn't, your stride may be off, or something strained.
why-timer =
    .speech = More than { $ICE_TIME } can harm the skin, and your hands are busy.
why-safety =
    .speech = A few signs need a doctor and not a bucket, so I ask before the first ice.
medicine =
    .speech = I can't advise on medicine. A pharmacist can.
child =
    .speech = A child needs a grown-up beside; if unsure, ask a doctor first.
grown-up =
    .speech = All right. Grown-ups go on as usual.
coach-not-doctor =
    .speech = I'm a coach, not a doctor.
trouble =
    .speech = I can't find your plan right now. Please try again in a minute, and take your foot out after { $ICE_TIME_IN_MINUTES }.
trouble-danger =
    .speech = Take your foot out and stop here. That needs medical care now. In an emergency, call { emergency-number }. I can't find your plan right now.
trouble-paused =
    .speech = I can't find your plan right now, and the timer stands still. To go on, say: Alexa, open Ankle Coach.
trouble-alarms =
    .speech = I can't find your plan right now, so don't trust any ring. In a minute, say: Alexa, open Ankle Coach. Take your foot out after { $ICE_TIME_IN_MINUTES }.
unheard =
    .speech = I didn't catch that.
unheard-again =
    .speech = That didn't reach me either. Say help, and I'll tell you what I understand.
quiet =
    .speech = I'll leave you in peace. To go on, say: Alexa, open Ankle Coach.
ask-what-next =
    .speech = What would you like?
    .reprompt = What would you like to do? You can also say stop.
can-new =
    .speech = Tell me that your ankles are sore, and we'll begin.
can-screening =
    .speech = We're in the safety check; answer yes, no, or I don't know.
can-ready =
    .speech = You can say: foot's in, coach me through it, or how do I fill the bucket.
can-icing =
    .speech = You can say: how much longer, coach me through it, or my foot is out.
can-paused =
    .speech = You can say: resume, how much longer, or I'm done.
can-walking =
    .speech = You can say: how much longer, pause, or I'm done.
can-resting =
    .speech = You can say: what now, check in, or remind me to ice.
can-stopped =
    .speech = Please get it looked at first. After that you can say: start over.
can-recovered =
    .speech = If an ankle is sore again, just tell me.

## What people ask: a branch for each topic of the slot types TOPIC_..., its source in docs/safety.md

later-rest = Not for now: let it rest.
topic =
    .speech = { $topic ->
        [alarm] { $timer ->
            [set] Yes, I'll call you when time is up.
           *[none] Yes, if Alexa may set a timer. Without one, just ask me how much longer.
        }
        [alcohol] Better not in the first days: it can make swelling worse.
        [balance] { $move ->
            [held] { later-rest } Balance exercises come later.
           *[free] Once walking doesn't hurt, stand on that leg beside something to hold on to. It may help against a twist.
        }
        [barefoot] Better in shoes for now, at home too: they hold the foot and soften each step.
        [blister] A rubbed blister: leave it closed, under a plaster. If the skin is broken, tell me before any ice.
        [brace] Most sore ankles need none. If it gives way, or you can't walk without one, see a physical therapist.
        [broken] I can't tell from here. If you can't take { $STEPS } steps, or it's bent or numb, tell me: that needs care now.
        [cause] Often it's new to running, a new surface, or speed work. A stride that's a bit off can do it too.
        [command-ice] Say: pause. Or, to end it: cancel the ice. With the foot out early, say: I'm out.
        [command-plan] Say: start over. To delete all I keep, say: forget me.
        [command-reminders] Say: cancel my reminders. For just one, say: cancel the walk. Or: move eight to nine.
        [cycling] { $move ->
            [held] { later-rest } Cycling comes back when running does.
            [later] From tomorrow, an easy ride on the flat is fine, if it doesn't hurt.
           *[free] An easy ride on the flat is fine if it doesn't hurt, but not straight after ice.
        }
        [days] { $ice ->
            [held] { ice-held.speech }
           *[free] Ice is for the first day and the day after. The soreness should fade within a few days.
        }
        [debate] Experts disagree on how much ice helps healing. It eases soreness, and I stay within what's safe for skin.
        [depth] { $ice ->
            [held] { ice-held.speech }
           *[free] Deep enough to cover the ankle bones, with room for a few cubes.
        }
        [diagnosis] I can't tell; someone has to examine it. If it began with a twist, a fall or a pop, tell me.
        [dog] { $move ->
            [held] Only the steps you need for now. Perhaps another person can take the dog or do the errands.
           *[free] A short, slow walk on flat ground is fine if you don't limp. If the pain grows, turn back.
        }
        [doze] Better not in the ice: you may not hear the timer. If you're drowsy, take your foot out and tell me.
        [drive] Only if you can brake hard without pain or delay. If you aren't sure, don't drive.
        [dry] Pat it dry with a towel, don't rub, and let it warm up by itself.
        [elevate] { $ice ->
            [in] After the ice, yes: up on cushions, higher than your hip. That helps against swelling.
           *[free] Yes, put it up on cushions when you sit, higher than your hip. That helps against swelling.
        }
        [frostbite] { $ice ->
            [held] White, waxy, blistered or numb skin needs medical advice today. If yours is, tell me.
            [in] Our water stays well above freezing. But white, waxy, blistered or numb skin: take it out and tell me.
           *[free] Our water stays well above freezing. But white, waxy, blistered or numb skin is a warning: tell me.
        }
        [gym] What doesn't load or twist the ankle is fine. Leave out jumps, and stop what hurts.
        [heat] Not in the first days: heat can make swelling worse. After ice, let it warm up by itself.
        [heel] I'm made for ankles. For a sore heel, wear soft shoes, stand less, and see a physical therapist if it lasts.
        [hot-bath] No hot bath, hot tub or sauna in the first days: heat can make swelling worse.
        [ice-cube] { $ice ->
            [held] { ice-held.speech }
           *[free] Not on bare skin: ice can burn it. Water, or a cold pack in a damp towel, is safer.
        }
        [ice-time] { $ice ->
            [held] { ice-held.speech }
           *[free] { CAP($ICE_TIME) } at most, and less is fine: { $ENOUGH_ICE_IN_MINUTES } minutes still count.
        }
        [ice-when] { $ice ->
            [held] { ice-held.speech }
           *[free] Soon after the run, then every { icing-rhythm } by day. Not right before a run: a cold ankle is stiff.
        }
        [insoles] That depends on your feet and your stride. A physical therapist or podiatrist can look, before you buy any.
        [knee] I'm made for ankles. For a sore knee, stop running. See someone if it lasts a week, at once if swollen.
        [sitting] { $ice ->
            [held] { ice-held.speech }
            [in] Stay seated: wet floors are slippery, and standing up spills the bucket.
           *[free] For the ice, sit on a chair. Otherwise sit or lie as you like, with the foot up.
        }
        [meanwhile] { $ice ->
            [in] Of course, as long as you stay seated. I keep the time.
            [held] Of course. Put the foot up meanwhile.
            [wait] Of course. Put the foot up meanwhile.
           *[free] Of course. In the ice, just stay seated: I keep the time.
        }
        [no-bucket] { $ice ->
            [held] { ice-held.speech }
            [wait] For the next ice, any tub, sink or big pot will do. Or a cold pack in a damp towel.
           *[free] Any tub, sink or big pot that takes the foot will do. Or a cold pack in a damp towel.
        }
        [no-ice] { $ice ->
            [held] { ice-held.speech }
            [wait] For the next ice, cold tap water alone works too. Change it when it gets warm.
           *[free] Cold tap water alone works too. Change it when it gets warm.
        }
        [not-foot] As long as it isn't the foot. If the foot goes numb, white or hard, tell me.
        [numbness] { $ice ->
            [in] Very cold is usual, numb is not. If you can't feel a touch, take it out and tell me.
           *[free] Very cold is usual in the ice, numb is not. If you can't feel a touch, tell me.
        }
        [often] { $ice ->
            [held] { ice-held.speech }
           *[free] Every { icing-rhythm } by day, from start to start, through the day after. The skin must be warm again first.
        }
        [other-parts] I only know sore ankles. For anything else, ask a physical therapist or a doctor.
        [pace] So slow that you can talk in whole sentences. Walking counts too.
        [pack] { $ice ->
            [held] { ice-held.speech }
            [wait] For the next ice, yes: in a damp towel, never on bare skin, { $ICE_TIME } at most.
           *[free] That works too: in a damp towel, never on bare skin, { $ICE_TIME } at most. Water reaches all around.
        }
        [pregnant] Please ask your doctor or midwife before any ice bath.
        [prevent] Build up slowly: no run much longer than your longest of the last month. Strong calves and balance may help too.
        [questions] They keep the ice safe for you, so I can't skip them. They're few, and only yes or no.
        [race] { $move ->
            [held] No training for now. If it's still sore after { $EVALUATE_FROM } or { $EVALUATE_LAST } days, see someone before you race.
           *[free] Build up again only as the soreness fades. If it's still sore after { $EVALUATE_FROM } or { $EVALUATE_LAST } days, see someone before you race.
        }
        [recall] I don't keep your answers. To change the last one, say: let me answer that again.
        [recovery-time] Mild soreness should fade within a few days. If it's still there after { $EVALUATE_FROM } or { $EVALUATE_LAST }, see someone.
        [red-skin] { $ice ->
            [in] Pink or red is usual in the cold. White, blue or numb is not: take it out and tell me.
           *[free] Pink or red from the cold is usual, and fades soon. Hot and red, white, blue or numb: tell me.
        }
        [relapse] It can, after too much too soon. Build up slowly, no run much longer than your longest of the last month.
        [rest] { $move ->
            [held] Yes, let it rest, and take only the steps you need.
            [later] Rest it today, but don't only rest: then it tightens up. Tomorrow, easy walking helps.
           *[free] Don't only rest: then it tightens up. One easy walk or jog a day helps, if it's only mildly sore.
        }
        [ring] They ring out loud, by day only, and say ice or walk. If you miss one, nothing is lost.
        [run-pain] { $move ->
            [held] No running for now. Later: not through pain.
           *[free] Don't run through pain. If it grows, or you limp, walk home.
        }
        [roller] { $massage ->
            [held] { later-rest } No roller and no massage.
           *[free] Gently on the calf, never on the bone. For the ankle your thumbs are best, once it's warm.
        }
        [salt] No salt, please: it makes the water too cold for the skin.
        [cost] Nothing: it's free.
        [share] They need their own safety check first: let them open Ankle Coach themselves.
        [shin] I'm made for ankles. For sore shins, don't run while they hurt, and see someone if it lasts.
        [shoes] Shoes that hold the foot, with a soft sole. Wear new running shoes in slowly.
        [sides] { $ice ->
            [held] { ice-held.speech }
            [wait] Next time, only the sore one. If both are sore, both can share one bucket.
           *[free] Only the sore one needs it. If both are sore, both can go into one bucket.
        }
        [sleep] As is comfortable, perhaps with a pillow under the foot, without a bandage. If pain wakes you, tell me.
        [socks] { $ice ->
            [held] { ice-held.speech }
           *[free] A sock over the toes is fine when they get too cold. No shoe.
        }
        [sports] { $move ->
            [held] { later-rest } Games and jumps come last.
           *[free] Leave out jumps, sprints and quick turns until an easy run doesn't hurt. Then build up slowly.
        }
        [stairs] Slowly, one step at a time, with a hand on the rail. If it won't carry you, tell me.
        [stiff] Rest lets it tighten up, so it's often stiff in the morning. Moving it gently loosens it.
        [strengthen] { $move ->
            [held] { later-rest } Strengthening comes later.
           *[free] Once walking doesn't hurt: heel raises on both feet, with something to hold. A physical therapist can show you more.
        }
        [stretch] { $move ->
            [held] Only slow circles with the foot, as far as it doesn't hurt. Real stretches come later.
           *[free] Gently, on a warm ankle: slow circles with the foot, as far as it doesn't hurt.
        }
        [supplements] I can't advise on those. A pharmacist can.
        [surface] { $move ->
            [held] No running for now. Later, begin on flat, even ground.
           *[free] Flat, even ground is easiest: a smooth path, a track or a treadmill. Get used to a new surface slowly.
        }
        [swelling] { $ice ->
            [in] A little swelling is common. After the ice, put it up, and rest it. If it's large, hot or growing, tell me.
           *[free] A little swelling is common. Put it up, and rest it. If it's large, hot or growing, tell me.
        }
        [swimming] { $move ->
            [held] { later-rest } Swimming comes back when running does.
            [later] From tomorrow: swimming is gentle, since the water carries you. Kick lightly, and stop if it hurts.
           *[free] Swimming is gentle, since the water carries you. Kick lightly, and stop if it hurts.
        }
        [sting] { $ice ->
            [held] { ice-held.speech }
           *[free] It stings most at first and eases after { easing-time }, for some about five. Numb, white or blue is not usual: tell me.
        }
        [temperature] { $ice ->
            [held] { ice-held.speech }
           *[free] About { bath-temperature }: cold tap water with a few cubes. It mustn't hurt for long.
        }
        [treatment] That's for a physical therapist or doctor to say. I only know ice, massage and easy runs.
        [warm-up] { $move ->
            [held] No running for now. Later, begin with five minutes of brisk walking.
           *[free] Begin with five minutes of brisk walking, and end with walking too.
        }
        [warm-water] { $ice ->
            [held] { ice-held.speech }
            [in] Add a cube or two, or fresh cold water. Cold is enough, it mustn't hurt.
            [wait] For the next ice, take fresh cold water and a cube or two. Cold is enough, it mustn't hurt.
           *[free] In the ice, add a cube or two, or fresh cold water. Cold is enough, it mustn't hurt.
        }
        [weight] { $ice ->
            [in] Stay seated while the foot is in the water. Afterwards, as far as it doesn't hurt.
           *[free] Stand and walk as far as it doesn't hurt. If you can't take { $STEPS } steps, tell me.
        }
        [who] I'm Ankle Coach, a program and not a doctor: ice, massage and easy runs for sore ankles.
        [wiggle] { $ice ->
            [held] Gently, as long as it doesn't hurt.
            [wait] Gently, as long as it doesn't hurt.
           *[free] Yes, wiggle them gently. In the water that stirs it, so it feels colder.
        }
        [work] Sit when you can, put it up in the breaks, and don't stand for long. If you limp, do less.
        [wrap-in-ice] Take it off for the ice: the cold must reach the skin, and you need to see its color.
        [wrap] A snug elastic bandage can support it by day. Off at night, and looser if toes tingle or turn pale.
       *[unknown] That's nothing I know about: I'm here for sore ankles, with ice, massage and easy runs.
    }

## Starting over, forgetting

ask-start-over =
    .speech = Shall I throw this plan away and start over?
    .reprompt = Start over? Yes or no?
    .screen = Start over?
ask-forget =
    .speech = Shall I forget everything I keep about your ankles?
    .reprompt = Forget everything? Yes or no?
    .screen = Forget everything?
ask-cancel-reminders =
    .speech = { $reminders ->
        [one] Shall I cancel your reminder?
        [two] Shall I cancel both reminders?
       *[other] Shall I cancel all { $reminders } reminders?
    }
    .reprompt = Shall I cancel? Yes or no?
undone =
    .speech = All right, I take that back.
undone-reminders =
    .speech = All right, I've cancelled those reminders.
undone-ice =
    .speech = All right, the ice goes on: { $about_left } left.
undone-walk =
    .speech = All right, the walk goes on: { $about_left } left.
undone-paused =
    .speech = All right, it stays paused, with { $about_left } left.
undone-too-late =
    .speech = One reminder's time has passed.
nothing-to-undo =
    .speech = { $kept ->
        [none] I keep nothing about you, so there's nothing I could bring back.
       *[some] There's nothing to take back.
    }
others-undone =
    .speech = The same goes for the other foot.
others-untimed =
    .speech = I can't ring for that one: watch the clock.
foot-out-first =
    .speech = Take your foot out.
forgotten =
    .speech = Done. I've forgotten everything.
forgotten-with-alerts =
    .speech = Done. I've forgotten everything, timers and reminders too.
known-nothing =
    .speech = I keep nothing about you.
known-began =
    .speech = Your soreness began { $began }.
known-checked =
    .speech = You answered the safety questions { $checked }.
known-iced =
    .speech = Your last ice was { $iced }.
known-reminders =
    .speech = { $reminders ->
        [one] One reminder is set.
       *[other] { CAP($reminders) } reminders are set.
    }
known-settings =
    .speech = I keep no plan of yours, only settings, such as your time zone and the permissions you were asked for.
known-forget =
    .speech = Answers about your health I never keep. To delete it all, say: forget me.
known =
    .title = What I keep
    .card =
        The day it began: { $began }.
        The safety questions were answered: { $checked }.
        The last ice: { $iced }.
        The last walk or jog: { $moved }.
        A step waits until: { $until }.
        Reminders that are set: { $reminders }.
        Time zone: { $zone }. Units: { $units }.
        You usually run { $JOG_MILES } miles or more: { $jogs }.
        A permission was last refused: { $refused }.
        Answers about your health and numbers you tell are not kept. To delete everything, say "forget me".
kept-plan =
    .speech = All right, everything stays as it is.

## Other plans of the household, and a trip: said besides

ice-of =
    .speech = { $slot_number ->
        [1] The household's ice bath.
       *[other] { CAP(timer-label-ice) }.
    }
household-plan =
    .speech = This is the household's plan.
own-plan =
    .speech = You get your own plan.
household-plan-stays =
    .speech = The household's plan stays. To delete it too, say: forget me.
another-plan-stays =
    .speech = Another plan of the household stays. To delete it too, say: forget me.
zone-moved =
    .speech = Reminders follow the clock here.
zone-changed =
    .speech = I dropped reminders that would ring at night here.
